//! Random small scenes: every scene that passes `check` can be played.

use std::fmt::Write;
use std::path::Path;

use halfminute_check::CheckedFilm;
use halfminute_engine::film::Overrides;
use proptest::prelude::{Just, ProptestConfig, Strategy, any, prop_oneof, proptest};
use proptest::sample::select;

use super::films::{assert_finite, assert_rests};

/// Nodes that may appear in any beat; `%` becomes the beat's number.
const NODES: [&str; 9] = [
    r#"{ kind = "text", text = "text %", size = "large" }"#,
    r#"{ kind = "card", icon = "flag", title = "card %", rows = [["a", "1"], ["b", "2"]] }"#,
    r#"{ kind = "badge", text = "badge %", tone = "accent" }"#,
    r#"{ kind = "icon", name = "film", size = "huge" }"#,
    r#"{ kind = "tokens", tokens = [["one", 1], ["two %", 2], ["three", 3]] }"#,
    r#"{ kind = "meter", label = "meter %", value = 5, max = 10 }"#,
    r#"{ kind = "counter", label = "counter %", value = 5 }"#,
    r#"{ kind = "table", rows = [["a", "1"], ["b", "2"], ["c %", "3"]] }"#,
    r#"{ kind = "matrix", label = "matrix %", rows = 9, cols = 700, drawn = [3, 6] }"#,
];

/// Entries of `play` for the node `$`; `~` is another node. Many do not fit and make the scene invalid, which
/// must not panic either.
const ENTRIES: [&str; 24] = [
    r#"{ show = "$" }"#,
    r#"{ show = "$", each = 0.1 }"#,
    r#"{ show = "$", from = "~" }"#,
    r#"{ show = "$.2" }"#,
    r#"{ show = "$.all", each = 0.1 }"#,
    r#"{ hide = "$" }"#,
    r#"{ hide = "$.1" }"#,
    r#"{ type = "$" }"#,
    r#"{ move = "$", to = "~" }"#,
    r#"{ move = "$", to = "~", side = "above" }"#,
    r#"{ move = "$", to = "~", side = "right" }"#,
    r#"{ mark = "$" }"#,
    r#"{ mark = "$.1", tone = "bad", for = 0.3 }"#,
    r#"{ focus = "$" }"#,
    r#"{ focus = "$", zoom = 1.5, for = 0.3 }"#,
    r#"{ pulse = "$" }"#,
    r#"{ pulse = "$.all", each = 0.1 }"#,
    r#"{ shake = "$" }"#,
    r#"{ flow = "$ -> ~" }"#,
    r#"{ set = { $.tone = "good" } }"#,
    r#"{ set = { $.text = "another text" }, over = 0.3 }"#,
    r#"{ set = { $.value = 8 } }"#,
    r#"{ set = { $.tokens = [["two", 2], ["four", 4]] } }"#,
    r#"{ set = { $.rows = 12 }, at = 1.5 }"#,
];

/// Stages for the three nodes `$`, `~` and `^`.
const STAGES: [&str; 7] = [
    r#"stage = "$""#,
    r#"stage = { row = ["$", "~"] }"#,
    r#"stage = { column = ["$", "~"] }"#,
    r#"stage = { row = ["$", { column = ["~", "^"], align = "start" }], justify = "between" }"#,
    r#"stage = { grid = ["$", "~", "^"], columns = 2, gap = 20 }"#,
    r#"stage = { overlay = [{ node = "$", place = [0.3, 0.5] }, { node = "~", place = [0.8, 0.4] }, "^"] }"#,
    "",
];

/// Parts of a generated beat: a stage, its three nodes, an arrow or none, entries.
#[derive(Clone, Debug)]
struct Beat {
    stage: usize,
    nodes: [usize; 3],
    arrow: Option<&'static str>,
    entries: Vec<(usize, usize, usize)>,
}

