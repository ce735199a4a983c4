//! Number formats: digits, clock times and dates in the notation of a language.

use std::sync::Arc;

use crate::text::Language;
use halfminute_basics::date::Date;

/// Format that a number is written in.
#[derive(Clone, Debug, PartialEq)]
pub struct NumberFormat {
    /// Notation: digits, minutes and seconds, or a date.
    pub shape: NumberShape,
    /// Number of digits after the decimal separator.
    pub decimals: usize,
    /// True if groups of thousands are separated.
    pub grouped: bool,
    /// Language that determines the separators.
    pub language: &'static Language,
    /// Text before the digits.
    pub prefix: Arc<str>,
    /// Text after the digits.
    pub unit: Arc<str>,
}

/// Notation of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberShape {
    /// Decimal digits with separators.
    Plain,
    /// A number of seconds as `m:ss`.
    Clock,
    /// A number of days since 1970-01-01 as `3 Jan 2026`.
    Date,
}

impl NumberFormat {
    /// Whole numbers, with thousands separated by commas.
    #[must_use]
    pub fn whole() -> Self {
        Self {
            shape: NumberShape::Plain,
            decimals: 0,
            grouped: true,
            language: Language::of("en"),
            prefix: "".into(),
            unit: "".into(),
        }
    }

    /// Whole numbers whose thousands are separated by commas if `grouped`.
    pub(super) fn grouped(grouped: bool) -> Self {
        Self { grouped, ..Self::whole() }
    }

    /// Numbers with a unit after them, which may be empty, and `decimals` digits after the point.
    pub(super) fn with(unit: &str, decimals: usize, grouped: bool) -> Self {
        Self { unit: unit.trim().into(), decimals, ..Self::grouped(grouped) }
    }

    /// The same format in the notation of `language`.
    #[must_use]
    pub fn in_language(self, language: &'static Language) -> Self {
        Self { language, ..self }
    }

    /// `value` as it is drawn: `50,259` or `49.45%`. Negative numbers have a typographic minus sign.
    #[must_use]
    pub fn write(&self, value: f64) -> String {
        if self.shape == NumberShape::Clock {
            let seconds = value.max(0.0).floor();
            let minutes = (seconds / 60.0).floor();
            return format!("{minutes}:{:02}", (seconds - minutes * 60.0) as u32);
        }
        if self.shape == NumberShape::Date {
            return Date::from_days(value.round() as i64).write();
        }
        let (whole, fraction) = rounded(value.abs(), self.decimals);
        let negative = value < 0.0 && [&whole, &fraction].iter().any(|digits| !is_zero(digits));
        let mut text = String::from(&*self.prefix);
        if negative {
            text.push('\u{2212}');
        }
        for (at, digit) in whole.chars().enumerate() {
            if self.grouped && at > 0 && (whole.len() - at).is_multiple_of(3) && whole.len() > 3 {
                text.push(self.language.group);
            }
            text.push(digit);
        }
        if !fraction.is_empty() {
            text.push(self.language.point);
            text.push_str(&fraction);
        }
        if !self.unit.is_empty() {
            if &*self.unit != "%" || self.language.spaced_percent {
                text.push('\u{a0}');
            }
            text.push_str(&self.unit);
        }
        text
    }
}

/// Digits of a non-negative number before the decimal separator, and `decimals` digits after it. Halves are
/// rounded up, starting from the shortest decimal that represents the number: 0.285 is rounded as it is
/// written, although its binary value is a little less.
fn rounded(value: f64, decimals: usize) -> (String, String) {
    let written = value.to_string();
    let (whole, fraction) = written.split_once('.').unwrap_or((&written, ""));
    let up = fraction.as_bytes().get(decimals).is_some_and(|digit| *digit >= b'5');
    let kept = fraction.bytes().chain(std::iter::repeat(b'0')).take(decimals);
    let mut digits: Vec<u8> = whole.bytes().chain(kept).collect();
    if up {
        // Trailing nines become zeros.
        let last = digits.iter().rposition(|digit| *digit != b'9');
        digits[last.map_or(0, |last| last + 1)..].fill(b'0');
        match last {
            Some(last) => digits[last] += 1,
            None => digits.insert(0, b'1'),
        }
    }
    let text = |digits: &[u8]| digits.iter().map(|digit| char::from(*digit)).collect();
    let (whole, fraction) = digits.split_at(digits.len() - decimals);
    (text(whole), text(fraction))
}

fn is_zero(digits: &str) -> bool {
    digits.bytes().all(|digit| digit == b'0')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn format(decimals: usize, unit: &str) -> NumberFormat {
        NumberFormat { decimals, unit: unit.into(), ..NumberFormat::whole() }
    }

    #[test]
    fn a_half_is_rounded_away_from_zero() {
        let cases = [
            (0.285, 2, "0.29"),
            (1.005, 2, "1.01"),
            (2.5, 0, "3"),
            (3.5, 0, "4"),
            (0.5, 0, "1"),
            (-2.5, 0, "\u{2212}3"),
            (-0.285, 2, "\u{2212}0.29"),
            (-0.5, 0, "\u{2212}1"),
            (0.284_999, 2, "0.28"),
            (9.995, 2, "10.00"),
            (999_999.5, 0, "1,000,000"),
            (0.000_000_5, 6, "0.000001"),
            (1.25, 6, "1.250000"),
            (-0.0, 1, "0.0"),
            (-0.04, 1, "0.0"),
            (1e15, 0, "1,000,000,000,000,000"),
            (1e-300, 2, "0.00"),
        ];
        for (value, decimals, text) in cases {
            assert_eq!(format(decimals, "").write(value), text, "{value}");
        }
        assert_eq!(format(1, "%").write(0.25), "0.3%");
    }

    #[test]
    fn a_number_that_grows_is_never_written_smaller() {
        let number = |text: &str| text.replace([','], "").replace('\u{2212}', "-").parse::<f64>().unwrap();
        for decimals in 0..4 {
            let format = format(decimals, "");
            let steps = (0..=20_000).map(|at| -3.0 + 0.000_3 * f64::from(at));
            let written: Vec<f64> = steps.map(|value| number(&format.write(value))).collect();
            assert!(written.is_sorted(), "{decimals}");
        }
    }

    #[test]
    fn thousands_are_parted_unless_it_is_a_year() {
        assert_eq!(format(0, "").write(2024.0), "2,024");
        assert_eq!(NumberFormat { grouped: false, ..format(0, "") }.write(2024.0), "2024");
        assert_eq!(NumberFormat { grouped: false, ..format(1, "%") }.write(-12_345.65), "\u{2212}12345.7%");
    }

    #[test]
    fn numbers_are_written_as_in_print() {
        assert_eq!(format(0, "").write(50_259.0), "50,259");
        assert_eq!(format(2, "%").write(49.45), "49.45%");
        assert_eq!(format(1, "GB").write(4.7), "4.7\u{a0}GB");
        let french = format(1, "%").in_language(Language::of("fr"));
        assert_eq!(french.write(50_257.5), "50\u{202f}257,5\u{a0}%");
        assert_eq!(format(0, "").write(-1_234_567.0), "\u{2212}1,234,567");
        assert_eq!(format(0, "").write(-0.2), "0", "no minus before a rounded zero");
        assert_eq!(format(0, "").write(999.6), "1,000");
        let clock = NumberFormat { shape: NumberShape::Clock, ..NumberFormat::whole() };
        assert_eq!(clock.write(754.9), "12:34", "a clock shows the second that has begun");
    }
}
