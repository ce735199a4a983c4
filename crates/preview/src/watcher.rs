//! Waits for saves of a scene, its theme and its pictures, and reads the scene again.
//!
//! It watches folders instead of files, because most editors save by renaming a new file over the old one. A
//! save causes several events in a row, so reading begins after a short pause in them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::Duration;

use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};

use halfminute_check::{CheckedFilm, ReadError};
use halfminute_engine::film::{Checked, Overrides};

/// Length of the pause after which a save is considered finished.
const QUIET: Duration = Duration::from_millis(30);
/// Extensions of the files that a scene can use.
const EXTENSIONS: [&str; 5] = ["toml", "png", "jpg", "jpeg", "svg"];

/// A request to the reader thread.
enum Call {
    /// These paths have changed.
    Changed(Vec<PathBuf>),
    /// The author asks for a reload, perhaps with another theme.
    Read(Overrides),
}

/// A thread that reads a scene whenever its files have changed.
#[derive(Debug)]
pub struct Watcher {
    calls: Sender<Call>,
    read: Receiver<Result<Checked<CheckedFilm>, ReadError>>,
}

impl Watcher {
    /// Watches the scene at `path`, which was read with `overrides` and uses `files`. Calls `wake` when
    /// [`Watcher::poll`] has something to return.
    ///
    /// # Errors
    /// The message says why saves will not be noticed. The scene can still be read with [`Watcher::reload`].
    pub fn start(
        path: &Path,
        overrides: Overrides,
        files: &[PathBuf],
        wake: fn(),
    ) -> (Self, Result<(), String>) {
        let (calls, called) = mpsc::channel();
        let (send, read) = mpsc::channel();
        let from_system = calls.clone();
        let notify = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
            let touched = event.ok().filter(|event| !matches!(event.kind, EventKind::Access(_)));
            if let Some(event) = touched {
                // Sending fails only if the reader thread has ended.
                let _ = from_system.send(Call::Changed(event.paths));
            }
        });
        let (notify, problem) = match notify {
            Ok(notify) => (Some(notify), None),
            Err(error) => (None, Some(error.to_string())),
        };
        let watched = Watched { notify, folders: BTreeSet::new(), files: BTreeSet::new(), sound: true };
        let mut reader = Reader { path: path.to_owned(), overrides, watched };
        let problem = reader.watched.follow(path, files).or(problem);
        let started = thread::Builder::new().name("reader".to_owned()).spawn(move || {
            reader.run(&called, &send, wake);
        });
        let problem = problem.or(started.err().map(|error| error.to_string()));
        (Self { calls, read }, problem.map_or(Ok(()), Err))
    }

    /// Asks for the scene to be read again.
    pub fn reload(&self, overrides: Overrides) {
        // Sending fails only if the reader thread did not start, which was reported.
        let _ = self.calls.send(Call::Read(overrides));
    }

    /// The scene as it was last read, if it was read since the last call.
    #[must_use]
    pub fn poll(&self) -> Option<Result<Checked<CheckedFilm>, ReadError>> {
        self.read.try_iter().last()
    }
}

struct Reader {
    path: PathBuf,
    overrides: Overrides,
    watched: Watched,
}

impl Reader {
    fn run(
        &mut self,
        called: &Receiver<Call>,
        send: &Sender<Result<Checked<CheckedFilm>, ReadError>>,
        wake: fn(),
    ) {
        while let Ok(call) = called.recv() {
            let mut wanted = self.hear(call);
            loop {
                match called.recv_timeout(QUIET) {
                    Ok(call) => wanted |= self.hear(call),
                    Err(RecvTimeoutError::Timeout) => break,
                    Err(RecvTimeoutError::Disconnected) => return,
                }
            }
            if wanted {
                if send.send(self.read()).is_err() {
                    return;
                }
                wake();
            }
        }
    }

    /// Handles a call; returns true if the scene has to be read again.
    fn hear(&mut self, call: Call) -> bool {
        match call {
            Call::Changed(paths) => paths.iter().any(|path| self.watched.concerns(path)),
            Call::Read(overrides) => {
                self.overrides = overrides;
                true
            }
        }
    }

    fn read(&mut self) -> Result<Checked<CheckedFilm>, ReadError> {
        let checked = halfminute_check::open(&self.path, &self.overrides);
        let film = checked.as_ref().ok().and_then(|checked| checked.film.as_ref());
        self.watched.sound = film.is_some();
        if let Some(film) = film {
            self.watched.follow(&self.path, &film.sources());
        }
        checked
    }
}

