//! Keyboard and pointer input, in the order in which it happened.
//!
//! nannou's callbacks come sorted by kind, and some after the update: if a button was released and then the
//! pointer moved, the release would arrive after the move.

use std::mem;
use std::sync::Mutex;

use bevy::app::{App, PreUpdate};
use bevy::input::ButtonState;
use bevy::input::keyboard;
use bevy::input::mouse::MouseButton;
use bevy::window::WindowEvent;
use nannou::prelude::MessageReader;

use super::super::controls::Key;
use super::lock;

/// One input event from the author.
#[derive(Clone, Copy, Debug)]
pub(super) enum Input {
    /// A key was pressed.
    Key(Key),
    /// The pointer moved to this point, in points from the window's top left.
    Point(f64, f64),
    /// The pointer has left the window.
    Away,
    /// The left button was pressed.
    Press,
    /// The left button was released.
    Release,
}

/// Events that were not taken yet.
static INPUTS: Mutex<Vec<Input>> = Mutex::new(Vec::new());

/// Takes the events since the last call.
pub(super) fn take() -> Vec<Input> {
    mem::take(&mut *lock(&INPUTS))
}

/// Registers the system that collects events.
pub(super) fn listen(app: &mut App) {
    app.add_systems(PreUpdate, hear);
}

fn hear(mut events: MessageReader<'_, '_, WindowEvent>) {
    lock(&INPUTS).extend(events.read().filter_map(input));
}

fn input(event: &WindowEvent) -> Option<Input> {
    Some(match event {
        WindowEvent::KeyboardInput(input) if input.state == ButtonState::Pressed => {
            Input::Key(key(&input.logical_key)?)
        }
        WindowEvent::CursorMoved(moved) => Input::Point(moved.position.x.into(), moved.position.y.into()),
        WindowEvent::CursorLeft(_) => Input::Away,
        WindowEvent::MouseButtonInput(input) if input.button == MouseButton::Left => match input.state {
            ButtonState::Pressed => Input::Press,
            ButtonState::Released => Input::Release,
        },
        _ => return None,
    })
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
