//! SVG to filled paths of one colour each.
//!
//! Strokes become the areas they cover, with their dashes, so that a drawing can be scaled without
//! a second look at it. What a flat list of shapes cannot say is named as a [`Loss`].

use std::fmt;

use color::{AlphaColor, Srgb};
use kurbo::{Affine, BezPath, Cap, Join, PathEl, Point, Rect, Shape as _, Size, Stroke, StrokeOpts};
use usvg::tiny_skia_path::PathSegment;
use usvg::{ImageHrefResolver, Node, Options, Paint, roxmltree};

use crate::asset::{Reject, digest};

type Color = AlphaColor<Srgb>;

/// The most pieces of outline a drawing may have: each is drawn in every frame.
const PIECES: usize = 100_000;
/// The most elements of an SVG file.
const ELEMENTS: u32 = 200_000;
/// The most elements inside one another.
const DEPTH: usize = 256;
/// The most dashes of one path.
const DASHES: f64 = 5_000.0;
/// The SVG reader recurses once an element; with this much stack, [`DEPTH`] is far from its end.
const STACK: usize = 64 << 20;

const RESAVE: &str = "export it again as plain SVG";

/// A picture of shapes. Two are equal when their files were.
pub struct Drawing {
    /// Its own width and height.
    pub size: Size,
    /// In painting order.
    pub shapes: Vec<Shape>,
    /// Whether shapes reach beyond `size`, where nothing of them is seen.
    pub bleeds: bool,
    digest: [u8; 32],
}

/// Something a drawing consists of.
#[derive(Clone, Debug)]
pub enum Shape {
    /// A filled area.
    Area {
        /// Its outline.
        path: BezPath,
        /// Whether overlaps are filled by the even-odd rule; else by the non-zero rule.
        even_odd: bool,
        /// Its colour, with straight alpha.
        color: AlphaColor<Srgb>,
    },
    /// Shapes drawn together, then blended with one opacity.
    Group {
        /// From 0 to 1.
        opacity: f32,
        /// In painting order.
        shapes: Vec<Shape>,
    },
}

/// Something of an SVG file that a drawing does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Loss {
    /// Gradients have become their mean colour.
    Gradient,
    /// Areas filled with patterns are left out.
    Pattern,
    /// Nothing is clipped.
    Clip,
    /// Nothing is masked.
    Mask,
    /// Filters are not applied.
    Filter,
    /// Blend modes are not applied.
    Blend,
    /// Texts are left out.
    Text,
    /// Pictures within the drawing are left out.
    Image,
    /// Dashes that are too many to draw have become a line.
    Dashes,
}

impl Loss {
    /// What happens to what, in a few words.
    #[must_use]
    pub fn says(self) -> &'static str {
        match self {
            Self::Gradient => "gradients become one colour",
            Self::Pattern => "patterns are left out",
            Self::Clip => "clipping is ignored",
            Self::Mask => "masks are ignored",
            Self::Filter => "filters are ignored",
            Self::Blend => "blend modes are ignored",
            Self::Text => "texts are left out",
            Self::Image => "embedded pictures are left out",
            Self::Dashes => "the finest dashes become lines",
        }
    }
}

impl Drawing {
    /// Reads an SVG file, and says what of it is lost.
    ///
    /// # Errors
    /// What is wrong with the bytes.
    pub fn decode(bytes: &[u8]) -> Result<(Self, Vec<Loss>), Reject> {
        let Ok(text) = std::str::from_utf8(bytes) else {
            return Err(Reject::new("is not an SVG file: its bytes are not UTF-8 text", RESAVE));
        };
        // A mistake in a reader of strangers' files must not end the program.
        std::thread::scope(|scope| {
            let reader = std::thread::Builder::new().stack_size(STACK);
            let result = reader.spawn_scoped(scope, || read(text)).map(|handle| handle.join());
            match result {
                Ok(Ok(result)) => result,
                _ => Err(Reject::new("is an SVG file that cannot be read", RESAVE)),
            }
        })
    }
}

