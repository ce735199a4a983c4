//! The line on a slide that refers to a lab:
//!
//! `[Hands-on Anchor: ID | Asset: path; path | Objective: text | Pre-req: ID]`

use crate::diagnostic::Span;
use crate::document::Findings;

use super::file::Placed;

/// Text at the start of the line.
pub(super) const OPENING: &str = "[Hands-on Anchor:";

const FORM: &str =
    "write `[Hands-on Anchor: ID | Asset: path; path | Objective: text | Pre-req: ID]` in one line";

/// An anchor line, parsed into its fields.
#[derive(Debug)]
pub(super) struct AnchorLine {
    pub(super) id: Placed,
    pub(super) assets: Vec<Placed>,
    /// The anchor that comes before it; `None` for `Pre-req: none`.
    pub(super) prerequisite: Option<Placed>,
}

/// Parses the line at `span` of `text`; reports what is wrong with it.
pub(super) fn parse(text: &str, span: &Span, findings: &Findings) -> Option<AnchorLine> {
    let fail = |span: &Span, message: &str| {
        findings.error_help("deck-anchor", span, message, FORM);
        None
    };
    let line = trimmed(text, span.clone());
    if line.text.contains('\n') {
        return fail(span, "the anchor is more than one line");
    }
    let Some(inside) = line.text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) else {
        return fail(span, "the anchor does not end with `]`");
    };
    let fields = split(text, line.span.start + 1..line.span.start + 1 + inside.len(), '|');
    let names = ["Hands-on Anchor:", "Asset:", "Objective:", "Pre-req:"];
    if fields.len() != names.len() {
        return fail(span, &format!("the anchor has {} fields, not {}", fields.len(), names.len()));
    }
    let mut values = Vec::new();
    for (field, name) in fields.iter().zip(names) {
        let Some(value) = field.text.strip_prefix(name) else {
            return fail(&field.span, &format!("the anchor's field is not `{name}`"));
        };
        let value = trimmed(text, field.span.end - value.len()..field.span.end);
        if value.text.is_empty() {
            return fail(&field.span, &format!("`{name}` is empty"));
        }
        values.push(value);
    }
    let prerequisite = values.pop().filter(|value| value.text != "none");
    let assets = split(text, values[1].span.clone(), ';');
    if let Some(empty) = assets.iter().find(|asset| asset.text.is_empty()) {
        return fail(&empty.span, "an asset is empty");
    }
    Some(AnchorLine { id: values.swap_remove(0), assets, prerequisite })
}

fn split(text: &str, span: Span, separator: char) -> Vec<Placed> {
    let mut at = span.start;
    text[span]
        .split(separator)
        .map(|part| {
            let start = at;
            at += part.len() + separator.len_utf8();
            trimmed(text, start..start + part.len())
        })
        .collect()
}

fn trimmed(text: &str, span: Span) -> Placed {
    let part = &text[span.clone()];
    let start = span.start + part.len() - part.trim_start().len();
    let part = part.trim();
    Placed { text: part.to_owned(), span: start..start + part.len() }
}

#[cfg(test)]
mod tests {
    use super::parse;
    use crate::document::Findings;

    #[test]
    fn fields_know_their_places() {
        let text = "x [Hands-on Anchor: A-1 | Asset: a/b.py; c.py | Objective: see it | Pre-req: A-0]\n";
        let findings = Findings::default();
        let line = parse(text, &(2..text.len()), &findings).unwrap();
        assert_eq!(findings.errors(), 0);
        let places = [&line.id, &line.assets[0], &line.assets[1], line.prerequisite.as_ref().unwrap()];
        assert_eq!(places.map(|place| &text[place.span.clone()]), ["A-1", "a/b.py", "c.py", "A-0"]);
    }

    #[test]
    fn each_mistake_has_its_message() {
        let cases = [
            (
                "[Hands-on Anchor: A | Asset: a | Objective: o | Pre-req: none",
                "the anchor does not end with `]`",
            ),
            ("[Hands-on Anchor: A | Asset: a | Objective: o]", "the anchor has 3 fields, not 4"),
            (
                "[Hands-on Anchor: A | Assets: a | Objective: o | Pre-req: b]",
                "the anchor's field is not `Asset:`",
            ),
            ("[Hands-on Anchor: | Asset: a | Objective: o | Pre-req: b]", "`Hands-on Anchor:` is empty"),
            ("[Hands-on Anchor: A | Asset: a; | Objective: o | Pre-req: b]", "an asset is empty"),
            (
                "[Hands-on Anchor: A | Asset: a |\nObjective: o | Pre-req: b]",
                "the anchor is more than one line",
            ),
        ];
        for (text, message) in cases {
            let findings = Findings::default();
            assert!(parse(text, &(0..text.len()), &findings).is_none());
            let found = findings.into_inner().finish();
            assert_eq!(found[0].message, message);
        }
    }
}
