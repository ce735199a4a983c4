//! A temporary folder with a short scene, and runs of the program in it as a process.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread;
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;

pub(crate) mod seal;

/// Two beats of two seconds, sixty frames; it has no findings.
pub(crate) const SCENE: &str = r#"
[clip]
title  = "Two beats"
lasts  = 4.0
fps    = 15
window = [3, 5]

[node]
word = { kind = "text", text = "word" }
things = { kind = "tokens", tokens = ["one", "two"] }

[[beat]]
lasts   = 2.0
title   = "First"
caption = "One thing."
source  = "none"
stage   = "word"

[[beat]]
lasts   = 2.0
title   = "Second"
caption = "Two things."
source  = "none"
stage   = { column = ["word", "things"] }
"#;

pub(crate) struct Workshop(TempDir);

#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) exit: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Outcome {
    fn of(output: Output) -> Self {
        Self {
            exit: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    #[track_caller]
    pub(crate) fn done(self) -> Self {
        assert_eq!(self.exit, Some(0), "{}{}", self.stdout, self.stderr);
        self
    }

    /// The first object on stdout, which is about the only clip. A render ends with a summary.
    pub(crate) fn json(&self) -> Value {
        self.objects().swap_remove(0)
    }

    /// The objects on stdout, one per line.
    pub(crate) fn objects(&self) -> Vec<Value> {
        self.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

impl Workshop {
    /// A folder with the scene `clip.toml`.
    pub(crate) fn new() -> Self {
        let workshop = Self(tempfile::tempdir().unwrap());
        workshop.write("clip.toml", SCENE);
        workshop
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    /// Path of a file in the clip's folder.
    pub(crate) fn clip(&self, name: &str) -> PathBuf {
        self.path("output/clip").join(name)
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        fs::write(self.path(path), text).unwrap();
    }

    /// Replaces a file by a new one with other bytes. Frames that look alike share one file, so writing into
    /// it would change all of them.
    pub(crate) fn replace(&self, path: &Path, bytes: &[u8]) {
        fs::remove_file(path).unwrap();
        fs::write(path, bytes).unwrap();
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_halfminute"));
        command.args(arguments).current_dir(self.0.path());
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Outcome {
        Outcome::of(self.command(arguments).output().unwrap())
    }

    /// Runs a copy of the program as a user without special rights. Tests often run as the superuser, who may
    /// read everything, and whose build folder may be closed to everyone else.
    #[cfg(unix)]
    pub(crate) fn run_unprivileged(&self, arguments: &[&str]) -> Outcome {
        use std::os::unix::fs::{MetadataExt, PermissionsExt};
        use std::os::unix::process::CommandExt;

        if fs::metadata(self.path(".")).unwrap().uid() != 0 {
            return self.run(arguments);
        }
        fs::set_permissions(self.path("."), fs::Permissions::from_mode(0o755)).unwrap();
        let program = self.path("halfminute");
        if !program.exists() {
            // Copied by another process: a file that this one had open for writing could still be open in a
            // child that another test starts, and then it cannot be run.
            let copied = Command::new("cp").arg(env!("CARGO_BIN_EXE_halfminute")).arg(&program).status();
            assert!(copied.unwrap().success());
            fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        }
        let mut command = Command::new(program);
        Outcome::of(command.args(arguments).current_dir(self.0.path()).uid(65_534).output().unwrap())
    }

    /// Renders the scene small, with additional arguments.
    pub(crate) fn render(&self, more: &[&str]) -> Outcome {
        let size: &[&str] = if more.contains(&"--size") { &[] } else { &["--size", "80x45"] };
        self.run(&[&["render", "clip.toml", "--progress", "none"], size, more].concat())
    }

    pub(crate) fn spawn(&self, arguments: &[&str]) -> Child {
        let mut command = self.command(&[arguments, &["--progress", "none"]].concat());
        command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
    }

    /// Waits until this many frames exist.
    pub(crate) fn wait_for_frames(&self, count: usize) {
        for _ in 0..3000 {
            let frames = fs::read_dir(self.clip("frames")).into_iter().flatten().flatten();
            if frames.filter(|entry| entry.file_name().to_string_lossy().ends_with(".png")).count() >= count {
                return;
            }
            thread::sleep(Duration::from_millis(10));
        }
        panic!("no frames were written");
    }

    pub(crate) fn manifest(&self) -> Value {
        serde_json::from_slice(&fs::read(self.clip("clip.json")).unwrap()).unwrap()
    }

    /// Writes a line into the journal which says that a frame's file has these bytes, as a render would.
    pub(crate) fn forge_line(&self, frame: usize, bytes: &[u8]) {
        let journal = self.clip("frames.journal");
        let mut text = String::new();
        for line in fs::read_to_string(&journal).unwrap().lines() {
            let mut words: Vec<String> = line.split(' ').map(str::to_owned).collect();
            if words[0] == format!("{frame:06}") {
                words.pop();
                let [.., file, length] = words.as_mut_slice() else { panic!("{line}") };
                *file = blake3::hash(bytes).to_hex().to_string();
                *length = bytes.len().to_string();
                let forged = words.join(" ");
                let check = blake3::hash(format!("halfminute journal 2 {forged}").as_bytes()).to_hex();
                words = vec![forged, check[..16].to_owned()];
            }
            text += &(words.join(" ") + "\n");
        }
        fs::write(journal, text).unwrap();
    }

    /// Makes the lists and the manifest of the clip match its files, as an attacker would to hide a change.
    pub(crate) fn seal(&self) {
        seal::seal(&self.clip(""), &self.manifest());
    }

    /// Writes a manifest with the correct digest.
    pub(crate) fn write_manifest(&self, manifest: &Value) {
        seal::write_manifest(&self.clip(""), manifest);
    }

    /// Names of the entries in a folder, sorted.
    pub(crate) fn names(&self, path: &str) -> Vec<String> {
        let entries = fs::read_dir(self.path(path)).unwrap();
        let mut names: Vec<_> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// All files of the clip and their bytes.
    pub(crate) fn tree(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let root = self.clip("");
        let mut files = BTreeMap::new();
        collect(&root, &root, &mut files);
        files
    }
}

/// An entry of a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Thing {
    Folder,
    File(Vec<u8>),
    Link(PathBuf),
    Special,
}

/// All entries in a folder and below it, as they are: no link is followed, no pipe opened.
pub(crate) fn things(root: &Path) -> BTreeMap<PathBuf, Thing> {
    let mut found = BTreeMap::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let kind = path.symlink_metadata().unwrap().file_type();
            let thing = if kind.is_symlink() {
                Thing::Link(fs::read_link(&path).unwrap())
            } else if kind.is_dir() {
                folders.push(path.clone());
                Thing::Folder
            } else if kind.is_file() {
                Thing::File(fs::read(&path).unwrap())
            } else {
                Thing::Special
            };
            found.insert(path.strip_prefix(root).unwrap().to_owned(), thing);
        }
    }
    found
}

/// Asserts that nothing in a folder was created, changed or removed; names what was.
#[track_caller]
pub(crate) fn assert_untouched(before: &BTreeMap<PathBuf, Thing>, root: &Path, context: &str) {
    let after = things(root);
    let names = before.keys().chain(after.keys());
    let mut changed: Vec<_> = names.filter(|name| before.get(*name) != after.get(*name)).collect();
    changed.dedup();
    assert!(changed.is_empty(), "{context}: changed, created or removed: {changed:?}");
}

fn collect(root: &Path, folder: &Path, files: &mut BTreeMap<PathBuf, Vec<u8>>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(root, &path, files);
        } else {
            files.insert(path.strip_prefix(root).unwrap().to_owned(), fs::read(&path).unwrap());
        }
    }
}
