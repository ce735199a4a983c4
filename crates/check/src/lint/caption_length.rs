//! `caption-length`: a caption is no longer than two lines of subtitles.
//!
//! Subtitles have two lines of 42 characters. The caption band is wider than that, so the rule counts
//! characters instead of lines; a caption that does not fit into the band is an error anyway.

use super::{Collector, Finding, Subject};

const MOST: usize = 84;

pub(super) fn find(subject: &Subject<'_>, found: &mut Collector<'_>) {
    let counted = subject.beats().map(|(at, beat)| (at, beat, beat.caption.chars().count()));
    let long = counted.filter(|(_, _, count)| *count > MOST);
    found.extend(long.map(|(at, beat, count)| {
        let message = format!("the caption has {count} characters, {MOST} are two lines of subtitles");
        Finding::new(&beat.caption_span, message, "shorten it, or split the beat").in_beat(at)
    }));
}
