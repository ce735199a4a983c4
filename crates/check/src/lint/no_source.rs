//! `no-source`: every beat says where its facts come from.

use super::{Collector, Finding, Subject};

pub(super) fn find(subject: &Subject<'_>, found: &mut Collector<'_>) {
    let bare = subject.beats().filter(|(_, beat)| beat.source.trim().is_empty());
    found.extend(bare.map(|(at, beat)| {
        let message = "the beat does not say where its facts come from";
        Finding::new(&beat.span, message, "write `source = \"…\"`; it is never drawn").in_beat(at)
    }));
}
