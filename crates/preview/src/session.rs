//! The state that the author controls: the film, the playhead, what is switched on. No window, no clock.

use std::sync::Arc;
use std::time::Duration;

use halfminute_check::CheckedFilm;
use halfminute_engine::diagnostic::Severity;
use halfminute_engine::film::Checked;
use halfminute_engine::theme::Theme;

use super::bar::{Bar, clock, frame_at};
use super::controls::Action;
use super::finding::Finding;
use super::overlay::{List, Overlay, Tip};
use super::plan::Want;
use super::transport::{Strip, Transport};

/// Time for which a notice is shown.
const NOTICE: Duration = Duration::from_secs(3);
/// Shortest time for which a frame is worth showing: few screens are faster.
const GLIMPSE: f64 = 1.0 / 60.0;

/// A task for the window, because a session touches neither files nor screens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Read the scene again, with the theme that [`Session::flavour`] names.
    Reload,
    /// Save the frame with this index.
    SaveStill(u32),
    /// Save the contact sheet of the film.
    SaveSheet,
    /// Turn full screen on or off.
    FullScreen,
    /// Close the window and end the preview.
    Leave,
}

/// Parts of the overlay that are switched on.
#[derive(Clone, Copy, Debug, Default)]
struct Shows {
    safe_area: bool,
    boxes: bool,
    lints: bool,
    help: bool,
}

/// The state of one author's window.
#[derive(Debug)]
pub struct Session {
    film: Option<Arc<CheckedFilm>>,
    transport: Transport,
    /// The built-in theme that is shown instead of the scene's.
    flavour: Option<&'static str>,
    findings: Vec<Finding>,
    shows: Shows,
    notice: Option<(String, Duration)>,
    /// Distance of the pointer from the left edge, in points, while it is on the timeline.
    pointer: Option<f64>,
    /// True if the scene could be drawn when it was last read.
    sound: bool,
}

impl Session {
    /// A session with a scene that was just read for the first time.
    #[must_use]
    pub fn new(checked: Checked<CheckedFilm>) -> Self {
        let nothing = Strip { rate: halfminute_basics::time::Rate::DEFAULT, beats: Vec::new() };
        let mut session = Self {
            film: None,
            transport: Transport::new(nothing),
            flavour: None,
            findings: Vec::new(),
            shows: Shows::default(),
            notice: None,
            pointer: None,
            sound: false,
        };
        session.take(checked, Duration::ZERO);
        session
    }

    /// The last film that could be drawn.
    #[must_use]
    pub fn film(&self) -> Option<&Arc<CheckedFilm>> {
        self.film.as_ref()
    }

    /// Title of the window: the clip, and the number of errors if it cannot be drawn.
    #[must_use]
    pub fn title(&self) -> String {
        let clip = self.film.as_ref().map_or("nothing yet", |film| film.title());
        match (self.sound, self.errors()) {
            (true, _) => format!("{clip} · halfminute"),
            (false, errors) => format!("{errors} · {clip} · halfminute"),
        }
    }

    /// Number of errors in words, such as `2 errors`.
    fn errors(&self) -> String {
        match self.findings.iter().filter(|finding| finding.severity == Severity::Error).count() {
            1 => "1 error".to_owned(),
            count => format!("{count} errors"),
        }
    }

    /// The playhead of this session.
    #[must_use]
    pub fn transport(&self) -> &Transport {
        &self.transport
    }

    /// The playhead, for changing its settings.
    pub fn transport_mut(&mut self) -> &mut Transport {
        &mut self.transport
    }

