//! State of the window, and its update from one moment to the next.

use std::num::NonZero;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use bevy::window::WindowMode;
use nannou::prelude::{App, Entity, MonitorSelection, UpdateMode, Window, World};

use halfminute_check::CheckedFilm;
use halfminute_engine::film::Overrides;
use halfminute_engine::text::Typesetter;

use super::super::cache::{FrameCache, Shot};
use super::super::controls::{Key, action};
use super::super::geometry::{BAR, Geometry};
use super::super::plan::Want;
use super::super::saver::Saver;
use super::super::seek::{PIPELINE, Seek};
use super::super::session::{Effect, Session};
use super::super::statistics::Statistics;
use super::super::watcher::Watcher;
use super::input::{self, Input};
use super::layer::{Layer, Painted, capture, captured};
use super::waking::wake;
use super::{Start, clock, lock};

/// Greatest size of the clip in a window of the usual size, in points.
const ROOM: (f64, f64) = (1120.0, 630.0);
/// Longest sleep of the window while nothing moves and nothing wakes it. Expired notices disappear after at
/// most this time.
const IDLE: Duration = Duration::from_millis(500);
/// Longest time that a key press waits while the clip plays.
const HEED: Duration = Duration::from_millis(40);
/// Height of the part of the bar where the pointer scrubs, from its top, in points.
const SCRUB: f64 = 30.0;
/// Time between updates that only bring to the screen what was handed over.
const SOON: Duration = Duration::from_millis(4);
/// Greatest age, in seconds, of a picture that is shown in place of one that is late.
const LATE: f64 = 0.5;
/// Limit on workers; more would only wait for one another.
const MAX_WORKERS: usize = 8;

/// Complete state of the window.
pub(super) struct Model {
    window: Entity,
    session: Session,
    cache: FrameCache,
    watcher: Mutex<Watcher>,
    saver: Mutex<Saver>,
    letters: Typesetter,
    pub(super) geometry: Geometry,
    /// The film that the cache draws, and the size at which it does.
    loaded: Option<(Arc<CheckedFilm>, (u32, u32))>,
    clip: Layer,
    bar: Painted,
    title: String,
    overlay: Painted,
    /// Picture in the clip's layer, as reel and frame.
    shown: Option<(u64, u32)>,
    reel: u64,
    /// A jump of the playhead that is on its way to the screen.
    seek: Option<Seek>,
    /// Number of updates until the latest change is on the screen.
    fresh: u32,
    /// Last place of the pointer, in points from the top left.
    pointer: (f64, f64),
    /// True while the pointer drags the playhead.
    dragging: bool,
    pub(super) statistics: Statistics,
    quit_after: Option<u32>,
    screenshot: bool,
    leaving: Leaving,
}

/// Progress of closing the window.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Leaving {
    Not,
    /// A screenshot has to be taken first; counts how often the window was drawn with the right picture.
    Asked(u32),
    Capturing,
    Gone,
}

impl Model {
    /// A model for a window of `size` points, which was created just before.
    pub(super) fn new(app: &App<'_, '_>, window: Entity, start: Start, size: (u32, u32)) -> Self {
        let mut session = start.session;
        let files = session.film().map(|film| film.sources()).unwrap_or_default();
        let (watcher, watching) = Watcher::start(&start.path, Overrides::default(), &files, wake);
        if let Err(problem) = watching {
            session.notify(format!("saves are not noticed ({problem}): press R to read the scene"), clock());
        }
        let workers = thread::available_parallelism().map_or(1, NonZero::get);
        Self {
            window,
            title: session.title(),
            geometry: Geometry::new(size, 1.0, shape(&session)),
            session,
            cache: FrameCache::new(workers.min(MAX_WORKERS), clock, wake),
            watcher: Mutex::new(watcher),
            saver: Mutex::new(Saver::new(wake)),
            letters: Typesetter::new(),
            loaded: None,
            clip: Layer::new(app),
            bar: Painted::new(app),
            overlay: Painted::new(app),
            shown: None,
            reel: 0,
            seek: None,
            fresh: PIPELINE,
            pointer: (0.0, 0.0),
            dragging: false,
            statistics: Statistics::default(),
            quit_after: start.quit_after,
            screenshot: start.screenshot,
            leaving: Leaving::Not,
        }
    }

    /// Layers on the screen, from the bottom up.
    pub(super) fn layers(&self) -> [&Layer; 3] {
        [&self.clip, &self.bar.layer, &self.overlay.layer]
    }

