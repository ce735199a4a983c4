//! The whole pipeline as a value: a scene that is ready to be drawn.

use std::path::{Path, PathBuf};

use kurbo::Rect;

use crate::budget::Budget;
use crate::compose;
use crate::diagnostic::{Diagnostics, Source};
use crate::display::DisplayList;
use crate::files;
use crate::layout::Layout;
use crate::lint::{self, Levels, Scope, Subject};
pub use crate::scene::Overrides;
use crate::scene::{AssetFile, Course, Limit, Scene};
use crate::text::Language;
use crate::theme::Theme;
use crate::time::{Rate, Time};
use crate::timeline::{Sprite, Timeline};

mod descriptions;
mod draft;
mod found;
mod outline;
mod source;

use descriptions::descriptions;
use draft::Outlines;
pub use found::{Checked, ReadError, Report, Warning};
pub(crate) use source::decode;
use source::{file_name, folder, theme};

/// One beat as the manifest, the contact sheet and `--beat` use it.
#[derive(Clone, Debug)]
pub struct BeatSpan {
    /// The beat's title, with typographic quotation marks.
    pub title: String,
    /// The beat's caption, possibly empty.
    pub caption: String,
    /// The `alt` texts of the pictures that can be seen in the beat, each once.
    pub pictures: Vec<String>,
    /// Index of the beat's first frame.
    pub first: u32,
    /// Index of the frame after its last.
    pub end: u32,
}

/// A node's bounding box at an instant.
#[derive(Clone, Debug, PartialEq)]
pub struct NodeBox {
    /// The node's id in the scene.
    pub id: String,
    /// Union of the boxes of its elements, in units of the canvas.
    pub rect: Rect,
}

/// A validated scene with everything computed that does not depend on the frame.
///
/// [`Film::display_list`] is a pure function: frames can be drawn in any order and on any thread.
#[derive(Debug)]
pub struct Film {
    path: PathBuf,
    name: String,
    scene: Scene,
    theme: Theme,
    timeline: Timeline,
    digest: String,
    beats: Vec<BeatSpan>,
    warnings: Vec<Warning>,
    levels: Levels,
    outlines: Outlines,
    /// True if the film is drawn although something in it does not fit; outlines are then drawn over its
    /// pictures.
    is_draft: bool,
}

/// Everything that checking one scene needs.
struct Check<'a> {
    path: &'a Path,
    text: &'a str,
    levels: &'a Levels,
    budget: Budget,
}

/// Purpose for which a scene is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wanted {
    /// A clip for output, which must have no errors.
    Clip,
    /// Pictures for the author, in which overflow is allowed and outlined.
    Draft,
}

impl Film {
    /// Reads and checks a scene.
    ///
    /// # Errors
    /// The file cannot be read. Mistakes in the scene are not an error here: they are in [`Checked::reports`].
    pub fn open(path: &Path, overrides: &Overrides) -> Result<Checked, ReadError> {
        Self::open_with(path, overrides, &Levels::default())
    }

    /// Reads and checks a scene as [`Film::open`] does, with levels for the lints.
    ///
    /// # Errors
    /// As [`Film::open`].
    pub fn open_with(path: &Path, overrides: &Overrides, levels: &Levels) -> Result<Checked, ReadError> {
        let failed = |error| ReadError { path: path.to_owned(), error };
        let bytes = files::read_input(path, Limit::FILE.most).map_err(failed)?;
        Ok(Self::check(path, bytes, overrides, levels))
    }

    /// Reads a scene as [`Film::open`] does, but keeps a film whose nodes or texts do not fit. Its pictures
    /// outline the stage and every node that reaches beyond it.
    ///
    /// # Errors
    /// As [`Film::open`].
    pub fn open_draft(path: &Path, overrides: &Overrides) -> Result<Checked, ReadError> {
        let failed = |error| ReadError { path: path.to_owned(), error };
        let bytes = files::read_input(path, Limit::FILE.most).map_err(failed)?;
        Ok(Self::check_as(path, bytes, overrides, (&Levels::default(), Wanted::Draft)))
    }

