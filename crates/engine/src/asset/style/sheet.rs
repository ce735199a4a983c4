//! Parsing of style sheets to rules and declarations.

use std::collections::HashMap;
use std::rc::Rc;

use super::property::{PROPERTIES, Takes};
use super::scan::{bracketed, call, find, list, name};
use super::selector::{Key, Selector};
use super::value::{Notation, Unit, dimension, read};
use crate::asset::simplification::{Feature, Place, Simplifications};

/// Maximum number of selectors of a drawing, over all its style sheets.
pub(super) const SELECTORS: usize = 1 << 16;
/// Maximum nesting depth of conditional rules.
const DEPTH: usize = 8;

/// A declared value of a property.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value<'a> {
    /// A value in the form that the SVG reader gets.
    Ready(Rc<str>),
    Inherit,
    Initial,
    Unset,
    /// A value with variables, or one that depends on the colour scheme.
    Deferred(&'a str),
    /// A value that is not understood.
    Unknown(&'a str),
}

impl Value<'_> {
    /// The number of steps that each application of the value takes.
    fn weight(&self) -> usize {
        match self {
            Self::Deferred(text) | Self::Unknown(text) => 1 + text.len() / 64,
            Self::Ready(_) | Self::Inherit | Self::Initial | Self::Unset => 1,
        }
    }
}

/// The target that a declaration sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Target<'a> {
    /// An index into [`PROPERTIES`].
    Property(usize),
    /// A custom property, with its hyphens: `--name`.
    Variable(&'a str),
    ColorScheme,
    /// Background, which is used for the root element only.
    Background,
    /// An index into [`UNDRAWN`].
    Undrawn(usize),
}

/// A property or variable and its value.
#[derive(Clone, Debug)]
pub(super) struct Declaration<'a> {
    pub(super) target: Target<'a>,
    pub(super) value: Value<'a>,
    pub(super) is_important: bool,
}

/// A selector and the block that it applies.
#[derive(Debug)]
pub(super) struct Rule<'a> {
    pub(super) selector: Selector<'a>,
    /// Index of the block in [`Sheets::blocks`].
    pub(super) block: usize,
}

/// Declarations that are applied together.
#[derive(Debug)]
pub(super) struct Block<'a> {
    pub(super) declarations: Vec<Declaration<'a>>,
    /// The number of steps that each application of the block takes.
    pub(super) weight: usize,
}

/// All style sheets of a drawing.
#[derive(Debug, Default)]
pub(in crate::asset) struct Sheets<'a> {
    /// Rules in the order of the file.
    pub(super) rules: Vec<Rule<'a>>,
    pub(super) blocks: Vec<Block<'a>>,
    by_key: HashMap<Key<'a>, Vec<usize>>,
    /// True if there are more than [`SELECTORS`] selectors.
    pub(super) overflows: bool,
}

/// Properties that affect the look of a drawing but are not supported, with the features that are lost.
pub(super) const UNDRAWN: [(&str, Feature); 14] = [
    ("animation", Feature::Animation),
    ("animation-name", Feature::Animation),
    ("all", Feature::Value),
    ("backdrop-filter", Feature::Filter),
    ("mask-border", Feature::Mask),
    ("mask-border-source", Feature::Mask),
    ("mask-image", Feature::Mask),
    ("-webkit-mask", Feature::Mask),
    ("-webkit-mask-image", Feature::Mask),
    ("offset-path", Feature::Transform),
    ("perspective", Feature::Transform),
    ("rotate", Feature::Transform),
    ("scale", Feature::Transform),
    ("translate", Feature::Transform),
];

impl<'a> Sheets<'a> {
    /// Adds the rules of a sheet without comments; `line` is the number of its first line.
    pub(super) fn add(&mut self, text: &'a str, line: u32, lost: &mut Simplifications) {
        let line_ends = text.match_indices('\n').map(|(at, _)| at).collect();
        let sheet = Text { whole: text, line, line_ends };
        self.add_rules(text, &sheet, 0, lost);
    }

    /// The rules that may select an element for which this key holds.
    pub(super) fn with(&self, key: &Key<'a>) -> &[usize] {
        self.by_key.get(key).map_or(&[], Vec::as_slice)
    }

