//! What findings weigh: nothing, a warning, an error.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Finding, LINTS, Lint, named};
use crate::diagnostic::{Diagnostic, Diagnostics, Moment, Span, did_you_mean};
use crate::scene::{Lints, Scene};

/// What a lint's findings weigh.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// They are not reported.
    Allow,
    /// They are warnings.
    Warn,
    /// They are errors: nothing is drawn.
    Deny,
}

impl fmt::Display for Level {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Allow => "allow",
            Self::Warn => "warn",
            Self::Deny => "deny",
        })
    }
}

/// Levels asked for, instead of the lints' own.
///
/// A lint's own name counts more than `all`, and the stricter of two levels for one name more than
/// the other, so that the order in which they are given does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "BTreeMap<String, Level>", try_from = "BTreeMap<String, Level>")]
pub struct Levels {
    all: Option<Level>,
    named: BTreeMap<&'static str, Level>,
}

impl From<Levels> for BTreeMap<String, Level> {
    fn from(levels: Levels) -> Self {
        let all = levels.all.map(|level| (ALL.to_owned(), level));
        let named = levels.named.into_iter().map(|(name, level)| (name.to_owned(), level));
        all.into_iter().chain(named).collect()
    }
}

impl TryFrom<BTreeMap<String, Level>> for Levels {
    type Error = UnknownLint;

    fn try_from(asked: BTreeMap<String, Level>) -> Result<Self, UnknownLint> {
        let mut levels = Self::default();
        asked.iter().try_for_each(|(name, level)| levels.set(name, *level))?;
        Ok(levels)
    }
}

/// A name that no lint has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownLint {
    /// The name.
    pub name: String,
}

impl UnknownLint {
    /// What the name was probably meant to be, or where the names are listed.
    #[must_use]
    pub fn help(&self) -> String {
        match did_you_mean(&self.name, LINTS.iter().map(|lint| lint.name)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "docs/scene-format.md lists the lints".to_owned(),
        }
    }
}

impl UnknownLint {
    /// The finding, where a scene names it.
    pub(super) fn at(&self, span: &Span) -> Diagnostic {
        let message = format!("no lint is called `{}`", self.name);
        Diagnostic::error("unknown-lint", span.clone(), message).help(self.help())
    }
}

impl fmt::Display for UnknownLint {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "no lint is called `{}`: {}", self.name, self.help())
    }
}

impl std::error::Error for UnknownLint {}

/// The name that stands for every lint.
const ALL: &str = "all";

impl Levels {
    /// True if nothing was asked for.
    #[must_use]
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }

    /// Gives `level` to the lint called `name`, or to every lint if that is `all`.
    ///
    /// # Errors
    /// There is no such lint.
    pub fn set(&mut self, name: &str, level: Level) -> Result<(), UnknownLint> {
        if name == ALL {
            self.all = self.all.max(Some(level));
            return Ok(());
        }
        let lint = named(name).ok_or_else(|| UnknownLint { name: name.to_owned() })?;
        let old = self.named.entry(lint.name).or_insert(level);
        *old = (*old).max(level);
        Ok(())
    }

    /// The level asked for, if one was.
    fn asked(&self, lint: &Lint) -> Option<Level> {
        self.named.get(lint.name).copied().or(self.all)
    }

    /// What a clip or a beat asks for; names without a lint are left out.
    fn of_lints(lints: &Lints) -> Self {
        let mut levels = Self::default();
        for (level, names) in [(Level::Warn, &lints.warn), (Level::Deny, &lints.deny)] {
            for (name, _) in names {
                let _ = levels.set(name, level);
            }
        }
        levels
    }
}

/// All levels that a clip is judged by: the command line counts more than a beat, a beat more than the
/// clip, the clip more than the lint's own.
#[derive(Debug)]
pub(super) struct Weights<'a> {
    command_line: &'a Levels,
    beats: Vec<Levels>,
    clip: Levels,
    /// For each lint, the most that one of its findings can weigh.
    heaviest: BTreeMap<&'static str, Level>,
}

impl<'a> Weights<'a> {
    pub(super) fn new(scene: &Scene, command_line: &'a Levels) -> Self {
        let beats = scene.beats.iter().map(|beat| Levels::of_lints(&beat.lints)).collect();
        let clip = Levels::of_lints(&scene.clip.lints);
        let mut weights = Self { command_line, beats, clip, heaviest: BTreeMap::new() };
        weights.heaviest = LINTS.iter().map(|lint| (lint.name, weights.heaviest_of(lint))).collect();
        weights
    }

    /// The most that a finding of a lint can weigh.
    pub(super) fn heaviest(&self, lint: &Lint) -> Level {
        self.heaviest.get(lint.name).copied().unwrap_or(lint.level)
    }

    fn heaviest_of(&self, lint: &Lint) -> Level {
        let elsewhere = self.clip.asked(lint).unwrap_or(lint.level);
        let of_beats = self.beats.iter().filter_map(|beat| beat.asked(lint)).fold(elsewhere, Level::max);
        self.command_line.asked(lint).unwrap_or(of_beats)
    }

    /// What a finding weighs.
    pub(super) fn of(&self, lint: &Lint, finding: &Finding) -> Level {
        let beat = finding.beat.and_then(|beat| self.beats.get(beat));
        let asked = self.command_line.asked(lint);
        let asked = asked.or_else(|| beat?.asked(lint)).or_else(|| self.clip.asked(lint));
        asked.unwrap_or(lint.level)
    }
}

/// Reports names in `warn` and `deny` that no lint has.
pub(super) fn check(scene: &Scene, found: &mut Diagnostics) {
    let all = scene.beats.iter().map(|beat| &beat.lints).chain([&scene.clip.lints]);
    for (name, span) in all.flat_map(|lints| lints.warn.iter().chain(&lints.deny)) {
        if let Err(unknown) = Levels::default().set(name, Level::Warn) {
            found.push(unknown.at(span));
        }
    }
}

/// The diagnostic that a finding becomes, if it becomes one.
pub(super) fn weighed(level: Level, lint: &Lint, finding: Finding) -> Option<Diagnostic> {
    let report = match level {
        Level::Allow => return None,
        Level::Warn => Diagnostic::warning,
        Level::Deny => Diagnostic::error,
    };
    let moment = finding.beat.map(|beat| Moment { beat: beat + 1, time: finding.time });
    Some(report(lint.name, finding.span, finding.message).help(finding.help).at(moment))
}

#[cfg(test)]
mod tests {
    use super::{Level, Levels};
    use crate::lint::named;

    #[test]
    fn names_count_more_than_all_and_strict_more_than_lax() {
        let contrast = named("contrast").expect("it exists");
        let overlong = named("caption-length").expect("it exists");
        let mut levels = Levels::default();
        assert_eq!(levels.asked(contrast), None);
        for (name, level) in [("contrast", Level::Allow), ("all", Level::Deny), ("all", Level::Warn)] {
            assert_eq!(levels.set(name, level), Ok(()));
        }
        assert_eq!((levels.asked(contrast), levels.asked(overlong)), (Some(Level::Allow), Some(Level::Deny)));
        assert_eq!(levels.set("contrast", Level::Warn), Ok(()));
        assert_eq!(levels.asked(contrast), Some(Level::Warn));
        let error = levels.set("contrasts", Level::Warn).expect_err("no such lint").to_string();
        assert_eq!(error, "no lint is called `contrasts`: did you mean `contrast`?");
    }
}
