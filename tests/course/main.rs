//! The course programme as its authors meet it: what `course check` says of faulty copies of the
//! real one, and what `course build` writes.
//!
//! The copies have small scenes in place of the clips, so that only one test reads those.
#![expect(clippy::unwrap_used, reason = "a panic in a test is its report")]

mod copy;
mod decks;
mod documents;
mod places;
mod programme;
