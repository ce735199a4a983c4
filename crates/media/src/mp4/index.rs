//! The index of an MP4 file: the `moov` box (ISO/IEC 14496-12).

use mp4_atom::{
    Audio, Avc1, Avcc, Chpl, ChplEntry, Co64, Codec, Colr, Dinf, Dref, DrefEntry, FlacMetadataBlock, FourCC,
    Hdlr, Mdhd, Mdia, Minf, Moov, Mvhd, Nmhd, Smhd, Stbl, Stco, Stsc, StscEntry, Stsd, Stss, Stsz,
    StszSamples, Stts, SttsEntry, Tkhd, TrackReferenceTypeBox, Trak, Tref, Tx3g, Udta, Url, Visual, Vmhd,
};

use crate::Outline;
use halfminute_basics::escape::plain;
use halfminute_basics::time::{Rate, Time};

use super::super::VideoError;
use super::super::flac::Flac;
use super::level;
use super::tracks::{Samples, Tracks};

/// The lowest time scale, in ticks per second.
const FINEST: u32 = 1000;

/// The factor from a rate's numerator to the time scale. A frame lasts the rate's denominator times this
/// factor, in ticks.
pub(super) fn fineness(rate: Rate) -> u32 {
    FINEST.div_ceil(rate.numerator())
}

/// The index of `tracks`, whose media begin at byte `start` of the file.
pub(super) fn index(tracks: &Tracks, clip: &Outline, header: &[u8], start: u64) -> Result<Moov, VideoError> {
    let scale = clip.rate.numerator() * fineness(clip.rate);
    let shape = Shape { scale, duration: clip.duration(), start, large: tracks.are_large() };
    let mut trak = vec![shape.pictures(&tracks.pictures, clip, header)?];
    if let Some(flac) = &tracks.flac {
        trak.push(shape.sound(&tracks.sound, flac, trak.len())?);
    }
    if !tracks.captions.sizes.is_empty() {
        trak.push(shape.captions(&tracks.captions, clip.size, trak.len())?);
    }
    // Some players read the chapters only from a track, others only from the list in `udta`.
    let chapters = shape.chapters(&tracks.chapters, clip.size, trak.len())?;
    let reference_type = FourCC::new(b"chap");
    let track_ids = vec![chapters.tkhd.track_id];
    trak[0].tref =
        Some(Tref { track_reference_type_boxes: vec![TrackReferenceTypeBox { reference_type, track_ids }] });
    trak.push(chapters);
    let mvhd = Mvhd {
        timescale: scale,
        duration: shape.ticks(scale),
        rate: 1.into(),
        volume: 1.into(),
        next_track_id: trak.len() as u32 + 1,
        ..Mvhd::default()
    };
    let udta = Udta { chpl: Some(list_of_chapters(clip)), ..Udta::default() };
    Ok(Moov { mvhd, trak, udta: Some(udta), ..Moov::default() })
}

/// Values that all tracks share.
struct Shape {
    scale: u32,
    duration: Time,
    start: u64,
    /// True if chunk offsets take 64 bits.
    large: bool,
}

/// Properties in which tracks differ.
struct TrackHead {
    number: usize,
    handler: [u8; 4],
    name: &'static str,
    codec: Codec,
    /// Time scale of the track, in ticks per second.
    scale: u32,
    enabled: bool,
    size: (u32, u32),
}

impl Shape {
    fn pictures(&self, samples: &Samples, clip: &Outline, header: &[u8]) -> Result<Trak, VideoError> {
        let size = clip.size;
        let visual = Visual { data_reference_index: 1, ..visual(size)? };
        let colr = Colr::Nclx {
            colour_primaries: BT709,
            transfer_characteristics: SRGB,
            matrix_coefficients: BT709,
            full_range_flag: false,
        };
        let avcc = parameter_sets(header, level::required(size, clip.rate))?;
        let codec = Avc1 {
            visual,
            avcc,
            colr: Some(colr),
            btrt: None,
            pasp: None,
            taic: None,
            fiel: None,
            spatial: None,
        };
        let codec = codec.into();
        let (number, scale) = (1, self.scale);
        self.track(
            samples,
            TrackHead { number, handler: *b"vide", name: "pictures", codec, scale, enabled: true, size },
        )
    }

