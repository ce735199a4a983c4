//! The keys of every table in a scene, except those of kinds and verbs.
//!
//! These tables describe what `src/scene` reads. A test checks each key with the reader, so that the two cannot
//! diverge.

use halfminute_engine::choice::Choice;
use halfminute_engine::theme::Tone;

/// A key of a table in a scene.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// The key's name, as a scene writes it.
    pub name: &'static str,
    /// Type and range of its value.
    pub shape: Shape,
    /// Meaning of leaving the key out.
    pub absent: Absent,
    /// One phrase for hovers and the reference page.
    pub doc: &'static str,
}

/// Type and range of a key's value.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// A TOML string of any content.
    Text,
    /// An array of strings.
    Texts,
    /// Seconds, 0 or more.
    Seconds,
    /// Seconds, greater than 0.
    Length,
    /// A number between two bounds, both included.
    Number(f64, f64),
    /// A whole number between two bounds, both included.
    Whole(f64, f64),
    /// One of these strings.
    Choice(&'static [&'static str]),
    /// A value with a notation of its own, and its name on the reference page.
    Notation(Notation, &'static str),
}

/// Notations for values that are more than a string or a number.
#[expect(missing_docs, reason = "each is what the key of its name takes")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notation {
    Address,
    Addresses,
    AllowList,
    Arrows,
    ArrowText,
    Children,
    Ease,
    Flows,
    Place,
    Play,
    Rate,
    Set,
    Size,
    Stage,
    Window,
}

/// Meaning of leaving a key out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Absent {
    /// The key is required: leaving it out is an error.
    Error,
    /// The key has no default and may be left out.
    Nothing,
    /// The default, as the reference page writes it.
    Default(&'static str),
}

impl Key {
    pub(super) const fn new(name: &'static str, shape: Shape, doc: &'static str) -> Self {
        Self { name, shape, absent: Absent::Nothing, doc }
    }

    pub(super) const fn required(mut self) -> Self {
        self.absent = Absent::Error;
        self
    }

    pub(super) const fn default(mut self, value: &'static str) -> Self {
        self.absent = Absent::Default(value);
        self
    }
}

/// Keys of the table `[clip]`.
pub const CLIP: &[Key] = &[
    Key::new("title", Shape::Text, "the clip's title, drawn small above every beat's").required(),
    Key::new("lasts", Shape::Length, "length in seconds: exactly the sum of the beats").required(),
    Key::new("size", Shape::Notation(Notation::Size, "[width, height]"), "size of the picture in pixels")
        .default("[1920, 1080]"),
    Key::new("fps", Shape::Notation(Notation::Rate, "`30` or `\"30000/1001\"`"), "frames a second")
        .default("30"),
    Key::new(
        "window",
        Shape::Notation(Notation::Window, "[seconds, seconds]"),
        "the shortest and longest length accepted",
    )
    .default("[28, 32]"),
    Key::new("theme", Shape::Text, "a built-in theme, or the path of a .toml file in the scene's folder")
        .default("\"pearl\""),
    Key::new(
        "lang",
        Shape::Text,
        "BCP 47 tag of the texts' language: direction, quotation marks, digits, tracks of videos",
    )
    .default("\"en\""),
    Key::new("seed", Shape::Whole(0.0, 9e15), "what the order of scattered dots is drawn from").default("0"),
    Key::new("hour", Shape::Whole(0.0, 10_000.0), "the hour of the course the clip belongs to"),
    Key::new("addon", Shape::Text, "the add-on the clip belongs to"),
    Key::new("anchors", Shape::Texts, "names of the labs it prepares"),
    Key::new("assets", Shape::Texts, "paths of the material it is about"),
    Key::new(
        "allow",
        Shape::Notation(Notation::AllowList, "list of { lint, in, reason }"),
        "lints that may find something",
    ),
    Key::new("warn", Shape::Texts, "lints whose findings are warnings"),
    Key::new("deny", Shape::Texts, "lints whose findings are errors"),
];

