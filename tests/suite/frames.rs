//! Scenes and their expected pictures: each `tests/cases/frames/NAME.toml` has a picture beside it.
//!
//! The comment `# frames: 0.5 1.2 last` at the end of a scene lists the instants, in seconds, that its
//! picture shows from left to right; `last` is the clip's last frame. The clips of the course,
//! `scenes/NAME.toml`, have their pictures in `tests/cases/clips/NAME.png`: the last frame of each beat,
//! because that is the slide. After an intended change, `HALFMINUTE_BLESS=1 cargo test --test suite frames::` redraws
//! the pictures; look at every changed one before you commit it.

use std::fs;
use std::path::{Path, PathBuf};

use halfminute_basics::time::Time;
use halfminute_check::CheckedFilm;
use halfminute_engine::film::Overrides;
use halfminute_engine::nodes::KINDS;
use halfminute_engine::raster::Raster;
use halfminute_render::png::{Compression, Picture, decode, encode};
use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};

use crate::workshop::repository;

/// Longer side of a tile, in pixels.
const TILE: u32 = 320;
/// Width of the grey gap between tiles, in pixels.
const GAP: u32 = 4;
/// Greatest size of a picture in bytes, because pictures are kept in the repository.
const LARGEST: usize = 110_000;
/// Greatest difference of a channel that does not count. On one architecture there is no difference; vector
/// instructions of another may round the last bit of a blend differently, and two blends on top of one
/// another double that. Beyond this tolerance no pixel may differ.
const TOLERANCE: u8 = 2;

const FRAMES: &str = "tests/cases/frames";
/// Folder of scenes that use the files of `picture_files`.
const PICTURES: &str = "tests/cases/pictures";
const CLIPS: &str = "tests/cases/clips";
const SCENES: &str = "scenes";

/// Files in a folder with this extension, sorted.
fn files(path: &str, extension: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(repository(path)).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = entries.filter(|path| path.extension().is_some_and(|e| e == extension)).collect();
    files.sort();
    files
}

