//! Coded pictures of one run of frames.

use serde::{Deserialize, Serialize};

use super::VideoError;
use super::change::Area;
use super::digest::{Digest, hex};

/// A coded picture, without its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Packet {
    /// Number of bytes; zero if nothing changed since the run before, so that its last picture stays.
    pub bytes: u32,
    /// Area that the picture covers.
    pub area: Area,
    /// Number of frames for which it is shown.
    pub frames: u32,
    /// BLAKE3 of the packet's bytes.
    #[serde(with = "hex")]
    pub digest: Digest,
}

/// The packets of one run, with their bytes.
#[derive(Debug, Default)]
pub struct Packets {
    /// Bytes of all packets, one after another.
    pub bytes: Vec<u8>,
    /// Description of the packets, in order.
    pub table: Vec<Packet>,
    /// Parameters that a decoder needs before the packets; the same in every run.
    pub header: Vec<u8>,
}

impl Packets {
    /// Ends a packet, which consists of the bytes that were added since the previous one.
    pub fn end(&mut self, area: Area, frames: u32) -> Result<(), VideoError> {
        let before: usize = self.table.iter().map(|packet| packet.bytes as usize).sum();
        let packet = &self.bytes[before..];
        let bytes = u32::try_from(packet.len())
            .map_err(|_| VideoError::Failed("a picture takes more than 4 GB".to_owned()))?;
        self.table.push(Packet { bytes, area, frames, digest: blake3::hash(packet) });
        Ok(())
    }

    /// Shows the previous picture for one more frame.
    pub fn hold(&mut self, size: (u32, u32)) {
        match self.table.last_mut() {
            Some(packet) => packet.frames += 1,
            None => {
                let digest = blake3::hash(&[]);
                self.table.push(Packet { bytes: 0, area: Area::whole(size), frames: 1, digest });
            }
        }
    }

    /// Removes all packets and the header.
    pub fn clear(&mut self) {
        self.bytes.clear();
        self.table.clear();
        self.header.clear();
    }
}
