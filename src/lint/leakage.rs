//! `leakage` and `model-token`: nothing is drawn, or written beside the frames, that is not for
//! viewers.
//!
//! Searched are the texts of every picture of every beat, titles and captions, labels of arrows,
//! names of files, and what is copied to the manifest. Decks, labs and captions of the course are
//! scanned by the same [`scan`].

mod classes;
mod places;
mod shapes;

pub use classes::{Class, Leak, Setting, scan};
pub use shapes::phrase;

use super::still::text;
use super::{Finding, Subject};
use crate::diagnostic::Span;
use crate::nodes::Picture;
use crate::scene::NodeId;
use crate::text::Face;

pub(super) fn find(subject: &Subject<'_>) -> Vec<Finding> {
    search(subject, |class| class != Class::ModelTokens)
}

pub(super) fn find_model_tokens(subject: &Subject<'_>) -> Vec<Finding> {
    search(subject, |class| class == Class::ModelTokens)
}

/// A text and where it comes from.
struct Said {
    text: String,
    span: Span,
    /// What it is, as messages call it.
    place: String,
    node: Option<NodeId>,
    beat: Option<usize>,
    setting: Setting,
}

fn search(subject: &Subject<'_>, wanted: fn(Class) -> bool) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    let texts = clip_texts(subject).into_iter().chain(beat_texts(subject)).chain(node_texts(subject));
    for said in texts {
        for Leak { class, shown, .. } in scan(&said.text, said.setting) {
            if !wanted(class) {
                continue;
            }
            let message = format!("{} in {}: `{shown}`", class.name(), said.place);
            let finding = Finding::new(&said.span, message, "take it out; it is not for viewers");
            let finding = Finding { nodes: said.node.into_iter().collect(), beat: said.beat, ..finding };
            if !findings.contains(&finding) {
                findings.push(finding);
            }
        }
    }
    findings
}

fn clip_texts(subject: &Subject<'_>) -> Vec<Said> {
    let clip = &subject.scene.clip;
    let said = |place: &str, text: &str, span: &Span| Said {
        text: text.to_owned(),
        span: span.clone(),
        place: place.to_owned(),
        node: None,
        beat: None,
        setting: Setting::Prose,
    };
    let mut texts = vec![said("the file's name", subject.file_name, &clip.span)];
    texts.extend(clip.words.iter().map(|words| {
        let place =
            if words.key == "title" { "the clip's title".to_owned() } else { format!("`{}`", words.key) };
        said(&place, &words.text, &words.span)
    }));
    let named = subject.scene.files.iter();
    texts.extend(named.map(|file| said("a picture's file name", &file.name, &file.span)));
    texts
}

fn beat_texts<'a>(subject: &Subject<'a>) -> impl Iterator<Item = Said> + use<'a> {
    subject.beats().flat_map(|(at, beat)| {
        let said = move |place: &str, text: &str, span: &Span| Said {
            text: text.to_owned(),
            span: span.clone(),
            place: place.to_owned(),
            node: None,
            beat: Some(at),
            setting: Setting::Prose,
        };
        let mut texts = vec![
            said("the beat's title", &beat.title, &beat.title_span),
            said("the caption", &beat.caption, &beat.caption_span),
            said("`source`", &beat.source, &beat.span),
        ];
        texts.extend(beat.arrows.iter().map(|arrow| said("the arrow's label", &arrow.label, &arrow.span)));
        texts
    })
}

fn node_texts<'a>(subject: &Subject<'a>) -> impl Iterator<Item = Said> + use<'a> {
    let scene = subject.scene;
    let places = subject.layout.beats.iter().enumerate().flat_map(|(at, beat)| {
        beat.places
            .iter()
            .flat_map(move |place| place.pictures.iter().map(move |picture| (at, place.node, picture)))
    });
    places.flat_map(move |(at, node, picture)| {
        let node_of = &scene.cast[node];
        let is_code = CODE.contains(&node_of.kind.name);
        let said = |(text, is_mono)| Said {
            text,
            span: node_of.span.clone(),
            place: format!("`{}`", node_of.id),
            node: Some(node),
            beat: Some(at),
            setting: match (is_code, is_mono) {
                (true, _) => Setting::Code,
                (false, true) => Setting::Monospaced,
                (false, false) => Setting::Prose,
            },
        };
        texts(picture).into_iter().map(said).collect::<Vec<_>>()
    })
}

/// Kinds whose texts are programs and what they print.
const CODE: [&str; 2] = ["code", "terminal"];

/// What a picture says, and whether in a monospaced face. An icon is a character of its font's own.
fn texts(picture: &Picture) -> Vec<(String, bool)> {
    let blocks = picture.elements.iter().filter_map(|element| Some(text(&element.ink)?.0));
    let words = blocks.filter(|block| block.style.face != Face::Icon);
    words.map(|block| (block.text.clone(), matches!(block.style.face, Face::Mono | Face::MonoBold))).collect()
}
