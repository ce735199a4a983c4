//! Names of clips. A scene's name becomes the name of a folder and of files in it, on every system.

use halfminute_basics::escape::is_hidden;

/// Endings of files that the program writes beside the folders of clips, or by which it recognises a clip's
/// folder.
const OWN_ENDINGS: [&str; 6] = [".json", ".html", ".png", ".b3", ".journal", ".partial"];
/// Name of the folder that holds a clip's frames.
const OWN_FOLDER: &str = "frames";
/// Device names that Windows reserves, with any ending after a dot.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "conin$", "conout$"];
const NUMBERED_DEVICES: [&str; 2] = ["com", "lpt"];

/// The reason why `name` cannot name a clip, as a sentence without its subject; none if it can.
#[must_use]
pub fn refuse_clip_name(name: &str) -> Option<&'static str> {
    let lower = name.to_lowercase();
    if name.is_empty() || name.starts_with('.') {
        return Some("would write to a hidden folder");
    }
    if name.contains('/') {
        return Some("leads to another folder");
    }
    // In a list of digests, a line break ends an entry, and a back-slash separates folders on Windows.
    if name.contains(is_hidden) || name.contains('\\') {
        return Some(
            "has a control character or a back-slash in its name, which becomes the name of the clip's folder \
             and files",
        );
    }
    if lower == OWN_FOLDER || OWN_ENDINGS.iter().any(|ending| lower.ends_with(ending)) {
        return Some("has a name that the program gives to its own files");
    }
    if is_device(&lower) {
        return Some("has the name of a device of Windows");
    }
    if name.ends_with(['.', ' ']) {
        return Some("ends in a dot or a blank, which Windows leaves out of names");
    }
    None
}

fn is_device(lower: &str) -> bool {
    let stem = lower.split('.').next().unwrap_or_default().trim_end();
    let is_numbered = |device: &str| {
        let number = stem.strip_prefix(device);
        number.is_some_and(|number| number.len() == 1 && number.bytes().all(|byte| byte.is_ascii_digit()))
    };
    DEVICES.contains(&stem) || NUMBERED_DEVICES.into_iter().any(is_numbered)
}

#[cfg(test)]
mod tests {
    use super::refuse_clip_name;

    #[test]
    fn names_that_mean_something_else_are_refused() {
        for name in ["", ".hidden", "..", "a/b", "/a", "../a", "a\\b", "a\nb", "a\u{202e}b"] {
            assert!(refuse_clip_name(name).is_some(), "{name:?}");
        }
        for name in
            ["frames", "Frames", "clip.json", "CLIP.JSON", "report.html", "poster.png", "frames.0-9.journal"]
        {
            assert_eq!(
                refuse_clip_name(name),
                Some("has a name that the program gives to its own files"),
                "{name}"
            );
        }
        for name in ["CON", "con", "nul.first", "Com1", "LPT9", "aux ", "conin$"] {
            assert_eq!(refuse_clip_name(name), Some("has the name of a device of Windows"), "{name}");
        }
        for name in ["a.", "a "] {
            assert!(refuse_clip_name(name).is_some(), "{name:?}");
        }
    }

    #[test]
    fn other_names_are_taken() {
        for name in
            ["hour28", "frames-2", "my frames", "console", "com", "com10", "a.b", "v1.2", "Überblick", "-x"]
        {
            assert_eq!(refuse_clip_name(name), None, "{name}");
        }
    }
}