impl PartialEq for Drawing {
    fn eq(&self, other: &Self) -> bool {
        self.digest == other.digest
    }
}

impl fmt::Debug for Drawing {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Drawing({}x{})", self.size.width, self.size.height)
    }
}

fn read(text: &str) -> Result<(Drawing, Vec<Loss>), Reject> {
    check_depth(text)?;
    let broken = |error: &dyn fmt::Display| Reject::new(format!("is not an SVG file: {error}"), RESAVE);
    let parsing = roxmltree::ParsingOptions {
        allow_dtd: true,
        nodes_limit: ELEMENTS,
        ..roxmltree::ParsingOptions::default()
    };
    let document = roxmltree::Document::parse_with_options(text, parsing).map_err(|error| broken(&error))?;
    // Nothing that the file refers to is followed, be it a file or data of its own.
    let image_href_resolver =
        ImageHrefResolver { resolve_data: Box::new(|_, _, _| None), resolve_string: Box::new(|_, _| None) };
    let options = Options { image_href_resolver, ..Options::default() };
    let tree = usvg::Tree::from_xmltree(&document, &options).map_err(|error| broken(&error))?;
    let size = Size::new(f64::from(tree.size().width()), f64::from(tree.size().height()));
    let mut flat = Flat { losses: Vec::new(), pieces: 0, extents: None, extent: size.width.max(size.height) };
    flat.note_elements(&document);
    let shapes = flat.group(tree.root(), 0);
    let bleeds = !size.to_rect().contains_rect(flat.extents.unwrap_or_default());
    if flat.pieces > PIECES {
        let reason = format!("has more than {PIECES} pieces of outline");
        return Err(Reject::new(reason, "simplify its paths, or export it as PNG"));
    }
    flat.losses.sort_unstable();
    flat.losses.dedup();
    Ok((Drawing { size, shapes, bleeds, digest: digest(text.as_bytes()) }, flat.losses))
}

/// Refuses tags inside one another beyond any drawing's need before a parser sees them. Tags within
/// comments are counted as well, which no real file suffers from.
fn check_depth(text: &str) -> Result<(), Reject> {
    let mut depth = 0_usize;
    for tag in text.split('<').skip(1) {
        let inside = tag.split('>').next().unwrap_or_default();
        match tag.as_bytes().first() {
            Some(b'/') => depth = depth.saturating_sub(1),
            Some(b'!' | b'?') => {}
            _ if inside.ends_with('/') => {}
            _ => depth += 1,
        }
        if depth > DEPTH {
            let reason = format!("has more than {DEPTH} elements inside one another");
            return Err(Reject::new(reason, RESAVE));
        }
    }
    Ok(())
}

/// Flattens a tree of groups.
struct Flat {
    losses: Vec<Loss>,
    pieces: usize,
    /// The drawing's longer side.
    extent: f64,
    /// What the shapes cover.
    extents: Option<Rect>,
}

impl Flat {
    /// Elements that the reader drops before there is a tree.
    fn note_elements(&mut self, document: &roxmltree::Document<'_>) {
        for element in document.descendants().filter(roxmltree::Node::is_element) {
            match element.tag_name().name() {
                "text" => self.losses.push(Loss::Text),
                "image" | "foreignObject" => self.losses.push(Loss::Image),
                _ => {}
            }
        }
    }

    fn group(&mut self, group: &usvg::Group, depth: usize) -> Vec<Shape> {
        let lost = [
            (group.clip_path().is_some(), Loss::Clip),
            (group.mask().is_some(), Loss::Mask),
            (!group.filters().is_empty(), Loss::Filter),
            (group.blend_mode() != usvg::BlendMode::Normal, Loss::Blend),
        ];
        self.losses.extend(lost.into_iter().filter(|(is_lost, _)| *is_lost).map(|(_, loss)| loss));
        let mut shapes = Vec::new();
        for node in group.children() {
            if self.pieces > PIECES || depth > 2 * DEPTH {
                break;
            }
            match node {
                Node::Group(inner) => shapes.extend(self.group(inner, depth + 1)),
                Node::Path(path) => self.path(path, &mut shapes),
                Node::Image(_) => self.losses.push(Loss::Image),
                Node::Text(_) => self.losses.push(Loss::Text),
            }
        }
        let opacity = group.opacity().get();
        if opacity >= 1.0 || shapes.is_empty() { shapes } else { vec![Shape::Group { opacity, shapes }] }
    }