    fn add_rules(&mut self, text: &'a str, sheet: &Text<'a>, depth: usize, lost: &mut Simplifications) {
        let mut rest = text;
        loop {
            rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '}' || c == ';');
            rest = rest.strip_prefix("<!--").or_else(|| rest.strip_prefix("-->")).unwrap_or(rest);
            if rest.is_empty() || self.overflows {
                return;
            }
            let is_at_rule = rest.starts_with('@');
            let Some(end) = find(rest, if is_at_rule { b"{;" } else { b"{" }) else {
                return;
            };
            let (before, after) = rest.split_at(end);
            let (block, after) =
                after.strip_prefix(';').map_or_else(|| bracketed(after), |after| ("", after));
            if is_at_rule {
                self.add_at_rule(before, block, sheet, depth, lost);
            } else {
                self.add_rule(before, block, sheet, lost);
            }
            rest = after;
        }
    }

    fn add_rule(&mut self, selectors: &'a str, block: &'a str, sheet: &Text<'a>, lost: &mut Simplifications) {
        let at = self.blocks.len();
        let declarations = declarations(block, &mut |nested| {
            lost.note(Feature::Rule, &sheet.place(nested), Some(nested));
        });
        let weight = declarations.iter().map(|declaration| declaration.value.weight()).sum();
        self.blocks.push(Block { declarations, weight });
        for text in list(selectors, b',') {
            let Some(selector) = Selector::read(text) else {
                lost.note(Feature::Rule, &sheet.place(text), Some(text));
                continue;
            };
            if self.rules.len() == SELECTORS {
                self.overflows = true;
                return;
            }
            self.by_key.entry(selector.key()).or_default().push(self.rules.len());
            self.rules.push(Rule { selector, block: at });
        }
    }

    fn add_at_rule(
        &mut self,
        before: &'a str,
        block: &'a str,
        sheet: &Text<'a>,
        depth: usize,
        lost: &mut Simplifications,
    ) {
        let kind = name(&before[1..]).map_or(String::new(), |(kind, _)| kind.to_ascii_lowercase());
        let kind = kind.trim_start_matches("-webkit-").trim_start_matches("-moz-");
        let condition = before.get(1 + kind.len()..).unwrap_or_default();
        match kind {
            // These are about letters, paper or motion; a use of motion is found by its own property.
            "charset" | "font-face" | "font-feature-values" | "keyframes" | "namespace" | "page" => {}
            "media" => match is_met(condition) {
                Some(false) => {}
                Some(true) if depth < DEPTH => self.add_rules(block, sheet, depth + 1, lost),
                _ => lost.note(Feature::Rule, &sheet.place(before), Some(before)),
            },
            _ => lost.note(Feature::Rule, &sheet.place(before), Some(before)),
        }
    }
}

/// A style sheet and its position in the file.
struct Text<'a> {
    whole: &'a str,
    line: u32,
    /// Indices of the line breaks in `whole`.
    line_ends: Vec<usize>,
}

impl Text<'_> {
    /// The place of a part of the sheet; `part` must be a slice of `whole`.
    fn place(&self, part: &str) -> Place {
        let offset =
            (part.as_ptr() as usize).saturating_sub(self.whole.as_ptr() as usize).min(self.whole.len());
        let lines = self.line_ends.partition_point(|end| *end < offset);
        Place { element: "style".to_owned(), line: self.line + u32::try_from(lines).unwrap_or(0) }
    }
}

/// True if a light colour scheme on a screen meets a media query; `None` if that is not known.
pub(super) fn is_met(query: &str) -> Option<bool> {
    let mut met = Some(false);
    for alternative in list(query, b',') {
        let alternative = alternative.to_ascii_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
        let mut all = Some(true);
        for term in alternative.split(" and ") {
            let term = match term.trim_start_matches("only ").replace(' ', "").as_str() {
                ""
                | "all"
                | "screen"
                | "notprint"
                | "(prefers-color-scheme:light)"
                | "(prefers-reduced-motion)"
                | "(prefers-reduced-motion:reduce)" => Some(true),
                "print"
                | "speech"
                | "notall"
                | "notscreen"
                | "(prefers-color-scheme:dark)"
                | "(prefers-reduced-motion:no-preference)"
                | "(prefers-contrast:more)" => Some(false),
                _ => None,
            };
            all = if all == Some(false) || term == Some(false) { Some(false) } else { all.and(term) };
        }
        met = if met == Some(true) || all == Some(true) { Some(true) } else { met.and(all) };
    }
    met
}

