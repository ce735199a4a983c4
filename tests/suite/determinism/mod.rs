//! Properties that hold for every scene: a frame is a pure function of scene and index, whatever draws it,
//! and every beat comes to rest.
//!
//! Most properties are tested on display lists, because frames with equal lists have equal pixels; the pixels
//! themselves are compared where files are written.

mod continuity;
pub(crate) mod films;
mod generator;
mod pixels;
mod seeking;