fn beat() -> impl Strategy<Value = Beat> {
    let arrow = prop_oneof![
        2 => Just(None),
        1 => select(vec![
            Some(r#"arrows = ["$ -> ~: label"]"#),
            Some(r#"arrows = ["$ -> ~ -> ^"]"#),
            Some(r#"arrows = [{ arrow = "~ -> $", route = "over" }]"#),
        ]),
    ];
    let nodes = select(NODES.iter().enumerate().map(|(at, _)| at).collect::<Vec<_>>());
    let entries = proptest::collection::vec((0..ENTRIES.len(), 0..3_usize, 0..3_usize), 0..4);
    (0..STAGES.len(), nodes, any::<bool>(), arrow, entries).prop_map(
        |(stage, first, near, arrow, entries)| {
            let step = if near { 1 } else { 4 };
            let nodes = [first, (first + step) % NODES.len(), (first + 2 * step) % NODES.len()];
            Beat { stage, nodes, arrow, entries }
        },
    )
}

fn scene(beats: &[Beat]) -> String {
    let lasts = 6 * beats.len();
    let mut text = format!("[clip]\ntitle = \"any\"\nlasts = {lasts}.0\nwindow = [1, 60]\n\n[node]\n");
    for (at, node) in NODES.iter().enumerate() {
        let _ = writeln!(text, "n{at} = {}", node.replace('%', &at.to_string()));
    }
    for (number, beat) in beats.iter().enumerate() {
        let _ = writeln!(text, "\n[[beat]]\nlasts = 6.0\ntitle = \"{number}\"");
        let fill = |template: &str, nodes: [usize; 3]| {
            let [a, b, c] = nodes.map(|node| format!("n{node}"));
            template.replace('$', &a).replace('~', &b).replace('^', &c)
        };
        let stage = if number == 0 { beat.stage % (STAGES.len() - 1) } else { beat.stage };
        for line in [STAGES[stage], beat.arrow.unwrap_or_default()] {
            let _ = writeln!(text, "{}", fill(line, beat.nodes));
        }
        let entries: Vec<_> = beat
            .entries
            .iter()
            .map(|(entry, a, b)| fill(ENTRIES[*entry], [beat.nodes[*a], beat.nodes[*b], 0]))
            .collect();
        let _ = writeln!(text, "play = [{}]", entries.join(", "));
    }
    text
}

fn film(beats: &[Beat], folder: &Path) -> Option<CheckedFilm> {
    let path = folder.join("any.toml");
    std::fs::write(&path, scene(beats)).unwrap();
    halfminute_check::open(&path, &Overrides::default()).unwrap().film
}

/// The part of the beats that is valid: each beat and entry is kept if the scene still has no errors with it.
fn valid_part(beats: &[Beat], folder: &Path) -> Vec<Beat> {
    let mut kept: Vec<Beat> = Vec::new();
    for beat in beats {
        kept.push(Beat { arrow: None, entries: Vec::new(), ..beat.clone() });
        if film(&kept, folder).is_none() {
            kept.pop();
            continue;
        }
        let at = kept.len() - 1;
        kept[at].arrow = beat.arrow;
        if film(&kept, folder).is_none() {
            kept[at].arrow = None;
        }
        for entry in &beat.entries {
            kept[at].entries.push(*entry);
            if film(&kept, folder).is_none() {
                kept[at].entries.pop();
            }
        }
    }
    kept
}

/// Plays every seventh frame of a scene without errors; returns false if it has errors.
fn plays(beats: &[Beat], folder: &Path) -> bool {
    let Some(film) = film(beats, folder) else { return false };
    let text = scene(beats);
    for frame in (0..film.frame_count()).step_by(7) {
        assert_finite(&film.display_list(frame), &text);
    }
    assert_rests(&film, &text);
    true
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn any_scene_is_refused_or_played(beats in proptest::collection::vec(beat(), 1..4)) {
        let folder = tempfile::tempdir().unwrap();
        plays(&beats, folder.path());
        let valid = valid_part(&beats, folder.path());
        assert!(valid.is_empty() || plays(&valid, folder.path()), "{}", scene(&valid));
    }
}

/// Without this test, the property above could hold only because every generated scene has errors.
#[test]
fn every_part_of_the_generator_is_valid_somewhere() {
    let folder = tempfile::tempdir().unwrap();
    let arrow = Some(r#"arrows = ["$ -> ~"]"#);
    for (entry, template) in ENTRIES.iter().enumerate() {
        let played = (0..NODES.len()).any(|first| {
            let nodes = [first, (first + 1) % NODES.len(), (first + 2) % NODES.len()];
            let beat = Beat { stage: 1, nodes, arrow, entries: vec![(entry, 0, 1)] };
            plays(&[beat], folder.path())
        });
        assert!(played, "no scene with {template} is valid");
    }
    for (stage, template) in STAGES.iter().enumerate() {
        let beat = Beat { stage, nodes: [0, 2, 6], arrow: None, entries: Vec::new() };
        let first = Beat { stage: 0, ..beat.clone() };
        assert!(plays(&[first, beat], folder.path()), "{template}");
    }
}