/// The declarations of a block without comments; of several valid ones for the same target, the last. Calls
/// `nested` with the name of each block within the block.
pub(super) fn declarations<'a>(block: &'a str, nested: &mut dyn FnMut(&'a str)) -> Vec<Declaration<'a>> {
    let mut found: Vec<Declaration<'a>> = Vec::new();
    let mut known: HashMap<(Target<'a>, bool), usize> = HashMap::new();
    for part in list(block, b';') {
        let Some((name, value)) = part.split_once(':') else { continue };
        if name.contains('{') {
            nested(name.trim());
            continue;
        }
        let (value, is_important) = match value.rsplit_once('!') {
            Some((value, word)) if word.trim().eq_ignore_ascii_case("important") => (value, true),
            _ => (value, false),
        };
        read_declaration(name.trim(), value.trim(), &mut |target, value| {
            match known.get(&(target, is_important)) {
                // A declaration that is not understood does not replace a valid one.
                Some(_) if matches!(value, Value::Unknown(_)) => {}
                Some(at) => found[*at].value = value,
                None => {
                    known.insert((target, is_important), found.len());
                    found.push(Declaration { target, value, is_important });
                }
            }
        });
    }
    found
}

/// Reads one declaration; a shorthand gives several.
fn read_declaration<'a>(name: &'a str, text: &'a str, add: &mut dyn FnMut(Target<'a>, Value<'a>)) {
    if name.starts_with("--") {
        return add(Target::Variable(name), Value::Deferred(text));
    }
    let property =
        |name: &str| PROPERTIES.iter().position(|property| property.name.eq_ignore_ascii_case(name));
    if let Some(at) = property(name) {
        return add(Target::Property(at), value_of(PROPERTIES[at].takes, text, Notation::Css));
    }
    let lower = name.to_ascii_lowercase();
    match lower.as_str() {
        "marker" => {
            for name in ["marker-start", "marker-mid", "marker-end"] {
                property(name).into_iter().for_each(|at| {
                    add(Target::Property(at), value_of(Takes::Reference, text, Notation::Css));
                });
            }
        }
        "font" => {
            let is_size = |word: &&str| {
                matches!(dimension(word), Some((_, Unit::Pixels(_) | Unit::Font | Unit::Percent)))
            };
            let size = text.split([' ', '/']).find(is_size).map(|size| Value::Ready(size.into()));
            property("font-size")
                .zip(size)
                .into_iter()
                .for_each(|(at, size)| add(Target::Property(at), size));
        }
        "color-scheme" => add(Target::ColorScheme, Value::Deferred(text)),
        "background" | "background-color" => {
            add(Target::Background, value_of(Takes::Color, text, Notation::Css));
        }
        "background-image" if !text.eq_ignore_ascii_case("none") => {
            add(Target::Background, Value::Unknown(text));
        }
        _ => {
            let undrawn = UNDRAWN.iter().position(|(known, _)| *known == lower);
            let does_nothing = lower != "all"
                && ["none", "initial", "unset", "auto", "normal"]
                    .contains(&text.to_ascii_lowercase().as_str());
            if let Some(at) = undrawn.filter(|_| !does_nothing) {
                add(Target::Undrawn(at), Value::Unknown(text));
            }
        }
    }
}

/// Parses a declared value, without replacing variables.
pub(super) fn value_of(takes: Takes, text: &str, notation: Notation) -> Value<'_> {
    match text.to_ascii_lowercase().as_str() {
        "inherit" => return Value::Inherit,
        "initial" => return Value::Initial,
        "auto" if matches!(takes, Takes::Length) => return Value::Initial,
        "unset" | "revert" | "revert-layer" => return Value::Unset,
        _ => {}
    }
    if call(text, "var").is_some() || call(text, "light-dark").is_some() {
        return Value::Deferred(text);
    }
    read(takes, text, notation).map_or(Value::Unknown(text), |value| Value::Ready(value.into()))
}
