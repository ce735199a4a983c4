//! Conversion between a manifest and the text of `clip.json`, and the digest at the end of the text.

use serde_json::Value;

use halfminute_basics::escape;

use super::Manifest;

/// The start of the line that holds the digest. A JSON string contains no line break, so this is found only at
/// the start of a line.
const DIGEST_LINE: &str = "\n  \"manifest_digest\": \"";
/// The end of that line, and of the text.
const END: &str = "\"\n}\n";

impl Manifest {
    /// Formats the manifest as indented JSON that ends in a line break, with the digest of its text.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Serialising fails only for maps with keys that are not text, and there is no map.
        let json = escape::json(serde_json::to_string_pretty(self).unwrap_or_default());
        let body = json.rfind(DIGEST_LINE).map_or("", |at| &json[..=at]);
        format!("{body}{}{}{END}", &DIGEST_LINE[1..], blake3::hash(body.as_bytes()).to_hex())
    }

    /// Parses the text of a manifest. [`Manifest::is_sealed`] checks its digest.
    ///
    /// # Errors
    /// The text is not JSON, a key is missing, or a value has another type.
    pub fn read(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }

    /// True if `text` ends in the digest of everything before it.
    #[must_use]
    pub fn is_sealed(text: &str) -> bool {
        let sealed = || {
            let (body, digest) = text.strip_suffix(END)?.rsplit_once(DIGEST_LINE)?;
            let body = &text[..=body.len()];
            Some(blake3::hash(body.as_bytes()).to_hex().as_str() == digest)
        };
        sealed().unwrap_or(false)
    }

    /// The keys whose values differ between this manifest and another.
    pub(crate) fn differing_keys(&self, other: &Self) -> Vec<String> {
        let (Ok(Value::Object(ours)), Ok(Value::Object(theirs))) =
            (serde_json::to_value(self), serde_json::to_value(other))
        else {
            return Vec::new();
        };
        let keys = ours.keys().chain(theirs.keys().filter(|key| !ours.contains_key(*key)));
        keys.filter(|key| ours.get(*key) != theirs.get(*key)).cloned().collect()
    }

    /// The keys that `text`, the text of this manifest, has or lacks in comparison with what this program
    /// writes, as paths such as `beats[1].note`.
    pub(crate) fn odd_keys(&self, text: &str) -> OddKeys {
        let mut odd = OddKeys::default();
        if let (Ok(found), Ok(known)) = (serde_json::from_str(text), serde_json::to_value(self)) {
            compare_keys("", &found, &known, &mut odd.unknown);
            compare_keys("", &known, &found, &mut odd.missing);
        }
        odd
    }
}

/// Keys that a text has but should not have, and keys that it lacks.
#[derive(Debug, Default)]
pub(crate) struct OddKeys {
    pub(crate) unknown: Vec<String>,
    pub(crate) missing: Vec<String>,
}

/// Adds the paths of the keys of `found` that `known` lacks. The recursion is no deeper than `known` is nested.
fn compare_keys(path: &str, found: &Value, known: &Value, unknown: &mut Vec<String>) {
    match (found, known) {
        (Value::Object(found), Value::Object(known)) => {
            for (key, value) in found {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                match known.get(key) {
                    Some(known) => compare_keys(&path, value, known, unknown),
                    None => unknown.push(path),
                }
            }
        }
        (Value::Array(found), Value::Array(known)) => {
            for (at, (found, known)) in found.iter().zip(known).enumerate() {
                compare_keys(&format!("{path}[{at}]"), found, known, unknown);
            }
        }
        _ => {}
    }
}
