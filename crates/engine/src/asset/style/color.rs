//! Conversion of CSS colours to 8-bit sRGB, with the same result on every machine.
//!
//! The `color` crate parses all notations and knows the primaries of all spaces. Its transfer functions call
//! the platform's power and trigonometric functions, whose last bits differ, so these steps are done here with
//! `libm`.

use color::{
    A98Rgb, ColorSpace, ColorSpaceTag, DisplayP3, Hsl, Hwb, Lab, Oklab, ProphotoRgb, Rec2020, Srgb, XyzD50,
    XyzD65,
};

/// A colour in a notation that every SVG reader supports: `#rrggbb`, or `#rrggbbaa` if it is not opaque.
/// Returns `None` for a text that is not a colour.
pub(super) fn hexadecimal(text: &str) -> Option<String> {
    let text = text.trim();
    // `color` knows only the American spelling of the greys.
    let american = text.to_ascii_lowercase().strip_suffix("grey").map(|start| start.to_owned() + "gray");
    let color = color::parse_color(american.as_deref().unwrap_or(text)).ok()?;
    let [first, second, third, alpha] = color.components;
    let components = [first, second, third];
    let [red, green, blue] = match color.cs {
        ColorSpaceTag::Srgb => components,
        ColorSpaceTag::Hsl => Hsl::convert::<Srgb>(components),
        ColorSpaceTag::Hwb => Hwb::convert::<Srgb>(components),
        other => linear(other, components)?.map(encoded),
    };
    let [red, green, blue, alpha] = [red, green, blue, alpha].map(byte);
    Some(match alpha {
        255 => format!("#{red:02x}{green:02x}{blue:02x}"),
        _ => format!("#{red:02x}{green:02x}{blue:02x}{alpha:02x}"),
    })
}

/// A channel as a byte. Values outside 0 to 1 are clamped, as in browsers.
fn byte(channel: f32) -> u8 {
    (channel.clamp(0.0, 1.0) * 255.0).round() as u8
}

/// Converts a colour of another space to linear sRGB.
fn linear(space: ColorSpaceTag, components: [f32; 3]) -> Option<[f32; 3]> {
    Some(match space {
        ColorSpaceTag::LinearSrgb => components,
        ColorSpaceTag::DisplayP3 => mixed::<DisplayP3>(components.map(decoded)),
        ColorSpaceTag::A98Rgb => mixed::<A98Rgb>(components.map(|x| power(x, 563.0 / 256.0))),
        ColorSpaceTag::ProphotoRgb => {
            let decoded = |x: f32| if x.abs() <= 16.0 / 512.0 { x / 16.0 } else { power(x, 1.8) };
            mixed::<ProphotoRgb>(components.map(decoded))
        }
        ColorSpaceTag::Rec2020 => mixed::<Rec2020>(components.map(decoded_of_rec2020)),
        ColorSpaceTag::Lab => Lab::to_linear_srgb(components),
        ColorSpaceTag::Lch => Lab::to_linear_srgb(rectangular(components)),
        ColorSpaceTag::Oklab => Oklab::to_linear_srgb(components),
        ColorSpaceTag::Oklch => Oklab::to_linear_srgb(rectangular(components)),
        ColorSpaceTag::XyzD50 => XyzD50::to_linear_srgb(components),
        ColorSpaceTag::XyzD65 => XyzD65::to_linear_srgb(components),
        _ => return None,
    })
}

/// Converts linear channels of the space `S` to linear sRGB. Transfer functions leave 0 and 1 unchanged, so
/// converting unit vectors gives the primaries of the space.
fn mixed<S: ColorSpace>(channels: [f32; 3]) -> [f32; 3] {
    let primaries = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]].map(S::to_linear_srgb);
    let mut sum = [0.0; 3];
    for (channel, primary) in channels.into_iter().zip(primaries) {
        sum.iter_mut().zip(primary).for_each(|(sum, part)| *sum += channel * part);
    }
    sum
}

fn power(value: f32, exponent: f32) -> f32 {
    libm::powf(value.abs(), exponent).copysign(value)
}

/// Decodes a channel with the transfer function of sRGB.
fn decoded(channel: f32) -> f32 {
    let size = channel.abs();
    let decoded = if size <= 0.040_45 { size / 12.92 } else { libm::powf((size + 0.055) / 1.055, 2.4) };
    decoded.copysign(channel)
}

fn decoded_of_rec2020(channel: f32) -> f32 {
    const ALPHA: f32 = 1.099_296_8;
    const BETA: f32 = 0.018_053_97;
    let size = channel.abs();
    let decoded =
        if size < BETA * 4.5 { size / 4.5 } else { libm::powf((size + ALPHA - 1.0) / ALPHA, 1.0 / 0.45) };
    decoded.copysign(channel)
}

/// Encodes a linear channel with the transfer function of sRGB.
fn encoded(channel: f32) -> f32 {
    let size = channel.abs();
    let encoded =
        if size <= 0.003_130_8 { size * 12.92 } else { 1.055 * libm::powf(size, 1.0 / 2.4) - 0.055 };
    encoded.copysign(channel)
}

