//! VP9 in WebM, encoded by the program `ffmpeg`.

use crate::captions::{Cue, web_vtt};
use crate::ffmpeg::Encoder;
use crate::language::MATROSKA;
use crate::limits::Limits;
use crate::{apng, matroska};
use halfminute_basics::time::Time;

use super::{DeepCheck, Format, Maker, TextTracks, Web, WebElement};

pub(super) static WEBM: Format = Format {
    name: "webm",
    summary: "VP9, encoded by the program ffmpeg",
    holds: "VP9, Opus, captions, chapters",
    codec: &apng::PNG,
    limits: Limits { even: true, ..Limits::NONE },
    stores_changes: false,
    tracks: Some(TextTracks {
        caption: Cue::web_vtt,
        resolution: Time::from_millis(1),
        may_lose_joiners: false,
    }),
    web: Some(Web { media_type: "video/webm", element: WebElement::Player, rank: 1 }),
    // 18 dB. The worst block had an error of 57, and a changed letter has one of some thousands.
    deep_check: DeepCheck::Pictures { tolerance: 1000.0 },
    // Sound and captions may end one frame later; the number of pictures is exact.
    duration_resolution: |rate| rate.frame() * 2,
    maker: Maker::Ffmpeg(Encoder {
        arguments: "-c:v libvpx-vp9 -crf 30 -b:v 0 -row-mt 1 -deadline good -cpu-used 4 -pix_fmt yuv420p \
                    -c:a libopus -b:a 128k -c:s copy -f webm",
        default_options: None,
        // WebVTT is copied, because decoding and encoding it would lose its escapes.
        captions: web_vtt,
        captions_form: "webvtt",
        language: MATROSKA,
    }),
    inspect: matroska::read,
    read_back: matroska::read,
    check_build: || Ok(()),
};