    /// Checks bytes as if they were the file at `path`. The files that the scene names are looked up in its
    /// folder.
    #[must_use]
    pub fn check(path: &Path, bytes: Vec<u8>, overrides: &Overrides, levels: &Levels) -> Checked {
        Self::check_as(path, bytes, overrides, (levels, Wanted::Clip))
    }

    fn check_as(
        path: &Path,
        bytes: Vec<u8>,
        overrides: &Overrides,
        (levels, wanted): (&Levels, Wanted),
    ) -> Checked {
        let (text, mut found) = decode(bytes);
        let source = Source { path: path.to_owned(), text: text.into() };
        if found.has_errors() {
            return Checked { reports: vec![Report::new(source, found)], film: None, steps: 0 };
        }
        let (scene, read) = Scene::read_in(folder(path), &source.text, overrides);
        found = read;
        let budget = Budget::default();
        budget.spend(found.steps());
        let mut reports = Vec::new();
        let is_read = scene.is_some();
        let check = Check { path, text: &source.text, levels, budget };
        let film = scene.and_then(|scene| {
            lint::check_named(&scene, &mut found);
            let theme = theme(&scene, folder(path), &mut found, &mut reports)?;
            Self::new(&check, scene, theme, &mut found)
        });
        let steps = check.budget.steps();
        if !is_read {
            outline::judge(path, (&source.text, overrides), levels, (&mut found, &mut reports));
        }
        let mut film = film.filter(|_| wanted == Wanted::Draft || !found.has_errors());
        if let Some(film) = &mut film {
            film.is_draft = found.has_errors();
        }
        let report = Report::new(source, found);
        if let Some(film) = &mut film {
            let warnings = report.diagnostics.iter().map(|found| Warning::new(&report.source, found));
            film.warnings = warnings.collect();
        }
        reports.insert(0, report);
        Checked { reports, film, steps }
    }

    fn new(check: &Check<'_>, scene: Scene, theme: Theme, found: &mut Diagnostics) -> Option<Self> {
        let &Check { path, text, levels, ref budget } = check;
        let layout = Layout::new(&scene, &theme, budget, found);
        if let Some(exceeded) = budget.finding() {
            found.push(exceeded);
            return None;
        }
        let timeline = Timeline::new(&scene, &layout, &theme, budget);
        // Overflow that the layout reported would be found again in the pictures.
        let scope = if found.has_errors() { Scope::Motion } else { Scope::Pictures };
        let name = file_name(path);
        let subject = Subject::new(&name, (&scene, &theme), (&layout, &timeline), budget);
        lint::check(&subject, levels, scope, found);
        let rate = scene.clip.rate;
        let language = Language::of(&scene.clip.lang);
        let beats = scene
            .beats
            .iter()
            .map(|beat| BeatSpan {
                title: language.prose(&beat.title).into_owned(),
                caption: language.prose(&beat.caption).into_owned(),
                pictures: descriptions(&scene, &timeline, beat, budget),
                first: rate.frame_at(beat.time.start),
                end: rate.frame_at(beat.time.end),
            })
            .collect();
        if let Some(exceeded) = budget.finding() {
            found.push(exceeded);
            return None;
        }
        Some(Self {
            path: path.to_owned(),
            name: path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default(),
            digest: digest(text),
            timeline,
            scene,
            theme,
            beats,
            warnings: Vec::new(),
            levels: levels.clone(),
            outlines: Outlines { stage: layout.stage, canvas: layout.canvas.to_rect() },
            is_draft: false,
        })
    }

    /// The scene's file, as it was passed to [`Film::open`].
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// True if something in the scene does not fit. Only [`Film::open_draft`] returns such films.
    #[must_use]
    pub fn is_draft(&self) -> bool {
        self.is_draft
    }