/// Converts lightness, chroma and hue (in degrees) to lightness and two axes.
fn rectangular([lightness, chroma, hue]: [f32; 3]) -> [f32; 3] {
    let hue = hue.to_radians();
    [lightness, chroma * libm::cosf(hue), chroma * libm::sinf(hue)]
}

#[cfg(test)]
mod tests {
    use super::hexadecimal;

    #[track_caller]
    fn is(text: &str, expected: &str) {
        assert_eq!(hexadecimal(text).as_deref(), Some(expected), "{text}");
    }

    /// Expected values, computed in double precision with the sample code of CSS Color 4.
    #[test]
    fn every_notation_is_read() {
        is("rgb(10 120 200)", "#0a78c8");
        is("rgb(10 120 200 / 50%)", "#0a78c880");
        is("rgba(10,120,200,.5)", "#0a78c880");
        is("rgb(4%,47%,78%)", "#0a78c7");
        is("RED", "#ff0000");
        is("#0F8", "#00ff88");
        is("#0f88", "#00ff8888");
        is("rebeccapurple", "#663399");
        is("transparent", "#00000000");
        is("hsl(280 60% 50%)", "#9933cc");
        is("hsla(280,60%,50%,.5)", "#9933cc80");
        is("hsl(120deg 100% 25%)", "#008000");
        is("hwb(120 0% 40%)", "#009900");
        is("hwb(120deg 20% 20%)", "#33cc33");
        is("lab(50% 40 59)", "#bf5702");
        is("lch(52.2345% 72.2 56.2)", "#c65d06");
        is("oklab(40.101% 0.1147 0.0453)", "#7d2329");
        is("oklch(59.69% 0.156 49.77)", "#c65d07");
        is("oklch(0.6 0.2 150)", "#009e34");
        is("color(srgb 1 0.5 0 / 0.5)", "#ff800080");
        is("color(srgb-linear 0.5 0.25 0.125)", "#bc8963");
        is("color(display-p3 1 0 0)", "#ff0000");
        is("color(display-p3 0.7 0.3 0.2)", "#c14429");
        is("color(a98-rgb 0.7 0.3 0.2)", "#cd4b2e");
        is("color(prophoto-rgb 0.5 0.4 0.3)", "#ab735a");
        is("color(rec2020 0.6 0.4 0.3)", "#bb6c56");
        is("color(xyz 0.3 0.2 0.1)", "#ce5451");
        is("color(xyz-d50 30% 20% 10%)", "#c65660");
    }

    #[test]
    fn every_name_of_a_colour_is_read() {
        let names = "aliceblue antiquewhite aqua aquamarine azure beige bisque black blanchedalmond blue blueviolet \
         brown burlywood cadetblue chartreuse chocolate coral cornflowerblue cornsilk crimson cyan \
         darkblue darkcyan darkgoldenrod darkgray darkgreen darkgrey darkkhaki darkmagenta \
         darkolivegreen darkorange darkorchid darkred darksalmon darkseagreen darkslateblue \
         darkslategray darkslategrey darkturquoise darkviolet deeppink deepskyblue dimgray dimgrey \
         dodgerblue firebrick floralwhite forestgreen fuchsia gainsboro ghostwhite gold goldenrod gray \
         green greenyellow grey honeydew hotpink indianred indigo ivory khaki lavender lavenderblush \
         lawngreen lemonchiffon lightblue lightcoral lightcyan lightgoldenrodyellow lightgray lightgreen \
         lightgrey lightpink lightsalmon lightseagreen lightskyblue lightslategray lightslategrey \
         lightsteelblue lightyellow lime limegreen linen magenta maroon mediumaquamarine mediumblue \
         mediumorchid mediumpurple mediumseagreen mediumslateblue mediumspringgreen mediumturquoise \
         mediumvioletred midnightblue mintcream mistyrose moccasin navajowhite navy oldlace olive \
         olivedrab orange orangered orchid palegoldenrod palegreen paleturquoise palevioletred \
         papayawhip peachpuff peru pink plum powderblue purple rebeccapurple red rosybrown royalblue \
         saddlebrown salmon sandybrown seagreen seashell sienna silver skyblue slateblue slategray \
         slategrey snow springgreen steelblue tan teal thistle tomato turquoise violet wheat white \
         whitesmoke yellow yellowgreen";
        let unknown: Vec<&str> = names.split(' ').filter(|name| hexadecimal(name).is_none()).collect();
        assert_eq!((names.split(' ').count(), unknown), (148, vec![]));
        is("grey", "#808080");
        is("LightSlateGrey", "#778899");
    }

    #[test]
    fn what_is_no_colour_is_none() {
        for text in [
            "",
            "bogus",
            "bluegrey",
            "rgb(1 2)",
            "#12345",
            "red blue",
            "color(nowhere 1 1 1)",
            "light-dark(red, blue)",
        ] {
            assert_eq!(hexadecimal(text), None, "{text}");
        }
    }
}
