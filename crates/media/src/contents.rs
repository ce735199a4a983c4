//! The contents of a video file, and the tools that make one.

use super::palette::Palette;
use super::spool::Spool;
use super::{Ffmpeg, Outline, ShouldStop, Sound};

/// The contents of a video file.
#[derive(Clone, Copy)]
pub struct Contents<'a> {
    /// Coded pictures, in order.
    pub spool: &'a Spool,
    /// Palette of the pictures, for a codec that needs one.
    pub palette: Option<&'a Palette>,
    /// Clip that the video shows.
    pub clip: &'a Outline,
    /// Sound of the clip, for formats that have sound.
    pub sound: Option<&'a Sound>,
}

/// The settings for `ffmpeg`, and the function that is asked whether to stop it.
#[derive(Clone, Copy)]
pub struct Tools<'a> {
    /// Settings for the program `ffmpeg`.
    pub ffmpeg: &'a Ffmpeg,
    /// Asked regularly, while a program runs, whether to stop.
    pub should_stop: &'a ShouldStop<'a>,
}
