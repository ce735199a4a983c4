//! Fields that nearly all kinds have, and roles of elements.

use super::Field;
use super::state::common;

/// Role of elements that are poured one by one, see [`super::Arrives::DotByDot`].
pub const DOT: &str = "dot";

/// Role of a panel behind the text that is drawn directly after it.
pub const GROUND: &str = "ground";

/// The role of a line through a text, and the field that draws it.
pub const STRIKE: &str = "strike";

/// The field of a part that holds what it says.
pub const TEXT: &str = "text";

/// The field of a picture that says what it shows.
pub const ALT: &str = "alt";

/// Fields that nodes have, except for the kinds that leave some of them out.
pub const COMMON: [Field; 4] =
    [common!(field tone), common!(field size), common!(field strike), common!(field sketch)];

/// Fields that parts have. Parts without a text have no `strike`.
pub const PART_COMMON: [Field; 2] = [common!(field tone), common!(field strike)];
