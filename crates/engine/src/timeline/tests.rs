use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use kurbo::{Point, Rect};

use super::{Pose, Sprite, Timeline};
use crate::budget::Budget;
use crate::diagnostic::Diagnostics;
use crate::layout::Layout;
use crate::nodes::{Ink, Key};
use crate::scene::{NodeId, Overrides, Scene};
use crate::source::{Files, Unavailable};
use crate::theme::Theme;
use halfminute_basics::time::Time;

/// A folder of the repository. Its scenes are trusted.
struct Folder<'a>(&'a Path);

impl Files for Folder<'_> {
    fn find(&self, name: &str) -> Result<PathBuf, Unavailable> {
        Ok(self.0.join(name))
    }

    fn read(&self, file: &Path, _: usize) -> io::Result<Vec<u8>> {
        fs::read(file)
    }
}

/// The scene at `path`, with its timeline.
fn open(path: &Path) -> (Scene, Timeline) {
    let text = fs::read_to_string(path).unwrap();
    let (scene, mut found) = Scene::read_with(&text, &Folder(path.parent().unwrap()), &Overrides::default());
    let scene = scene.unwrap_or_else(|| panic!("{}: {found:?}", path.display()));
    let theme = Theme::read(Theme::built_in("pearl").unwrap()).unwrap();
    let layout = Layout::new(&scene, &theme, &Budget::default(), &mut found);
    assert_eq!(found.as_slice(), Diagnostics::default().as_slice(), "{}", path.display());
    let timeline = Timeline::new(&scene, &layout, &theme, &Budget::default());
    (scene, timeline)
}

