//! Saves pictures in the background while the clip goes on.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;

use halfminute_check::CheckedFilm;
use halfminute_render::{contact_sheet, still, write_picture};

/// Threads that write pictures, and their results.
#[derive(Debug)]
pub struct Saver {
    send: Sender<String>,
    done: Receiver<String>,
    wake: fn(),
}

impl Saver {
    /// Creates a saver that calls `wake` when [`Saver::poll`] has something to return.
    #[must_use]
    pub fn new(wake: fn()) -> Self {
        let (send, done) = mpsc::channel();
        Self { send, done, wake }
    }

    /// Writes a frame to the path that `halfminute still` uses.
    pub fn still(&self, film: Arc<CheckedFilm>, frame: u32) {
        self.start(move || {
            let path = folder(&film).join(format!("still-{frame:06}.png"));
            write_picture(&path, &still(&film, frame)).map_err(|error| error.to_string())?;
            Ok(path)
        });
    }

    /// Writes the contact sheet to the path that `halfminute still` uses.
    pub fn sheet(&self, film: Arc<CheckedFilm>) {
        self.start(move || {
            let path = folder(&film).join("contact-sheet.png");
            let sheet = contact_sheet(&film).map_err(|error| error.to_string())?;
            write_picture(&path, &sheet).map_err(|error| error.to_string())?;
            Ok(path)
        });
    }

    fn start(&self, work: impl FnOnce() -> Result<PathBuf, String> + Send + 'static) {
        let (send, wake) = (self.send.clone(), self.wake);
        let started = thread::Builder::new().name("saver".to_owned()).spawn(move || {
            let said = match work() {
                Ok(path) => format!("saved {}", path.display()),
                Err(error) => error,
            };
            // The window may have been closed in the meantime.
            let _ = send.send(said);
            wake();
        });
        if let Err(error) = started {
            let _ = self.send.send(format!("cannot save: {error}"));
        }
    }

    /// A message about a picture that was saved or failed, if one was finished since the last call.
    #[must_use]
    pub fn poll(&self) -> Option<String> {
        self.done.try_recv().ok()
    }
}

fn folder(film: &CheckedFilm) -> PathBuf {
    Path::new("output").join(film.name())
}
