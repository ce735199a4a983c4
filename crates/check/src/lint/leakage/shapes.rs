//! Patterns that a list of phrases cannot express: keys, timecodes, placeholders.

use std::ops::Range;

/// True for characters that belong to a word.
pub(super) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The first byte range in which `text`, in lower case, contains `phrase` as whole words.
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

/// The text from `open` to the next `close`, both included, if there are 1 to 60 bytes between them.
pub(super) fn between<'a>(text: &'a str, open: &str, close: &str) -> Option<&'a str> {
    let start = text.find(open)?;
    let inner = &text[start + open.len()..];
    let end = inner.find(close).filter(|end| *end > 0 && *end <= 60)?;
    Some(&text[start..start + open.len() + end + close.len()])
}

/// A key: `prefix` at the start of a word, followed by at least `least` characters.
pub(super) fn key<'a>(text: &'a str, prefix: &str, least: usize) -> Option<&'a str> {
    text.match_indices(prefix).find_map(|(at, _)| {
        let starts = !text[..at].ends_with(is_word);
        let rest = &text[at + prefix.len()..];
        let length =
            rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '-')).unwrap_or(rest.len());
        (starts && length >= least).then(|| &text[at..at + prefix.len() + length])
    })
}

/// A key without a prefix: a long word that mixes upper case, lower case and digits as no name does.
/// Checksums and commit ids do not match, because they are hexadecimal in one case.
pub(super) fn random(text: &str) -> Option<&str> {
    let in_key = |c: char| c.is_ascii_alphanumeric() || "+/_-=".contains(c);
    text.split(|c| !in_key(c)).filter(|word| word.len() >= 32 && !word.contains("//")).find(|word| {
        let has = |test: fn(&char) -> bool| word.chars().any(|c| test(&c));
        has(char::is_ascii_uppercase)
            && has(char::is_ascii_lowercase)
            && has(char::is_ascii_digit)
            && longest_run(word) >= 16
            && entropy(word) > 4.2
            && breaks(word) * 10 > word.len() * 3
    })
}

/// Number of changes between upper case, lower case and digits in a word. Upper case followed by lower case
/// is not a change, so names in camel case have few changes; keys have one at about every second character.
fn breaks(word: &str) -> usize {
    let same = |a: u8, b: u8| {
        let sorts = [u8::is_ascii_uppercase, u8::is_ascii_lowercase, u8::is_ascii_digit];
        sorts.iter().any(|sort| sort(&a) && sort(&b)) || (a.is_ascii_uppercase() && b.is_ascii_lowercase())
    };
    word.as_bytes().windows(2).filter(|pair| !same(pair[0], pair[1])).count()
}

/// Length of the longest run of letters and digits: file names consist of words between hyphens and slashes,
/// keys do not.
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

/// A name for a password and then its value, which must contain a digit or be quoted.
pub(super) fn password(text: &str) -> Option<&str> {
    let lower = text.to_ascii_lowercase();
    PASSWORDS.iter().find_map(|name| {
        let at = phrase(&lower, name)?;
        let rest = text[at.end..].trim_start_matches(['"', '\'', '`']).trim_start();
        let rest = rest.strip_prefix([':', '='])?.trim_start();
        let value = rest.trim_start_matches(['"', '\'', '`']);
        let quoted = value.len() < rest.len();
        let length = value.find(|c: char| c.is_whitespace() || "\"'`,;".contains(c)).unwrap_or(value.len());
        let literal = value[..length].chars().all(|c| is_word(c) || "!#%&*+-?@^~".contains(c));
        let figures = value[..length].contains(|c: char| c.is_ascii_digit());
        let end = text.len() - value.len() + length;
        (length >= 4 && literal && (quoted || figures)).then(|| &text[at.start..end])
    })
}

const PASSWORDS: [&str; 8] =
    ["password", "passwd", "passphrase", "api_key", "api key", "secret_key", "client_secret", "access_token"];

/// A timecode such as `00:01:23`, or a range such as `0:05-0:12`. A range from 6:00 on in whole multiples of
/// five minutes is a time of day and does not count.
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
        let range = word.split_once(['-', '–']);
        let is_range = range.is_some_and(|(from, to)| is_time(from) && is_time(to));
        let of_day = |time: &str| {
            let (hour, minute) = time.split_once(':').unwrap_or_default();
            matches!(hour.parse(), Ok(6..=23)) && minute.ends_with(['0', '5'])
        };
        long || (is_range && !range.is_some_and(|(from, to)| of_day(from) && of_day(to)))
    })
}

/// True if the character at `at` joins the two characters beside it into one emoji.
pub(super) fn joins_pictures(text: &str, at: usize) -> bool {
    let is_picture = |c: Option<char>| c.is_some_and(|c| c >= '\u{2190}' && !c.is_alphanumeric());
    text[at..]
        .strip_prefix('\u{200d}')
        .is_some_and(|after| is_picture(text[..at].chars().next_back()) && is_picture(after.chars().next()))
}
