//! The command `halfminute`: turns scene TOML files into validated, deterministic teaching clips.

pub mod cli;
pub mod schema;
