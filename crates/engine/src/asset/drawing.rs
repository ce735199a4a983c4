//! Conversion of SVG to filled paths of one colour each.
//!
//! Strokes become the areas that they cover, with their dashes, so that a drawing can be scaled without being
//! read again. What a list of filled shapes cannot express is reported as a [`Simplification`].

use std::fmt;

use color::{AlphaColor, Srgb};
use kurbo::{BezPath, Shape as _, Size};
use usvg::{ImageHrefResolver, Options, roxmltree};

use crate::asset::flatten::Flat;
use crate::asset::plain::{self, Plain};
use crate::asset::simplification::Simplification;
use crate::asset::work::{Spent, Work};
use crate::asset::{Reject, digest, expansion, guarded, screen, tidy};

/// Maximum number of path elements that a drawing may have: each is drawn in every frame.
pub(super) const PIECES: usize = 100_000;
/// Maximum distance of a path from the origin, as a multiple of the drawing's longer side.
const REACH: f64 = 1000.0;
/// Maximum number of elements in an SVG file.
const ELEMENTS: u32 = 200_000;
/// The number of bytes, of a file or of its expansion, that are read in one step.
const BYTES_A_STEP: usize = 4;
/// Maximum nesting depth of elements in an SVG file.
pub(super) const DEPTH: usize = 256;

const RESAVE: &str = "export it again as plain SVG";

/// A picture of shapes. Two are equal when the bytes of their files are.
pub struct Drawing {
    /// Width and height of the drawing, in its own units.
    pub size: Size,
    /// Shapes of the drawing, in painting order.
    pub shapes: Vec<Shape>,
    /// True if shapes reach beyond `size`; they are clipped there.
    pub bleeds: bool,
    digest: [u8; 32],
}

/// One shape of a drawing, or a group of shapes.
#[derive(Clone, Debug)]
pub enum Shape {
    /// An area that is filled with one colour.
    Area {
        /// Outline of the area; its subpaths may overlap.
        path: BezPath,
        /// True for the even-odd fill rule, false for the non-zero rule.
        even_odd: bool,
        /// Fill colour, with straight alpha.
        color: AlphaColor<Srgb>,
    },
    /// Shapes that are clipped to a path.
    Clip {
        /// Clipping path: shapes are visible only inside it.
        path: BezPath,
        /// True for the even-odd rule, false for the non-zero rule, where the path overlaps itself.
        even_odd: bool,
        /// Clipped shapes, in painting order.
        shapes: Vec<Shape>,
    },
    /// Shapes that are drawn together, then blended with one opacity.
    Group {
        /// Opacity of the group, from 0 to 1.
        opacity: f32,
        /// Shapes of the group, in painting order.
        shapes: Vec<Shape>,
    },
}

impl Drawing {
    /// BLAKE3 digest of the file. Drawings with equal digests are equal.
    #[must_use]
    pub fn digest(&self) -> &[u8; 32] {
        &self.digest
    }

    /// Reads an SVG file within the work that is left. Returns the drawing, and the features of the file that
    /// it lacks.
    ///
    /// # Errors
    /// The bytes are not an SVG file, or it is too costly to draw.
    pub fn decode(bytes: &[u8], work: &mut Work) -> Result<(Self, Vec<Simplification>), Reject> {
        let Ok(text) = std::str::from_utf8(bytes) else {
            return Err(Reject::new("is not an SVG file: its bytes are not UTF-8 text", RESAVE));
        };
        let unreadable = || Reject::new("is an SVG file that cannot be read", RESAVE);
        guarded(|| read(text, work)).ok_or_else(unreadable)?
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

fn read(text: &str, work: &mut Work) -> Result<(Drawing, Vec<Simplification>), Reject> {
    work.begin();
    spend_for_bytes(work, text.len(), "")?;
    screen::check_text(text)?;
    let document = parse(text)?;
    screen::check_depth(&document)?;
    let Plain { text: plain, places, background, lost } = plain::rewrite(&document, work)?;
    drop(document);
    let document = parse(&plain)?;
    spend_for_bytes(work, expansion::check(&document)?, " with all that it refers to")?;
    // No reference out of the file is followed, and embedded files are not read.
    let image_href_resolver =
        ImageHrefResolver { resolve_data: Box::new(|_, _, _| None), resolve_string: Box::new(|_, _| None) };
    let options = Options { image_href_resolver, ..Options::default() };
    let tree = usvg::Tree::from_xmltree(&document, &options).map_err(|error| broken(&error))?;
    let size = Size::new(f64::from(tree.size().width()), f64::from(tree.size().height()));
    let mut flat = Flat::new(size.width.max(size.height), &places, lost);
    let mut shapes = flat.group(tree.root(), 0);
    let bleeds = !size.to_rect().contains_rect(flat.extents.unwrap_or_default());
    if flat.pieces > PIECES {
        let reason = format!("has more than {PIECES} pieces of outline");
        return Err(Reject::new(reason, "simplify its paths, or export it as PNG"));
    }
    // Even at the largest size of a picture, a path that reaches farther cannot be rasterised.
    if flat.reach > REACH * size.width.max(size.height) {
        let reason = format!("has paths that reach {REACH} times as far as the drawing");
        return Err(Reject::new(reason, "cut them at the drawing's edge"));
    }
    if let Some(color) = background.and_then(|color| color::parse_color(&color).ok()) {
        let (path, color) = (size.to_rect().to_path(0.1), color.to_alpha_color());
        shapes.insert(0, Shape::Area { path, even_odd: false, color });
    }
    let drawing = Drawing { size, shapes, bleeds, digest: digest(text.as_bytes()) };
    Ok((drawing, flat.lost.finish()))
}

/// Spends work for `bytes`; `counted` describes them in the error.
fn spend_for_bytes(work: &mut Work, bytes: usize, counted: &str) -> Result<(), Reject> {
    let spent = work.spend(bytes / BYTES_A_STEP);
    spent.map_err(|Spent| work.too_much(&format!("{bytes} bytes{counted}")))
}

fn parse(text: &str) -> Result<roxmltree::Document<'_>, Reject> {
    let options = roxmltree::ParsingOptions {
        allow_dtd: true,
        nodes_limit: ELEMENTS,
        ..roxmltree::ParsingOptions::default()
    };
    roxmltree::Document::parse_with_options(text, options).map_err(|error| broken(&error))
}

fn broken(error: &dyn fmt::Display) -> Reject {
    Reject::new(format!("is not an SVG file: {}", tidy(error)), RESAVE)
}

#[cfg(test)]
mod tests {
    use kurbo::Rect;

