//! Findings of `course check` about slides and their content.

use std::fs;

use super::copy::{ASSETS, Copy, DECK_A, DECK_C, LAB, PROGRAMME, root, run, spoilt};

#[test]
fn the_programme_passes_with_its_own_clips() {
    let (exit, stdout, stderr) = run(&root(), &["course", "check"]);
    assert_eq!((exit, stderr.as_str()), (Some(0), ""), "{stdout}");
    assert!(stdout.ends_with("course: ok; 3 decks, 90 slides, 12 labs, 6 clips, 164 assets\n"), "{stdout}");
    let copy = Copy::new();
    assert_eq!(copy.check(), (Some(0), vec![]), "so does the copy");
}

#[test]
fn a_slide_less_is_found() {
    let copy = Copy::new();
    let text = copy.read(DECK_A);
    let start = text.find("<!-- _class: concept -->\n\n# Load once").unwrap();
    let end = start + text[start..].find("\n---\n\n").unwrap() + "\n---\n\n".len();
    fs::write(copy.path(DECK_A), format!("{}{}", &text[..start], &text[end..])).unwrap();
    let place = copy.place(DECK_A, "What you can show someone tomorrow");
    assert_eq!(
        copy.check(),
        (Some(1), vec![format!("{place}: deck-slides: the deck has 29 slides, not 30")])
    );
}

#[test]
fn a_slide_at_a_wrong_place_is_found() {
    let class = ("<!-- _class: code -->", "<!-- _class: runbook -->");
    let message = "slide 15 is runbook, not code";
    spoilt(DECK_A, class, ("runbook -->", "deck-position"), message);
    let class = ("_class: agenda", "_class: agend");
    spoilt(DECK_A, class, ("agend -->", "deck-position"), "`agend` is not a class of slides");
}

#[test]
fn a_missing_anchor_is_found_with_what_it_leaves_uncovered() {
    let copy = Copy::new();
    let text = copy.read(DECK_C);
    let slide = text.find("# One package, eleven helper copies").unwrap();
    let start = slide + text[slide..].find("[Hands-on Anchor:").unwrap();
    let end = start + text[start..].find('\n').unwrap();
    fs::write(copy.path(DECK_C), format!("{}{}", &text[..start], &text[end..])).unwrap();
    let (exit, found) = copy.check();
    assert_eq!(exit, Some(1));
    let place = copy.place(DECK_C, "One package, eleven helper copies");
    assert!(found.contains(&format!("{place}: deck-anchor: slide 23 is practical and has no anchor")));
    let helper = "appendix-E/01_main-chapter-code/previous_chapters.py";
    let listed = copy.place(ASSETS, &format!("\"{helper}\""));
    let uncovered = format!("{listed}: course-coverage: no anchor in deck C lists `{helper}`");
    assert!(found.contains(&uncovered), "{found:#?}");
    assert_eq!(found.len(), 12, "the slide and eleven copies: {found:#?}");
}

#[test]
fn anchors_that_lead_nowhere_are_found() {
    let id = ("[Hands-on Anchor: ADDON-A-CODE-01 |", "[Hands-on Anchor: ADDON-A-CODE-09 |");
    let copy = Copy::new();
    copy.edit(DECK_A, id.0, id.1);
    let (exit, found) = copy.check();
    assert_eq!(exit, Some(1));
    let place = copy.place(DECK_A, "ADDON-A-CODE-09");
    assert!(found.contains(&format!("{place}: deck-anchor: add-on A has no anchor `ADDON-A-CODE-09`")));
    let place = copy.place(PROGRAMME, "\"ADDON-A-CODE-01\"");
    assert!(found.contains(&format!("{place}: deck-anchor: `ADDON-A-CODE-01` is on no slide of deck A")));

    let asset =
        ("Asset: ch05/06_user_interface/app_orig.py |", "Asset: ch05/06_user_interface/app_origin.py |");
    let copy = Copy::new();
    copy.edit(DECK_A, asset.0, asset.1);
    let place = copy.place(DECK_A, "ch05/06_user_interface/app_origin.py");
    let expected = format!(
        "{place}: course-asset: `ch05/06_user_interface/app_origin.py` is not an asset of the course"
    );
    assert!(copy.check().1.contains(&expected));
}

