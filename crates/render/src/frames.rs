//! Parsing of frame lists such as `0-299,450`, and the sets of frames that they select.
//!
//! There are two steps, because the length of a clip is known only after its scene was read: [`FrameRanges`]
//! holds what was typed, [`FrameSet`] the frames that it selects in one clip.

use std::fmt;
use std::str::FromStr;

/// Frame ranges as they were typed: inclusive, with steps, separated by commas.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrameRanges {
    parts: Vec<FrameRange>,
}

/// One inclusive range; `last` is absent in `10-`, which extends to the end of the clip.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct FrameRange {
    first: u32,
    last: Option<u32>,
    step: u32,
}

/// Reason why a text does not select frames of a clip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FramesError {
    /// A part is not `7`, `0-299`, `0-`, `-10` or `0-899x10`.
    NotARange(String),
    /// A part ends before it begins.
    Reversed(String),
    /// A part steps by zero.
    NoStep(String),
    /// A frame lies beyond the last one of the clip.
    Beyond {
        /// Frame that was asked for.
        frame: u32,
        /// Last frame of the clip.
        last: u32,
    },
}

impl fmt::Display for FramesError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotARange(part) => {
                write!(out, "`{part}` is not a range of frames: write 7, 0-299, 0-, -10 or 0-899x10")
            }
            Self::Reversed(part) => write!(out, "`{part}` ends before it begins"),
            Self::NoStep(part) => write!(out, "`{part}` steps by 0: a step is at least 1"),
            Self::Beyond { frame, last } => {
                write!(out, "there is no frame {frame}: the clip's last frame is {last}")
            }
        }
    }
}

impl std::error::Error for FramesError {}

impl FromStr for FrameRanges {
    type Err = FramesError;

    fn from_str(text: &str) -> Result<Self, FramesError> {
        Ok(Self { parts: text.split(',').map(|part| part.trim().parse()).collect::<Result<_, _>>()? })
    }
}

impl FromStr for FrameRange {
    type Err = FramesError;

    fn from_str(part: &str) -> Result<Self, FramesError> {
        let not_a_range = || FramesError::NotARange(part.to_owned());
        let number = |digits: &str| {
            // `u32` would also parse `+7`.
            let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
            if plain { digits.parse::<u32>().map_err(|_| not_a_range()) } else { Err(not_a_range()) }
        };
        let (range, step) = match part.split_once(['x', 'X', ':']) {
            Some((range, step)) => (range, number(step)?),
            None => (part, 1),
        };
        let (first, last) = match range.split_once('-') {
            Some(("", "")) => return Err(not_a_range()),
            Some(("", last)) => (0, Some(number(last)?)),
            Some((first, "")) => (number(first)?, None),
            Some((first, last)) => (number(first)?, Some(number(last)?)),
            None => (number(range)?, Some(number(range)?)),
        };
        if last.is_some_and(|last| last < first) {
            return Err(FramesError::Reversed(part.to_owned()));
        }
        if step == 0 {
            return Err(FramesError::NoStep(part.to_owned()));
        }
        Ok(Self { first, last, step })
    }
}

/// Every `step`-th frame from `first` to `last`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Stride {
    step: u32,
    /// Remainder of its frames divided by the step.
    rest: u32,
    first: u32,
    last: u32,
}

/// Merges strides with the same step and remainder that overlap, so that no frame is in two of them.
fn united(mut strides: Vec<Stride>) -> Vec<Stride> {
    strides.sort_unstable();
    let mut united: Vec<Stride> = Vec::new();
    for stride in strides {
        let before = united.last_mut().filter(|before| {
            (before.step, before.rest) == (stride.step, stride.rest) && stride.first <= before.last
        });
        match before {
            Some(before) => before.last = before.last.max(stride.last),
            None => united.push(stride),
        }
    }
    united
}

