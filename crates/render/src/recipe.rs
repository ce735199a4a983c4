//! The recipe of a frame's file: one digest of everything that determines it, known before anything is drawn.
//!
//! Two frames with the same digest have the same bytes, because drawing and encoding are pure functions of what
//! is hashed here. So it is safe to keep a frame of an earlier run, without comparing modification times.

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use halfminute_check::CheckedFilm;
use halfminute_engine::display::{DisplayList, encode};

use super::{ExportError, FrameLoop, Workers};
use halfminute_media::digest::Digest;
use halfminute_media::png::Compression;

/// A hasher of everything that determines the bytes of a frame's file.
#[derive(Clone, Debug)]
pub(super) struct Recipe {
    hasher: blake3::Hasher,
    compression: Option<Compression>,
    bytes: Vec<u8>,
}

impl Recipe {
    /// Starts a recipe; `compression` is absent if no files of frames are made.
    pub(super) fn new(size: (u32, u32), compression: Option<Compression>) -> Self {
        // The digest of the sources also covers the rasteriser, the encoders and the fonts, by the versions of
        // all dependencies.
        let settings = format!("halfminute picture {} {}x{}\n", env!("HALFMINUTE_SOURCES"), size.0, size.1);
        let mut hasher = blake3::Hasher::new();
        hasher.update(settings.as_bytes());
        Self { hasher, compression, bytes: Vec::new() }
    }

    /// The digest of everything that determines the pixels of the frame that shows `list`.
    pub(super) fn picture(&mut self, list: &DisplayList) -> Digest {
        self.bytes.clear();
        encode(list, &mut self.bytes);
        self.hasher.clone().update(&self.bytes).finalize()
    }

    /// The digest of everything that determines the frame's file; if no files are made, that of the pixels.
    pub(super) fn content(&self, picture: Digest) -> Digest {
        let Some(compression) = self.compression else { return picture };
        let mut hasher = blake3::Hasher::new();
        hasher.update(format!("halfminute frame {compression:?}\n").as_bytes());
        hasher.update(picture.as_bytes()).finalize()
    }
}

/// The picture digests of all frames of `work`, by frame. Empty if no videos are made; a video depends on all
/// of its frames.
pub(super) fn pictures(work: &FrameLoop<'_>, workers: Workers<'_>) -> Result<Vec<Digest>, ExportError> {
    if work.videos.is_empty() {
        return Ok(Vec::new());
    }
    let picture = |recipe: &mut Recipe, &frame: &u32| {
        if workers.observer.should_stop() {
            return Err(ExportError::Interrupted);
        }
        Ok(picture_of(work.film, frame, recipe))
    };
    let recipe = Recipe::new(work.film.size(), None);
    let frames = work.frames.as_slice();
    workers.pool.install(|| frames.par_iter().map_init(|| recipe.clone(), picture).collect())
}

pub(super) fn picture_of(film: &CheckedFilm, frame: u32, recipe: &mut Recipe) -> Digest {
    recipe.picture(&film.display_list(frame))
}

#[cfg(test)]
mod tests {
    use super::Recipe;
    use halfminute_engine::display::{Color, DisplayList};
    use halfminute_media::png::Compression;

    #[test]
    fn size_compression_and_picture_all_count() {
        let list = |grey| DisplayList { background: Color::new([grey; 4]), items: Vec::new() };
        let content = |size, compression, grey| {
            let mut recipe = Recipe::new(size, compression);
            let picture = recipe.picture(&list(grey));
            recipe.content(picture)
        };
        let digest = content((64, 36), Some(Compression::Fast), 1.0);
        assert_eq!(content((64, 36), Some(Compression::Fast), 1.0), digest);
        assert_ne!(content((36, 64), Some(Compression::Fast), 1.0), digest);
        assert_ne!(content((64, 36), Some(Compression::Small), 1.0), digest);
        assert_ne!(content((64, 36), Some(Compression::Fast), 0.5), digest);
        assert_ne!(content((64, 36), None, 1.0), digest);
    }
}
