//! Tests of rendered pixels. Lists are small, so that a failure can be examined by hand.

use std::sync::Arc;

use kurbo::{Affine, BezPath, Rect};

use super::Raster;
use super::place::Place;
use crate::asset::{Bitmap, Drawing, Work};
use crate::display::{Color, DisplayList, Item};
use crate::text::{Align, Face, TextStyle, Typesetter};

mod redraw;

/// The size in pixels at which one unit is one pixel.
const SIZE: (u32, u32) = (1080, 1080);
const WHITE: Color = Color::from_rgb8(255, 255, 255);
const BLUE: Color = Color::from_rgb8(20, 80, 200);
const BLACK: Color = Color::from_rgb8(0, 0, 0);

fn list(items: Vec<Item>) -> DisplayList {
    DisplayList { background: WHITE, items }
}

fn panel(rect: Rect, radius: f64, color: Color) -> Item {
    Item::Panel { rect, radius, color, transform: Affine::IDENTITY }
}

fn text(says: &str, size: f64, glyphs: usize, transform: Affine) -> Item {
    let style = TextStyle::new(Face::Sans, size);
    let block = Typesetter::new().set(says, style, None, Align::Start);
    Item::Text { block, glyphs, color: BLACK, transform }
}

fn line(points: &[(f64, f64)]) -> Arc<BezPath> {
    let mut path = BezPath::new();
    for (index, point) in points.iter().enumerate() {
        if index == 0 { path.move_to(*point) } else { path.line_to(*point) }
    }
    Arc::new(path)
}

fn pixel(rgb: &[u8], x: usize, y: usize) -> [u8; 3] {
    let start = (y * SIZE.0 as usize + x) * 3;
    rgb[start..start + 3].try_into().unwrap()
}

/// The smallest box around all pixels that are not white.
fn ink(rgb: &[u8]) -> Option<Rect> {
    let mut ink: Option<Rect> = None;
    for (index, _) in rgb.chunks_exact(3).enumerate().filter(|(_, p)| *p != [255; 3]) {
        let (x, y) = (index % SIZE.0 as usize, index / SIZE.0 as usize);
        let here = Rect::new(x as f64, y as f64, x as f64 + 1.0, y as f64 + 1.0);
        ink = Some(ink.map_or(here, |all| all.union(here)));
    }
    ink
}

fn draw(items: Vec<Item>) -> Vec<u8> {
    Raster::new(SIZE).draw(&list(items)).to_vec()
}

/// A bitmap of 240 by 160 pixels.
fn field() -> Arc<Bitmap> {
    let bytes = include_bytes!("../../../../tests/cases/frames/assets/field.png");
    Arc::new(Bitmap::decode(bytes, 1_000_000).unwrap())
}

/// A square of 20 by 20 with a square hole, half of it beyond the drawing's right edge.
fn drawing() -> Arc<Drawing> {
    let svg = "<svg xmlns='http://www.w3.org/2000/svg' width='40' height='40'>\
        <path fill='#1450c8' fill-rule='evenodd' d='M30 10h20v20h-20z M34 14h12v12h-12z'/></svg>";
    Arc::new(Drawing::decode(svg.as_bytes(), &mut Work::of_scene()).unwrap().0)
}

/// A frame with one item of every kind, moved by `step`.
fn everything(step: f64) -> DisplayList {
    let transform = Affine::translate((step * 1.7, step * 0.3)) * Affine::scale(1.0 + step * 0.01);
    let rect = Rect::new(100.0, 100.0, 420.0, 300.0);
    let path = line(&[(500.0, 500.0), (700.0, 550.0), (600.0, 720.0)]);
    let shadow = BLACK.with_alpha(0.3);
    list(vec![
        Item::Shadow { rect, radius: 20.0, blur: 12.0, color: shadow, transform },
        Item::Panel { rect, radius: 20.0, color: BLUE, transform },
        Item::Frame { rect, radius: 20.0, width: 3.0, color: BLACK, transform },
        Item::Fill { path: Arc::clone(&path), color: BLUE.with_alpha(0.5), transform },
        Item::Stroke { path, width: 6.0, color: BLACK, transform },
        Item::Image {
            bitmap: field(),
            rect: Rect::new(620.0, 80.0, 900.0, 300.0),
            radius: 12.0,
            opacity: 0.7,
            transform,
        },
        Item::Drawing {
            drawing: drawing(),
            opacity: 0.8,
            transform: transform * Affine::translate((60.0, 700.0)),
        },
        text("Quick brown fox → 1 234", 40.0 + step * 0.1, 20, transform),
        Item::Group { opacity: 0.4, items: vec![text("faded", 90.0, 5, transform), panel(rect, 5.0, BLACK)] },
    ])
}

