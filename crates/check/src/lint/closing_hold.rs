//! `closing-hold`: a clip does not end with a long frozen frame.

use super::{Collector, Finding, Subject};

const LONGEST: f64 = 3.0;

pub(super) fn find(subject: &Subject<'_>, found: &mut Collector<'_>) {
    let end = subject.scene.clip.lasts;
    let closing = subject.rests().last().filter(|rest| rest.end == end && rest.seconds() > LONGEST);
    let (Some(rest), Some(beat)) = (closing, subject.scene.beats.last()) else { return };
    let message = format!("nothing changes in the clip's last {:.1} s", rest.seconds());
    let help = format!("hold the last picture for at most {LONGEST} s: end sooner, or let more happen");
    found.push(Finding::new(&beat.span, message, help).in_beat(subject.scene.beats.len() - 1).at(rest.start));
}
