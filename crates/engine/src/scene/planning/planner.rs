//! Gives an entry its times and targets, and checks that the targets can be addressed then.

use std::collections::HashSet;

use crate::diagnostic::Span;
use crate::nodes::Uid;
use crate::scene::limits::Limit;
use crate::scene::model::{Act, Arrival, Effect, IdleKey, Step, Target};
use crate::scene::planning::context::BeatContext;
use crate::scene::planning::idle;
use crate::scene::planning::resolver::SceneResolver;
use crate::scene::reading::address::Address;
use crate::scene::reading::beat::RawBeat;
use crate::scene::reading::play::{PlayEntry, Timing};
use halfminute_basics::time::{Interval, Time};

/// A beat as it is written, with verbs that can be planned.
pub(crate) type WrittenBeat<'a> = RawBeat<'a, Box<dyn VerbPlan>>;
pub(crate) type PlannedEntry = PlayEntry<Box<dyn VerbPlan>>;

/// A verb with what an entry writes for it.
pub(crate) trait VerbPlan {
    /// The acts of the entry; none if it has errors.
    fn acts(&self, planner: &mut EntryPlanner<'_, '_>) -> Option<Vec<Act>>;

    /// Addresses of the targets that appear.
    fn shows(&self) -> &[Address] {
        &[]
    }

    /// Addresses of the targets that disappear.
    fn hides(&self) -> &[Address] {
        &[]
    }

    /// The keys of the entry that have no effect, given the acts made from it.
    fn idle_keys(&self, timing: &Timing, acts: &[Act]) -> Vec<IdleKey> {
        idle::lone_target(timing, acts).into_iter().collect()
    }
}

/// Makes the acts of one entry.
pub(crate) struct EntryPlanner<'p, 'a> {
    pub(crate) resolver: &'p mut SceneResolver<'a>,
    pub(crate) context: &'p mut BeatContext,
    pub(crate) timing: &'p Timing,
    /// Start of the entry, in the clip's time.
    pub(crate) start: Time,
}

/// A target, with the address that reaches it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ReachedTarget<'e> {
    pub(crate) target: Target,
    pub(crate) address: &'e Address,
}

impl EntryPlanner<'_, '_> {
    pub(crate) fn error(
        &self,
        code: &'static str,
        span: &Span,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.resolver.findings.error_help(code, span, message, help);
    }

    /// The id of the node with index `node`.
    pub(crate) fn id(&self, node: usize) -> &str {
        &self.resolver.cast.node(node).id
    }

