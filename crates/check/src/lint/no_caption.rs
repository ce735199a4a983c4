//! `no-caption`: every beat describes in words what it shows, for viewers who cannot see it.

use super::{Collector, Finding, Subject};

pub(super) fn find(subject: &Subject<'_>, found: &mut Collector<'_>) {
    let silent = subject.beats().filter(|(_, beat)| beat.caption.trim().is_empty());
    found.extend(silent.map(|(at, beat)| {
        let message = "the beat has no caption";
        Finding::new(&beat.span, message, "write `caption = \"…\"`").in_beat(at)
    }));
}
