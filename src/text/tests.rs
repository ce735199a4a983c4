//! Facts about set text.

use std::sync::Arc;

use super::{Align, Face, Figures, TextBlock, TextStyle, Typesetter};

const BODY: TextStyle = TextStyle { face: Face::Sans, size: 40.0 };
const CODE: TextStyle = TextStyle { face: Face::Mono, size: 40.0 };

fn set(text: &str) -> Arc<TextBlock> {
    Typesetter::new().set(text, BODY, None, Align::Start)
}

fn assert_near(a: f64, b: f64) {
    assert!((a - b).abs() < 0.01, "{a} is not {b}");
}

#[test]
fn a_line_is_as_wide_as_its_letters() {
    let block = set("Hello");
    assert_eq!((block.lines.len(), block.glyph_count(), block.carets.len()), (1, 5, 5));
    assert_near(block.width, block.carets[4].x1);
    assert_near(block.height, 52.0);
    assert!(block.missing.is_empty());
}

#[test]
fn the_baseline_centres_capitals() {
    for face in [Face::Sans, Face::SansBold, Face::Mono, Face::MonoBold] {
        let block = Typesetter::new().set("H", TextStyle { face, size: 100.0 }, None, Align::Start);
        // Capitals are some 0.72 em high.
        let middle = block.lines[0].baseline - 36.0;
        assert!((middle - 65.0).abs() < 5.0, "{face:?}: {middle}");
    }
}

#[test]
fn lines_break_at_line_ends_and_at_the_width() {
    assert_eq!(set("one\ntwo\r\nthree").lines.len(), 3);
    assert_eq!(set("one\ntwo").missing, Vec::<char>::new());
    assert_eq!(set("one\ntwo").glyph_count(), 6);
    let mut typesetter = Typesetter::new();
    let wide = typesetter.set("one two three four", BODY, None, Align::Start);
    let narrow = typesetter.set("one two three four", BODY, Some(wide.width / 2.0), Align::Start);
    assert!(narrow.lines.len() > 1 && narrow.width <= wide.width / 2.0);
    let same = typesetter.set("one two three four", BODY, Some(narrow.width), Align::Start);
    assert_eq!(same.lines, narrow.lines);
}

#[test]
fn a_word_that_is_too_wide_stays_whole() {
    let block = Typesetter::new().set("an incomprehensibility", BODY, Some(100.0), Align::Start);
    assert_eq!(block.lines.len(), 2);
    assert!(block.width > 100.0);
}

#[test]
fn lines_are_aligned_to_the_longest() {
    let mut typesetter = Typesetter::new();
    for (align, share) in [(Align::Start, 0.0), (Align::Center, 0.5), (Align::End, 1.0)] {
        let block = typesetter.set("a longer line\nshort", BODY, None, align);
        assert_near(block.width, block.lines[0].x1);
        assert_near(block.lines[0].x0, 0.0);
        let free = block.width - (block.lines[1].x1 - block.lines[1].x0);
        assert_near(block.lines[1].x0, free * share);
        let first = block.carets.iter().find(|caret| caret.line == 1).unwrap();
        assert_near(first.x0, block.lines[1].x0);
    }
}

#[test]
fn trailing_blanks_have_no_width_and_leading_ones_do() {
    assert_near(set("word   ").width, set("word").width);
    assert!(set("  word").width > set("word").width + 10.0);
    assert!(set("   ").width > 10.0);
    assert!(set("word\u{a0}").width > set("word").width + 5.0);
    assert_near(set("").width, 0.0);
    assert_near(set("").height, 52.0);
}

#[test]
fn tabs_become_four_blanks() {
    let mut typesetter = Typesetter::new();
    let tabbed = typesetter.set("\tx", CODE, None, Align::Start);
    assert_eq!(tabbed.runs, typesetter.set("    x", CODE, None, Align::Start).runs);
    assert_eq!(tabbed.text, "    x");
}

#[test]
fn letters_stay_apart() {
    for face in [Face::Sans, Face::Mono] {
        let block =
            Typesetter::new().set("office fi ffl", TextStyle { face, size: 40.0 }, None, Align::Start);
        assert_eq!(block.glyph_count(), 13, "{face:?}");
        assert!(block.carets.iter().all(|caret| caret.x1 > caret.x0));
    }
}

