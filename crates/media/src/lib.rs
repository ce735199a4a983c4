//! Frames to bytes: pictures, videos, sound and captions in the forms that other programs read.
//!
//! Nothing here knows what a frame shows. An [`Outline`] describes the clip, RGB8 pixels come in, and packets,
//! containers and text files go out. A worker turns each run of frames into [`Packets`], with one [`Coder`] per
//! [`Codec`], and stores them as a [`Group`]. [`Format::write`] lays the packets of all groups down as a file,
//! [`Format::read_back`] reads it again, and a [`Plan`] says what it must hold.

pub mod atomic;
pub mod captions;
pub mod checked;
pub mod digest;
pub mod ffmpeg;
pub mod format;
pub mod group;
pub mod mp4;
pub mod png;

mod apng;
mod change;
mod closeness;
mod codec;
mod compare;
mod contents;
mod error;
mod fault;
mod flac;
mod gif;
#[cfg(feature = "mp4")]
mod h264;
mod language;
mod limits;
mod matroska;
mod outline;
mod packets;
mod palette;
mod plan;
mod planes;
mod sound;
mod spool;
mod texts;
mod written;

pub use change::{Area, Change};
pub use closeness::{Decoded, farthest};
pub use codec::{Codec, Coder, GROUP};
pub use compare::Comparison;
pub use contents::{Contents, Tools};
pub use digest::Digest;
pub use error::{VideoError, WriteError, reason};
pub use fault::VideoFault;
pub use ffmpeg::{Ffmpeg, check_encoder_options};
pub use format::{FORMATS, Format, VideoFormat};
pub use group::{Group, GroupOf};
#[cfg(feature = "mp4")]
pub use h264::GroupDecoder;
pub use limits::Limits;
pub use outline::{Beat, Outline};
pub use packets::{Packet, Packets};
pub use palette::{ColorCounts, Palette};
pub use plan::{Claim, Found, Plan};
pub use planes::Planes;
pub use sound::{Silence, Sound};
pub use spool::Spool;
pub use texts::{Texts, Timed};
pub use written::FileDigest;

/// A function that is asked regularly, while another program runs, whether to stop.
pub type ShouldStop<'a> = dyn Fn() -> bool + Sync + 'a;
