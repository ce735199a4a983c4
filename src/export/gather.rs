//! Which frames on disk are what would be drawn: by what they show and by their bytes.
//!
//! Nothing is drawn here. A frame counts when a journal has a line with the digest of
//! what it should show, and its file has the length and the digest that the line says.

use rayon::ThreadPool;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::checksums::read_pixels;
use super::journal::{Entry, Known, Stage};
use super::recipe::Recipe;
use super::validate::{Fault, explain, read_back};
use super::{ClipFolder, ExportError, FrameLoop, FrameSet, Observer, Start};

/// A frame that is there: what is known of it, where it is, and its bytes.
pub(super) struct Found<'a> {
    pub(super) entry: Entry,
    pub(super) folder: &'a ClipFolder,
    pub(super) bytes: Vec<u8>,
}

/// Folders to look into, and what their journals say.
pub(super) struct Sources<'a>(Vec<(&'a ClipFolder, Known)>);

impl<'a> Sources<'a> {
    pub(super) fn read(folders: impl IntoIterator<Item = &'a ClipFolder>) -> Self {
        Self(folders.into_iter().map(|folder| (folder, Known::read(folder))).collect())
    }

    /// Looks for each frame; calls `on_found` from the threads of `pool`. The answers are in the
    /// order of the frames.
    pub(super) fn look(
        &self,
        work: &FrameLoop<'_>,
        (pool, observer): (&ThreadPool, &dyn Observer),
        on_found: impl Fn(&Found<'_>) -> Result<(), ExportError> + Sync,
    ) -> Result<Vec<Result<Entry, Fault>>, ExportError> {
        let recipe = Recipe::new(work.film.size(), work.png);
        let look = |recipe: &mut Recipe, &frame: &u32| {
            if observer.should_stop() {
                return Err(ExportError::Interrupted);
            }
            let found = self.find(work, recipe, frame);
            if let Ok(found) = &found {
                on_found(found)?;
            }
            Ok(found.map(|found| found.entry))
        };
        let frames = work.frames.as_slice();
        pool.install(|| frames.par_iter().map_init(|| recipe.clone(), look).collect())
    }

    /// Looks for one frame in every folder; what is found wrong is what the last folder with a line
    /// about the frame makes of it.
    fn find(&self, work: &FrameLoop<'_>, recipe: &mut Recipe, frame: u32) -> Result<Found<'_>, Fault> {
        let mut fault = Fault::Missing;
        let mut content = None;
        for (folder, known) in &self.0 {
            for &entry in known.of(frame) {
                let wanted = *content.get_or_insert_with(|| recipe.content(&work.film.display_list(frame)));
                if entry.content != wanted {
                    fault = Fault::Foreign;
                    continue;
                }
                match read_back(folder, &entry) {
                    Ok(bytes) => return Ok(Found { entry, folder, bytes }),
                    Err(wrong) => fault = explain(wrong, folder, frame, work.film.size()),
                }
            }
        }
        Err(fault)
    }
}

/// The frames of `work` in its own folder that need not be drawn, in order. Where there are no files
/// of frames, those whose pixels an earlier run listed: its videos may show the same.
pub(super) fn kept(
    work: &FrameLoop<'_>,
    pool: &ThreadPool,
    observer: &dyn Observer,
) -> Result<Vec<Entry>, ExportError> {
    if work.start == Start::Fresh {
        return Ok(Vec::new());
    }
    if work.png.is_none() {
        return Ok(listed(work, pool));
    }
    let looked = Sources::read([work.folder]).look(work, (pool, observer), |_| Ok(()))?;
    Ok(looked.into_iter().filter_map(Result::ok).collect())
}

/// What is known of frames without files.
fn listed(work: &FrameLoop<'_>, pool: &ThreadPool) -> Vec<Entry> {
    let digests = read_pixels(&work.folder.digests());
    let recipe = Recipe::new(work.film.size(), None);
    let entry = |recipe: &mut Recipe, &frame: &u32| {
        let pixels = *digests.get(&frame)?;
        let content = recipe.content(&work.film.display_list(frame));
        Some(Entry { frame, content, pixels, length: 0, file: blake3::hash(&[]), stage: Stage::Drawn })
    };
    let frames = work.frames.as_slice();
    pool.install(|| frames.par_iter().map_init(|| recipe.clone(), entry).flatten().collect())
}

/// The frames of `work` that are not among `kept`.
pub(super) fn missing(work: &FrameLoop<'_>, kept: &[Entry]) -> FrameSet {
    let taken: Vec<u32> = kept.iter().map(|entry| entry.frame).collect();
    work.frames.without(&taken)
}
