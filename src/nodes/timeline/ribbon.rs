//! The ribbon of a timeline: days, weeks, months, quarters or years, as fine as their names fit.

use kurbo::{Point, Rect};

use super::Axis;
use crate::date::Date;
use crate::nodes::{Item, Panel, Pen, plain_fill};

/// What one stretch of the ribbon stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Day,
    /// From Monday.
    Week,
    Month,
    Quarter,
    /// So many years, beginning with one that they divide.
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
    /// The least number of days, and the widest name it can do with.
    fn least(self) -> (f64, &'static str) {
        match self {
            Self::Day => (1.0, "30\u{a0}May"),
            Self::Week => (7.0, "30\u{a0}May"),
            Self::Month => (28.0, "May"),
            Self::Quarter => (90.0, "Q4"),
            Self::Years(years) => (365.0 * years as f64, "2026"),
        }
    }

    /// The first day of the next unit after the one that `day` is in.
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

    /// Its name with and without the larger unit; `first` at the start of the ribbon.
    fn names(self, day: i64, first: bool) -> (String, String) {
        let date = Date::from_days(day);
        let (year, month) = (date.year, date.month_name());
        let (long, short) = match self {
            Self::Day | Self::Week => return (format!("{}\u{a0}{month}", date.day), format!("{}", date.day)),
            Self::Month => (format!("{month}\u{a0}{year}"), month.to_owned()),
            Self::Quarter => {
                let quarter = (date.month + 2) / 3;
                (format!("Q{quarter}\u{a0}{year}"), format!("Q{quarter}"))
            }
            Self::Years(_) => (format!("{year}"), format!("{year}")),
        };
        if first || date.month == 1 { (long, short) } else { (short.clone(), short) }
    }
}

/// First days of the stretches from `from` to `to`, both included.
fn stretches(unit: Unit, from: i64, to: i64) -> Vec<i64> {
    let next = |day: &i64| Some(unit.next(*day)).filter(|day| *day <= to);
    std::iter::successors(Some(from), next).collect()
}

const AIR: f64 = 18.0;

/// Paints the ribbon, what of it has passed, and the names of its stretches.
pub(super) fn paint(item: &Item, axis: &Axis, ribbon: Rect, pen: &mut Pen<'_>) {
    let style = pen.label_style();
    let fits = |unit: &Unit, pen: &mut Pen<'_>| {
        let (days, name) = unit.least();
        days / axis.days * axis.length >= pen.line(name, style).width + AIR
    };
    let unit = UNITS.into_iter().find(|unit| fits(unit, pen)).unwrap_or(Unit::Years(1000));
    let radius = pen.theme.shape.radius;
    let track = Panel { shadow: 0.0, ..plain_fill(pen.theme.color.track, radius) };
    pen.panel("ribbon", ribbon, track);
    if let Some(now) = item.date("now") {
        let passed = Rect { x1: ribbon.x0 + axis.middle(now), ..ribbon };
        pen.panel("passed", passed, plain_fill(pen.theme.tone(2).line.with_alpha(0.32), radius));
    }
    let (from, to) = (item.number("from") as i64, item.number("to") as i64);
    let starts = stretches(unit, from, to);
    for (at, start) in starts.iter().enumerate() {
        let end = starts.get(at + 1).map_or(axis.length, |next| axis.start(*next as f64));
        let x = axis.start(*start as f64);
        if at > 0 {
            let tick = Rect::new(x - 1.0, ribbon.y0 + 10.0, x + 1.0, ribbon.y1 - 10.0);
            pen.panel_at("tick", at, tick, plain_fill(pen.theme.color.ground, 1.0));
        }
        let (long, short) = unit.names(*start, at == 0);
        let mut shapes = [long, short].into_iter().map(|name| pen.line(&name, style));
        let Some(name) = shapes.find(|name| name.width + 8.0 <= end - x) else { continue };
        let corner = Point::new((x + end - name.width) / 2.0, ribbon.center().y - name.height / 2.0);
        pen.text_at("name", at, &name, corner, pen.theme.color.ink);
    }
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
    fn stretches_cover_the_ribbon() {
        assert_eq!(stretches(Unit::Month, days("2026-01-15"), days("2026-03-01")).len(), 3);
        assert_eq!(stretches(Unit::Day, 5, 5), [5]);
    }
}
