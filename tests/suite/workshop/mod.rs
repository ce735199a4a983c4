//! One harness for all tests: a temporary folder with a scene, and runs of the program in it as a process.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use halfminute_render::png::{Picture, decode};
use serde_json::Value;
use tempfile::TempDir;

pub(crate) use folder::{assert_untouched, things};
#[cfg(unix)]
pub(crate) use process::{ANSWERS, FOR_EVER, prepared, send};
pub(crate) use process::{Outcome, PROGRAM, has_ffmpeg, run, wait_until};

mod folder;
mod process;
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

/// A path in the repository.
pub(crate) fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// A temporary folder, in which the program is run. The only scene is called `clip.toml` and is rendered into
/// `output/clip`, unless a test does otherwise.
pub(crate) struct Workshop {
    folder: TempDir,
    /// Value of `--size` for renders that do not have one.
    size: &'static str,
}

impl Workshop {
    /// A temporary folder without any file.
    pub(crate) fn empty() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), size: "80x45" }
    }

    /// A folder with [`SCENE`] as `clip.toml`.
    pub(crate) fn new() -> Self {
        Self::with_scene(SCENE)
    }

    /// A folder with this scene as `clip.toml`.
    pub(crate) fn with_scene(scene: &str) -> Self {
        let workshop = Self::empty();
        workshop.write("clip.toml", scene);
        workshop
    }

    /// The same folder, whose scenes are rendered at another size.
    pub(crate) fn sized(self, size: &'static str) -> Self {
        Self { size, ..self }
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    /// Path of a file in the clip's folder.
    pub(crate) fn clip(&self, name: &str) -> PathBuf {
        self.path("output/clip").join(name)
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        fs::write(self.path(path), text).unwrap();
    }

    /// Makes a program of a script for `sh`.
    ///
    /// Another process writes the file. A file that this one had open for writing could still be open in a child
    /// that another test is starting, and then it cannot be run.
    #[cfg(unix)]
    pub(crate) fn write_program(&self, path: &str, script: &str) {
        let (write, text) =
            ("printf %s \"$1\" > \"$0\" && chmod 755 \"$0\"", format!("#!/bin/sh\n{script}\n"));
        let status = Command::new("sh").args(["-c", write]).arg(self.path(path)).arg(text).status().unwrap();
        assert!(status.success());
    }

    pub(crate) fn bytes(&self, path: &str) -> Vec<u8> {
        fs::read(self.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    pub(crate) fn text(&self, path: &str) -> String {
        String::from_utf8(self.bytes(path)).unwrap()
    }

    pub(crate) fn picture(&self, path: &str) -> Picture {
        decode(&self.bytes(path)).unwrap()
    }

    /// Replaces a file by a new one with other bytes. Frames that look alike share one file, so writing into
    /// it would change all of them.
    pub(crate) fn replace(&self, path: &Path, bytes: &[u8]) {
        fs::remove_file(path).unwrap();
        fs::write(path, bytes).unwrap();
    }

    /// The program in this folder, without the variables that change what it writes.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(PROGRAM);
        command.args(arguments).current_dir(self.folder.path());
        command.env_remove("NO_COLOR").env_remove("GITHUB_STEP_SUMMARY");
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Outcome {
        run(&mut self.command(arguments))
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
            // Copied by another process, for the reason given at `write_program`.
            let copied = Command::new("cp").arg(PROGRAM).arg(&program).status();
            assert!(copied.unwrap().success());
            fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        }
        let mut command = Command::new(program);
        run(command.args(arguments).current_dir(self.folder.path()).uid(65_534))
    }

    /// Command that renders the scene small, with additional arguments.
    pub(crate) fn rendering(&self, more: &[&str]) -> Command {
        let size: &[&str] = if more.contains(&"--size") { &[] } else { &["--size", self.size] };
        self.command(&[&["render", "clip.toml", "--progress", "none"], size, more].concat())
    }

    /// Renders the scene small, with additional arguments.
    pub(crate) fn render(&self, more: &[&str]) -> Outcome {
        run(&mut self.rendering(more))
    }

    /// Starts a render with additional arguments that goes on while the test does something.
    pub(crate) fn spawn(&self, more: &[&str]) -> Child {
        self.rendering(more).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
    }

    /// The number of frames that exist.
    pub(crate) fn frames(&self) -> usize {
        let frames = fs::read_dir(self.clip("frames")).into_iter().flatten().flatten();
        frames.filter(|entry| entry.file_name().to_string_lossy().ends_with(".png")).count()
    }

    /// Waits until this many frames exist, which the process draws.
    pub(crate) fn wait_for_frames(&self, child: &mut Child, count: usize) {
        wait_until(child, || self.frames() >= count);
    }

    pub(crate) fn manifest(&self) -> Value {
        serde_json::from_slice(&self.bytes("output/clip/clip.json")).unwrap()
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
        folder::files(&self.clip(""))
    }
}
