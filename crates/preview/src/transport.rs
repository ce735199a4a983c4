//! The playhead: the frame on screen at each moment of the clock.
//!
//! It stores an anchor, which is a frame and the moment at which the playhead was there, and computes
//! everything else from the time since then. A slow machine therefore shows fewer frames but never a slower
//! clip. It does not read a clock: every call takes the time as an argument.

use std::ops::Range;
use std::time::Duration;

use halfminute_basics::time::{Rate, Time};
use halfminute_check::CheckedFilm;
use halfminute_engine::film::BeatSpan;

/// Playback speeds, each half of the next.
pub const SPEEDS: [f64; 6] = [0.125, 0.25, 0.5, 1.0, 2.0, 4.0];
/// Index of the clip's own speed in [`SPEEDS`].
const NORMAL: usize = 3;

/// The frames of a clip, divided into beats, that a playhead runs over.
#[derive(Clone, Debug)]
pub struct Strip {
    /// Frame rate of the clip.
    pub rate: Rate,
    /// Each beat's first frame and the frame after its last, in order; together they cover the clip.
    pub beats: Vec<Range<u32>>,
}

impl Strip {
    /// The strip of a whole film.
    #[must_use]
    pub fn of(film: &CheckedFilm) -> Self {
        let span = |beat: &BeatSpan| beat.first..beat.end;
        Self { rate: film.rate(), beats: film.beats().iter().map(span).collect() }
    }

    /// Index of the last frame; 0 for an empty strip.
    #[must_use]
    pub fn last(&self) -> u32 {
        self.beats.last().map_or(0, |beat| beat.end.saturating_sub(1))
    }

    /// Index of the beat that contains `frame`, or of the last beat.
    #[must_use]
    pub fn beat_at(&self, frame: u32) -> usize {
        self.beats.partition_point(|beat| beat.end <= frame).min(self.beats.len().saturating_sub(1))
    }

    fn frames_a_second(&self) -> f64 {
        f64::from(self.rate.numerator()) / f64::from(self.rate.denominator())
    }
}

/// The playhead: its position, its speed and its loop.
#[derive(Clone, Debug)]
pub struct Transport {
    strip: Strip,
    /// Position in frames, and the moment at which the playhead was there.
    anchor: (f64, Duration),
    playing: bool,
    speed: usize,
    /// Index of the beat that is looped.
    looped: Option<usize>,
}

impl Transport {
    /// A playhead that stands on the first frame.
    #[must_use]
    pub fn new(strip: Strip) -> Self {
        Self { strip, anchor: (0.0, Duration::ZERO), playing: false, speed: NORMAL, looped: None }
    }

    /// The strip that the playhead runs over.
    #[must_use]
    pub fn strip(&self) -> &Strip {
        &self.strip
    }

    /// True while the playhead moves.
    #[must_use]
    pub fn is_playing(&self) -> bool {
        self.playing
    }

    /// Playback speed; 1.0 is the clip's own speed.
    #[must_use]
    pub fn speed(&self) -> f64 {
        SPEEDS[self.speed]
    }

    /// Index of the beat that is looped, if one is.
    #[must_use]
    pub fn looped(&self) -> Option<usize> {
        self.looped
    }

    /// The frames that are played: those of the looped beat, or all.
    #[must_use]
    pub fn range(&self) -> Range<u32> {
        let all = 0..self.strip.last() + 1;
        self.looped.and_then(|at| self.strip.beats.get(at).cloned()).unwrap_or(all)
    }

    /// Index of the frame on screen.
    #[must_use]
    pub fn frame(&self, now: Duration) -> u32 {
        let range = self.range();
        let frame = (self.position(now).max(0.0) as u32).max(range.start);
        frame.min(range.end.saturating_sub(1))
    }

    /// Time until the next frame is due; `None` if the playhead stands still.
    #[must_use]
    pub fn until_next(&self, now: Duration) -> Option<Duration> {
        let position = self.position(now);
        let left = (position.floor() + 1.0 - position) / (self.strip.frames_a_second() * self.speed());
        self.playing.then(|| Duration::from_secs_f64(left.clamp(0.0, 1.0)))
    }

