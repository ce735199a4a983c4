//! The tables of the kinds as JSON Schema, with one definition per kind.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::{ID, cases, described, plain, property, refer, text};
use crate::schema::keys;
use halfminute_engine::nodes::{Field, KINDS, Kind, List, MAX_NUMBER, Need, Takes};
use halfminute_engine::scene::Limit;

/// The definition of `node`, and those of each kind and its parts.
pub(super) fn definitions() -> Map<String, Value> {
    let case = |kind: &&Kind| {
        let condition = json!({ "required": ["kind"], "properties": { "kind": { "const": kind.name } } });
        (condition, refer(&definition(kind)))
    };
    let mut node = cases(&json!("object"), KINDS.iter().map(case).collect());
    node["required"] = json!(["kind"]);
    let kind = json!({ "enum": KINDS.map(|kind| kind.name) });
    node["properties"] = json!({ "kind": described(kind, "what the node is") });
    let mut definitions = Map::new();
    definitions.insert("node".into(), node);
    for kind in KINDS {
        definitions.insert(definition(kind), schema(kind));
        let mut list = kind.list.filter(|list| !list.key.is_empty());
        while let Some(inner) = list {
            definitions.insert(part(kind, inner), item(kind, inner));
            list = inner.list;
        }
    }
    definitions
}

fn definition(kind: &Kind) -> String {
    format!("kind-{}", kind.name)
}

fn part(kind: &Kind, list: &List) -> String {
    format!("{}-{}", kind.name, list.noun)
}

fn schema(kind: &'static Kind) -> Value {
    let mut properties = Map::new();
    properties.insert("kind".into(), described(json!({ "const": kind.name }), kind.summary));
    properties.extend(fields(kind.all_fields()));
    if let Some(list) = kind.list.filter(|list| !list.key.is_empty()) {
        properties.extend(kind.list_keys().map(|key| (key.to_owned(), main_list(kind, list))));
        if list.countable {
            let text = format!("so many blank {} instead of `{}`", list.plural(), list.key);
            let count = json!({ "type": "integer", "minimum": 1, "maximum": Limit::PARTS.most });
            properties.insert("count".into(), described(count, &text));
        }
    }
    let required: Vec<&str> = std::iter::once("kind").chain(required(kind.fields)).collect();
    let mut schema = json!({
        "title": kind.name,
        "description": kind.summary,
        "type": "object",
        "required": required,
        "additionalProperties": false,
    });
    // A group has the keys of a container as well. The reader, too, recognises it by its name.
    if kind.name == "group" {
        let container = keys::ARRANGEMENTS.iter().chain(keys::CONTAINER);
        properties.extend(container.map(|key| (key.name.to_owned(), property(key))));
        schema["oneOf"] = super::one_arrangement();
    }
    schema["properties"] = Value::Object(properties);
    schema
}

fn required(fields: &[Field]) -> impl Iterator<Item = &'static str> {
    fields.iter().filter(|field| field.need == Need::Required).map(|field| field.name)
}

fn fields(fields: impl Iterator<Item = &'static Field>) -> impl Iterator<Item = (String, Value)> {
    fields.map(|field| (field.name.to_owned(), described(value(field), field.doc)))
}

/// The schema of a field's value, with its default.
fn value(field: &Field) -> Value {
    let bounded = |kind: &str, min: f64, max: f64| {
        let mut schema = json!({ "type": kind });
        if min > -MAX_NUMBER {
            schema["minimum"] = plain(min);
        }
        if max < MAX_NUMBER {
            schema["maximum"] = plain(max);
        }
        if let Need::Default(default) = field.need {
            schema["default"] = plain(default);
        }
        schema
    };
    match field.takes {
        Takes::Text | Takes::Line | Takes::Token | Takes::Output | Takes::Bitmap | Takes::Drawing => text(),
        Takes::Icon => json!({ "type": "string", "pattern": "^[a-z0-9-]*$" }),
        Takes::Number(min, max) => bounded("number", min, max),
        Takes::Whole(min, max) => bounded("integer", min, max),
        Takes::Flag(default) => json!({ "type": "boolean", "default": default }),
        Takes::Choice(choices) => json!({ "enum": choices, "default": choices[0] }),
        Takes::Labels => {
            let id = json!({ "type": "string" });
            let long = json!({
                "type": "object",
                "additionalProperties": false,
                "properties": { "id": id, "text": text() },
            });
            json!({ "type": "array", "items": { "anyOf": [text(), long] }, "maxItems": Limit::PARTS.most })
        }
        Takes::Pair(default) => {
            let side = json!({ "type": "integer", "minimum": 1, "maximum": 40 });
            let default = default.map(plain);
            json!({ "type": "array", "items": side, "minItems": 2, "maxItems": 2, "default": default })
        }
        Takes::Numbers(least, most) => {
            json!({ "type": "array", "items": { "type": "number" }, "minItems": least, "maxItems": most })
        }
        // Editors pass a TOML date to the schema as a string in this format.
        Takes::Date => json!({ "type": "string", "format": "date" }),
    }
}

/// The schema of a kind's main list, in each of its notations.
fn main_list(kind: &'static Kind, list: &'static List) -> Value {
    let many = json!({ "type": "array", "items": one_item(kind, list), "maxItems": Limit::PARTS.most });
    let schema = if list.from_text { super::one_of("string", json!({}), "array", many) } else { many };
    described(schema, list.doc)
}

/// The schema of one item in each of its notations: its main text, a list of values, or a table.
fn one_item(kind: &'static Kind, list: &'static List) -> Value {
    let mut notations = Vec::new();
    if list.takes_text() {
        notations.push(("string", text()));
    }
    if let Some(cells) = list.list {
        notations.push(("array", main_list(kind, cells)));
    } else if !list.array.is_empty() {
        let named = |name: &&str| list.all_fields().find(|field| field.name == *name);
        let values: Vec<Value> = list.array.iter().filter_map(named).map(value).collect();
        let most = list.array.len();
        notations
            .push(("array", json!({ "type": "array", "items": values, "minItems": 1, "maxItems": most })));
    }
    notations.push(("object", refer(&part(kind, list))));
    let types: Value = notations.iter().map(|(name, _)| *name).collect();
    cases(&types, notations.into_iter().map(|(name, schema)| (json!({ "type": name }), schema)).collect())
}

fn item(kind: &'static Kind, list: &'static List) -> Value {
    let mut properties = Map::new();
    let taken: BTreeSet<&str> = kind.reserved_ids(list).into_iter().collect();
    let id = json!({ "type": "string", "pattern": ID, "not": { "enum": taken } });
    let text = format!("what addresses call this {}, and what it keeps when the list changes", list.noun);
    properties.insert("id".into(), described(id, &text));
    properties.extend(fields(list.all_fields()));
    if let Some(cells) = list.list {
        properties.insert(cells.key.into(), main_list(kind, cells));
    }
    let required: Vec<&str> = required(list.fields).collect();
    json!({
        "type": "object",
        "required": required,
        "additionalProperties": false,
        "properties": properties,
    })
}
