//! The window comes to the front again: after it was hidden or minimised, or from behind others.

use egui::{Context, ViewportCommand};

/// Brings it there. `token` is the leave that a launcher, a panel or a notification gave, without which Wayland lets no
/// window come forward by itself.
pub fn bring(ctx: &Context, frame: &eframe::Frame, token: Option<&str>) {
    ctx.send_viewport_cmd(ViewportCommand::Visible(true));
    ctx.send_viewport_cmd(ViewportCommand::Minimized(false));
    ctx.send_viewport_cmd(ViewportCommand::Focus);
    by_leave(frame, token);
}

#[cfg(target_os = "linux")]
fn by_leave(frame: &eframe::Frame, token: Option<&str>) {
    if let Some(token) = token {
        crate::desktop::wayland::come_forward(frame, token);
    }
}

/// The commands of a frame are enough.
#[cfg(not(target_os = "linux"))]
fn by_leave(_: &eframe::Frame, _: Option<&str>) {}
