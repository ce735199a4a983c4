//! The display list of a pose: arithmetic over finished pictures.

use std::f64::consts::FRAC_PI_2;
use std::sync::Arc;

use kurbo::{Affine, BezPath, Point, Rect, Size, Vec2};

use crate::display::{Color, DisplayList, Item};
use crate::nodes::{Element, Ink, NumberFormat, Panel};
use crate::polyline::cut;
use crate::text::{Align, Figures};
use crate::theme::Theme;
use crate::timeline::{Drawn, Piece, Pose, Sprite};

/// The drawing commands of one pose, in painting order.
#[must_use]
pub fn display_list(pose: &Pose, theme: &Theme) -> DisplayList {
    let mut items = Vec::new();
    for sprite in &pose.stage {
        self::sprite(sprite, pose.camera, theme, &mut items);
    }
    for Drawn { element, opacity } in &pose.chrome {
        let piece = Place { transform: Affine::IDENTITY, opacity: *opacity, reveal: 1.0, trace: 1.0 };
        draw(element, piece, theme, &mut items);
    }
    DisplayList { background: theme.color.ground, items }
}

fn sprite(sprite: &Sprite, camera: Affine, theme: &Theme, items: &mut Vec<Item>) {
    match sprite {
        Sprite::Node { opacity, pieces, .. } => {
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

/// Transform and visibility that an element is drawn with.
#[derive(Clone, Copy)]
struct Place {
    transform: Affine,
    opacity: f64,
    reveal: f64,
    trace: f64,
}

fn piece(piece: &Piece, camera: Affine, theme: &Theme, items: &mut Vec<Item>) {
    let place = Place {
        transform: camera * piece.transform,
        opacity: piece.opacity,
        reveal: piece.reveal,
        trace: piece.trace,
    };
    draw(&piece.element, place, theme, items);
}

fn draw(element: &Element, place: Place, theme: &Theme, items: &mut Vec<Item>) {
    let at = place.transform * Affine::translate(element.rect.origin().to_vec2());
    match &element.ink {
        Ink::Panel(panel) => draw_panel(element.rect, panel, place, theme, items),
        Ink::Text { block, color } => {
            let glyphs = match place.reveal {
                1.0.. => block.glyph_count(),
                share => block.glyphs_of((block.letter_count() as f64 * share).floor() as usize),
            };
            let color = faded(*color, place.opacity);
            items.push(Item::Text { block: Arc::clone(block), glyphs, color, transform: at });
        }
        Ink::Number { value, format, figures, align, color } => {
            let number = (*value, format, figures.as_ref());
            draw_number(element.rect, number, *align, (*color, place), items);
        }
        Ink::Line { points, width, color } => {
            let traced = if place.trace >= 1.0 { points.to_vec() } else { cut(points, 0.0, place.trace) };
            let color = faded(*color, place.opacity);
            items.push(Item::Stroke { path: polyline(&traced), width: *width, color, transform: at });
        }
        Ink::Filling { share, radius, color } => {
            let path = filling(element.rect.size(), fitting_radius(element.rect, *radius), *share);
            let color = faded(*color, place.opacity);
            items.push(Item::Fill { path: Arc::new(path), color, transform: at });
        }
        Ink::Area { points, color } => {
            let mut path = open_path(points);
            path.close_path();
            let color = faded(*color, place.opacity);
            items.push(Item::Fill { path: Arc::new(path), color, transform: at });
        }
        Ink::Ring { radius, width, angles, color } => {
            let center = (element.rect.size() / 2.0).to_vec2().to_point();
            let path = polyline(&arc(center, *radius, *angles));
            let color = faded(*color, place.opacity);
            items.push(Item::Stroke { path, width: *width, color, transform: at });
        }
        Ink::Image { bitmap, radius } => items.push(Item::Image {
            bitmap: Arc::clone(bitmap),
            rect: element.rect,
            radius: fitting_radius(element.rect, *radius),
            opacity: place.opacity.clamp(0.0, 1.0) as f32,
            transform: place.transform,
        }),
        Ink::Drawing(drawing) => {
            let scale = element.rect.width() / drawing.size.width;
            let opacity = place.opacity.clamp(0.0, 1.0) as f32;
            let transform = at * Affine::scale(scale);
            items.push(Item::Drawing { drawing: Arc::clone(drawing), opacity, transform });
        }
    }
}

/// The corner radius, limited to half of the box's shorter side.
fn fitting_radius(rect: Rect, radius: f64) -> f64 {
    radius.min(rect.width() / 2.0).min(rect.height() / 2.0).max(0.0)
}

fn polyline(points: &[Point]) -> Arc<BezPath> {
    Arc::new(open_path(points))
}

fn open_path(points: &[Point]) -> BezPath {
    let mut path = BezPath::new();
    for (at, point) in points.iter().enumerate() {
        if at == 0 { path.move_to(*point) } else { path.line_to(*point) }
    }
    path
}

/// Points on a circular arc, about three degrees apart, so that the corners are not visible.
fn arc(center: Point, radius: f64, (from, to): (f64, f64)) -> Vec<Point> {
    let steps = ((to - from).abs() / 0.05).ceil().clamp(1.0, 256.0) as usize;
    (0..=steps)
        .map(|step| {
            let angle = from + (to - from) * (step as f64 / steps as f64);
            center + Vec2::new(libm::cos(angle), libm::sin(angle)) * radius
        })
        .collect()
}

/// The outline of a round-cornered box up to a share of its width. Corners are polylines, fine enough to look
/// round.
fn filling(size: Size, radius: f64, share: f64) -> BezPath {
    const STEPS: u32 = 16;
    let end = size.width * share;
    // Distance from the box's upper edge to the outline at `x`.
    let corner = |x: f64| {
        let inward = (radius - x.min(size.width - x)).max(0.0);
        radius - (radius * radius - inward * inward).max(0.0).sqrt()
    };
    let steps =
        (0..=STEPS).map(|step| radius * (1.0 - libm::cos(FRAC_PI_2 * f64::from(step) / f64::from(STEPS))));
    let right = steps.clone().rev().map(|x| size.width - x);
    let upper: Vec<Point> = steps
        .chain(right)
        .filter(|x| *x < end)
        .chain([end])
        .map(|x| Point::new(x, if radius > 0.0 { corner(x) } else { 0.0 }))
        .collect();
    let lower = upper.iter().rev().map(|point| Point::new(point.x, size.height - point.y));
    let outline: Vec<Point> = upper.iter().copied().chain(lower).collect();
    let mut path = open_path(&outline);
    path.close_path();
    path
}

fn draw_panel(rect: Rect, panel: &Panel, place: Place, theme: &Theme, items: &mut Vec<Item>) {
    let transform = place.transform;
    let radius = fitting_radius(rect, panel.radius);
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