#[test]
fn an_empty_list_is_all_background() {
    let rgb = draw(Vec::new());
    assert!(rgb.chunks_exact(3).all(|p| p == [255; 3]));
}

#[test]
fn a_panel_has_its_colour_inside_and_round_corners() {
    let rgb = draw(vec![panel(Rect::new(100.0, 200.0, 300.0, 400.0), 30.0, BLUE)]);
    assert_eq!(pixel(&rgb, 200, 300), [20, 80, 200]);
    assert_eq!(pixel(&rgb, 100, 300), [20, 80, 200]);
    assert_eq!(pixel(&rgb, 101, 201), [255; 3]);
    assert_eq!(ink(&rgb), Some(Rect::new(100.0, 200.0, 300.0, 400.0)));
}

#[test]
fn the_canvas_is_1080_units_along_the_shorter_side() {
    let mut raster = Raster::new((192, 108));
    let rgb = raster.draw(&list(vec![panel(Rect::new(1900.0, 0.0, 1920.0, 10.0), 0.0, BLUE)]));
    assert_eq!(rgb.len(), 192 * 108 * 3);
    assert_eq!(rgb[190 * 3..191 * 3], [20, 80, 200]);
    assert_eq!(rgb[189 * 3..190 * 3], [255; 3]);
}

#[test]
fn a_frame_stays_inside_its_edge() {
    let rect = Rect::new(100.0, 100.0, 200.0, 200.0);
    let frame = |width| Item::Frame { rect, radius: 10.0, width, color: BLUE, transform: Affine::IDENTITY };
    let rgb = draw(vec![frame(4.0)]);
    assert_eq!(ink(&rgb), Some(rect));
    assert_eq!(pixel(&rgb, 103, 150), [20, 80, 200]);
    assert_eq!(pixel(&rgb, 104, 150), [255; 3]);
    assert_eq!(draw(vec![frame(900.0)]), draw(vec![panel(rect, 10.0, BLUE)]));
}

#[test]
fn a_shadow_fades_outwards() {
    let rect = Rect::new(300.0, 300.0, 600.0, 600.0);
    let rgb = draw(vec![Item::Shadow {
        rect,
        radius: 20.0,
        blur: 20.0,
        color: BLACK,
        transform: Affine::IDENTITY,
    }]);
    let greys: Vec<u8> = [450, 600, 620, 640, 700].iter().map(|x| pixel(&rgb, *x, 450)[0]).collect();
    assert!(greys.is_sorted() && greys[0] < 5 && greys[4] == 255, "{greys:?}");
    assert!((100..156).contains(&greys[1]), "half of the shadow is at the edge: {greys:?}");
}

/// The parts of a shadow must meet without a seam wherever it is placed.
#[test]
fn a_moved_shadow_has_no_lines() {
    let rect = Rect::new(300.0, 300.0, 600.0, 500.0);
    for step in 0..5 {
        let transform =
            Affine::translate((f64::from(step) * 0.23, f64::from(step) * 0.31)) * Affine::scale(1.003);
        let rgb = draw(vec![Item::Shadow {
            rect,
            radius: 8.0,
            blur: 16.0,
            color: BLACK.with_alpha(0.5),
            transform,
        }]);
        for y in [290, 310, 330, 400, 480, 510] {
            let greys: Vec<u8> = (452..700).map(|x| pixel(&rgb, x, y)[0]).collect();
            assert!(greys.is_sorted(), "{step} {y}: {greys:?}");
        }
    }
}

