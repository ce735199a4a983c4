//! The folder of a scene, from which its pictures and its theme are read.

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use halfminute_engine::source::{Files, Unavailable};

/// A scene's folder. Files outside of it cannot be read.
#[derive(Clone, Copy, Debug)]
pub struct SceneFolder<'a>(pub &'a Path);

impl<'a> SceneFolder<'a> {
    /// The folder that the files of a scene are relative to.
    #[must_use]
    pub fn of(scene: &'a Path) -> Self {
        Self(halfminute_files::parent(scene))
    }
}

impl Files for SceneFolder<'_> {
    /// Finds a path if it stays inside the folder: no absolute path, no `..`, no link that leads out, and a
    /// regular file.
    fn find(&self, name: &str) -> Result<PathBuf, Unavailable> {
        let relative = Path::new(name);
        if !relative.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir)) {
            return Err(outside("leads out of the scene's folder"));
        }
        let file = real(&self.0.join(relative))?;
        if !file.starts_with(real(self.0)?) {
            return Err(outside("is a link out of the scene's folder"));
        }
        // Opening a pipe blocks until another process writes into it, perhaps for ever.
        if !fs::metadata(&file).is_ok_and(|found| found.is_file()) {
            return Err(unreadable("is not a file", "write the path of a file"));
        }
        Ok(file)
    }

    fn read(&self, file: &Path, most: usize) -> io::Result<Vec<u8>> {
        halfminute_files::read(file, most)
    }
}

fn real(path: &Path) -> Result<PathBuf, Unavailable> {
    let missing = unreadable("does not exist", "write its path as seen from the scene's folder");
    path.canonicalize().map_err(|_| missing)
}

fn outside(reason: &'static str) -> Unavailable {
    Unavailable { code: "outside-folder", reason, help: "keep the file in the scene's folder" }
}

fn unreadable(reason: &'static str, help: &'static str) -> Unavailable {
    Unavailable { code: "unreadable", reason, help }
}