    /// Every part that a list of addresses reaches in the current states, in order.
    pub(crate) fn targets<'e>(&mut self, addresses: &'e [Address]) -> Option<Vec<ReachedTarget<'e>>> {
        let mut reached: Vec<ReachedTarget<'_>> = Vec::new();
        let mut known: HashSet<Target> = HashSet::new();
        let mut whole = true;
        if self.resolver.motions > Limit::MOTIONS.most {
            self.resolver.is_visibility_known = false;
            return None;
        }
        for address in addresses {
            let SceneResolver { cast, findings, .. } = &*self.resolver;
            let Some(targets) = address.targets(self.resolver.state(address.node), cast, findings) else {
                whole = false;
                continue;
            };
            if targets.iter().any(|target| known.contains(target)) {
                let message = format!("`{}` is named twice", address.written(cast));
                self.error("duplicate-target", &address.span, message, "keep one of the two");
            } else {
                known.extend(&targets);
                reached.extend(targets.into_iter().map(|target| ReachedTarget { target, address }));
            }
        }
        let span = addresses.first().map_or(0..0, |address| address.span.clone());
        whole &= Limit::TARGETS.check(reached.len(), &span, self.resolver.findings);
        whole &= self.resolver.count_motions(reached.len(), &span);
        self.resolver.is_visibility_known &= whole;
        whole.then_some(reached)
    }

    /// An act in which all targets do the same, starting `each` apart, each for `over` unless the entry says
    /// otherwise.
    pub(crate) fn together(&mut self, addresses: &[Address], effect: Effect, over: Time) -> Option<Act> {
        let targets = self.targets(addresses)?;
        for ReachedTarget { target, address } in &targets {
            self.check_ready(*target, &address.span);
        }
        self.note_places(&targets);
        let each = self.timing.each().unwrap_or(Time::ZERO);
        self.act(effect, self.steps(&targets, self.timing.over().unwrap_or(over), each))
    }

    /// Steps of `over` for the targets, which start `each` apart.
    pub(crate) fn steps(&self, targets: &[ReachedTarget<'_>], over: Time, each: Time) -> Vec<Step> {
        let time = |at: usize| Interval::new(self.start + each * at as i64, over);
        let step =
            |(at, reached): (usize, &ReachedTarget<'_>)| Step { target: reached.target, time: time(at) };
        targets.iter().enumerate().map(step).collect()
    }

    /// An act of the entry; none without steps.
    pub(crate) fn act(&self, effect: Effect, steps: Vec<Step>) -> Option<Act> {
        let start = steps.iter().map(|step| step.time.start).min()?;
        let end = steps.iter().map(|step| step.time.end).max()?;
        let ease = self.timing.ease.as_ref().map(|ease| ease.value);
        Some(Act { span: self.timing.span.clone(), effect, time: Interval { start, end }, steps, ease })
    }

    /// The time at which an effect ends that comes within `over`: after `for`, or [`Time::MAX`] for the beat's
    /// end.
    pub(crate) fn until(&self, over: Time) -> Time {
        let Some(hold) = &self.timing.hold else { return Time::MAX };
        let end = self.start + hold.value + self.timing.over().unwrap_or(over);
        if end > self.context.limit {
            let (end, limit) = (self.context.local(end), self.context.local(self.context.limit));
            let message = format!("`for` holds it until {end}, limit {limit}");
            self.error("too-late", &hold.span, message, "leave `for` out to hold it to the beat's end");
        }
        self.start + hold.value
    }

    pub(crate) fn note_places(&mut self, targets: &[ReachedTarget<'_>]) {
        for ReachedTarget { target, address } in targets {
            self.note_place(*target, &address.span, address.written(self.resolver.cast));
        }
    }

    /// Keeps the place at which the entry names a target, and its spelling, for messages.
    pub(crate) fn note_place(&mut self, target: Target, span: &Span, spelling: String) {
        self.resolver.places.insert((self.timing.span.start, target), (span.clone(), spelling));
    }

    /// Reports a target that cannot be shown: a part before its node has arrived, or a node for a second time.
    pub(crate) fn check_showable(&self, ReachedTarget { target, address }: ReachedTarget<'_>) {
        let Some(member) = self.context.member(target.node).filter(|_| target.part == Uid::ROOT) else {
            return self.check_ready(target, &address.span);
        };
        if member.arrival == Arrival::Waits && self.context.shown.contains_key(&target.node) {
            let message = format!("`{}` is shown a second time in this beat", self.id(target.node));
            self.error("already-visible", &address.span, message, "did you mean `pulse`?");
        }
    }

    /// Reports a target that cannot be addressed when the entry starts.
    pub(crate) fn check_ready(&self, target: Target, span: &Span) {
        let (context, time) = (&*self.context, self.start);
        if !context.is_stage_known {
            return;
        }
        let id = self.id(target.node);
        if context.member(target.node).is_none() {
            if context.absent.borrow_mut().insert(target.node) {
                let message = format!("`{id}` is not on stage in this beat");
                self.error("not-on-stage", span, message, "add it to `stage`");
            }
            return;
        }
        if let Some(since) = context.hidden.get(&target.node).filter(|since| time >= **since) {
            let message = format!("`{id}` is hidden from {} on", context.local(*since));
            let help = "move this entry above the `hide`, or `show` it in a later beat";
            return self.error("hidden-target", span, message, help);
        }
        let Some(ready) = context.ready(target.node) else {
            return context.early.borrow_mut().push((target.node, span.clone()));
        };
        if time < ready {
            let local = context.local(ready);
            let entering =
                context.member(target.node).is_some_and(|member| member.arrival == Arrival::Enters);
            let verb = if entering { "arrives" } else { "appears" };
            let help = match self.timing.at {
                Some(_) => "leave `at` out, or make it later",
                None => "move this entry further down",
            };
            self.error("too-early", span, format!("`{id}` {verb} at {local}"), help);
        }
    }
}
