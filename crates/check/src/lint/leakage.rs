//! `leakage` and `model-token`: no text that is not for viewers is drawn, or written beside the frames.
//!
//! The rules search the texts of every picture in every beat, titles and captions, labels of arrows, names of
//! files, and texts that are copied to the manifest. Decks, labs and captions of the course are searched with
//! the same [`scan`].

mod classes;
mod places;
mod shapes;

pub use classes::{Class, Leak, Setting, scan};
pub use shapes::phrase;

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;
use std::rc::Rc;
use std::sync::Arc;

use super::{Collector, Finding, Subject};
use halfminute_engine::diagnostic::Span;
use halfminute_engine::nodes::{Ink, Picture};
use halfminute_engine::scene::NodeId;
use halfminute_engine::text::Face;

pub(super) fn find(subject: &Subject<'_>, found: &mut Collector<'_>) {
    search(subject, |class| class != Class::ModelTokens, found);
}

pub(super) fn find_model_tokens(subject: &Subject<'_>, found: &mut Collector<'_>) {
    search(subject, |class| class == Class::ModelTokens, found);
}

/// A text with its setting and its source.
struct Said<'a> {
    text: Cow<'a, str>,
    setting: Setting,
    source: Source<'a>,
}

/// The place that a text comes from.
#[derive(Clone, Copy)]
struct Source<'a> {
    span: &'a Span,
    place: Place<'a>,
    node: Option<NodeId>,
    beat: Option<usize>,
}

/// Name of a text's place in messages.
#[derive(Clone, Copy)]
enum Place<'a> {
    Words(&'static str),
    /// A key of `[clip]`.
    Key(&'static str),
    /// The id of a node.
    Node(&'a str),
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Words(words) => out.write_str(words),
            Self::Key(key) => write!(out, "`{key}`"),
            Self::Node(id) => write!(out, "`{id}`"),
        }
    }
}

/// Steps charged for each text, and for each of its bytes, because many phrases are searched for.
const STEPS_OF_TEXT: u64 = 200;
const STEPS_OF_BYTE: u64 = 2;
/// Steps charged for a text or a picture that was searched before.
const STEPS_OF_KNOWN: u64 = 4;

/// A search for leaks of the wanted classes.
struct Search<'s, 'a, 'c> {
    subject: &'s Subject<'a>,
    wanted: fn(Class) -> bool,
    found: &'s mut Collector<'c>,
}

fn search(subject: &Subject<'_>, wanted: fn(Class) -> bool, found: &mut Collector<'_>) {
    let mut search = Search { subject, wanted, found };
    clip_texts(subject).chain(beat_texts(subject)).for_each(|said| {
        search.look(&said);
    });
    search.look_at_nodes();
}

impl Search<'_, '_, '_> {
    /// Searches a text; returns true if it has any leak, even of a class that is not wanted.
    fn look(&mut self, said: &Said<'_>) -> bool {
        let leaks = leaks(self.subject, said);
        for Leak { class, shown, .. } in leaks.iter().filter(|leak| (self.wanted)(leak.class)) {
            let Source { span, place, node, beat } = said.source;
            let message = format!("{} in {place}: `{shown}`", class.name());
            let finding = Finding::new(span, message, "take it out; it is not for viewers");
            self.found.push(Finding { nodes: node.into_iter().collect(), beat, ..finding });
        }
        !leaks.is_empty()
    }

    /// Searches the texts of every picture. A picture without leaks is searched only once, however many beats
    /// contain it.
    fn look_at_nodes(&mut self) {
        let mut harmless: HashSet<*const Picture> = HashSet::new();
        for (at, beat) in self.subject.layout.beats.iter().enumerate() {
            for place in beat.places.iter() {
                let node = &self.subject.scene.cast[place.node];
                let is_code = CODE.contains(&node.kind.name);
                let (span, node) = (&node.span, Place::Node(&node.id));
                let source = Source { span, place: node, node: Some(place.node), beat: Some(at) };
                for picture in place.pictures.iter() {
                    self.subject.budget.spend(STEPS_OF_KNOWN);
                    if self.found.is_full() {
                        return;
                    }
                    if harmless.contains(&Arc::as_ptr(picture)) {
                        continue;
                    }
                    let said = texts(picture, is_code).map(|(text, setting)| Said { text, setting, source });
                    if said.map(|said| self.look(&said)).filter(|leaks| *leaks).count() == 0 {
                        harmless.insert(Arc::as_ptr(picture));
                    }
                }
            }
        }
    }
}

/// The leaks of a text; the result for each text and setting is cached.
fn leaks(subject: &Subject<'_>, said: &Said<'_>) -> Rc<[Leak]> {
    let mut known = subject.leaks.borrow_mut();
    subject.budget.spend(STEPS_OF_KNOWN);
    let entry = known.entry((said.text.to_string(), said.setting));
    Rc::clone(entry.or_insert_with(|| {
        subject.budget.spend(STEPS_OF_TEXT + STEPS_OF_BYTE * said.text.len() as u64);
        scan(&said.text, said.setting).into()
    }))
}

fn clip_texts<'a>(subject: &Subject<'a>) -> impl Iterator<Item = Said<'a>> {
    let clip = &subject.scene.clip;
    let said = |place, text: &'a str, span| {
        let source = Source { span, place, node: None, beat: None };
        Said { text: text.into(), setting: Setting::Prose, source }
    };
    let words = clip.words.iter().map(move |words| {
        let place = match words.key {
            "title" => Place::Words("the clip's title"),
            key => Place::Key(key),
        };
        said(place, &words.text, &words.span)
    });
    let files = subject.scene.files.iter();
    let files = files.map(move |file| said(Place::Words("a picture's file name"), &file.name, &file.span));
    let own = said(Place::Words("the file's name"), subject.file_name, &clip.span);
    std::iter::once(own).chain(words).chain(files)
}

fn beat_texts<'a>(subject: &Subject<'a>) -> impl Iterator<Item = Said<'a>> {
    subject.beats().flat_map(|(at, beat)| {
        let said = move |words, text: &'a str, span| {
            let source = Source { span, place: Place::Words(words), node: None, beat: Some(at) };
            Said { text: text.into(), setting: Setting::Prose, source }
        };
        let own = [
            said("the beat's title", &beat.title, &beat.title_span),
            said("the caption", &beat.caption, &beat.caption_span),
            said("`source`", &beat.source, &beat.span),
        ];
        let labels = beat.arrows.iter();
        own.into_iter().chain(labels.map(move |arrow| said("the arrow's label", &arrow.label, &arrow.span)))
    })
}

/// Kinds of nodes whose texts are source code or program output.
const CODE: [&str; 2] = ["code", "terminal"];

/// The texts of a picture. Icons are left out, because they are private characters of the icon font.
fn texts(picture: &Picture, is_code: bool) -> impl Iterator<Item = (Cow<'_, str>, Setting)> {
    let setting = move |face| match face {
        _ if is_code => Setting::Code,
        Face::Mono | Face::MonoBold => Setting::Monospaced,
        Face::Sans | Face::SansBold | Face::Icon => Setting::Prose,
    };
    picture.elements.iter().filter_map(move |element| match &element.ink {
        Ink::Text { block, .. } if block.style.face != Face::Icon => {
            Some((Cow::Borrowed(block.text.as_str()), setting(block.style.face)))
        }
        Ink::Number { value, format, figures, .. } => {
            Some((Cow::Owned(format.write(*value)), setting(figures.face())))
        }
        _ => None,
    })
}