#[test]
fn text_leaves_ink_inside_its_box_only() {
    let at = Affine::translate((100.0, 200.0));
    let item = text("Hxg", 100.0, 3, at);
    let Item::Text { block, .. } = &item else { unreachable!() };
    let within = Rect::new(100.0, 200.0, 100.0 + block.width, 200.0 + block.height);
    let rgb = draw(vec![item.clone()]);
    let ink = ink(&rgb).unwrap();
    assert_eq!(within.union(ink), within, "{ink:?} leaves {within:?}");
    assert!(ink.width() > within.width() * 0.9);
    let greys = rgb.chunks_exact(3).filter(|p| !matches!(p[0], 0 | 255)).count();
    assert!(greys > 100, "edges are anti-aliased");
}

#[test]
fn text_shows_its_first_glyphs() {
    let whole = draw(vec![text("ab", 100.0, 2, Affine::IDENTITY)]);
    let part = draw(vec![text("abcd", 100.0, 2, Affine::IDENTITY)]);
    assert!(whole == part);
    assert_eq!(ink(&draw(vec![text("abcd", 100.0, 0, Affine::IDENTITY)])), None);
}

#[test]
fn a_group_is_blended_once() {
    let rect = Rect::new(0.0, 0.0, 100.0, 100.0);
    let items = vec![panel(rect, 0.0, WHITE), panel(rect, 0.0, BLACK)];
    let rgb = draw(vec![Item::Group { opacity: 0.5, items }]);
    assert!(pixel(&rgb, 50, 50)[0].abs_diff(127) <= 1);
}

