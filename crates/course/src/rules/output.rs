//! `leakage` in rendered clips: captions, manifests, metadata of videos and pictures, and names of files.

use std::path::Path;

use super::super::container::container_texts;
use super::super::file::File;
use super::super::{Course, files_below};
use super::leakage::{lines, metadata, name};
use halfminute_check::ReadError;
use halfminute_engine::film::Report;

/// Scans the files in the folders of the programme's clips; a clip that was not rendered has none.
pub(crate) fn check(course: &Course, output: &Path) -> Result<Vec<Report>, ReadError> {
    let mut reports = Vec::new();
    for clip in course.programme.clips() {
        for path in files_below(&output.join(&clip.text))? {
            let file = scanned(&path)?;
            name(&file);
            reports.extend(file.report());
        }
    }
    Ok(reports)
}

fn scanned(path: &Path) -> Result<File, ReadError> {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("vtt" | "srt") => {
            let file = File::read(path)?;
            cues(&file);
            Ok(file)
        }
        Some("json") => {
            let file = File::read(path)?;
            lines(&file, 0..file.text().len());
            Ok(file)
        }
        _ => {
            let file = File::nameless(path);
            match container_texts(path).filter(|_| !file.findings.has_errors()) {
                Some(Ok(texts)) => texts.iter().for_each(|text| metadata(&file, text)),
                Some(Err(error)) => {
                    let message = format!("the file's metadata cannot be read: {error}");
                    file.findings.error_help("unreadable", &(0..0), message, "render the clip again");
                }
                None => {}
            }
            Ok(file)
        }
    }
}

/// Scans the text of captions. Cue timings are left out, because they look like timecodes.
fn cues(file: &File) {
    let mut at = 0;
    for line in file.text().split_inclusive('\n') {
        if !line.contains(" --> ") {
            lines(file, at..at + line.len());
        }
        at += line.len();
    }
}
