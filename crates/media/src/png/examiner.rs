//! Verification of frames' files: each must be a complete picture of the right size.
//!
//! The first file is decoded by the library, as a player would do it. If the next file has the same chunks as
//! one that was found complete, except for some bands, only these bands are decoded. The checksum of all rows
//! is checked in both cases, so bands cannot be missing, duplicated or in another order.
//!
//! The 900 frames of hour 28 at 1920x1080 take 0.6 s of processor time in this way. The library alone takes 4.9 s,
//! or 3.3 s if a file that equals the one before is not decoded again; the whole render takes 4.7 s.

use std::ops::Range;

use zlib_rs::adler32::{adler32, adler32_combine};
use zlib_rs::{Inflate, InflateFlush, Status};

use halfminute_basics::bands::Bands;

use super::chunks::{chunks, data, is_intact, name};
use crate::digest::{Digest, FrameDigest};

const WINDOW_BITS: u8 = 15;
/// Bytes of the last pixel chunk before its checksum: length, name and the last block.
const UP_TO_SUM: usize = 10;

/// Verifies the files of one clip, one after another.
pub struct Examiner {
    size: (u32, u32),
    bands: Bands,
    /// The last file that was found complete; `chunks` are its chunks.
    whole: Vec<u8>,
    chunks: Vec<Range<usize>>,
    /// Adler-32 of each band's filtered rows.
    sums: Vec<u32>,
    inflate: Inflate,
    rows: Vec<u8>,
    /// Digests of the bands' pixels, if they are asked for.
    pixels: Option<FrameDigest>,
}

/// Reason why a file is not the expected picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reject {
    /// The file does not decode.
    Broken(String),
    /// The picture has this other size.
    Size((u32, u32)),
}

impl Examiner {
    /// An examiner for files with pictures of `size` pixels.
    #[must_use]
    pub fn new(size: (u32, u32)) -> Self {
        Self {
            size,
            bands: Bands::new(size),
            whole: Vec::new(),
            chunks: Vec::new(),
            sums: Vec::new(),
            inflate: Inflate::new(false, WINDOW_BITS),
            rows: Vec::new(),
            pixels: None,
        }
    }

    /// An examiner that also computes the digest of the pixels.
    pub fn with_pixels(size: (u32, u32)) -> Self {
        Self { pixels: Some(FrameDigest::new(Bands::new(size))), ..Self::new(size) }
    }

    /// The digest of the pixels of the last complete file, if digests are computed.
    pub fn pixels(&self) -> Option<Digest> {
        self.pixels.as_ref().map(FrameDigest::finish)
    }

    /// Width and height that every file must have.
    pub fn size(&self) -> (u32, u32) {
        self.size
    }

    /// Verifies one file of the clip.
    ///
    /// # Errors
    /// The file is not a complete PNG of RGB8 pixels, or has another size.
    pub fn examine(&mut self, file: &[u8]) -> Result<(), Reject> {
        if !self.whole.is_empty() && file == self.whole {
            return Ok(());
        }
        let chunks = chunks(file);
        let sums = self.changed_sums(file, &chunks);
        let sums = match sums.filter(|sums| Some(self.total(sums)) == stated_sum(file, &chunks)) {
            Some(sums) => sums,
            None => self.decode(file, &chunks).inspect_err(|_| {
                // The digests may already be those of a band of this file.
                self.whole.clear();
                self.chunks.clear();
                self.sums.clear();
            })?,
        };
        self.whole.clear();
        self.whole.extend_from_slice(file);
        (self.chunks, self.sums) = (chunks, sums);
        Ok(())
    }

    /// Decodes the whole file; returns the checksums of its bands.
    fn decode(&mut self, file: &[u8], chunks: &[Range<usize>]) -> Result<Vec<u32>, Reject> {
        let picture = super::decode(file).map_err(|error| Reject::Broken(error.to_string()))?;
        if picture.size != self.size {
            return Err(Reject::Size(picture.size));
        }
        if let Some(pixels) = &mut self.pixels {
            (0..self.bands.count()).for_each(|band| pixels.set(band, &picture.rgb));
        }
        let end = chunks.last().map_or(0, |chunk| chunk.end);
        if end != file.len() || !chunks.iter().all(|chunk| is_intact(&file[chunk.clone()])) {
            return Err(Reject::Broken("a part is not what its checksum says".into()));
        }
        // The library does not check the checksum of all rows. Only files in bands can be summed up here.
        let Some(bands) = band_chunks(file, chunks, self.bands) else { return Ok(Vec::new()) };
        let sums: Option<Vec<u32>> =
            bands.iter().enumerate().map(|(band, chunk)| self.sum(file, chunk, band)).collect();
        let sums = sums.filter(|sums| Some(self.total(sums)) == stated_sum(file, chunks));
        sums.ok_or_else(|| Reject::Broken("its rows do not add up to their checksum".into()))
    }

