//! Checks the documentation: tables are generated, examples are valid, names exist.
//!
//! Fences in `docs/*.md` and `README.md`:
//!
//! - ```` ```toml ```` is a complete scene and must have no findings.
//! - ```` ```toml fragment ```` is a part of a scene. It must parse as TOML, and its first line that is not a
//!   comment decides how it is completed to a scene, which must have no errors:
//!   - `id = { kind …` or `[node.id]`: definitions. They are added to the cast, on a stage that shows every
//!     id defined at the top level of the fragment. `a`, `b` and `c` exist even if it does not define them.
//!   - a key of a beat, or `[[beat]]`: a beat that uses the cast of [`CAST`] and, unless the fragment has a
//!     `stage`, the stage of [`STAGE`]. With `[[beat]]`, the fragment consists of all beats.
//!   - anything else: it only has to parse.
//!
//! Tables between `<!-- name: generated -->` and `<!-- name: end -->` come from the program;
//! `HALFMINUTE_BLESS=1 cargo test --test suite docs::` writes them.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use halfminute::schema::reference::blocks;
use halfminute_check::lint::LINTS;
use halfminute_engine::diagnostic::{Diagnostic, Severity};
use halfminute_engine::film::Overrides;

const BEAT_KEYS: [&str; 8] = ["lasts", "title", "caption", "source", "stage", "arrows", "set", "play"];

const CAST: &str = r#"
word   = { kind = "text", text = "MyNewToken_1" }
pieces = { kind = "tokens", tokens = [[" My", 2011], ["New", 3791], ["Token", 30642], ["_", 62], ["1", 16]] }
vocab  = { kind = "meter", label = "vocabulary", value = 50257, min = 50250, max = 50260 }
apps   = { kind = "table", head = ["app", "mode"], rows = [{ id = "own", cells = ["app_own", "no"] }, ["app_new", "yes"]] }
"#;

const STAGE: &str = "stage = { column = [\"word\", \"pieces\", { row = [\"vocab\", \"apps\"] }] }\narrows = [\"word -> pieces\"]";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn pages() -> Vec<PathBuf> {
    let mut pages: Vec<PathBuf> = fs::read_dir(root().join("docs"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect();
    pages.extend(Some(root().join("README.md")).filter(|path| path.exists()));
    pages.sort();
    pages
}

/// A fenced block: its place, the text after the opening fence, and its content.
struct Block {
    place: String,
    info: String,
    text: String,
}

fn fenced(page: &Path) -> Vec<Block> {
    let text = fs::read_to_string(page).unwrap();
    let mut found = Vec::new();
    let mut open: Option<Block> = None;
    for (number, line) in text.lines().enumerate() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(info)) => {
                let place = format!("{}:{}", page.strip_prefix(root()).unwrap().display(), number + 1);
                open = Some(Block { place, info: info.trim().to_owned(), text: String::new() });
            }
            (Some(_), Some(_)) => found.extend(open.take()),
            (Some(block), None) => block.text += &format!("{line}\n"),
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "{}: a fence is not closed", page.display());
    found
}

#[test]
fn every_scene_and_fragment_is_valid() {
    for block in pages().iter().flat_map(|page| fenced(page)) {
        match block.info.as_str() {
            // Readers learn from whole scenes, so these must have no warnings either.
            "toml" => assert_eq!(check(&block.place, &block.text), [], "{}", block.place),
            "toml fragment" => {
                if let Err(error) = block.text.parse::<toml::Table>() {
                    panic!("{}: {error}", block.place);
                }
                if let Some(scene) = whole_scene(&block.text) {
                    check(&block.place, &scene);
                }
            }
            info => assert!(!info.starts_with("toml"), "{}: unknown fence `{info}`", block.place),
        }
    }
}

/// Checks a scene that must have no errors; returns the findings of lints.
fn check(place: &str, scene: &str) -> Vec<Diagnostic> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("clip.toml");
    fs::write(&path, scene).unwrap();
    for (name, asset) in [("screenshot.png", "field.png"), ("network.svg", "network.svg")] {
        let asset = root().join("tests/cases/frames/assets").join(asset);
        fs::copy(asset, folder.path().join(name)).unwrap();
    }
    let checked = halfminute_check::open(&path, &Overrides::default()).unwrap();
    let errors: Vec<_> = checked.diagnostics().filter(|found| found.severity == Severity::Error).collect();
    assert!(errors.is_empty(), "{place}: {errors:#?}\nin\n{scene}");
    assert!(checked.film.is_some(), "{place}");
    checked.diagnostics().cloned().collect()
}

