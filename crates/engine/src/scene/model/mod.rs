//! The types of a scene, without what makes them.

mod act;
mod arrangement;
mod clip;
mod lints;
mod strings;

use std::collections::HashMap;
use std::sync::Arc;

pub use act::{Act, Attachment, Effect, Entrance, Gesture, IdleKey, Side, Step};
pub(crate) use arrangement::GAP;
pub use arrangement::{Arrangement, Child, Container, Content, Cross, Justify};
pub use clip::{Clip, Metadata, Overrides, Words};
pub use lints::{Allowed, Lints};
pub use strings::Strings;

use crate::diagnostic::Span;
use crate::nodes::{Item, Kind, Uid};
use crate::theme::Tone;
use halfminute_basics::time::{Interval, Time};

/// Index of a node in [`Scene::cast`].
pub type NodeId = usize;

/// A validated scene, with all references resolved.
#[derive(Debug)]
pub struct Scene {
    /// Settings of the whole clip.
    pub clip: Clip,
    /// Every node of the scene, on stage or not.
    pub cast: Vec<Node>,
    /// The beats; their lengths add up to the clip's.
    pub beats: Vec<Beat>,
    /// The picture files that it names.
    pub files: Vec<AssetFile>,
    /// Strings of the file with characters beyond ASCII, with their places.
    pub strings: Strings,
}

/// A node of the scene, with every state it goes through.
#[derive(Debug)]
pub struct Node {
    /// The id that the scene gives the node.
    pub id: String,
    /// Place of the id in the file.
    pub span: Span,
    /// The kind, which defines its fields and its look.
    pub kind: &'static Kind,
    /// The fields of the node itself that its definition writes.
    pub written: Vec<WrittenField>,
    /// Its states in the order of time; the first is the one its definition describes.
    pub states: Vec<Item>,
    /// The arrangement of a group; none for other kinds.
    pub arrangement: Option<Container>,
}

impl Node {
    /// The parent of each part, which is a part or the node itself, over all states.
    #[must_use]
    pub fn parents(&self) -> HashMap<Uid, Uid> {
        let mut parents = HashMap::new();
        for state in &self.states {
            state.walk(&mut |item| {
                parents.extend(item.items.iter().map(|part| (part.uid, item.uid)));
            });
        }
        parents
    }
}

/// A field that is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenField {
    /// Name of the key.
    pub name: &'static str,
    /// Place where the name is written.
    pub span: Span,
}

/// A beat: a stage at rest, and what happens before it comes to rest.
#[derive(Debug)]
pub struct Beat {
    /// Number of the beat, from 1.
    pub number: usize,
    /// Place of the beat's header.
    pub span: Span,
    /// Time of the beat within the clip.
    pub time: Interval,
    /// Title of the beat, drawn in the title bar.
    pub title: String,
    /// Place of the title in the file.
    pub title_span: Span,
    /// Caption of the beat, possibly empty.
    pub caption: String,
    /// Place of the caption, or of the header if there is none.
    pub caption_span: Span,
    /// The source of the beat's facts; never drawn.
    pub source: String,
    /// Levels of lints for this beat.
    pub lints: Lints,
    /// The arrangement, which is the beat's own or that of the beat before.
    pub stage: Arc<Container>,
    /// Nodes on stage, in stage order, groups before their members, each with its arrival.
    pub members: Vec<Member>,
    /// For every node of the cast, index of its state when the beat begins.
    pub first_states: Vec<usize>,
    /// For every node of the cast, index of its state when the beat ends.
    pub last_states: Vec<usize>,
    /// Parts that are hidden when the beat begins.
    pub hidden: Vec<Target>,
    /// Nodes that earlier beats on this stage have moved, in the order of their indices.
    pub attached: Vec<Attachment>,
    /// Arrows between nodes and parts on stage.
    pub arrows: Vec<Arrow>,
    /// Acts of the beat, in the order in which they begin.
    pub acts: Vec<Act>,
    /// Keys of its `play` that have no effect.
    pub idle: Vec<IdleKey>,
}

