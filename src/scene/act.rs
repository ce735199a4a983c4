//! What happens in a beat: acts with their verbs and times, and what they leave behind.

use crate::diagnostic::Span;
use crate::easing::Easing;
use crate::nodes::Uid;
use crate::scene::{NodeId, Target};
use crate::time::{Interval, Time};

/// One thing that happens: one verb, its targets, and when.
#[derive(Clone, Debug)]
pub struct Act {
    /// The entry it comes from.
    pub span: Span,
    /// What happens.
    pub verb: Verb,
    /// From the first motion's start to the last one's end, in the clip's time.
    pub time: Interval,
    /// Who is moved when; each within `time`.
    pub steps: Vec<Step>,
    /// The easing the author asked for.
    pub ease: Option<Easing>,
}

/// One target's share of an act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// Who.
    pub target: Target,
    /// When.
    pub time: Interval,
}

/// What an act does.
#[derive(Clone, Debug)]
pub enum Verb {
    /// A node goes from one state to the next; steps name the parts that have a time of their own.
    Set {
        /// Which node.
        node: NodeId,
        /// Index of the state before.
        from: usize,
        /// Index of the state after.
        to: usize,
        /// Where the change is written: its first key. None where a node only makes room.
        key: Option<Span>,
        /// Parts that disappear, each with the part it folds into or comes out of.
        folds: Vec<(Uid, Uid)>,
        /// The keys that give what was there already.
        unchanged: Vec<Span>,
    },
    /// Targets appear, out of other targets' pictures if there are any.
    Show {
        /// What they come out of.
        from: Vec<Target>,
    },
    /// Targets disappear.
    Hide,
    /// Targets appear letter by letter.
    Type,
    /// A node goes to another place.
    Move {
        /// What it goes to.
        to: Target,
        /// Where it stands there.
        side: Side,
    },
    /// Targets are outlined until `until`.
    Mark {
        /// Index of the outline's tone.
        tone: usize,
        /// When the outline begins to fade.
        until: Time,
    },
    /// Everything but the targets is dimmed until `until`.
    Focus {
        /// How much larger the stage is shown, 1 to 2.
        zoom: f64,
        /// When the rest begins to come back.
        until: Time,
    },
    /// Targets swell and settle.
    Pulse,
    /// Targets shake sideways.
    Shake,
    /// Something travels along arrows: indices into [`Beat::arrows`](super::Beat::arrows), each with its time.
    Flow {
        /// Which arrows, when.
        links: Vec<(usize, Interval)>,
    },
}

/// Where a moved node stands, relative to what it moved to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// On it, middle on middle.
    Over,
    /// Above it.
    Above,
    /// Below it.
    Below,
    /// At its left.
    Left,
    /// At its right.
    Right,
}

/// A moved node and what it stands with, until another `move` or a `stage` takes it elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// The node that was moved.
    pub node: NodeId,
    /// The node or part that it stands with, wherever that goes.
    pub to: Target,
    /// Its place there.
    pub side: Side,
    /// The entry that moved it.
    pub span: Span,
}

/// A key that has no effect in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdleKey {
    /// The key, or its value.
    pub span: Span,
    /// What it is that has no effect, and why.
    pub message: String,
    /// What to write instead.
    pub help: String,
}

impl IdleKey {
    pub(super) fn new(span: &Span, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { span: span.clone(), message: message.into(), help: help.into() }
    }
}
