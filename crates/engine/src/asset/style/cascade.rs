//! The CSS cascade: the style of each element, where several rules declare the same property.

use std::collections::HashMap;
use std::rc::Rc;

use usvg::roxmltree::Node;

use super::elements::Elements;
use super::property::PROPERTIES;
use super::scan::{call, without_comments};
use super::selector::{Key, Specificity};
use super::sheet::{Sheets, Target, UNDRAWN, Value, declarations, value_of};
use super::value::{Notation, for_scheme, read};
use super::variables::Scope;
use crate::asset::simplification::{Feature, Loss};
use crate::asset::work::{Spent, Work};

/// The drawn part of an element's style.
#[derive(Debug)]
pub(in crate::asset) struct Style {
    /// Values in the order of [`PROPERTIES`]; `None` if a property is not declared, or is inherited.
    values: Vec<Option<Rc<str>>>,
    /// A colour behind everything; only the root's is used.
    pub(in crate::asset) background: Option<Rc<str>>,
    pub(in crate::asset) scope: Rc<Scope>,
    pub(in crate::asset) lost: Vec<Loss>,
    /// The variables that the values refer to.
    pub(in crate::asset) asked: Vec<String>,
}

impl Style {
    /// The style outside the root element.
    pub(in crate::asset) fn outermost() -> Self {
        let values = vec![None; PROPERTIES.len()];
        Self { values, background: None, scope: Rc::default(), lost: Vec::new(), asked: Vec::new() }
    }

    /// The declared properties that an element of this name has, with their values.
    pub(in crate::asset) fn properties(&self, element: &str) -> impl Iterator<Item = (&'static str, &str)> {
        let pairs = PROPERTIES.iter().zip(&self.values);
        let pairs = pairs.filter(move |(property, _)| property.is_of(element));
        pairs.filter_map(|(property, value)| Some((property.name, value.as_deref()?)))
    }
}

/// Computes the styles of elements.
pub(in crate::asset) struct Cascade<'a, 'input> {
    pub(in crate::asset) elements: &'a Elements<'a, 'input>,
    sheets: &'a Sheets<'a>,
    properties: HashMap<&'static str, usize>,
    pub(in crate::asset) work: &'a mut Work,
}

/// The values that are declared for an element so far.
struct Slots<'s> {
    values: Vec<Option<Value<'s>>>,
    /// Declarations that would take effect if they were understood.
    unknown: Vec<Option<&'s str>>,
    background: Option<Value<'s>>,
    variables: HashMap<&'s str, &'s str>,
    scheme: Option<&'s str>,
    lost: Vec<Loss>,
}

impl<'s> Slots<'s> {
    fn new() -> Self {
        Self {
            values: vec![None; PROPERTIES.len()],
            unknown: vec![None; PROPERTIES.len()],
            background: None,
            variables: HashMap::new(),
            scheme: None,
            lost: Vec::new(),
        }
    }

    fn declare(&mut self, target: Target<'s>, value: &Value<'s>) {
        match (target, value) {
            (Target::Property(at), Value::Unknown(text)) => self.unknown[at] = Some(text),
            (Target::Property(at), value) => {
                self.unknown[at] = None;
                self.values[at] = Some(value.clone());
            }
            (Target::Variable(name), Value::Deferred(text)) => {
                self.variables.insert(name, text);
            }
            (Target::ColorScheme, Value::Deferred(text)) => self.scheme = Some(text),
            (Target::Background, value) => self.background = Some(value.clone()),
            (Target::Undrawn(at), Value::Unknown(text)) => {
                let (property, feature) = UNDRAWN[at];
                self.lost.push(Loss::of_value(feature, property, text));
            }
            (Target::Variable(_) | Target::ColorScheme | Target::Undrawn(_), _) => {}
        }
    }
}

impl<'a, 'input> Cascade<'a, 'input> {
    pub(in crate::asset) fn new(
        elements: &'a Elements<'a, 'input>,
        sheets: &'a Sheets<'a>,
        work: &'a mut Work,
    ) -> Self {
        let properties = PROPERTIES.iter().enumerate().map(|(at, property)| (property.name, at)).collect();
        Self { elements, sheets, properties, work }
    }

    /// The style of an element; `outer` is that of its parent.
    pub(in crate::asset) fn style(&mut self, at: usize, outer: &Style) -> Result<Style, Spent> {
        let node = self.elements.list[at].node;
        let own = without_comments(node.attribute("style").unwrap_or_default());
        let own = declarations(&own, &mut |_| {});
        let mut slots = Slots::new();
        self.declare_attributes(node, &mut slots);
        let matched = self.matched(at)?;
        let sheets = self.sheets;
        for is_important in [false, true] {
            let blocks = matched.iter().map(|block| &sheets.blocks[*block].declarations);
            for declaration in blocks.flatten().filter(|declaration| declaration.is_important == is_important)
            {
                slots.declare(declaration.target, &declaration.value);
            }
            for declaration in own.iter().filter(|declaration| declaration.is_important == is_important) {
                slots.declare(declaration.target, &declaration.value);
            }
        }
        self.work.spend(PROPERTIES.len() / 2 + own.len())?;
        self.finish(slots, node.tag_name().name(), outer)
    }

