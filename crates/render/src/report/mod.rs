//! The review page: one HTML file that shows the result of a render, for people who look at it without running
//! anything.
//!
//! If there is a course beside the clips, the page shows its programme too.
//!
//! The page embeds its videos, captions and pictures as data, and makes no network requests. Its contents come
//! from the manifests and the files beside them, never from a scene, so it describes the files as they are. The
//! files are verified first, so the page does not repeat false claims of a manifest.

mod clip;
mod html;
mod lengths;
mod placed;
mod player;
mod programme;
mod verdict;

pub use clip::{Clip, Failed};
pub use html::page;
