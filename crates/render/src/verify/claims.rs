//! Check that a manifest is consistent, without looking at the other files.

use crate::manifest::FRAME_PATTERN;
use crate::outline;
use crate::sidecars::kinds;
use crate::{Beat, Digest, DigestList, FrameSet, Manifest, Video};
use halfminute_basics::time::{Rate, Time};
use halfminute_media::Plan;
use halfminute_media::{Claim, Outline};

/// The inconsistencies of a manifest, and the values that other files are compared with.
pub(super) struct Claims {
    /// Inconsistencies, as sentences without a subject.
    pub(super) sentences: Vec<String>,
    /// Frames that the manifest lists and the outline of the clip; `None` if the manifest is too inconsistent
    /// to use.
    pub(super) read: Option<(FrameSet, Outline)>,
}

impl Claims {
    fn none(claim: String) -> Self {
        Self { sentences: vec![claim], read: None }
    }
}

pub(super) fn claims(manifest: &Manifest) -> Claims {
    if manifest.format != 1 {
        let form = manifest.format;
        return Claims::none(format!("is of form {form}: this program knows form 1"));
    }
    let Ok(rate) = Rate::new(manifest.rate.numerator, manifest.rate.denominator) else {
        return Claims::none("has a rate that no clip has".to_owned());
    };
    let count = manifest.frame_count;
    if count == 0 || rate.instant(count) > Time::MAX {
        return Claims::none(format!("says that the clip has {count} frames: no clip has so many"));
    }
    let mut sentences = times(manifest, rate);
    let Ok(frames) = manifest.frame_set() else {
        sentences.push("names frames that the clip does not have".to_owned());
        return Claims { sentences, read: None };
    };
    let ends = (frames.as_slice().first(), frames.as_slice().last());
    if ends != (Some(&manifest.first_frame), Some(&manifest.last_frame)) {
        sentences.push("has another first or last frame than its frames".to_owned());
    }
    let plain =
        |name: &String| !name.is_empty() && !name.contains(['/', '\\']) && name != ".." && name != ".";
    if !manifest.beside_frames().all(plain) {
        sentences.push("names a file outside of the clip's folder".to_owned());
        return Claims { sentences, read: None };
    }
    let outline = outline::of_manifest(manifest, rate);
    sentences.extend(patterns(manifest));
    sentences.extend(files(manifest, &outline));
    Claims { sentences, read: Some((frames, outline)) }
}

/// Checks the values that are the same in every manifest.
fn patterns(manifest: &Manifest) -> Vec<String> {
    let pattern = manifest.frames.as_deref().unwrap_or(FRAME_PATTERN);
    let fixed = [
        ("generator", manifest.generator == crate::PROGRAM),
        ("frames", pattern == FRAME_PATTERN),
        ("frame_digests", manifest.frame_digests == DigestList::of_pixels()),
        ("file_digests", manifest.file_digests == DigestList::of_files()),
    ];
    let other = fixed.iter().filter(|(_, holds)| !holds);
    other.map(|(key, _)| format!("has a `{key}` that no manifest has")).collect()
}

/// The claims that a plan can refute.
fn claim(video: &Video) -> Claim<'_> {
    let Video { format, file, frames, duration, .. } = video;
    Claim { format, file, frames: *frames, duration: *duration }
}

/// Checks the sidecars and videos: sidecars are determined by the beats, and videos by the length.
fn files(manifest: &Manifest, outline: &Outline) -> Vec<String> {
    let mut sentences = Vec::new();
    let plan = Plan::new(outline.clone());
    sentences.extend(manifest.videos.iter().filter_map(|video| plan.refute(claim(video))));
    if manifest.videos.windows(2).any(|pair| pair[0].file == pair[1].file) {
        sentences.push("names a video twice".to_owned());
    }
    let is_digest =
        |recipe: &String| Digest::from_hex(recipe).is_ok_and(|digest| digest.to_hex() == **recipe);
    let other = manifest.videos.iter().filter(|video| !is_digest(&video.recipe));
    sentences.extend(other.map(|video| format!("has a `recipe` of `{}` that is no digest", video.file)));
    if manifest.rendered.is_some() && !manifest.videos.is_empty() {
        sentences.push("has videos of a clip that was rendered in part".to_owned());
    }
    let kinds = if manifest.rendered.is_some() { Vec::new() } else { kinds(outline) };
    let expected: Vec<String> = kinds.into_iter().map(|kind| kind.file(&outline.name)).collect();
    if manifest.sidecars != expected {
        let expected = if expected.is_empty() { "none".to_owned() } else { expected.join(", ") };
        sentences.push(format!("has other `sidecars` than a render of its beats writes: {expected}"));
    }
    sentences
}

/// Checks the length of the clip and the times of its beats.
fn times(manifest: &Manifest, rate: Rate) -> Vec<String> {
    let mut claims = Vec::new();
    let count = manifest.frame_count;
    let is = |seconds: f64, frame: u32| seconds == rate.instant(frame).seconds();
    if !is(manifest.duration, count) {
        let (said, seconds) = (manifest.duration, rate.instant(count).seconds());
        claims.push(format!("says that the clip lasts {said} s: its {count} frames last {seconds} s"));
    }
    let starts = manifest.beats.iter().map(|beat| beat.first_frame).chain([count]);
    let ends = [0].into_iter().chain(manifest.beats.iter().map(|beat| beat.end_frame));
    let forward = manifest.beats.iter().all(|beat| beat.first_frame < beat.end_frame);
    if !starts.eq(ends) || !forward {
        claims.push(format!("has beats that do not add up to its {count} frames"));
        return claims;
    }
    let holds = |beat: &Beat| is(beat.start, beat.first_frame) && is(beat.end, beat.end_frame);
    for (beat, number) in manifest.beats.iter().zip(1..).filter(|(beat, _)| !holds(beat)) {
        let Beat { first_frame, end_frame, start, end, .. } = beat;
        claims.push(format!(
            "says that beat {number} lasts from {start} s to {end} s: frames {first_frame} to {end_frame} are \
             from {} s to {} s",
            rate.instant(*first_frame).seconds(),
            rate.instant(*end_frame).seconds()
        ));
    }
    claims
}
