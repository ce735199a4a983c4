//! Values that a scene writes as one of a few names, such as tones, each of them an enum.
//!
//! `choices!` declares an enum together with its names, so that the reader, the schema and the reference page
//! take both from one place.

/// An enum whose values have names in scenes. The first value is the default.
pub trait Choice: Copy + Default + PartialEq + 'static {
    /// Every value, in the order of declaration.
    const ALL: &'static [Self];
    /// The names of the values, in the same order.
    const NAMES: &'static [&'static str];

    /// The value called `name`, if there is one.
    #[must_use]
    fn named(name: &str) -> Option<Self> {
        Self::NAMES.iter().position(|known| *known == name).map(|at| Self::ALL[at])
    }

    /// The name of the value.
    #[must_use]
    fn name(self) -> &'static str {
        Self::ALL.iter().position(|value| *value == self).map_or("", |at| Self::NAMES[at])
    }
}

/// Declares an enum that implements [`Choice`], with the name of each value after it.
macro_rules! choices {
    (
        $(#[$attribute:meta])*
        $visibility:vis enum $Name:ident { $($(#[$about:meta])* $Value:ident = $name:literal),+ $(,)? }
    ) => {
        $(#[$attribute])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        $visibility enum $Name { $($(#[$about])* $Value,)+ }

        impl $crate::choice::Choice for $Name {
            const ALL: &'static [Self] = &[$(Self::$Value),+];
            const NAMES: &'static [&'static str] = &[$($name),+];
        }

        impl Default for $Name {
            fn default() -> Self {
                <Self as $crate::choice::Choice>::ALL[0]
            }
        }
    };
}

pub(crate) use choices;

#[cfg(test)]
mod tests {
    use super::*;

    choices! {
        enum Sign { Plus = "plus", Minus = "minus" }
    }

    #[test]
    fn values_and_names_belong_together() {
        assert_eq!(Sign::default(), Sign::Plus);
        assert_eq!(Sign::named("minus"), Some(Sign::Minus));
        assert_eq!(Sign::named("times"), None);
        for sign in Sign::ALL {
            assert_eq!(Sign::named(sign.name()), Some(*sign));
        }
    }
}
