//! Soft shadows: turns a rectangle with round corners into eight gradients and a plain middle.
//!
//! The rasteriser has blurred rectangles of its own, but takes three powers for each pixel of
//! them: 30 ms for twelve boxes of a slide, where everything else takes 5. Its powers also come
//! from the platform and differ between machines. Here the shadow's strength depends only on the
//! distance from the outline, so that straight edges are linear and corners radial gradients.

use color::{AlphaColor, Srgb};
use kurbo::{Affine, Point, Rect};
use vello_cpu::peniko::{ColorStop, Gradient};
use vello_cpu::{PaintType, RenderContext};

use super::bands::BAND_ROWS;

/// How far the shadow reaches out of the outline, in standard deviations: what a Gaussian has
/// beyond that is less than a step of eight bits.
pub(super) const REACH: f64 = 2.5;

/// A blur rounds corners. With this radius, in standard deviations, the shadow is a quarter as
/// strong at a sharp corner as inside, which is what the Gaussian gives.
const CORNER: f64 = 1.6;

/// Colours along a gradient; straight lines between so many leave the curve by less than 0.4 %.
const STOPS: usize = 16;

/// A shadow in the units of its item.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shadow {
    rect: Rect,
    /// Of the outline that the distance is measured from.
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
        // A box that is small next to the blur has no point that is fully in the shadow.
        let strength = |side: f64| libm::erf(side / (deviation * std::f64::consts::SQRT_2 * 2.0));
        let strength = strength(rect.width()) * strength(rect.height());
        Self { rect, corner, deviation, color: color.multiply_alpha(strength as f32) }
    }

    /// Paints it. `transform` leads from the shadow's units to pixels.
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

    /// The colours from the inside of the gradients outwards.
    fn stops(&self) -> [ColorStop; STOPS] {
        let edge = strength_at(REACH);
        let depth = self.depth() / self.deviation;
        let full = strength_at(-depth);
        std::array::from_fn(|index| {
            let t = index as f64 / (STOPS - 1) as f64;
            let distance = (depth + REACH) * t - depth;
            // Stretched a little, so that it is nothing at the outer end and full at the inner one.
            let share = ((strength_at(distance) - edge) / (full - edge)).clamp(0.0, 1.0);
            ColorStop::from((t as f32, self.color.multiply_alpha(share as f32)))
        })
    }

    /// How far the gradients reach into the outline; no farther than to the corners' centres.
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

    /// The centres of the corners in a column and in a row of cells.
    fn center(&self, index: usize) -> (f64, f64) {
        if index == 2 {
            (self.rect.x1 - self.corner, self.rect.y1 - self.corner)
        } else {
            (self.rect.x0 + self.corner, self.rect.y0 + self.corner)
        }
    }
}

/// The share of a blurred half-plane's strength at a distance, in deviations, from its edge.
fn strength_at(distance: f64) -> f64 {
    0.5 * libm::erfc(distance / std::f64::consts::SQRT_2)
}

/// Where the nine cells meet. On an upright shadow they meet between pixels, because two
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

    /// Whether a cell may be seen in the band that is drawn. A gradient takes time to prepare.
    fn touches_band(&self, cell: Rect) -> bool {
        let upright = self.transform == Affine::IDENTITY;
        !upright || (cell.y1 > 0.0 && cell.y0 < f64::from(BAND_ROWS))
    }

    fn cell(&self, column: usize, row: usize) -> Rect {
        let (columns, rows) = (&self.columns[column..], &self.rows[row..]);
        Rect::new(columns[0], rows[0], columns[1], rows[1]).abs()
    }
}
