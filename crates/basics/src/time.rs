//! Exact time: instants and lengths as whole numbers of flicks.
//!
//! A clip's time is an integer number of [flicks]: 1/705,600,000 of a second, the unit in which
//! one frame of every common rate (24, 25, 30, 60, 30000/1001 …) is a whole number, and so is
//! every decimal of up to five places. Sums and comparisons of times are therefore integer
//! arithmetic; floating point appears only where a motion's progress is computed from them.
//!
//! [flicks]: https://github.com/facebookarchive/Flicks

use std::fmt;
use std::ops::{Add, Mul, Sub};

/// A point in time, or a length of time, in flicks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(i64);

impl Time {
    /// The beginning of the clip, or an empty length.
    pub const ZERO: Self = Self(0);
    /// Number of flicks in a second.
    pub const PER_SECOND: i64 = 705_600_000;
    /// The longest clip, beat or motion: one hour.
    pub const MAX: Self = Self(3600 * Self::PER_SECOND);

    /// The time that equals `millis` milliseconds.
    #[must_use]
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis * (Self::PER_SECOND / 1000))
    }

    /// The number of flicks, for integer arithmetic.
    #[must_use]
    pub const fn flicks(self) -> i64 {
        self.0
    }

    /// The time that equals `flicks` flicks.
    #[must_use]
    pub const fn from_flicks(flicks: i64) -> Self {
        Self(flicks)
    }

    /// The time in seconds, for progress and printing. Compare [`Time`] values instead.
    #[must_use]
    pub fn seconds(self) -> f64 {
        self.0 as f64 / Self::PER_SECOND as f64
    }

    /// Reads seconds exactly from their decimal text.
    ///
    /// # Errors
    /// The text is not a finite decimal number, has more than five decimal places, or its size
    /// exceeds [`Time::MAX`].
    pub fn parse_seconds(text: &str) -> Result<Self, TimeError> {
        let text = text.replace('_', "");
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => {
                (mantissa, exponent.parse::<i32>().map_err(|_| TimeError::NotANumber)?)
            }
            None => (text.as_str(), 0),
        };
        let (sign, digits) = match mantissa.strip_prefix('-') {
            Some(rest) => (-1, rest),
            None => (1, mantissa.strip_prefix('+').unwrap_or(mantissa)),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        if whole.is_empty() && fraction.is_empty() {
            return Err(TimeError::NotANumber);
        }
        let mut value: i128 = 0;
        for digit in whole.chars().chain(fraction.chars()) {
            let digit = digit.to_digit(10).ok_or(TimeError::NotANumber)?;
            value = value * 10 + i128::from(digit);
            if value > i128::from(i64::MAX) {
                return Err(TimeError::OutOfRange);
            }
        }
        let places = fraction.len() as i32 - exponent;
        if value == 0 {
            return Ok(Self::ZERO);
        }
        if !(-12..=18).contains(&places) {
            return Err(if places > 0 { TimeError::TooFine } else { TimeError::OutOfRange });
        }
        let mut flicks = value * i128::from(Self::PER_SECOND);
        for _ in 0..places {
            if flicks % 10 != 0 {
                return Err(TimeError::TooFine);
            }
            flicks /= 10;
        }
        for _ in places..0 {
            flicks *= 10;
        }
        if flicks > i128::from(Self::MAX.0) {
            return Err(TimeError::OutOfRange);
        }
        Ok(Self(sign * flicks as i64))
    }
}

