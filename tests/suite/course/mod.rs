//! The course programme as its authors use it: findings of `course check` in faulty copies of the real one,
//! and files that `course build` writes.
//!
//! The copies have small scenes in place of the clips, so that only one test reads the real clips.

mod absent;
mod copy;
mod decks;
mod documents;
mod new;
mod other;
mod places;
mod programme;