    /// The clip's name: the scene's file name without its extension.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The clip's title, as the scene writes it.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.scene.clip.title
    }

    /// The language of the clip's texts as a BCP 47 tag.
    #[must_use]
    pub fn language(&self) -> &str {
        &self.scene.clip.lang
    }

    /// The clip's place in the course: hour, add-on, lab anchors and assets.
    #[must_use]
    pub fn course(&self) -> &Course {
        &self.scene.clip.course
    }

    /// Width and height in pixels.
    #[must_use]
    pub fn size(&self) -> (u32, u32) {
        self.scene.clip.size
    }

    /// Frame rate of the clip.
    #[must_use]
    pub fn rate(&self) -> Rate {
        self.scene.clip.rate
    }

    /// Number of frames in the whole clip.
    #[must_use]
    pub fn frame_count(&self) -> u32 {
        self.beats.last().map_or(0, |beat| beat.end)
    }

    /// The clip's exact length.
    #[must_use]
    pub fn duration(&self) -> Time {
        self.scene.clip.lasts
    }

    /// The beats in order, which cover all frames without gaps.
    #[must_use]
    pub fn beats(&self) -> &[BeatSpan] {
        &self.beats
    }

    /// Every file that the film was read from: the scene, its theme if that is not built in, and pictures.
    #[must_use]
    pub fn sources(&self) -> Vec<PathBuf> {
        let folder = folder(&self.path);
        let theme = &self.scene.clip.theme.0;
        let own_theme = Theme::built_in(theme).is_none().then_some(theme);
        let pictures = self.scene.files.iter().map(|file| &file.name);
        let beside = own_theme.into_iter().chain(pictures).map(|name| folder.join(name));
        std::iter::once(self.path.clone()).chain(beside).collect()
    }

    /// The lint findings, in the order of the scene.
    #[must_use]
    pub fn warnings(&self) -> &[Warning] {
        &self.warnings
    }

    /// The lint levels that the film was opened with, in addition to those of the scene.
    #[must_use]
    pub fn levels(&self) -> &Levels {
        &self.levels
    }

    /// BLAKE3 digest of the scene's text, in hexadecimal.
    #[must_use]
    pub fn scene_digest(&self) -> String {
        self.digest.clone()
    }

    /// The theme, with all colours, sizes and motions.
    #[must_use]
    pub fn theme(&self) -> &Theme {
        &self.theme
    }

    /// BLAKE3 digest of the theme's text, in hexadecimal.
    #[must_use]
    pub fn theme_digest(&self) -> String {
        digest(&self.theme.text)
    }

    /// The picture files that the scene names, as they were when it was read.
    #[must_use]
    pub fn files(&self) -> &[AssetFile] {
        &self.scene.files
    }

    /// The display list of frame `index`.
    ///
    /// # Panics
    /// Panics if `index` is not below [`Film::frame_count`].
    #[must_use]
    pub fn display_list(&self, index: u32) -> DisplayList {
        assert!(index < self.frame_count(), "frame {index} of {}", self.frame_count());
        let list = compose::display_list(&self.timeline.sample(self.rate().instant(index)), &self.theme);
        if self.is_draft { self.outlines.over(list, &self.boxes(index), &self.theme) } else { list }
    }

    /// Bounding boxes of the nodes in frame `index`, in painting order.
    #[must_use]
    pub fn boxes(&self, index: u32) -> Vec<NodeBox> {
        let pose = self.timeline.sample(self.rate().instant(index));
        let nodes = pose.stage.iter().filter_map(|sprite| match sprite {
            Sprite::Node { node, pieces, .. } => Some((*node, pieces)),
            _ => None,
        });
        let covered = nodes.filter_map(|(node, pieces)| {
            let rects = pieces
                .iter()
                .map(|piece| (pose.camera * piece.transform).transform_rect_bbox(piece.element.rect));
            let rect = rects.reduce(|a, b| a.union(b))?;
            Some(NodeBox { id: self.scene.cast[node].id.clone(), rect })
        });
        covered.collect()
    }

    /// The theme as the scene names it: a built-in name or a path.
    #[must_use]
    pub fn theme_name(&self) -> &str {
        &self.scene.clip.theme.0
    }
}

fn digest(text: &str) -> String {
    blake3::hash(text.as_bytes()).to_hex().to_string()
}
