//! Groups of pictures on disk: the packets of one run, which later runs of the program need not code again.
//!
//! A group's key is a digest of everything that determines its packets, and is known before anything is drawn.
//! Its file contains the key and the digest of each packet, so an incomplete group is recognised, however the
//! last run ended. During a render, packets do not wait in memory, and no file is outside the clip's folder.

use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::{Digest, WriteError, atomic};
use halfminute_files as files;

use super::VideoError;
use super::checked::{checked_line, read_checked};
use super::codec::Codec;
use super::packets::{Packet, Packets};

/// Maximum number of bytes that are read of a group's file.
const LARGEST: usize = 1 << 30;

/// The packets of a run, on disk or in memory.
#[derive(Debug)]
pub struct Group {
    /// Description of the packets, in order.
    pub table: Vec<Packet>,
    /// Parameters that a decoder needs before the packets; the same in every run.
    pub header: Vec<u8>,
    place: Storage,
}

/// The storage of a run's packets.
#[derive(Debug)]
enum Storage {
    /// In a file, from this byte offset on.
    File(PathBuf, u64),
    /// In memory, for a comparison without files.
    Memory(Vec<u8>),
}

/// The first line of a group's file, which ends in its checksum.
#[derive(Deserialize, Serialize)]
struct Head {
    /// Digest of everything that determines the packets.
    key: String,
    header: Vec<u8>,
    table: Vec<Packet>,
}

impl Group {
    /// Writes the packets of a run to a file.
    pub fn write(path: PathBuf, key: &Digest, packets: &Packets) -> Result<Self, WriteError> {
        let (header, table) = (packets.header.clone(), packets.table.clone());
        let head = Head { key: key.to_hex().to_string(), header, table };
        let mut bytes = checked_line(&head).into_bytes();
        let at = bytes.len() as u64;
        bytes.extend_from_slice(&packets.bytes);
        atomic::write(&path, &bytes)?;
        Ok(Self { table: head.table, header: head.header, place: Storage::File(path, at) })
    }

    /// Keeps the packets of a run in memory.
    pub fn in_memory(packets: &Packets) -> Self {
        let (table, header) = (packets.table.clone(), packets.header.clone());
        Self { table, header, place: Storage::Memory(packets.bytes.clone()) }
    }

    /// Reads a group from a file; `None` if it is incomplete, has another key, or does not have the structure
    /// of the pictures `of`.
    pub fn read(path: PathBuf, key: &Digest, of: &GroupOf) -> Option<Self> {
        let bytes = files::read(&path, LARGEST).ok()?;
        let end = bytes.iter().position(|byte| *byte == b'\n')?;
        let head: Head = read_checked(std::str::from_utf8(&bytes[..end]).ok()?)?;
        let mut rest = &bytes[end + 1..];
        for packet in &head.table {
            let (bytes, after) = rest.split_at_checked(packet.bytes as usize)?;
            if blake3::hash(bytes) != packet.digest || !of.fits(packet, bytes) {
                return None;
            }
            rest = after;
        }
        let pictures = head.table.iter().try_fold(0_u32, |sum, packet| sum.checked_add(packet.frames));
        let whole = head.key == key.to_hex().as_str() && rest.is_empty() && pictures == Some(of.pictures);
        let place = Storage::File(path, end as u64 + 1);
        whole.then_some(Self { table: head.table, header: head.header, place })
    }

    /// The error for a file that no longer holds the packets of the table. The next run codes the group again.
    pub fn changed(&self) -> VideoError {
        let path = match &self.place {
            Storage::File(path, _) => path.display().to_string(),
            Storage::Memory(_) => "a group".to_owned(),
        };
        VideoError::Failed(format!("`{path}` was changed after it was written: run the same command again"))
    }

    /// Opens the file at the first packet. The bytes are not yet compared with the digests of the table.
    pub fn open(&self) -> Result<Box<dyn Read + '_>, VideoError> {
        match &self.place {
            Storage::File(path, at) => {
                let mut file = files::open(path)?;
                file.seek(SeekFrom::Start(*at))?;
                Ok(Box::new(BufReader::new(file)))
            }
            Storage::Memory(bytes) => Ok(Box::new(bytes.as_slice())),
        }
    }
}

/// The expected pictures of a group. A group's file is only a claim: one with another structure is rejected.
#[derive(Clone, Copy)]
pub struct GroupOf {
    /// Codec of the packets.
    pub codec: &'static Codec,
    /// Width and height of the clip's pictures, in pixels.
    pub size: (u32, u32),
    /// Number of frames that the group shows.
    pub pictures: u32,
}

impl GroupOf {
    /// True if a packet covers a part of the picture, and its bytes have the structure that the codec writes.
    fn fits(&self, packet: &Packet, bytes: &[u8]) -> bool {
        let area = packet.area;
        let within = |start: u32, length: u32, side: u32| {
            length > 0 && start.checked_add(length).is_some_and(|end| end <= side)
        };
        let inside = within(area.x, area.width, self.size.0) && within(area.y, area.height, self.size.1);
        // A packet without bytes repeats the previous picture.
        inside && packet.frames > 0 && (bytes.is_empty() || (self.codec.is_packet)(bytes, area))
    }
}

/// The name of the folder of a clip's groups; it is hidden, because only the next run needs it.
pub const NAME: &str = ".halfminute-groups";

#[cfg(test)]
mod tests {
    use std::fs;

    use super::super::change::Area;
    use super::super::gif::GIF;
    use super::super::mp4::H264;
    use super::super::packets::Packets;
    use super::{Group, GroupOf};

    #[test]
    fn a_group_that_was_cut_or_changed_or_is_another_is_none() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("group");
        let key = blake3::hash(b"key");
        let mut packets = Packets { header: vec![1, 2], ..Packets::default() };
        packets.bytes.extend(b"\x08packet");
        packets.end(Area::whole((4, 4)), 3).unwrap();
        Group::write(path.clone(), &key, &packets).unwrap();
        let of = GroupOf { codec: &GIF, size: (4, 4), pictures: 3 };
        let read = || Group::read(path.clone(), &key, &of);
        assert_eq!(read().unwrap().table, packets.table);
        assert!(Group::read(path.clone(), &blake3::hash(b"other"), &of).is_none());
        for other in [
            GroupOf { codec: &H264, ..of },
            GroupOf { size: (3, 4), ..of },
            GroupOf { size: (4, 3), ..of },
            GroupOf { pictures: 4, ..of },
        ] {
            assert!(Group::read(path.clone(), &key, &other).is_none());
        }
        let whole = fs::read(&path).unwrap();
        for at in 0..whole.len() {
            fs::write(&path, &whole[..at]).unwrap();
            assert!(read().is_none(), "cut after {at} bytes");
            let mut bytes = whole.clone();
            bytes[at] ^= 1;
            fs::write(&path, bytes).unwrap();
            assert!(read().is_none(), "byte {at} differs");
        }
    }
}
