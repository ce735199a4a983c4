//! Levels of findings: not reported, warning or error.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Finding, LINTS, Lint, named};
use halfminute_engine::diagnostic::{Diagnostic, Diagnostics, Moment, Span, did_you_mean};
use halfminute_engine::scene::{Lints, Scene};

/// Severity of a lint's findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Findings are not reported.
    Allow,
    /// Findings are reported as warnings.
    Warn,
    /// Findings are errors: nothing is drawn.
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

/// Levels that were asked for, instead of the lints' defaults.
///
/// The level for a lint's own name takes precedence over the level for `all`. Of two levels for one name the
/// stricter counts, so that their order does not matter.
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

/// A name that belongs to no lint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownLint {
    /// The name as it was given.
    pub name: String,
}

impl UnknownLint {
    /// A similar name of a lint, or the page that lists all names.
    #[must_use]
    pub fn help(&self) -> String {
        match did_you_mean(&self.name, LINTS.iter().map(|lint| lint.name)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "docs/scene-format.md lists the lints".to_owned(),
        }
    }
}

impl UnknownLint {
    /// The diagnostic for a scene that uses the name at `span`.
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

    /// Sets `level` for the lint called `name`, or for every lint if that is `all`.
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

    /// The level that was asked for, if any.
    fn asked(&self, lint: &Lint) -> Option<Level> {
        self.named.get(lint.name).copied().or(self.all)
    }

    /// Levels that a clip or a beat asks for; unknown names are ignored.
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

/// All levels for a clip, in order of precedence: the command line, the beat, the clip, the lint's default.
#[derive(Debug)]
pub(super) struct Weights<'a> {
    command_line: &'a Levels,
    beats: Vec<Levels>,
    clip: Levels,
    /// For each lint, the highest level that one of its findings can have.
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

    /// The highest level that a finding of this lint can have.
    pub(super) fn heaviest(&self, lint: &Lint) -> Level {
        self.heaviest.get(lint.name).copied().unwrap_or(lint.level)
    }

    fn heaviest_of(&self, lint: &Lint) -> Level {
        let elsewhere = self.clip.asked(lint).unwrap_or(lint.level);
        let of_beats = self.beats.iter().filter_map(|beat| beat.asked(lint)).fold(elsewhere, Level::max);
        self.command_line.asked(lint).unwrap_or(of_beats)
    }

    /// Level of a single finding, from the most specific setting.
    pub(super) fn of(&self, lint: &Lint, finding: &Finding) -> Level {
        let beat = finding.beat.and_then(|beat| self.beats.get(beat));
        let asked = self.command_line.asked(lint);
        let asked = asked.or_else(|| beat?.asked(lint)).or_else(|| self.clip.asked(lint));
        asked.unwrap_or(lint.level)
    }
}

/// Reports names in `warn` and `deny` that belong to no lint.
pub(super) fn check(scene: &Scene, found: &mut Diagnostics) {
    let all = scene.beats.iter().map(|beat| &beat.lints).chain([&scene.clip.lints]);
    for (name, span) in all.flat_map(|lints| lints.warn.iter().chain(&lints.deny)) {
        if let Err(unknown) = Levels::default().set(name, Level::Warn) {
            found.push(unknown.at(span));
        }
    }
}

/// The diagnostic for a finding; `None` if its level is [`Level::Allow`].
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
