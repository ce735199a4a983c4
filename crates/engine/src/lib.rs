//! The engine of halfminute: turns the text of a scene into display lists and pixels.
//!
//! ```
//! use halfminute_engine::film::{Film, NoInspector, Purpose, SceneText};
//! use halfminute_engine::raster::Raster;
//!
//! # let text = include_str!("../../../scenes/hour28-tokenizer-extension-impact.toml");
//! let scene = SceneText::new("hour28.toml".as_ref(), text);
//! let checked = Film::read(&scene, Purpose::Clip, &NoInspector);
//! let film = checked.film.ok_or("the scene has errors")?;
//! let list = film.display_list(film.frame_count() / 2);
//! let mut raster = Raster::new(film.size());
//! let pixels = raster.draw(&list);
//! assert_eq!(pixels.len(), 1920 * 1080 * 3);
//! # Ok::<(), &str>(())
//! ```
//!
//! [`Film::read`](film::Film::read) reads and checks a scene; its mistakes are in
//! [`Checked::reports`](film::Checked::reports), with file, line and a suggested fix.
//! [`Film::display_list`](film::Film::display_list) is a pure function of the frame's number, so frames can be
//! drawn in any order and on any thread. [`Raster`](raster::Raster) turns a list into RGB8 pixels.
//!
//! The engine opens no file, starts no thread of its own except to read an SVG file with a deep stack, and
//! looks at no clock. A scene's pictures come from [`source::Files`]. Further checks, such as lints, are an
//! [`Inspector`](film::Inspector).

pub mod asset;
pub mod box_index;
pub mod budget;
pub mod choice;
pub mod compose;
pub mod diagnostic;
pub mod display;
pub mod document;
pub mod easing;
pub mod film;
pub mod layout;
pub mod nodes;
pub mod polyline;
pub mod raster;
pub mod scene;
pub mod source;
pub mod text;
pub mod theme;
pub mod timeline;
