//! States of nodes as structs: each kind declares one with [`state!`], and one for its parts with [`part!`].
//!
//! A declaration is the kind's table and its type at once. Reading, `set` and addresses work with [`Item`]s, which
//! they look up in the table by name; checking and drawing get the struct, so that a misspelt field does not
//! compile.

use std::fmt::Debug;

use kurbo::Size;

use super::field::Field;
use super::item::Item;
use super::kind::Misfit;
use super::list::List;
use super::{Idle, Pen, Picture, Room, sketch};

/// The table of a kind, and the conversion of its states. [`state!`] implements it.
pub(super) trait Fields: Sized {
    /// Fields of the kind's own.
    const FIELDS: &'static [Field];
    /// Those of the fields in [`super::COMMON`] that the kind has.
    const COMMON: &'static [Field];
    /// The main list, whose items are the node's parts.
    const LIST: Option<&'static List>;

    /// The state that `item` describes.
    fn read(item: &Item) -> Self;

    /// True if the data has no source, and the node gets a tag that says so.
    fn is_sketch(&self) -> bool;
}

/// A state of a kind.
pub(super) trait State: Fields + Debug + 'static {
    /// Computes what depends on the states before, such as the scale of a chart, from the last of them; `None`
    /// for the first state of the clip.
    fn follow(&mut self, _before: Option<&Self>) {}

    /// Checks what the table of fields cannot express.
    fn check(&self) -> Result<(), Misfit> {
        Ok(())
    }

    /// Gives parts of `item`, which this state was read from, ids for addresses.
    fn name_parts(&self, _item: &mut Item) {}

    /// The fields without effect in all of `states`, where something is written in them.
    fn idle(_states: &[Self]) -> Vec<Idle> {
        Vec::new()
    }

    /// Draws the state and returns the size it takes.
    fn draw(&self, room: Room, pen: &mut Pen<'_>) -> Size;
}

