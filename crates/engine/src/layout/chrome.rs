//! The chrome of every beat, which no scene asks for: the clip's title, the progress, the beat's title, and the
//! caption in its band. It is a picture like a node's, so it blends from beat to beat.

use kurbo::{Point, Rect, Size};

use super::pictures::Studio;
use crate::nodes::{Picture, plain_fill};
use crate::scene::Beat;
use crate::text::{Align, Face};

/// Role of the segments that show the progress, one for each beat.
pub const PROGRESS: &str = "progress";
const SEGMENT: Size = Size::new(46.0, 10.0);
const SEGMENT_GAP: f64 = 8.0;
/// Width of the gold bar before the beat's title.
const LEAD: f64 = 9.0;
const LEAD_GAP: f64 = 24.0;

/// Draws the chrome of one beat over the whole canvas.
pub(super) fn draw(beat: &Beat, studio: &mut Studio<'_>, canvas: Size) -> Picture {
    let (scene, theme) = (studio.scene, studio.theme);
    let mut pen = studio.pen();
    let space = &theme.space;
    let (left, right) = (space.margin_x, canvas.width - space.margin_x);

    let clip_style = pen.styled(Face::SansBold, theme.type_scale.clip);
    let clip = pen.line(&scene.clip.title, clip_style);
    pen.text("clip", &clip, Point::new(left, space.margin_y - 8.0), theme.color.soft);

    let count = scene.beats.len();
    let middle = space.margin_y - 8.0 + clip.height / 2.0;
    // The segments of many beats are narrower, so that all fit on half of the width.
    let pitch = (SEGMENT.width + SEGMENT_GAP).min((right - left) * 0.5 / count as f64);
    for index in 0..count {
        let x = right - pitch * (count - index) as f64 + SEGMENT_GAP;
        let width = (pitch - SEGMENT_GAP).max(1.0);
        let rect = Rect::new(x, middle - SEGMENT.height / 2.0, x + width, middle + SEGMENT.height / 2.0);
        let color = match (index + 1).cmp(&beat.number) {
            std::cmp::Ordering::Less => theme.color.soft,
            std::cmp::Ordering::Equal => theme.color.accent,
            std::cmp::Ordering::Greater => theme.color.track,
        };
        pen.panel_at(PROGRESS, index, rect, plain_fill(color, SEGMENT.height / 2.0));
    }

    let title_style = pen.styled(Face::SansBold, theme.type_scale.title);
    let title = pen.line(&beat.title, title_style);
    let top = space.margin_y + clip.height + 4.0;
    let lead = Rect::new(left, top + title.height * 0.2, left + LEAD, top + title.height * 0.84);
    pen.panel("lead", lead, plain_fill(theme.color.accent, LEAD / 2.0));
    pen.text("title", &title, Point::new(left + LEAD + LEAD_GAP, top), theme.color.ink);

    let band = Rect::new(0.0, canvas.height - space.band, canvas.width, canvas.height);
    pen.panel("band", band, plain_fill(theme.color.band, 0.0));
    let caption_style = pen.styled(Face::Sans, theme.type_scale.caption);
    let caption = pen.set(&beat.caption, caption_style, right - left, Align::Center);
    // Centred between the top of the band and the safe margin, not in the band itself.
    let bottom = canvas.height - space.margin_y + 12.0;
    let at = Point::new((canvas.width - caption.width) / 2.0, (band.y0 + bottom - caption.height) / 2.0);
    pen.text("caption", &caption, at, theme.color.ink);
    pen.finish(canvas)
}

/// Largest width of a beat's title, in units.
pub(super) fn title_room(studio_margin: f64, canvas: Size) -> f64 {
    canvas.width - 2.0 * studio_margin - LEAD - LEAD_GAP
}
