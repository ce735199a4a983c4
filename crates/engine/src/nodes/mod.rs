//! The node kinds: one file per kind, and one line in [`KINDS`].
//!
//! A [`Kind`] is a table of its fields and one function that draws a state. Reading, addresses, `set`,
//! suggestions, the editor schema and the reference page are all derived from the table; measuring is drawing
//! without keeping the result; motion results from comparing two drawings.

mod badge;
mod bars;
mod bins;
mod card;
mod chat;
mod checklist;
mod clock;
mod code;
mod common;
mod counter;
mod file;
mod gate;
mod gauge;
mod group;
mod icon;
mod idle;
mod image;
mod item;
mod line;
mod lines;
mod matrix;
mod meter;
mod number;
mod pen;
mod picture;
mod regions;
mod scale;
mod sheet;
mod sketch;
mod stack;
mod stamp;
mod svg;
mod table;
mod terminal;
mod text;
mod timeline;
mod tokens;
mod tray;
mod verdict;
mod window;

use kurbo::Size;

use common::{ANY_NUMBER, DECIMALS, GROUP, ICON, LABEL, TITLE, UNIT};
pub use common::{COMMON, DOT, GROUND, MAX_NUMBER, NO_DATE, PART_COMMON, STRIKE};
pub use group::{PADDING as FRAME_PADDING, TITLE_HEIGHT as FRAME_TITLE};
pub use idle::Idle;
pub use item::{FieldValue, Item, Label, Uid};
pub use number::{NumberFormat, NumberShape};
pub use pen::{Demands, Fit, Pen, Room, plain_fill};
pub use picture::{Element, Ink, Key, Panel, Picture, snapped};
pub use regions::Regions;

/// Every kind, in the order of the reference page.
pub const KINDS: [&Kind; 28] = [
    &text::KIND,
    &card::KIND,
    &badge::KIND,
    &icon::KIND,
    &image::KIND,
    &svg::KIND,
    &file::KIND,
    &tokens::KIND,
    &chat::KIND,
    &terminal::KIND,
    &code::KIND,
    &table::KIND,
    &checklist::KIND,
    &gate::KIND,
    &stamp::KIND,
    &bars::KIND,
    &line::KIND,
    &gauge::KIND,
    &meter::KIND,
    &counter::KIND,
    &clock::KIND,
    &bins::KIND,
    &sheet::KIND,
    &stack::KIND,
    &tray::KIND,
    &timeline::KIND,
    &matrix::KIND,
    &group::KIND,
];

/// A kind of node: its fields, its parts and its drawing function.
#[derive(Debug)]
pub struct Kind {
    /// The kind's name, as `kind = "…"` has it.
    pub name: &'static str,
    /// Description in one sentence, for the reference page.
    pub summary: &'static str,
    /// One-line example for the reference page: the value of a key in `[node]`.
    pub example: &'static str,
    /// Fields of the kind, in addition to those in [`COMMON`].
    pub fields: &'static [Field],
    /// Names of the fields in [`COMMON`] that are meaningless for the kind, and rejected.
    pub without: &'static [&'static str],
    /// The main list, whose items are the node's parts.
    pub list: Option<&'static List>,
    /// Alternative key for the main list.
    pub list_also: Option<&'static str>,
    /// True if its lines can wrap, so that a row may make it narrower.
    pub wraps: bool,
    /// Point that stays in place when the content is smaller than the box.
    pub anchor: Anchor,
    /// Effect of hidden parts on the others.
    pub hidden_parts: HiddenParts,
    /// Way in which a part emerges from a source.
    pub arrives: Arrives,
    /// Checks a newly read state beyond what the table of fields can express, and completes it.
    pub complete: fn(&mut Item) -> Result<(), Misfit>,
    /// The fields without effect in all of these states, where something is written in them.
    pub idle: fn(&[Item]) -> Vec<Idle>,
    /// Draws a state and returns the size it takes.
    pub draw: fn(&Item, Room, &mut Pen<'_>) -> Size,
}

