//! The samples of all tracks of an MP4 file, and their order in the file.
//!
//! A chunk holds the samples of one track for one group of pictures. The chunks of a group are next to each
//! other, so that a player reads only forwards: first the pictures, then the sound of the same period.

use std::io::Write;

use crate::captions::cues;
use crate::{Beat, Outline};
use halfminute_basics::escape::plain;
use halfminute_basics::time::Time;

use super::super::VideoError;
use super::super::flac::Flac;
use super::super::spool::Spool;

/// More bytes than the largest index has.
const INDEX: u64 = 1 << 28;

/// Consecutive samples of one track.
pub(super) struct Chunk {
    /// Offset of the first sample from the start of the media, in bytes.
    pub(super) at: u64,
    /// Number of samples in the chunk.
    pub(super) samples: u32,
}

/// The sample table of one track.
#[derive(Default)]
pub(super) struct Samples {
    /// Size of each sample, in bytes.
    pub(super) sizes: Vec<u32>,
    /// Duration of each sample, in ticks of the track's time scale.
    pub(super) ticks: Vec<u32>,
    /// Chunks of the track, in the order of the file.
    pub(super) chunks: Vec<Chunk>,
    /// Numbers, from 1, of the samples that can be decoded without others; empty if all can.
    pub(super) keys: Vec<u32>,
}

/// The tracks of a file, with the data of its texts and sound.
pub(super) struct Tracks {
    /// Pictures, with durations in ticks of the rate's numerator times its fineness.
    pub(super) pictures: Samples,
    /// Captions, in the same ticks.
    pub(super) captions: Samples,
    /// Titles of the beats, in the same ticks.
    pub(super) chapters: Samples,
    /// Sound, with durations in ticks of its own rate.
    pub(super) sound: Samples,
    /// Coded sound, if there is any.
    pub(super) flac: Option<Flac>,
    texts: Vec<u8>,
}

impl Tracks {
    /// The tracks of a clip with this sound; `groups` holds the sizes of its pictures in bytes, group by group.
    pub(super) fn new(groups: &[Vec<u32>], clip: &Outline, flac: Option<Flac>) -> Self {
        let mut tracks = Self {
            pictures: Samples::default(),
            captions: Samples::default(),
            chapters: Samples::default(),
            sound: Samples::default(),
            flac,
            texts: Vec::new(),
        };
        tracks.add_captions(clip);
        tracks.add_chapters(clip);
        let mut end = tracks.texts.len() as u64;
        let rate = clip.rate;
        for group in groups {
            let at = end;
            let samples = group.len() as u32;
            tracks.pictures.keys.push(tracks.pictures.sizes.len() as u32 + 1);
            for bytes in group {
                tracks.pictures.sizes.push(*bytes);
                tracks.pictures.ticks.push(rate.denominator() * super::index::fineness(rate));
                end += u64::from(*bytes);
            }
            tracks.pictures.chunks.push(Chunk { at, samples });
            let shown = rate.instant(tracks.pictures.sizes.len() as u32);
            end += tracks.add_sound(end, shown);
        }
        tracks
    }

    /// Captions and titles, which are the first bytes of the media.
    #[cfg(feature = "mp4")]
    pub(super) fn texts(&self) -> &[u8] {
        &self.texts
    }

    /// The number of bytes of all media.
    pub(super) fn bytes(&self) -> u64 {
        let sum = |samples: &Samples| samples.sizes.iter().map(|size| u64::from(*size)).sum::<u64>();
        sum(&self.pictures) + sum(&self.captions) + sum(&self.chapters) + sum(&self.sound)
    }

    /// True if the length of the media, or positions in them, take more than 32 bits. The index before them
    /// takes less than [`INDEX`].
    pub(super) fn are_large(&self) -> bool {
        self.bytes() > u64::from(u32::MAX) - INDEX
    }

