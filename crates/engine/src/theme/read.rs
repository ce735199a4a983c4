//! Reads a theme's tokens from TOML. Every token is required, and every mistake is reported.

use crate::choice::Choice;
use crate::diagnostic::{Diagnostics, Span};
use crate::display::Color;
use crate::document::{Entry, Findings, Table, Value, parse};
use crate::easing::Easing;
use halfminute_basics::time::Time;

use super::{Code, Colors, Motion, Shape, Space, Terminal, TextSize, Theme, Tone, ToneColors, Type};

/// Reads a theme; a token that is wrong is reported and gets a substitute value.
pub(super) fn theme(findings: &Findings, root: &[Entry], text: &str) -> Theme {
    let model = parse(MODEL, &mut Diagnostics::default()).unwrap_or_default();
    let table = Table::new(findings, root, 0..0, "a theme");
    let reader = Reader { table, path: Vec::new(), absent: false, model: &model };
    let theme = reader.theme(text);
    reader.table.finish();
    theme
}

/// The built-in theme whose values are suggested for missing tokens.
const MODEL: &str = include_str!("pearl.toml");

/// A theme's table or one of its sections, in which every token is required.
struct Reader<'a> {
    table: Table<'a>,
    /// Keys of the enclosing sections, from the outermost.
    path: Vec<&'static str>,
    /// True if the table is missing from the file: this is reported once, instead of for each token.
    absent: bool,
    /// The entries of [`MODEL`].
    model: &'a [Entry],
}