    /// Declares presentation attributes; every declaration in CSS overrides them.
    fn declare_attributes<'s>(&self, node: Node<'a, 'input>, slots: &mut Slots<'s>)
    where
        'a: 's,
    {
        for attribute in node.attributes().filter(|attribute| attribute.namespace().is_none()) {
            let Some(at) = self.properties.get(attribute.name()).copied() else { continue };
            if PROPERTIES[at].is_of(node.tag_name().name()) && attribute.name() != "mix-blend-mode" {
                let value = value_of(PROPERTIES[at].takes, attribute.value(), Notation::Attribute);
                slots.declare(Target::Property(at), &value);
            }
        }
    }

    /// The blocks of the rules that select an element, in ascending order of specificity.
    fn matched(&mut self, at: usize) -> Result<Vec<usize>, Spent> {
        let elements = self.elements;
        let element = &elements.list[at];
        let mut candidates: Vec<usize> = Vec::new();
        let id = element.id.map(|id| Key::Id(id.into()));
        let classes = element.classes.iter().map(|class| Key::Class((*class).into()));
        let keys = id.into_iter().chain(classes).chain([Key::Type(element.name().into()), Key::Anything]);
        for key in keys {
            candidates.extend(self.sheets.with(&key));
            self.work.spend(1)?;
        }
        let mut matched: Vec<(Specificity, usize)> = Vec::new();
        for rule in candidates {
            let selector = &self.sheets.rules[rule].selector;
            if selector.selects(elements, at, self.work)? {
                self.work.spend(1 + self.sheets.blocks[self.sheets.rules[rule].block].weight)?;
                matched.push((selector.specificity, rule));
            }
        }
        matched.sort_unstable();
        Ok(matched.into_iter().map(|(_, rule)| self.sheets.rules[rule].block).collect())
    }

    fn finish(&mut self, mut slots: Slots<'_>, element: &str, outer: &Style) -> Result<Style, Spent> {
        let is_dark = slots.scheme.map_or(outer.scope.is_dark, |words| {
            let has = |word: &str| words.split_whitespace().any(|found| found.eq_ignore_ascii_case(word));
            has("dark") && !has("light")
        });
        let scope = Scope::within(&outer.scope, &slots.variables, is_dark, self.work)?;
        let mut style =
            Style { values: Vec::new(), background: None, scope, lost: Vec::new(), asked: Vec::new() };
        for (at, property) in PROPERTIES.iter().enumerate() {
            let value = match slots.values[at].take() {
                None => None,
                Some(Value::Deferred(text)) => {
                    let value = self.computed(text, &mut style)?;
                    let value = value.as_deref().map(|value| value_of(property.takes, value, Notation::Css));
                    let value =
                        value.filter(|value| !matches!(value, Value::Deferred(_) | Value::Unknown(_)));
                    if value.is_none() {
                        slots.unknown[at] = Some(text);
                    }
                    value.and_then(|value| plain(value, at, outer))
                }
                Some(value) => plain(value, at, outer),
            };
            style.values.push(value);
            if let Some(text) = slots.unknown[at].take().filter(|_| property.is_of(element)) {
                style.lost.push(Loss::of_value(unknown_feature(property.name), property.name, text));
            }
        }
        style.background = match slots.background.take() {
            Some(Value::Ready(text)) => Some(text),
            Some(Value::Deferred(text)) => {
                let value = self.computed(text, &mut style)?;
                value
                    .and_then(|value| read(super::property::Takes::Color, &value, Notation::Css))
                    .map(Into::into)
            }
            Some(Value::Unknown(text)) if !text.eq_ignore_ascii_case("none") => {
                slots.lost.push(Loss::of_value(Feature::Background, "background", text));
                None
            }
            _ => None,
        };
        style.lost.append(&mut slots.lost);
        Ok(style)
    }

    /// A value with its variables replaced, for the element's colour scheme.
    fn computed(&mut self, text: &str, style: &mut Style) -> Result<Option<String>, Spent> {
        self.work.spend(1 + text.len())?;
        let mut rest = text;
        while let Some((_, inside, after)) = call(rest, "var") {
            style.asked.push(inside.split(',').next().unwrap_or_default().trim().to_owned());
            rest = after;
        }
        match style.scope.filled(text, self.work)? {
            Some(filled) => for_scheme(&filled, style.scope.is_dark, self.work),
            None => Ok(None),
        }
    }
}

/// A value for the SVG reader; `None` if the reader inherits it or has it by default, or if it is not
/// understood.
fn plain(value: Value<'_>, at: usize, outer: &Style) -> Option<Rc<str>> {
    let property = &PROPERTIES[at];
    match value {
        Value::Ready(text) => Some(text),
        Value::Inherit if !property.is_inherited => outer.values[at].clone(),
        Value::Initial => Some(property.initial.into()),
        Value::Unset if !property.is_inherited => Some(property.initial.into()),
        Value::Inherit | Value::Unset | Value::Deferred(_) | Value::Unknown(_) => None,
    }
}

/// The feature that is lost if the value of a property is not understood.
fn unknown_feature(property: &str) -> Feature {
    match property {
        "clip-path" => Feature::Clip,
        "mask" => Feature::Mask,
        "filter" => Feature::Filter,
        "mix-blend-mode" => Feature::Blend,
        "stroke-dasharray" => Feature::Dashes,
        "transform" | "transform-origin" => Feature::Transform,
        _ => Feature::Value,
    }
}
