//! Wakes the window, which sleeps while nothing changes, from worker threads.

use std::sync::Mutex;

use bevy::app::App;
use bevy::winit::{EventLoopProxyWrapper, WinitUserEvent};

use super::lock;

/// Sends a wake-up to the event loop.
static SEND: Mutex<Option<Box<dyn Fn() + Send>>> = Mutex::new(None);

/// Stores the event loop's proxy, with which [`wake`] wakes the window.
pub(super) fn prepare(app: &mut App) {
    let proxy = app.world().get_resource::<EventLoopProxyWrapper>().map(|proxy| (**proxy).clone());
    *lock(&SEND) = proxy.map(|proxy| -> Box<dyn Fn() + Send> {
        Box::new(move || {
            // Sending fails only if the window has been closed.
            let _ = proxy.send_event(WinitUserEvent::WakeUp);
        })
    });
}

/// Wakes the window, so that it looks for new results.
pub(super) fn wake() {
    if let Some(send) = &*lock(&SEND) {
        send();
    }
}
