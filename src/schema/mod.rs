//! Descriptions of the scene language for other tools: a JSON Schema for editors, and the tables of the
//! reference page. Reads and writes no file.
//!
//! Kinds come from [`halfminute_engine::nodes::KINDS`], everything else from [`halfminute_engine::scene::keys`] and the table of verbs. The
//! schema is draft-07, which the TOML tools of editors support. It accepts every valid scene; what it cannot
//! express, such as sums and references, is left to the command `check`.

mod node;
pub mod reference;
#[cfg(test)]
mod tests;

use serde_json::{Map, Value, json};

use halfminute_engine::easing::Easing;
use halfminute_engine::scene::keys::{self, Absent, KeyShape, KeySpec, Notation};
use halfminute_engine::scene::{Limit, TIMING, Verb, VerbValue, verbs};

/// The JSON Schema as text, which ends in a line break.
#[must_use]
pub fn schema() -> String {
    let root = json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "halfminute scene",
        "description": "A clip: a cast of nodes and a list of beats.",
        "type": "object",
        "required": ["clip", "node", "beat"],
        "additionalProperties": false,
        "properties": {
            "clip": described(table(keys::CLIP), "settings of the whole clip"),
            "node": {
                "description": "the cast: nodes by id",
                "type": "object",
                "propertyNames": { "pattern": ID },
                "maxProperties": Limit::NODES.most,
                "additionalProperties": refer("node"),
            },
            "beat": {
                "description": "the beats, in order",
                "type": "array",
                "minItems": 1,
                "maxItems": Limit::BEATS.most,
                "items": table(keys::BEAT),
            },
        },
        "definitions": definitions(),
    });
    format!("{root:#}\n")
}

/// Pattern for ids of nodes and parts.
const ID: &str = "^[A-Za-z_][A-Za-z0-9_-]*$";

fn refer(definition: &str) -> Value {
    json!({ "$ref": format!("#/definitions/{definition}") })
}

/// Puts a description in front of the keys of `schema`.
fn described(schema: Value, text: &str) -> Value {
    let mut whole = Map::new();
    whole.insert("description".into(), text.into());
    if let Value::Object(schema) = schema {
        whole.extend(schema);
    }
    Value::Object(whole)
}

/// A value of one of `types`, with pairs of a condition and the schema that applies under it.
///
/// Conditions give precise messages ("`valu` is unexpected") where `oneOf` would only report that none of its
/// schemas fits. TOML editors offer keys and show descriptions through `anyOf` but not through conditions, so
/// the schemas are also listed there, with `{}` so that every value passes.
fn cases(types: &Value, cases: Vec<(Value, Value)>) -> Value {
    let listed: Vec<Value> = cases.iter().map(|(_, schema)| schema.clone()).chain([json!({})]).collect();
    let conditions: Vec<Value> =
        cases.into_iter().map(|(condition, schema)| json!({ "if": condition, "then": schema })).collect();
    json!({ "type": types, "allOf": conditions, "anyOf": listed })
}

/// The schema of a table with these keys and no others.
fn table(keys: &[KeySpec]) -> Value {
    table_of(&keys.iter().collect::<Vec<_>>())
}

fn table_of(keys: &[&KeySpec]) -> Value {
    let properties: Map<String, Value> =
        keys.iter().map(|key| (key.name.to_owned(), property(key))).collect();
    let required: Vec<&str> =
        keys.iter().filter(|key| matches!(key.absent, Absent::Error(_))).map(|key| key.name).collect();
    json!({ "type": "object", "required": required, "additionalProperties": false, "properties": properties })
}

fn property(key: &KeySpec) -> Value {
    let schema = match key.shape {
        KeyShape::Text => text(),
        KeyShape::Texts => json!({ "type": "array", "items": text() }),
        KeyShape::Seconds => json!({ "type": "number", "minimum": 0, "maximum": 3600 }),
        KeyShape::Length => json!({ "type": "number", "exclusiveMinimum": 0, "maximum": 3600 }),
        KeyShape::Number(min, max) => {
            json!({ "type": "number", "minimum": plain(min), "maximum": plain(max) })
        }
        KeyShape::Whole(min, max) => {
            json!({ "type": "integer", "minimum": plain(min), "maximum": plain(max) })
        }
        KeyShape::Choice(choices) => json!({ "enum": choices }),
        KeyShape::Notation(of, _) => notation(of),
    };
    let text = match key.absent {
        Absent::Default(default) => format!("{} (default: {default})", key.doc),
        Absent::Error(_) | Absent::Nothing => key.doc.to_owned(),
    };
    described(schema, &text)
}

fn text() -> Value {
    json!({ "type": "string", "maxLength": Limit::TEXT.most })
}

/// A JSON number, written as an integer if it is whole.
fn plain(number: f64) -> Value {
    if number.fract() == 0.0 { json!(number as i64) } else { json!(number) }
}

