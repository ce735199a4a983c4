//! Rectangles with round corners, as paths. No sines are used, because they differ between platforms.

use kurbo::{BezPath, Point, Rect};

/// Distance of a cubic's control points along the tangent, in radii, for a quarter of a circle: 4/3 (√2 − 1).
/// The curve deviates from the circle by less than 0.03 % of the radius.
const KAPPA: f64 = 0.552_284_749_8;

/// Appends `rect` with corners of `radius` to `path`, clockwise from the top left. A radius that is too large
/// is reduced to half of the shorter side; one that is not positive gives sharp corners.
pub(super) fn push_rounded_rect(path: &mut BezPath, rect: Rect, radius: f64) {
    let r = radius.min(rect.width() / 2.0).min(rect.height() / 2.0);
    if r.is_nan() || r <= 0.0 {
        push_rect(path, rect);
        return;
    }
    // Distance from a corner to the control points of its curve.
    let h = r * (1.0 - KAPPA);
    let Rect { x0, y0, x1, y1 } = rect;
    path.move_to((x0 + r, y0));
    path.line_to((x1 - r, y0));
    path.curve_to((x1 - h, y0), (x1, y0 + h), (x1, y0 + r));
    path.line_to((x1, y1 - r));
    path.curve_to((x1, y1 - h), (x1 - h, y1), (x1 - r, y1));
    path.line_to((x0 + r, y1));
    path.curve_to((x0 + h, y1), (x0, y1 - h), (x0, y1 - r));
    path.line_to((x0, y0 + r));
    path.curve_to((x0, y0 + h), (x0 + h, y0), (x0 + r, y0));
    path.close_path();
}

fn push_rect(path: &mut BezPath, rect: Rect) {
    path.move_to(rect.origin());
    path.line_to(Point::new(rect.x1, rect.y0));
    path.line_to(Point::new(rect.x1, rect.y1));
    path.line_to(Point::new(rect.x0, rect.y1));
    path.close_path();
}

#[cfg(test)]
mod tests {
    use kurbo::{BezPath, Rect, Shape};

    use super::push_rounded_rect;

    fn rounded(radius: f64) -> BezPath {
        let mut path = BezPath::new();
        push_rounded_rect(&mut path, Rect::new(10.0, 20.0, 50.0, 40.0), radius);
        path
    }

    #[test]
    fn corners_are_quarter_circles() {
        let expected = 40.0 * 20.0 - (4.0 - std::f64::consts::PI) * 64.0;
        assert!((rounded(8.0).area() - expected).abs() < 0.1);
    }

    #[test]
    fn a_radius_is_clamped() {
        assert_eq!(rounded(1e9), rounded(10.0));
        assert_eq!(rounded(-1.0), rounded(0.0));
        assert_eq!(rounded(f64::NAN).bounding_box(), Rect::new(10.0, 20.0, 50.0, 40.0));
    }
}
