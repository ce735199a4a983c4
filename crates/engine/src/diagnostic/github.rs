//! One diagnostic as a GitHub Actions workflow command, which becomes an annotation of the file.
//!
//! Commands are one line each: line breaks are written as `%0A`. Colons and commas are escaped in a property,
//! since they end it.

use halfminute_basics::escape::visible;

use super::render::place;
use super::{Diagnostic, Severity, Source};

/// The diagnostic as `::error …::message`, followed by a line break.
pub(super) fn command(source: &Source, diagnostic: &Diagnostic) -> String {
    let span = place(&source.text, &diagnostic.span);
    let (line, column) = source.position(span.start);
    let (end_line, end_column) = source.position(span.end);
    let kind = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    // The runner refuses columns when the place spans several lines.
    let columns =
        if line == end_line { format!(",col={column},endColumn={end_column}") } else { String::new() };
    let message = match &diagnostic.help {
        Some(help) => format!("{}\nhelp: {}", visible(&diagnostic.title()), visible(help)),
        None => visible(&diagnostic.title()).into_owned(),
    };
    format!(
        "::{kind} file={},line={line},endLine={end_line}{columns},title={}::{}\n",
        property(&visible(&source.path.to_string_lossy())),
        property(diagnostic.code.0),
        data(&message),
    )
}

/// Escapes a command's message.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes the value of a command's property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::command;
    use crate::diagnostic::{Diagnostic, Source};

    #[test]
    fn everything_that_would_end_a_property_is_escaped() {
        let source = Source { path: "c:\\a,b 100%.toml".into(), text: Arc::from("a = 1\n") };
        let diagnostic = Diagnostic::error("odd", 0..1, "50 %: no").help("write\n\u{1b}[0m this");
        assert_eq!(
            command(&source, &diagnostic),
            "::error file=c%3A\\a%2Cb 100%25.toml,line=1,endLine=1,col=1,endColumn=2,title=odd::\
             50 %25: no%0Ahelp: write\\n\\u{1b}[0m this\n"
        );
    }

    #[test]
    fn a_place_of_several_lines_has_no_columns() {
        let source = Source { path: "a.toml".into(), text: Arc::from("a = 1\nb = 2\n") };
        let diagnostic = Diagnostic::warning("odd", 2..8, "two lines");
        assert_eq!(
            command(&source, &diagnostic),
            "::warning file=a.toml,line=1,endLine=2,title=odd::two lines\n"
        );
    }
}
