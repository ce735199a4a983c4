//! The documents that are generated from a programme: its templates, filled with its data.
//!
//! They do not depend on the time or place of writing: the same programme gives the same bytes.

use serde_json::{Value, json};

use super::Course;
use super::assets_form::Role;
use super::coverage::{Row, SlidePlace, rows};
use super::overview;
use super::programme::{Addon, Anchor};
use super::template;

/// A document that is generated from the programme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Name of its file in the programme's folder.
    pub name: String,
    /// The whole text, in Markdown.
    pub text: String,
}

/// All documents of a programme, without those whose templates have errors, which are reported there.
pub(super) fn all(course: &Course) -> Vec<Document> {
    let data = data(course);
    let rendered = course.templates.iter().filter_map(|one| {
        let text = template::render(&one.file, &data)?;
        Some(Document { name: one.document.clone(), text })
    });
    rendered.collect()
}

/// The names that templates know; docs/course.md lists them.
fn data(course: &Course) -> Value {
    let programme = &course.programme;
    let overview = overview::of(course);
    let rows = rows(course);
    let mut statuses = serde_json::Map::new();
    for status in programme.assets.iter().flat_map(|form| &form.statuses) {
        let of_status = course.assets.iter().flat_map(|assets| &assets.list);
        let paths =
            of_status.filter(|asset| asset.status == status.name.text).map(|asset| asset.path.text.as_str());
        statuses.insert(status.name.text.clone(), paths.collect());
    }
    let still_open = rows.iter().filter(|row| row.asset.role == Role::Open && !row.is_covered());
    json!({
        "title": programme.title,
        "repository": programme.repository,
        "commit": programme.commit,
        "date": programme.date,
        "coverage": overview.coverage,
        "statuses": statuses,
        "open": still_open.map(row).collect::<Value>(),
        "addons": programme.addons.iter().map(|one| addon(course, one, &rows)).collect::<Value>(),
        "checklist": checklist(course),
    })
}

fn addon(course: &Course, addon: &Addon, rows: &[Row<'_>]) -> Value {
    let own = |role: Role| {
        rows.iter().filter(move |row| row.asset.addon == addon.id.text && row.asset.role == role)
    };
    let anchors = |required: bool| {
        let wanted = addon.anchors.iter().filter(|anchor| anchor.required == required);
        wanted.map(|one| anchor(course, addon, one)).collect::<Value>()
    };
    json!({
        "id": addon.id.text,
        "name": addon.name,
        "purpose": addon.purpose,
        "hours": addon.hours,
        "deck": addon.deck.text,
        "slides": course.deck_of(addon).map_or(0, |deck| deck.slides.len()),
        "clips": addon.clips.iter().map(|clip| &clip.text).collect::<Vec<_>>(),
        "labs": anchors(true),
        "anchors": anchors(false),
        "assets": own(Role::Open).map(row).collect::<Value>(),
        "covered": own(Role::Open).filter(|row| row.is_covered()).map(row).collect::<Value>(),
        "beside": own(Role::Beside).map(row).collect::<Value>(),
    })
}

fn anchor(course: &Course, addon: &Addon, anchor: &Anchor) -> Value {
    let slides = course.deck_of(addon).into_iter().flat_map(|deck| &deck.slides);
    let own = slides.filter(|slide| slide.anchor.as_ref().is_some_and(|line| line.id.text == anchor.id.text));
    let slides: Value = own.map(|slide| json!({ "addon": addon.id.text, "number": slide.number })).collect();
    json!({ "id": anchor.id.text, "about": anchor.about, "slides": slides })
}

fn row(row: &Row<'_>) -> Value {
    let asset = &row.asset;
    let anchors = by_anchor(&row.slides);
    json!({ "path": asset.path.text, "status": asset.status, "anchors": anchors, "labs": row.labs })
}

/// Slides by their anchors, in the order of the first slide of each.
fn by_anchor(slides: &[SlidePlace<'_>]) -> Value {
    let mut ids: Vec<&str> = Vec::new();
    for place in slides {
        if !ids.contains(&place.anchor) {
            ids.push(place.anchor);
        }
    }
    let slides_of = |id: &str| {
        let own = slides.iter().filter(|place| place.anchor == id);
        own.map(|place| json!({ "addon": place.addon, "number": place.number })).collect::<Value>()
    };
    ids.into_iter().map(|id| json!({ "id": id, "slides": slides_of(id) })).collect()
}

/// The lines of the checklist, grouped where consecutive lines have the same part.
fn checklist(course: &Course) -> Value {
    let groups = course.programme.checklist.chunk_by(|a, b| a.part == b.part);
    let group = groups.map(|lines| {
        let each = lines.iter().map(|line| {
            let labs: Vec<&str> = line.labs.iter().map(|lab| lab.text.as_str()).collect();
            json!({ "done": line.done, "labs": labs })
        });
        json!({ "part": lines[0].part, "lines": each.collect::<Value>() })
    });
    group.collect()
}