/// A state of any kind, ready to be drawn.
pub trait Drawable: Debug {
    /// The picture of the state in `room`, of at least its natural size.
    fn picture(&self, room: Room, pen: Pen<'_>) -> Picture;
}

impl<S: State> Drawable for S {
    fn picture(&self, room: Room, mut pen: Pen<'_>) -> Picture {
        if self.is_sketch() {
            return sketch::picture(self, room, pen);
        }
        let size = self.draw(room, &mut pen);
        pen.finish(size)
    }
}

/// All states of a node, in the order of time, the first being that of its definition.
pub(super) fn states<S: State>(items: &[Item]) -> Vec<S> {
    let mut states: Vec<S> = Vec::with_capacity(items.len());
    for item in items {
        let mut state = S::read(item);
        state.follow(states.last());
        states.push(state);
    }
    states
}

/// Checks a state and names its parts. `first` is the first state of the node, `None` if `item` is.
pub(super) fn complete<S: State>(item: &mut Item, first: Option<&Item>) -> Result<(), Misfit> {
    let first = first.map(|first| {
        let mut state = S::read(first);
        state.follow(None);
        state
    });
    let mut state = S::read(item);
    state.follow(first.as_ref());
    state.check()?;
    state.name_parts(item);
    Ok(())
}

/// The fields that all nodes or all parts have: their types, and their entries in the table.
macro_rules! common {
    (type tone) => {
        $crate::theme::Tone
    };
    (type size) => {
        $crate::theme::TextSize
    };
    (type strike) => {
        bool
    };
    (field tone) => {
        $crate::nodes::entry::choice::<$crate::theme::Tone>("colours").named("tone")
    };
    (field size) => {
        $crate::nodes::entry::choice::<$crate::theme::TextSize>("size of the text").named("size")
    };
    (field strike) => {
        $crate::nodes::entry::flag(false, "a line through the text").named("strike")
    };
    (field sketch) => {
        $crate::nodes::entry::flag(false, "the data has no source: drawn with a tag that says `sketch`")
            .fixed()
            .named("sketch")
    };
}

/// The table of some fields. The functions and constants of [`super::entry`] are in scope in the entries.
macro_rules! fields {
    ($($field:ident: $type:ty = $entry:expr,)*) => {{
        #[allow(unused_imports, clippy::wildcard_imports, reason = "each table uses some of them")]
        use $crate::nodes::entry::*;
        &[$(Entry::<$type>::named(&$entry, stringify!($field))),*]
    }};
}

/// A list of parts under its key; none if there is no key.
macro_rules! list_of {
    () => {
        None
    };
    ($list:ident: $Part:ident) => {
        Some(&$Part::LIST.with_key(stringify!($list)))
    };
}

/// Declares the state of a kind: a struct whose fields have their entries in the kind's table after them. The
/// fields in round brackets are those in [`super::COMMON`] that the kind has, `sketch` excepted, which all have.
///
/// `parts key: Part` declares the main list, and `kept { … }` values that [`State::follow`] computes.
macro_rules! state {
    (
        $(#[$attribute:meta])*
        $visibility:vis struct $Name:ident($($common:ident),*) {
            $($field:ident: $type:ty = $entry:expr,)*
        }
        $(parts $list:ident: $Part:ident)?
        $(kept { $($kept:ident: $kept_type:ty,)+ })?
    ) => {
        $(#[$attribute])*
        #[derive(Clone, Debug)]
        #[allow(dead_code, reason = "some fields serve addresses and descriptions alone")]
        $visibility struct $Name {
            $($common: $crate::nodes::state::common!(type $common),)*
            sketch: bool,
            $($field: $type,)*
            $($list: Vec<$Part>,)?
            $($($kept: $kept_type,)+)?
        }

        impl $crate::nodes::state::Fields for $Name {
            const FIELDS: &'static [$crate::nodes::Field] =
                $crate::nodes::state::fields!($($field: $type = $entry,)*);
            const COMMON: &'static [$crate::nodes::Field] = &[
                $($crate::nodes::state::common!(field $common),)*
                $crate::nodes::state::common!(field sketch),
            ];
            const LIST: Option<&'static $crate::nodes::List> =
                $crate::nodes::state::list_of!($($list: $Part)?);

            fn read(item: &$crate::nodes::Item) -> Self {
                Self {
                    $($common: item.get(stringify!($common)),)*
                    sketch: item.get("sketch"),
                    $($field: item.get(stringify!($field)),)*
                    $($list: item.items.iter().map($Part::read).collect(),)?
                    $($($kept: Default::default(),)+)?
                }
            }

            fn is_sketch(&self) -> bool {
                self.sketch
            }
        }
    };
}

/// Declares the parts in a list: a struct like that of [`state!`], the fields that a part written as an array
/// fills in order, the field whose one-word text serves as the part's id, and the rest of the list's table.
macro_rules! part {
    (
        $(#[$attribute:meta])*
        $visibility:vis struct $Name:ident($($common:ident),*) {
            $($field:ident: $type:ty = $entry:expr,)*
        }
        $(parts $list:ident: $Part:ident)?
        array: [$($array:ident),*],
        answers_to: [$($answer:ident)?],
        $($key:ident: $value:expr,)+
    ) => {
        $(#[$attribute])*
        #[derive(Clone, Debug)]
        #[allow(dead_code, reason = "some fields serve addresses alone, and some parts have no own looks")]
        $visibility struct $Name {
            uid: $crate::nodes::Uid,
            id: Option<std::sync::Arc<str>>,
            hidden: bool,
            $($common: $crate::nodes::state::common!(type $common),)*
            $($field: $type,)*
            $($list: Vec<$Part>,)?
        }

        impl $Name {
            const LIST: $crate::nodes::List = $crate::nodes::List {
                fields: $crate::nodes::state::fields!($($field: $type = $entry,)*),
                common: &[$($crate::nodes::state::common!(field $common)),*],
                array: &[$($crate::nodes::state::name_of!($Name.$array)),*],
                $(answers_to: $crate::nodes::state::name_of!($Name.$answer),)?
                list: $crate::nodes::state::list_of!($($list: $Part)?),
                $($key: $value,)+
                ..$crate::nodes::List::EMPTY
            };

            fn read(item: &$crate::nodes::Item) -> Self {
                Self {
                    uid: item.uid,
                    id: item.id.clone(),
                    hidden: item.hidden,
                    $($common: item.get(stringify!($common)),)*
                    $($field: item.get(stringify!($field)),)*
                    $($list: item.items.iter().map($Part::read).collect(),)?
                }
            }
        }
    };
}

/// The name of a struct's field, which must exist.
macro_rules! name_of {
    ($Name:ident.$field:ident) => {{
        let _ = |state: &$Name| {
            let _ = &state.$field;
        };
        stringify!($field)
    }};
}

pub(super) use {common, fields, list_of, name_of, part, state};
