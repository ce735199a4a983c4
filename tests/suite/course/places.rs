//! Paths that a programme reads and writes: only below its own folder, whatever its names and links say.

use std::fs;

use super::copy::{Copy, DOCUMENTS, PROGRAMME};

const CLIP: &str = "\"hour25-ui-productization\"";

#[test]
fn a_clips_name_leads_nowhere_else() {
    for name in ["../elsewhere/x", "/tmp/x", "a/b", "..", ".hidden", "a\\\\b", "frames", "CON", ""] {
        let copy = Copy::new();
        fs::create_dir(copy.path("elsewhere")).unwrap();
        fs::copy(copy.path("scenes/hour25-ui-productization.toml"), copy.path("elsewhere/x.toml")).unwrap();
        fs::write(copy.path("elsewhere/x.png"), "precious").unwrap();
        copy.edit(PROGRAMME, CLIP, &format!("\"{name}\""));
        let (exit, _, stderr) = copy.run(&["course", "pictures"]);
        assert_eq!(exit, Some(1), "{name}: {stderr}");
        assert_eq!(fs::read_to_string(copy.path("elsewhere/x.png")).unwrap(), "precious", "{name}");
        let (exit, found) = copy.check();
        let is_told = found
            .iter()
            .any(|line| line.contains("course-clip: `") && line.contains("is not a valid clip name"));
        assert!(exit == Some(1) && is_told, "{name}: {found:#?}");
    }
}

/// An absolute path of an existing scene outside, as a hostile programme might name it.
#[test]
fn an_absolute_path_is_no_clip() {
    let copy = Copy::new();
    fs::create_dir(copy.path("elsewhere")).unwrap();
    fs::copy(copy.path("scenes/hour25-ui-productization.toml"), copy.path("elsewhere/x.toml")).unwrap();
    let outside = copy.path("elsewhere/x");
    copy.edit(PROGRAMME, CLIP, &format!("\"{}\"", outside.display()));
    assert_eq!(copy.run(&["course", "pictures"]).0, Some(1));
    assert!(!copy.path("elsewhere/x.png").exists());
}

#[cfg(unix)]
#[test]
fn pictures_and_documents_are_written_through_no_link() {
    use std::os::unix::fs::symlink;

    let copy = Copy::new();
    fs::create_dir(copy.path("elsewhere")).unwrap();
    fs::rename(copy.path("course/images"), copy.path("elsewhere/images")).unwrap();
    symlink(copy.path("elsewhere/images"), copy.path("course/images")).unwrap();
    let name = "hour25-ui-productization.png";
    let before = fs::read(copy.path("elsewhere/images").join(name)).unwrap();
    let (exit, _, stderr) = copy.run(&["course", "pictures"]);
    assert_eq!(exit, Some(3), "{stderr}");
    assert!(stderr.contains("course/images`: it is a symbolic link"), "{stderr}");
    assert_eq!(fs::read(copy.path("elsewhere/images").join(name)).unwrap(), before);

    let copy = Copy::new();
    fs::write(copy.path("precious"), "precious").unwrap();
    for path in [format!("course/{}", DOCUMENTS[0]), format!("course/images/{name}")] {
        let _ = fs::remove_file(copy.path(&path));
        symlink(copy.path("precious"), copy.path(&path)).unwrap();
    }
    for command in ["build", "pictures"] {
        let (exit, _, stderr) = copy.run(&["course", command]);
        assert_eq!(exit, Some(3), "{command}: {stderr}");
        assert!(stderr.contains("it is a symbolic link"), "{command}: {stderr}");
    }
    assert_eq!(fs::read_to_string(copy.path("precious")).unwrap(), "precious");
    assert!(copy.path(&format!("course/images/{name}")).is_symlink(), "and the link is left as it is");
}

#[cfg(unix)]
#[test]
fn a_pipe_among_pictures_and_documents_is_not_waited_for() {
    let copy = Copy::new();
    let paths = [format!("course/{}", DOCUMENTS[1]), "course/images/hour25-ui-productization.png".to_owned()];
    for path in &paths {
        let _ = fs::remove_file(copy.path(path));
        assert!(std::process::Command::new("mkfifo").arg(copy.path(path)).status().unwrap().success());
    }
    for command in
        [&["course", "build"][..], &["course", "build", "--check"], &["course", "pictures", "--check"]]
    {
        let (exit, _, stderr) = copy.run(command);
        assert_eq!(exit, Some(3), "{command:?}: {stderr}");
        assert!(stderr.contains("it is not a regular file"), "{command:?}: {stderr}");
    }
}
