use kurbo::{Rect, Shape as _};

use crate::asset::{Drawing, Reject, Shape, Simplification, Work};

/// A drawing of 40 by 20.
fn svg(inside: &str) -> String {
    format!("<svg xmlns='http://www.w3.org/2000/svg' width='40' height='20'>{inside}</svg>")
}

fn decode(text: &str) -> Result<(Drawing, Vec<Simplification>), Reject> {
    Drawing::decode(text.as_bytes(), &mut Work::of_scene())
}

/// Every area that is drawn, with its colour and alpha.
fn areas_of(text: &str) -> Vec<(Rect, String)> {
    fn collect(shapes: &[Shape], areas: &mut Vec<(Rect, String)>) {
        for shape in shapes {
            match shape {
                Shape::Area { path, color, .. } => {
                    let [red, green, blue, alpha] = color.to_rgba8().to_u8_array();
                    areas.push((path.bounding_box(), format!("{red:02x}{green:02x}{blue:02x}{alpha:02x}")));
                }
                Shape::Clip { shapes, .. } | Shape::Group { shapes, .. } => collect(shapes, areas),
            }
        }
    }
    let mut areas = Vec::new();
    collect(&decode(text).unwrap().0.shapes, &mut areas);
    areas
}

fn areas(inside: &str) -> Vec<(Rect, String)> {
    areas_of(&svg(inside))
}

/// The colours of all areas.
fn colors(inside: &str) -> String {
    areas(inside).into_iter().map(|(_, color)| color).collect::<Vec<_>>().join(" ")
}

