//! The window itself: textures, keys and the pointer. The only file that names `nannou`.
//!
//! The graphics hardware does no more than lay three pictures over one another: the clip, the bar
//! and the overlay. All of them are drawn by the processor, so that nothing depends on a driver.

use std::any::Any;
use std::mem;
use std::panic;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use bevy::asset::RenderAssetUsages;
use bevy::camera::Camera;
use bevy::input::ButtonState;
use bevy::input::keyboard::{self, KeyboardInput};
use bevy::log::tracing_subscriber::filter::LevelFilter;
use bevy::log::tracing_subscriber::layer::SubscriberExt as _;
use bevy::log::tracing_subscriber::registry;
use bevy::log::tracing_subscriber::util::SubscriberInitExt as _;
use bevy::render::view::Msaa;
use bevy::render::view::screenshot::{Screenshot, ScreenshotCaptured};
use bevy::window::WindowMode;
use kurbo::Rect;
use nannou::prelude::{
    App, Entity, Extent3d, Handle, Image, MessageReader, MonitorSelection, MouseButton, On, Point2,
    TextureDimension, TextureFormat, UpdateMode, Window, With, World,
};

use crate::display::DisplayList;
use crate::export::png::Picture;
use crate::film::{Film, Overrides};
use crate::raster::Raster;
use crate::text::Typesetter;

use super::cache::{FrameCache, Shot};
use super::controls::{Key, action};
use super::geometry::{BAR, Geometry};
use super::saver::Saver;
use super::session::{Effect, Session};
use super::sheet::palette;
use super::statistics::Statistics;
use super::watcher::Watcher;

/// The room that the clip has in a window of the usual size, in points.
const ROOM: (f64, f64) = (1120.0, 630.0);
/// How often the window looks for saves and keys while nothing moves.
const IDLE: Duration = Duration::from_millis(60);
/// How often it looks for a picture that is being drawn.
const SOON: Duration = Duration::from_millis(4);
/// The top of the bar, where the pointer scrubs, in points.
const SCRUB: f64 = 30.0;
/// How far back a picture may be that stands in for one that is late, in seconds.
const LATE: f64 = 0.5;
/// Updates from handing a picture over until it is on the screen.
const PIPELINE: u32 = 2;
/// More workers than this only wait for one another.
const MAX_WORKERS: usize = 8;

/// What the window starts with.
#[derive(Debug)]
pub struct Start {
    /// The scene's file, to be watched.
    pub path: PathBuf,
    /// The scene as it was read, with the playhead where it is to be.
    pub session: Session,
    /// Size of the window in points; by default the clip's shape at a usual size.
    pub size: Option<(u32, u32)>,
    /// Leaves when the window has been drawn so many times with the picture it should have.
    pub quit_after: Option<u32>,
    /// Whether to bring back what the window showed last.
    pub screenshot: bool,
}

/// What is left of a window.
#[derive(Debug, Default)]
pub struct Outcome {
    /// How well it kept up.
    pub statistics: Statistics,
    /// What it showed last, if that was asked for and could be had.
    pub screenshot: Option<Picture>,
}

/// Hands over what the callbacks, which are plain functions, start with and leave behind.
static START: Mutex<Option<Start>> = Mutex::new(None);
static OUTCOME: Mutex<Option<Outcome>> = Mutex::new(None);
static PANIC: Mutex<Option<String>> = Mutex::new(None);
/// Keys that were pressed and not heard yet.
static KEYS: Mutex<Vec<Key>> = Mutex::new(Vec::new());
static CAPTURED: Mutex<Option<Picture>> = Mutex::new(None);

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Time since the window was opened.
#[expect(clippy::disallowed_methods, reason = "a player follows the clock; no frame depends on it")]
fn clock() -> Duration {
    static OPENED: OnceLock<Instant> = OnceLock::new();
    OPENED.get_or_init(Instant::now).elapsed()
}

