//! Tests of the window on a display: `xvfb-run cargo test --features preview --test suite preview::`.
//!
//! No test waits for a fixed time. The title of a window says which scene it shows, and the tests compare the
//! screenshot that it takes when it is closed.
#![cfg(feature = "preview")]

use std::fs;
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};

use halfminute_engine::diagnostic::Severity;
use halfminute_engine::raster::Raster;
use halfminute_engine::text::Typesetter;
use halfminute_preview::finding::Finding;
use halfminute_preview::geometry::Geometry;
use halfminute_preview::overlay::{List, Overlay};
use halfminute_render::png::Picture;

use crate::workshop::{Workshop, run};

const CLIP: (u32, u32) = (640, 360);
/// Size for showing the clip pixel for pixel, with the bar below.
const WINDOW: &str = "640x420";
/// Greatest difference of a channel that a graphics driver may cause.
const TOLERANCE: u8 = 3;

const SCENE: &str = r#"
[clip]
title = "First take"
lasts = 4.0
window = [1, 60]
size = [640, 360]
[node]
word = { kind = "text", text = "one word", size = "huge" }
meter = { kind = "meter", label = "share", value = 10, min = 0, max = 100 }
[[beat]]
lasts = 2.0
title = "A word"
caption = "A word stands alone."
source = "none"
stage = "word"
[[beat]]
lasts = 2.0
title = "A meter"
caption = "A meter fills."
source = "none"
stage = { column = ["word", "meter"] }
play = [{ set = { meter.value = 90 } }]
"#;

/// A folder with a scene. Only one at a time, because a display has only one keyboard.
struct Desk {
    workshop: Workshop,
    _turn: MutexGuard<'static, ()>,
}

impl Desk {
    fn new() -> Self {
        static TURN: Mutex<()> = Mutex::new(());
        let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
        Self { workshop: Workshop::with_scene(SCENE), _turn: turn }
    }

    /// Saves the scene as editors do: writes a new file and renames it over the old one.
    fn save(&self, scene: &str) {
        self.workshop.write("clip.toml.new", scene);
        fs::rename(self.workshop.path("clip.toml.new"), self.workshop.path("clip.toml")).unwrap();
    }

    /// Opens the window, which saves its screenshot to `window.png` when it is closed.
    fn open(&self, arguments: &[&str]) -> Window {
        let common = ["preview", "clip.toml", "--size", WINDOW, "--screenshot", "window.png"];
        let mut command = self.workshop.command(&[&common[..], arguments].concat());
        Window { process: command.stdout(Stdio::piped()).spawn().unwrap() }
    }

    /// The picture that the window showed, and the frame that it should have shown.
    fn pictures(&self, frame: &str) -> (Picture, Picture) {
        let arguments = ["still", "clip.toml", "--frame", frame, "-o", "still.png"];
        self.workshop.run(&arguments).done();
        (self.workshop.picture("window.png"), self.workshop.picture("still.png"))
    }
}

struct Window {
    process: Child,
}

impl Window {
    /// Waits until a window has this title; returns its id.
    fn wait_for(&self, title: &str) -> String {
        // Ten minutes, which is far longer than the search takes on any machine.
        let search = ["600", "xdotool", "search", "--sync", "--onlyvisible", "--name", title];
        let output = Command::new("timeout").args(search).output().unwrap();
        let found = String::from_utf8(output.stdout).unwrap();
        found.lines().next().unwrap_or_else(|| panic!("no window is called `{title}`")).to_owned()
    }

    fn press(&self, window: &str, keys: &[&str]) {
        for arguments in [&["windowfocus", "--sync", window][..], &[&["key"], keys].concat()] {
            assert!(Command::new("xdotool").args(arguments).status().unwrap().success());
        }
    }

    /// Closes the window with the Escape key.
    fn leave(mut self, window: &str) {
        self.press(window, &["Escape"]);
        assert!(self.process.wait().unwrap().success());
    }
}

/// Number of channels in `area` (left, top, right, bottom) that differ by more than the tolerance.
fn differences(a: &Picture, b: &Picture, area: (u32, u32, u32, u32)) -> usize {
    let (left, top, right, bottom) = area;
    let row = |picture: &Picture, y: u32| {
        let at = |x: u32| ((y * picture.size.0 + x) * 3) as usize;
        picture.rgb[at(left)..at(right)].to_vec()
    };
    let rows = (top..bottom).flat_map(|y| row(a, y).into_iter().zip(row(b, y)));
    rows.filter(|(a, b)| a.abs_diff(*b) > TOLERANCE).count()
}

