//! Terminal output: the letters, colours and overwriting that a terminal would show for lines of a program.
//!
//! No other file names the parser of escape sequences. Colours are kept by name; the theme decides how each
//! looks. Sequences that affect other lines are refused.

use std::borrow::Cow;
use std::ops::Range;

use anstyle_parse::{DefaultCharAccumulator, Params, Parser, Perform};

use super::letters::letters;
use super::marks::{DOTTED_CIRCLE, is_mark};

/// Columns from one tab stop to the next.
const TAB: usize = 8;

/// One of a terminal's eight colours. Its bright variant is the same hue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hue {
    /// Black; its bright variant is grey.
    Black,
    /// Red, often used for errors.
    Red,
    /// Green, often used for success.
    Green,
    /// Yellow, often used for warnings.
    Yellow,
    /// Blue, often used for names.
    Blue,
    /// Magenta, often used for keywords.
    Magenta,
    /// Cyan, between green and blue.
    Cyan,
    /// White, the brightest of the eight.
    White,
}

const HUES: [Hue; 8] =
    [Hue::Black, Hue::Red, Hue::Green, Hue::Yellow, Hue::Blue, Hue::Magenta, Hue::Cyan, Hue::White];

/// Colours and style of letters; the default is that of the terminal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// Colour of the letters, `None` for the terminal's own.
    pub hue: Option<Hue>,
    /// Colour behind the letters, `None` for the terminal's own.
    pub ground: Option<Hue>,
    /// True if the two colours are swapped.
    pub reversed: bool,
    /// True for letters in bold.
    pub bold: bool,
    /// True for letters that are struck through.
    pub struck: bool,
}

/// A line of output as a terminal shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    /// Letters of the line, without escape sequences and tabs.
    pub text: String,
    /// Byte ranges with a look other than the default, in ascending order.
    pub looks: Vec<(Range<usize>, Look)>,
}

/// Lines of output as a terminal shows them. Colours carry over from one line to the next until they are reset.
pub(super) fn show<'t>(lines: impl IntoIterator<Item = &'t str>) -> Vec<Shown> {
    let mut look = Look::default();
    let line = |line: &'t str| {
        let mut screen = Screen { look, ..Screen::default() };
        screen.write(line);
        look = screen.look;
        screen.shown()
    };
    lines.into_iter().map(line).collect()
}

/// The letters that a terminal shows for a line of output.
#[must_use]
pub fn shown_text(line: &str) -> Cow<'_, str> {
    if !line.contains(char::is_control) {
        return Cow::Borrowed(line);
    }
    Cow::Owned(show([line]).pop().unwrap_or_default().text)
}

/// Description of something in a line of output that a single line cannot show, if there is any.
#[must_use]
pub fn unshowable(line: &str) -> Option<&'static str> {
    let mut screen = Screen::default();
    screen.write(line);
    screen.refused
}

/// Terminal line that is being written, with its cursor.
#[derive(Default)]
struct Screen {
    cells: Vec<Cell>,
    /// Column that the next letter is written to.
    column: usize,
    look: Look,
    refused: Option<&'static str>,
}

struct Cell {
    letter: String,
    look: Look,
}

impl Screen {
    fn write(&mut self, line: &str) {
        let mut parser = Parser::<DefaultCharAccumulator>::new();
        for byte in line.bytes() {
            parser.advance(self, byte);
        }
    }

    fn blank(&self) -> Cell {
        Cell { letter: " ".into(), look: Look { ground: self.look.ground, ..Look::default() } }
    }

    fn put(&mut self, cell: Cell) {
        while self.cells.len() < self.column {
            self.cells.push(Cell { letter: " ".into(), look: Look::default() });
        }
        match self.cells.get_mut(self.column) {
            Some(old) => *old = cell,
            None => self.cells.push(cell),
        }
        self.column += 1;
    }

    /// Erase in line, `ESC [ n K`: from the cursor to the end, up to the cursor, or all of it.
    fn erase(&mut self, what: u16) {
        match what {
            0 => self.cells.truncate(self.column),
            1 => {
                let end = self.cells.len().min(self.column + 1);
                for at in 0..end {
                    self.cells[at] = self.blank();
                }
            }
            _ => self.cells.clear(),
        }
    }

    fn shown(self) -> Shown {
        let mut shown = Shown::default();
        for Cell { letter, look } in self.cells {
            let start = shown.text.len();
            shown.text.push_str(&letter);
            match shown.looks.last_mut() {
                Some((bytes, last)) if *last == look && bytes.end == start => bytes.end = shown.text.len(),
                _ if look == Look::default() => {}
                _ => shown.looks.push((start..shown.text.len(), look)),
            }
        }
        shown
    }

