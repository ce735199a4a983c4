//! One diagnostic for people: the source text, a caret under the place, and the help.
//!
//! The layout is rustc's, which authors may know from compilers, and editors that recognise `-->` can jump to
//! the place.

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use halfminute_basics::escape::{Quoted, visible};

use super::alike::{Alike, groups};
use super::render::place;
use super::{Diagnostic, Severity, Source};

/// Columns at which longer lines of the scene are cut around the caret. The width is fixed, so that logs do not
/// depend on the terminal they were made in.
const WIDTH_COLUMNS: usize = 120;

/// A writer for the diagnostics of one source.
pub(super) struct Writer<'a> {
    source: &'a Source,
    quoted: Quoted<'a>,
    renderer: Renderer,
}

impl<'a> Writer<'a> {
    /// Makes a writer that uses no colours.
    pub(super) fn plain(source: &'a Source) -> Self {
        Self::new(source, Renderer::plain())
    }

    /// Makes a writer that uses ANSI colours.
    pub(super) fn coloured(source: &'a Source) -> Self {
        Self::new(source, Renderer::styled())
    }

    fn new(source: &'a Source, renderer: Renderer) -> Self {
        let quoted = Quoted::new(&source.text);
        Self { source, quoted, renderer: renderer.term_width(WIDTH_COLUMNS) }
    }

    /// Writes diagnostics in their order, each followed by an empty line; a group of similar ones is written
    /// once.
    pub(super) fn write(&self, diagnostics: &[Diagnostic]) -> String {
        let mut text = String::new();
        for group in groups(diagnostics) {
            text += &self.renderer.render(&[self.report(&group)]);
            text.push_str("\n\n");
        }
        text
    }

    fn report<'b>(&'b self, alike: &Alike<'b>) -> Group<'b> {
        let diagnostic = alike.first;
        let level = match diagnostic.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let at = |span| self.quoted.place(&place(&self.source.text, span));
        let labels = diagnostic
            .labels
            .iter()
            .map(|label| AnnotationKind::Context.span(at(&label.span)).label(visible(&label.text)));
        let path = self.source.path.to_string_lossy();
        let snippet = Snippet::source(self.quoted.text())
            .path(visible(&path).into_owned())
            .annotation(AnnotationKind::Primary.span(at(&diagnostic.span)))
            .annotations(labels);
        let title = level.primary_title(visible(&diagnostic.title()).into_owned()).id(diagnostic.code.0);
        let group = title.element(snippet);
        let group = match &diagnostic.help {
            Some(help) => group.element(Level::HELP.message(visible(help))),
            None => group,
        };
        match alike.note(self.source) {
            Some(note) => group.element(Level::NOTE.message(visible(&note).into_owned())),
            None => group,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::Writer;
    use crate::diagnostic::{Diagnostic, Source};

    fn plain(source: &Source, diagnostic: &Diagnostic) -> String {
        Writer::plain(source).write(std::slice::from_ref(diagnostic))
    }

    fn source(text: &str) -> Source {
        Source { path: "scenes/hour28.toml".into(), text: Arc::from(text) }
    }

    #[test]
    fn the_caret_is_under_the_place() {
        let source = source("[clip]\ntitel = \"Tokens\"\n");
        let diagnostic = Diagnostic::error("unknown-key", 7..12, "unknown key `titel` in `[clip]`")
            .help("did you mean `title`?");
        assert_eq!(
            plain(&source, &diagnostic),
            "\
error[unknown-key]: unknown key `titel` in `[clip]`
 --> scenes/hour28.toml:2:1
  |
2 | titel = \"Tokens\"
  | ^^^^^
  |
  = help: did you mean `title`?

"
        );
    }

    #[test]
    fn one_of_many_alike_is_shown() {
        let source = source("a = 1\nb = 2\nc = 3\nd = 4\n");
        let unknown = |(at, key): (usize, char)| {
            Diagnostic::error("unknown-key", at * 6..at * 6 + 1, format!("no key `{key}`"))
                .help("take it out")
        };
        let found: Vec<Diagnostic> = "abcd".chars().enumerate().map(unknown).collect();
        assert_eq!(
            Writer::plain(&source).write(&found),
            "\
error[unknown-key]: no key `a`
 --> scenes/hour28.toml:1:1
  |
1 | a = 1
  | ^
  |
  = help: take it out
  = note: and 3 more: line 2 (`b`), line 3 (`c`), line 4 (`d`)

"
        );
    }

    #[test]
    fn labels_show_the_other_place() {
        let text = "[[beat]]\nstage = [\"a\"]\n\n\n\n\n[[beat]]\nstage = [\"a\", \"a\"]\n";
        let at = text.rfind("\"a\"").unwrap();
        let diagnostic = Diagnostic::warning("twice", at..at + 3, "`a` is on stage twice")
            .label(at - 5..at - 2, "first here");
        assert_eq!(
            plain(&source(text), &diagnostic),
            "\
warning[twice]: `a` is on stage twice
 --> scenes/hour28.toml:8:15
  |
8 | stage = [\"a\", \"a\"]
  |          ---  ^^^
  |          |
  |          first here

"
        );
    }

    #[test]
    fn the_end_of_a_file_is_a_place() {
        let diagnostic = Diagnostic::error("no-beat", 6..6, "the clip has no `[[beat]]`");
        assert_eq!(
            plain(&source("[clip]"), &diagnostic),
            "\
error[no-beat]: the clip has no `[[beat]]`
 --> scenes/hour28.toml:1:7
  |
1 | [clip]
  |       ^

"
        );
    }

    #[test]
    fn tabs_and_windows_line_ends_keep_the_caret_right() {
        let source = source("[clip]\r\n\ttitel = 1\r\n");
        let diagnostic = Diagnostic::error("unknown-key", 9..14, "unknown key `titel`");
        assert_eq!(
            plain(&source, &diagnostic),
            "\
error[unknown-key]: unknown key `titel`
 --> scenes/hour28.toml:2:2
  |
2 |     titel = 1
  |     ^^^^^

"
        );
    }

    #[test]
    fn a_very_long_line_is_cut_around_the_caret() {
        let text = format!("{}BAD{}", "x".repeat(5_000), "y".repeat(5_000));
        let written = plain(&source(&text), &Diagnostic::error("long", 5_000..5_003, "too long"));
        assert!(written.contains("BAD"), "{written}");
        assert!(written.lines().all(|line| line.len() <= 160), "{written}");
    }

    #[test]
    fn what_hides_is_shown_and_the_caret_stays_under_its_place() {
        let text = "title = \"a\u{9b}31m\u{202e}\" # ##[error]\nlang = 1\n";
        let source = Source { path: "a\n::error::b\u{1b}.toml".into(), text: Arc::from(text) };
        let at = text.find("lang").unwrap();
        let diagnostic = Diagnostic::error("odd", 8..19, "is \u{9b}\n##[error]")
            .help("\u{2028}")
            .label(at..at + 4, "\u{7}");
        assert_eq!(
            plain(&source, &diagnostic),
            "\
error[odd]: is \\u{9b}\\n##\\u{5b}error]
 --> a\\n::error::b\\u{1b}.toml:1:9
  |
1 | title = \"a\\u{9b}31m\\u{202e}\" # ##\\u{5b}error]
  |         ^^^^^^^^^^^^^^^^^^^^
2 | lang = 1
  | ---- \\u{7}
  |
  = help: \\u{2028}

"
        );
    }
}
