//! Conversion of strokes to the areas that they cover.

use kurbo::{
    BezPath, Cap, Join, ParamCurve as _, ParamCurveDeriv as _, PathEl, PathSeg, Shape as _, Stroke,
    StrokeOpts, Vec2,
};

/// Maximum number of dashes per path.
const DASHES: f64 = 5_000.0;
/// The length, as a multiple of the line's width, up to which a piece of a line with caps is drawn as a dot.
const DOT: f64 = 0.02;

/// The area that a stroke covers, in the line's own coordinates.
pub(super) struct Stroked {
    pub(super) area: BezPath,
    /// True if there are too many dashes to draw; the line is then solid.
    pub(super) lacks_dashes: bool,
}

/// Strokes `outline`; curves deviate by at most `tolerance`.
pub(super) fn stroked(outline: &BezPath, stroke: &usvg::Stroke, tolerance: f64) -> Stroked {
    let width = f64::from(stroke.width().get());
    let cap = match stroke.linecap() {
        usvg::LineCap::Butt => Cap::Butt,
        usvg::LineCap::Round => Cap::Round,
        usvg::LineCap::Square => Cap::Square,
    };
    let style = Stroke::new(width)
        .with_caps(cap)
        .with_join(match stroke.linejoin() {
            usvg::LineJoin::Miter | usvg::LineJoin::MiterClip => Join::Miter,
            usvg::LineJoin::Round => Join::Round,
            usvg::LineJoin::Bevel => Join::Bevel,
        })
        .with_miter_limit(f64::from(stroke.miterlimit().get()));
    let pattern: Vec<f64> =
        stroke.dasharray().unwrap_or_default().iter().map(|dash| f64::from(*dash)).collect();
    let count = pattern.len() as f64 * outline.perimeter(tolerance * 40.0) / pattern.iter().sum::<f64>();
    let lacks_dashes = !pattern.is_empty() && count > DASHES;
    let dot = if cap == Cap::Butt { 0.0 } else { DOT * width };
    let line = if pattern.is_empty() || lacks_dashes {
        outline.clone()
    } else {
        dashed(outline, pattern, f64::from(stroke.dashoffset()), dot)
    };
    let line = if dot > 0.0 { with_dots(&line, dot) } else { line };
    let area = kurbo::stroke(line, &style, &StrokeOpts::default(), tolerance);
    Stroked { area, lacks_dashes }
}

/// The dashes of a line. If dashes are dots, and the next dash would begin exactly at the end of the line, the
/// line ends in a dot.
fn dashed(outline: &BezPath, mut pattern: Vec<f64>, offset: f64, dot: f64) -> BezPath {
    let period: f64 = pattern.iter().sum();
    let starts_with_dot = |position: f64, pattern: &[f64]| {
        let mut start = 0.0;
        pattern.chunks(2).any(|pair| {
            let distance = (position - start).rem_euclid(period);
            start += pair.iter().sum::<f64>();
            // A dash that begins before the end is drawn anyway.
            pair[0] <= dot && (distance <= period * 1e-9 || period - distance <= dot)
        })
    };
    let mut ends = Vec::new();
    for line in outline.iter().collect::<Vec<_>>().chunk_by(|_, next| !matches!(next, PathEl::MoveTo(_))) {
        let is_closed = matches!(line.last(), Some(PathEl::ClosePath));
        let line = BezPath::from_vec(line.to_vec());
        let length = if dot > 0.0 { line.perimeter(dot / 10.0) } else { 0.0 };
        let last = line.segments().last().filter(|_| !is_closed && length > dot);
        if let Some(last) = last.filter(|_| starts_with_dot(length + offset, &pattern)) {
            ends.push((last.end(), tangent(&last)));
        }
    }
    // A dash of length zero has no direction, so it takes a little from the gap after it.
    for pair in pattern.chunks_exact_mut(2).filter(|pair| pair[0] < dot / 2.0) {
        let more = (dot / 2.0 - pair[0]).min(pair[1] / 2.0);
        pair[0] += more;
        pair[1] -= more;
    }
    let mut line: BezPath = kurbo::dash(outline.iter(), offset, &pattern).collect();
    for (end, direction) in ends {
        line.move_to(end - direction * (dot / 4.0));
        line.line_to(end + direction * (dot / 4.0));
    }
    line
}

/// Lengthens pieces that are nearly points to `dot`, so that they get caps.
fn with_dots(line: &BezPath, dot: f64) -> BezPath {
    let mut longer = BezPath::new();
    for piece in line.elements().chunk_by(|_, next| !matches!(next, PathEl::MoveTo(_))) {
        let extent = BezPath::from_vec(piece.to_vec()).control_box();
        match piece {
            [PathEl::MoveTo(start), .., last] if extent.size().max_side() <= dot => {
                let end = last.end_point().unwrap_or(*start);
                let center = start.midpoint(end);
                let direction = direction(end - *start);
                longer.move_to(center - direction * (dot / 2.0));
                longer.line_to(center + direction * (dot / 2.0));
            }
            _ => longer.extend(piece.iter().copied()),
        }
    }
    longer
}

