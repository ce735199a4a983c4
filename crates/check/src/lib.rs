//! Opens scene files, and finds what their authors should look at.
//!
//! [`open`] reads a scene, its pictures and its theme, and runs the lints over the film that the engine makes of
//! them. Mistakes in a scene are not errors of these functions: they are reports, with file, line and a
//! suggested fix.

mod film;
mod folder;
pub mod lint;

pub use film::{CheckedFilm, ReadError, Warning, check, open, open_draft, open_with};
pub use folder::SceneFolder;
