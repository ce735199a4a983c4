//! The line on a slide that refers to a lab, such as
//!
//! `[Hands-on Anchor: ID | Asset: path; path | Objective: text | Pre-req: ID]`
//!
//! The course states its form: the labels of the fields and what each field holds.

use halfminute_engine::diagnostic::Span;
use halfminute_engine::document::{Findings, Table};

use super::file::Placed;
use super::keys::optional;

/// The content of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Content {
    Id,
    /// Paths of assets, separated by `;`.
    Assets,
    /// The anchor that has to come before.
    Needs,
    Text,
}

/// Each placeholder with what stands in its place in examples.
const PLACEHOLDERS: [(&str, Content, &str); 4] = [
    ("{id}", Content::Id, "ID"),
    ("{assets}", Content::Assets, "path; path"),
    ("{needs}", Content::Needs, "ID"),
    ("{text}", Content::Text, "text"),
];

/// One field of the line.
#[derive(Debug)]
struct Field {
    /// Text before the content, such as `Asset:`.
    label: String,
    content: Content,
}

/// The form of anchor lines.
#[derive(Debug, Default)]
pub(super) struct AnchorForm {
    fields: Vec<Field>,
    /// Text in place of an id where nothing has to come before.
    none: String,
    /// A line of this form, for help texts.
    pub(super) example: String,
}

/// An anchor line, parsed into its fields.
#[derive(Debug)]
pub(super) struct AnchorLine {
    pub(super) id: Placed,
    pub(super) assets: Vec<Placed>,
    /// The anchor that has to come before it, if any.
    pub(super) prerequisite: Option<Placed>,
}

impl AnchorForm {
    /// Reads `[anchor]` of the programme.
    pub(super) fn read(root: &Table<'_>) -> Self {
        let empty = Table::new(root.findings(), &[], 0..0, "`[anchor]`");
        let table = root.table("anchor", "`[anchor]`").unwrap_or(empty);
        let form = optional(&table, "form", "[Lab: {id}]");
        let none = optional(&table, "none", "none").text;
        table.finish();
        Self::parse(&form.text, none).unwrap_or_else(|message| {
            let help = "write `form = \"[Lab: {id} | Files: {assets} | Needs: {needs} | Goal: {text}]\"`, \
                        the id first; other fields may be left out";
            root.findings().error_help("course-form", &form.span, message, help);
            Self::default()
        })
    }

    fn parse(form: &str, none: String) -> Result<Self, String> {
        let inside = form.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
        let inside = inside.ok_or("the form of anchors is not in square brackets")?;
        let fields = inside.split('|').map(field).collect::<Result<Vec<Field>, String>>()?;
        if fields.first().is_none_or(|field| field.content != Content::Id) {
            return Err("the first field of an anchor is not `{id}`".to_owned());
        }
        for (name, content, _) in PLACEHOLDERS.iter().filter(|(_, content, _)| *content != Content::Text) {
            if fields.iter().filter(|field| field.content == *content).count() > 1 {
                return Err(format!("`{name}` is in two fields of an anchor"));
            }
        }
        let example =
            PLACEHOLDERS.iter().fold(form.to_owned(), |form, (name, _, shown)| form.replace(name, shown));
        Ok(Self { fields, none, example })
    }

    /// True if a text begins as an anchor does.
    pub(super) fn opens(&self, text: &str) -> bool {
        let label = self.fields.first().map(|field| field.label.as_str());
        label.is_some_and(|label| {
            text.trim_start().strip_prefix('[').is_some_and(|rest| rest.starts_with(label))
        })
    }

    /// True if anchors list assets, or if their form could not be read.
    pub(super) fn may_list_assets(&self) -> bool {
        self.fields.is_empty() || self.fields.iter().any(|field| field.content == Content::Assets)
    }

