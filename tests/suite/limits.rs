//! Scenes beyond the limits, too large to be files of their own: each ends in one finding after few steps.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use halfminute_check::lint::Levels;
use halfminute_engine::diagnostic::{Diagnostic, Severity};
use halfminute_engine::film::Overrides;
use halfminute_engine::scene::Scene;

const CLIP: &str = "[clip]\ntitle = \"Case\"\nlasts = 3.0\nwindow = [1, 3600]\n\n";

fn beat(rest: &str) -> String {
    format!("[[beat]]\nlasts = 3.0\ntitle = \"Beat\"\n{rest}\n")
}

/// Greatest number of steps per byte read, and for a few entries with as many targets as are allowed.
const STEPS_OF_BYTE: u64 = 20;
const STEPS: u64 = 500_000;

/// Number of steps that reading `text` must stay below.
pub(crate) fn most_steps(text: &str) -> u64 {
    STEPS + STEPS_OF_BYTE * text.len() as u64
}

/// Findings of `text`; asserts that the number of steps is proportional to its length.
fn findings(text: &str) -> Vec<Diagnostic> {
    let (scene, found) = Scene::read(text, &Overrides::default());
    let (steps, most) = (found.steps(), most_steps(text));
    assert!(steps < most, "{steps} steps for {} bytes", text.len());
    assert_eq!(scene.is_none(), found.has_errors());
    found.finish()
}

/// The only finding of `text`, as code and message.
#[track_caller]
fn only(text: &str) -> String {
    let found = findings(text);
    let [one] = &found[..] else { panic!("{found:#?}") };
    format!("{}: {}", one.code, one.message)
}

fn nodes(count: usize) -> String {
    let mut text = "[node]\n".to_owned();
    (0..count).for_each(|at| text += &format!("n{at} = {{ kind = \"text\", text = \"A\" }}\n"));
    text
}

#[test]
fn too_many_nodes() {
    let text = format!("{CLIP}{}\n{}", nodes(2_001), beat("stage = \"n1\""));
    assert_eq!(only(&text), "too-many: 2001 nodes, the limit is 2000");
}

#[test]
fn too_many_beats() {
    let beats = beat("stage = \"n0\"").repeat(201);
    assert_eq!(only(&format!("{CLIP}{}\n{beats}", nodes(1))), "too-many: 201 beats, the limit is 200");
}

#[test]
fn too_many_parts() {
    let lists = [
        format!("tokens = [{}]", "\"x\", ".repeat(1_001)),
        format!("tokens = [{}]", "[\"x\", 1], ".repeat(1_001)),
    ];
    for list in lists {
        let text = format!("{CLIP}[node]\nn0 = {{ kind = \"tokens\", {list} }}\n{}", beat("stage = \"n0\""));
        assert_eq!(only(&text), "too-many: 1001 parts in one node, the limit is 1000");
    }
    let rows = "[\"a\", \"b\"], ".repeat(400);
    let text =
        format!("{CLIP}[node]\nn0 = {{ kind = \"table\", rows = [{rows}] }}\n{}", beat("stage = \"n0\""));
    assert_eq!(only(&text), "too-many: 1200 parts in one node, the limit is 1000");
}

#[test]
fn too_many_parts_set() {
    let list = "\"x\", ".repeat(1_001);
    let set =
        format!("stage = \"n0\"\nplay = [{{ set = {{ n0.tokens = [{list}] }} }}, {{ pulse = \"n0.2\" }}]");
    let text = format!("{CLIP}[node]\nn0 = {{ kind = \"tokens\", tokens = [\"a\"] }}\n{}", beat(&set));
    assert_eq!(only(&text), "too-many: 1001 parts in one node, the limit is 1000");
}

#[test]
fn too_many_targets() {
    let targets = "\"n0\", ".repeat(1_001);
    let text = format!(
        "{CLIP}{}\n{}",
        nodes(1),
        beat(&format!("stage = \"n0\"\nplay = [{{ pulse = [{targets}] }}]"))
    );
    assert_eq!(only(&text), "too-many: 1001 targets in one entry, the limit is 1000");
}

#[test]
fn too_many_entries() {
    let entries = "{ at = 1.0, shake = \"n0\" }, ".repeat(201);
    let text = format!("{CLIP}{}\n{}", nodes(1), beat(&format!("stage = \"n0\"\nplay = [{entries}]")));
    assert_eq!(only(&text), "too-many: 201 entries in one `play`, the limit is 200");
}