    /// Select graphic rendition, `ESC [ … m`.
    fn style(&mut self, params: &Params) {
        let mut groups = params.iter();
        while let Some(group) = groups.next() {
            let look = &mut self.look;
            match group[0] {
                0 => *look = Look::default(),
                1 => look.bold = true,
                7 => look.reversed = true,
                9 => look.struck = true,
                22 => look.bold = false,
                27 => look.reversed = false,
                29 => look.struck = false,
                code @ (30..=37 | 90..=97) => look.hue = Some(HUES[usize::from(code % 10)]),
                code @ (40..=47 | 100..=107) => look.ground = Some(HUES[usize::from(code % 10)]),
                39 => look.hue = None,
                49 => look.ground = None,
                code @ (38 | 48) => {
                    // `38:5:n` is one group, `38;5;n` are three.
                    let rest: Vec<u16> = match group.len() {
                        1 => extended(&mut groups),
                        _ => group[1..].to_vec(),
                    };
                    let hue = hue_of(&rest);
                    if code == 38 { look.hue = hue } else { look.ground = hue }
                }
                _ => {}
            }
        }
    }
}

/// Parameters of an extended colour: `5;n` or `2;r;g;b`.
fn extended<'p>(groups: &mut impl Iterator<Item = &'p [u16]>) -> Vec<u16> {
    let mut next = || groups.next().map(|group| group[0]);
    let Some(form) = next() else { return Vec::new() };
    let count = if form == 2 { 3 } else { 1 };
    std::iter::once(form).chain(std::iter::from_fn(next).take(count)).collect()
}

/// The hue nearest to an extended colour.
fn hue_of(numbers: &[u16]) -> Option<Hue> {
    match *numbers {
        [5, at @ 0..=15] => Some(HUES[usize::from(at % 8)]),
        // A cube of six steps for each of red, green and blue, then greys.
        [5, at @ 16..=231] => {
            let steps = [(at - 16) / 36, (at - 16) / 6 % 6, (at - 16) % 6];
            Some(nearest(steps.map(|step| if step == 0 { 0 } else { 55 + 40 * step })))
        }
        [5, at @ 232..=255] => Some(nearest([(at - 232) * 10 + 8; 3])),
        // `2::r:g:b` has an empty colour space in between.
        [2, r, g, b] | [2, _, r, g, b, ..] => Some(nearest([r, g, b])),
        _ => None,
    }
}

/// The hue whose channels are set where the colour's channels are strong.
fn nearest(channels: [u16; 3]) -> Hue {
    let (most, least) = channels.iter().fold((0, u16::MAX), |(most, least), c| (most.max(*c), least.min(*c)));
    if most - least < 40 {
        return if most < 160 { Hue::Black } else { Hue::White };
    }
    let middle = least + (most - least) / 2;
    let bits = channels.iter().enumerate().map(|(at, c)| usize::from(*c > middle) << at);
    HUES[bits.sum::<usize>()]
}

impl Perform for Screen {
    fn print(&mut self, c: char) {
        let joins = |cell: &&mut Cell| letters(&format!("{}{c}", cell.letter)).count() == 1;
        let before = self.column.checked_sub(1).and_then(|before| self.cells.get_mut(before));
        if let Some(cell) = before.filter(|_| !c.is_ascii()).filter(joins) {
            cell.letter.push(c);
            return;
        }
        match c {
            '\u{85}' | '\u{2028}' | '\u{2029}' => self.refused = Some("a line end"),
            c if c.is_control() => {}
            c => {
                let letter = if is_mark(c) { format!("{DOTTED_CIRCLE}{c}") } else { c.to_string() };
                self.put(Cell { letter, look: self.look });
            }
        }
    }

    fn execute(&mut self, byte: u8) {
        match byte {
            b'\r' => self.column = 0,
            0x08 => self.column = self.column.saturating_sub(1),
            b'\t' => {
                let stop = self.column / TAB * TAB + TAB;
                self.cells.resize_with(self.cells.len().max(stop), || Cell {
                    letter: " ".into(),
                    look: Look::default(),
                });
                self.column = stop;
            }
            b'\n' | 0x0b | 0x0c => self.refused = Some("a line end"),
            // The bell and similar controls show nothing.
            _ => {}
        }
    }

    fn csi_dispatch(&mut self, params: &Params, intermediates: &[u8], ignored: bool, action: u8) {
        let first = params.iter().next().map_or(0, |group| group[0]);
        match (action, intermediates) {
            (b'm', []) if !ignored => self.style(params),
            (b'K', _) => self.erase(first),
            (b'A'..=b'J' | b'L'..=b'P' | b'S' | b'T' | b'X' | b'`' | b'@' | b'a' | b'd'..=b'f', _)
            | (b'r' | b's' | b'u', []) => {
                self.refused = Some("a sequence that moves the cursor or clears the screen");
            }
            (b'h' | b'l', [b'?']) if matches!(first, 47 | 1047 | 1049) => {
                self.refused = Some("a sequence that changes the screen");
            }
            _ => {}
        }
    }

