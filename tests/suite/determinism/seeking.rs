//! Frames do not depend on the order, the rate or the size in which they are asked for.

use super::films::{assert_finite, assert_rests, at_rate, at_size, for_every_scene, open, scenes};

/// A step that visits every frame of a clip once, in an order unlike playback.
fn stride(count: u32) -> u32 {
    let common = |a: u32, b: u32| {
        let (mut a, mut b) = (a, b);
        while b != 0 {
            (a, b) = (b, a % b);
        }
        a
    };
    (count / 2 + 7..).find(|step| common(*step, count) == 1).unwrap()
}

#[test]
fn seeking_equals_playing() {
    for_every_scene(|scene| {
        let (played, sought) = (open(scene), open(scene));
        let count = played.frame_count();
        let lists: Vec<_> = (0..count).map(|frame| played.display_list(frame)).collect();
        let step = stride(count);
        for frame in (0..count).map(|at| (u64::from(at) * u64::from(step) % u64::from(count)) as u32) {
            let same = sought.display_list(frame) == lists[frame as usize];
            assert!(same, "{}: frame {frame}", scene.display());
        }
    });
}

#[test]
fn beats_tile_the_frames() {
    for_every_scene(|scene| {
        let film = open(scene);
        let mut next = 0;
        for beat in film.beats() {
            assert_eq!(beat.first, next, "{}", scene.display());
            assert!(beat.end > beat.first, "{}", scene.display());
            next = beat.end;
        }
        assert_eq!(film.frame_count(), next);
        assert_eq!(film.rate().whole_frames(film.duration()), Some(next), "{}", scene.display());
    });
}

#[test]
fn every_beat_comes_to_rest() {
    for_every_scene(|scene| assert_rests(&open(scene), &scene.display().to_string()));
}

#[test]
fn every_number_is_finite() {
    for_every_scene(|scene| {
        let film = at_rate(scene, 60);
        for frame in 0..film.frame_count() {
            assert_finite(&film.display_list(frame), &format!("{} frame {frame}", scene.display()));
        }
    });
}

#[test]
fn twice_the_rate_shows_the_same_at_every_other_frame() {
    for_every_scene(|scene| {
        let (slow, fast) = (at_rate(scene, 30), at_rate(scene, 60));
        assert_eq!(fast.frame_count(), slow.frame_count() * 2);
        for frame in 0..slow.frame_count() {
            let same = slow.display_list(frame) == fast.display_list(frame * 2);
            assert!(same, "{}: frame {frame}", scene.display());
        }
    });
}

/// Lengths are in units of the shorter side, so another size with the same proportions only scales the
/// pixels.
#[test]
fn size_changes_no_display_list() {
    for scene in scenes("scenes") {
        let full = open(&scene);
        let (width, height) = full.size();
        for size in [(width * 2 / 3, height * 2 / 3), (width * 2, height * 2)] {
            let other = at_size(&scene, size);
            for frame in 0..full.frame_count() {
                let same = full.display_list(frame) == other.display_list(frame);
                assert!(same, "{}: frame {frame} at {size:?}", scene.display());
            }
        }
    }
}
