//! Decoding of H.264 pictures to planes.

use openh264::OpenH264API;
use openh264::decoder::{Decoder, DecoderConfig, Flush};
use openh264::formats::YUVSource;

use super::super::VideoError;
use super::super::closeness::Decoded;

/// The start code before a unit in a byte stream (ITU-T H.264, annex B).
const START: [u8; 4] = [0, 0, 0, 1];

/// Mask for the type in a unit's first byte, and the types of slices: of a non-IDR and of an IDR picture (table
/// 7-1).
const KIND: u8 = 31;
const SLICES: [u8; 2] = [1, 5];

/// Decodes the pictures of one group, in order.
pub struct GroupDecoder {
    decoder: Decoder,
    stream: Vec<u8>,
}

impl GroupDecoder {
    /// A decoder for a group with the parameter sets `header`, each after its length. These must be those of
    /// the encoder, whose pictures are known to have the size of the clip.
    pub fn new(header: &[u8]) -> Result<Self, VideoError> {
        let config = DecoderConfig::new().flush_after_decode(Flush::NoFlush);
        let decoder = Decoder::with_api_config(OpenH264API::from_source(), config)?;
        let mut group = Self { decoder, stream: Vec::new() };
        group.convert(header, |_| true)?;
        // Parameter sets do not give a picture.
        group.decoder.decode(&group.stream)?;
        Ok(group)
    }

    /// Decodes the next picture and passes it to `take`. A sample must contain only slices: with other
    /// parameter sets its pictures could have any size, and other units may contain anything.
    pub fn picture<T>(
        &mut self,
        sample: &[u8],
        take: impl FnOnce(&Decoded<'_>) -> T,
    ) -> Result<T, VideoError> {
        self.convert(sample, |unit| unit.first().is_some_and(|kind| SLICES.contains(&(kind & KIND))))?;
        let picture = self.decoder.decode(&self.stream).map_err(|_| broken())?.ok_or_else(broken)?;
        let (y, u, _) = picture.strides();
        Ok(take(&Decoded {
            y: picture.y(),
            u: picture.u(),
            v: picture.v(),
            strides: (y, u),
            size: picture.dimensions(),
        }))
    }

    /// Converts units after their lengths to a byte stream; fails if `takes` returns false for a unit.
    fn convert(&mut self, mut units: &[u8], takes: impl Fn(&[u8]) -> bool) -> Result<(), VideoError> {
        self.stream.clear();
        while !units.is_empty() {
            let unit = units
                .split_first_chunk()
                .and_then(|(length, rest)| rest.split_at_checked(u32::from_be_bytes(*length) as usize));
            let (unit, rest) = unit.filter(|(unit, _)| takes(unit)).ok_or_else(broken)?;
            self.stream.extend(START);
            self.stream.extend_from_slice(unit);
            units = rest;
        }
        Ok(())
    }
}

fn broken() -> VideoError {
    VideoError::Failed("it does not decode".to_owned())
}

#[cfg(test)]
mod tests {
    use super::super::H264Coder;
    use super::GroupDecoder;
    use crate::Coder;
    use crate::change::Change;
    use crate::packets::Packets;

    #[test]
    fn a_sample_holds_slices_alone() {
        let size = (32, 32);
        let mut packets = Packets::default();
        let mut coder = H264Coder::new(size, "30".parse().unwrap());
        coder.frame(&Change::new(size, &[90; 32 * 32 * 3], &[], 0..32), &mut packets).unwrap();
        let decode = |sample: &[u8]| {
            let mut decoder = GroupDecoder::new(&packets.header).unwrap();
            decoder.picture(sample, |picture| picture.size)
        };
        let sample = packets.bytes.as_slice();
        assert_eq!(decode(sample).unwrap(), (32, 32));
        assert!(decode(&[&packets.header, sample].concat()).is_err(), "parameters");
        assert!(decode(&[sample, &[0, 0, 0, 4, 6, 5, 1, 0]].concat()).is_err(), "a message");
        assert!(decode(&[sample, &[0, 0, 0, 0]].concat()).is_err(), "nothing");
        assert!(decode(&[sample, &[0, 0, 0, 9, 1]].concat()).is_err(), "less than its length");
    }
}
