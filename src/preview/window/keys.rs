//! Keys of the keyboard, as the controls know them.

use std::mem;
use std::sync::Mutex;

use bevy::app::{App, PreUpdate};
use bevy::input::ButtonState;
use bevy::input::keyboard::{self, KeyboardInput};
use nannou::prelude::MessageReader;

use super::super::controls::Key;
use super::lock;

/// Keys that were pressed and not heard yet.
static KEYS: Mutex<Vec<Key>> = Mutex::new(Vec::new());

/// Keys that were pressed since the last call.
pub(super) fn pressed() -> Vec<Key> {
    mem::take(&mut *lock(&KEYS))
}

/// Listens to keys: the callbacks for characters do not tell a press from a release.
pub(super) fn listen(app: &mut App) {
    app.add_systems(PreUpdate, hear);
}

fn hear(mut events: MessageReader<'_, '_, KeyboardInput>) {
    let pressed = events.read().filter(|event| event.state == ButtonState::Pressed);
    lock(&KEYS).extend(pressed.filter_map(|event| key(&event.logical_key)));
}

fn key(key: &keyboard::Key) -> Option<Key> {
    Some(match key {
        keyboard::Key::Character(text) => Key::Character(text.chars().next()?.to_ascii_lowercase()),
        keyboard::Key::Space => Key::Space,
        keyboard::Key::ArrowLeft => Key::Left,
        keyboard::Key::ArrowRight => Key::Right,
        keyboard::Key::ArrowUp => Key::Up,
        keyboard::Key::ArrowDown => Key::Down,
        keyboard::Key::PageUp => Key::PageUp,
        keyboard::Key::PageDown => Key::PageDown,
        keyboard::Key::Home => Key::Home,
        keyboard::Key::End => Key::End,
        keyboard::Key::Escape => Key::Escape,
        _ => return None,
    })
}
