//! Numbers: those that may count, drawn from prepared figures, and those that never change.

use std::sync::Arc;

use kurbo::{Rect, Size, Vec2};

use super::Pen;
use crate::display::Color;
use crate::nodes::number::NumberFormat;
use crate::nodes::picture::Ink;
use crate::text::{Align, Figures, TextBlock, TextStyle};

impl Pen<'_> {
    /// The greatest width of a number over `values`.
    pub fn number_width(&mut self, style: TextStyle, format: &NumberFormat, values: &[f64]) -> f64 {
        let figures = self.figures(style, format);
        let format = format.clone().in_language(self.language);
        values.iter().map(|value| figures.width(&format.write(*value))).fold(0.0, f64::max)
    }

    fn figures(&mut self, style: TextStyle, format: &NumberFormat) -> Arc<Figures> {
        self.typesetter.figures_with(style, &format!("{}{}", format.prefix, format.unit))
    }

    /// Shapes a number that never changes as text.
    pub fn written(&mut self, value: f64, format: &NumberFormat, style: TextStyle) -> Arc<TextBlock> {
        let text = format.clone().in_language(self.language).write(value);
        self.line(&text, style)
    }

    /// Draws a number in `rect`, from prepared figures.
    pub fn number(
        &mut self,
        role: &'static str,
        value: f64,
        format: NumberFormat,
        style: TextStyle,
        (rect, align): (Rect, Align),
        color: Color,
    ) {
        let figures = self.figures(style, &format);
        let format = format.in_language(self.language);
        self.push(role, rect, Ink::Number { value, format, figures, align, color });
    }

    /// Draws the main number of a node in `rect`, with a line through it if `struck`.
    pub fn struck_value(
        &mut self,
        struck: bool,
        value: f64,
        format: NumberFormat,
        style: TextStyle,
        (rect, align): (Rect, Align),
        color: Color,
    ) {
        let block = self.figures(style, &format).set(&format.clone().in_language(self.language).write(value));
        self.number("value", value, format, style, (rect, align), color);
        if struck {
            let spare = rect.size() - Size::new(block.width, block.height);
            let x = match align {
                Align::Start => 0.0,
                Align::Center => spare.width / 2.0,
                Align::End => spare.width,
            };
            self.strike(&block, rect.origin() + Vec2::new(x, spare.height / 2.0), color);
        }
    }
}