#[test]
fn invisible_items_leave_no_ink() {
    let rect = Rect::new(0.0, 0.0, 100.0, 100.0);
    let flat = Affine::new([1.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
    let shadow =
        |rect, blur| Item::Shadow { rect, radius: 1.0, blur, color: BLUE, transform: Affine::IDENTITY };
    let items = vec![
        panel(rect, 5.0, BLUE.with_alpha(0.0)),
        panel(Rect::ZERO, 5.0, BLUE),
        shadow(Rect::ZERO, 10.0),
        Item::Panel { rect, radius: 5.0, color: BLUE, transform: flat },
        Item::Fill { path: line(&[]), color: BLUE, transform: Affine::IDENTITY },
        Item::Stroke { path: line(&[]), width: 5.0, color: BLUE, transform: Affine::IDENTITY },
        Item::Stroke {
            path: line(&[(0.0, 0.0), (9.0, 9.0)]),
            width: 0.0,
            color: BLUE,
            transform: Affine::IDENTITY,
        },
        Item::Group { opacity: 0.0, items: vec![panel(rect, 5.0, BLUE)] },
        Item::Group { opacity: 0.5, items: Vec::new() },
        text("", 50.0, 9, Affine::IDENTITY),
        text("flat", 50.0, 9, flat),
    ];
    assert_eq!(ink(&draw(items)), None);
}

/// Invalid numbers in every place that takes one; no scene should contain them.
#[test]
fn strange_numbers_do_not_panic() {
    const STRANGE: [f64; 14] =
        [0.0, 1e-30, -1e-30, 0.3, -5.0, 70.0, 1e5, -1e5, 1e7, 1e9, -1e12, 1e40, f64::INFINITY, f64::NAN];
    let mut raster = Raster::new((160, 90));
    for a in STRANGE {
        for b in STRANGE {
            raster.draw(&list(strange(a, b)));
        }
    }
}

fn strange(a: f64, b: f64) -> Vec<Item> {
    let color = BLUE.with_alpha(0.7);
    let transforms = [
        Affine::IDENTITY,
        Affine::scale_non_uniform(a, b),
        Affine::translate((a, b)),
        Affine::new([1.0, a, b, 1.0, 0.0, 0.0]),
    ];
    let rects = [Rect::new(0.0, 0.0, a, b), Rect::new(-a, -b, 900.0, a), Rect::new(a, b, a + 10.0, b + 10.0)];
    let mut items = Vec::new();
    for transform in transforms {
        for rect in rects {
            let path = line(&[(rect.x0, rect.y0), (rect.x1, rect.y1), (rect.x0, rect.y1), (50.0, 50.0)]);
            items.extend([
                Item::Panel { rect, radius: a, color, transform },
                Item::Frame { rect, radius: b, width: a, color, transform },
                Item::Shadow { rect, radius: a, blur: b, color, transform },
                Item::Fill { path: Arc::clone(&path), color, transform },
                Item::Stroke { path, width: b, color, transform },
            ]);
        }
        items.push(text("ab", 40.0, 9, transform));
    }
    let opacity = b as f32;
    vec![Item::Group { opacity, items: items.clone() }, Item::Group { opacity: 1.0, items }]
}

#[test]
fn an_image_at_its_own_size_keeps_its_pixels() {
    let bitmap = field();
    let rect = Rect::new(200.0, 100.0, 440.0, 260.0);
    let image = |opacity| Item::Image {
        bitmap: Arc::clone(&bitmap),
        rect,
        radius: 0.0,
        opacity,
        transform: Affine::IDENTITY,
    };
    let drawn = draw(vec![image(1.0)]);
    for (x, y) in [(0, 0), (2, 0), (79, 40), (120, 5), (239, 159)] {
        let own: [u8; 4] = bitmap.pixels[(y * 240 + x) * 4..][..4].try_into().unwrap();
        assert_eq!(own[3], 255);
        assert_eq!(pixel(&drawn, 200 + x, 100 + y), own[..3], "{x} {y}");
    }
    assert_eq!(pixel(&drawn, 360, 180), [255; 3], "the hole shows what is behind it");
    assert_eq!(pixel(&draw(vec![image(0.0)]), 240, 140), [255; 3]);
}

#[test]
fn a_reduced_image_is_a_mean() {
    // The checks in the corner are black and white squares of two by two pixels.
    let rect = Rect::new(100.0, 100.0, 130.0, 120.0);
    let image = Item::Image { bitmap: field(), rect, radius: 0.0, opacity: 1.0, transform: Affine::IDENTITY };
    let drawn = draw(vec![image]);
    for (x, y) in [(102, 102), (103, 105), (106, 104)] {
        let [red, ..] = pixel(&drawn, x, y);
        assert!((140..156).contains(&red), "{red}");
    }
}

#[test]
fn a_drawing_ends_at_its_edge_and_keeps_its_holes() {
    let item =
        Item::Drawing { drawing: drawing(), opacity: 1.0, transform: Affine::translate((100.0, 200.0)) };
    let drawn = draw(vec![item]);
    assert_eq!(ink(&drawn), Some(Rect::new(130.0, 210.0, 140.0, 230.0)));
    assert_eq!(pixel(&drawn, 132, 212), [20, 80, 200]);
    assert_eq!(pixel(&drawn, 137, 220), [255; 3]);
}

/// Items are left out of bands that they do not touch: a place that is too small would clip them.
#[test]
fn no_item_leaves_ink_outside_of_its_bands() {
    let turned = Affine::rotate_about(0.4, (500.0, 500.0));
    let style = TextStyle::new(Face::Mono, 31.0);
    let code = Typesetter::new().set("{ÄÇgjpy}|\n(Ŵşß§)\n[Åq_/]", style, None, Align::Start);
    for step in 0..12 {
        let mut list = everything(f64::from(step) * 3.1);
        for transform in [Affine::translate((40.0, f64::from(step) * 2.7)), turned] {
            let block = Arc::clone(&code);
            list.items.push(Item::Text { glyphs: block.glyph_count(), block, color: BLACK, transform });
        }
        let culled = Raster::new(SIZE).draw(&list).to_vec();
        let mut whole = Raster::new(SIZE);
        let bands = whole.bands().count();
        let everywhere = |items: &[Item]| vec![Place { bands: 0..bands, inside: Vec::new() }; items.len()];
        let mut places = everywhere(&list.items);
        for (item, place) in list.items.iter().zip(&mut places) {
            if let Item::Group { items, .. } = item {
                place.inside = everywhere(items);
            }
        }
        for band in 0..bands {
            whole.draw_band(band, &list, &places);
        }
        assert!(whole.rgb() == culled, "step {step}");
    }
}
