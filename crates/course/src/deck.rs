//! A deck in Marp Markdown, parsed into slides.

use std::path::Path;

use halfminute_check::ReadError;
use halfminute_engine::diagnostic::Span;

use super::anchor::AnchorLine;
use super::file::{File, Placed};
use super::form::{Class, DeckForm, MOST_SLIDES, Need};
use super::markdown::{self, BlockKind, Item, TextRun};

/// A link or a picture on a slide.
#[derive(Debug)]
pub(super) struct Link {
    pub(super) destination: String,
    pub(super) span: Span,
    pub(super) picture: bool,
}

/// The content of one slide.
#[derive(Debug, Default)]
pub(super) struct Slide {
    /// Number of the slide, from 1.
    pub(super) number: usize,
    /// BlockKind that findings about the whole slide refer to: its title, or its first line.
    pub(super) span: Span,
    /// Class of the slide as it is written.
    pub(super) class: Option<Placed>,
    pub(super) titles: Vec<Placed>,
    /// The text on the slide.
    pub(super) shown: Vec<TextRun>,
    /// The text of comments: notes and directives.
    pub(super) hidden: Vec<TextRun>,
    /// Places of the anchor lines, and the first of them if it could be parsed.
    pub(super) anchors: Vec<Span>,
    pub(super) anchor: Option<AnchorLine>,
    pub(super) links: Vec<Link>,
    pub(super) html: Vec<Span>,
    /// True if the slide has a list, a table, a block of code or a picture.
    pub(super) content: bool,
    pub(super) notes: Notes,
}

/// The speaker notes of a slide.
#[derive(Debug, Default)]
pub(super) struct Notes {
    /// BlockKind of the notes, if there are any.
    pub(super) span: Option<Span>,
    /// True if they begin as the course says.
    pub(super) begun: bool,
    /// True if they have numbered points.
    pub(super) numbered: bool,
}

impl Slide {
    /// The slide's class, if it has one that the form knows.
    pub(super) fn known_class<'a>(&self, form: &'a DeckForm) -> Option<&'a Class> {
        form.class(&self.class.as_ref()?.text)
    }

    /// True if the slide has to play a clip, false if a link on it plays none; `None` if no class needs a clip,
    /// so that any slide may play one.
    pub(super) fn must_play(&self, form: &DeckForm) -> Option<bool> {
        let any = form.classes.iter().any(|class| class.needs(Need::Clip));
        any.then(|| self.known_class(form).is_some_and(|class| class.needs(Need::Clip)))
    }

    /// All text on the slide and in its comments.
    pub(super) fn texts(&self) -> impl Iterator<Item = &TextRun> {
        self.shown.iter().chain(&self.hidden)
    }
}

/// The deck of one add-on.
#[derive(Debug)]
pub(super) struct Deck {
    pub(super) file: File,
    /// Index of the add-on in the programme.
    pub(super) addon: usize,
    /// BlockKind of the YAML block, if there is one.
    pub(super) front_matter: Option<Span>,
    pub(super) slides: Vec<Slide>,
}

impl Deck {
    /// Reads a deck; errors in its form are reported in its file's findings.
    pub(super) fn open(path: &Path, addon: usize, form: &DeckForm) -> Result<Self, ReadError> {
        let file = File::read(path)?;
        let mut deck = Self { file, addon, front_matter: None, slides: Vec::new() };
        if !deck.file.findings.has_errors() {
            deck.read(form);
        }
        Ok(deck)
    }

    fn read(&mut self, form: &DeckForm) {
        let text = self.file.text();
        self.front_matter = markdown::front_matter(text);
        let start = self.front_matter.as_ref().map_or(0, |span| span.end);
        let items = markdown::read(text, start..text.len(), &self.file.findings);
        if items.is_empty() {
            if !self.file.findings.has_errors() {
                let help = "write its slides; docs/course.md says how";
                self.file.findings.error_help("course-deck", &(0..0), "the deck is empty", help);
            }
            return;
        }
        let first = start + text[start..].len() - text[start..].trim_start().len();
        let mut slides = vec![Slide { number: 1, span: first..first, ..Slide::default() }];
        for item in items {
            if let Item::Rule(span) = &item {
                if slides.len() == MOST_SLIDES {
                    let message = format!("more than {MOST_SLIDES} slides");
                    self.file.findings.error_help("too-many", span, message, "split the deck");
                    break;
                }
                let next = span.end + text[span.end..].len() - text[span.end..].trim_start().len();
                let number = slides.len() + 1;
                slides.push(Slide { number, span: next..next, ..Slide::default() });
            } else if let Some(slide) = slides.last_mut() {
                add(slide, item, form, &self.file);
            }
        }
        for slide in &mut slides {
            if let Some(line) = slide.anchors.first() {
                slide.anchor = form.anchor.read_line(text, line, &self.file.findings);
            }
            if let Some(title) = slide.titles.first() {
                slide.span = title.span.clone();
            }
        }
        self.slides = slides;
    }
}

fn add(slide: &mut Slide, item: Item, form: &DeckForm, file: &File) {
    match item {
        Item::Text(run) => {
            match run.kind {
                BlockKind::Heading(1) => {
                    slide.titles.push(Placed { text: run.text.clone(), span: run.span.clone() });
                }
                BlockKind::Paragraph if form.anchor.opens(&run.text) => {
                    slide.anchors.push(run.span.clone());
                }
                _ => {}
            }
            slide.shown.push(run);
        }
        Item::Comment(span) => comment(slide, span, form, file),
        Item::Html(span) => slide.html.push(span),
        Item::Link { destination, span, picture } => {
            slide.content |= picture;
            slide.links.push(Link { destination, span, picture });
        }
        Item::Body => slide.content = true,
        Item::Rule(_) | Item::Task | Item::Step => {}
    }
}

/// A comment is either a directive to Marp or the notes of the slide.
fn comment(slide: &mut Slide, span: Span, form: &DeckForm, file: &File) {
    let text = &file.text()[span.clone()];
    let directive = text.trim();
    if let Some(class) = directive.strip_prefix("_class:") {
        let class = class.trim();
        let at = span.start + text.find(class).unwrap_or(0);
        slide.class = Some(Placed { text: class.to_owned(), span: at..at + class.len() });
        return;
    }
    let notes = !is_directive(directive);
    if notes {
        slide.notes.begun |= directive.starts_with(&form.notes.begins);
        slide.notes.span.get_or_insert(span.clone());
    }
    // A footer is a directive too, and its text is drawn.
    for item in markdown::read(file.text(), span, &file.findings) {
        match item {
            Item::Text(run) => slide.hidden.push(run),
            Item::Step => slide.notes.numbered |= notes,
            _ => {}
        }
    }
}

/// True for a single line such as `_paginate: false`.
fn is_directive(comment: &str) -> bool {
    let known = ["paginate", "header", "footer", "color", "backgroundColor", "backgroundImage", "class"];
    comment
        .split_once(':')
        .is_some_and(|(key, _)| !comment.contains('\n') && (key.starts_with('_') || known.contains(&key)))
}
