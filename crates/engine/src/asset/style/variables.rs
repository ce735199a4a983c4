//! Custom properties (`--name`) and their substitution (`var(--name)`).

use std::collections::HashMap;
use std::rc::Rc;

use super::scan::{call, find};
use crate::asset::work::{Spent, Work};

/// Maximum number of bytes of a value after substitution.
const LONGEST: usize = 1 << 16;
/// The number of steps that a declared variable takes.
const DECLARED: usize = 16;
/// Maximum length of a chain of variables that refer to each other.
const DEPTH: usize = 32;

/// The variables and the colour scheme of an element, with those that it inherits.
#[derive(Debug, Default)]
pub(in crate::asset) struct Scope {
    outer: Option<Rc<Scope>>,
    /// The value of each name; `None` if it is not valid.
    own: HashMap<String, Option<Rc<str>>>,
    /// True if `light-dark()` chooses the second colour.
    pub(super) is_dark: bool,
}

impl Scope {
    /// The scope of an element within `outer` that declares these variables.
    pub(super) fn within(
        outer: &Rc<Self>,
        declared: &HashMap<&str, &str>,
        is_dark: bool,
        work: &mut Work,
    ) -> Result<Rc<Self>, Spent> {
        if declared.is_empty() && is_dark == outer.is_dark {
            return Ok(Rc::clone(outer));
        }
        work.spend(DECLARED * declared.len())?;
        let mut resolver = Resolver { outer, declared, known: HashMap::new(), work };
        for name in declared.keys() {
            resolver.value(name, 0)?;
        }
        Ok(Rc::new(Self { own: resolver.known, outer: Some(Rc::clone(outer)), is_dark }))
    }

    /// The value of a variable, own or inherited; `None` if there is no valid one.
    pub(in crate::asset) fn value(&self, name: &str, work: &mut Work) -> Result<Option<Rc<str>>, Spent> {
        let mut scope = Some(self);
        while let Some(here) = scope {
            work.spend(1)?;
            if let Some(value) = here.own.get(name) {
                return Ok(value.clone());
            }
            scope = here.outer.as_deref();
        }
        Ok(None)
    }

    /// A value with its variables replaced; `None` if one has neither a value nor a fallback.
    pub(super) fn filled(&self, text: &str, work: &mut Work) -> Result<Option<String>, Spent> {
        Resolver { outer: self, declared: &HashMap::new(), known: HashMap::new(), work }.filled(text, 0)
    }
}

/// Substitutes the variables of one element into each other.
struct Resolver<'a> {
    outer: &'a Scope,
    declared: &'a HashMap<&'a str, &'a str>,
    /// Values so far; `None` for variables that are being resolved, because a cycle is not valid.
    known: HashMap<String, Option<Rc<str>>>,
    work: &'a mut Work,
}

impl Resolver<'_> {
    fn value(&mut self, name: &str, depth: usize) -> Result<Option<Rc<str>>, Spent> {
        if let Some(value) = self.known.get(name) {
            return Ok(value.clone());
        }
        let Some(declared) = self.declared.get(name).copied() else {
            return self.outer.value(name, self.work);
        };
        self.known.insert(name.to_owned(), None);
        let value = match declared.to_ascii_lowercase().as_str() {
            "initial" => None,
            "inherit" | "unset" => self.outer.value(name, self.work)?,
            _ => self.filled(declared, depth)?.map(Rc::from),
        };
        self.known.insert(name.to_owned(), value.clone());
        Ok(value)
    }

    fn filled(&mut self, text: &str, depth: usize) -> Result<Option<String>, Spent> {
        if depth > DEPTH {
            return Ok(None);
        }
        self.work.spend(1 + text.len())?;
        let mut filled = String::new();
        let mut rest = text;
        while let Some((before, inside, after)) = call(rest, "var") {
            filled.push_str(before);
            let (name, fallback) = name_and_fallback(inside);
            let value = match (self.value(name, depth + 1)?, fallback) {
                (None, Some(fallback)) => self.filled(fallback, depth + 1)?.map(Rc::from),
                (value, _) => value,
            };
            let Some(value) = value else { return Ok(None) };
            self.work.spend(value.len())?;
            filled.push_str(&value);
            if filled.len() > LONGEST {
                return Ok(None);
            }
            rest = after;
        }
        filled.push_str(rest);
        Ok(Some(filled))
    }
}

fn name_and_fallback(inside: &str) -> (&str, Option<&str>) {
    match find(inside, b",") {
        Some(at) => (inside[..at].trim(), Some(inside[at + 1..].trim())),
        None => (inside.trim(), None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A value after substitution with these variables.
    fn filled(declared: &[(&str, &str)], text: &str) -> Option<String> {
        let mut work = Work::new(1 << 20);
        let scope =
            Scope::within(&Rc::default(), &declared.iter().copied().collect(), false, &mut work).unwrap();
        scope.filled(text, &mut work).unwrap()
    }

    #[test]
    fn variables_are_put_in() {
        assert_eq!(filled(&[("--a", "red")], "1px VAR( --a ) b").as_deref(), Some("1px red b"));
        assert_eq!(filled(&[("--a", "var(--b)"), ("--b", "blue")], "var(--a)").as_deref(), Some("blue"));
        assert_eq!(filled(&[], "var(--a, var(--b, #f80))").as_deref(), Some("#f80"));
        assert_eq!(filled(&[("--a", "initial")], "var(--a)"), None);
        assert_eq!(filled(&[], "var(--a)"), None);
    }

    #[test]
    fn circles_and_bombs_stand_for_nothing() {
        assert_eq!(filled(&[("--a", "var(--b)"), ("--b", "var(--a)")], "var(--a)"), None);
        assert_eq!(filled(&[("--a", "var(--a)")], "var(--a, red)").as_deref(), Some("red"));
        let names: Vec<String> = (0..30).map(|at| format!("--a{at}")).collect();
        let values: Vec<String> = (1..31).map(|at| format!("var(--a{at}, x)").repeat(10)).collect();
        let declared: Vec<(&str, &str)> =
            names.iter().zip(&values).map(|(a, b)| (a.as_str(), b.as_str())).collect();
        assert_eq!(filled(&declared, "var(--a0)"), None);
    }
}
