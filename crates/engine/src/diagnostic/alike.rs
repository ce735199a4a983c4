//! Groups of similar findings: of each group, people are shown the first finding and the places of the others.

use std::collections::HashMap;
use std::ops::Range;

use super::{Diagnostic, Severity, Source};

/// Smallest number of similar findings that are shown as one.
const MANY: usize = 4;
/// Largest number of other places that a note lists.
const MOST_PLACES: usize = 8;

/// A finding, and the similar ones that are shown with it.
#[derive(Debug, PartialEq)]
pub(super) struct Alike<'a> {
    pub(super) first: &'a Diagnostic,
    pub(super) others: Vec<&'a Diagnostic>,
}

/// The features that similar findings share: all but names, numbers and places.
#[derive(PartialEq, Eq, Hash)]
struct Shape {
    severity: Severity,
    code: &'static str,
    message: String,
    help: Option<String>,
}

/// Groups of similar findings, in the order of their first members.
pub(super) fn groups(diagnostics: &[Diagnostic]) -> Vec<Alike<'_>> {
    let mut shapes: HashMap<Shape, Vec<usize>> = HashMap::new();
    for (at, diagnostic) in diagnostics.iter().enumerate() {
        shapes.entry(Shape::of(diagnostic)).or_default().push(at);
    }
    let mut groups: Vec<(usize, Alike<'_>)> = Vec::new();
    for members in shapes.into_values() {
        if members.len() >= MANY {
            let others = members[1..].iter().map(|at| &diagnostics[*at]).collect();
            groups.push((members[0], Alike { first: &diagnostics[members[0]], others }));
        } else {
            let alone = |at: usize| (at, Alike { first: &diagnostics[at], others: Vec::new() });
            groups.extend(members.into_iter().map(alone));
        }
    }
    groups.sort_by_key(|(at, _)| *at);
    groups.into_iter().map(|(_, group)| group).collect()
}

impl Shape {
    fn of(diagnostic: &Diagnostic) -> Self {
        Self {
            severity: diagnostic.severity,
            code: diagnostic.code.0,
            message: shape(&diagnostic.message),
            help: diagnostic.help.as_deref().map(shape),
        }
    }
}

/// A message without what stands in back-ticks or quotes, and without numbers.
fn shape(message: &str) -> String {
    let mut shape = String::new();
    let mut at = 0;
    for name in names(message) {
        shape.extend(message[at..name.start].chars().filter(|c| !is_of_number(*c)));
        shape.push('`');
        at = name.end;
    }
    shape.extend(message[at..].chars().filter(|c| !is_of_number(*c)));
    shape
}

fn is_of_number(c: char) -> bool {
    c.is_ascii_digit() || c == '.'
}

/// Byte ranges of a message that stand in back-ticks or quotes, these included.
fn names(message: &str) -> Vec<Range<usize>> {
    let mut names = Vec::new();
    let mut at = 0;
    while let Some(start) = message[at..].find(['`', '"']).map(|found| at + found) {
        let quote = &message[start..=start];
        let Some(length) = message[start + 1..].find(quote) else { break };
        at = start + 1 + length + 1;
        names.push(start..at);
    }
    names
}

impl Alike<'_> {
    /// The note on the places of the others: ``and 3 more: line 12, line 14 (`b`), line 20 (`c`)``.
    pub(super) fn note(&self, source: &Source) -> Option<String> {
        if self.others.is_empty() {
            return None;
        }
        let place = |other: &&Diagnostic| {
            let line = source.position(other.span.start).0;
            match self.difference(other) {
                Some(name) => format!("line {line} ({name})"),
                None => format!("line {line}"),
            }
        };
        let places: Vec<String> = self.others.iter().take(MOST_PLACES).map(place).collect();
        let rest = if self.others.len() > MOST_PLACES { ", …" } else { "" };
        Some(format!("and {} more: {}{rest}", self.others.len(), places.join(", ")))
    }

    /// The first name in another message that differs from the name at its position in the first message.
    fn difference<'a>(&self, other: &'a Diagnostic) -> Option<&'a str> {
        let own = names(&self.first.message).into_iter().map(|name| &self.first.message[name]);
        let mut pairs = own.zip(names(&other.message).into_iter().map(|name| &other.message[name]));
        pairs.find(|(own, name)| own != name).map(|(_, name)| name)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    fn warning(line: usize, message: &str) -> Diagnostic {
        Diagnostic::warning("contrast", line..line, message).help("give it another tone")
    }

    #[test]
    fn many_that_differ_in_names_and_numbers_are_one() {
        let message = |at: usize| format!("the text of `n{at}` has a contrast of {}.5:1", at % 4);
        let mut found: Vec<Diagnostic> = (0..17).map(|at| warning(at, &message(at))).collect();
        found.insert(3, warning(3, "the mark of `n1` has a contrast of 1.5:1"));
        let groups = groups(&found);
        assert_eq!(groups.len(), 2);
        assert_eq!(groups[0].others.len(), 16);
        assert_eq!(groups[1], Alike { first: &found[3], others: Vec::new() });
        let source = Source { path: "a.toml".into(), text: Arc::from("\n".repeat(20)) };
        let note = groups[0].note(&source).unwrap();
        assert!(note.starts_with("and 16 more: line 2 (`n1`), line 3 (`n2`), "), "{note}");
        assert!(note.ends_with("line 9 (`n8`), …"), "{note}");
    }

    #[test]
    fn three_are_shown_one_by_one() {
        let found: Vec<Diagnostic> = (0..3).map(|at| warning(at, "no caption")).collect();
        assert!(groups(&found).iter().all(|group| group.others.is_empty()));
    }

    #[test]
    fn the_way_out_is_part_of_the_mistake() {
        let found = ["a", "b", "c", "d"].map(|key| {
            let help = if key == "a" { "did you mean `title`?".to_owned() } else { "delete it".to_owned() };
            Diagnostic::error("unknown-key", 0..1, format!("no key `{key}`")).help(help)
        });
        assert_eq!(groups(&found).len(), 4);
    }

    #[test]
    fn a_quote_without_its_end_is_a_letter() {
        assert_eq!(shape("it's `a` and 17 \"b"), "it's ` and  \"b");
    }
}
