//! The pictures of a node in one beat, and the transitions between them.

use std::collections::HashMap;
use std::sync::Arc;

use kurbo::Rect;

use crate::easing::Easing;
use crate::nodes::{Picture, Uid};
use crate::timeline::fit::Fits;
use crate::timeline::tween::{Crossfade, Drawn, blend_rect};
use halfminute_basics::time::{Interval, Time};

/// The pictures of a node in one beat: the first one, and changes to the next ones.
#[derive(Debug)]
pub(super) struct Appearances {
    pub(super) first: Arc<Picture>,
    changes: Vec<AppearanceChange>,
    /// For each change, the time at which it and all before it have ended.
    ends: Vec<Time>,
}

/// A transition from one picture to the next.
#[derive(Debug)]
pub(super) struct AppearanceChange {
    pub(super) time: Interval,
    pub(super) to: Arc<Picture>,
    /// Parts with a time of their own.
    pub(super) parts: HashMap<Uid, Interval>,
    /// Parts that go, with the part they become; parts that come, with the part they were.
    pub(super) folds: HashMap<Uid, Uid>,
    pub(super) fits: Fits,
    /// Time of parts without one of their own.
    pub(super) others: Interval,
    /// True if the entry sets parts apart that change together, since they would cover one another.
    pub(super) together: bool,
    pub(super) ease: Easing,
}

impl Appearances {
    /// A single picture that does not change.
    pub(super) fn new(first: Arc<Picture>) -> Self {
        Self { first, changes: Vec::new(), ends: Vec::new() }
    }

    /// Adds a change, which must begin no earlier than those before it.
    pub(super) fn push(&mut self, change: AppearanceChange) {
        self.ends.push(self.ends.last().map_or(change.time.end, |end| change.time.end.max(*end)));
        self.changes.push(change);
    }

    /// The changes in the order in which they begin.
    pub(super) fn iter(&self) -> impl Iterator<Item = &AppearanceChange> {
        self.changes.iter()
    }

    /// Number of changes that are over at `now`, up to the first that is not.
    pub(super) fn settled(&self, now: Time) -> usize {
        self.ends.partition_point(|end| *end <= now)
    }

    /// The changes that have begun at `now`, starting with index `from`.
    pub(super) fn begun(&self, from: usize, now: Time) -> impl Iterator<Item = &AppearanceChange> {
        self.changes[from..].iter().take_while(move |change| change.time.start < now)
    }

    /// The picture after `count` changes.
    pub(super) fn after(&self, count: usize) -> &Arc<Picture> {
        count.checked_sub(1).map_or(&self.first, |last| &self.changes[last].to)
    }

    /// Elements at `now`, blended between pictures.
    pub(super) fn sample(&self, now: Time) -> Vec<Drawn> {
        let settled = self.settled(now);
        let mut picture = self.after(settled);
        let mut drawn = Drawn::all(picture);
        for change in self.begun(settled, now) {
            let crossfade =
                Crossfade { from: picture, to: &change.to, folds: &change.folds, fits: &change.fits };
            drawn = crossfade.blend(drawn, &|part| change.progress(part, now));
            picture = &change.to;
        }
        drawn
    }

    /// The picture that the node shows or changes to at `now`. Effects aim at its regions.
    pub(super) fn picture(&self, now: Time) -> &Arc<Picture> {
        let settled = self.settled(now);
        self.after(settled + self.begun(settled, now).count())
    }

    pub(super) fn last(&self) -> &Arc<Picture> {
        self.after(self.changes.len())
    }

    /// True if no change is in progress at `now`.
    pub(super) fn is_still(&self, now: Time) -> bool {
        !self.begun(self.settled(now), now).any(|change| now < change.time.end)
    }

    /// The box of a part at `now`, blended between pictures; for the root, the box around everything drawn.
    pub(super) fn region(&self, part: Uid, now: Time) -> Option<Rect> {
        self.blended(part, now, |_, picture| picture.region(part))
    }

    /// A box at `now`, blended between pictures with the progress of `part`. `of` returns it for each picture,
    /// given its index.
    pub(super) fn blended(
        &self,
        part: Uid,
        now: Time,
        of: impl Fn(usize, &Picture) -> Option<Rect>,
    ) -> Option<Rect> {
        let settled = self.settled(now);
        let mut found = (0..=settled).rev().find_map(|count| of(count, self.after(count)));
        for (at, change) in self.begun(settled, now).enumerate() {
            found = blended(found, of(settled + at + 1, &change.to), change.progress(part, now));
        }
        found
    }

    /// Every picture of the node, in order.
    pub(super) fn pictures(&self) -> impl Iterator<Item = &Arc<Picture>> {
        std::iter::once(&self.first).chain(self.changes.iter().map(|change| &change.to))
    }

    /// The box around everything drawn at `now` except the label, blended between pictures.
    pub(super) fn body(&self, now: Time) -> Rect {
        let settled = self.settled(now);
        let mut body = Some(self.after(settled).body);
        for change in self.begun(settled, now) {
            body = blended(body, Some(change.to.body), change.progress(Uid::ROOT, now));
        }
        body.unwrap_or_default()
    }

    /// The box of a part that something stands with, blended between pictures. If the part is gone, it is
    /// replaced by the part that it became.
    pub(super) fn followed(&self, mut part: Uid, now: Time) -> Option<Rect> {
        // A part without a box so far gets the box that it will have.
        let next =
            |part: Uid, from: usize| (from..=self.changes.len()).find_map(|at| self.after(at).region(part));
        let settled = self.settled(now);
        self.changes[..settled].iter().for_each(|change| part = change.became(part));
        let before = |part: Uid| (0..settled).rev().find_map(|count| self.after(count).region(part));
        let mut region = next(part, settled).or_else(|| before(part));
        for (at, change) in self.begun(settled, now).enumerate() {
            part = change.became(part);
            region = blended(region, next(part, settled + at + 1), change.progress(part, now));
        }
        region.or_else(|| self.region(Uid::ROOT, now))
    }
}

impl AppearanceChange {
    /// A change in which all parts change together.
    pub(super) fn whole(from: &Picture, to: &Arc<Picture>, time: Interval, ease: Easing) -> Self {
        let (parts, folds) = (HashMap::new(), HashMap::new());
        let fits = Fits::new(from, to, &folds);
        Self { time, to: Arc::clone(to), parts, folds, fits, others: time, together: false, ease }
    }

    pub(super) fn progress(&self, part: Uid, now: Time) -> f64 {
        let own = self.parts.get(&part).copied();
        self.ease.at(own.unwrap_or(self.others).progress(now))
    }

    /// The part that `part` changes into: another one if it is gone, else itself.
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