#[test]
fn anchors_need_what_comes_earlier() {
    let late = ("Pre-req: none]", "Pre-req: ADDON-B-LAB-01]");
    let message = "`ADDON-B-LAB-01` comes later than this slide";
    spoilt(DECK_A, late, ("ADDON-B-LAB-01", "deck-prerequisite"), message);
    let absent = ("Pre-req: none]", "Pre-req: ADDON-Z-LAB-01]");
    spoilt(DECK_A, absent, ("ADDON-Z", "deck-prerequisite"), "there is no anchor `ADDON-Z-LAB-01`");
    let fields = ("| Objective:", "| Purpose:");
    let copy = Copy::new();
    copy.edit(DECK_A, fields.0, fields.1);
    let expected =
        format!("{}: deck-anchor: the anchor's field is not `Objective:`", copy.place(DECK_A, "Purpose:"));
    assert!(copy.check().1.contains(&expected));
}

#[test]
fn multiple_choice_is_found() {
    let to = "- Each is one short file.\n\nA) one\n\nB) two\n\n- Also";
    let copy = Copy::new();
    copy.edit(DECK_A, "- Each is one short file", to);
    let message = "deck-question: `A)` belongs to multiple choice";
    let expected = format!("{}: {message}", copy.place(DECK_A, "A) one"));
    assert_eq!(copy.check().1.first(), Some(&expected));
    let to = ("3. Ask now who", "3. Here is a quiz. Ask now who");
    spoilt(DECK_A, to, ("quiz", "deck-question"), "`quiz` belongs to multiple choice");
}

#[test]
fn titles_are_one_each() {
    let twice = ("# Layers of trust", "# Load once, answer many times");
    let message = "`Load once, answer many times` is the title of slide 4 of deck A already";
    spoilt(DECK_C, twice, ("Load once, answer many times", "deck-title"), message);
    let second = ("# Load once, answer many times\n", "# Load once, answer many times\n\n# Again\n");
    spoilt(DECK_A, second, ("Again\n", "deck-title"), "slide 4 has two titles");
}

#[test]
fn every_slide_has_its_parts() {
    let notes = ("Visual: a table of the four scripts", "A table of the four scripts");
    let message = "the notes of slide 3 do not begin with `Visual:`";
    spoilt(DECK_A, notes, ("\nA table of the four scripts", "deck-notes"), message);
    let wisdom = ("*Pay for loading", "Pay for loading");
    spoilt(DECK_A, wisdom, ("Load once, answer", "deck-box"), "slide 4 has no line of wisdom");
    let tag = ("*Pay for loading", "<b>now</b>\n\n*Pay for loading");
    let copy = Copy::new();
    copy.edit(DECK_A, tag.0, tag.1);
    let expected = format!("{}: deck-html: HTML is not allowed on a slide", copy.place(DECK_A, "<b>"));
    assert_eq!(copy.check().1.first(), Some(&expected));
    let picture = ("](../images/hour25", "](../../images/hour25");
    let message = "there is no picture `../../images/hour25-ui-productization.png`";
    spoilt(DECK_A, picture, ("![The seven beats", "deck-picture"), message);
    let marp = ("marp: true", "marp: false");
    spoilt(DECK_A, marp, ("---", "deck-front-matter"), "the deck is not marked as Marp Markdown");
}

#[test]
fn leaks_are_found_wherever_they_are() {
    // The path is assembled here, so that this file does not contain it.
    let path = ["", "tmp", "run-1", "model.pth"].join("/");
    let message = format!("a local trace in the text: `{path}`");
    let point = ("*Pay for loading", &*format!("Look at {path} first.\n\n*Pay for loading"));
    spoilt(DECK_A, point, (&path, "leakage"), &message);
    let code = ("| `model.pth` |", &*format!("| `{path}` |"));
    spoilt(DECK_A, code, (&path, "leakage"), &message);
    let notes = ("Visual: the title", &*format!("Visual: {path}, the title"));
    spoilt(DECK_A, notes, (&path, "leakage"), &message);
    spoilt(LAB, ("## Goal\n", &*format!("## Goal\nSee {path}.\n")), (&path, "leakage"), &message);
    let title = ("title      = \"Repo", "title      = \"TODO repo");
    spoilt(PROGRAMME, title, ("TODO", "leakage"), "a placeholder in the file: `todo`");
    let token = ("*Pay for loading", "It ends with <|endoftext|> then.\n\n*Pay for loading");
    spoilt(DECK_A, token, ("<|end", "model-token"), "a model's token in the text: `<|endoftext|>`");
}

