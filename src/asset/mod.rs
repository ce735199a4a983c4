//! The bytes of pictures to pixels and shapes: PNG, JPEG and SVG.
//!
//! Nothing here opens a file, and nothing a picture refers to is followed: what is not in the bytes
//! does not exist. Decoders run within bounds that are checked before they allocate, use no vector
//! instructions, and read colours as sRGB whatever a colour profile says.

mod bitmap;
mod drawing;

pub use bitmap::{Bitmap, PIXELS, SIDE};
pub use drawing::{Drawing, Loss, Shape};

/// Why bytes make no picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reject {
    /// What is wrong, to be written after the file's name: `is …`, `has …`.
    pub reason: String,
    /// A way out.
    pub help: &'static str,
}

impl Reject {
    fn new(reason: impl Into<String>, help: &'static str) -> Self {
        Self { reason: reason.into(), help }
    }
}

/// Which of two files is the same, without a look at their pixels.
fn digest(bytes: &[u8]) -> [u8; 32] {
    *blake3::hash(bytes).as_bytes()
}
