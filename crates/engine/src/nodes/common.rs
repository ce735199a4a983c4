//! Fields that several kinds have, and those that all kinds have.

use super::{Field, Takes};
use crate::choice::Choice;
use crate::theme::{TextSize, Tone};

/// Role of elements that are poured one by one, see [`super::Arrives::DotByDot`].
pub const DOT: &str = "dot";

/// Role of a panel behind the text that is drawn directly after it.
pub const GROUND: &str = "ground";

/// The role of a line through a text.
pub const STRIKE: &str = "strike";

/// The largest magnitude of a number in a scene: below it, every whole number is exact.
pub const MAX_NUMBER: f64 = 1e15;

/// Value of a date field that is not set, in days since 1970-01-01: before any date that can be written.
pub const NO_DATE: f64 = -1e9;

pub(super) const ANY_NUMBER: Takes = Takes::Number(-MAX_NUMBER, MAX_NUMBER);

pub(super) const LABEL: Field = Field::new("label", Takes::Text, "written above, in small letters");
pub(super) const UNIT: Field = Field::new(
    "unit",
    Takes::Line,
    "written after the number and a blank; before `%` as the language has it",
);
pub(super) const GROUP: Field =
    Field::new("group", Takes::Flag(true), "thousands are separated; `false` for a year: 2024").fixed();
pub(super) const DECIMALS: Field = Field::new("decimals", Takes::Whole(0.0, 6.0), "digits after the point");
pub(super) const ICON: Field = Field::new("icon", Takes::Icon, "a Lucide icon's name");
pub(super) const TITLE: Field = Field::new("title", Takes::Line, "written at the top");

/// Fields that every node has.
pub const COMMON: [Field; 4] = [
    Field::new("tone", Takes::Choice(Tone::NAMES), "colours"),
    Field::new("size", Takes::Choice(TextSize::NAMES), "size of the text"),
    Field::new("strike", Takes::Flag(false), "a line through the text"),
    Field::new("sketch", Takes::Flag(false), "the data has no source: drawn with a tag that says `sketch`")
        .fixed(),
];

/// Fields that every part has.
pub const PART_COMMON: [Field; 2] = [
    Field::new("tone", Takes::Choice(Tone::NAMES), "colours"),
    Field::new("strike", Takes::Flag(false), "a line through the text"),
];