    /// The built-in theme that is shown instead of the scene's, if one is.
    #[must_use]
    pub fn flavour(&self) -> Option<&'static str> {
        self.flavour
    }

    /// Takes over a scene that was read again. If it has errors, the last film that could be drawn stays.
    pub fn take(&mut self, checked: Checked<CheckedFilm>, now: Duration) {
        self.findings = Finding::all(&checked);
        self.sound = checked.film.is_some();
        if let Some(film) = checked.film {
            self.transport.retime(Strip::of(&film), now);
            self.film = Some(Arc::new(film));
        }
    }

    /// Records that the scene could not be read at all, as an error with this place and message.
    pub fn fail(&mut self, place: String, message: String) {
        self.sound = false;
        self.findings = vec![Finding { severity: Severity::Error, place, message, help: None }];
    }

    /// Shows a notice for three seconds.
    pub fn notify(&mut self, notice: String, now: Duration) {
        self.notice = Some((notice, now + NOTICE));
    }

    /// Carries out an action; returns what the window has to do for it, if anything.
    pub fn act(&mut self, action: Action, now: Duration) -> Option<Effect> {
        let transport = &mut self.transport;
        let shows = &mut self.shows;
        match action {
            Action::PlayPause => transport.toggle(now),
            Action::StepBack => transport.step(-1, now),
            Action::StepOn => transport.step(1, now),
            Action::PreviousBeat => transport.previous_beat(now),
            Action::NextBeat => transport.next_beat(now),
            Action::First => transport.seek(0, now),
            Action::Last => transport.seek(u32::MAX, now),
            Action::Loop => transport.toggle_loop(now),
            Action::Slower => transport.change_speed(false, now),
            Action::Faster => transport.change_speed(true, now),
            Action::SafeAreas => shows.safe_area = !shows.safe_area,
            Action::Boxes => shows.boxes = !shows.boxes,
            Action::Lints => shows.lints = !shows.lints,
            Action::Help => shows.help = !shows.help,
            Action::Flavour => return self.change_flavour(now),
            Action::SaveStill => {
                let frame = transport.frame(now);
                return self.film.is_some().then_some(Effect::SaveStill(frame));
            }
            Action::SaveSheet => return self.film.is_some().then_some(Effect::SaveSheet),
            Action::Reload => {
                self.notify("read again".to_owned(), now);
                return Some(Effect::Reload);
            }
            Action::FullScreen => return Some(Effect::FullScreen),
            Action::Leave => return Some(Effect::Leave),
        }
        None
    }

    fn change_flavour(&mut self, now: Duration) -> Option<Effect> {
        if self.flavour.take().is_some() {
            return Some(Effect::Reload);
        }
        let name = self.film.as_ref()?.theme_name().to_owned();
        self.flavour = Theme::other_flavour(&name);
        if self.flavour.is_none() {
            self.notify(format!("the theme `{name}` is the scene's own: it has no other flavour"), now);
        }
        self.flavour.map(|_| Effect::Reload)
    }

    /// Sets the pointer's distance in points from the left edge; `None` when it is not on the timeline.
    pub fn point(&mut self, x: Option<f64>) {
        self.pointer = x;
    }

    /// Moves the playhead to the pointer, which is `x` points from the left edge of a window `width` points
    /// wide.
    pub fn scrub(&mut self, x: f64, width: f64, now: Duration) {
        self.pointer = Some(x);
        self.transport.seek(frame_at(x, width, self.transport.strip().last() + 1), now);
    }

    /// Advances the session to the moment `now`.
    pub fn tick(&mut self, now: Duration) {
        self.transport.tick(now);
        self.notice = self.notice.take().filter(|(_, until)| now < *until);
    }

    /// The frames that the workers should draw, if drawing takes about `pace` per frame.
    #[must_use]
    pub fn want(&self, now: Duration, pace: Duration) -> Want {
        let rate = self.transport.strip().rate;
        let due = f64::from(rate.numerator()) / f64::from(rate.denominator()) * self.transport.speed();
        let stride = (pace.as_secs_f64().max(GLIMPSE) * due).ceil() as u32;
        Want {
            at: self.transport.frame(now),
            stride: if self.transport.is_playing() { stride.max(1) } else { 0 },
            range: self.transport.range(),
            alone: false,
        }
    }

    /// Values for the bar; `shown` is the number of frames shown in the last second.
    #[must_use]
    pub fn bar(&self, now: Duration, shown: u32) -> Bar {
        let transport = &self.transport;
        let frame = transport.frame(now);
        let strip = transport.strip();
        let film = self.film.as_ref();
        let beat = film.and_then(|film| film.beats().get(strip.beat_at(frame)));
        Bar {
            frame,
            time: transport.instant(frame),
            duration: film.map(|film| film.duration()).unwrap_or_default(),
            rate: strip.rate,
            beats: strip.beats.clone(),
            title: beat.map(|beat| beat.title.clone()).unwrap_or_default(),
            looped: transport.looped(),
            playing: transport.is_playing(),
            speed: transport.speed(),
            shown: transport.is_playing().then_some(shown),
        }
    }

    /// Content of the overlay for a window `width` points wide that shows `frame`.
    #[must_use]
    pub fn overlay(&self, frame: u32, width: f64) -> Overlay {
        let drawable = self.film.as_ref().filter(|film| frame < film.frame_count());
        let boxes = drawable.filter(|_| self.shows.boxes).map(|film| film.boxes(frame));
        Overlay {
            safe_area: self.shows.safe_area,
            boxes: boxes.unwrap_or_default(),
            list: self.list(),
            help: self.shows.help,
            tip: self.tip(width),
            notice: self.notice.as_ref().map(|(notice, _)| notice.clone()),
        }
    }

    /// The list to be shown, if any: errors always, findings of lints on demand.
    fn list(&self) -> Option<List> {
        let title = match (self.sound, self.findings.len()) {
            (false, _) => {
                let behind = match self.film {
                    Some(_) => "this is the last good picture",
                    None => "nothing can be drawn yet",
                };
                format!("{}: {behind}", self.errors())
            }
            (true, _) if !self.shows.lints => return None,
            (true, 0) => "The lints found nothing".to_owned(),
            (true, 1) => "1 finding".to_owned(),
            (true, count) => format!("{count} findings"),
        };
        Some(List { title, findings: self.findings.clone() })
    }

    fn tip(&self, width: f64) -> Option<Tip> {
        let (x, film) = (self.pointer?, self.film.as_ref()?);
        let strip = self.transport.strip();
        let frame = frame_at(x, width, strip.last() + 1);
        let beat = film.beats().get(strip.beat_at(frame))?;
        let number = strip.beat_at(frame) + 1;
        let head = format!("{} · beat {number} · {}", clock(self.transport.instant(frame)), beat.title);
        Some(Tip { x, head, caption: beat.caption.clone() })
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{Action, Duration, Effect, Session};
    use halfminute_check::CheckedFilm;
    use halfminute_engine::film::{Checked, Overrides};

    const SCENE: &str = "[clip]\ntitle = \"A\"\nlasts = 2.0\nwindow = [0.5, 60]\nsize = [64, 36]\n\
        [node]\nword = { kind = \"text\", text = \"one\" }\n\
        [[beat]]\nlasts = 2.0\ntitle = \"First\"\ncaption = \"A caption.\"\nstage = \"word\"\n";

    fn read(scene: &str) -> Checked<CheckedFilm> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("clip.toml");
        fs::write(&path, scene).unwrap();
        halfminute_check::open(&path, &Overrides::default()).unwrap()
    }

    const NOW: Duration = Duration::ZERO;

    #[test]
    fn errors_keep_the_last_good_film_and_are_shown_until_they_are_mended() {
        let mut session = Session::new(read(SCENE));
        session.transport_mut().seek(40, NOW);
        assert!(session.overlay(40, 640.0).is_empty());
        session.take(read(&SCENE.replace("\"word\"\n", "\"wort\"\n")), NOW);
        assert_eq!(session.title(), "1 error · A · halfminute");
        let list = session.overlay(40, 640.0).list.unwrap();
        assert_eq!(list.title, "1 error: this is the last good picture");
        let finding = &list.findings[0];
        assert_eq!(
            (finding.place.as_str(), finding.message.as_str()),
            ("clip.toml:12:9", "no node is called “wort”")
        );
        assert_eq!((session.film().unwrap().title(), session.transport().frame(NOW)), ("A", 40));
        session.take(read(&SCENE.replace("\"A\"", "\"B\"")), NOW);
        assert_eq!((session.title().as_str(), session.transport().frame(NOW)), ("B · halfminute", 40));
        assert!(session.overlay(40, 640.0).is_empty());
    }

    #[test]
    fn a_scene_that_is_broken_from_the_start_opens_too() {
        let mut session = Session::new(read("[clip]\n"));
        assert!(session.overlay(0, 640.0).list.unwrap().title.ends_with("nothing can be drawn yet"));
        assert_eq!(session.act(Action::SaveStill, NOW), None);
        session.take(read(SCENE), NOW);
        assert_eq!(session.act(Action::SaveStill, NOW), Some(Effect::SaveStill(0)));
    }

    #[test]
    fn what_is_switched_on_is_laid_over_the_clip() {
        let mut session = Session::new(read(SCENE));
        for action in [Action::SafeAreas, Action::Boxes, Action::Lints, Action::Help] {
            assert_eq!(session.act(action, NOW), None);
        }
        session.point(Some(320.0));
        let overlay = session.overlay(59, 640.0);
        assert!(overlay.safe_area && overlay.help);
        assert_eq!(overlay.boxes.iter().map(|node| node.id.as_str()).collect::<Vec<_>>(), ["word"]);
        let tip = overlay.tip.unwrap();
        assert_eq!((tip.head.as_str(), tip.caption.as_str()), ("0:01.00 · beat 1 · First", "A caption."));
        assert!(!overlay.list.unwrap().findings.is_empty(), "the scene gives no source");
    }

    #[test]
    fn the_other_flavour_is_a_reading_with_another_theme() {
        let mut session = Session::new(read(SCENE));
        assert_eq!(session.act(Action::Flavour, NOW), Some(Effect::Reload));
        assert_eq!(session.flavour(), Some("night"));
        assert_eq!(session.act(Action::Flavour, NOW), Some(Effect::Reload));
        assert_eq!(session.flavour(), None);
    }

    #[test]
    fn notices_go_away() {
        let mut session = Session::new(read(SCENE));
        session.notify("saved".to_owned(), NOW);
        session.tick(Duration::from_secs(2));
        assert_eq!(session.overlay(0, 640.0).notice.as_deref(), Some("saved"));
        session.tick(Duration::from_secs(4));
        assert!(session.overlay(0, 640.0).is_empty());
    }

    #[test]
    fn only_frames_that_can_be_shown_are_wanted() {
        let mut session = Session::new(read(SCENE));
        let stride = |session: &Session, millis| session.want(NOW, Duration::from_millis(millis)).stride;
        assert_eq!(stride(&session, 5), 0, "it stands");
        session.act(Action::PlayPause, NOW);
        assert_eq!([5, 30, 40, 100].map(|pace| stride(&session, pace)), [1, 1, 2, 3]);
        session.act(Action::Faster, NOW);
        session.act(Action::Faster, NOW);
        assert_eq!(stride(&session, 5), 2, "120 frames a second on a screen of 60");
    }
}
