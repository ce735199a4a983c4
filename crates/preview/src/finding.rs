//! Findings about a scene, worded for the window.

use halfminute_check::CheckedFilm;
use halfminute_engine::diagnostic::Severity;
use halfminute_engine::film::Checked;

/// An error in the scene, or something that a lint found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Error or warning; sets the colour.
    pub severity: Severity,
    /// File, line and column, such as `clip.toml:12:5`.
    pub place: String,
    /// The message, with names in quotation marks.
    pub message: String,
    /// A suggested fix, if there is one.
    pub help: Option<String>,
}

impl Finding {
    /// All findings of a scene, errors first.
    pub(super) fn all(checked: &Checked<CheckedFilm>) -> Vec<Self> {
        let mut findings = Vec::new();
        for report in &checked.reports {
            let name = report.source.path.file_name().unwrap_or_default().to_string_lossy();
            for diagnostic in &report.diagnostics {
                let (line, column) = report.source.position(diagnostic.span.start);
                findings.push(Self {
                    severity: diagnostic.severity,
                    place: format!("{name}:{line}:{column}"),
                    message: quoted(&diagnostic.message),
                    help: diagnostic.help.as_deref().map(quoted),
                });
            }
        }
        findings.sort_by_key(|finding| finding.severity != Severity::Error);
        findings
    }
}

/// Puts names in curly quotation marks instead of backticks, because a backtick is drawn too close to the
/// next letter.
fn quoted(text: &str) -> String {
    let mut marks = ['“', '”'].into_iter().cycle();
    text.chars().map(|c| if c == '`' { marks.next().unwrap_or(c) } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn names_stand_in_quotation_marks() {
        assert_eq!(quoted("`a` is no `b`, nor is `c"), "“a” is no “b”, nor is “c");
    }
}
