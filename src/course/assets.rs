//! `assets.toml`: every teaching asset of the course repository, and its status in the plan.

use std::collections::HashMap;
use std::path::{Component, Path};

use crate::diagnostic::{Diagnostics, Span, did_you_mean};
use crate::document::{self, Findings, Table};
use crate::film::ReadError;

use super::file::File;
use super::programme::{Programme, required, tables};

/// Status of an asset in the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Status {
    /// In the plan, and mapped before the add-ons.
    Mapped,
    /// In the plan, which names it as uncovered.
    Named,
    /// In the plan, and assumed to be uncovered.
    Reconstructed,
    /// Added to the repository afterwards; not in the plan.
    Later,
    /// A file of the package that is only read; not in the plan.
    Bridge,
}

const STATUSES: [(&str, Status); 5] = [
    ("mapped", Status::Mapped),
    ("named", Status::Named),
    ("reconstructed", Status::Reconstructed),
    ("later", Status::Later),
    ("bridge", Status::Bridge),
];

impl Status {
    /// The status as the file writes it.
    pub(super) fn name(self) -> &'static str {
        STATUSES.iter().find(|(_, status)| *status == self).map_or("", |(name, _)| name)
    }

    /// True if the add-ons must cover the asset.
    pub(super) fn is_uncovered(self) -> bool {
        matches!(self, Self::Named | Self::Reconstructed)
    }
}

/// An entry of the list of assets.
#[derive(Debug)]
pub(super) struct Asset {
    pub(super) path: String,
    pub(super) span: Span,
    pub(super) status: Status,
    /// Id of the add-on that covers it; empty if none has to.
    pub(super) bundle: String,
}

/// All assets, in the order of the file.
#[derive(Debug)]
pub(super) struct Assets {
    pub(super) file: File,
    pub(super) list: Vec<Asset>,
    places: HashMap<String, usize>,
}

impl Assets {
    /// Reads the file and compares its counts with those in the plan.
    pub(super) fn open(folder: &Path, programme: &Programme) -> Result<Self, ReadError> {
        let file = File::read(&folder.join("assets.toml"))?;
        let mut assets = Self { file, list: Vec::new(), places: HashMap::new() };
        if assets.file.findings.has_errors() {
            return Ok(assets);
        }
        let mut found = Diagnostics::default();
        let entries = document::parse(assets.file.text(), &mut found);
        assets.file.findings = Findings::new(found);
        if let Some(entries) = entries {
            let root = Table::new(&assets.file.findings, &entries, 0..0, "the list of assets");
            assets.list = read(&root, programme);
            root.finish();
        }
        assets.index();
        if !assets.file.findings.has_errors() {
            assets.check_counts(programme);
        }
        Ok(assets)
    }

    fn index(&mut self) {
        for (at, asset) in self.list.iter().enumerate() {
            if self.places.insert(asset.path.clone(), at).is_some() {
                let message = format!("`{}` is listed twice", asset.path);
                self.file.findings.error_help("duplicate", &asset.span, message, "list it once");
            }
        }
    }

    fn check_counts(&self, programme: &Programme) {
        let relevant = [Status::Mapped, Status::Named, Status::Reconstructed];
        let counted = relevant.iter().map(|status| self.count(*status)).sum::<usize>();
        let plan = &programme.plan;
        let checks = [
            (counted, &plan.relevant, "mapped, named or reconstructed"),
            (self.count(Status::Mapped), &plan.mapped, "mapped"),
        ];
        for (counted, (stated, span), what) in checks {
            if counted != *stated {
                let message =
                    format!("`assets.toml` lists {counted} assets as {what}, the plan states {stated}");
                let help = "mend the list, or the count if the plan was read wrongly";
                programme.file.findings.error_help("course-count", span, message, help);
            }
        }
    }

    /// The asset at `path`, if it is listed.
    pub(super) fn get(&self, path: &str) -> Option<&Asset> {
        self.places.get(path).map(|at| &self.list[*at])
    }

    /// Number of assets with this status.
    pub(super) fn count(&self, status: Status) -> usize {
        self.list.iter().filter(|asset| asset.status == status).count()
    }

    /// A suggestion for a path that is not listed.
    pub(super) fn suggestion(&self, path: &str) -> String {
        match did_you_mean(path, self.list.iter().map(|asset| asset.path.as_str())) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "write the path of an asset in `assets.toml`, or list it there".to_owned(),
        }
    }
}

fn read(root: &Table<'_>, programme: &Programme) -> Vec<Asset> {
    let findings = root.findings();
    if !root.has("asset") {
        root.missing("asset", "asset = [{ path = \"ch02/tests.py\", status = \"mapped\" }]");
    }
    let mut list = Vec::new();
    for table in tables(root, "asset", "the asset") {
        let path = required(&table, "path", "path = \"ch02/tests.py\"");
        let names = STATUSES.map(|(name, _)| name);
        let name = table.choice("status", &names);
        if !table.has("status") {
            table.missing("status", "status = \"mapped\"");
        }
        let status = STATUSES.iter().find(|(known, _)| Some(*known) == name).map(|(_, status)| *status);
        let bundle = table.text("bundle").unwrap_or_default().to_owned();
        if let Some(status) = status {
            check_bundle(&table, status, &bundle, programme);
        }
        let plain = Path::new(&path.text).components().all(|part| matches!(part, Component::Normal(_)));
        if !plain || path.text.contains('\\') {
            let message = format!("`{}` is no path below the repository", path.text);
            findings.error_help(
                "course-asset",
                &path.span,
                message,
                "write it as seen from the repository's root",
            );
        }
        table.finish();
        list.extend(status.map(|status| Asset { path: path.text, span: path.span, status, bundle }));
    }
    list
}

fn check_bundle(table: &Table<'_>, status: Status, bundle: &str, programme: &Programme) {
    let needs = !matches!(status, Status::Mapped | Status::Later);
    let place = table.place("bundle");
    if needs && programme.addon(bundle).is_none() {
        let message = format!("a {} asset wants the add-on that covers it", status.name());
        table.findings().error_help("course-asset", &place, message, "write `bundle = \"A\"`");
    } else if !needs && !bundle.is_empty() {
        let message = format!("a {} asset belongs to no add-on", status.name());
        table.findings().error_help("course-asset", &place, message, "leave `bundle` out");
    }
}
