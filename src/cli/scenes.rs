//! Finds the scene files for the paths that were given, and opens their films.

use std::collections::HashMap;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use halfminute_basics::time::Time;
use halfminute_check::CheckedFilm;
use halfminute_check::lint::Levels;
use halfminute_engine::diagnostic::{Diagnostic, Severity, did_you_mean};
use halfminute_engine::film::{Checked, Overrides};
use halfminute_engine::scene::{self, Limit, Role, refuse_clip_name};

use super::console::{Console, Stream};
use super::exit::{Exit, Failure};
use super::options::MessageFormat;
use super::words::counted;

/// Scene files in the order in which they were given, each once, and the paths that led to none.
#[derive(Debug, Default)]
pub(super) struct SceneFiles {
    /// Paths as they were given, or below a folder that was given.
    paths: Vec<PathBuf>,
    /// Failures for folders that could not be listed or contain no scene, and for names without a file.
    failures: Vec<Failure>,
    /// Subfolders of given folders that contain TOML files, but are not searched.
    skipped: Vec<PathBuf>,
}

/// The scenes that were given; paths that led to none have been reported.
pub(super) struct Typed {
    /// Paths of scene files, each once.
    pub(super) paths: Vec<PathBuf>,
    /// Failures that have been reported.
    pub(super) failures: Vec<Failure>,
    /// Exit code of the reported failures.
    pub(super) exit: Exit,
    /// True if each scene has a folder of its own to write to; if not, that was reported.
    pub(super) are_distinct: bool,
}

impl SceneFiles {
    /// Finds scenes and reports what is wrong with the paths.
    pub(super) fn report(typed: &[PathBuf], console: &Console) -> Typed {
        let found = Self::find(typed);
        for folder in &found.skipped {
            console.note(&format!("`{}` was not searched: name it to check its scenes", folder.display()));
        }
        let distinct = found.require_distinct_names();
        let are_distinct = distinct.is_ok();
        let failures: Vec<_> = found.failures.into_iter().chain(distinct.err()).collect();
        let exit = failures.iter().map(|failure| console.fail(failure)).max().unwrap_or(Exit::Done);
        Typed { are_distinct, paths: found.paths, failures, exit }
    }

    /// A single scene file, without searching folders.
    pub(super) fn one(path: &Path) -> Self {
        Self { paths: vec![path.to_owned()], ..Self::default() }
    }

    /// Replaces each folder by the `*.toml` files directly in it, sorted by name. Hidden files are left out,
    /// because they are settings of other programs, such as `.taplo.toml`; so are themes.
    fn find(typed: &[PathBuf]) -> Self {
        let mut found = Self::default();
        for path in typed {
            if path.is_dir() {
                let skipped = folders_with_toml(path);
                match scenes_in(path, &skipped) {
                    Ok(scenes) => found.paths.extend(scenes),
                    Err(failure) => found.failures.push(failure),
                }
                found.skipped.extend(skipped);
            } else if let Some(near) = near_name(path) {
                let message = format!("there is no `{}`: did you mean `{}`?", path.display(), near.display());
                found.failures.push(Failure::files(message));
            } else {
                found.paths.push(path.clone());
            }
        }
        found.skipped.retain(|folder| !typed.contains(folder));
        found.drop_repeated();
        found
    }

    /// Removes repeated scenes: one may be given twice, or once by itself and once by its folder.
    fn drop_repeated(&mut self) {
        let mut seen = Vec::new();
        self.paths.retain(|path| {
            let real = fs::canonicalize(path).unwrap_or_else(|_| path.clone());
            let new = !seen.contains(&real);
            seen.push(real);
            new
        });
    }

    /// Checks that each scene has a folder of its own to write to.
    ///
    /// # Errors
    /// Two scenes have the same name, or a name is not allowed for a clip.
    pub(super) fn require_distinct_names(&self) -> Result<(), Failure> {
        let mut seen: HashMap<String, &Path> = HashMap::new();
        for path in &self.paths {
            let name = clip_name(path);
            if let Some(reason) = refuse_clip_name(&name) {
                let message = format_args!("`{}` {reason}: give the scene another name", path.display());
                return Err(Failure::usage(message));
            }
            // Some file systems do not distinguish `Hour28` from `hour28`.
            if let Some(first) = seen.insert(name.to_lowercase(), path) {
                return Err(Failure::usage(format_args!(
                    "`{}` and `{}` would write to the same folder `{name}`: rename one",
                    first.display(),
                    path.display()
                )));
            }
        }
        Ok(())
    }
}

