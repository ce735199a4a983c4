//! Planning: from written beats to acts in time.

pub(crate) mod attach;
pub(crate) mod beats;
pub(crate) mod context;
pub(crate) mod idle;
pub(crate) mod later;
pub(crate) mod matching;
pub(crate) mod planner;
pub(crate) mod resolver;
pub(crate) mod runs;
pub(crate) mod unfold;
pub(crate) mod visibility;
