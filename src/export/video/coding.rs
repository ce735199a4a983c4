//! What workers code, once for all formats that hold the same packets, and which groups of it are there.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use rayon::ThreadPool;

use crate::export::png as picture;
use crate::export::{ClipFolder, Digest, ExportError, FrameLoop, Start, atomic};
use crate::film::Film;

use super::change::Area;
use super::group::{Group, GroupOf};
use super::palette::Palette;
use super::spool::{Packets, Spool};
use super::{GROUP, VideoError, VideoFormat};

/// How pictures are coded as they are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Codec {
    /// What an MP4 file holds.
    H264,
    /// What a GIF holds.
    Gif,
    /// Small PNGs of what changed: what an animated PNG holds, and what is played to `ffmpeg`.
    Png,
}

impl Codec {
    pub(super) fn of(format: VideoFormat) -> Self {
        match format {
            VideoFormat::Mp4 => Self::H264,
            VideoFormat::Gif => Self::Gif,
            VideoFormat::Apng | VideoFormat::Webm | VideoFormat::Mov | VideoFormat::Mkv => Self::Png,
        }
    }

    /// Whether a run follows from the frame before its first, too.
    pub(super) fn looks_back(self) -> bool {
        self != Self::H264
    }

    /// Whether bytes are built like a packet of this codec that covers `area`. Nothing is decoded.
    pub(super) fn builds(self, bytes: &[u8], area: Area) -> bool {
        match self {
            // Units after their lengths, slices all of them.
            Self::H264 => {
                let mut rest = bytes;
                while let Some((length, after)) = rest.split_first_chunk() {
                    let Some((unit, after)) = after.split_at_checked(u32::from_be_bytes(*length) as usize)
                    else {
                        return false;
                    };
                    if !unit.first().is_some_and(|byte| matches!(byte & 31, 1 | 5)) {
                        return false;
                    }
                    rest = after;
                }
                rest.is_empty()
            }
            // The width of the codes, and then those.
            Self::Gif => bytes.len() > 1 && (2..=8).contains(&bytes[0]),
            Self::Png => picture::require_structure(bytes, (area.width, area.height)).is_ok(),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::H264 => "h264",
            Self::Gif => "gif",
            Self::Png => "png",
        }
    }

    /// The name of the file of the group whose first frame is `start`.
    pub(super) fn file(self, start: u32) -> String {
        format!("{}-{start:06}", self.name())
    }
}

/// One codec, and the groups that are on disk.
pub(super) struct Coding {
    pub(super) codec: Codec,
    /// The colours of a GIF.
    pub(super) palette: Option<Palette>,
    /// The folder of the groups' files; without one they are kept in memory.
    folder: Option<PathBuf>,
    /// What each group follows from, by its first frame.
    keys: BTreeMap<u32, Digest>,
    groups: Mutex<BTreeMap<u32, Group>>,
}

impl Coding {
    /// Looks for the groups of a clip whose pictures follow from `pictures`.
    pub(super) fn new(codec: Codec, work: &FrameLoop<'_>, pictures: &[Digest], pool: &ThreadPool) -> Self {
        let palette = (codec == Codec::Gif).then(|| pool.install(|| Palette::new(work.film)));
        let mut keys = BTreeMap::new();
        for (start, group) in (0_u32..).step_by(GROUP).zip(pictures.chunks(GROUP)) {
            let mut hasher = blake3::Hasher::new();
            hasher.update(format!("halfminute group {} {}\n", codec.name(), work.film.rate()).as_bytes());
            if let Some(palette) = &palette {
                hasher.update(&palette.bytes());
            }
            let before = start.checked_sub(1).filter(|_| codec.looks_back());
            let before = before.and_then(|before| pictures.get(before as usize));
            before.into_iter().chain(group).for_each(|picture| {
                hasher.update(picture.as_bytes());
            });
            keys.insert(start, hasher.finalize());
        }
        let folder = work.folder.groups();
        let mut groups = BTreeMap::new();
        if work.start == Start::Resume {
            let (size, count) = (work.film.size(), pictures.len() as u32);
            let of = |start: u32| GroupOf { codec, size, pictures: (count - start).min(GROUP as u32) };
            let find =
                |(&start, key)| Some((start, Group::read(folder.join(codec.file(start)), key, &of(start))?));
            groups.extend(keys.iter().filter_map(find));
        }
        Self { codec, palette, folder: Some(folder), keys, groups: Mutex::new(groups) }
    }

    /// A coding whose groups are kept in memory, to be compared with a video.
    pub(super) fn in_memory(codec: Codec, film: &Film, pool: &ThreadPool) -> Self {
        let palette = (codec == Codec::Gif).then(|| pool.install(|| Palette::new(film)));
        // Nothing is looked for, so that what a group follows from does not matter.
        let keys = (0..film.frame_count()).step_by(GROUP).map(|start| (start, blake3::hash(&[])));
        Self { codec, palette, folder: None, keys: keys.collect(), groups: Mutex::default() }
    }

    /// Whether the group whose first frame is `start` has to be coded.
    pub(super) fn lacks(&self, start: u32) -> bool {
        let groups = self.groups.lock().unwrap_or_else(PoisonError::into_inner);
        self.keys.contains_key(&start) && !groups.contains_key(&start)
    }

    /// Lays down the packets of the run whose first frame is `start`.
    pub(super) fn add(&self, start: u32, packets: &Packets) -> Result<(), ExportError> {
        let Some(key) = self.keys.get(&start) else { return Ok(()) };
        let group = match &self.folder {
            Some(folder) => Group::write(folder.join(self.codec.file(start)), key, packets)?,
            None => Group::in_memory(packets),
        };
        self.groups.lock().unwrap_or_else(PoisonError::into_inner).insert(start, group);
        Ok(())
    }

    /// All packets in order, and the palette.
    pub(super) fn finish(self) -> Result<(Spool, Option<Palette>), VideoError> {
        let groups = self.groups.into_inner().unwrap_or_else(PoisonError::into_inner);
        Ok((Spool::new(groups)?, self.palette))
    }
}

/// Whether a group's file may have this name.
fn is_group(name: &str) -> bool {
    let codecs = [Codec::H264, Codec::Gif, Codec::Png];
    let start = name.rsplit_once('-').and_then(|(_, start)| start.parse().ok());
    start.is_some_and(|start| codecs.iter().any(|codec| codec.file(start) == name))
}

/// Removes groups that are none of a clip of `count` frames in one of these codecs; with nothing left, the
/// folder.
pub(super) fn remove_others(clip: &ClipFolder, codecs: &[Codec], count: u32) -> Result<(), ExportError> {
    let folder = clip.groups();
    let ours = |start| codecs.iter().map(move |codec| codec.file(start));
    let keep: Vec<String> = (0..count).step_by(GROUP).flat_map(ours).collect();
    let entries = match fs::read_dir(&folder) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        entries => entries.map_err(|error| ExportError::write(&folder, error))?,
    };
    for entry in entries {
        let name = entry.map_err(|error| ExportError::write(&folder, error))?.file_name();
        let ours = name.to_str().is_some_and(is_group);
        if ours && !keep.iter().any(|keep| name == keep.as_str()) {
            atomic::remove(&folder.join(name))?;
        }
    }
    if codecs.is_empty() {
        atomic::remove_empty_folder(&folder);
    }
    Ok(())
}
