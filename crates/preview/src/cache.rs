//! Frames drawn on worker threads ahead of the playhead, within a memory limit.
//!
//! A frame is what a render writes: `Film::display_list` through the same rasteriser. It is reduced here
//! only if the window shows it smaller, so that the cache holds no more pixels than are seen.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use halfminute_check::CheckedFilm;
use halfminute_engine::raster::Raster;

use super::plan::Want;
use super::reduce::Reducer;

/// Bytes of pixels that are kept: a second of a clip that is shown at 960x540.
pub const BOUND: usize = 64 << 20;
/// Number of drawing times kept for the estimate of the next one.
const TIMES: usize = 8;

/// A frame as the window shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shot {
    /// Index of the frame in its film.
    pub frame: u32,
    /// Number of the reel it belongs to: see [`FrameCache::load`].
    pub reel: u64,
    /// Width and height in pixels.
    pub size: (u32, u32),
    /// RGBA8 pixels, row by row from the top.
    pub rgba: Vec<u8>,
}

/// A film and the size in pixels at which its frames are drawn.
#[derive(Clone, Debug)]
struct Reel {
    number: u64,
    film: Arc<CheckedFilm>,
    size: (u32, u32),
}

#[derive(Debug, Default)]
struct State {
    reel: Option<Reel>,
    want: Option<Want>,
    drawn: BTreeMap<u32, Arc<Shot>>,
    drawing: Vec<u32>,
    times: VecDeque<Duration>,
    done: bool,
}

impl State {
    /// Number of frames that fit into [`BOUND`], at least two.
    fn room(&self) -> usize {
        let (width, height) = self.reel.as_ref().map_or((1, 1), |reel| reel.size);
        (BOUND / (width as usize * height as usize * 4).max(1)).max(2)
    }

    fn next(&self) -> Option<(Reel, u32)> {
        let (reel, want) = (self.reel.as_ref()?, self.want.as_ref()?);
        let frame = want.next(&self.drawn, &self.drawing, self.room().saturating_sub(1))?;
        (frame < reel.film.frame_count()).then(|| (reel.clone(), frame))
    }

    fn keep(&mut self, shot: Shot, time: Duration) {
        self.drawing.retain(|frame| *frame != shot.frame);
        if self.times.len() == TIMES {
            self.times.pop_front();
        }
        self.times.push_back(time);
        self.drawn.insert(shot.frame, Arc::new(shot));
        while self.drawn.len() > self.room()
            && let Some(frame) = self.want.as_ref().and_then(|want| want.least_wanted(&self.drawn))
        {
            self.drawn.remove(&frame);
        }
    }
}

#[derive(Debug, Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

impl Shared {
    /// Locks the state. A poisoned lock is used all the same: a worker draws without holding the lock, so a
    /// panic leaves the state consistent.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Frames of one film at one size, and the workers that draw them.
#[derive(Debug)]
pub struct FrameCache {
    shared: Arc<Shared>,
    workers: Vec<JoinHandle<()>>,
    reels: u64,
}

impl FrameCache {
    /// An empty cache with this many workers, or fewer if the machine cannot start them.
    ///
    /// `clock` gives the time since a fixed moment; it only measures how long drawing takes. `wake` is called
    /// when the frame to be shown next has been drawn.
    #[must_use]
    pub fn new(workers: usize, clock: fn() -> Duration, wake: fn()) -> Self {
        let shared = Arc::new(Shared::default());
        let start = |_| {
            let shared = Arc::clone(&shared);
            thread::Builder::new().name("frame".to_owned()).spawn(move || work(&shared, clock, wake)).ok()
        };
        let workers = (0..workers.max(1)).filter_map(start).collect();
        Self { shared, workers, reels: 0 }
    }

    /// Draws this film from now on, for an area of `size` pixels, and drops all frames drawn before. Returns
    /// the number of the new reel, which distinguishes its pictures from earlier ones.
    pub fn load(&mut self, film: Arc<CheckedFilm>, size: (u32, u32)) -> u64 {
        self.reels += 1;
        let mut state = self.shared.lock();
        let size = (size.0.clamp(1, film.size().0), size.1.clamp(1, film.size().1));
        state.reel = Some(Reel { number: self.reels, film, size });
        state.drawn.clear();
        state.drawing.clear();
        self.shared.changed.notify_all();
        self.reels
    }

    /// Sets which frames are about to be shown.
    pub fn want(&self, want: Want) {
        let mut state = self.shared.lock();
        if state.want.as_ref() != Some(&want) {
            state.want = Some(want);
            self.shared.changed.notify_all();
        }
    }

    /// The picture of a frame, if it has been drawn.
    #[must_use]
    pub fn get(&self, frame: u32) -> Option<Arc<Shot>> {
        self.shared.lock().drawn.get(&frame).cloned()
    }

    /// The picture of the last of `frames` that has been drawn, if any.
    #[must_use]
    pub fn newest(&self, frames: std::ops::RangeInclusive<u32>) -> Option<Arc<Shot>> {
        self.shared.lock().drawn.range(frames).next_back().map(|(_, shot)| Arc::clone(shot))
    }

