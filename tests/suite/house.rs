//! Order of the modules within each crate: a file imports only from modules before its own. Between crates,
//! Cargo enforces the order. Each third-party crate is used only by the module that is responsible for it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// The source folder of each crate, with its top-level modules ("rooms") in order; a crate without rooms is one.
const CRATES: &[(&str, &[&str])] = &[
    ("crates/basics/src", &["bands", "time", "date", "escape"]),
    ("crates/files/src", &[]),
    (
        "crates/engine/src",
        &[
            "choice",
            "polyline",
            "box_index",
            "diagnostic",
            "budget",
            "document",
            "easing",
            "text",
            "asset",
            "display",
            "theme",
            "nodes",
            "source",
            "scene",
            "layout",
            "timeline",
            "compose",
            "raster",
            "film",
        ],
    ),
    ("crates/check/src", &["folder", "lint", "film"]),
    ("crates/media/src", &[]),
    ("crates/course/src", &[]),
    ("crates/render/src", &[]),
    ("crates/preview/src", &[]),
    ("src", &["schema", "cli"]),
];

/// Crates of the workspace that each crate may depend on. The engine knows nothing of files, lints and courses.
const EDGES: &[(&str, &[&str])] = &[
    ("basics", &[]),
    ("files", &[]),
    ("engine", &["basics"]),
    ("check", &["basics", "engine", "files"]),
    ("media", &["basics", "files"]),
    ("course", &["basics", "check", "engine", "files", "media"]),
    ("render", &["basics", "check", "course", "engine", "files", "media"]),
    ("preview", &["basics", "check", "engine", "render"]),
];

/// Third-party crates and the one room of their crate that may use them. Which crate may use them is said by
/// its `Cargo.toml`.
const GUESTS: &[(&str, &str, &[&str])] = &[
    ("crates/engine/src", "text", &["anstyle_parse", "parley", "skrifa", "syntect", "unicode_segmentation"]),
    ("crates/engine/src", "asset", &["image::codecs", "usvg"]),
    ("crates/engine/src", "box_index", &["rstar"]),
    ("crates/engine/src", "document", &["toml"]),
    ("crates/engine/src", "layout", &["taffy"]),
    ("crates/engine/src", "raster", &["vello_cpu"]),
    ("crates/render/src", "report", &["base64", "maud"]),
];

struct File {
    /// Index of its crate in [`CRATES`].
    package: usize,
    /// Path below the crate's `src`, such as `scene/clip.rs`.
    path: String,
    /// Lines without comments, up to the unit tests, numbered from 1.
    lines: Vec<(usize, String)>,
}

impl File {
    /// The file's folder below `src`, or its own name.
    fn room(&self) -> &str {
        self.path.split(['/', '.']).next().unwrap()
    }

