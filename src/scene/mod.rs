//! A scene file to a resolved [`Scene`]: ids are indices, references exist, numbers are finite,
//! every change has its time, and every motion fits its beat.
//!
//! Later stages never meet an unknown name, a wrong type, an address without a part, an entry
//! without a time, or a beat that is not a whole number of frames.

mod act;
mod address;
mod arrows;
mod assets;
mod beat;
mod cast;
mod clip;
mod limits;
mod lints;
mod matching;
mod name;
mod outline;
mod play;
mod role;
mod runs;
mod script;
mod stage;
mod strings;
mod unfold;
mod value;
mod visibility;
mod wording;

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

pub use act::{Act, Attachment, IdleKey, Side, Step, Verb};
pub use assets::AssetFile;
pub(crate) use assets::within_folder;
pub use clip::{Clip, Course, Overrides};
pub use limits::{Limit, TooLarge};
pub use lints::{Allowed, Lints};
pub use name::refuse_clip_name;
pub use outline::Outline;
pub use role::{Role, role};
pub use stage::{Arrangement, Child, Container, Content, Cross, Justify};
pub use strings::Strings;

use assets::Assets;

use crate::diagnostic::{Diagnostics, Span};
use crate::document::{Entry, Findings, Table, parse};
use crate::nodes::{Item, Kind, Uid};
use crate::time::{Interval, Time};

/// Index of a node in [`Scene::cast`].
pub type NodeId = usize;

/// A validated scene.
#[derive(Debug)]
pub struct Scene {
    /// Settings of the whole clip.
    pub clip: Clip,
    /// Every node, on stage or not.
    pub cast: Vec<Node>,
    /// The beats; their lengths add up to the clip's.
    pub beats: Vec<Beat>,
    /// The picture files it names.
    pub files: Vec<AssetFile>,
    /// Its strings with characters beyond ASCII.
    pub strings: Strings,
}

/// A member of the cast, with every state it goes through.
#[derive(Debug)]
pub struct Node {
    /// Its id.
    pub id: String,
    /// Where the id is written.
    pub span: Span,
    /// What it is.
    pub kind: &'static Kind,
    /// The fields of the node itself that its definition writes.
    pub written: Vec<WrittenField>,
    /// Its states in the order of time; the first is the one its definition describes.
    pub states: Vec<Item>,
    /// A group's arrangement.
    pub arrangement: Option<Container>,
}

/// A field that is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenField {
    /// Its name.
    pub name: &'static str,
    /// Where the name is written.
    pub span: Span,
}

/// A beat: a stage at rest, and what happens before it comes to rest.
#[derive(Debug)]
pub struct Beat {
    /// Its number, from 1.
    pub number: usize,
    /// Where its header stands.
    pub span: Span,
    /// Its time within the clip.
    pub time: Interval,
    /// Its title.
    pub title: String,
    /// Where the title is written.
    pub title_span: Span,
    /// Its caption, possibly empty.
    pub caption: String,
    /// Where the caption is written, or the header if there is none.
    pub caption_span: Span,
    /// Where its facts come from; never drawn.
    pub source: String,
    /// What lints' findings weigh here.
    pub lints: Lints,
    /// The arrangement, this beat's own or the one before.
    pub stage: Arc<Container>,
    /// Who is on stage, in stage order, groups before their members, and how each came there.
    pub members: Vec<Member>,
    /// For every node of the cast, its state when the beat begins.
    pub first_states: Vec<usize>,
    /// For every node of the cast, its state when the beat ends.
    pub last_states: Vec<usize>,
    /// Parts that are hidden when the beat begins.
    pub hidden: Vec<Target>,
    /// Nodes that earlier beats on this stage have moved, in the order of their indices.
    pub attached: Vec<Attachment>,
    /// Arrows between what is on stage.
    pub arrows: Vec<Arrow>,
    /// What happens, in the order of beginning.
    pub acts: Vec<Act>,
    /// Keys of its `play` that have no effect.
    pub idle: Vec<IdleKey>,
}

/// A node on stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Member {
    /// Which.
    pub node: NodeId,
    /// How it came there.
    pub arrival: Arrival,
}

/// How a node comes to be on stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrival {
    /// It was there in the beat before, and glides.
    Stays,
    /// It enters in the lead-in.
    Enters,
    /// It waits for a `show`, or was hidden and stays so.
    Waits,
}

/// A node, or one of its parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Target {
    /// The node.
    pub node: NodeId,
    /// The part; [`Uid::ROOT`] is the whole node.
    pub part: Uid,
}

