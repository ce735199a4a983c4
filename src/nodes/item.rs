//! The state of a node: a tree of items, each with the fields its kind declares.
//!
//! The node itself is the root item; its parts are the items below. An item's [`Uid`] is its
//! identity within the node: a part that moves within a changed list keeps its uid, and whatever
//! is drawn for it glides.

use std::collections::HashSet;
use std::sync::Arc;

use crate::asset::{Bitmap, Drawing};
use crate::nodes::NO_DATE;
use crate::text::{Align, shown_text};
use crate::theme::{SIZES, TONES};

/// Identity of an item within its node. The root is [`Uid::ROOT`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Uid(pub u32);

impl Uid {
    /// The node itself.
    pub const ROOT: Self = Self(0);
}

/// What a field holds.
#[derive(Clone, Debug, PartialEq)]
pub enum FieldValue {
    /// A text; empty means none.
    Text(Arc<str>),
    /// A finite number.
    Number(f64),
    /// On or off.
    Flag(bool),
    /// Index into the choices the field declares.
    Choice(usize),
    /// Names with optional ids, such as a table's columns.
    Labels(Arc<[Label]>),
    /// Two whole numbers.
    Pair([f64; 2]),
    /// Finite numbers.
    Numbers(Arc<[f64]>),
    /// A picture of pixels.
    Bitmap(Arc<Bitmap>),
    /// A picture of shapes.
    Drawing(Arc<Drawing>),
}

/// A name that cells answer to.
#[derive(Clone, Debug, PartialEq)]
pub struct Label {
    /// What is drawn.
    pub text: String,
    /// What addresses say.
    pub id: Option<String>,
}

/// A node or one of its parts, in one state.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// Who it is, across states.
    pub uid: Uid,
    /// The id that addresses can use, written or taken from its one-word text.
    pub id: Option<Arc<str>>,
    /// Whether the author wrote the id.
    pub named: bool,
    /// Whether it is hidden and takes no place; set only in kinds whose hidden parts make room.
    pub hidden: bool,
    /// Fields by name, in the order their kind declares them.
    pub fields: Vec<(&'static str, FieldValue)>,
    /// Parts.
    pub items: Vec<Self>,
}

impl Item {
    /// The field `name`.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&FieldValue> {
        self.fields.iter().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// Changes the field `name`, which must exist.
    pub fn set_field(&mut self, name: &str, value: FieldValue) {
        if let Some(field) = self.fields.iter_mut().find(|(known, _)| *known == name) {
            field.1 = value;
        }
    }

    /// Sets the field `name` of those items of it, itself included, that have one of `uids`, and says whether
    /// that changes one.
    pub fn set_fields(&mut self, uids: &[Uid], name: &str, value: &FieldValue) -> bool {
        match uids {
            [] => false,
            [uid] => self.find_mut(*uid).is_some_and(|item| item.change_field(name, value)),
            _ => self.set_fields_of(&uids.iter().copied().collect(), name, value),
        }
    }

    fn set_fields_of(&mut self, uids: &HashSet<Uid>, name: &str, value: &FieldValue) -> bool {
        let mut changes = uids.contains(&self.uid) && self.change_field(name, value);
        for item in &mut self.items {
            changes |= item.set_fields_of(uids, name, value);
        }
        changes
    }

    /// Sets a field, and says whether that changes it.
    fn change_field(&mut self, name: &str, value: &FieldValue) -> bool {
        let changes = self.field(name) != Some(value);
        self.set_field(name, value.clone());
        changes
    }

    /// A text field; empty when absent.
    #[must_use]
    pub fn text(&self, name: &str) -> &str {
        match self.field(name) {
            Some(FieldValue::Text(text)) => text,
            _ => "",
        }
    }

    /// A number field; 0 when absent.
    #[must_use]
    pub fn number(&self, name: &str) -> f64 {
        match self.field(name) {
            Some(FieldValue::Number(number)) => *number,
            _ => 0.0,
        }
    }

    /// A flag; off when absent.
    #[must_use]
    pub fn flag(&self, name: &str) -> bool {
        matches!(self.field(name), Some(FieldValue::Flag(true)))
    }

