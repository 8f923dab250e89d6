//! The icon of the window, and of its place in the task bar and the dock.

use egui::IconData;

/// The largest that X11 takes in one piece everywhere; who shows it smaller scales it.
static PICTURE: &[u8] = include_bytes!("../../assets/app/png/pairdesk-256.png");

/// The picture for the window. The desktop entry and the resources of the program file have the same one in all sizes.
#[must_use]
pub fn icon() -> IconData {
    // It is part of the program, and a test reads it.
    eframe::icon_data::from_png_bytes(PICTURE).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_icon_can_be_read() {
        let icon = icon();
        assert_eq!((icon.width, icon.height, icon.rgba.len()), (256, 256, 256 * 256 * 4));
    }
}
