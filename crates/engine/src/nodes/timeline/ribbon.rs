//! The ribbon of a timeline: days, weeks, months, quarters or years, as fine as their names allow.

use kurbo::{Point, Rect};

use super::{Axis, Timeline};
use crate::nodes::{Panel, Pen, plain_fill};
use crate::theme::Tone;
use halfminute_basics::date::Date;

/// Length of one section of the ribbon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Day,
    /// A week, starting on Monday.
    Week,
    Month,
    Quarter,
    /// This number of years, starting with a multiple of it.
    Years(i64),
}

const UNITS: [Unit; 13] = [
    Unit::Day,
    Unit::Week,
    Unit::Month,
    Unit::Quarter,
    Unit::Years(1),
    Unit::Years(2),
    Unit::Years(5),
    Unit::Years(10),
    Unit::Years(20),
    Unit::Years(50),
    Unit::Years(100),
    Unit::Years(500),
    Unit::Years(1000),
];

impl Unit {
    /// Its least number of days, and its widest name without the year.
    fn least(self) -> (f64, &'static str) {
        match self {
            Self::Day => (1.0, "30\u{a0}May"),
            Self::Week => (7.0, "30\u{a0}May"),
            Self::Month => (28.0, "May"),
            Self::Quarter => (90.0, "Q4"),
            Self::Years(years) => (365.0 * years as f64, "2026"),
        }
    }

    /// The first day of the next unit after the one that contains `day`.
    fn next(self, day: i64) -> i64 {
        let date = Date::from_days(day);
        let month = |months: i64| {
            let (year, month) = (date.year + months.div_euclid(12), months.rem_euclid(12) + 1);
            Date { year, month, day: 1 }.days()
        };
        match self {
            Self::Day => day + 1,
            // 1970-01-01 was a Thursday.
            Self::Week => day + 7 - (day + 3).rem_euclid(7),
            Self::Month => month(date.month),
            Self::Quarter => month((date.month - 1) / 3 * 3 + 3),
            Self::Years(years) => {
                Date { year: (date.year.div_euclid(years) + 1) * years, month: 1, day: 1 }.days()
            }
        }
    }

    /// Possible names of a section, the best first. The best one contains the year at the start of the ribbon
    /// and where a year begins.
    fn names(self, day: i64, first: bool) -> Vec<String> {
        let date = Date::from_days(day);
        let (year, month) = (date.year, date.month_name());
        let short = match self {
            Self::Day | Self::Week => vec![format!("{}\u{a0}{month}", date.day), format!("{}", date.day)],
            Self::Month => vec![month.to_owned()],
            Self::Quarter => vec![format!("Q{}", (date.month + 2) / 3)],
            Self::Years(_) => return vec![format!("{year}")],
        };
        let begins = date.month == 1
            && match self {
                Self::Day => date.day == 1,
                Self::Week => date.day <= 7,
                _ => true,
            };
        let long = (first || begins).then(|| format!("{}\u{a0}{year}", short[0]));
        long.into_iter().chain(short).collect()
    }
}

/// First days of the sections from `from` to `to`, both included.
fn stretches(unit: Unit, from: i64, to: i64) -> Vec<i64> {
    let next = |day: &i64| Some(unit.next(*day)).filter(|day| *day <= to);
    std::iter::successors(Some(from), next).collect()
}

const AIR: f64 = 18.0;
/// Gap between the marker's line and a name.
const CLEAR: f64 = 10.0;

