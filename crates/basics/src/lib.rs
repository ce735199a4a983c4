//! Exact time, dates, bands of rows, and escaping of untrusted text: what all crates of halfminute share.

pub mod bands;
pub mod date;
pub mod escape;
pub mod time;
