//! The review page: one HTML file that shows what a render made, for people who look and do not run
//! anything.
//!
//! Made beside a course, the page shows its programme too.
//!
//! The page holds everything itself (videos, captions and pictures as data) and asks no network for
//! anything. What it says comes from the manifests and the files beside them, never from a scene, so
//! that it speaks of what is there; and they were verified, so that it does not repeat what is not so.

mod clip;
mod html;
mod lengths;
mod placed;
mod player;
mod programme;
mod verdict;

pub use clip::{Clip, Failed};
pub use html::page;