/// A value that contradicts other values of its node.
#[derive(Debug, PartialEq)]
pub struct Misfit {
    /// The field that the error is about.
    pub field: &'static str,
    /// The error message, without a full stop.
    pub message: String,
    /// Suggestion for the author.
    pub help: String,
}

/// Effect of hidden parts on the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HiddenParts {
    /// Hidden parts leave an empty space.
    KeepPlace,
    /// The others close up, and make room when a part is shown.
    MakeRoom,
}

/// Way in which a part emerges from a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrives {
    /// The part moves as one piece.
    Whole,
    /// Each element with the role `dot` has a path and a time of its own.
    DotByDot,
}

/// Defaults for the fields of a kind.
const BASE: Kind = Kind {
    name: "",
    summary: "",
    example: "",
    fields: &[],
    without: &[],
    list: None,
    list_also: None,
    wraps: false,
    anchor: Anchor::Center,
    hidden_parts: HiddenParts::KeepPlace,
    arrives: Arrives::Whole,
    complete: |_| Ok(()),
    idle: |_| Vec::new(),
    draw: |_, _, _| Size::ZERO,
};

/// Point that stays in place when content is smaller than the box that holds all its states.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// The centre of the content.
    Center,
    /// The top left corner: content grows to the right and down.
    TopLeft,
}

/// One field of a kind or part.
#[derive(Debug)]
pub struct Field {
    /// The field's key, as a scene writes it.
    pub name: &'static str,
    /// Type and range of its value.
    pub takes: Takes,
    /// Required or optional, with the default of a number.
    pub need: Need,
    /// Permission to change it with `set`.
    pub settable: Settable,
    /// Description in one phrase, for the reference page.
    pub doc: &'static str,
}

/// Type and range of a field's value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Takes {
    /// A string of one or more lines.
    Text,
    /// A string of one line.
    Line,
    /// A string of which every character is drawn, including line ends and control characters.
    Token,
    /// A line as a program writes it to a terminal, with its escape sequences.
    Output,
    /// The name of a Lucide icon.
    Icon,
    /// A number between two bounds, both included.
    Number(f64, f64),
    /// A whole number between two bounds, both included.
    Whole(f64, f64),
    /// A boolean with this default.
    Flag(bool),
    /// One of these strings; the first is the default.
    Choice(&'static [&'static str]),
    /// Names with optional ids, such as column titles.
    Labels,
    /// Two whole numbers from 1 to 40, with these defaults.
    Pair([f64; 2]),
    /// An array of finite numbers, with its least and greatest length.
    Numbers(usize, usize),
    /// A date, stored as the number of days since 1970-01-01, or [`NO_DATE`].
    Date,
    /// The path of a bitmap file in the scene's folder.
    Bitmap,
    /// The path of an SVG file in the scene's folder.
    Drawing,
}

impl Takes {
    /// True for values that are drawn as words.
    #[must_use]
    pub fn is_text(self) -> bool {
        matches!(self, Self::Text | Self::Line | Self::Token | Self::Output)
    }
}

/// Required or optional, with the default of a number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Need {
    /// Optional; the default is 0 for numbers and empty for texts.
    Optional,
    /// Optional number with this default.
    Default(f64),
    /// The field must be set.
    Required,
}

/// Permission to change a field with `set`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settable {
    /// A scene may change the field.
    Yes,
    /// The field is fixed for the whole clip.
    No,
}

/// The main list of a kind, or a list inside its items.
#[derive(Debug)]
pub struct List {
    /// The list's key, as a scene writes it; empty if its parts are fixed.
    pub key: &'static str,
    /// Singular name of an item in messages.
    pub noun: &'static str,
    /// Fields of an item, in addition to [`PART_COMMON`].
    pub fields: &'static [Field],
    /// Fields that are filled, in order, by an item written as an array. If empty, the array is `list`.
    pub array: &'static [&'static str],
    /// The field whose one-word text serves as the item's id.
    pub answers_to: &'static str,
    /// The list inside each item, if it has one.
    pub list: Option<&'static List>,
    /// Ids of parts that always exist, instead of a key.
    pub fixed: &'static [&'static str],
    /// True if `count = n` may replace the list, for n blank items.
    pub countable: bool,
    /// True if a string may replace the list: each of its lines is an item.
    pub from_text: bool,
    /// Description in one phrase, for the reference page.
    pub doc: &'static str,
}

