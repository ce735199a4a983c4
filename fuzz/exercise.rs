//! The work done on a hostile scene, both by the fuzzer and by `tests/suite/corpus.rs`.

use std::path::Path;

use halfminute_check::CheckedFilm;
use halfminute_check::lint::Levels;
use halfminute_engine::diagnostic::Severity;
use halfminute_engine::film::{Checked, Overrides};
use halfminute_engine::raster::Raster;

/// Width and height of the frames drawn, in pixels: all the work on the scene, with hardly any pixels.
const SIZE: (u32, u32) = (32, 18);
/// Greatest number of beats of which frames are drawn.
const BEATS: usize = 3;

/// Opens `bytes` as a scene in `folder`, which contains its pictures, and draws some of its frames.
///
/// # Panics
/// A property that holds for every scene is violated: without an error there is a film, and every finding has
/// a place within the text, a message and a help.
pub(crate) fn scene(bytes: &[u8], folder: &Path) {
    let path = folder.join("hostile.toml");
    let overrides = Overrides { size: Some(SIZE), ..Overrides::default() };
    let checked = halfminute_check::check(&path, bytes.to_vec(), &overrides, &Levels::default());
    check_findings(&checked);
    if let Some(film) = checked.film {
        draw(&film);
    }
}

fn check_findings(checked: &Checked<CheckedFilm>) {
    assert_eq!(checked.film.is_none(), checked.diagnostics().any(|found| found.severity == Severity::Error));
    for report in &checked.reports {
        for finding in &report.diagnostics {
            let spans = finding.labels.iter().map(|label| &label.span).chain([&finding.span]);
            for span in spans {
                assert!(report.source.text.get(span.clone()).is_some(), "no such place: {finding:?}");
            }
            let help = finding.help.as_deref().unwrap_or_default();
            assert!(!finding.message.is_empty() && !help.is_empty(), "badly said: {finding:?}");
        }
    }
}

/// Draws the first, a middle and the last frame of some beats.
fn draw(film: &CheckedFilm) {
    let mut raster = Raster::new(film.size());
    for beat in film.beats().iter().take(BEATS) {
        for frame in [beat.first, beat.first + (beat.end - beat.first) / 4, beat.end - 1] {
            raster.draw(&film.display_list(frame));
        }
    }
}
