//! One worker's encoder: turns display lists into encoded frames, one after another.
//!
//! A band of the picture is drawn, encoded and hashed again only if an item that touches it changed. The result
//! is the same as if the frame were drawn by itself.

use std::ops::Range;

use halfminute_basics::bands::{BAND_ROWS, Bands};
use halfminute_engine::display::DisplayList;
use halfminute_engine::raster::{Damage, Raster};

use halfminute_media::digest::{Digest, FrameDigest};
use halfminute_media::png::{BandEncoder, Compression};

/// One worker's rasteriser, with the last frame that it drew.
pub(super) struct FrameRenderer {
    raster: Raster,
    /// Absent if no files of frames are written.
    encoder: Option<BandEncoder>,
    bands: FrameDigest,
    digest: Option<Digest>,
    damage: Damage,
    height: u32,
    /// The last frame as a PNG; empty if no files of frames are written.
    pub(super) file: Vec<u8>,
}

impl FrameRenderer {
    pub(super) fn new(size: (u32, u32), compression: Option<Compression>) -> Self {
        let raster = Raster::new(size);
        let bands = FrameDigest::new(Bands::new(size));
        let encoder = compression.map(|compression| BandEncoder::new(size, compression));
        Self {
            raster,
            encoder,
            bands,
            digest: None,
            damage: Damage::default(),
            height: size.1,
            file: Vec::new(),
        }
    }

    /// The RGB8 pixels of the last frame, rows from the top.
    pub(super) fn rgb(&self) -> &[u8] {
        self.raster.rgb()
    }

    /// The rows in which the last frame may differ from the one drawn before it.
    pub(super) fn changed_rows(&self) -> Range<u32> {
        let bands = self.damage.bands();
        let (first, last) = bands.fold((None, 0), |(first, _), band| (first.or(Some(band)), band));
        let rows = |band: usize| (band as u32 * BAND_ROWS).min(self.height);
        first.map_or(0..0, |first| rows(first)..rows(last + 1))
    }

    /// Draws `list` and updates `file`; returns the digest of the pixels.
    pub(super) fn draw(&mut self, list: DisplayList) -> Digest {
        self.damage.clone_from(self.raster.update(list));
        if let Some(digest) = self.digest
            && self.damage.is_empty()
        {
            return digest;
        }
        for band in self.damage.bands() {
            self.bands.set(band, self.raster.rgb());
        }
        if let Some(encoder) = &mut self.encoder {
            self.damage.bands().for_each(|band| encoder.encode(band, self.raster.rgb()));
            encoder.write(&mut self.file);
        }
        let digest = self.bands.finish();
        self.digest = Some(digest);
        digest
    }
}

#[cfg(test)]
mod tests {
    use super::FrameRenderer;
    use halfminute_engine::display::{Color, DisplayList};
    use halfminute_media::png::{Compression, decode};

    fn list(grey: f32) -> DisplayList {
        DisplayList { background: Color::new([grey, grey, grey, 1.0]), items: Vec::new() }
    }

    #[test]
    fn a_repeated_list_is_the_same_file_and_another_is_not() {
        let mut renderer = FrameRenderer::new((16, 9), Some(Compression::Fast));
        let white = renderer.draw(list(1.0));
        let file = renderer.file.clone();
        assert_eq!((renderer.draw(list(1.0)), &renderer.file), (white, &file));
        let black = renderer.draw(list(0.0));
        assert_ne!(black, white);
        assert_eq!(decode(&renderer.file).unwrap().rgb, [0; 16 * 9 * 3]);
        assert_eq!((renderer.draw(list(1.0)), &renderer.file), (white, &file));
    }
}
