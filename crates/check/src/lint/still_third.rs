//! `still-third`: something changes in every third of the clip.
//!
//! In a clip of half a minute `still-stretch` reports the problem first; this rule is for short clips.

use super::{Collector, Finding, Subject};
use halfminute_basics::time::Time;

const WORDS: [&str; 3] = ["first", "second", "last"];

pub(super) fn find(subject: &Subject<'_>, found: &mut Collector<'_>) {
    let clip = &subject.scene.clip;
    let bound = |third: i64| Time::from_flicks(clip.lasts.flicks() * third / 3);
    for (third, word) in (0..).zip(WORDS) {
        let (start, end) = (bound(third), bound(third + 1));
        if subject.rests().iter().any(|rest| rest.start <= start && end <= rest.end) {
            let message = format!("nothing changes in the {word} third of the clip");
            found.push(Finding::new(&clip.lasts_span, message, "let something happen in every third"));
        }
    }
}
