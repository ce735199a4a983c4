//! The verbs of `play`, with their targets and default lengths.
//!
//! As with the keys, a test compares this table with the reader.

use super::keys::{Key, Notation, Shape};
use halfminute_engine::choice::Choice;
use halfminute_engine::theme::Tone;

/// A verb of `play`, with its target, keys and length.
#[derive(Clone, Copy, Debug)]
pub struct Verb {
    /// The verb's name, as a scene writes it.
    pub name: &'static str,
    /// Description of the verb in one phrase.
    pub doc: &'static str,
    /// Type of the verb's value.
    pub takes: Target,
    /// Time for which the verb's effect lasts.
    pub stays: Stays,
    /// Default lengths, each with the case it applies to; the first is the usual one.
    pub lasts: &'static [(Lasts, &'static str)],
    /// Keys besides `at`, `over` and `ease`.
    pub keys: &'static [Key],
    /// An example entry for a `play` list.
    pub example: &'static str,
}

/// Type of a verb's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// A table of addresses and values.
    Assignments,
    /// One address or a list of them.
    Addresses,
    /// The id of a single node.
    Node,
    /// One arrow or a list of them.
    Arrows,
}

/// Time for which a verb's effect lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stays {
    /// Lasts until it is changed again.
    Lasting,
    /// Lasts to the end of the beat, or for `for` seconds.
    Held,
    /// Ends together with the motion.
    Gone,
}

/// Default length of one motion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lasts {
    /// A fixed length in milliseconds.
    Millis(i64),
    /// A length given by the number of letters and `speed`.
    Letters,
}

/// Keys that every entry may have.
pub const TIMING: &[Key] = &[
    Key::new("at", Shape::Seconds, "start, counted from the beat's").default("after the entry before"),
    Key::new("over", Shape::Length, "length of one motion").default("the verb's own"),
    Key::new(
        "ease",
        Shape::Notation(Notation::Ease, "a name or four numbers"),
        "how the motion gains and loses speed",
    )
    .default("the theme's"),
];

const EACH: Key =
    Key::new("each", Shape::Seconds, "seconds from one part's start to the next's").default("0");
const HOLD: Key =
    Key::new("for", Shape::Length, "seconds until it is let go").default("to the end of the beat");

/// Every verb, in the order of the reference page.
pub const VERBS: [Verb; 10] = [
    Verb {
        name: "set",
        doc: "gives fields new values: numbers count, colours blend, texts cross-fade, lists rearrange",
        takes: Target::Assignments,
        stays: Stays::Lasting,
        lasts: &[(Lasts::Millis(500), ""), (Lasts::Millis(800), "when only numbers change")],
        keys: &[EACH],
        example: "{ set = { vocab.value = 50259 } }",
    },
    Verb {
        name: "show",
        doc: "brings what was not there before, alone or out of the picture of something else",
        takes: Target::Addresses,
        stays: Stays::Lasting,
        lasts: &[(Lasts::Millis(400), ""), (Lasts::Millis(600), "with `from`")],
        keys: &[
            Key { doc: "seconds from one target's start to the next's", ..EACH }.default("0.12"),
            Key::new(
                "from",
                Shape::Notation(Notation::Addresses, "one address or a list"),
                "what it comes out of",
            ),
        ],
        example: "{ show = \"pieces\", from = \"word\", each = 0.15 }",
    },
    Verb {
        name: "hide",
        doc: "takes away; for a whole node, the next stage decides again",
        takes: Target::Addresses,
        stays: Stays::Lasting,
        lasts: &[(Lasts::Millis(300), "")],
        keys: &[EACH],
        example: "{ hide = \"word\" }",
    },
    Verb {
        name: "type",
        doc: "brings what was not there before, letter by letter",
        takes: Target::Addresses,
        stays: Stays::Lasting,
        lasts: &[(Lasts::Letters, "")],
        keys: &[
            Key::new("speed", Shape::Number(1.0, 1000.0), "letters a second").default("30"),
            Key { doc: "seconds from one target's start to the next's", ..EACH }
                .default("as the one before ends"),
        ],
        example: "{ type = \"word\", speed = 20 }",
    },
    Verb {
        name: "move",
        doc: "takes a node to another one, with which it stays until another `move` or a `stage`",
        takes: Target::Node,
        stays: Stays::Lasting,
        lasts: &[(Lasts::Millis(600), "")],
        keys: &[
            Key::new("to", Shape::Notation(Notation::Address, "an address"), "what it goes to").required(),
            Key::new(
                "side",
                Shape::Choice(&["over", "above", "below", "left", "right"]),
                "where it stands there",
            )
            .default("\"over\""),
        ],
        example: "{ move = \"word\", to = \"pieces.2\", side = \"above\" }",
    },
    Verb {
        name: "mark",
        doc: "draws an outline around",
        takes: Target::Addresses,
        stays: Stays::Held,
        lasts: &[(Lasts::Millis(300), "")],
        keys: &[EACH, HOLD, Key::new("tone", Shape::Choice(Tone::NAMES), "its colour").default("\"accent\"")],
        example: "{ mark = \"pieces.2-4\", tone = \"warn\" }",
    },
    Verb {
        name: "focus",
        doc: "dims everything else",
        takes: Target::Addresses,
        stays: Stays::Held,
        lasts: &[(Lasts::Millis(400), "")],
        keys: &[
            HOLD,
            Key::new("zoom", Shape::Number(1.0, 2.0), "how much larger the stage is shown").default("1"),
        ],
        example: "{ focus = \"pieces\", zoom = 1.4 }",
    },
    Verb {
        name: "pulse",
        doc: "swells and settles",
        takes: Target::Addresses,
        stays: Stays::Gone,
        lasts: &[(Lasts::Millis(600), "")],
        keys: &[EACH],
        example: "{ pulse = \"pieces.all\", each = 0.1 }",
    },
    Verb {
        name: "shake",
        doc: "shakes sideways",
        takes: Target::Addresses,
        stays: Stays::Gone,
        lasts: &[(Lasts::Millis(500), "")],
        keys: &[EACH],
        example: "{ shake = \"word\" }",
    },
    Verb {
        name: "flow",
        doc: "sends something along arrows that the beat lists",
        takes: Target::Arrows,
        stays: Stays::Gone,
        lasts: &[(Lasts::Millis(800), "for each link of a chain")],
        keys: &[],
        example: "{ flow = \"word -> pieces\" }",
    },
];
