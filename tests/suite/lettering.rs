//! Texts and panels that the preview draws around and over a clip, tested without a window: each case has its
//! picture in `tests/cases/preview/`. `HALFMINUTE_BLESS=1 cargo test --test suite lettering::` redraws them.

use std::fs;
use std::path::Path;

use halfminute_basics::time::{Rate, Time};
use halfminute_engine::diagnostic::Severity;
use halfminute_engine::display::DisplayList;
use halfminute_engine::film::NodeBox;
use halfminute_engine::raster::Raster;
use halfminute_engine::text::Typesetter;
use halfminute_preview::bar::Bar;
use halfminute_preview::finding::Finding;
use halfminute_preview::geometry::Geometry;
use halfminute_preview::overlay::{List, Overlay, Tip};
use halfminute_render::png::{Compression, decode, encode};
use kurbo::Rect;

use crate::workshop::repository;

/// Tolerance per channel, for the reasons given in `tests/suite/frames.rs`.
const TOLERANCE: u8 = 2;

/// Draws a list and compares it with its picture, or writes the picture.
fn check(name: &str, list: &DisplayList, size: (u32, u32)) {
    let rgb = Raster::new(size).draw(list).to_vec();
    let path = repository("tests/cases/preview").join(name);
    let expected = fs::read(&path).ok().map(|file| decode(&file).unwrap());
    let near = |a: &u8, b: &u8| a.abs_diff(*b) <= TOLERANCE;
    let same = expected
        .is_some_and(|picture| picture.size == size && picture.rgb.iter().zip(&rgb).all(|(a, b)| near(a, b)));
    if same {
        return;
    }
    let mut file = Vec::new();
    encode(&rgb, size, Compression::Small, &mut file);
    if std::env::var_os("HALFMINUTE_BLESS").is_some() {
        return fs::write(&path, &file).unwrap();
    }
    let actual = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&actual, &file).unwrap();
    panic!("{name} looks otherwise now: {}; if that is meant, run with HALFMINUTE_BLESS=1", actual.display());
}

fn bar() -> Bar {
    Bar {
        frame: 373,
        time: Rate::DEFAULT.instant(373),
        duration: Time::from_millis(30_000),
        rate: Rate::DEFAULT,
        beats: vec![0..135, 135..255, 255..405, 405..660, 660..900],
        title: "17 becomes 11".to_owned(),
        looped: None,
        playing: false,
        speed: 1.0,
        shown: None,
    }
}

fn draw_bar(name: &str, bar: &Bar, window: (u32, u32), density: f64) {
    let geometry = Geometry::new(window, density, (1920, 1080));
    check(name, &bar.draw(&mut Typesetter::new(), &geometry), geometry.bar_size());
}

fn draw_overlay(name: &str, overlay: &Overlay) {
    let geometry = Geometry::new((640, 420), 1.0, (1920, 1080));
    check(name, &overlay.draw(&mut Typesetter::new(), &geometry), (640, 360));
}

#[test]
fn the_bar_says_where_the_playhead_is() {
    draw_bar("bar.png", &bar(), (960, 600), 1.0);
}

#[test]
fn a_bar_that_loops_at_another_speed_says_so() {
    let bar = Bar { playing: true, looped: Some(2), speed: 0.5, shown: Some(15), ..bar() };
    draw_bar("bar-loop.png", &bar, (960, 600), 1.0);
}

#[test]
fn a_dense_and_narrow_bar_leaves_out_what_has_no_room() {
    draw_bar("bar-narrow.png", &bar(), (960, 600), 2.0);
}

fn finding(severity: Severity, line: usize, message: &str, help: Option<&str>) -> Finding {
    let place = format!("my-clip.toml:{line}:5");
    Finding { severity, place, message: message.to_owned(), help: help.map(str::to_owned) }
}

#[test]
fn errors_are_listed_with_their_places() {
    let mut findings = vec![
        finding(
            Severity::Error,
            17,
            "“pieces” has 5 tokens, no number 7",
            Some("write a number from 1 to 5"),
        ),
        finding(Severity::Warning, 9, "no beat says where its facts come from", None),
    ];
    findings.extend((20..29).map(|line| finding(Severity::Error, line, "no node is called “vocap”", None)));
    let title = "10 errors: this is the last good picture".to_owned();
    draw_overlay("errors.png", &Overlay { list: Some(List { title, findings }), ..Overlay::default() });
}

#[test]
fn the_help_lists_the_keys() {
    draw_overlay("help.png", &Overlay { help: true, ..Overlay::default() });
}

#[test]
fn boxes_and_the_safe_area_are_outlined() {
    let node = |id: &str, rect| NodeBox { id: id.to_owned(), rect };
    let overlay = Overlay {
        safe_area: true,
        boxes: vec![
            node("word", Rect::new(300.0, 260.0, 1500.0, 420.0)),
            node("pieces", Rect::new(200.0, 560.0, 1700.0, 800.0)),
            node("above", Rect::new(1200.0, 0.0, 1700.0, 60.0)),
        ],
        tip: Some(Tip {
            x: 600.0,
            head: "0:12.43 · beat 3 · 17 becomes 11".to_owned(),
            caption: "The sample sentence drops from 17 tokens to 11, about 35 % fewer.".to_owned(),
        }),
        notice: Some("saved output/my-clip/still-000373.png".to_owned()),
        ..Overlay::default()
    };
    draw_overlay("boxes.png", &overlay);
}
