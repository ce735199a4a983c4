//! Goes through the beats in order and resolves each one: nodes on stage, states of nodes, and the time of each
//! entry of `play`.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Span};
use crate::document::Findings;
use crate::scene::model::{
    Act, Arrival, Beat, Container, LEAD_IN, Member, NodeId, PAUSE, REST, SHORT_LEAD_IN,
};
use crate::scene::planning::attach::Attached;
use crate::scene::planning::context::BeatContext;
use crate::scene::planning::planner::{EntryPlanner, PlannedEntry, WrittenBeat};
use crate::scene::planning::resolver::SceneResolver;
use crate::scene::planning::visibility::TargetPlaces;
use crate::scene::planning::{later, unfold, visibility};
use crate::scene::reading::cast::Cast;
use crate::scene::reading::partial::Partial;
use crate::scene::reading::play::PlayEntry;
use crate::scene::reading::{arrows, stage};
use halfminute_basics::time::{Interval, Time};

/// Resolves all beats, up to the first one that cannot be resolved.
pub(crate) fn run(raw: Vec<WrittenBeat<'_>>, cast: &mut Cast, findings: &Findings) -> Vec<Beat> {
    let nodes = cast.nodes().len();
    let mut resolver = SceneResolver {
        cast,
        findings,
        now: vec![0; nodes],
        on_stage: HashMap::new(),
        start: Time::ZERO,
        is_visibility_known: raw.iter().all(|beat| beat.play.entries.is_complete),
        is_stage_known: true,
        motions: 0,
        state_parts: 0,
        places: TargetPlaces::default(),
        attached: Attached::default(),
        later: later::brought(&raw).into(),
    };
    let mut beats: Vec<Beat> = Vec::new();
    for raw in raw {
        let Some(beat) = resolver.beat(raw, beats.last()) else { break };
        beats.push(beat);
    }
    let places = resolver.is_visibility_known.then_some(resolver.places);
    visibility::resolve(&mut beats, cast, places.as_ref(), findings);
    if !findings.has_errors() {
        unfold::run(&mut beats, cast, findings);
    }
    beats
}