    /// The index of a choice; 0 when absent.
    #[must_use]
    pub fn choice(&self, name: &str) -> usize {
        match self.field(name) {
            Some(FieldValue::Choice(index)) => *index,
            _ => 0,
        }
    }

    /// A list of labels; empty when absent.
    #[must_use]
    pub fn labels(&self, name: &str) -> &[Label] {
        match self.field(name) {
            Some(FieldValue::Labels(labels)) => labels,
            _ => &[],
        }
    }

    /// Two whole numbers; zeros when absent.
    #[must_use]
    pub fn pair(&self, name: &str) -> [f64; 2] {
        match self.field(name) {
            Some(FieldValue::Pair(pair)) => *pair,
            _ => [0.0, 0.0],
        }
    }

    /// A list of numbers; empty when absent.
    #[must_use]
    pub fn numbers(&self, name: &str) -> &[f64] {
        match self.field(name) {
            Some(FieldValue::Numbers(numbers)) => numbers,
            _ => &[],
        }
    }

    /// A date, in days since 1970-01-01, if one is written.
    #[must_use]
    pub fn date(&self, name: &str) -> Option<f64> {
        Some(self.number(name)).filter(|days| *days != NO_DATE)
    }

    /// Index of its tone in [`TONES`].
    #[must_use]
    pub fn tone(&self) -> usize {
        self.choice("tone").min(TONES.len() - 1)
    }

    /// Its own tone, or `inherited` when it is plain.
    #[must_use]
    pub fn tone_within(&self, inherited: usize) -> usize {
        if self.tone() == 0 { inherited } else { self.tone() }
    }

    /// Whose `strike` goes for it: that of the node, or its own.
    #[must_use]
    pub fn struck_within<'a>(&'a self, node: &'a Self) -> &'a Self {
        if node.flag("strike") { node } else { self }
    }

    /// Index of its size in [`SIZES`].
    #[must_use]
    pub fn size(&self) -> usize {
        self.choice("size").min(SIZES.len() - 1)
    }

    /// Its `align`.
    #[must_use]
    pub fn align(&self) -> Align {
        match self.choice("align") {
            1 => Align::Start,
            2 => Align::End,
            _ => Align::Center,
        }
    }

    /// Its parts without those that are hidden and take no place.
    pub fn present(&self) -> impl Iterator<Item = &Self> {
        self.items.iter().filter(|item| !item.hidden)
    }

    /// The item with this uid, itself or below.
    #[must_use]
    pub fn find(&self, uid: Uid) -> Option<&Self> {
        if self.uid == uid {
            return Some(self);
        }
        self.items.iter().find_map(|item| item.find(uid))
    }

    /// The item with this uid, to change it.
    pub fn find_mut(&mut self, uid: Uid) -> Option<&mut Self> {
        if self.uid == uid {
            return Some(self);
        }
        self.items.iter_mut().find_map(|item| item.find_mut(uid))
    }

    /// The uids from the root's child down to the item: empty for the root itself.
    #[must_use]
    pub fn path_to(&self, uid: Uid) -> Option<Vec<Uid>> {
        if self.uid == uid {
            return Some(Vec::new());
        }
        self.items.iter().find_map(|item| {
            let mut path = item.path_to(uid)?;
            path.insert(0, item.uid);
            Some(path)
        })
    }

    /// Whether `uid` is this item or below it.
    #[must_use]
    pub fn contains(&self, uid: Uid) -> bool {
        self.find(uid).is_some()
    }

    /// Calls `visit` for itself and everything below, from the top.
    pub fn walk<'a>(&'a self, visit: &mut impl FnMut(&'a Self)) {
        visit(self);
        for item in &self.items {
            item.walk(visit);
        }
    }

    /// The number of parts, at all levels.
    #[must_use]
    pub fn parts(&self) -> usize {
        self.items.iter().map(|item| 1 + item.parts()).sum()
    }

    /// The text that says what the item is: its main text, or those of its parts in a row.
    #[must_use]
    pub fn says(&self) -> String {
        let own =
            ["text", "title", "name", "label"].iter().map(|name| self.text(name)).find(|t| !t.is_empty());
        match own {
            Some(text) => shown_text(text).into_owned(),
            None => self.items.iter().map(Self::says).collect::<Vec<_>>().join(" "),
        }
    }
}
