//! What is wrong with a scene, as the window says it.

use crate::diagnostic::Severity;
use crate::film::Checked;

/// Something that is wrong with the scene, or that a lint found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Error or warning.
    pub severity: Severity,
    /// File, line and column: `clip.toml:12:5`.
    pub place: String,
    /// What is wrong.
    pub message: String,
    /// The way out.
    pub help: Option<String>,
}

impl Finding {
    /// What was found, errors first.
    pub(super) fn all(checked: &Checked) -> Vec<Self> {
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

/// Names in quotation marks instead of back-ticks, which fall on the letter beside them.
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
