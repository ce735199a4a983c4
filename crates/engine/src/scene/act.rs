//! Acts of a beat, with their verbs and times, and the state that they leave behind.

use crate::diagnostic::Span;
use crate::easing::Easing;
use crate::nodes::Uid;
use crate::scene::{NodeId, Target};
use crate::theme::Tone;
use halfminute_basics::time::{Interval, Time};

/// An act of a beat: one verb, its targets and their times.
#[derive(Clone, Debug)]
pub struct Act {
    /// The entry that the act comes from.
    pub span: Span,
    /// The verb, with the data that only this verb has.
    pub verb: Verb,
    /// From the start of the first motion to the end of the last one, in the clip's time.
    pub time: Interval,
    /// The targets, each with the time of its motion, which lies within `time`.
    pub steps: Vec<Step>,
    /// The easing that the author asked for.
    pub ease: Option<Easing>,
}

/// One target's motion within an act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// The node or part that moves.
    pub target: Target,
    /// The time of its motion, in the clip's time.
    pub time: Interval,
}

/// The action of an act.
#[derive(Clone, Debug)]
pub enum Verb {
    /// A node changes from one state to another; steps name the parts that have a time of their own.
    Set {
        /// Index of the node that changes.
        node: NodeId,
        /// Index of the state before.
        from: usize,
        /// Index of the state after.
        to: usize,
        /// The first key that makes the change; none if the node only makes room.
        key: Option<Span>,
        /// Parts that disappear, each with the part that it folds into, and parts that appear, each with the
        /// part that it comes out of.
        folds: Vec<(Uid, Uid)>,
        /// The keys whose values were set already.
        unchanged: Vec<Span>,
    },
    /// Targets appear, out of the pictures of other targets if there are any.
    Show {
        /// The targets that they come out of.
        from: Vec<Target>,
    },
    /// Targets disappear from the stage.
    Hide,
    /// Targets appear letter by letter.
    Type,
    /// A node moves to another place.
    Move {
        /// The node or part that it moves to.
        to: Target,
        /// The place that it takes beside or on that.
        side: Side,
    },
    /// Targets are outlined until `until`.
    Mark {
        /// Tone of the outline.
        tone: Tone,
        /// Time at which the outline begins to fade.
        until: Time,
    },
    /// Everything but the targets is dimmed until `until`.
    Focus {
        /// Factor by which the stage is enlarged, 1 to 2.
        zoom: f64,
        /// Time at which the rest begins to come back.
        until: Time,
    },
    /// Targets swell and return to their size.
    Pulse,
    /// Targets shake from side to side.
    Shake,
    /// Something travels along arrows: indices into [`Beat::arrows`](super::Beat::arrows), each with its time.
    Flow {
        /// Indices into [`Beat::arrows`](super::Beat::arrows), each with the time of its flow.
        links: Vec<(usize, Interval)>,
    },
}

/// The place of a moved node, relative to the target of the move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// On the target, with their centres together.
    Over,
    /// Above the target's box.
    Above,
    /// Below the target's box.
    Below,
    /// To the left of the target's box.
    Left,
    /// To the right of the target's box.
    Right,
}

/// A moved node and the target that it stays with, until another `move` or a `stage` places it elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// The node that was moved.
    pub node: NodeId,
    /// The node or part that it stays with, also when that moves.
    pub to: Target,
    /// The side of the target on which it stands.
    pub side: Side,
    /// The entry that moved it.
    pub span: Span,
}

/// A key that has no effect in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdleKey {
    /// Place of the key, or of its value.
    pub span: Span,
    /// The key that has no effect, and the reason.
    pub message: String,
    /// Help for the author: what to write instead.
    pub help: String,
}

impl IdleKey {
    pub(super) fn new(span: &Span, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { span: span.clone(), message: message.into(), help: help.into() }
    }
}
