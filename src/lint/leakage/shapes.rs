//! Shapes of text that a list of phrases cannot hold: keys, addresses, timecodes, names to fill in.

use std::ops::Range;

/// A character that words are made of.
fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The first place where `text`, in lower case, says `phrase` as whole words.
#[must_use]
pub fn phrase(text: &str, phrase: &str) -> Option<Range<usize>> {
    let mut places = text.match_indices(phrase).map(|(at, _)| at);
    let at = places.find(|&at| {
        let before = text[..at].chars().next_back();
        let after = text[at + phrase.len()..].chars().next();
        let apart = |edge: Option<char>, next: Option<char>| {
            !(edge.is_some_and(is_word) && next.is_some_and(is_word))
        };
        apart(phrase.chars().next(), before) && apart(phrase.chars().next_back(), after)
    })?;
    Some(at..at + phrase.len())
}

/// The stretch between `open` and the next `close`, both included, if it is short enough to be one
/// thing.
pub(super) fn between<'a>(text: &'a str, open: &str, close: &str) -> Option<&'a str> {
    let start = text.find(open)?;
    let inner = &text[start + open.len()..];
    let end = inner.find(close).filter(|end| *end > 0 && *end <= 60)?;
    Some(&text[start..start + open.len() + end + close.len()])
}

/// `prefix` at the start of a word, followed by at least `least` characters of a key.
pub(super) fn key<'a>(text: &'a str, prefix: &str, least: usize) -> Option<&'a str> {
    text.match_indices(prefix).find_map(|(at, _)| {
        let starts = !text[..at].ends_with(is_word);
        let rest = &text[at + prefix.len()..];
        let length =
            rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '-')).unwrap_or(rest.len());
        (starts && length >= least).then(|| &text[at..at + prefix.len() + length])
    })
}

/// Characters of a long word that mixes cases and digits as no name does: a key without a prefix.
/// Checksums and commit ids are hexadecimal, in one case, and pass.
pub(super) fn random(text: &str) -> Option<&str> {
    let in_key = |c: char| c.is_ascii_alphanumeric() || "+/_-=".contains(c);
    text.split(|c| !in_key(c)).filter(|word| word.len() >= 32 && !word.contains("//")).find(|word| {
        let has = |test: fn(&char) -> bool| word.chars().any(|c| test(&c));
        has(char::is_ascii_uppercase)
            && has(char::is_ascii_lowercase)
            && has(char::is_ascii_digit)
            && longest_run(word) >= 16
            && entropy(word) > 4.2
    })
}

/// The longest stretch of letters and digits: names of files are words between hyphens and slashes,
/// keys are not.
fn longest_run(word: &str) -> usize {
    word.split(|c: char| !c.is_ascii_alphanumeric()).map(str::len).max().unwrap_or(0)
}

/// Shannon entropy of a word's characters, in bits.
fn entropy(word: &str) -> f64 {
    let mut counts = [0_u32; 128];
    for byte in word.bytes() {
        counts[usize::from(byte & 127)] += 1;
    }
    let shares = counts.iter().filter(|count| **count > 0).map(|count| f64::from(*count) / word.len() as f64);
    shares.map(|share| -share * libm::log2(share)).sum()
}

/// `somebody@example.org`.
pub(super) fn email(text: &str) -> Option<&str> {
    text.split(|c: char| c.is_whitespace() || "<>()[],;:\"'`".contains(c)).find(|word| {
        word.split_once('@').is_some_and(|(name, host)| {
            let host = host.trim_end_matches('.');
            let end = host.rsplit('.').next().unwrap_or_default();
            !name.is_empty()
                && host.contains('.')
                && end.len() >= 2
                && end.chars().all(|c| c.is_ascii_alphabetic())
        })
    })
}

/// An address of a private network.
pub(super) fn private_ip(text: &str) -> Option<&str> {
    text.split(|c: char| !(c.is_ascii_digit() || c == '.')).find(|word| {
        let parts: Vec<u8> = word.split('.').filter_map(|part| part.parse().ok()).collect();
        let dots = word.matches('.').count() == 3;
        dots && matches!(parts[..], [10, _, _, _] | [192, 168, _, _] | [172, 16..=31, _, _])
    })
}

/// `00:01:23`, or a stretch such as `0:05-0:12`.
pub(super) fn timecode(text: &str) -> Option<&str> {
    let two = |part: &str| part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit());
    let some = |part: &str| (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    let is_time = |word: &str| match word.split(':').collect::<Vec<_>>()[..] {
        [minutes, seconds] => some(minutes) && two(seconds),
        _ => false,
    };
    text.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_ascii_digit())).find(|word| {
        let parts: Vec<&str> = word.split([':', '.', ';']).collect();
        let long = word.matches(':').count() >= 2
            && parts.len() <= 4
            && some(parts[0])
            && parts[1..].iter().all(|p| two(p));
        let range = word.split_once(['-', '–']).is_some_and(|(from, to)| is_time(from) && is_time(to));
        long || range
    })
}

/// A path of somebody's machine: rooted in a folder that no reader shares, on a drive, in a home.
pub(super) fn local_path(text: &str) -> Option<&str> {
    let words = text.split(|c: char| c.is_whitespace() || "\"'`(),;<>".contains(c));
    words.map(|word| word.trim_end_matches(['.', ':'])).find(|word| {
        let rooted = ROOTS.iter().any(|root| {
            let at = word.find(root);
            at.is_some_and(|at| !word[..at].ends_with(|c: char| is_word(c) || c == '.' || c == '-'))
        });
        let drive = word.as_bytes();
        let on_drive =
            drive.len() > 3 && drive[0].is_ascii_alphabetic() && matches!(&drive[1..3], b":\\" | b":/");
        rooted
            || (on_drive && !word[1..].starts_with("://"))
            || word.starts_with("~/")
            || word.contains("file://")
    })
}

const ROOTS: [&str; 10] = [
    "/tmp/",
    "/home/",
    "/Users/",
    "/root/",
    "/mnt/",
    "/media/",
    "/private/",
    "/var/",
    "/opt/",
    "/workspace/",
];