impl Add for Time {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for Time {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Mul<i64> for Time {
    type Output = Self;
    fn mul(self, times: i64) -> Self {
        Self(self.0.saturating_mul(times))
    }
}

impl std::iter::Sum for Time {
    fn sum<I: Iterator<Item = Self>>(times: I) -> Self {
        times.fold(Self::ZERO, Add::add)
    }
}

/// Writes seconds with as many decimals as they need, at least one and at most five: `4.5`, `30.0`.
impl fmt::Display for Time {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let second = i128::from(Self::PER_SECOND);
        let steps = (i128::from(self.0).abs() * 100_000 + second / 2) / second;
        let (whole, fraction) = (steps / 100_000, steps % 100_000);
        let digits = format!("{fraction:05}");
        let digits = digits.trim_end_matches('0');
        let sign = if self.0 < 0 && steps > 0 { "-" } else { "" };
        write!(out, "{sign}{whole}.{}", if digits.is_empty() { "0" } else { digits })
    }
}

/// Reason for which a text is not a [`Time`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeError {
    /// Not a finite decimal number.
    NotANumber,
    /// More than five decimal places.
    TooFine,
    /// Above [`Time::MAX`] in size.
    OutOfRange,
}

/// A half-open interval of time: `start` belongs to it, `end` does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Interval {
    /// First instant inside the interval.
    pub start: Time,
    /// First instant after the interval.
    pub end: Time,
}

impl Interval {
    /// The interval of `length` that begins at `start`.
    #[must_use]
    pub fn new(start: Time, length: Time) -> Self {
        Self { start, end: start + length }
    }

    /// True if the two intervals share an instant.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Share of the interval that has passed at `now`: 0 up to its start, 1 from its end on.
    #[must_use]
    pub fn progress(self, now: Time) -> f64 {
        if now >= self.end {
            1.0
        } else if now <= self.start {
            0.0
        } else {
            (now.0 - self.start.0) as f64 / (self.end.0 - self.start.0) as f64
        }
    }
}

/// Frames per second, as a reduced fraction: 30/1, 30000/1001.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Rate {
    numerator: u32,
    denominator: u32,
}

impl Rate {
    /// The default rate: 30 frames per second.
    pub const DEFAULT: Self = Self { numerator: 30, denominator: 1 };
    /// The fastest rate accepted, in frames per second.
    pub const MAX: u32 = 240;

    /// The rate `numerator` / `denominator`, reduced to lowest terms.
    ///
    /// # Errors
    /// The rate is zero, above [`Rate::MAX`], or has a frame length that is not a whole number of flicks.
    pub fn new(numerator: u32, denominator: u32) -> Result<Self, RateError> {
        if numerator == 0 || denominator == 0 {
            return Err(RateError::Zero);
        }
        if u64::from(numerator) > u64::from(Self::MAX) * u64::from(denominator) {
            return Err(RateError::TooFast);
        }
        let divisor = greatest_common_divisor(numerator, denominator);
        let rate = Self { numerator: numerator / divisor, denominator: denominator / divisor };
        let flicks = Time::PER_SECOND * i64::from(rate.denominator);
        if flicks % i64::from(rate.numerator) != 0 || rate.denominator > 1001 {
            return Err(RateError::Uneven);
        }
        Ok(rate)
    }

    /// The length of one frame.
    #[must_use]
    pub fn frame(self) -> Time {
        Time(Time::PER_SECOND * i64::from(self.denominator) / i64::from(self.numerator))
    }

    /// The instant that frame `index` shows, counted from the clip's first frame.
    #[must_use]
    pub fn instant(self, index: u32) -> Time {
        self.frame() * i64::from(index)
    }

    /// Number of frames that fill `length`, or `None` if it is not a whole number of frames.
    #[must_use]
    pub fn whole_frames(self, length: Time) -> Option<u32> {
        let frame = self.frame().0;
        if length.0 < 0 || length.0 % frame != 0 {
            return None;
        }
        u32::try_from(length.0 / frame).ok()
    }

    /// Index of the frame on screen at `instant`; the first frame for instants before the clip.
    #[must_use]
    pub fn frame_at(self, instant: Time) -> u32 {
        u32::try_from(instant.0.max(0) / self.frame().0).unwrap_or(u32::MAX)
    }

    /// Numerator of the reduced fraction.
    #[must_use]
    pub fn numerator(self) -> u32 {
        self.numerator
    }

    /// Denominator of the reduced fraction.
    #[must_use]
    pub fn denominator(self) -> u32 {
        self.denominator
    }
}

