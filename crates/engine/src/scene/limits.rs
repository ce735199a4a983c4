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

impl Limit {
    /// Size of a scene file in bytes.
    pub const FILE: Self = Self { most: 1 << 20, what: "bytes in a scene" };
    /// Number of nodes in the cast.
    pub const NODES: Self = Self { most: 2_000, what: "nodes" };
    /// Number of beats in a scene.
    pub const BEATS: Self = Self { most: 200, what: "beats" };
    /// Number of entries in a beat's `play`.
    pub const ENTRIES: Self = Self { most: 200, what: "entries in one `play`" };
    /// Number of targets of one entry, after ranges are expanded.
    pub const TARGETS: Self = Self { most: 1_000, what: "targets in one entry" };
    /// Number of arrows in a beat.
    pub const ARROWS: Self = Self { most: 200, what: "arrows in one beat" };
    /// Number of parts of a node, at all levels.
    pub const PARTS: Self = Self { most: 1_000, what: "parts in one node" };
    /// Number of parts of all nodes together, as they are defined.
    pub const ALL_PARTS: Self = Self { most: 20_000, what: "parts in all nodes" };
    /// Number of items in one list of a clip's or beat's settings.
    pub const NAMES: Self = Self { most: 1_000, what: "entries in one list" };
    /// Number of characters in one string.
    pub const TEXT: Self = Self { most: 1_000, what: "characters in one text" };
    /// Depth of containers inside one another.
    pub const NESTING: Self = Self { most: 12, what: "containers inside one another" };
    /// Number of different picture files of all nodes.
    pub const ASSETS: Self = Self { most: 64, what: "picture files" };
    /// Size of a picture file in bytes.
    pub const ASSET: Self = Self { most: 16 << 20, what: "bytes in a picture file" };
    /// Number of states of all nodes together, one for each `set` entry that changes something.
    pub const STATES: Self = Self { most: 10_000, what: "changes" };
    /// Number of parts of all those states together.
    pub const STATE_PARTS: Self = Self { most: 200_000, what: "parts in all changes" };
    /// Number of motions of all targets together.
    pub const MOTIONS: Self = Self { most: 100_000, what: "motions" };
    /// Length of a chain of moved nodes, each moved to the next one.
    pub const CHAIN: Self = Self { most: 50, what: "moved nodes in one chain" };
    /// Number of panels, texts, lines and the like that a beat shows.
    pub const ELEMENTS: Self = Self { most: 20_000, what: "elements in one beat" };
    /// Area that a beat paints, overpainted areas included, as a multiple of the picture's area.
    pub const PAINT: Self = Self { most: 200, what: "times the picture's area painted in one beat" };
    /// Number of frames in a clip.
    pub const FRAMES: Self = Self { most: 120_000, what: "frames" };

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
