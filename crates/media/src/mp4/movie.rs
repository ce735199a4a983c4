//! Reading of the index of an MP4 or QuickTime file, and of the samples that it points to.

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::Path;

use mp4_atom::{Atom, Header, Mdat, Moov, ReadAtom, ReadFrom, StszSamples, Trak};

use halfminute_basics::time::Time;
use halfminute_files as files;

use super::super::VideoError;
use super::broken;

/// Maximum number of samples of one track.
const MOST_SAMPLES: u64 = 1_000_000;

/// An open file with its parsed index.
pub(crate) struct Movie {
    pub(super) moov: Moov,
    /// True if the index comes before the media, so that a player can start while the file is loading.
    pub(super) starts_fast: bool,
    media: Range<u64>,
    file: BufReader<File>,
}

/// A sample of a track: its position in the file, and its start and duration in ticks of the track.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sample {
    pub(crate) at: u64,
    pub(crate) size: u32,
    pub(super) start: u64,
    pub(super) ticks: u32,
}

impl Movie {
    /// Opens a file and reads its index. The boxes of the file must fill it.
    pub(crate) fn open(path: &Path) -> Result<Self, VideoError> {
        let mut file = BufReader::new(files::open(path)?);
        let end = file.seek(SeekFrom::End(0))?;
        file.rewind()?;
        let (mut moov, mut media, mut starts_fast) = (None, None, false);
        let mut at = 0;
        while at < end {
            let header = Header::read_from(&mut file).map_err(broken)?;
            let start = file.stream_position()?;
            let size = header.size.map_or(end - start, |size| size as u64);
            let Some(next) = start.checked_add(size).filter(|next| *next <= end) else {
                return Err(broken("it is cut off"));
            };
            match header.kind {
                Moov::KIND => moov = Some(Moov::read_atom(&header, &mut file).map_err(broken)?),
                Mdat::KIND => (media, starts_fast) = (Some(start..next), moov.is_some()),
                _ => {}
            }
            file.seek(SeekFrom::Start(next))?;
            at = next;
        }
        let moov = moov.ok_or_else(|| broken("it has no index"))?;
        let media = media.ok_or_else(|| broken("it has no media"))?;
        Ok(Self { moov, starts_fast, media, file })
    }

    /// The track of the pictures.
    pub(crate) fn pictures(&self) -> Result<&Trak, VideoError> {
        let is_video = |track: &&Trak| track.mdia.minf.vmhd.is_some();
        self.moov.trak.iter().find(is_video).ok_or_else(|| broken("it has no pictures"))
    }

    /// The samples of a track. They must lie within the media, and their total size must not exceed it,
    /// whatever the index says.
    pub(crate) fn samples(&self, track: &Trak) -> Result<Vec<Sample>, VideoError> {
        let (sizes, ticks, places) = (sizes(track)?, ticks(track)?, places(track)?);
        let mut samples = Vec::with_capacity(sizes.len());
        let mut start = 0_u64;
        let placed: usize = places.iter().map(|place| place.samples as usize).sum();
        if sizes.len() != ticks.len() || sizes.len() != placed {
            return Err(broken("its tables do not fit together"));
        }
        if sizes.iter().map(|size| u64::from(*size)).sum::<u64>() > self.media.end - self.media.start {
            return Err(broken("its index counts more bytes than its media have"));
        }
        let mut each = sizes.into_iter().zip(ticks);
        for Chunk { mut at, samples: count } in places {
            for (size, ticks) in each.by_ref().take(count as usize) {
                let end = at.checked_add(u64::from(size));
                let Some(end) = end.filter(|end| at >= self.media.start && *end <= self.media.end) else {
                    return Err(broken("its index points outside of the media"));
                };
                samples.push(Sample { at, size, start, ticks });
                (at, start) = (end, start + u64::from(ticks));
            }
        }
        Ok(samples)
    }

