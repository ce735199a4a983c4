//! Tests of typesetting: lines, glyph positions and combining marks.

use std::ops::Range;
use std::sync::Arc;

use skrifa::instance::{LocationRef, Size};
use skrifa::metrics::GlyphMetrics;
use skrifa::{FontRef, GlyphId};

use super::{Align, Cut, Direction, Face, Figures, TextBlock, TextStyle, Typesetter, fonts};

const BODY: TextStyle = TextStyle::new(Face::Sans, 40.0);
const CODE: TextStyle = TextStyle::new(Face::Mono, 40.0);

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
        let block = Typesetter::new().set("H", TextStyle::new(face, 100.0), None, Align::Start);
        // Capitals are about 0.72 em high.
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
        let block = Typesetter::new().set("office fi ffl", TextStyle::new(face, 40.0), None, Align::Start);
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
        let block = Typesetter::new().set(symbols, TextStyle::new(face, 40.0), None, Align::Start);
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
    let style = TextStyle::new(Face::Icon, 64.0);
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
                Typesetter::new().set("ab c", TextStyle::new(face, size), width, Align::End);
            }
        }
        Typesetter::new().figures(TextStyle::new(Face::Sans, size));
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
        let figures = Typesetter::new().figures(TextStyle::new(face, 50.0));
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

/// Bounding box of a glyph's outline, at its position in the block: left, top, right, bottom.
fn ink(block: &TextBlock, number: usize) -> [f32; 4] {
    let glyphs = block.runs.iter().flat_map(|run| run.glyphs.iter().map(move |glyph| (run, glyph)));
    let (run, glyph) = glyphs.clone().nth(number).unwrap();
    let data = fonts::data(run.font);
    let file = FontRef::from_index(data.data.as_ref(), data.index).unwrap();
    let metrics = GlyphMetrics::new(&file, Size::new(run.size), LocationRef::default());
    let bounds = metrics.bounds(GlyphId::new(glyph.id)).unwrap();
    [glyph.x + bounds.x_min, glyph.y - bounds.y_max, glyph.x + bounds.x_max, glyph.y - bounds.y_min]
}

/// Letters with one mark and with several; composed and decomposed; above, below and through.
const MARKED: &str = "ắằẳẵặấầẩẫậếềểễệốồổỗộớờởỡợứừửữựǖǘǚǜǭṩḗṓȫ\
    e\u{301}e\u{323}\u{302}a\u{308}\u{304}o\u{302}\u{301}i\u{301}\u{328}Z\u{336}q\u{303}m\u{302}x\u{304}\u{301}";

#[test]
fn marks_stand_on_their_letter() {
    for face in [Face::Mono, Face::MonoBold, Face::Sans, Face::SansBold] {
        let style = TextStyle::new(face, 40.0);
        let block = Typesetter::new().set(MARKED, style, None, Align::Start);
        assert_eq!(block.missing, Vec::<char>::new(), "{face:?}");
        let mut first = 0;
        for caret in &block.carets {
            let letter = ink(&block, first);
            let mut above = letter[1];
            for mark in first + 1..caret.glyphs {
                let [left, top, right, bottom] = ink(&block, mark);
                let middle = f64::from(left + right) / 2.0;
                let place = format!("{face:?} {:?}", &block.text[caret.byte..]);
                // Within the letter's own width, except for a horn at its side.
                assert!((caret.x0..=caret.x1 + 4.0).contains(&middle), "{place}: {middle} of {caret:?}");
                // Two marks above a letter are one above the other, or side by side.
                let clear = bottom <= above + 1.0 || top >= letter[1] || right - left < letter[2] - letter[0];
                assert!(clear, "{place}: {bottom} on {above}");
                above = above.min(top);
            }
            first = caret.glyphs;
        }
    }
}

#[test]
fn marked_letters_are_as_wide_as_others_in_mono() {
    let cell = Typesetter::new().set("0", CODE, None, Align::Start).width;
    for caret in &Typesetter::new().set(MARKED, CODE, None, Align::Start).carets {
        assert_near(caret.x1 - caret.x0, cell);
    }
}

#[test]
fn a_mark_without_a_letter_stands_on_a_circle() {
    let block = Typesetter::new().set("\u{301}a\n\u{323}b", CODE, None, Align::Start);
    assert_eq!(block.text, "\u{25cc}\u{301}a\n\u{25cc}\u{323}b");
    assert_eq!(block.letter_count(), 4);
    assert_eq!(block.missing, Vec::<char>::new());
}

