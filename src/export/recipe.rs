//! What a frame's file follows from, as one digest: known before anything is drawn.
//!
//! Two frames with one digest have the same bytes, because drawing and encoding are pure functions
//! of what is hashed here. That makes it safe to keep a frame of an earlier run, and never a matter
//! of modification times.

use crate::display::{DisplayList, encode};

use super::digest::Digest;
use super::png::Compression;

/// Everything but the display list that decides the bytes of a frame's file.
#[derive(Clone, Debug)]
pub(super) struct Recipe {
    hasher: blake3::Hasher,
    bytes: Vec<u8>,
}

impl Recipe {
    /// `compression` is absent where no files of frames are made.
    pub(super) fn new(size: (u32, u32), compression: Option<Compression>) -> Self {
        // The sources stand for the rasteriser, the encoder and the fonts, which come with them.
        let settings = format!(
            "halfminute frame {} {}x{} {compression:?}\n",
            env!("HALFMINUTE_SOURCES"),
            size.0,
            size.1
        );
        let mut hasher = blake3::Hasher::new();
        hasher.update(settings.as_bytes());
        Self { hasher, bytes: Vec::new() }
    }

    /// The digest of the frame that shows `list`.
    pub(super) fn content(&mut self, list: &DisplayList) -> Digest {
        self.bytes.clear();
        encode(list, &mut self.bytes);
        self.hasher.clone().update(&self.bytes).finalize()
    }
}

#[cfg(test)]
mod tests {
    use super::Recipe;
    use crate::display::{Color, DisplayList};
    use crate::export::png::Compression;

    #[test]
    fn size_compression_and_picture_all_count() {
        let list = |grey| DisplayList { background: Color::new([grey; 4]), items: Vec::new() };
        let content = |size, compression, grey| Recipe::new(size, Some(compression)).content(&list(grey));
        let digest = content((64, 36), Compression::Fast, 1.0);
        assert_eq!(content((64, 36), Compression::Fast, 1.0), digest);
        assert_ne!(content((36, 64), Compression::Fast, 1.0), digest);
        assert_ne!(content((64, 36), Compression::Small, 1.0), digest);
        assert_ne!(content((64, 36), Compression::Fast, 0.5), digest);
    }
}
