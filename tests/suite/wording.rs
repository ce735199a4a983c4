//! Unusual texts in every place that takes one: line breaks, control characters, combining marks without a
//! letter, empty and very long texts. Each is drawn without overlapping others, or ends in an error.

use std::path::Path;

use halfminute_check::CheckedFilm;
use halfminute_check::lint::Levels;
use halfminute_engine::diagnostic::Severity;
use halfminute_engine::display::{DisplayList, Item};
use halfminute_engine::film::{Checked, Overrides};
use halfminute_engine::nodes::{Field, KINDS, Kind, List, Takes};
use halfminute_engine::text::{Face, TextBlock};
use kurbo::{Affine, Rect};
use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};
use toml::{Table, Value};

/// The expected result for a text.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Fate {
    Drawn,
    /// Exactly one error, with this code.
    Refused(&'static str),
    /// Drawn, or too large for the picture.
    Large,
}

/// Texts, and the expected result of each where several lines are allowed.
const TEXTS: [(&str, Fate); 17] = [
    ("one\ntwo", Fate::Drawn),
    ("one\r\ntwo\n\nthree", Fate::Drawn),
    ("a\tb\t", Fate::Drawn),
    ("", Fate::Drawn),
    ("\u{301}", Fate::Drawn),
    ("\u{323}\u{302}x \u{301}", Fate::Drawn),
    ("ti\u{1ebf}ng e\u{302}\u{301}\u{323} Z\u{336}", Fate::Drawn),
    ("\u{5e9}\u{5dc}\u{5d5}\u{5dd} (x) = 1, \u{645}\u{631}\u{62d}", Fate::Drawn),
    ("\"it's\" 6'2\"", Fate::Drawn),
    ("\0", Fate::Refused("control-character")),
    ("a\u{7}b\u{1b}[31mc", Fate::Refused("control-character")),
    ("10%\r50%", Fate::Refused("control-character")),
    ("a\u{9b}31m\u{7f}", Fate::Refused("control-character")),
    ("a\u{2028}b\u{85}c", Fate::Refused("control-character")),
    ("a\u{b}b\u{c}", Fate::Refused("control-character")),
    (LONG, Fate::Large),
    (TOO_LONG, Fate::Refused("too-many")),
];

const LONG: &str = "LONG";
const TOO_LONG: &str = "TOO LONG";

/// The expected result for a text in this field.
fn fate(text: &str, takes: Takes) -> Fate {
    let usual = TEXTS.iter().find(|(known, _)| *known == text).unwrap().1;
    match takes {
        Takes::Line if text.contains('\n') => Fate::Refused("line-end"),
        Takes::Output if text.contains(['\n', '\u{2028}', '\u{b}']) => Fate::Refused("line-end"),
        Takes::Output | Takes::Token if usual == Fate::Refused("control-character") => Fate::Drawn,
        _ => usual,
    }
}

/// The actual text for an entry of [`TEXTS`].
fn written(text: &str) -> String {
    match text {
        LONG => "word ".repeat(200),
        TOO_LONG => "letter".repeat(10_000 / 6 + 1),
        text => text.to_owned(),
    }
}

