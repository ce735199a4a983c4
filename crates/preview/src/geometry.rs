//! Places of the clip and the bar in a window of any size and pixel density.

use kurbo::{Point, Rect};

/// Height of the bar, in points.
pub const BAR: f64 = 60.0;

/// The parts of a window, in pixels from the top left; edges are on whole pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Geometry {
    /// Width and height of the window in pixels.
    pub window: (u32, u32),
    /// Pixels per point of the screen.
    pub density: f64,
    /// Area of the clip: in its own proportions, in the middle of the space above the bar.
    pub clip: Rect,
    /// The bar, along the bottom edge.
    pub bar: Rect,
}

impl Geometry {
    /// The parts of a window that shows a clip of `clip` pixels.
    #[must_use]
    pub fn new(window: (u32, u32), density: f64, clip: (u32, u32)) -> Self {
        let (width, height) = (f64::from(window.0.max(1)), f64::from(window.1.max(1)));
        let bar = (BAR * density).round().min(height);
        let room = (width, (height - bar).max(1.0));
        let size = (f64::from(clip.0.max(1)), f64::from(clip.1.max(1)));
        let scale = (room.0 / size.0).min(room.1 / size.1);
        let (w, h) = ((size.0 * scale).round().max(1.0), (size.1 * scale).round().max(1.0));
        let at = Point::new(((room.0 - w) / 2.0).floor(), ((room.1 - h) / 2.0).floor());
        Self {
            window,
            density,
            clip: Rect::new(at.x, at.y, at.x + w, at.y + h),
            bar: Rect::new(0.0, height - bar, width, height),
        }
    }

    /// Size at which the clip is shown, in pixels.
    #[must_use]
    pub fn clip_size(&self) -> (u32, u32) {
        (self.clip.width() as u32, self.clip.height() as u32)
    }

    /// Size of the bar, in pixels.
    #[must_use]
    pub fn bar_size(&self) -> (u32, u32) {
        ((self.bar.width() as u32).max(1), (self.bar.height() as u32).max(1))
    }

    /// The area above the bar, in pixels.
    #[must_use]
    pub fn stage(&self) -> Rect {
        Rect::new(0.0, 0.0, self.bar.x1, self.bar.y0.max(1.0))
    }
}

#[cfg(test)]
mod tests {
    use super::Geometry;
    use kurbo::Rect;

    #[test]
    fn a_window_of_the_clips_size_and_a_bar_shows_it_pixel_for_pixel() {
        let geometry = Geometry::new((640, 420), 1.0, (640, 360));
        assert_eq!(geometry.clip, Rect::new(0.0, 0.0, 640.0, 360.0));
        assert_eq!((geometry.clip_size(), geometry.bar_size()), ((640, 360), (640, 60)));
        let dense = Geometry::new((1280, 840), 2.0, (1280, 720));
        assert_eq!((dense.clip_size(), dense.bar_size()), ((1280, 720), (1280, 120)));
    }

    #[test]
    fn the_clip_keeps_its_shape_in_the_middle() {
        assert_eq!(Geometry::new((1000, 420), 1.0, (1920, 1080)).clip, Rect::new(180.0, 0.0, 820.0, 360.0));
        assert_eq!(Geometry::new((320, 640), 1.0, (1920, 1080)).clip, Rect::new(0.0, 200.0, 320.0, 380.0));
    }

    #[test]
    fn no_window_is_too_small() {
        for window in [(0, 0), (1, 1), (3, 50), (9_000, 2)] {
            let geometry = Geometry::new(window, 1.5, (1080, 1920));
            assert!(geometry.clip_size().0 > 0 && geometry.clip_size().1 > 0, "{window:?}");
        }
    }
}