#[test]
fn parts_are_found_by_their_carets() {
    let block = set("naïve café\nlatte");
    let part = block.find("café").unwrap();
    assert_near(part.x1, block.width);
    assert!(part.x0 > 0.0);
    assert_near(block.find("latte").unwrap().y0, 52.0);
}

#[test]
fn symbols_come_from_the_fallback() {
    for face in [Face::Sans, Face::SansBold, Face::Mono, Face::MonoBold] {
        let symbols = "→ ← ⇒ ≤ ≥ ≠ ≈ ∑ √ ∞ ✓ ✗ ± × ÷ − π µ ° … – — “ ” • α Ω Ж";
        let block = Typesetter::new().set(symbols, TextStyle { face, size: 40.0 }, None, Align::Start);
        assert_eq!(block.missing, Vec::<char>::new(), "{face:?}");
    }
}

#[test]
fn missing_characters_are_named_once() {
    let block = set("a 漢 b 漢 字");
    assert_eq!(block.missing, ['漢', '字']);
}

#[test]
fn an_icon_fills_its_em_square() {
    let icon = super::icon("book-open").unwrap().to_string();
    let style = TextStyle { face: Face::Icon, size: 64.0 };
    let block = Typesetter::new().set(&icon, style, None, Align::Start);
    assert_near(block.width, 64.0);
    assert_near(block.height, 64.0);
    assert_near(block.lines[0].baseline, 64.0);
    assert_eq!(block.missing, Vec::<char>::new());
}

#[test]
fn a_block_is_set_once() {
    let mut typesetter = Typesetter::new();
    let block = typesetter.set("again", BODY, Some(300.0), Align::Start);
    assert!(Arc::ptr_eq(&block, &typesetter.set("again", BODY, Some(300.0), Align::Start)));
    assert!(!Arc::ptr_eq(&block, &typesetter.set("again", BODY, None, Align::Start)));
    assert!(Arc::ptr_eq(&typesetter.figures(BODY), &typesetter.figures(BODY)));
}

#[test]
fn two_typesetters_agree() {
    let text = "The same text,\nset twice → the same glyphs";
    assert_eq!(set(text).runs, set(text).runs);
}

#[test]
fn strange_sizes_do_not_panic() {
    for size in [0.0, -3.0, 1e-20, 1e20, f64::NAN, f64::INFINITY] {
        for width in [None, Some(0.0), Some(-1.0), Some(1e300), Some(f64::NAN), Some(f64::INFINITY)] {
            for face in [Face::Sans, Face::Icon] {
                Typesetter::new().set("ab c", TextStyle { face, size }, width, Align::End);
            }
        }
        Typesetter::new().figures(TextStyle { face: Face::Sans, size });
    }
}

#[test]
fn figures_stand_where_shaped_text_does() {
    let mut typesetter = Typesetter::new();
    let figures = typesetter.figures(BODY);
    let (table, shaped) = (figures.set("12 345.6 %"), typesetter.set("12 345.6 %", BODY, None, Align::Start));
    assert!((table.width - shaped.width).abs() < 3.0, "they differ by kerning at most");
    assert_eq!(table.height.to_bits(), shaped.height.to_bits());
    assert_near(table.width, figures.width("12 345.6 %"));
    let ids = |block: &TextBlock| block.runs[0].glyphs.iter().map(|g| g.id).collect::<Vec<_>>();
    assert_eq!(ids(&table), ids(&shaped));
}

#[test]
fn all_digits_are_equally_wide() {
    for face in [Face::Sans, Face::SansBold, Face::Mono, Face::MonoBold] {
        let figures = Typesetter::new().figures(TextStyle { face, size: 50.0 });
        for digit in '0'..='9' {
            assert_near(figures.width(&digit.to_string()), figures.width("0"));
        }
        assert!(figures.width("0") > 20.0);
        let signs = " \u{a0}\u{202f}.,:-+−–%±×/";
        assert!(signs.chars().all(|c| figures.width(&c.to_string()) > 1.0), "{face:?}");
        assert_near(figures.width("漢"), 0.0);
    }
}

#[test]
fn types_cross_threads() {
    fn is_send<T: Send>() {}
    fn is_sync<T: Sync>() {}
    is_send::<Typesetter>();
    is_send::<Figures>();
    is_sync::<Figures>();
    is_send::<TextBlock>();
    is_sync::<TextBlock>();
}
