//! Validation of property values and their conversion for the SVG reader.

use super::color::hexadecimal;
use super::property::Takes;
use super::scan::{arguments, bracketed, call, find, list};
use super::transform;
use crate::asset::work::{Spent, Work};

/// Maximum number of dashes and gaps of a line: each of its pieces is compared with all of them.
const DASHES: usize = 256;
/// Maximum number of bytes of a value that is passed on unchanged to every element that inherits it.
const LONGEST_TEXT: usize = 1024;

/// The notation of a value: presentation attributes have their own notation for transforms, and lengths without
/// units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Notation {
    Attribute,
    Css,
}

/// A unit, with its factor to pixels or degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Unit {
    None,
    Percent,
    /// A unit of length, with its factor to pixels.
    Pixels(f64),
    /// A unit of length that depends on the font: `em` or `ex`.
    Font,
    /// A unit of angles, with its factor to degrees.
    Degrees(f64),
}

/// Parses a number and its unit.
pub(super) fn dimension(text: &str) -> Option<(f64, Unit)> {
    let text = text.trim();
    let is_exponent = |at: usize| {
        let rest = text[at..].strip_prefix(['e', 'E']).map(|rest| rest.trim_start_matches(['+', '-']));
        rest.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
    };
    let is_number = |(at, c): &(usize, char)| c.is_ascii_digit() || "+-.".contains(*c) || is_exponent(*at);
    let end = text.char_indices().find(|place| !is_number(place)).map_or(text.len(), |(at, _)| at);
    let value: f64 = text[..end].parse().ok().filter(|value: &f64| value.is_finite())?;
    let unit = match text[end..].to_ascii_lowercase().as_str() {
        "" => Unit::None,
        "%" => Unit::Percent,
        "px" => Unit::Pixels(1.0),
        "in" => Unit::Pixels(96.0),
        "cm" => Unit::Pixels(96.0 / 2.54),
        "mm" => Unit::Pixels(9.6 / 2.54),
        "q" => Unit::Pixels(2.4 / 2.54),
        "pt" => Unit::Pixels(96.0 / 72.0),
        "pc" => Unit::Pixels(16.0),
        "em" | "ex" => Unit::Font,
        "deg" => Unit::Degrees(1.0),
        "grad" => Unit::Degrees(0.9),
        "rad" => Unit::Degrees(180.0 / std::f64::consts::PI),
        "turn" => Unit::Degrees(360.0),
        _ => return None,
    };
    Some((value, unit))
}

/// Converts a value for the SVG reader; returns `None` if the reader would not understand it.
pub(super) fn read(takes: Takes, text: &str, notation: Notation) -> Option<String> {
    let text = text.trim();
    match takes {
        Takes::Paint => paint(text),
        Takes::Color if text.eq_ignore_ascii_case("currentcolor") => Some("currentColor".to_owned()),
        Takes::Color => hexadecimal(text),
        Takes::Opacity => dimension(text)
            .filter(|(_, unit)| matches!(unit, Unit::None | Unit::Percent))
            .map(|_| text.to_owned()),
        Takes::Number => dimension(text).filter(|(_, unit)| *unit == Unit::None).map(|_| text.to_owned()),
        Takes::Length => length(text, notation == Notation::Attribute),
        Takes::StrokeLength => length(text, true),
        Takes::Dashes => dashes(text),
        Takes::Keyword(words) => {
            let word = text.to_ascii_lowercase();
            words.contains(&word.as_str()).then_some(word)
        }
        Takes::Reference if text.eq_ignore_ascii_case("none") => Some("none".to_owned()),
        Takes::Reference => {
            let (target, rest) = target(text)?;
            rest.trim().is_empty().then(|| format!("url(#{target})"))
        }
        Takes::Transform if text.eq_ignore_ascii_case("none") => Some(String::new()),
        Takes::Transform if notation == Notation::Attribute => {
            transform::is_svg(text).then(|| text.to_owned())
        }
        Takes::Transform => transform::in_svg(text),
        Takes::Origin => {
            let is_place = |word: &str| {
                ["left", "right", "top", "bottom", "center"].contains(&word) || length(word, true).is_some()
            };
            let text = text.to_ascii_lowercase();
            let words = text.split_whitespace().count();
            ((1..=3).contains(&words) && text.split_whitespace().all(is_place)).then_some(text)
        }
        Takes::Path if notation == Notation::Attribute => Some(text.to_owned()),
        Takes::Path => {
            let quoted = arguments(text, "path")?.trim();
            let inner = quoted.strip_prefix(['"', '\''])?.strip_suffix(['"', '\''])?;
            Some(inner.to_owned())
        }
        Takes::Text => (text.len() <= LONGEST_TEXT).then(|| text.to_owned()),
    }
}

