//! The language of document templates: Markdown with tags in double braces.
//!
//! - `{{ name }}` or `{{ outer.name }}` is a value.
//! - `{{ count list }}` is the number of items in a list.
//! - `{{ each list ", " }}…{{ else }}…{{ end }}` repeats the text in between for each item of a list, with the
//!   string between items. Inside it, the item's own values come first, and `{{ it }}` is an item that is a
//!   string. The text after `else` is for an empty list; string and `else` may be left out.
//!
//! A line with only an `each`, `else` or `end` leaves no line behind. There are no expressions, so that the
//! work and the result have limits that a hostile template cannot pass.

use std::collections::HashSet;
use std::iter;

use serde_json::Value;

use halfminute_engine::diagnostic::Span;

use super::file::{File, Placed};
use super::keys::suggestion;

/// Greatest number of parts that are written, repetitions included.
const MOST_STEPS: usize = 200_000;
/// Greatest size of a document in bytes.
const MOST_BYTES: usize = 1 << 20;
/// Greatest depth of nested `each`.
const MOST_DEPTH: usize = 8;

const HELP: &str = "docs/course.md describes the tags";

/// A piece of a template.
#[derive(Debug)]
enum Part {
    Text(Span),
    Value(Placed),
    Count(Placed),
    Each(Each),
}

#[derive(Debug)]
struct Each {
    list: Placed,
    separator: String,
    body: Vec<Part>,
    otherwise: Vec<Part>,
    /// True after `else`, while the template is parsed.
    in_else: bool,
}

/// The document that `template` makes of `data`; `None` if the template has errors, which are reported in its
/// findings.
pub(super) fn render(template: &File, data: &Value) -> Option<String> {
    let parts = parse(template);
    if template.findings.has_errors() {
        return None;
    }
    let mut writer =
        Writer { template, scopes: vec![data], text: String::new(), steps: 0, reported: HashSet::new() };
    writer.parts(&parts);
    (!template.findings.has_errors()).then_some(writer.text)
}

/// Places of the tags in a template.
pub(super) fn tags(text: &str) -> impl Iterator<Item = Span> {
    let mut at = 0;
    iter::from_fn(move || {
        let start = at + text[at..].find("{{")?;
        at = start + text[start..].find("}}")? + 2;
        Some(start..at)
    })
}

fn report(template: &File, span: &Span, message: impl Into<String>, help: impl Into<String>) {
    template.findings.error_help("course-document", span, message, help);
}

fn parse(template: &File) -> Vec<Part> {
    let text = template.text();
    let mut done = Vec::new();
    let mut open: Vec<Each> = Vec::new();
    let mut at = 0;
    for Span { start, end } in tags(text) {
        let inside = trimmed(text, start + 2..end - 2);
        let (keyword, rest) = inside.text.split_once(' ').unwrap_or((&inside.text, ""));
        let is_block = ["each", "else", "end"].contains(&keyword);
        let tag = if is_block { whole_line(text, start..end) } else { start..end };
        target(&mut done, &mut open).push(Part::Text(at..tag.start));
        at = tag.end;
        let depth = open.len();
        match (keyword, rest, open.last_mut()) {
            ("each", ..) if depth == MOST_DEPTH => {
                report(template, &inside.span, format!("more than {MOST_DEPTH} nested `each`"), "nest less");
                return done;
            }
            ("each", ..) => open.push(each(template, &inside)),
            ("else", "", Some(each)) if !each.in_else => each.in_else = true,
            ("end", "", Some(_)) => {
                let closed = open.pop().map(Part::Each);
                target(&mut done, &mut open).extend(closed);
            }
            ("else" | "end", ..) => {
                report(template, &inside.span, format!("`{}` ends no `each`", inside.text), HELP);
            }
            ("count", ..) => {
                let list = trimmed(text, inside.span.start + "count".len()..inside.span.end);
                target(&mut done, &mut open).push(Part::Count(list));
            }
            _ => target(&mut done, &mut open).push(Part::Value(inside)),
        }
    }
    for each in &open {
        report(template, &each.list.span, "the `each` does not end", "add `{{ end }}`");
    }
    if let Some(start) = text[at..].find("{{").map(|found| at + found) {
        report(template, &(start..start + 2), "the tag does not end", "end it with `}}`");
    }
    done.push(Part::Text(at..text.len()));
    done
}

