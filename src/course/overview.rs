//! Counts of a programme, for the status page and the review page.

use super::coverage::{Row, rows};
use super::programme::Addon;
use super::{Course, file::Placed};

/// Counts of a programme. Files that cannot be read are not counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overview {
    /// Title of the programme.
    pub title: String,
    /// The course repository, as `owner/name`.
    pub repository: String,
    /// The commit of the repository that all statements refer to.
    pub commit: String,
    /// Number of relevant assets, as the plan states it.
    pub relevant: usize,
    /// Number of assets mapped before the add-ons, as the plan states it.
    pub mapped: usize,
    /// Number of assets uncovered before the add-ons.
    pub uncovered: usize,
    /// Number of assets that are still uncovered, as counted.
    pub open: usize,
    /// The add-ons, in the order in which they are taught.
    pub addons: Vec<AddonOverview>,
}

/// Counts of one add-on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddonOverview {
    /// The add-on's letter, such as `A`.
    pub id: String,
    /// Name of the add-on.
    pub name: String,
    /// First and last hour of the course that it fills.
    pub hours: (u32, u32),
    /// Names of its clips, in the order in which the deck plays them.
    pub clips: Vec<String>,
    /// Path of the deck below the programme's folder.
    pub deck: String,
    /// Number of slides in the deck.
    pub slides: usize,
    /// Ids of its lab sheets.
    pub labs: Vec<String>,
    /// Number of uncovered assets that it is to cover.
    pub assets: usize,
    /// Number of those assets that it covers.
    pub closed: usize,
}

/// Counts the parts of a programme.
pub(super) fn of(course: &Course) -> Overview {
    let rows = rows(course);
    let uncovered: Vec<&Row<'_>> = rows.iter().filter(|row| row.asset.status.is_uncovered()).collect();
    let programme = &course.programme;
    let (relevant, mapped) = (programme.plan.relevant.0, programme.plan.mapped.0);
    Overview {
        title: programme.title.clone(),
        repository: programme.repository.clone(),
        commit: programme.commit.clone(),
        relevant,
        mapped,
        uncovered: relevant.saturating_sub(mapped),
        open: uncovered.iter().filter(|row| !row.is_covered()).count(),
        addons: programme
            .addons
            .iter()
            .enumerate()
            .map(|(at, one)| addon(course, at, one, &uncovered))
            .collect(),
    }
}

fn addon(course: &Course, at: usize, addon: &Addon, uncovered: &[&Row<'_>]) -> AddonOverview {
    let own = || uncovered.iter().filter(|row| row.asset.bundle == addon.id);
    let text = |placed: &Placed| placed.text.clone();
    AddonOverview {
        id: addon.id.clone(),
        name: addon.name.clone(),
        hours: addon.hours,
        clips: addon.clips.iter().map(text).collect(),
        deck: text(&addon.deck),
        slides: course.decks.iter().filter(|deck| deck.addon == at).map(|deck| deck.slides.len()).sum(),
        labs: addon.labs().map(|lab| lab.id.clone()).collect(),
        assets: own().count(),
        closed: own().filter(|row| row.is_covered()).count(),
    }
}

impl Overview {
    /// Number of assets that are mapped together with the add-ons.
    pub(super) fn mapped_after(&self) -> usize {
        self.mapped + self.addons.iter().map(|addon| addon.closed).sum::<usize>()
    }
}
