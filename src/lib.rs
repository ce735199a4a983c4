//! halfminute turns scene TOML files into validated, deterministic teaching clips.

pub mod cli;
pub mod diagnostic;
pub mod display;
pub mod export;
pub mod film;
pub mod raster;
pub mod schema;
pub mod text;
pub mod time;