/// Opens the window; returns when it is left.
///
/// # Errors
/// Why there can be no window here, in one line.
pub fn run(start: Start) -> Result<Outcome, String> {
    require_display()?;
    // The library under the window speaks to whoever mends it; `RUST_LOG` asks for that.
    if std::env::var_os("RUST_LOG").is_none() {
        // Whoever has set up logging before knows what they want.
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
        nannou::app(model).update(update).exit(exit).add_plugin(listen).run();
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

/// The libraries below panic where there is no display or no driver: said in our words.
fn cannot_open(said: &str) -> String {
    let line = said.lines().next().unwrap_or_default();
    if line.contains("GPU") || line.contains("adapter") || line.contains("Adapter") {
        return "no graphics driver for the window: install one; Debian's `mesa-vulkan-drivers` \
                works without a GPU"
            .to_owned();
    }
    format!("the window cannot be opened: {line}")
}

/// Listens to keys: the callbacks for characters do not tell a press from a release.
fn listen(app: &mut bevy::app::App) {
    app.add_systems(bevy::app::PreUpdate, keys);
}

fn keys(mut events: MessageReader<'_, '_, KeyboardInput>) {
    let pressed = events.read().filter(|event| event.state == ButtonState::Pressed);
    lock(&KEYS).extend(pressed.filter_map(|event| key(&event.logical_key)));
}

fn key(key: &keyboard::Key) -> Option<Key> {
    Some(match key {
        keyboard::Key::Character(text) => Key::Character(text.chars().next()?.to_ascii_lowercase()),
        keyboard::Key::Space => Key::Space,
        keyboard::Key::ArrowLeft => Key::Left,
        keyboard::Key::ArrowRight => Key::Right,
        keyboard::Key::ArrowUp => Key::Up,
        keyboard::Key::ArrowDown => Key::Down,
        keyboard::Key::PageUp => Key::PageUp,
        keyboard::Key::PageDown => Key::PageDown,
        keyboard::Key::Home => Key::Home,
        keyboard::Key::End => Key::End,
        keyboard::Key::Escape => Key::Escape,
        _ => return None,
    })
}

fn message(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| payload.downcast_ref::<&str>().copied()).unwrap_or("no reason was given").to_owned()
}

/// Everything the window holds.
struct Model {
    window: Entity,
    session: Session,
    cache: FrameCache,
    watcher: Mutex<Watcher>,
    saver: Mutex<Saver>,
    letters: Typesetter,
    geometry: Geometry,
    /// The film and the size that the cache draws.
    loaded: Option<(Arc<Film>, (u32, u32))>,
    clip: Layer,
    bar: Painted,
    title: String,
    overlay: Painted,
    /// Which picture the clip's layer shows: reel and frame.
    shown: Option<(u64, u32)>,
    reel: u64,
    /// When the playhead jumped, and how often the window was drawn since its picture was there.
    sought: Option<(Duration, u32)>,
    dragging: bool,
    statistics: Statistics,
    quit_after: Option<u32>,
    screenshot: bool,
    leaving: Leaving,
}

/// How far leaving has come.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Leaving {
    Not,
    /// The window's picture has to be taken first.
    Asked,
    Capturing,
    Gone,
}

/// A picture on the screen.
struct Layer {
    texture: Handle<Image>,
    /// In pixels from the window's top left; without area while there is nothing to show.
    place: Rect,
}

impl Layer {
    fn new(app: &App<'_, '_>) -> Self {
        Self { texture: app.asset_server().add(image((1, 1), vec![0; 4])), place: Rect::ZERO }
    }

    fn show(&self, app: &App<'_, '_>, size: (u32, u32), rgba: Vec<u8>) {
        app.modify_image(&self.texture, move |texture| *texture = image(size, rgba));
    }
}

fn image((width, height): (u32, u32), rgba: Vec<u8>) -> Image {
    let size = Extent3d { width, height, depth_or_array_layers: 1 };
    Image::new(size, TextureDimension::D2, rgba, TextureFormat::Rgba8UnormSrgb, RenderAssetUsages::default())
}

/// A layer with a display list, drawn again when that changes.
struct Painted {
    layer: Layer,
    list: Option<DisplayList>,
    /// With the size of its pictures. Behind a lock because the callbacks only lend the model.
    raster: Mutex<Option<((u32, u32), Raster)>>,
}

impl Painted {
    fn new(app: &App<'_, '_>) -> Self {
        Self { layer: Layer::new(app), list: None, raster: Mutex::new(None) }
    }

    fn paint(&mut self, app: &App<'_, '_>, place: Rect, list: DisplayList) {
        let size = ((place.width() as u32).max(1), (place.height() as u32).max(1));
        let raster = self.raster.get_mut().unwrap_or_else(PoisonError::into_inner);
        if raster.as_ref().is_none_or(|(known, _)| *known != size) {
            *raster = Some((size, Raster::new(size)));
            self.list = None;
        }
        self.layer.place = if list.items.is_empty() { Rect::ZERO } else { place };
        if let Some((_, raster)) = raster
            && self.list.as_ref() != Some(&list)
        {
            self.layer.show(app, size, straight(raster.draw_clear(&list)));
            self.list = Some(list);
        }
    }
}