    /// Writes the media of all tracks.
    pub(super) fn write(&self, spool: &Spool, out: &mut impl Write) -> Result<(), VideoError> {
        out.write_all(&self.texts)?;
        let ends: Vec<u32> = self
            .pictures
            .chunks
            .iter()
            .scan(0, |end, chunk| {
                *end += chunk.samples;
                Some(*end)
            })
            .collect();
        let (mut picture, mut heard) = (0, 0);
        let mut sound = self.sound.chunks.iter();
        spool.each(|_, bytes| {
            out.write_all(bytes)?;
            picture += 1;
            if let (true, Some(flac)) = (ends.contains(&picture), &self.flac) {
                for _ in 0..sound.next().map_or(0, |chunk| chunk.samples) {
                    out.write_all(&flac.frames[heard])?;
                    heard += 1;
                }
            }
            Ok(())
        })
    }

    /// Adds a sample for each caption and for each period without one (3GPP timed text, TS 26.245).
    fn add_captions(&mut self, clip: &Outline) {
        let cues = cues(clip);
        if cues.is_empty() {
            return;
        }
        let mut now = Time::ZERO;
        let mut texts = Vec::new();
        for cue in cues {
            texts.extend([(String::new(), now, cue.start), (cue.timed_text(), cue.start, cue.end)]);
            now = cue.end;
        }
        texts.push((String::new(), now, clip.duration()));
        self.captions = self.add_texts(clip, &texts);
    }

    /// Adds one sample per beat, with its title.
    fn add_chapters(&mut self, clip: &Outline) {
        let at = |frame| clip.rate.instant(frame);
        let text = |beat: &Beat| (plain(&beat.title).into_owned(), at(beat.first), at(beat.end));
        self.chapters = self.add_texts(clip, &clip.beats.iter().map(text).collect::<Vec<_>>());
    }

    /// Appends texts, each with its start and end, after those of earlier calls.
    fn add_texts(&mut self, clip: &Outline, texts: &[(String, Time, Time)]) -> Samples {
        let ticks = |time: Time| {
            let frames = time.flicks() / clip.rate.frame().flicks();
            frames as u32 * clip.rate.denominator() * super::index::fineness(clip.rate)
        };
        let at = self.texts.len() as u64;
        let mut samples = Samples::default();
        for (text, start, end) in texts.iter().filter(|(_, start, end)| start < end) {
            // A caption or a title has at most some hundred characters.
            let length = u16::try_from(text.len()).unwrap_or(0);
            self.texts.extend(length.to_be_bytes());
            self.texts.extend(&text.as_bytes()[..usize::from(length)]);
            samples.sizes.push(2 + u32::from(length));
            samples.ticks.push(ticks(*end) - ticks(*start));
        }
        samples.chunks.push(Chunk { at, samples: samples.sizes.len() as u32 });
        samples
    }

    /// Places the sound before `until` at the offset `at`; returns its number of bytes.
    fn add_sound(&mut self, at: u64, until: Time) -> u64 {
        let Some(flac) = &self.flac else { return 0 };
        let first = self.sound.sizes.len();
        let heard = |samples: &Samples| samples.ticks.iter().map(|ticks| i64::from(*ticks)).sum::<i64>();
        let mut now = heard(&self.sound);
        let end = until.flicks() / (Time::PER_SECOND / 100) * i64::from(flac.rate) / 100;
        let last = until >= flac.duration();
        while let Some(frame) = flac.frames.get(self.sound.sizes.len())
            && (now < end || last)
        {
            let ticks = flac.ticks(self.sound.sizes.len());
            self.sound.sizes.push(frame.len() as u32);
            self.sound.ticks.push(ticks);
            now += i64::from(ticks);
        }
        let new = &self.sound.sizes[first..];
        let bytes = new.iter().map(|size| u64::from(*size)).sum();
        self.sound.chunks.push(Chunk { at, samples: new.len() as u32 });
        bytes
    }
}
