//! Diagnostics as text, with one entry point for all formats. Each format has its own file.
//!
//! Rendering succeeds for any span, since [`place`] first clips spans to the text. Nothing here prints.

use super::{Diagnostic, Source, Span, github, human, json};

/// The output format of diagnostics.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// The source text with a caret, for people, without colours.
    #[default]
    Human,
    /// As [`Format::Human`], coloured with ANSI escapes: only for a terminal.
    Terminal,
    /// One JSON object per line.
    Json,
    /// One GitHub Actions workflow command per diagnostic.
    Github,
}

/// Writes the diagnostics of one file as text that ends in a line break, or is empty.
#[must_use]
pub fn render(source: &Source, diagnostics: &[Diagnostic], format: Format) -> String {
    let each = |write: &dyn Fn(&Diagnostic) -> String| diagnostics.iter().map(write).collect();
    match format {
        Format::Human => {
            let writer = human::Writer::plain(source);
            writer.write(diagnostics)
        }
        Format::Terminal => {
            let writer = human::Writer::coloured(source);
            writer.write(diagnostics)
        }
        Format::Json => each(&|diagnostic| json::line(source, diagnostic)),
        Format::Github => each(&|diagnostic| github::command(source, diagnostic)),
    }
}

/// The part of `span` that lies inside `text`, cut at character boundaries, without line breaks at its end: a
/// caret below a line break would point at nothing.
pub(super) fn place(text: &str, span: &Span) -> Span {
    let start = floor_char(text, span.start);
    let end = floor_char(text, span.end).max(start);
    let inside = &text[start..end];
    start..start + inside.trim_end_matches(['\r', '\n']).len()
}

fn floor_char(text: &str, byte: usize) -> usize {
    let byte = byte.min(text.len());
    (0..=byte).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::{Just, Strategy, any, prop_oneof, proptest};

    use super::{Format, place, render};
    use crate::diagnostic::{Diagnostic, Source};

    #[test]
    fn places_are_brought_inside_the_text() {
        assert_eq!(place("naïve", &(2..3)), 2..2, "the middle of ï");
        assert_eq!(place("abc", &(10..20)), 3..3);
        #[expect(clippy::reversed_empty_ranges, reason = "a span that ends before it starts is the case")]
        let reversed = 2..1;
        assert_eq!(place("abc", &reversed), 2..2);
        assert_eq!(place("ab\r\ncd", &(0..4)), 0..2, "line breaks at the end are left out");
        assert_eq!(place("", &(0..usize::MAX)), 0..0);
    }

    fn texts() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            Just("\r\n".to_owned()),
            Just("\n".to_owned()),
            Just("\r".to_owned()),
            Just("\t".to_owned()),
            Just("\u{feff}".to_owned()),
            Just("x".repeat(400)),
            "[a-zé漢\u{200d}👩🏽\u{0}\u{1b} \"=]{0,12}",
        ];
        proptest::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn any_spans_of_any_text_render(
            text in texts(),
            spans in proptest::collection::vec((0_usize..900, 0_usize..900), 1..5),
            message in any::<String>(),
        ) {
            let source = Source { path: "s.toml".into(), text: Arc::from(text) };
            let mut diagnostic = Diagnostic::error("any", spans[0].0..spans[0].1, message.clone());
            for &(start, end) in &spans[1..] {
                diagnostic = diagnostic.label(start..end, message.clone());
            }
            let diagnostic = diagnostic.help(message);
            for format in [Format::Human, Format::Terminal, Format::Json, Format::Github] {
                let written = render(&source, std::slice::from_ref(&diagnostic), format);
                assert!(written.ends_with('\n'));
            }
            assert_eq!(render(&source, std::slice::from_ref(&diagnostic), Format::Json).lines().count(), 1);
            assert_eq!(render(&source, &[diagnostic], Format::Github).lines().count(), 1);
        }
    }
}
