//! The state of a node: a tree of items, each with the fields that its kind declares.
//!
//! The root item is the node itself, and the items below are its parts. An item's [`Uid`] is its identity
//! within the node: a part that moves within a changed list keeps its uid, so that its elements glide.

use std::collections::HashSet;
use std::sync::Arc;

use crate::asset::{Bitmap, Drawing};
use crate::nodes::common::TEXT;
use crate::nodes::field::{Field, Value};
use crate::text::shown_text;

/// Identity of an item within its node. The root is [`Uid::ROOT`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Uid(pub u32);

impl Uid {
    /// Uid of the node itself.
    pub const ROOT: Self = Self(0);
}

/// Value of a field.
#[derive(Clone, Debug, PartialEq)]
pub enum FieldValue {
    /// Text, empty if none is set.
    Text(Arc<str>),
    /// A number that is finite.
    Number(f64),
    /// State of a flag.
    Flag(bool),
    /// Index into the choices that the field declares.
    Choice(usize),
    /// Names with optional ids, such as a table's columns.
    Labels(Arc<[Label]>),
    /// Two whole numbers, such as rows and columns.
    Pair([f64; 2]),
    /// Any number of finite numbers.
    Numbers(Arc<[f64]>),
    /// A decoded bitmap file.
    Bitmap(Arc<Bitmap>),
    /// A parsed SVG file.
    Drawing(Arc<Drawing>),
}

/// A name with an optional id for addresses.
#[derive(Clone, Debug, PartialEq)]
pub struct Label {
    /// Text that is drawn.
    pub text: String,
    /// Name in addresses: a written id, or the text if that is a valid id.
    pub id: Option<String>,
}

/// A node or one of its parts, in one state.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Item {
    /// Identity of the item, which is the same in all states.
    pub uid: Uid,
    /// Id for addresses: written by the author, or taken from the item's one-word text.
    pub id: Option<Arc<str>>,
    /// True if the author wrote the id.
    pub named: bool,
    /// True if it is hidden and takes up no space; set only in kinds whose hidden parts make room.
    pub hidden: bool,
    /// Fields by name, in the order of the kind's declaration.
    pub fields: Vec<(&'static str, FieldValue)>,
    /// Parts directly below the item.
    pub items: Vec<Self>,
}

impl Item {
    /// Value of the field `name`, if the item has one.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&FieldValue> {
        self.fields.iter().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// Changes a field that the item has.
    pub fn set(&mut self, field: &Field, value: FieldValue) {
        let own = self.fields.iter_mut().find(|(known, _)| *known == field.name);
        debug_assert!(own.is_some(), "`{}` is a field of the item", field.name);
        if let Some((_, own)) = own {
            *own = value;
        }
    }

    /// Sets a field of every item in the tree whose uid is among `uids`. Returns true if that changes a value.
    pub fn set_all(&mut self, uids: &[Uid], field: &Field, value: &FieldValue) -> bool {
        match uids {
            [] => false,
            [uid] => self.find_mut(*uid).is_some_and(|item| item.change(field, value)),
            _ => self.change_all(&uids.iter().copied().collect(), field, value),
        }
    }

    fn change_all(&mut self, uids: &HashSet<Uid>, field: &Field, value: &FieldValue) -> bool {
        let mut changes = uids.contains(&self.uid) && self.change(field, value);
        for item in &mut self.items {
            changes |= item.change_all(uids, field, value);
        }
        changes
    }

    /// Sets a field, and returns true if that changes its value.
    fn change(&mut self, field: &Field, value: &FieldValue) -> bool {
        let changes = self.field(field.name) != Some(value);
        self.set(field, value.clone());
        changes
    }

    /// Value of a text field, empty when absent.
    #[must_use]
    pub fn text(&self, name: &str) -> &str {
        match self.field(name) {
            Some(FieldValue::Text(text)) => text,
            _ => "",
        }
    }

    /// Value of a flag, false when absent.
    #[must_use]
    pub fn flag(&self, name: &str) -> bool {
        self.get(name)
    }

    /// Value of the field `name` as a `T`, the default of `T` if the item has no such value.
    pub(super) fn get<T: Value>(&self, name: &str) -> T {
        self.field(name).and_then(T::of).unwrap_or_default()
    }

    /// The item with this uid, in the whole tree below and including this one.
    #[must_use]
    pub fn find(&self, uid: Uid) -> Option<&Self> {
        if self.uid == uid {
            return Some(self);
        }
        self.items.iter().find_map(|item| item.find(uid))
    }

    /// The item with this uid, for changing it.
    pub fn find_mut(&mut self, uid: Uid) -> Option<&mut Self> {
        if self.uid == uid {
            return Some(self);
        }
        self.items.iter_mut().find_map(|item| item.find_mut(uid))
    }

    /// Uids from the root's child down to the item; empty for the root itself.
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

    /// True if `uid` is this item or one below it.
    #[must_use]
    pub fn contains(&self, uid: Uid) -> bool {
        self.find(uid).is_some()
    }

    /// Calls `visit` for this item and everything below it, parents first.
    pub fn walk<'a>(&'a self, visit: &mut impl FnMut(&'a Self)) {
        visit(self);
        for item in &self.items {
            item.walk(visit);
        }
    }

    /// Number of parts at all levels.
    #[must_use]
    pub fn parts(&self) -> usize {
        self.items.iter().map(|item| 1 + item.parts()).sum()
    }

    /// Text that describes the item: its main text, or those of its parts, joined by blanks.
    #[must_use]
    pub fn says(&self) -> String {
        let own = [TEXT, "title", "name", "label"].iter().map(|name| self.text(name)).find(|t| !t.is_empty());
        match own {
            Some(text) => shown_text(text).into_owned(),
            None => self.items.iter().map(Self::says).collect::<Vec<_>>().join(" "),
        }
    }
}
