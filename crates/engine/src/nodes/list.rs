//! The table of a list of parts.

use super::field::{Field, Takes};

/// The main list of a kind, or a list inside its items.
#[derive(Debug)]
pub struct List {
    /// The list's key, as a scene writes it; empty if its parts are fixed.
    pub key: &'static str,
    /// Singular name of an item in messages.
    pub noun: &'static str,
    /// Fields of an item of its own.
    pub fields: &'static [Field],
    /// Those of the fields in [`super::PART_COMMON`] that an item has.
    pub common: &'static [Field],
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

impl List {
    /// Defaults for what a list leaves out.
    pub(super) const EMPTY: Self = Self {
        key: "",
        noun: "",
        fields: &[],
        common: &[],
        array: &[],
        answers_to: "",
        list: None,
        fixed: &[],
        countable: false,
        from_text: false,
        doc: "",
    };

    /// The list under a key, which has no effect if its parts are fixed.
    pub(super) const fn with_key(self, key: &'static str) -> Self {
        let key = if self.fixed.is_empty() { key } else { "" };
        Self { key, ..self }
    }

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

    /// All fields of an item in this list.
    pub fn all_fields(&'static self) -> impl Iterator<Item = &'static Field> {
        self.fields.iter().chain(self.common)
    }

    /// The field that an item written as a bare string fills: the first in its array that takes a string.
    #[must_use]
    pub fn main(&'static self) -> Option<&'static Field> {
        self.array.iter().filter_map(|name| self.field(name)).find(|field| field.takes.is_text())
    }

    /// The field called `name`, if the items have one.
    #[must_use]
    pub fn field(&'static self, name: &str) -> Option<&'static Field> {
        self.all_fields().find(|field| field.name == name)
    }
}