/// A place in a node that takes a text: a field of the node, or of a part in one of its lists.
#[derive(Clone, Copy, Debug)]
enum Place {
    Own(&'static Field),
    Part(&'static List, &'static Field),
    Cell(&'static List, &'static List, &'static Field),
    Label(&'static Field),
}

impl Place {
    fn takes(self) -> Takes {
        match self {
            Self::Own(field) | Self::Part(_, field) | Self::Cell(_, _, field) => field.takes,
            Self::Label(_) => Takes::Text,
        }
    }
}

fn places(kind: &'static Kind) -> Vec<Place> {
    let text = |field: &&'static Field| field.takes.is_text();
    let mut places: Vec<Place> = kind.all_fields().filter(text).map(Place::Own).collect();
    places.extend(kind.all_fields().filter(|field| field.takes == Takes::Labels).map(Place::Label));
    if let Some(list) = kind.list {
        places.extend(list.all_fields().filter(text).map(|field| Place::Part(list, field)));
        if let Some(cells) = list.list {
            places.extend(cells.all_fields().filter(text).map(|field| Place::Cell(list, cells, field)));
        }
    }
    places
}

/// The node from a kind's example, with `text` in one of its places.
fn node(kind: &'static Kind, place: Place, text: &str) -> Table {
    let example: Table = toml::from_str(&format!("n = {}", kind.example)).unwrap();
    let mut node = example["n"].as_table().unwrap().clone();
    let text = Value::String(text.to_owned());
    match place {
        Place::Own(field) => {
            node.insert(field.name.to_owned(), text);
        }
        Place::Label(field) => {
            node[field.name].as_array_mut().unwrap()[0] = text;
        }
        Place::Part(list, field) => {
            let parts = parts(kind, list, &mut node);
            parts[0].as_table_mut().unwrap().insert(field.name.to_owned(), text);
        }
        Place::Cell(list, cells, field) => {
            let parts = parts(kind, list, &mut node);
            let own = parts[0].as_table_mut().unwrap();
            let mut values: Vec<Value> = own[cells.key].as_array().unwrap().clone();
            values.iter_mut().for_each(|cell| *cell = as_table(cells, cell.clone()));
            values[0].as_table_mut().unwrap().insert(field.name.to_owned(), text);
            own.insert(cells.key.to_owned(), Value::Array(values));
        }
    }
    node
}

/// The parts of a node, each as a table.
fn parts<'n>(kind: &'static Kind, list: &'static List, node: &'n mut Table) -> &'n mut Vec<Value> {
    let key = kind.list_keys().find(|key| node.contains_key(*key)).unwrap();
    if let Value::String(text) = &node[key] {
        let lines = text.lines().map(|line| Value::String(line.to_owned())).collect();
        node.insert(key.to_owned(), Value::Array(lines));
    }
    let parts = node[key].as_array_mut().unwrap();
    parts.iter_mut().for_each(|part| *part = as_table(list, part.clone()));
    parts
}

fn as_table(list: &'static List, part: Value) -> Value {
    let table = match part {
        Value::Table(table) => table,
        Value::Array(values) if list.list.is_some() => {
            let cells = list.list.unwrap().key.to_owned();
            Table::from_iter([(cells, Value::Array(values))])
        }
        Value::Array(values) => list.array.iter().map(|name| (*name).to_owned()).zip(values).collect(),
        value => Table::from_iter([(list.main().unwrap().name.to_owned(), value)]),
    };
    Value::Table(table)
}

/// Formats a value as TOML.
fn write(value: &Value) -> String {
    match value {
        Value::String(text) => {
            let characters = text.chars().map(|c| match c {
                '"' | '\\' => format!("\\{c}"),
                c if c.is_control() || !c.is_ascii() => format!("\\U{:08x}", u32::from(c)),
                c => c.to_string(),
            });
            format!("\"{}\"", characters.collect::<String>())
        }
        Value::Array(values) => format!("[{}]", values.iter().map(write).collect::<Vec<_>>().join(", ")),
        Value::Table(table) => {
            let entries: Vec<_> =
                table.iter().map(|(key, value)| format!("{key} = {}", write(value))).collect();
            format!("{{ {} }}", entries.join(", "))
        }
        Value::Integer(number) => number.to_string(),
        Value::Float(number) => format!("{number:?}"),
        Value::Boolean(flag) => flag.to_string(),
        Value::Datetime(date) => date.to_string(),
    }
}

struct Words<'a> {
    clip: &'a str,
    title: &'a str,
    caption: &'a str,
    /// The label of an arrow, and further keys of the beat.
    beat: &'a str,
}

const PLAIN: Words<'_> = Words { clip: "T", title: "T", caption: "C", beat: "" };