    /// The band checksums of a file that has the chunks of the last one, except for some bands, all of which
    /// decode.
    fn changed_sums(&mut self, file: &[u8], chunks: &[Range<usize>]) -> Option<Vec<u32>> {
        let end = chunks.last()?.end;
        let alike = chunks.len() == self.chunks.len()
            && end == file.len()
            && file[..chunks[0].start] == self.whole[..chunks[0].start];
        if self.sums.is_empty() || !alike {
            return None;
        }
        let mut sums = std::mem::take(&mut self.sums);
        // Two chunks follow the bands: the trailer of the pixels and the end.
        let first = chunks.len().checked_sub(self.bands.count() + 2)?;
        let bands = first..first + self.bands.count();
        for (at, chunk) in chunks.iter().enumerate() {
            if file[chunk.clone()] == self.whole[self.chunks[at].clone()] {
                continue;
            }
            if bands.contains(&at) {
                sums[at - first] = self.sum(file, chunk, at - first)?;
            } else if at != bands.end
                || file[chunk.clone()][..UP_TO_SUM] != self.whole[self.chunks[at].clone()][..UP_TO_SUM]
                || !is_intact(&file[chunk.clone()])
            {
                return None;
            }
        }
        Some(sums)
    }

    /// The checksum of a band's filtered rows, if its chunk is intact and has the right number of rows.
    fn sum(&mut self, file: &[u8], chunk: &Range<usize>, band: usize) -> Option<u32> {
        let bytes = file.get(chunk.clone()).filter(|bytes| is_pixels(bytes) && is_intact(bytes))?;
        let deflated = data(bytes);
        let length = self.filtered_bytes(band);
        // One byte more than expected, to detect surplus rows.
        self.rows.resize(length + 1, 0);
        self.inflate.reset(false);
        let status = self.inflate.decompress(deflated, &mut self.rows, InflateFlush::SyncFlush);
        let taken = (self.inflate.total_in(), self.inflate.total_out());
        let rows = &self.rows[..length];
        let is_whole = matches!(status, Ok(Status::Ok | Status::BufError))
            && taken == (deflated.len() as u64, length as u64)
            && rows.iter().step_by(self.bands.row_bytes() + 1).all(|&filter| filter <= 4);
        if !is_whole {
            return None;
        }
        if let Some(pixels) = &mut self.pixels {
            let filtered = self.bands.row_bytes() + 1;
            // Rows with filters are left to the library.
            if rows.iter().step_by(filtered).any(|&filter| filter != 0) {
                return None;
            }
            pixels.set_rows(band, rows.chunks_exact(filtered).map(|row| &row[1..]));
        }
        Some(adler32(1, rows))
    }

    /// Bytes of a band's rows, each with its filter type.
    fn filtered_bytes(&self, band: usize) -> usize {
        let bytes = self.bands.bytes(band).len();
        bytes + bytes / self.bands.row_bytes()
    }

    /// The checksum of all rows, combined from those of the bands.
    fn total(&self, sums: &[u32]) -> u32 {
        let bands = sums.iter().enumerate();
        bands.fold(1, |total, (band, sum)| adler32_combine(total, *sum, self.filtered_bytes(band) as u64))
    }
}

/// The chunks of the bands: all pixel chunks except the first and the last. `None` if their number is not the
/// number of bands.
fn band_chunks<'a>(file: &[u8], chunks: &'a [Range<usize>], bands: Bands) -> Option<&'a [Range<usize>]> {
    let first = chunks.iter().position(|chunk| is_pixels(&file[chunk.clone()]))?;
    let pixels = chunks.iter().filter(|chunk| is_pixels(&file[(*chunk).clone()])).count();
    (pixels == bands.count() + 2).then(|| &chunks[first + 1..first + 1 + bands.count()])
}

