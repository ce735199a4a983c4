//! `no-caption`: every beat says in words what it shows, for those who cannot see it.

use super::{Finding, Subject};

pub(super) fn find(subject: &Subject<'_>) -> Vec<Finding> {
    let silent = subject.beats().filter(|(_, beat)| beat.caption.trim().is_empty());
    silent
        .map(|(at, beat)| {
            let message = "the beat has no caption";
            Finding::new(&beat.span, message, "write `caption = \"…\"`").in_beat(at)
        })
        .collect()
}
