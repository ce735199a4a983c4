//! An MP4 file to what it says of its pictures.

use std::io::{BufReader, Seek, SeekFrom};
use std::path::Path;

use mp4_atom::{Atom, Header, Mdat, Moov, ReadAtom, ReadFrom, StszSamples, Trak};

use crate::files;
use crate::time::{Rate, Time};

use super::super::VideoError;
use super::super::plan::Found;
use super::unread;

/// Reads the index, which must come before the media and must not point beyond them.
pub(in super::super) fn read(path: &Path) -> Result<Found, VideoError> {
    let mut file = BufReader::new(files::open(path)?);
    let end = file.seek(SeekFrom::End(0))?;
    file.rewind()?;
    let mut moov = None;
    while file.stream_position()? < end {
        let header = Header::read_from(&mut file).map_err(unread)?;
        match header.kind {
            Moov::KIND => moov = Some(Moov::read_atom(&header, &mut file).map_err(unread)?),
            Mdat::KIND => {
                let moov = moov.ok_or_else(|| unread("its index comes after the media"))?;
                let start = file.stream_position()?;
                let length = header.size.map_or(end - start, |size| size as u64);
                if start + length != end {
                    return Err(unread("it is cut"));
                }
                return found(&moov, start..end);
            }
            _ => {
                let size = header.size.ok_or_else(|| unread("a part of it has no length"))?;
                file.seek_relative(size as i64)?;
            }
        }
    }
    Err(unread("it has no media"))
}

fn found(moov: &Moov, media: std::ops::Range<u64>) -> Result<Found, VideoError> {
    for track in &moov.trak {
        within(track, &media)?;
    }
    let is_video = |track: &&Trak| track.mdia.minf.vmhd.is_some();
    let track = moov.trak.iter().find(is_video).ok_or_else(|| unread("it has no pictures"))?;
    let table = &track.mdia.minf.stbl;
    let visual = table.stsd.codecs.first().and_then(|codec| codec.visual());
    let visual = visual.ok_or_else(|| unread("it does not say what its pictures are"))?;
    let scale = track.mdia.mdhd.timescale;
    let pictures: u32 = table.stts.entries.iter().map(|entry| entry.sample_count).sum();
    let ticks: u64 = table
        .stts
        .entries
        .iter()
        .map(|entry| u64::from(entry.sample_count) * u64::from(entry.sample_delta))
        .sum();
    if ticks != track.mdia.mdhd.duration || sizes(track).len() != pictures as usize {
        return Err(unread("it contradicts itself"));
    }
    let rate = match table.stts.entries.as_slice() {
        [only] => Rate::new(scale, only.sample_delta).ok(),
        _ => None,
    };
    let flicks = i128::from(ticks) * i128::from(Time::PER_SECOND) / i128::from(scale.max(1));
    Ok(Found {
        size: (u32::from(visual.width), u32::from(visual.height)),
        pictures,
        duration: Time::from_flicks(flicks as i64),
        rate,
    })
}

/// The chunks of a track lie within the media.
fn within(track: &Trak, media: &std::ops::Range<u64>) -> Result<(), VideoError> {
    let table = &track.mdia.minf.stbl;
    let places = table.stco.as_ref().map(|stco| stco.entries.as_slice()).unwrap_or_default();
    let bytes: u64 = sizes(track).iter().map(|size| u64::from(*size)).sum();
    let inside = places.iter().all(|place| media.contains(&u64::from(*place)));
    if inside && bytes <= media.end - media.start {
        Ok(())
    } else {
        Err(unread("its index points outside of the media"))
    }
}

fn sizes(track: &Trak) -> Vec<u32> {
    match &track.mdia.minf.stbl.stsz.samples {
        StszSamples::Different { sizes } => sizes.clone(),
        StszSamples::Identical { count, size } => vec![*size; *count as usize],
    }
}
