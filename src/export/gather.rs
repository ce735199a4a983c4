//! Which frames on disk are what would be drawn: by what they show and by their bytes.
//!
//! Nothing is drawn here. A frame counts when a journal has a line with the digest of
//! what it should show, and its file has the length and the digest that the line says. Where no files of
//! frames are made, the line counts by itself: it says the digest of pixels that were drawn.

use rayon::ThreadPool;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::digest::Digest;
use super::journal::{Entry, Known};
use super::recipe::{Recipe, picture_of};
use super::validate::{Fault, explain, read_back};
use super::{ClipFolder, ExportError, FrameLoop, Observer, Start};

/// A frame that is there: what is known of it, where it is, and its bytes.
pub(super) struct Found<'a> {
    pub(super) entry: Entry,
    pub(super) folder: &'a ClipFolder,
    pub(super) bytes: Vec<u8>,
}

/// Folders to look into, and what their journals say.
pub(super) struct Sources<'a>(Vec<(&'a ClipFolder, Known)>);

impl<'a> Sources<'a> {
    /// Reads the journals of `folders`.
    ///
    /// # Errors
    /// A journal is there and cannot be read, or a folder is a link.
    pub(super) fn read(folders: impl IntoIterator<Item = &'a ClipFolder>) -> Result<Self, ExportError> {
        let read = |folder: &'a ClipFolder| {
            folder.require_folders()?;
            Ok((folder, Known::read(folder)?))
        };
        folders.into_iter().map(read).collect::<Result<_, _>>().map(Self)
    }

    /// Looks for each frame, of which `pictures` says what decides its pixels, as far as that is known;
    /// calls `on_found` from the threads of `pool`. The answers are in the order of the frames.
    pub(super) fn look(
        &self,
        (work, pictures): (&FrameLoop<'_>, &[Digest]),
        (pool, observer): (&ThreadPool, &dyn Observer),
        on_found: impl Fn(&Found<'_>) -> Result<(), ExportError> + Sync,
    ) -> Result<Vec<Result<Entry, Fault>>, ExportError> {
        let recipe = Recipe::new(work.film.size(), work.png);
        let look = |recipe: &mut Recipe, &frame: &u32| {
            if observer.should_stop() {
                return Err(ExportError::Interrupted);
            }
            let found = self.find(work, pictures.get(frame as usize).copied(), recipe, frame);
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
    fn find(
        &self,
        work: &FrameLoop<'_>,
        mut picture: Option<Digest>,
        recipe: &mut Recipe,
        frame: u32,
    ) -> Result<Found<'_>, Fault> {
        let mut fault = Fault::Missing;
        for (folder, known) in &self.0 {
            for &entry in known.of(frame) {
                let picture = *picture.get_or_insert_with(|| picture_of(work.film, frame, recipe));
                if entry.content != recipe.content(picture) {
                    fault = Fault::Foreign;
                    continue;
                }
                if work.png.is_none() {
                    return Ok(Found { entry, folder, bytes: Vec::new() });
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

/// The frames of `work` in its own folder that need not be drawn, in order.
pub(super) fn kept(
    work: &FrameLoop<'_>,
    pictures: &[Digest],
    pool: &ThreadPool,
    observer: &dyn Observer,
) -> Result<Vec<Entry>, ExportError> {
    if work.start == Start::Fresh {
        return Ok(Vec::new());
    }
    let looked = Sources::read([work.folder])?.look((work, pictures), (pool, observer), |_| Ok(()))?;
    Ok(looked.into_iter().filter_map(Result::ok).collect())
}
