//! Statistics of how well the window keeps up with the clip.

use std::collections::VecDeque;
use std::fmt;
use std::time::Duration;

const SECOND: Duration = Duration::from_secs(1);

/// Counts of pictures shown and their delays.
#[derive(Clone, Debug, Default)]
pub struct Statistics {
    /// Number of pictures of frames that were shown.
    pub shown: u32,
    /// Total time for which the clip has played.
    pub played: Duration,
    /// Number of pictures that were shown while the clip played.
    pub shown_playing: u32,
    /// Longest time from a jump of the playhead to its picture.
    pub slowest_seek: Duration,
    recent: VecDeque<Duration>,
    last: Option<Duration>,
}

impl Statistics {
    /// Records that the window was drawn. `playing` is true if the clip played since the last time, `new` if
    /// the window now shows another frame.
    pub fn drawn(&mut self, now: Duration, playing: bool, new: bool) {
        if playing && let Some(last) = self.last {
            self.played += now.saturating_sub(last);
            self.shown_playing += u32::from(new);
        }
        self.last = Some(now);
        if new {
            self.shown += 1;
            self.recent.push_back(now);
        }
        while self.recent.front().is_some_and(|then| *then + SECOND <= now) {
            self.recent.pop_front();
        }
    }

    /// Records the time that a jump of the playhead took until its picture was seen.
    pub fn sought(&mut self, time: Duration) {
        self.slowest_seek = self.slowest_seek.max(time);
    }

    /// Number of frames that were shown in the last second.
    #[must_use]
    pub fn recent(&self) -> u32 {
        u32::try_from(self.recent.len()).unwrap_or(u32::MAX)
    }

    /// Frames per second while the clip played.
    #[must_use]
    pub fn rate(&self) -> f64 {
        let played = self.played.as_secs_f64();
        if played > 0.0 { f64::from(self.shown_playing) / played } else { 0.0 }
    }
}

/// Formats as one line: `812 frames in 30.1 s, 27.0 a second; slowest seek 64 ms`.
impl fmt::Display for Statistics {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (frames, played) = (self.shown_playing, self.played.as_secs_f64());
        let seek = self.slowest_seek.as_millis();
        write!(out, "{frames} frames in {played:.1} s, {:.1} a second; slowest seek {seek} ms", self.rate())
    }
}

#[cfg(test)]
mod tests {
    use super::{Duration, Statistics};

    #[test]
    fn frames_are_counted_while_it_plays() {
        let mut statistics = Statistics::default();
        let ms = Duration::from_millis;
        statistics.drawn(ms(0), false, true);
        statistics.drawn(ms(5_000), false, false);
        for at in 1..=50 {
            statistics.drawn(ms(5_000 + at * 40), true, at % 2 == 0);
        }
        assert_eq!((statistics.shown, statistics.shown_playing, statistics.recent()), (26, 25, 13));
        assert_eq!(statistics.rate(), 12.5);
    }
}
