//! Counts of a programme, for documents and the review page.

use serde::Serialize;

use super::assets_form::Role;
use super::coverage::{Row, rows};
use super::programme::{Addon, Hours, Words};
use super::{Course, file::Placed};

/// Counts of a programme. Files that cannot be read are not counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overview {
    /// Title of the programme.
    pub title: String,
    /// The repository that the course works on, as `owner/name`, or empty.
    pub repository: String,
    /// The commit of the repository that all statements refer to, or empty.
    pub commit: String,
    /// The course's names for its parts.
    pub words: Words,
    /// Counts of assets, if the course keeps a list of them.
    pub coverage: Option<Coverage>,
    /// The add-ons, in the order in which they are taught.
    pub addons: Vec<AddonOverview>,
}

/// Counts of assets before and with the add-ons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Coverage {
    /// Number of assets that are counted.
    pub relevant: usize,
    /// Number of assets that were covered before the add-ons.
    pub covered_before: usize,
    /// Number of assets that were open before the add-ons.
    pub open_before: usize,
    /// Number of assets that are covered with the add-ons.
    pub covered: usize,
    /// Number of assets that are still open.
    pub open: usize,
}

/// Counts of one add-on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddonOverview {
    /// The add-on's id, such as `A`.
    pub id: String,
    /// Name of the add-on.
    pub name: String,
    /// First and last hour of the course that it fills, if hours are numbered.
    pub hours: Option<Hours>,
    /// Names of its clips, in the order in which the deck plays them.
    pub clips: Vec<String>,
    /// Path of the deck below the programme's folder.
    pub deck: String,
    /// Number of slides in the deck.
    pub slides: usize,
    /// Ids of its lab sheets.
    pub labs: Vec<String>,
    /// Number of open assets that it is to cover.
    pub assets: usize,
    /// Number of those assets that it covers.
    pub closed: usize,
}

/// Counts the parts of a programme.
pub(super) fn of(course: &Course) -> Overview {
    let rows = rows(course);
    let open: Vec<&Row<'_>> = rows.iter().filter(|row| row.asset.role == Role::Open).collect();
    let programme = &course.programme;
    let coverage = course.assets.as_ref().map(|assets| {
        let (covered_before, open_before) = (assets.count(Role::Covered), assets.count(Role::Open));
        let closed = open.iter().filter(|row| row.is_covered()).count();
        Coverage {
            relevant: covered_before + open_before,
            covered_before,
            open_before,
            covered: covered_before + closed,
            open: open_before - closed,
        }
    });
    Overview {
        title: programme.title.clone(),
        repository: programme.repository.clone(),
        commit: programme.commit.clone(),
        words: programme.words.clone(),
        coverage,
        addons: programme.addons.iter().map(|one| addon(course, one, &open)).collect(),
    }
}

fn addon(course: &Course, addon: &Addon, open: &[&Row<'_>]) -> AddonOverview {
    let own = || open.iter().filter(|row| row.asset.addon == addon.id.text);
    let text = |placed: &Placed| placed.text.clone();
    AddonOverview {
        id: text(&addon.id),
        name: addon.name.clone(),
        hours: addon.hours,
        clips: addon.clips.iter().map(text).collect(),
        deck: text(&addon.deck),
        slides: course.deck_of(addon).map_or(0, |deck| deck.slides.len()),
        labs: addon.labs().map(|lab| text(&lab.id)).collect(),
        assets: own().count(),
        closed: own().filter(|row| row.is_covered()).count(),
    }
}
