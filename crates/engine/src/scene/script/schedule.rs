//! Turns written entries into acts, with the times and targets of their motions.

use std::collections::HashSet;

use crate::diagnostic::Span;
use crate::nodes::{Item, Uid};
use crate::scene::address::Address;
use crate::scene::limits::Limit;
use crate::scene::play::{Entry, RawVerb};
use crate::scene::script::{Scenery, Script};
use crate::scene::{Act, Arrival, Beat, Side, Step, Target, Verb};
use crate::text::letters;
use halfminute_basics::time::{Interval, Time};

const SHOW: Time = Time::from_millis(400);
const SHOW_FROM: Time = Time::from_millis(600);
const SHOW_EACH: Time = Time::from_millis(120);
const HIDE: Time = Time::from_millis(300);
const MOVE: Time = Time::from_millis(600);
const MARK: Time = Time::from_millis(300);
const FOCUS: Time = Time::from_millis(400);
const PULSE: Time = Time::from_millis(600);
const SHAKE: Time = Time::from_millis(500);
/// Letters per second of `type`.
const SPEED: f64 = 30.0;

impl Script<'_> {
    /// The acts of one entry, which begins at `next` unless it has `at`.
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
            RawVerb::Type { targets, speed } => self
                .type_in(entry, targets, speed.as_ref().map_or(SPEED, |(speed, _)| *speed), start, scenery)
                .into_iter()
                .collect(),
            RawVerb::Flow(chains) => self.flow(entry, chains, start, scenery).into_iter().collect(),
            RawVerb::Move { target, to, side } => {
                self.move_to(entry, (target, to), *side, start, scenery).into_iter().collect()
            }
            RawVerb::Hide(targets) => self.simple(entry, targets, Verb::Hide, (start, HIDE), scenery),
            RawVerb::Pulse(targets) => self.simple(entry, targets, Verb::Pulse, (start, PULSE), scenery),
            RawVerb::Shake(targets) => self.simple(entry, targets, Verb::Shake, (start, SHAKE), scenery),
            RawVerb::Mark { targets, tone } => {
                let until = self.until(entry, start, entry.over().unwrap_or(MARK), scenery);
                self.simple(entry, targets, Verb::Mark { tone: *tone, until }, (start, MARK), scenery)
            }
            RawVerb::Focus { targets, zoom } => {
                let until = self.until(entry, start, entry.over().unwrap_or(FOCUS), scenery);
                self.simple(entry, targets, Verb::Focus { zoom: *zoom, until }, (start, FOCUS), scenery)
            }
        }
    }

    /// The time at which a mark or focus ends: after `for`, or [`Time::MAX`] for the beat's end.
    fn until(&self, entry: &Entry<'_>, start: Time, over: Time, scenery: &Scenery) -> Time {
        let Some((hold, span)) = &entry.hold else { return Time::MAX };
        let end = start + *hold + over;
        if end > scenery.limit {
            let (end, limit) = (scenery.local(end), scenery.local(scenery.limit));
            let message = format!("`for` holds it until {end}, limit {limit}");
            self.findings.error_help(
                "too-late",
                span,
                message,
                "leave `for` out to hold it to the beat's end",
            );
        }
        start + *hold
    }

    /// Every part that a list of addresses reaches in the current states, in order, each with its address.
    fn targets<'e>(&mut self, addresses: &'e [Address]) -> Option<Vec<(Target, &'e Address)>> {
        let mut reached: Vec<(Target, &Address)> = Vec::new();
        let mut known: HashSet<Target> = HashSet::new();
        let mut whole = true;
        if self.motions > Limit::MOTIONS.most {
            self.lost = true;
            return None;
        }
        for address in addresses {
            let Some(targets) = address.targets(self.state(address.node), self.cast, self.findings) else {
                whole = false;
                continue;
            };
            if targets.iter().any(|target| known.contains(target)) {
                let message = format!("`{}` is named twice", address.written(self.cast));
                self.findings.error_help("duplicate-target", &address.span, message, "keep one of the two");
            } else {
                known.extend(&targets);
                reached.extend(targets.into_iter().map(|target| (target, address)));
            }
        }
        let span = addresses.first().map_or(0..0, |address| address.span.clone());
        whole &= Limit::TARGETS.check(reached.len(), &span, self.findings);
        whole &= self.count_motions(reached.len(), &span);
        self.lost |= !whole;
        whole.then_some(reached)
    }

    /// Adds to the count of motions. Returns false beyond the limit, which is reported once.
    pub(super) fn count_motions(&mut self, more: usize, span: &Span) -> bool {
        let before = self.motions;
        self.motions += more;
        let within = self.motions <= Limit::MOTIONS.most;
        if before <= Limit::MOTIONS.most {
            Limit::MOTIONS.check(self.motions, span, self.findings);
        }
        within
    }

    fn move_to(
        &mut self,
        entry: &Entry<'_>,
        (moved, to): (&Address, &Address),
        side: Side,
        start: Time,
        scenery: &mut Scenery,
    ) -> Option<Act> {
        if !moved.segments.is_empty() {
            let message = "`move` takes a whole node, not a part of one";
            let help = format!("write `{}`", self.cast.node(moved.node).id);
            self.findings.error_help("bad-move", &moved.span, message, help);
            return None;
        }
        if self.cast.node(moved.node).arrangement.is_some() {
            let help = "move its members, one entry each";
            self.findings.error_help(
                "bad-move",
                &moved.span,
                "a group is an arrangement, not a thing to move",
                help,
            );
            return None;
        }
        let reached = self.targets(std::slice::from_ref(to))?;
        let [(target, _)] = reached[..] else {
            let help = "name one node or one part";
            self.findings.error_help("bad-move", &to.span, "`to` names several parts", help);
            return None;
        };
        if to.node == moved.node {
            self.findings.error_help("bad-move", &to.span, "a node moved to itself", "name another node");
            return None;
        }
        // The target is a place on stage, whether it is visible yet or not.
        if scenery.member(to.node).is_none() {
            let message = format!("`{}` is not on stage in this beat", self.cast.node(to.node).id);
            self.findings.error_help("not-on-stage", &to.span, message, "add it to `stage`");
            return None;
        }
        let verb = Verb::Move { to: target, side };
        self.plain(entry, std::slice::from_ref(moved), verb, (start, MOVE), scenery)
    }

    fn simple(
        &mut self,
        entry: &Entry<'_>,
        addresses: &[Address],
        verb: Verb,
        timing: (Time, Time),
        scenery: &mut Scenery,
    ) -> Vec<Act> {
        self.plain(entry, addresses, verb, timing, scenery).into_iter().collect()
    }

    /// Makes an act in which all targets do the same, starting `each` apart.
    fn plain(
        &mut self,
        entry: &Entry<'_>,
        addresses: &[Address],
        verb: Verb,
        (start, over): (Time, Time),
        scenery: &mut Scenery,
    ) -> Option<Act> {
        let targets = self.targets(addresses)?;
        for (target, address) in &targets {
            self.check_ready(*target, &address.span, entry.at.is_some(), start, scenery);
        }
        self.note_places(entry, &targets);
        let each = entry.each().unwrap_or(Time::ZERO);
        let hides = matches!(verb, Verb::Hide);
        let act = act(entry, verb, steps(&targets, start, entry.over().unwrap_or(over), each))?;
        for step in act.steps.iter().filter(|step| hides && step.target.part == Uid::ROOT) {
            scenery.hidden.entry(step.target.node).or_insert(step.time.start);
        }
        Some(act)
    }

    fn note_places(&mut self, entry: &Entry<'_>, targets: &[(Target, &Address)]) {
        for (target, address) in targets {
            let place = (address.span.clone(), address.written(self.cast));
            self.places.insert((entry.span.start, *target), place);
        }
    }

    fn show(
        &mut self,
        entry: &Entry<'_>,
        (addresses, from): (&[Address], &[Address]),
        next: Time,
        scenery: &mut Scenery,
        before: Option<&Beat>,
    ) -> Option<Act> {
        let targets = self.targets(addresses);
        let sources = self.targets(from);
        let (targets, sources) = (targets?, sources?);
        if let Some((_, address)) =
            sources.iter().find(|(source, _)| targets.iter().any(|(t, _)| t == source))
        {
            let help = "name another source, or leave `from` out";
            self.findings.error_help("bad-source", &address.span, "a thing cannot come out of itself", help);
            self.lost = true;
            return None;
        }
        let start = self.check_sources(entry, &sources, next, scenery, before);
        for (target, address) in &targets {
            self.check_showable(*target, address, (start, entry.at.is_some()), scenery);
        }
        self.note_places(entry, &targets);
        let over = entry.over().unwrap_or(if sources.is_empty() { SHOW } else { SHOW_FROM });
        let each = entry.each().unwrap_or(SHOW_EACH);
        let walks = targets.len() == 1 && (entry.each.is_some() || !sources.is_empty());
        let timed = match targets[..] {
            [(Target { node, part: Uid::ROOT }, _)] if walks => self.walk_parts(node, start, over, each),
            _ => steps(&targets, start, over, each),
        };
        let from = sources.into_iter().map(|(source, _)| source).collect();
        let act = act(entry, Verb::Show { from }, timed)?;
        note_shown(&act, scenery);
        Some(act)
    }

    /// The steps of a node that is shown with `each` or `from`: its parts follow one another.
    fn walk_parts(&self, node: usize, start: Time, over: Time, each: Time) -> Vec<Step> {
        let whole = Step { target: Target { node, part: Uid::ROOT }, time: Interval::new(start, over) };
        let part = |(at, item): (usize, &Item)| Step {
            target: Target { node, part: item.uid },
            time: Interval::new(start + each * at as i64, over),
        };
        std::iter::once(whole).chain(self.state(node).items.iter().enumerate().map(part)).collect()
    }

    /// The start of a `show` with sources. If a source has left the stage, the `show` begins with the beat.
    fn check_sources(
        &self,
        entry: &Entry<'_>,
        sources: &[(Target, &Address)],
        next: Time,
        scenery: &Scenery,
        before: Option<&Beat>,
    ) -> Time {
        let mut start = next;
        for (source, Address { span, .. }) in sources {
            let id = &self.cast.node(source.node).id;
            if scenery.leaving.contains(&source.node) {
                if let Some((at, span)) =
                    entry.at.as_ref().filter(|(at, _)| scenery.sound && *at > Time::ZERO)
                {
                    let message = format!("`{id}` leaves when the beat begins, not at {at}");
                    self.findings.error_help("source-left", span, message, "leave `at` out");
                }
                start = scenery.start;
            } else if scenery.member(source.node).is_some() {
                self.check_ready(*source, span, entry.at.is_some(), next, scenery);
            } else {
                // The source was probably meant to leave, in which case this entry and those after it begin
                // early.
                start = scenery.start;
                self.report_no_source(id, span, scenery, before);
            }
        }
        start
    }

    fn report_no_source(&self, id: &str, span: &Span, scenery: &Scenery, before: Option<&Beat>) {
        if scenery.sound {
            let when = if before.is_some() { "in this beat or the one before" } else { "in this beat" };
            let message = format!("`{id}` is not on stage {when}: nothing can come out of it");
            self.findings.error_help("source-off-stage", span, message, "leave `from` out");
        }
    }

    /// Reports a target that cannot be shown: a part before its node has arrived, or a node for a second time.
    fn check_showable(
        &self,
        target: Target,
        address: &Address,
        (start, explicit): (Time, bool),
        scenery: &Scenery,
    ) {
        let id = &self.cast.node(target.node).id;
        let Some(member) = scenery.member(target.node).filter(|_| target.part == Uid::ROOT) else {
            return self.check_ready(target, &address.span, explicit, start, scenery);
        };
        if member.arrival == Arrival::Waits && scenery.shown.contains_key(&target.node) {
            let message = format!("`{id}` is shown a second time in this beat");
            self.findings.error_help("already-visible", &address.span, message, "did you mean `pulse`?");
        }
    }

    fn type_in(
        &mut self,
        entry: &Entry<'_>,
        addresses: &[Address],
        speed: f64,
        start: Time,
        scenery: &mut Scenery,
    ) -> Option<Act> {
        let targets = self.targets(addresses)?;
        let mut timed = Vec::new();
        let mut at = start;
        for (target, address) in &targets {
            self.check_showable(*target, address, (start, entry.at.is_some()), scenery);
            let text = self.state(target.node).find(target.part).map(Item::says).unwrap_or_default();
            let millis = (letters(&text).count().max(1) as f64 / speed * 1000.0).ceil();
            let over = entry.over().unwrap_or(Time::from_millis(millis as i64));
            timed.push(Step { target: *target, time: Interval::new(at, over) });
            at = at + entry.each().unwrap_or(over);
        }
        self.note_places(entry, &targets);
        let act = act(entry, Verb::Type, timed)?;
        note_shown(&act, scenery);
        Some(act)
    }
}

fn note_shown(act: &Act, scenery: &mut Scenery) {
    for step in act.steps.iter().filter(|step| step.target.part == Uid::ROOT) {
        let whole = act.steps.iter().filter(|other| other.target.node == step.target.node);
        let end = whole.map(|step| step.time.end).max().unwrap_or(step.time.end);
        scenery.shown.insert(step.target.node, Interval { start: step.time.start, end });
    }
}

fn steps(targets: &[(Target, &Address)], start: Time, over: Time, each: Time) -> Vec<Step> {
    let step = |(at, (target, _)): (usize, &(Target, &Address))| Step {
        target: *target,
        time: Interval::new(start + each * at as i64, over),
    };
    targets.iter().enumerate().map(step).collect()
}

/// Makes an act from its steps; none without steps.
pub(super) fn act(entry: &Entry<'_>, verb: Verb, steps: Vec<Step>) -> Option<Act> {
    let start = steps.iter().map(|step| step.time.start).min()?;
    let end = steps.iter().map(|step| step.time.end).max()?;
    Some(Act {
        span: entry.span.clone(),
        verb,
        time: Interval { start, end },
        steps,
        ease: entry.ease.as_ref().map(|(ease, _)| *ease),
    })
}
