//! halfminute turns scene TOML files into validated, deterministic teaching clips.
//!
//! The pipeline, from a scene's file to the pixels of a frame:
//!
//! ```
//! use halfminute::film::{Film, Overrides};
//! use halfminute::raster::Raster;
//!
//! let scene = "scenes/hour28-tokenizer-extension-impact.toml";
//! let checked = Film::open(scene.as_ref(), &Overrides::default())?;
//! let film = checked.film.ok_or("the scene has errors")?;
//! let list = film.display_list(film.frame_count() / 2);
//! let mut raster = Raster::new(film.size());
//! let pixels = raster.draw(&list);
//! assert_eq!(pixels.len(), 1920 * 1080 * 3);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! [`film::Film::open`] reads and checks a scene; its mistakes are in [`film::Checked::reports`], with file,
//! line and a suggested fix. [`film::Film::display_list`] is a pure function of the frame's number, so frames
//! can be drawn in any order and on any thread. [`raster::Raster`] turns a list into RGB8 pixels, and
//! [`export`] writes files.

pub mod asset;
pub mod box_index;
pub mod budget;
pub mod choice;
pub mod cli;
pub mod compose;
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
pub mod media;
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
