//! `caption-speed`: a caption can be read while its beat lasts.
//!
//! The limit of 17 characters per second is a common rate for teaching subtitles (Netflix: 17 to 20 for
//! adults).

use super::{Collector, Finding, Subject};

const MOST_A_SECOND: f64 = 17.0;

pub(super) fn find(subject: &Subject<'_>, found: &mut Collector<'_>) {
    for (at, beat) in subject.beats() {
        let count = beat.caption.chars().count();
        let seconds = (beat.time.end - beat.time.start).seconds();
        if count as f64 <= MOST_A_SECOND * seconds {
            continue;
        }
        let speed = count as f64 / seconds;
        let message =
            format!("{count} characters in {seconds} s are {speed:.1} a second, {MOST_A_SECOND} can be read");
        let fitting = (MOST_A_SECOND * seconds).floor();
        let help = format!("shorten it to {fitting} characters, or let the beat last longer");
        found.push(Finding::new(&beat.caption_span, message, help).in_beat(at));
    }
}