/// The schema of a notation. A notation that can contain itself is a reference.
fn notation(notation: Notation) -> Value {
    let list = |items: Value, least: usize, most: usize| json!({ "type": "array", "items": items, "minItems": least, "maxItems": most });
    let number =
        |min: f64, max: f64| json!({ "type": "number", "minimum": plain(min), "maximum": plain(max) });
    match notation {
        Notation::Address => address(),
        Notation::Addresses => one_or_list(&address()),
        Notation::AllowList => json!({ "type": "array", "items": table(keys::ALLOW) }),
        Notation::Arrows => {
            list(one_of("string", arrow_text(), "object", refer("arrow")), 0, Limit::ARROWS.most)
        }
        Notation::ArrowText => arrow_text(),
        Notation::Children => json!({ "type": "array", "minItems": 1, "items": refer("child") }),
        Notation::Ease => {
            let names: Vec<&str> = Easing::names().collect();
            one_of("string", json!({ "enum": names }), "array", list(number(-2.0, 3.0), 4, 4))
        }
        Notation::Flows => one_or_list(&arrow_text()),
        Notation::Place => list(number(0.0, 1.0), 2, 2),
        Notation::Play => list(refer("entry"), 0, Limit::ENTRIES.most),
        Notation::Rate => {
            let text = json!({ "type": "string", "pattern": "^\\s*\\d+\\s*(/\\s*\\d+\\s*)?$" });
            one_of("integer", json!({ "minimum": 1, "maximum": 240 }), "string", text)
        }
        Notation::Set => json!({ "type": "object", "propertyNames": { "pattern": "^[^.]*$" } }),
        Notation::Size => list(json!({ "type": "integer", "minimum": 16, "maximum": 8192 }), 2, 2),
        Notation::Stage => one_of("string", id(), "object", refer("container")),
        Notation::Window => list(number(0.0, 3600.0), 2, 2),
    }
}

/// The schema of a value of one of two types, each with a schema of its own.
fn one_of(first: &str, first_schema: Value, second: &str, second_schema: Value) -> Value {
    let case = |name: &str, schema: Value| (json!({ "type": name }), schema);
    cases(&json!([first, second]), vec![case(first, first_schema), case(second, second_schema)])
}

fn one_or_list(one: &Value) -> Value {
    let list = json!({ "type": "array", "items": one, "minItems": 1, "maxItems": Limit::TARGETS.most });
    one_of("string", one.clone(), "array", list)
}

fn id() -> Value {
    json!({ "type": "string", "pattern": ID })
}

fn address() -> Value {
    json!({ "type": "string", "pattern": "^[^\\[\\]]+$" })
}

fn arrow_text() -> Value {
    json!({ "type": "string", "pattern": "^[^:]+->[^:]+(:[\\s\\S]*)?$" })
}

/// Definitions that are used in several places, or that can contain themselves.
fn definitions() -> Value {
    let mut definitions = Map::new();
    definitions.insert("container".into(), container(&[]));
    let beside: Vec<&KeySpec> = keys::PLACED.iter().filter(|key| key.name != "align").collect();
    definitions.insert("nested".into(), container(&beside));
    let node = KeySpec::new("node", KeyShape::Notation(Notation::Address, "an id"), "the id of a node")
        .required("node = \"a\"");
    let placed: Vec<&KeySpec> = std::iter::once(&node).chain(keys::PLACED).collect();
    definitions.insert("placed".into(), table_of(&placed));
    definitions.insert("child".into(), child());
    definitions.insert("arrow".into(), table(keys::ARROW));
    let case = |verb: &Verb| (json!({ "required": [verb.name] }), refer(&format!("verb-{}", verb.name)));
    let mut entry = cases(&json!("object"), verbs().map(case).collect());
    entry["oneOf"] = verbs().map(|verb| json!({ "required": [verb.name] })).collect();
    definitions.insert("entry".into(), entry);
    for verb in verbs() {
        definitions.insert(format!("verb-{}", verb.name), self::entry(verb));
    }
    definitions.extend(node::definitions());
    Value::Object(definitions)
}

/// The schema of a container, with additional keys for one that is nested in another.
fn container(more: &[&KeySpec]) -> Value {
    let own = keys::ARRANGEMENTS.iter().chain(keys::CONTAINER);
    let mut schema = table_of(&own.chain(more.iter().copied()).collect::<Vec<_>>());
    schema["oneOf"] = one_arrangement();
    schema
}

/// Requires exactly one of `row`, `column`, `grid` and `overlay`.
fn one_arrangement() -> Value {
    keys::ARRANGEMENTS.iter().map(|form| json!({ "required": [form.name] })).collect()
}

/// The schema of an entry in a container's list: an id, a placed node, or another container.
fn child() -> Value {
    let is_placed = json!({ "type": "object", "required": ["node"] });
    let is_container = json!({ "type": "object", "not": { "required": ["node"] } });
    let found = vec![
        (json!({ "type": "string" }), id()),
        (is_placed, refer("placed")),
        (is_container, refer("nested")),
    ];
    cases(&json!(["string", "object"]), found)
}

/// The schema of an entry in `play` with one verb.
fn entry(verb: &Verb) -> Value {
    let (takes, called) = match verb.takes {
        VerbValue::Assignments => (Notation::Set, "addresses and values"),
        VerbValue::Addresses => (Notation::Addresses, "one address or a list"),
        VerbValue::Node => (Notation::Address, "the id of a node"),
        VerbValue::Arrows => (Notation::Flows, "one arrow or a list"),
    };
    let own = KeySpec::new(verb.name, KeyShape::Notation(takes, called), verb.doc).required(verb.example);
    let mut schema = table_of(&std::iter::once(&own).chain(verb.keys).chain(TIMING).collect::<Vec<_>>());
    schema["title"] = verb.name.into();
    schema
}
