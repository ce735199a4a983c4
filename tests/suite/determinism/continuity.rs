//! Nothing jumps: everything in two consecutive frames is in nearly the same place in both.
//!
//! The test follows texts from frame to frame: if two consecutive frames each show a text exactly once,
//! clearly and in full, it is the same text. Texts that occur twice could be confused and are left out, so
//! the test can miss a jump, but never reports a false one.

use std::collections::HashMap;

use halfminute_engine::display::{DisplayList, Item};
use kurbo::Point;

use super::films::{at_rate, for_every_scene};

/// Greatest distance in units between two frames at 60 per second. The fastest motion of a theme crosses the
/// stage, 1,728 units, in 0.55 s with a gentle start: about 90 units per frame at its fastest.
const LONGEST_STEP: f64 = 200.0;
/// Opacity below which a text may be one of two that cross-fade.
const CLEAR: f32 = 0.8;

/// Collects the centres of all texts that are clearly visible, by their content.
fn texts(items: &[Item], opacity: f32, found: &mut HashMap<String, Vec<Point>>) {
    for item in items {
        match item {
            Item::Text { block, glyphs, color, transform }
                if color.components[3] * opacity >= CLEAR && *glyphs == block.glyph_count() =>
            {
                let middle = Point::new(block.width / 2.0, block.height / 2.0);
                found.entry(block.text.clone()).or_default().push(*transform * middle);
            }
            Item::Group { opacity: own, items } => texts(items, opacity * own, found),
            _ => {}
        }
    }
}

/// Positions of the texts that the frame shows exactly once.
fn single_texts(list: &DisplayList) -> HashMap<String, Point> {
    let mut found = HashMap::new();
    texts(&list.items, 1.0, &mut found);
    found.into_iter().filter_map(|(text, at)| Some((text, *at.first().filter(|_| at.len() == 1)?))).collect()
}

#[test]
fn no_text_jumps() {
    for_every_scene(|scene| {
        let film = at_rate(scene, 60);
        let mut before = single_texts(&film.display_list(0));
        for frame in 1..film.frame_count() {
            let now = single_texts(&film.display_list(frame));
            for (text, at) in &now {
                let step = before.get(text).map_or(0.0, |was| was.distance(*at));
                let what = format!("{}: `{text}` moves {step:.0} units", scene.display());
                assert!(step <= LONGEST_STEP, "{what} from frame {} to {frame} of 60 a second", frame - 1);
            }
            before = now;
        }
    });
}