    fn sound(&self, samples: &Samples, flac: &Flac, before: usize) -> Result<Trak, VideoError> {
        let rate = u16::try_from(flac.rate).map_err(|_| too_large())?;
        let audio = Audio {
            data_reference_index: 1,
            channel_count: u16::from(flac.channels),
            sample_size: u16::from(flac.bits),
            sample_rate: rate.into(),
        };
        let dfla = mp4_atom::Dfla {
            blocks: vec![FlacMetadataBlock::StreamInfo {
                minimum_block_size: flac.block,
                maximum_block_size: flac.block,
                // Zero means unknown.
                minimum_frame_size: 0_u32.try_into().map_err(|_| too_large())?,
                maximum_frame_size: 0_u32.try_into().map_err(|_| too_large())?,
                sample_rate: flac.rate,
                num_channels_minus_one: flac.channels - 1,
                bits_per_sample_minus_one: flac.bits - 1,
                number_of_interchannel_samples: flac.samples,
                md5_checksum: flac.md5.to_vec(),
            }],
        };
        let codec = mp4_atom::Flac { audio, dfla }.into();
        let (number, scale) = (before + 1, flac.rate);
        self.track(
            samples,
            TrackHead { number, handler: *b"soun", name: "sound", codec, scale, enabled: true, size: (0, 0) },
        )
    }

    /// The track of captions. The picture shows them already: the track is there to be searched and read aloud,
    /// and players do not display it by default.
    fn captions(&self, samples: &Samples, size: (u32, u32), before: usize) -> Result<Trak, VideoError> {
        let codec = Tx3g { data_reference_index: 1, ..Tx3g::default() }.into();
        let (number, scale) = (before + 1, self.scale);
        self.track(
            samples,
            TrackHead { number, handler: *b"sbtl", name: "captions", codec, scale, enabled: false, size },
        )
    }

    /// The track of chapters, for players that read them from a track to which the pictures refer.
    fn chapters(&self, samples: &Samples, size: (u32, u32), before: usize) -> Result<Trak, VideoError> {
        let codec = Tx3g { data_reference_index: 1, ..Tx3g::default() }.into();
        let (number, scale) = (before + 1, self.scale);
        self.track(
            samples,
            TrackHead { number, handler: *b"text", name: "chapters", codec, scale, enabled: false, size },
        )
    }

    fn track(&self, samples: &Samples, track: TrackHead) -> Result<Trak, VideoError> {
        let visual = track.handler == *b"vide";
        let (width, height) = track.size;
        let side = |side: u32| u16::try_from(side).map_err(|_| too_large());
        let tkhd = Tkhd {
            track_id: track.number as u32,
            duration: self.ticks(self.scale),
            enabled: track.enabled,
            in_movie: true,
            volume: u8::from(track.handler == *b"soun").into(),
            width: side(width)?.into(),
            height: side(height)?.into(),
            ..Tkhd::default()
        };
        let ticks = samples.ticks.iter().map(|ticks| u64::from(*ticks)).sum();
        let mdhd =
            Mdhd { timescale: track.scale, duration: ticks, language: "und".to_owned(), ..Mdhd::default() };
        let hdlr = Hdlr { handler: FourCC::new(&track.handler), name: track.name.to_owned() };
        let minf = Minf {
            vmhd: visual.then(Vmhd::default),
            smhd: (track.handler == *b"soun").then(Smhd::default),
            nmhd: [*b"sbtl", *b"text"].contains(&track.handler).then(Nmhd::default),
            dinf: Dinf { dref: Dref { entries: vec![DrefEntry::Url(Url { location: String::new() })] } },
            stbl: self.samples(samples, track.codec)?,
            ..Minf::default()
        };
        Ok(Trak { tkhd, mdia: Mdia { mdhd, hdlr, minf }, ..Trak::default() })
    }