    /// Path of the file in the repository.
    fn full_path(&self) -> String {
        format!("{}/{}", CRATES[self.package].0, self.path)
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All source files below a folder.
fn sources(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut folders = vec![folder.to_owned()];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn files() -> Vec<File> {
    let mut files = Vec::new();
    for (package, (folder, _)) in CRATES.iter().enumerate() {
        let src = root().join(folder);
        for path in sources(&src) {
            let name = path.strip_prefix(&src).unwrap().to_str().unwrap().replace('\\', "/");
            if name.ends_with("tests.rs") || ["main.rs", "lib.rs"].contains(&name.as_str()) {
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
            let lines = code.lines().enumerate().map(|(at, line)| (at + 1, line.to_owned()));
            let lines = lines.filter(|(_, line)| !line.trim_start().starts_with("//")).collect();
            files.push(File { package, path: name, lines });
        }
    }
    files
}

#[test]
fn files_import_from_rooms_before_their_own() {
    let mut against = Vec::new();
    for file in files() {
        let (folder, rooms) = CRATES[file.package];
        if rooms.is_empty() {
            continue;
        }
        let place = |room: &str| {
            let place = rooms.iter().position(|known| *known == room);
            place.unwrap_or_else(|| panic!("`{room}` of `{folder}` has no place in `CRATES`"))
        };
        let own = file.room();
        for (number, line) in &file.lines {
            for (at, name) in line.match_indices("crate::").filter(|(at, _)| !line[..*at].ends_with("pub(")) {
                let path = &line[at + name.len()..];
                assert!(!path.starts_with('{'), "import one module a line: {line}");
                let theirs = path.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).next().unwrap();
                // A name in capitals is re-exported by the crate itself.
                let is_module = theirs.starts_with(|c: char| c.is_ascii_lowercase());
                if is_module && theirs != own && place(theirs) > place(own) {
                    against.push(format!("{}:{number}: `{own}` comes before `{theirs}`", file.full_path()));
                }
            }
        }
    }
    assert!(against.is_empty(), "{}", against.join("\n"));
}

/// Names of modules that a line imports from the root of its crate, from a file that is `depth` modules deep.
fn imported_rooms(line: &str, depth: usize) -> Vec<String> {
    let up_to_root = "super::".repeat(depth);
    let path = [("crate::", line.find("crate::")), (&up_to_root, line.find(&up_to_root))]
        .into_iter()
        .find_map(|(start, at)| at.map(|at| (at, &line[at + start.len()..])));
    let Some((at, path)) = path else { return Vec::new() };
    if depth == 0 || line[..at].ends_with("pub(") || line[..at].ends_with("pub(in ") {
        return Vec::new();
    }
    let list = path.strip_prefix('{').and_then(|list| list.split('}').next());
    let paths = list.map_or_else(|| vec![path], |list| list.split(',').collect());
    let first = |path: &str| {
        path.trim().split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).next().map(str::to_owned)
    };
    paths.into_iter().filter_map(first).collect()
}

/// A crate whose modules import one another in a circle cannot be read in any order.
#[test]
fn no_rooms_of_a_crate_import_one_another_in_a_circle() {
    let files = files();
    for (package, (folder, _)) in CRATES.iter().enumerate() {
        let own: Vec<&File> = files.iter().filter(|file| file.package == package).collect();
        let rooms: BTreeSet<String> = own.iter().map(|file| file.room().to_owned()).collect();
        let mut imports: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for file in own {
            let depth = file.path.trim_end_matches("/mod.rs").split('/').count();
            let named = file.lines.iter().flat_map(|(_, line)| imported_rooms(line, depth));
            let named = named.filter(|room| room != file.room() && rooms.contains(room));
            imports.entry(file.room().to_owned()).or_default().extend(named);
        }
        // A room can be left out once everything that it imports is: what remains is circles.
        while let Some(free) =
            imports.iter().find(|(_, others)| others.is_empty()).map(|(room, _)| room.clone())
        {
            imports.remove(&free);
            imports.values_mut().for_each(|others| {
                others.remove(&free);
            });
        }
        assert!(imports.is_empty(), "rooms of `{folder}` in or above a circle: {imports:#?}");
    }
}

#[test]
fn crates_depend_on_crates_below_them() {
    for (name, below) in EDGES {
        let manifest = fs::read_to_string(root().join(format!("crates/{name}/Cargo.toml"))).unwrap();
        let manifest: toml::Table = manifest.parse().unwrap();
        let of_ours = |kind: &str| {
            let table = manifest.get(kind).and_then(toml::Value::as_table).cloned().unwrap_or_default();
            table
                .keys()
                .filter_map(|key| key.strip_prefix("halfminute-").map(str::to_owned))
                .collect::<Vec<_>>()
        };
        for dependency in ["dependencies", "dev-dependencies"].into_iter().flat_map(of_ours) {
            assert!(below.contains(&dependency.as_str()), "`{name}` must not know `{dependency}`");
        }
    }
    let crates = fs::read_dir(root().join("crates")).unwrap().count();
    assert_eq!(crates, EDGES.len(), "a crate without a line in `EDGES`");
}

/// Files and folders of the engine's `scene`, in order: text is read into values, and those are planned into the
/// types of the model.
const SCENE: &[&str] = &["limits", "keys", "name", "model", "reading", "planning", "verbs", "outline"];

/// An import from `scene` in one of its files.
struct SceneImport {
    /// Number of the line, from 1.
    line: usize,
    /// The folder or file of `scene` that is imported from.
    folder: String,
    /// The names within the folder, such as those of its files.
    names: Vec<String>,
}

/// The files of `scene` except its entry, each with what it imports from `scene`.
fn scene_imports() -> Vec<(File, Vec<SceneImport>)> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut files = files();
    files.retain(|file| file.path.starts_with("scene/") && file.path != "scene/mod.rs");
    let imports = |file: &File| {
        let mut found = Vec::new();
        for (number, line) in &file.lines {
            for (at, prefix) in line.match_indices("crate::scene::") {
                let path = &line[at + prefix.len()..];
                let folder: String = path.chars().take_while(|c| is_name(*c)).collect();
                let inner = path[folder.len()..].trim_start_matches("::").split(';').next().unwrap();
                let names =
                    inner.trim_matches(['{', '}']).split(if inner.starts_with('{') { "," } else { "::" });
                let count = if inner.starts_with('{') { usize::MAX } else { 1 };
                let names = names.take(count).map(|name| name.trim().to_owned()).collect();
                found.push(SceneImport { line: *number, folder, names });
            }
        }
        found
    };
    files
        .into_iter()
        .map(|file| {
            let found = imports(&file);
            (file, found)
        })
        .collect()
}

#[test]
fn folders_of_a_scene_import_one_way() {
    let place = |folder: &str| SCENE.iter().position(|known| *known == folder);
    let mut against = Vec::new();
    for (file, imports) in scene_imports() {
        let own = file.path.split(['/', '.']).nth(1).unwrap();
        let own_place = place(own).unwrap_or_else(|| panic!("`{own}` has no place in `SCENE`"));
        for SceneImport { line, folder, .. } in imports {
            // A name that `scene` re-exports would hide the folder that it comes from.
            if place(&folder).is_none_or(|place| place > own_place) {
                against.push(format!("{}:{line}: `{own}` imports `{folder}`", file.full_path()));
            }
        }
    }
    assert!(against.is_empty(), "{}", against.join("\n"));
}

#[test]
fn files_of_a_scene_import_in_no_circle() {
    for folder in ["reading", "planning"] {
        let mut open: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (file, imports) in scene_imports() {
            if let Some(name) = file.path.strip_prefix(&format!("scene/{folder}/")) {
                let own = imports.into_iter().filter(|import| import.folder == folder);
                let names = own.flat_map(|import| import.names).collect();
                open.insert(name.trim_end_matches(".rs").to_owned(), names);
            }
        }
        assert!(open.len() > 5, "`{folder}` has few files: are they looked for in the right place?");
        // A file is done when all that it imports are done.
        while let Some(done) =
            open.iter().find(|(_, names)| !names.iter().any(|name| open.contains_key(name)))
        {
            let done = done.0.clone();
            open.remove(&done);
        }
        assert!(open.is_empty(), "files of `{folder}` import one another: {:?}", open.keys());
    }
}

#[test]
fn guests_stay_in_their_rooms() {
    let mut strays = Vec::new();
    for file in files() {
        for (_, room, guests) in GUESTS.iter().filter(|(folder, ..)| *folder == CRATES[file.package].0) {
            for (number, line) in file.lines.iter().filter(|_| file.room() != *room) {
                for guest in guests.iter().filter(|guest| names(line, guest)) {
                    strays.push(format!("{}:{number}: `{guest}` belongs to `{room}`", file.full_path()));
                }
            }
        }
    }
    assert!(strays.is_empty(), "{}", strays.join("\n"));
}

/// Ways to open a file, which other rooms must not use: functions of `files` follow no links and do not wait
/// for pipes. Temporary files of `tempfile` are exempt, because their names are new.
const OPENERS: &[&str] = &[
    "OpenOptions",
    "File::open",
    "File::options",
    "File::create",
    "File::create_new",
    "fs::read(",
    "fs::read_to_string",
    "fs::write",
    "fs::copy",
    "WavReader::open",
    "WavWriter::create",
];

#[test]
fn files_are_opened_in_one_place() {
    let mut strays = Vec::new();
    for file in files() {
        for (number, line) in &file.lines {
            for opener in OPENERS.iter().filter(|opener| line.contains(**opener)) {
                strays.push(format!("{}:{number}: `{opener}`: have it from `files`", file.full_path()));
            }
        }
    }
    assert!(strays.is_empty(), "{}", strays.join("\n"));
}

/// True if a line uses a crate: at the start of a path, outside of strings.
fn names(line: &str, guest: &str) -> bool {
    let crate_name = guest.trim_end_matches("::");
    line.match_indices(crate_name).any(|(at, _)| {
        let (before, after) = (&line[..at], &line[at + crate_name.len()..]);
        let starts = !before.ends_with(|c: char| c.is_ascii_alphanumeric() || "_:.\"/-`".contains(c));
        let is_path = after.starts_with("::");
        let is_use = before.trim_end().ends_with("use") && after.starts_with([';', ' ']);
        starts && (is_path || is_use)
    })
}

const QUESTIONS: [&str; 9] = ["What", "Whether", "Where", "How", "Who", "Whose", "When", "Why", "Which"];

/// Doc comments of a file that begin with a question word or have fewer than four words, with their lines.
fn riddles(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut comment: Option<(usize, String)> = None;
    for (at, line) in text.lines().chain([""]).enumerate() {
        let line = line.trim_start();
        let doc = ["///", "//!"].iter().find_map(|start| line.strip_prefix(start));
        if let Some(doc) = doc {
            let (_, text) = comment.get_or_insert((at + 1, String::new()));
            *text += doc;
        } else if let Some((at, text)) = comment.take() {
            let first = text.split_whitespace().next().unwrap_or_default();
            if QUESTIONS.contains(&first) || text.split_whitespace().count() < 4 {
                found.push((at, text));
            }
        }
    }
    found
}

#[test]
fn doc_comments_begin_with_a_noun_phrase_and_say_something() {
    let folders = ["src", "crates", "tests", "benches", "examples"];
    let mut found = Vec::new();
    for path in folders.iter().flat_map(|folder| sources(&root().join(folder))) {
        let riddles = riddles(&fs::read_to_string(&path).unwrap());
        let place = |(line, text): (usize, String)| format!("{}:{line}:{text}", path.display());
        found.extend(riddles.into_iter().map(place));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
    assert_eq!(
        riddles("/// Whether it is.\nfn a() {}\n/// Rows from the top.\nfn b() {}\n/// Fill.\n").len(),
        2
    );
}
