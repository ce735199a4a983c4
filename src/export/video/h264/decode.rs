//! H.264 pictures back to planes.

use openh264::OpenH264API;
use openh264::decoder::{Decoder, DecoderConfig, Flush};
use openh264::formats::YUVSource;

use super::super::VideoError;
use super::super::closeness::Decoded;

/// The bytes before a unit in a stream (ITU-T H.264, annex B).
const START: [u8; 4] = [0, 0, 0, 1];

/// Decodes the pictures of one group.
pub(in super::super) struct GroupDecoder {
    decoder: Decoder,
    stream: Vec<u8>,
}

impl GroupDecoder {
    /// For a group whose parameters are in `header`, each unit after its length: those of the encoder, whose
    /// pictures are known to have the size of the clip.
    pub(in super::super) fn new(header: &[u8]) -> Result<Self, VideoError> {
        let config = DecoderConfig::new().flush_after_decode(Flush::NoFlush);
        let decoder = Decoder::with_api_config(OpenH264API::from_source(), config)?;
        let mut group = Self { decoder, stream: Vec::new() };
        group.convert(header)?;
        // Parameters are no picture.
        group.decoder.decode(&group.stream)?;
        Ok(group)
    }

    /// Decodes the next picture and hands it to `take`.
    pub(in super::super) fn picture<T>(
        &mut self,
        sample: &[u8],
        take: impl FnOnce(&Decoded<'_>) -> T,
    ) -> Result<T, VideoError> {
        self.convert(sample)?;
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

    /// Units after their lengths to a stream of units.
    fn convert(&mut self, mut units: &[u8]) -> Result<(), VideoError> {
        self.stream.clear();
        while !units.is_empty() {
            let unit = units
                .split_first_chunk()
                .and_then(|(length, rest)| rest.split_at_checked(u32::from_be_bytes(*length) as usize));
            let (unit, rest) = unit.ok_or_else(broken)?;
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
