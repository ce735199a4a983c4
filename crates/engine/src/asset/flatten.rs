//! Conversion of the SVG reader's tree to shapes.

use std::collections::HashMap;

use color::{AlphaColor, Srgb};
use kurbo::{Affine, BezPath, PathEl, Point, Rect};
use usvg::tiny_skia_path::PathSegment;
use usvg::{Node, Paint};

use crate::asset::drawing::{DEPTH, PIECES, Shape};
use crate::asset::simplification::{Feature, Place, Simplifications};
use crate::asset::stroke::stroked;

type Color = AlphaColor<Srgb>;

/// Flattens a tree of groups to a list of shapes.
pub(super) struct Flat<'a> {
    /// Features that could not be kept.
    pub(super) lost: Simplifications,
    /// Number of path elements so far.
    pub(super) pieces: usize,
    /// Bounding box of all shapes.
    pub(super) extents: Option<Rect>,
    /// The largest absolute coordinate of a shape or clipping path.
    pub(super) reach: f64,
    /// The longer side of the drawing, in its own units.
    extent: f64,
    /// Place in the file of each element, by its id.
    places: &'a HashMap<String, Place>,
    /// Place in the file of the innermost enclosing element with an id.
    here: Option<&'a Place>,
}

impl<'a> Flat<'a> {
    /// A flattener for a drawing whose longer side is `extent`; `lost` holds the features lost so far.
    pub(super) fn new(extent: f64, places: &'a HashMap<String, Place>, lost: Simplifications) -> Self {
        Self { lost, pieces: 0, extents: None, reach: 0.0, extent, places, here: None }
    }

    /// The shapes of a group and all its descendants.
    pub(super) fn group(&mut self, group: &usvg::Group, depth: usize) -> Vec<Shape> {
        let outer = self.here;
        self.here = self.places.get(group.id()).or(outer);
        let mut shapes = Vec::new();
        for node in group.children() {
            if self.pieces > PIECES || depth > 2 * DEPTH {
                break;
            }
            match node {
                Node::Group(inner) => shapes.extend(self.group(inner, depth + 1)),
                Node::Path(path) => self.path(path, &mut shapes),
                // The rewritten file contains neither.
                Node::Image(_) | Node::Text(_) => {}
            }
        }
        if let Some(clip) = group.clip_path() {
            shapes = self.clipped(clip, affine(group.abs_transform()), shapes);
        }
        self.here = outer;
        let opacity = group.opacity().get();
        if opacity >= 1.0 || shapes.is_empty() { shapes } else { vec![Shape::Group { opacity, shapes }] }
    }

    fn clipped(&mut self, clip: &usvg::ClipPath, transform: Affine, shapes: Vec<Shape>) -> Vec<Shape> {
        let mut cut = (BezPath::new(), false);
        let whole = clip.clip_path().is_none() && clip_outline(clip.root(), 0, &mut cut);
        let (path, even_odd) = (transform * affine(clip.transform()) * cut.0, cut.1);
        self.pieces += path.elements().len();
        if !whole || !path.is_finite() {
            self.note(Feature::Clip);
            return shapes;
        }
        self.note_reach(path.control_box());
        if shapes.is_empty() { shapes } else { vec![Shape::Clip { path, even_odd, shapes }] }
    }

    fn note_reach(&mut self, area: Rect) {
        let far = [area.x0, area.y0, area.x1, area.y1].into_iter().map(f64::abs).fold(0.0, f64::max);
        self.reach = self.reach.max(far);
    }

    fn path(&mut self, path: &usvg::Path, shapes: &mut Vec<Shape>) {
        if !path.is_visible() {
            return;
        }
        let outer = self.here;
        self.here = self.places.get(path.id()).or(outer);
        let outline = outline(path.data());
        let transform = affine(path.abs_transform());
        let fill = path.fill().and_then(|fill| {
            let color = self.color(fill.paint(), fill.opacity().get())?;
            let even_odd = fill.rule() == usvg::FillRule::EvenOdd;
            Some(Shape::Area { path: transform * outline.clone(), even_odd, color })
        });
        let stroke = path.stroke().and_then(|stroke| {
            let color = self.color(stroke.paint(), stroke.opacity().get())?;
            let path = transform * self.stroked(&outline, stroke, transform)?;
            Some(Shape::Area { path, even_odd: false, color })
        });
        self.here = outer;
        let in_order = match path.paint_order() {
            usvg::PaintOrder::FillAndStroke => [fill, stroke],
            usvg::PaintOrder::StrokeAndFill => [stroke, fill],
        };
        for shape in in_order.into_iter().flatten() {
            if let Shape::Area { path, color, .. } = &shape {
                self.pieces += path.elements().len();
                if color.components[3] > 0.0 && path.is_finite() {
                    let area = path.control_box();
                    self.note_reach(area);
                    self.extents = Some(self.extents.map_or(area, |extents| extents.union(area)));
                    shapes.push(shape);
                }
            }
        }
    }

