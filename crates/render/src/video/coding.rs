//! Coding by workers, once for all formats with the same packets, and the coded groups that exist.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use rayon::ThreadPool;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use crate::{ClipFolder, Digest, ExportError, FrameLoop, Start, atomic, still};
use halfminute_check::CheckedFilm;
use halfminute_engine::film::BeatSpan;

use halfminute_media::{
    Codec, ColorCounts, FORMATS, GROUP, Group, GroupOf, Packets, Palette, Spool, VideoError,
};

/// One codec, with the groups that are coded so far.
pub(super) struct Coding {
    pub(super) codec: &'static Codec,
    /// Palette of a codec that needs one.
    pub(super) palette: Option<Palette>,
    /// Folder of the groups' files; `None` if groups are kept in memory.
    folder: Option<PathBuf>,
    /// Digest of everything that determines each group, by its first frame.
    keys: BTreeMap<u32, Digest>,
    groups: Mutex<BTreeMap<u32, Group>>,
}

impl Coding {
    /// Looks for existing groups of a clip whose frames have the digests `pictures`.
    pub(super) fn new(
        codec: &'static Codec,
        work: &FrameLoop<'_>,
        pictures: &[Digest],
        pool: &ThreadPool,
    ) -> Self {
        let palette = codec.needs_palette.then(|| pool.install(|| palette(work.film)));
        let mut keys = BTreeMap::new();
        for (start, group) in (0_u32..).step_by(GROUP).zip(pictures.chunks(GROUP)) {
            let mut hasher = blake3::Hasher::new();
            hasher.update(format!("halfminute group {} {}\n", codec.name, work.film.rate()).as_bytes());
            if let Some(palette) = &palette {
                hasher.update(&palette.bytes());
            }
            let before = start.checked_sub(1).filter(|_| codec.looks_back);
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

    /// A coding that keeps its groups in memory, for comparison with a video.
    pub(super) fn in_memory(codec: &'static Codec, film: &CheckedFilm, pool: &ThreadPool) -> Self {
        let palette = codec.needs_palette.then(|| pool.install(|| palette(film)));
        // No existing groups are looked for, so the digests do not matter.
        let keys = (0..film.frame_count()).step_by(GROUP).map(|start| (start, blake3::hash(&[])));
        Self { codec, palette, folder: None, keys: keys.collect(), groups: Mutex::default() }
    }

    /// True if the group whose first frame is `start` has to be coded.
    pub(super) fn lacks(&self, start: u32) -> bool {
        let groups = self.groups.lock().unwrap_or_else(PoisonError::into_inner);
        self.keys.contains_key(&start) && !groups.contains_key(&start)
    }

    /// Stores the packets of the run whose first frame is `start`.
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

/// The palette of a film's GIF. Two frames of each beat are examined: one from its lead-in, where elements are
/// blended, and its last one.
fn palette(film: &CheckedFilm) -> Palette {
    let looked_at = |beat: &BeatSpan| [beat.first + (beat.end - beat.first) / 8, beat.end.saturating_sub(1)];
    let frames: Vec<u32> = film.beats().iter().flat_map(looked_at).collect();
    let counts = frames.par_iter().map(|frame| ColorCounts::new(&still(film, *frame).rgb));
    Palette::new(counts.reduce(ColorCounts::default, ColorCounts::merge))
}

/// True for the name of a group's file.
fn is_group(name: &str) -> bool {
    let start = name.rsplit_once('-').and_then(|(_, start)| start.parse().ok());
    start.is_some_and(|start| FORMATS.iter().any(|format| format.codec.file(start) == name))
}

/// Removes groups that do not belong to a clip of `count` frames in one of these codecs; if there are no
/// codecs, also the folder.
pub(super) fn remove_others(clip: &ClipFolder, codecs: &[&Codec], count: u32) -> Result<(), ExportError> {
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
