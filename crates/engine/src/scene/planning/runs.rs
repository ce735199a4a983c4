//! Common runs of two sequences: the longest first, leftmost on a tie, then the same before and after it.
//!
//! Runs that cannot be extended are listed once and taken in the order of their lengths. A run that crosses one
//! taken before it is cut there, and goes back to the queue with the length that is left. So different elements
//! are never compared, and equal ones once for each run.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, HashMap};

/// A run: `length` elements from `old` on equal those from `new` on.
///
/// Runs are ordered by length, then by how far left they are: the greatest is taken first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Run {
    length: usize,
    old: Reverse<usize>,
    new: Reverse<usize>,
}

/// A stretch of both sequences in which nothing is matched yet; the ends are exclusive.
#[derive(Clone, Copy, Debug)]
struct Window {
    old: usize,
    old_end: usize,
    new: usize,
    new_end: usize,
}

/// Largest number of runs. Sequences with more of them repeat a few elements over and over, so that any
/// matching is arbitrary; they are matched in order.
const MOST_RUNS: usize = 20_000;

/// The pairs of matched elements, and the number of runs that were compared. Equal numbers in `old` and `new`
/// stand for equal elements.
pub(crate) fn common(old: &[usize], new: &[usize]) -> (Vec<(usize, usize)>, usize) {
    let starts = Starts::new(old, new);
    if starts.count() > MOST_RUNS {
        return (in_order(old, new), 0);
    }
    let mut compared = 0;
    let mut waiting = starts.runs();
    // Keyed by their starts in `old`.
    let whole = Window { old: 0, old_end: old.len(), new: 0, new_end: new.len() };
    let mut windows = BTreeMap::from([(0, whole)]);
    let mut pairs = Vec::new();
    while let Some(run) = waiting.pop() {
        compared += 1;
        let (first, last) = (run.old.0, run.old.0 + run.length);
        let start = windows.range(..=first).next_back().map_or(0, |(start, _)| *start);
        let pieces =
            windows.range(start..last).filter_map(|(_, window)| Some((run.within(window)?, *window)));
        let pieces: Vec<(Run, Window)> = pieces.collect();
        match pieces[..] {
            [(piece, window)] if piece == run => {
                let end = (run.old.0 + run.length, run.new.0 + run.length);
                pairs.extend((0..run.length).map(|at| (run.old.0 + at, run.new.0 + at)));
                windows.insert(window.old, Window { old_end: run.old.0, new_end: run.new.0, ..window });
                windows.insert(end.0, Window { old: end.0, new: end.1, ..window });
            }
            _ => waiting.extend(pieces.into_iter().map(|(piece, _)| piece)),
        }
    }
    (pairs, compared)
}

impl Run {
    fn new(length: usize, old: usize, new: usize) -> Self {
        Self { length, old: Reverse(old), new: Reverse(new) }
    }

    /// The part of the run that lies in a window.
    fn within(self, window: &Window) -> Option<Self> {
        let (old, new) = (self.old.0, self.new.0);
        let skipped = window.old.saturating_sub(old).max(window.new.saturating_sub(new));
        let end = window.old_end.saturating_sub(old).min(window.new_end.saturating_sub(new)).min(self.length);
        (skipped < end).then(|| Self::new(end - skipped, old + skipped, new + skipped))
    }
}

/// Places of one element in both sequences, grouped by the element before them.
#[derive(Debug, Default)]
struct ElementPlaces {
    old: HashMap<usize, Vec<usize>>,
    new: HashMap<usize, Vec<usize>>,
}

/// The starts of runs: pairs of equal elements with different elements before them.
struct Starts<'a> {
    sequences: [&'a [usize]; 2],
    elements: HashMap<usize, ElementPlaces>,
}

impl<'a> Starts<'a> {
    fn new(old: &'a [usize], new: &'a [usize]) -> Self {
        let mut elements: HashMap<usize, ElementPlaces> = HashMap::new();
        // The first element has no element before it: a number that equals no other stands for that.
        let before =
            |sequence: &[usize], at: usize, nothing| at.checked_sub(1).map_or(nothing, |at| sequence[at]);
        for (at, element) in old.iter().enumerate() {
            let places = &mut elements.entry(*element).or_default().old;
            places.entry(before(old, at, usize::MAX)).or_default().push(at);
        }
        for (at, element) in new.iter().enumerate() {
            let places = &mut elements.entry(*element).or_default().new;
            places.entry(before(new, at, usize::MAX - 1)).or_default().push(at);
        }
        Self { sequences: [old, new], elements }
    }

    fn count(&self) -> usize {
        let of_element = |element: &ElementPlaces| {
            let count = |places: &HashMap<usize, Vec<usize>>| places.values().map(Vec::len).sum::<usize>();
            let alike = element.old.iter().filter_map(|(before, old)| Some((old, element.new.get(before)?)));
            let alike: usize = alike.map(|(old, new)| old.len() * new.len()).sum();
            count(&element.old) * count(&element.new) - alike
        };
        self.elements.values().map(of_element).sum()
    }

