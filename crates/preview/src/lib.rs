//! The author's window: plays a clip, scrubs, and reloads the scene each time it is saved.
//!
//! It shows the pixels that a render writes and draws nothing of the clip itself. Its parts are plain types
//! that take the time as an argument and are tested without a window: [`transport`] is the playhead,
//! [`cache`] draws frames ahead of it, [`session`] holds the state that the author controls, and [`bar`] and
//! [`overlay`] are drawn below and over the clip, as display lists like any other.
//!
//! With the feature `window`, `watcher` waits for saves and `window` puts everything on a screen. Only they
//! use `notify`, and `nannou` with `bevy`.

pub mod bar;
pub mod cache;
pub mod controls;
pub mod finding;
pub mod geometry;
pub mod overlay;
pub mod plan;
mod reduce;
pub mod saver;
pub mod seek;
pub mod session;
mod sheet;
pub mod statistics;
pub mod transport;
#[cfg(feature = "window")]
pub mod watcher;
#[cfg(feature = "window")]
pub mod window;