/// Checks a scene that shows the node `n`.
fn check(node: &str, words: &Words<'_>) -> Checked<CheckedFilm> {
    let text = |text: &str| write(&Value::String(text.to_owned()));
    let scene = format!(
        "[clip]\ntitle = {}\nlasts = 2.0\nwindow = [1, 9]\n[node]\na = {{ kind = \"icon\", name = \"flag\" }}\n\
         b = {{ kind = \"icon\", name = \"flag\" }}\nn = {node}\n[[beat]]\nlasts = 2.0\ntitle = {}\n\
         caption = {}\nsource = \"S\"\n{}",
        text(words.clip),
        text(words.title),
        text(words.caption),
        if words.beat.is_empty() { "stage = \"n\"" } else { words.beat },
    );
    halfminute_check::check(
        Path::new("scene.toml"),
        scene.into_bytes(),
        &Overrides::default(),
        &Levels::default(),
    )
}

/// Compares the findings with the expected result for a text.
fn judge(checked: &Checked<CheckedFilm>, fate: Fate) -> Result<(), String> {
    let errors: Vec<_> = checked.diagnostics().filter(|found| found.severity == Severity::Error).collect();
    let codes: Vec<&str> = errors.iter().map(|found| found.code.0).collect();
    if let Some(long) = errors.iter().find(|found| found.message.len() > 400) {
        return Err(format!("a message of {} bytes", long.message.len()));
    }
    match (fate, codes.as_slice()) {
        (Fate::Refused(code), [one]) if *one == code => return Ok(()),
        (Fate::Large, [_, ..]) if codes.iter().all(|code| ["overflow", "cut-text"].contains(code)) => {
            return Ok(());
        }
        (Fate::Drawn | Fate::Large, []) => {}
        _ => return Err(format!("{fate:?} is expected, found {codes:?}")),
    }
    let over = ["cut-text", "collision", "missing-glyph", "safe-area"];
    if let Some(found) = checked.diagnostics().find(|found| over.contains(&found.code.0)) {
        return Err(found.message.clone());
    }
    let film = checked.film.as_ref().unwrap();
    clear(&film.display_list(film.frame_count() - 1))
}

/// Checks that the texts of a picture do not overlap, and that every letter has a glyph.
fn clear(list: &DisplayList) -> Result<(), String> {
    let mut lines: Vec<(usize, Rect, &str)> = Vec::new();
    let mut texts = 0;
    let mut add = |block: &TextBlock, transform: &Affine| {
        texts += 1;
        let size = block.style.size;
        for line in block.lines.iter().filter(|line| line.x1 > line.x0) {
            // The height of letters without marks; lines of the same text may touch.
            let rect = Rect::new(line.x0, line.baseline - 0.76 * size, line.x1, line.baseline + 0.24 * size);
            lines.push((texts, transform.transform_rect_bbox(rect), "text"));
        }
    };
    let mut lists = vec![&list.items];
    while let Some(items) = lists.pop() {
        for item in items {
            match item {
                Item::Text { block, transform, .. } if block.style.face != Face::Icon => {
                    if !block.missing.is_empty() {
                        return Err(format!("no shape for {:?}", block.missing));
                    }
                    add(block, transform);
                }
                Item::Group { items, .. } => lists.push(items),
                _ => {}
            }
        }
    }
    for (at, (text, rect, _)) in lines.iter().enumerate() {
        for (other, with, _) in &lines[at + 1..] {
            let both = rect.intersect(*with);
            if text != other && both.width() > 2.0 && both.height() > 2.0 {
                return Err(format!("two texts overlap by {:.0} by {:.0}", both.width(), both.height()));
            }
        }
    }
    Ok(())
}

