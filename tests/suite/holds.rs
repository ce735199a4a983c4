//! Clips at the limits of what video formats can store.

#[cfg(feature = "mp4")]
use std::fs;

use crate::workshop::{SCENE, Workshop};

#[cfg(feature = "mp4")]
#[test]
fn an_mp4_says_the_level_that_its_rate_takes() {
    for (size, rate, level) in [("96x54", "30", 11), ("320x180", "240", 31)] {
        let workshop = Workshop::new();
        let short = SCENE.replace("lasts  = 4.0", "lasts  = 2.4").replace("lasts   = 2.0", "lasts   = 1.2");
        workshop.write("clip.toml", &short.replace("[3, 5]", "[1, 5]").replace("fps    = 15\n", ""));
        workshop.render(&["--size", size, "--fps", rate, "--format", "mp4"]).done();
        let file = fs::read(workshop.clip("clip.mp4")).unwrap();
        let at = file.windows(4).position(|name| name == b"avcC").unwrap();
        // Version, profile, compatibility, level; and again in the parameters that follow.
        assert_eq!(file[at + 7], level, "{size} at {rate}");
        assert_eq!(file[at + 15], level, "{size} at {rate}");
    }
}

#[test]
fn what_a_format_cannot_hold_is_refused_before_a_frame_is_drawn() {
    let workshop = Workshop::new();
    // The duration is a whole number of frames at every rate here.
    workshop.write("clip.toml", &SCENE.replace("4.0", "4.004").replace("2.0", "2.002"));
    workshop.render(&["--fps", "30000/1001"]).done();
    let before = workshop.tree();
    let cases: &[(&[&str], &str)] = &[
        (
            &["--format", "apng", "--fps", "240000/1001"],
            "apng cannot count 240000/1001 frames a second: write `--fps 30`",
        ),
        (
            &["--format", "gif", "--fps", "60000/1001"],
            "gif shows at most 50 frames a second: write `--fps 30`",
        ),
        #[cfg(feature = "mp4")]
        (
            &["--format", "mp4", "--size", "4000x3000", "--fps", "30000/1001"],
            "mp4 takes at most 3840x2160 pixels, the clip has 4000x3000: write a smaller `--size`, or ask for \
             webm or apng",
        ),
        #[cfg(feature = "mp4")]
        (
            &["--format", "mp4", "--size", "81x45", "--fps", "30000/1001"],
            "mp4 takes even sides only, the clip has 81x45 pixels: write `--size 82x46`",
        ),
    ];
    for (arguments, told) in cases {
        let outcome = workshop.render(arguments);
        assert_eq!(outcome.exit, Some(2), "{arguments:?}: {}", outcome.stderr);
        assert!(outcome.stderr.contains(told), "{arguments:?}: {}", outcome.stderr);
        assert!(workshop.tree() == before, "{arguments:?}");
    }
}
