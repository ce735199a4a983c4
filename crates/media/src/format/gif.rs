//! GIF with 255 colours, in which each picture stores only the changed rectangle.

use crate::gif;
use crate::limits::Limits;
use halfminute_basics::time::Time;

use super::{DeepCheck, Format, Maker, Web, WebElement};

pub(super) static GIF: Format = Format {
    name: "gif",
    summary: "255 colours, for places that accept only pictures",
    holds: "255 colours for the clip, what changed of each frame, looping",
    codec: &gif::GIF,
    // Sides are numbers of 16 bits. Browsers show pictures with a delay of less than two hundredths of a second
    // for ten hundredths, and the longest delay is 65,535 hundredths.
    limits: Limits {
        sides: (u16::MAX as u32, u16::MAX as u32),
        fastest: 50,
        longest: Time::from_millis(655_350),
        ..Limits::NONE
    },
    stores_changes: true,
    tracks: None,
    web: Some(Web { media_type: "image/gif", element: WebElement::Picture, rank: 1 }),
    deep_check: DeepCheck::Bytes,
    duration_resolution: |_| Time::from_millis(10),
    maker: Maker::Program(|contents, out| gif::write(contents, out)),
    inspect: gif::inspect,
    read_back: gif::read,
    check_build: || Ok(()),
};
