//! `programme.toml`: the add-ons with their decks, clips, labs and anchors, the form of decks and lab sheets,
//! the documents and the checklist.

use serde::Serialize;

use halfminute_engine::diagnostic::Span;
use halfminute_engine::document::{self, Findings, Node, Table};
use halfminute_engine::scene::refuse_clip_name;

use super::assets_form::AssetsForm;
use super::file::Placed;
use super::form::{DeckForm, LabForm, multiple_choice};
use super::keys::{day, optional, path, report_duplicates, required, strings, tables};

/// The content of the file.
#[derive(Debug)]
pub(super) struct Programme {
    pub(super) title: String,
    /// The repository that the course works on, and the commit that all statements refer to; empty if there
    /// is none.
    pub(super) repository: String,
    pub(super) commit: String,
    /// Day of the commit, such as `2026-04-16`, or empty.
    pub(super) date: String,
    pub(super) words: Words,
    /// Statuses and expected numbers of assets, if the course keeps a list of assets.
    pub(super) assets: Option<AssetsForm>,
    pub(super) deck: DeckForm,
    pub(super) lab: LabForm,
    /// Phrases that decks and labs do not have; `None` if multiple choice is allowed.
    pub(super) multiple_choice: Option<Vec<Placed>>,
    pub(super) documents: Vec<DocumentPaths>,
    pub(super) addons: Vec<Addon>,
    pub(super) checklist: Vec<ChecklistLine>,
}

/// The course's names for parts of it, in messages and on the review page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Words {
    /// Name of a part of the course with one deck.
    pub addon: String,
    /// Name of the numbered lesson that a clip belongs to.
    pub hour: String,
}

impl Default for Words {
    fn default() -> Self {
        Self { addon: "add-on".to_owned(), hour: "hour".to_owned() }
    }
}

/// A document and the template that it is written from.
#[derive(Debug)]
pub(super) struct DocumentPaths {
    /// Name of the file in the programme's folder.
    pub(super) file: Placed,
    /// Path of the template below the programme's folder.
    pub(super) template: Placed,
}

/// A part of the course with one deck.
#[derive(Debug)]
pub(super) struct Addon {
    pub(super) id: Placed,
    pub(super) name: String,
    pub(super) purpose: String,
    pub(super) hours: Option<Hours>,
    /// Path of the deck below the programme's folder.
    pub(super) deck: Placed,
    /// Names of scenes, in the order in which the deck plays them.
    pub(super) clips: Vec<Placed>,
    /// Anchors: first the required ones, each with a lab sheet, then the others.
    pub(super) anchors: Vec<Anchor>,
}

/// First and last lesson of an add-on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Hours {
    /// Number of the first lesson.
    pub first: u32,
    /// Number of the last lesson.
    pub last: u32,
}

impl Addon {
    /// The required anchors, each of which has a lab sheet.
    pub(super) fn labs(&self) -> impl Iterator<Item = &Anchor> {
        self.anchors.iter().filter(|anchor| anchor.required)
    }
}

/// Something practical that slides refer to.
#[derive(Debug)]
pub(super) struct Anchor {
    pub(super) id: Placed,
    pub(super) about: String,
    pub(super) required: bool,
}

/// One line of the checklist.
#[derive(Debug)]
pub(super) struct ChecklistLine {
    pub(super) part: String,
    pub(super) done: String,
    pub(super) labs: Vec<Placed>,
}

impl Programme {
    /// Reads the content of the file.
    pub(super) fn read(root: &Table<'_>) -> Self {
        let programme = Self {
            title: required(root, "title", "title = \"Repo coverage\"").text,
            repository: optional(root, "repository", "").text,
            commit: optional(root, "commit", "").text,
            date: day(root, "date"),
            words: words(root),
            assets: AssetsForm::read(root),
            deck: DeckForm::read(root),
            lab: LabForm::read(root),
            multiple_choice: multiple_choice(root),
            documents: tables(root, "document", "`[[document]]`").iter().map(document).collect(),
            addons: tables(root, "addon", "`[[addon]]`").iter().map(addon).collect(),
            checklist: tables(root, "checklist", "`[[checklist]]`").iter().map(line).collect(),
        };
        if programme.addons.is_empty() && !root.has("addon") {
            root.missing("addon", "[[addon]]");
        }
        programme.check_names(root.findings());
        programme
    }

