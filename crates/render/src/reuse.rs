//! Search for frames on disk that are the same as would be drawn, by their content and their bytes.
//!
//! Nothing is drawn here. A frame is accepted if a journal has a line with the digest of its expected content,
//! its file has the length and digest on that line, and the file is a picture of the clip's size. The file is
//! decoded, unless the manifest of an earlier render vouches for its bytes, because a manifest is written only
//! after all frames were decoded. If no files of frames are made, the line alone is enough: it holds the digest
//! of pixels that were drawn.

use std::collections::HashMap;
use std::path::PathBuf;

use rayon::iter::ParallelIterator;
use rayon::slice::ParallelSlice;

use super::checksums::{Checksums, LONGEST_LIST};
use super::journal::{Entry, Known};
use super::names::frame_of;
use super::recipe::{Recipe, picture_of};
use super::validate::{Fault, RUN, prove, prove_again};
use super::{ClipFolder, ExportError, FrameLoop, Manifest, Start, Workers};
use halfminute_files as files;
use halfminute_media::digest::Digest;
use halfminute_media::png::Examiner;

/// A frame that exists: its journal entry and the folder that it is in.
pub(super) struct Found<'a> {
    pub(super) entry: Entry,
    pub(super) folder: &'a ClipFolder,
}

/// Folders in which frames are looked for.
pub(super) struct Sources<'a>(Vec<Source<'a>>);

/// A folder to search, with the contents of its lists.
struct Source<'a> {
    folder: &'a ClipFolder,
    known: Known,
    vouched: HashMap<u32, Digest>,
}

impl<'a> Sources<'a> {
    /// Reads the journals of `folders`, and the lists that their manifests vouch for.
    ///
    /// # Errors
    /// A journal exists and cannot be read, or a folder is a link.
    pub(super) fn read(folders: impl IntoIterator<Item = &'a ClipFolder>) -> Result<Self, ExportError> {
        let read = |folder: &'a ClipFolder| {
            folder.require_folders()?;
            let vouched = vouched(folder).unwrap_or_default();
            Ok(Source { folder, known: Known::read(folder)?, vouched })
        };
        folders.into_iter().map(read).collect::<Result<_, _>>().map(Self)
    }

    /// Looks for each frame on the threads of `workers`. `pictures` holds the picture digests of frames, or is
    /// empty if they are not known. The results are in the order of the frames.
    pub(super) fn look(
        &self,
        work: &FrameLoop<'_>,
        pictures: &[Digest],
        workers: Workers<'_>,
    ) -> Result<Vec<Result<Found<'a>, Fault>>, ExportError> {
        let recipe = Recipe::new(work.film.size(), work.png);
        let look = |run: &[u32]| {
            let mut tools = Tools { recipe: recipe.clone(), examiner: Examiner::new(work.film.size()) };
            let look = |&frame: &u32| {
                if workers.observer.should_stop() {
                    return Err(ExportError::Interrupted);
                }
                Ok(self.find(work, pictures.get(frame as usize).copied(), &mut tools, frame))
            };
            run.iter().map(look).collect::<Result<Vec<_>, _>>()
        };
        let frames = work.frames.as_slice();
        let runs: Result<Vec<_>, _> = workers.pool.install(|| frames.par_chunks(RUN).map(look).collect());
        Ok(runs?.into_iter().flatten().collect())
    }

    /// Looks for one frame in every folder. A fault comes from the last folder that has a line about the frame.
    fn find(
        &self,
        work: &FrameLoop<'_>,
        mut picture: Option<Digest>,
        Tools { recipe, examiner }: &mut Tools,
        frame: u32,
    ) -> Result<Found<'a>, Fault> {
        let mut fault = Fault::Missing;
        for Source { folder, known, vouched } in &self.0 {
            for &entry in known.of(frame) {
                let picture = *picture.get_or_insert_with(|| picture_of(work.film, frame, recipe));
                if entry.content != recipe.content(picture) {
                    fault = Fault::Foreign;
                    continue;
                }
                if work.png.is_none() {
                    return Ok(Found { entry, folder });
                }
                let proven = match vouched.get(&frame) {
                    Some(file) if *file == entry.file => prove_again(folder, &entry, work.film.size()),
                    _ => prove(folder, &entry, examiner),
                };
                match proven {
                    Ok(_) => return Ok(Found { entry, folder }),
                    Err(wrong) => fault = wrong,
                }
            }
        }
        Err(fault)
    }
}

/// The tools of one worker.
struct Tools {
    recipe: Recipe,
    examiner: Examiner,
}

/// The digests of the frames' files that the manifest in `folder` vouches for, by frame; `None` if there is no
/// manifest, or if it was changed after it was written.
fn vouched(folder: &ClipFolder) -> Option<HashMap<u32, Digest>> {
    let read = |path: PathBuf| String::from_utf8(files::read(&path, LONGEST_LIST).ok()?).ok();
    let text = read(folder.manifest())?;
    let manifest = Manifest::read(&text).ok().filter(|_| Manifest::is_sealed(&text))?;
    let list = Checksums::read(&read(folder.checksums())?)?;
    if list.digest() != manifest.files_digest {
        return None;
    }
    let frame = |name: &str| name.strip_prefix("frames/").and_then(frame_of);
    Some(list.0.iter().filter_map(|line| Some((frame(&line.name)?, line.digest))).collect())
}

/// The frames of `work` in its own folder that need not be drawn, in ascending order.
pub(super) fn reusable(
    work: &FrameLoop<'_>,
    pictures: &[Digest],
    workers: Workers<'_>,
) -> Result<Vec<Entry>, ExportError> {
    if work.start == Start::Fresh {
        return Ok(Vec::new());
    }
    let looked = Sources::read([work.folder])?.look(work, pictures, workers)?;
    // A frame that is missing or faulty is drawn again; the fault does not matter.
    Ok(looked.into_iter().filter_map(Result::ok).map(|found| found.entry).collect())
}