#[test]
fn near_misses_pass() {
    let copy = Copy::new();
    let fine = "GPT-4o-mini as critic on port 8000, with a temperature of 0 and `sk-...`, at \
                28c65cd0e1f2a3b4c5d6e7f8a9b0c1d2e3f4a5b6; it ends with `<|endoftext|>`.\n\n*Pay for loading";
    copy.edit(DECK_A, "*Pay for loading", fine);
    let prose =
        "The data (add-on B) with the release (add-on\nC) now: select all rows.\n\n*Check the file before";
    copy.edit(DECK_A, "*Check the file before", prose);
    copy.edit(DECK_A, "<!-- _class: agenda -->", "<!-- _class: agenda -->\n\n<!-- _paginate: false -->");
    assert_eq!(copy.check(), (Some(0), vec![]));
}

#[test]
fn a_secret_is_not_printed() {
    let key = format!("hf_{}", "aB3".repeat(9));
    let copy = Copy::new();
    copy.edit(DECK_A, "*Pay for loading", &format!("Log in with {key}.\n\n*Pay for loading"));
    for format in ["human", "json", "github"] {
        let (exit, stdout, _) = copy.run(&["course", "check", "--message-format", format]);
        assert_eq!(exit, Some(1));
        assert!(stdout.contains("hf_aB3…") && !stdout.contains(&key), "{stdout}");
    }
}

#[test]
fn what_a_directive_draws_is_scanned() {
    let footer = ("<!-- _class: agenda -->", "<!-- _class: agenda -->\n\n<!-- _footer: TODO -->");
    spoilt(DECK_A, footer, ("TODO", "leakage"), "a placeholder in the text: `todo`");
}

#[test]
fn a_heading_may_be_a_models_token() {
    let heading = ("*Pay for loading", "### Instruction:\n\n*Pay for loading");
    let message = "a model's token in the text: `### instruction:`";
    spoilt(DECK_A, heading, ("Instruction:\n\n*Pay", "model-token"), message);
}

/// Replaces the text on a slide between two given texts.
fn replace_between(copy: &Copy, (from, to): (&str, &str), by: &str) {
    let text = copy.read(DECK_A);
    let start = text.find(from).unwrap() + from.len();
    let end = start + text[start..].find(to).unwrap();
    fs::write(copy.path(DECK_A), format!("{}{by}{}", &text[..start], &text[end..])).unwrap();
}

#[test]
fn a_slide_shows_something_and_something_is_said() {
    let copy = Copy::new();
    replace_between(&copy, ("# Load once, answer many times\n", "> **New to this?**"), "\nWords.\n\n");
    let place = copy.place(DECK_A, "Load once, answer many times");
    let expected = format!("{place}: deck-content: slide 4 shows nothing but sentences");
    assert_eq!(copy.check(), (Some(1), vec![expected]));

    let copy = Copy::new();
    replace_between(&copy, ("Visual: a table of the four scripts", "-->"), ".\n");
    let place = copy.place(DECK_A, "\nVisual: a table of the four scripts");
    let expected = format!("{place}: deck-notes: the notes of slide 3 have no numbered point");
    assert_eq!(copy.check(), (Some(1), vec![expected]));

    let copy = Copy::new();
    let notes = copy.read(DECK_A);
    let start = notes.find("<!--\nVisual: a table of the four scripts").unwrap();
    let end = start + notes[start..].find("-->").unwrap() + 3;
    fs::write(copy.path(DECK_A), format!("{}{}", &notes[..start], &notes[end..])).unwrap();
    let place = copy.place(DECK_A, "Where the four app scripts live");
    assert_eq!(copy.check(), (Some(1), vec![format!("{place}: deck-notes: slide 3 has no notes")]));
}
