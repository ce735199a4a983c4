//! Words of other animation programs and of CSS that correspond to keys and verbs of scenes.

/// Words used elsewhere, each with the words of scenes that it can stand for, the likeliest first.
const SYNONYMS: [(&str, &[&str]); 56] = [
    ("alignment", &["align"]),
    ("animate", &["set", "show"]),
    ("animations", &["play"]),
    ("appear", &["show"]),
    ("background", &["ground"]),
    ("begin", &["at"]),
    ("body", &["text"]),
    ("box", &["card"]),
    ("button", &["badge"]),
    ("chart", &["bars", "line"]),
    ("children", &["nodes"]),
    ("color", &["tone"]),
    ("colour", &["tone"]),
    ("cols", &["columns"]),
    ("console", &["terminal"]),
    ("content", &["text"]),
    ("data", &["bars", "points", "rows"]),
    ("delay", &["at"]),
    ("direction", &["side"]),
    ("disappear", &["hide"]),
    ("dur", &["over", "lasts"]),
    ("duration", &["over", "lasts"]),
    ("easing", &["ease"]),
    ("enter", &["show"]),
    ("exit", &["hide"]),
    ("font_size", &["size"]),
    ("frame_rate", &["fps"]),
    ("framerate", &["fps"]),
    ("hex", &["tone"]),
    ("highlight", &["mark"]),
    ("interval", &["each"]),
    ("lag", &["each"]),
    ("language", &["lang"]),
    ("length", &["over", "lasts"]),
    ("list", &["checklist"]),
    ("move_to", &["move"]),
    ("name", &["title", "label"]),
    ("number", &["counter"]),
    ("plot", &["line"]),
    ("position", &["place"]),
    ("progress", &["meter"]),
    ("rate", &["speed", "fps"]),
    ("resolution", &["size"]),
    ("run_time", &["over", "lasts"]),
    ("scale", &["zoom", "pulse"]),
    ("seconds", &["over", "lasts"]),
    ("secs", &["over", "lasts"]),
    ("shell", &["terminal"]),
    ("spacing", &["gap"]),
    ("src", &["file"]),
    ("stagger", &["each"]),
    ("start", &["at"]),
    ("subtitle", &["caption"]),
    ("time", &["at", "lasts"]),
    ("type", &["kind"]),
    ("wait", &["at"]),
];

/// Returns the word among `known` that means the same as `written`, if there is one.
#[must_use]
pub fn same_meaning<'a>(written: &str, known: &[&'a str]) -> Option<&'a str> {
    let written = written.to_ascii_lowercase().replace('-', "_");
    let (_, ours) = SYNONYMS.iter().find(|(word, _)| *word == written)?;
    ours.iter().find_map(|word| known.iter().find(|known| *known == word)).copied()
}

#[cfg(test)]
mod tests {
    use super::{SYNONYMS, same_meaning};

    #[test]
    fn a_word_is_found_among_the_keys_of_its_place() {
        assert_eq!(same_meaning("duration", &["at", "over"]), Some("over"));
        assert_eq!(same_meaning("Duration", &["title", "lasts"]), Some("lasts"));
        assert_eq!(same_meaning("run-time", &["over"]), Some("over"));
        assert_eq!(same_meaning("duration", &["at", "each"]), None);
        assert_eq!(same_meaning("lasts", &["lasts"]), None);
    }

    #[test]
    fn each_word_stands_once_and_in_order() {
        assert!(SYNONYMS.is_sorted_by(|a, b| a.0 < b.0));
    }
}
