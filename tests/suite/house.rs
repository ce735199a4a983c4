//! Order of the modules: a file imports only from modules before its own, and each third-party crate is used
//! only by the module that is responsible for it.

use std::fs;
use std::path::Path;

/// The top-level modules ("rooms"), in order.
const ROOMS: &[&str] = &[
    "time",
    "files",
    "date",
    "choice",
    "polyline",
    "box_index",
    "escape",
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
    "scene",
    "layout",
    "timeline",
    "compose",
    "raster",
    "lint",
    "media",
    "film",
    "course",
    "export",
    "report",
    "schema",
    "preview",
    "cli",
];

/// Imports against the order: file, room imported, and the reason why that is allowed.
const EXCEPTIONS: [(&str, &str, &str); 0] = [];

/// Third-party crates and the rooms that may use them.
const GUESTS: &[(&str, &[&str])] = &[
    ("libc", &["files"]),
    ("base64", &["report"]),
    ("maud", &["report"]),
    ("vello_cpu", &["raster"]),
    ("parley", &["text"]),
    ("rstar", &["box_index"]),
    ("syntect", &["text"]),
    ("anstyle_parse", &["text"]),
    ("skrifa", &["text"]),
    ("unicode_segmentation", &["text"]),
    ("taffy", &["layout"]),
    ("png::", &["media", "export"]),
    ("gif::", &["media"]),
    ("openh264", &["media"]),
    ("h264_reader", &["media"]),
    ("mp4_atom", &["media", "course"]),
    ("flacenc", &["media"]),
    ("usvg", &["asset"]),
    ("zlib_rs", &["media"]),
    ("image::codecs", &["asset"]),
    ("pulldown_cmark", &["course"]),
    ("indicatif", &["cli"]),
    ("clap", &["cli"]),
    ("ctrlc", &["cli"]),
    ("signal_hook", &["cli"]),
    ("rustix", &["media"]),
    ("toml::", &["document"]),
    ("bevy", &["preview"]),
    ("nannou", &["preview"]),
    ("notify", &["preview"]),
];

struct File {
    /// Path below `src`, such as `scene/clip.rs`.
    path: String,
    /// Lines without comments, up to the unit tests, numbered from 1.
    lines: Vec<(usize, String)>,
}

fn files() -> Vec<File> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders = vec![src.clone()];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(&src).unwrap().to_str().unwrap().replace('\\', "/");
            let is_code = name.ends_with(".rs") && !name.ends_with("tests.rs");
            if is_code && !["main.rs", "lib.rs"].contains(&name.as_str()) {
                let text = fs::read_to_string(&path).unwrap();
                let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
                let lines = code.lines().enumerate().map(|(at, line)| (at + 1, line.to_owned()));
                let lines = lines.filter(|(_, line)| !line.trim_start().starts_with("//")).collect();
                files.push(File { path: name, lines });
            }
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

/// The room of a file: its folder, or its own name.
fn room(path: &str) -> &str {
    path.split(['/', '.']).next().unwrap()
}

fn place(room: &str) -> usize {
    ROOMS
        .iter()
        .position(|known| *known == room)
        .unwrap_or_else(|| panic!("`{room}` has no place in `ROOMS`"))
}

/// Paths of the module files that a line imports with `crate::`.
fn imports(line: &str, files: &[File]) -> Vec<String> {
    let found = line.match_indices("crate::").filter(|(at, _)| !line[..*at].ends_with("pub("));
    found
        .map(|(at, name)| {
            let path = &line[at + name.len()..];
            assert!(!path.starts_with('{'), "import one module a line: {line}");
            let mut names = path.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
            let module = names.next().unwrap().to_owned();
            // `a::b` is a file of its own if that file exists.
            let inner = names.nth(1).map(|name| format!("{module}/{name}.rs")).unwrap_or_default();
            if files.iter().any(|file| file.path == inner) { inner } else { format!("{module}/mod.rs") }
        })
        .collect()
}

#[test]
fn files_import_from_rooms_before_their_own() {
    let files = files();
    let mut against = Vec::new();
    let mut used = [false; EXCEPTIONS.len()];
    for file in &files {
        let own = room(&file.path);
        for (number, line) in &file.lines {
            for imported in imports(line, &files) {
                let theirs = room(&imported);
                if theirs == own || place(theirs) < place(own) {
                    continue;
                }
                let excepted =
                    EXCEPTIONS.iter().position(|(path, room, _)| *path == file.path && *room == theirs);
                match excepted {
                    Some(at) => used[at] = true,
                    None => {
                        against.push(format!("src/{}:{number}: `{own}` comes before `{theirs}`", file.path));
                    }
                }
            }
        }
    }
    assert!(against.is_empty(), "{}", against.join("\n"));
    let stale: Vec<_> = EXCEPTIONS.iter().zip(used).filter(|(_, used)| !used).collect();
    assert!(stale.is_empty(), "no longer needed: {stale:?}");
}

#[test]
fn guests_stay_in_their_rooms() {
    let mut strays = Vec::new();
    for file in files() {
        let own = room(&file.path);
        for (number, line) in &file.lines {
            for (guest, rooms) in GUESTS {
                if names(line, guest) && !rooms.contains(&own) {
                    strays.push(format!("src/{}:{number}: `{guest}` belongs to {rooms:?}", file.path));
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
        let lines = file.lines.iter().filter(|_| file.path != "files.rs");
        for (number, line) in lines {
            for opener in OPENERS.iter().filter(|opener| line.contains(**opener)) {
                strays.push(format!("src/{}:{number}: `{opener}`: have it from `files`", file.path));
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
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders: Vec<_> =
        ["src", "tests", "benches", "examples"].iter().map(|name| root.join(name)).collect();
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let riddles = riddles(&fs::read_to_string(&path).unwrap());
                let place = |(line, text): (usize, String)| format!("{}:{line}:{text}", path.display());
                found.extend(riddles.into_iter().map(place));
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
    assert_eq!(
        riddles("/// Whether it is.\nfn a() {}\n/// Rows from the top.\nfn b() {}\n/// Fill.\n").len(),
        2
    );
}
