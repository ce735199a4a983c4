//! `still-stretch`: something changes every few seconds.
//!
//! The hold at the end has a rule of its own, with a stricter limit.

use super::{Collector, Finding, Subject};

const LONGEST: f64 = 4.0;

pub(super) fn find(subject: &Subject<'_>, found: &mut Collector<'_>) {
    let clip_end = subject.scene.clip.lasts;
    let long = subject.rests().iter().filter(|rest| rest.seconds() > LONGEST && rest.end < clip_end);
    found.extend(long.filter_map(|rest| {
        let (at, beat) = subject.beats().find(|(_, beat)| rest.start < beat.time.end)?;
        let (length, since) = (rest.seconds(), (rest.start - beat.time.start).seconds());
        let message = format!("nothing changes for {length:.1} s, from {since:.1} s into the beat on");
        let help = format!("let something happen at least every {LONGEST} s, or shorten the beat");
        Some(Finding::new(&beat.span, message, help).in_beat(at).at(rest.start))
    }));
}
