//! Packets to a temporary file and back, in the order of the clip.
//!
//! Runs end in any order. Each is written at the end of the file at once, so that nothing waits in
//! memory for its turn; a table says where each is. The file has no name and vanishes with the process.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};

use super::VideoError;
use super::change::Area;

/// A picture as it was coded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Packet {
    /// Bytes; zero when nothing changed since the run before, and the picture before stays.
    pub(super) bytes: u32,
    /// What it covers.
    pub(super) area: Area,
    /// Frames that it stays.
    pub(super) frames: u32,
}

/// The packets of one run.
#[derive(Debug, Default)]
pub(super) struct Packets {
    /// The packets' bytes, one after another.
    pub(super) bytes: Vec<u8>,
    /// The packets.
    pub(super) table: Vec<Packet>,
    /// What a decoder must know beforehand; every run has the same.
    pub(super) header: Vec<u8>,
}

impl Packets {
    /// Ends the packet whose bytes were added since the packet before.
    pub(super) fn end(&mut self, area: Area, frames: u32) -> Result<(), VideoError> {
        let before: usize = self.table.iter().map(|packet| packet.bytes as usize).sum();
        let bytes = u32::try_from(self.bytes.len() - before)
            .map_err(|_| VideoError::Failed("a picture takes more than 4 GB".to_owned()))?;
        self.table.push(Packet { bytes, area, frames });
        Ok(())
    }

    /// Lets the picture before stay for one more frame.
    pub(super) fn hold(&mut self, size: (u32, u32)) {
        match self.table.last_mut() {
            Some(packet) => packet.frames += 1,
            None => self.table.push(Packet { bytes: 0, area: Area::whole(size), frames: 1 }),
        }
    }

    pub(super) fn clear(&mut self) {
        self.bytes.clear();
        self.table.clear();
        self.header.clear();
    }
}

/// What was coded of one video.
pub(super) struct Spool {
    file: File,
    end: u64,
    runs: Vec<Run>,
    header: Vec<u8>,
}

/// One run's packets.
pub(super) struct Run {
    /// Position of its first frame.
    start: usize,
    /// Where its bytes begin.
    at: u64,
    /// Its packets.
    pub(super) table: Vec<Packet>,
}

impl Spool {
    pub(super) fn new() -> Result<Self, VideoError> {
        Ok(Self { file: tempfile::tempfile()?, end: 0, runs: Vec::new(), header: Vec::new() })
    }

    /// Adds the run that begins at position `start`.
    pub(super) fn add(&mut self, start: usize, packets: &Packets) -> Result<(), VideoError> {
        if self.runs.is_empty() {
            self.header.clone_from(&packets.header);
        } else if self.header != packets.header {
            return Err(VideoError::Failed("the encoder changed its mind from run to run".to_owned()));
        }
        self.file.write_all(&packets.bytes)?;
        self.runs.push(Run { start, at: self.end, table: packets.table.clone() });
        self.end += packets.bytes.len() as u64;
        Ok(())
    }

    /// Puts the runs in order and joins a picture that stays from one run into the next. To be
    /// called once, when all were added.
    pub(super) fn sort(&mut self) {
        self.runs.sort_unstable_by_key(|run| run.start);
        for at in 1..self.runs.len() {
            let (before, rest) = self.runs.split_at_mut(at);
            let held = rest[0].table.first().filter(|packet| packet.bytes == 0).map(|packet| packet.frames);
            let last = before.iter_mut().rev().find_map(|run| run.table.last_mut());
            if let (Some(frames), Some(last)) = (held, last) {
                last.frames += frames;
                rest[0].table.remove(0);
            }
        }
    }

    /// The runs, in order after [`Spool::sort`].
    pub(super) fn runs(&self) -> &[Run] {
        &self.runs
    }

    /// Number of packets.
    pub(super) fn pictures(&self) -> u32 {
        self.runs.iter().map(|run| run.table.len() as u32).sum()
    }

    /// What a decoder must know beforehand.
    pub(super) fn header(&self) -> &[u8] {
        &self.header
    }

    /// Hands each packet and its bytes to `take`, in order.
    pub(super) fn each<E: From<io::Error>>(
        &mut self,
        mut take: impl FnMut(&Packet, &[u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut bytes = Vec::new();
        for run in &self.runs {
            self.file.seek(SeekFrom::Start(run.at))?;
            for packet in &run.table {
                bytes.resize(packet.bytes as usize, 0);
                self.file.read_exact(&mut bytes)?;
                take(packet, &bytes)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::change::Area;
    use super::{Packets, Spool};
    use crate::export::VideoError;

    #[test]
    fn runs_come_back_in_order_whatever_order_they_ended_in() {
        let size = (4, 4);
        let run = |text: &[&str], held: u32| {
            let mut packets = Packets::default();
            (0..held).for_each(|_| packets.hold(size));
            for text in text {
                packets.bytes.extend(text.bytes());
                packets.end(Area::whole(size), 1).unwrap();
            }
            packets
        };
        let mut spool = Spool::new().unwrap();
        spool.add(20, &run(&["e"], 2)).unwrap();
        spool.add(0, &run(&["ab", "c"], 0)).unwrap();
        spool.add(10, &run(&[], 3)).unwrap();
        spool.sort();
        let mut seen = Vec::new();
        let each = spool.each(|packet, bytes| {
            seen.push((String::from_utf8(bytes.to_vec()).unwrap(), packet.frames));
            Ok::<_, VideoError>(())
        });
        each.unwrap();
        assert_eq!(seen, [("ab".to_owned(), 1), ("c".to_owned(), 6), ("e".to_owned(), 1)]);
    }
}