/// Descriptions of the losses.
fn lost(inside: &str) -> String {
    let (_, lost) = decode(&svg(inside)).unwrap();
    lost.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

/// A rectangle that is drawn without a loss.
#[track_caller]
fn is(rest: &str, color: &str) {
    let inside = format!("<rect width='9' height='9' {rest}/>");
    assert_eq!((colors(&inside).as_str(), lost(&inside).as_str()), (color, ""), "{rest}");
}

/// A style sheet under which the second of three rectangles, of class `b` and id `i`, has a colour.
#[track_caller]
fn selects(selector: &str, wanted: bool) {
    let inside = format!(
        "<style>{selector} {{ fill: #00ff00 }}</style><g class='a x'><rect width='1' height='1' class='first'/>\
         <rect width='1' height='1' fill='#000' id='i' class='b c' data-k='one-two'/><rect width='1' height='1'/></g>"
    );
    let second = &areas(&inside)[1].1;
    assert_eq!(second, if wanted { "00ff00ff" } else { "000000ff" }, "{selector}");
    assert_eq!(lost(&inside), "", "{selector}");
}

#[test]
fn every_form_of_a_colour_is_drawn() {
    is("fill='rgb(10 120 200)'", "0a78c8ff");
    is("fill='rgb(10 120 200 / 50%)'", "0a78c880");
    is("fill='oklch(59.69% 0.156 49.77)'", "c65d07ff");
    is("fill='color(display-p3 1 0 0)'", "ff0000ff");
    is("fill='rebeccapurple'", "663399ff");
    is("fill='CurrentColor' color='lime'", "00ff00ff");
    is("fill='url(#missing) blue'", "0000ffff");
    is("fill='red' style='fill: light-dark(rgb(0,120,0), rgb(9,9,9))'", "007800ff");
    is("style='color-scheme: dark; fill: light-dark(red, rgb(9,9,9))'", "090909ff");
    is("style='fill: var(--ge, #ff8800)'", "ff8800ff");
    is("fill='red' style='fill: var(--ge, light-dark(#f80, blue))'", "ff8800ff");
    is("fill='red' style='fill:#00f !important'", "0000ffff");
    is("fill='red' style='fill:lab(50% 40 59)'", "bf5702ff");
    is("fill='red' style='--a: hwb(120 0% 40%); fill: var(--a)'", "009900ff");
    is("fill='red' style='fill: green; fill: RED; fill: initial'", "000000ff");
    is("fill='none' style='stroke: green; stroke-width: 1mm'", "008000ff");
}

#[test]
fn what_is_not_understood_leaves_what_is_below_and_is_found() {
    let inside = "\n<rect width='9' height='9' fill='green' style='fill: bogus'/>";
    assert_eq!(colors(inside), "008000ff");
    assert_eq!(lost(inside), "values that are not understood are ignored (line 2, <rect>: `fill: bogus`)");
    let inside =
        "<style>rect{fill:green;fill:color-mix(in srgb, red, blue)}</style><rect width='9' height='9'/>";
    assert_eq!(colors(inside), "008000ff");
    assert_eq!(lost(inside), "");
    let inside = "<style>rect{fill:color-mix(in srgb, red, blue)}</style><rect width='9' height='9'/>";
    assert!(lost(inside).contains("<rect>: `fill: color-mix(in srgb, red, blue)`"), "{}", lost(inside));
    let inside = "<rect width='9' height='9' fill='green' style='fill: var(--missing)'/>";
    assert!(lost(inside).contains("`fill: var(--missing)`"), "{}", lost(inside));
}

#[test]
fn selectors_select() {
    for selector in [
        "rect",
        "*",
        ".b",
        ".b.c",
        "#i",
        "rect#i.b",
        "g rect",
        "g > rect",
        ".a > #i",
        "svg g .b",
        ".first + .b",
        ".first ~ #i",
        "rect:nth-child(2)",
        "rect:nth-child(even)",
        ":nth-last-child(2n)",
        ":nth-of-type(-n+2)",
        ":not(.first)",
        ":not(.z, .y)",
        ":is(.q, .b)",
        ":where(#i)",
        "[data-k]",
        "[data-k='one-two']",
        "[data-k|=one]",
        "[data-k^=one]",
        "[data-k$=two]",
        "[data-k*='e-t']",
        "[class~=c]",
        ":root rect",
        ".z, .b",
        "rect:not(:first-child):not(:last-child)",
        "g:first-child > rect",
    ] {
        // The style sheet is the first child of the root, so that the group is its second.
        selects(selector, selector != "g:first-child > rect");
    }
    for selector in [
        ".z",
        ".a.b",
        "#j",
        "svg > rect",
        ".b + .first",
        ".b ~ .first",
        ":first-child",
        ":root",
        ":not(rect)",
        ":hover",
        "rect::before",
        "[data-k=one]",
        "[data-z]",
        ":nth-child(3)",
        ":only-child",
        "circle",
        "a:link",
    ] {
        selects(selector, false);
    }
}

#[test]
fn rules_that_are_not_understood_are_found_with_their_line() {
    let inside = "<style>\n rect:has(a) { fill: red }\n.a { fill: lime }</style><rect class='a' width='9' height='9'/>";
    assert_eq!(colors(inside), "00ff00ff");
    assert_eq!(
        lost(inside),
        "style rules that are not understood are ignored (line 2, <style>: `rect:has(a)`)"
    );
    for rule in
        ["@import url(b.css);", "@supports (fill: red) { rect { fill: red } }", ".a { .b { fill: red } }"]
    {
        let inside = format!("<style>{rule}</style><rect width='9' height='9'/>");
        assert!(
            lost(&inside).starts_with("style rules that are not understood are ignored"),
            "{rule}: {}",
            lost(&inside)
        );
        assert_eq!(colors(&inside), "000000ff", "{rule}");
    }
    let quiet = "<style>@charset 'utf-8'; @font-face{font-family:x} @keyframes a{from{fill:red}} <!-- a{} -->\
        @media print{rect{fill:red}} @media (prefers-color-scheme: dark){rect{fill:red}}\
        @media screen, print{rect{stroke:none}} rect:hover{fill:red}</style><rect width='9' height='9'/>";
    assert_eq!((colors(quiet).as_str(), lost(quiet).as_str()), ("000000ff", ""));
}

#[test]
fn the_strongest_rule_wins() {
    let of = |css: &str, rest: &str| {
        colors(&format!("<style>{css}</style><rect id='i' class='a' width='9' height='9' {rest}/>"))
    };
    assert_eq!(of("#i{fill:red}.a{fill:blue}rect{fill:lime}", ""), "ff0000ff");
    assert_eq!(of(".a{fill:red}.a{fill:blue}", "fill='lime'"), "0000ffff");
    assert_eq!(of("rect{fill:red!important}#i{fill:blue}", "style='fill:lime'"), "ff0000ff");
    assert_eq!(of("#i{fill:red!important}", "style='fill:lime !important'"), "00ff00ff");
    assert_eq!(of(":where(#i){fill:red}rect{fill:blue}", ""), "0000ffff");
    assert_eq!(of(":not(#j){fill:red}.a{fill:blue}", ""), "ff0000ff");
    assert_eq!(of("/* .a{fill:red} */ @media all{.a{fill:/*x*/blue}}", ""), "0000ffff");
}

#[test]
fn variables_are_inherited() {
    let inside = "<style>:root{--c:red} .in{--c:lime} rect{fill:var(--c)}</style><rect width='9' height='9'/>\
        <g class='in'><rect width='9' height='9'/></g>";
    assert_eq!((colors(inside).as_str(), lost(inside).as_str()), ("ff0000ff 00ff00ff", ""));
    let used = "<symbol id='s'><rect width='9' height='9' style='fill:var(--c, blue)'/></symbol>\
        <use href='#s'/>\n<use href='#s' style='--c:red'/>";
    assert_eq!(lost(used), "variables do not reach into what a `use` shows (line 2, <use>: `--c`)");
}

#[test]
fn transforms_and_sizes_of_css_are_applied() {
    let one = |rest: &str| {
        let inside = format!("<rect width='4' height='2' {rest}/>");
        assert_eq!(lost(&inside), "", "{rest}");
        areas(&inside)[0].0
    };
    assert_eq!(one("style='transform: translate(10px, 5px) scale(2)'"), Rect::new(10.0, 5.0, 18.0, 9.0));
    assert_eq!(one("transform='translate(9)' style='transform: none'"), Rect::new(0.0, 0.0, 4.0, 2.0));
    let turned = one("style='transform: rotate(.25turn); transform-origin: 4px 2px'");
    assert!((turned.x0 - 4.0).abs() < 1e-3 && (turned.y0 + 2.0).abs() < 1e-3, "{turned:?}");
    assert_eq!(one("style='width: 8px; x: 1px; height: 1cm'").x1, 9.0);
    assert_eq!(areas("<path style='d: path(\"M0 0h5v5z\")'/>")[0].0, Rect::new(0.0, 0.0, 5.0, 5.0));
    assert_eq!(areas("<style>circle { r: 3px; cx: 5px }</style><circle cy='5'/>")[0].0.width().round(), 6.0);
    let size =
        |root: &str| decode(&format!("<svg xmlns='http://www.w3.org/2000/svg' {root}/>")).unwrap().0.size;
    assert_eq!(size("style='width:50px;height:1in'"), (50.0, 96.0).into());
    assert_eq!(size("width='9' height='9' style='width:50px' viewBox='0 0 10 10'"), (50.0, 9.0).into());
    // The height follows from the width and the aspect ratio of the drawing.
    assert_eq!(size("width='50' height='9' style='height:auto' viewBox='0 0 10 20'"), (50.0, 100.0).into());
    let flat = "<rect width='4' height='2' style='transform: rotate3d(1,0,0,9deg)'/>";
    assert!(lost(flat).starts_with("transforms that are not plain and flat are ignored"), "{}", lost(flat));
    // In the attribute, numbers have no units.
    let attribute = "<rect width='4' height='2' transform='translate(9px)'/>";
    assert_eq!(areas(attribute)[0].0.x0, 0.0);
    assert!(lost(attribute).contains("`transform: translate(9px)`"), "{}", lost(attribute));
    let box_of_its_own =
        "<rect width='4' height='2' style='transform: rotate(9deg); transform-box: fill-box'/>";
    assert!(lost(box_of_its_own).contains("transform-box"), "{}", lost(box_of_its_own));
}

#[test]
fn a_background_lies_behind_everything() {
    let of = |style: &str| {
        areas_of(&format!("<svg xmlns='http://www.w3.org/2000/svg' width='4' height='2' style='{style}'/>"))
    };
    assert_eq!(of("background: white"), [(Rect::new(0.0, 0.0, 4.0, 2.0), "ffffffff".to_owned())]);
    assert_eq!(of("background-color: light-dark(red, blue)").len(), 1);
    assert_eq!(of("background: none; max-width: 9px"), []);
}

#[test]
fn everything_that_is_dropped_is_found_where_it_stands() {
    let found = |inside: &str, expected: &str| assert_eq!(lost(&format!("\n{inside}")), expected, "{inside}");
    found("<text>a</text>\n<text/>", "texts are left out (line 2, <text>, and 1 more)");
    found("<image href='a.png'/>", "embedded pictures are left out (line 2, <image>)");
    found("<foreignObject/>", "HTML is left out (line 2, <foreignObject>)");
    found("<rect><animate/></rect>", "animations stand still (line 2, <animate>)");
    found("<rect style='animation: a 1s'/>", "animations stand still (line 2, <rect>: `animation: a 1s`)");
    found("<script/>", "scripts do not run (line 2, <script>)");
    found("<meshgradient/>", "unknown elements are left out (line 2, <meshgradient>: `meshgradient`)");
    found(
        "<use href='b.svg#c'/>",
        "references that lead nowhere, or out of the file, are ignored (line 2, <use>: `b.svg#c`)",
    );
    found(
        "<g clip-path='url(#z)'/>",
        "references that lead nowhere, or out of the file, are ignored (line 2, <g>: `clip-path: url(#z)`)",
    );
    found(
        "<g clip-path='circle(4px)'/>",
        "clipping by clipped paths or shapes of CSS is ignored (line 2, <g>: `clip-path: circle(4px)`)",
    );
    found("<g mask='url(#m)'/>", "masks are ignored (line 2, <g>: `mask: url(#m)`)");
    found(
        "<g style='mask-image: linear-gradient(red, blue)'/>",
        "masks are ignored (line 2, <g>: `mask-image: linear-gradient(red, blue)`)",
    );
    found("<g filter='blur(2px)'/>", "filters are ignored (line 2, <g>: `filter: blur(2px)`)");
    found(
        "<g style='mix-blend-mode: multiply'/>",
        "blend modes are ignored (line 2, <g>: `mix-blend-mode: multiply`)",
    );
    found(
        "<pattern id='p'/><rect fill='url(#p)' width='1' height='1'/>",
        "patterns are left out (line 2, <rect>: `fill: url(#p)`)",
    );
    found(
        "<path vector-effect='non-scaling-stroke'/>",
        "effects on strokes are ignored (line 2, <path>: `vector-effect: non-scaling-stroke`)",
    );
    found("<g style='display:none'><text>a</text></g>", "");
    found(
        "<rect style='all: unset'/>",
        "values that are not understood are ignored (line 2, <rect>: `all: unset`)",
    );
    found("<title/><desc/><metadata><a xmlns='b'/></metadata><namedview xmlns='c'/>", "");
    let gradient = "<linearGradient id='g'><stop/><stop offset='1'/></linearGradient>\n<rect width='9' height='9' fill='url(#g)'/>";
    found(gradient, "gradients become one colour (line 3, <rect>)");
    let used = "<defs><rect id='r' width='9' height='9' stroke='red' stroke-dasharray='.001'/></defs>\n<use href='#r'/>";
    found(used, "dashes that are too many, or not understood, become lines (line 3, <use>)");
}

#[test]
fn a_switch_keeps_its_choices() {
    let of =
        |inside: &str| colors(&format!("<switch>{inside}<rect width='9' height='9' fill='red'/></switch>"));
    assert_eq!(of("<foreignObject/>"), "ff0000ff");
    assert_eq!(of("<text systemLanguage='tlh'>a</text>"), "ff0000ff");
    assert_eq!(of("<text>a</text>"), "");
}

#[test]
fn ids_stay_and_are_told_apart() {
    let inside = "<rect id='a b' width='1' height='1'/><rect id='c' width='2' height='2'/><rect id='c' width='3' height='3'/>\
        <use href='#c' x='5'/><a href='#c'><rect width='1' height='1'/></a>";
    assert_eq!(
        areas(inside).iter().map(|(area, _)| area.width()).collect::<Vec<_>>(),
        [1.0, 2.0, 3.0, 2.0, 1.0]
    );
    assert_eq!(colors("<rect width='1' height='1' fill='&quot;&lt;'/>"), "000000ff");
}

#[test]
fn values_as_long_as_a_file_are_cut_where_they_are_told() {
    let long = "x".repeat(100_000);
    let told = "values that are not understood are ignored (line 1, <rect>: `fill: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…`)";
    assert_eq!(lost(&format!("<rect fill='{long}'/>")), told);
    let dashes = format!("<path d='M0 0h9' stroke='red' stroke-dasharray='{}'/>", "1 ".repeat(257));
    assert!(
        lost(&dashes).starts_with("dashes that are too many, or not understood, become lines"),
        "{}",
        lost(&dashes)
    );
}

#[test]
fn lines_of_a_style_sheet_are_counted_in_any_number_of_rules() {
    let inside = format!("<style>{}\n:x{{}}</style>", "\n.a{}".repeat(500));
    assert_eq!(lost(&inside), "style rules that are not understood are ignored (line 502, <style>: `:x`)");
}
