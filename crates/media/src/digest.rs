//! The digest of a frame's pixels: a digest of digests, so that a frame that changed little is quick to hash.

use halfminute_basics::bands::Bands;

/// BLAKE3 of the concatenated BLAKE3 digests (32 bytes each) of a frame's bands: 32 rows of RGB8 pixels per
/// band, from the top; the last band may have fewer rows. It does not depend on the compression.
pub type Digest = blake3::Hash;

/// A digest in JSON: a string of hexadecimal digits.
pub mod hex {
    use serde::{Deserialize, Deserializer, Serializer};

    use super::Digest;

    /// Serialises a digest as a string of hexadecimal digits.
    ///
    /// # Errors
    /// The serialiser fails.
    pub fn serialize<S: Serializer>(digest: &Digest, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&digest.to_hex())
    }

    /// Reads a digest from a string of hexadecimal digits.
    ///
    /// # Errors
    /// The value is not a string of 64 hexadecimal digits.
    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Digest, D::Error> {
        Digest::from_hex(String::deserialize(from)?).map_err(serde::de::Error::custom)
    }
}

/// Computes the digest of RGB8 pixels, rows from the top.
#[must_use]
pub fn digest(rgb: &[u8], size: (u32, u32)) -> Digest {
    let mut frame = FrameDigest::new(Bands::new(size));
    for band in 0..frame.bands.count() {
        frame.set(band, rgb);
    }
    frame.finish()
}

/// The digests of a frame's bands, kept from one frame to the next.
#[derive(Debug)]
pub struct FrameDigest {
    bands: Bands,
    digests: Vec<Digest>,
}

impl FrameDigest {
    /// Digests for pictures in these bands, all of which must be set before the first one is finished.
    #[must_use]
    pub fn new(bands: Bands) -> Self {
        Self { bands, digests: vec![Digest::from([0; 32]); bands.count()] }
    }

    /// Hashes one band of the frame's pixels.
    pub fn set(&mut self, band: usize, rgb: &[u8]) {
        self.digests[band] = blake3::hash(&rgb[self.bands.bytes(band)]);
    }

    /// Hashes one band, row by row.
    pub fn set_rows<'a>(&mut self, band: usize, rows: impl Iterator<Item = &'a [u8]>) {
        let mut hasher = blake3::Hasher::new();
        rows.for_each(|row| {
            hasher.update(row);
        });
        self.digests[band] = hasher.finalize();
    }

    /// The digest of the frame, after every band was set.
    pub fn finish(&self) -> Digest {
        let mut frame = blake3::Hasher::new();
        for digest in &self.digests {
            frame.update(digest.as_bytes());
        }
        frame.finalize()
    }
}

#[cfg(test)]
mod tests {
    use super::digest;

    #[test]
    fn every_byte_counts() {
        let mut rgb = vec![7; 4 * 70 * 3];
        let before = digest(&rgb, (4, 70));
        assert_eq!(before, digest(&rgb, (4, 70)));
        for at in [0, 4 * 32 * 3, rgb.len() - 1] {
            rgb[at] ^= 1;
            assert_ne!(digest(&rgb, (4, 70)), before, "byte {at}");
            rgb[at] ^= 1;
        }
    }

    /// The definition of the digest, written out.
    #[test]
    fn it_is_the_digest_of_the_bands_digests() {
        let rgb: Vec<u8> = (0..2 * 40 * 3).map(|at| at as u8).collect();
        let (upper, lower) = rgb.split_at(2 * 32 * 3);
        let bands = [blake3::hash(upper), blake3::hash(lower)];
        let joined: Vec<u8> = bands.iter().flat_map(|band| *band.as_bytes()).collect();
        assert_eq!(digest(&rgb, (2, 40)), blake3::hash(&joined));
    }
}
