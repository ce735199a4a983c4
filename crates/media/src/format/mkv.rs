//! AV1, or the codec that its options choose, in Matroska, encoded by the program `ffmpeg`.

use crate::captions::{Cue, sub_rip};
use crate::ffmpeg::Encoder;
use crate::language::MATROSKA;
use crate::limits::Limits;
use crate::{apng, matroska};
use halfminute_basics::time::Time;

use super::{DeepCheck, Format, Maker, TextTracks};

pub(super) static MKV: Format = Format {
    name: "mkv",
    summary: "AV1, or the encoder in --ffmpeg-args, run by the program ffmpeg",
    holds: "AV1, FLAC, captions, chapters; or any other codec with `--ffmpeg-args \"-c:v libx265 -crf 24\"`",
    codec: &apng::PNG,
    limits: Limits { even: true, ..Limits::NONE },
    stores_changes: false,
    tracks: Some(TextTracks {
        caption: Cue::sub_rip,
        resolution: Time::from_millis(1),
        may_lose_joiners: false,
    }),
    web: None,
    // 15 dB, because the options of this format choose the encoder. The worst block of AV1 at its coarsest had an
    // error of 658, of VP9 1318; a changed letter of 30 pixels' height had 2477. Coarser coding cannot be
    // distinguished from that.
    deep_check: DeepCheck::Pictures { tolerance: 2000.0 },
    // Sound and captions may end one frame later; the number of pictures is exact.
    duration_resolution: |rate| rate.frame() * 2,
    maker: Maker::Ffmpeg(Encoder {
        arguments: "-pix_fmt yuv420p -c:a flac -c:s copy -f matroska",
        default_options: Some("-c:v libsvtav1 -crf 30 -preset 8"),
        // SubRip is copied, because decoding and encoding it would lose what protects it.
        captions: sub_rip,
        captions_form: "srt",
        language: MATROSKA,
    }),
    inspect: matroska::read,
    read_back: matroska::read,
    check_build: || Ok(()),
};
