//! Opens files, as long as they are regular files: the only module that does.
//!
//! A symbolic link is not followed at the last part of a path, because it may lead to a file that has nothing
//! to do with what is read or written. Opening a pipe may block for ever, and a device such as `/dev/zero` has
//! no end: both are refused without blocking, before a byte is read. Every reader limits how many bytes it
//! takes.

use std::error::Error;
use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// Reason for which an existing file or folder is not opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The path is a symbolic link.
    Link,
    /// The path is an input, and a symbolic link to a target outside its folder.
    LinkOut,
    /// The path is a folder, a pipe, a socket or a device.
    Irregular,
    /// The path is not a folder.
    NoFolder,
}

impl fmt::Display for Refused {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Link => "it is a symbolic link, and none is followed here",
            Self::LinkOut => "it is a symbolic link out of its folder: name the file that it leads to",
            Self::Irregular => "it is not a regular file",
            Self::NoFolder => "it is not a folder",
        })
    }
}

impl Error for Refused {}

impl From<Refused> for io::Error {
    fn from(refused: Refused) -> Self {
        Self::new(io::ErrorKind::InvalidInput, refused)
    }
}

/// Opens an existing file for reading.
///
/// # Errors
/// The file does not exist, is [`Refused`], or cannot be read.
pub fn open(path: &Path) -> io::Result<File> {
    regular(path, OpenOptions::new().read(true))
}

/// Opens a file for reading and appending; creates it if it does not exist.
///
/// # Errors
/// As [`open`], or the file cannot be written to or created.
pub fn open_to_append(path: &Path) -> io::Result<File> {
    regular(path, OpenOptions::new().read(true).append(true).create(true))
}

/// Opens a file for locking without changing its bytes; creates it if it does not exist.
///
/// # Errors
/// As [`open_to_append`].
pub fn open_to_lock(path: &Path) -> io::Result<File> {
    regular(path, OpenOptions::new().read(true).write(true).create(true).truncate(false))
}

/// Opens an input: a file that a person or a scene names. It may be a symbolic link to a regular file in its
/// own folder or below.
///
/// # Errors
/// As [`open`].
pub fn open_input(path: &Path) -> io::Result<File> {
    match open(path) {
        Err(error) if is_link(&error) => open(&target_within(parent(path), path)?),
        opened => opened,
    }
}

/// Reads at most `most + 1` bytes of a file: a result longer than `most` means that the file is too long.
///
/// # Errors
/// As [`open`].
pub fn read(path: &Path, most: usize) -> io::Result<Vec<u8>> {
    bounded(open(path)?, most)
}

/// Reads an input as [`read`] does: a result longer than `most` means that the file is too long.
///
/// # Errors
/// As [`open_input`].
pub fn read_input(path: &Path, most: usize) -> io::Result<Vec<u8>> {
    bounded(open_input(path)?, most)
}

/// Checks that `path` is a folder and not a link to one, or that nothing exists there.
///
/// # Errors
/// The path is [`Refused`], or its metadata cannot be read.
pub fn require_folder(path: &Path) -> io::Result<()> {
    match fs::symlink_metadata(path) {
        Ok(found) if found.is_symlink() => Err(Refused::Link.into()),
        Ok(found) if !found.is_dir() => Err(Refused::NoFolder.into()),
        Err(error) if !matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            Err(error)
        }
        _ => Ok(()),
    }
}