    /// Mean time between two finished frames when all workers are busy.
    #[must_use]
    pub fn pace(&self) -> Duration {
        let state = self.shared.lock();
        let count = u32::try_from(state.times.len()).unwrap_or(1).max(1);
        let workers = u32::try_from(self.workers.len()).unwrap_or(1).max(1);
        state.times.iter().sum::<Duration>() / count / workers
    }
}

impl Drop for FrameCache {
    fn drop(&mut self) {
        self.shared.lock().done = true;
        self.shared.changed.notify_all();
        for worker in self.workers.drain(..) {
            // A panic of a worker has been reported already.
            let _ = worker.join();
        }
    }
}

fn work(shared: &Shared, clock: fn() -> Duration, wake: fn()) {
    let mut artist: Option<Artist> = None;
    let mut state = shared.lock();
    while !state.done {
        let Some((reel, frame)) = state.next() else {
            state = shared.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
            continue;
        };
        state.drawing.push(frame);
        drop(state);
        let artist = match &mut artist {
            Some(artist) if artist.fits(&reel) => artist,
            other => other.insert(Artist::new(&reel)),
        };
        let started = clock();
        let shot = artist.draw(&reel, frame);
        let time = clock().saturating_sub(started);
        state = shared.lock();
        // Another film or another size may have been loaded in the meantime.
        if state.reel.as_ref().is_some_and(|now| now.number == reel.number) {
            state.keep(shot, time);
            if state.want.as_ref().is_some_and(|want| want.shown() == frame) {
                wake();
            }
        }
    }
}

/// A worker's rasteriser and reducer for one pair of sizes.
struct Artist {
    from: (u32, u32),
    to: (u32, u32),
    raster: Raster,
    reducer: Reducer,
}

impl Artist {
    fn new(reel: &Reel) -> Self {
        let (from, to) = (reel.film.size(), reel.size);
        Self { from, to, raster: Raster::new(from), reducer: Reducer::new(from, to) }
    }

    fn fits(&self, reel: &Reel) -> bool {
        (self.from, self.to) == (reel.film.size(), reel.size)
    }

    fn draw(&mut self, reel: &Reel, frame: u32) -> Shot {
        // Consecutive frames have most of their pixels in common.
        self.raster.update(reel.film.display_list(frame));
        let rgb = self.raster.rgb();
        let rgba = if self.from == self.to { with_alpha(rgb) } else { self.reducer.reduce(rgb) };
        Shot { frame, reel: reel.number, size: self.to, rgba }
    }
}

/// Converts RGB8 pixels to opaque RGBA8.
fn with_alpha(rgb: &[u8]) -> Vec<u8> {
    rgb.as_chunks().0.iter().flat_map(|&[red, green, blue]| [red, green, blue, 255]).collect()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{Arc, BOUND, CheckedFilm, Duration, FrameCache, Reel, Shot, State, Want, thread, with_alpha};
    use halfminute_engine::film::Overrides;
    use halfminute_render::still;

    fn film() -> Arc<CheckedFilm> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("clip.toml");
        let scene = "[clip]\ntitle = \"A\"\nlasts = 2.0\nwindow = [0.5, 60]\nsize = [64, 36]\n\
            [node]\nword = { kind = \"text\", text = \"one\" }\n\
            [[beat]]\nlasts = 2.0\ntitle = \"First\"\nstage = \"word\"\n";
        fs::write(&path, scene).unwrap();
        Arc::new(
            halfminute_check::open(&path, &Overrides::default()).unwrap().film.expect("the scene is sound"),
        )
    }

    /// Waits until the frame is drawn.
    fn wait_for(cache: &FrameCache, frame: u32) -> Arc<Shot> {
        loop {
            if let Some(shot) = cache.get(frame) {
                return shot;
            }
            thread::yield_now();
        }
    }

    fn want(at: u32) -> Want {
        Want { at, stride: 1, range: 0..60, alone: false }
    }

    #[test]
    fn frames_have_the_pixels_of_a_still() {
        let film = film();
        let mut cache = FrameCache::new(2, || Duration::ZERO, || {});
        let reel = cache.load(Arc::clone(&film), (64, 36));
        cache.want(want(20));
        let shot = wait_for(&cache, 33);
        assert_eq!((shot.reel, &shot.rgba), (reel, &with_alpha(&still(&film, 33).rgb)));
        // Two workers draw, so a later frame may be finished first.
        wait_for(&cache, 20);
        assert_eq!(cache.newest(0..=20).map(|shot| shot.frame), Some(20));
    }

    #[test]
    fn another_size_is_another_reel() {
        let film = film();
        let mut cache = FrameCache::new(1, || Duration::ZERO, || {});
        cache.want(want(0));
        let first = cache.load(Arc::clone(&film), (64, 36));
        wait_for(&cache, 1);
        let second = cache.load(film, (32, 18));
        let shot = wait_for(&cache, 1);
        assert_eq!((shot.reel, shot.size, shot.rgba.len()), (second, (32, 18), 32 * 18 * 4));
        assert_ne!(first, second);
    }

    #[test]
    fn memory_has_a_bound() {
        let size = (1024, 1024);
        let reel = Reel { number: 1, film: film(), size };
        let mut state = State { reel: Some(reel), want: Some(want(10)), ..State::default() };
        for frame in 0..60 {
            state.keep(Shot { frame, reel: 1, size, rgba: Vec::new() }, Duration::ZERO);
        }
        let kept: Vec<u32> = state.drawn.keys().copied().collect();
        let room = u32::try_from(BOUND / (1024 * 1024 * 4)).unwrap();
        assert_eq!(kept, (10..10 + room).collect::<Vec<_>>(), "what comes next is kept");
    }
}
