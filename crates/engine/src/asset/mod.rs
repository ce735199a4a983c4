//! Decoding of picture bytes to pixels and shapes: PNG, JPEG, WebP, GIF and SVG.
//!
//! Nothing here opens a file, and no reference in a picture is followed: only the given bytes are read.
//! Decoders run within bounds that are checked before they allocate, compute with integers, and read colours as
//! sRGB, whatever a colour profile says.

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

/// Stack size of the reader's thread. The SVG reader recurses once per element; this is enough for every depth
/// that it accepts.
const STACK: usize = 64 << 20;

/// Reason why bytes cannot be read as a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reject {
    /// The problem, as the end of a sentence that begins with the file's name: `is …`, `has …`.
    pub reason: String,
    /// Advice that says how to solve the problem.
    pub help: &'static str,
}

impl Reject {
    fn new(reason: impl Into<String>, help: &'static str) -> Self {
        Self { reason: reason.into(), help }
    }
}

/// Runs a reader of untrusted files on a thread with a deep stack. Returns `None` if the reader panicked or the
/// thread could not be started.
fn guarded<T: Send>(read: impl FnOnce() -> T + Send) -> Option<T> {
    std::thread::scope(|scope| {
        let reader = std::thread::Builder::new().stack_size(STACK);
        reader.spawn_scoped(scope, read).ok().and_then(|handle| handle.join().ok())
    })
}

/// Shortens a reader's message, to be put at the end of a sentence.
fn tidy(message: &(impl std::fmt::Display + ?Sized)) -> String {
    let message = message.to_string();
    let words: Vec<&str> = message.split_whitespace().take(24).collect();
    words.join(" ").trim_end_matches('.').chars().take(160).collect()
}

/// BLAKE3 digest of a file, to compare files without comparing their pixels.
fn digest(bytes: &[u8]) -> [u8; 32] {
    *blake3::hash(bytes).as_bytes()
}
