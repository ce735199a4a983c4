//! Inspection of a Matroska or WebM file: its pictures, chapters and captions.

use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use halfminute_basics::time::Time;
use halfminute_files as files;

use super::super::VideoError;
use super::super::plan::Found;
use super::super::texts::{Texts, Timed};
use super::id;

/// Maximum number of bytes of a text or number; a caption has at most some hundred characters.
const LONGEST_TEXT: u64 = 64 << 10;
/// Maximum number of chapters, or captions, of a file.
const MOST_TEXTS: usize = 10_000;
/// `TrackType` of pictures, sound and subtitles (RFC 9559, 5.1.4.1.3).
const PICTURES: u64 = 1;
const SOUND: u64 = 2;
const SUBTITLES: u64 = 17;
/// The codec id of captions in WebM.
const WEB_VTT: &str = "D_WEBVTT/SUBTITLES";

/// Reads every element except for the pictures' data; the elements must fill the file.
pub(crate) fn read(path: &Path) -> Result<Found, VideoError> {
    let file = files::open(path)?;
    let end = file.metadata()?.len();
    let mut reader = Reader { file: BufReader::new(file), contents: Statements::default() };
    reader.file(end)?;
    reader.contents.found()
}

/// An element's id, and the start and end of its data, as byte offsets in the file.
struct Element {
    id: u64,
    start: u64,
    end: u64,
}

/// Values that were read so far.
#[derive(Default)]
struct Statements {
    /// Length of a tick, in nanoseconds.
    scale: u64,
    /// Duration of the file, in ticks.
    duration: f64,
    tracks: Vec<StatedTrack>,
    pictures: u32,
    /// Time of the first picture. If sound begins earlier, everything else is delayed by that.
    first: Option<Time>,
    texts: Texts,
}

/// Properties of a track, as stated in the file.
#[derive(Default)]
struct StatedTrack {
    number: u64,
    kind: u64,
    codec: String,
    size: (u64, u64),
}

struct Reader<R> {
    file: BufReader<R>,
    contents: Statements,
}

impl Statements {
    fn found(mut self) -> Result<Found, VideoError> {
        let first = self.first.unwrap_or(Time::ZERO);
        for caption in &mut self.texts.captions {
            (caption.start, caption.end) = (caption.start - first, caption.end - first);
        }
        let pictures = self.tracks.iter().find(|track| track.kind == PICTURES);
        let size = pictures.ok_or_else(|| broken("it has no pictures"))?.size;
        let side = |side: u64| u32::try_from(side).map_err(|_| broken("its pictures are too large"));
        let nanoseconds = self.duration * self.scale as f64;
        if !(0.0..1e13).contains(&nanoseconds) {
            return Err(broken("it does not say how long it is"));
        }
        Ok(Found {
            size: (side(size.0)?, side(size.1)?),
            pictures: self.pictures,
            duration: time(nanoseconds.round() as u64),
            rate: None,
            sound: self.tracks.iter().any(|track| track.kind == SOUND),
            texts: self.texts,
        })
    }

    fn time(&self, ticks: u64) -> Result<Time, VideoError> {
        let nanoseconds = ticks.checked_mul(self.scale).filter(|time| *time < 1 << 56);
        nanoseconds.map(time).ok_or_else(|| broken("it is longer than any clip"))
    }
}

impl<R: Read + Seek> Reader<R> {
    /// Reads a file with this length in bytes.
    fn file(&mut self, end: u64) -> Result<(), VideoError> {
        let header = self.element(0, end)?;
        if header.id != id::HEADER {
            return Err(broken("it does not begin as such a file does"));
        }
        let segment = self.element(header.end, end)?;
        if segment.id != id::SEGMENT || segment.end != end {
            return Err(broken("it is cut off, or goes on after its end"));
        }
        self.contents.scale = 1_000_000;
        self.each(&segment, Self::part)
    }

    /// Reads one top-level element of the segment.
    fn part(&mut self, part: &Element) -> Result<(), VideoError> {
        match part.id {
            id::INFO => self.each(part, |reader, element| {
                match element.id {
                    id::TIMESTAMP_SCALE => reader.contents.scale = reader.unsigned(element)?,
                    id::DURATION => reader.contents.duration = reader.float(element)?,
                    _ => {}
                }
                Ok(())
            }),
            id::TRACKS => self.each(part, Self::track),
            id::CHAPTERS => self.each(part, |reader, edition| match edition.id {
                id::EDITION => reader.each(edition, Self::chapter),
                _ => Ok(()),
            }),
            id::CLUSTER => self.cluster(part),
            _ => Ok(()),
        }
    }

