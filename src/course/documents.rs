//! The three consolidation documents, which are generated from the programme's data as Markdown.
//!
//! They do not depend on the time or place of writing: the same programme gives the same bytes.

use std::fmt::Write as _;

use super::Course;
use super::assets::Status;
use super::coverage::{Row, SlidePlace, rows};
use super::overview::{self, Overview};
use super::programme::Addon;

/// A document that is generated from the programme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Name of its file in the programme's folder.
    pub name: &'static str,
    /// The whole text, in Markdown.
    pub text: String,
}

const NOTE: &str = "*Written by `halfminute course build` from `programme.toml`, `assets.toml`, the decks and the labs. \
                    Change those, not this page.*";

/// All three documents of a programme.
pub(super) fn all(course: &Course) -> Vec<Document> {
    let rows = rows(course);
    vec![
        Document { name: "repo-coverage-v2-alignment-matrix.md", text: matrix(course, &rows) },
        Document { name: "repo-coverage-v2-status.md", text: status(course, &rows) },
        Document { name: "final-student-capstone-checklist-v2.md", text: checklist(course) },
    ]
}

/// Collects lines; writing to a string cannot fail.
#[derive(Default)]
struct Page(String);

impl Page {
    fn titled(course: &Course, title: &str) -> Self {
        let mut page = Self::default();
        page.line(&format!("# {}: {title}\n\n{NOTE}\n", course.programme.title));
        page
    }

    fn line(&mut self, line: &str) {
        let _ = writeln!(self.0, "{line}");
    }

    /// Writes a list of the paths of all assets with this status.
    fn list(&mut self, course: &Course, status: Status) {
        for asset in course.assets.list.iter().filter(|asset| asset.status == status) {
            self.line(&format!("- `{}`", asset.path));
        }
    }
}

/// The pinned repository with its commit and date, as documents name it.
fn pinned(course: &Course) -> String {
    let programme = &course.programme;
    format!("`{}` at commit `{}` ({})", programme.repository, programme.commit, programme.date)
}

// --- alignment matrix

