//! halfminute turns scene TOML files into validated, deterministic teaching clips.

pub mod diagnostic;
pub mod display;
pub mod film;
pub mod raster;
pub mod text;
pub mod time;
