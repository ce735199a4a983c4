//! `halfminute course new`: writes a small course to start from. It never replaces a file.

use std::path::Path;

use clap::Args;

use halfminute_check::lint::leakage::{Setting, scan};
use halfminute_render::atomic;

use super::super::console::Console;
use super::super::exit::{Exit, Failure};
use super::super::new::{check_name, scene, write_schema};

/// Arguments of `halfminute course new`.
#[derive(Args, Debug)]
pub(super) struct Arguments {
    /// Name of the course and of its clip: letters, digits, `-` and `_`; the course is written to the folder
    /// NAME
    name: String,
}

/// Writes the course into a new folder, and prints what to do next.
pub(super) fn run(arguments: &Arguments, console: &mut Console) -> Result<Exit, Failure> {
    let name = &arguments.name;
    check_name(name)?;
    if let Some(leak) = scan(name, Setting::Monospaced).first() {
        let message = format_args!(
            "`{name}` is not a valid course name: `course check` finds {} in it",
            leak.class.name()
        );
        return Err(Failure::usage(message));
    }
    let root = Path::new(name);
    // Checked beforehand only for a better message; `create` itself never replaces a file.
    if root.symlink_metadata().is_ok() {
        let message = format_args!("`{name}` exists already and was left as it is: choose another name");
        return Err(Failure::files(message));
    }
    for file in halfminute_course::start(name, &scene(name)) {
        let path = root.join(&file.path);
        atomic::create_folder(path.parent().unwrap_or(root))?;
        atomic::create(&path, file.text.as_bytes())?;
        console.out(&format!("wrote {}\n", path.display()));
    }
    atomic::create_folder(&root.join("course/images"))?;
    if write_schema(&root.join("scenes"))? {
        console.out(&format!("wrote {}, for editors\n", root.join("scenes/scene.schema.json").display()));
    }
    console.out(&format!(
        "next: cd {name}, then halfminute course check, halfminute course build, and halfminute render \
         scenes/{name}.toml --format mp4\n"
    ));
    Ok(Exit::Done)
}
