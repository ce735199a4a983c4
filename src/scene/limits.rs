//! The limits of a scene. Each is far beyond what a clip of half a minute needs, and each has its
//! own message, so that a hostile or mistaken file ends in a diagnostic and not in a full memory.

use std::fmt;

use crate::diagnostic::{Diagnostic, Span};
use crate::document::Findings;

/// A bound on something that a scene can have many of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// The most that is accepted.
    pub most: usize,
    /// What is counted, in the plural.
    pub what: &'static str,
}

impl Limit {
    /// Size of a scene file.
    pub const FILE: Self = Self { most: 1 << 20, what: "bytes in a scene" };
    /// Nodes of the cast.
    pub const NODES: Self = Self { most: 2_000, what: "nodes" };
    /// Beats.
    pub const BEATS: Self = Self { most: 200, what: "beats" };
    /// Entries of a beat's `play`.
    pub const ENTRIES: Self = Self { most: 200, what: "entries in one `play`" };
    /// Targets of one entry, after ranges are spelled out.
    pub const TARGETS: Self = Self { most: 1_000, what: "targets in one entry" };
    /// Arrows of a beat.
    pub const ARROWS: Self = Self { most: 200, what: "arrows in one beat" };
    /// Parts of a node, at all levels.
    pub const PARTS: Self = Self { most: 1_000, what: "parts in one node" };
    /// Parts of all nodes together, as they are defined.
    pub const ALL_PARTS: Self = Self { most: 20_000, what: "parts in all nodes" };
    /// Names or entries in one list of a clip's or beat's settings.
    pub const NAMES: Self = Self { most: 1_000, what: "entries in one list" };
    /// Characters of one text.
    pub const TEXT: Self = Self { most: 1_000, what: "characters in one text" };
    /// Containers inside containers.
    pub const NESTING: Self = Self { most: 12, what: "containers inside one another" };
    /// Different picture files of all nodes.
    pub const ASSETS: Self = Self { most: 64, what: "picture files" };
    /// Size of a picture file.
    pub const ASSET: Self = Self { most: 16 << 20, what: "bytes in a picture file" };
    /// States of all nodes together: `set` entries that change something.
    pub const STATES: Self = Self { most: 10_000, what: "changes" };
    /// Parts of all those states together.
    pub const STATE_PARTS: Self = Self { most: 200_000, what: "parts in all changes" };
    /// Motions of all targets together.
    pub const MOTIONS: Self = Self { most: 100_000, what: "motions" };
    /// Moved nodes that stand with one another, from the last to the first.
    pub const CHAIN: Self = Self { most: 50, what: "moved nodes in one chain" };
    /// Panels, texts, lines and the like that a beat shows.
    pub const ELEMENTS: Self = Self { most: 20_000, what: "elements in one beat" };
    /// What a beat paints, with what is painted over.
    pub const PAINT: Self = Self { most: 200, what: "times the picture's area painted in one beat" };
    /// Frames of a clip.
    pub const FRAMES: Self = Self { most: 120_000, what: "frames" };

    /// Reports when there are `count` at `span`, and says whether that is within the limit.
    pub(crate) fn check(self, count: usize, span: &Span, findings: &Findings) -> bool {
        if count > self.most {
            let help = format!("write at most {}", self.most);
            findings.error_help("too-many", span, TooLarge { count, limit: self }.to_string(), help);
        }
        count <= self.most
    }
}

/// More than a [`Limit`] allows.
#[derive(Clone, Copy, Debug)]
pub struct TooLarge {
    /// How many there are.
    pub count: usize,
    /// How many there may be.
    pub limit: Limit,
}

impl fmt::Display for TooLarge {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} {}, the limit is {}", self.count, self.limit.what, self.limit.most)
    }
}

/// Smallest and largest side of a picture, in pixels.
pub(crate) const SIDE: (f64, f64) = (16.0, 8192.0);

/// The error of a scene's text that is too long.
pub(super) fn check_text(text: &str) -> Option<Diagnostic> {
    // A longer file was not read to its end: how long it is, nobody knows.
    let message = || format!("the scene is larger than {} bytes", Limit::FILE.most);
    let error = || Diagnostic::error("too-many", 0..0, message()).help("split the clip into several scenes");
    (text.len() > Limit::FILE.most).then(error)
}
