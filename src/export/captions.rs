//! Captions to the two texts that players read: WebVTT and SubRip.
//!
//! One cue for each beat with a caption, as long as the beat: a viewer who turns captions on sees
//! each exactly while its beat is on screen. The band in the picture says the same; these files are
//! for search, translation and screen readers.
//!
//! A caption is shown as it was written, whatever it looks like to a player. WebVTT has escapes for what
//! is markup there. Where a form has none, or players take more for markup than it says, an invisible
//! character, [`JOINER`], parts what would begin it: `<b>`, `{\an8}`, `-->`, `&amp;`, `\n`.

use std::fmt::Write;

use crate::escape::plain;
use crate::time::Time;

use super::outline::Outline;

/// Two lines of 42 characters are what subtitle norms allow.
const LINE: usize = 42;

/// The word joiner: shown as nothing, and no place where a line breaks. What `ffmpeg` itself puts after a
/// back-slash that is none of its escapes.
pub(super) const JOINER: char = '\u{2060}';

/// One caption and when it is on screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cue {
    /// The beat it belongs to, from 1.
    pub(super) beat: usize,
    /// First instant.
    pub(super) start: Time,
    /// First instant after.
    pub(super) end: Time,
    /// The lines, without blanks around them; never empty.
    pub(super) lines: Vec<String>,
}

/// The cues of a clip, in order; beats without a caption have none.
pub(super) fn cues(clip: &Outline) -> Vec<Cue> {
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
    /// The text as MP4 and QuickTime hold it, where nothing is markup.
    pub(super) fn timed_text(&self) -> String {
        parted(&self.lines.join("\n"), is_override)
    }

    /// The text as WebVTT holds it.
    pub(super) fn web_vtt(&self) -> String {
        self.timed_text().replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
    }

    /// The text as SubRip holds it.
    pub(super) fn sub_rip(&self) -> String {
        parted(&self.lines.join("\n"), |before, after| is_override(before, after) || is_markup(before, after))
    }
}

/// A WebVTT file. Cues are named after their beats, so that a reviewer can point to one.
pub(super) fn web_vtt(cues: &[Cue]) -> String {
    cues.iter().fold("WEBVTT\n".to_owned(), |mut file, cue| {
        let (start, end) = (clock(cue.start, '.'), clock(cue.end, '.'));
        // Writing to a string does not fail.
        let _ = write!(file, "\nbeat-{}\n{start} --> {end}\n{}\n", cue.beat, cue.web_vtt());
        file
    })
}

/// A SubRip file. The format knows no escapes.
pub(super) fn sub_rip(cues: &[Cue]) -> String {
    let blocks = cues.iter().zip(1..).map(|(cue, number)| {
        let (start, end) = (clock(cue.start, ','), clock(cue.end, ','));
        format!("{number}\n{start} --> {end}\n{}\n", cue.sub_rip())
    });
    blocks.collect::<Vec<_>>().join("\n")
}

/// A text with a joiner at every place between two characters that `parts` names: after what comes before
/// it, and before what follows it.
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

/// Whether players that turn every form of captions into one of their own, ASS, would take what is here
/// for an override, a line break or a style of MicroDVD.
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

/// Whether players of SubRip would take what is here for a tag, an entity or a time.
fn is_markup(before: &str, after: &str) -> bool {
    match before.chars().next_back() {
        Some('<') => after.starts_with(|c: char| c.is_alphabetic() || matches!(c, '/' | '!' | '?')),
        Some('&') => after.starts_with(|c: char| c.is_ascii_alphabetic() || c == '#') && after.contains(';'),
        Some('-') => before.ends_with("--") && after.starts_with('>'),
        _ => false,
    }
}

/// `00:00:04.500`, rounded to the millisecond. A beat that ends between two milliseconds, as NTSC
/// beats do, ends at the one where the next begins.
fn clock(time: Time, point: char) -> String {
    let millisecond = Time::from_millis(1).flicks();
    let millis = (time.flicks() + millisecond / 2) / millisecond;
    let (seconds, millis) = (millis / 1000, millis % 1000);
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    format!("{hours:02}:{minutes:02}:{seconds:02}{point}{millis:03}")
}

/// As few lines of at most [`LINE`] characters as it takes, and these as even as they can be.
///
/// Lines break at blanks, which the author's own line breaks have become: an empty line would end the
/// cue. They do not break at no-break spaces. A longer word keeps its line.
fn wrap(text: &str) -> Vec<String> {
    let words: Vec<&str> = text.split(' ').filter(|word| !word.is_empty()).collect();
    let fewest = fill(&words, LINE);
    // The narrowest width that needs no more lines leaves the least difference between them.
    let even = (1..LINE).map(|width| fill(&words, width)).find(|lines| lines.len() <= fewest.len());
    even.unwrap_or(fewest)
}

/// As many words on each line as `width` characters hold, at least one.
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
    use crate::time::{Rate, Time};

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
