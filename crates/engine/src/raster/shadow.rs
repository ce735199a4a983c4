//! Soft shadows: a rectangle with round corners is drawn as eight gradients and a plain middle.
//!
//! The rasteriser can draw blurred rectangles itself, but computes three powers for each of their pixels: 30 ms
//! for twelve boxes of a slide, where everything else takes 5 ms. These powers come from the platform's library
//! and differ between machines. Here the strength of the shadow depends only on the distance from the outline,
//! so straight edges are linear gradients and corners are radial gradients.

use color::{AlphaColor, Srgb};
use kurbo::{Affine, Point, Rect};
use vello_cpu::peniko::{ColorStop, Gradient};
use vello_cpu::{PaintType, RenderContext};

use halfminute_basics::bands::BAND_ROWS;

/// Distance that the shadow extends beyond the outline, in standard deviations. The rest of the Gaussian is
/// less than one step of eight bits.
pub(super) const REACH: f64 = 2.5;

/// Corner radius that the blur adds to a sharp corner, in standard deviations. With it, the shadow is a quarter
/// as strong at the corner as inside, which is the value of the Gaussian.
const CORNER: f64 = 1.6;

/// Number of colour stops in a gradient. Linear interpolation between them deviates from the curve by less than
/// 0.4 %.
const STOPS: usize = 16;

/// A shadow in the units of its item.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shadow {
    rect: Rect,
    /// Corner radius of the outline from which distances are measured.
    corner: f64,
    deviation: f64,
    color: AlphaColor<Srgb>,
}

impl Shadow {
    /// The shadow of `rect` with corners of `radius`, blurred by a Gaussian of `deviation`.
    pub(super) fn new(rect: Rect, radius: f64, deviation: f64, color: AlphaColor<Srgb>) -> Self {
        let half = rect.width().min(rect.height()) / 2.0;
        let radius = radius.max(0.0).min(half);
        let corner = (radius * radius + CORNER * CORNER * deviation * deviation).sqrt().min(half);
        // A box that is small compared to the blur has no point in full shadow.
        let strength = |side: f64| libm::erf(side / (deviation * std::f64::consts::SQRT_2 * 2.0));
        let strength = strength(rect.width()) * strength(rect.height());
        Self { rect, corner, deviation, color: color.multiply_alpha(strength as f32) }
    }

    /// Paints the shadow. `transform` maps its units to pixels.
    pub(super) fn paint(&self, ctx: &mut RenderContext, transform: Affine) {
        let outer = self.rect.inflate(REACH * self.deviation, REACH * self.deviation);
        let columns = [outer.x0, self.rect.x0 + self.corner, self.rect.x1 - self.corner, outer.x1];
        let rows = [outer.y0, self.rect.y0 + self.corner, self.rect.y1 - self.corner, outer.y1];
        let grid = Grid::new(transform, columns, rows);
        let stops = self.stops();
        ctx.set_transform(grid.transform);
        ctx.set_paint_transform(grid.paint_transform);
        for row in 0..3 {
            for column in 0..3 {
                let cell = grid.cell(column, row);
                if !cell.is_zero_area() && grid.touches_band(cell) {
                    ctx.set_paint(self.cell_paint(column, row, &stops));
                    ctx.fill_rect(&cell);
                }
            }
        }
        ctx.reset_paint_transform();
    }

    /// The colour stops of the gradients, from the inside outwards.
    fn stops(&self) -> [ColorStop; STOPS] {
        let edge = strength_at(REACH);
        let depth = self.depth() / self.deviation;
        let full = strength_at(-depth);
        std::array::from_fn(|index| {
            let t = index as f64 / (STOPS - 1) as f64;
            let distance = (depth + REACH) * t - depth;
            // Stretched slightly, so that it is zero at the outer end and full at the inner end.
            let share = ((strength_at(distance) - edge) / (full - edge)).clamp(0.0, 1.0);
            ColorStop::from((t as f32, self.color.multiply_alpha(share as f32)))
        })
    }

    /// Distance that the gradients extend into the outline, at most to the centres of the corners.
    fn depth(&self) -> f64 {
        self.corner.min(REACH * self.deviation)
    }

    fn cell_paint(&self, column: usize, row: usize, stops: &[ColorStop; STOPS]) -> PaintType {
        if (column, row) == (1, 1) {
            return self.color.into();
        }
        let (inside, outside) = (self.corner - self.depth(), self.corner + REACH * self.deviation);
        let center = Point::new(self.center(column).0, self.center(row).1);
        let gradient = if column == 1 || row == 1 {
            let away = kurbo::Vec2::new(column as f64 - 1.0, row as f64 - 1.0);
            Gradient::new_linear(center + away * inside, center + away * outside)
        } else {
            Gradient::new_two_point_radial(center, inside as f32, center, outside as f32)
        };
        gradient.with_stops(stops.as_slice()).into()
    }

    /// The x coordinate of the corner centres in a column of cells, and the y coordinate of those in a row.
    fn center(&self, index: usize) -> (f64, f64) {
        if index == 2 {
            (self.rect.x1 - self.corner, self.rect.y1 - self.corner)
        } else {
            (self.rect.x0 + self.corner, self.rect.y0 + self.corner)
        }
    }
}

/// The strength of a blurred half-plane at a distance from its edge, in standard deviations.
fn strength_at(distance: f64) -> f64 {
    0.5 * libm::erfc(distance / std::f64::consts::SQRT_2)
}

/// Boundaries of the nine cells of a shadow. On an upright shadow they are rounded to pixel edges, because two
/// anti-aliased edges that share a pixel would leave a line.
struct Grid {
    transform: Affine,
    paint_transform: Affine,
    columns: [f64; 4],
    rows: [f64; 4],
}

impl Grid {
    fn new(transform: Affine, columns: [f64; 4], rows: [f64; 4]) -> Self {
        let [a, b, c, d, e, f] = transform.as_coeffs();
        if b != 0.0 || c != 0.0 {
            return Self { transform, paint_transform: Affine::IDENTITY, columns, rows };
        }
        Self {
            transform: Affine::IDENTITY,
            paint_transform: transform,
            columns: columns.map(|x| (a * x + e).round()),
            rows: rows.map(|y| (d * y + f).round()),
        }
    }

    /// True if a cell may be visible in the current band. Preparing a gradient takes time.
    fn touches_band(&self, cell: Rect) -> bool {
        let upright = self.transform == Affine::IDENTITY;
        !upright || (cell.y1 > 0.0 && cell.y0 < f64::from(BAND_ROWS))
    }

    fn cell(&self, column: usize, row: usize) -> Rect {
        let (columns, rows) = (&self.columns[column..], &self.rows[row..]);
        Rect::new(columns[0], rows[0], columns[1], rows[1]).abs()
    }
}
