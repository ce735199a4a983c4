//! Shaping and line breaking, with parley.