    fn track(&mut self, element: &Element) -> Result<(), VideoError> {
        if element.id != id::TRACK || self.contents.tracks.len() > 100 {
            return Ok(());
        }
        let mut track = StatedTrack::default();
        self.each(element, |reader, element| {
            match element.id {
                id::NUMBER => track.number = reader.unsigned(element)?,
                id::TYPE => track.kind = reader.unsigned(element)?,
                id::CODEC => track.codec = reader.text(element)?,
                id::VIDEO => reader.each(element, |reader, element| {
                    match element.id {
                        id::WIDTH => track.size.0 = reader.unsigned(element)?,
                        id::HEIGHT => track.size.1 = reader.unsigned(element)?,
                        _ => {}
                    }
                    Ok(())
                })?,
                _ => {}
            }
            Ok(())
        })?;
        self.contents.tracks.push(track);
        Ok(())
    }

    fn chapter(&mut self, element: &Element) -> Result<(), VideoError> {
        if element.id != id::CHAPTER {
            return Ok(());
        }
        let (mut start, mut end, mut text) = (0, 0, String::new());
        self.each(element, |reader, element| {
            match element.id {
                id::CHAPTER_START => start = reader.unsigned(element)?,
                id::CHAPTER_END => end = reader.unsigned(element)?,
                id::DISPLAY => reader.each(element, |reader, element| {
                    if element.id == id::STRING {
                        text = reader.text(element)?;
                    }
                    Ok(())
                })?,
                _ => {}
            }
            Ok(())
        })?;
        if start.max(end) >= 1 << 56 {
            return Err(broken("it is longer than any clip"));
        }
        add(&mut self.contents.texts.chapters, Timed { start: time(start), end: time(end), text })
    }

    /// Counts the pictures of a cluster, and reads its captions.
    fn cluster(&mut self, cluster: &Element) -> Result<(), VideoError> {
        let mut timestamp = 0;
        self.each(cluster, |reader, element| match element.id {
            id::TIMESTAMP => {
                timestamp = reader.unsigned(element)?;
                Ok(())
            }
            id::SIMPLE_BLOCK => reader.block(element, timestamp, 0),
            id::BLOCK_GROUP => {
                let (mut block, mut duration) = (None, 0);
                reader.each(element, |reader, element| {
                    match element.id {
                        id::BLOCK => block = Some((element.start, element.end)),
                        id::BLOCK_DURATION => duration = reader.unsigned(element)?,
                        _ => {}
                    }
                    Ok(())
                })?;
                let (start, end) = block.ok_or_else(|| broken("a block of it is empty"))?;
                reader.block(&Element { id: id::BLOCK, start, end }, timestamp, duration)
            }
            _ => Ok(()),
        })
    }

    /// Reads a block; `cluster` is the timestamp of its cluster and `duration` its own, both in ticks.
    fn block(&mut self, block: &Element, cluster: u64, duration: u64) -> Result<(), VideoError> {
        let (number, start) = self.number(block.start, block.end, false)?;
        let [above, below, _flags] = self.array(start, block.end)?;
        let ticks = cluster.checked_add_signed(i16::from_be_bytes([above, below]).into());
        let ticks = ticks.ok_or_else(|| broken("a block of it comes before its start"))?;
        let Some(track) = self.contents.tracks.iter().find(|track| track.number == number) else {
            return Err(broken("a block of it belongs to no track"));
        };
        match track.kind {
            PICTURES => {
                let shown = self.contents.time(ticks)?;
                let contents = &mut self.contents;
                contents.first = Some(contents.first.map_or(shown, |first| first.min(shown)));
                contents.pictures = contents.pictures.saturating_add(1);
            }
            SUBTITLES => {
                let vtt = track.codec == WEB_VTT;
                let text = self.text(&Element { id: block.id, start: start + 3, end: block.end })?;
                // The text is preceded by the cue's identifier and its settings, one line each.
                let text =
                    if vtt { text.splitn(3, '\n').nth(2).unwrap_or_default().to_owned() } else { text };
                let end = ticks.saturating_add(duration);
                let (start, end) = (self.contents.time(ticks)?, self.contents.time(end)?);
                add(&mut self.contents.texts.captions, Timed { start, end, text })?;
            }
            _ => {}
        }
        Ok(())
    }

    /// Reads each child of an element; the children must fill it.
    fn each(
        &mut self,
        outer: &Element,
        mut take: impl FnMut(&mut Self, &Element) -> Result<(), VideoError>,
    ) -> Result<(), VideoError> {
        let mut at = outer.start;
        while at < outer.end {
            let element = self.element(at, outer.end)?;
            take(self, &element)?;
            at = element.end;
        }
        Ok(())
    }

