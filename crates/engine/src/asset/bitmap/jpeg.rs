//! Tests whether the coded data of a JPEG covers the whole picture.
//!
//! Decoders draw grey where data is missing and do not report it, not even in their strict modes, and a
//! truncated file may still end with an end marker. So the codes of every block are read here, without
//! computing a pixel. The names are those of ITU-T T.81.

mod bits;
mod scan;

use std::fmt;

use bits::{Bits, Codes};
use scan::{Part, Pass, Scan};

/// Maximum number of blocks of a picture: the decoder may hold all of them, at 128 bytes each. Three components
/// of the largest picture fit.
const BLOCKS: usize = 3 << 20;

/// Reason why the coded data of a JPEG does not cover its picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lack {
    /// The data ends before the picture is complete.
    Data,
    /// Markers or bits that no JPEG has.
    Damage,
    /// More scans than a picture of its size needs.
    Scans,
    /// More blocks than the decoder may hold at once.
    Blocks,
    /// A feature that this check does not support.
    Unfamiliar,
}

impl fmt::Display for Lack {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Data => "broken JPEG: it ends too early",
            Self::Damage => "broken JPEG: its coded data is damaged",
            Self::Scans => "JPEG of too many scans",
            Self::Blocks => "JPEG of too many pixels in four colours",
            Self::Unfamiliar => "JPEG of a rare kind",
        })
    }
}

/// A colour component of the picture.
struct Component {
    id: u8,
    /// Blocks per MCU, horizontally and vertically.
    sampling: [usize; 2],
    /// Blocks of the component, horizontally and vertically, without those that only pad the last MCUs.
    blocks: [usize; 2],
    /// Blocks per row, including those that pad the last MCU.
    stride: usize,
    /// For every block of a progressive JPEG, one bit per coefficient, set if the coefficient is not zero.
    nonzero: Vec<u64>,
    is_coded: bool,
}

/// The state of a JPEG, as given by the markers read so far.
#[derive(Default)]
struct Picture {
    /// Huffman tables for DC coefficients, then for AC coefficients; four tables each.
    codes: [[Option<Codes>; 4]; 2],
    components: Vec<Component>,
    /// MCUs of the picture, horizontally and vertically.
    mcus: [usize; 2],
    is_progressive: bool,
    /// MCUs between two restart markers; 0 if there are none.
    restart_interval: usize,
    /// Number of blocks that scans have coded so far.
    coded: usize,
}

/// Reads the markers of a JPEG and the codes of all its scans. A file with a feature that this check does not
/// support passes, and is left to the decoder.
pub(super) fn check(bytes: &[u8]) -> Result<(), Lack> {
    match walk(bytes) {
        Err(Lack::Unfamiliar) => Ok(()),
        result => result,
    }
}

fn walk(bytes: &[u8]) -> Result<(), Lack> {
    let mut picture = Picture::default();
    let mut rest = bytes.get(2..).ok_or(Lack::Data)?;
    loop {
        let marker_at = rest.windows(2).position(|pair| pair[0] == 0xff && !matches!(pair[1], 0 | 0xff));
        rest = &rest[marker_at.ok_or(Lack::Data)? + 1..];
        let (marker, after) = rest.split_first().ok_or(Lack::Data)?;
        if matches!(marker, 0x01 | 0xd0..=0xd8) {
            rest = after;
            continue;
        }
        if *marker == 0xd9 {
            let is_whole = picture.components.iter().all(|component| component.is_coded);
            return if is_whole { Ok(()) } else { Err(Lack::Data) };
        }
        let (length, _) = after.split_first_chunk::<2>().ok_or(Lack::Data)?;
        let length = usize::from(u16::from_be_bytes(*length));
        let segment = after.get(2..length).ok_or(Lack::Data)?;
        rest = &after[length..];
        match marker {
            0xc0..=0xc2 => picture.read_frame(segment, *marker == 0xc2)?,
            0xc4 => picture.read_codes(segment)?,
            0xc3 | 0xc5..=0xcf => return Err(Lack::Unfamiliar),
            0xdd => picture.restart_interval = usize::from(u16_at(segment, 0)?),
            0xda => rest = picture.read_scan(segment, rest)?,
            _ => {}
        }
    }
}

