//! The command `halfminute`: turns scene TOML files into validated, deterministic teaching clips.

pub mod cli;
pub mod course;
pub mod export;
pub mod media;
pub mod preview;
pub mod report;
pub mod schema;