    /// The sample table: positions, durations and the codec of the samples.
    fn samples(&self, samples: &Samples, codec: Codec) -> Result<Stbl, VideoError> {
        let lengths = samples.ticks.chunk_by(|a, b| a == b);
        let lengths = lengths.map(|run| SttsEntry { sample_count: run.len() as u32, sample_delta: run[0] });
        let chunks: Vec<_> = samples.chunks.iter().filter(|chunk| chunk.samples > 0).collect();
        let places = chunks.iter().map(|chunk| self.start + chunk.at);
        let (stco, co64) = match self.large {
            true => (None, Some(Co64 { entries: places.collect() })),
            // Offsets are below the end of the media, which fits into 32 bits.
            false => (Some(Stco { entries: places.map(|place| place as u32).collect() }), None),
        };
        let mut sizes_of_chunks: Vec<StscEntry> = Vec::new();
        for (chunk, number) in chunks.iter().zip(1..) {
            if sizes_of_chunks.last().is_none_or(|entry| entry.samples_per_chunk != chunk.samples) {
                sizes_of_chunks.push(StscEntry {
                    first_chunk: number,
                    samples_per_chunk: chunk.samples,
                    sample_description_index: 1,
                });
            }
        }
        Ok(Stbl {
            stsd: Stsd { codecs: vec![codec] },
            stts: Stts { entries: lengths.collect() },
            stss: (!samples.keys.is_empty()).then(|| Stss { entries: samples.keys.clone() }),
            stsc: Stsc { entries: sizes_of_chunks },
            stsz: Stsz { samples: StszSamples::Different { sizes: samples.sizes.clone() } },
            stco,
            co64,
            ..Stbl::default()
        })
    }

    /// The clip's duration in ticks, at `scale` ticks per second.
    fn ticks(&self, scale: u32) -> u64 {
        let ticks = i128::from(self.duration.flicks()) * i128::from(scale) / i128::from(Time::PER_SECOND);
        ticks as u64
    }
}

/// Index of the byte in the sequence parameter set that holds the level.
const LEVEL: usize = 3;

/// Code points for colour primaries, matrix and transfer function (ITU-T H.273).
const BT709: u16 = 1;
const SRGB: u16 = 13;

fn visual((width, height): (u32, u32)) -> Result<Visual, VideoError> {
    let side = |side: u32| u16::try_from(side).map_err(|_| too_large());
    Ok(Visual { width: side(width)?, height: side(height)?, ..Visual::default() })
}

/// The sequence and picture parameter sets, from two units that follow their lengths. The encoder assumes at
/// most 60 frames per second, so its level may be too low and is raised if necessary.
fn parameter_sets(header: &[u8], level: u8) -> Result<Avcc, VideoError> {
    let unit = |bytes: &[u8]| -> Option<(Vec<u8>, usize)> {
        let length = u32::from_be_bytes(*bytes.first_chunk()?) as usize;
        Some((bytes.get(4..4 + length)?.to_vec(), 4 + length))
    };
    let sets = unit(header).and_then(|(sequence, end)| Some((sequence, unit(&header[end..])?.0)));
    let (mut sequence, picture) =
        sets.ok_or_else(|| VideoError::Failed("the H.264 encoder gave no parameters".to_owned()))?;
    if let Some(number) = sequence.get_mut(LEVEL) {
        *number = level.max(*number);
    }
    Avcc::new(&sequence, &picture).map_err(VideoError::from)
}

/// Maximum number of entries of a list of chapters.
pub(super) const MOST_LISTED: usize = 255;

/// The list of chapters, one per beat. Its times are in units of 100 nanoseconds, and its titles have at most
/// 255 bytes.
fn list_of_chapters(clip: &Outline) -> Chpl {
    let start = |first| {
        let flicks = i128::from(clip.rate.instant(first).flicks());
        (flicks * 10_000_000 / i128::from(Time::PER_SECOND)) as u64
    };
    let entry =
        |beat: &crate::Beat| ChplEntry { start: start(beat.first), title: short(&plain(&beat.title)) };
    Chpl { entries: clip.beats.iter().take(MOST_LISTED).map(entry).collect() }
}

/// A title, cut between two characters to at most 255 bytes.
pub(super) fn short(title: &str) -> String {
    let end = (0..=title.len().min(255)).rev().find(|end| title.is_char_boundary(*end));
    title[..end.unwrap_or(0)].to_owned()
}

fn too_large() -> VideoError {
    VideoError::Unsupported("a number is too large for mp4".to_owned())
}