impl Beat {
    /// The nodes that stand on what they were moved to at `now`, each with that node.
    #[must_use]
    pub fn moved_onto(&self, now: Time) -> HashMap<NodeId, NodeId> {
        let inherited = self.attached.iter().map(|held| (held.node, (held.to.node, held.side)));
        let mut moved: HashMap<NodeId, (NodeId, Side)> = inherited.collect();
        for act in self.acts.iter().take_while(|act| act.time.start < now) {
            if let Verb::Move { to, side } = act.verb {
                moved.extend(act.steps.iter().map(|step| (step.target.node, (to.node, side))));
            }
        }
        let onto = moved.into_iter().filter(|(_, (_, side))| *side == Side::Over);
        onto.map(|(node, (to, _))| (node, to)).collect()
    }

    /// The acts between one instant at which nothing moves and the next, in the order of time.
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
    /// Where it is written.
    pub span: Span,
    /// Where it begins.
    pub from: Target,
    /// Where it points.
    pub to: Target,
    /// Its ends as they are written: `a -> b`.
    pub name: String,
    /// Its label, possibly empty.
    pub label: String,
    /// Index of its tone.
    pub tone: usize,
    /// The course it takes.
    pub route: Route,
}

/// The course of an arrow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Route {
    /// Straight where the ends face each other, bent otherwise.
    #[default]
    Auto,
    /// A straight line.
    Straight,
    /// Horizontal and vertical lines.
    Bent,
    /// Around, above both boxes.
    Over,
    /// Around, below both boxes.
    Under,
}

/// Lead-in of a beat with a stage of its own.
pub const LEAD_IN: Time = Time::from_millis(800);
/// Lead-in of a beat that keeps the stage before.
pub const SHORT_LEAD_IN: Time = Time::from_millis(300);
/// Nothing moves in this last stretch of a beat.
pub const REST: Time = Time::from_millis(300);
/// Pause between an entry's end and the next one's start.
pub const PAUSE: Time = Time::from_millis(100);

impl Scene {
    /// A scene from its text, without a folder for the files it names; none where there is an error.
    #[must_use]
    pub fn read(text: &str, overrides: &Overrides) -> (Option<Self>, Diagnostics) {
        Self::read_with(text, &Assets::nowhere(), overrides)
    }

    /// A scene from its text and the files of `folder` that it names; none where there is an error.
    #[must_use]
    pub fn read_in(folder: &Path, text: &str, overrides: &Overrides) -> (Option<Self>, Diagnostics) {
        Self::read_with(text, &Assets::in_folder(folder), overrides)
    }

    /// The nodes by their ids.
    #[must_use]
    pub fn ids(&self) -> HashMap<&str, NodeId> {
        self.cast.iter().enumerate().map(|(at, node)| (node.id.as_str(), at)).collect()
    }

    fn read_with(text: &str, assets: &Assets, overrides: &Overrides) -> (Option<Self>, Diagnostics) {
        let mut found = Diagnostics::default();
        if let Some(error) = limits::check_text(text) {
            found.push(error);
            return (None, found);
        }
        let Some(root) = parse(text, &mut found) else { return (None, found) };
        let findings = Findings::new(found);
        if root.is_empty() {
            let help = "`halfminute new` writes a scene to start from";
            findings.error_help("empty-scene", &(0..0), "the file holds no scene", help);
            return (None, findings.into_inner());
        }
        let table = Table::new(&findings, &root, 0..0, "a scene");
        let scene = Self::resolve(&table, &root, assets, overrides);
        table.finish_with(explain_stray);
        let scene = if findings.has_errors() { None } else { scene };
        (scene, findings.into_inner())
    }

    fn resolve(root: &Table<'_>, entries: &[Entry], assets: &Assets, overrides: &Overrides) -> Option<Self> {
        let clip = clip::read(root, overrides);
        let mut cast = cast::read(root, assets);
        cast.resolve_groups(root.findings());
        let raw = beat::read(root, &cast, clip.rate);
        beat::check_lengths(&raw, &clip, root.findings());
        let beats = script::run(raw, &mut cast, root.findings());
        cast.report_unknown(root.findings());
        root.findings().count_steps(cast.steps());
        Some(Self {
            clip,
            cast: cast.into_nodes(),
            beats,
            files: assets.files(),
            strings: Strings::of(entries),
        })
    }
}

/// Says where a key at the top of the file was meant to stand, where that is known.
fn explain_stray(entry: &Entry) -> Option<(String, String)> {
    let key = entry.key.as_str();
    if beat::KEYS.contains(&key) {
        let message = format!("`{key}` stands outside of a beat");
        return Some((message, "move it below a `[[beat]]` line".into()));
    }
    let is_node = cast::is_definition(&entry.value);
    is_node.then(|| (format!("the node `{key}` stands outside of `[node]`"), format!("write `[node.{key}]`")))
}
