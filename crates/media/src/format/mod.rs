//! The formats of video files: a file of this folder and a line in [`FORMATS`] each.
//!
//! Everything that differs between formats is a field of [`Format`]. No other code asks which format it has.

use std::fmt;
use std::fmt::Write as _;
use std::io::Write;
use std::path::Path;

use halfminute_basics::time::{Rate, Time};

use super::atomic::StagedFile;
use super::codec::Codec;
use super::contents::{Contents, Tools};
use super::ffmpeg::{self, Encoder};
use super::limits::Limits;
use super::plan::Found;
pub use super::texts::TextTracks;
use super::written::{DigestWriter, FileDigest};
use super::{Ffmpeg, Outline, ShouldStop, VideoError};

mod apng;
mod gif;
mod mkv;
mod mov;
mod mp4;
mod webm;

/// All formats, in the order in which they are listed and made: those that need no `ffmpeg` first.
pub static FORMATS: [VideoFormat; 6] = [&mp4::MP4, &gif::GIF, &apng::APNG, &webm::WEBM, &mov::MOV, &mkv::MKV];

/// One of the [`FORMATS`].
pub type VideoFormat = &'static Format;

/// A format of video files.
pub struct Format {
    /// Name of the format, which is also the extension of its files.
    pub name: &'static str,
    /// One line for the help of `--format`.
    pub summary: &'static str,
    /// Contents of a file, for the table of all formats.
    pub holds: &'static str,
    /// Codec of the packets from which a file is made.
    pub codec: &'static Codec,
    /// Limits of the clips that a file can hold.
    pub limits: Limits,
    /// True if a file stores one picture per change, not one per frame.
    pub stores_changes: bool,
    /// Tracks for sound, captions and chapters; `None` if a file has none.
    pub tracks: Option<TextTracks>,
    /// Use of a file on a web page; `None` if browsers cannot show it.
    pub web: Option<Web>,
    /// Way in which a file is compared with its clip.
    pub deep_check: DeepCheck,
    /// Resolution of a file's duration at a frame rate; zero if it is exact.
    duration_resolution: fn(Rate) -> Time,
    /// Maker of a file.
    maker: Maker,
    /// Reader of a file's properties, which decodes no picture.
    inspect: fn(&Path) -> Result<Found, VideoError>,
    /// Reader of a file that was just written.
    read_back: fn(&Path) -> Result<Found, VideoError>,
    /// Check that this build contains the encoder.
    check_build: fn() -> Result<(), VideoError>,
}

/// The use of a format on a web page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Web {
    /// Media type of a file.
    pub media_type: &'static str,
    /// Element that shows a file.
    pub element: WebElement,
    /// Order among the formats for the same element; the lowest one is preferred.
    pub rank: u8,
}

/// An element of a web page that shows a clip.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WebElement {
    /// A player with controls.
    Player,
    /// A picture that moves by itself.
    Picture,
}

/// A way in which a file is compared with the clip that it should have been made from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum DeepCheck {
    /// The frames determine every byte: the file is made again, in memory.
    Bytes,
    /// Groups of pictures are decoded by this program, and everything around them is compared byte by byte. No
    /// block of a picture may have a mean squared error above `tolerance`.
    Groups {
        /// Mean squared error of a block, in units of one of 256 levels.
        tolerance: f64,
    },
    /// Pictures are decoded by `ffmpeg`. No block of one may have a mean squared error above `tolerance`.
    Pictures {
        /// Mean squared error of a block, in units of one of 256 levels.
        tolerance: f64,
    },
}