impl Field {
    /// Makes an optional field that `set` may change.
    const fn new(name: &'static str, takes: Takes, doc: &'static str) -> Self {
        Self { name, takes, need: Need::Optional, settable: Settable::Yes, doc }
    }

    const fn required(mut self) -> Self {
        self.need = Need::Required;
        self
    }

    const fn default(mut self, value: f64) -> Self {
        self.need = Need::Default(value);
        self
    }

    const fn fixed(mut self) -> Self {
        self.settable = Settable::No;
        self
    }
}

impl Kind {
    /// The kind called `name`, if there is one.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        KINDS.iter().find(|kind| kind.name == name).copied()
    }

    /// The keys that the main list may be written under; none if its parts are fixed.
    pub fn list_keys(&'static self) -> impl Iterator<Item = &'static str> {
        let key = self.list.map(|list| list.key).filter(|key| !key.is_empty());
        key.into_iter().chain(self.list_also)
    }

    /// Names that no part in `list` may have as its id, because an address may refer to them there: `all`,
    /// `last`, its own fields and list, and those of the item or node that the list belongs to.
    #[must_use]
    pub fn reserved_ids(&'static self, list: &'static List) -> Vec<&'static str> {
        let own = list.all_fields().map(|field| field.name).chain(list.list.map(|parts| parts.key));
        let outer: Vec<&str> = match self.list {
            Some(main) if !std::ptr::eq::<List>(main, list) => {
                main.all_fields().map(|field| field.name).chain([list.key]).collect()
            }
            _ => self.all_fields().map(|field| field.name).chain(self.list_keys()).collect(),
        };
        ["all", "last"].into_iter().chain(own).chain(outer).collect()
    }

    /// All fields that a node of this kind has.
    pub fn all_fields(&'static self) -> impl Iterator<Item = &'static Field> {
        self.fields.iter().chain(COMMON.iter().filter(|field| !self.without.contains(&field.name)))
    }

    /// Draws `item` into a picture of at least its natural size.
    pub fn picture(&self, item: &Item, room: Room, mut pen: Pen<'_>) -> Picture {
        if item.flag("sketch") {
            return sketch::picture(self, item, room, pen);
        }
        let size = (self.draw)(item, room, &mut pen);
        pen.finish(size)
    }
}

impl List {
    /// Plural name of the items in messages.
    #[must_use]
    pub fn plural(&self) -> String {
        if self.noun.ends_with('s') { self.noun.to_owned() } else { format!("{}s", self.noun) }
    }

    /// Singular name of an item with its article.
    #[must_use]
    pub fn a_noun(&self) -> String {
        let article = if self.noun.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
        format!("{article} {}", self.noun)
    }

    /// True if an item may be written as a bare string: it has a text field, and requires nothing else.
    #[must_use]
    pub fn takes_text(&'static self) -> bool {
        let needs_more = |field: &Field| matches!(field.takes, Takes::Numbers(least, _) if least > 0);
        self.main().is_some() && !self.all_fields().any(needs_more)
    }

    /// All fields of an item in this list. Fixed parts are areas without a text, so they have no `strike`.
    pub fn all_fields(&'static self) -> impl Iterator<Item = &'static Field> {
        let has_text = self.fixed.is_empty();
        self.fields.iter().chain(PART_COMMON.iter().filter(move |field| has_text || field.name != "strike"))
    }

    /// The field that an item written as a bare string fills: the first in its array that takes a string.
    #[must_use]
    pub fn main(&'static self) -> Option<&'static Field> {
        let named = |name: &&str| self.all_fields().find(|field| field.name == *name);
        self.array.iter().filter_map(named).find(|field| field.takes.is_text())
    }
}
