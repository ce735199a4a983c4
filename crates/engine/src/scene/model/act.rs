//! Acts of a beat, with their effects and times, and the state that they leave behind.

use kurbo::{Affine, Point};

use crate::choice::choices;
use crate::diagnostic::Span;
use crate::easing::Easing;
use crate::nodes::Uid;
use crate::scene::model::{NodeId, Target};
use crate::theme::Tone;
use halfminute_basics::time::{Interval, Time};

/// An act of a beat: one effect, its targets and their times.
#[derive(Clone, Debug)]
pub struct Act {
    /// The entry that the act comes from.
    pub span: Span,
    /// The effect on its targets.
    pub effect: Effect,
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

/// The effect of an act: what verbs are made of.
#[derive(Clone, Debug)]
pub enum Effect {
    /// A node changes from one state to another; steps name the parts that have a time of their own.
    Change {
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
    /// Targets appear on the stage.
    Appear(Entrance),
    /// Targets disappear from the stage.
    Disappear,
    /// A node moves to another place.
    Travel {
        /// The node or part that it moves to.
        to: Target,
        /// The place that it takes beside or on that.
        side: Side,
    },
    /// Targets are outlined until `until`.
    Outline {
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
    /// Targets are transformed and return to what they were.
    Gesture(Gesture),
    /// Something travels along arrows.
    Flow {
        /// Indices into [`Beat::arrows`](super::Beat::arrows), each with the time of its flow.
        links: Vec<(usize, Interval)>,
    },
}

/// The way in which targets appear.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entrance {
    /// They fade in while they rise to their places.
    Rise,
    /// They come out of the pictures of other targets, at least one.
    Emerge(Vec<Target>),
    /// They are typed, letter by letter.
    Letters,
}

/// A transform that begins and ends as the identity.
#[derive(Clone, Copy, Debug)]
pub struct Gesture {
    /// The transform at a progress between 0 and 1, for something with this centre and longer side, in units.
    pub transform: fn(progress: f64, center: Point, extent: f64) -> Affine,
    /// True if parts are drawn above their siblings meanwhile.
    pub is_raised: bool,
}

choices! {
    /// The place of a moved node, relative to the target of the move.
    pub enum Side {
        /// On the target, with their centres together.
        Over = "over",
        /// Above the target's box.
        Above = "above",
        /// Below the target's box.
        Below = "below",
        /// To the left of the target's box.
        Left = "left",
        /// To the right of the target's box.
        Right = "right",
    }
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
    pub(crate) fn new(span: &Span, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { span: span.clone(), message: message.into(), help: help.into() }
    }
}
