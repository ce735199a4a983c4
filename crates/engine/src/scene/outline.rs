//! A scene without its acts and arrows. When `set`, `play` or `arrows` have errors, stages and texts can still
//! be checked in it.

use crate::diagnostic::Diagnostics;
use crate::document::{Entry, Findings, Table, Value, parse};
use crate::scene::model::{Overrides, Scene};
use crate::scene::reading::assets::Assets;
use crate::source::Files;

/// Keys of a beat that the outline leaves out.
const EVENTS: [&str; 3] = ["set", "play", "arrows"];
/// Errors that leave the rest of a scene readable: the key is ignored, or a length is not judged.
const HARMLESS: [&str; 3] = ["unknown-key", "wrong-sum", "outside-window"];

/// A scene without what happens in its beats.
#[derive(Debug)]
pub struct Outline {
    /// The scene, in which beats have no acts and no arrows.
    pub scene: Scene,
    /// Byte of the text at which the first beat begins whose nodes an earlier `set` may have changed. A misfit
    /// from there on may be none in the scene itself.
    pub changed_from: usize,
}

impl Outline {
    /// Reads the outline of a scene's text and the files that it names. None if it has errors of its own.
    #[must_use]
    pub fn read_with(text: &str, files: &dyn Files, overrides: &Overrides) -> Option<Self> {
        let mut root = parse(text, &mut Diagnostics::default())?;
        let changed_from = first_change(&root).unwrap_or(usize::MAX);
        for beat in beats_mut(&mut root) {
            beat.retain(|entry| !EVENTS.contains(&entry.key.as_str()));
        }
        let findings = Findings::new(Diagnostics::default());
        let table = Table::new(&findings, &root, 0..0, "a scene");
        let scene = Scene::resolve(&table, &root, &Assets::new(files), overrides)?;
        let found = findings.into_inner();
        let is_harmless = found.as_slice().iter().all(|found| HARMLESS.contains(&found.code.0));
        (is_harmless && !scene.beats.is_empty()).then_some(Self { scene, changed_from })
    }
}

fn beats_mut(root: &mut [Entry]) -> impl Iterator<Item = &mut Vec<Entry>> {
    let beats = root.iter_mut().filter(|entry| entry.key == "beat");
    let tables = beats.flat_map(|entry| match &mut entry.value.value {
        Value::Array(beats) => beats.iter_mut(),
        _ => Default::default(),
    });
    tables.filter_map(|beat| match &mut beat.value {
        Value::Table(entries) => Some(entries),
        _ => None,
    })
}

/// The first byte of the beat after the first one with a `set`.
fn first_change(root: &[Entry]) -> Option<usize> {
    let beats = root.iter().find(|entry| entry.key == "beat")?;
    let Value::Array(beats) = &beats.value.value else { return None };
    let first = beats.iter().position(|beat| has_set(&beat.value))?;
    match &beats.get(first + 1)?.value {
        Value::Table(entries) => entries.iter().map(|entry| entry.key_span.start).min(),
        _ => None,
    }
}

/// True if a table has the key `set`, or its `play` is an array of tables of which one has it.
fn has_set(value: &Value) -> bool {
    match value {
        Value::Table(entries) => entries
            .iter()
            .any(|entry| entry.key == "set" || (entry.key == "play" && has_set(&entry.value.value))),
        Value::Array(items) => items.iter().any(|item| has_set(&item.value)),
        _ => false,
    }
}
