//! Reading: from the text of a scene to written values, with every mistake reported.

pub(crate) mod address;
pub(crate) mod arrows;
pub(crate) mod assets;
pub(crate) mod beat;
pub(crate) mod cast;
pub(crate) mod clip;
pub(crate) mod groups;
pub(crate) mod lints;
pub(crate) mod misplaced;
pub(crate) mod nodes;
pub(crate) mod partial;
pub(crate) mod play;
pub(crate) mod role;
pub(crate) mod stage;
pub(crate) mod stage_keys;
pub(crate) mod value;
pub(crate) mod verb;
pub(crate) mod wording;
