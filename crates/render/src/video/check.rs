//! Comparison of videos with the film that they should have been made from, picture by picture.
//!
//! The frames determine every byte of a GIF or animated PNG: these are made again, in memory, and compared. An
//! MP4 file also depends on the encoder, which may differ between machines: its pictures are decoded and
//! compared within a tolerance (`closeness.rs`), and everything around them byte by byte. Videos that `ffmpeg`
//! encoded are decoded by it, and their pictures are compared.

use std::ops::Range;
use std::path::{Path, PathBuf};

use crate::frame_renderer::FrameRenderer;
#[cfg(feature = "mp4")]
use crate::still;
use crate::{ClipFolder, ExportError, Observer, Workers, outline};
use halfminute_check::CheckedFilm;

use halfminute_media::format::DeepCheck;
use halfminute_media::{
    Area, Comparison, Contents, Decoded, Ffmpeg, Outline, Planes, Sound, Tools, VideoError, VideoFormat,
    farthest, ffmpeg,
};
#[cfg(feature = "mp4")]
use halfminute_media::{GROUP, GroupDecoder, mp4};

use super::coding::Coding;
use super::{VideoWorker, Videos};

/// A video that is to be compared.
struct Checked {
    format: VideoFormat,
    path: PathBuf,
}

/// A difference of a video, or a reason why it was not compared.
#[derive(Debug)]
pub(crate) struct VideoFinding {
    /// Format of the video.
    pub(crate) format: VideoFormat,
    /// Reason, as a sentence that begins with "it" or "its".
    pub(crate) reason: String,
    /// True if the video could not be compared because something is missing on this machine.
    pub(crate) is_missing: bool,
}

impl VideoFinding {
    fn new(format: VideoFormat, error: &VideoError) -> Self {
        let is_missing = matches!(error, VideoError::Missing(_));
        Self { format, reason: error.to_string(), is_missing }
    }
}

/// Videos on disk that are to be compared.
#[derive(Clone, Copy)]
pub(crate) struct VideoFiles<'a> {
    pub(crate) folder: &'a ClipFolder,
    pub(crate) formats: &'a [VideoFormat],
    /// Expected sound, if it is known.
    pub(crate) sound: Option<&'a Sound>,
    pub(crate) ffmpeg: &'a Ffmpeg,
}

/// The videos of a clip that are to be compared with its film.
pub(crate) struct VideoChecks<'a> {
    film: &'a CheckedFilm,
    again: Videos<'a>,
    videos: Vec<Checked>,
    #[cfg(feature = "mp4")]
    mp4: Option<GroupsCheck>,
    found: Vec<VideoFinding>,
}

impl<'a> VideoChecks<'a> {
    /// Prepares the comparison of videos with their film.
    pub(crate) fn new(
        film: &'a CheckedFilm,
        VideoFiles { folder, formats, sound, ffmpeg }: VideoFiles<'a>,
        Workers { pool, observer }: Workers<'_>,
    ) -> Self {
        let (mut videos, mut found) = (Vec::new(), Vec::new());
        let clip = outline::of_film(film);
        let tools = Tools { ffmpeg, should_stop: &|| observer.should_stop() };
        for &format in formats {
            let path = folder.path().join(format.file(film.name()));
            match can_be_compared(format, &clip, tools) {
                Ok(()) => videos.push(Checked { format, path }),
                Err(error) => found.push(VideoFinding::new(format, &error)),
            }
        }
        let exact = |video: &&Checked| video.format.deep_check == DeepCheck::Bytes;
        let codings = videos.iter().filter(exact);
        let codings = codings.map(|video| Coding::in_memory(video.format.codec, film, pool)).collect();
        let again = Videos { clip, sound: None, ffmpeg, folder, planned: Vec::new(), codings };
        #[cfg(feature = "mp4")]
        let mp4 = videos.iter().find_map(|video| {
            let DeepCheck::Groups { tolerance } = video.format.deep_check else { return None };
            let (format, first) = (video.format, still(film, 0));
            let opened = mp4::Pictures::open(&video.path, &again.clip, &first.rgb, sound);
            let opened = opened.map_err(|error| found.push(VideoFinding::new(format, &error))).ok();
            opened.map(|pictures| GroupsCheck { format, tolerance, pictures })
        });
        #[cfg(feature = "mp4")]
        if let Some(GroupsCheck { format, .. }) = mp4.as_ref().filter(|mp4| mp4.pictures.is_unheard) {
            let reason = "its sound was not compared: name the WAV file with `--audio`".to_owned();
            found.push(VideoFinding { format, reason, is_missing: true });
        }
        #[cfg(not(feature = "mp4"))]
        let _ = sound;
        Self {
            film,
            again,
            videos,
            #[cfg(feature = "mp4")]
            mp4,
            found,
        }
    }

