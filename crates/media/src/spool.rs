//! The packets of all runs, in the order of the clip, independent of the order in which the runs ended.

use std::collections::BTreeMap;
use std::io::{self, Read};

use super::VideoError;
use super::group::Group;
use super::packets::Packet;

/// The coded packets of one codec.
pub struct Spool {
    runs: Vec<Group>,
    header: Vec<u8>,
}

impl Spool {
    /// Orders groups by their first frames, and merges a picture that stays from one group into the next.
    pub fn new(groups: BTreeMap<u32, Group>) -> Result<Self, VideoError> {
        let mut runs: Vec<Group> = groups.into_values().collect();
        let header = runs.first().map(|run| run.header.clone()).unwrap_or_default();
        if runs.iter().any(|run| run.header != header) {
            return Err(VideoError::Failed("the encoder wrote other parameters from run to run".to_owned()));
        }
        for at in 1..runs.len() {
            let (before, rest) = runs.split_at_mut(at);
            let held = rest[0].table.first().filter(|packet| packet.bytes == 0).map(|packet| packet.frames);
            let last = before.iter_mut().rev().find_map(|run| run.table.last_mut());
            if let (Some(frames), Some(last)) = (held, last) {
                last.frames += frames;
                rest[0].table.remove(0);
            }
        }
        Ok(Self { runs, header })
    }

    /// The groups, in the order of the clip.
    pub fn runs(&self) -> &[Group] {
        &self.runs
    }

    /// The number of packets in all runs.
    pub fn pictures(&self) -> u32 {
        self.runs.iter().map(|run| run.table.len() as u32).sum()
    }

    /// Parameters that a decoder needs before the packets.
    pub fn header(&self) -> &[u8] {
        &self.header
    }

    /// Passes each packet and its bytes to `take`, in order.
    ///
    /// The bytes are read from the groups' files and compared with the packets' digests when they are used, so
    /// that a file that changed after it was written cannot affect a video.
    pub fn each<E: From<VideoError> + From<io::Error>>(
        &self,
        mut take: impl FnMut(&Packet, &[u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut bytes = Vec::new();
        for run in &self.runs {
            let mut file = run.open()?;
            for packet in &run.table {
                bytes.resize(packet.bytes as usize, 0);
                let read = file.read_exact(&mut bytes);
                if read.is_err() || blake3::hash(&bytes) != packet.digest {
                    return Err(run.changed().into());
                }
                take(packet, &bytes)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::fs;

    use super::super::change::Area;
    use super::super::group::Group;
    use super::Spool;
    use super::VideoError;
    use crate::packets::Packets;

    #[test]
    fn runs_come_in_order_and_a_picture_may_stay_from_one_into_the_next() {
        let place = tempfile::tempdir().unwrap();
        let size = (4, 4);
        let run = |start: u32, text: &[&str], held: u32| {
            let mut packets = Packets::default();
            (0..held).for_each(|_| packets.hold(size));
            for text in text {
                packets.bytes.extend(text.bytes());
                packets.end(Area::whole(size), 1).unwrap();
            }
            let path = place.path().join(start.to_string());
            (start, Group::write(path, &blake3::hash(b"key"), &packets).unwrap())
        };
        let groups = [run(20, &["e"], 2), run(0, &["ab", "c"], 0), run(10, &[], 3)];
        let spool = Spool::new(BTreeMap::from(groups)).unwrap();
        let mut seen = Vec::new();
        let each = spool.each(|packet, bytes| {
            seen.push((String::from_utf8(bytes.to_vec()).unwrap(), packet.frames));
            Ok::<_, VideoError>(())
        });
        each.unwrap();
        assert_eq!(seen, [("ab".to_owned(), 1), ("c".to_owned(), 6), ("e".to_owned(), 1)]);
    }

    /// A change of a group's file between its writing and its use must not get into a video.
    #[test]
    fn a_group_that_changes_on_disk_before_it_is_used_is_refused() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("group");
        let mut packets = Packets::default();
        for text in ["first", "second"] {
            packets.bytes.extend(text.bytes());
            packets.end(Area::whole((4, 4)), 1).unwrap();
        }
        let group = Group::write(path.clone(), &blake3::hash(b"key"), &packets).unwrap();
        let spool = Spool::new(BTreeMap::from([(0, group)])).unwrap();
        let mut taken = Vec::new();
        let mut use_it = || {
            taken.clear();
            let used = spool.each(|_, bytes| {
                taken.extend_from_slice(bytes);
                Ok::<_, VideoError>(())
            });
            used.map(|()| taken.clone()).map_err(|error| (error.to_string(), taken.clone()))
        };
        assert_eq!(use_it(), Ok(b"firstsecond".to_vec()));
        let whole = fs::read(&path).unwrap();
        let start = whole.len() - packets.bytes.len();
        for at in start..whole.len() {
            let mut bytes = whole.clone();
            bytes[at] ^= 1;
            for bytes in [&bytes[..], &bytes[..at]] {
                fs::write(&path, bytes).unwrap();
                let (says, taken) = use_it().unwrap_err();
                assert!(
                    says.ends_with("was changed after it was written: run the same command again"),
                    "{says}"
                );
                assert_eq!(taken, if at < start + 5 { &b""[..] } else { b"first" }, "byte {at}");
            }
        }
    }
}
