use usvg::roxmltree::Document;

use crate::asset::plain::rewrite;
use crate::asset::work::Work;

fn svg(inside: &str) -> String {
    format!("<svg xmlns='http://www.w3.org/2000/svg'>{inside}</svg>")
}

/// More steps than any drawing in these tests takes.
const MANY: usize = 1 << 24;

/// Enough steps for a drawing of some thousand elements, and few enough that a test that takes them all is
/// fast.
const FEW: usize = 1 << 18;

/// The reason for refusing a drawing that takes more than so many steps of styling.
fn reason(inside: &str, steps: usize) -> Option<String> {
    let text = svg(inside);
    let document = Document::parse(&text).unwrap();
    rewrite(&document, &mut Work::new(steps)).err().map(|reject| reject.reason)
}

#[test]
fn work_grows_with_the_file_and_not_with_its_square() {
    let classes = |count: usize| format!("<rect class='{}'/>", "q ".repeat(count));
    let rules = |count: usize| format!("<style>{}</style>", ".c{fill:red}".repeat(count));
    assert_eq!(reason(&(rules(100) + &classes(10_000)), 1_000), None);
    assert_eq!(reason(&(rules(10_000) + &classes(1_000_000)), 1_000), None);
    let declared =
        |count: usize| format!("<style>*{{{}}}</style>{}", "fill:red;".repeat(count), "<rect/>".repeat(100));
    assert_eq!(reason(&declared(1), 5_000), None);
    assert_eq!(reason(&declared(60_000), 5_000), None);
    let types = |count: usize| "<style>rect{fill:red}</style>".to_owned() + &"<rect/>".repeat(count);
    assert_eq!(reason(&types(200), 10_000), None);
    assert_eq!(reason(&types(2_000), 100_000), None);
    let inherited = |bytes: usize| {
        let long = "x".repeat(bytes);
        format!("<style>:root{{--a:{long}}}g{{--a:inherit}}</style>{}", "<g/>".repeat(1_000))
    };
    assert_eq!(reason(&inherited(10), 70_000), None);
    assert_eq!(reason(&inherited(20_000), 90_000), None);
}

#[test]
fn work_is_bounded() {
    let long = "x".repeat(200_000);
    let many = "<g/>".repeat(1_000);
    let bombs = [
        format!("<style>{}</style>{}", "*{fill:red}".repeat(1_000), "<g/>".repeat(200)),
        format!(
            "<style>h {}rect{{fill:red}}</style>{}<rect/>{}",
            "g ".repeat(40),
            "<g>".repeat(100),
            "</g>".repeat(100)
        ),
        format!(
            "<style>{}</style><rect title='{}'/>",
            "[title*=bb]{fill:red}".repeat(1_000),
            "b ".repeat(10_000)
        ),
        format!(
            "<style>{}</style><g {}/>",
            "[z]{fill:red}".repeat(5_000),
            (0..500).map(|at| format!("a{at}='' ")).collect::<String>()
        ),
        format!("<style>rect:nth-of-type(2n){{fill:red}}</style>{}", "<rect/>".repeat(2_000)),
        format!("<style>*{{{}}}</style>{many}", (0..100).map(|at| format!("--a{at}:1;")).collect::<String>()),
        format!("<style>:root{{--a:{}}}*{{fill:var(--a)}}</style>{many}", "x".repeat(6_000)),
        // Values that apply to many elements and are not understood.
        format!("<style>*{{fill:{long}}}</style>{many}"),
        format!("<style>*{{background:{long}}}</style>{many}"),
        format!("<style>*{{animation:{long}}}</style>{many}"),
        format!(
            "<style>rect{{fill:{}red, b){}}}</style><rect/>",
            "light-dark(".repeat(2_000),
            ", b)".repeat(2_000)
        ),
        // Equal values that are compared for every `use`.
        format!(
            "<style>:root{{--a:{0}}}#s{{--a:{0}}}g{{fill:var(--a)}}</style><g id='s'><g/></g>{1}",
            "x".repeat(20_000),
            "<use href='#s'/>".repeat(2_000)
        ),
    ];
    for (at, bomb) in bombs.iter().enumerate() {
        let reason = reason(bomb, FEW).unwrap_or_default();
        assert!(
            reason.starts_with("takes more than 262144 steps, the limit for all drawings of a scene: "),
            "{at}: {reason}"
        );
    }
    let text = svg("<style>*{fill:red}</style>");
    let reject = rewrite(&Document::parse(&text).unwrap(), &mut Work::new(10)).err().unwrap();
    let limit = "takes more than 10 steps, the limit for all drawings of a scene";
    assert_eq!(reject.reason, format!("{limit}: 2 elements with 0 classes and 1 selectors"));
}

#[test]
fn what_styles_stand_for_is_bounded() {
    let long =
        format!("<style>path{{d:path(\"M0 0{}\")}}</style>{}", "h1".repeat(50_000), "<path/>".repeat(1_000));
    let bytes = "stands for more than 16777216 bytes once its styles are applied";
    assert_eq!(reason(&long, MANY).as_deref(), Some(bytes));
    let inside =
        format!("<g transform='{}'>{}", "scale(1)".repeat(50_000), "<g transform='inherit'>".repeat(60));
    assert_eq!(reason(&format!("{inside}{}", "</g>".repeat(61)), MANY).as_deref(), Some(bytes));
    let many = format!("<style>{}{{fill:red}}</style>", "a,".repeat(70_000) + "a");
    assert_eq!(reason(&many, MANY).as_deref(), Some("has more than 65536 selectors of styles"));
}