#[test]
fn every_field_of_every_kind_draws_or_refuses_any_text() {
    // Pictures in files are not text; other tests cover them.
    let kinds: Vec<&'static Kind> =
        KINDS.into_iter().filter(|kind| !["image", "svg"].contains(&kind.name)).collect();
    let cases: Vec<(&'static Kind, Place, &str)> = kinds
        .iter()
        .flat_map(|kind| places(kind).into_iter().map(move |place| (*kind, place)))
        .flat_map(|(kind, place)| TEXTS.iter().map(move |(text, _)| (kind, place, *text)))
        .collect();
    assert!(cases.len() > 600, "{}", cases.len());
    let wrong: Vec<String> = cases
        .par_iter()
        .filter_map(|(kind, place, text)| {
            let node = write(&Value::Table(node(kind, *place, &written(text))));
            let wrong = judge(&check(&node, &PLAIN), fate(text, place.takes())).err()?;
            Some(format!("{} {place:?} {text:?}: {wrong}", kind.name))
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

#[test]
fn titles_captions_and_labels_draw_or_refuse_any_text() {
    let icon = "{ kind = \"icon\", name = \"flag\" }";
    for (text, _) in TEXTS {
        let words = written(text);
        let arrow = format!(
            "stage = {{ row = [\"a\", \"b\"], gap = 700 }}\narrows = [{{ arrow = \"a -> b\", label = {} }}]",
            write(&Value::String(words.clone()))
        );
        let cases = [
            (Takes::Line, Words { clip: &words, ..PLAIN }),
            (Takes::Line, Words { title: &words, ..PLAIN }),
            (Takes::Text, Words { caption: &words, ..PLAIN }),
            (Takes::Text, Words { beat: &arrow, ..PLAIN }),
        ];
        for (at, (takes, words)) in cases.iter().enumerate() {
            // A caption with many lines is higher than its band.
            let many = *takes == Takes::Text && text.matches('\n').count() > 1;
            let fate = if many { Fate::Large } else { fate(text, *takes) };
            let judged = judge(&check(icon, words), fate);
            assert_eq!(judged, Ok(()), "{at} {text:?}");
        }
    }
}

#[test]
fn every_kind_that_counts_thousands_can_write_a_year() {
    let scenes = [
        ("counter", "{ kind = \"counter\", value = 2024"),
        ("meter", "{ kind = \"meter\", value = 2024, max = 3000"),
        ("gauge", "{ kind = \"gauge\", value = 2024, max = 3000"),
        ("bars", "{ kind = \"bars\", bars = [[\"a\", 2024]]"),
        ("bins", "{ kind = \"bins\", dot = 10, bins = [[\"a\", 2024]]"),
        ("line", "{ kind = \"line\", series = [[\"a\", [2024, 2030]]]"),
        ("matrix", "{ kind = \"matrix\", rows = 2024, cols = 2024"),
    ];
    let has_group = |kind: &&'static Kind| kind.all_fields().any(|field| field.name == "group");
    let with_group: Vec<&str> = KINDS.into_iter().filter(has_group).map(|kind| kind.name).collect();
    let mut named: Vec<&str> = scenes.iter().map(|(kind, _)| *kind).collect();
    named.sort_by_key(|name| with_group.iter().position(|known| known == name));
    assert_eq!(named, with_group);
    for (kind, node) in scenes {
        let grouped = texts(&check(&format!("{node} }}"), &PLAIN));
        let plain = texts(&check(&format!("{node}, group = false }}"), &PLAIN));
        assert!(grouped.iter().any(|text| text.starts_with("2,0")), "{kind}: {grouped:?}");
        assert!(plain.iter().any(|text| text.starts_with("20")), "{kind}: {plain:?}");
        assert!(!plain.iter().any(|text| text.contains(',')), "{kind}: {plain:?}");
    }
}

#[test]
fn numbers_show_a_half_rounded_up() {
    let shown = |node: &str| texts(&check(node, &PLAIN));
    for (value, decimals, text) in [
        ("0.285", 2, "0.29"),
        ("2.5", 0, "3"),
        ("-2.5", 0, "\u{2212}3"),
        ("1.005", 2, "1.01"),
        ("-0.0", 0, "0"),
    ] {
        let node = format!("{{ kind = \"counter\", value = {value}, decimals = {decimals} }}");
        assert!(shown(&node).iter().any(|shown| shown == text), "{value}: {:?}", shown(&node));
    }
}

/// All texts in the last frame.
fn texts(checked: &Checked<CheckedFilm>) -> Vec<String> {
    let messages: Vec<_> = checked.diagnostics().map(|found| found.message.clone()).collect();
    let film = checked.film.as_ref().unwrap_or_else(|| panic!("{messages:?}"));
    let list = film.display_list(film.frame_count() - 1);
    let texts = list.items.iter().filter_map(|item| match item {
        Item::Text { block, .. } => Some(block.text.clone()),
        _ => None,
    });
    texts.collect()
}