    /// Checks that each name is given only once, and that the labs of the checklist exist.
    fn check_names(&self, findings: &Findings) {
        let anchors = || self.anchors().map(|(_, anchor)| &anchor.id);
        let decks = self.addons.iter().map(|addon| &addon.deck);
        let clips = self.addons.iter().flat_map(|addon| &addon.clips);
        let pages = self.documents.iter().flat_map(|document| [&document.file, &document.template]);
        report_duplicates(decks.chain(clips).chain(anchors()).chain(pages), findings);
        report_duplicates(self.addons.iter().map(|addon| &addon.id), findings);
        for lab in self.checklist.iter().flat_map(|line| &line.labs) {
            if !self.anchors().any(|(_, anchor)| anchor.required && anchor.id.text == lab.text) {
                let message = format!("no {} has a lab `{}`", self.words.addon, lab.text);
                findings.error_help("course-lab", &lab.span, message, "write the id of a lab in `labs`");
            }
        }
        if let Some(assets) = &self.assets
            && !self.deck.anchor.may_list_assets()
        {
            let message = "the course has assets, but its anchors list none";
            let help = "add a field `Files: {assets}` to `form` of `[anchor]`, or leave `[assets]` out";
            findings.error_help("course-form", &assets.span, message, help);
        }
    }

    /// Every anchor with the index of its add-on.
    pub(super) fn anchors(&self) -> impl Iterator<Item = (usize, &Anchor)> {
        self.addons.iter().enumerate().flat_map(|(at, addon)| addon.anchors.iter().map(move |a| (at, a)))
    }

    /// All clips, in the order of the add-ons.
    pub(super) fn clips(&self) -> impl Iterator<Item = &Placed> {
        self.addons.iter().flat_map(|addon| &addon.clips)
    }

    /// The name of an add-on in messages, such as "add-on A".
    pub(super) fn name_of(&self, addon: &Addon) -> String {
        format!("{} {}", self.words.addon, addon.id.text)
    }
}

fn words(root: &Table<'_>) -> Words {
    let usual = Words::default();
    let Some(table) = root.table("words", "`[words]`") else { return usual };
    let words = Words {
        addon: optional(&table, "addon", &usual.addon).text,
        hour: optional(&table, "hour", &usual.hour).text,
    };
    table.finish();
    words
}

fn document(table: &Table<'_>) -> DocumentPaths {
    let file = required(table, "file", "file = \"overview.md\"");
    let template = path(table, "template", "documents/overview.md", "course-document");
    table.finish();
    let is_plain = file.text.strip_suffix(".md").is_some_and(|name| refuse_clip_name(name).is_none());
    if !is_plain && table.has("file") {
        let message = format!("`{}` is not a valid document name", file.text);
        let help = "write a file name that ends with `.md`, without a folder";
        table.findings().error_help("course-document", &file.span, message, help);
    }
    DocumentPaths { file, template }
}

fn line(table: &Table<'_>) -> ChecklistLine {
    let line = ChecklistLine {
        part: required(table, "part", "part = \"Data\"").text,
        done: required(table, "done", "done = \"The seed is written down.\"").text,
        labs: strings(table, "labs"),
    };
    table.finish();
    line
}

fn addon(table: &Table<'_>) -> Addon {
    let deck = path(table, "deck", "decks/addon-a.md", "course-deck");
    let mut anchors = anchors(table, "labs", true);
    anchors.extend(self::anchors(table, "anchors", false));
    let addon = Addon {
        id: required(table, "id", "id = \"A\""),
        name: required(table, "name", "name = \"Productization\"").text,
        purpose: optional(table, "purpose", "").text,
        hours: table.array("hours").map(|nodes| hours(table, nodes)),
        deck,
        clips: clips(table),
        anchors,
    };
    table.finish();
    addon
}

/// Names of the clips. Each becomes part of paths, so only plain names are allowed.
fn clips(table: &Table<'_>) -> Vec<Placed> {
    let clips = strings(table, "clips");
    for clip in &clips {
        if let Some(reason) = refuse_clip_name(&clip.text) {
            let message = format!("`{}` is not a valid clip name: it {reason}", clip.text);
            let help = "write the scene's file name without `.toml`";
            table.findings().error_help("course-clip", &clip.span, message, help);
        }
    }
    clips
}

fn anchors(table: &Table<'_>, key: &'static str, required_ones: bool) -> Vec<Anchor> {
    let read = |table: &Table<'_>| {
        let id = required(table, "id", "id = \"LAB-01\"");
        let about = required(table, "about", "about = \"what it is\"").text;
        table.finish();
        Anchor { id, about, required: required_ones }
    };
    tables(table, key, "the anchor").iter().map(read).collect()
}

/// The first and the last hour in `nodes`; anything else is reported.
fn hours(table: &Table<'_>, nodes: &[Node]) -> Hours {
    let hour = |node: &Node| {
        document::whole_within(table.findings(), "hours", node, (1.0, 1000.0)).map_or(1, |hour| hour as u32)
    };
    let span: Span = table.place("hours");
    match nodes {
        [first, last] => Hours { first: hour(first), last: hour(last) },
        _ => {
            let message = "`hours` wants the first and the last hour";
            table.findings().error_help("missing-key", &span, message, "write `hours = [25, 26]`");
            Hours { first: 1, last: 1 }
        }
    }
}
