//! The findings of all lints: without duplicates, with their levels, and limited in number.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use super::allow::{self, Allowances};
use super::levels::{self, Weights};
use super::{Find, Finding, LINTS, Level, Levels, Lint, Subject};
use halfminute_engine::budget::Budget;
use halfminute_engine::diagnostic::Diagnostics;

/// Takes findings while the lints run.
#[derive(Debug)]
pub struct Collector<'a> {
    weights: Weights<'a>,
    allowances: Allowances<'a>,
    budget: &'a Budget,
    /// The lint that is running.
    lint: &'static Lint,
    tallies: HashMap<&'static str, Tally>,
    kept: Vec<(Level, &'static Lint, Finding)>,
    /// Indices into `kept`, by lint, start of the span and message.
    known: HashMap<(&'static str, usize, String), usize>,
}

/// Counts of one lint's findings so far.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    /// Number of findings that were kept.
    kept: usize,
    /// Number of kept findings with the highest level that a finding of this lint can have.
    heaviest: usize,
    /// True if the lint stopped before it had checked everything.
    is_cut: bool,
}

/// Steps charged for each finding, since its message is written before anything else is decided.
const STEPS_OF_FINDING: u64 = 20;

impl<'a> Collector<'a> {
    pub(super) fn new(subject: &Subject<'a>, levels: &'a Levels) -> Self {
        Self {
            weights: Weights::new(subject.scene, levels),
            allowances: Allowances::new(subject.scene),
            budget: subject.budget,
            lint: &LINTS[0],
            tallies: HashMap::new(),
            kept: Vec::new(),
            known: HashMap::new(),
        }
    }

    /// Attributes the following findings to `lint`. Returns false if no further findings of it would be
    /// reported.
    pub(super) fn begin(&mut self, lint: &'static Lint) -> bool {
        self.lint = lint;
        !self.is_full()
    }

    /// Marks `lint` as unfinished without running it, so that none of its `allow` entries is reported as
    /// unused.
    pub(super) fn skip(&mut self, lint: &'static Lint) {
        self.tallies.entry(lint.name).or_default().is_cut = true;
    }

    /// True if the running lint can stop: everything that it finds is allowed, it has found as much as is
    /// reported, or the step budget is spent.
    pub(super) fn is_full(&mut self) -> bool {
        let heaviest = self.weights.heaviest(self.lint);
        let tally = self.tallies.entry(self.lint.name).or_default();
        tally.is_cut |=
            heaviest == Level::Allow || tally.heaviest >= Diagnostics::LIMIT || self.budget.is_spent();
        tally.is_cut || self.allowances.cover_all(self.lint)
    }

    /// Takes a finding of the running lint.
    pub(super) fn push(&mut self, finding: Finding) {
        self.budget.spend(STEPS_OF_FINDING);
        if !self.allowances.cover(self.lint, &finding) {
            self.keep(finding);
        }
    }

    /// Takes findings until [`Collector::is_full`].
    pub(super) fn extend(&mut self, findings: impl IntoIterator<Item = Finding>) {
        for finding in findings {
            if self.is_full() {
                return;
            }
            self.push(finding);
        }
    }

    fn keep(&mut self, finding: Finding) {
        let level = self.weights.of(self.lint, &finding);
        if level == Level::Allow {
            return;
        }
        // A fault that stays from one picture to the next is one finding: the one with the highest level.
        let key = (self.lint.name, finding.span.start, finding.message.clone());
        let heaviest = usize::from(level == self.weights.heaviest(self.lint));
        let tally = self.tallies.entry(self.lint.name).or_default();
        if let Some(at) = self.known.get(&key) {
            let known = &mut self.kept[*at];
            if known.0 < level {
                tally.heaviest += heaviest;
                *known = (level, self.lint, finding);
            }
            return;
        }
        if tally.kept >= Diagnostics::LIMIT && heaviest == 0 {
            return;
        }
        tally.kept += 1;
        tally.heaviest += heaviest;
        self.known.insert(key, self.kept.len());
        self.kept.push((level, self.lint, finding));
    }

    /// Reports the findings that were kept, by level from the highest, then in the order of the lints.
    pub(super) fn finish(mut self, found: &mut Diagnostics) {
        let entries = LINTS.iter().find(|lint| matches!(lint.find, Find::Entries));
        let is_skipped = |lint: &Lint| self.tallies.get(lint.name).is_some_and(|tally| tally.is_cut);
        if !entries.is_some_and(is_skipped) {
            self.find_unused();
        }
        if self.tallies.values().any(|tally| tally.heaviest >= Diagnostics::LIMIT) {
            found.note_unfinished();
        }
        let place = |lint: &Lint| LINTS.iter().position(|other| other.name == lint.name);
        self.kept.sort_by_key(|(level, lint, _)| (Reverse(*level), place(lint)));
        for (level, lint, finding) in self.kept {
            if let Some(diagnostic) = levels::weighed(level, lint, finding) {
                found.push(diagnostic);
            }
        }
    }

    /// Finds entries that cover no finding, for lints that have checked everything.
    fn find_unused(&mut self) {
        let cut = self.tallies.iter().filter(|(_, tally)| tally.is_cut).map(|(name, _)| *name);
        let cut: HashSet<&str> = cut.collect();
        let unused: Vec<Finding> = self.allowances.unused(&cut).map(allow::without_effect).collect();
        for lint in LINTS.iter().filter(|lint| matches!(lint.find, Find::Entries)) {
            self.lint = lint;
            unused.iter().for_each(|finding| self.keep(finding.clone()));
        }
    }
}
