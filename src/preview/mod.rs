//! The author's window.
pub mod cache;
pub mod plan;
mod reduce;
pub mod transport;
