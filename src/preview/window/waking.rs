//! Wakes the window, which sleeps while nothing changes, from the threads that work for it.

use std::sync::Mutex;

use bevy::app::App;
use bevy::winit::{EventLoopProxyWrapper, WinitUserEvent};

use super::lock;

/// Sends a wake-up to the loop of events.
static SEND: Mutex<Option<Box<dyn Fn() + Send>>> = Mutex::new(None);

/// Remembers how the window is woken.
pub(super) fn prepare(app: &mut App) {
    let proxy = app.world().get_resource::<EventLoopProxyWrapper>().map(|proxy| (**proxy).clone());
    *lock(&SEND) = proxy.map(|proxy| -> Box<dyn Fn() + Send> {
        Box::new(move || {
            // A window that is gone needs no waking.
            let _ = proxy.send_event(WinitUserEvent::WakeUp);
        })
    });
}

/// Has the window look at what is new.
pub(super) fn wake() {
    if let Some(send) = &*lock(&SEND) {
        send();
    }
}
