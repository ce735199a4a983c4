//! The form of decks and lab sheets, from `[deck]`, `[lab]` and `[multiple_choice]` in `programme.toml`.

use std::ops::RangeInclusive;

use halfminute_engine::document::{Findings, Table};

use super::anchor::AnchorForm;
use super::file::Placed;
use super::keys::{index, one_of, optional, report_duplicates, required, strings, tables, whole};
use super::markdown::{BlockKind, TextRun};

/// Greatest number of slides that are read.
pub(super) const MOST_SLIDES: usize = 200;

/// The form of every deck.
#[derive(Debug, Default)]
pub(super) struct DeckForm {
    pub(super) anchor: AnchorForm,
    /// Destination of the link to a clip, with `{clip}` for its name.
    clip: String,
    pub(super) notes: NotesForm,
    /// True if no two slides of the programme have the same title.
    pub(super) unique_titles: bool,
    /// Slides in the order of the deck; empty if a deck has any number of slides of any class.
    pub(super) groups: Vec<Group>,
    /// Classes of slides; empty if a slide has any class or none.
    pub(super) classes: Vec<Class>,
    pub(super) blocks: Vec<Block>,
}

/// The form of a slide's notes.
#[derive(Debug, Default)]
pub(super) struct NotesForm {
    pub(super) begins: String,
    pub(super) numbered: bool,
}

/// Consecutive slides that may have the same classes.
#[derive(Debug)]
pub(super) struct Group {
    /// Numbers of the slides, from 1.
    pub(super) slides: RangeInclusive<usize>,
    /// Indices of the classes that are allowed; empty for any.
    pub(super) classes: Vec<usize>,
    /// Index of the class that exactly one of the slides has.
    pub(super) once: Option<usize>,
}

/// A class of slides and what each of them has.
#[derive(Debug)]
pub(super) struct Class {
    pub(super) name: Placed,
    needs: Vec<Need>,
}

/// Something that a slide has if its class needs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Need {
    Anchor,
    Clip,
    /// A list, a table, a block of code or a picture.
    Content,
    Notes,
    /// The block with this index in [`DeckForm::blocks`].
    Block(usize),
}

const NEEDS: [(&str, Need); 4] =
    [("anchor", Need::Anchor), ("clip", Need::Clip), ("content", Need::Content), ("notes", Need::Notes)];

/// A block of text that the course gives a name to.
#[derive(Debug)]
pub(super) struct Block {
    pub(super) name: Placed,
    shape: Shape,
    begins: String,
}

/// The look of a block.
#[derive(Clone, Copy, Debug)]
enum Shape {
    Is(BlockKind),
    /// A paragraph that is emphasised as a whole.
    Emphasis,
}

const SHAPES: [(&str, Shape); 5] = [
    ("quote", Shape::Is(BlockKind::Quote)),
    ("emphasis", Shape::Emphasis),
    ("paragraph", Shape::Is(BlockKind::Paragraph)),
    ("list", Shape::Is(BlockKind::List)),
    ("table", Shape::Is(BlockKind::Table)),
];

impl Block {
    /// True if a text is this block.
    pub(super) fn is(&self, text: &TextRun) -> bool {
        let has_shape = match self.shape {
            Shape::Is(kind) => text.kind == kind,
            Shape::Emphasis => text.kind == BlockKind::Paragraph && text.emphasised,
        };
        has_shape && text.text.starts_with(&self.begins)
    }

    /// A help text: how to write the block.
    pub(super) fn help(&self) -> String {
        let shape = match self.shape {
            Shape::Emphasis => "paragraph that is all emphasis",
            Shape::Is(BlockKind::Quote) => "quote",
            Shape::Is(BlockKind::List) => "list",
            Shape::Is(BlockKind::Table) => "table",
            Shape::Is(_) => "paragraph",
        };
        match self.begins.as_str() {
            "" => format!("add a {shape}"),
            begins => format!("add a {shape} that begins with `{begins}`"),
        }
    }
}

impl Class {
    pub(super) fn needs(&self, need: Need) -> bool {
        self.needs.contains(&need)
    }
}

impl DeckForm {
    pub(super) fn read(root: &Table<'_>) -> Self {
        let anchor = AnchorForm::read(root);
        let empty = Table::new(root.findings(), &[], 0..0, "`[deck]`");
        let table = root.table("deck", "`[deck]`").unwrap_or(empty);
        let blocks: Vec<Block> = tables(&table, "blocks", "the block").iter().map(block).collect();
        report_duplicates(blocks.iter().map(|block| &block.name), root.findings());
        let classes: Vec<Class> =
            tables(&table, "classes", "the class").iter().map(|table| class(table, &blocks)).collect();
        report_duplicates(classes.iter().map(|class| &class.name), root.findings());
        let form = Self {
            anchor,
            clip: clip_link(&table),
            notes: notes(&table),
            unique_titles: table.flag("unique_titles").unwrap_or(false),
            groups: layout(&table, &classes),
            classes,
            blocks,
        };
        table.finish();
        form
    }

    /// Number of slides in a deck; `None` for any number.
    pub(super) fn slides(&self) -> Option<usize> {
        self.groups.last().map(|group| *group.slides.end())
    }

    /// The class with this name, if there is one.
    pub(super) fn class(&self, name: &str) -> Option<&Class> {
        self.classes.iter().find(|class| class.name.text == name)
    }

    /// Names of the classes that need an anchor, for messages.
    pub(super) fn anchored(&self) -> String {
        let names = self.classes.iter().filter(|class| class.needs(Need::Anchor));
        names.map(|class| class.name.text.as_str()).collect::<Vec<_>>().join(", ")
    }