    fn path(&mut self, path: &usvg::Path, shapes: &mut Vec<Shape>) {
        if !path.is_visible() {
            return;
        }
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
        let in_order = match path.paint_order() {
            usvg::PaintOrder::FillAndStroke => [fill, stroke],
            usvg::PaintOrder::StrokeAndFill => [stroke, fill],
        };
        for shape in in_order.into_iter().flatten() {
            if let Shape::Area { path, color, .. } = &shape {
                self.pieces += path.elements().len();
                if color.components[3] > 0.0 && path.is_finite() {
                    let area = path.control_box();
                    self.extents = Some(self.extents.map_or(area, |extents| extents.union(area)));
                    shapes.push(shape);
                }
            }
        }
    }

    /// The area that a line covers, in the line's own coordinates.
    fn stroked(&mut self, outline: &BezPath, stroke: &usvg::Stroke, transform: Affine) -> Option<BezPath> {
        let scale = transform.determinant().abs().sqrt();
        if !scale.is_finite() || scale <= 0.0 || self.pieces + outline.elements().len() > PIECES {
            return None;
        }
        // A drawing fills the picture at most: this is less than a tenth of a pixel there.
        let tolerance = self.extent / 40_000.0 / scale;
        let mut style = Stroke::new(f64::from(stroke.width().get()))
            .with_caps(match stroke.linecap() {
                usvg::LineCap::Butt => Cap::Butt,
                usvg::LineCap::Round => Cap::Round,
                usvg::LineCap::Square => Cap::Square,
            })
            .with_join(match stroke.linejoin() {
                usvg::LineJoin::Miter | usvg::LineJoin::MiterClip => Join::Miter,
                usvg::LineJoin::Round => Join::Round,
                usvg::LineJoin::Bevel => Join::Bevel,
            })
            .with_miter_limit(f64::from(stroke.miterlimit().get()));
        if let Some(dashes) = stroke.dasharray() {
            let dashes: Vec<f64> = dashes.iter().map(|dash| f64::from(*dash)).collect();
            let period: f64 = dashes.iter().sum();
            let count = dashes.len() as f64 * outline.perimeter(self.extent / 1000.0 / scale) / period;
            if count <= DASHES {
                style = style.with_dashes(f64::from(stroke.dashoffset()), dashes);
            } else {
                self.losses.push(Loss::Dashes);
            }
        }
        Some(kurbo::stroke(outline.elements().iter().copied(), &style, &StrokeOpts::default(), tolerance))
    }

    /// One colour for a paint; none where there is no such colour.
    fn color(&mut self, paint: &Paint, opacity: f32) -> Option<Color> {
        match paint {
            Paint::Color(color) => {
                Some(Color::from_rgba8(color.red, color.green, color.blue, 255).with_alpha(opacity))
            }
            Paint::LinearGradient(gradient) => self.mean(gradient.stops(), opacity),
            Paint::RadialGradient(gradient) => self.mean(gradient.stops(), opacity),
            Paint::Pattern(_) => {
                self.losses.push(Loss::Pattern);
                None
            }
        }
    }

