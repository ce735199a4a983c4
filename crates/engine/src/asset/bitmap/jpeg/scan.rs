//! Reading of the Huffman codes of one JPEG scan.

use super::bits::{Bits, Codes};
use super::{BLOCKS, Lack, Picture, byte_at};

/// Maximum number of blocks of 8 by 8 samples, counted once per scan: ten scans of the largest picture.
const CODED: usize = 10 * BLOCKS;

/// The part of a block's coefficients that a scan codes.
#[derive(Clone, Copy)]
pub(super) enum Pass {
    /// All coefficients, in a sequential JPEG.
    Whole,
    /// The first bits of the DC coefficient.
    Mean,
    /// One more bit of the DC coefficient.
    MeanBit,
    /// The first bits of the AC coefficients in a band, given by its first and last index.
    Band(u32, u32),
    /// One more bit of the AC coefficients in a band, given by its first and last index.
    BandBit(u32, u32),
}

impl Pass {
    /// Reads the pass from the last three bytes of a scan's header.
    pub(super) fn of(is_progressive: bool, header: &[u8]) -> Result<Self, Lack> {
        let (first, last) = (u32::from(byte_at(header, 0)?), u32::from(byte_at(header, 1)?));
        let is_first = byte_at(header, 2)? >> 4 == 0;
        match (is_progressive, first, is_first) {
            (false, ..) => Ok(Self::Whole),
            (true, 0, _) if last > 0 => Err(Lack::Damage),
            (true, 0, true) => Ok(Self::Mean),
            (true, 0, false) => Ok(Self::MeanBit),
            (true, ..) if first > last || last > 63 => Err(Lack::Damage),
            (true, _, true) => Ok(Self::Band(first, last)),
            (true, _, false) => Ok(Self::BandBit(first, last)),
        }
    }
}

/// A component's part in a scan.
pub(super) struct Part {
    /// Index of the component in the picture.
    pub(super) component: usize,
    /// Numbers of the tables for DC and AC coefficients.
    pub(super) codes: [usize; 2],
}

/// A scan that is being read.
pub(super) struct Scan<'a, 'b> {
    pub(super) picture: &'b mut Picture,
    pub(super) bits: Bits<'a>,
    pub(super) pass: Pass,
    /// Number of following blocks without new coefficients in the band (the end-of-band run).
    pub(super) empty_blocks: u32,
}

impl Scan<'_, '_> {
    /// Reads a scan of one component, which codes only blocks that contain a part of the picture.
    pub(super) fn read_alone(&mut self, part: &Part) -> Result<(), Lack> {
        let component = &self.picture.components[part.component];
        let ([columns, rows], stride) = (component.blocks, component.stride);
        self.count(columns * rows)?;
        let mut unit = 0;
        while unit < columns * rows {
            self.restart_before(unit)?;
            // No codes are read for blocks in an end-of-band run.
            if matches!(self.pass, Pass::Band(..))
                && self.picture.restart_interval == 0
                && self.empty_blocks > 0
            {
                unit += self.empty_blocks as usize;
                self.empty_blocks = 0;
                continue;
            }
            self.block(part, unit / columns * stride + unit % columns)?;
            unit += 1;
        }
        self.picture.components[part.component].is_coded = true;
        Ok(())
    }

    /// Reads a scan of several components, whose blocks are interleaved in each MCU.
    pub(super) fn read_together(&mut self, parts: &[Part]) -> Result<(), Lack> {
        let [columns, rows] = self.picture.mcus;
        let blocks = |part: &Part| self.picture.components[part.component].sampling.iter().product::<usize>();
        let blocks: usize = parts.iter().map(blocks).sum();
        self.count(columns * rows * blocks)?;
        for unit in 0..columns * rows {
            self.restart_before(unit)?;
            for part in parts {
                let component = &self.picture.components[part.component];
                let ([wide, high], stride) = (component.sampling, component.stride);
                for inner in 0..wide * high {
                    let row = unit / columns * high + inner / wide;
                    self.block(part, row * stride + unit % columns * wide + inner % wide)?;
                }
            }
        }
        for part in parts {
            self.picture.components[part.component].is_coded = true;
        }
        Ok(())
    }

    fn count(&mut self, blocks: usize) -> Result<(), Lack> {
        self.picture.coded += blocks;
        if self.picture.coded > CODED { Err(Lack::Scans) } else { Ok(()) }
    }

    fn restart_before(&mut self, unit: usize) -> Result<(), Lack> {
        let interval = self.picture.restart_interval;
        if interval > 0 && unit > 0 && unit.is_multiple_of(interval) {
            self.empty_blocks = 0;
            self.bits.restart()?;
        }
        Ok(())
    }