/// A function that writes a whole file from its contents.
type WriteFile = fn(&Contents<'_>, &mut dyn Write) -> Result<(), VideoError>;

/// The maker of a format's files.
enum Maker {
    /// This program writes them from the packets.
    Program(WriteFile),
    /// The program `ffmpeg` encodes them.
    Ffmpeg(Encoder),
}

impl Format {
    /// The format with this name.
    #[must_use]
    pub fn named(name: &str) -> Option<VideoFormat> {
        FORMATS.into_iter().find(|format| format.name == name)
    }

    /// The file name of the video in the folder of the clip `clip`.
    #[must_use]
    pub fn file(&self, clip: &str) -> String {
        format!("{clip}.{}", self.name)
    }

    /// True if the program `ffmpeg` encodes this format.
    #[must_use]
    pub fn needs_ffmpeg(&self) -> bool {
        matches!(self.maker, Maker::Ffmpeg(_))
    }

    /// True if the user may choose the encoder by options for `ffmpeg`.
    #[must_use]
    pub fn takes_encoder_options(&self) -> bool {
        matches!(&self.maker, Maker::Ffmpeg(encoder) if encoder.default_options.is_some())
    }

    /// True if the container has tracks for sound, captions and chapters.
    #[must_use]
    pub fn has_tracks(&self) -> bool {
        self.tracks.is_some()
    }

    /// The resolution of a file's duration at this frame rate; zero if it is exact.
    pub(super) fn duration_resolution(&self, rate: Rate) -> Time {
        (self.duration_resolution)(rate)
    }

    /// Checks that this build and this machine can encode and decode the format.
    ///
    /// # Errors
    /// A program or a feature of this build is missing, or the caller asked to stop.
    pub fn check_tools(&self, ffmpeg: &Ffmpeg, should_stop: &ShouldStop<'_>) -> Result<(), VideoError> {
        (self.check_build)()?;
        if self.needs_ffmpeg() { ffmpeg::check(self.name, ffmpeg, should_stop) } else { Ok(()) }
    }

    /// Checks that a file can hold a clip.
    ///
    /// # Errors
    /// The clip exceeds a limit of the format; the message says what to do.
    pub fn check_limits(&self, clip: &Outline) -> Result<(), VideoError> {
        self.limits.check(self.name, clip)
    }

    /// Encodes one black picture with the settings of the clip, if the program `ffmpeg` encodes the format.
    ///
    /// # Errors
    /// The program cannot encode such pictures, or the caller asked to stop.
    pub fn rehearse(&self, clip: &Outline, tools: Tools<'_>) -> Result<(), VideoError> {
        match &self.maker {
            Maker::Program(_) => Ok(()),
            Maker::Ffmpeg(encoder) => ffmpeg::rehearse(encoder, clip, tools),
        }
    }

    /// Writes a file. While `ffmpeg` runs, its other inputs are temporary files in `folder`. Returns the digest of
    /// the bytes as they were written; `None` if another program wrote them.
    ///
    /// # Errors
    /// A file cannot be written, an encoder fails, or the caller asked to stop.
    pub fn write(
        &self,
        contents: &Contents<'_>,
        file: &StagedFile,
        folder: &Path,
        tools: Tools<'_>,
    ) -> Result<Option<FileDigest>, VideoError> {
        match &self.maker {
            Maker::Program(write) => {
                let mut out = DigestWriter::new(file.file());
                write(contents, &mut out)?;
                Ok(Some(out.finish()))
            }
            Maker::Ffmpeg(encoder) => {
                let tracks = self.tracks.as_ref();
                ffmpeg::write(&ffmpeg::Job { encoder, tracks, contents, tools, folder }, file)?;
                Ok(None)
            }
        }
    }

    /// Writes the bytes of a file again, if this program makes them; otherwise does nothing.
    ///
    /// # Errors
    /// `out` cannot be written, or a group's file was changed.
    pub fn write_again(&self, contents: &Contents<'_>, out: &mut dyn Write) -> Result<(), VideoError> {
        match &self.maker {
            Maker::Program(write) => write(contents, out),
            Maker::Ffmpeg(_) => Ok(()),
        }
    }

    /// Reads the properties of a file without decoding a picture.
    ///
    /// # Errors
    /// The file cannot be read, or is not a whole file of this format.
    pub fn inspect(&self, path: &Path) -> Result<Found, VideoError> {
        self.name_error((self.inspect)(path))
    }

    /// Reads a file that was just written, and decodes its pictures if this program can do so.
    ///
    /// # Errors
    /// The same as for [`Format::inspect`].
    pub fn read_back(&self, path: &Path) -> Result<Found, VideoError> {
        self.name_error((self.read_back)(path))
    }

    /// Adds the name of the format to an error.
    fn name_error(&self, found: Result<Found, VideoError>) -> Result<Found, VideoError> {
        found.map_err(|error| match error {
            VideoError::Failed(reason) => {
                VideoError::Failed(format!("it is no whole {} file: {reason}", self.name))
            }
            error => error,
        })
    }

    /// The requirements of the format, for the table of all formats.
    fn needs(&self) -> String {
        let program = match &self.maker {
            Maker::Program(_) => "nothing",
            Maker::Ffmpeg(encoder) if encoder.default_options.is_some() => {
                "`ffmpeg` with that encoder on the path"
            }
            Maker::Ffmpeg(_) => "`ffmpeg` on the path",
        };
        match self.limits.fastest {
            Rate::MAX => program.to_owned(),
            fastest => format!("{program}; at most {fastest} frames a second"),
        }
    }
}

impl PartialEq for Format {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Format {}

impl fmt::Debug for Format {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name)
    }
}

/// A Markdown table of all formats, and of the frames' files.
#[must_use]
pub fn table() -> String {
    let head = "| format | holds | needs |\n|---|---|---|\n| `png` (default) | a file for each frame, exact | nothing |\n";
    FORMATS.iter().fold(head.to_owned(), |mut table, format| {
        // Writing to a string does not fail.
        let _ = writeln!(table, "| `{}` | {} | {} |", format.name, format.holds, format.needs());
        table
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    use super::{FORMATS, WebElement};

    #[test]
    fn every_file_of_the_folder_is_a_format_of_the_table() {
        let (_, below) = file!().rsplit_once("src/").unwrap();
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(below);
        let entries = fs::read_dir(folder.parent().unwrap()).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let files: BTreeSet<String> = names.filter(|name| name != "mod.rs").collect();
        let formats: BTreeSet<String> = FORMATS.iter().map(|format| format!("{}.rs", format.name)).collect();
        assert_eq!(formats.len(), FORMATS.len(), "two formats have one name");
        assert_eq!(files, formats);
    }

    #[test]
    fn a_page_knows_which_format_it_prefers() {
        for element in [WebElement::Player, WebElement::Picture] {
            let used = FORMATS.iter().filter_map(|format| format.web).filter(|web| web.element == element);
            let ranks: Vec<u8> = used.map(|web| web.rank).collect();
            assert_eq!(ranks.iter().collect::<BTreeSet<_>>().len(), ranks.len(), "{element:?}: {ranks:?}");
        }
    }
}
