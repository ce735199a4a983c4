//! What the page shows of one clip: its manifest, and the files beside it that a reviewer sees.

use std::error::Error;
use std::fmt;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::export::Manifest;

/// A file larger than this is linked to, not put into the page.
const LARGEST: u64 = 32 << 20;

/// A rendered clip.
#[derive(Debug)]
pub struct Clip {
    /// What its folder says of itself.
    pub manifest: Manifest,
    /// Its video, if one was made that browsers play.
    pub video: Option<Media>,
    /// Its captions as WebVTT.
    pub captions: Option<Media>,
    /// Its poster.
    pub poster: Option<Media>,
    /// One tile for each beat.
    pub contact_sheet: Option<Media>,
    /// Frames that are on disk.
    pub frames_found: usize,
}

/// A file as the page refers to it.
#[derive(Debug)]
pub struct Media {
    /// `video/mp4` and the like.
    pub kind: &'static str,
    /// Where it is, relative to the folder that holds all clips.
    pub path: String,
    /// Its bytes, unless it is too large for the page.
    pub bytes: Option<Vec<u8>>,
}

/// A clip's folder that could not be read.
#[derive(Debug)]
pub struct ReadError {
    /// The file or folder.
    pub path: PathBuf,
    /// What happened.
    pub error: io::Error,
}

impl fmt::Display for ReadError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "cannot read `{}`: {}", self.path.display(), self.error)
    }
}

impl Error for ReadError {}

impl Clip {
    /// Reads the clip in `folder`.
    ///
    /// # Errors
    /// There is no manifest, it is not one, or a file that it names cannot be read.
    pub fn read(folder: &Path) -> Result<Self, ReadError> {
        let path = folder.join("clip.json");
        let manifest = File::open(&path)
            .and_then(|file| {
                let mut text = String::new();
                file.take(LARGEST).read_to_string(&mut text)?;
                serde_json::from_str::<Manifest>(&text).map_err(io::Error::other)
            })
            .map_err(|error| ReadError { path, error })?;
        let frames = fs::read_dir(folder.join("frames")).into_iter().flatten().flatten();
        let is_frame = |name: &str| name.starts_with("frame_") && name.ends_with(".png");
        let frames_found = frames.filter(|entry| is_frame(&entry.file_name().to_string_lossy())).count();
        let playable = manifest.videos.iter().find(|video| video.format == "mp4");
        let playable = playable.or_else(|| manifest.videos.iter().find(|video| video.format == "webm"));
        let video = playable.map(|video| match video.format.as_str() {
            "mp4" => media(folder, &video.file, "video/mp4"),
            _ => media(folder, &video.file, "video/webm"),
        });
        let sidecar = |ending: &str, kind| {
            let name = manifest.sidecars.iter().find(|name| name.ends_with(ending));
            name.map(|name| media(folder, name, kind)).transpose()
        };
        Ok(Self {
            video: video.transpose()?,
            captions: sidecar(".vtt", "text/vtt")?,
            poster: sidecar("poster.png", "image/png")?,
            contact_sheet: sidecar("contact-sheet.png", "image/png")?,
            frames_found,
            manifest,
        })
    }
}

fn media(folder: &Path, name: &str, kind: &'static str) -> Result<Media, ReadError> {
    let path = folder.join(name);
    let read = || -> io::Result<Option<Vec<u8>>> {
        if fs::metadata(&path)?.len() > LARGEST {
            return Ok(None);
        }
        let mut bytes = Vec::new();
        File::open(&path)?.take(LARGEST).read_to_end(&mut bytes)?;
        Ok(Some(bytes))
    };
    let bytes = read().map_err(|error| ReadError { path: path.clone(), error })?;
    let clip = folder.file_name().unwrap_or_default().to_string_lossy();
    Ok(Media { kind, path: format!("{clip}/{name}"), bytes })
}
