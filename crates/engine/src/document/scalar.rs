//! Readers of single values: numbers, seconds, choices. A value is read or reported, never guessed.

use super::{Findings, Node, Value};
use crate::diagnostic::did_you_mean;
use halfminute_basics::date::Date;
use halfminute_basics::time::{Time, TimeError};

/// A finite number; anything else is reported.
pub fn number(findings: &Findings, key: &str, node: &Node) -> Option<f64> {
    match &node.value {
        Value::Number { value, .. } if value.is_finite() => Some(*value),
        Value::Number { integer: true, .. } => {
            let message = format!("`{key}` is too large a number");
            findings.error_help("out-of-range", &node.span, message, "write a smaller one");
            None
        }
        Value::Number { text, .. } => {
            let message = format!("`{key}` is {text}, which is not a finite number");
            findings.error_help("not-finite", &node.span, message, "write a plain number such as 48");
            None
        }
        Value::Text(text) => {
            let help = match meant(text) {
                Some(plain) if text.contains(',') => format!("write {plain}; digits are grouped for you"),
                Some(plain) => format!("write {plain}"),
                None => "write a number, without quotes".into(),
            };
            findings.error_help(
                "wrong-type",
                &node.span,
                format!("`{key}` wants a number, not a text"),
                help,
            );
            None
        }
        _ => {
            let message = format!("`{key}` wants a number, not {}", node.noun());
            findings.error_help("wrong-type", &node.span, message, "write a plain number such as 48");
            None
        }
    }
}

/// The number that a string such as `50,259` or `35 %` was meant to be.
fn meant(text: &str) -> Option<String> {
    let digits = text.trim_end_matches(|c: char| !c.is_ascii_digit());
    let plain: String = digits.chars().filter(|c| ![',', '_', ' '].contains(c)).collect();
    let number = plain.starts_with(|c: char| c.is_ascii_digit() || c == '-') && plain.parse::<f64>().is_ok();
    number.then_some(plain)
}

/// A number within bounds; anything else is reported.
pub fn number_within(findings: &Findings, key: &str, node: &Node, (min, max): (f64, f64)) -> Option<f64> {
    let value = number(findings, key, node)?;
    if (min..=max).contains(&value) {
        return Some(value);
    }
    let (min, max) = (short(min), short(max));
    let written = if let Value::Number { text, .. } = &node.value { text } else { "?" };
    let message = format!("`{key}` is {written}, outside {min} to {max}");
    findings.error_help("out-of-range", &node.span, message, format!("write a number from {min} to {max}"));
    None
}

/// A whole number within bounds; anything else is reported.
pub fn whole_within(findings: &Findings, key: &str, node: &Node, bounds: (f64, f64)) -> Option<f64> {
    let value = number_within(findings, key, node, bounds)?;
    if value.fract() == 0.0 {
        return Some(value);
    }
    let message = format!("`{key}` is {value}, not a whole number");
    findings.error_help("out-of-range", &node.span, message, format!("write {}", value.round()));
    None
}

/// A bound as an author would write it: `1e15` rather than sixteen digits.
fn short(number: f64) -> String {
    if number.abs() >= 1e7 { format!("{number:e}") } else { number.to_string() }
}

/// One of `choices`; anything else is reported.
pub fn choice(findings: &Findings, key: &str, node: &Node, choices: &[&'static str]) -> Option<&'static str> {
    let known = list(choices);
    let Some(text) = node.as_text() else {
        let message = format!("`{key}` wants one of {known}, not {}", node.noun());
        findings.error_help("wrong-type", &node.span, message, format!("write \"{}\"", choices[0]));
        return None;
    };
    let found = choices.iter().find(|choice| **choice == text).copied();
    if found.is_none() {
        let help = match did_you_mean(text, choices.iter().copied()) {
            Some(near) => format!("did you mean \"{near}\"?"),
            None => format!("write one of {known}"),
        };
        findings.error_help("unknown-value", &node.span, format!("`{key}` has no value `{text}`"), help);
    }
    found
}

/// A date as days since 1970-01-01; anything else is reported.
pub fn date(findings: &Findings, key: &str, node: &Node) -> Option<f64> {
    let (text, message) = match &node.value {
        Value::Date(text) => (Some(text), format!("`{key}` wants a date without a time")),
        Value::Text(text) => (Some(text), format!("`{key}` wants a date, not a text")),
        _ => (None, format!("`{key}` wants a date, not {}", node.noun())),
    };
    if let (Value::Date(_), Some(date)) = (&node.value, text.and_then(|text| Date::parse(text))) {
        return Some(date.days() as f64);
    }
    // A date with a time, or in quotes, may begin with the date that was meant.
    let meant = text.and_then(|text| text.get(..10)).filter(|text| Date::parse(text).is_some());
    let help = format!("write a date, without quotes: {}", meant.unwrap_or("2026-01-03"));
    findings.error_help("wrong-type", &node.span, message, help);
    None
}

/// Seconds, read exactly from the text of a number; anything else is reported.
pub fn time(findings: &Findings, key: &str, node: &Node) -> Option<Time> {
    let text = match &node.value {
        Value::Number { text, .. } => text,
        Value::Text(text) => {
            let help = match meant_seconds(text) {
                Some(plain) => format!("seconds are a number: write {plain}"),
                None => "seconds are a number: write 4.5".into(),
            };
            findings.error_help("wrong-type", &node.span, format!("`{key}` wants seconds, not a text"), help);
            return None;
        }
        _ => {
            let message = format!("`{key}` wants seconds, not {}", node.noun());
            findings.error_help("wrong-type", &node.span, message, "seconds are a number: write 4.5");
            return None;
        }
    };
    match Time::parse_seconds(text) {
        Ok(time) => Some(time),
        Err(error) => {
            let (message, help) = match error {
                TimeError::NotANumber => ("not a finite number of seconds", "write a number such as 4.5"),
                TimeError::TooFine => ("finer than 0.00001 s", "write at most five decimal places"),
                TimeError::OutOfRange => ("longer than an hour", "write seconds, at most 3600"),
            };
            findings.error_help("bad-time", &node.span, format!("`{key}` is {text}: {message}"), help);
            None
        }
    }
}

/// The seconds that a string such as `4.5s`, `500 ms` or `0:02` was meant to be.
fn meant_seconds(text: &str) -> Option<String> {
    let number = |text: &str| text.parse::<f64>().ok().filter(|seconds| seconds.is_finite());
    if let Some((minutes, seconds)) = text.trim().split_once(':') {
        return Some((number(minutes)? * 60.0 + number(seconds)?).to_string());
    }
    let plain = text.trim_end_matches(|c: char| c.is_alphabetic() || c == ' ');
    match text[plain.len()..].trim() {
        "ms" => Some((number(plain)? / 1000.0).to_string()),
        "min" | "m" => Some((number(plain)? * 60.0).to_string()),
        _ => number(plain).map(|_| plain.to_owned()),
    }
}

/// Names in back-ticks as a list for a message: `a`, `b` and `c`.
pub fn list(names: &[&str]) -> String {
    let mut names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.dedup();
    match names.pop() {
        None => "nothing".into(),
        Some(last) if names.is_empty() => last,
        Some(last) => format!("{} and {last}", names.join(", ")),
    }
}
