//! Frames to PNG files and videos, in one pass on several threads.
//!
//! Each worker keeps one artist and takes one contiguous run of frames after another. The result does
//! not depend on which worker drew what: where there is a video, runs are its groups of pictures.

use rayon::ThreadPool;

use crate::film::Film;

use super::artist::Artist;
use super::digest::Digest;
use super::draw::Draw;
use super::journal::{Entry, Journal};
use super::lists::Lists;
use super::png::Compression;
use super::queue::Queue;
use super::recipe::Recipe;
use super::video::{Ffmpeg, Sound, VideoError, VideoFormat, VideoWorker, Videos};
use super::{ClipFolder, ExportError, FrameSet, atomic};

/// What becomes of frames that an earlier run left.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Start {
    /// Those that are what would be drawn are kept.
    #[default]
    Resume,
    /// All are drawn anew.
    Fresh,
}

/// Hears how far a render is, and may end it. Called from worker threads, in no particular order.
pub trait Observer: Sync {
    /// So many frames need not be drawn. Called before the first is written.
    fn frames_kept(&self, _count: usize) {}

    /// Whether to end now; what is whole stays.
    fn should_stop(&self) -> bool {
        false
    }

    /// Frame `frame` is drawn, and its file, if it has one, is whole.
    fn frame_written(&self, frame: u32);
}

/// What to draw and how.
#[derive(Clone, Copy, Debug)]
pub struct FrameLoop<'a> {
    /// The clip.
    pub film: &'a Film,
    /// Which of its frames.
    pub frames: &'a FrameSet,
    /// Where its files go.
    pub folder: &'a ClipFolder,
    /// How hard to compress the frames' files, or `None` for no files of frames.
    pub png: Option<Compression>,
    /// The videos to make; only of a whole clip.
    pub videos: &'a [VideoFormat],
    /// What is heard in videos that take sound.
    pub sound: Option<&'a Sound>,
    /// How the program `ffmpeg` is used, where a video needs it.
    pub ffmpeg: &'a Ffmpeg,
    /// Number of worker threads, at least one.
    pub threads: usize,
    /// What becomes of frames that are there.
    pub start: Start,
    /// Whether every frame is drawn a second time, by itself, and compared.
    pub verify_incremental: bool,
}

impl FrameLoop<'_> {
    /// Draws frames, each worker on a thread of `pool`: writes the files of those that lack one, if they
    /// have any, notes each in the journal, and codes the groups that the videos lack. Returns what was
    /// drawn in the order of the frames.
    ///
    /// # Errors
    /// The first failure to write or to code, or an end that the observer asked for; the other
    /// workers stop after the frame they are at.
    pub(super) fn run(
        &self,
        drawing: &Drawing<'_>,
        pool: &ThreadPool,
        observer: &dyn Observer,
    ) -> Result<Vec<Entry>, ExportError> {
        let draw = drawing.draw;
        let queue = Queue::new(&draw.runs);
        let job = Job { work: self, drawing, queue: &queue, observer };
        let drawn = pool.broadcast(|_| job.work().inspect_err(|_| queue.stop()));
        let drawn: Result<Vec<_>, _> = drawn.into_iter().collect();
        let mut drawn: Vec<Entry> = drawn?.into_iter().flatten().collect();
        if drawn.len() < draw.frames.len() {
            return Err(ExportError::Interrupted);
        }
        drawn.sort_unstable_by_key(|entry| entry.frame);
        Ok(drawn)
    }
}

/// What is to be drawn, and what is written on the way.
pub(super) struct Drawing<'a> {
    pub(super) draw: &'a Draw,
    /// Where each frame is noted.
    pub(super) journal: &'a Journal,
    /// What speaks of the files that are replaced.
    pub(super) lists: &'a Lists<'a>,
    pub(super) videos: &'a Videos<'a>,
}

/// What all workers share.
struct Job<'a> {
    work: &'a FrameLoop<'a>,
    drawing: &'a Drawing<'a>,
    queue: &'a Queue<'a>,
    observer: &'a dyn Observer,
}

impl Job<'_> {
    /// One worker: takes runs until none is left.
    fn work(&self) -> Result<Vec<Entry>, ExportError> {
        let (work, draw) = (self.work, self.drawing.draw);
        let coding = |error| work.video_failed(error);
        // Where only coders look at the frames, none is compressed.
        let png = work.png.filter(|_| draw.writes());
        let mut artist = Artist::new(work.film.size(), png);
        let mut recipe = Recipe::new(work.film.size(), work.png);
        let mut coders = self.drawing.videos.worker().map_err(coding)?;
        let mut drawn = Vec::new();
        while let Some(run) = self.queue.next_run() {
            let frames = &draw.frames[run];
            self.begin(frames, &mut artist, &mut coders);
            let mut before: Option<(u32, Digest)> = None;
            for &frame in frames {
                if self.queue.is_stopped() || self.observer.should_stop() {
                    return Ok(drawn);
                }
                let list = work.film.display_list(frame);
                let picture = recipe.picture(&list);
                let content = recipe.content(picture);
                let pixels = artist.draw(list);
                let (length, file) = (artist.file.len() as u64, blake3::hash(&artist.file));
                let entry = Entry { frame, content, pixels, length, file };
                if draw.is_missing(frame) {
                    if png.is_some() {
                        self.write(frame, &artist.file, before.filter(|(_, bytes)| *bytes == file))?;
                        before = Some((frame, file));
                    }
                    self.drawing.journal.append(&entry)?;
                }
                coders.frame(artist.rgb(), artist.changed_rows()).map_err(coding)?;
                self.observer.frame_written(frame);
                drawn.push(entry);
            }
            coders.end()?;
        }
        Ok(drawn)
    }

    /// Writes a frame's file. Frames with the same bytes share one: a third of a clip stands still.
    fn write(&self, frame: u32, bytes: &[u8], twin: Option<(u32, Digest)>) -> Result<(), ExportError> {
        self.drawing.lists.withdraw()?;
        let folder = self.work.folder;
        match twin {
            Some((twin, _)) => atomic::write_again(&folder.frame(twin), &folder.frame(frame), bytes),
            None => atomic::write(&folder.frame(frame), bytes),
        }
    }

    /// Shows the coders the frame before a run's first, where they look at it.
    fn begin(&self, frames: &[u32], artist: &mut Artist, coders: &mut VideoWorker<'_>) {
        let Some(&first) = frames.first() else { return };
        coders.begin(first);
        if let Some(before) = first.checked_sub(1).filter(|_| coders.looks_back()) {
            artist.draw(self.work.film.display_list(before));
            coders.look_back(artist.rgb());
        }
    }
}

impl FrameLoop<'_> {
    /// The failure of a video of which nothing has a name yet.
    pub(super) fn video_failed(&self, error: VideoError) -> ExportError {
        match error {
            VideoError::Interrupted => ExportError::Interrupted,
            error => ExportError::Video { path: self.folder.path().to_owned(), error },
        }
    }
}