/// Pixels with their colours divided by their alpha, as textures have them.
fn straight(premultiplied: &[u8]) -> Vec<u8> {
    let mut rgba = premultiplied.to_vec();
    for [red, green, blue, alpha] in rgba.as_chunks_mut().0 {
        if !matches!(*alpha, 0 | 255) {
            for value in [red, green, blue] {
                *value = (u32::from(*value) * 255 / u32::from(*alpha)).min(255) as u8;
            }
        }
    }
    rgba
}

fn model(app: &App<'_, '_>) -> Model {
    let start = lock(&START).take().expect("`run` has put it there");
    let film = start.session.film();
    let shape = film.map_or((1920, 1080), |film| film.size());
    let (width, height) = start.size.unwrap_or_else(|| usual_size(shape));
    let window = app
        .new_window::<Model>()
        .primary()
        .title(start.session.title())
        .size(width, height)
        .clear_color(color(palette::GROUND))
        .view(view)
        .mouse_moved(mouse_moved)
        .mouse_pressed(mouse_pressed)
        .mouse_released(mouse_released)
        .mouse_exited(mouse_exited)
        .build();
    // Three rectangles with straight edges need no smoothing, and without a GPU it is dear.
    app.command_scope(|mut commands| {
        commands.queue(|world: &mut World| {
            let mut cameras = world.query_filtered::<Entity, With<Camera>>();
            let cameras: Vec<Entity> = cameras.iter(world).collect();
            for camera in cameras {
                world.entity_mut(camera).insert(Msaa::Off);
            }
        });
    });
    let files = film.map(|film| film.files().to_vec()).unwrap_or_default();
    let (watcher, watching) = Watcher::start(&start.path, Overrides::default(), &files);
    let mut session = start.session;
    if let Err(problem) = watching {
        session.notify(format!("saves are not noticed ({problem}): press R to read the scene"), clock());
    }
    let workers = thread::available_parallelism().map_or(1, std::num::NonZero::get);
    Model {
        window,
        session,
        cache: FrameCache::new(workers.min(MAX_WORKERS), clock),
        watcher: Mutex::new(watcher),
        saver: Mutex::new(Saver::default()),
        letters: Typesetter::new(),
        geometry: Geometry::new((width, height), 1.0, shape),
        loaded: None,
        clip: Layer::new(app),
        bar: Painted::new(app),
        title: session.title(),
        overlay: Painted::new(app),
        shown: None,
        reel: 0,
        sought: None,
        dragging: false,
        statistics: Statistics::default(),
        quit_after: start.quit_after,
        screenshot: start.screenshot,
        leaving: Leaving::Not,
    }
}

/// The clip's shape within [`ROOM`], and the bar below.
fn usual_size((width, height): (u32, u32)) -> (u32, u32) {
    let (width, height) = (f64::from(width), f64::from(height));
    let scale = (ROOM.0 / width).min(ROOM.1 / height);
    ((width * scale).round().max(480.0) as u32, ((height * scale).round() + BAR) as u32)
}

fn color(color: crate::display::Color) -> nannou::prelude::Color {
    let [red, green, blue, alpha] = color.components;
    nannou::prelude::Color::srgba(red, green, blue, alpha)
}

fn update(app: &App<'_, '_>, model: &mut Model) {
    for key in mem::take(&mut *lock(&KEYS)) {
        model.act(app, key);
    }
    let now = clock();
    model.hear(now);
    model.session.tick(now);
    model.fit(app);
    let settled = model.show_clip(app, now);
    if settled {
        model.name(app);
    }
    model.show_lettering(app, now);
    model.maybe_leave(app, settled);
    app.set_update_mode(UpdateMode::Reactive {
        wait: model.wait(settled, now),
        react_to_device_events: false,
        react_to_user_events: true,
        react_to_window_events: true,
    });
}

impl Model {
    /// Takes what threads have finished.
    fn hear(&mut self, now: Duration) {
        let read = lock(&self.watcher).poll();
        match read {
            Some(Ok(checked)) => {
                // Texts of scenes that are no more would stay for ever.
                self.letters = Typesetter::new();
                self.session.take(checked, now);
            }
            Some(Err(error)) => {
                let message = format!("cannot read it: {}", error.error);
                self.session.fail(error.path.display().to_string(), message);
            }
            None => {}
        }
        let saved = lock(&self.saver).poll();
        if let Some(notice) = saved {
            self.session.notify(notice, now);
        }
    }

