//! Goes through the beats in order and resolves each one: nodes on stage, states of nodes, and the time of each
//! entry of `play`.

mod assign;
mod attach;
mod flow;
mod idle;
mod later;
mod ready;
mod schedule;

use std::cell::RefCell;
use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Span};
use crate::document::Findings;
use crate::nodes::Item;
use crate::scene::beat::RawBeat;
use crate::scene::cast::Cast;
use crate::scene::play::{Entry, RawVerb};
use crate::scene::{
    Act, Arrival, Arrow, Beat, Container, IdleKey, LEAD_IN, Member, NodeId, PAUSE, REST, SHORT_LEAD_IN,
    Target, arrows, stage, unfold, visibility,
};
use halfminute_basics::time::{Interval, Time};

/// Resolves all beats, up to the first one that cannot be resolved.
pub(super) fn run(raw: Vec<RawBeat<'_>>, cast: &mut Cast, findings: &Findings) -> Vec<Beat> {
    let nodes = cast.nodes().len();
    let mut script = Script {
        cast,
        findings,
        now: vec![0; nodes],
        on_stage: HashMap::new(),
        start: Time::ZERO,
        lost: raw.iter().any(|beat| beat.play.lost),
        sound: true,
        motions: 0,
        state_parts: 0,
        places: Places::default(),
        attached: attach::Attached::default(),
        later: later::brought(&raw).into(),
    };
    let mut beats: Vec<Beat> = Vec::new();
    for raw in raw {
        let Some(beat) = script.beat(raw, beats.last()) else { break };
        beats.push(beat);
    }
    let places = if script.lost { None } else { Some(script.places) };
    visibility::resolve(&mut beats, cast, places.as_ref(), findings);
    if !findings.has_errors() {
        unfold::run(&mut beats, cast, findings);
    }
    beats
}

/// State carried from one beat to the next.
struct Script<'a> {
    cast: &'a mut Cast,
    findings: &'a Findings,
    /// Current state of every node.
    now: Vec<usize>,
    /// Nodes that were visible when the last beat ended, each with the number of the beat in which it appeared.
    on_stage: HashMap<NodeId, usize>,
    /// Start of the current beat in the clip.
    start: Time,
    /// True if an entry could not be used, so that it is not known what it would have shown or hidden.
    lost: bool,
    /// True if the last stage could be read.
    sound: bool,
    /// Number of motions so far.
    motions: usize,
    /// Number of parts of all states that were set so far.
    state_parts: usize,
    /// Places of the targets of each act.
    places: Places,
    attached: attach::Attached,
    /// For each beat to come, the nodes of its stage that a later beat on that stage shows first.
    later: VecDeque<HashSet<NodeId>>,
}

/// Place and spelling of acts' targets, by the start of the act's span and the target.
pub(super) type Places = HashMap<(usize, Target), (Span, String)>;

/// State of a beat while its entries are resolved.
struct Scenery {
    /// Number of the beat, from 1.
    number: usize,
    start: Time,
    lead_in: Time,
    /// Latest end of a motion, in the clip's time.
    limit: Time,
    members: Vec<Member>,
    arrivals: HashMap<NodeId, Arrival>,
    /// Nodes that were on stage in the beat before and no longer are.
    leaving: Vec<NodeId>,
    /// Nodes that a `show` has brought, each with the interval of its arrival.
    shown: HashMap<NodeId, Interval>,
    arrows: Vec<Arrow>,
    changes: assign::Changes,
    /// Keys of entries that have no effect.
    idle: Vec<IdleKey>,
    /// For each node, the time of its last `set`, and the place of that.
    last_set: HashMap<NodeId, (Time, Span)>,
    /// Nodes that were hidden in this beat, each with the time since when.
    hidden: HashMap<NodeId, Time>,
    /// Places that address a node before any `show` of it, reported once the whole play is known.
    early: RefCell<Vec<(NodeId, Span)>>,
    /// True if this stage and the one before could be read. Otherwise, nothing is reported about nodes that are
    /// not on stage.
    sound: bool,
    /// Nodes that were reported as not on stage, each of which is reported once.
    absent: RefCell<HashSet<NodeId>>,
    /// True if all arrows could be read.
    arrows_whole: bool,
}

