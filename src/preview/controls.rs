//! What can be done in the window, and with which keys: one table for the keyboard and the help.

/// A key. Letters and signs are what they write, wherever a keyboard has them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// A key that writes something, in lower case.
    Character(char),
    /// The space bar.
    Space,
    /// Arrow to the left.
    Left,
    /// Arrow to the right.
    Right,
    /// Arrow up.
    Up,
    /// Arrow down.
    Down,
    /// Page up.
    PageUp,
    /// Page down.
    PageDown,
    /// Home.
    Home,
    /// End.
    End,
    /// Escape.
    Escape,
}

/// What a key does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Plays or pauses.
    PlayPause,
    /// Goes one frame back and stands.
    StepBack,
    /// Goes one frame on and stands.
    StepOn,
    /// Goes to the start of this beat, or of the one before.
    PreviousBeat,
    /// Goes to the start of the next beat.
    NextBeat,
    /// Goes to the first frame.
    First,
    /// Goes to the last frame.
    Last,
    /// Plays the beat again and again, or no more.
    Loop,
    /// Halves the speed.
    Slower,
    /// Doubles the speed.
    Faster,
    /// Shows or hides the safe areas.
    SafeAreas,
    /// Shows or hides boxes and ids of nodes.
    Boxes,
    /// Shows or hides what the lints found.
    Lints,
    /// Changes to the theme's other flavour and back.
    Flavour,
    /// Saves the frame on screen.
    SaveStill,
    /// Saves the contact sheet.
    SaveSheet,
    /// Reads the scene again.
    Reload,
    /// Fills the screen, or no more.
    FullScreen,
    /// Shows or hides the help.
    Help,
    /// Leaves the window.
    Leave,
}

/// A line of the help.
#[derive(Clone, Copy, Debug)]
pub struct Control {
    /// The keys as the help writes them.
    pub label: &'static str,
    /// What they do, in a few words.
    pub does: &'static str,
    /// Each key with its action.
    pub keys: &'static [(Key, Action)],
}

/// Every control, in the order of the help.
pub const CONTROLS: [Control; 16] = [
    Control { label: "space", does: "play, pause", keys: &[(Key::Space, Action::PlayPause)] },
    Control {
        label: "← →",
        does: "one frame back, on",
        keys: &[(Key::Left, Action::StepBack), (Key::Right, Action::StepOn)],
    },
    Control {
        label: "↑ ↓  page",
        does: "beat before, next beat",
        keys: &[
            (Key::Up, Action::PreviousBeat),
            (Key::Down, Action::NextBeat),
            (Key::PageUp, Action::PreviousBeat),
            (Key::PageDown, Action::NextBeat),
        ],
    },
    Control {
        label: "home end",
        does: "first, last frame",
        keys: &[(Key::Home, Action::First), (Key::End, Action::Last)],
    },
    Control { label: "L", does: "loop the beat", keys: &[(Key::Character('l'), Action::Loop)] },
    Control {
        label: ", .",
        does: "half, double speed",
        keys: &[(Key::Character(','), Action::Slower), (Key::Character('.'), Action::Faster)],
    },
    Control { label: "G", does: "safe area", keys: &[(Key::Character('g'), Action::SafeAreas)] },
    Control { label: "B", does: "boxes and ids of nodes", keys: &[(Key::Character('b'), Action::Boxes)] },
    Control { label: "I", does: "issues that lints found", keys: &[(Key::Character('i'), Action::Lints)] },
    Control {
        label: "T",
        does: "the theme's other flavour",
        keys: &[(Key::Character('t'), Action::Flavour)],
    },
    Control { label: "S", does: "save this frame", keys: &[(Key::Character('s'), Action::SaveStill)] },
    Control { label: "C", does: "save the contact sheet", keys: &[(Key::Character('c'), Action::SaveSheet)] },
    Control { label: "R", does: "read the scene again", keys: &[(Key::Character('r'), Action::Reload)] },
    Control { label: "F", does: "full screen", keys: &[(Key::Character('f'), Action::FullScreen)] },
    Control { label: "?", does: "this help", keys: &[(Key::Character('?'), Action::Help)] },
    Control { label: "esc", does: "leave", keys: &[(Key::Escape, Action::Leave)] },
];

/// What `key` does, if it does anything.
#[must_use]
pub fn action(key: Key) -> Option<Action> {
    let mut keys = CONTROLS.iter().flat_map(|control| control.keys);
    keys.find(|(known, _)| *known == key).map(|(_, action)| *action)
}

#[cfg(test)]
mod tests {
    use super::{Action, CONTROLS, Key, action};

    #[test]
    fn no_key_does_two_things() {
        let keys: Vec<Key> = CONTROLS.iter().flat_map(|control| control.keys).map(|(key, _)| *key).collect();
        for (at, key) in keys.iter().enumerate() {
            assert!(!keys[at + 1..].contains(key), "{key:?}");
        }
    }

    #[test]
    fn keys_lead_to_actions() {
        assert_eq!(action(Key::PageDown), Some(Action::NextBeat));
        assert_eq!(action(Key::Character('?')), Some(Action::Help));
        assert_eq!(action(Key::Character('x')), None);
    }
}
