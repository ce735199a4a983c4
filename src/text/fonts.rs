//! The fonts: which faces exist and where their bytes come from.

/// A family and weight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Face {
    /// Sans serif, regular.
    Sans,
    /// Sans serif, bold.
    SansBold,
    /// Monospaced, regular.
    Mono,
    /// Monospaced, bold.
    MonoBold,
    /// Icons.
    Icon,
}

/// A font file, by its index in the program's own list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FontId(pub(crate) u8);

/// The character that draws the icon `name`.
#[must_use]
pub fn icon(name: &str) -> Option<char> {
    let _ = name;
    None
}

/// All icon names.
pub fn icon_names() -> impl Iterator<Item = &'static str> {
    std::iter::empty()
}
