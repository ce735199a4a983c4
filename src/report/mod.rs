//! The review page: one HTML file that shows what a render made, for people who look and do not run
//! anything.
//!
//! Made beside a course, the page shows its programme too.
//!
//! The page holds everything itself (videos, captions and pictures as data) and asks no network for
//! anything. What it says comes from the manifests and the files beside them, never from a scene, so
//! that it speaks of what is there.

mod clip;
mod html;
mod programme;

pub use clip::{Clip, ReadError};
pub use html::page;
