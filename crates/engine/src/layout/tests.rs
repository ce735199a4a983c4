use std::sync::Arc;

use rayon::prelude::{IntoParallelIterator, ParallelIterator};

use super::Layout;
use crate::budget::Budget;
use crate::nodes::{Field, KINDS, Kind, List, Picture, Settable, Takes};
use crate::scene::{Overrides, Scene};
use crate::theme::Theme;

/// Fields that show only with another field, with large numbers, or with a file.
const NOT_ALONE: [&str; 6] =
    ["line x.band_label", "line x.group", "image x.file", "image x.alt", "svg x.file", "svg x.alt"];

/// The pictures of the node `x`, one for each state; none if the scene has errors.
fn pictures(scene: &str) -> Option<Vec<Arc<Picture>>> {
    let (scene, mut found) = Scene::read(scene, &Overrides::default());
    let theme = Theme::read(Theme::built_in("pearl").unwrap()).unwrap();
    let layout = Layout::new(&scene?, &theme, &Budget::default(), &mut found);
    Some(layout.beats[0].places[0].pictures.to_vec())
}

/// A scene with the node `x`, with values set one after another.
fn scene(definition: &str, sets: &[String]) -> String {
    let entry = |set: &String| format!("{{ over = 0.1, set = {{ {set} }} }},\n");
    let entries: String = sets.iter().map(entry).collect();
    format!(
        r#"
[clip]
title = "t"
lasts = 20.0
window = [1, 600]
[node]
x = {definition}
a = {{ kind = "badge", text = "a" }}
b = {{ kind = "badge", text = "b" }}
[[beat]]
lasts = 20.0
title = "t"
stage = "x"
play = [
{entries}]
"#
    )
}

/// Values of a field, of which at least one differs from the value in the kind's example.
fn values(field: &Field) -> Vec<String> {
    let texts = |texts: &[&str]| texts.iter().map(|text| format!("{text:?}")).collect();
    match field.takes {
        Takes::Text => texts(&["Wide words here", "Other"]),
        Takes::Icon => texts(&["rocket", "flag"]),
        Takes::Number(low, high) | Takes::Whole(low, high) => {
            let numbers = [1.0, 2.0, 3.0].into_iter().filter(|value| (low..=high).contains(value));
            numbers.map(|value| value.to_string()).collect()
        }
        Takes::Flag(_) => vec!["true".into(), "false".into()],
        Takes::Choice(choices) => texts(choices),
        _ => Vec::new(),
    }
}

/// True if the field of the part at `address` changes the picture; none if no value can be tried.
fn shows(kind: &Kind, address: &str, field: &Field) -> Option<bool> {
    let values = values(field);
    let differ =
        |pictures: Vec<Arc<Picture>>| pictures.windows(2).any(|pair| pair[0].elements != pair[1].elements);
    if field.settable == Settable::Yes {
        let sets: Vec<String> =
            values.iter().map(|value| format!("{address}.{} = {value}", field.name)).collect();
        return pictures(&scene(kind.example, &sets)).filter(|pictures| pictures.len() > 1).map(differ);
    }
    let start = kind.example.strip_suffix(" }").filter(|_| address == "x")?;
    let drawn = |value: &String| pictures(&scene(&format!("{start}, {} = {value} }}", field.name), &[]));
    let drawn: Vec<Arc<Picture>> = values.iter().filter_map(drawn).flatten().collect();
    (drawn.len() > 1).then(|| differ(drawn))
}

fn parts(list: &'static List, address: &str, found: &mut Vec<(String, &'static Field)>) {
    let address = format!("{address}.1");
    found.extend(list.all_fields().map(|field| (address.clone(), field)));
    if let Some(inner) = list.list {
        parts(inner, &address, found);
    }
}

/// A field without an effect is refused instead of ignored: see [`Kind::without`].
#[test]
fn every_field_of_a_kind_shows() {
    let idle = KINDS.into_par_iter().flat_map_iter(|kind| {
        let own = kind.all_fields().map(|field| ("x".to_owned(), field));
        let mut fields: Vec<(String, &'static Field)> = own.collect();
        if let Some(list) = kind.list {
            parts(list, "x", &mut fields);
        }
        let idle = fields.into_iter().filter(|(address, field)| shows(kind, address, field) == Some(false));
        idle.map(|(address, field)| format!("{} {address}.{}", kind.name, field.name))
    });
    let idle: Vec<String> = idle.filter(|field| !NOT_ALONE.contains(&field.as_str())).collect();
    assert!(idle.is_empty(), "these fields change nothing: {idle:?}");
}
