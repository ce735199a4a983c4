//! `halfminute new`: writes a small scene to start from, and beside it the schema that it names for editors.
//! It never replaces a file.

use std::path::Path;

use clap::Args;

use crate::schema::schema;
use halfminute_engine::scene::refuse_clip_name;
use halfminute_render::atomic;

use super::console::Console;
use super::exit::{Exit, Failure};

const TEMPLATE: &str = include_str!("new_scene.toml");
const LONGEST_NAME: usize = 64;
/// Name of the schema file in the template's first line.
const SCHEMA_FILE: &str = "scene.schema.json";

/// Arguments of `halfminute new`.
#[derive(Args, Debug)]
pub(super) struct Arguments {
    /// Name of the clip: letters, digits, `-` and `_`; the scene is written to NAME.toml
    name: String,
}

/// Writes `NAME.toml` into the current folder and prints its name.
pub(super) fn run(arguments: &Arguments, console: &mut Console) -> Exit {
    let written = write_scene(&arguments.name).and_then(|file| Ok((file, write_schema(Path::new(""))?)));
    match written {
        Ok((file, has_schema)) => {
            let schema = if has_schema { format!(" and {SCHEMA_FILE}, for editors") } else { String::new() };
            console.out(&format!("wrote {file}{schema}; look at it with: halfminute check {file}\n"));
            Exit::Done
        }
        Err(failure) => console.fail(&failure),
    }
}

/// Writes the schema into a folder unless it is there; returns true if it was written.
pub(super) fn write_schema(folder: &Path) -> Result<bool, Failure> {
    let path = &folder.join(SCHEMA_FILE);
    let is_absent = path.symlink_metadata().is_err();
    if is_absent {
        atomic::create(path, schema().as_bytes())?;
    }
    Ok(is_absent)
}

fn write_scene(name: &str) -> Result<String, Failure> {
    check_name(name)?;
    let file = format!("{name}.toml");
    let path = Path::new(&file);
    // Checked beforehand only for a better message; `create` itself never replaces a file, even one that
    // appears in between.
    if path.symlink_metadata().is_ok() {
        let message = format_args!("`{file}` exists already and was left as it is: choose another name");
        return Err(Failure::files(message));
    }
    atomic::create(path, scene(name).as_bytes())?;
    Ok(file)
}

/// The scene that a clip of this name starts with.
pub(super) fn scene(name: &str) -> String {
    TEMPLATE.replace("{name}", name)
}

/// Refuses names that are not safe as a file name, a folder name and TOML text.
pub(super) fn check_name(name: &str) -> Result<(), Failure> {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let refuse = |reason: &str| Err(Failure::usage(format_args!("`{name}` is no name for a clip: {reason}")));
    if name.strip_suffix(".toml").is_some_and(|stem| !stem.is_empty() && stem.chars().all(plain)) {
        return refuse("leave `.toml` out, it is added");
    }
    if name.is_empty() || name.starts_with('-') || !name.chars().all(plain) {
        return refuse("use letters, digits, `-` and `_`, such as `why-recursion-ends`");
    }
    if name.len() > LONGEST_NAME {
        return refuse("use at most 64 characters");
    }
    if refuse_clip_name(name).is_some() {
        return refuse("the program or the system uses it for something else");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use toml::Table;

    use super::{SCHEMA_FILE, TEMPLATE, check_name};
    use halfminute_basics::time::Time;

    #[test]
    fn the_template_is_a_scene_of_thirty_seconds() {
        let scene: Table = TEMPLATE.replace("{name}", "demo").parse().unwrap();
        let length = |table: &toml::Value| {
            Time::parse_seconds(&format!("{:?}", table["lasts"].as_float().unwrap())).unwrap()
        };
        let beats = scene["beat"].as_array().unwrap();
        assert_eq!(beats.len(), 3);
        assert_eq!(beats.iter().map(length).sum::<Time>(), Time::from_millis(30_000));
        assert_eq!(length(&scene["clip"]), Time::from_millis(30_000));
        // At most 35 lines for people and one for editors.
        assert!(TEMPLATE.lines().count() <= 36);
        assert_eq!(TEMPLATE.lines().next(), Some(format!("#:schema ./{SCHEMA_FILE}").as_str()));
    }

    #[test]
    fn odd_names_are_refused() {
        for name in ["hour28", "a", "A_b-9", &"x".repeat(64)] {
            assert_eq!(check_name(name), Ok(()), "{name}");
        }
        for name in [
            "",
            "-x",
            "a/b",
            "a\\b",
            "..",
            "a b",
            "ä",
            "a\"b",
            "a.toml",
            "x\0",
            "frames",
            "CON",
            &"x".repeat(65),
        ] {
            assert!(check_name(name).is_err(), "{name}");
        }
    }
}