    /// Destination of the link to a clip.
    pub(super) fn link_to(&self, clip: &str) -> String {
        self.clip.replace("{clip}", clip)
    }
}

fn clip_link(table: &Table<'_>) -> String {
    let link = optional(table, "clip", "../../output/{clip}/{clip}.mp4");
    if !link.text.contains("{clip}") {
        let help = "write it with `{clip}` for the clip's name";
        table.findings().error_help("course-form", &link.span, "the link names no clip", help);
    }
    link.text
}

fn notes(table: &Table<'_>) -> NotesForm {
    let Some(table) = table.table("notes", "`notes`") else { return NotesForm::default() };
    let form = NotesForm {
        begins: optional(&table, "begins", "").text,
        numbered: table.flag("numbered").unwrap_or(false),
    };
    table.finish();
    form
}

fn block(table: &Table<'_>) -> Block {
    let name = required(table, "name", "name = \"box for beginners\"");
    if NEEDS.iter().any(|(known, _)| *known == name.text) {
        let message = format!("`{}` is not free as a block's name", name.text);
        table.findings().error_help("course-form", &name.span, message, "choose another name");
    }
    if !table.has("kind") {
        table.missing("kind", "kind = \"quote\"");
    }
    let shape = one_of(table, "kind", &SHAPES).unwrap_or(Shape::Emphasis);
    let begins = optional(table, "begins", "").text;
    table.finish();
    Block { name, shape, begins }
}

fn class(table: &Table<'_>, blocks: &[Block]) -> Class {
    let name = required(table, "name", "name = \"practical\"");
    let names: Vec<&str> = NEEDS.iter().map(|(name, _)| *name).collect();
    let all: Vec<&str> =
        names.iter().copied().chain(blocks.iter().map(|block| block.name.text.as_str())).collect();
    let need =
        |at: usize| NEEDS.get(at).map_or(Need::Block(at.saturating_sub(NEEDS.len())), |(_, need)| *need);
    let what = format!("a block; there are also {}", names.join(", "));
    let needs = strings(table, "needs")
        .iter()
        .filter_map(|needed| index(needed, all.iter().copied(), &what, table.findings()).map(need))
        .collect();
    table.finish();
    Class { name, needs }
}

fn layout(table: &Table<'_>, classes: &[Class]) -> Vec<Group> {
    let mut groups = Vec::new();
    let mut next = 1_usize;
    for entry in tables(table, "layout", "the entry of `layout`") {
        let slides = whole(&entry, "slides", 1..=MOST_SLIDES).unwrap_or(1);
        if next + slides - 1 > MOST_SLIDES {
            let message = format!("more than {MOST_SLIDES} slides");
            entry.findings().error_help("too-many", &entry.span, message, "split the decks");
            break;
        }
        groups.push(group(&entry, next..=next + slides - 1, classes));
        next += slides;
    }
    groups
}

fn group(entry: &Table<'_>, slides: RangeInclusive<usize>, known: &[Class]) -> Group {
    let findings = entry.findings();
    let class =
        |name: &Placed| index(name, known.iter().map(|class| class.name.text.as_str()), "a class", findings);
    let classes: Vec<usize> = strings(entry, "classes").iter().filter_map(class).collect();
    let once = entry.has("once").then(|| optional(entry, "once", ""));
    let once = once.and_then(|name| {
        let found = class(&name)?;
        if !classes.is_empty() && !classes.contains(&found) {
            let message = format!("`{}` is not among the entry's `classes`", name.text);
            findings.error_help("course-form", &name.span, message, "add it there, or leave `once` out");
        }
        Some(found)
    });
    entry.finish();
    Group { slides, classes, once }
}

/// The form of every lab sheet: its sections, in their order.
#[derive(Debug, Default)]
pub(super) struct LabForm {
    pub(super) sections: Vec<SectionForm>,
}

/// A section that every lab sheet has.
#[derive(Debug)]
pub(super) struct SectionForm {
    pub(super) name: Placed,
    pub(super) needs: Option<SectionNeed>,
}

/// Something that a section of a lab sheet has.
#[derive(Clone, Copy, Debug)]
pub(super) enum SectionNeed {
    /// A numbered list of steps.
    Steps,
    /// A list of boxes to tick.
    Boxes,
    Table,
}

const SECTION_NEEDS: [(&str, SectionNeed); 3] =
    [("steps", SectionNeed::Steps), ("boxes", SectionNeed::Boxes), ("table", SectionNeed::Table)];

impl LabForm {
    pub(super) fn read(root: &Table<'_>) -> Self {
        let Some(table) = root.table("lab", "`[lab]`") else { return Self::default() };
        let sections: Vec<_> = tables(&table, "sections", "the section").iter().map(section).collect();
        report_duplicates(sections.iter().map(|section| &section.name), root.findings());
        table.finish();
        Self { sections }
    }
}

fn section(table: &Table<'_>) -> SectionForm {
    let name = required(table, "name", "name = \"Goal\"");
    let needs = one_of(table, "needs", &SECTION_NEEDS);
    table.finish();
    SectionForm { name, needs }
}

/// The phrases of multiple choice, if `[multiple_choice]` forbids it.
pub(super) fn multiple_choice(root: &Table<'_>) -> Option<Vec<Placed>> {
    let table = root.table("multiple_choice", "`[multiple_choice]`")?;
    let phrases = strings(&table, "phrases");
    table.finish();
    let findings: &Findings = root.findings();
    for empty in phrases.iter().filter(|phrase| phrase.text.trim().is_empty()) {
        findings.error_help("course-form", &empty.span, "the phrase is empty", "take it out");
    }
    Some(phrases)
}
