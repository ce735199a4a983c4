//! One diagnostic for people: the text, a caret under the place, the way out.
//!
//! The look is rustc's, so that authors who have seen one compiler can read it, and editors that
//! know `-->` can jump.

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet, normalize_untrusted_str};

use super::render::place;
use super::{Diagnostic, Severity, Source};

/// Longer lines of the scene are cut around the caret. Fixed, so that logs do not depend on the
/// window they were made in.
const WIDTH_COLUMNS: usize = 120;

/// The diagnostic without colours, followed by an empty line.
pub(super) fn plain(source: &Source, diagnostic: &Diagnostic) -> String {
    written(&Renderer::plain(), source, diagnostic)
}

/// The diagnostic with ANSI colours, followed by an empty line.
pub(super) fn coloured(source: &Source, diagnostic: &Diagnostic) -> String {
    written(&Renderer::styled(), source, diagnostic)
}

fn written(renderer: &Renderer, source: &Source, diagnostic: &Diagnostic) -> String {
    let report = report(source, diagnostic);
    let mut text = renderer.clone().term_width(WIDTH_COLUMNS).render(&[report]);
    text.push_str("\n\n");
    text
}

fn report<'a>(source: &'a Source, diagnostic: &'a Diagnostic) -> Group<'a> {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let snippet = Snippet::source(&*source.text)
        .path(source.path.to_string_lossy())
        .annotation(AnnotationKind::Primary.span(place(&source.text, &diagnostic.span)))
        .annotations(diagnostic.labels.iter().map(|label| {
            AnnotationKind::Context.span(place(&source.text, &label.span)).label(label.text.as_str())
        }));
    let title = level.primary_title(diagnostic.title()).id(diagnostic.code.0);
    let group = title.element(snippet);
    match &diagnostic.help {
        // Help may quote the scene, and the scene may hold escape sequences.
        Some(help) => group.element(Level::HELP.message(normalize_untrusted_str(help))),
        None => group,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::plain;
    use crate::diagnostic::{Diagnostic, Source};

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
}
