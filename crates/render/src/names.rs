//! Names of files in a clip's folder, and their roles.

use std::ffi::OsStr;

use halfminute_media::{FORMATS, atomic, group};

/// The role of a file in a clip's folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Lists, journals, the lock, the review page, and the folders of frames and groups.
    Own,
    /// Partial file that an interrupted run left.
    Partial,
    /// Captions, poster and contact sheet.
    Sidecar,
    /// Video in one of the formats.
    Video,
    /// File that file managers leave in folders, such as `.DS_Store`.
    System,
    /// File that no render writes.
    Strange,
}

/// File name of the lock.
pub(super) const LOCK: &str = ".halfminute.lock";
/// The file name of the journal of videos.
pub(super) const VIDEO_JOURNAL: &str = "videos.journal";
/// The review page, which may be written into the folder of a single clip.
pub(super) const PAGE: &str = "report.html";
const OWN: [&str; 8] =
    ["clip.json", "files.b3", "frames.b3", "frames", LOCK, VIDEO_JOURNAL, group::NAME, PAGE];
const SYSTEM: [&str; 3] = [".DS_Store", "Thumbs.db", "desktop.ini"];

/// The role of a name in the folder of the clip `clip`.
pub(super) fn role(name: &str, clip: &str) -> Role {
    match name {
        _ if OWN.contains(&name) || is_journal(name.as_ref()) => Role::Own,
        _ if atomic::is_partial(name.as_ref()) => Role::Partial,
        _ if is_system(name) => Role::System,
        _ if Sidecar::ALL.iter().any(|kind| kind.file(clip) == name) => Role::Sidecar,
        _ if FORMATS.iter().any(|format| format.file(clip) == name) => Role::Video,
        _ => Role::Strange,
    }
}

/// True for a name of a file that file managers leave in folders.
pub(super) fn is_system(name: &str) -> bool {
    SYSTEM.contains(&name)
}

/// True for a name that does not belong in the folder of frames.
pub(super) fn is_stray(name: &str) -> bool {
    frame_of(name).is_none() && !atomic::is_partial(name.as_ref()) && !is_system(name)
}

/// True for the name of a journal of frames: one that `Journal::path_of_clip` or `Journal::path_of_part`
/// makes.
pub(super) fn is_journal(name: &OsStr) -> bool {
    let name = name.to_str().unwrap_or_default();
    let part = name.strip_prefix("frames.").and_then(|rest| rest.strip_suffix(".journal"));
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_range = |part: &str| match part.split_once('-') {
        Some((first, last)) => is_number(first) && is_number(last),
        None => is_number(part),
    };
    let is_digest = |part: &str| part.len() == 16 && part.bytes().all(|byte| byte.is_ascii_hexdigit());
    name == "frames.journal" || part.is_some_and(|part| is_range(part) || is_digest(part))
}

/// The file name of a frame: `frame_000000.png` and so on.
pub(super) fn frame_name(frame: u32) -> String {
    format!("frame_{frame:06}.png")
}

/// The frame with this file name; `None` unless [`frame_name`] makes the name.
pub(super) fn frame_of(name: &str) -> Option<u32> {
    let frame = name.strip_prefix("frame_")?.strip_suffix(".png")?.parse().ok()?;
    (frame_name(frame) == name).then_some(frame)
}

/// The path of a frame's file, relative to the clip's folder.
pub(super) fn frame_path(frame: u32) -> String {
    format!("frames/{}", frame_name(frame))
}

/// The file name of the poster, a still that represents the clip.
const POSTER: &str = "poster.png";
/// The file name of the contact sheet, an overview of all beats.
const SHEET: &str = "contact-sheet.png";

/// The kind of a file beside the frames.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sidecar {
    /// Captions in the WebVTT format.
    Vtt,
    /// Captions in the SubRip format.
    Srt,
    /// A single still of the clip.
    Poster,
    /// A grid with one tile per beat.
    ContactSheet,
}

impl Sidecar {
    /// Every kind, in the order in which manifests list them.
    pub(super) const ALL: [Self; 4] = [Self::Vtt, Self::Srt, Self::Poster, Self::ContactSheet];

    /// The name of this file in the folder of the clip `clip`.
    pub(super) fn file(self, clip: &str) -> String {
        match self {
            Self::Vtt => format!("{clip}.vtt"),
            Self::Srt => format!("{clip}.srt"),
            Self::Poster => POSTER.to_owned(),
            Self::ContactSheet => SHEET.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Role, frame_name, frame_of, is_stray, role};

    #[test]
    fn every_name_has_one_role() {
        for (name, expected) in [
            ("clip.json", Role::Own),
            ("frames", Role::Own),
            (".halfminute.lock", Role::Own),
            ("frames.journal", Role::Own),
            ("frames.0-299.journal", Role::Own),
            ("frames.7.journal", Role::Own),
            ("frames.0123456789abcdef.journal", Role::Own),
            (".halfminute-a1b2c3.partial", Role::Partial),
            ("a.b.vtt", Role::Sidecar),
            ("poster.png", Role::Sidecar),
            ("a.b.mp4", Role::Video),
            (".DS_Store", Role::System),
            ("a.mp4", Role::Strange),
            ("a.b.txt", Role::Strange),
            ("a.b", Role::Strange),
            ("frames.notes.journal", Role::Strange),
            ("frames.-1.journal", Role::Strange),
            ("frames..journal", Role::Strange),
            ("notes.txt", Role::Strange),
        ] {
            assert_eq!(role(name, "a.b"), expected, "{name}");
        }
    }

    #[test]
    fn only_frames_belong_among_frames() {
        assert!(!is_stray("frame_000007.png") && !is_stray(".halfminute-x.partial"));
        assert!(is_stray("frame_7.png") && is_stray("notes.txt") && is_stray("frame_000001 (copy).png"));
    }

    #[test]
    fn only_our_own_names_are_frames() {
        assert_eq!(frame_of(&frame_name(0)), Some(0));
        assert_eq!(frame_of("frame_000899.png"), Some(899));
        assert_eq!(frame_of("frame_1234567.png"), Some(1_234_567));
        for name in ["frame_1.png", "frame_+00001.png", "frame_000001.PNG", "frame_000001 (copy).png"] {
            assert_eq!(frame_of(name), None, "{name}");
        }
    }
}
