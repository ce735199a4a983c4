//! The table of a kind, in a form that does not depend on the type of its states.

use super::field::Field;
use super::item::Item;
use super::list::List;
use super::state::{self, Drawable, State};
use super::{COMMON, Idle, KINDS};

/// A kind of node: its fields, its parts, and what its states can do.
#[derive(Debug)]
pub struct Kind {
    /// The kind's name, as `kind = "…"` has it.
    pub name: &'static str,
    /// Description in one sentence, for the reference page.
    pub summary: &'static str,
    /// One-line example for the reference page: the value of a key in `[node]`.
    pub example: &'static str,
    /// Fields of the kind's own.
    pub fields: &'static [Field],
    /// Those of the fields in [`COMMON`] that the kind has.
    pub common: &'static [Field],
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
    /// Checks a newly read state beyond what the table of fields can express, and gives its parts ids. The
    /// second argument is the first state of the node, `None` if this is it.
    pub complete: fn(&mut Item, Option<&Item>) -> Result<(), Misfit>,
    /// The fields without effect in all of these states, where something is written in them.
    pub idle: fn(&[Item]) -> Vec<Idle>,
    /// All states of a node in the order of time, ready to be drawn.
    pub states: fn(&[Item]) -> Vec<Box<dyn Drawable>>,
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

/// Point that stays in place when content is smaller than the box that holds all its states.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// The centre of the content.
    Center,
    /// The top left corner: content grows to the right and down.
    TopLeft,
}

impl Kind {
    /// The kind called `name` whose states are of the type `S`, without summary and example.
    pub(super) const fn of<S: State>(name: &'static str) -> Self {
        Self {
            name,
            summary: "",
            example: "",
            fields: S::FIELDS,
            common: S::COMMON,
            list: S::LIST,
            list_also: None,
            wraps: false,
            anchor: Anchor::Center,
            hidden_parts: HiddenParts::KeepPlace,
            arrives: Arrives::Whole,
            complete: state::complete::<S>,
            idle: |items| S::idle(&state::states(items)),
            states: |items| {
                let states: Vec<S> = state::states(items);
                states.into_iter().map(|state| Box::new(state) as Box<dyn Drawable>).collect()
            },
        }
    }

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
        self.fields.iter().chain(self.common)
    }

    /// The field called `name`, if nodes of this kind have one.
    #[must_use]
    pub fn field(&'static self, name: &str) -> Option<&'static Field> {
        self.all_fields().find(|field| field.name == name)
    }

    /// Names of the fields in [`COMMON`] that are meaningless for the kind, and rejected.
    pub fn without(&'static self) -> impl Iterator<Item = &'static str> {
        let has = |name: &str| self.common.iter().any(|field| field.name == name);
        COMMON.iter().map(|field| field.name).filter(move |name| !has(name))
    }
}