/// The direction at the end of a segment, as a unit vector.
fn tangent(segment: &PathSeg) -> Vec2 {
    let at_end = match segment {
        PathSeg::Line(line) => line.p1 - line.p0,
        PathSeg::Quad(quad) => quad.deriv().p1.to_vec2(),
        PathSeg::Cubic(cubic) => cubic.deriv().p2.to_vec2(),
    };
    direction(at_end)
}

/// A unit vector; it points to the right if `vector` has no direction, as SVG requires.
fn direction(vector: Vec2) -> Vec2 {
    let length = libm::sqrt(vector.hypot2());
    if length > 0.0 && length.is_finite() { vector / length } else { Vec2::new(1.0, 0.0) }
}

#[cfg(test)]
mod tests {
    use kurbo::{Point, Rect, Size};

    use super::*;

    /// The boxes of the dots that a stroke of width 8 draws.
    fn dots(path: &str, attributes: &str) -> Vec<Rect> {
        let text = format!(
            "<svg xmlns='http://www.w3.org/2000/svg' width='240' height='130'>\
             <path d='{path}' stroke='red' stroke-width='8' {attributes}/></svg>"
        );
        let tree = usvg::Tree::from_str(&text, &usvg::Options::default()).unwrap();
        let usvg::Node::Path(path) = &tree.root().children()[0] else { panic!() };
        let mut outline = BezPath::new();
        for segment in path.data().segments() {
            let point =
                |point: usvg::tiny_skia_path::Point| Point::new(f64::from(point.x), f64::from(point.y));
            match segment {
                usvg::tiny_skia_path::PathSegment::MoveTo(to) => outline.move_to(point(to)),
                usvg::tiny_skia_path::PathSegment::LineTo(to) => outline.line_to(point(to)),
                usvg::tiny_skia_path::PathSegment::Close => outline.close_path(),
                _ => panic!(),
            }
        }
        let area = stroked(&outline, path.stroke().unwrap(), 0.01).area;
        let pieces = area.elements().chunk_by(|_, next| !matches!(next, PathEl::MoveTo(_)));
        let mut boxes: Vec<Rect> =
            pieces.map(|piece| BezPath::from_vec(piece.to_vec()).bounding_box()).collect();
        boxes.sort_by(|a, b| a.x0.total_cmp(&b.x0));
        boxes
    }

    fn is_dot_at(dot: &Rect, x: f64, y: f64) -> bool {
        dot.center().distance((x, y).into()) < 0.2
            && (dot.size() - Size::new(8.0, 8.0)).to_vec2().hypot() < 0.3
    }

    #[test]
    fn dashes_without_length_are_dots() {
        for attributes in [
            "stroke-linecap='round' stroke-dasharray='0 20'",
            "stroke-linecap='round' stroke-dasharray='0.1 19.9'",
            "stroke-linecap='round' stroke-dasharray='0.001 20'",
            "stroke-linecap='square' stroke-dasharray='0 20'",
            "stroke-linecap='round' stroke-dasharray='0 20' stroke-dashoffset='40'",
        ] {
            let dots = dots("M20 15H220", attributes);
            assert_eq!(dots.len(), 11, "{attributes}: {dots:?}");
            for (at, dot) in dots.iter().enumerate() {
                assert!(is_dot_at(dot, 20.0 + 20.0 * at as f64, 15.0), "{attributes}: {dot:?}");
            }
        }
    }

    #[test]
    fn lines_without_length_are_dots() {
        let dots = dots("M60 90h0M100 90h.01M140 90zM180 90l0 0", "stroke-linecap='round'");
        let places = [60.0, 100.0, 140.0, 180.0];
        assert_eq!(dots.len(), 4, "{dots:?}");
        assert!(dots.iter().zip(places).all(|(dot, x)| is_dot_at(dot, x, 90.0)), "{dots:?}");
    }

    #[test]
    fn without_caps_there_are_no_dots() {
        assert!(dots("M20 15H220M30 90h0", "stroke-dasharray='0 20'").iter().all(|dot| dot.width() < 0.01));
    }

    #[test]
    fn squares_lie_along_the_line() {
        let dots = dots("M20 20L120 120", "stroke-linecap='square' stroke-dasharray='0 50'");
        // Turned by 45 degrees, as high as the diagonal of the square.
        assert!(
            dots.iter().all(|dot| (dot.height() - 8.0 * std::f64::consts::SQRT_2).abs() < 0.3),
            "{dots:?}"
        );
        assert_eq!(dots.len(), 3);
    }

    #[test]
    fn ordinary_dashes_do_not_begin_at_the_end() {
        assert_eq!(dots("M20 15H60", "stroke-linecap='round' stroke-dasharray='20'").len(), 1);
    }
}