/// The whole scene for a fragment, by the rules at the top of this file.
fn whole_scene(fragment: &str) -> Option<String> {
    let clip = "[clip]\ntitle = \"t\"\nlasts = 30.0\n";
    let beat = "[[beat]]\nlasts = 30.0\ntitle = \"t\"\n";
    let first = fragment.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#'))?;
    let key = first.split(['=', ' ']).next()?;
    if first.starts_with("[node.") || first.contains("{ kind") {
        let (short, long) = fragment.split_at(fragment.find("[node.").unwrap_or(fragment.len()));
        let short_table: toml::Table = short.parse().unwrap();
        let long_table: toml::Table = long.parse().unwrap();
        let long_ids =
            long_table.get("node").and_then(|node| node.as_table()).into_iter().flat_map(|node| node.keys());
        let ids: Vec<String> = short_table.keys().chain(long_ids).map(|id| format!("\"{id}\"")).collect();
        let extra = ["a", "b", "c"].into_iter().filter(|id| !ids.contains(&format!("\"{id}\"")));
        let extra: String =
            extra.map(|id| format!("{id} = {{ kind = \"text\", text = \"{id}\" }}\n")).collect();
        let grouped = fragment.contains("\"group\"");
        let stage = if grouped { ids[ids.len() - 1..].to_vec() } else { ids };
        let stage = format!("stage = {{ column = [{}] }}\n", stage.join(", "));
        return Some(format!("{clip}[node]\n{extra}{short}{long}{beat}{stage}"));
    }
    if key == "[[beat]]" {
        return Some(format!("{clip}[node]\n{CAST}{fragment}"));
    }
    BEAT_KEYS.contains(&key).then(|| {
        let has = |key: &str| fragment.lines().any(|line| line.starts_with(key));
        let stage = if has("stage") { "" } else { STAGE };
        let stage = if has("arrows") { stage.lines().next().unwrap_or_default() } else { stage };
        let beat: String = beat
            .lines()
            .filter(|line| !has(line.split(' ').next().unwrap()))
            .map(|l| format!("{l}\n"))
            .collect();
        format!("{clip}[node]\n{CAST}{beat}{stage}\n{fragment}")
    })
}

#[test]
fn generated_tables_are_current() {
    let reference = root().join("docs/scene-format.md");
    require_current(&reference, &blocks());
    require_current(&root().join("README.md"), &[("formats", halfminute_media::format::table())]);
}

#[test]
fn the_readme_lists_all_formats_for_render() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let names: Vec<&str> = halfminute_media::FORMATS.iter().map(|format| format.name).collect();
    let list = format!("`--format png,{}`", names.join(","));
    assert!(readme.contains(&list), "no {list}");
}

/// Fails if a page does not have these blocks between their markers, or has other ones; or writes them.
fn require_current(path: &Path, blocks: &[(&str, String)]) {
    let page = fs::read_to_string(path).unwrap();
    let mut written = page.clone();
    for (name, text) in blocks {
        let (start, end) = (format!("<!-- {name}: generated -->\n"), format!("<!-- {name}: end -->"));
        let from = written.find(&start).unwrap_or_else(|| panic!("no `{start}` in the page")) + start.len();
        let to = from + written[from..].find(&end).unwrap_or_else(|| panic!("no `{end}` in the page"));
        written.replace_range(from..to, &format!("\n{text}\n"));
    }
    assert_eq!(page.matches(": generated -->").count(), blocks.len(), "a marker names no block");
    if std::env::var_os("HALFMINUTE_BLESS").is_some() {
        fs::write(path, written).unwrap();
    } else {
        assert!(
            page == written,
            "run `HALFMINUTE_BLESS=1 cargo test --test suite docs::` and look at the difference"
        );
    }
}

/// Every source file below `src`, each up to its unit tests.
fn sources() -> Vec<(String, String)> {
    let mut folders = vec![root().join("src"), root().join("crates")];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs")
                && !path.ends_with("tests.rs")
            {
                let text = fs::read_to_string(&path).unwrap();
                let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap().to_owned();
                files.push((path.strip_prefix(root()).unwrap().display().to_string(), code));
            }
        }
    }
    files
}

/// Calls whose first string is the code of a finding, possibly on the next line.
const REPORTS: [&str; 7] = [
    "error_help(",
    ".error(",
    "Diagnostic::error(",
    "Diagnostic::warning(",
    "fail(",
    ".report(",
    "let outside = |reason| (",
];

/// Codes that source files report.
fn codes(of: impl Fn(&str) -> bool) -> BTreeSet<String> {
    let mut used = BTreeSet::new();
    for (_, code) in sources().iter().filter(|(path, _)| of(&path.replace('\\', "/"))) {
        for report in REPORTS {
            for (at, _) in code.match_indices(report) {
                let argument = code[at + report.len()..].trim_start();
                if let Some(text) = argument.strip_prefix('"') {
                    used.insert(text.split('"').next().unwrap().to_owned());
                }
            }
        }
    }
    used
}

/// Codes in the table of a page's section.
fn listed(page: &str, section: &str) -> BTreeSet<String> {
    let text = fs::read_to_string(root().join(page)).unwrap();
    let section = text.split("\n## ").find(|part| part.starts_with(section)).unwrap();
    let codes: Vec<String> = section
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split('`').next().map(str::to_owned))
        .collect();
    let unique: BTreeSet<String> = codes.iter().cloned().collect();
    assert_eq!(unique.len(), codes.len(), "{page} lists a code twice");
    unique
}

