//! Animated PNG with exact pixels, in which each picture stores only the changed rectangle.

use crate::apng;
use crate::limits::Limits;
use halfminute_basics::time::Time;

use super::{DeepCheck, Format, Maker, Web, WebElement};

pub(super) static APNG: Format = Format {
    name: "apng",
    summary: "Exact pixels, for the same places as gif",
    holds: "every pixel exact, what changed of each frame, looping",
    codec: &apng::PNG,
    limits: Limits { can_count: apng::can_count, ..Limits::NONE },
    stores_changes: true,
    tracks: None,
    web: Some(Web { media_type: "image/apng", element: WebElement::Picture, rank: 0 }),
    deep_check: DeepCheck::Bytes,
    duration_resolution: |_| Time::ZERO,
    maker: Maker::Program(|contents, out| apng::write(contents, out)),
    inspect: apng::inspect,
    read_back: apng::read,
    check_build: || Ok(()),
};
