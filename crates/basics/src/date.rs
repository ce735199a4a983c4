//! Conversion between TOML dates and day numbers.
//!
//! The arithmetic is `days_from_civil` and `civil_from_days` of Howard Hinnant's "chrono-Compatible
//! Low-Level Date Algorithms" (<https://howardhinnant.github.io/date_algorithms.html>): the year
//! begins in March there, so that the leap day is its last, and 400 years are one era.

/// A day of the proleptic Gregorian calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Date {
    /// The year, 0 for 1 BC.
    pub year: i64,
    /// The month, from 1 to 12.
    pub month: i64,
    /// The day of the month, from 1.
    pub day: i64,
}

/// English names of the months, in three letters.
pub const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

const DAYS_OF_ERA: i64 = 146_097;
/// Days from 1 March of year 0 to 1 January 1970.
const EPOCH: i64 = 719_468;

impl Date {
    /// Reads `2026-01-03`; `None` for anything else, and for days that do not exist.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut fields = text.splitn(3, '-');
        let mut number = |digits: usize| {
            let field = fields.next()?;
            let plain = field.len() == digits && field.bytes().all(|byte| byte.is_ascii_digit());
            if plain { field.parse::<i64>().ok() } else { None }
        };
        let date = Self { year: number(4)?, month: number(2)?, day: number(2)? };
        ((1..=12).contains(&date.month) && Self::from_days(date.days()) == date).then_some(date)
    }

    /// Days since 1 January 1970.
    #[must_use]
    pub fn days(self) -> i64 {
        let year = if self.month <= 2 { self.year - 1 } else { self.year };
        let era = year.div_euclid(400);
        let month = (self.month + 9) % 12;
        let day_of_year = (153 * month + 2) / 5 + self.day - 1;
        let year_of_era = year.rem_euclid(400);
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        era * DAYS_OF_ERA + day_of_era - EPOCH
    }

    /// The date that is `days` days after 1 January 1970.
    #[must_use]
    pub fn from_days(days: i64) -> Self {
        let days = days + EPOCH;
        let era = days.div_euclid(DAYS_OF_ERA);
        let day_of_era = days.rem_euclid(DAYS_OF_ERA);
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month + 2) / 5 + 1;
        let month = if month < 10 { month + 3 } else { month - 9 };
        Self { year: year_of_era + era * 400 + i64::from(month <= 2), month, day }
    }

    /// English name of the month in three letters: `Jan`.
    #[must_use]
    pub fn month_name(self) -> &'static str {
        MONTHS[(self.month - 1).rem_euclid(12) as usize]
    }

    /// The day as it is drawn: `3 Jan 2026`.
    #[must_use]
    pub fn write(self) -> String {
        format!("{}\u{a0}{}\u{a0}{}", self.day, self.month_name(), self.year)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_count_from_1970() {
        let days = |text| Date::parse(text).unwrap_or_else(|| panic!("{text}")).days();
        assert_eq!(days("1970-01-01"), 0);
        assert_eq!(days("1969-12-31"), -1);
        assert_eq!(days("2000-03-01"), 11_017);
        assert_eq!(days("2026-01-03"), 20_456);
        assert_eq!(days("0000-01-01"), -719_528);
        assert_eq!(days("9999-12-31"), 2_932_896);
    }

    #[test]
    fn every_day_is_its_own_inverse() {
        for days in (-800_000..3_000_000).step_by(13) {
            assert_eq!(Date::from_days(days).days(), days);
        }
    }

    #[test]
    fn days_that_do_not_exist_are_no_dates() {
        for text in ["2026-02-29", "2026-13-01", "2026-00-10", "2026-04-31", "2026-1-03", "26-01-03", ""] {
            assert_eq!(Date::parse(text), None, "{text}");
        }
        assert!(Date::parse("2024-02-29").is_some());
        assert_eq!(Date::parse("2026-01-03").map(Date::write).as_deref(), Some("3\u{a0}Jan\u{a0}2026"));
    }
}
