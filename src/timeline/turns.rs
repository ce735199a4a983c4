//! The looks of a node, one after another.

use std::collections::HashMap;
use std::sync::Arc;

use kurbo::Rect;

use crate::easing::Easing;
use crate::nodes::{Picture, Uid};
use crate::time::{Interval, Time};
use crate::timeline::fit::Fits;
use crate::timeline::tween::{Drawn, Passage, blend_rect};

/// The looks of a node, one after another.
#[derive(Debug)]
pub(super) struct Turns {
    pub(super) first: Arc<Picture>,
    turns: Vec<Turn>,
    /// For each turn, when it and all before it have ended.
    ends: Vec<Time>,
}

/// From one look to the next.
#[derive(Debug)]
pub(super) struct Turn {
    pub(super) time: Interval,
    pub(super) to: Arc<Picture>,
    /// Parts with a time of their own.
    pub(super) parts: HashMap<Uid, Interval>,
    /// Parts that go, with what they become; parts that come, with what they were.
    pub(super) folds: HashMap<Uid, Uid>,
    pub(super) fits: Fits,
    /// The time of parts without one of their own.
    pub(super) others: Interval,
    /// True if the entry sets parts apart that change together, since they would cover one another.
    pub(super) together: bool,
    pub(super) ease: Easing,
}

impl Turns {
    /// One look that does not change.
    pub(super) fn new(first: Arc<Picture>) -> Self {
        Self { first, turns: Vec::new(), ends: Vec::new() }
    }

    /// Adds a turn, which begins no earlier than those before it.
    pub(super) fn push(&mut self, turn: Turn) {
        self.ends.push(self.ends.last().map_or(turn.time.end, |end| turn.time.end.max(*end)));
        self.turns.push(turn);
    }

    /// The turns in the order in which they begin.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Turn> {
        self.turns.iter()
    }

    /// How many turns are over at `now`, with all before them.
    pub(super) fn settled(&self, now: Time) -> usize {
        self.ends.partition_point(|end| *end <= now)
    }

    /// The turns that have begun at `now`, from the one numbered `from` on.
    pub(super) fn begun(&self, from: usize, now: Time) -> impl Iterator<Item = &Turn> {
        self.turns[from..].iter().take_while(move |turn| turn.time.start < now)
    }

    /// The look after so many turns.
    pub(super) fn after(&self, count: usize) -> &Arc<Picture> {
        count.checked_sub(1).map_or(&self.first, |last| &self.turns[last].to)
    }

    /// The looks at `now`, blended where they change.
    pub(super) fn sample(&self, now: Time) -> Vec<Drawn> {
        let settled = self.settled(now);
        let mut picture = self.after(settled);
        let mut drawn = Drawn::all(picture);
        for turn in self.begun(settled, now) {
            let passage = Passage { from: picture, to: &turn.to, folds: &turn.folds, fits: &turn.fits };
            drawn = passage.blend(drawn, &|part| turn.progress(part, now));
            picture = &turn.to;
        }
        drawn
    }

    /// The picture towards which the looks change at `now`: its regions are what effects aim at.
    pub(super) fn picture(&self, now: Time) -> &Arc<Picture> {
        let settled = self.settled(now);
        self.after(settled + self.begun(settled, now).count())
    }

    pub(super) fn last(&self) -> &Arc<Picture> {
        self.after(self.turns.len())
    }

    /// Whether the node keeps one look at `now`.
    pub(super) fn is_still(&self, now: Time) -> bool {
        !self.begun(self.settled(now), now).any(|turn| now < turn.time.end)
    }

    /// The box of a part at `now`, blended between looks; of the root, that around all it draws.
    pub(super) fn region(&self, part: Uid, now: Time) -> Option<Rect> {
        self.blended(part, now, |_, picture| picture.region(part))
    }

    /// A box at `now` that `of` finds in each look, given its number and picture; it changes as `part` does.
    pub(super) fn blended(
        &self,
        part: Uid,
        now: Time,
        of: impl Fn(usize, &Picture) -> Option<Rect>,
    ) -> Option<Rect> {
        let settled = self.settled(now);
        let mut found = (0..=settled).rev().find_map(|count| of(count, self.after(count)));
        for (at, turn) in self.begun(settled, now).enumerate() {
            found = blended(found, of(settled + at + 1, &turn.to), turn.progress(part, now));
        }
        found
    }

    /// Every look, in order.
    pub(super) fn pictures(&self) -> impl Iterator<Item = &Arc<Picture>> {
        std::iter::once(&self.first).chain(self.turns.iter().map(|turn| &turn.to))
    }

    /// The box around all that it draws at `now` but for its label, blended between looks.
    pub(super) fn body(&self, now: Time) -> Rect {
        let settled = self.settled(now);
        let mut body = Some(self.after(settled).body);
        for turn in self.begun(settled, now) {
            body = blended(body, Some(turn.to.body), turn.progress(Uid::ROOT, now));
        }
        body.unwrap_or_default()
    }

    /// The box of a part that something stands with, blended between looks. What stands with a part that is
    /// gone stands with the part it became.
    pub(super) fn followed(&self, mut part: Uid, now: Time) -> Option<Rect> {
        // A part that takes no place yet has the place that it will take.
        let next =
            |part: Uid, from: usize| (from..=self.turns.len()).find_map(|at| self.after(at).region(part));
        let settled = self.settled(now);
        self.turns[..settled].iter().for_each(|turn| part = turn.became(part));
        let before = |part: Uid| (0..settled).rev().find_map(|count| self.after(count).region(part));
        let mut region = next(part, settled).or_else(|| before(part));
        for (at, turn) in self.begun(settled, now).enumerate() {
            part = turn.became(part);
            region = blended(region, next(part, settled + at + 1), turn.progress(part, now));
        }
        region.or_else(|| self.region(Uid::ROOT, now))
    }
}

impl Turn {
    /// From one look to the next, all at once.
    pub(super) fn whole(from: &Picture, to: &Arc<Picture>, time: Interval, ease: Easing) -> Self {
        let (parts, folds) = (HashMap::new(), HashMap::new());
        let fits = Fits::new(from, to, &folds);
        Self { time, to: Arc::clone(to), parts, folds, fits, others: time, together: false, ease }
    }

    pub(super) fn progress(&self, part: Uid, now: Time) -> f64 {
        let own = self.parts.get(&part).copied();
        self.ease.at(own.unwrap_or(self.others).progress(now))
    }

    /// What becomes of a part: another one, if it is gone.
    fn became(&self, part: Uid) -> Uid {
        match self.folds.get(&part) {
            Some(became) if self.to.region(part).is_none() => *became,
            _ => part,
        }
    }
}

fn blended(before: Option<Rect>, after: Option<Rect>, progress: f64) -> Option<Rect> {
    match (before, after) {
        (Some(a), Some(b)) => Some(blend_rect(a, b, progress)),
        (before, after) => after.or(before),
    }
}
