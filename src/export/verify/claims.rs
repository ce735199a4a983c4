//! Whether what a manifest says fits together, without a look at any file beside it.

use crate::export::video::Plan;
use crate::export::{Beat, FrameSet, Manifest};
use crate::time::{Rate, Time};

/// What does not hold, as sentences without a subject, and the frames that the manifest speaks of, unless
/// nothing else of it can be believed.
pub(super) fn claims(manifest: &Manifest) -> (Vec<String>, Option<FrameSet>) {
    if manifest.format != 1 {
        let form = manifest.format;
        return (vec![format!("is of form {form}: this program knows form 1")], None);
    }
    let Ok(rate) = Rate::new(manifest.rate.numerator, manifest.rate.denominator) else {
        return (vec!["has a rate that no clip has".to_owned()], None);
    };
    let count = manifest.frame_count;
    if count == 0 || rate.instant(count) > Time::MAX {
        let claim = format!("says that the clip has {count} frames: no clip has so many");
        return (vec![claim], None);
    }
    let mut claims = times(manifest, rate);
    let Ok(frames) = manifest.frame_set() else {
        claims.push("names frames that the clip does not have".to_owned());
        return (claims, None);
    };
    let ends = (frames.as_slice().first(), frames.as_slice().last());
    if ends != (Some(&manifest.first_frame), Some(&manifest.last_frame)) {
        claims.push("has another first or last frame than its frames".to_owned());
    }
    let plain =
        |name: &String| !name.is_empty() && !name.contains(['/', '\\']) && name != ".." && name != ".";
    if !manifest.beside_frames().all(plain) {
        claims.push("names a file outside of the clip's folder".to_owned());
        return (claims, None);
    }
    let size = (manifest.size.width, manifest.size.height);
    let plan = Plan::new(size, rate, count);
    claims.extend(manifest.videos.iter().filter_map(|video| plan.refute(video)));
    if manifest.rendered.is_some() && !manifest.videos.is_empty() {
        claims.push("has videos of a clip that was rendered in part".to_owned());
    }
    (claims, Some(frames))
}

/// Lengths and beats.
fn times(manifest: &Manifest, rate: Rate) -> Vec<String> {
    let mut claims = Vec::new();
    let count = manifest.frame_count;
    let is = |seconds: f64, frame: u32| (seconds - rate.instant(frame).seconds()).abs() <= 1e-6;
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
