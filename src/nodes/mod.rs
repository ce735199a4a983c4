//! The node kinds: one file each, and one line in [`KINDS`].
//!
//! A [`Kind`] is a table of its fields and one function that draws a state. Reading, addresses,
//! `set`, suggestions, the editor schema and the reference page all come from the table; measuring
//! is drawing without keeping the result; motion comes from comparing two drawings.

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

/// A kind of node.
#[derive(Debug)]
pub struct Kind {
    /// What `kind = "…"` says.
    pub name: &'static str,
    /// One sentence for the reference page.
    pub summary: &'static str,
    /// A one-line example for the reference page, the value of a `[node]` key.
    pub example: &'static str,
    /// Its own fields; those of [`COMMON`] come on top.
    pub fields: &'static [Field],
    /// Names of those of [`COMMON`] that mean nothing for it, and are refused.
    pub without: &'static [&'static str],
    /// Its main list.
    pub list: Option<&'static List>,
    /// Another key that the main list may be written under.
    pub list_also: Option<&'static str>,
    /// Whether a line can break inside, so that a row may make it narrower.
    pub wraps: bool,
    /// What stays in place when the content is smaller than the box.
    pub anchor: Anchor,
    /// What hidden parts do to the others.
    pub hidden_parts: HiddenParts,
    /// How a part comes out of a source.
    pub arrives: Arrives,
    /// Checks what a table of fields cannot say, and completes a newly read state.
    pub complete: fn(&mut Item) -> Result<(), Misfit>,
    /// The fields without effect in all of these states, where something is written in them.
    pub idle: fn(&[Item]) -> Vec<Idle>,
    /// Draws a state and returns the size it takes.
    pub draw: fn(&Item, Room, &mut Pen<'_>) -> Size,
}

/// A value that does not fit the others of its node.
#[derive(Debug, PartialEq)]
pub struct Misfit {
    /// The field it is about.
    pub field: &'static str,
    /// What is wrong.
    pub message: String,
    /// What to write instead.
    pub help: String,
}

/// What hidden parts do to the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HiddenParts {
    /// Their place stays empty.
    KeepPlace,
    /// The others close up, and make room when a part is shown.
    MakeRoom,
}

/// How a part comes out of a source it is shown from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrives {
    /// As one piece.
    Whole,
    /// Each element with the role `dot` on a way and at a time of its own.
    DotByDot,
}

/// What most kinds have in common; a kind names what is its own.
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

/// What stays in place when a content is smaller than the box that holds all its states.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// The middle.
    Center,
    /// The top left corner: the content grows to the right and down.
    TopLeft,
}

/// One field of a kind or part.
#[derive(Debug)]
pub struct Field {
    /// Its key.
    pub name: &'static str,
    /// What it takes.
    pub takes: Takes,
    /// Whether a scene may leave it out.
    pub need: Need,
    /// Whether `set` may change it.
    pub settable: Settable,
    /// One phrase for the reference page.
    pub doc: &'static str,
}

/// What a field takes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Takes {
    /// A text, of one line or several.
    Text,
    /// A text of one line.
    Line,
    /// A text of which every character is drawn, line ends and control characters too.
    Token,
    /// A line as a program writes it to a terminal, with its escape sequences.
    Output,
    /// The name of an icon.
    Icon,
    /// A number within bounds, both included.
    Number(f64, f64),
    /// A whole number within bounds, both included.
    Whole(f64, f64),
    /// True or false, with this default.
    Flag(bool),
    /// One of these; the first is the default.
    Choice(&'static [&'static str]),
    /// Names with optional ids.
    Labels,
    /// Two whole numbers from 1 to 40, with these defaults.
    Pair([f64; 2]),
    /// So many finite numbers, both bounds included.
    Numbers(usize, usize),
    /// A date: a number of days since 1970-01-01, or [`NO_DATE`].
    Date,
    /// The path of a picture of pixels in the scene's folder.
    Bitmap,
    /// The path of an SVG file in the scene's folder.
    Drawing,
}

impl Takes {
    /// Whether it is words that are drawn.
    #[must_use]
    pub fn is_text(self) -> bool {
        matches!(self, Self::Text | Self::Line | Self::Token | Self::Output)
    }
}

/// Whether a field may be left out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Need {
    /// It may; numbers are then 0, texts empty.
    Optional,
    /// It may; the number is then this.
    Default(f64),
    /// It may not.
    Required,
}

/// Whether `set` may change a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settable {
    /// It may.
    Yes,
    /// It is fixed for the whole clip.
    No,
}

/// The main list of a kind or part.
#[derive(Debug)]
pub struct List {
    /// Its key.
    pub key: &'static str,
    /// What one item is called in messages.
    pub noun: &'static str,
    /// Fields of an item; `tone` and `strike` come on top.
    pub fields: &'static [Field],
    /// The fields that an item written as an array fills, in order. Empty: the array is `list`.
    pub array: &'static [&'static str],
    /// The field whose one-word text an item answers to.
    pub answers_to: &'static str,
    /// Lists inside the items.
    pub list: Option<&'static List>,
    /// Parts that are always there, by id, instead of a key.
    pub fixed: &'static [&'static str],
    /// Whether `count = n` may stand for n blank items.
    pub countable: bool,
    /// Whether a text may stand for a list of its lines.
    pub from_text: bool,
    /// One phrase for the reference page.
    pub doc: &'static str,
}

impl Field {
    /// An optional field that `set` may change.
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
    /// The kind called `name`.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        KINDS.iter().find(|kind| kind.name == name).copied()
    }

    /// The keys that the main list may be written under; none where its parts are fixed.
    pub fn list_keys(&'static self) -> impl Iterator<Item = &'static str> {
        let key = self.list.map(|list| list.key).filter(|key| !key.is_empty());
        key.into_iter().chain(self.list_also)
    }

    /// Words that no part of `list` can be called: its own fields and what it has parts of, and the same
    /// of what the list belongs to, because an address may name either there.
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

    /// All fields of a node of this kind.
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
    /// What several of its items are called.
    #[must_use]
    pub fn plural(&self) -> String {
        if self.noun.ends_with('s') { self.noun.to_owned() } else { format!("{}s", self.noun) }
    }

    /// What an item is called, with its article.
    #[must_use]
    pub fn a_noun(&self) -> String {
        let article = if self.noun.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
        format!("{article} {}", self.noun)
    }

    /// Whether an item may be written as a bare text: it has a text, and needs nothing else.
    #[must_use]
    pub fn takes_text(&'static self) -> bool {
        let needs_more = |field: &Field| matches!(field.takes, Takes::Numbers(least, _) if least > 0);
        self.main().is_some() && !self.all_fields().any(needs_more)
    }

    /// All fields of an item of this list. Parts that are always there are areas, without a text to strike.
    pub fn all_fields(&'static self) -> impl Iterator<Item = &'static Field> {
        let has_text = self.fixed.is_empty();
        self.fields.iter().chain(PART_COMMON.iter().filter(move |field| has_text || field.name != "strike"))
    }

    /// The field that an item written as a bare text fills: the first of its array that takes one.
    #[must_use]
    pub fn main(&'static self) -> Option<&'static Field> {
        let named = |name: &&str| self.all_fields().find(|field| field.name == *name);
        self.array.iter().filter_map(named).find(|field| field.takes.is_text())
    }
}
