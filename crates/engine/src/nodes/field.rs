//! Fields: what a node or part has to be told, with the types of their values in scenes and in code.

use std::sync::Arc;

use super::item::{FieldValue, Label};
use crate::asset::{Bitmap, Drawing};
use crate::choice::Choice;

/// The largest magnitude of a number in a scene: below it, every whole number is exact.
pub const MAX_NUMBER: f64 = 1e15;

/// Value of a date field that is not set, in days since 1970-01-01: before any date that can be written.
pub const NO_DATE: f64 = -1e9;

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

/// A type in code that values of fields are converted to; `None` for a value of another type.
pub(super) trait Value: Default {
    fn of(value: &FieldValue) -> Option<Self>;
}

/// Implements [`Value`] for types that one variant of [`FieldValue`] holds.
macro_rules! values {
    ($($type:ty: $variant:ident($value:ident) => $converted:expr;)+) => {
        $(impl Value for $type {
            fn of(value: &FieldValue) -> Option<Self> {
                match value {
                    FieldValue::$variant($value) => Some($converted),
                    _ => None,
                }
            }
        })+
    };
}

values! {
    Arc<str>: Text(text) => Arc::clone(text);
    f64: Number(number) => *number;
    usize: Number(number) => *number as Self;
    Option<f64>: Number(days) => Some(*days).filter(|days| *days != NO_DATE);
    bool: Flag(flag) => *flag;
    Arc<[Label]>: Labels(labels) => Arc::clone(labels);
    [f64; 2]: Pair(pair) => *pair;
    Arc<[f64]>: Numbers(numbers) => Arc::clone(numbers);
    Option<Arc<Bitmap>>: Bitmap(bitmap) => Some(Arc::clone(bitmap));
    Option<Arc<Drawing>>: Drawing(drawing) => Some(Arc::clone(drawing));
}

impl<T: Choice> Value for T {
    fn of(value: &FieldValue) -> Option<Self> {
        match value {
            FieldValue::Choice(at) => T::ALL.get(*at).copied(),
            _ => None,
        }
    }
}