/// Name of the clip that a scene file makes.
pub(super) fn clip_name(path: &Path) -> String {
    path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}

/// The scene that was probably meant by a path without a file.
fn near_name(path: &Path) -> Option<PathBuf> {
    if path.symlink_metadata().is_ok() {
        return None;
    }
    let name = path.file_name()?.to_str()?;
    let with_extension = path.with_file_name(format!("{name}.toml"));
    if with_extension.is_file() {
        return Some(with_extension);
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let beside: Vec<String> = fs::read_dir(folder)
        .ok()?
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| name.ends_with(".toml"))
        .collect();
    did_you_mean(name, beside.iter().map(String::as_str)).map(|near| path.with_file_name(near))
}

/// The folders directly in `folder` that contain TOML files. Hidden ones are left out, because they belong to
/// other programs.
fn folders_with_toml(folder: &Path) -> Vec<PathBuf> {
    let folders = |folder: &Path| fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    let is_toml = |path: &Path| path.extension().is_some_and(|extension| extension == "toml");
    let mut found: Vec<PathBuf> = folders(folder)
        .filter(|entry| !entry.file_name().to_string_lossy().starts_with('.'))
        .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()))
        .map(|entry| entry.path())
        .filter(|inner| folders(inner).any(|entry| is_toml(&entry.path())))
        .collect();
    found.sort();
    found
}

fn scenes_in(folder: &Path, skipped: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let failure =
        |error| Failure::files(format_args!("cannot read the folder `{}`: {error}", folder.display()));
    let mut scenes = Vec::new();
    for entry in fs::read_dir(folder).map_err(failure)? {
        let path = entry.map_err(failure)?.path();
        let hidden = clip_name(&path).starts_with('.');
        if !hidden && path.extension().is_some_and(|extension| extension == "toml") && !path.is_dir() {
            scenes.push(path);
        }
    }
    let themes = themes_of(&scenes);
    scenes.retain(|path| !themes.contains(path));
    if scenes.is_empty() {
        let way = match skipped.first() {
            Some(inner) => format!("name a folder below it, such as `{}`", inner.display()),
            None => "a scene is a .toml file".to_owned(),
        };
        let message = format!("the folder `{}` holds no scene: {way}", folder.display());
        return Err(Failure::usage(message));
    }
    scenes.sort();
    Ok(scenes)
}

/// The files among `paths` that are themes: a scene beside them names them, or they have only tables of a
/// theme.
fn themes_of(paths: &[PathBuf]) -> Vec<PathBuf> {
    let mut themes = Vec::new();
    for path in paths {
        // A file that cannot be read counts as a scene, so that opening it reports the reason.
        let bytes = halfminute_files::read_input(path, Limit::FILE.most).unwrap_or_default();
        match scene::role(&String::from_utf8(bytes).unwrap_or_default()) {
            Role::Theme => themes.push(path.clone()),
            Role::Scene { theme: Some(name) } => themes.push(path.with_file_name(name)),
            Role::Scene { theme: None } => {}
        }
    }
    themes
}

/// Number of errors and warnings of one scene.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    /// Findings that keep the scene from being drawn.
    pub(super) errors: usize,
    /// Findings that do not keep it from being drawn.
    pub(super) warnings: usize,
}

impl Tally {
    pub(super) fn of<'a>(found: impl IntoIterator<Item = &'a Diagnostic>) -> Self {
        let mut tally = Self::default();
        for diagnostic in found {
            match diagnostic.severity {
                Severity::Error => tally.errors += 1,
                Severity::Warning => tally.warnings += 1,
            }
        }
        tally
    }
}