    /// Advances the window to the present moment.
    pub(super) fn update(app: &App<'_, '_>, model: &mut Self) {
        for input in input::take() {
            model.heed(app, input);
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
        app.set_update_mode(model.pace(now));
        model.fresh = model.fresh.saturating_sub(1);
    }

    /// Takes the results of the reader and saver threads.
    fn hear(&mut self, now: Duration) {
        let read = lock(&self.watcher).poll();
        match read {
            Some(Ok(checked)) => {
                // A new typesetter drops the cached texts of the scene before.
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

    /// Updates the title of the window.
    fn name(&mut self, app: &App<'_, '_>) {
        let title = self.session.title();
        if title != self.title {
            app.window(self.window).set_title(title.clone());
            self.title = title;
        }
    }

    /// Adapts to the window's size and the current film.
    fn fit(&mut self, app: &App<'_, '_>) {
        let window = app.window(self.window);
        let size = window.size_pixels();
        let film = self.session.film().cloned();
        let density = f64::from(window.scale_factor());
        let geometry = Geometry::new((size.x, size.y), density, shape(&self.session));
        if geometry != self.geometry {
            self.geometry = geometry;
            self.fresh = PIPELINE;
        }
        let Some(film) = film else { return };
        let seen = self.geometry.clip_size();
        let current =
            self.loaded.as_ref().is_some_and(|(known, size)| Arc::ptr_eq(known, &film) && *size == seen);
        if !current {
            self.reel = self.cache.load(Arc::clone(&film), seen);
            self.loaded = Some((film, seen));
        }
    }

    /// Shows the playhead's frame, or the newest drawn one shortly before it. Returns true if the frame that
    /// should be seen is shown.
    fn show_clip(&mut self, app: &App<'_, '_>, now: Duration) -> bool {
        self.clip.place = self.geometry.clip;
        let want = Want { alone: self.seek.is_some(), ..self.session.want(now, self.cache.pace()) };
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
            self.fresh = PIPELINE;
        }
        let settled = self.shown == Some((self.reel, frame)) || self.session.film().is_none();
        let shown = self.shown.and_then(|(reel, shown)| (reel == self.reel).then_some(shown));
        if let Some(took) = self.seek.as_mut().and_then(|seek| seek.update(now, shown, frame)) {
            self.statistics.sought(took);
            self.seek = None;
            // Restores the normal plan now, because the window may sleep from here on.
            self.cache.want(Want { alone: false, ..want });
        }
        settled
    }

    fn show_lettering(&mut self, app: &App<'_, '_>, now: Duration) {
        let bar = self.session.bar(now, self.statistics.recent());
        let list = bar.draw(&mut self.letters, &self.geometry);
        let mut changed = self.bar.paint(app, self.geometry.bar, Some(list));
        let frame = self.shown.map_or(0, |(_, frame)| frame);
        let width = f64::from(self.geometry.window.0) / self.geometry.density;
        let overlay = self.session.overlay(frame, width);
        let stage = self.geometry.stage();
        let list = (!overlay.is_empty()).then(|| overlay.draw(&mut self.letters, &self.geometry));
        changed |= self.overlay.paint(app, stage, list);
        if changed {
            self.fresh = PIPELINE;
        }
    }

    /// The time at which the window has to be drawn again.
    fn pace(&self, now: Duration) -> UpdateMode {
        let next = self.session.transport().until_next(now);
        let (wait, standing) = match next {
            _ if self.leaving != Leaving::Not => (SOON, false),
            Some(next) => (next.clamp(SOON, HEED), false),
            None if self.fresh > 0 => (SOON, false),
            None => (IDLE, true),
        };
        UpdateMode::Reactive {
            wait,
            react_to_device_events: false,
            react_to_user_events: true,
            // Drawing the window causes such an event too, so each drawing would cause another one.
            react_to_window_events: standing,
        }
    }

    fn heed(&mut self, app: &App<'_, '_>, input: Input) {
        match input {
            Input::Key(key) => self.act(app, key),
            Input::Point(x, y) => self.point((x, y)),
            Input::Away if self.dragging => {}
            Input::Away => self.session.point(None),
            Input::Press => {
                self.dragging = self.on_timeline(self.pointer);
                self.point(self.pointer);
            }
            Input::Release => {
                self.dragging = false;
                self.point(self.pointer);
            }
        }
    }

    fn act(&mut self, app: &App<'_, '_>, key: Key) {
        let Some(action) = action(key) else { return };
        let now = clock();
        let before = self.session.transport().frame(now);
        let effect = self.session.act(action, now);
        if self.session.transport().frame(now) != before {
            self.seek = Some(Seek::new(now));
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

    /// Begins to close the window. The clip pauses so that a screenshot can be taken.
    fn leave(&mut self) {
        if self.leaving == Leaving::Not {
            self.session.transport_mut().pause(clock());
            self.leaving = Leaving::Asked(0);
        }
    }

    /// Closes the window when it is due and the screenshot, if wanted, has been taken.
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
            Leaving::Asked(_) if !self.screenshot => self.go(app),
            Leaving::Asked(drawn) if settled && drawn > PIPELINE => {
                capture(app, self.window);
                self.leaving = Leaving::Capturing;
            }
            Leaving::Asked(drawn) => {
                self.leaving = Leaving::Asked(if settled { drawn + 1 } else { 0 });
            }
            Leaving::Capturing if captured().is_some() => self.go(app),
            _ => {}
        }
    }

    fn go(&mut self, app: &App<'_, '_>) {
        self.leaving = Leaving::Gone;
        app.quit();
    }

    /// Follows the pointer; moves the playhead while it is dragged.
    fn point(&mut self, (x, y): (f64, f64)) {
        self.pointer = (x, y);
        if self.dragging {
            let now = clock();
            self.session.scrub(x, self.size().0, now);
            self.seek = Some(Seek::new(now));
        } else {
            self.session.point(self.on_timeline((x, y)).then_some(x));
        }
    }

    fn on_timeline(&self, (_, y): (f64, f64)) -> bool {
        (0.0..SCRUB).contains(&(y - (self.size().1 - BAR)))
    }

    /// Size of the window in points.
    fn size(&self) -> (f64, f64) {
        let (width, height) = self.geometry.window;
        (f64::from(width) / self.geometry.density, f64::from(height) / self.geometry.density)
    }
}

/// Size of a window with the clip's proportions within [`ROOM`], and the bar below, in points.
pub(super) fn usual_size(session: &Session) -> (u32, u32) {
    let (width, height) = shape(session);
    let (width, height) = (f64::from(width), f64::from(height));
    let scale = (ROOM.0 / width).min(ROOM.1 / height);
    ((width * scale).round().max(480.0) as u32, ((height * scale).round() + BAR) as u32)
}

/// Size of the clip in pixels; 1920x1080 if there is no film.
fn shape(session: &Session) -> (u32, u32) {
    session.film().map_or((1920, 1080), |film| film.size())
}
