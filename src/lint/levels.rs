//! What findings weigh: nothing, a warning, an error.

use std::collections::BTreeMap;
use std::fmt;

use super::{Finding, LINTS, Lint, named};
use crate::diagnostic::{Diagnostic, did_you_mean};

/// What a lint's findings weigh.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
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
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Levels {
    all: Option<Level>,
    named: BTreeMap<&'static str, Level>,
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

impl fmt::Display for UnknownLint {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "no lint is called `{}`: {}", self.name, self.help())
    }
}

impl std::error::Error for UnknownLint {}

/// The name that stands for every lint.
const ALL: &str = "all";

impl Levels {
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

    /// The level of a lint.
    #[must_use]
    pub fn of(&self, lint: &Lint) -> Level {
        self.named.get(lint.name).copied().or(self.all).unwrap_or(lint.level)
    }

    /// The diagnostic that a finding becomes, if it becomes one.
    pub(super) fn weigh(&self, lint: &Lint, finding: Finding) -> Option<Diagnostic> {
        let report = match self.of(lint) {
            Level::Allow => return None,
            Level::Warn => Diagnostic::warning,
            Level::Deny => Diagnostic::error,
        };
        Some(report(lint.name, finding.span, finding.message).help(finding.help))
    }
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
        assert_eq!(levels.of(contrast), Level::Warn);
        for (name, level) in [("contrast", Level::Allow), ("all", Level::Deny), ("all", Level::Warn)] {
            assert_eq!(levels.set(name, level), Ok(()));
        }
        assert_eq!((levels.of(contrast), levels.of(overlong)), (Level::Allow, Level::Deny));
        assert_eq!(levels.set("contrast", Level::Warn), Ok(()));
        assert_eq!(levels.of(contrast), Level::Warn);
        let error = levels.set("contrasts", Level::Warn).expect_err("no such lint").to_string();
        assert_eq!(error, "no lint is called `contrasts`: did you mean `contrast`?");
    }
}
