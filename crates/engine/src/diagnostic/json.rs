//! One diagnostic as one line of JSON, for tools.

use serde::Serialize;

use halfminute_basics::escape;

use super::render::place;
use super::{Diagnostic, Label, Severity, Source};
use halfminute_basics::time::Time;

#[derive(Serialize)]
struct Line<'a> {
    severity: &'static str,
    code: &'static str,
    message: &'a str,
    help: Option<&'a str>,
    file: String,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    labels: Vec<Place<'a>>,
    /// Number of the beat, from 1.
    beat: Option<usize>,
    /// Seconds from the clip's start.
    seconds: Option<f64>,
}

#[derive(Serialize)]
struct Place<'a> {
    line: usize,
    column: usize,
    text: &'a str,
}

/// The diagnostic as a JSON object, followed by a line break. Lines and columns count from 1, columns are
/// characters, and the end is the first column after the place.
pub(super) fn line(source: &Source, diagnostic: &Diagnostic) -> String {
    let span = place(&source.text, &diagnostic.span);
    let (line, column) = source.position(span.start);
    let (end_line, end_column) = source.position(span.end);
    let object = Line {
        severity: match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        },
        code: diagnostic.code.0,
        message: &diagnostic.message,
        help: diagnostic.help.as_deref(),
        file: source.path.to_string_lossy().into_owned(),
        line,
        column,
        end_line,
        end_column,
        labels: diagnostic.labels.iter().map(|label| labelled(source, label)).collect(),
        beat: diagnostic.moment.map(|moment| moment.beat),
        seconds: diagnostic.moment.and_then(|moment| moment.time).map(Time::seconds),
    };
    let mut text = escape::json(serde_json::to_string(&object).unwrap_or_default());
    text.push('\n');
    text
}

fn labelled<'a>(source: &Source, label: &'a Label) -> Place<'a> {
    let (line, column) = source.position(place(&source.text, &label.span).start);
    Place { line, column, text: &label.text }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::line;
    use crate::diagnostic::{Diagnostic, Moment, Source};
    use halfminute_basics::time::Time;

    #[test]
    fn keys_keep_their_order() {
        let source = Source { path: "a.toml".into(), text: Arc::from("é = 1\nb = 2\n") };
        let diagnostic = Diagnostic::error("odd", 7..8, "say \"b\"").label(0..2, "and é");
        let moment = Moment { beat: 2, time: Some(Time::from_millis(6400)) };
        let diagnostic = diagnostic.at(Some(moment));
        assert_eq!(
            line(&source, &diagnostic),
            "{\"severity\":\"error\",\"code\":\"odd\",\"message\":\"say \\\"b\\\"\",\"help\":null,\
             \"file\":\"a.toml\",\"line\":2,\"column\":1,\"end_line\":2,\"end_column\":2,\
             \"labels\":[{\"line\":1,\"column\":1,\"text\":\"and é\"}],\"beat\":2,\"seconds\":6.4}\n"
        );
    }
}
