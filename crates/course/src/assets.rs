//! `assets.toml`: the files that a course works on, each with its status.

use std::collections::HashMap;
use std::path::Path;

use halfminute_check::ReadError;
use halfminute_engine::document::Table;

use super::assets_form::{AssetsForm, Expected, Role};
use super::file::{File, Placed};
use super::keys::{index, path, report_duplicates, required, suggestion, tables};
use super::programme::Programme;

/// An entry of the list of assets.
#[derive(Debug)]
pub(super) struct Asset {
    pub(super) path: Placed,
    pub(super) status: String,
    pub(super) role: Role,
    /// Id of the add-on that works on it; empty if none has to.
    pub(super) addon: String,
}

/// All assets, in the order of the file.
#[derive(Debug)]
pub(super) struct Assets {
    pub(super) file: File,
    pub(super) list: Vec<Asset>,
    places: HashMap<String, usize>,
}

impl Assets {
    /// Reads the file; errors in its content are reported in its findings.
    pub(super) fn open(folder: &Path, form: &AssetsForm, programme: &Programme) -> Result<Self, ReadError> {
        let path = folder.join("assets.toml");
        let (file, list) = File::read_toml(&path, "the list of assets", |root| read(root, form, programme))?;
        let places = list.iter().enumerate().map(|(at, asset)| (asset.path.text.clone(), at)).collect();
        Ok(Self { file, list, places })
    }

    /// Compares the counts of an error-free list with those that `form` expects, and reports what differs in
    /// the findings of the programme.
    pub(super) fn check_counts(&self, form: &AssetsForm, programme: &File) {
        if self.file.findings.has_errors() {
            return;
        }
        let relevant = self.count(Role::Covered) + self.count(Role::Open);
        let checks = [
            (&form.relevant, relevant, "covered or open"),
            (&form.covered, self.count(Role::Covered), "covered"),
        ];
        for (expected, counted, what) in checks {
            let Some(Expected { count, span }) = expected.as_ref().filter(|one| one.count != counted) else {
                continue;
            };
            let message =
                format!("`assets.toml` lists {counted} assets as {what}, `[assets]` states {count}");
            let help = "correct the list, or the count if it is wrong";
            programme.findings.error_help("course-count", span, message, help);
        }
    }

    /// The asset at `path`, if it is listed.
    pub(super) fn get(&self, path: &str) -> Option<&Asset> {
        self.places.get(path).map(|at| &self.list[*at])
    }

    /// Number of assets with this role.
    pub(super) fn count(&self, role: Role) -> usize {
        self.list.iter().filter(|asset| asset.role == role).count()
    }

    /// A suggestion for a path that is not listed.
    pub(super) fn suggestion(&self, path: &str) -> String {
        let paths = self.list.iter().map(|asset| asset.path.text.as_str());
        suggestion(path, paths, "write the path of an asset in `assets.toml`, or list it there")
    }
}

fn read(root: &Table<'_>, form: &AssetsForm, programme: &Programme) -> Vec<Asset> {
    if !root.has("asset") {
        let status = form.statuses.first().map_or("open", |status| &status.name.text);
        root.missing("asset", &format!("asset = [{{ path = \"src/main.py\", status = \"{status}\" }}]"));
    }
    let tables = tables(root, "asset", "the asset");
    let list: Vec<Asset> = tables.iter().filter_map(|table| asset(table, form, programme)).collect();
    report_duplicates(list.iter().map(|asset| &asset.path), root.findings());
    list
}

fn asset(table: &Table<'_>, form: &AssetsForm, programme: &Programme) -> Option<Asset> {
    let path = path(table, "path", "src/main.py", "course-asset");
    let name = required(table, "status", "status = \"open\"");
    let addon = table.text("addon").unwrap_or_default().to_owned();
    table.finish();
    let names = form.statuses.iter().map(|status| status.name.text.as_str());
    let known = (!name.text.is_empty()).then(|| index(&name, names, "a status", table.findings()))??;
    let role = form.statuses[known].role;
    check_addon(table, &name.text, role, programme);
    Some(Asset { path, status: name.text, role, addon })
}

fn check_addon(table: &Table<'_>, status: &str, role: Role, programme: &Programme) {
    let needs = matches!(role, Role::Open | Role::Beside);
    let addon = table.text("addon").unwrap_or_default();
    let word = &programme.words.addon;
    let (message, help) = if needs && !programme.addons.iter().any(|known| known.id.text == addon) {
        let id = programme.addons.first().map_or("A", |addon| &addon.id.text);
        (
            format!("the status `{status}` wants the {word} that covers it"),
            format!("write `addon = \"{id}\"`"),
        )
    } else if !needs && !addon.is_empty() {
        (format!("the status `{status}` belongs to no {word}"), "leave `addon` out".to_owned())
    } else {
        return;
    };
    table.findings().error_help("course-asset", &table.place("addon"), message, help);
}
