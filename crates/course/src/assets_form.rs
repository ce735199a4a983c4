//! `[assets]` in `programme.toml`: the statuses that assets may have, and how many are expected.

use halfminute_engine::diagnostic::Span;
use halfminute_engine::document::Table;

use super::file::Placed;
use super::keys::{one_of, report_duplicates, required, tables, whole};

/// The part that an asset has in the coverage of a course.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Counted, and covered before the add-ons.
    Covered,
    /// Counted, and to be covered by an add-on.
    Open,
    /// Not counted; an add-on works on it.
    Beside,
    /// Not counted; no add-on works on it.
    Outside,
}

const ROLES: [(&str, Role); 4] =
    [("covered", Role::Covered), ("open", Role::Open), ("beside", Role::Beside), ("outside", Role::Outside)];

/// A status that assets may have.
#[derive(Debug)]
pub(super) struct Status {
    pub(super) name: Placed,
    pub(super) role: Role,
}

/// A number that the course expects.
#[derive(Debug)]
pub(super) struct Expected {
    pub(super) count: usize,
    pub(super) span: Span,
}

/// The content of `[assets]` in `programme.toml`.
#[derive(Debug)]
pub(super) struct AssetsForm {
    /// Place of the table in the file.
    pub(super) span: Span,
    pub(super) statuses: Vec<Status>,
    /// Expected number of assets that are covered or open.
    pub(super) relevant: Option<Expected>,
    /// Expected number of assets that were covered before the add-ons.
    pub(super) covered: Option<Expected>,
}

impl AssetsForm {
    /// Reads the table, if there is one. Without `statuses`, each role is a status of its own name.
    pub(super) fn read(root: &Table<'_>) -> Option<Self> {
        let table = root.table("assets", "`[assets]`")?;
        let mut statuses: Vec<Status> = tables(&table, "statuses", "the status").iter().map(status).collect();
        if !table.has("statuses") {
            let named = |(name, role): (&str, Role)| Status {
                name: Placed { text: name.to_owned(), span: table.span.clone() },
                role,
            };
            statuses = ROLES.map(named).into();
        }
        report_duplicates(statuses.iter().map(|status| &status.name), root.findings());
        let expected =
            |key| Some(Expected { count: whole(&table, key, 0..=1_000_000)?, span: table.place(key) });
        let form = Self {
            span: table.span.clone(),
            statuses,
            relevant: expected("relevant"),
            covered: expected("covered"),
        };
        table.finish();
        Some(form)
    }
}

fn status(table: &Table<'_>) -> Status {
    let name = required(table, "name", "name = \"open\"");
    if name.text.contains(['.', '{', '}', ' ']) {
        let message = format!("`{}` is not a valid status name", name.text);
        let help = "leave out dots, blanks and braces, which templates have other uses for";
        table.findings().error_help("course-form", &name.span, message, help);
    }
    if !table.has("role") {
        table.missing("role", "role = \"open\"");
    }
    let role = one_of(table, "role", &ROLES).unwrap_or(Role::Open);
    table.finish();
    Status { name, role }
}
