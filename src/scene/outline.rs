//! A scene without what happens in it. When `set`, `play` or `arrows` have errors, it still tells whether the
//! stages fit and what the words are like.

use std::path::Path;

use super::assets::Assets;
use super::{Overrides, Scene};
use crate::diagnostic::Diagnostics;
use crate::document::{Entry, Findings, Table, Value, parse};

/// Keys of a beat that say what happens.
const EVENTS: [&str; 3] = ["set", "play", "arrows"];
/// Errors after which reading goes on with what is right: a key is left out, a length is not judged.
const HARMLESS: [&str; 3] = ["unknown-key", "wrong-sum", "outside-window"];

/// The outline of a scene.
#[derive(Debug)]
pub struct Outline {
    /// The scene, whose beats have no acts and no arrows.
    pub scene: Scene,
    /// Where, in bytes of the text, the beats begin whose nodes an earlier `set` may have changed: what
    /// does not fit from there on may fit in the scene itself.
    pub changed_from: usize,
}

impl Outline {
    /// Reads the outline of a scene's text and the files of `folder` that it names. None if it has errors
    /// of its own.
    #[must_use]
    pub fn read_in(folder: &Path, text: &str, overrides: &Overrides) -> Option<Self> {
        let mut root = parse(text, &mut Diagnostics::default())?;
        let changed_from = first_change(&root).unwrap_or(usize::MAX);
        for beat in beats_mut(&mut root) {
            beat.retain(|entry| !EVENTS.contains(&entry.key.as_str()));
        }
        let findings = Findings::new(Diagnostics::default());
        let table = Table::new(&findings, &root, 0..0, "a scene");
        let scene = Scene::resolve(&table, &root, &Assets::in_folder(folder), overrides)?;
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

/// Where the beat after the first one with a `set` begins.
fn first_change(root: &[Entry]) -> Option<usize> {
    let beats = root.iter().find(|entry| entry.key == "beat")?;
    let Value::Array(beats) = &beats.value.value else { return None };
    let first = beats.iter().position(|beat| has_set(&beat.value))?;
    match &beats.get(first + 1)?.value {
        Value::Table(entries) => entries.iter().map(|entry| entry.key_span.start).min(),
        _ => None,
    }
}

/// True if a table has the key `set`, or one of its entries is a list of tables that do.
fn has_set(value: &Value) -> bool {
    match value {
        Value::Table(entries) => entries
            .iter()
            .any(|entry| entry.key == "set" || (entry.key == "play" && has_set(&entry.value.value))),
        Value::Array(items) => items.iter().any(|item| has_set(&item.value)),
        _ => false,
    }
}