/// Horizontal order of the glyphs for the letters of `text`: the rank of each from the left.
fn places(text: &str, style: TextStyle) -> Vec<usize> {
    let block = Typesetter::new().set(text, style, None, Align::Start);
    let lefts: Vec<f32> = block.runs.iter().flat_map(|run| run.glyphs.iter().map(|glyph| glyph.x)).collect();
    let from_left = |x: &f32| lefts.iter().filter(|other| *other < x).count();
    lefts.iter().map(from_left).collect()
}

#[test]
fn glyphs_come_in_the_order_of_reading() {
    assert_eq!(places("abc", BODY), [0, 1, 2]);
    assert_eq!(places("שלום", BODY), [3, 2, 1, 0]);
    // Each word has its own direction, and a number in a right-to-left text is left to right.
    assert_eq!(places("ab שלום", BODY), [0, 1, 2, 6, 5, 4, 3]);
    assert_eq!(places("של 12", BODY), [4, 3, 2, 0, 1]);
}

#[test]
fn letters_appear_with_their_marks() {
    let block = set("e\u{301}x\u{323}\u{302}\nשָׁלוֹם");
    let marks = "e\u{301}x\u{323}\u{302}".chars().count() - 2;
    assert_eq!(block.letter_count(), 6);
    assert_eq!(block.glyphs_of(0), 0);
    assert!(block.glyphs_of(2) <= 2 + marks && block.glyphs_of(2) >= 2);
    assert_eq!(block.glyphs_of(6), block.glyph_count());
    assert_eq!(block.glyphs_of(99), block.glyph_count());
    assert!((1..=6).all(|letters| block.glyphs_of(letters) > block.glyphs_of(letters - 1)));
}

#[test]
fn arabic_ligatures_are_one_letter() {
    let block = set("لا");
    assert_eq!((block.glyph_count(), block.letter_count(), block.carets.len()), (1, 1, 2));
}

#[test]
fn the_direction_of_the_whole_is_that_of_its_kind() {
    let last = |text: &str, style: TextStyle| *places(text, style).last().unwrap();
    let code = BODY.of_code();
    let arabic = TextStyle { direction: Direction::RightToLeft, ..BODY };
    assert_eq!(last("שלום!", BODY), 0, "a full stop ends it at the left");
    assert_eq!(last("שלום!", code), 4, "code goes on to the right");
    assert_eq!(last("Py של!", BODY), 5);
    assert_eq!(last("Py של!", arabic), 0, "a sentence of an Arabic text");
    assert_eq!(last("C++!", arabic), 3, "a Latin name in it");
}

fn cut(bytes: Range<usize>) -> Cut {
    Cut { bytes, is_sentence: false }
}

#[test]
fn words_of_a_line_stand_where_the_line_has_them() {
    let mut typesetter = Typesetter::new();
    let text = "let tie\u{302}\u{301}ng = x";
    let line = typesetter.set(text, CODE, None, Align::Start);
    let stretches =
        typesetter.stretches(text, CODE, &[0..3, 4..text.len() - 4, text.len() - 1..text.len()].map(cut));
    let words: Vec<_> = stretches.iter().map(|stretch| stretch.clone().unwrap()).collect();
    assert_eq!(words[1].block.text, "tie\u{302}\u{301}ng");
    for word in &words {
        let alone = typesetter.set(&word.block.text, CODE, None, Align::Start);
        assert_eq!(word.block.runs, alone.runs, "a word is the same block wherever it stands");
        let caret = line.find(&word.block.text).unwrap();
        assert_near(word.x, caret.x0);
    }
    // A cut between a letter and its mark parts nothing.
    let parted = typesetter.stretches(text, CODE, &[0..7, 9..10].map(cut));
    assert_eq!(parted[0].clone().unwrap().block.text, "let tie\u{302}\u{301}");
    assert!(typesetter.stretches("", CODE, &[cut(0..0)])[0].is_none());
}

#[test]
fn a_part_is_found_whichever_way_it_is_written() {
    let block = set("שלום world");
    let part = block.find("שלום").unwrap();
    assert!(part.x0 < part.x1 && (part.x1 - block.width).abs() < 0.01, "{part:?}");
}