    /// Position in frames, wrapped around if a beat is looped.
    fn position(&self, now: Duration) -> f64 {
        let (at, since) = self.anchor;
        if !self.playing {
            return at;
        }
        let passed = now.saturating_sub(since).as_secs_f64();
        let position = at + passed * self.strip.frames_a_second() * self.speed();
        let range = self.range();
        let (start, length) = (f64::from(range.start), f64::from(range.end - range.start));
        if self.looped.is_some() && length > 0.0 && position >= start + length {
            start + (position - start) % length
        } else {
            position
        }
    }

    /// Stops the playhead if it has reached the clip's end.
    pub fn tick(&mut self, now: Duration) {
        if self.playing && self.looped.is_none() && self.position(now) > f64::from(self.strip.last()) + 1.0 {
            self.anchor = (f64::from(self.strip.last()), now);
            self.playing = false;
        }
    }

    /// Plays, from the start of the range if the playhead stands on its last frame.
    pub fn play(&mut self, now: Duration) {
        if !self.playing {
            let at_end = self.frame(now) >= self.range().end.saturating_sub(1);
            let from = if at_end { f64::from(self.range().start) } else { self.anchor.0 };
            self.anchor = (from, now);
            self.playing = true;
        }
    }

    /// Plays if the playhead stands still, otherwise pauses.
    pub fn toggle(&mut self, now: Duration) {
        if self.playing { self.pause(now) } else { self.play(now) }
    }

    /// Pauses on the current frame.
    pub fn pause(&mut self, now: Duration) {
        self.anchor = (f64::from(self.frame(now)), now);
        self.playing = false;
    }

    /// Goes to a frame, or to the last one if there is no such frame. The playhead goes on playing if it
    /// played; a loop moves to the beat of that frame.
    pub fn seek(&mut self, frame: u32, now: Duration) {
        let frame = frame.min(self.strip.last());
        self.anchor = (f64::from(frame), now);
        self.looped = self.looped.map(|_| self.strip.beat_at(frame));
    }

    /// Goes forward by `frames`, or back if negative, and pauses.
    pub fn step(&mut self, frames: i32, now: Duration) {
        let frame = self.frame(now).saturating_add_signed(frames);
        self.playing = false;
        self.seek(frame, now);
    }

    /// Goes to the first frame of the next beat, or to the last frame of the clip.
    pub fn next_beat(&mut self, now: Duration) {
        let next = self.strip.beat_at(self.frame(now)) + 1;
        let frame = self.strip.beats.get(next).map_or(self.strip.last(), |beat| beat.start);
        self.seek(frame, now);
    }

    /// Goes to the first frame of this beat, or of the beat before if it is there already.
    pub fn previous_beat(&mut self, now: Duration) {
        let frame = self.frame(now);
        let before = |beat: &&Range<u32>| beat.start < frame;
        let start = self.strip.beats.iter().rev().find(before).map_or(0, |beat| beat.start);
        self.seek(start, now);
    }

    /// Loops the beat on screen, or stops looping.
    pub fn toggle_loop(&mut self, now: Duration) {
        let frame = self.position(now);
        self.looped = match self.looped {
            None => Some(self.strip.beat_at(self.frame(now))),
            Some(_) => None,
        };
        self.anchor = (frame, now);
    }

    /// Moves the anchor to `now`, because nothing could be shown before then.
    pub fn hold(&mut self, now: Duration) {
        self.anchor.1 = now;
    }

    /// Doubles or halves the speed, within the range of [`SPEEDS`].
    pub fn change_speed(&mut self, faster: bool, now: Duration) {
        self.anchor = (self.position(now), now);
        let speed = if faster { self.speed + 1 } else { self.speed.saturating_sub(1) };
        self.speed = speed.min(SPEEDS.len() - 1);
    }

    /// Sets the speed, if it is one of [`SPEEDS`].
    pub fn set_speed(&mut self, speed: f64, now: Duration) {
        self.anchor = (self.position(now), now);
        self.speed = SPEEDS.iter().position(|known| *known == speed).unwrap_or(self.speed);
    }

    /// Runs over an edited clip from now on. The playhead keeps its instant, or goes to the last frame if the
    /// clip is shorter.
    pub fn retime(&mut self, strip: Strip, now: Duration) {
        let seconds = self.position(now) / self.strip.frames_a_second();
        self.strip = strip;
        let frame = (seconds * self.strip.frames_a_second() + 1e-6).min(f64::from(self.strip.last()));
        self.anchor = (frame, now);
        self.looped = self.looped.map(|_| self.strip.beat_at(frame as u32));
    }

