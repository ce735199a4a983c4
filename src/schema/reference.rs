//! The tables of the reference page, as Markdown. A test holds `docs/scene-format.md` against them.
