//! The bar below the clip: a timeline with the beats, and a line of text about the frame on screen.

use std::ops::Range;

use kurbo::{Point, Rect};

use halfminute_basics::time::{Rate, Time};
use halfminute_engine::display::DisplayList;
use halfminute_engine::text::{Face, Typesetter};

use super::geometry::Geometry;
use super::sheet::{BODY, SMALL, Sheet, palette, style};

/// Margin left and right of the timeline, in points.
const MARGIN: f64 = 16.0;
/// Top and bottom edge of the timeline, in points.
const TRACK: Range<f64> = 13.0..21.0;
/// Gap between two beats on the timeline, in points.
const GAP: f64 = 2.0;
/// Top of the line of text, in points.
const WORDS: f64 = 33.0;
/// Space between two items in the line of text, in points.
const SPACE: f64 = 20.0;

/// Values that the bar shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// Index of the frame on screen.
    pub frame: u32,
    /// The instant that the frame shows.
    pub time: Time,
    /// Length of the whole clip.
    pub duration: Time,
    /// Frame rate of the clip.
    pub rate: Rate,
    /// Each beat's first frame and the frame after its last, in order.
    pub beats: Vec<Range<u32>>,
    /// Title of the beat on screen.
    pub title: String,
    /// Index of the beat that is looped.
    pub looped: Option<usize>,
    /// True while the clip plays.
    pub playing: bool,
    /// Playback speed; 1.0 is the clip's own speed.
    pub speed: f64,
    /// Number of frames shown in the last second; `None` while the clip stands still.
    pub shown: Option<u32>,
}

/// Formats a time as minutes, seconds and hundredths, such as `0:04.10`.
#[must_use]
pub fn clock(time: Time) -> String {
    let hundredths = time.flicks() / (Time::PER_SECOND / 100);
    format!("{}:{:02}.{:02}", hundredths / 6_000, hundredths / 100 % 60, hundredths % 100)
}

/// The frame under the pointer, which is `x` points from the left edge of a window `width` points wide.
#[must_use]
pub fn frame_at(x: f64, width: f64, frames: u32) -> u32 {
    let along = (x - MARGIN) / (width - 2.0 * MARGIN).max(1.0);
    ((along * f64::from(frames)).max(0.0) as u32).min(frames.saturating_sub(1))
}

impl Bar {
    /// Draws the bar for a window of this geometry.
    #[must_use]
    pub fn draw(&self, letters: &mut Typesetter, geometry: &Geometry) -> DisplayList {
        let mut sheet = Sheet::new(letters, geometry.bar_size(), geometry.density);
        let whole = sheet.size.to_rect();
        sheet.panel(whole, 0.0, palette::BAR);
        self.timeline(&mut sheet);
        self.words(&mut sheet);
        sheet.finish()
    }

    fn timeline(&self, sheet: &mut Sheet<'_>) {
        let frames = f64::from(self.beats.last().map_or(1, |beat| beat.end).max(1));
        let width = (sheet.size.width - 2.0 * MARGIN).max(1.0);
        let x = |frame: u32| MARGIN + width * f64::from(frame) / frames;
        // Up to the end of the frame on screen, so that the last frame fills the bar.
        let played = x(self.frame + 1);
        for (at, beat) in self.beats.iter().enumerate() {
            let end = (x(beat.end) - GAP).max(x(beat.start) + 1.0);
            let rect = Rect::new(x(beat.start), TRACK.start, end, TRACK.end);
            let now = beat.contains(&self.frame);
            sheet.panel(rect, 2.0, if now { palette::TRACK_NOW } else { palette::TRACK });
            if played > rect.x0 {
                let done = Rect { x1: played.min(end), ..rect };
                sheet.panel(done, 2.0, if now { palette::ACCENT } else { palette::ACCENT.with_alpha(0.55) });
            }
            if self.looped == Some(at) {
                sheet.frame(rect.inflate(3.0, 3.0), 5.0, 1.5, palette::ACCENT);
            }
        }
        let head = x(self.frame);
        sheet.panel(Rect::new(head - 1.5, TRACK.start - 6.0, head + 1.5, TRACK.end + 6.0), 1.5, palette::INK);
    }