    /// Parses the line at `span` of `text`; reports what is wrong with it.
    pub(super) fn read_line(&self, text: &str, span: &Span, findings: &Findings) -> Option<AnchorLine> {
        let fail = |span: &Span, message: &str| {
            let help = format!("write `{}` in one line", self.example);
            findings.error_help("deck-anchor", span, message, help);
            None
        };
        let line = trimmed(text, span.clone());
        if line.text.contains('\n') {
            return fail(span, "the anchor is more than one line");
        }
        let Some(inside) = line.text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) else {
            return fail(span, "the anchor does not end with `]`");
        };
        let written = split(text, line.span.start + 1..line.span.start + 1 + inside.len(), '|');
        if written.len() != self.fields.len() {
            let message = format!("the anchor has {} fields, not {}", written.len(), self.fields.len());
            return fail(span, &message);
        }
        let mut read = AnchorLine { id: line.clone(), assets: Vec::new(), prerequisite: None };
        for (Placed { text: whole, span }, Field { label, content }) in written.iter().zip(&self.fields) {
            let Some(value) = whole.strip_prefix(label.as_str()) else {
                return fail(span, &format!("the anchor's field is not `{label}`"));
            };
            let value = trimmed(text, span.end - value.len()..span.end);
            if value.text.is_empty() {
                return fail(span, &format!("`{label}` is empty"));
            }
            match content {
                Content::Id => read.id = value,
                Content::Assets => read.assets = split(text, value.span, ';'),
                Content::Needs => read.prerequisite = Some(value).filter(|value| value.text != self.none),
                Content::Text => {}
            }
        }
        if let Some(empty) = read.assets.iter().find(|asset| asset.text.is_empty()) {
            return fail(&empty.span, "an asset is empty");
        }
        Some(read)
    }
}

/// Parses one field of the form, such as `Asset: {assets}`.
fn field(text: &str) -> Result<Field, String> {
    let found =
        PLACEHOLDERS.iter().find_map(|(name, content, _)| Some((text.trim().strip_suffix(name)?, *content)));
    match found.map(|(label, content)| (label.trim(), content)) {
        Some((label, content)) if !label.is_empty() && !label.contains(['{', '}']) => {
            Ok(Field { label: label.to_owned(), content })
        }
        _ => Err(format!("the field `{}` of an anchor is not a label and a placeholder", text.trim())),
    }
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
    use super::AnchorForm;
    use halfminute_engine::document::Findings;

    fn form() -> AnchorForm {
        let form = "[Hands-on Anchor: {id} | Asset: {assets} | Objective: {text} | Pre-req: {needs}]";
        AnchorForm::parse(form, "none".to_owned()).unwrap()
    }

    #[test]
    fn a_form_is_refused_with_its_reason() {
        let cases = [
            ("Lab: {id}", "the form of anchors is not in square brackets"),
            ("[Lab: {text} | {id}]", "the field `{id}` of an anchor is not a label and a placeholder"),
            ("[Lab: {text} | Id: {id}]", "the first field of an anchor is not `{id}`"),
            ("[Lab: {id} | A: {assets} | B: {assets}]", "`{assets}` is in two fields of an anchor"),
            (
                "[Lab: {id} | {x}: {text}]",
                "the field `{x}: {text}` of an anchor is not a label and a placeholder",
            ),
        ];
        for (form, message) in cases {
            assert_eq!(AnchorForm::parse(form, String::new()).map(|_| ()), Err(message.to_owned()));
        }
        assert_eq!(AnchorForm::parse("[Lab: {id}]", String::new()).unwrap().example, "[Lab: ID]");
    }

    #[test]
    fn fields_know_their_places() {
        let text = "x [Hands-on Anchor: A-1 | Asset: a/b.py; c.py | Objective: see it | Pre-req: A-0]\n";
        let findings = Findings::default();
        let line = form().read_line(text, &(2..text.len()), &findings).unwrap();
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
            assert!(form().read_line(text, &(0..text.len()), &findings).is_none());
            let found = findings.into_inner().finish();
            assert_eq!(found[0].message, message);
        }
    }
}
