//! Captions in the two forms that players read: WebVTT and SubRip.
//!
//! There is one cue for each beat with a caption, as long as the beat: a viewer who turns captions on sees each
//! one exactly while its beat is on screen. The picture shows the same text; these files are for search,
//! translation and screen readers.
//!
//! A caption is displayed as it was written, even if it looks like markup. WebVTT has escapes for its markup.
//! If a form has none, or if players recognise more markup than it defines, an invisible character, [`JOINER`],
//! is inserted into what would start it: `<b>`, `{\an8}`, `-->`, `&amp;`, `\n`.

use std::fmt::Write;

use halfminute_basics::escape::plain;
use halfminute_basics::time::Time;

use super::outline::Outline;

/// Maximum number of characters on a line; subtitle norms allow two lines of 42.
const LINE: usize = 42;

/// The word joiner: invisible, and not a place where a line breaks. `ffmpeg` itself inserts it after a
/// back-slash that does not begin one of its escapes.
pub const JOINER: char = '\u{2060}';

/// A caption and the time when it is displayed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cue {
    /// Number of the beat it belongs to, counted from 1.
    pub beat: usize,
    /// Instant when the caption appears.
    pub start: Time,
    /// Instant when the caption disappears (exclusive).
    pub end: Time,
    /// The lines, without blanks at their ends; never empty.
    pub lines: Vec<String>,
}

/// The cues of a clip, in order; a beat without a caption has none.
pub fn cues(clip: &Outline) -> Vec<Cue> {
    let beats = clip.beats.iter().zip(1..);
    let cues = beats.map(|(beat, number)| Cue {
        beat: number,
        start: clip.at(beat.first),
        end: clip.at(beat.end),
        lines: wrap(&plain(&beat.caption)),
    });
    cues.filter(|cue| !cue.lines.is_empty()).collect()
}

impl Cue {
    /// The text in the form of MP4 and QuickTime, which have no markup.
    pub fn timed_text(&self) -> String {
        parted(&self.lines.join("\n"), is_override)
    }

    /// The text in the form of WebVTT, with its escapes.
    pub fn web_vtt(&self) -> String {
        self.timed_text().replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
    }

    /// The text in the form of SubRip, which has no escapes.
    pub fn sub_rip(&self) -> String {
        parted(&self.lines.join("\n"), |before, after| is_override(before, after) || is_markup(before, after))
    }
}

/// Formats a WebVTT file. Cues are named after their beats, so that a reviewer can refer to one.
pub fn web_vtt(cues: &[Cue]) -> String {
    cues.iter().fold("WEBVTT\n".to_owned(), |mut file, cue| {
        let (start, end) = (clock(cue.start, '.'), clock(cue.end, '.'));
        // Writing to a string does not fail.
        let _ = write!(file, "\nbeat-{}\n{start} --> {end}\n{}\n", cue.beat, cue.web_vtt());
        file
    })
}

/// Formats a SubRip file. The format has no escapes.
pub fn sub_rip(cues: &[Cue]) -> String {
    let blocks = cues.iter().zip(1..).map(|(cue, number)| {
        let (start, end) = (clock(cue.start, ','), clock(cue.end, ','));
        format!("{number}\n{start} --> {end}\n{}\n", cue.sub_rip())
    });
    blocks.collect::<Vec<_>>().join("\n")
}

/// Inserts a joiner at every position where `parts` returns true; `parts` gets the text before and after the
/// position.
fn parted(text: &str, parts: impl Fn(&str, &str) -> bool) -> String {
    text.char_indices().fold(String::with_capacity(text.len()), |mut parted, (at, c)| {
        let (before, after) = text.split_at(at);
        if parts(before, after) {
            parted.push(JOINER);
        }
        parted.push(c);
        parted
    })
}

/// True at a position where ASS markup would begin: an override, a line break or a MicroDVD style. Some players
/// convert all captions to ASS.
fn is_override(before: &str, after: &str) -> bool {
    let style = || {
        let mut next = after.chars();
        next.next().is_some_and(|c| c.is_ascii_alphabetic()) && next.next() == Some(':')
    };
    match before.chars().next_back() {
        Some('\\') => after.starts_with(['h', 'n', 'N']),
        Some('{') => after.starts_with('\\') || style(),
        _ => false,
    }
}

/// True at a position where players of SubRip would recognise a tag, an entity or a time.
fn is_markup(before: &str, after: &str) -> bool {
    match before.chars().next_back() {
        Some('<') => after.starts_with(|c: char| c.is_alphabetic() || matches!(c, '/' | '!' | '?')),
        Some('&') => after.starts_with(|c: char| c.is_ascii_alphabetic() || c == '#') && after.contains(';'),
        Some('-') => before.ends_with("--") && after.starts_with('>'),
        _ => false,
    }
}

/// Formats a time as `00:00:04.500`, rounded to the millisecond. A beat that ends between two milliseconds, as
/// NTSC beats do, ends in the same millisecond in which the next one begins.
fn clock(time: Time, point: char) -> String {
    let millisecond = Time::from_millis(1).flicks();
    let millis = (time.flicks() + millisecond / 2) / millisecond;
    let (seconds, millis) = (millis / 1000, millis % 1000);
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    format!("{hours:02}:{minutes:02}:{seconds:02}{point}{millis:03}")
}