impl Scenery {
    fn member(&self, node: NodeId) -> Option<Member> {
        self.arrivals.get(&node).map(|arrival| Member { node, arrival: *arrival })
    }

    /// The time from which verbs may address the node; `None` while it is hidden or not on stage.
    fn ready(&self, node: NodeId) -> Option<Time> {
        match self.member(node)?.arrival {
            Arrival::Stays => Some(self.start),
            Arrival::Enters => Some(self.start + self.lead_in),
            Arrival::Waits => self.shown.get(&node).map(|shown| shown.end),
        }
    }

    /// True if any of the node can be seen at `time`.
    fn visible(&self, node: NodeId, time: Time) -> bool {
        match self.member(node).map(|member| member.arrival) {
            Some(Arrival::Stays) => true,
            Some(Arrival::Enters) => time >= self.start + self.lead_in,
            Some(Arrival::Waits) => self.shown.get(&node).is_some_and(|shown| time >= shown.start),
            None => false,
        }
    }

    /// A time measured from the beat's start, as the author counts it.
    fn local(&self, time: Time) -> Time {
        time - self.start
    }
}

impl Script<'_> {
    fn beat(&mut self, mut raw: RawBeat<'_>, before: Option<&Beat>) -> Option<Beat> {
        let own_stage = raw.stage.is_some();
        let stage: Arc<Container> = match raw.stage.take() {
            Some(stage) => Arc::new(stage),
            None => Arc::clone(&before?.stage),
        };
        let number = before.map_or(1, |before| before.number + 1);
        let first_states = self.now.clone();
        let stage_is_sound = if own_stage { raw.sound } else { self.sound };
        let sound = stage_is_sound && self.sound;
        self.sound = stage_is_sound;
        let members = self.members(&stage, own_stage, sound, &raw.play.entries);
        let (arrows, arrows_whole) = match (raw.arrows, own_stage, before) {
            (Some(nodes), _, _) => arrows::read(nodes, &self.states(), self.cast, self.findings),
            (None, false, Some(before)) => (before.arrows.clone(), true),
            (None, ..) => (Vec::new(), true),
        };
        let arrows_whole = arrows_whole && raw.arrows_known;
        let lead_in = if own_stage { LEAD_IN } else { SHORT_LEAD_IN };
        let on_stage: HashSet<NodeId> = members.iter().map(|member| member.node).collect();
        let leaving: Vec<NodeId> = before.map_or(Vec::new(), |before| {
            before.members.iter().map(|member| member.node).filter(|node| !on_stage.contains(node)).collect()
        });
        let time = Interval::new(self.start, raw.lasts);
        let mut scenery = Scenery {
            number,
            start: self.start,
            lead_in,
            arrivals: members.iter().map(|member| (member.node, member.arrival)).collect(),
            limit: if raw.lasts > Time::ZERO { time.end - REST } else { time.end + Time::MAX },
            members,
            leaving,
            shown: HashMap::new(),
            arrows,
            changes: HashMap::new(),
            idle: Vec::new(),
            last_set: HashMap::new(),
            hidden: HashMap::new(),
            early: RefCell::default(),
            sound,
            absent: RefCell::default(),
            arrows_whole,
        };
        if sound && raw.arrows.is_some() {
            self.check_arrows(&scenery);
        }
        let acts = self.play(&raw.play.entries, &mut scenery, before);
        if own_stage {
            self.attached.clear();
        }
        let attached = self.attached.all();
        scenery.idle.extend(self.attached.follow(&acts, self.start, self.cast, self.findings));
        self.report_early(&scenery);
        self.check_fit(&raw, &scenery, &acts);
        self.remember(&scenery, &acts);
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
            members: scenery.members,
            first_states,
            last_states: self.now.clone(),
            hidden: Vec::new(),
            attached,
            arrows: scenery.arrows,
            acts,
            idle: scenery.idle,
        })
    }

    fn states(&self) -> Vec<&Item> {
        self.cast.nodes().iter().zip(&self.now).map(|(node, state)| &node.states[*state]).collect()
    }

    fn state(&self, node: NodeId) -> &Item {
        &self.cast.node(node).states[self.now[node]]
    }

    /// The nodes on stage, each with its arrival.
    fn members(
        &mut self,
        stage: &Container,
        own_stage: bool,
        sound: bool,
        play: &[Entry<'_>],
    ) -> Vec<Member> {
        let later = self.later.pop_front().unwrap_or_default();
        let mut shown: HashMap<NodeId, &Span> = HashMap::new();
        for entry in play {
            if let RawVerb::Show { targets, .. } | RawVerb::Type { targets, .. } = &entry.verb {
                let whole = targets.iter().filter(|target| target.segments.is_empty());
                whole.for_each(|target| {
                    shown.entry(target.node).or_insert(&target.span);
                });
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
                    if sound && !self.lost {
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

    fn check_arrows(&self, scenery: &Scenery) {
        for arrow in &scenery.arrows {
            for end in [arrow.from, arrow.to] {
                if scenery.member(end.node).is_none() && scenery.absent.borrow_mut().insert(end.node) {
                    let id = &self.cast.node(end.node).id;
                    let message = format!("the arrow's end `{id}` is not on stage in this beat");
                    let help = "add it to `stage`, or take the arrow out";
                    self.findings.error_help("arrow-off-stage", &arrow.span, message, help);
                }
            }
        }
    }

    /// Gives every entry its time and turns it into acts.
    fn play(&mut self, play: &[Entry<'_>], scenery: &mut Scenery, before: Option<&Beat>) -> Vec<Act> {
        let mut acts = Vec::new();
        let mut cursor: Option<Time> = None;
        for entry in play {
            let earliest = scenery.start + scenery.lead_in;
            let next = cursor.map_or(earliest, |end| earliest.max(end + PAUSE));
            let made = self.entry(entry, next, scenery, before);
            scenery.idle.extend(idle::keys(entry, &made));
            if let Some(end) = made.iter().map(|act| act.time.end).max() {
                cursor = Some(end);
            }
            acts.extend(made);
        }
        acts.sort_by_key(|act| act.time.start);
        acts
    }

    /// Reports a motion that ends after the beat's rest begins.
    fn check_fit(&self, raw: &RawBeat<'_>, scenery: &Scenery, acts: &[Act]) {
        if raw.lasts <= Time::ZERO {
            return;
        }
        let least = scenery.lead_in + REST;
        if raw.lasts < least {
            let message = format!("a beat of {} s has no room: lead-in and rest take {least} s", raw.lasts);
            self.findings.error_help("too-short", &raw.lasts_span, message, format!("write {least} or more"));
            return;
        }
        // An act that is longer than all the available time does not fit when it begins earlier either.
        let room = scenery.limit - scenery.start - scenery.lead_in;
        let too_long = acts.iter().find(|act| act.time.end - act.time.start > room);
        if let Some(act) = too_long.filter(|act| act.time.end > scenery.limit && !raw.play.untimed) {
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
        let last = acts.iter().max_by_key(|act| act.time.end).filter(|_| !raw.play.untimed);
        let Some(act) = last.filter(|act| act.time.end > scenery.limit) else {
            return;
        };
        let (end, limit) = (scenery.local(act.time.end), scenery.local(scenery.limit));
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
    fn remember(&mut self, scenery: &Scenery, acts: &[Act]) {
        let mut visible: HashMap<NodeId, usize> = HashMap::new();
        let shown: HashMap<NodeId, bool> = acts.iter().flat_map(visibility::of_nodes).collect();
        for member in &scenery.members {
            let since = self.on_stage.get(&member.node).copied().unwrap_or(scenery.number);
            if shown.get(&member.node).copied().unwrap_or(member.arrival != Arrival::Waits) {
                visible.insert(member.node, since);
            }
        }
        self.on_stage = visible;
    }
}
