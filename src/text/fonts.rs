//! The fonts: turns a face into the font files it is set in, and an icon's name into a character.
//!
//! Every font is compiled in; this file never looks at the system's. Each file is wrapped once
//! for the whole program and cloned from there, because the shaper's and the rasteriser's caches
//! know a font by the identity of its bytes' owner, not by the bytes.

use std::sync::{Arc, LazyLock};

use lucide_icons::{Icon, LUCIDE_FONT_BYTES};
use parley::FontData;
use parley::fontique::Blob;

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

/// A family as the shaper knows it. The names are ours: those inside the files do not matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Family {
    /// Noto Sans.
    Sans,
    /// DejaVu Sans Mono.
    Mono,
    /// Lucide.
    Icon,
    /// DejaVu Sans: arrows, mathematics and ticks that the other families lack.
    Symbols,
}

impl Family {
    /// The name it is registered under.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Sans => "halfminute-sans",
            Self::Mono => "halfminute-mono",
            Self::Icon => "halfminute-icon",
            Self::Symbols => "halfminute-symbols",
        }
    }
}

impl Face {
    /// The family whose glyphs and line metrics the face uses first.
    pub(crate) fn family(self) -> Family {
        match self {
            Self::Sans | Self::SansBold => Family::Sans,
            Self::Mono | Self::MonoBold => Family::Mono,
            Self::Icon => Family::Icon,
        }
    }

    /// Whether it is set in the bold file of its family.
    pub(crate) fn is_bold(self) -> bool {
        matches!(self, Self::SansBold | Self::MonoBold)
    }
}

/// A font file and what it is registered as.
pub(crate) struct FontFile {
    /// The family it belongs to.
    pub(crate) family: Family,
    /// Whether it is the bold of its family.
    pub(crate) bold: bool,
    /// The file.
    pub(crate) data: FontData,
}

static FILES: LazyLock<[FontFile; 7]> = LazyLock::new(|| {
    [
        font_file(Family::Sans, false, notosans::REGULAR_TTF),
        font_file(Family::Sans, true, notosans::BOLD_TTF),
        font_file(Family::Mono, false, dejavu::sans_mono::regular()),
        font_file(Family::Mono, true, dejavu::sans_mono::bold()),
        font_file(Family::Icon, false, LUCIDE_FONT_BYTES),
        font_file(Family::Symbols, false, dejavu::sans::regular()),
        font_file(Family::Symbols, true, dejavu::sans::bold()),
    ]
});

/// Wraps bytes of the program itself; nothing is copied.
fn font_file(family: Family, bold: bool, bytes: &'static [u8]) -> FontFile {
    FontFile { family, bold, data: FontData::new(Blob::new(Arc::new(bytes)), 0) }
}

/// All font files; a [`FontId`] is an index into these.
pub(crate) fn files() -> &'static [FontFile] {
    &*FILES
}

/// The file that `id` stands for.
pub(crate) fn data(id: FontId) -> &'static FontData {
    &FILES[usize::from(id.0)].data
}

/// Which of our files `font` is, if it is one.
pub(crate) fn id_of(font: &FontData) -> Option<FontId> {
    let index = FILES.iter().position(|file| file.data.data.id() == font.data.id())?;
    u8::try_from(index).ok().map(FontId)
}

/// The lowest and highest character of the block that icon fonts put their pictures in.
const PRIVATE_USE: std::ops::RangeInclusive<char> = '\u{e000}'..='\u{f8ff}';

static ICON_NAMES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut names: Vec<String> =
        PRIVATE_USE.filter_map(|c| Icon::try_from(c).ok()).map(|icon| icon.to_string()).collect();
    names.sort_unstable();
    names
});

/// The character that draws the icon `name` in [`Face::Icon`]. Former names are known as well.
#[must_use]
pub fn icon(name: &str) -> Option<char> {
    Icon::try_from(name).ok().map(char::from)
}

/// The names of all icons in alphabetical order, one for each picture.
pub fn icon_names() -> impl Iterator<Item = &'static str> {
    ICON_NAMES.iter().map(String::as_str)
}

#[cfg(test)]
mod tests {
    use super::{FILES, FontId, data, icon, icon_names, id_of};

    #[test]
    fn a_font_is_found_by_its_clone() {
        for index in 0..FILES.len() {
            let id = FontId(u8::try_from(index).unwrap());
            assert_eq!(id_of(&data(id).clone()), Some(id));
        }
    }

    #[test]
    fn icons_have_names() {
        assert_eq!(icon("triangle-alert"), Some('\u{e193}'));
        assert_eq!(icon("alert-triangle"), icon("triangle-alert"));
        assert!(icon("book-open").is_some());
        assert_eq!(icon("no-such-icon"), None);
    }

    #[test]
    fn the_list_of_names_is_sorted_and_complete() {
        let names: Vec<_> = icon_names().collect();
        assert!(names.len() > 1500);
        assert!(names.is_sorted());
        assert!(names.iter().all(|name| icon(name).is_some()));
        assert!(names.contains(&"book-open") && names.contains(&"triangle-alert"));
    }
}