    /// The area that a stroke covers, in the path's own coordinates.
    fn stroked(&mut self, outline: &BezPath, stroke: &usvg::Stroke, transform: Affine) -> Option<BezPath> {
        let scale = transform.determinant().abs().sqrt();
        // An outline that is too long to stroke is also too long to draw; `pieces` then exceeds its limit.
        if self.pieces + outline.elements().len() > PIECES {
            self.pieces += outline.elements().len();
            return None;
        }
        if !scale.is_finite() || scale <= 0.0 {
            return None;
        }
        // A drawing is at most as large as the picture: there, this is less than a tenth of a pixel.
        let stroked = stroked(outline, stroke, self.extent / 40_000.0 / scale);
        if stroked.lacks_dashes {
            self.note(Feature::Dashes);
        }
        Some(stroked.area)
    }

    /// Notes a lost feature at the innermost element with a known place.
    fn note(&mut self, feature: Feature) {
        let unknown = Place { element: "svg".to_owned(), line: 1 };
        self.lost.note(feature, self.here.unwrap_or(&unknown), None);
    }

    /// A single colour for a paint; `None` for a pattern, or for a gradient without stops.
    fn color(&mut self, paint: &Paint, opacity: f32) -> Option<Color> {
        match paint {
            Paint::Color(color) => {
                Some(Color::from_rgba8(color.red, color.green, color.blue, 255).with_alpha(opacity))
            }
            Paint::LinearGradient(gradient) => self.mean(gradient.stops(), opacity),
            Paint::RadialGradient(gradient) => self.mean(gradient.stops(), opacity),
            Paint::Pattern(_) => {
                self.note(Feature::Pattern);
                None
            }
        }
    }

    /// The mean of a gradient over its length; between two stops, the mean of both.
    fn mean(&mut self, stops: &[usvg::Stop], opacity: f32) -> Option<Color> {
        self.note(Feature::Gradient);
        let (first, last) = (stops.first()?, stops.last()?);
        let mut sum = [0.0_f32; 4];
        let mut add = |stop: &usvg::Stop, share: f32| {
            let color = stop.color();
            let alpha = stop.opacity().get();
            let channels = [color.red, color.green, color.blue].map(|channel| f32::from(channel) / 255.0);
            for (sum, channel) in sum.iter_mut().zip(channels) {
                *sum += channel * alpha * share;
            }
            sum[3] += alpha * share;
        };
        add(first, first.offset().get());
        for pair in stops.windows(2) {
            let share = (pair[1].offset().get() - pair[0].offset().get()) / 2.0;
            add(&pair[0], share);
            add(&pair[1], share);
        }
        add(last, 1.0 - last.offset().get());
        let [red, green, blue, alpha] = sum;
        let straight = |channel: f32| if alpha > 0.0 { (channel / alpha).clamp(0.0, 1.0) } else { 0.0 };
        Some(Color::new([straight(red), straight(green), straight(blue), (alpha * opacity).clamp(0.0, 1.0)]))
    }
}

/// Adds all paths below `group` to `cut`, with the fill rule of the last one. Returns false if the group
/// contains a clipping path or is nested too deeply.
fn clip_outline(group: &usvg::Group, depth: usize, cut: &mut (BezPath, bool)) -> bool {
    group.clip_path().is_none()
        && depth < DEPTH
        && group.children().iter().all(|node| match node {
            Node::Group(inner) => clip_outline(inner, depth + 1, cut),
            Node::Path(path) => {
                cut.0.extend(affine(path.abs_transform()) * outline(path.data()));
                cut.1 = path.fill().is_some_and(|fill| fill.rule() == usvg::FillRule::EvenOdd);
                true
            }
            Node::Image(_) | Node::Text(_) => true,
        })
}

fn affine(transform: usvg::Transform) -> Affine {
    let usvg::Transform { sx, kx, ky, sy, tx, ty } = transform;
    Affine::new([sx, ky, kx, sy, tx, ty].map(f64::from))
}

fn outline(path: &usvg::tiny_skia_path::Path) -> BezPath {
    let point = |point: usvg::tiny_skia_path::Point| Point::new(f64::from(point.x), f64::from(point.y));
    let element = |segment| match segment {
        PathSegment::MoveTo(to) => PathEl::MoveTo(point(to)),
        PathSegment::LineTo(to) => PathEl::LineTo(point(to)),
        PathSegment::QuadTo(control, to) => PathEl::QuadTo(point(control), point(to)),
        PathSegment::CubicTo(first, second, to) => PathEl::CurveTo(point(first), point(second), point(to)),
        PathSegment::Close => PathEl::ClosePath,
    };
    path.segments().map(element).collect()
}
