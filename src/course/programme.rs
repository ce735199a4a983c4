//! `programme.toml`: the add-ons with their decks, clips, labs and anchors, and the capstone list.

use std::path::Path;

use crate::date::Date;
use crate::diagnostic::{Diagnostics, Span};
use crate::document::{self, Findings, Node, Table, Value, date};
use crate::film::ReadError;
use crate::scene::refuse_clip_name;

use super::file::{File, Placed};

/// The content of the file.
#[derive(Debug)]
pub(super) struct Programme {
    pub(super) file: File,
    pub(super) title: String,
    /// The course repository, and the commit that all statements refer to.
    pub(super) repository: String,
    pub(super) commit: String,
    /// Day of the commit, such as `2026-04-16`.
    pub(super) date: String,
    pub(super) plan: Plan,
    pub(super) addons: Vec<Addon>,
    pub(super) capstone: Vec<Capstone>,
}

/// The counts with which the programme started.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// Number of relevant assets, and its place in the file.
    pub(super) relevant: (usize, Span),
    /// Number of assets mapped before the add-ons, and its place in the file.
    pub(super) mapped: (usize, Span),
    /// First and last day on which the repository contained that many.
    pub(super) days: (String, String),
    /// Sentences for the status page: what is counted, why the assets that the plan does not name were
    /// chosen, and which risks remain.
    pub(super) rule: String,
    pub(super) assumption: String,
    pub(super) risks: Vec<String>,
}

/// One add-on of two hours.
#[derive(Debug)]
pub(super) struct Addon {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) purpose: String,
    /// First and last hour of the course.
    pub(super) hours: (u32, u32),
    /// Path of the deck below the programme's folder.
    pub(super) deck: Placed,
    /// Names of scenes, in the order in which the deck plays them.
    pub(super) clips: Vec<Placed>,
    /// Anchors: first the required ones, each with a lab sheet, then the others.
    pub(super) anchors: Vec<Anchor>,
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
    pub(super) id: String,
    pub(super) span: Span,
    pub(super) about: String,
    pub(super) required: bool,
}

/// One line of the capstone checklist.
#[derive(Debug)]
pub(super) struct Capstone {
    pub(super) part: String,
    pub(super) done: String,
    pub(super) labs: Vec<Placed>,
}

impl Programme {
    /// Reads the file; errors in its content are reported in its findings.
    pub(super) fn open(folder: &Path) -> Result<Self, ReadError> {
        let mut file = File::read(&folder.join("programme.toml"))?;
        let mut programme = Self {
            title: String::new(),
            repository: String::new(),
            commit: String::new(),
            date: String::new(),
            plan: Plan::default(),
            addons: Vec::new(),
            capstone: Vec::new(),
            file: File::nameless(&folder.join("programme.toml")),
        };
        if !file.findings.has_errors() {
            let mut found = Diagnostics::default();
            let entries = document::parse(file.text(), &mut found);
            file.findings = Findings::new(found);
            if let Some(entries) = entries {
                programme.read(&Table::new(&file.findings, &entries, 0..0, "the programme"));
            }
        }
        programme.file = file;
        Ok(programme)
    }

    fn read(&mut self, root: &Table<'_>) {
        self.title = required(root, "title", "title = \"Repo coverage\"").text;
        self.repository = required(root, "repository", "repository = \"owner/name\"").text;
        self.commit = required(root, "commit", "commit = \"28c65cd\"").text;
        self.date = day(root, "date");
        match root.table("plan", "`[plan]`") {
            Some(plan) => {
                self.plan = Plan {
                    relevant: (whole(&plan, "relevant"), plan.place("relevant")),
                    mapped: (whole(&plan, "mapped"), plan.place("mapped")),
                    days: (day(&plan, "from"), day(&plan, "to")),
                    rule: required(&plan, "rule", "rule = \"every notebook\"").text,
                    assumption: required(&plan, "assumption", "assumption = \"Why these.\"").text,
                    risks: placed(&plan, "risks").into_iter().map(|risk| risk.text).collect(),
                };
                plan.finish();
            }
            None if !root.has("plan") => root.missing("plan", "[plan]"),
            None => {}
        }
        for table in tables(root, "addon", "`[[addon]]`") {
            let addon = addon(&table);
            self.addons.push(addon);
        }
        if self.addons.is_empty() && !root.has("addon") {
            root.missing("addon", "[[addon]]");
        }
        for table in tables(root, "capstone", "`[[capstone]]`") {
            self.capstone.push(Capstone {
                part: required(&table, "part", "part = \"Data\"").text,
                done: required(&table, "done", "done = \"The seed is written down.\"").text,
                labs: placed(&table, "labs"),
            });
            table.finish();
        }
        self.distinct(root.findings());
        root.finish();
    }

