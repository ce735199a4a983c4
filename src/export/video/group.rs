//! The packets of one run on disk: a group of pictures that the next run of the program need not code.
//!
//! A group's key is a digest of all that its packets follow from, and known before anything is drawn. Its
//! file says the key and the digest of each packet, so a group is there or it is not, whatever ended the
//! run before. Nothing waits in memory for its turn, and nothing lies outside of the clip's folder.

use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::export::{Digest, ExportError, atomic, journal};
use crate::files;

use super::VideoError;
use super::coding::Codec;
use super::spool::{Packet, Packets};

/// Groups are read no further.
const LARGEST: usize = 1 << 30;

/// A run's packets, which are on disk.
#[derive(Debug)]
pub(super) struct Group {
    /// Its packets.
    pub(super) table: Vec<Packet>,
    /// What a decoder must know beforehand; every run has the same.
    pub(super) header: Vec<u8>,
    place: Place,
}

/// The place of the packets of a run.
#[derive(Debug)]
enum Place {
    /// In a file, from this byte on.
    File(PathBuf, u64),
    /// In memory, to be compared and not to be kept.
    Memory(Vec<u8>),
}

/// The first line of a group's file, which ends in its own check.
#[derive(Deserialize, Serialize)]
struct Head {
    /// What the packets follow from.
    key: String,
    header: Vec<u8>,
    table: Vec<Packet>,
}

impl Group {
    /// Writes the packets of a run.
    pub(super) fn write(path: PathBuf, key: &Digest, packets: &Packets) -> Result<Self, ExportError> {
        let (header, table) = (packets.header.clone(), packets.table.clone());
        let head = Head { key: key.to_hex().to_string(), header, table };
        let mut bytes = journal::checked_line(&head).into_bytes();
        let at = bytes.len() as u64;
        bytes.extend_from_slice(&packets.bytes);
        atomic::write(&path, &bytes)?;
        Ok(Self { table: head.table, header: head.header, place: Place::File(path, at) })
    }

    /// Keeps the packets of a run in memory.
    pub(super) fn in_memory(packets: &Packets) -> Self {
        let (table, header) = (packets.table.clone(), packets.header.clone());
        Self { table, header, place: Place::Memory(packets.bytes.clone()) }
    }

    /// The group in a file, if it is whole, has this key, and is built like one of these pictures.
    pub(super) fn read(path: PathBuf, key: &Digest, of: &GroupOf) -> Option<Self> {
        let bytes = files::read(&path, LARGEST).ok()?;
        let end = bytes.iter().position(|byte| *byte == b'\n')?;
        let head: Head = journal::read_checked(std::str::from_utf8(&bytes[..end]).ok()?)?;
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
        let place = Place::File(path, end as u64 + 1);
        whole.then_some(Self { table: head.table, header: head.header, place })
    }

    /// The error that the file no longer holds the packets of the table. The next run codes the group anew.
    pub(super) fn changed(&self) -> VideoError {
        let path = match &self.place {
            Place::File(path, _) => path.display().to_string(),
            Place::Memory(_) => "a group".to_owned(),
        };
        VideoError::Failed(format!("`{path}` was changed after it was written: run the same command again"))
    }

    /// Opens the file at the first packet, whose bytes are yet to be compared with the digests of the table.
    pub(super) fn open(&self) -> Result<Box<dyn Read + '_>, VideoError> {
        match &self.place {
            Place::File(path, at) => {
                let mut file = files::open(path)?;
                file.seek(SeekFrom::Start(*at))?;
                Ok(Box::new(BufReader::new(file)))
            }
            Place::Memory(bytes) => Ok(Box::new(bytes.as_slice())),
        }
    }
}

/// What the pictures of a group must be. A group's file is a claim: what is built otherwise is none.
#[derive(Clone, Copy)]
pub(super) struct GroupOf {
    pub(super) codec: Codec,
    /// Width and height of the clip's pictures.
    pub(super) size: (u32, u32),
    /// Number of frames that the group shows.
    pub(super) pictures: u32,
}

impl GroupOf {
    /// Whether a packet covers a part of the picture, and its bytes are built as the codec builds them.
    fn fits(&self, packet: &Packet, bytes: &[u8]) -> bool {
        let area = packet.area;
        let within = |start: u32, length: u32, side: u32| {
            length > 0 && start.checked_add(length).is_some_and(|end| end <= side)
        };
        let inside = within(area.x, area.width, self.size.0) && within(area.y, area.height, self.size.1);
        // Without bytes, the picture before stays.
        inside && packet.frames > 0 && (bytes.is_empty() || self.codec.builds(bytes, area))
    }
}

/// The name of the folder of a clip's groups: hidden, because nobody needs what is in it but the next run.
pub(in crate::export) const NAME: &str = ".halfminute-groups";

#[cfg(test)]
mod tests {
    use std::fs;

    use super::super::change::Area;
    use super::super::coding::Codec;
    use super::super::spool::Packets;
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
        let of = GroupOf { codec: Codec::Gif, size: (4, 4), pictures: 3 };
        let read = || Group::read(path.clone(), &key, &of);
        assert_eq!(read().unwrap().table, packets.table);
        assert!(Group::read(path.clone(), &blake3::hash(b"other"), &of).is_none());
        for other in [
            GroupOf { codec: Codec::H264, ..of },
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
