//! Entries of tables: fields before they have their names, each with the type of its values in code.

use std::marker::PhantomData;
use std::sync::Arc;

use super::field::{Field, MAX_NUMBER, Need, Settable, Takes};
use super::item::Label;
use crate::asset::{Bitmap, Drawing};
use crate::choice::Choice;

/// A field that has no name yet, and whose values are of the type `T` in code. [`super::state!`] names it after
/// the field of a struct, whose type must be the same.
pub(super) struct Entry<T> {
    takes: Takes,
    need: Need,
    settable: Settable,
    doc: &'static str,
    values: PhantomData<fn() -> T>,
}

impl<T> Entry<T> {
    /// Makes an optional field that `set` may change.
    const fn new(takes: Takes, doc: &'static str) -> Self {
        Self { takes, need: Need::Optional, settable: Settable::Yes, doc, values: PhantomData }
    }

    pub(super) const fn required(self) -> Self {
        Self { need: Need::Required, ..self }
    }

    pub(super) const fn default(self, value: f64) -> Self {
        Self { need: Need::Default(value), ..self }
    }

    pub(super) const fn fixed(self) -> Self {
        Self { settable: Settable::No, ..self }
    }

    pub(super) const fn named(&self, name: &'static str) -> Field {
        Field { name, takes: self.takes, need: self.need, settable: self.settable, doc: self.doc }
    }
}

/// Declares functions that make entries, with the type of the values in code and in scenes.
macro_rules! entries {
    ($($name:ident($($argument:ident: $type:ty),*): $value:ty = $takes:expr;)+) => {
        $(pub(super) const fn $name($($argument: $type,)* doc: &'static str) -> Entry<$value> {
            Entry::new($takes, doc)
        })+
    };
}

entries! {
    text(): Arc<str> = Takes::Text;
    line(): Arc<str> = Takes::Line;
    token(): Arc<str> = Takes::Token;
    output(): Arc<str> = Takes::Output;
    icon(): Arc<str> = Takes::Icon;
    any_number(): f64 = Takes::Number(-MAX_NUMBER, MAX_NUMBER);
    number(min: f64, max: f64): f64 = Takes::Number(min, max);
    whole(min: f64, max: f64): f64 = Takes::Whole(min, max);
    count(min: f64, max: f64): usize = Takes::Whole(min, max);
    flag(default: bool): bool = Takes::Flag(default);
    labels(): Arc<[Label]> = Takes::Labels;
    pair(default: [f64; 2]): [f64; 2] = Takes::Pair(default);
    numbers(least: usize, most: usize): Arc<[f64]> = Takes::Numbers(least, most);
    day(): f64 = Takes::Date;
    date(): Option<f64> = Takes::Date;
    bitmap(): Option<Arc<Bitmap>> = Takes::Bitmap;
    drawing(): Option<Arc<Drawing>> = Takes::Drawing;
}

pub(super) const fn choice<T: Choice>(doc: &'static str) -> Entry<T> {
    Entry::new(Takes::Choice(T::NAMES), doc)
}

// Entries that several kinds have.
pub(super) const LABEL: Entry<Arc<str>> = text("written above, in small letters");
pub(super) const UNIT: Entry<Arc<str>> =
    line("written after the number and a blank; before `%` as the language has it");
pub(super) const GROUP: Entry<bool> = flag(true, "thousands are separated; `false` for a year: 2024").fixed();
pub(super) const DECIMALS: Entry<usize> = count(0.0, 6.0, "digits after the point");
pub(super) const ICON: Entry<Arc<str>> = icon("a Lucide icon's name");
pub(super) const TITLE: Entry<Arc<str>> = line("written at the top");
pub(super) const ALT: Entry<Arc<str>> = text("what it shows, for those who do not see it").required();