    /// Checks that each id, deck and clip is named only once, and that the labs of the capstone list exist.
    fn distinct(&self, findings: &Findings) {
        let mut seen: Vec<&str> = Vec::new();
        let decks = self.addons.iter().map(|addon| (&addon.deck.text, &addon.deck.span));
        let clips = self.addons.iter().flat_map(|addon| &addon.clips).map(|clip| (&clip.text, &clip.span));
        let anchors = self.anchors().map(|(_, anchor)| (&anchor.id, &anchor.span));
        for (name, span) in decks.chain(clips).chain(anchors).filter(|(name, _)| !name.is_empty()) {
            if seen.contains(&name.as_str()) {
                findings.error_help("duplicate", span, format!("`{name}` is named twice"), "name it once");
            }
            seen.push(name);
        }
        for lab in self.capstone.iter().flat_map(|line| &line.labs) {
            if !self.anchors().any(|(_, anchor)| anchor.required && anchor.id == lab.text) {
                let message = format!("no add-on has a lab `{}`", lab.text);
                findings.error_help("course-lab", &lab.span, message, "write the id of a lab in `labs`");
            }
        }
    }

    /// Every anchor with the index of its add-on.
    pub(super) fn anchors(&self) -> impl Iterator<Item = (usize, &Anchor)> {
        self.addons.iter().enumerate().flat_map(|(at, addon)| addon.anchors.iter().map(move |a| (at, a)))
    }

    /// The add-on with this id, such as `A`.
    pub(super) fn addon(&self, id: &str) -> Option<&Addon> {
        self.addons.iter().find(|addon| addon.id == id)
    }
}

fn addon(table: &Table<'_>) -> Addon {
    let deck = required(table, "deck", "deck = \"decks/addon-a.md\"");
    let mut anchors = anchors(table, "labs", true);
    anchors.extend(self::anchors(table, "anchors", false));
    let addon = Addon {
        id: required(table, "id", "id = \"A\"").text,
        name: required(table, "name", "name = \"Productization\"").text,
        purpose: required(table, "purpose", "purpose = \"what it is for\"").text,
        hours: hours(table),
        deck,
        clips: clips(table),
        anchors,
    };
    table.finish();
    addon
}

/// Names of the clips. Each becomes part of paths, so only plain names are allowed.
fn clips(table: &Table<'_>) -> Vec<Placed> {
    let clips = placed(table, "clips");
    for clip in &clips {
        if let Some(reason) = refuse_clip_name(&clip.text) {
            let message = format!("`{}` is no name of a clip: it {reason}", clip.text);
            let help = "write the scene's file name without `.toml`, such as `hour25`";
            table.findings().error_help("course-clip", &clip.span, message, help);
        }
    }
    clips
}

fn anchors(table: &Table<'_>, key: &'static str, required_ones: bool) -> Vec<Anchor> {
    tables(table, key, "the anchor")
        .into_iter()
        .map(|table| {
            let id = required(&table, "id", "id = \"ADDON-A-LAB-01\"");
            let about = required(&table, "about", "about = \"what it is\"").text;
            table.finish();
            Anchor { id: id.text, span: id.span, about, required: required_ones }
        })
        .collect()
}

/// Reads the first and the last hour; reports anything else.
fn hours(table: &Table<'_>) -> (u32, u32) {
    let nodes = table.array("hours").unwrap_or_default();
    let hour = |node: &Node| {
        document::whole_within(table.findings(), "hours", node, (1.0, 1000.0)).map_or(1, |hour| hour as u32)
    };
    match nodes {
        [first, last] => (hour(first), hour(last)),
        _ => {
            let message = "`hours` wants the first and the last hour";
            table.findings().error_help(
                "missing-key",
                &table.place("hours"),
                message,
                "write `hours = [25, 26]`",
            );
            (1, 1)
        }
    }
}

/// The tables in the array `key`; anything else in it is reported.
pub(super) fn tables<'a>(table: &Table<'a>, key: &'static str, what: &str) -> Vec<Table<'a>> {
    let nodes = table.array(key).unwrap_or_default();
    let read = |node: &'a Node| match &node.value {
        Value::Table(entries) => Some(Table::new(table.findings(), entries, node.span.clone(), what)),
        _ => {
            let message = format!("`{key}` wants tables, not {}", node.noun());
            table.findings().error_help("wrong-type", &node.span, message, "write each in braces");
            None
        }
    };
    nodes.iter().filter_map(read).collect()
}

/// A required string; if it is missing, that is reported and it is empty.
pub(super) fn required(table: &Table<'_>, key: &'static str, example: &str) -> Placed {
    let text = table.text(key);
    if !table.has(key) {
        table.missing(key, example);
    }
    Placed { text: text.unwrap_or_default().to_owned(), span: table.place(key) }
}

fn placed(table: &Table<'_>, key: &'static str) -> Vec<Placed> {
    let texts = table.texts(key);
    texts.into_iter().map(|(text, span)| Placed { text: text.to_owned(), span }).collect()
}

fn whole(table: &Table<'_>, key: &'static str) -> usize {
    if !table.has(key) {
        table.missing(key, &format!("{key} = 142"));
    }
    table.whole_within(key, 0.0, 1e6).map_or(0, |count| count as usize)
}

/// A date, formatted as the documents write it.
fn day(table: &Table<'_>, key: &'static str) -> String {
    if !table.has(key) {
        table.missing(key, &format!("{key} = 2026-01-03"));
    }
    let days = table.get(key).and_then(|node| date(table.findings(), key, node));
    days.map(|days| Date::from_days(days as i64))
        .map_or_else(String::new, |date| format!("{:04}-{:02}-{:02}", date.year, date.month, date.day))
}
