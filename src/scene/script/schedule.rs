//! When an entry happens and whom it moves: raw entry to timed acts.

use crate::diagnostic::Span;
use crate::nodes::Uid;
use crate::scene::address::Address;
use crate::scene::arrows::{self, Chain};
use crate::scene::limits::Limit;
use crate::scene::play::{Entry, RawVerb};
use crate::scene::script::{Scenery, Script};
use crate::scene::{Act, Arrival, Beat, Step, Target, Verb};
use crate::time::{Interval, Time};

const SHOW: Time = Time::from_millis(400);
const SHOW_FROM: Time = Time::from_millis(600);
const SHOW_EACH: Time = Time::from_millis(120);
const HIDE: Time = Time::from_millis(300);
const MOVE: Time = Time::from_millis(600);
const MARK: Time = Time::from_millis(300);
const FOCUS: Time = Time::from_millis(400);
const PULSE: Time = Time::from_millis(600);
const SHAKE: Time = Time::from_millis(500);
const FLOW: Time = Time::from_millis(800);

impl Script<'_> {
    /// The acts of one entry, which begins at `next` unless it says otherwise.
    pub(super) fn entry(
        &mut self,
        entry: &Entry<'_>,
        next: Time,
        scenery: &mut Scenery,
        before: Option<&Beat>,
    ) -> Vec<Act> {
        let start = entry.at.as_ref().map_or(next, |(at, _)| scenery.start + *at);
        match &entry.verb {
            RawVerb::Set(assignments) => self.set(entry, assignments, start, scenery),
            RawVerb::Show { targets, from } => {
                self.show(entry, (targets, from), start, scenery, before).into_iter().collect()
            }
            RawVerb::Type { targets, speed } => {
                self.type_in(entry, targets, *speed, start, scenery).into_iter().collect()
            }
            RawVerb::Flow(chains) => self.flow(entry, chains, start, scenery).into_iter().collect(),
            RawVerb::Move { target, to, side } => {
                let moved = self.whole_node(target, "move");
                let to = self.targets(std::slice::from_ref(to));
                let (Some(moved), Some([to])) = (moved, to.as_deref()) else { return Vec::new() };
                if to.node == moved.node {
                    let help = "name another node";
                    self.findings.error_help("bad-move", &entry.span, "a node moved to itself", help);
                    return Vec::new();
                }
                // Where it goes is a place on stage, whether anything is seen there yet or not.
                if scenery.member(to.node).is_none() {
                    let message = format!("`{}` is not on stage in this beat", self.cast.node(to.node).id);
                    self.findings.error_help("not-on-stage", &entry.span, message, "add it to `stage`");
                    return Vec::new();
                }
                let verb = Verb::Move { to: *to, side: *side };
                self.plain(entry, vec![moved], verb, (start, MOVE), scenery).into_iter().collect()
            }
            RawVerb::Hide(targets) => self.simple(entry, targets, Verb::Hide, (start, HIDE), scenery),
            RawVerb::Pulse(targets) => self.simple(entry, targets, Verb::Pulse, (start, PULSE), scenery),
            RawVerb::Shake(targets) => self.simple(entry, targets, Verb::Shake, (start, SHAKE), scenery),
            RawVerb::Mark { targets, tone } => {
                let until = self.until(entry, start, entry.over.unwrap_or(MARK), scenery);
                self.simple(entry, targets, Verb::Mark { tone: *tone, until }, (start, MARK), scenery)
            }
            RawVerb::Focus { targets, zoom } => {
                let until = self.until(entry, start, entry.over.unwrap_or(FOCUS), scenery);
                self.simple(entry, targets, Verb::Focus { zoom: *zoom, until }, (start, FOCUS), scenery)
            }
        }
    }

    /// When a held effect is let go: after `for`, or with the beat.
    fn until(&self, entry: &Entry<'_>, start: Time, over: Time, scenery: &Scenery) -> Time {
        let Some(hold) = entry.hold else { return Time::MAX };
        let end = start + hold + over;
        if end > scenery.limit {
            let (end, limit) = (scenery.local(end), scenery.local(scenery.limit));
            let message = format!("`for` holds it until {end}, limit {limit}");
            self.findings.error_help(
                "too-late",
                &entry.span,
                message,
                "leave `for` out to hold it to the beat's end",
            );
        }
        start + hold
    }

    /// Every part that a list of addresses reaches now, in order.
    fn targets(&self, addresses: &[Address]) -> Option<Vec<Target>> {
        let reached: Vec<Option<Vec<Target>>> = addresses
            .iter()
            .map(|address| address.targets(self.state(address.node), self.cast, self.findings))
            .collect();
        let targets: Vec<Target> = reached.into_iter().collect::<Option<Vec<_>>>()?.concat();
        let span = addresses.first().map_or(0..0, |address| address.span.clone());
        Limit::TARGETS.check(targets.len(), &span, self.findings).then_some(targets)
    }

    fn whole_node(&self, address: &Address, verb: &str) -> Option<Target> {
        if !address.segments.is_empty() {
            let message = format!("`{verb}` takes a whole node, not a part of one");
            self.findings.error_help("bad-move", &address.span, message, "name the node alone");
            return None;
        }
        Some(Target { node: address.node, part: Uid::ROOT })
    }

    fn simple(
        &self,
        entry: &Entry<'_>,
        addresses: &[Address],
        verb: Verb,
        timing: (Time, Time),
        scenery: &Scenery,
    ) -> Vec<Act> {
        let targets = self.targets(addresses).unwrap_or_default();
        self.plain(entry, targets, verb, timing, scenery).into_iter().collect()
    }

    /// An act whose targets all do the same, `each` apart.
    fn plain(
        &self,
        entry: &Entry<'_>,
        targets: Vec<Target>,
        verb: Verb,
        (start, over): (Time, Time),
        scenery: &Scenery,
    ) -> Option<Act> {
        for target in &targets {
            if !self.check_ready(*target, &entry.span, entry.at.is_some(), start, scenery) {
                return None;
            }
        }
        let each = entry.each.unwrap_or(Time::ZERO);
        act(entry, verb, steps(&targets, start, entry.over.unwrap_or(over), each))
    }

    fn show(
        &self,
        entry: &Entry<'_>,
        (addresses, from): (&[Address], &[Address]),
        next: Time,
        scenery: &mut Scenery,
        before: Option<&Beat>,
    ) -> Option<Act> {
        let targets = self.targets(addresses)?;
        let (sources, start) = self.sources(entry, from, next, scenery, before)?;
        for target in &targets {
            self.check_showable(*target, &entry.span, start, entry.at.is_some(), scenery)?;
        }
        let over = entry.over.unwrap_or(if sources.is_empty() { SHOW } else { SHOW_FROM });
        let each = entry.each.unwrap_or(SHOW_EACH);
        let walks = targets.len() == 1 && (entry.each.is_some() || !sources.is_empty());
        let timed = match targets[..] {
            [Target { node, part: Uid::ROOT }] if walks => self.walk_parts(node, start, over, each),
            _ => steps(&targets, start, over, each),
        };
        let act = act(entry, Verb::Show { from: sources }, timed)?;
        note_shown(&act, scenery);
        Some(act)
    }

    /// A node shown with `each` or `from` brings its parts one after another.
    fn walk_parts(&self, node: usize, start: Time, over: Time, each: Time) -> Vec<Step> {
        let whole = Target { node, part: Uid::ROOT };
        let parts = self.state(node).items.iter().map(|item| Target { node, part: item.uid });
        let mut walked = steps(&parts.collect::<Vec<_>>(), start, over, each);
        walked.insert(0, Step { target: whole, time: Interval::new(start, over) });
        walked
    }

    /// What a `show` comes out of, and when: a source that has left the stage hands over at once.
    fn sources(
        &self,
        entry: &Entry<'_>,
        from: &[Address],
        next: Time,
        scenery: &Scenery,
        before: Option<&Beat>,
    ) -> Option<(Vec<Target>, Time)> {
        let sources = self.targets(from)?;
        let mut start = next;
        for source in &sources {
            let id = &self.cast.node(source.node).id;
            if scenery.leaving.contains(&source.node) {
                if let Some((at, span)) = entry.at.as_ref().filter(|(at, _)| *at > Time::ZERO) {
                    let message = format!("`{id}` leaves when the beat begins, not at {at}");
                    self.findings.error_help("source-left", span, message, "leave `at` out");
                    return None;
                }
                start = scenery.start;
            } else if scenery.member(source.node).is_some() {
                if !self.check_ready(*source, &entry.span, entry.at.is_some(), next, scenery) {
                    return None;
                }
            } else {
                let when = if before.is_some() { "in this beat or the one before" } else { "in this beat" };
                let message = format!("`{id}` is not on stage {when}: nothing can come out of it");
                self.findings.error_help("source-off-stage", &entry.span, message, "leave `from` out");
                return None;
            }
        }
        Some((sources, start))
    }

    /// A part must have arrived with its node, or come with it; a node must be waiting.
    fn check_showable(
        &self,
        target: Target,
        span: &Span,
        start: Time,
        explicit: bool,
        scenery: &Scenery,
    ) -> Option<()> {
        let id = &self.cast.node(target.node).id;
        let Some(member) = scenery.member(target.node) else {
            let message = format!("`{id}` is not on stage in this beat");
            self.findings.error_help("not-on-stage", span, message, "add it to `stage`");
            return None;
        };
        if target.part == Uid::ROOT {
            if member.arrival == Arrival::Waits && scenery.shown.contains_key(&target.node) {
                let message = format!("`{id}` is shown a second time in this beat");
                self.findings.error_help("already-visible", span, message, "did you mean `pulse`?");
            }
            return Some(());
        }
        self.check_ready(target, span, explicit, start, scenery).then_some(())
    }

    fn type_in(
        &self,
        entry: &Entry<'_>,
        addresses: &[Address],
        speed: f64,
        start: Time,
        scenery: &mut Scenery,
    ) -> Option<Act> {
        let targets = self.targets(addresses)?;
        let mut timed = Vec::new();
        let mut at = start;
        for target in &targets {
            self.check_showable(*target, &entry.span, start, entry.at.is_some(), scenery)?;
            let text =
                self.state(target.node).find(target.part).map(crate::nodes::Item::says).unwrap_or_default();
            let millis = (text.chars().count().max(1) as f64 / speed * 1000.0).ceil();
            let over = entry.over.unwrap_or(Time::from_millis(millis as i64));
            timed.push(Step { target: *target, time: Interval::new(at, over) });
            at = at + entry.each.unwrap_or(over);
        }
        let act = act(entry, Verb::Type, timed)?;
        note_shown(&act, scenery);
        Some(act)
    }

    fn flow(
        &self,
        entry: &Entry<'_>,
        chains: &[(Chain, Span)],
        start: Time,
        scenery: &Scenery,
    ) -> Option<Act> {
        let states = self.states();
        let mut links: Vec<(usize, Interval)> = Vec::new();
        let mut steps = Vec::new();
        for (chain, span) in chains {
            let layers = arrows::links(chain, &states, self.cast, self.findings)?;
            let count = layers.len().max(1) as i64;
            let over = entry.over.map_or(FLOW, |over| Time::from_flicks(over.flicks() / count));
            for (at, pairs) in layers.iter().enumerate() {
                let time = Interval::new(start + over * at as i64, over);
                for (from, to) in pairs {
                    let listed =
                        scenery.arrows.iter().position(|arrow| (arrow.from, arrow.to) == (*from, *to));
                    let Some(listed) = listed else {
                        let message = "this arrow is not drawn in this beat";
                        self.findings.error_help("flow-off-arrow", span, message, "add it to `arrows`");
                        return None;
                    };
                    for end in [from, to] {
                        if !self.check_ready(*end, span, entry.at.is_some(), start, scenery) {
                            return None;
                        }
                        steps.push(Step { target: *end, time });
                    }
                    links.push((listed, time));
                }
            }
        }
        act(entry, Verb::Flow { links }, steps)
    }
}

fn note_shown(act: &Act, scenery: &mut Scenery) {
    for step in act.steps.iter().filter(|step| step.target.part == Uid::ROOT) {
        let whole = act.steps.iter().filter(|other| other.target.node == step.target.node);
        let end = whole.map(|step| step.time.end).max().unwrap_or(step.time.end);
        scenery.shown.insert(step.target.node, Interval { start: step.time.start, end });
    }
}

fn steps(targets: &[Target], start: Time, over: Time, each: Time) -> Vec<Step> {
    let step = |(at, target): (usize, &Target)| Step {
        target: *target,
        time: Interval::new(start + each * at as i64, over),
    };
    targets.iter().enumerate().map(step).collect()
}

/// An act over all its steps; none without steps.
pub(super) fn act(entry: &Entry<'_>, verb: Verb, steps: Vec<Step>) -> Option<Act> {
    let start = steps.iter().map(|step| step.time.start).min()?;
    let end = steps.iter().map(|step| step.time.end).max()?;
    Some(Act { span: entry.span.clone(), verb, time: Interval { start, end }, steps, ease: entry.ease })
}