/// Writes `30` or `30000/1001`, which [`std::str::FromStr`] reads.
impl fmt::Display for Rate {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.denominator {
            1 => write!(out, "{}", self.numerator),
            denominator => write!(out, "{}/{denominator}", self.numerator),
        }
    }
}

impl std::str::FromStr for Rate {
    type Err = RateError;

    fn from_str(text: &str) -> Result<Self, RateError> {
        let (numerator, denominator) = text.split_once('/').unwrap_or((text, "1"));
        let number = |text: &str| text.trim().parse::<u32>().map_err(|_| RateError::NotARate);
        Self::new(number(numerator)?, number(denominator)?)
    }
}

/// Reason for which something is not a [`Rate`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RateError {
    /// Neither a whole number nor a fraction of two.
    NotARate,
    /// Zero frames per second.
    Zero,
    /// More frames per second than [`Rate::MAX`].
    TooFast,
    /// A frame length that is not a whole number of flicks.
    Uneven,
}

impl fmt::Display for RateError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::NotARate => "a rate is a whole number or a fraction: write 30 or \"30000/1001\"",
            Self::Zero => "a rate is at least 1: write 30",
            Self::TooFast => "a rate is at most 240 frames a second: write 60",
            Self::Uneven => "this rate has no exact frame length: write 24, 25, 30, 50, 60 or \"30000/1001\"",
        })
    }
}

impl std::error::Error for RateError {}

fn greatest_common_divisor(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { greatest_common_divisor(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_read_exactly() {
        let rate = Rate::DEFAULT;
        let four_point_one = Time::parse_seconds("4.1").unwrap();
        assert_eq!(rate.whole_frames(four_point_one), Some(123), "4.1 * 30 is 122.99… in floats");
        assert_eq!(Time::parse_seconds("1e-1").unwrap(), Time::from_millis(100));
        assert_eq!(Time::parse_seconds("3_0.0").unwrap(), Time::from_millis(30_000));
        assert_eq!(Time::parse_seconds("0.000001"), Err(TimeError::TooFine));
        assert_eq!(Time::parse_seconds("1e300"), Err(TimeError::OutOfRange));
        assert_eq!(Time::parse_seconds("nan"), Err(TimeError::NotANumber));
        assert_eq!(Time::parse_seconds("inf"), Err(TimeError::NotANumber));
    }

    #[test]
    fn every_common_rate_has_whole_frames() {
        for rate in ["24", "25", "30", "48", "50", "60", "120", "24000/1001", "30000/1001", "60000/1001"] {
            let rate: Rate = rate.parse().unwrap();
            assert_eq!(rate.frame_at(rate.instant(12_345)), 12_345, "at {rate}");
            assert_eq!(rate.frame_at(rate.instant(12_345) - Time(1)), 12_344, "at {rate}");
        }
        assert_eq!("11".parse::<Rate>(), Err(RateError::Uneven));
        assert_eq!("0".parse::<Rate>(), Err(RateError::Zero));
        assert_eq!("1000".parse::<Rate>(), Err(RateError::TooFast));
    }

    #[test]
    fn seconds_print_as_an_author_writes_them() {
        let print = |text: &str| Time::parse_seconds(text).unwrap().to_string();
        assert_eq!(print("4.5"), "4.5");
        assert_eq!(print("30"), "30.0");
        assert_eq!(print("-0.25"), "-0.25");
        assert_eq!(print("0.00001"), "0.00001");
    }

    #[test]
    fn progress_is_half_open() {
        let half_second = Interval::new(Time::from_millis(1000), Time::from_millis(500));
        assert_eq!(half_second.progress(Time::from_millis(1000)), 0.0);
        assert_eq!(half_second.progress(Time::from_millis(1250)), 0.5);
        assert_eq!(half_second.progress(Time::from_millis(1500)), 1.0);
        let instant = Interval::new(Time::ZERO, Time::ZERO);
        assert_eq!(instant.progress(Time::ZERO), 1.0, "an empty stretch is over at once");
    }
}
