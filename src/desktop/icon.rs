//! The icon of the window, and of its place in the task bar and the dock.

use egui::IconData;

/// The largest that X11 takes in one piece everywhere; who shows it smaller scales it.
static PICTURE: &[u8] = include_bytes!("../../assets/app/png/pairdesk-256.png");

/// The picture for the window. The desktop entry and the resources of the program file have the same one in all sizes.
#[must_use]
pub fn icon() -> IconData {
    from_png(PICTURE)
}

/// The same for a notification.
#[must_use]
pub fn small() -> IconData {
    from_png(include_bytes!("../../assets/app/png/pairdesk-64.png"))
}

/// One of the pictures that are part of the program.
#[must_use]
pub fn from_png(picture: &[u8]) -> IconData {
    // A test reads each of them.
    eframe::icon_data::from_png_bytes(picture).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_icon_can_be_read() {
        let icon = icon();
        assert_eq!((icon.width, icon.height, icon.rgba.len()), (256, 256, 256 * 256 * 4));
        assert_eq!((small().width, small().rgba.len()), (64, 64 * 64 * 4));
    }
}
