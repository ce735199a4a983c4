//! Options that set the levels of lints.

use clap::Args;

use halfminute_check::lint::{Level, Levels, UnknownLint};

/// Levels of lints; the level for a lint's own name takes precedence over the one for `all`.
#[derive(Args, Clone, Debug)]
pub(super) struct LintOptions {
    /// Do not report what this lint finds; `all` stands for every lint
    #[arg(long, value_name = "LINT", value_delimiter = ',', value_parser = known)]
    allow: Vec<String>,
    /// Report what this lint finds as a warning
    #[arg(long, value_name = "LINT", value_delimiter = ',', value_parser = known)]
    warn: Vec<String>,
    /// Report what this lint finds as an error: nothing is drawn
    #[arg(long, value_name = "LINT", value_delimiter = ',', value_parser = known)]
    deny: Vec<String>,
}

/// Accepts the names of lints, and `all`.
fn known(name: &str) -> Result<String, UnknownLint> {
    Levels::default().set(name, Level::Warn).map(|()| name.to_owned())
}

impl LintOptions {
    pub(super) fn levels(&self) -> Levels {
        let mut levels = Levels::default();
        let asked = [(&self.allow, Level::Allow), (&self.warn, Level::Warn), (&self.deny, Level::Deny)];
        for (names, level) in asked {
            for name in names {
                levels.set(name, level).expect("the names were checked when they were read");
            }
        }
        levels
    }
}
