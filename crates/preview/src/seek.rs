//! A jump of the playhead, tracked until its picture is on the screen.

use std::time::Duration;

/// Number of window updates from handing a picture over until it is on the screen.
pub const PIPELINE: u32 = 3;

/// A jump whose picture is not on the screen yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seek {
    since: Duration,
    /// The frame that the jump is to show, once it is known.
    goal: Option<u32>,
    /// Updates since the picture was handed over.
    updates: u32,
}

impl Seek {
    /// A jump that begins at the time `since`.
    #[must_use]
    pub fn new(since: Duration) -> Self {
        Self { since, goal: None, updates: 0 }
    }

    /// Records an update of the window, which shows the frame `shown`, if that belongs to the film, and
    /// should show `wanted`. Returns how long the jump took, once its picture is on the screen.
    ///
    /// While the clip plays, later frames are wanted in turn, and any picture from the jump's goal up to
    /// `wanted` counts as its picture. If `wanted` is before the goal, the playhead has begun a loop again,
    /// and any picture counts.
    pub fn update(&mut self, now: Duration, shown: Option<u32>, wanted: u32) -> Option<Duration> {
        let goal = *self.goal.get_or_insert(wanted);
        let arrived = shown.is_some_and(|shown| wanted < goal || (goal..=wanted).contains(&shown));
        self.updates += u32::from(arrived || self.updates > 0);
        (self.updates > PIPELINE).then(|| now.saturating_sub(self.since))
    }
}

#[cfg(test)]
mod tests {
    use super::{Duration, PIPELINE, Seek};

    const MS: Duration = Duration::from_millis(1);

    #[test]
    fn a_jump_ends_when_its_picture_has_passed_the_pipeline() {
        let mut seek = Seek::new(100 * MS);
        assert_eq!(seek.update(110 * MS, Some(7), 40), None, "the picture before the jump");
        assert_eq!(seek.update(120 * MS, None, 40), None, "no picture of this film");
        for update in 0..PIPELINE {
            assert_eq!(seek.update((130 + update) * MS, Some(40), 41), None);
        }
        assert_eq!(seek.update(150 * MS, Some(41), 43), Some(50 * MS));
    }

    #[test]
    fn a_picture_beyond_what_is_wanted_is_that_of_another_place() {
        let mut seek = Seek::new(Duration::ZERO);
        for wanted in 40..49 {
            assert_eq!(seek.update(MS, Some(90), wanted), None);
        }
    }

    #[test]
    fn a_loop_that_begins_again_ends_a_jump() {
        let mut seek = Seek::new(Duration::ZERO);
        assert_eq!(seek.update(MS, Some(7), 59), None);
        let ended = (0..=PIPELINE).find_map(|_| seek.update(MS, Some(7), 30));
        assert_eq!(ended, Some(MS));
    }
}
