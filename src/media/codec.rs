//! Codecs that turn the frames of a run into packets while these are drawn.

use super::apng::PngCoder;
use super::change::{Area, Change};
use super::gif::GifCoder;
use super::palette::Palette;
use super::spool::Packets;
use super::{Outline, VideoError, mp4, png};

/// Number of frames in a run, and so in a group of pictures, if there is a video. A player seeks to the start
/// of a group; shorter groups take more bytes, and longer ones leave workers idle at the end.
pub const GROUP: usize = 60;

/// An encoder that turns the frames of one run after another into packets; each worker has its own.
pub trait Coder {
    /// Codes the next frame of the run, and adds its packet.
    ///
    /// # Errors
    /// The encoder fails, or the packet is too large.
    fn frame(&mut self, frame: &Change<'_>, packets: &mut Packets) -> Result<(), VideoError>;
}

/// A codec with which workers code pictures while these are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Codec {
    /// H.264, for MP4 files.
    H264,
    /// LZW-coded palette indices, for GIFs.
    Gif,
    /// Small PNGs of the changed rectangles, for animated PNGs and for `ffmpeg`.
    Png,
}

impl Codec {
    /// All codecs, in the order in which they code.
    pub const ALL: [Self; 3] = [Self::H264, Self::Gif, Self::Png];

    /// An encoder for one worker; `palette` is that of a GIF.
    ///
    /// # Errors
    /// This build does not contain the encoder.
    pub fn coder<'a>(
        self,
        clip: &Outline,
        palette: Option<&'a Palette>,
    ) -> Result<Box<dyn Coder + 'a>, VideoError> {
        Ok(match (self, palette) {
            (Self::H264, _) => mp4::coder(clip)?,
            (Self::Gif, Some(palette)) => Box::new(GifCoder::new(palette)),
            _ => Box::new(PngCoder::default()),
        })
    }

    /// True if the packets of a run also depend on the frame before it.
    #[must_use]
    pub fn looks_back(self) -> bool {
        self != Self::H264
    }

    /// True if `bytes` have the structure of a packet of this codec that covers `area`. Nothing is decoded.
    pub(super) fn builds(self, bytes: &[u8], area: Area) -> bool {
        match self {
            // Units, each after its length; all of them must be slices.
            Self::H264 => {
                let mut rest = bytes;
                while let Some((length, after)) = rest.split_first_chunk() {
                    let Some((unit, after)) = after.split_at_checked(u32::from_be_bytes(*length) as usize)
                    else {
                        return false;
                    };
                    if !unit.first().is_some_and(|byte| matches!(byte & 31, 1 | 5)) {
                        return false;
                    }
                    rest = after;
                }
                rest.is_empty()
            }
            // The minimum code size, followed by the codes.
            Self::Gif => bytes.len() > 1 && (2..=8).contains(&bytes[0]),
            Self::Png => png::require_structure(bytes, (area.width, area.height)).is_ok(),
        }
    }

    /// Name of the codec, with which the names of its groups begin.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::H264 => "h264",
            Self::Gif => "gif",
            Self::Png => "png",
        }
    }

    /// The file name of the group whose first frame is `start`.
    #[must_use]
    pub fn file(self, start: u32) -> String {
        format!("{}-{start:06}", self.name())
    }
}
