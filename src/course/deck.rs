//! A deck in Marp Markdown, parsed into slides.

use std::path::Path;

use crate::diagnostic::Span;
use crate::film::ReadError;

use super::anchor::{self, AnchorLine};
use super::file::{File, Placed};
use super::markdown::{self, Item, Place, Stretch};

/// Greatest number of slides that are read.
const MOST_SLIDES: usize = 200;

/// Purpose of a slide, from its class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Title,
    Agenda,
    Concept,
    Animation,
    Practical,
    Appendix,
    Code,
    Runbook,
    Recap,
}

pub(super) const KINDS: [(&str, Kind); 9] = [
    ("title", Kind::Title),
    ("agenda", Kind::Agenda),
    ("concept", Kind::Concept),
    ("animation", Kind::Animation),
    ("practical", Kind::Practical),
    ("appendix", Kind::Appendix),
    ("code", Kind::Code),
    ("runbook", Kind::Runbook),
    ("recap", Kind::Recap),
];

impl Kind {
    pub(super) fn name(self) -> &'static str {
        KINDS.iter().find(|(_, kind)| *kind == self).map_or("", |(name, _)| name)
    }

    /// True if slides of this kind refer to a lab.
    pub(super) fn is_anchored(self) -> bool {
        matches!(self, Self::Practical | Self::Appendix | Self::Code | Self::Runbook)
    }
}

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
    /// Place that findings about the whole slide refer to: its title, or its first line.
    pub(super) span: Span,
    /// Class of the slide as it is written.
    pub(super) class: Option<Placed>,
    pub(super) titles: Vec<Placed>,
    /// All text on the slide and in its notes.
    pub(super) stretches: Vec<Stretch>,
    /// Places of the anchor lines, and the first of them if it could be parsed.
    pub(super) anchors: Vec<Span>,
    pub(super) anchor: Option<AnchorLine>,
    pub(super) links: Vec<Link>,
    pub(super) html: Vec<Span>,
    /// True if the slide has a list, a table, a block of code or a picture.
    pub(super) content: bool,
    pub(super) notes: Notes,
    pub(super) beginner_box: bool,
    pub(super) wisdom_line: bool,
}

/// The speaker notes of a slide.
#[derive(Debug, Default)]
pub(super) struct Notes {
    /// Place of the notes, if there are any.
    pub(super) span: Option<Span>,
    /// True if they begin with a description of the picture.
    pub(super) described: bool,
    /// True if they have numbered points.
    pub(super) numbered: bool,
}

impl Slide {
    pub(super) fn kind(&self) -> Option<Kind> {
        let class = self.class.as_ref()?;
        KINDS.iter().find(|(name, _)| *name == class.text).map(|(_, kind)| *kind)
    }
}

/// The deck of one add-on.
#[derive(Debug)]
pub(super) struct Deck {
    pub(super) file: File,
    /// Index of the add-on in the programme.
    pub(super) addon: usize,
    /// Place of the YAML block, if there is one.
    pub(super) front_matter: Option<Span>,
    pub(super) slides: Vec<Slide>,
}

impl Deck {
    /// Reads a deck; errors in its form are reported in its file's findings.
    pub(super) fn open(path: &Path, addon: usize) -> Result<Self, ReadError> {
        let file = File::read(path)?;
        let mut deck = Self { file, addon, front_matter: None, slides: Vec::new() };
        if !deck.file.findings.has_errors() {
            deck.read();
        }
        Ok(deck)
    }

    fn read(&mut self) {
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
                add(slide, item, &self.file);
            }
        }
        for slide in &mut slides {
            if let Some(line) = slide.anchors.first() {
                slide.anchor = anchor::parse(text, line, &self.file.findings);
            }
            if let Some(title) = slide.titles.first() {
                slide.span = title.span.clone();
            }
        }
        self.slides = slides;
    }
}

fn add(slide: &mut Slide, item: Item, file: &File) {
    match item {
        Item::Stretch(stretch) => {
            match stretch.place {
                Place::Heading(1) => {
                    slide.titles.push(Placed { text: stretch.text.clone(), span: stretch.span.clone() });
                }
                Place::Quote => slide.beginner_box |= stretch.text.starts_with("New to this?"),
                Place::Paragraph if stretch.text.trim_start().starts_with(anchor::OPENING) => {
                    slide.anchors.push(stretch.span.clone());
                }
                Place::Paragraph => slide.wisdom_line |= stretch.emphasised,
                _ => {}
            }
            slide.stretches.push(stretch);
        }
        Item::Comment(span) => comment(slide, span, file),
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
fn comment(slide: &mut Slide, span: Span, file: &File) {
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
        slide.notes.described |= directive.starts_with("Visual:");
        slide.notes.span.get_or_insert(span.clone());
    }
    // A footer is a directive too, and its text is drawn.
    for item in markdown::read(file.text(), span, &file.findings) {
        match item {
            Item::Stretch(stretch) => slide.stretches.push(stretch),
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
