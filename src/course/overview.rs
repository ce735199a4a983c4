//! The programme at a glance: what the status page and the review page count.

use super::coverage::{Row, rows};
use super::programme::Addon;
use super::{Course, file::Placed};

/// A programme's counts. Only what can be read is counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overview {
    /// The programme's title.
    pub title: String,
    /// The course repository, and its commit that everything speaks of.
    pub repository: String,
    /// That commit.
    pub commit: String,
    /// Assets of the plan, as it states them.
    pub relevant: usize,
    /// Those mapped before the add-ons, as the plan states them.
    pub mapped: usize,
    /// Those uncovered before the add-ons.
    pub uncovered: usize,
    /// Those still uncovered, counted.
    pub open: usize,
    /// The add-ons, in the order in which they are taught.
    pub addons: Vec<AddonOverview>,
}

/// An add-on's counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddonOverview {
    /// Its letter.
    pub id: String,
    /// Its name.
    pub name: String,
    /// First and last hour.
    pub hours: (u32, u32),
    /// Names of its clips: one an hour, in their order.
    pub clips: Vec<String>,
    /// The deck's path below the programme's folder.
    pub deck: String,
    /// Slides of the deck.
    pub slides: usize,
    /// Ids of its lab sheets.
    pub labs: Vec<String>,
    /// Uncovered assets that it is to cover.
    pub assets: usize,
    /// How many of them it covers.
    pub closed: usize,
}

/// Counts a programme.
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
    /// How many assets are mapped with the add-ons.
    pub(super) fn mapped_after(&self) -> usize {
        self.mapped + self.addons.iter().map(|addon| addon.closed).sum::<usize>()
    }
}
