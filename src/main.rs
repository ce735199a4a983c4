//! The `halfminute` program: parse, run, exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    halfminute::cli::run(std::env::args_os())
}