    fn runs(&self) -> BinaryHeap<Run> {
        let [old, new] = self.sequences;
        let equal = Equal::new(old, new);
        let mut runs = BinaryHeap::new();
        for element in self.elements.values() {
            for (before, places) in &element.old {
                let others = element.new.iter().filter(|(other, _)| *other != before);
                for new in others.flat_map(|(_, places)| places) {
                    runs.extend(places.iter().map(|old| Run::new(equal.length(*old, *new), *old, *new)));
                }
            }
        }
        runs
    }
}

/// Gives the length of the common run from given places on. Level `n` numbers the stretches of 2^n elements, so
/// that equal stretches have equal numbers.
struct Equal {
    levels: Vec<[Vec<usize>; 2]>,
}

impl Equal {
    fn new(old: &[usize], new: &[usize]) -> Self {
        let mut levels = vec![[old.to_vec(), new.to_vec()]];
        let mut half = 1;
        while let Some(below) = levels.last().filter(|below| below[0].len().min(below[1].len()) > half) {
            let mut numbers = HashMap::new();
            let twice = |below: &Vec<usize>, numbers: &mut HashMap<[usize; 2], usize>| -> Vec<usize> {
                let stretches = below.iter().zip(&below[half..]).map(|(first, second)| [*first, *second]);
                stretches
                    .map(|pair| {
                        let next = numbers.len();
                        *numbers.entry(pair).or_insert(next)
                    })
                    .collect()
            };
            let level = [twice(&below[0], &mut numbers), twice(&below[1], &mut numbers)];
            levels.push(level);
            half *= 2;
        }
        Self { levels }
    }

    fn length(&self, old: usize, new: usize) -> usize {
        let mut length = 0;
        for (level, [olds, news]) in self.levels.iter().enumerate().rev() {
            let places = (olds.get(old + length), news.get(new + length));
            if let (Some(one), Some(other)) = places
                && one == other
            {
                length += 1 << level;
            }
        }
        length
    }
}

/// Pairs each new element with the next equal old one after those paired before.
fn in_order(old: &[usize], new: &[usize]) -> Vec<(usize, usize)> {
    let mut places: HashMap<usize, Vec<usize>> = HashMap::new();
    for (at, element) in old.iter().enumerate() {
        places.entry(*element).or_default().push(at);
    }
    let mut pairs = Vec::new();
    let mut next = 0;
    for (at, element) in new.iter().enumerate() {
        let places = places.get(element).map_or(&[][..], Vec::as_slice);
        if let Some(found) = places.get(places.partition_point(|place| *place < next)) {
            pairs.push((*found, at));
            next = found + 1;
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop_assert, prop_assert_eq, proptest};

    use super::{common, in_order};

    /// A reference implementation that compares all pairs.
    fn slow(old: &[usize], new: &[usize]) -> Vec<(usize, usize)> {
        let mut best = (0, 0, 0);
        for i in 0..old.len() {
            for j in 0..new.len() {
                let length = old[i..].iter().zip(&new[j..]).take_while(|(a, b)| a == b).count();
                if length > best.2 {
                    best = (i, j, length);
                }
            }
        }
        let (i, j, length) = best;
        if length == 0 {
            return Vec::new();
        }
        let mut pairs = slow(&old[..i], &new[..j]);
        pairs.extend((0..length).map(|at| (i + at, j + at)));
        let after = slow(&old[i + length..], &new[j + length..]);
        pairs.extend(after.into_iter().map(|(a, b)| (a + i + length, b + j + length)));
        pairs
    }

    proptest! {
        #[test]
        fn runs_are_those_of_comparing_all(
            old in proptest::collection::vec(0_usize..4, 0..24),
            new in proptest::collection::vec(0_usize..4, 0..24),
        ) {
            let (mut found, _) = common(&old, &new);
            found.sort_unstable();
            prop_assert_eq!(found, slow(&old, &new));
            let pairs = in_order(&old, &new);
            prop_assert!(pairs.iter().all(|(a, b)| old[*a] == new[*b]));
            prop_assert!(pairs.windows(2).all(|pair| pair[0].0 < pair[1].0 && pair[0].1 < pair[1].1));
        }
    }

    #[test]
    fn a_few_elements_over_and_over_are_matched_in_their_order() {
        let old: Vec<usize> = (0..1_000).map(|at| at * at % 3 % 2).collect();
        let new: Vec<usize> = (0..1_000).map(|at| at / 2 % 2).collect();
        assert_eq!(common(&old, &new).0, in_order(&old, &new));
        assert_eq!(common(&vec![0; 1_000], &vec![0; 990]).0.len(), 990, "one run");
    }
}
