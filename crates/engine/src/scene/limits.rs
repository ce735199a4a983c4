//! The limits of a scene. Each is far beyond what a clip of half a minute needs, and each has its own message,
//! so that a hostile or mistaken file ends in a diagnostic instead of exhausting the memory.

use std::fmt;

use crate::diagnostic::{Diagnostic, Span};
use crate::document::Findings;

/// An upper bound on a count in a scene.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// The largest count that is accepted.
    pub most: usize,
    /// Noun for what is counted, in the plural.
    pub what: &'static str,
}

/// Declares the limits, and the list of them.
macro_rules! limits {
    ($($(#[$about:meta])* $NAME:ident = $most:expr, $what:literal;)+) => {
        impl Limit {
            $($(#[$about])* pub const $NAME: Self = Self { most: $most, what: $what };)+

            /// Every limit, in the order of the reference page.
            pub const ALL: &'static [Self] = &[$(Self::$NAME),+];
        }
    };
}

limits! {
    /// Size of a scene file in bytes.
    FILE = 1 << 20, "bytes in a scene";
    /// Number of nodes in the cast.
    NODES = 2_000, "nodes";
    /// Number of beats in a scene.
    BEATS = 200, "beats";
    /// Number of entries in a beat's `play`.
    ENTRIES = 200, "entries in one `play`";
    /// Number of targets of one entry, after ranges are expanded.
    TARGETS = 1_000, "targets in one entry";
    /// Number of arrows in a beat.
    ARROWS = 200, "arrows in one beat";
    /// Number of parts of a node, at all levels.
    PARTS = 1_000, "parts in one node";
    /// Number of parts of all nodes together, as they are defined.
    ALL_PARTS = 20_000, "parts in all nodes";
    /// Number of items in one list of a clip's or beat's settings.
    NAMES = 1_000, "entries in one list";
    /// Number of characters in one string.
    TEXT = 1_000, "characters in one text";
    /// Depth of containers inside one another.
    NESTING = 12, "containers inside one another";
    /// Number of different picture files of all nodes.
    ASSETS = 64, "picture files";
    /// Size of a picture file in bytes.
    ASSET = 16 << 20, "bytes in a picture file";
    /// Number of states of all nodes together, one for each `set` entry that changes something.
    STATES = 10_000, "changes";
    /// Number of parts of all those states together.
    STATE_PARTS = 200_000, "parts in all changes";
    /// Number of motions of all targets together.
    MOTIONS = 100_000, "motions";
    /// Length of a chain of moved nodes, each moved to the next one.
    CHAIN = 50, "moved nodes in one chain";
    /// Number of panels, texts, lines and the like that a beat shows.
    ELEMENTS = 20_000, "elements in one beat";
    /// Area that a beat paints, overpainted areas included, as a multiple of the picture's area.
    PAINT = 200, "times the picture's area painted in one beat";
    /// Number of frames in a clip.
    FRAMES = 120_000, "frames";
}

impl Limit {
    /// Reports a `count` above the limit at `span`. Returns true if it is within the limit.
    pub(crate) fn check(self, count: usize, span: &Span, findings: &Findings) -> bool {
        if count > self.most {
            let help = format!("write at most {}", self.most);
            findings.error_help("too-many", span, TooLarge { count, limit: self }.to_string(), help);
        }
        count <= self.most
    }
}

/// A count above a [`Limit`], for messages.
#[derive(Clone, Copy, Debug)]
pub struct TooLarge {
    /// The count that was found.
    pub count: usize,
    /// The limit that it exceeds.
    pub limit: Limit,
}

impl fmt::Display for TooLarge {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} {}, the limit is {}", self.count, self.limit.what, self.limit.most)
    }
}

/// Smallest and largest side of a picture, in pixels.
pub(crate) const SIDE: (f64, f64) = (16.0, 8192.0);

/// The error about a scene file that is too long, if it is.
pub(super) fn check_text(text: &str) -> Option<Diagnostic> {
    // A longer file was not read to its end, so its length is unknown.
    let message = || format!("the scene is larger than {} bytes", Limit::FILE.most);
    let error = || Diagnostic::error("too-many", 0..0, message()).help("split the clip into several scenes");
    (text.len() > Limit::FILE.most).then(error)
}
