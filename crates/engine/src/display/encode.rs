//! Encodes a display list as bytes, so that a frame can be identified by a digest of its contents.
//!
//! Lists with equal bytes draw equal pixels. The bytes are the same on every machine and are never decoded.
//! Every item begins with its own tag and every sequence with its length, so that different lists have
//! different bytes. Pictures are represented by the digests of their files.

use kurbo::{Affine, BezPath, PathEl, Point, Rect};

use crate::display::{Color, DisplayList, Item};
use crate::text::TextBlock;

/// Appends the encoding of `list` to `bytes`.
pub fn encode(list: &DisplayList, bytes: &mut Vec<u8>) {
    let mut writer = Writer(bytes);
    writer.color(list.background);
    writer.items(&list.items);
}

struct Writer<'a>(&'a mut Vec<u8>);

impl Writer<'_> {
    fn items(&mut self, items: &[Item]) {
        self.count(items.len());
        for item in items {
            self.item(item);
        }
    }

    fn item(&mut self, item: &Item) {
        match item {
            Item::Panel { rect, radius, color, transform } => {
                self.tag(0);
                self.shape(*rect, &[*radius], *color, *transform);
            }
            Item::Frame { rect, radius, width, color, transform } => {
                self.tag(1);
                self.shape(*rect, &[*radius, *width], *color, *transform);
            }
            Item::Shadow { rect, radius, blur, color, transform } => {
                self.tag(2);
                self.shape(*rect, &[*radius, *blur], *color, *transform);
            }
            Item::Fill { path, color, transform } => {
                self.tag(3);
                self.path(path);
                self.color(*color);
                self.transform(*transform);
            }
            Item::Stroke { path, width, color, transform } => {
                self.tag(4);
                self.path(path);
                self.numbers(&[*width]);
                self.color(*color);
                self.transform(*transform);
            }
            Item::Text { block, glyphs, color, transform } => {
                self.tag(5);
                self.text(block);
                self.count(*glyphs);
                self.color(*color);
                self.transform(*transform);
            }
            Item::Image { bitmap, rect, radius, opacity, transform } => {
                self.tag(6);
                self.0.extend_from_slice(bitmap.digest());
                self.rect(*rect);
                self.numbers(&[*radius, f64::from(*opacity)]);
                self.transform(*transform);
            }
            Item::Drawing { drawing, opacity, transform } => {
                self.tag(7);
                self.0.extend_from_slice(drawing.digest());
                self.numbers(&[f64::from(*opacity)]);
                self.transform(*transform);
            }
            Item::Group { opacity, items } => {
                self.tag(8);
                self.numbers(&[f64::from(*opacity)]);
                self.items(items);
            }
        }
    }

    fn tag(&mut self, tag: u8) {
        self.0.push(tag);
    }

    fn count(&mut self, count: usize) {
        self.0.extend_from_slice(&(count as u64).to_le_bytes());
    }

    fn numbers(&mut self, numbers: &[f64]) {
        for number in numbers {
            self.0.extend_from_slice(&number.to_le_bytes());
        }
    }

    fn shape(&mut self, rect: Rect, lengths: &[f64], color: Color, transform: Affine) {
        self.rect(rect);
        self.numbers(lengths);
        self.color(color);
        self.transform(transform);
    }

    fn rect(&mut self, rect: Rect) {
        self.numbers(&[rect.x0, rect.y0, rect.x1, rect.y1]);
    }

    fn transform(&mut self, transform: Affine) {
        self.numbers(&transform.as_coeffs());
    }

    fn color(&mut self, color: Color) {
        for component in color.components {
            self.0.extend_from_slice(&component.to_le_bytes());
        }
    }

    fn path(&mut self, path: &BezPath) {
        self.count(path.elements().len());
        for element in path.elements() {
            match *element {
                PathEl::MoveTo(a) => self.points(0, &[a]),
                PathEl::LineTo(a) => self.points(1, &[a]),
                PathEl::QuadTo(a, b) => self.points(2, &[a, b]),
                PathEl::CurveTo(a, b, c) => self.points(3, &[a, b, c]),
                PathEl::ClosePath => self.points(4, &[]),
            }
        }
    }

    fn points(&mut self, tag: u8, points: &[Point]) {
        self.tag(tag);
        for point in points {
            self.numbers(&[point.x, point.y]);
        }
    }

    fn text(&mut self, block: &TextBlock) {
        self.count(block.runs.len());
        for run in &block.runs {
            self.tag(run.font.0);
            self.0.extend_from_slice(&run.size.to_le_bytes());
            self.count(run.glyphs.len());
            for glyph in &run.glyphs {
                self.0.extend_from_slice(&glyph.id.to_le_bytes());
                self.0.extend_from_slice(&glyph.x.to_le_bytes());
                self.0.extend_from_slice(&glyph.y.to_le_bytes());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::sync::Arc;

    use kurbo::{Affine, BezPath, Rect};

    use super::encode;
    use crate::display::{Color, DisplayList, Item};

    fn bytes(items: Vec<Item>) -> Vec<u8> {
        let mut bytes = Vec::new();
        encode(&DisplayList { background: Color::new([1.0; 4]), items }, &mut bytes);
        bytes
    }

    #[test]
    fn lists_that_differ_have_other_bytes() {
        let (rect, transform) = (Rect::new(1.0, 2.0, 30.0, 40.0), Affine::IDENTITY);
        let color = Color::new([0.5, 0.25, 0.0, 1.0]);
        let panel = Item::Panel { rect, radius: 3.0, color, transform };
        let moved = Item::Panel { rect, radius: 3.0, color, transform: Affine::translate((1e-9, 0.0)) };
        let frame = Item::Frame { rect, radius: 3.0, width: 1.0, color, transform };
        let shadow = Item::Shadow { rect, radius: 3.0, blur: 1.0, color, transform };
        let mut path = BezPath::from_svg("M0 0L1 2Q1 2 3 4").unwrap();
        let open = Item::Fill { path: Arc::new(path.clone()), color, transform };
        path.close_path();
        let closed = Item::Fill { path: Arc::new(path), color, transform };
        let group = |items| Item::Group { opacity: 0.5, items };
        let lists = [
            vec![],
            vec![panel.clone()],
            vec![moved],
            vec![frame.clone()],
            vec![shadow],
            vec![open],
            vec![closed],
            vec![panel.clone(), frame.clone()],
            vec![frame.clone(), panel.clone()],
            vec![group(vec![panel.clone(), frame.clone()])],
            vec![group(vec![panel.clone()]), frame.clone()],
            vec![group(vec![panel.clone()]), group(vec![frame])],
        ];
        let all: HashSet<_> = lists.iter().cloned().map(bytes).collect();
        assert_eq!(all.len(), lists.len());
        assert_eq!(bytes(vec![panel.clone()]), bytes(vec![panel]));
    }
}
