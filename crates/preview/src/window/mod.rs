//! The window itself. Only this folder uses `nannou`, and `bevy`, on which nannou is built.
//!
//! The graphics hardware only lays three pictures over one another: the clip, the bar and the overlay. All of
//! them are drawn by the processor, so that nothing depends on a driver.

mod input;
mod layer;
mod model;
mod waking;

use std::any::Any;
use std::mem;
use std::panic;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use bevy::log::tracing_subscriber::filter::LevelFilter;
use bevy::log::tracing_subscriber::layer::SubscriberExt as _;
use bevy::log::tracing_subscriber::registry;
use bevy::log::tracing_subscriber::util::SubscriberInitExt as _;
use nannou::prelude::App;

use halfminute_engine::display::Color;
use halfminute_render::png::Picture;

use super::session::Session;
use super::statistics::Statistics;

use layer::color;
use model::Model;

/// Background colour of the window, visible around the clip.
const GROUND: Color = Color::from_rgb8(0x0b, 0x0e, 0x18);

/// Settings for opening a window.
#[derive(Debug)]
pub struct Start {
    /// Path of the scene file, to be watched.
    pub path: PathBuf,
    /// A session with the scene as it was read, and the playhead at the position to start from.
    pub session: Session,
    /// Size of the window in points; by default the clip's proportions at a usual size.
    pub size: Option<(u32, u32)>,
    /// Number of times that the window is drawn with the right picture before it closes by itself.
    pub quit_after: Option<u32>,
    /// True if a screenshot is to be taken before the window closes.
    pub screenshot: bool,
}

/// Results of a window that was closed.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Counts of frames shown and their delays.
    pub statistics: Statistics,
    /// The last picture of the window, if it was asked for and could be taken.
    pub screenshot: Option<Picture>,
}

/// Values passed to and from the callbacks, which are plain functions and cannot capture any.
static START: Mutex<Option<Start>> = Mutex::new(None);
static OUTCOME: Mutex<Option<Outcome>> = Mutex::new(None);
static PANIC: Mutex<Option<String>> = Mutex::new(None);
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Time since the window was opened.
#[expect(clippy::disallowed_methods, reason = "a player follows the clock; no frame depends on it")]
fn clock() -> Duration {
    static OPENED: OnceLock<Instant> = OnceLock::new();
    OPENED.get_or_init(Instant::now).elapsed()
}

/// Opens the window; returns when it is closed.
///
/// # Errors
/// The message says in one line why no window can be opened here.
pub fn run(start: Start) -> Result<Outcome, String> {
    require_display()?;
    // The log messages of nannou and Bevy are meant for developers; `RUST_LOG` turns them on.
    if std::env::var_os("RUST_LOG").is_none() {
        // Logging that was set up before is left as it is.
        let _ = registry().with(LevelFilter::OFF).try_init();
    }
    *lock(&START) = Some(start);
    *lock(&OUTCOME) = None;
    *lock(&PANIC) = None;
    let hook = panic::take_hook();
    panic::set_hook(Box::new(|info| {
        lock(&PANIC).get_or_insert_with(|| message(info.payload()));
    }));
    let ended = panic::catch_unwind(|| {
        nannou::app(open)
            .update(Model::update)
            .exit(exit)
            .add_plugin(input::listen)
            .add_plugin(waking::prepare)
            .run();
    });
    panic::set_hook(hook);
    let said = lock(&PANIC).take();
    match (ended, lock(&OUTCOME).take()) {
        (Ok(()), Some(outcome)) => Ok(outcome),
        _ => Err(cannot_open(&said.unwrap_or_default())),
    }
}

fn require_display() -> Result<(), String> {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let needed = cfg!(all(unix, not(target_os = "macos")));
    if !needed || set("DISPLAY") || set("WAYLAND_DISPLAY") {
        return Ok(());
    }
    Err("there is no display for a window: neither `DISPLAY` nor `WAYLAND_DISPLAY` is set; \
         `halfminute still` draws single frames without one"
        .to_owned())
}

/// Turns a panic message of the libraries, which panic without a display or driver, into our own words.
fn cannot_open(said: &str) -> String {
    let line = said.lines().next().unwrap_or_default();
    if line.contains("GPU") || line.contains("adapter") || line.contains("Adapter") {
        return "no graphics driver for the window: install one; Debian's `mesa-vulkan-drivers` \
                works without a GPU"
            .to_owned();
    }
    if line.contains("event loop") {
        return "no display answers for a window: see what `DISPLAY` and `WAYLAND_DISPLAY` are set to"
            .to_owned();
    }
    format!("the window cannot be opened: {line}")
}

fn message(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| payload.downcast_ref::<&str>().copied()).unwrap_or("no reason was given").to_owned()
}

fn open(app: &App<'_, '_>) -> Model {
    let start = lock(&START).take().expect("`run` has put it there");
    let size = start.size.unwrap_or_else(|| model::usual_size(&start.session));
    let window = app
        .new_window::<Model>()
        .primary()
        .title(start.session.title())
        .size(size.0, size.1)
        .clear_color(color(GROUND))
        .view(view)
        .build();
    layer::smooth_nothing(app);
    Model::new(app, window, start, size)
}

fn view(app: &App<'_, '_>, model: &Model) {
    let draw = app.draw();
    draw.background().color(color(GROUND));
    for layer in model.layers() {
        layer.draw(&draw, &model.geometry);
    }
}

fn exit(_: &App<'_, '_>, mut model: Model) {
    let screenshot = layer::captured().take();
    *lock(&OUTCOME) = Some(Outcome { statistics: mem::take(&mut model.statistics), screenshot });
}
