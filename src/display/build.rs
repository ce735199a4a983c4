//! Pose to display list.

use std::sync::Arc;

use kurbo::{Affine, BezPath, Rect, Vec2};

use crate::display::{Color, DisplayList, Item};
use crate::nodes::{Element, Ink, NumberFormat, Panel};
use crate::text::{Align, Figures};
use crate::theme::Theme;
use crate::timeline::{Drawn, Piece, Pose, Sprite};

/// The drawing commands of one pose.
#[must_use]
pub fn build(pose: &Pose, theme: &Theme) -> DisplayList {
    let mut items = Vec::new();
    for sprite in &pose.stage {
        self::sprite(sprite, pose.camera, theme, &mut items);
    }
    for Drawn { element, opacity } in &pose.chrome {
        let piece = Place { transform: Affine::IDENTITY, opacity: *opacity, reveal: 1.0 };
        draw(element, piece, theme, &mut items);
    }
    DisplayList { background: theme.color.ground, items }
}

fn sprite(sprite: &Sprite, camera: Affine, theme: &Theme, items: &mut Vec<Item>) {
    match sprite {
        Sprite::Node { opacity, pieces } => {
            let mut own = Vec::new();
            for piece in pieces {
                self::piece(piece, camera, theme, &mut own);
            }
            if *opacity >= 1.0 {
                items.extend(own);
            } else {
                items.push(Item::Group { opacity: *opacity as f32, items: own });
            }
        }
        Sprite::Line { points, width, color } => {
            let mut path = BezPath::new();
            for (at, point) in points.iter().enumerate() {
                if at == 0 { path.move_to(*point) } else { path.line_to(*point) }
            }
            items.push(Item::Stroke {
                path: Arc::new(path),
                width: *width,
                color: *color,
                transform: camera,
            });
        }
        Sprite::Head { corners: [a, b, c], color } => {
            let mut path = BezPath::new();
            path.move_to(*a);
            path.line_to(*b);
            path.line_to(*c);
            path.close_path();
            items.push(Item::Fill { path: Arc::new(path), color: *color, transform: camera });
        }
        Sprite::Piece(piece) => self::piece(piece, camera, theme, items),
    }
}

/// Where and how strongly an element is drawn.
#[derive(Clone, Copy)]
struct Place {
    transform: Affine,
    opacity: f64,
    reveal: f64,
}

fn piece(piece: &Piece, camera: Affine, theme: &Theme, items: &mut Vec<Item>) {
    let place = Place { transform: camera * piece.transform, opacity: piece.opacity, reveal: piece.reveal };
    draw(&piece.element, place, theme, items);
}

fn draw(element: &Element, place: Place, theme: &Theme, items: &mut Vec<Item>) {
    let at = place.transform * Affine::translate(element.rect.origin().to_vec2());
    match &element.ink {
        Ink::Panel(panel) => draw_panel(element.rect, panel, place, theme, items),
        Ink::Text { block, color } => {
            let count = block.glyph_count();
            let glyphs = (count as f64 * place.reveal).floor() as usize;
            let color = faded(*color, place.opacity);
            items.push(Item::Text { block: Arc::clone(block), glyphs, color, transform: at });
        }
        Ink::Number { value, format, figures, align, color } => {
            let number = (*value, format, figures.as_ref());
            draw_number(element.rect, number, *align, (*color, place), items);
        }
        Ink::Path { path, width, color } => {
            let color = faded(*color, place.opacity);
            items.push(Item::Stroke { path: Arc::clone(path), width: *width, color, transform: at });
        }
    }
}

fn draw_panel(rect: Rect, panel: &Panel, place: Place, theme: &Theme, items: &mut Vec<Item>) {
    let transform = place.transform;
    let radius = panel.radius.min(rect.width() / 2.0).min(rect.height() / 2.0).max(0.0);
    if panel.shadow > 0.0 {
        let color = faded(theme.color.shadow, place.opacity * panel.shadow);
        let fallen = rect + Vec2::new(0.0, theme.shape.shadow_y);
        items.push(Item::Shadow { rect: fallen, radius, blur: theme.shape.shadow_blur, color, transform });
    }
    let fill = faded(panel.fill, place.opacity);
    if fill.components[3] > 0.0 {
        items.push(Item::Panel { rect, radius, color: fill, transform });
    }
    let line = faded(panel.line, place.opacity);
    if panel.width > 0.0 && line.components[3] > 0.0 {
        items.push(Item::Frame { rect, radius, width: panel.width, color: line, transform });
    }
}

fn draw_number(
    rect: Rect,
    (value, format, figures): (f64, &NumberFormat, &Figures),
    align: Align,
    (color, place): (Color, Place),
    items: &mut Vec<Item>,
) {
    let block = figures.set(&format.write(value));
    let spare = rect.width() - block.width;
    let x = match align {
        Align::Start => 0.0,
        Align::Center => spare / 2.0,
        Align::End => spare,
    };
    let offset = Vec2::new(rect.x0 + x, rect.y0 + (rect.height() - block.height) / 2.0);
    let transform = place.transform * Affine::translate(offset);
    let glyphs = block.glyph_count();
    items.push(Item::Text { block: Arc::new(block), glyphs, color: faded(color, place.opacity), transform });
}

fn faded(color: Color, opacity: f64) -> Color {
    color.with_alpha(color.components[3] * opacity.clamp(0.0, 1.0) as f32)
}