impl<'a> Reader<'a> {
    fn section(&self, key: &'static str) -> Reader<'a> {
        let path: Vec<&str> = self.path.iter().copied().chain([key]).collect();
        let header = format!("[{}]", path.join("."));
        let written = self.table.table(key, &format!("`{header}`"));
        let absent = written.is_none();
        let table = written.unwrap_or_else(|| {
            if self.table.get(key).is_none() && !self.absent {
                self.table.missing(key, &header);
            }
            Table::new(self.table.findings(), &[], self.table.span.clone(), format!("`{header}`"))
        });
        Reader { table, path, absent, model: self.model }
    }

    /// Reports a token that is missing, with the built-in theme's value as a suggestion.
    fn require(&self, key: &'static str) {
        if self.table.get(key).is_some() || self.absent {
            return;
        }
        let value = self.path.iter().chain([&key]).try_fold((self.model, None), |(entries, _), key| {
            let entry = entries.iter().find(|entry| entry.key == *key)?;
            match &entry.value.value {
                Value::Table(inner) => Some((&inner[..], None)),
                _ => Some((&[][..], MODEL.get(entry.value.span.clone()))),
            }
        });
        let value = value.and_then(|(_, value)| value).unwrap_or("…");
        self.table.missing(key, &format!("{key} = {value}"));
    }

    fn units(&self, key: &'static str) -> f64 {
        self.require(key);
        self.table.number_within(key, 0.0, 1000.0).unwrap_or(1.0)
    }

    /// A text height in units. Legibility is left to the lint `text-height`.
    fn type_size(&self, key: &'static str) -> f64 {
        self.require(key);
        self.table.number_within(key, 8.0, 400.0).unwrap_or(38.0)
    }

    fn color(&self, key: &'static str) -> Color {
        let black = Color::new([0.0, 0.0, 0.0, 1.0]);
        self.require(key);
        let Some(node) = self.table.get(key) else { return black };
        let text = self.table.text(key).unwrap_or("#000000");
        hex_color(text).unwrap_or_else(|| {
            let message = format!("`{text}` is not a colour");
            self.table.findings().error_help(
                "bad-color",
                &node.span,
                message,
                "write \"#rrggbb\" or \"#rrggbbaa\"",
            );
            black
        })
    }

    /// A colour that must be opaque, because nothing is drawn behind it.
    fn opaque_color(&self, key: &'static str) -> Color {
        let color = self.color(key);
        if color.components[3] < 1.0
            && let Some(node) = self.table.get(key)
        {
            let [red, green, blue, _] = color.to_rgba8().to_u8_array();
            self.table.findings().error_help(
                "bad-color",
                &node.span,
                format!("`{key}` is transparent, but nothing is behind it"),
                format!("write \"#{red:02x}{green:02x}{blue:02x}\", or the colour that it should blend into"),
            );
        }
        color.with_alpha(1.0)
    }

    fn share(&self, key: &'static str) -> f64 {
        self.require(key);
        self.table.number_within(key, 0.0, 1.0).unwrap_or(1.0)
    }

    fn time(&self, key: &'static str, limit: i64) -> Time {
        self.require(key);
        let time = self.table.time(key).unwrap_or(Time::ZERO);
        let limit = Time::from_millis(limit);
        if time < Time::ZERO || time > limit {
            let span = self.table.get(key).map_or(0..0, |node| node.span.clone());
            let message = format!("`{key}` is {time} s, outside 0.0 to {limit}");
            self.table.findings().error_help(
                "out-of-range",
                &span,
                message,
                format!("a theme may quicken a motion, never lengthen it: write {limit} or less"),
            );
        }
        time
    }

    fn easing(&self, key: &'static str) -> Easing {
        self.require(key);
        let easing = self.table.get(key).and_then(|node| Easing::read(self.table.findings(), key, node));
        easing.unwrap_or(Easing::LINEAR)
    }

    fn done<T>(self, value: T) -> T {
        self.table.finish();
        value
    }

    fn theme(&self, text: &str) -> Theme {
        let tones = self.section("tone");
        let theme = Theme {
            text: text.into(),
            color: self.section("color").colors(),
            tones: std::array::from_fn(|at| tones.section(Tone::NAMES[at]).tone()),
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
            ground: self.opaque_color("ground"),
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

    fn tone(self) -> ToneColors {
        let tone = ToneColors { ink: self.color("ink"), fill: self.color("fill"), line: self.color("line") };
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
            sizes: std::array::from_fn(|at| self.type_size(TextSize::NAMES[at])),
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

    /// Reads the motions. Their limits are those of the language's lead-in: leaving ends by 0.25 s, gliding by
    /// 0.65 s, entering by 0.8 s.
    fn motion(self, ease: Self) -> Motion {
        let motion = Motion {
            leave_end: self.time("leave_end", 250),
            glide_start: self.time("glide_start", 650),
            glide_end: self.time("glide_end", 650),
            enter_start: self.time("enter_start", 800),
            enter_end: self.time("enter_end", 800),
            rise: self.units("rise"),
            dim: self.share("dim"),
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
            let span: Span = self.table.get(key).map_or(0..0, |node| node.span.clone());
            let message = format!("`{key}` is {end} s, before its start at {start}");
            self.table.findings().error_help(
                "out-of-range",
                &span,
                message,
                format!("write {start} or more"),
            );
        }
    }
}

/// Parses `#rrggbb` or `#rrggbbaa`, in hexadecimal digits.
fn hex_color(text: &str) -> Option<Color> {
    let digits = text.strip_prefix('#')?;
    if !digits.is_ascii() || !matches!(digits.len(), 6 | 8) {
        return None;
    }
    let byte = |at: usize| digits.get(at..at + 2).map_or(Some(255), |pair| u8::from_str_radix(pair, 16).ok());
    Some(Color::from_rgba8(byte(0)?, byte(2)?, byte(4)?, byte(6)?))
}

#[cfg(test)]
mod tests {
    use crate::theme::Theme;

    fn messages(text: &str) -> Vec<String> {
        let found = Theme::read(text).err().map(crate::diagnostic::Diagnostics::finish).unwrap_or_default();
        found.into_iter().map(|d| format!("{}: {}", d.message, d.help.unwrap_or_default())).collect()
    }

    #[test]
    fn a_missing_table_is_one_mistake() {
        let pearl = Theme::built_in("pearl").unwrap();
        assert_eq!(
            messages(&pearl.replace("[code]", "[codes]")),
            ["a theme has no key `codes`: did you mean `code`?"]
        );
        let without = pearl.replace("[tone.plain]", "[tone.plan]").replace("[tone.bad]", "[none]");
        assert_eq!(messages(&without).len(), 3, "{:?}", messages(&without));
        assert!(messages(&without).contains(&"`[tone]` has no `bad`: add `[tone.bad]`".to_owned()));
        assert_eq!(messages("").len(), 9);
    }

    #[test]
    fn the_ground_is_opaque_and_other_colours_need_not_be() {
        let pearl = Theme::built_in("pearl").unwrap();
        assert_eq!(
            messages(&pearl.replace("\"#f4f2ee\"", "\"#f4f2ee80\"")),
            ["`ground` is transparent, but nothing is behind it: write \"#f4f2ee\", or the colour that it \
              should blend into"]
        );
        assert_eq!(messages(&pearl.replace("\"#f4f2ee\"", "\"#f4f2eeff\"")), [""; 0]);
        assert_eq!(messages(&pearl.replace("\"#e8e5de\"", "\"#e8e5de80\"")), [""; 0]);
    }

    #[test]
    fn a_missing_token_is_suggested_as_the_built_in_one() {
        let text = Theme::built_in("pearl").unwrap().replace("ground = \"#f4f2ee\"", "");
        assert_eq!(messages(&text), ["`[color]` has no `ground`: add `ground = \"#f4f2ee\"`"]);
    }
}
