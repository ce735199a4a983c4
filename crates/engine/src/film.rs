//! The whole pipeline as a value: a scene that is ready to be drawn.

use kurbo::Rect;

use crate::budget::Budget;
use crate::compose;
use crate::diagnostic::{Diagnostics, Source};
use crate::display::DisplayList;
use crate::layout::Layout;
pub use crate::scene::Overrides;
use crate::scene::{AssetFile, Metadata, Scene};
use crate::text::Language;
use crate::theme::Theme;
use crate::timeline::{Sprite, Timeline};
use halfminute_basics::time::{Rate, Time};

mod descriptions;
mod draft;
mod found;
mod input;
mod inspector;
mod outline;

use descriptions::descriptions;
use draft::Outlines;
pub use found::{Checked, Report};
pub use input::{SceneText, decode};
use input::{file_name, theme};
pub use inspector::{Clip, Inspector, NoInspector, Scope};

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
    name: String,
    scene: Scene,
    theme: Theme,
    timeline: Timeline,
    digest: String,
    beats: Vec<BeatSpan>,
    outlines: Outlines,
    /// True if the film is drawn although something in it does not fit; outlines are then drawn over its
    /// pictures.
    is_draft: bool,
}

/// Purpose for which a scene is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// A clip for output, which must have no errors.
    Clip,
    /// Pictures for the author, in which overflow is allowed: they outline the stage and every node that
    /// reaches beyond it.
    Draft,
}

impl Film {
    /// Reads and checks a scene. Its mistakes are in [`Checked::reports`].
    #[must_use]
    pub fn read(input: &SceneText<'_>, purpose: Purpose, inspector: &dyn Inspector) -> Checked<Self> {
        let source = Source { path: input.path.to_owned(), text: input.text.into() };
        let (scene, mut found) = Scene::read_with(input.text, input.files, input.overrides);
        let budget = Budget::default();
        budget.spend(found.steps());
        let mut reports = Vec::new();
        let is_read = scene.is_some();
        let film = scene.and_then(|scene| {
            inspector.check_settings(&scene, &mut found);
            let theme = theme(&scene, input.files, &mut found, &mut reports)?;
            Self::new(input, (scene, theme), &budget, inspector, &mut found)
        });
        if !is_read {
            outline::check(input, inspector, &mut found, &mut reports);
        }
        let mut film = film.filter(|_| purpose == Purpose::Draft || !found.has_errors());
        if let Some(film) = &mut film {
            film.is_draft = found.has_errors();
        }
        reports.insert(0, Report::new(source, found));
        Checked { reports, film, steps: budget.steps() }
    }

    fn new(
        input: &SceneText<'_>,
        (scene, theme): (Scene, Theme),
        budget: &Budget,
        inspector: &dyn Inspector,
        found: &mut Diagnostics,
    ) -> Option<Self> {
        let layout = Layout::new(&scene, &theme, budget, found);
        if let Some(exceeded) = budget.finding() {
            found.push(exceeded);
            return None;
        }
        let timeline = Timeline::new(&scene, &layout, &theme, budget);
        // Overflow that the layout reported would be found again in the pictures.
        let scope = if found.has_errors() { Scope::Motion } else { Scope::Pictures };
        let file_name = file_name(input.path);
        let clip = Clip {
            file_name: &file_name,
            scene: &scene,
            theme: &theme,
            layout: &layout,
            timeline: &timeline,
            budget,
        };
        inspector.check_clip(&clip, scope, found);
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
            name: input.path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default(),
            digest: digest(input.text),
            timeline,
            scene,
            theme,
            beats,
            outlines: Outlines { stage: layout.stage, canvas: layout.canvas.to_rect() },
            is_draft: false,
        })
    }

    /// True if something in the scene does not fit. Only [`Purpose::Draft`] allows such films.
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

    /// Metadata of the clip, as the scene writes it: hour, add-on, lab anchors and assets of a course.
    #[must_use]
    pub fn metadata(&self) -> &Metadata {
        &self.scene.clip.metadata
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