    /// The mean of a gradient over its length: between two stops, the mean of both.
    fn mean(&mut self, stops: &[usvg::Stop], opacity: f32) -> Option<Color> {
        self.losses.push(Loss::Gradient);
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

#[cfg(test)]
mod tests {
    use super::*;

    fn svg(inside: &str) -> Result<(Drawing, Vec<Loss>), Reject> {
        let text = format!("<svg xmlns='http://www.w3.org/2000/svg' width='40' height='20'>{inside}</svg>");
        Drawing::decode(text.as_bytes())
    }

    fn areas(inside: &str) -> Vec<(Rect, [u8; 4])> {
        let shapes = svg(inside).unwrap().0.shapes;
        let area = |shape: &Shape| match shape {
            Shape::Area { path, color, .. } => Some((path.bounding_box(), color.to_rgba8().to_u8_array())),
            Shape::Group { .. } => None,
        };
        shapes.iter().filter_map(area).collect()
    }

    #[test]
    fn fills_and_strokes_become_areas() {
        let found =
            areas("<rect x='5' y='5' width='10' height='8' fill='#102030' stroke='red' stroke-width='2'/>");
        assert_eq!(found.len(), 2);
        assert_eq!(found[0], (Rect::new(5.0, 5.0, 15.0, 13.0), [16, 32, 48, 255]));
        assert_eq!(found[1], (Rect::new(4.0, 4.0, 16.0, 14.0), [255, 0, 0, 255]));
    }

    #[test]
    fn transforms_and_opacity_are_kept() {
        let found = areas("<g transform='scale(2)'><rect width='3' height='3' fill-opacity='0.5'/></g>");
        assert_eq!(found, [(Rect::new(0.0, 0.0, 6.0, 6.0), [0, 0, 0, 128])]);
        let (drawing, _) = svg("<g opacity='0.5'><rect width='3' height='3'/></g>").unwrap();
        assert!(matches!(drawing.shapes[..], [Shape::Group { opacity: 0.5, .. }]));
    }

    #[test]
    fn gradients_become_their_mean() {
        let gradient = "<linearGradient id='g'><stop offset='0' stop-color='#000'/>\
            <stop offset='1' stop-color='#fff'/></linearGradient>";
        let inside = format!("{gradient}<rect width='9' height='9' fill='url(#g)'/>");
        assert_eq!(svg(&inside).unwrap().1, [Loss::Gradient]);
        assert_eq!(areas(&inside)[0].1, [128, 128, 128, 255]);
    }

    #[test]
    fn what_is_lost_is_named() {
        let inside = "<clipPath id='c'><rect width='5' height='5'/></clipPath>\
            <g clip-path='url(#c)'><rect width='9' height='9'/></g><text>a</text>\
            <image width='9' height='9' href='/etc/hostname'/>";
        assert_eq!(svg(inside).unwrap().1, [Loss::Clip, Loss::Text, Loss::Image]);
        assert_eq!(
            svg("<path d='M0 0H40' stroke='red' stroke-dasharray='0.001'/>").unwrap().1,
            [Loss::Dashes]
        );
    }

    #[test]
    fn hostile_files_end_in_a_reason() {
        assert!(Drawing::decode(b"").is_err());
        assert!(Drawing::decode(&[0xff, 0xfe]).is_err());
        assert!(Drawing::decode(b"<svg xmlns='http://www.w3.org/2000/svg'").is_err());
        assert!(Drawing::decode(b"\x89PNG").is_err());
        let deep = format!("{}{}", "<g>".repeat(300_000), "</g>".repeat(300_000));
        assert_eq!(svg(&deep).unwrap_err().reason, "has more than 256 elements inside one another");
        let mut laughs = String::from("<g id='a0'><rect width='1' height='1'/></g>");
        for level in 1..20 {
            let uses = format!("<use href='#a{}'/>", level - 1).repeat(10);
            laughs += &format!("<g id='a{level}'>{uses}</g>");
        }
        assert!(svg(&laughs).is_err());
        assert!(svg("<path d='M0 0 L1e38 1e38 L-1e38 3' stroke='red' stroke-width='1e30'/>").is_ok());
        assert!(svg("<path d='M0 0' stroke='red'/><rect width='0' height='0'/>").is_ok());
    }
}
