//! Codecs that turn the frames of a run into packets while these are drawn.

use std::fmt;

use super::change::{Area, Change};
use super::packets::Packets;
use super::palette::Palette;
use super::{Outline, VideoError};

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
pub struct Codec {
    /// Name of the codec, with which the names of its groups begin.
    pub name: &'static str,
    /// True if the packets of a run also depend on the frame before it.
    pub looks_back: bool,
    /// True if pictures are coded with a palette for the whole clip.
    pub needs_palette: bool,
    /// True for bytes that have the structure of a packet of this codec that covers an area. Nothing is decoded.
    pub(super) is_packet: fn(&[u8], Area) -> bool,
    /// Maker of an encoder.
    pub(super) coder: MakeCoder,
}

/// A function that makes an encoder for a clip, with the palette of a codec that needs one.
pub(super) type MakeCoder =
    for<'a> fn(&Outline, Option<&'a Palette>) -> Result<Box<dyn Coder + 'a>, VideoError>;

impl Codec {
    /// An encoder for one worker; `palette` is there for a codec that needs one.
    ///
    /// # Errors
    /// This build does not contain the encoder.
    pub fn coder<'a>(
        &self,
        clip: &Outline,
        palette: Option<&'a Palette>,
    ) -> Result<Box<dyn Coder + 'a>, VideoError> {
        (self.coder)(clip, palette)
    }

    /// The file name of the group whose first frame is `start`.
    #[must_use]
    pub fn file(&self, start: u32) -> String {
        format!("{}-{start:06}", self.name)
    }
}

impl PartialEq for Codec {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Codec {}

impl fmt::Debug for Codec {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name)
    }
}