/// Formats as `2 errors, 1 warning`; counts of zero are left out.
impl fmt::Display for Tally {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.errors, self.warnings) {
            (0, warnings) => out.write_str(&counted(warnings, "warning")),
            (errors, 0) => out.write_str(&counted(errors, "error")),
            (errors, warnings) => {
                write!(out, "{}, {}", counted(errors, "error"), counted(warnings, "warning"))
            }
        }
    }
}

/// Reads a scene with the overrides and levels of the command line, and writes its diagnostics to `stream`.
///
/// # Errors
/// The scene cannot be read.
pub(super) fn open(
    path: &Path,
    (overrides, levels): (&Overrides, &Levels),
    format: MessageFormat,
    stream: Stream,
    console: &mut Console,
) -> Result<Checked<CheckedFilm>, Failure> {
    let checked = halfminute_check::open_with(path, overrides, levels)?;
    write_reports(&checked, format, stream, console);
    Ok(checked)
}

fn write_reports(
    checked: &Checked<CheckedFilm>,
    format: MessageFormat,
    stream: Stream,
    console: &mut Console,
) {
    for report in &checked.reports {
        console.findings(report, format, stream);
    }
}

/// Opens the film of a scene in which nodes may not fit; its diagnostics go to stderr.
///
/// # Errors
/// The scene cannot be read, or has errors that leave nothing to draw.
pub(super) fn open_draft(
    path: &Path,
    overrides: &Overrides,
    format: MessageFormat,
    console: &mut Console,
) -> Result<CheckedFilm, Failure> {
    let checked = halfminute_check::open_draft(path, overrides)?;
    write_reports(&checked, format, Stream::Err, console);
    let tally = Tally::of(checked.diagnostics());
    let message = || format!("`{}` has {tally}: nothing can be drawn before they are mended", path.display());
    checked.film.ok_or_else(|| Failure::findings(message()))
}

/// Opens the film of a scene without errors; its diagnostics go to stderr.
///
/// # Errors
/// The scene cannot be read or has errors.
pub(super) fn open_film(
    path: &Path,
    asked: (&Overrides, &Levels),
    format: MessageFormat,
    console: &mut Console,
) -> Result<CheckedFilm, Failure> {
    let checked = open(path, asked, format, Stream::Err, console)?;
    let tally = Tally::of(checked.diagnostics());
    let nothing = || Failure::findings(format_args!("`{}` has {tally}: nothing was drawn", path.display()));
    checked.film.ok_or_else(nothing)
}

/// First frame of a beat and the frame after its last; beats count from 1.
///
/// # Errors
/// The clip has no such beat.
pub(super) fn beat_frames(film: &CheckedFilm, number: u32) -> Result<(u32, u32), Failure> {
    let beats = film.beats();
    let beat = (number as usize).checked_sub(1).and_then(|at| beats.get(at)).ok_or_else(|| {
        Failure::usage(format_args!("there is no beat {number}: the clip's last beat is {}", beats.len()))
    })?;
    Ok((beat.first, beat.end))
}

/// The frame on screen at an instant.
///
/// # Errors
/// The instant is not before the clip's end.
pub(super) fn frame_at(film: &CheckedFilm, at: Time) -> Result<u32, Failure> {
    if at < film.duration() {
        return Ok(film.rate().frame_at(at));
    }
    Err(Failure::usage(format_args!(
        "the clip is over at {} s: `--at` takes 0 up to, but not including, {}",
        film.duration(),
        film.duration()
    )))
}

/// Checks that a path is suitable for a PNG.
///
/// # Errors
/// The name does not end in `.png`.
pub(super) fn require_png(path: &Path) -> Result<(), Failure> {
    if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("png")) {
        return Ok(());
    }
    Err(Failure::usage(format_args!(
        "`{}` is no name for a PNG: write a name that ends in .png",
        path.display()
    )))
}

#[cfg(test)]
mod tests {
    use super::Tally;

    #[test]
    fn findings_are_counted_in_words() {
        let text = |errors, warnings| Tally { errors, warnings }.to_string();
        assert_eq!(text(1, 0), "1 error");
        assert_eq!(text(2, 1), "2 errors, 1 warning");
        assert_eq!(text(0, 3), "3 warnings");
    }
}