/// The folder that contains a path: `.` for a bare file name.
pub fn parent(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Target of a link, provided that it lies in `folder` or below.
fn target_within(folder: &Path, link: &Path) -> io::Result<PathBuf> {
    let target = link.canonicalize()?;
    if target.starts_with(folder.canonicalize()?) { Ok(target) } else { Err(Refused::LinkOut.into()) }
}

fn bounded(file: File, most: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.take((most as u64).saturating_add(1)).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn regular(path: &Path, options: &mut OpenOptions) -> io::Result<File> {
    let file = open_without_waiting(path, options).map_err(|error| {
        // The error code for a link depends on the system.
        let link = fs::symlink_metadata(path).is_ok_and(|found| found.is_symlink());
        if link { Refused::Link.into() } else { error }
    })?;
    if file.metadata()?.is_file() { Ok(file) } else { Err(Refused::Irregular.into()) }
}

fn is_link(error: &io::Error) -> bool {
    error.get_ref().and_then(|inner| inner.downcast_ref()) == Some(&Refused::Link)
}

#[cfg(unix)]
fn open_without_waiting(path: &Path, options: &mut OpenOptions) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;

    options.custom_flags(libc::O_NOFOLLOW | libc::O_NONBLOCK | libc::O_NOCTTY).open(path)
}

#[cfg(not(unix))]
fn open_without_waiting(path: &Path, options: &mut OpenOptions) -> io::Result<File> {
    match fs::symlink_metadata(path) {
        Ok(found) if found.is_symlink() => Err(Refused::Link.into()),
        Ok(found) if !found.is_file() => Err(Refused::Irregular.into()),
        _ => options.open(path),
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::fs;
    use std::io::{self, Write};
    use std::os::unix::fs::symlink;
    use std::path::Path;
    use std::process::Command;

    use super::{Refused, open, open_input, open_to_append, open_to_lock, read, read_input, require_folder};

    /// A folder with one regular file and, under names of their own, links, a pipe and a folder.
    fn zoo() -> tempfile::TempDir {
        let place = tempfile::tempdir().unwrap();
        let at = |name: &str| place.path().join(name);
        fs::create_dir_all(at("inner/deep")).unwrap();
        fs::write(at("outside"), "outside").unwrap();
        fs::write(at("inner/file"), "inside").unwrap();
        fs::write(at("inner/deep/file"), "deep").unwrap();
        symlink("../outside", at("inner/out")).unwrap();
        symlink("file", at("inner/in")).unwrap();
        symlink("deep/file", at("inner/down")).unwrap();
        symlink("out", at("inner/over")).unwrap();
        symlink("nothing", at("inner/dangling")).unwrap();
        symlink("loop", at("inner/loop")).unwrap();
        symlink("/dev/zero", at("inner/endless")).unwrap();
        symlink("pipe", at("inner/link-to-pipe")).unwrap();
        assert!(Command::new("mkfifo").arg(at("inner/pipe")).status().unwrap().success());
        place
    }

    fn is_refusal(error: &io::Error) -> bool {
        matches!(error.get_ref(), Some(inner) if inner.is::<Refused>())
    }

    #[test]
    fn only_regular_files_are_opened_and_no_link_is_followed() {
        let place = zoo();
        let at = |name: &str| place.path().join("inner").join(name);
        assert_eq!(read(&at("file"), 100).unwrap(), b"inside");
        let links = ["out", "in", "down", "over", "dangling", "loop", "endless", "link-to-pipe"];
        for name in links.into_iter().chain(["pipe", "deep"]) {
            for opened in [open(&at(name)), open_to_append(&at(name)), open_to_lock(&at(name))] {
                let error = opened.map(drop).unwrap_err();
                // Opening a folder for writing fails in the system call, before it can be refused.
                assert!(is_refusal(&error) || name == "deep", "{name}: {error}");
            }
        }
        assert!(is_refusal(&open(Path::new("/dev/null")).unwrap_err()));
        assert!(!at("nothing").exists(), "a dangling link does not create what it names");
        assert_eq!(fs::read(place.path().join("outside")).unwrap(), b"outside");
        assert!(!is_refusal(&open(&at("absent")).unwrap_err()));
    }

    #[test]
    fn an_input_may_be_a_link_to_a_file_of_its_folder() {
        let place = zoo();
        let at = |name: &str| place.path().join("inner").join(name);
        let texts = ["file", "in", "down"].map(|name| read_input(&at(name), 100).unwrap());
        assert_eq!(texts, [&b"inside"[..], b"inside", b"deep"]);
        for name in ["out", "over", "dangling", "loop", "endless", "link-to-pipe", "pipe", "deep"] {
            assert!(open_input(&at(name)).is_err(), "{name}");
        }
        let told = open_input(&at("over")).unwrap_err().to_string();
        assert_eq!(told, "it is a symbolic link out of its folder: name the file that it leads to");
    }

    #[test]
    fn what_is_added_comes_after_what_is_there_and_reading_has_a_bound() {
        let place = zoo();
        let path = place.path().join("inner/file");
        open_to_append(&path).unwrap().write_all(b", too").unwrap();
        open_to_lock(&path).unwrap();
        assert_eq!(read(&path, 100).unwrap(), b"inside, too");
        assert_eq!(read(&path, 3).unwrap(), b"insi", "one byte more says that there is more");
    }

    #[test]
    fn a_folder_is_one_that_is_no_link() {
        let place = zoo();
        symlink("inner", place.path().join("link")).unwrap();
        let required = |name: &str| require_folder(&place.path().join(name));
        assert!(required("inner").is_ok() && required("absent").is_ok());
        for name in ["link", "outside", "inner/pipe"] {
            assert!(is_refusal(&required(name).unwrap_err()), "{name}");
        }
    }
}
