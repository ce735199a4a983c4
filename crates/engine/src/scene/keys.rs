//! The keys of every table in a scene, except those of kinds and verbs: for the readers, the schema and the
//! reference page. A test checks type, range and default of each key with the reader.

use crate::choice::Choice;
use crate::document::Table;
use crate::theme::Tone;

/// A key of a table in a scene.
#[derive(Clone, Copy, Debug)]
pub struct KeySpec {
    /// The key's name, as a scene writes it.
    pub name: &'static str,
    /// Type and range of its value.
    pub shape: KeyShape,
    /// Meaning of leaving the key out.
    pub absent: Absent,
    /// One phrase for hovers and the reference page.
    pub doc: &'static str,
}

/// Type and range of a key's value.
#[derive(Clone, Copy, Debug)]
pub enum KeyShape {
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
    /// The key is required: leaving it out is an error, whose help is this example.
    Error(&'static str),
    /// The key has no default and may be left out.
    Nothing,
    /// The default, as the reference page writes it.
    Default(&'static str),
}

impl KeySpec {
    /// A key that may be left out, with no default.
    #[must_use]
    pub const fn new(name: &'static str, shape: KeyShape, doc: &'static str) -> Self {
        Self { name, shape, absent: Absent::Nothing, doc }
    }

    /// The same key, but required; the help for leaving it out is `example`.
    #[must_use]
    pub const fn required(mut self, example: &'static str) -> Self {
        self.absent = Absent::Error(example);
        self
    }

    /// The same key with a default, as the reference page writes it.
    #[must_use]
    pub const fn default(mut self, value: &'static str) -> Self {
        self.absent = Absent::Default(value);
        self
    }
}

/// Names of keys, in their order.
pub(crate) fn names(keys: &'static [KeySpec]) -> impl Iterator<Item = &'static str> {
    keys.iter().map(|key| key.name)
}

/// True if a key of this name is among `keys`.
pub(crate) fn has(keys: &[KeySpec], name: &str) -> bool {
    keys.iter().any(|key| key.name == name)
}

/// Reports the required keys that `table` lacks, except those for which `is_excused` is true.
pub(crate) fn report_missing(table: &Table<'_>, keys: &[KeySpec], is_excused: impl Fn(&'static str) -> bool) {
    for key in keys {
        if let Absent::Error(example) = key.absent
            && table.get(key.name).is_none()
            && !is_excused(key.name)
        {
            table.missing(key.name, example);
        }
    }
}

/// Keys of the table `[clip]`.
pub const CLIP: &[KeySpec] = &[
    KeySpec::new("title", KeyShape::Text, "the clip's title, drawn small above every beat's")
        .required("title = \"What the clip shows\""),
    KeySpec::new("lasts", KeyShape::Length, "length in seconds: exactly the sum of the beats")
        .required("lasts = 30.0"),
    KeySpec::new(
        "size",
        KeyShape::Notation(Notation::Size, "[width, height]"),
        "size of the picture in pixels",
    )
    .default("[1920, 1080]"),
    KeySpec::new("fps", KeyShape::Notation(Notation::Rate, "`30` or `\"30000/1001\"`"), "frames a second")
        .default("30"),
    KeySpec::new(
        "window",
        KeyShape::Notation(Notation::Window, "[seconds, seconds]"),
        "the shortest and longest length accepted",
    )
    .default("[28, 32]"),
    KeySpec::new(
        "theme",
        KeyShape::Text,
        "a built-in theme, or the path of a .toml file in the scene's folder",
    )
    .default("\"pearl\""),
    KeySpec::new(
        "lang",
        KeyShape::Text,
        "BCP 47 tag of the texts' language: direction, quotation marks, digits, tracks of videos",
    )
    .default("\"en\""),
    KeySpec::new("seed", KeyShape::Whole(0.0, 9e15), "what the order of scattered dots is drawn from")
        .default("0"),
    KeySpec::new("hour", KeyShape::Whole(0.0, 10_000.0), "the hour of the course the clip belongs to"),
    KeySpec::new("addon", KeyShape::Text, "the add-on the clip belongs to"),
    KeySpec::new("anchors", KeyShape::Texts, "names of the labs it prepares"),
    KeySpec::new("assets", KeyShape::Texts, "paths of the material it is about"),
    KeySpec::new(
        "allow",
        KeyShape::Notation(Notation::AllowList, "list of { lint, in, reason }"),
        "lints that may find something",
    ),
    KeySpec::new("warn", KeyShape::Texts, "lints whose findings are warnings"),
    KeySpec::new("deny", KeyShape::Texts, "lints whose findings are errors"),
];

/// Keys of an entry in `allow`.
pub const ALLOW: &[KeySpec] = &[
    KeySpec::new("lint", KeyShape::Text, "the lint's code").required("lint = \"…\""),
    KeySpec::new("in", KeyShape::Text, "the node it may find something in; any node when left out"),
    KeySpec::new("reason", KeyShape::Text, "why that is right here").required("reason = \"…\""),
];

/// Keys of each `[[beat]]` table.
pub const BEAT: &[KeySpec] = &[
    KeySpec::new("lasts", KeyShape::Length, "length in seconds: a whole number of frames")
        .required("lasts = 4.5"),
    KeySpec::new("title", KeyShape::Text, "drawn in the title bar")
        .required("title = \"What this beat shows\""),
    KeySpec::new("caption", KeyShape::Text, "drawn in the caption band"),
    KeySpec::new("source", KeyShape::Text, "where the beat's facts come from; never drawn"),
    KeySpec::new(
        "stage",
        KeyShape::Notation(Notation::Stage, "an id or a container"),
        "who is on stage, and in which arrangement",
    )
    .default("the stage before"),
    KeySpec::new(
        "arrows",
        KeyShape::Notation(Notation::Arrows, "list of arrows"),
        "arrows between what is on stage",
    )
    .default("`[]`, or with the stage before its arrows"),
    KeySpec::new(
        "set",
        KeyShape::Notation(Notation::Set, "table"),
        "addresses and values: a first entry of `play`",
    ),
    KeySpec::new(
        "play",
        KeyShape::Notation(Notation::Play, "list of entries"),
        "what happens, one after another",
    )
    .default("[]"),
    KeySpec::new(
        "allow",
        KeyShape::Notation(Notation::AllowList, "list of { lint, in, reason }"),
        "lints that may find something",
    ),
    KeySpec::new("warn", KeyShape::Texts, "lints whose findings are warnings"),
    KeySpec::new("deny", KeyShape::Texts, "lints whose findings are errors"),
];

const ALIGN: &[&str] = &["start", "center", "end", "stretch"];

/// Keys of arrangements, of which a container has exactly one.
pub const ARRANGEMENTS: &[KeySpec] = &[
    KeySpec::new("row", KeyShape::Notation(Notation::Children, "list"), "side by side"),
    KeySpec::new("column", KeyShape::Notation(Notation::Children, "list"), "below one another"),
    KeySpec::new("grid", KeyShape::Notation(Notation::Children, "list"), "in rows of `columns`"),
    KeySpec::new(
        "overlay",
        KeyShape::Notation(Notation::Children, "list"),
        "on top of one another, later ones in front",
    ),
];

/// Keys of a container, besides its arrangement.
pub const CONTAINER: &[KeySpec] = &[
    KeySpec::new("gap", KeyShape::Number(0.0, 4000.0), "units between neighbours").default("48"),
    KeySpec::new("align", KeyShape::Choice(ALIGN), "place across the direction").default("\"center\""),
    KeySpec::new(
        "justify",
        KeyShape::Choice(&["start", "center", "end", "between"]),
        "place along the direction",
    )
    .default("\"center\""),
    KeySpec::new("columns", KeyShape::Whole(1.0, 40.0), "columns of a grid").default("the squarest grid"),
];

/// Keys of a node in a container's list, besides `node`.
pub const PLACED: &[KeySpec] = &[
    KeySpec::new("grow", KeyShape::Number(0.0, 1000.0), "share of what is left over").default("0"),
    KeySpec::new("width", KeyShape::Number(1.0, 4000.0), "fixed width in units"),
    KeySpec::new("height", KeyShape::Number(1.0, 4000.0), "fixed height in units"),
    KeySpec::new("align", KeyShape::Choice(ALIGN), "its own place across the direction")
        .default("the container's"),
    KeySpec::new(
        "place",
        KeyShape::Notation(Notation::Place, "[x, y]"),
        "in an overlay: where its centre stands, as fractions",
    ),
];

/// Keys of an arrow that is written as a table.
pub const ARROW: &[KeySpec] = &[
    KeySpec::new("arrow", KeyShape::Notation(Notation::ArrowText, "`\"a -> b\"`"), "its ends")
        .required("arrow = \"a -> b\""),
    KeySpec::new("label", KeyShape::Text, "written beside it"),
    KeySpec::new("tone", KeyShape::Choice(Tone::NAMES), "its colour").default("\"plain\""),
    KeySpec::new("route", KeyShape::Choice(&["straight", "bent", "over", "under"]), "the course it takes")
        .default("straight where the ends face each other, else bent"),
];