/// The parts that the next part is added to.
fn target<'a>(done: &'a mut Vec<Part>, open: &'a mut [Each]) -> &'a mut Vec<Part> {
    match open.last_mut() {
        Some(each) if each.in_else => &mut each.otherwise,
        Some(each) => &mut each.body,
        None => done,
    }
}

/// Parses the inside of an `each`.
fn each(template: &File, inside: &Placed) -> Each {
    let list = trimmed(template.text(), inside.span.start + "each".len()..inside.span.end);
    let (name, rest) = list.text.split_once(' ').unwrap_or((&list.text, ""));
    let rest = rest.trim();
    let separator = rest.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    if separator.is_none() && !rest.is_empty() {
        report(template, &list.span, "after the list's name, `each` wants a string in quotes", HELP);
    }
    let span = list.span.start..list.span.start + name.len();
    let list = Placed { text: name.to_owned(), span };
    let separator = separator.unwrap_or_default().to_owned();
    Each { list, separator, body: Vec::new(), otherwise: Vec::new(), in_else: false }
}

fn trimmed(text: &str, span: Span) -> Placed {
    let part = &text[span.clone()];
    let start = span.start + part.len() - part.trim_start().len();
    Placed { text: part.trim().to_owned(), span: start..start + part.trim().len() }
}

/// The whole line of a tag that stands alone in it, or the tag.
fn whole_line(text: &str, tag: Span) -> Span {
    let start = text[..tag.start].rfind('\n').map_or(0, |at| at + 1);
    let end = text[tag.end..].find('\n').map_or(text.len(), |at| tag.end + at + 1);
    let is_alone = text[start..tag.start].trim().is_empty() && text[tag.end..end].trim().is_empty();
    if is_alone { start..end } else { tag }
}

struct Writer<'a> {
    template: &'a File,
    /// The data and the items of the lists around, from the outside in.
    scopes: Vec<&'a Value>,
    text: String,
    steps: usize,
    /// First bytes of the tags that were reported, each once for all repetitions.
    reported: HashSet<usize>,
}

impl<'a> Writer<'a> {
    fn parts(&mut self, parts: &[Part]) {
        for part in parts {
            self.steps += 1;
            if self.steps > MOST_STEPS || self.text.len() > MOST_BYTES {
                let help = "list less, or make several documents";
                self.report(&(0..0), "the document grows too long", help);
                return;
            }
            match part {
                Part::Text(span) => self.text.push_str(&self.template.text()[span.clone()]),
                Part::Value(name) => self.value(name),
                Part::Count(name) => {
                    let count = self.list(name).map_or(0, <[Value]>::len);
                    self.text.push_str(&count.to_string());
                }
                Part::Each(each) => self.each(each),
            }
        }
    }

    fn each(&mut self, each: &Each) {
        let items = self.list(&each.list).unwrap_or_default();
        for (at, item) in items.iter().enumerate() {
            if at > 0 {
                self.text.push_str(&each.separator);
            }
            self.scopes.push(item);
            self.parts(&each.body);
            self.scopes.pop();
        }
        if items.is_empty() {
            self.parts(&each.otherwise);
        }
    }

    fn value(&mut self, name: &Placed) {
        match self.find(name) {
            Some(Value::String(text)) => self.text.push_str(text),
            Some(Value::Number(number)) => self.text.push_str(&number.to_string()),
            Some(Value::Array(_)) => {
                let help = format!("write `{{{{ each {} }}}}` or `{{{{ count {0} }}}}`", name.text);
                self.report(&name.span, format!("`{}` is a list", name.text), help);
            }
            Some(_) => self.report(&name.span, format!("`{}` is not a single value", name.text), HELP),
            None => {}
        }
    }