fn folder(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

/// Every scene that has reference pictures of its frames.
fn cases() -> Vec<PathBuf> {
    let entries = ["tests/cases/frames", "scenes"].map(|path| fs::read_dir(folder(path)).unwrap());
    let paths = entries.into_iter().flatten().map(|entry| entry.unwrap().path());
    let mut cases: Vec<PathBuf> =
        paths.filter(|path| path.extension().is_some_and(|e| e == "toml")).collect();
    cases.sort();
    cases
}

/// Box on stage of every element, by node and key.
fn elements(pose: &Pose) -> Vec<((NodeId, Key), Rect)> {
    let mut found = Vec::new();
    for sprite in &pose.stage {
        if let Sprite::Node { node, pieces, .. } = sprite {
            let place = |piece: &super::Piece| piece.transform.transform_rect_bbox(piece.element.rect);
            found.extend(pieces.iter().map(|piece| ((*node, piece.element.key), place(piece))));
        }
    }
    found
}

fn arrows(pose: &Pose) -> Vec<Vec<Point>> {
    let points = |sprite: &Sprite| match sprite {
        Sprite::Line { points, .. } => Some(points.clone()),
        _ => None,
    };
    pose.stage.iter().filter_map(points).collect()
}

#[test]
fn nothing_jumps_when_a_beat_begins() {
    for path in cases() {
        let (scene, timeline) = open(&path);
        for beat in &scene.beats[1..] {
            let (start, name) = (beat.time.start, format!("{}, beat {}", path.display(), beat.number));
            let before = timeline.sample(start - Time::from_flicks(1));
            let after = timeline.sample(start);
            let known = elements(&before);
            for (key, rect) in elements(&after) {
                let near = |other: &Rect| (rect.origin() - other.origin()).hypot() < 1.0;
                let mut places = known.iter().filter(|(other, _)| *other == key);
                assert!(places.any(|(_, other)| near(other)), "{name}: {key:?} jumps to {rect:?}");
            }
            let known = arrows(&before);
            for points in arrows(&after) {
                let ends = |points: &[Point]| [points[0], points[points.len() - 1]];
                let near =
                    |other: &[Point]| ends(&points).iter().zip(ends(other)).all(|(a, b)| a.distance(b) < 1.0);
                assert!(known.iter().any(|other| near(other)), "{name}: an arrow jumps to {points:?}");
            }
        }
    }
}

/// The box of the element in `node` that says `words`.
fn says(pose: &Pose, node: NodeId, words: &str) -> Option<Rect> {
    pose.stage.iter().find_map(|sprite| match sprite {
        Sprite::Node { node: other, pieces, .. } if *other == node => pieces.iter().find_map(|piece| {
            let Ink::Text { block, .. } = &piece.element.ink else { return None };
            let place = piece.transform.transform_rect_bbox(piece.element.rect);
            (block.text == words).then_some(place)
        }),
        _ => None,
    })
}

/// Checks every frame, not only those at rest, while the badge moves and the strip changes.
#[test]
fn a_moved_node_stays_with_its_target_in_every_frame() {
    let (scene, timeline) = open(&folder("tests/cases/frames/move-follows.toml"));
    let index = |id: &str| scene.cast.iter().position(|node| node.id == id).unwrap();
    let (strip, moved) = (index("arr"), index("a"));
    let frame = scene.clip.rate.frame();
    let arrived = Time::from_millis(1_500);
    let mut places = Vec::new();
    for now in std::iter::successors(Some(arrived), |now| Some(*now + frame))
        .take_while(|now| *now < scene.clip.lasts)
    {
        let pose = timeline.sample(now);
        let target = says(&pose, strip, "2").unwrap_or_else(|| panic!("no tile at {now}"));
        let own = ["a", "larger"].iter().find_map(|words| says(&pose, moved, words));
        // The two texts of the badge cross-fade around its centre.
        let Some(own) = own else { continue };
        let off = own.center() - target.center();
        assert!(off.x.abs() <= 1.0, "{} units beside its target at {now}", off.x);
        places.push((off.y, target.center().x));
    }
    let (first, last) = (places[0], places[places.len() - 1]);
    assert!(places.iter().all(|(below, _)| (below - first.0).abs() <= 1.0), "not below its target");
    assert!((first.1 - last.1).abs() > 50.0, "the target did not move: the test shows nothing");
}

/// Roles of panels that carry texts.
const CARRIERS: [&str; 7] = ["pill", "tile", "surface", "bubble", "layer", "paper", "field"];

/// The panels that carry texts, and the texts, of a node in one frame.
fn shown(pose: &Pose, node: NodeId) -> [Vec<(Key, Rect)>; 2] {
    let mut found = [Vec::new(), Vec::new()];
    for sprite in &pose.stage {
        let Sprite::Node { node: other, pieces, .. } = sprite else { continue };
        for piece in pieces.iter().filter(|piece| *other == node && piece.opacity > 0.01) {
            let element = &piece.element;
            let rect = piece.transform.transform_rect_bbox(element.rect);
            match &element.ink {
                Ink::Panel(_) if CARRIERS.contains(&element.key.role) => found[0].push((element.key, rect)),
                Ink::Text { .. } => found[1].push((element.key, rect)),
                _ => {}
            }
        }
    }
    found
}

#[test]
fn text_stays_inside_the_box_that_carries_it_in_every_frame() {
    let names =
        ["between-kinds", "between-each", "between-narrow", "between-pill", "verb-set-list", "verb-set-text"];
    for name in names {
        let (scene, timeline) = open(&folder(&format!("tests/cases/frames/{name}.toml")));
        let frame = scene.clip.rate.frame();
        let all = std::iter::successors(Some(Time::ZERO), |now| Some(*now + frame));
        let mut judged = 0;
        for now in all.take_while(|now| *now < scene.clip.lasts) {
            let pose = timeline.sample(now);
            for (node, id) in scene.cast.iter().enumerate().map(|(node, member)| (node, &member.id)) {
                let [panels, texts] = shown(&pose, node);
                // The panel of the text's own part, or else that of the whole node.
                for (key, text) in &texts {
                    let own =
                        |part| panels.iter().find(|(panel, _)| panel.part == part).map(|(_, rect)| *rect);
                    let Some(panel) = own(key.part).or_else(|| own(crate::nodes::Uid::ROOT)) else {
                        continue;
                    };
                    judged += 1;
                    let inside = panel.inflate(1.0, 1.0).contains_rect(*text);
                    assert!(
                        inside,
                        "{name} at {now}: {key:?} of `{id}` leaves its box: {text:?} in {panel:?}"
                    );
                }
            }
        }
        assert!(judged > 100, "{name}: only {judged} texts in boxes, the test shows nothing");
    }
}

#[test]
fn the_number_of_a_bar_stands_at_its_end_in_every_frame() {
    let (scene, timeline) = open(&folder("tests/cases/frames/between-bars.toml"));
    let frame = scene.clip.rate.frame();
    let all = std::iter::successors(Some(Time::from_millis(900)), |now| Some(*now + frame));
    for now in all.take_while(|now| *now < scene.clip.lasts) {
        let pose = timeline.sample(now);
        for node in 0..scene.cast.len() {
            let found = elements(&pose);
            let of = |role| found.iter().filter(move |((other, key), _)| *other == node && key.role == role);
            let bars: Vec<_> = of("bar").collect();
            assert!(bars.len() >= 4);
            for ((_, key), bar) in bars {
                let mut values = of("value").filter(|((_, other), _)| other.part == key.part);
                let (_, value) = values.next().expect("every bar has a number");
                let (above, beside) = (bar.y0 - value.y1, value.x0 - bar.x1);
                let at_end = above.abs() < 1.5 || (beside - 20.0).abs() < 1.5;
                assert!(at_end, "at {now}: {above} above its bar, {beside} beside it");
            }
        }
    }
}