fn byte_at(segment: &[u8], at: usize) -> Result<u8, Lack> {
    segment.get(at).copied().ok_or(Lack::Damage)
}

fn u16_at(segment: &[u8], at: usize) -> Result<u16, Lack> {
    Ok(u16::from_be_bytes([byte_at(segment, at)?, byte_at(segment, at + 1)?]))
}

impl Picture {
    fn read_frame(&mut self, segment: &[u8], is_progressive: bool) -> Result<(), Lack> {
        let (precision, height, width) = (byte_at(segment, 0)?, u16_at(segment, 1)?, u16_at(segment, 3)?);
        let count = usize::from(byte_at(segment, 5)?);
        if precision != 8
            || width == 0
            || height == 0
            || !self.components.is_empty()
            || !(1..=4).contains(&count)
        {
            return Err(Lack::Unfamiliar);
        }
        let size = [usize::from(width), usize::from(height)];
        let mut samplings = Vec::new();
        for at in (6..).step_by(3).take(count) {
            let factors = byte_at(segment, at + 1)?;
            let sampling = [usize::from(factors >> 4), usize::from(factors & 15)];
            if sampling.iter().any(|factor| !(1..=4).contains(factor)) {
                return Err(Lack::Unfamiliar);
            }
            samplings.push((byte_at(segment, at)?, sampling));
        }
        let most = |side: usize| samplings.iter().map(|(_, sampling)| sampling[side]).max().unwrap_or(1);
        self.is_progressive = is_progressive;
        self.mcus = [0, 1].map(|side| size[side].div_ceil(8 * most(side)));
        let blocks_of_mcu: usize = samplings.iter().map(|(_, [wide, high])| wide * high).sum();
        if self.mcus[0] * self.mcus[1] * blocks_of_mcu > BLOCKS {
            return Err(Lack::Blocks);
        }
        let component = |(id, sampling): &(u8, [usize; 2])| {
            let stride = self.mcus[0] * sampling[0];
            let padded = stride * self.mcus[1] * sampling[1];
            Component {
                id: *id,
                sampling: *sampling,
                blocks: [0, 1].map(|side| (size[side] * sampling[side]).div_ceil(8 * most(side))),
                stride,
                nonzero: vec![0; if is_progressive { padded } else { 0 }],
                is_coded: false,
            }
        };
        self.components = samplings.iter().map(component).collect();
        Ok(())
    }

    fn read_codes(&mut self, mut segment: &[u8]) -> Result<(), Lack> {
        while let Some((target, rest)) = segment.split_first() {
            let (counts, rest) = rest.split_first_chunk::<16>().ok_or(Lack::Damage)?;
            let symbols: usize = counts.iter().map(|count| usize::from(*count)).sum();
            let (symbols, rest) = rest.split_at_checked(symbols).ok_or(Lack::Damage)?;
            let tables = self.codes.get_mut(usize::from(target >> 4)).ok_or(Lack::Damage)?;
            *tables.get_mut(usize::from(target & 15)).ok_or(Lack::Damage)? =
                Some(Codes::new(counts, symbols));
            segment = rest;
        }
        Ok(())
    }

    /// Reads the scan that `header` describes, and returns the bytes after its coded data.
    fn read_scan<'a>(&mut self, header: &[u8], data: &'a [u8]) -> Result<&'a [u8], Lack> {
        let count = usize::from(byte_at(header, 0)?);
        let mut parts = Vec::new();
        for at in (1..).step_by(2).take(count) {
            let (id, tables) = (byte_at(header, at)?, byte_at(header, at + 1)?);
            let component = self.components.iter().position(|component| component.id == id);
            parts.push(Part {
                component: component.ok_or(Lack::Damage)?,
                codes: [tables >> 4, tables & 15].map(usize::from),
            });
        }
        let pass = Pass::of(self.is_progressive, header.get(1 + 2 * count..).unwrap_or_default())?;
        let mut scan = Scan { bits: Bits::new(data), pass, empty_blocks: 0, picture: self };
        match &parts[..] {
            [] => return Err(Lack::Damage),
            [part] => scan.read_alone(part)?,
            parts => scan.read_together(parts)?,
        }
        Ok(scan.bits.rest())
    }
}
