//! The rules, one file per group. Each adds to the findings of the file that it checks.

pub(super) mod clips;
pub(super) mod folder;
pub(super) mod output;

mod anchors;
mod coverage;
mod labs;
mod leakage;
mod parts;
mod positions;
mod questions;
mod titles;

use super::Course;

/// Checks all rules about decks, labs and data files.
pub(super) fn check(course: &Course) {
    positions::check(course);
    titles::check(course);
    parts::check(course);
    anchors::check(course);
    coverage::check(course);
    labs::check(course);
    questions::check(course);
    leakage::check(course);
}