    /// Calls the window what the session is called.
    fn name(&mut self, app: &App<'_, '_>) {
        let title = self.session.title();
        if title != self.title {
            app.window(self.window).set_title(title.clone());
            self.title = title;
        }
    }

    /// Follows the window's size and the film.
    fn fit(&mut self, app: &App<'_, '_>) {
        let window = app.window(self.window);
        let size = window.size_pixels();
        let film = self.session.film().cloned();
        let shape = film.as_ref().map_or((1920, 1080), |film| film.size());
        self.geometry = Geometry::new((size.x, size.y), f64::from(window.scale_factor()), shape);
        let Some(film) = film else { return };
        let seen = self.geometry.clip_size();
        let current =
            self.loaded.as_ref().is_some_and(|(known, size)| Arc::ptr_eq(known, &film) && *size == seen);
        if !current {
            self.reel = self.cache.load(Arc::clone(&film), seen);
            self.loaded = Some((film, seen));
        }
    }

    /// Shows the playhead's frame, or the newest before it that is there; whether it is the frame
    /// that should be seen.
    fn show_clip(&mut self, app: &App<'_, '_>, now: Duration) -> bool {
        self.clip.place = self.geometry.clip;
        let want = self.session.want(now, self.cache.pace());
        self.cache.want(want.clone());
        let frame = want.shown();
        let rate = self.session.transport().strip().rate;
        let late = (LATE * f64::from(rate.numerator()) / f64::from(rate.denominator())) as u32;
        let playing = self.session.transport().is_playing();
        let stand_in = || {
            let oldest = frame.saturating_sub(late).max(want.range.start);
            if playing { self.cache.newest(oldest..=frame) } else { None }
        };
        let shot: Option<Arc<Shot>> = self.cache.get(frame).or_else(stand_in);
        let new = shot.filter(|shot| self.shown != Some((shot.reel, shot.frame)));
        self.statistics.drawn(now, playing, new.is_some());
        if self.shown.is_none() {
            self.session.transport_mut().hold(now);
        }
        if let Some(shot) = new {
            self.shown = Some((shot.reel, shot.frame));
            self.clip.show(app, shot.size, shot.rgba.clone());
        }
        let settled = self.shown == Some((self.reel, frame)) || self.session.film().is_none();
        if let Some((since, drawn)) = self.sought.as_mut().filter(|_| settled) {
            *drawn += 1;
            if *drawn > PIPELINE {
                self.statistics.sought(now.saturating_sub(*since));
                self.sought = None;
            }
        }
        settled
    }

    fn show_lettering(&mut self, app: &App<'_, '_>, now: Duration) {
        let bar = self.session.bar(now, self.statistics.recent());
        let list = bar.draw(&mut self.letters, &self.geometry);
        self.bar.paint(app, self.geometry.bar, list);
        let frame = self.shown.map_or(0, |(_, frame)| frame);
        let width = f64::from(self.geometry.window.0) / self.geometry.density;
        let overlay = self.session.overlay(frame, width);
        let stage = self.geometry.stage();
        if overlay.is_empty() {
            self.overlay.layer.place = Rect::ZERO;
        } else {
            self.overlay.paint(app, stage, overlay.draw(&mut self.letters, &self.geometry));
        }
    }

    /// How long nothing will have to be drawn.
    fn wait(&self, settled: bool, now: Duration) -> Duration {
        if !settled || self.sought.is_some() || self.leaving != Leaving::Not {
            return SOON;
        }
        self.session.transport().until_next(now).map_or(IDLE, |next| next.clamp(SOON, IDLE))
    }

    fn act(&mut self, app: &App<'_, '_>, key: Key) {
        let Some(action) = action(key) else { return };
        let now = clock();
        let before = self.session.transport().frame(now);
        let effect = self.session.act(action, now);
        if self.session.transport().frame(now) != before {
            self.sought = Some((now, 0));
        }
        let film = self.session.film().cloned();
        match (effect, film) {
            (Some(Effect::Reload), _) => {
                let theme = self.session.flavour();
                lock(&self.watcher).reload(Overrides { theme, ..Overrides::default() });
            }
            (Some(Effect::SaveStill(frame)), Some(film)) => lock(&self.saver).still(film, frame),
            (Some(Effect::SaveSheet), Some(film)) => lock(&self.saver).sheet(film),
            (Some(Effect::FullScreen), _) => self.toggle_full_screen(app),
            (Some(Effect::Leave), _) => self.leave(),
            _ => {}
        }
    }

