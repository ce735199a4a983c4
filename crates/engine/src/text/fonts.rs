//! The fonts: maps a face to its font files, and an icon's name to a character.
//!
//! Every font is compiled in; system fonts are never used. Each file is wrapped once for the whole program and
//! cloned from there, because the caches of the shaper and the rasteriser identify a font by the owner of its
//! bytes, not by the bytes.

use std::sync::{Arc, LazyLock};

use lucide_icons::{Icon, LUCIDE_FONT_BYTES};
use parley::FontData;
use parley::fontique::Blob;

/// A font family and weight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Face {
    /// Noto Sans, in regular weight.
    Sans,
    /// Noto Sans, in bold weight.
    SansBold,
    /// DejaVu Sans Mono, in regular weight.
    Mono,
    /// DejaVu Sans Mono, in bold weight.
    MonoBold,
    /// Lucide icons, one character each.
    Icon,
}

/// Index of a font file in the program's list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FontId(pub(crate) u8);

/// A family as the shaper knows it, under a name of our own, whatever the files call themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Family {
    /// Noto Sans, for running text.
    Sans,
    /// DejaVu Sans Mono, for code.
    Mono,
    /// Lucide, for icons only.
    Icon,
    /// DejaVu Sans: arrows, mathematics and ticks that the other families lack.
    Symbols,
}

impl Family {
    /// The family name that the fonts are registered under.
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

    /// True if the face uses the bold font of its family.
    pub(crate) fn is_bold(self) -> bool {
        matches!(self, Self::SansBold | Self::MonoBold)
    }
}

/// A font file with the family and weight that it is registered as.
pub(crate) struct FontFile {
    /// Family that the file belongs to.
    pub(crate) family: Family,
    /// True for the bold font of the family.
    pub(crate) bold: bool,
    /// Bytes of the file, shared by all clones.
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

/// Wraps bytes that are compiled into the program, without a copy.
fn font_file(family: Family, bold: bool, bytes: &'static [u8]) -> FontFile {
    FontFile { family, bold, data: FontData::new(Blob::new(Arc::new(bytes)), 0) }
}

/// All font files, indexed by [`FontId`].
pub(crate) fn files() -> &'static [FontFile] {
    &*FILES
}

/// The font data with index `id`.
pub(crate) fn data(id: FontId) -> &'static FontData {
    &FILES[usize::from(id.0)].data
}

/// Index of the compiled-in file that `font` is, or `None` for any other font.
pub(crate) fn id_of(font: &FontData) -> Option<FontId> {
    let index = FILES.iter().position(|file| file.data.data.id() == font.data.id())?;
    u8::try_from(index).ok().map(FontId)
}

/// First and last character of the private use area, where icon fonts place their glyphs.
const PRIVATE_USE: std::ops::RangeInclusive<char> = '\u{e000}'..='\u{f8ff}';

static ICON_NAMES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut names: Vec<String> =
        PRIVATE_USE.filter_map(|c| Icon::try_from(c).ok()).map(|icon| icon.to_string()).collect();
    names.sort_unstable();
    names
});

/// The character that draws the icon `name` in [`Face::Icon`]. Former names of icons are accepted as well.
#[must_use]
pub fn icon(name: &str) -> Option<char> {
    Icon::try_from(name).ok().map(char::from)
}

/// The names of all icons in alphabetical order, one per icon.
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