/// Keys of an entry in `allow`.
pub const ALLOW: &[Key] = &[
    Key::new("lint", Shape::Text, "the lint's code").required(),
    Key::new("in", Shape::Text, "the node it may find something in; any node when left out"),
    Key::new("reason", Shape::Text, "why that is right here").required(),
];

/// Keys of each `[[beat]]` table.
pub const BEAT: &[Key] = &[
    Key::new("lasts", Shape::Length, "length in seconds: a whole number of frames").required(),
    Key::new("title", Shape::Text, "drawn in the title bar").required(),
    Key::new("caption", Shape::Text, "drawn in the caption band"),
    Key::new("source", Shape::Text, "where the beat's facts come from; never drawn"),
    Key::new(
        "stage",
        Shape::Notation(Notation::Stage, "an id or a container"),
        "who is on stage, and in which arrangement",
    )
    .default("the stage before"),
    Key::new(
        "arrows",
        Shape::Notation(Notation::Arrows, "list of arrows"),
        "arrows between what is on stage",
    )
    .default("`[]`, or with the stage before its arrows"),
    Key::new("set", Shape::Notation(Notation::Set, "table"), "addresses and values: a first entry of `play`"),
    Key::new("play", Shape::Notation(Notation::Play, "list of entries"), "what happens, one after another")
        .default("[]"),
    Key::new(
        "allow",
        Shape::Notation(Notation::AllowList, "list of { lint, in, reason }"),
        "lints that may find something",
    ),
    Key::new("warn", Shape::Texts, "lints whose findings are warnings"),
    Key::new("deny", Shape::Texts, "lints whose findings are errors"),
];

const ALIGN: &[&str] = &["start", "center", "end", "stretch"];

/// Keys of arrangements, of which a container has exactly one.
pub const ARRANGEMENTS: &[Key] = &[
    Key::new("row", Shape::Notation(Notation::Children, "list"), "side by side"),
    Key::new("column", Shape::Notation(Notation::Children, "list"), "below one another"),
    Key::new("grid", Shape::Notation(Notation::Children, "list"), "in rows of `columns`"),
    Key::new(
        "overlay",
        Shape::Notation(Notation::Children, "list"),
        "on top of one another, later ones in front",
    ),
];

/// Keys of a container, besides its arrangement.
pub const CONTAINER: &[Key] = &[
    Key::new("gap", Shape::Number(0.0, 4000.0), "units between neighbours").default("48"),
    Key::new("align", Shape::Choice(ALIGN), "place across the direction").default("\"center\""),
    Key::new("justify", Shape::Choice(&["start", "center", "end", "between"]), "place along the direction")
        .default("\"center\""),
    Key::new("columns", Shape::Whole(1.0, 40.0), "columns of a grid").default("the squarest grid"),
];

/// Keys of a node in a container's list, besides `node`.
pub const PLACED: &[Key] = &[
    Key::new("grow", Shape::Number(0.0, 1000.0), "share of what is left over").default("0"),
    Key::new("width", Shape::Number(1.0, 4000.0), "fixed width in units"),
    Key::new("height", Shape::Number(1.0, 4000.0), "fixed height in units"),
    Key::new("align", Shape::Choice(ALIGN), "its own place across the direction").default("the container's"),
    Key::new(
        "place",
        Shape::Notation(Notation::Place, "[x, y]"),
        "in an overlay: where its centre stands, as fractions",
    ),
];

/// Keys of an arrow that is written as a table.
pub const ARROW: &[Key] = &[
    Key::new("arrow", Shape::Notation(Notation::ArrowText, "`\"a -> b\"`"), "its ends").required(),
    Key::new("label", Shape::Text, "written beside it"),
    Key::new("tone", Shape::Choice(Tone::NAMES), "its colour").default("\"plain\""),
    Key::new("route", Shape::Choice(&["straight", "bent", "over", "under"]), "the course it takes")
        .default("straight where the ends face each other, else bent"),
];
