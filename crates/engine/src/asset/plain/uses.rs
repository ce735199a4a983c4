//! Detection of variables that an element inherits from a `use`.
//!
//! In CSS, the target of a `use` inherits from the `use`; here, styles are applied where the target stands in
//! the file. If a variable has different values in the two places, a loss is noted.

use std::rc::Rc;

use super::{Stop, Writer};
use crate::asset::simplification::Feature;
use crate::asset::style::Scope;

/// The variables of one element and of its parent.
pub(super) struct Scopes {
    pub(super) own: Rc<Scope>,
    /// Variables of the parent.
    pub(super) outer: Rc<Scope>,
}

impl Writer<'_, '_> {
    /// Notes every `use` whose variables differ from those around its target, if the target refers to them.
    pub(super) fn check_uses(&mut self) -> Result<(), Stop> {
        if self.asked.is_empty() {
            return Ok(());
        }
        self.asked.sort_unstable_by_key(|(at, _)| *at);
        let elements = self.cascade.elements;
        for (at, element) in elements.list.iter().enumerate().filter(|(_, element)| element.name() == "use") {
            let address = element.node.attributes().find(|attribute| attribute.name() == "href");
            let shown =
                address.and_then(|address| self.ids.get(address.value().trim().strip_prefix('#')?).copied());
            let Some((shown, scopes)) = shown.zip(self.scopes.get(&at)) else { continue };
            let Some(around) = self.scopes.get(&shown).map(|scopes| &scopes.outer) else { continue };
            let end = shown + 1 + elements.below(shown);
            let first = self.asked.partition_point(|(at, _)| *at < shown);
            let work = &mut *self.cascade.work;
            let mut differs = None;
            for name in
                self.asked[first..].iter().take_while(|(at, _)| *at < end).flat_map(|(_, names)| names)
            {
                work.spend(1)?;
                let value = scopes.own.value(name, work)?;
                work.spend(value.as_ref().map_or(0, |value| value.len() / 64))?;
                if value != around.value(name, work)? {
                    differs = Some(name);
                    break;
                }
            }
            if let Some(name) = differs {
                self.plain.lost.note(Feature::Variable, &elements.place(at), Some(name));
            }
        }
        Ok(())
    }
}
