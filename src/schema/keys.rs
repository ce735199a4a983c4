//! The keys of every table a scene has, outside of the kinds and the verbs.
//!
//! These tables describe what `src/scene` reads; a test asks the reader about each key, so that
//! neither can change alone.

use crate::theme::TONES;

/// A key of a table.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// As it is written.
    pub name: &'static str,
    /// What it takes.
    pub shape: Shape,
    /// What leaving it out means.
    pub absent: Absent,
    /// One phrase for hovers and the reference page.
    pub doc: &'static str,
}

/// What a key takes.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// A text.
    Text,
    /// A list of texts.
    Texts,
    /// Seconds, from 0 on.
    Seconds,
    /// Seconds above 0.
    Length,
    /// A number within bounds, both included.
    Number(f64, f64),
    /// A whole number within bounds, both included.
    Whole(f64, f64),
    /// One of these.
    Choice(&'static [&'static str]),
    /// Something with a notation of its own, and what the reference page calls it.
    Notation(Notation, &'static str),
}

/// Notations of single values that are more than a text or a number.
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

/// What leaving a key out means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Absent {
    /// An error.
    Error,
    /// Nothing.
    Nothing,
    /// This, as the reference page writes it.
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

/// Keys of `[clip]`.
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

/// Keys of an entry of `allow`.
pub const ALLOW: &[Key] = &[
    Key::new("lint", Shape::Text, "the lint's code").required(),
    Key::new("in", Shape::Text, "the node it may find something in; any node when left out"),
    Key::new("reason", Shape::Text, "why that is right here").required(),
];

/// Keys of `[[beat]]`.
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

/// The arrangements, of which a container has exactly one.
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

/// Keys of a container, beside its arrangement.
pub const CONTAINER: &[Key] = &[
    Key::new("gap", Shape::Number(0.0, 4000.0), "units between neighbours").default("48"),
    Key::new("align", Shape::Choice(ALIGN), "place across the direction").default("\"center\""),
    Key::new("justify", Shape::Choice(&["start", "center", "end", "between"]), "place along the direction")
        .default("\"center\""),
    Key::new("columns", Shape::Whole(1.0, 40.0), "columns of a grid").default("the squarest grid"),
];

/// Keys of a node in a container's list, beside `node`.
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

/// Keys of an arrow written as a table.
pub const ARROW: &[Key] = &[
    Key::new("arrow", Shape::Notation(Notation::ArrowText, "`\"a -> b\"`"), "its ends").required(),
    Key::new("label", Shape::Text, "written beside it"),
    Key::new("tone", Shape::Choice(&TONES), "its colour").default("\"plain\""),
    Key::new("route", Shape::Choice(&["straight", "bent", "over", "under"]), "the course it takes")
        .default("straight where the ends face each other, else bent"),
];
