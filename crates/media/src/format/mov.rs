//! ProRes 422 HQ in QuickTime, for editing, encoded by the program `ffmpeg`.

use crate::captions::{Cue, sub_rip};
use crate::ffmpeg::Encoder;
use crate::language::QUICK_TIME;
use crate::limits::Limits;
use crate::{apng, mp4};
use halfminute_basics::time::Time;

use super::{DeepCheck, Format, Maker, TextTracks};

pub(super) static MOV: Format = Format {
    name: "mov",
    summary: "ProRes 422 HQ for editing, encoded by the program ffmpeg",
    holds: "ProRes 422 HQ, PCM, captions, chapters, for editing",
    codec: &apng::PNG,
    limits: Limits { even: true, ..Limits::NONE },
    stores_changes: false,
    tracks: Some(TextTracks {
        caption: Cue::timed_text,
        resolution: Time::from_millis(1),
        may_lose_joiners: true,
    }),
    web: None,
    // 18 dB. The worst block had an error of 16, and a changed letter has one of some thousands.
    deep_check: DeepCheck::Pictures { tolerance: 1000.0 },
    // Sound and captions may end one frame later; the number of pictures is exact.
    duration_resolution: |rate| rate.frame() * 2,
    maker: Maker::Ffmpeg(Encoder {
        // `disable_chpl`, because the program would cut long titles in its list of chapters within a character. The
        // track of chapters remains.
        arguments: "-c:v prores_ks -profile:v hq -pix_fmt yuv422p10le -c:a pcm_s24le -c:s mov_text \
                    -movflags disable_chpl -f mov",
        default_options: None,
        // QuickTime has no markup; SubRip is converted for it, and contains no markup that was not meant.
        captions: sub_rip,
        captions_form: "srt",
        language: QUICK_TIME,
    }),
    inspect: mp4::read_quick_time,
    read_back: mp4::read_quick_time,
    check_build: || Ok(()),
};