    use super::*;
    use crate::asset::simplification::Feature;

    fn svg(inside: &str) -> Result<(Drawing, Vec<Simplification>), Reject> {
        let text = format!("<svg xmlns='http://www.w3.org/2000/svg' width='40' height='20'>{inside}</svg>");
        Drawing::decode(text.as_bytes(), &mut Work::of_scene())
    }

    fn lost(inside: &str) -> Vec<Feature> {
        svg(inside).unwrap().1.into_iter().map(|lost| lost.feature).collect()
    }

    fn areas(inside: &str) -> Vec<(Rect, [u8; 4])> {
        let shapes = svg(inside).unwrap().0.shapes;
        let area = |shape: &Shape| match shape {
            Shape::Area { path, color, .. } => Some((path.bounding_box(), color.to_rgba8().to_u8_array())),
            Shape::Group { .. } | Shape::Clip { .. } => None,
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
        assert_eq!(lost(&inside), [Feature::Gradient]);
        assert_eq!(areas(&inside)[0].1, [128, 128, 128, 255]);
    }

    #[test]
    fn clipping_paths_are_kept() {
        let inside = "<clipPath id='c' transform='translate(1 0)'><rect width='5' height='5'/></clipPath>\
            <g transform='scale(2)' clip-path='url(#c)'><rect width='9' height='9'/></g>";
        let (drawing, lost) = svg(inside).unwrap();
        assert_eq!(lost, []);
        let [Shape::Clip { path, shapes, .. }] = &drawing.shapes[..] else { panic!("{:?}", drawing.shapes) };
        assert_eq!(path.bounding_box(), Rect::new(2.0, 0.0, 12.0, 10.0));
        assert_eq!(shapes.len(), 1);
    }

    #[test]
    fn what_is_lost_is_named() {
        let inside = "<mask id='m'><rect width='5' height='5'/></mask>\
            <g mask='url(#m)'><rect width='9' height='9'/></g><text>a</text>\
            <image width='9' height='9' href='/etc/hostname'/>";
        assert_eq!(lost(inside), [Feature::Mask, Feature::Text, Feature::Image]);
        assert_eq!(lost("<path d='M0 0H40' stroke='red' stroke-dasharray='0.001'/>"), [Feature::Dashes]);
    }

    #[test]
    fn drawings_share_the_work_of_a_scene() {
        let groups = "<g/>".repeat(200);
        let text =
            format!("<svg xmlns='http://www.w3.org/2000/svg'><style>*{{fill:red}}</style>{groups}</svg>");
        let mut work = Work::new(9_000);
        let mut decode =
            || Drawing::decode(text.as_bytes(), &mut work).map(drop).map_err(|reject| reject.reason);
        assert_eq!(decode(), Ok(()));
        let reason = decode().unwrap_err();
        assert!(
            reason.ends_with(" of 9000 for a scene: 202 elements with 0 classes and 1 selectors"),
            "{reason}"
        );
        assert_eq!(
            decode().unwrap_err(),
            format!(
                "takes more than the 0 steps that other drawings left of 9000 for a scene: {} bytes",
                text.len()
            )
        );
    }

    #[test]
    fn what_a_drawing_refers_to_is_work() {
        let uses = format!("<g id='a'>{}</g>{}", "<g/>".repeat(100), "<use href='#a'/>".repeat(100));
        let text = format!("<svg xmlns='http://www.w3.org/2000/svg'>{uses}</svg>");
        let reason = Drawing::decode(text.as_bytes(), &mut Work::new(20_000)).unwrap_err().reason;
        assert!(reason.ends_with(" bytes with all that it refers to"), "{reason}");
    }

    #[test]
    fn hostile_files_end_in_a_reason() {
        let decode = |bytes: &[u8]| Drawing::decode(bytes, &mut Work::of_scene());
        assert!(decode(b"").is_err());
        assert!(decode(&[0xff, 0xfe]).is_err());
        assert!(decode(b"<svg xmlns='http://www.w3.org/2000/svg'").is_err());
        assert!(decode(b"\x89PNG").is_err());
        let deep = format!("{}{}", "<g>".repeat(90_000), "</g>".repeat(90_000));
        assert_eq!(svg(&deep).unwrap_err().reason, "has more than 256 elements inside one another");
        let mut laughs = String::from("<g id='a0'><rect width='1' height='1'/></g>");
        for level in 1..20 {
            let uses = format!("<use href='#a{}'/>", level - 1).repeat(10);
            laughs += &format!("<g id='a{level}'>{uses}</g>");
        }
        assert!(svg(&laughs).is_err());
        assert!(svg("<path d='M0 0 L1e38 1e38 L-1e38 3' stroke='red' stroke-width='1e30'/>").is_err());
        assert!(svg("<path d='M0 0 H39000 V39000 z'/>").is_ok());
        assert!(svg("<path d='M0 0' stroke='red'/><rect width='0' height='0'/>").is_ok());
    }
}
