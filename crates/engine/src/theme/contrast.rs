//! Contrast between two colours, after WCAG 2.2.

use crate::display::Color;

/// Contrast ratio of two opaque colours, from 1 to 21 (WCAG 2.2, "contrast ratio").
#[must_use]
pub fn contrast(a: Color, b: Color) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// Relative luminance of an opaque colour, from 0 to 1 (WCAG 2.2, "relative luminance").
#[must_use]
pub fn luminance(color: Color) -> f64 {
    let linear = |value: f32| {
        let value = f64::from(value);
        if value <= 0.04045 { value / 12.92 } else { libm::pow((value + 0.055) / 1.055, 2.4) }
    };
    let [red, green, blue, _] = color.components;
    0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
}

#[cfg(test)]
mod tests {
    use super::contrast;
    use crate::choice::Choice;
    use crate::display::Color;
    use crate::theme::{Theme, Tone};

    /// Least ratio for text (WCAG 2.2, 1.4.3).
    const TEXT: f64 = 4.5;
    /// Least ratio for graphics that carry meaning (WCAG 2.2, 1.4.11).
    const GRAPHICS: f64 = 3.0;
    /// The tones whose border only separates two surfaces; the text on the surface carries the meaning.
    const BORDERED_SOFTLY: [&str; 2] = ["plain", "quiet"];

    /// Two colours, one on the other, and the least ratio that is legible.
    struct Pair {
        what: String,
        colors: (Color, Color),
        least: f64,
    }

    fn pairs(theme: &Theme) -> Vec<Pair> {
        let color = theme.color;
        let surfaces = [("ground", color.ground), ("panel", color.panel), ("band", color.band)];
        let fills = Tone::NAMES.iter().zip(theme.tones).map(|(name, tone)| (*name, tone.fill));
        let mut pairs = Vec::new();
        let mut put = |what: String, colors, least| pairs.push(Pair { what, colors, least });
        for (name, surface) in surfaces.into_iter().chain(fills) {
            put(format!("ink on {name}"), (color.ink, surface), TEXT);
            put(format!("soft on {name}"), (color.soft, surface), TEXT);
        }
        for (name, tone) in Tone::NAMES.iter().zip(theme.tones) {
            put(format!("{name} ink on its fill"), (tone.ink, tone.fill), TEXT);
            for (surface, behind) in surfaces {
                put(format!("{name} ink on {surface}"), (tone.ink, behind), TEXT);
            }
            if !BORDERED_SOFTLY.contains(name) {
                put(format!("{name} line on ground"), (tone.line, color.ground), GRAPHICS);
                put(format!("{name} line on panel"), (tone.line, color.panel), GRAPHICS);
                put(format!("{name} bar on its track"), (tone.line, color.track), GRAPHICS);
            }
        }
        put("accent on ground".to_owned(), (color.accent, color.ground), GRAPHICS);
        put("accent bar on its track".to_owned(), (color.accent, color.track), GRAPHICS);
        pairs
    }

    #[test]
    fn black_on_white_is_the_most_there_is() {
        let [black, white] = [0.0, 1.0].map(|grey| Color::new([grey, grey, grey, 1.0]));
        assert!((contrast(black, white) - 21.0).abs() < 1e-9);
        assert!((contrast(white, white) - 1.0).abs() < 1e-9);
    }

    #[test]
    fn built_in_themes_are_legible() {
        let mut faint = Vec::new();
        for name in Theme::names() {
            let theme = Theme::read(Theme::built_in(name).unwrap()).unwrap();
            for Pair { what, colors: (a, b), least } in pairs(&theme) {
                let ratio = contrast(a, b);
                if ratio < least {
                    faint.push(format!("{name}: {what} is {ratio:.2} to 1, below {least}"));
                }
            }
        }
        assert!(faint.is_empty(), "{}", faint.join("\n"));
    }
}