    fn list(&mut self, name: &Placed) -> Option<&'a [Value]> {
        let found = self.find(name)?;
        let list = found.as_array();
        if list.is_none() {
            self.report(&name.span, format!("`{}` is not a list", name.text), HELP);
        }
        list.map(Vec::as_slice)
    }

    /// The value of a name, whose first part is looked up from the inside out; reports an unknown name.
    fn find(&mut self, name: &Placed) -> Option<&'a Value> {
        let mut keys = name.text.split('.');
        let first = keys.next().unwrap_or_default();
        let outer = match self.scopes.last() {
            Some(item) if first == "it" && !item.is_object() => Some(*item),
            _ => self.scopes.iter().rev().find_map(|scope| scope.get(first)),
        };
        let found = keys.fold(outer, |value, key| value?.get(key)).filter(|value| !value.is_null());
        if found.is_none() {
            let known =
                self.scopes.iter().filter_map(|scope| scope.as_object()).flat_map(|scope| scope.keys());
            let help = suggestion(&name.text, known.map(String::as_str), HELP);
            self.report(&name.span, format!("there is no `{}` here", name.text), help);
        }
        found
    }

    fn report(&mut self, span: &Span, message: impl Into<String>, help: impl Into<String>) {
        if self.reported.insert(span.start) {
            report(self.template, span, message, help);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use serde_json::json;

    use super::{File, render};
    use halfminute_engine::diagnostic::Diagnostics;

    /// The document, or the messages with the text that each is about.
    fn rendered(text: &str) -> Result<String, Vec<String>> {
        let data = json!({
            "title": "T", "number": 2, "none": null, "empty": [],
            "parts": [{ "id": "a", "pages": ["p", "q"] }, { "id": "b", "pages": [] }],
        });
        let file = File::new(Path::new("t.md"), text.to_owned(), Diagnostics::default());
        render(&file, &data).ok_or_else(|| {
            let found = file.findings.into_inner().finish();
            found.iter().map(|one| format!("{}: {}", &text[one.span.clone()], one.message)).collect()
        })
    }

    #[test]
    fn values_and_lists_take_the_place_of_tags() {
        let text = "# {{title}} {{ number }}\n{{ each parts }}\n- {{ id }} of {{ title }}: \
                    {{ each pages \", \" }}{{ it }}{{ else }}none{{ end }} ({{ count pages }})\n{{ end }}\nend";
        assert_eq!(rendered(text).unwrap(), "# T 2\n- a of T: p, q (2)\n- b of T: none (0)\nend");
        assert_eq!(rendered("{ {x} }} }").unwrap(), "{ {x} }} }", "single braces are text");
        assert_eq!(rendered("{{ each empty }}\nx\n{{ else }}\ny\n{{ end }}\n").unwrap(), "y\n");
    }

    #[test]
    fn each_mistake_has_its_place_and_is_told_once() {
        let cases: [(&str, &[&str]); 9] = [
            (
                "a {{ titel }} {{ none }}",
                &["titel: there is no `titel` here", "none: there is no `none` here"],
            ),
            ("{{ each parts }}{{ x }}{{ end }}", &["x: there is no `x` here"]),
            ("{{ parts }}", &["parts: `parts` is a list"]),
            ("{{ each title }}x{{ end }}", &["title: `title` is not a list"]),
            ("{{ each parts }}", &["parts: the `each` does not end"]),
            ("{{ end }}", &["end: `end` ends no `each`"]),
            (
                "{{ each parts , }}{{ end }}",
                &["parts ,: after the list's name, `each` wants a string in quotes"],
            ),
            ("{{ title", &["{{: the tag does not end"]),
            ("{{ each parts }}{{ else }}{{ else }}{{ end }}", &["else: `else` ends no `each`"]),
        ];
        for (text, messages) in cases {
            assert_eq!(rendered(text).unwrap_err(), messages, "{text}");
        }
    }

    #[test]
    fn hostile_templates_end_soon() {
        let deep = "{{ each parts }}".repeat(9) + &"{{ end }}".repeat(9);
        assert_eq!(rendered(&deep).unwrap_err(), ["each parts: more than 8 nested `each`"]);
        let long = "{{ each parts }}".repeat(8) + &"x".repeat(100_000) + &"{{ end }}".repeat(8);
        assert_eq!(rendered(&long).unwrap_err(), [": the document grows too long"]);
        let many = "{{ each parts }}".repeat(8) + &"{{ number }}".repeat(2000) + &"{{ end }}".repeat(8);
        assert_eq!(rendered(&many).unwrap_err(), [": the document grows too long"]);
    }
}
