//! PNG encoding in bands that are compressed separately, so that unchanged bands of the previous frame can be
//! reused.
//!
//! A band's rows are compressed without reference to other bands: no match crosses its edge. Each band becomes
//! whole deflate blocks that end on a byte boundary (RFC 1951, a sync flush), in an IDAT chunk of its own. The
//! zlib header and the trailer with the checksum of all rows (RFC 1950) are in chunks of their own. The bytes
//! depend only on the pixels, not on the frames before.
//!
//! Rows are not filtered. Frames consist of flat areas and text, in which whole pixels repeat, and every filter
//! makes the file 15 to 30 % larger.

use png::chunk::IDAT;
use png::{BitDepth, ColorType, Encoder, EncodingError, SrgbRenderingIntent};
use zlib_rs::adler32::{adler32, adler32_combine};
use zlib_rs::{Deflate, DeflateFlush, Status};

use halfminute_basics::bands::Bands;

use super::Compression;

/// Zlib header: deflate with a window of 32 KiB (RFC 1950, 2.2).
const ZLIB_HEADER: [u8; 2] = [0x78, 0x01];
/// A final, empty block with fixed codes (RFC 1951, 3.2.6).
const LAST_BLOCK: [u8; 2] = [0x03, 0x00];
const WINDOW_BITS: u8 = 15;

/// The filter type of every row (PNG, 9.2).
const NO_FILTER: u8 = 0;

/// Encodes one picture after another, and keeps the compressed bands.
pub struct BandEncoder {
    size: (u32, u32),
    bands: Bands,
    deflate: Deflate,
    encoded: Vec<Encoded>,
    /// Rows of a band, each after its filter type; kept to reuse the memory.
    rows: Vec<u8>,
    /// Buffer for compressed blocks, kept to reuse the memory.
    deflated: Vec<u8>,
}

/// A compressed band of the picture.
#[derive(Clone, Default)]
struct Encoded {
    deflated: Vec<u8>,
    /// Adler-32 of the rows with their filter types.
    adler: u32,
    /// Length of the rows with their filter types, in bytes.
    length: u64,
}

impl BandEncoder {
    /// An encoder for pictures of `size` pixels.
    #[must_use]
    pub fn new(size: (u32, u32), compression: Compression) -> Self {
        let level = match compression {
            Compression::Fast => 2,
            Compression::Balanced => 7,
            Compression::Small => 9,
        };
        let bands = Bands::new(size);
        Self {
            size,
            bands,
            deflate: Deflate::new(level, false, WINDOW_BITS),
            encoded: vec![Encoded::default(); bands.count()],
            rows: Vec::new(),
            deflated: Vec::new(),
        }
    }

    /// Compresses one band of a picture; `rgb` holds the RGB8 pixels of the whole picture.
    ///
    /// # Panics
    /// The rows cannot be compressed, which is a bug.
    pub fn encode(&mut self, band: usize, rgb: &[u8]) {
        self.rows.clear();
        for row in rgb[self.bands.bytes(band)].chunks_exact(self.bands.row_bytes()) {
            self.rows.push(NO_FILTER);
            self.rows.extend_from_slice(row);
        }
        let encoded = &mut self.encoded[band];
        encoded.adler = adler32(1, &self.rows);
        encoded.length = self.rows.len() as u64;
        // This is more than the blocks of incompressible rows take.
        self.deflated.resize(self.rows.len() + self.rows.len() / 8 + 256, 0);
        self.deflate.reset();
        let status = self.deflate.compress(&self.rows, &mut self.deflated, DeflateFlush::SyncFlush);
        assert!(
            status == Ok(Status::Ok) && self.deflate.total_in() == encoded.length,
            "{} bytes do not compress: {status:?}",
            self.rows.len()
        );
        encoded.deflated.clear();
        encoded.deflated.extend_from_slice(&self.deflated[..self.deflate.total_out() as usize]);
    }

    /// Replaces the contents of `file` by the picture's file. Every band must have been encoded before.
    ///
    /// # Panics
    /// A side of the picture is zero, which is a bug of the caller.
    pub fn write(&self, file: &mut Vec<u8>) {
        file.clear();
        if let Err(error) = self.try_write(file) {
            panic!("writing to memory failed: {error}");
        }
    }

    fn try_write(&self, file: &mut Vec<u8>) -> Result<(), EncodingError> {
        let mut encoder = Encoder::new(file, self.size.0, self.size.1);
        encoder.set_color(ColorType::Rgb);
        encoder.set_depth(BitDepth::Eight);
        encoder.set_source_srgb(SrgbRenderingIntent::Perceptual);
        let mut writer = encoder.write_header()?;
        writer.write_chunk(IDAT, &ZLIB_HEADER)?;
        let mut adler = 1;
        for band in &self.encoded {
            writer.write_chunk(IDAT, &band.deflated)?;
            adler = adler32_combine(adler, band.adler, band.length);
        }
        let mut trailer = [0; 6];
        trailer[..2].copy_from_slice(&LAST_BLOCK);
        trailer[2..].copy_from_slice(&adler.to_be_bytes());
        // The writer adds the end chunk when it is dropped.
        writer.write_chunk(IDAT, &trailer)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{ProptestConfig, any, proptest};

    use super::BandEncoder;
    use crate::png::{Compression, decode};
    use halfminute_basics::bands::Bands;

    const SIZE: (u32, u32) = (5, 80);

    fn file(encoder: &BandEncoder) -> Vec<u8> {
        let mut file = Vec::new();
        encoder.write(&mut file);
        file
    }

    fn whole(rgb: &[u8], compression: Compression) -> Vec<u8> {
        let mut encoder = BandEncoder::new(SIZE, compression);
        for band in 0..Bands::new(SIZE).count() {
            encoder.encode(band, rgb);
        }
        file(&encoder)
    }

    fn picture() -> Vec<u8> {
        (0..SIZE.0 * SIZE.1 * 3).map(|at| (at * at / 7) as u8).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

        #[test]
        fn a_kept_band_leaves_no_trace(changes in proptest::collection::vec((0..3_usize, any::<u8>()), 1..8)) {
            let mut rgb = picture();
            let mut encoder = BandEncoder::new(SIZE, Compression::Balanced);
            (0..3).for_each(|band| encoder.encode(band, &rgb));
            for (band, value) in changes {
                let bytes = Bands::new(SIZE).bytes(band);
                rgb[bytes.start + usize::from(value % 100)..bytes.end].fill(value);
                encoder.encode(band, &rgb);
                assert!(file(&encoder) == whole(&rgb, Compression::Balanced));
            }
        }
    }

    #[test]
    fn any_decoder_reads_it() {
        let rgb = picture();
        for compression in [Compression::Fast, Compression::Balanced, Compression::Small] {
            let file = whole(&rgb, compression);
            assert_eq!(decode(&file).unwrap().rgb, rgb, "{compression:?}");
            assert!(file.windows(4).any(|name| name == b"sRGB"));
            assert!(file.ends_with(b"IEND\xae\x42\x60\x82"));
        }
    }

    #[test]
    fn noise_fits() {
        let mut seed = 1_u32;
        let mut noise = || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 24) as u8
        };
        let rgb: Vec<u8> = (0..SIZE.0 * SIZE.1 * 3).map(|_| noise()).collect();
        for compression in [Compression::Fast, Compression::Balanced, Compression::Small] {
            assert_eq!(decode(&whole(&rgb, compression)).unwrap().rgb, rgb);
        }
    }
}
