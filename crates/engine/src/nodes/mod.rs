//! The node kinds: one file per kind, and one line in [`KINDS`].
//!
//! A [`Kind`] is a table of its fields and one function that draws a state, which is a struct with these fields.
//! Reading, addresses, `set`, suggestions, the editor schema and the reference page are all derived from the
//! table; measuring is drawing without keeping the result; motion results from comparing two drawings.

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
mod entry;
mod field;
mod file;
mod gate;
mod gauge;
mod group;
mod icon;
mod idle;
mod image;
mod item;
mod kind;
mod line;
mod lines;
mod list;
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
mod state;
mod svg;
mod table;
mod terminal;
mod text;
mod timeline;
mod tokens;
mod tray;
mod verdict;
mod window;

use state::{Fields, State, name_of, part, state};

pub use bars::Bars;
pub use common::{ALT, COMMON, DOT, GROUND, PART_COMMON, STRIKE, TEXT};
pub use field::{Field, MAX_NUMBER, NO_DATE, Need, Settable, Takes};
pub use group::{Group, PADDING as FRAME_PADDING, TITLE_HEIGHT as FRAME_TITLE};
pub use idle::Idle;
pub use item::{FieldValue, Item, Label, Uid};
pub use kind::{Anchor, Arrives, HiddenParts, Kind, Misfit};
pub use list::List;
pub use number::{NumberFormat, NumberShape};
pub use pen::{Demands, Fit, Pen, Room, plain_fill};
pub use picture::{Element, Ink, Key, Panel, Picture, snapped};
pub use regions::Regions;
pub use state::Drawable;

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

#[cfg(test)]
mod tests;
