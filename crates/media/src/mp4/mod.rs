//! Writing and reading of MP4 files with H.264 pictures, sound and captions.
//!
//! The index comes before the media, so that a player can start while the file is still loading. Every picture
//! has the same duration, exact in the time scale of the media; the beats are the chapters.

use std::io::{BufWriter, Write};

use mp4_atom::{Encode, Ftyp, Moov};

use crate::Outline;

use super::flac;
use super::group::Group;
use super::language::{Language, in_language};
use super::{Codec, Coder, Contents, Palette, VideoError};

#[cfg(feature = "mp4")]
mod compare;
mod index;
mod level;
mod movie;
mod read;
mod tracks;

#[cfg(feature = "mp4")]
pub use compare::Pictures;
pub(super) use read::{read, read_quick_time};

use tracks::Tracks;

/// The codec of MP4 files.
pub(super) static H264: Codec = Codec {
    name: "h264",
    looks_back: false,
    needs_palette: false,
    is_packet: |bytes, _| are_slices(bytes),
    coder,
};

/// True for units, each after its length, all of which are slices.
fn are_slices(mut units: &[u8]) -> bool {
    while let Some((length, rest)) = units.split_first_chunk() {
        let unit = rest.split_at_checked(u32::from_be_bytes(*length) as usize);
        let Some((unit, after)) = unit else { return false };
        if !unit.first().is_some_and(|byte| matches!(byte & 31, 1 | 5)) {
            return false;
        }
        units = after;
    }
    units.is_empty()
}

/// Checks that this build has an H.264 encoder.
pub(super) fn check() -> Result<(), VideoError> {
    if cfg!(feature = "mp4") {
        return Ok(());
    }
    Err(VideoError::Missing(
        "this build has no H.264 encoder: build with `--features mp4`, or ask for `--format webm`, which takes \
         the program `ffmpeg`"
            .to_owned(),
    ))
}

/// An encoder for one worker.
#[cfg(feature = "mp4")]
fn coder<'a>(clip: &Outline, _: Option<&'a Palette>) -> Result<Box<dyn Coder + 'a>, VideoError> {
    Ok(Box::new(super::h264::H264Coder::new(clip.size, clip.rate)))
}

/// An encoder for one worker; this build has none.
#[cfg(not(feature = "mp4"))]
fn coder<'a>(_: &Outline, _: Option<&'a Palette>) -> Result<Box<dyn Coder + 'a>, VideoError> {
    Err(check().err().unwrap_or_else(|| VideoError::Missing("no H.264 encoder".to_owned())))
}

/// Writes an MP4 file of all packets.
pub(super) fn write(contents: &Contents<'_>, out: impl Write) -> Result<(), VideoError> {
    let Contents { spool, clip, sound, .. } = *contents;
    let sizes = |group: &Group| group.table.iter().map(|packet| packet.bytes).collect();
    let groups: Vec<Vec<u32>> = spool.runs().iter().map(sizes).collect();
    let tracks = Tracks::new(&groups, clip, sound.map(flac::encode).transpose()?);
    let mut out = BufWriter::new(out);
    out.write_all(&head(&tracks, clip, spool.header())?)?;
    tracks.write(spool, &mut out)?;
    out.flush().map_err(VideoError::from)
}

/// All bytes before the media.
fn head(tracks: &Tracks, clip: &Outline, header: &[u8]) -> Result<Vec<u8>, VideoError> {
    let ftyp = Ftyp {
        major_brand: b"isom".into(),
        minor_version: 512,
        compatible_brands: vec![b"isom".into(), b"iso2".into(), b"avc1".into(), b"mp41".into()],
    };
    let mut head = Vec::new();
    ftyp.encode(&mut head)?;
    // The index contains positions of the media after it, so its own length is needed first.
    let length = encoded(&index::index(tracks, clip, header, 0)?, clip)?.len();
    let media = media_header(tracks);
    let start = head.len() + length + media.len();
    head.extend(encoded(&index::index(tracks, clip, header, start as u64)?, clip)?);
    head.extend(media);
    Ok(head)
}

/// Length and type of the box that holds the media (ISO/IEC 14496-12, section 4.2).
fn media_header(tracks: &Tracks) -> Vec<u8> {
    let bytes = tracks.bytes();
    if tracks.are_large() {
        let follows = 1_u32;
        [&follows.to_be_bytes()[..], b"mdat", &(bytes + 16).to_be_bytes()].concat()
    } else {
        [&(bytes as u32 + 8).to_be_bytes()[..], b"mdat"].concat()
    }
}

/// The encoded index, in which every track has the language of the clip.
fn encoded(moov: &Moov, clip: &Outline) -> Result<Vec<u8>, VideoError> {
    let mut bytes = Vec::new();
    moov.encode(&mut bytes)?;
    Ok(in_language(&bytes, Language::of(clip)))
}

fn broken(reason: impl std::fmt::Display) -> VideoError {
    VideoError::Failed(reason.to_string())
}

impl From<mp4_atom::Error> for VideoError {
    fn from(error: mp4_atom::Error) -> Self {
        Self::Failed(format!("cannot write the index: {error}"))
    }
}
