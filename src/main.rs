//! The `halfminute` program.

fn main() {}
