//! The language of a clip in the tracks of its videos: pictures, sound, captions and chapters.
//!
//! A scene gives it as a BCP 47 tag. Older containers have codes of three letters (ISO 639-2); newer ones also
//! have the tag, which players prefer.

use std::fs::File;
use std::io;

use isolang::Language as Known;

use crate::Outline;

mod matroska;
mod quick_time;

pub(super) use quick_time::in_language;

/// The way in which a family of containers states the language of its tracks, in files that `ffmpeg` writes.
pub(super) struct LanguageForm {
    /// Options for `ffmpeg` that prepare the tracks.
    pub(super) options: fn(Language<'_>) -> Vec<String>,
    /// Function that sets the language of every track in a file that `ffmpeg` wrote.
    pub(super) set: fn(&File, Language<'_>) -> io::Result<()>,
}

/// The form of Matroska and WebM.
pub(super) const MATROSKA: LanguageForm =
    LanguageForm { options: matroska::options, set: |file, language| matroska::set(file, language) };

/// The form of QuickTime.
pub(super) const QUICK_TIME: LanguageForm =
    LanguageForm { options: |_| Vec::new(), set: |file, language| quick_time::set(file, language) };

/// The language of a clip, for its tracks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Language<'a> {
    /// BCP 47 tag, as in the scene.
    pub(super) tag: &'a str,
}

/// Pairs of ISO 639-2 codes: one derived from the language's own name, and one from its English name, which
/// Matroska uses. Twenty languages have two codes.
const BIBLIOGRAPHIC: [(&str, &str); 20] = [
    ("bod", "tib"),
    ("ces", "cze"),
    ("cym", "wel"),
    ("deu", "ger"),
    ("ell", "gre"),
    ("eus", "baq"),
    ("fas", "per"),
    ("fra", "fre"),
    ("hye", "arm"),
    ("isl", "ice"),
    ("kat", "geo"),
    ("mkd", "mac"),
    ("mri", "mao"),
    ("msa", "may"),
    ("mya", "bur"),
    ("nld", "dut"),
    ("ron", "rum"),
    ("slk", "slo"),
    ("sqi", "alb"),
    ("zho", "chi"),
];

impl<'a> Language<'a> {
    /// The language of a clip.
    pub(super) fn of(clip: &'a Outline) -> Self {
        Self { tag: &clip.language }
    }

    /// The ISO 639-2 code that is derived from the language's own name, such as `deu`; `und` (undetermined) if
    /// there is none.
    pub(super) fn code(self) -> String {
        let primary = self.tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
        let is_code = primary.len() == 3 && primary.bytes().all(|byte| byte.is_ascii_lowercase());
        match Known::from_639_1(&primary) {
            Some(known) => known.to_639_3().to_owned(),
            None if is_code => primary,
            None => "und".to_owned(),
        }
    }

    /// The ISO 639-2 code that is derived from the English name, such as `ger`.
    pub(super) fn bibliographic_code(self) -> String {
        let code = self.code();
        let other = BIBLIOGRAPHIC.iter().find(|(own, _)| *own == code);
        other.map_or(code, |(_, bibliographic)| (*bibliographic).to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::Language;

    #[test]
    fn every_tag_has_codes() {
        let codes = |tag| (Language { tag }.code(), Language { tag }.bibliographic_code());
        for (tag, code, bibliographic) in [
            ("en", "eng", "eng"),
            ("de-CH", "deu", "ger"),
            ("DE", "deu", "ger"),
            ("zh-Hant-TW", "zho", "chi"),
            ("gsw", "gsw", "gsw"),
            ("sr-Latn", "srp", "srp"),
            ("qx", "und", "und"),
            ("", "und", "und"),
        ] {
            assert_eq!(codes(tag), (code.to_owned(), bibliographic.to_owned()), "{tag}");
        }
    }
}