    /// Reads the header of the element at `at`, which must end by `end`.
    fn element(&mut self, at: u64, end: u64) -> Result<Element, VideoError> {
        let (id, at) = self.number(at, end, true)?;
        let (size, start) = self.number(at, end, false)?;
        match start.checked_add(size).filter(|inner| *inner <= end) {
            Some(end) => Ok(Element { id, start, end }),
            None => Err(broken("it is cut off")),
        }
    }

    /// Reads a variable-length integer; returns it and the offset after it. It has one byte more than the first
    /// byte has leading zeros. An element's id keeps its length marker bit.
    fn number(&mut self, at: u64, end: u64, is_id: bool) -> Result<(u64, u64), VideoError> {
        let [first] = self.array(at, end)?;
        let more = first.leading_zeros();
        if more > 7 {
            return Err(broken("a number in it is too long"));
        }
        let mark = 0x80_u8 >> more;
        let mut value = u64::from(if is_id { first } else { first & !mark });
        for place in 1..=u64::from(more) {
            let [byte] = self.array(at + place, end)?;
            value = value << 8 | u64::from(byte);
        }
        Ok((value, at + 1 + u64::from(more)))
    }

    /// Reads `N` bytes, which must end by `end`.
    fn array<const N: usize>(&mut self, at: u64, end: u64) -> Result<[u8; N], VideoError> {
        let mut bytes = [0; N];
        if at + N as u64 > end {
            return Err(broken("it is cut off"));
        }
        self.seek(at)?;
        self.file.read_exact(&mut bytes)?;
        Ok(bytes)
    }

    /// Seeks to an offset, within the read-ahead buffer if possible.
    fn seek(&mut self, at: u64) -> Result<(), VideoError> {
        let now = self.file.stream_position()?;
        match i64::try_from(i128::from(at) - i128::from(now)) {
            Ok(off) => self.file.seek_relative(off)?,
            Err(_) => drop(self.file.seek(SeekFrom::Start(at))?),
        }
        Ok(())
    }

    fn bytes(&mut self, element: &Element) -> Result<Vec<u8>, VideoError> {
        let length = element.end.saturating_sub(element.start);
        if length > LONGEST_TEXT {
            return Err(broken("a text in it is longer than any"));
        }
        self.seek(element.start)?;
        let mut bytes = vec![0; length as usize];
        self.file.read_exact(&mut bytes)?;
        Ok(bytes)
    }

    fn unsigned(&mut self, element: &Element) -> Result<u64, VideoError> {
        let bytes = self.bytes(element)?;
        if bytes.len() > 8 {
            return Err(broken("a number in it is too long"));
        }
        Ok(bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)))
    }

    fn float(&mut self, element: &Element) -> Result<f64, VideoError> {
        let bytes = self.bytes(element)?;
        let double = bytes.as_slice().try_into().map(f64::from_be_bytes);
        let float = bytes.as_slice().try_into().map(|bytes| f64::from(f32::from_be_bytes(bytes)));
        double.or(float).map_err(|_| broken("a number in it is too long"))
    }

    fn text(&mut self, element: &Element) -> Result<String, VideoError> {
        let mut bytes = self.bytes(element)?;
        // Texts may be padded with zeros (RFC 8794, 7.4).
        while bytes.pop_if(|byte| *byte == 0).is_some() {}
        String::from_utf8(bytes).map_err(|_| broken("a text in it is not UTF-8"))
    }
}

fn add(texts: &mut Vec<Timed>, text: Timed) -> Result<(), VideoError> {
    if texts.len() == MOST_TEXTS {
        return Err(broken("it has more texts than any clip"));
    }
    texts.push(text);
    Ok(())
}

/// Converts nanoseconds, which are below two to the 56th, to the nearest flick.
fn time(nanoseconds: u64) -> Time {
    let flicks = (i128::from(nanoseconds) * i128::from(Time::PER_SECOND) + 500_000_000) / 1_000_000_000;
    Time::from_flicks(i64::try_from(flicks).unwrap_or(i64::MAX))
}

fn broken(reason: &str) -> VideoError {
    VideoError::Failed(reason.to_owned())
}

/// The chapters in a file without pictures.
#[cfg(test)]
pub(super) fn chapters_of(bytes: &[u8]) -> Vec<Timed> {
    let file = BufReader::new(std::io::Cursor::new(bytes));
    let mut reader = Reader { file, contents: Statements::default() };
    reader.file(bytes.len() as u64).unwrap();
    reader.contents.texts.chapters
}