/// A node on the stage of a beat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Member {
    /// Index of the node in the cast.
    pub node: NodeId,
    /// The way in which it came on stage.
    pub arrival: Arrival,
}

/// The way in which a node comes to be on stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrival {
    /// It was on stage in the beat before, and glides to its place.
    Stays,
    /// It appears in the lead-in.
    Enters,
    /// It waits for a `show`, or was hidden and stays hidden.
    Waits,
}

/// A node, or one of its parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Target {
    /// Index of the node in the cast.
    pub node: NodeId,
    /// Identity of the part; [`Uid::ROOT`] is the whole node.
    pub part: Uid,
}

impl Beat {
    /// The nodes that stand on the target of a `move` at `now`, each with the target's node.
    #[must_use]
    pub fn moved_onto(&self, now: Time) -> HashMap<NodeId, NodeId> {
        let inherited = self.attached.iter().map(|held| (held.node, (held.to.node, held.side)));
        let mut moved: HashMap<NodeId, (NodeId, Side)> = inherited.collect();
        for act in self.acts.iter().take_while(|act| act.time.start < now) {
            if let Effect::Travel { to, side } = act.effect {
                moved.extend(act.steps.iter().map(|step| (step.target.node, (to.node, side))));
            }
        }
        let onto = moved.into_iter().filter(|(_, (_, side))| *side == Side::Over);
        onto.map(|(node, (to, _))| (node, to)).collect()
    }

    /// Groups of acts in the order of time; between one group and the next, nothing moves.
    #[must_use]
    pub fn runs(&self) -> Vec<&[Act]> {
        let mut runs = Vec::new();
        let (mut from, mut end) = (0, self.time.start);
        for (at, act) in self.acts.iter().enumerate() {
            if at > from && act.time.start >= end {
                runs.push(&self.acts[from..at]);
                from = at;
            }
            end = end.max(act.time.end);
        }
        runs.push(&self.acts[from..]);
        runs
    }
}

/// An arrow from one end to another.
#[derive(Clone, Debug, PartialEq)]
pub struct Arrow {
    /// Place of the arrow in the file.
    pub span: Span,
    /// The node or part at which it begins.
    pub from: Target,
    /// The node or part that it points to.
    pub to: Target,
    /// The two ends as they are written: `a -> b`.
    pub name: String,
    /// Label of the arrow, possibly empty.
    pub label: String,
    /// Tone of its line and its label.
    pub tone: Tone,
    /// The course that the scene asks for.
    pub route: Route,
}

/// The kind of course that an arrow takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Route {
    /// A straight line if the ends face each other, a bent one otherwise.
    #[default]
    Auto,
    /// A straight line in any direction.
    Straight,
    /// A course of horizontal and vertical lines.
    Bent,
    /// A course around both ends, above their boxes.
    Over,
    /// A course around both ends, below their boxes.
    Under,
}

/// Lead-in of a beat with a stage of its own.
pub const LEAD_IN: Time = Time::from_millis(800);
/// Lead-in of a beat that keeps the stage before.
pub const SHORT_LEAD_IN: Time = Time::from_millis(300);
/// Last stretch of a beat, in which nothing moves.
pub const REST: Time = Time::from_millis(300);
/// Pause between an entry's end and the next one's start.
pub const PAUSE: Time = Time::from_millis(100);

impl Scene {
    /// The index of each node by its id.
    #[must_use]
    pub fn ids(&self) -> HashMap<&str, NodeId> {
        self.cast.iter().enumerate().map(|(at, node)| (node.id.as_str(), at)).collect()
    }
}

/// A file that a scene names, with the digest of what was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssetFile {
    /// The path as the scene writes it first.
    pub name: String,
    /// BLAKE3 digest of its bytes, in hexadecimal.
    pub digest: String,
    /// Place of that path in the scene.
    pub span: Span,
}