    fn esc_dispatch(&mut self, _: &[u8], _: bool, byte: u8) {
        if matches!(byte, b'7' | b'8' | b'D' | b'E' | b'M' | b'c') {
            self.refused = Some("a sequence that moves the cursor or clears the screen");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(line: &str) -> String {
        show([line])[0].text.clone()
    }

    fn looks(line: &str) -> Vec<(String, Look)> {
        let shown = show([line]).remove(0);
        shown.looks.iter().map(|(bytes, look)| (shown.text[bytes.clone()].to_owned(), *look)).collect()
    }

    fn hue(hue: Hue) -> Look {
        Look { hue: Some(hue), ..Look::default() }
    }

    #[test]
    fn sequences_are_not_drawn() {
        assert_eq!(text("\u{1b}[31mred\u{1b}[0m ok"), "red ok");
        assert_eq!(text("\u{1b}]0;title\u{7}a\u{1b}]8;;http://x\u{1b}\\link\u{1b}]8;;\u{1b}\\"), "alink");
        assert_eq!(text("\u{1b}[?25l\u{1b}(B\u{7}\0bell\u{7f}\u{1b}"), "bell");
        assert_eq!(text("ti\u{1ebf}ng e\u{301}\u{323}"), "ti\u{1ebf}ng e\u{301}\u{323}");
        assert_eq!(text("\u{301}a"), "\u{25cc}\u{301}a");
        assert_eq!(shown_text("plain"), "plain");
    }

    #[test]
    fn colours_and_weights_are_kept() {
        assert_eq!(looks("\u{1b}[31mred\u{1b}[0m ok"), [("red".to_owned(), hue(Hue::Red))]);
        assert_eq!(looks("\u{1b}[92ma\u{1b}[39mb"), [("a".to_owned(), hue(Hue::Green))]);
        let bold = Look { bold: true, ..hue(Hue::Yellow) };
        assert_eq!(
            looks("a \u{1b}[1;33mb\u{1b}[22mc\u{1b}[mc"),
            [("b".to_owned(), bold), ("c".to_owned(), hue(Hue::Yellow))]
        );
        let ground = Look { ground: Some(Hue::Red), ..Look::default() };
        assert_eq!(looks("\u{1b}[41m!\u{1b}[49m"), [("!".to_owned(), ground)]);
        for red in ["38;5;9", "38;5;196", "38;2;200;30;30", "38:5:9", "38:2::200:30:30"] {
            assert_eq!(looks(&format!("\u{1b}[{red}mx")), [("x".to_owned(), hue(Hue::Red))], "{red}");
        }
        assert_eq!(looks("\u{1b}[38;5;245mx")[0].1, hue(Hue::Black));
        assert_eq!(looks("\u{1b}[38;5;208mx")[0].1, hue(Hue::Yellow), "orange");
        assert_eq!(looks("\u{1b}[38;2mx\u{1b}[38my"), []);
    }

    #[test]
    fn colours_hold_on_over_lines() {
        let lines = show(["\u{1b}[32mone", "two\u{1b}[0m"]);
        assert_eq!(lines[1].looks, [(0..3, hue(Hue::Green))]);
    }

    #[test]
    fn what_is_written_over_is_gone() {
        assert_eq!(text("10%\r50%\r100%"), "100%");
        assert_eq!(text("100%\r50%"), "50%%", "as a terminal has it");
        assert_eq!(text("100%\r\u{1b}[K50%"), "50%");
        assert_eq!(text("downloading\u{1b}[2K\rdone"), "done");
        assert_eq!(text("abc\u{8}\u{8}X"), "aXc");
        assert_eq!(text("\u{8}a\r"), "a");
    }

    #[test]
    fn tabs_go_to_columns_of_eight() {
        assert_eq!(text("name\tsize"), "name    size");
        assert_eq!(text("longer-name\t3"), "longer-name     3");
        assert_eq!(text("e\u{301}\tx\r\ty"), "e\u{301}       y");
    }

    #[test]
    fn what_one_line_cannot_show_is_named() {
        for line in ["\u{1b}[2J", "\u{1b}[1A", "\u{1b}[10;5Hx", "\u{1b}7", "\u{1b}[?1049h", "a\nb", "a\u{b}"]
        {
            assert!(unshowable(line).is_some(), "{line:?}");
        }
        for line in ["\u{1b}[31m", "\u{1b}[K", "\r\t\u{8}", "\u{1b}[?25l", "\u{1b}]0;t\u{7}", "\u{1b}[6n"] {
            assert_eq!(unshowable(line), None, "{line:?}");
        }
    }
}