    /// Reads the codes of one block.
    fn block(&mut self, part: &Part, block: usize) -> Result<(), Lack> {
        let [means, others] = part.codes;
        let [mean_codes, other_codes] = &self.picture.codes;
        let mean = || mean_codes.get(means).and_then(Option::as_ref).ok_or(Lack::Unfamiliar);
        let other = || other_codes.get(others).and_then(Option::as_ref).ok_or(Lack::Unfamiliar);
        let nonzero = self.picture.components[part.component].nonzero.get_mut(block);
        match self.pass {
            Pass::Whole => {
                read_mean(&mut self.bits, mean()?)?;
                read_whole(&mut self.bits, other()?)
            }
            Pass::Mean => read_mean(&mut self.bits, mean()?),
            Pass::MeanBit => self.bits.take(1).map(drop),
            Pass::Band(first, last) => {
                let mut band = Band { nonzero: nonzero.ok_or(Lack::Damage)?, at: first, last };
                band.read(&mut self.bits, other()?, &mut self.empty_blocks)
            }
            Pass::BandBit(first, last) => {
                let mut band = Band { nonzero: nonzero.ok_or(Lack::Damage)?, at: first, last };
                band.refine(&mut self.bits, other()?, &mut self.empty_blocks)
            }
        }
    }
}

fn read_mean(bits: &mut Bits<'_>, codes: &Codes) -> Result<(), Lack> {
    let size = bits.symbol(codes)?;
    bits.take(u32::from(size).min(16)).map(drop)
}

fn read_whole(bits: &mut Bits<'_>, codes: &Codes) -> Result<(), Lack> {
    let mut at = 1;
    while at < 64 {
        let symbol = bits.symbol(codes)?;
        match (symbol >> 4, symbol & 15) {
            (15, 0) => at += 16,
            (_, 0) => break,
            (run, size) => {
                at += u32::from(run) + 1;
                bits.take(u32::from(size))?;
            }
        }
    }
    Ok(())
}

/// The coefficients of one block that a scan codes.
struct Band<'a> {
    nonzero: &'a mut u64,
    /// Index of the next coefficient.
    at: u32,
    last: u32,
}

impl Band<'_> {
    /// Reads the first bits of the coefficients.
    fn read(&mut self, bits: &mut Bits<'_>, codes: &Codes, empty_blocks: &mut u32) -> Result<(), Lack> {
        if *empty_blocks > 0 {
            *empty_blocks -= 1;
            return Ok(());
        }
        while self.at <= self.last {
            let symbol = bits.symbol(codes)?;
            match (u32::from(symbol >> 4), u32::from(symbol & 15)) {
                (15, 0) => self.at += 16,
                (run, 0) => {
                    *empty_blocks = (1 << run) - 1 + bits.take(run)?;
                    break;
                }
                (run, size) => {
                    self.at += run;
                    bits.take(size)?;
                    self.mark();
                }
            }
        }
        Ok(())
    }

    /// Reads one more bit of each nonzero coefficient, and the new coefficients between them.
    fn refine(&mut self, bits: &mut Bits<'_>, codes: &Codes, empty_blocks: &mut u32) -> Result<(), Lack> {
        if *empty_blocks == 0 {
            while self.at <= self.last {
                let symbol = bits.symbol(codes)?;
                match (u32::from(symbol >> 4), u32::from(symbol & 15)) {
                    (run @ 0..15, 0) => {
                        *empty_blocks = (1 << run) + bits.take(run)?;
                        break;
                    }
                    (run, size) => {
                        // The sign of a new coefficient; its size is always 1.
                        bits.take(size.min(1))?;
                        self.pass_over(bits, run)?;
                        if size > 0 {
                            self.mark();
                        } else {
                            self.at += 1;
                        }
                    }
                }
            }
        }
        if *empty_blocks > 0 {
            self.pass_over(bits, 64)?;
            *empty_blocks -= 1;
        }
        Ok(())
    }

    /// Skips `zeros` zero coefficients and stops at the next zero, or after the end of the band. Reads one bit
    /// of each nonzero coefficient that it passes.
    fn pass_over(&mut self, bits: &mut Bits<'_>, mut zeros: u32) -> Result<(), Lack> {
        while self.at <= self.last {
            if *self.nonzero >> self.at & 1 == 1 {
                bits.take(1)?;
            } else if zeros == 0 {
                break;
            } else {
                zeros -= 1;
            }
            self.at += 1;
        }
        Ok(())
    }

    fn mark(&mut self) {
        if self.at <= self.last {
            *self.nonzero |= 1 << self.at;
        }
        self.at += 1;
    }
}
