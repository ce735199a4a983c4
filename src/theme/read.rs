//! A theme's text to its tokens. Every token is required, and every mistake is reported.

use crate::diagnostic::Span;
use crate::display::Color;
use crate::document::{Entry, Findings, Table};
use crate::easing::Easing;
use crate::time::Time;

use super::{Code, Colors, Motion, SIZES, Shape, Space, TONES, Terminal, Theme, Tone, Type};

/// Reads a theme; where a token is wrong, it gets a stand-in after the report.
pub(super) fn theme(findings: &Findings, root: &[Entry], text: &str) -> Theme {
    let reader = Reader(Table::new(findings, root, 0..0, "a theme"));
    let theme = reader.theme(text);
    reader.0.finish();
    theme
}

/// A theme's table, or one of its sections: every token is required.
struct Reader<'a>(Table<'a>);

impl<'a> Reader<'a> {
    fn section(&self, key: &'static str) -> Reader<'a> {
        let table = self.0.table(key, &format!("`[{key}]`")).unwrap_or_else(|| {
            if self.0.get(key).is_none() {
                self.0.missing(key, &format!("[{key}]"));
            }
            Table::new(self.0.findings(), &[], self.0.span.clone(), format!("`[{key}]`"))
        });
        Reader(table)
    }

    fn units(&self, key: &'static str) -> f64 {
        if self.0.get(key).is_none() {
            self.0.missing(key, &format!("{key} = 24"));
        }
        self.0.number_within(key, 0.0, 1000.0).unwrap_or(1.0)
    }

    /// A text height. What is legible is a question of the lint `text-height`.
    fn type_size(&self, key: &'static str) -> f64 {
        if self.0.get(key).is_none() {
            self.0.missing(key, &format!("{key} = 38"));
        }
        self.0.number_within(key, 8.0, 400.0).unwrap_or(38.0)
    }

    fn color(&self, key: &'static str) -> Color {
        let black = Color::new([0.0, 0.0, 0.0, 1.0]);
        let Some(node) = self.0.get(key) else {
            self.0.missing(key, &format!("{key} = \"#14254a\""));
            return black;
        };
        let text = self.0.text(key).unwrap_or("#000000");
        hex_color(text).unwrap_or_else(|| {
            let message = format!("`{text}` is not a colour");
            self.0.findings().error_help(
                "bad-color",
                &node.span,
                message,
                "write \"#rrggbb\" or \"#rrggbbaa\"",
            );
            black
        })
    }

    fn time(&self, key: &'static str, limit: i64) -> Time {
        if self.0.get(key).is_none() {
            self.0.missing(key, &format!("{key} = 0.5"));
        }
        let time = self.0.time(key).unwrap_or(Time::ZERO);
        let limit = Time::from_millis(limit);
        if time < Time::ZERO || time > limit {
            let span = self.0.get(key).map_or(0..0, |node| node.span.clone());
            let message = format!("`{key}` is {time} s, outside 0.0 to {limit}");
            self.0.findings().error_help(
                "out-of-range",
                &span,
                message,
                format!("a theme may quicken a motion, never lengthen it: write {limit} or less"),
            );
        }
        time
    }

    fn easing(&self, key: &'static str) -> Easing {
        match self.0.get(key) {
            Some(node) => Easing::read(self.0.findings(), key, node).unwrap_or(Easing::LINEAR),
            None => {
                self.0.missing(key, &format!("{key} = \"in-out\""));
                Easing::LINEAR
            }
        }
    }

    fn done<T>(self, value: T) -> T {
        self.0.finish();
        value
    }

    fn theme(&self, text: &str) -> Theme {
        let tones = self.section("tone");
        let theme = Theme {
            text: text.into(),
            color: self.section("color").colors(),
            tones: TONES.map(|tone| tones.section(tone).tone()),
            code: self.section("code").code(),
            terminal: self.section("terminal").terminal(),
            type_scale: self.section("type").type_scale(),
            space: self.section("space").space(),
            shape: self.section("shape").shape(),
            motion: self.section("motion").motion(self.section("ease")),
        };
        tones.done(theme)
    }

    fn colors(self) -> Colors {
        let colors = Colors {
            ground: self.color("ground"),
            band: self.color("band"),
            panel: self.color("panel"),
            ink: self.color("ink"),
            soft: self.color("soft"),
            line: self.color("line"),
            track: self.color("track"),
            accent: self.color("accent"),
            shadow: self.color("shadow"),
        };
        self.done(colors)
    }

    fn tone(self) -> Tone {
        let tone = Tone { ink: self.color("ink"), fill: self.color("fill"), line: self.color("line") };
        self.done(tone)
    }

    fn code(self) -> Code {
        let code = Code {
            keyword: self.color("keyword"),
            string: self.color("string"),
            number: self.color("number"),
            comment: self.color("comment"),
            name: self.color("name"),
        };
        self.done(code)
    }

    fn terminal(self) -> Terminal {
        let terminal = Terminal {
            fill: self.color("fill"),
            line: self.color("line"),
            output: self.color("output"),
            command: self.color("command"),
            prompt: self.color("prompt"),
        };
        self.done(terminal)
    }

    fn type_scale(self) -> Type {
        let scale = Type {
            sizes: SIZES.map(|size| self.type_size(size)),
            label: self.type_size("label"),
            title: self.type_size("title"),
            clip: self.type_size("clip"),
            caption: self.type_size("caption"),
        };
        self.done(scale)
    }

    fn space(self) -> Space {
        let space = Space {
            margin_x: self.units("margin_x"),
            margin_y: self.units("margin_y"),
            header: self.units("header"),
            band: self.units("band"),
            stage: self.units("stage"),
            pad: self.units("pad"),
            arrow: self.units("arrow"),
        };
        self.done(space)
    }

    fn shape(self) -> Shape {
        let shape = Shape {
            radius: self.units("radius"),
            line: self.units("line"),
            arrow: self.units("arrow"),
            mark: self.units("mark"),
            shadow_blur: self.units("shadow_blur"),
            shadow_y: self.units("shadow_y"),
        };
        self.done(shape)
    }

    /// The limits are the language's lead-in: leave until 0.25, glide from 0.1 to 0.65, enter
    /// until 0.8 s.
    fn motion(self, ease: Self) -> Motion {
        let motion = Motion {
            leave_end: self.time("leave_end", 250),
            glide_start: self.time("glide_start", 650),
            glide_end: self.time("glide_end", 650),
            enter_start: self.time("enter_start", 800),
            enter_end: self.time("enter_end", 800),
            rise: self.units("rise"),
            dim: self.0.number_within("dim", 0.0, 1.0).unwrap_or(0.25),
            glide: ease.easing("glide"),
            enter: ease.easing("enter"),
            leave: ease.easing("leave"),
            change: ease.easing("change"),
        };
        self.ordered(motion.glide_start, motion.glide_end, "glide_end");
        self.ordered(motion.enter_start, motion.enter_end, "enter_end");
        ease.done(self.done(motion))
    }

    fn ordered(&self, start: Time, end: Time, key: &'static str) {
        if end < start {
            let span: Span = self.0.get(key).map_or(0..0, |node| node.span.clone());
            let message = format!("`{key}` is {end} s, before its start at {start}");
            self.0.findings().error_help("out-of-range", &span, message, format!("write {start} or more"));
        }
    }
}

/// `#rrggbb` or `#rrggbbaa`.
fn hex_color(text: &str) -> Option<Color> {
    let digits = text.strip_prefix('#')?;
    if !digits.is_ascii() || !matches!(digits.len(), 6 | 8) {
        return None;
    }
    let byte = |at: usize| digits.get(at..at + 2).map_or(Some(255), |pair| u8::from_str_radix(pair, 16).ok());
    Some(Color::from_rgba8(byte(0)?, byte(2)?, byte(4)?, byte(6)?))
}