    /// The checkers for one more worker.
    pub(crate) fn worker(&self) -> Result<VideoChecker<'_>, VideoError> {
        Ok(VideoChecker {
            coders: self.again.worker()?,
            #[cfg(feature = "mp4")]
            mp4: self.mp4.as_ref().map(|check| Mp4Checker {
                check,
                size: self.film.size(),
                planes: Planes::new(self.film.size()),
                group: None,
                found: None,
            }),
        })
    }

    /// Makes the comparisons that need all frames. Returns the findings of all workers and its own.
    pub(crate) fn finish(
        self,
        workers: Vec<VideoFinding>,
        observer: &dyn Observer,
    ) -> Result<Vec<VideoFinding>, ExportError> {
        let Self { film, again, videos, mut found, .. } = self;
        found.extend(workers);
        let (clip, should_stop) = (&again.clip, || observer.should_stop());
        let tools = Tools { ffmpeg: again.ffmpeg, should_stop: &should_stop };
        let in_folder = |error| ExportError::Video { path: again.folder.path().to_owned(), error };
        let spooled = |coding: Coding| Ok((coding.codec, coding.finish().map_err(in_folder)?));
        let spools: Vec<_> = again.codings.into_iter().map(spooled).collect::<Result<_, ExportError>>()?;
        for Checked { format, path } in videos {
            let spool = spools.iter().find(|(codec, _)| *codec == format.codec);
            let compared = match (format.deep_check, spool) {
                // The workers have compared them.
                (DeepCheck::Groups { .. }, _) | (DeepCheck::Bytes, None) => Ok(()),
                (DeepCheck::Bytes, Some((_, (spool, palette)))) => {
                    let contents = Contents { spool, palette: palette.as_ref(), clip, sound: None };
                    compare_bytes(format, &path, &contents)
                }
                (DeepCheck::Pictures { tolerance }, _) => compare_pictures(&path, film, tools, tolerance),
            };
            match compared {
                Ok(()) => {}
                Err(VideoError::Interrupted) => return Err(ExportError::Interrupted),
                Err(error) => found.push(VideoFinding::new(format, &error)),
            }
        }
        Ok(found)
    }
}

/// Checks that the clip fits the format, and that a decoder for it is available.
fn can_be_compared(format: VideoFormat, clip: &Outline, tools: Tools<'_>) -> Result<(), VideoError> {
    format.check_limits(clip)?;
    format.check_tools(tools.ffmpeg, tools.should_stop)
}

/// Makes a file again, and compares it byte by byte.
fn compare_bytes(format: VideoFormat, path: &Path, contents: &Contents<'_>) -> Result<(), VideoError> {
    let mut comparison = Comparison::open(path)?;
    format.write_again(contents, &mut comparison)?;
    match comparison.finish()? {
        None => Ok(()),
        Some(at) => Err(VideoError::Failed(format!("its byte {at} is another than its scene gives"))),
    }
}

/// Decodes a video with `ffmpeg`, and compares each picture with its frame, which is drawn again.
fn compare_pictures(
    path: &Path,
    film: &CheckedFilm,
    tools: Tools<'_>,
    tolerance: f64,
) -> Result<(), VideoError> {
    let (size, count) = (film.size(), film.frame_count());
    let (mut renderer, mut planes) = (FrameRenderer::new(size, None), Planes::new(size));
    let mut frame = 0;
    ffmpeg::decode(path, size, tools, |picture| {
        if frame >= count {
            return Err(VideoError::Failed("it has more pictures than the clip has frames".to_owned()));
        }
        renderer.draw(film.display_list(frame));
        planes.convert(renderer.rgb(), area(size, frame == 0, renderer.changed_rows()));
        Drawn { frame, planes: &planes, size }.require_near(picture, tolerance)?;
        frame += 1;
        Ok(())
    })?;
    if frame == count {
        return Ok(());
    }
    Err(VideoError::Failed(format!("it has {frame} pictures, the clip {count} frames")))
}

/// The part of a picture that has to be converted: all of the first one, then the rows that changed.
fn area((width, height): (u32, u32), is_first: bool, rows: Range<u32>) -> Area {
    match is_first {
        true => Area::whole((width, height)),
        false => Area { x: 0, y: rows.start, width, height: rows.end - rows.start },
    }
}

/// A frame that was drawn again.
struct Drawn<'a> {
    frame: u32,
    planes: &'a Planes,
    size: (u32, u32),
}

