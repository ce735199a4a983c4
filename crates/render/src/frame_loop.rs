//! Drawing of frames to PNG files and videos, in one pass on several threads.
//!
//! Each worker has one renderer and takes one contiguous run of frames after another. The result does not depend
//! on the assignment of runs to workers. If there is a video, the runs are its groups of pictures.

use rayon::ThreadPool;

use halfminute_check::CheckedFilm;

use super::draw::Draw;
use super::frame_renderer::FrameRenderer;
use super::journal::{Entry, Journal};
use super::lists::Lists;
use super::queue::Queue;
use super::recipe::Recipe;
use super::video::{VideoWorker, Videos};
use super::{ClipFolder, ExportError, FrameSet, atomic};
use halfminute_media::digest::Digest;
use halfminute_media::png::Compression;
use halfminute_media::{Ffmpeg, Sound, VideoError, VideoFormat};

/// Treatment of frames that an earlier run left.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Start {
    /// Frames are kept if they are the same as would be drawn.
    #[default]
    Resume,
    /// All frames are drawn again.
    Fresh,
}

/// Receives the progress of a render, and may stop it. Called from worker threads, in no particular order.
pub trait Observer: Sync {
    /// Called before the first frame is written; `_count` frames need not be drawn.
    fn frames_kept(&self, _count: usize) {}

    /// Returns true to stop the render now; complete files stay.
    fn should_stop(&self) -> bool {
        false
    }

    /// Called when a frame is drawn, and its file, if it has one, is complete.
    fn frame_written(&self, frame: u32);
}

/// The threads of a run, and the observer of its progress.
#[derive(Clone, Copy)]
pub struct Workers<'a> {
    /// Threads that draw, read and compare.
    pub pool: &'a ThreadPool,
    /// Receiver of the progress, which may stop the run.
    pub observer: &'a dyn Observer,
}

/// A render: the clip, its frames, the output and the settings.
#[derive(Clone, Copy, Debug)]
pub struct FrameLoop<'a> {
    /// Clip that is drawn.
    pub film: &'a CheckedFilm,
    /// Frames of the clip that are drawn.
    pub frames: &'a FrameSet,
    /// Folder that the files are written to.
    pub folder: &'a ClipFolder,
    /// Compression of the frames' files; `None` if no files of frames are written.
    pub png: Option<Compression>,
    /// Formats of the videos to make; they need all frames of the clip.
    pub videos: &'a [VideoFormat],
    /// Sound of the videos whose format has sound.
    pub sound: Option<&'a Sound>,
    /// Settings for the program `ffmpeg`, for the formats that need it.
    pub ffmpeg: &'a Ffmpeg,
    /// Number of worker threads, at least one.
    pub threads: usize,
    /// Treatment of frames that exist already.
    pub start: Start,
    /// True to draw every frame a second time, by itself, and compare the pixels.
    pub verify_incremental: bool,
}

impl FrameLoop<'_> {
    /// Draws frames on the threads of `pool`: writes the files of missing frames, if files are asked for, notes
    /// each of them in the journal, and codes the groups that the videos lack. Returns entries for all drawn
    /// frames, in ascending order.
    ///
    /// # Errors
    /// The first failure to write or to code, or a stop that the observer asked for. The other workers stop
    /// after their current frame.
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

/// The frames to draw, and the places where progress is recorded.
pub(super) struct Drawing<'a> {
    pub(super) draw: &'a Draw,
    /// Journal in which each frame is noted.
    pub(super) journal: &'a Journal,
    /// Lists that describe the files that are replaced.
    pub(super) lists: &'a Lists<'a>,
    pub(super) videos: &'a Videos<'a>,
}

/// Values that all workers share.
struct Job<'a> {
    work: &'a FrameLoop<'a>,
    drawing: &'a Drawing<'a>,
    queue: &'a Queue<'a>,
    observer: &'a dyn Observer,
}

impl Job<'_> {
    /// The work of one thread: draws runs until none is left.
    fn work(&self) -> Result<Vec<Entry>, ExportError> {
        let (work, draw) = (self.work, self.drawing.draw);
        let coding = |error| work.video_failed(error);
        // If frames are drawn only for videos, no PNG is encoded.
        let png = work.png.filter(|_| draw.writes());
        let mut renderer = FrameRenderer::new(work.film.size(), png);
        let mut recipe = Recipe::new(work.film.size(), work.png);
        let mut coders = self.drawing.videos.worker().map_err(coding)?;
        let mut drawn = Vec::new();
        while let Some(run) = self.queue.next_run() {
            let frames = &draw.frames[run];
            self.begin(frames, &mut renderer, &mut coders);
            let mut before: Option<(u32, Digest)> = None;
            for &frame in frames {
                if self.queue.is_stopped() || self.observer.should_stop() {
                    return Ok(drawn);
                }
                let list = work.film.display_list(frame);
                let picture = recipe.picture(&list);
                let content = recipe.content(picture);
                let pixels = renderer.draw(list);
                let (length, file) = (renderer.file.len() as u64, blake3::hash(&renderer.file));
                let entry = Entry { frame, content, pixels, length, file };
                if draw.is_missing(frame) {
                    if png.is_some() {
                        self.write(frame, &renderer.file, before.filter(|(_, bytes)| *bytes == file))?;
                        before = Some((frame, file));
                    }
                    self.drawing.journal.append(&entry)?;
                }
                coders.frame(renderer.rgb(), renderer.changed_rows()).map_err(coding)?;
                self.observer.frame_written(frame);
                drawn.push(entry);
            }
            coders.end()?;
        }
        Ok(drawn)
    }

    /// Writes a frame's file. Frames with the same bytes share one by a hard link: a third of a clip stands
    /// still.
    fn write(&self, frame: u32, bytes: &[u8], twin: Option<(u32, Digest)>) -> Result<(), ExportError> {
        self.drawing.lists.withdraw()?;
        let folder = self.work.folder;
        match twin {
            Some((twin, _)) => atomic::write_again(&folder.frame(twin), &folder.frame(frame), bytes)?,
            None => atomic::write(&folder.frame(frame), bytes)?,
        }
        Ok(())
    }

    /// Passes the frame before a run to the coders, if they need it.
    fn begin(&self, frames: &[u32], renderer: &mut FrameRenderer, coders: &mut VideoWorker<'_>) {
        let Some(&first) = frames.first() else { return };
        coders.begin(first);
        if let Some(before) = first.checked_sub(1).filter(|_| coders.looks_back()) {
            renderer.draw(self.work.film.display_list(before));
            coders.look_back(renderer.rgb());
        }
    }
}

impl FrameLoop<'_> {
    /// The error for a video that has no file yet.
    pub(super) fn video_failed(&self, error: VideoError) -> ExportError {
        match error {
            VideoError::Interrupted => ExportError::Interrupted,
            error => ExportError::Video { path: self.folder.path().to_owned(), error },
        }
    }
}