/// Draws the ribbon, the part of it that has passed, and the names of its sections.
pub(super) fn paint(node: &Timeline, axis: &Axis, ribbon: Rect, pen: &mut Pen<'_>) {
    let style = pen.label_style();
    let fits = |unit: &Unit, pen: &mut Pen<'_>| {
        let (days, name) = unit.least();
        days / axis.days * axis.length >= pen.line(name, style).width + AIR
    };
    let unit = UNITS.into_iter().find(|unit| fits(unit, pen)).unwrap_or(Unit::Years(1000));
    let radius = pen.theme.shape.radius;
    let track = Panel { shadow: 0.0, ..plain_fill(pen.theme.color.track, radius) };
    pen.panel("ribbon", ribbon, track);
    if let Some(now) = node.now {
        let passed = Rect { x1: ribbon.x0 + axis.middle(now), ..ribbon };
        pen.panel("passed", passed, plain_fill(pen.theme.tone(Tone::Accent).line.with_alpha(0.32), radius));
    }
    let (from, to) = (node.from as i64, node.to as i64);
    let starts = stretches(unit, from, to);
    let marker = node.now.map(|now| axis.middle(now));
    let mut taken = 0.0;
    for (at, start) in starts.iter().enumerate() {
        let end = starts.get(at + 1).map_or(axis.length, |next| axis.start(*next as f64));
        let x = axis.start(*start as f64);
        if x < taken {
            continue;
        }
        if at > 0 {
            let tick = Rect::new(x - 1.0, ribbon.y0 + 10.0, x + 1.0, ribbon.y1 - 10.0);
            pen.panel_at("tick", at, tick, plain_fill(pen.theme.color.ground, 1.0));
        }
        // The year must be shown: at the start of the ribbon its name may extend over the next days or weeks.
        let spreads = at == 0 && matches!(unit, Unit::Day | Unit::Week);
        let placed = unit.names(*start, at == 0).into_iter().find_map(|name| {
            let name = pen.line(&name, style);
            let far = if name.width + 8.0 <= end - x { end } else { x + name.width + AIR };
            let fits = far <= if spreads { axis.length } else { end };
            Some((aside(name.width, (x, far), marker).filter(|_| fits)?, far, name))
        });
        // If the marker leaves no room for a name, its tag shows the day anyway.
        let Some((left, far, name)) = placed else { continue };
        taken = far;
        let corner = Point::new(left, ribbon.center().y - name.height / 2.0);
        pen.text_at("name", at, &name, corner, pen.theme.color.ink);
    }
}

/// Left end of a name that is centred in its section, or stands beside the marker that would cross it, if there
/// is room.
fn aside(width: f64, (x, end): (f64, f64), marker: Option<f64>) -> Option<f64> {
    let middle = (x + end - width) / 2.0;
    let Some(now) = marker.filter(|now| (middle - CLEAR..=middle + width + CLEAR).contains(now)) else {
        return Some(middle);
    };
    let places = [now - CLEAR - width, now + CLEAR];
    let fits = places.into_iter().filter(|left| *left >= x + 2.0 && left + width <= end - 2.0);
    fits.min_by(|a, b| (a - middle).abs().total_cmp(&(b - middle).abs()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(text: &str) -> i64 {
        Date::parse(text).unwrap_or_else(|| panic!("{text}")).days()
    }

    #[test]
    fn units_begin_where_calendars_say() {
        let next =
            |unit: Unit, day: &str| Date::from_days(unit.next(days(day))).write().replace('\u{a0}', " ");
        assert_eq!(next(Unit::Day, "2026-02-28"), "1 Mar 2026");
        assert_eq!(next(Unit::Week, "2026-01-04"), "5 Jan 2026", "a Sunday");
        assert_eq!(next(Unit::Week, "2026-01-05"), "12 Jan 2026", "a Monday");
        assert_eq!(next(Unit::Month, "2026-12-05"), "1 Jan 2027");
        assert_eq!(next(Unit::Quarter, "2026-11-30"), "1 Jan 2027");
        assert_eq!(next(Unit::Quarter, "2026-03-31"), "1 Apr 2026");
        assert_eq!(next(Unit::Years(10), "2026-03-31"), "1 Jan 2030");
    }

    #[test]
    fn names_keep_clear_of_the_marker() {
        assert_eq!(aside(40.0, (0.0, 200.0), None), Some(80.0));
        assert_eq!(aside(40.0, (0.0, 200.0), Some(150.0)), Some(80.0), "it is clear already");
        assert_eq!(aside(40.0, (0.0, 200.0), Some(90.0)), Some(100.0), "the nearer side");
        assert_eq!(aside(40.0, (0.0, 200.0), Some(115.0)), Some(65.0));
        assert_eq!(aside(40.0, (0.0, 60.0), Some(30.0)), None, "there is no clear place");
    }

    #[test]
    fn the_year_is_said_at_the_start_and_where_one_begins() {
        let year = |unit: Unit, day: &str, first| unit.names(days(day), first)[0].ends_with("2026");
        assert!(year(Unit::Week, "2026-03-02", true) && !year(Unit::Week, "2026-03-02", false));
        assert!(year(Unit::Week, "2026-01-05", false) && !year(Unit::Week, "2026-01-12", false));
        assert!(year(Unit::Day, "2026-01-01", false) && !year(Unit::Day, "2026-01-02", false));
        assert!(year(Unit::Month, "2026-01-01", false) && !year(Unit::Month, "2026-02-01", false));
    }

    #[test]
    fn stretches_cover_the_ribbon() {
        assert_eq!(stretches(Unit::Month, days("2026-01-15"), days("2026-03-01")).len(), 3);
        assert_eq!(stretches(Unit::Day, 5, 5), [5]);
    }
}
