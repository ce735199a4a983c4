//! Bits and Huffman codes of a JPEG's coded data.

use super::Lack;

/// A table of Huffman codes.
pub(super) struct Codes {
    /// For each length from 1 to 16, the end (exclusive) of the codes of that length, left-aligned in 16 bits.
    ends: [u32; 16],
    /// For each length, the number to add to a code of that length to get the index of its symbol.
    offsets: [i32; 16],
    symbols: Vec<u8>,
}

impl Codes {
    /// The canonical codes for `symbols`; `counts` holds the number of codes of each length from 1 to 16.
    pub(super) fn new(counts: &[u8; 16], symbols: &[u8]) -> Self {
        let (mut ends, mut offsets) = ([0; 16], [0; 16]);
        let (mut code, mut index) = (0_u32, 0_i32);
        for (length, count) in counts.iter().enumerate() {
            code <<= 1;
            offsets[length] = index - code as i32;
            code += u32::from(*count);
            index += i32::from(*count);
            ends[length] = code << (15 - length);
        }
        Self { ends, offsets, symbols: symbols.to_vec() }
    }
}

/// Coded data, read from the highest bit of each byte.
pub(super) struct Bits<'a> {
    data: &'a [u8],
    /// Index of the next byte to read.
    at: usize,
    /// Bits that are read but not taken yet, left-aligned.
    buffer: u64,
    /// Number of bits in `buffer`, from 0 to 64.
    count: u32,
}

impl<'a> Bits<'a> {
    pub(super) fn new(data: &'a [u8]) -> Self {
        Self { data, at: 0, buffer: 0, count: 0 }
    }

    /// The data after the last byte that was read. Reading stops at a marker.
    pub(super) fn rest(&self) -> &'a [u8] {
        &self.data[self.at.min(self.data.len())..]
    }

    /// Reads bytes up to a marker, or up to the end of the data.
    fn fill(&mut self) {
        while self.count <= 56 {
            let byte = match self.data.get(self.at..) {
                // In coded data, a byte 0xff is followed by a zero byte; the pair is not a marker.
                Some([0xff, 0, ..]) => {
                    self.at += 1;
                    0xff
                }
                Some([0xff, ..]) | Some([]) | None => return,
                Some([byte, ..]) => *byte,
            };
            self.at += 1;
            self.buffer |= u64::from(byte) << (56 - self.count);
            self.count += 8;
        }
    }

    /// Takes the next `count` bits, at most 16, as a number.
    pub(super) fn take(&mut self, count: u32) -> Result<u32, Lack> {
        if self.count < count {
            self.fill();
        }
        if self.count < count {
            return Err(Lack::Data);
        }
        let value = (self.buffer >> 32 >> (32 - count)) as u32;
        self.buffer <<= count;
        self.count -= count;
        Ok(value)
    }

    /// Reads the next code and returns its symbol.
    pub(super) fn symbol(&mut self, codes: &Codes) -> Result<u8, Lack> {
        if self.count < 16 {
            self.fill();
        }
        let next = (self.buffer >> 48) as u32;
        let length = codes.ends.iter().position(|end| next < *end);
        let Some(length) = length.filter(|length| (*length as u32) < self.count) else {
            return Err(if self.count < 16 { Lack::Data } else { Lack::Damage });
        };
        let index = (next >> (15 - length)) as i32 + codes.offsets[length];
        self.take(length as u32 + 1)?;
        codes.symbols.get(usize::try_from(index).unwrap_or(usize::MAX)).copied().ok_or(Lack::Damage)
    }

    /// Continues after a restart marker, which must be the next marker.
    pub(super) fn restart(&mut self) -> Result<(), Lack> {
        (self.buffer, self.count) = (0, 0);
        let rest = self.rest();
        let marker = rest.windows(2).position(|pair| pair[0] == 0xff && !matches!(pair[1], 0 | 0xff));
        let marker = marker.ok_or(Lack::Data)?;
        if !matches!(rest[marker + 1], 0xd0..=0xd7) {
            return Err(Lack::Data);
        }
        self.at += marker + 2;
        Ok(())
    }
}