/// A length in pixels, in per cent or relative to the font.
fn length(text: &str, may_lack_unit: bool) -> Option<String> {
    let (value, unit) = dimension(text)?;
    match unit {
        Unit::None if may_lack_unit || value == 0.0 => Some(text.to_owned()),
        // Kept unchanged: the SVG reader supports them.
        Unit::Percent | Unit::Font => Some(text.to_ascii_lowercase()),
        Unit::Pixels(scale) => Some((value * scale).to_string()),
        Unit::None | Unit::Degrees(_) => None,
    }
}

/// The lengths of dashes and gaps, separated by blanks.
fn dashes(text: &str) -> Option<String> {
    if text.eq_ignore_ascii_case("none") {
        return Some("none".to_owned());
    }
    let parts = list(text, b',').flat_map(str::split_whitespace).take(DASHES + 1);
    let lengths: Option<Vec<String>> = parts.map(|part| length(part, true)).collect();
    lengths.filter(|lengths| (1..=DASHES).contains(&lengths.len())).map(|lengths| lengths.join(" "))
}

/// A colour, or a reference with an optional fallback colour.
fn paint(text: &str) -> Option<String> {
    let simple = |text: &str| match text.to_ascii_lowercase().as_str() {
        "none" => Some("none".to_owned()),
        "currentcolor" => Some("currentColor".to_owned()),
        word @ ("context-fill" | "context-stroke") => Some(word.to_owned()),
        _ => hexadecimal(text),
    };
    let Some((target, rest)) = target(text) else { return simple(text) };
    match rest.trim() {
        "" => Some(format!("url(#{target})")),
        fallback => Some(format!("url(#{target}) {}", simple(fallback)?)),
    }
}

/// The id in `url(#id)`, and the text after it. References to other files have an empty id.
pub(in crate::asset) fn target(text: &str) -> Option<(&str, &str)> {
    let start = text.get(..4)?;
    if !start.eq_ignore_ascii_case("url(") {
        return None;
    }
    let (inside, rest) = bracketed(&text[3..]);
    let address = inside.trim().trim_matches(['"', '\'']).trim();
    Some((address.strip_prefix('#').unwrap_or_default(), rest))
}

/// Replaces each `light-dark(…)` in a value by one of its two colours; returns `None` if one lacks a second
/// colour.
pub(super) fn for_scheme(text: &str, is_dark: bool, work: &mut Work) -> Result<Option<String>, Spent> {
    let mut chosen = String::new();
    // Parts that are still to be read, the next one last.
    let mut parts = vec![text];
    while let Some(part) = parts.pop() {
        work.spend(1 + part.len() / 8)?;
        let Some((before, inside, after)) = call(part, "light-dark") else {
            chosen.push_str(part);
            continue;
        };
        let Some(comma) = find(inside, b",") else { return Ok(None) };
        chosen.push_str(before);
        parts.push(after);
        parts.push(if is_dark { &inside[comma + 1..] } else { &inside[..comma] }.trim());
    }
    Ok(Some(chosen))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_keep_what_the_reader_knows() {
        let css = |text| read(Takes::Length, text, Notation::Css);
        assert_eq!(css("2.5px").as_deref(), Some("2.5"));
        assert_eq!(css("1Q").as_deref(), Some("0.9448818897637795"));
        assert_eq!(css("50%").as_deref(), Some("50%"));
        assert_eq!(css("1.5EM").as_deref(), Some("1.5em"));
        assert_eq!(css("1e2px").as_deref(), Some("100"));
        assert_eq!(css("0").as_deref(), Some("0"));
        for text in ["5", "auto", "calc(1px + 2px)", "5rem", "", "px", "1e", "--5px", "5 px"] {
            assert_eq!(css(text), None, "{text}");
        }
        assert_eq!(read(Takes::Length, "5", Notation::Attribute).as_deref(), Some("5"));
        assert_eq!(read(Takes::Dashes, "1px, 2  3", Notation::Css).as_deref(), Some("1 2 3"));
    }

    #[test]
    fn paints_keep_references_and_fallbacks() {
        let is = |text, expected| assert_eq!(paint(text).as_deref(), expected, "{text}");
        is("url(#a)", Some("url(#a)"));
        is("URL( '#a' ) Blue", Some("url(#a) #0000ff"));
        is("url(b.svg#a) none", Some("url(#) none"));
        is("url(#a) bogus", None);
        is("CurrentColor", Some("currentColor"));
        is("context-fill", Some("context-fill"));
    }

    #[test]
    fn the_scheme_chooses_a_colour() {
        let is = |text: &str, is_dark, expected: Option<&str>| {
            let chosen = for_scheme(text, is_dark, &mut Work::new(1_000)).unwrap();
            assert_eq!(chosen.as_deref(), expected, "{text}");
        };
        is("light-dark(rgb(0,1,2), red)", false, Some("rgb(0,1,2)"));
        is("url(#a) light-dark(red, light-dark(a, b)) c", true, Some("url(#a) b c"));
        is("light-dark(a, b) light-dark(c, d)", false, Some("a c"));
        is("light-dark(red)", false, None);
    }
}