/// Breaks a text into as few lines of at most [`LINE`] characters as possible, of as even a length as possible.
///
/// Lines break at blanks, and the author's own line breaks become blanks, because an empty line would end the
/// cue. Lines do not break at no-break spaces. A word that is too long gets a line of its own.
fn wrap(text: &str) -> Vec<String> {
    let words: Vec<&str> = text.split(' ').filter(|word| !word.is_empty()).collect();
    let fewest = fill(&words, LINE);
    // Of all widths that need no more lines, the narrowest gives the most even lines.
    let even = (1..LINE).map(|width| fill(&words, width)).find(|lines| lines.len() <= fewest.len());
    even.unwrap_or(fewest)
}

/// Puts as many words on each line as fit into `width` characters, at least one.
fn fill(words: &[&str], width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in words {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push((*word).to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use proptest::prelude::proptest;

    use super::{Cue, LINE, clock, plain, sub_rip, web_vtt, wrap};
    use halfminute_basics::time::{Rate, Time};

    fn cue(beat: usize, (start, end): (i64, i64), caption: &str) -> Cue {
        let (start, end) = (Time::from_millis(start), Time::from_millis(end));
        Cue { beat, start, end, lines: wrap(&plain(caption)) }
    }

    #[test]
    fn both_files_read_as_their_formats_say() {
        let cues = [
            cue(1, (0, 4_500), "One & two"),
            cue(3, (8_500, 3_661_001), "Two special tokens <a> take ids 50257 and 50258: entries --> now."),
        ];
        assert_eq!(
            web_vtt(&cues),
            "WEBVTT\n\
             \nbeat-1\n00:00:00.000 --> 00:00:04.500\nOne &amp; two\n\
             \nbeat-3\n00:00:08.500 --> 01:01:01.001\nTwo special tokens &lt;a&gt; take ids\n\
             50257 and 50258: entries --&gt; now.\n"
        );
        assert_eq!(
            sub_rip(&cues),
            "1\n00:00:00,000 --> 00:00:04,500\nOne & two\n\
             \n2\n00:00:08,500 --> 01:01:01,001\nTwo special tokens <\u{2060}a> take ids\n\
             50257 and 50258: entries --\u{2060}> now.\n"
        );
        assert_eq!((web_vtt(&[]), sub_rip(&[])), ("WEBVTT\n".to_owned(), String::new()));
    }

    #[test]
    fn what_players_take_for_markup_is_parted() {
        let text = |caption: &str| {
            let cue = cue(1, (0, 1), caption);
            (cue.sub_rip(), cue.web_vtt())
        };
        let same = |caption: &str| (caption.to_owned(), caption.to_owned());
        assert_eq!(text("{b}, C:\\temp, x -- y"), same("{b}, C:\\temp, x -- y"));
        assert_eq!(text("a <3 & b > 2").0, "a <3 & b > 2");
        assert_eq!(text("NOTE 42"), same("NOTE 42"));
        let joined = "{\u{2060}\\an8} {\u{2060}y:i} \\\u{2060}n \\\u{2060}N \\\u{2060}h";
        assert_eq!(text("{\\an8} {y:i} \\n \\N \\h"), same(joined));
        let (srt, vtt) = text("a&lt;b</i>");
        assert_eq!((srt.as_str(), vtt.as_str()), ("a&\u{2060}lt;b<\u{2060}/i>", "a&amp;lt;b&lt;/i&gt;"));
    }

    #[test]
    fn instants_between_milliseconds_are_rounded() {
        let rate: Rate = "30000/1001".parse().unwrap();
        assert_eq!(clock(rate.instant(1), '.'), "00:00:00.033", "33.37 ms");
        assert_eq!(clock(rate.instant(2), '.'), "00:00:00.067", "66.73 ms");
        assert_eq!(clock(rate.instant(30), '.'), "00:00:01.001");
    }

    #[test]
    fn lines_are_few_and_even() {
        assert_eq!(
            wrap("Forty-two characters fit on a single line."),
            ["Forty-two characters fit on a single line."]
        );
        assert_eq!(
            wrap("The GPT-2 tokenizer cuts MyNewToken_1 into five known pieces."),
            ["The GPT-2 tokenizer cuts", "MyNewToken_1 into five known pieces."]
        );
        assert_eq!(wrap(&plain(" written\n\non\tseveral\r\nlines ")), ["written on several lines"]);
        let word = "w".repeat(50);
        assert_eq!(wrap(&format!("a {word} b")), ["a", &word, "b"]);
        assert_eq!(
            wrap("one\u{a0}thing that is never parted at the end\u{a0}of\u{a0}it"),
            ["one\u{a0}thing that is never", "parted at the end\u{a0}of\u{a0}it"]
        );
        assert!(wrap(&plain(" \n")).is_empty());
    }

    proptest! {
        #[test]
        fn no_word_is_lost_and_no_line_too_long(words in proptest::collection::vec("[a-zé]{1,12}", 0..40)) {
            let lines = wrap(&words.join(" "));
            assert_eq!(lines.join(" "), words.join(" "));
            assert!(lines.iter().all(|line| !line.is_empty() && line.chars().count() <= LINE));
        }
    }
}