const WHOLE: (u32, u32, u32, u32) = (0, 0, CLIP.0, CLIP.1);

#[test]
fn the_window_shows_the_pixels_of_a_render() {
    let desk = Desk::new();
    let mut window = desk.open(&["--at", "2.9", "--quit-after", "3"]);
    assert!(window.process.wait().unwrap().success());
    let (shown, still) = desk.pictures("87");
    assert_eq!(shown.size, (640, 420));
    assert_eq!(differences(&shown, &still, WHOLE), 0);
    let (_, other) = desk.pictures("30");
    assert!(differences(&shown, &other, WHOLE) > 1_000, "the frames look alike: nothing was tested");
}

#[test]
fn keys_move_the_playhead() {
    let desk = Desk::new();
    let window = desk.open(&["--at", "0"]);
    let number = window.wait_for("^First take");
    // To the start of the second beat, eleven frames on, one back.
    window.press(&number, &["Down"]);
    window.press(&number, &["Right"; 11]);
    window.press(&number, &["Left"]);
    window.leave(&number);
    let (shown, still) = desk.pictures("70");
    assert_eq!(differences(&shown, &still, WHOLE), 0);
}

#[test]
fn a_saved_scene_is_shown_and_the_playhead_stays() {
    let desk = Desk::new();
    let window = desk.open(&["--at", "1.5"]);
    window.wait_for("^First take");
    desk.save(&SCENE.replace("First take", "Second take").replace("one word", "another"));
    let number = window.wait_for("^Second take");
    window.leave(&number);
    let (shown, still) = desk.pictures("45");
    assert_eq!(differences(&shown, &still, WHOLE), 0);
}

#[test]
fn a_broken_scene_says_what_is_wrong_and_a_mended_one_no_more() {
    let desk = Desk::new();
    let window = desk.open(&["--at", "1.5"]);
    window.wait_for("^First take");
    desk.save(&SCENE.replace("stage = \"word\"", "stage = \"wort\""));
    let number = window.wait_for("^1 error");
    window.leave(&number);
    let broken = desk.workshop.picture("window.png");
    let (panel, height) = error_panel();
    // Only the inside of the panel, because its corners are round.
    let area = (24, 24, CLIP.0 - 24, height);
    assert_eq!(differences(&broken, &panel, area), 0);

    desk.save(SCENE);
    let (_, still) = desk.pictures("45");
    let below = (0, 160, CLIP.0, CLIP.1);
    assert_eq!(differences(&broken, &still, below), 0, "the last good picture stays");

    let window = desk.open(&["--at", "1.5"]);
    window.wait_for("^First take");
    desk.save("nonsense");
    window.wait_for("^1 error");
    desk.save(SCENE);
    let number = window.wait_for("^First take");
    window.leave(&number);
    assert_eq!(differences(&desk.workshop.picture("window.png"), &still, WHOLE), 0);
}

/// The overlay for the error, and the height down to which it extends.
fn error_panel() -> (Picture, u32) {
    let finding = Finding {
        severity: Severity::Error,
        place: "clip.toml:15:9".to_owned(),
        message: "no node is called “wort”".to_owned(),
        help: Some("did you mean “word”?".to_owned()),
    };
    let title = "1 error: this is the last good picture".to_owned();
    let overlay = Overlay { list: Some(List { title, findings: vec![finding] }), ..Overlay::default() };
    let geometry = Geometry::new((640, 420), 1.0, CLIP);
    let rgb = Raster::new(CLIP).draw(&overlay.draw(&mut Typesetter::new(), &geometry)).to_vec();
    (Picture { size: CLIP, rgb }, 120)
}

#[test]
fn a_display_that_is_not_there_is_one_line() {
    let desk = Desk::new();
    let mut command = desk.workshop.command(&["preview", "clip.toml"]);
    let outcome = run(command.env("DISPLAY", ":4321").env_remove("WAYLAND_DISPLAY"));
    assert_eq!(outcome.exit, Some(4), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("error: no display answers for a window"), "{}", outcome.stderr);
}