impl Drawn<'_> {
    /// Rejects a picture that has another size than the frame, or differs from it by more than `tolerance`, the
    /// mean squared error of a block that lossy coding explains.
    fn require_near(&self, picture: &Decoded<'_>, tolerance: f64) -> Result<(), VideoError> {
        let (frame, sides) = (self.frame, (self.size.0 as usize, self.size.1 as usize));
        if picture.size != sides {
            return Err(VideoError::Failed(format!("its picture {frame} has another size")));
        }
        let error = farthest(self.planes, sides, picture);
        if error <= tolerance {
            return Ok(());
        }
        Err(VideoError::Failed(format!(
            "its picture {frame} is not the frame that the scene draws: a block of 16 by 16 pixels is off by {error:.0} in \
             mean square, {tolerance:.0} at most"
        )))
    }
}

/// One worker's checkers; takes runs of frames, each of which is a group of pictures.
pub(crate) struct VideoChecker<'a> {
    coders: VideoWorker<'a>,
    #[cfg(feature = "mp4")]
    mp4: Option<Mp4Checker<'a>>,
}

impl VideoChecker<'_> {
    /// Begins the run whose first frame is `start`.
    pub(crate) fn begin(&mut self, start: u32) {
        self.coders.begin(start);
        #[cfg(feature = "mp4")]
        if let Some(mp4) = &mut self.mp4 {
            mp4.begin(start);
        }
    }

    /// True if the run needs the frame before its first one.
    pub(crate) fn looks_back(&self) -> bool {
        self.coders.looks_back()
    }

    /// Passes the frame before the run's first one.
    pub(crate) fn look_back(&mut self, rgb: &[u8]) {
        self.coders.look_back(rgb);
    }

    /// Passes the next frame of the run; only `rows` may differ from the previous frame.
    pub(crate) fn frame(&mut self, rgb: &[u8], rows: Range<u32>) -> Result<(), VideoError> {
        #[cfg(feature = "mp4")]
        if let Some(mp4) = &mut self.mp4 {
            mp4.frame(rgb, rows.clone());
        }
        self.coders.frame(rgb, rows)
    }

    /// Ends the run; returns a finding for its first picture that does not match its frame.
    pub(crate) fn end(&mut self) -> Result<Option<VideoFinding>, ExportError> {
        self.coders.end()?;
        #[cfg(feature = "mp4")]
        if let Some(mp4) = &mut self.mp4 {
            return Ok(mp4.found.take().map(|error| VideoFinding::new(mp4.check.format, &error)));
        }
        Ok(None)
    }
}

/// An MP4 file whose groups the workers compare.
#[cfg(feature = "mp4")]
struct GroupsCheck {
    format: VideoFormat,
    /// Mean squared error of a block that lossy coding explains.
    tolerance: f64,
    pictures: mp4::Pictures,
}

/// Decodes the groups of an MP4 file and compares their pictures.
#[cfg(feature = "mp4")]
struct Mp4Checker<'a> {
    check: &'a GroupsCheck,
    size: (u32, u32),
    planes: Planes,
    /// Current group; `None` after a difference was found.
    group: Option<DecodedGroup>,
    found: Option<VideoError>,
}

#[cfg(feature = "mp4")]
struct DecodedGroup {
    decoder: GroupDecoder,
    samples: std::vec::IntoIter<Vec<u8>>,
    /// Number of the next frame.
    frame: u32,
    is_first: bool,
}

#[cfg(feature = "mp4")]
impl Mp4Checker<'_> {
    fn begin(&mut self, start: u32) {
        let open = || {
            let samples = self.check.pictures.group(start as usize / GROUP)?.into_iter();
            let decoder = GroupDecoder::new(&self.check.pictures.header)?;
            Ok(DecodedGroup { decoder, samples, frame: start, is_first: true })
        };
        match open() {
            Ok(group) => (self.group, self.found) = (Some(group), None),
            Err(error) => (self.group, self.found) = (None, Some(error)),
        }
    }

    fn frame(&mut self, rgb: &[u8], rows: Range<u32>) {
        let Some(group) = &mut self.group else { return };
        let size = self.size;
        self.planes.convert(rgb, area(size, group.is_first, rows));
        let frame = group.frame;
        let sample = group.samples.next().unwrap_or_default();
        let drawn = Drawn { frame, planes: &self.planes, size };
        let tolerance = self.check.tolerance;
        let compared = group.decoder.picture(&sample, |picture| drawn.require_near(picture, tolerance));
        (group.frame, group.is_first) = (frame + 1, false);
        if let Err(error) = compared.and_then(|near| near) {
            (self.group, self.found) = (None, Some(error));
        }
    }
}
