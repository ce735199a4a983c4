//! halfminute turns scene TOML files into validated, deterministic teaching clips.

pub mod asset;
pub mod box_index;
pub mod budget;
pub mod cli;
pub mod course;
pub mod date;
pub mod diagnostic;
pub mod display;
pub mod document;
pub mod easing;
pub mod escape;
pub mod export;
mod files;
pub mod film;
pub mod layout;
pub mod lint;
pub mod nodes;
pub mod polyline;
pub mod preview;
pub mod raster;
pub mod report;
pub mod scene;
pub mod schema;
pub mod text;
pub mod theme;
pub mod time;
pub mod timeline;