impl SceneResolver<'_> {
    fn beat(&mut self, mut raw: WrittenBeat<'_>, before: Option<&Beat>) -> Option<Beat> {
        let own_stage = raw.stage.is_some();
        let (stage, is_complete) = match raw.stage.take() {
            Some(Partial { value, is_complete }) => (Arc::new(value), is_complete),
            None => (Arc::clone(&before?.stage), self.is_stage_known),
        };
        let number = before.map_or(1, |before| before.number + 1);
        let first_states = self.now.clone();
        let was_known = std::mem::replace(&mut self.is_stage_known, is_complete);
        let is_stage_known = is_complete && was_known;
        let members = self.members(&stage, own_stage, is_stage_known, &raw.play.entries.value);
        let mut arrows = match (raw.arrows.value, before) {
            (Some(nodes), _) => arrows::read(nodes, &self.states(), self.cast, self.findings),
            (None, Some(before)) if !own_stage => Partial::complete(before.arrows.clone()),
            (None, _) => Partial::complete(Vec::new()),
        };
        arrows.is_complete &= raw.arrows.is_complete;
        let lead_in = if own_stage { LEAD_IN } else { SHORT_LEAD_IN };
        let on_stage: HashSet<NodeId> = members.iter().map(|member| member.node).collect();
        let leaving: Vec<NodeId> = before.map_or(Vec::new(), |before| {
            before.members.iter().map(|member| member.node).filter(|node| !on_stage.contains(node)).collect()
        });
        let time = Interval::new(self.start, raw.lasts);
        let mut context = BeatContext {
            number,
            start: self.start,
            lead_in,
            arrivals: members.iter().map(|member| (member.node, member.arrival)).collect(),
            limit: if raw.lasts > Time::ZERO { time.end - REST } else { time.end + Time::MAX },
            members,
            leaving,
            arrows,
            is_stage_known,
            ..BeatContext::default()
        };
        if is_stage_known && raw.arrows.value.is_some() {
            self.check_arrows(&context);
        }
        let acts = self.play(&raw.play.entries.value, &mut context);
        if own_stage {
            self.attached.clear();
        }
        let attached = self.attached.all();
        context.idle.extend(self.attached.follow(&acts, self.start, self.cast, self.findings));
        self.report_early(&context);
        self.check_fit(&raw, &context, &acts);
        self.remember(&context, &acts);
        self.start = time.end;
        Some(Beat {
            number,
            span: raw.span,
            time,
            title: raw.title,
            title_span: raw.title_span,
            caption: raw.caption,
            caption_span: raw.caption_span,
            source: raw.source,
            lints: raw.lints,
            stage,
            members: context.members,
            first_states,
            last_states: self.now.clone(),
            hidden: Vec::new(),
            attached,
            arrows: context.arrows.value,
            acts,
            idle: context.idle,
        })
    }

    /// The nodes on stage, each with its arrival.
    fn members(
        &mut self,
        stage: &Container,
        own_stage: bool,
        is_stage_known: bool,
        play: &[PlannedEntry],
    ) -> Vec<Member> {
        let later = self.later.pop_front().unwrap_or_default();
        let mut shown: HashMap<NodeId, &Span> = HashMap::new();
        for entry in play {
            for address in entry.verb.shows().iter().filter(|address| address.is_node()) {
                shown.entry(address.node).or_insert(&address.span);
            }
        }
        let mut members: Vec<Member> = Vec::new();
        let mut known: HashSet<NodeId> = HashSet::new();
        stage::visit(stage, self.cast, &mut |node, _| {
            let waits = shown.get(&node);
            let since = self.on_stage.get(&node);
            let arrival = match (waits, since) {
                (Some(span), Some(beat)) => {
                    let id = &self.cast.node(node).id;
                    if is_stage_known && self.is_visibility_known {
                        let message = format!("`{id}` has been there since beat {beat}");
                        self.findings.error_help("already-visible", span, message, "did you mean `pulse`?");
                    }
                    Arrival::Stays
                }
                (Some(_), None) => Arrival::Waits,
                (None, Some(_)) => Arrival::Stays,
                (None, None) if own_stage && !later.contains(&node) => Arrival::Enters,
                (None, None) => Arrival::Waits,
            };
            if known.insert(node) {
                members.push(Member { node, arrival });
            }
        });
        members
    }

    fn check_arrows(&self, context: &BeatContext) {
        for arrow in &context.arrows.value {
            for end in [arrow.from, arrow.to] {
                if context.member(end.node).is_none() && context.absent.borrow_mut().insert(end.node) {
                    let id = &self.cast.node(end.node).id;
                    let message = format!("the arrow's end `{id}` is not on stage in this beat");
                    let help = "add it to `stage`, or take the arrow out";
                    self.findings.error_help("arrow-off-stage", &arrow.span, message, help);
                }
            }
        }
    }

    /// Gives every entry its time and turns it into acts.
    fn play(&mut self, play: &[PlannedEntry], context: &mut BeatContext) -> Vec<Act> {
        let mut acts = Vec::new();
        let earliest = context.start + context.lead_in;
        let mut next = earliest;
        for PlayEntry { timing, verb } in play {
            let start = timing.at.as_ref().map_or(next, |at| context.start + at.value);
            let mut planner = EntryPlanner { resolver: self, context, timing, start };
            let made = verb.acts(&mut planner).unwrap_or_default();
            made.iter().for_each(|act| context.note(act));
            if let Some(end) = made.iter().map(|act| act.time.end).max() {
                context.idle.extend(verb.idle_keys(timing, &made));
                next = earliest.max(end + PAUSE);
            }
            acts.extend(made);
        }
        acts.sort_by_key(|act| act.time.start);
        acts
    }

    /// Reports targets that were addressed before the entry that shows them, or that are never shown.
    fn report_early(&self, context: &BeatContext) {
        for (node, span) in context.early.take() {
            let id = &self.cast.node(node).id;
            match context.shown.get(&node) {
                Some(shown) => {
                    let message = format!("`{id}` appears at {}", context.local(shown.end));
                    let help = "move this entry below the one that shows it";
                    self.findings.error_help("too-early", &span, message, help);
                }
                None if !self.is_visibility_known => {}
                None => {
                    let help = format!("`show` `{id}` in an entry before");
                    self.findings.error_help("hidden-target", &span, format!("`{id}` is hidden"), help);
                }
            }
        }
    }

    /// Reports a motion that ends after the beat's rest begins.
    fn check_fit(&self, raw: &WrittenBeat<'_>, context: &BeatContext, acts: &[Act]) {
        if raw.lasts <= Time::ZERO {
            return;
        }
        let least = context.lead_in + REST;
        if raw.lasts < least {
            let message = format!("a beat of {} s has no room: lead-in and rest take {least} s", raw.lasts);
            self.findings.error_help("too-short", &raw.lasts_span, message, format!("write {least} or more"));
            return;
        }
        // An act that is longer than all the available time does not fit when it begins earlier either.
        let room = context.limit - context.start - context.lead_in;
        let too_long = acts.iter().find(|act| act.time.end - act.time.start > room);
        if let Some(act) = too_long.filter(|act| act.time.end > context.limit && raw.play.is_timed) {
            let takes = act.time.end - act.time.start;
            let message = format!("takes {takes} s, and the beat has {room} s for it");
            let longer = raw.lasts + (takes - room);
            self.findings.push(
                Diagnostic::error("too-late", act.span.clone(), message)
                    .label(raw.lasts_span.clone(), "without its lead-in, and its last 0.3 s")
                    .help(format!("shorten `over` or `each`, or let the beat last {longer} s")),
            );
            return;
        }
        // Entries follow one another, so the overrun of the last one is that of all.
        let last = acts.iter().max_by_key(|act| act.time.end).filter(|_| raw.play.is_timed);
        let Some(act) = last.filter(|act| act.time.end > context.limit) else {
            return;
        };
        let (end, limit) = (context.local(act.time.end), context.local(context.limit));
        let message = format!("ends at {end}, limit {limit}: {} s over", end - limit);
        let longer = raw.lasts + (end - limit);
        let help = format!("begin earlier, shorten `over` or `each`, or let the beat last {longer} s");
        self.findings.push(
            Diagnostic::error("too-late", act.span.clone(), message)
                .label(raw.lasts_span.clone(), "nothing moves in a beat's last 0.3 s")
                .help(help),
        );
    }

    /// Keeps which nodes are visible at the end of the beat, for the next one.
    fn remember(&mut self, context: &BeatContext, acts: &[Act]) {
        let mut visible: HashMap<NodeId, usize> = HashMap::new();
        let shown: HashMap<NodeId, bool> = acts.iter().flat_map(visibility::of_nodes).collect();
        for member in &context.members {
            let since = self.on_stage.get(&member.node).copied().unwrap_or(context.number);
            if shown.get(&member.node).copied().unwrap_or(member.arrival != Arrival::Waits) {
                visible.insert(member.node, since);
            }
        }
        self.on_stage = visible;
    }
}