/// Codes that the cases of `tests/cases/invalid` expect.
fn codes_of_cases() -> BTreeSet<String> {
    let mut expected = BTreeSet::new();
    for entry in fs::read_dir(root().join("tests/cases/invalid")).unwrap() {
        let Ok(bytes) = fs::read(entry.unwrap().path()) else { continue };
        let text = String::from_utf8_lossy(&bytes);
        let findings = text.lines().filter_map(|line| line.strip_prefix("#! ")?.split_once('['));
        let codes = findings.filter(|(severity, _)| ["error", "warning"].contains(severity));
        expected.extend(codes.filter_map(|(_, rest)| Some(rest.split_once(']')?.0.to_owned())));
    }
    assert!(expected.len() > 50, "only {expected:?}");
    expected
}

#[test]
fn every_code_has_its_line() {
    let (of_scenes, of_course) =
        (listed("docs/scene-format.md", "Messages"), listed("docs/course.md", "Findings"));
    let mut used = codes(|path| !path.starts_with("crates/course/"));
    used.extend(codes_of_cases());
    let missing: Vec<_> = used.difference(&of_scenes).collect();
    let stale: Vec<_> = of_scenes.difference(&used).collect();
    assert!(missing.is_empty(), "not in the table of docs/scene-format.md: {missing:?}");
    assert!(stale.is_empty(), "in the table of docs/scene-format.md, but not in src: {stale:?}");

    // Data files of the course share the messages of scenes, and its text scan shares the names of lints.
    let used = codes(|path| path.starts_with("crates/course/"));
    let missing: Vec<_> = used.difference(&of_course).filter(|code| !of_scenes.contains(*code)).collect();
    let is_lint = |code: &str| LINTS.iter().any(|lint| lint.name == code);
    let stale: Vec<_> = of_course.difference(&used).filter(|code| !is_lint(code)).collect();
    assert!(missing.is_empty(), "not in the table of docs/course.md: {missing:?}");
    assert!(stale.is_empty(), "in the table of docs/course.md, but not in crates/course: {stale:?}");
}

#[test]
fn pages_for_contributors_name_what_exists() {
    let fixed =
        ["CONTRIBUTING.md", "docs/architecture.md", "docs/limits.md", "docs/principles.md", "docs/resume.md"];
    let mut pages: Vec<PathBuf> = fixed.iter().map(|page| root().join(page)).collect();
    pages.extend(fs::read_dir(root().join("docs/decisions")).unwrap().map(|page| page.unwrap().path()));
    let count: usize = pages.iter().map(|page| names_what_exists(page)).sum();
    assert!(count > 60, "the pages name their files");
}

/// The page about the architecture names files as seen from the crate of its section.
#[test]
fn the_architecture_names_files_of_its_crates() {
    let page = fs::read_to_string(root().join("docs/architecture.md")).unwrap();
    let mut count = 0;
    for section in page.split("\n### `").skip(1) {
        let folder = section.split('`').next().unwrap();
        let section = section.split("\n## ").next().unwrap();
        for name in section.split('`').skip(2).step_by(2) {
            let is_file = name.ends_with(".rs") || name.ends_with('/');
            if is_file && !name.starts_with("tests/") && !name.contains(' ') {
                assert!(root().join(folder).join(name).exists(), "`{name}` is not in `{folder}`");
                count += 1;
            }
        }
    }
    assert!(count > 40, "the page names {count} files");
}

/// Number of paths that a page names; panics at one that does not exist.
fn names_what_exists(path: &Path) -> usize {
    let page = fs::read_to_string(path).unwrap();
    let named = |text: &str| {
        let end =
            text.find(|c: char| !(c.is_ascii_alphanumeric() || "/_.-".contains(c))).unwrap_or(text.len());
        text[..end].trim_end_matches(['.', '/']).to_owned()
    };
    let mut count = 0;
    for place in ["src/", "crates/", "tests/", "docs/", "scenes/", "course/", "benches/"] {
        for (at, _) in page.match_indices(place) {
            // `scenes/` can be the end of a longer path; only whole paths are looked up.
            if page[..at].ends_with(|c: char| c.is_ascii_alphanumeric() || "/_-".contains(c)) {
                continue;
            }
            let named = named(&page[at..]);
            assert!(root().join(&named).exists(), "{} names `{named}`, which does not exist", path.display());
            count += 1;
        }
    }
    count
}

#[test]
fn every_decision_is_in_the_list() {
    let folder = root().join("docs/decisions");
    let list = fs::read_to_string(folder.join("README.md")).unwrap();
    for page in fs::read_dir(folder).unwrap() {
        let page = page.unwrap().path();
        let (name, text) = (page.file_name().unwrap().to_str().unwrap(), fs::read_to_string(&page).unwrap());
        let title = text.lines().next().unwrap().trim_start_matches("# ");
        assert!(name == "README.md" || list.contains(&format!("[{title}]({name})")), "{name}: {title}");
    }
}
