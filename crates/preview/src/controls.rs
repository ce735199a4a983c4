//! The actions of the window and their keys: one table for the keyboard and the help.

/// A key. Keys for letters and signs are identified by the character they type, in any keyboard layout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// A key that types a character, in lower case.
    Character(char),
    /// The space bar key.
    Space,
    /// The left arrow key.
    Left,
    /// The right arrow key.
    Right,
    /// The up arrow key.
    Up,
    /// The down arrow key.
    Down,
    /// The Page Up key.
    PageUp,
    /// The Page Down key.
    PageDown,
    /// The Home key, beside End.
    Home,
    /// The End key, beside Home.
    End,
    /// The Escape key, which leaves the window.
    Escape,
}

/// An action that a key triggers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Plays or pauses the clip.
    PlayPause,
    /// Goes one frame back and pauses.
    StepBack,
    /// Goes one frame on and pauses.
    StepOn,
    /// Goes to the start of this beat, or of the one before when already there.
    PreviousBeat,
    /// Goes to the start of the next beat.
    NextBeat,
    /// Goes to the first frame.
    First,
    /// Goes to the last frame.
    Last,
    /// Turns looping of the beat on or off.
    Loop,
    /// Halves the playback speed.
    Slower,
    /// Doubles the playback speed.
    Faster,
    /// Shows or hides the safe area.
    SafeAreas,
    /// Shows or hides boxes and ids of nodes.
    Boxes,
    /// Shows or hides the findings of the lints.
    Lints,
    /// Switches to the theme's other flavour, or back.
    Flavour,
    /// Saves the frame on screen as a PNG.
    SaveStill,
    /// Saves the contact sheet as a PNG.
    SaveSheet,
    /// Reads the scene's files again.
    Reload,
    /// Turns full screen on or off.
    FullScreen,
    /// Shows or hides the list of keys.
    Help,
    /// Closes the window and ends the preview.
    Leave,
}

/// A line of the help and the keys that it describes.
#[derive(Clone, Copy, Debug)]
pub struct Control {
    /// The keys as the help writes them.
    pub label: &'static str,
    /// The effect of the keys, in a few words.
    pub does: &'static str,
    /// Each key and its action.
    pub keys: &'static [(Key, Action)],
}

/// All controls, in the order of the help.
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

/// The action of `key`, if it has one.
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
