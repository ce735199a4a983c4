//! Runs the commands of the templates for render farms and CI as they are written.
#![cfg(unix)]

use std::env;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::workshop::{PROGRAM, SCENE, Workshop, repository};

/// A workshop with two small scenes in `scenes`.
fn with_scenes() -> Workshop {
    let workshop = Workshop::new();
    fs::create_dir(workshop.path("scenes")).unwrap();
    let small = SCENE.replace("window =", "size = [80, 46]\nwindow =");
    for name in ["clip", "other"] {
        workshop.write(&format!("scenes/{name}.toml"), &small);
    }
    workshop
}

/// Runs a command of a template in a shell that has the program in its PATH.
fn shell(workshop: &Workshop, script: &str, variables: &[(&str, &str)]) {
    let program = Path::new(PROGRAM).parent().unwrap().to_owned();
    let mut path = vec![program];
    path.extend(env::split_paths(&env::var_os("PATH").unwrap()));
    let output = Command::new("sh")
        .args(["-ec", script])
        .current_dir(workshop.path("."))
        .env("PATH", env::join_paths(path).unwrap())
        .envs(variables.iter().copied())
        .output()
        .unwrap();
    assert!(output.status.success(), "{script}: {}", String::from_utf8_lossy(&output.stderr));
}

fn file(path: &str) -> String {
    fs::read_to_string(repository(path)).unwrap()
}

/// The commands of a workflow that call the program.
#[cfg(feature = "mp4")]
fn commands(workflow: &str) -> Vec<String> {
    let lines = workflow.lines().filter_map(|line| line.trim_start().strip_prefix("- run: "));
    lines.filter(|line| line.starts_with("halfminute ")).map(str::to_owned).collect()
}

/// A workshop in which all scenes were rendered in one run.
fn whole(format: &str) -> Workshop {
    let workshop = with_scenes();
    workshop.run(&["render", "scenes", "--format", format, "--progress", "none"]).done();
    workshop
}

#[cfg(feature = "mp4")]
#[test]
fn the_workflow_of_the_readme_runs() {
    let readme = file("README.md");
    let section = readme.split_once("## Batch export in CI").unwrap().1;
    let workflow = section.split_once("```yaml\n").unwrap().1.split_once("```").unwrap().0;
    let commands = commands(workflow);
    assert_eq!(commands.len(), 3, "check, render, verify: {commands:?}");
    let workshop = with_scenes();
    // The second round is like a push with a warm cache.
    for _ in 0..2 {
        for command in &commands {
            shell(&workshop, command, &[]);
        }
    }
    assert!(workshop.tree() == whole("png,mp4").tree());
    assert!(workshop.path("output/report.html").exists());

    // A scene with errors fails the job, but the other scenes are still drawn, uploaded and cached.
    for step in workflow.split("      - ").skip(3) {
        let survives = ["if: always()", "if: ${{ !cancelled() }}"].iter().any(|line| step.contains(line));
        let before = step.contains("halfminute check") || step.contains("cache/restore");
        assert!(survives || before, "{step}");
    }
}

#[cfg(feature = "mp4")]
#[test]
fn the_matrix_of_github_actions_runs() {
    let workflow = file("farm/github-actions.yml");
    let commands = commands(&workflow);
    let workshop = with_scenes();
    let (render, assemble): (Vec<_>, Vec<_>) =
        commands.iter().partition(|line| line.contains("render") || line.contains("check"));
    assert_eq!((render.len(), assemble.len()), (2, 3), "{commands:?}");
    fs::create_dir(workshop.path("shards")).unwrap();
    for shard in ["1", "2", "3", "4"] {
        for command in &render {
            let command = command.replace("${{ matrix.shard }}", shard);
            shell(&workshop, &command.replace("${{ strategy.job-total }}", "4"), &[]);
        }
        // The shard is uploaded by one job and downloaded by the other, without hidden files.
        let there = workshop.path(&format!("shards/shard-{shard}"));
        fs::rename(workshop.path("shard"), &there).unwrap();
        for clip in ["clip", "other"] {
            fs::remove_file(there.join(clip).join(".halfminute.lock")).unwrap();
        }
    }
    for command in &assemble {
        shell(&workshop, command, &[]);
    }
    assert!(workshop.tree() == whole("png,mp4").tree());
}

#[test]
fn the_slurm_script_runs() {
    let workshop = with_scenes();
    let script = repository("farm").join("slurm.sh");
    let script = format!("bash {}", script.display());
    // The second round begins with the clips of the first, which belong to another scene.
    let scene = fs::read_to_string(workshop.path("scenes/clip.toml")).unwrap();
    for text in [scene.replace("One thing", "Another thing"), scene] {
        workshop.write("scenes/clip.toml", &text);
        // As an array of two tasks, and then the second task again by itself, which Slurm counts as one of
        // one.
        for (task, count) in [("1", "2"), ("2", "2"), ("2", "1")] {
            let array = [("SLURM_ARRAY_TASK_ID", task), ("SLURM_ARRAY_TASK_COUNT", count), ("SHARDS", "2")];
            shell(&workshop, &script, &array);
        }
        shell(&workshop, &script, &[("ASSEMBLE", "1")]);
    }
    assert_eq!(workshop.tree(), whole("png").tree());

    // Submission: the second job waits for the first.
    fs::create_dir(workshop.path("bin")).unwrap();
    workshop.write("bin/sbatch", "#!/bin/sh\necho \"$SHARDS $ASSEMBLE $*\" >> submitted\necho 4711\n");
    shell(&workshop, "chmod +x bin/sbatch", &[]);
    shell(&workshop, &format!("PATH=\"$PWD/bin:$PATH\" {script}"), &[("SHARDS", "3")]);
    let submitted = fs::read_to_string(workshop.path("submitted")).unwrap();
    let lines: Vec<_> = submitted.lines().collect();
    assert!(lines[0].starts_with("3  --parsable --export=ALL --array=1-3 "), "{submitted}");
    assert!(
        lines[1].starts_with("3 1 --export=ALL --dependency=afterok:4711 --kill-on-invalid-dep=yes "),
        "{submitted}"
    );
}

/// A worker may insert a scene's whole path into a name, which is limited to 128 characters.
#[test]
fn the_job_of_openjd_has_a_name_and_an_output_of_its_own() {
    let template = file("farm/openjd.yaml");
    assert!(template.lines().any(|line| line == "name: halfminute"), "{template}");
    let output = template.split_once("- name: Output\n").unwrap().1.split_once("  - name:").unwrap().0;
    assert!(!output.contains("default:"), "a default would be below the template's own folder: {output}");
}