fn matrix(course: &Course, rows: &[Row<'_>]) -> String {
    let mut page = Page::titled(course, "alignment matrix");
    page.line(&format!(
        "Every asset of {} that the core course left uncovered, the slides that work on it, with the anchor on each, \
         and the lab sheets that name it. A slide is its deck's letter and its number.",
        pinned(course)
    ));
    for addon in &course.programme.addons {
        page.line(&format!("\n## Add-on {}: {}\n\nPurpose: {}.\n", addon.id, addon.name, addon.purpose));
        let own = |row: &&Row<'_>| row.asset.bundle == addon.id;
        page.line("| Asset | Plan | Slides | Labs |\n|---|---|---|---|");
        for row in rows.iter().filter(own).filter(|row| row.asset.status.is_uncovered()) {
            page.line(&matrix_row(row));
        }
        for row in rows.iter().filter(own).filter(|row| !row.asset.status.is_uncovered()) {
            page.line(&matrix_row(row));
        }
        anchors(&mut page, course, addon);
    }
    page.line("\n## What the second column says\n");
    page.line("- named: the plan names the asset as uncovered.");
    page.line(
        "- reconstructed: an assumption. The plan counts the asset without naming it; the status page says why this \
         one was taken.",
    );
    page.line("- bridge: a file of the package, read for what it connects; not among the plan's assets.");
    page.0
}

fn matrix_row(row: &Row<'_>) -> String {
    let labs = row.labs.iter().map(|id| link(id)).collect::<Vec<_>>().join(", ");
    let slides = by_anchor(&row.slides);
    let or_none = |text: String| if text.is_empty() { "**none**".to_owned() } else { text };
    let (path, status) = (&row.asset.path, row.asset.status.name());
    format!("| `{path}` | {status} | {} | {} |", or_none(slides), or_none(labs))
}

/// Formats slides by anchor, in the order of the slides: `A13, A17 (ADDON-A-LAB-01); A14
/// (ADDON-A-LAB-APP-A)`.
fn by_anchor(slides: &[SlidePlace<'_>]) -> String {
    let mut groups: Vec<(&str, Vec<String>)> = Vec::new();
    for place in slides {
        let slide = format!("{}{}", place.addon, place.number);
        match groups.iter_mut().find(|(anchor, _)| *anchor == place.anchor) {
            Some((_, group)) => group.push(slide),
            None => groups.push((place.anchor, vec![slide])),
        }
    }
    let written = groups.iter().map(|(anchor, group)| format!("{} ({anchor})", group.join(", ")));
    written.collect::<Vec<_>>().join("; ")
}

fn link(lab: &str) -> String {
    format!("[{lab}](labs/{lab}.md)")
}

fn anchors(page: &mut Page, course: &Course, addon: &Addon) {
    page.line("\n| Anchor | What it is | Slides |\n|---|---|---|");
    for anchor in &addon.anchors {
        let decks = course.decks.iter().filter(|deck| course.programme.addons[deck.addon].id == addon.id);
        let slides = decks
            .flat_map(|deck| &deck.slides)
            .filter(|slide| slide.anchor.as_ref().is_some_and(|line| line.id.text == anchor.id));
        let slides: Vec<_> = slides.map(|slide| format!("{}{}", addon.id, slide.number)).collect();
        let name = if anchor.required { link(&anchor.id) } else { anchor.id.clone() };
        page.line(&format!("| {name} | {} | {} |", anchor.about, slides.join(", ")));
    }
}

// --- status

fn status(course: &Course, rows: &[Row<'_>]) -> String {
    let (programme, assets) = (&course.programme, &course.assets);
    let (named, reconstructed) = (assets.count(Status::Named), assets.count(Status::Reconstructed));
    let later = assets.count(Status::Later);
    let counted = overview::of(course);
    let Overview { relevant, mapped, uncovered: before, open, .. } = counted;

    let mut page = Page::titled(course, "status");
    page.line("| Assets | Before the add-ons | After |\n|---|---:|---:|");
    page.line(&format!("| relevant, in the plan's window | {relevant} | {relevant} |"));
    page.line(&format!("| mapped | {mapped} | {} |", counted.mapped_after()));
    page.line(&format!("| uncovered | {before} | {open} |"));
    page.line(&format!(
        "\nThe left column is what the plan states. The right one is counted: an asset is covered when a slide whose \
         anchor lists it and a lab sheet both work on it. Of the {before}, {named} are named by the plan and \
         {reconstructed} are reconstructed (see below)."
    ));
    for row in rows.iter().filter(|row| row.asset.status.is_uncovered() && !row.is_covered()) {
        page.line(&format!("- still open: `{}`", row.asset.path));
    }
    add_ons(&mut page, &counted);
    let (from, to) = (&programme.plan.days.0, &programme.plan.days.1);
    page.line("\n## What is counted\n");
    page.line(&format!(
        "Counted is {}. Between {from} and {to} the repository held exactly {relevant} of them. Everything that decks \
         and labs say of a file holds for {}.",
        programme.plan.rule,
        pinned(course)
    ));
    page.line("\n## Assumption\n");
    page.line(&format!(
        "The plan states {before} uncovered assets and names {named}. Which the other {reconstructed} are cannot be \
         known from it. {}",
        programme.plan.assumption
    ));
    page.line("");
    page.list(course, Status::Reconstructed);
    page.line("\n## Residual risk\n");
    page.line(&format!(
        "- The {mapped} mapped assets are the plan's statement. They are listed here, but the core course's own material was \
         not read again."
    ));
    page.line(&format!(
        "- {later} assets came to the repository after the plan's window, up to commit `{}`. No add-on covers them; \
         they are listed below.",
        programme.commit
    ));
    for risk in &programme.plan.risks {
        page.line(&format!("- {risk}"));
    }
    page.line(&format!("\n## The {later} later assets\n"));
    page.list(course, Status::Later);
    page.0
}

fn add_ons(page: &mut Page, counted: &Overview) {
    page.line("\n| Add-on | Hours | Slides | Labs | Clips | Assets closed |\n|---|---|---:|---:|---:|---:|");
    for addon in &counted.addons {
        let (first, last) = addon.hours;
        page.line(&format!(
            "| {}: {} | {first}–{last} | {} | {} | {} | {} of {} |",
            addon.id,
            addon.name,
            addon.slides,
            addon.labs.len(),
            addon.clips.len(),
            addon.closed,
            addon.assets
        ));
    }
}

// --- capstone checklist

fn checklist(course: &Course) -> String {
    let programme = &course.programme;
    let mut page = Page::default();
    page.line("# Capstone checklist\n");
    page.line(&format!("{NOTE}\n"));
    page.line(&format!(
        "One page for the project that closes the add-ons, on {}. Work from top to bottom; a line is ticked by somebody \
         else, who has seen the evidence.\n",
        pinned(course)
    ));
    page.line("Name: ____________________   Project: ____________________   Commit: ____________");
    let mut part = "";
    for line in &programme.capstone {
        if line.part != part {
            page.line(&format!("\n**{}**\n", line.part));
            part = &line.part;
        }
        let labs = line.labs.iter().map(|lab| link(&lab.text)).collect::<Vec<_>>().join(", ");
        page.line(&format!("- [ ] {} ({labs})", line.done));
    }
    page.line(
        "\nDecision: pass / pass with conditions / block   Signed: ____________________   Date: ____________",
    );
    page.0
}