#[test]
fn too_many_arrows() {
    let ids: Vec<String> = (0..202).map(|at| format!("n{at}")).collect();
    let (row, chain) = (ids.join("\", \""), ids.join(" -> "));
    let rest = format!(
        "stage = {{ row = [\"{row}\"] }}\narrows = [\"{chain}\"]\nplay = [{{ flow = \"n0 -> n1\" }}]"
    );
    let text = format!("{CLIP}{}\n{}", nodes(202), beat(&rest));
    assert_eq!(only(&text), "too-many: 201 arrows in one beat, the limit is 200");
}

/// Errors of a scene that can be read but shows too much.
fn shown(text: &str) -> Vec<String> {
    let (overrides, levels) = (Overrides::default(), Levels::default());
    let checked =
        halfminute_check::check(Path::new("case.toml"), text.as_bytes().to_vec(), &overrides, &levels);
    let found = checked.reports.into_iter().flat_map(|report| report.diagnostics);
    let errors = found.filter(|finding| finding.severity == Severity::Error);
    errors.map(|finding| format!("{}: {}", finding.code, finding.message)).collect()
}

#[test]
fn too_many_elements() {
    // A token consists of a panel and a text.
    let text = |count: usize| {
        let ids: Vec<String> = (0..count).map(|at| format!("\"n{at}\"")).collect();
        let node = |at: usize| format!("n{at} = {{ kind = \"tokens\", count = 100 }}\n");
        let nodes: String = (0..count).map(node).collect();
        format!("{CLIP}[node]\n{nodes}\n{}", beat(&format!("stage = {{ overlay = [{}] }}", ids.join(", "))))
    };
    assert_eq!(shown(&text(101)), ["too-many: 20200 elements in one beat, the limit is 20000"]);
    assert_eq!(shown(&text(100)), [""; 0]);
}

#[test]
fn too_much_is_painted() {
    // Each card fills 1600 × 600 of 1920 × 1080 units.
    let text = |count: usize| {
        let member = |at: usize| format!("{{ node = \"n{at}\", width = 1600, height = 600 }}");
        let members: Vec<String> = (0..count).map(member).collect();
        let node = |at: usize| format!("n{at} = {{ kind = \"card\", title = \"A\" }}\n");
        let nodes: String = (0..count).map(node).collect();
        format!(
            "{CLIP}[node]\n{nodes}\n{}",
            beat(&format!("stage = {{ overlay = [{}] }}", members.join(", ")))
        )
    };
    let found = shown(&text(150));
    let [message] = &found[..] else { panic!("{found:?}") };
    assert!(message.starts_with("too-many: "), "{message}");
    assert!(
        message.ends_with(" times the picture's area painted in one beat, the limit is 200"),
        "{message}"
    );
    assert_eq!(shown(&text(60)), [""; 0]);
}

#[test]
fn too_much_text() {
    let long = "x".repeat(1_001);
    let text =
        format!("{CLIP}[node]\nn0 = {{ kind = \"text\", text = \"{long}\" }}\n{}", beat("stage = \"n0\""));
    assert_eq!(only(&text), "too-many: 1001 characters in one text, the limit is 1000");
    let title = format!("{CLIP}{}\n{}", nodes(1), beat("stage = \"n0\"").replace("Beat", &long));
    assert_eq!(only(&title), "too-many: 1001 characters in one text, the limit is 1000");
}

#[test]
fn too_many_frames() {
    let text = format!("{CLIP}{}\n{}", nodes(1), beat("stage = \"n0\""));
    let text = text.replace("3.0", "3600").replace("[1, 3600]", "[1, 3600]\nfps = 60");
    assert_eq!(only(&text), "too-many: 216000 frames, the limit is 120000");
}

#[test]
fn brackets_without_end() {
    for nested in
        ["[".repeat(10_000), "{ a = ".repeat(10_000), format!("{}{}", "[".repeat(10_000), "]".repeat(10_000))]
    {
        let found = findings(&format!("{CLIP}x = {nested}\n"));
        assert!(found.len() <= 2 && found.iter().all(|one| one.code.0 == "syntax"), "{found:#?}");
    }
    let found = findings(&format!("{CLIP}{}x = 1\n", "[a.".repeat(5_000)));
    assert!(found.iter().all(|one| one.code.0 == "syntax"), "{found:#?}");
    let dotted =
        format!("{CLIP}{}\n{}", nodes(1), beat(&format!("stage = \"n0\"\nset.n0{} = 1", ".a".repeat(5_000))));
    assert!(findings(&dotted).len() <= 2);
}

