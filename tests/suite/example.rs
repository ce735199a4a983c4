//! The example program, run as a library user would run it.

#[path = "../../examples/still.rs"]
#[expect(dead_code, reason = "its `main` reads the arguments of the test program")]
mod still;

use crate::workshop::{SCENE, Workshop};

#[test]
fn the_example_draws_the_middle_of_a_clip() {
    let workshop = Workshop::new();
    still::draw(&workshop.path("clip.toml"), &workshop.path("picture.png")).unwrap();
    workshop.run(&["still", "clip.toml", "--frame", "30", "-o", "frame.png"]).done();
    assert_eq!(workshop.picture("picture.png"), workshop.picture("frame.png"));

    workshop.write("wrong.toml", &SCENE.replace("kind = \"text\"", "kind = \"txt\""));
    let error = still::draw(&workshop.path("wrong.toml"), &workshop.path("wrong.png")).unwrap_err();
    assert_eq!(error.to_string(), "the scene has errors");
    assert!(!workshop.path("wrong.png").exists());
}
