//! Lines of text that end in their own checksum, so that an incomplete line is recognised.

use serde::Serialize;
use serde::de::DeserializeOwned;

/// Prefix of the text that each line's checksum covers. Its number is increased when the meaning of a line
/// changes.
const FORM: &str = "halfminute journal 2 ";

/// Formats any value as a line of JSON that ends in its checksum.
pub fn checked_line(value: &impl Serialize) -> String {
    // Serialising fails only for maps with keys that are not text, and there is no map.
    let text = serde_json::to_string(value).unwrap_or_default();
    format!("{text} {}\n", check(&text))
}

/// Parses a line without its line break; returns `None` if it is incomplete.
pub fn read_checked<T: DeserializeOwned>(line: &str) -> Option<T> {
    let (text, found) = line.rsplit_once(' ')?;
    if found == check(text) { serde_json::from_str(text).ok() } else { None }
}

/// The checksum of a line. Sixteen digits are enough against accidents; forging a line gains nothing.
pub fn check(text: &str) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(FORM.as_bytes()).update(text.as_bytes());
    hasher.finalize().to_hex()[..16].to_owned()
}