    fn words(&self, sheet: &mut Sheet<'_>) {
        let (strong, plain) = (style(Face::SansBold, BODY), style(Face::Sans, BODY));
        let line = |x: f64| Point::new(x, WORDS);
        sheet.icon(
            if self.playing { "pause" } else { "play" },
            15.0,
            Point::new(MARGIN, WORDS + 1.0),
            palette::INK,
        );
        let mut x = sheet.figures(&clock(self.time), strong, line(MARGIN + 26.0), palette::INK);
        x = sheet.figures(&format!(" / {}", clock(self.duration)), plain, line(x), palette::SOFT) + SPACE;

        let frames = self.beats.last().map_or(0, |beat| beat.end);
        x = sheet.figures("frame ", plain, line(x), palette::SOFT);
        // The field is as wide as the last frame's number, so that nothing to the right of it moves.
        let widest = sheet.figures_width(&frames.to_string(), strong);
        let number = self.frame.to_string();
        let own = sheet.figures_width(&number, strong);
        sheet.figures(&number, strong, line(x + widest - own), palette::INK);
        x = sheet.figures(&format!(" / {frames}"), plain, line(x + widest), palette::SOFT) + SPACE;

        let beat = self.beats.partition_point(|beat| beat.end <= self.frame) + 1;
        x = sheet.figures("beat ", plain, line(x), palette::SOFT);
        x = sheet.figures(&format!("{}", beat.min(self.beats.len())), strong, line(x), palette::INK);
        x = sheet.figures(&format!(" / {}", self.beats.len()), plain, line(x), palette::SOFT) + 10.0;

        let right = self.right(sheet, x);
        let title = sheet.elided(&self.title, plain, right - SPACE - x);
        sheet.line(&title, plain, line(x), palette::INK);
    }

    /// Draws rate, speed and the hint about the help, aligned right; returns their left edge. In a narrow
    /// window, whatever would overlap the text that ends at `from` is left out, the hint first.
    fn right(&self, sheet: &mut Sheet<'_>, from: f64) -> f64 {
        let (strong, plain) = (style(Face::SansBold, BODY), style(Face::Sans, BODY));
        let rate = match self.shown {
            Some(shown) => format!("{shown} of {} fps", decimal(&self.rate)),
            None => format!("{} fps", decimal(&self.rate)),
        };
        let speed = format!("{}×", self.speed);
        let mut x = sheet.size.width - MARGIN;
        let wide = sheet.figures_width(&rate, plain) + sheet.figures_width("0.125×", strong) + 30.0;
        let help = "? for help";
        let help_width = sheet.set(help, style(Face::Sans, SMALL), None).width;
        if x - help_width - SPACE - wide > from {
            x -= help_width;
            sheet.line(help, style(Face::Sans, SMALL), Point::new(x, WORDS + 1.0), palette::SOFT);
            x -= SPACE;
        }
        x -= sheet.figures_width(&speed, strong);
        let color = if self.speed == 1.0 { palette::INK } else { palette::ACCENT };
        sheet.figures(&speed, strong, Point::new(x, WORDS), color);
        x -= sheet.figures_width(&rate, plain) + 10.0;
        sheet.figures(&rate, plain, Point::new(x, WORDS), palette::SOFT);
        if self.looped.is_some() && x - 25.0 > from {
            x -= 25.0;
            sheet.icon("repeat", 15.0, Point::new(x, WORDS + 1.0), palette::ACCENT);
        }
        x
    }
}

/// Formats a rate: `30`, or `29.97` for a rate that is not a whole number.
fn decimal(rate: &Rate) -> String {
    let value = f64::from(rate.numerator()) / f64::from(rate.denominator());
    if rate.denominator() == 1 { format!("{value:.0}") } else { format!("{value:.2}") }
}

#[cfg(test)]
mod tests {
    use super::{clock, decimal, frame_at};
    use halfminute_basics::time::{Rate, Time};

    #[test]
    fn times_are_minutes_seconds_and_hundredths() {
        let written = ["0", "4.1", "29.99999", "75.5"].map(|text| clock(Time::parse_seconds(text).unwrap()));
        assert_eq!(written, ["0:00.00", "0:04.10", "0:29.99", "1:15.50"]);
    }

    #[test]
    fn the_pointer_reaches_every_frame_and_none_beyond() {
        assert_eq!(frame_at(-50.0, 960.0, 900), 0);
        assert_eq!(frame_at(480.0, 960.0, 900), 450);
        assert_eq!(frame_at(944.5, 960.0, 900), 899);
        assert_eq!(frame_at(5_000.0, 960.0, 900), 899);
        assert_eq!(frame_at(3.0, 10.0, 0), 0, "neither a narrow window nor an empty clip is a panic");
    }

    #[test]
    fn rates_are_decimal() {
        assert_eq!(decimal(&Rate::DEFAULT), "30");
        assert_eq!(decimal(&Rate::new(30_000, 1_001).unwrap()), "29.97");
    }
}
