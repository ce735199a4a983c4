//! The order in which workers draw frames, and the order in which a full cache drops them.

use std::collections::BTreeMap;
use std::ops::Range;

/// Number of frames on each side of a standing playhead that are drawn first, since one key press reaches
/// them.
const NEIGHBOURS: u32 = 8;

/// The frames that the window is about to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Want {
    /// The frame at the playhead.
    pub at: u32,
    /// Distance between two frames that can be shown: more than one when the clip plays faster than frames
    /// can be drawn or seen. Zero when the playhead stands still.
    pub stride: u32,
    /// The frames that are played, in a loop.
    pub range: Range<u32>,
    /// True if no other frame is to be drawn now. This is so while a jump of the playhead is on its way to
    /// the screen, because a driver without a GPU needs the same cores as the workers.
    pub alone: bool,
}

impl Want {
    /// The frame to show: the playhead's, or the one before it in the grid of strides.
    #[must_use]
    pub fn shown(&self) -> u32 {
        self.at - self.at.saturating_sub(self.range.start) % self.stride.max(1)
    }

    /// The wanted frames, most urgent first, at most `room`.
    fn wanted(&self, room: usize) -> impl Iterator<Item = u32> {
        let room = if self.alone { 1 } else { room };
        let range = self.range.clone();
        let length = range.end.saturating_sub(range.start).max(1);
        let (shown, stride) = (self.shown(), self.stride);
        let count = room.min((length / stride.max(1)) as usize + 1);
        let ahead = (0..count).map(move |step| {
            let from_start = shown.saturating_sub(range.start) + step as u32 * stride.max(1);
            let wrapped = from_start % length;
            range.start + wrapped - if from_start >= length { wrapped % stride.max(1) } else { 0 }
        });
        // A playhead that stands still may go back as well as on.
        let (at, range) = (self.at, self.range.clone());
        let behind = (1..=NEIGHBOURS).filter_map(move |step| at.checked_sub(step));
        let behind = behind.filter(move |frame| stride == 0 && range.contains(frame));
        let near = ahead.clone().take(NEIGHBOURS as usize);
        near.chain(behind).chain(ahead.skip(NEIGHBOURS as usize)).take(room)
    }

    /// A measure of how late `frame` will be shown; `u32::MAX` if it is outside the range.
    fn distance(&self, frame: u32) -> u32 {
        match frame.checked_sub(self.shown()) {
            Some(ahead) => ahead,
            None if self.stride == 0 && self.at - frame <= NEIGHBOURS => self.at - frame,
            None => {
                let around = (self.range.end - self.shown()) + frame.saturating_sub(self.range.start);
                if self.range.contains(&frame) { around } else { u32::MAX }
            }
        }
    }

    /// The first wanted frame that is neither drawn nor being drawn, if the cache has room for `room` frames.
    #[must_use]
    pub fn next<T>(&self, drawn: &BTreeMap<u32, T>, drawing: &[u32], room: usize) -> Option<u32> {
        self.wanted(room).find(|frame| !drawn.contains_key(frame) && !drawing.contains(frame))
    }

    /// The drawn frame that is to be dropped first.
    #[must_use]
    pub fn least_wanted<T>(&self, drawn: &BTreeMap<u32, T>) -> Option<u32> {
        drawn.keys().copied().max_by_key(|frame| self.distance(*frame))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(frames: &[u32]) -> BTreeMap<u32, ()> {
        frames.iter().map(|frame| (*frame, ())).collect()
    }

    #[test]
    fn the_playhead_comes_first_and_then_what_follows() {
        let want = Want { at: 10, stride: 1, range: 0..100, alone: false };
        assert_eq!(want.next(&drawn(&[]), &[], 9), Some(10));
        assert_eq!(want.next(&drawn(&[10, 12]), &[11], 9), Some(13));
        assert_eq!(want.next(&drawn(&[10, 11, 12]), &[], 3), None, "there is room for three");
    }

    #[test]
    fn a_frame_that_is_sought_is_drawn_alone() {
        let want = Want { at: 10, stride: 1, range: 0..100, alone: true };
        assert_eq!(want.next(&drawn(&[]), &[], 9), Some(10));
        assert_eq!(want.next(&drawn(&[]), &[10], 9), None);
        assert_eq!(want.next(&drawn(&[10]), &[], 9), None);
    }

    #[test]
    fn a_loop_is_drawn_around_its_end() {
        let want = Want { at: 58, stride: 1, range: 30..60, alone: false };
        assert_eq!(want.next(&drawn(&[58]), &[59], 9), Some(30));
        let want = Want { at: 58, stride: 4, range: 30..60, alone: false };
        assert_eq!((want.shown(), want.next(&drawn(&[58]), &[], 9)), (58, Some(30)));
    }

    #[test]
    fn frames_that_cannot_be_shown_are_not_drawn() {
        let want = Want { at: 43, stride: 4, range: 0..900, alone: false };
        assert_eq!(want.shown(), 40);
        assert_eq!(want.next(&drawn(&[40]), &[], 9), Some(44));
    }

    #[test]
    fn a_playhead_that_stands_has_neighbours_on_both_sides() {
        let want = Want { at: 10, stride: 0, range: 0..100, alone: false };
        let all: Vec<u32> = want.wanted(20).collect();
        assert_eq!(all[..10], [10, 11, 12, 13, 14, 15, 16, 17, 9, 8]);
        assert_eq!(all.len(), 20);
        assert_eq!(want.shown(), 10);
    }

    #[test]
    fn the_past_is_given_up_before_the_future() {
        let want = Want { at: 10, stride: 1, range: 0..100, alone: false };
        assert_eq!(want.least_wanted(&drawn(&[8, 9, 10, 11, 40])), Some(9));
        let looped = Want { at: 31, stride: 1, range: 30..60, alone: false };
        assert_eq!(looped.least_wanted(&drawn(&[5, 30, 31, 59])), Some(5));
    }
}
