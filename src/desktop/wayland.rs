//! To the front on Wayland: a window gets there by the leave that a launcher gave to the program it started, and by
//! nothing else. winit uses one for new windows only; this uses the second start's for the window that is there.

use raw_window_handle::{HasDisplayHandle, HasWindowHandle, RawDisplayHandle, RawWindowHandle};
use std::sync::OnceLock;
use wayland_client::backend::{Backend, ObjectId};
use wayland_client::globals::{GlobalListContents, registry_queue_init};
use wayland_client::protocol::wl_registry::{Event, WlRegistry};
use wayland_client::protocol::wl_surface::WlSurface;
use wayland_client::{Connection, Dispatch, Proxy, QueueHandle, delegate_noop};
use wayland_protocols::xdg::activation::v1::client::xdg_activation_v1::XdgActivationV1;

/// Hears nothing: no answer is wanted.
struct Deaf;

impl Dispatch<WlRegistry, GlobalListContents> for Deaf {
    fn event(_: &mut Self, _: &WlRegistry, _: Event, _: &GlobalListContents, _: &Connection, _: &QueueHandle<Self>) {}
}

delegate_noop!(Deaf: XdgActivationV1);

/// Our part of the window's connection. It is kept until the program ends: what is bound in it must not outlive it.
static BOUND: OnceLock<Option<(Connection, XdgActivationV1)>> = OnceLock::new();

/// Shows the compositor the leave. Elsewhere, and where the compositor knows no leaves, nothing happens.
pub fn come_forward(frame: &eframe::Frame, token: &str) {
    let Some((connection, activation)) = BOUND.get_or_init(|| bind(&connection(frame)?)) else { return };
    if let Some(surface) = surface(frame, connection) {
        activation.activate(token.to_owned(), &surface);
        let _ = connection.flush();
    }
}

fn bind(connection: &Connection) -> Option<(Connection, XdgActivationV1)> {
    let (globals, queue) = registry_queue_init::<Deaf>(connection).ok()?;
    let activation = globals.bind(&queue.handle(), 1..=1, ()).ok()?;
    Some((connection.clone(), activation))
}

#[expect(unsafe_code, reason = "the connection is winit's, which gives it as a pointer only")]
fn connection(frame: &eframe::Frame) -> Option<Connection> {
    let RawDisplayHandle::Wayland(handle) = frame.display_handle().ok()?.as_raw() else { return None };
    // SAFETY: winit's connection is open as long as there are frames, and ours is used in frames only. It does not
    // close it, and is never dropped.
    let backend = unsafe { Backend::from_foreign_display(handle.display.as_ptr().cast()) };
    Some(Connection::from_backend(backend))
}

#[expect(unsafe_code, reason = "the surface is winit's, which gives it as a pointer only")]
fn surface(frame: &eframe::Frame, connection: &Connection) -> Option<WlSurface> {
    let RawWindowHandle::Wayland(handle) = frame.window_handle().ok()?.as_raw() else { return None };
    // SAFETY: the window lives as long as its frame, and with it its surface.
    let id = unsafe { ObjectId::from_ptr(WlSurface::interface(), handle.surface.as_ptr().cast()) }.ok()?;
    WlSurface::from_id(connection, id).ok()
}