/// The watched files and their folders.
struct Watched {
    notify: Option<RecommendedWatcher>,
    folders: BTreeSet<PathBuf>,
    files: BTreeSet<PathBuf>,
    /// True if the last film had no errors, so that only `files` matter.
    sound: bool,
}

impl Watched {
    /// Watches these files and, for links, also their targets; returns what went wrong.
    fn follow(&mut self, scene: &Path, files: &[PathBuf]) -> Option<String> {
        self.files = [scene].into_iter().chain(files.iter().map(PathBuf::as_path)).flat_map(names).collect();
        let folders: BTreeSet<PathBuf> =
            self.files.iter().filter_map(|file| file.parent().map(Path::to_owned)).collect();
        let mut problem = None;
        if let Some(notify) = &mut self.notify {
            for gone in self.folders.difference(&folders) {
                // Unwatching a folder that was removed fails, which does no harm.
                let _ = notify.unwatch(gone);
            }
            for new in folders.difference(&self.folders) {
                if let Err(error) = notify.watch(new, RecursiveMode::NonRecursive) {
                    problem = Some(error.to_string());
                }
            }
        }
        self.folders = folders;
        problem
    }

    /// True if a change of this file can change the film. While the scene has errors, any file with a known
    /// extension can be the one that was missing.
    fn concerns(&self, path: &Path) -> bool {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let kind = path
            .extension()
            .is_some_and(|kind| EXTENSIONS.iter().any(|known| kind.eq_ignore_ascii_case(known)));
        self.files.contains(path) || (!self.sound && kind && !name.starts_with('.'))
    }
}

/// The full path of a file and, if it is a link, of its target.
fn names(file: &Path) -> Vec<PathBuf> {
    let folder = file.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."));
    let own = folder.canonicalize().ok().zip(file.file_name()).map(|(folder, name)| folder.join(name));
    own.into_iter().chain(file.canonicalize()).collect()
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;
    use std::time::Duration;

    use super::{Checked, CheckedFilm, Overrides, ReadError, Watcher};

    const SCENE: &str = "[clip]\ntitle = \"A\"\nlasts = 2.0\nwindow = [1, 60]\nsize = [64, 36]\n\
        [node]\nword = { kind = \"text\", text = \"one\" }\n\
        [[beat]]\nlasts = 2.0\ntitle = \"A\"\nstage = \"word\"\n";

    fn watch(path: &Path) -> Watcher {
        let checked = halfminute_check::open(path, &Overrides::default()).unwrap();
        let film = checked.film.expect("the scene is sound");
        let (watcher, watching) = Watcher::start(path, Overrides::default(), &film.sources(), || {});
        watching.unwrap();
        watcher
    }

    /// Reads until `wanted` is true: a save may be seen when it is half written, or twice. The timeout is
    /// much longer than a read takes; its length is not part of the test.
    fn until(watcher: &Watcher, wanted: impl Fn(&Result<Checked<CheckedFilm>, ReadError>) -> bool) {
        while !wanted(&watcher.read.recv_timeout(Duration::from_secs(20)).unwrap()) {}
    }

    fn shows(read: &Result<Checked<CheckedFilm>, ReadError>, title: &str) -> bool {
        let film = read.as_ref().ok().and_then(|checked| checked.film.as_ref());
        film.is_some_and(|film| film.title() == title)
    }

    #[test]
    fn a_save_by_renaming_is_a_save() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("clip.toml");
        fs::write(&path, SCENE).unwrap();
        let watcher = watch(&path);
        fs::write(folder.path().join("clip.toml~"), SCENE.replace("\"A\"", "\"B\"")).unwrap();
        fs::rename(folder.path().join("clip.toml~"), &path).unwrap();
        until(&watcher, |read| shows(read, "B"));
    }

    #[test]
    fn a_broken_scene_and_then_a_good_one_are_both_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("clip.toml");
        fs::write(&path, SCENE).unwrap();
        let watcher = watch(&path);
        fs::write(&path, SCENE.replace("lasts = 2.0\ntitle", "lasts = 3.0\ntitle")).unwrap();
        until(&watcher, |read| read.as_ref().is_ok_and(|checked| checked.film.is_none()));
        fs::write(&path, SCENE).unwrap();
        until(&watcher, |read| shows(read, "A"));
        fs::remove_file(&path).unwrap();
        until(&watcher, Result::is_err);
    }
}
