//! Bounds what a beat draws, since every frame of it draws that much.

use kurbo::{Rect, Size};

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::layout::{BeatLayout, Place};
use crate::nodes::{Element, Ink};
use crate::scene::{Beat, Limit, TooLarge};

/// Cost of a shadow, which is drawn in several passes, as a multiple of its panel's area.
const SHADOW: f64 = 2.0;

/// Reports a beat whose frames have too many elements or paint too much area.
pub(super) fn paint(beat: &Beat, layout: &BeatLayout, canvas: Size, found: &mut Diagnostics) {
    let elements: usize = layout.places.iter().map(elements).sum();
    let area: f64 = layout.places.iter().map(|place| area(place, canvas.to_rect())).sum();
    let times = (area / canvas.area()).ceil() as usize;
    for (count, limit) in [(elements, Limit::ELEMENTS), (times, Limit::PAINT)] {
        if count > limit.most {
            let message = TooLarge { count, limit }.to_string();
            let help = "show fewer or smaller nodes at a time";
            found.push(Diagnostic::error("too-many", beat.span.clone(), message).help(help));
        }
    }
}

/// The largest number of elements that a node has in a state of the beat.
fn elements(place: &Place) -> usize {
    place.pictures.iter().map(|picture| picture.elements.len()).max().unwrap_or(0)
}

/// The largest area that a node paints in a state of the beat, inside the picture and in square units.
fn area(place: &Place, canvas: Rect) -> f64 {
    let origin = place.rect.origin().to_vec2();
    let painted = |element: &Element| {
        let passes = match &element.ink {
            Ink::Panel(panel) if panel.shadow > 0.0 => 1.0 + SHADOW,
            _ => 1.0,
        };
        let rect = element.rect + origin;
        if rect.overlaps(canvas) { rect.intersect(canvas).area() * passes } else { 0.0 }
    };
    let pictures = place.pictures.iter();
    pictures.map(|picture| picture.elements.iter().map(painted).sum::<f64>()).fold(0.0, f64::max)
}