impl FrameRanges {
    /// The frames that are selected in a clip of `count` frames.
    ///
    /// # Errors
    /// [`FramesError::Beyond`]: a frame or the end of a range is not below `count`.
    pub fn of_clip(&self, count: u32) -> Result<FrameSet, FramesError> {
        let clip_last = count.saturating_sub(1);
        let mut bounded = Vec::with_capacity(self.parts.len());
        for part in &self.parts {
            let last = part.last.unwrap_or(clip_last.max(part.first));
            if last >= count {
                return Err(FramesError::Beyond { frame: last, last: clip_last });
            }
            bounded.push(Stride { step: part.step, rest: part.first % part.step, first: part.first, last });
        }
        // One mark per frame bounds the memory, and overlapping strides are merged before they are walked: the
        // number of ranges and their repetitions do not matter.
        let mut meant = vec![false; count as usize];
        for stride in united(bounded) {
            for frame in (stride.first..=stride.last).step_by(stride.step as usize) {
                meant[frame as usize] = true;
            }
        }
        let frames = (0..count).filter(|&frame| meant[frame as usize]).collect();
        Ok(FrameSet { frames, count })
    }
}

/// One of several equal shares of a clip's frames, such as `2/8`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    /// Number of the share, from 1 to `count`.
    number: u32,
    /// Number of shares, at least 1.
    count: u32,
}

impl FromStr for Shard {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let number = |digits: &str| {
            let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
            digits.parse::<u32>().ok().filter(|_| plain)
        };
        let shard = text.split_once('/').and_then(|(k, n)| Some((number(k)?, number(n)?)));
        let (number, count) = shard.ok_or("a shard is two whole numbers: write 2/8")?;
        if (1..=count).contains(&number) {
            Ok(Self { number, count })
        } else {
            Err("shards count from 1: the last of eight is 8/8")
        }
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}/{}", self.number, self.count)
    }
}

/// Frames of one clip, in ascending order without duplicates; all are below the clip's frame count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrameSet {
    frames: Vec<u32>,
    count: u32,
}

impl FrameSet {
    /// Every frame of a clip of `count` frames.
    #[must_use]
    pub fn whole(count: u32) -> Self {
        Self { frames: (0..count).collect(), count }
    }

    /// The frames from `first` (inclusive) to `end` (exclusive), as far as the clip has them.
    #[must_use]
    pub fn span(first: u32, end: u32, count: u32) -> Self {
        Self { frames: (first..end.min(count)).collect(), count }
    }

    /// The frames of one shard: consecutive frames of the set, with sizes that differ by at most one. The
    /// shards of a set do not overlap and cover all of it.
    #[must_use]
    pub fn shard(&self, shard: Shard) -> Self {
        let edge = |number: u32| self.len() as u64 * u64::from(number) / u64::from(shard.count);
        // Both edges are at most the length of a vector.
        let (first, end) = (edge(shard.number - 1) as usize, edge(shard.number) as usize);
        Self { frames: self.frames[first..end].to_vec(), count: self.count }
    }

    /// The frames as a slice, in ascending order.
    #[must_use]
    pub fn as_slice(&self) -> &[u32] {
        &self.frames
    }

    /// Iterates over the frames in ascending order.
    pub fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        self.frames.iter().copied()
    }

    /// Number of frames in the set.
    #[must_use]
    pub fn len(&self) -> usize {
        self.frames.len()
    }

    /// True if the set has no frame.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.frames.is_empty()
    }

    /// Number of frames in the whole clip.
    #[must_use]
    pub fn clip_count(&self) -> u32 {
        self.count
    }

    /// True if the set has every frame of the clip.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.frames.len() == self.count as usize
    }
}