#[test]
fn groups_that_multiply() {
    // Every group names the next one twice, which would be 2^40 visits without a limit.
    let mut text = format!("{CLIP}[node]\n");
    for at in 0..40 {
        let next = at + 1;
        writeln!(text, "g{at} = {{ kind = \"group\", row = [\"g{next}\", {{ row = [\"g{next}\"] }}] }}")
            .unwrap();
    }
    text.push_str("g40 = { kind = \"text\", text = \"A\" }\n");
    text.push_str(&beat("stage = \"g0\""));
    assert!(findings(&text).iter().any(|one| one.code.0 == "twice-on-stage"));
}

#[test]
fn files_that_are_no_scenes() {
    let folder = tempfile::tempdir().unwrap();
    let open = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        let checked = halfminute_check::open(&path, &Overrides::default()).unwrap();
        assert!(checked.film.is_none());
        checked.diagnostics().map(|one| format!("{}: {}", one.code, one.message)).collect::<Vec<_>>()
    };
    assert_eq!(open("empty.toml", b""), ["empty-scene: the file holds no scene"]);
    let large = "too-many: the scene is larger than 1048576 bytes";
    assert_eq!(open("large.toml", "# é\n".repeat(500_000).as_bytes()), [large]);
    assert_eq!(open("shifted.toml", format!("#{}", "é".repeat(1_000_000)).as_bytes()), [large]);
    assert_eq!(open("binary.toml", &[0, 159, 146, 150]), ["not-utf8: these bytes are not UTF-8 text"]);
    assert!(halfminute_check::open(folder.path(), &Overrides::default()).is_err(), "a folder is no scene");
}

#[cfg(unix)]
#[test]
fn a_link_does_not_lead_out_of_the_folder() {
    let (outside, folder) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    fs::write(outside.path().join("theme.toml"), "").unwrap();
    std::os::unix::fs::symlink(outside.path().join("theme.toml"), folder.path().join("mine.toml")).unwrap();
    let clip = CLIP.replace("lasts", "theme = \"mine.toml\"\nlasts");
    let path = folder.path().join("scene.toml");
    fs::write(&path, format!("{clip}{}\n{}", nodes(1), beat("stage = \"n0\""))).unwrap();
    let checked = halfminute_check::open(&path, &Overrides::default()).unwrap();
    let found: Vec<_> = checked.diagnostics().filter(|one| one.code.0 == "outside-folder").collect();
    assert_eq!(found[0].message, "`mine.toml` is a link out of the scene's folder");
}

#[test]
fn hostile_scenes_are_read_in_few_steps() {
    let tokens =
        "[node]\nn0 = { kind = \"tokens\", count = 1000 }\nn1 = { kind = \"tokens\", count = 1000 }\n";
    let stage = "stage = { row = [\"n0\", \"n1\"] }\n";
    let play = |entries: &str| format!("{CLIP}{tokens}\n{}", beat(&format!("{stage}play = [{entries}]")));
    let blank = format!("{{ set = {{ n0.tokens = [{}] }} }}", "\"\", ".repeat(1_000));
    let steps: Vec<String> = (0..1_000).map(|at| format!("\"t{}\"", at % 7)).collect();
    let words = format!("{{ set = {{ n0.tokens = [{}] }} }}", steps.join(", "));
    findings(&play(&format!("{blank}, {words}, {blank}, {words}")));
    findings(&play(&"{ pulse = [\"n0.1-400\", \"n1.1-400\"] }, ".repeat(200)));
    findings(&play(&"{ set = { n0.all.tone = \"good\", n1.all.tone = \"bad\" } }, ".repeat(200)));
    let many = beat(&format!("{stage}play = [{}]", "{ at = 1, pulse = \"n0.all\" }, ".repeat(150)));
    findings(&format!("{CLIP}{tokens}\n{}", many.repeat(190)));
    let ends = "n0, ".repeat(50_000);
    findings(&format!("{CLIP}{tokens}\n{}", beat(&format!("{stage}arrows = [\"{ends}n0 -> {ends}n1\"]"))));
    let strangers: Vec<String> = (0..60_000).map(|at| format!("\"x{at}\"")).collect();
    findings(&format!(
        "{CLIP}{tokens}\n{}",
        beat(&format!("stage = {{ row = [{}] }}", strangers.join(", ")))
    ));
    findings(&format!("{CLIP}x = [{}", " ".repeat(900_000)));
    findings(&format!("{CLIP}{}", "x = y\n".repeat(150_000)));
    findings(&format!("{CLIP}{}", "= [ ".repeat(200_000)));
}