    /// The instant that `frame` shows.
    #[must_use]
    pub fn instant(&self, frame: u32) -> Time {
        self.strip.rate.instant(frame)
    }
}

#[cfg(test)]
#[expect(clippy::single_range_in_vec_init, reason = "a clip of one beat is one range")]
mod tests {
    use super::{Duration, Rate, Strip, Transport};

    fn ms(millis: u64) -> Duration {
        Duration::from_millis(millis)
    }

    /// A strip of three beats, each one second at 30 frames per second.
    fn transport() -> Transport {
        Transport::new(Strip { rate: Rate::DEFAULT, beats: vec![0..30, 30..60, 60..90] })
    }

    #[test]
    fn it_follows_the_clock_however_seldom_it_is_asked() {
        let mut transport = transport();
        assert_eq!(transport.frame(ms(5_000)), 0, "it stands until it is told to play");
        transport.play(ms(1_000));
        assert_eq!([1_000, 1_040, 1_700, 3_990].map(|at| transport.frame(ms(at))), [0, 1, 21, 89]);
        transport.tick(ms(3_990));
        assert!(transport.is_playing(), "the last frame is shown for as long as any other");
        transport.tick(ms(4_010));
        assert!(!transport.is_playing());
        assert_eq!(transport.frame(ms(9_000)), 89);
        transport.toggle(ms(9_000));
        assert_eq!(transport.frame(ms(9_100)), 3, "at the end, playing starts over");
    }

    #[test]
    fn speeds_keep_the_playhead_where_it_is() {
        let mut transport = transport();
        transport.play(ms(0));
        transport.change_speed(true, ms(500));
        assert_eq!((transport.frame(ms(500)), transport.frame(ms(1_010))), (15, 45));
        for _ in 0..9 {
            transport.change_speed(false, ms(1_010));
        }
        assert_eq!((transport.speed(), transport.frame(ms(1_010))), (0.125, 45));
        transport.set_speed(2.0, ms(1_010));
        assert_eq!((transport.speed(), transport.frame(ms(1_510))), (2.0, 75));
    }

    #[test]
    fn steps_stand_and_stay_inside() {
        let mut transport = transport();
        transport.play(ms(0));
        transport.step(1, ms(200));
        assert_eq!((transport.frame(ms(900)), transport.is_playing()), (7, false));
        transport.step(-100, ms(900));
        assert_eq!(transport.frame(ms(900)), 0);
        transport.step(1_000, ms(900));
        assert_eq!(transport.frame(ms(900)), 89);
    }

    #[test]
    fn beats_are_reached_from_both_sides() {
        let mut transport = transport();
        transport.seek(40, ms(0));
        transport.previous_beat(ms(0));
        assert_eq!(transport.frame(ms(0)), 30);
        transport.previous_beat(ms(0));
        assert_eq!(transport.frame(ms(0)), 0);
        transport.next_beat(ms(0));
        transport.next_beat(ms(0));
        assert_eq!(transport.frame(ms(0)), 60);
        transport.next_beat(ms(0));
        assert_eq!(transport.frame(ms(0)), 89, "after the last beat comes the end");
    }

    #[test]
    fn a_loop_stays_in_its_beat_and_follows_a_seek() {
        let mut transport = transport();
        transport.seek(45, ms(0));
        transport.toggle_loop(ms(0));
        transport.play(ms(0));
        assert_eq!([0, 490, 510, 1_510].map(|at| transport.frame(ms(at))), [45, 59, 30, 30]);
        transport.seek(70, ms(1_510));
        assert_eq!(transport.range(), 60..90);
        transport.toggle_loop(ms(1_510));
        assert_eq!((transport.looped(), transport.frame(ms(1_510))), (None, 70));
    }

    #[test]
    fn an_edited_clip_keeps_the_instant() {
        let mut transport = transport();
        transport.seek(45, ms(0));
        transport.retime(Strip { rate: Rate::new(60, 1).unwrap(), beats: vec![0..120] }, ms(0));
        assert_eq!(transport.frame(ms(0)), 90);
        transport.retime(Strip { rate: Rate::DEFAULT, beats: vec![0..10] }, ms(0));
        assert_eq!(transport.frame(ms(0)), 9, "a shorter clip ends before");
    }
}
