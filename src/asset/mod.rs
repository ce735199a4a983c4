//! The bytes of pictures to pixels and shapes: PNG, JPEG, WebP, GIF and SVG.
//!
//! Nothing here opens a file, and nothing a picture refers to is followed: what is not in the bytes
//! does not exist. Decoders run within bounds that are checked before they allocate, compute with
//! integers, and read colours as sRGB whatever a colour profile says.

mod bitmap;
mod drawing;
mod expansion;
mod flatten;
mod plain;
mod screen;
mod simplification;
mod stroke;
mod style;
mod work;

pub use bitmap::{Bitmap, PIXELS, SIDE};
pub use drawing::{Drawing, Shape};
pub use simplification::{Feature, Place, Simplification};
pub use work::Work;

/// The SVG reader recurses once an element; with so much stack, no depth that it accepts is too deep.
const STACK: usize = 64 << 20;

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

/// Runs a reader of strangers' files on a deep stack, so that neither a mistake in it nor a file that
/// makes it recurse ends the program. Nothing comes back where that happened.
fn guarded<T: Send>(read: impl FnOnce() -> T + Send) -> Option<T> {
    std::thread::scope(|scope| {
        let reader = std::thread::Builder::new().stack_size(STACK);
        reader.spawn_scoped(scope, read).ok().and_then(|handle| handle.join().ok())
    })
}

/// A reader's message as the end of a sentence of ours.
fn tidy(message: &(impl std::fmt::Display + ?Sized)) -> String {
    let message = message.to_string();
    let words: Vec<&str> = message.split_whitespace().take(24).collect();
    words.join(" ").trim_end_matches('.').chars().take(160).collect()
}

/// Which of two files is the same, without a look at their pixels.
fn digest(bytes: &[u8]) -> [u8; 32] {
    *blake3::hash(bytes).as_bytes()
}