fn is_pixels(chunk: &[u8]) -> bool {
    name(chunk) == b"IDAT"
}

/// The checksum that is stored in the last pixel chunk, the one before the end.
fn stated_sum(file: &[u8], chunks: &[Range<usize>]) -> Option<u32> {
    let [.., trailer, _] = chunks else { return None };
    data(&file[trailer.clone()]).last_chunk::<4>().map(|sum| u32::from_be_bytes(*sum))
}

#[cfg(test)]
mod tests {
    use super::{Examiner, Reject, chunks};
    use crate::digest::digest;
    use crate::png::bands::BandEncoder;
    use crate::png::{Compression, encode};
    use halfminute_basics::bands::Bands;

    const SIZE: (u32, u32) = (6, 70);

    fn file(values: [u8; 3]) -> Vec<u8> {
        let bands = Bands::new(SIZE);
        let mut rgb = vec![0; (SIZE.0 * SIZE.1 * 3) as usize];
        let mut encoder = BandEncoder::new(SIZE, Compression::Balanced);
        for (band, value) in values.into_iter().enumerate() {
            rgb[bands.bytes(band)].fill(value);
            encoder.encode(band, &rgb);
        }
        let mut file = Vec::new();
        encoder.write(&mut file);
        file
    }

    fn examiner() -> Examiner {
        let mut examiner = Examiner::new(SIZE);
        examiner.examine(&file([1, 2, 3])).unwrap();
        examiner
    }

    #[test]
    fn files_that_follow_one_another_are_whole() {
        let mut examiner = examiner();
        for values in [[1, 2, 3], [1, 9, 3], [4, 9, 5], [4, 9, 5], [0, 0, 0]] {
            examiner.examine(&file(values)).unwrap();
        }
    }

    #[test]
    fn the_digest_is_that_of_the_pixels_whatever_came_before() {
        let mut examiner = Examiner::with_pixels(SIZE);
        let mut decoded = Vec::new();
        encode(&[3; (SIZE.0 * SIZE.1 * 3) as usize], SIZE, Compression::Fast, &mut decoded);
        let mut bad = file([1, 5, 3]);
        let end = bad.len() - 30;
        bad[end] ^= 1;
        for file in [file([1, 2, 3]), file([1, 9, 3]), bad, file([1, 2, 3]), decoded, file([4, 2, 5])] {
            let expected = crate::png::decode(&file).map(|picture| digest(&picture.rgb, picture.size));
            match examiner.examine(&file) {
                Ok(()) => assert_eq!(examiner.pixels(), expected.ok()),
                Err(_) => assert!(expected.is_err()),
            }
        }
    }

    #[test]
    fn no_byte_can_change_unnoticed() {
        let good = file([1, 200, 3]);
        for at in 0..good.len() {
            let mut bad = good.clone();
            bad[at] ^= 0x10;
            assert!(examiner().examine(&bad).is_err(), "byte {at} of {}", good.len());
        }
        for length in 0..good.len() {
            assert!(examiner().examine(&good[..length]).is_err(), "{length} bytes");
        }
        assert!(examiner().examine(&[&good[..], &[0; 5]].concat()).is_err(), "more bytes");
    }

    /// All chunks are intact then, and the library does not check the checksum of the rows.
    #[test]
    fn bands_in_another_order_are_no_picture() {
        let good = file([1, 200, 3]);
        let chunks = chunks(&good);
        let [.., upper, middle, _, _, _] = chunks.as_slice() else { unreachable!() };
        let swapped =
            [&good[..upper.start], &good[middle.clone()], &good[upper.clone()], &good[middle.end..]];
        let broken = examiner().examine(&swapped.concat()).unwrap_err();
        assert_eq!(broken, Reject::Broken("its rows do not add up to their checksum".into()));
    }

    #[test]
    fn a_picture_of_another_size_is_named() {
        let mut other = Vec::new();
        encode(&[7; 9 * 9 * 3], (9, 9), Compression::Fast, &mut other);
        assert_eq!(examiner().examine(&other), Err(Reject::Size((9, 9))));
    }
}
