//! Names of files in a clip's folder, and their roles.

use super::folder::frame_of;
use super::sidecars::Kind;
use super::video::existing;
use super::{atomic, journal, lock};
use halfminute_media::{FORMATS, group};

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

/// The review page, which may be written into the folder of a single clip.
pub(super) const PAGE: &str = "report.html";
const OWN: [&str; 8] =
    ["clip.json", "files.b3", "frames.b3", "frames", lock::NAME, existing::JOURNAL, group::NAME, PAGE];
const SYSTEM: [&str; 3] = [".DS_Store", "Thumbs.db", "desktop.ini"];

/// The role of a name in the folder of the clip `clip`.
pub(super) fn role(name: &str, clip: &str) -> Role {
    match name {
        _ if OWN.contains(&name) || journal::is_journal(name.as_ref()) => Role::Own,
        _ if atomic::is_partial(name.as_ref()) => Role::Partial,
        _ if is_system(name) => Role::System,
        _ if Kind::ALL.iter().any(|kind| kind.file(clip) == name) => Role::Sidecar,
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

#[cfg(test)]
mod tests {
    use super::{Role, is_stray, role};

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
}
