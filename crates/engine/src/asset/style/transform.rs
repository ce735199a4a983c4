//! Conversion of CSS transforms to the notation of the SVG attribute.

use std::fmt::Write as _;

use super::scan::{bracketed, list, name};
use super::value::{Unit, dimension};

/// True for a transform in the notation of the SVG attribute: numbers without units.
pub(super) fn is_svg(text: &str) -> bool {
    let mut rest = text.trim();
    while !rest.is_empty() {
        let Some((function, after)) = name(rest) else { return false };
        let (arguments, after) = bracketed(after.trim_start());
        let numbers =
            arguments.split(|c: char| c == ',' || c.is_whitespace()).filter(|number| !number.is_empty());
        let numbers: Option<Vec<f64>> = numbers.map(factor_of).collect();
        let count = numbers.map_or(0, |numbers| numbers.len());
        let fits = match &*function {
            "matrix" => count == 6,
            "translate" | "scale" => (1..=2).contains(&count),
            "rotate" => count == 1 || count == 3,
            "skewX" | "skewY" => count == 1,
            _ => false,
        };
        if !fits {
            return false;
        }
        rest = after.trim_start_matches(|c: char| c == ',' || c.is_whitespace());
    }
    true
}

fn factor_of(text: &str) -> Option<f64> {
    dimension(text).filter(|(_, unit)| *unit == Unit::None).map(|(value, _)| value)
}

/// Converts the functions of a CSS `transform`; returns `None` if one is three-dimensional or contains a
/// percentage of a length.
pub(super) fn in_svg(text: &str) -> Option<String> {
    let mut rest = text.trim();
    let mut functions = String::new();
    while !rest.is_empty() {
        let (function, after) = name(rest)?;
        if !after.starts_with('(') {
            return None;
        }
        let (arguments, after) = bracketed(after);
        let arguments: Vec<&str> = list(arguments, b',').collect();
        write!(functions, "{} ", in_svg_function(&function.to_ascii_lowercase(), &arguments)?).ok()?;
        rest = after.trim_start();
    }
    functions.truncate(functions.trim_end().len());
    (!functions.is_empty()).then_some(functions)
}

fn in_svg_function(function: &str, arguments: &[&str]) -> Option<String> {
    Some(match (function, arguments) {
        ("translate", [x]) | ("translatex", [x]) => format!("translate({})", length(x)?),
        ("translate", [x, y]) => format!("translate({} {})", length(x)?, length(y)?),
        ("translatey", [y]) => format!("translate(0 {})", length(y)?),
        ("translate3d", [x, y, z]) if length(z)? == 0.0 => {
            format!("translate({} {})", length(x)?, length(y)?)
        }
        ("scale", [both]) => format!("scale({})", factor(both)?),
        ("scale", [x, y]) => format!("scale({} {})", factor(x)?, factor(y)?),
        ("scalex", [x]) => format!("scale({} 1)", factor(x)?),
        ("scaley", [y]) => format!("scale(1 {})", factor(y)?),
        ("rotate" | "rotatez", [turn]) => format!("rotate({})", angle(turn)?),
        ("skewx", [x]) | ("skew", [x]) => format!("skewX({})", angle(x)?),
        ("skewy", [y]) => format!("skewY({})", angle(y)?),
        ("matrix", numbers) if numbers.len() == 6 => {
            let numbers: Option<Vec<String>> =
                numbers.iter().map(|text| factor(text).map(|n| n.to_string())).collect();
            format!("matrix({})", numbers?.join(" "))
        }
        _ => return None,
    })
}

fn length(text: &str) -> Option<f64> {
    let (value, unit) = dimension(text)?;
    match unit {
        Unit::Pixels(scale) => Some(value * scale),
        Unit::None if value == 0.0 => Some(0.0),
        _ => None,
    }
}

fn factor(text: &str) -> Option<f64> {
    let (value, unit) = dimension(text)?;
    match unit {
        Unit::None => Some(value),
        Unit::Percent => Some(value / 100.0),
        _ => None,
    }
}

/// An angle, converted to degrees.
fn angle(text: &str) -> Option<f64> {
    let (value, unit) = dimension(text)?;
    match unit {
        Unit::Degrees(scale) => Some(value * scale),
        Unit::None if value == 0.0 => Some(0.0),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::in_svg;

    #[test]
    fn functions_lose_their_units() {
        let is = |css: &str, svg: &str| assert_eq!(in_svg(css).as_deref(), Some(svg), "{css}");
        is("translate(10px, 1in)", "translate(10 96)");
        is("rotate(.25turn) scale(2)", "rotate(90) scale(2)");
        is("translateX(5px)rotate(200grad)", "translate(5) rotate(180)");
        is("matrix(1, 0, 0, 1, 5, -3)", "matrix(1 0 0 1 5 -3)");
        is("scaleX(50%) skewX(10deg)", "scale(0.5 1) skewX(10)");
        is("translate3d(1px, 2px, 0)", "translate(1 2)");
        for css in
            ["translate(10%)", "rotate3d(1, 0, 0, 5deg)", "rotate(5)", "translate(5)", "", "none", "scale("]
        {
            assert_eq!(in_svg(css), None, "{css}");
        }
    }
}
