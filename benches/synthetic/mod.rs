//! Synthetic clips: each makes one part of the work as expensive as possible.

use std::sync::Arc;

use halfminute_engine::display::{Color, DisplayList, Item};
use halfminute_engine::text::{Align, Face, TextBlock, TextStyle, Typesetter};
use kurbo::{Affine, Rect};

const INK: Color = Color::from_rgb8(20, 37, 74);
const GROUND: Color = Color::from_rgb8(247, 249, 252);
const WHITE: Color = Color::from_rgb8(255, 255, 255);

/// A name and thirty consecutive frames, on a canvas of 1920 by 1080 units.
pub(crate) type Clip = (&'static str, Vec<DisplayList>);

/// All clips, with their names.
pub(crate) fn clips() -> [Clip; 3] {
    [("text", frames(text)), ("motion", frames(motion)), ("2,000 nodes", frames(nodes))]
}

fn frames(build: fn(&Blocks, f64) -> Vec<Item>) -> Vec<DisplayList> {
    let blocks = Blocks::new();
    let list = |frame| DisplayList { background: GROUND, items: build(&blocks, f64::from(frame)) };
    (0..30).map(list).collect()
}

struct Blocks {
    line: Arc<TextBlock>,
    label: Arc<TextBlock>,
}

impl Blocks {
    fn new() -> Self {
        let mut typesetter = Typesetter::new();
        let mut set =
            |text: &str, size| typesetter.set(text, TextStyle::new(Face::Sans, size), None, Align::Start);
        let line = "The quick brown fox jumps over the lazy dog, 1 234 times. ".repeat(3);
        Self { line: set(&line, 20.0), label: set("label 17", 14.0) }
    }
}

fn words(block: &Arc<TextBlock>, color: Color, at: (f64, f64)) -> Item {
    let (block, transform) = (Arc::clone(block), Affine::translate(at));
    Item::Text { glyphs: block.glyph_count(), block, color, transform }
}

/// Forty lines of small text; a mark moves down the page.
fn text(blocks: &Blocks, frame: f64) -> Vec<Item> {
    let rect = Rect::new(30.0, 0.0, 1890.0, 26.0);
    let transform = Affine::translate((0.0, 26.0 * frame));
    let mark = Item::Panel { rect, radius: 4.0, color: Color::from_rgb8(255, 236, 170), transform };
    let lines = (0..40).map(|line| words(&blocks.line, INK, (40.0, 26.0 * f64::from(line))));
    std::iter::once(mark).chain(lines).collect()
}

/// Sixty cards with shadows, all of which move.
fn motion(blocks: &Blocks, frame: f64) -> Vec<Item> {
    let card = |index: u32| {
        let at = (f64::from(index % 10) * 190.0 + 1.3 * frame, f64::from(index / 10) * 175.0 + 0.7 * frame);
        let (rect, transform) = (Rect::new(0.0, 0.0, 160.0, 140.0), Affine::translate(at));
        [
            Item::Shadow { rect, radius: 12.0, blur: 14.0, color: INK.with_alpha(0.12), transform },
            Item::Panel { rect, radius: 12.0, color: WHITE, transform },
            Item::Frame { rect, radius: 12.0, width: 2.0, color: INK, transform },
            words(&blocks.label, INK, (at.0 + 40.0, at.1 + 60.0)),
        ]
    };
    (0..60).flat_map(card).collect()
}

/// Two thousand labelled tiles, one in a hundred of which blinks.
fn nodes(blocks: &Blocks, frame: f64) -> Vec<Item> {
    let tile = |index: u32| {
        let at = (f64::from(index % 50) * 38.0, f64::from(index / 50) * 27.0);
        let lit = (f64::from(index) + frame) % 100.0 < 1.0;
        let color = if lit { Color::from_rgb8(255, 200, 80) } else { WHITE };
        let (rect, transform) = (Rect::new(0.0, 0.0, 36.0, 25.0), Affine::translate(at));
        [Item::Panel { rect, radius: 3.0, color, transform }, words(&blocks.label, INK, at)]
    };
    (0..2_000).flat_map(tile).collect()
}