    /// Reads the bytes of a sample.
    pub(crate) fn bytes(&mut self, sample: &Sample) -> Result<Vec<u8>, VideoError> {
        let mut bytes = vec![0; sample.size as usize];
        self.file.seek(SeekFrom::Start(sample.at))?;
        self.file.read_exact(&mut bytes)?;
        Ok(bytes)
    }
}

/// The time of `ticks`, at `scale` ticks per second.
pub(super) fn time(ticks: u64, scale: u32) -> Result<Time, VideoError> {
    let flicks = i128::from(ticks) * i128::from(Time::PER_SECOND) / i128::from(scale.max(1));
    let flicks = i64::try_from(flicks).ok().filter(|flicks| *flicks < i64::MAX / 4);
    flicks.map(Time::from_flicks).ok_or_else(|| broken("it is longer than any clip"))
}

fn sizes(track: &Trak) -> Result<Vec<u32>, VideoError> {
    match &track.mdia.minf.stbl.stsz.samples {
        StszSamples::Different { sizes } => Ok(sizes.clone()),
        StszSamples::Identical { count, size } => {
            require_few(u64::from(*count))?;
            Ok(vec![*size; *count as usize])
        }
    }
}

fn ticks(track: &Trak) -> Result<Vec<u32>, VideoError> {
    let entries = &track.mdia.minf.stbl.stts.entries;
    require_few(entries.iter().map(|entry| u64::from(entry.sample_count)).sum())?;
    Ok(entries.iter().flat_map(|entry| vec![entry.sample_delta; entry.sample_count as usize]).collect())
}

/// A chunk: the position of its first sample, and the number of its samples.
struct Chunk {
    at: u64,
    samples: u32,
}

fn places(track: &Trak) -> Result<Vec<Chunk>, VideoError> {
    let table = &track.mdia.minf.stbl;
    let starts: Vec<u64> = match (&table.stco, &table.co64) {
        (Some(short), _) => short.entries.iter().map(|at| u64::from(*at)).collect(),
        (None, Some(long)) => long.entries.clone(),
        (None, None) => Vec::new(),
    };
    // Each entry applies from its first chunk, counted from 1, up to that of the next entry.
    let mut entries = table.stsc.entries.iter().peekable();
    let mut samples = 0;
    let mut places = Vec::with_capacity(starts.len());
    for (at, number) in starts.into_iter().zip(1..) {
        while let Some(entry) = entries.next_if(|entry| entry.first_chunk <= number) {
            samples = entry.samples_per_chunk;
        }
        places.push(Chunk { at, samples });
    }
    require_few(places.iter().map(|place| u64::from(place.samples)).sum())?;
    Ok(places)
}

fn require_few(samples: u64) -> Result<(), VideoError> {
    if samples <= MOST_SAMPLES { Ok(()) } else { Err(broken("it has more samples than any clip")) }
}

#[cfg(test)]
mod tests {
    use std::io::BufReader;

    use mp4_atom::{Moov, Stco, StscEntry, StszSamples, SttsEntry, Trak};

    use super::Movie;

    /// A track of three samples of `size` bytes, each in its own chunk.
    fn track(size: u32, places: [u32; 3]) -> Trak {
        let mut track = Trak::default();
        let table = &mut track.mdia.minf.stbl;
        table.stsz.samples = StszSamples::Identical { count: 3, size };
        table.stts.entries = vec![SttsEntry { sample_count: 3, sample_delta: 1 }];
        table.stsc.entries =
            vec![StscEntry { first_chunk: 1, samples_per_chunk: 1, sample_description_index: 1 }];
        table.stco = Some(Stco { entries: places.to_vec() });
        track
    }

    #[test]
    fn a_small_file_does_not_hold_many_bytes() {
        let file = BufReader::new(tempfile::tempfile().unwrap());
        let movie = Movie { moov: Moov::default(), starts_fast: true, media: 8..98, file };
        assert_eq!(movie.samples(&track(30, [8, 38, 68])).unwrap().len(), 3);
        assert!(movie.samples(&track(30, [8, 38, 69])).is_err(), "the last ends behind the media");
        assert!(movie.samples(&track(31, [8, 8, 8])).is_err(), "the same bytes three times");
    }
}