    fn toggle_full_screen(&self, app: &App<'_, '_>) {
        let window = self.window;
        app.command_scope(|mut commands| {
            commands.queue(move |world: &mut World| {
                if let Some(mut window) = world.get_mut::<Window>(window) {
                    window.mode = match window.mode {
                        WindowMode::Windowed => WindowMode::BorderlessFullscreen(MonitorSelection::Current),
                        _ => WindowMode::Windowed,
                    };
                }
            });
        });
    }

    /// The clip stands while its picture is taken.
    fn leave(&mut self) {
        if self.leaving == Leaving::Not {
            self.session.transport_mut().pause(clock());
            self.leaving = Leaving::Asked;
        }
    }

    /// Leaves, if it is time, once the picture of the window has been taken.
    fn maybe_leave(&mut self, app: &App<'_, '_>, settled: bool) {
        let playing = self.session.transport().is_playing();
        if (settled || playing)
            && let Some(left) = &mut self.quit_after
        {
            *left = left.saturating_sub(1);
            if *left == 0 {
                self.leave();
            }
        }
        match self.leaving {
            Leaving::Asked if !self.screenshot => self.go(app),
            Leaving::Asked if settled => {
                capture(app, self.window);
                self.leaving = Leaving::Capturing;
            }
            Leaving::Capturing if lock(&CAPTURED).is_some() => self.go(app),
            _ => {}
        }
    }

    fn go(&mut self, app: &App<'_, '_>) {
        self.leaving = Leaving::Gone;
        app.quit();
    }

    /// Where a point is, in points from the window's top left.
    fn from_top_left(&self, point: Point2) -> (f64, f64) {
        let (width, height) = self.size();
        (f64::from(point.x) + width / 2.0, height / 2.0 - f64::from(point.y))
    }

    /// Size of the window in points.
    fn size(&self) -> (f64, f64) {
        let (width, height) = self.geometry.window;
        (f64::from(width) / self.geometry.density, f64::from(height) / self.geometry.density)
    }

    fn scrub(&mut self, x: f64) {
        let now = clock();
        self.session.scrub(x, self.size().0, now);
        self.sought = Some((now, 0));
    }
}

fn exit(_: &App<'_, '_>, mut model: Model) {
    *lock(&OUTCOME) =
        Some(Outcome { statistics: mem::take(&mut model.statistics), screenshot: lock(&CAPTURED).take() });
}

/// Asks for what is on the screen; it arrives in [`CAPTURED`].
fn capture(app: &App<'_, '_>, window: Entity) {
    let keep = |captured: On<'_, '_, ScreenshotCaptured>| {
        if let Ok(picture) = captured.image.clone().try_into_dynamic() {
            let picture = picture.to_rgb8();
            let size = picture.dimensions();
            *lock(&CAPTURED) = Some(Picture { size, rgb: picture.into_raw() });
        }
    };
    app.command_scope(|mut commands| {
        commands.spawn(Screenshot::window(window)).observe(keep);
    });
}

fn view(app: &App<'_, '_>, model: &Model) {
    let draw = app.draw();
    draw.background().color(color(palette::GROUND));
    let (width, height) = model.size();
    for layer in [&model.clip, &model.bar.layer, &model.overlay.layer] {
        let place = layer.place.scale_from_origin(1.0 / model.geometry.density);
        if place.area() > 0.0 {
            let middle = place.center();
            draw.rect()
                .x_y((middle.x - width / 2.0) as f32, (height / 2.0 - middle.y) as f32)
                .w_h(place.width() as f32, place.height() as f32)
                .texture(&layer.texture);
        }
    }
}

fn mouse_moved(_: &App<'_, '_>, model: &mut Model, point: Point2) {
    let (x, y) = model.from_top_left(point);
    let on_timeline = (0.0..SCRUB).contains(&(y - (model.size().1 - BAR)));
    if model.dragging {
        model.scrub(x);
    } else {
        model.session.point(on_timeline.then_some(x));
    }
}

fn mouse_pressed(app: &App<'_, '_>, model: &mut Model, button: MouseButton) {
    let (x, y) = model.from_top_left(app.mouse());
    if button == MouseButton::Left && (0.0..SCRUB).contains(&(y - (model.size().1 - BAR))) {
        model.dragging = true;
        model.scrub(x);
    }
}

fn mouse_released(_: &App<'_, '_>, model: &mut Model, button: MouseButton) {
    if button == MouseButton::Left {
        model.dragging = false;
    }
}

fn mouse_exited(_: &App<'_, '_>, model: &mut Model) {
    model.session.point(None);
}
