//! Nothing jumps: what is seen in two neighbouring frames is in nearly the same place in both.
//!
//! Texts are what can be followed from frame to frame: one that a frame shows exactly once, clearly
//! and in full, and the next one too, is the same text. Texts that occur twice could be taken for one
//! another and are left out, so the property can miss a jump, but it never reports one that is none.

use std::collections::HashMap;

use halfminute::display::{DisplayList, Item};
use kurbo::Point;

use crate::films::{at_rate, for_every_scene};

/// Units between two frames at 60 a second. The fastest motion of a theme crosses the stage, 1,728
/// units, in 0.55 s with a gentle start: some 90 units a frame at its fastest.
const LONGEST_STEP: f64 = 200.0;
/// A text this faint may be one of two that cross-fade.
const CLEAR: f32 = 0.8;

/// The middles of all texts that are clear to see, with what they say.
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

/// Where the texts stand that the frame shows exactly once.
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