/// Formats the shortest list of plain ranges, such as `0-2,7`, which [`FrameRanges`] parses.
impl fmt::Display for FrameSet {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let runs = self.frames.chunk_by(|a, b| a + 1 == *b);
        for (position, run) in runs.enumerate() {
            let comma = if position == 0 { "" } else { "," };
            match run {
                [first, .., last] => write!(out, "{comma}{first}-{last}")?,
                [only] => write!(out, "{comma}{only}")?,
                [] => {}
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop_assert, prop_assert_eq, proptest};

    use super::{FrameRanges, FrameSet, FramesError, Shard, Stride, united};

    fn frames(text: &str) -> Result<String, String> {
        let ranges: FrameRanges = text.parse().map_err(|error: FramesError| error.to_string())?;
        ranges.of_clip(900).map(|set| set.to_string()).map_err(|error| error.to_string())
    }

    #[test]
    fn every_documented_form_is_read() {
        assert_eq!(frames("0-299").unwrap(), "0-299");
        assert_eq!(frames("0-").unwrap(), "0-899");
        assert_eq!(frames("890-").unwrap(), "890-899");
        assert_eq!(frames("-10").unwrap(), "0-10");
        assert_eq!(frames("9,1,5").unwrap(), "1,5,9");
        assert_eq!(frames("0-49x10").unwrap(), "0,10,20,30,40");
        assert_eq!(frames("0-49:10").unwrap(), "0,10,20,30,40");
        assert_eq!(frames("800-x50").unwrap(), "800,850");
        assert_eq!(frames("5-20, 10-30,30,31").unwrap(), "5-31", "overlaps are merged");
    }

    proptest! {
        #[test]
        fn strides_are_walked_once(
            strides in proptest::collection::vec((1_u32..9, 0_u32..90, 0_u32..90), 0..200),
        ) {
            let stride = |&(step, first, length): &(u32, u32, u32)| {
                Stride { step, rest: first % step, first, last: first + length }
            };
            let walk = |strides: &[Stride]| -> Vec<u32> {
                let frames = strides.iter().flat_map(|s| (s.first..=s.last).step_by(s.step as usize));
                frames.collect()
            };
            let all: Vec<Stride> = strides.iter().map(stride).collect();
            let (mut before, mut after) = (walk(&all), walk(&united(all)));
            // Eight steps, 180 frames: each frame is visited at most once per step.
            prop_assert!(after.len() <= 8 * 180);
            for frames in [&mut before, &mut after] {
                frames.sort_unstable();
                frames.dedup();
            }
            prop_assert_eq!(before, after);
        }

        #[test]
        fn shards_tile_the_clip(frames in 0_u32..1000, count in 1_u32..300) {
            let whole = FrameSet::whole(frames);
            let shards: Vec<FrameSet> =
                (1..=count).map(|number| whole.shard(Shard { number, count })).collect();
            let joined: Vec<u32> = shards.iter().flat_map(FrameSet::iter).collect();
            assert_eq!(joined, whole.as_slice());
            let lengths = || shards.iter().map(FrameSet::len);
            assert!(lengths().max().unwrap() - lengths().min().unwrap() <= 1);
        }
    }

    #[test]
    fn shards_are_read() {
        assert_eq!("2/8".parse(), Ok(Shard { number: 2, count: 8 }));
        for text in ["", "2", "/8", "2/", "+2/8", "a/b", "1/99999999999"] {
            assert_eq!(text.parse::<Shard>(), Err("a shard is two whole numbers: write 2/8"), "{text}");
        }
        for text in ["0/8", "9/8", "0/0"] {
            assert_eq!(text.parse::<Shard>(), Err("shards count from 1: the last of eight is 8/8"), "{text}");
        }
    }

    #[test]
    fn mistakes_say_what_to_write() {
        let how = "is not a range of frames: write 7, 0-299, 0-, -10 or 0-899x10";
        for text in ["", "-", "a", "1..5", "1,,2", "+7", "0-5x", "1-2-3", "99999999999", "٣"] {
            let part = text.split(',').find(|part| part.parse::<u32>().is_err() || part.starts_with('+'));
            assert_eq!(frames(text).unwrap_err(), format!("`{}` {how}", part.unwrap()));
        }
        assert_eq!(frames("9-3").unwrap_err(), "`9-3` ends before it begins");
        assert_eq!(frames("0-9x0").unwrap_err(), "`0-9x0` steps by 0: a step is at least 1");
        for text in ["900", "0-900", "900-", "4000000000"] {
            let frame = text.trim_end_matches('-').rsplit('-').next().unwrap();
            let error = format!("there is no frame {frame}: the clip's last frame is 899");
            assert_eq!(frames(text).unwrap_err(), error);
        }
    }
}