#[test]
fn every_case_looks_like_its_picture() {
    let bless = std::env::var_os("HALFMINUTE_BLESS").is_some();
    let cases = files(FRAMES, "toml");
    assert!(!cases.is_empty());
    let golden = |case: &Path| case.with_extension("png");
    let wrong: Vec<String> =
        cases.par_iter().filter_map(|case| check(case, &golden(case), bless).err()).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_picture_file_looks_like_its_picture() {
    let bless = std::env::var_os("HALFMINUTE_BLESS").is_some();
    let scratch = tempfile::tempdir().unwrap();
    for (name, bytes) in crate::picture_files::all() {
        fs::write(scratch.path().join(name), bytes).unwrap();
    }
    for case in files(PICTURES, "toml") {
        let copy = scratch.path().join(case.file_name().unwrap());
        fs::copy(&case, &copy).unwrap();
        check(&copy, &case.with_extension("png"), bless).unwrap();
    }
}

#[test]
fn every_clip_looks_like_its_picture() {
    let bless = std::env::var_os("HALFMINUTE_BLESS").is_some();
    let scenes = files(SCENES, "toml");
    assert!(!scenes.is_empty());
    let golden = |scene: &Path| repository(CLIPS).join(scene.with_extension("png").file_name().unwrap());
    let wrong: Vec<String> =
        scenes.par_iter().filter_map(|scene| check(scene, &golden(scene), bless).err()).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(files(CLIPS, "png").len(), scenes.len(), "a picture belongs to no scene");
}

#[test]
fn every_picture_has_its_case() {
    for picture in [FRAMES, PICTURES].into_iter().flat_map(|folder| files(folder, "png")) {
        assert!(picture.with_extension("toml").exists(), "{} belongs to no scene", picture.display());
    }
}

#[test]
fn every_kind_has_a_case() {
    for kind in KINDS {
        let case = repository(FRAMES).join(format!("node-{}.toml", kind.name));
        assert!(case.exists(), "no picture shows the kind `{}`: write {}", kind.name, case.display());
    }
}

/// Draws a case and compares it with its picture, or writes the picture.
fn check(case: &Path, golden: &Path, bless: bool) -> Result<(), String> {
    let name = case.file_stem().unwrap().to_string_lossy().into_owned();
    let actual = draw(case)?;
    let mut file = Vec::new();
    encode(&actual.rgb, actual.size, Compression::Small, &mut file);
    if file.len() > LARGEST {
        return Err(format!("{name}: its picture takes {} bytes, {LARGEST} are allowed", file.len()));
    }
    let expected = fs::read(golden).ok().map(|file| decode(&file).unwrap());
    // A picture that still looks the same keeps its bytes.
    let difference = expected.as_ref().map_or_else(|| Err("has no picture".into()), |e| compare(e, &actual));
    let Err(difference) = difference else { return Ok(()) };
    if bless {
        return fs::write(golden, &file).map_err(|error| format!("{}: {error}", golden.display()));
    }
    let scratch = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let written = scratch.join(format!("{name}.actual.png"));
    fs::write(&written, &file).unwrap();
    let mut report = format!("{name}: {difference}; drawn now: {}", written.display());
    if let Some(shown) = expected.filter(|expected| expected.size == actual.size) {
        let written = scratch.join(format!("{name}.difference.png"));
        fs::write(&written, difference_picture(&shown, &actual)).unwrap();
        report += &format!(", differences: {}", written.display());
    }
    Err(report + "; if that is meant, run with HALFMINUTE_BLESS=1 and look at the picture")
}

/// Draws the frames that a case lists, side by side.
fn draw(case: &Path) -> Result<Picture, String> {
    let text = fs::read_to_string(case).unwrap();
    let overrides = |size| Overrides { size, ..Overrides::default() };
    let full = open(case, &overrides(None))?;
    let tile = tile_size(full.size());
    let film = open(case, &overrides(Some(tile)))?;
    let frames = frames(&text, &film).map_err(|reason| format!("{}: {reason}", case.display()))?;
    let mut raster = Raster::new(tile);
    let tiles: Vec<Vec<u8>> =
        frames.iter().map(|frame| raster.draw(&film.display_list(*frame)).to_vec()).collect();
    Ok(strip(&tiles, tile))
}

fn open(case: &Path, overrides: &Overrides) -> Result<CheckedFilm, String> {
    let checked = halfminute_check::open(case, overrides).unwrap();
    let messages: Vec<_> = checked.diagnostics().map(|found| found.message.clone()).collect();
    checked.film.ok_or_else(|| format!("{}: {}", case.display(), messages.join("; ")))
}

/// Size with the clip's proportions and [`TILE`] as the longer side.
fn tile_size((width, height): (u32, u32)) -> (u32, u32) {
    let longer = width.max(height);
    (width * TILE / longer, height * TILE / longer)
}

/// The frames in the comment `# frames: …`; without one, the last of each beat.
fn frames(text: &str, film: &CheckedFilm) -> Result<Vec<u32>, String> {
    let comment = text.lines().rev().find_map(|line| line.strip_prefix("# frames:"));
    let Some(comment) = comment else { return Ok(film.beats().iter().map(|beat| beat.end - 1).collect()) };
    let frame = |word: &str| {
        if word == "last" {
            return Ok(film.frame_count() - 1);
        }
        let time = Time::parse_seconds(word).map_err(|_| format!("`{word}` is not a time"))?;
        let frame = film.rate().frame_at(time);
        (frame < film.frame_count()).then_some(frame).ok_or(format!("{word} s is beyond the clip"))
    };
    comment.split_whitespace().map(frame).collect()
}

/// Puts tiles of RGB pixels side by side on grey.
fn strip(tiles: &[Vec<u8>], tile: (u32, u32)) -> Picture {
    let (width, height) = (tile.0 as usize, tile.1 as usize);
    let (pitch, count) = (width + GAP as usize, tiles.len());
    let whole = pitch * count - GAP as usize;
    let mut rgb = vec![0x80; whole * height * 3];
    for (at, tile) in tiles.iter().enumerate() {
        for (row, pixels) in tile.chunks_exact(width * 3).enumerate() {
            let start = (row * whole + at * pitch) * 3;
            rgb[start..start + width * 3].copy_from_slice(pixels);
        }
    }
    Picture { size: (u32::try_from(whole).unwrap(), tile.1), rgb }
}

/// True if a channel differs by more than [`TOLERANCE`].
fn differs(expected: &[u8], actual: &[u8]) -> bool {
    expected.iter().zip(actual).any(|(a, b)| a.abs_diff(*b) > TOLERANCE)
}

fn compare(expected: &Picture, actual: &Picture) -> Result<(), String> {
    if expected.size != actual.size {
        return Err(format!("its picture is {:?}, drawn now are {:?} pixels", expected.size, actual.size));
    }
    let pixels = expected.rgb.chunks_exact(3).zip(actual.rgb.chunks_exact(3));
    match pixels.filter(|(a, b)| differs(a, b)).count() {
        0 => Ok(()),
        count => Err(format!("{count} pixels differ")),
    }
}

/// A picture that is black where nothing differs, and brighter red the more it differs.
fn difference_picture(expected: &Picture, actual: &Picture) -> Vec<u8> {
    let pixels = expected.rgb.chunks_exact(3).zip(actual.rgb.chunks_exact(3));
    let rgb: Vec<u8> = pixels
        .flat_map(|(a, b)| {
            let most = a.iter().zip(b).map(|(a, b)| a.abs_diff(*b)).max().unwrap_or(0);
            if differs(a, b) { [most.max(128), most / 2, most / 2] } else { [0, 0, 0] }
        })
        .collect();
    let mut file = Vec::new();
    encode(&rgb, expected.size, Compression::Balanced, &mut file);
    file
}
