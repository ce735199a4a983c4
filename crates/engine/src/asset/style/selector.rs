//! CSS selectors: parsing and matching.

use std::borrow::Cow;

use super::elements::{Element, Elements};
use super::scan::{bracketed, list, name};
use crate::asset::work::{Spent, Work};

/// Maximum nesting depth of selectors in selectors, such as `:not(:is(…))`.
const DEPTH: usize = 4;

/// Specificity of a selector: number of ids, of classes and attributes, and of types.
pub(super) type Specificity = [u32; 3];

/// A selector without commas.
#[derive(Debug)]
pub(super) struct Selector<'a> {
    /// Compounds from right to left, beginning with that of the selected element; each with the relation of its
    /// element to the previous compound's element.
    compounds: Vec<(Relation, Vec<Test<'a>>)>,
    pub(super) specificity: Specificity,
}

/// The relation of an element to the previous compound's element.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Relation {
    Itself,
    Ancestor,
    Parent,
    Previous,
    Earlier,
}

/// A condition on one element.
#[derive(Debug)]
enum Test<'a> {
    Type(Cow<'a, str>),
    Id(Cow<'a, str>),
    Class(Cow<'a, str>),
    Attribute(Cow<'a, str>, Comparison, Cow<'a, str>),
    Root,
    /// The position among siblings is `step * n + offset`, from the start or the end, among all or among those
    /// of the same type.
    Position {
        step: i64,
        offset: i64,
        from_end: bool,
        of_type: bool,
    },
    Link,
    /// At least one of these selectors matches, or if `false`, none of them.
    Any(Vec<Selector<'a>>, bool),
    /// A state that a picture is never in.
    Never,
}

/// A way to compare an attribute's value.
#[derive(Clone, Copy, Debug)]
enum Comparison {
    Exists,
    Equals,
    /// Equal to the wanted value, or begins with it and a hyphen.
    Language,
    Starts,
    Ends,
    Contains,
}

/// A necessary condition on the selected element, by which selectors are looked up.
#[derive(Debug, PartialEq, Eq, Hash, Clone)]
pub(super) enum Key<'a> {
    Id(Cow<'a, str>),
    Class(Cow<'a, str>),
    Type(Cow<'a, str>),
    Anything,
}

impl<'a> Selector<'a> {
    /// Parses a selector; returns `None` if it contains something unknown.
    pub(super) fn read(text: &'a str) -> Option<Self> {
        Self::read_within(text, 0)
    }

    fn read_within(text: &'a str, depth: usize) -> Option<Self> {
        let mut rest = text.trim();
        let mut compounds: Vec<(Relation, Vec<Test<'a>>)> = Vec::new();
        let mut specificity = [0; 3];
        // Compounds are read from the left, each with its relation to the one on its left.
        let mut relation = Relation::Itself;
        loop {
            let (tests, after) = read_compound(rest, depth, &mut specificity)?;
            compounds.push((relation, tests));
            let trimmed = after.trim_start();
            if trimmed.is_empty() {
                break;
            }
            let (next, skipped) = match trimmed.as_bytes()[0] {
                b'>' => (Relation::Parent, 1),
                b'+' => (Relation::Previous, 1),
                b'~' => (Relation::Earlier, 1),
                _ if trimmed.len() < after.len() => (Relation::Ancestor, 0),
                _ => return None,
            };
            relation = next;
            rest = trimmed[skipped..].trim_start();
        }
        // The order is reversed; each compound gets the relation of the one on its right.
        let relations: Vec<Relation> = compounds.iter().skip(1).map(|(relation, _)| *relation).collect();
        compounds.reverse();
        for (compound, relation) in compounds.iter_mut().skip(1).zip(relations.iter().rev()) {
            compound.0 = *relation;
        }
        if let Some(first) = compounds.first_mut() {
            first.0 = Relation::Itself;
        }
        Some(Self { compounds, specificity })
    }

    /// The most selective of the keys that a selected element must have.
    pub(super) fn key(&self) -> Key<'a> {
        let tests = self.compounds.first().map_or(&[][..], |(_, tests)| tests);
        let id = tests
            .iter()
            .find_map(|test| if let Test::Id(id) = test { Some(Key::Id(id.clone())) } else { None });
        let class = || {
            tests.iter().find_map(|test| {
                if let Test::Class(class) = test { Some(Key::Class(class.clone())) } else { None }
            })
        };
        let kind = || {
            tests.iter().find_map(|test| {
                if let Test::Type(name) = test { Some(Key::Type(name.clone())) } else { None }
            })
        };
        id.or_else(class).or_else(kind).unwrap_or(Key::Anything)
    }

    /// True if the selector matches the element at this index.
    pub(super) fn selects(
        &self,
        elements: &Elements<'_, '_>,
        at: usize,
        work: &mut Work,
    ) -> Result<bool, Spent> {
        self.selects_from(0, elements, at, work)
    }

    fn selects_from(
        &self,
        compound: usize,
        elements: &Elements<'_, '_>,
        at: usize,
        work: &mut Work,
    ) -> Result<bool, Spent> {
        let Some((_, tests)) = self.compounds.get(compound) else { return Ok(true) };
        for test in tests {
            if !test.passes(elements, at, work)? {
                return Ok(false);
            }
        }
        let Some((relation, _)) = self.compounds.get(compound + 1) else { return Ok(true) };
        let next = |at: usize| {
            let element: &Element<'_, '_> = &elements.list[at];
            match relation {
                Relation::Itself | Relation::Ancestor | Relation::Parent => element.parent,
                Relation::Previous | Relation::Earlier => element.previous,
            }
        };
        let once = matches!(relation, Relation::Parent | Relation::Previous);
        let mut candidate = next(at);
        while let Some(at) = candidate {
            work.spend(1)?;
            if self.selects_from(compound + 1, elements, at, work)? {
                return Ok(true);
            }
            candidate = if once { None } else { next(at) };
        }
        Ok(false)
    }
}

impl Test<'_> {
    fn passes(&self, elements: &Elements<'_, '_>, at: usize, work: &mut Work) -> Result<bool, Spent> {
        work.spend(1)?;
        let element = &elements.list[at];
        Ok(match self {
            Self::Type(name) => element.name() == name,
            Self::Id(id) => element.id == Some(id),
            Self::Class(class) => element.classes.binary_search(&&**class).is_ok(),
            Self::Attribute(name, comparison, wanted) => {
                work.spend(element.node.attributes().len() / 8)?;
                let value = element.node.attribute(&**name);
                work.spend(value.map_or(0, |value| value.len() / 8))?;
                value.is_some_and(|value| comparison.holds(value, wanted))
            }
            Self::Root => element.parent.is_none(),
            Self::Position { step, offset, from_end, of_type } => {
                let position = elements.position(at, *from_end, *of_type, work)?;
                let rest = position - offset;
                if *step == 0 { rest == 0 } else { rest % step == 0 && rest / step >= 0 }
            }
            Self::Link => {
                element.name() == "a" && element.node.attributes().any(|found| found.name() == "href")
            }
            Self::Any(selectors, wanted) => {
                for selector in selectors {
                    if selector.selects(elements, at, work)? {
                        return Ok(*wanted);
                    }
                }
                !wanted
            }
            Self::Never => false,
        })
    }
}

impl Comparison {
    fn holds(self, value: &str, wanted: &str) -> bool {
        match self {
            Self::Exists => true,
            Self::Equals => value == wanted,
            Self::Language => {
                value.strip_prefix(wanted).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
            }
            Self::Starts => !wanted.is_empty() && value.starts_with(wanted),
            Self::Ends => !wanted.is_empty() && value.ends_with(wanted),
            Self::Contains => !wanted.is_empty() && value.contains(wanted),
        }
    }
}

/// Parses the conditions on one element at the beginning of `text`; returns them and the text after them.
fn read_compound<'a>(
    text: &'a str,
    depth: usize,
    specificity: &mut Specificity,
) -> Option<(Vec<Test<'a>>, &'a str)> {
    let mut tests = Vec::new();
    let mut rest = text;
    if let Some(after) = text.strip_prefix('*') {
        rest = after;
    } else if let Some((kind, after)) = name(text) {
        specificity[2] += 1;
        tests.push(Test::Type(kind));
        rest = after;
    }
    while let Some(first) = rest.chars().next() {
        match first {
            '#' | '.' => {
                let (found, after) = name(&rest[1..])?;
                specificity[usize::from(first == '.')] += 1;
                tests.push(if first == '.' { Test::Class(found) } else { Test::Id(found) });
                rest = after;
            }
            '[' => {
                let (inside, after) = bracketed(rest);
                specificity[1] += 1;
                tests.push(read_attribute(inside)?);
                rest = after;
            }
            ':' => rest = read_pseudo_class(&rest[1..], depth, &mut tests, specificity)?,
            _ => break,
        }
    }
    // Nothing was read, for example if a combinator lacks a side.
    (rest.len() < text.len()).then_some((tests, rest))
}

fn read_attribute(text: &str) -> Option<Test<'_>> {
    let (attribute, rest) = name(text.trim())?;
    let rest = rest.trim();
    let Some(at) = rest.find('=') else {
        return rest.is_empty().then_some(Test::Attribute(attribute, Comparison::Exists, Cow::Borrowed("")));
    };
    let value = rest[at + 1..].trim();
    let quoted = value.strip_prefix(['"', '\'']).and_then(|inner| inner.strip_suffix(['"', '\'']));
    let value = match quoted {
        Some(inner) => Cow::Borrowed(inner),
        None => name(value).filter(|(_, rest)| rest.is_empty())?.0,
    };
    let comparison = match &rest[..at] {
        "" => Comparison::Equals,
        // The words of `class` are sorted and looked up like a class; other attributes are not split into
        // words.
        "~" if attribute == "class" => return Some(Test::Class(value)),
        "|" => Comparison::Language,
        "^" => Comparison::Starts,
        "$" => Comparison::Ends,
        "*" => Comparison::Contains,
        _ => return None,
    };
    Some(Test::Attribute(attribute, comparison, value))
}

/// Parses the condition after a colon; returns the text after it.
fn read_pseudo_class<'a>(
    text: &'a str,
    depth: usize,
    tests: &mut Vec<Test<'a>>,
    specificity: &mut Specificity,
) -> Option<&'a str> {
    if let Some(element) = text.strip_prefix(':') {
        // Pseudo-elements such as `::before` do not exist in SVG.
        tests.push(Test::Never);
        let rest = name(element)?.1;
        return Some(if rest.starts_with('(') { bracketed(rest).1 } else { rest });
    }
    let (kind, rest) = name(text)?;
    let (arguments, rest) = if rest.starts_with('(') { bracketed(rest) } else { ("", rest) };
    let position = |step, offset, from_end, of_type| Test::Position { step, offset, from_end, of_type };
    let kind = kind.to_ascii_lowercase();
    let within = |wanted| {
        let selectors = list(arguments, b',').map(|part| Selector::read_within(part, depth + 1));
        let selectors: Option<Vec<_>> = if depth < DEPTH { selectors.collect() } else { None };
        selectors.map(|selectors| Test::Any(selectors, wanted))
    };
    if !["not", "is", "where"].contains(&kind.as_str()) {
        specificity[1] += 1;
    }
    let test = match kind.as_str() {
        "root" => Test::Root,
        "first-child" => position(0, 1, false, false),
        "last-child" => position(0, 1, true, false),
        "first-of-type" => position(0, 1, false, true),
        "last-of-type" => position(0, 1, true, true),
        "only-child" | "only-of-type" => {
            tests.push(position(0, 1, true, kind == "only-of-type"));
            position(0, 1, false, kind == "only-of-type")
        }
        "nth-child" | "nth-last-child" | "nth-of-type" | "nth-last-of-type" => {
            let (step, offset) = read_steps(arguments)?;
            position(step, offset, kind.contains("last"), kind.ends_with("type"))
        }
        "link" | "any-link" => Test::Link,
        "hover" | "active" | "focus" | "focus-within" | "focus-visible" | "target" | "visited" => Test::Never,
        "not" | "is" | "where" => {
            let test = within(kind != "not")?;
            if let (Test::Any(selectors, _), true) = (&test, kind != "where") {
                let most = selectors.iter().map(|selector| selector.specificity).max().unwrap_or_default();
                specificity.iter_mut().zip(most).for_each(|(sum, more)| *sum += more);
            }
            test
        }
        _ => return None,
    };
    tests.push(test);
    Some(rest)
}

/// Parses the argument of `:nth-child()` (`odd`, `even`, `3`, `2n + 1` and so on) to step and offset.
fn read_steps(text: &str) -> Option<(i64, i64)> {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_lowercase();
    let number = |text: &str| text.parse::<i32>().ok().map(i64::from);
    match text.as_str() {
        "odd" => Some((2, 1)),
        "even" => Some((2, 0)),
        _ => match text.split_once('n') {
            None => Some((0, number(&text)?)),
            Some((step, offset)) => {
                let step = match step {
                    "" | "+" => 1,
                    "-" => -1,
                    _ => number(step)?,
                };
                Some((step, if offset.is_empty() { 0 } else { number(offset)? }))
            }
        },
    }
}
