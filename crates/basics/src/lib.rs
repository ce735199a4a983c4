//! Exact time, dates, and escaping of untrusted text: what all crates of halfminute share.

pub mod date;
pub mod escape;
pub mod time;
