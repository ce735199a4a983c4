//! Inspection of an MP4 or QuickTime file: its pictures, chapters and captions.

use std::path::Path;

use mp4_atom::Trak;

use halfminute_basics::time::{Rate, Time};

use super::super::VideoError;
use super::super::plan::Found;
use super::super::texts::{Texts, Timed};
use super::broken;
use super::movie::{Movie, time};

/// Reads the index of an MP4 file, which must come before the media, and its texts.
pub(crate) fn read(path: &Path) -> Result<Found, VideoError> {
    let movie = Movie::open(path)?;
    if movie.starts_fast { found(movie) } else { Err(broken("its index comes after the media")) }
}

/// Reads the index of a QuickTime file, and its texts.
pub(crate) fn read_quick_time(path: &Path) -> Result<Found, VideoError> {
    found(Movie::open(path)?)
}

fn found(mut movie: Movie) -> Result<Found, VideoError> {
    let texts = texts(&mut movie)?;
    let track = movie.pictures()?;
    let table = &track.mdia.minf.stbl;
    let samples = movie.samples(track)?;
    let ticks: u64 = samples.iter().map(|sample| u64::from(sample.ticks)).sum();
    if ticks != track.mdia.mdhd.duration {
        return Err(broken("its sample table and its duration disagree"));
    }
    let scale = track.mdia.mdhd.timescale;
    let rate = match table.stts.entries.as_slice() {
        [only] => Rate::new(scale, only.sample_delta).ok(),
        _ => None,
    };
    // If the library does not know the codec, the size is that of the track.
    let visual = table.stsd.codecs.first().and_then(|codec| codec.visual());
    let size = visual.map_or_else(
        || (track.tkhd.width.integer(), track.tkhd.height.integer()),
        |visual| (visual.width, visual.height),
    );
    let pictures = u32::try_from(samples.len()).map_err(|_| broken("it has more samples than any clip"))?;
    let size = (u32::from(size.0), u32::from(size.1));
    let sound = movie.moov.trak.iter().any(|track| track.mdia.minf.smhd.is_some());
    Ok(Found { size, pictures, duration: time(ticks, scale)?, rate, sound, texts })
}

/// Reads the texts: chapters from the track to which the pictures refer, captions from the other text track.
fn texts(movie: &mut Movie) -> Result<Texts, VideoError> {
    let references = movie.pictures()?.tref.iter().flat_map(|tref| &tref.track_reference_type_boxes);
    let chapters: Vec<u32> = references
        .filter(|reference| reference.reference_type.as_ref() == b"chap")
        .flat_map(|reference| reference.track_ids.clone())
        .collect();
    let is_text = |track: &&Trak| [b"text", b"sbtl"].contains(&track.mdia.hdlr.handler.as_ref());
    let tracks: Vec<Trak> = movie.moov.trak.iter().filter(is_text).cloned().collect();
    let mut texts = Texts::default();
    for track in tracks {
        let read = track_texts(movie, &track)?;
        match chapters.contains(&track.tkhd.track_id) {
            true => texts.chapters.extend(read),
            false => texts.captions.extend(read.into_iter().filter(|timed| !timed.text.is_empty())),
        }
    }
    require_list(movie, &texts.chapters)?;
    Ok(texts)
}

/// Reads the samples of a text track: a length of two bytes, the text, and optional style boxes.
fn track_texts(movie: &mut Movie, track: &Trak) -> Result<Vec<Timed>, VideoError> {
    let scale = track.mdia.mdhd.timescale;
    let mut texts = Vec::new();
    for sample in movie.samples(track)? {
        let bytes = movie.bytes(&sample)?;
        let text = bytes.split_first_chunk().and_then(|(length, text)| {
            let text = text.get(..usize::from(u16::from_be_bytes(*length)))?;
            std::str::from_utf8(text).ok()
        });
        let text = text.ok_or_else(|| broken("a text in it is cut off or not UTF-8"))?.to_owned();
        let end = sample.start + u64::from(sample.ticks);
        texts.push(Timed { start: time(sample.start, scale)?, end: time(end, scale)?, text });
    }
    Ok(texts)
}

/// Checks that the list of chapters, which some players read instead of the track, is the same, if there is
/// one.
fn require_list(movie: &Movie, chapters: &[Timed]) -> Result<(), VideoError> {
    let Some(list) = movie.moov.udta.as_ref().and_then(|udta| udta.chpl.as_ref()) else { return Ok(()) };
    let start = |timed: &Timed| {
        let ticks = i128::from(timed.start.flicks()) * 10_000_000 / i128::from(Time::PER_SECOND);
        u64::try_from(ticks).unwrap_or(0)
    };
    let expected = chapters.iter().take(super::index::MOST_LISTED);
    let expected = expected.map(|timed| (start(timed), super::index::short(&timed.text)));
    if list.entries.iter().map(|entry| (entry.start, entry.title.clone())).eq(expected) {
        Ok(())
    } else {
        Err(broken("its two lists of chapters differ"))
    }
}
