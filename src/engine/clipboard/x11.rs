//! What the connection to the X server keeps of a secret.
//!
//! The bytes of a request stay in the connection's buffer until a later one of that length is written over them, and
//! the answer to a paste is by far the longest there is. So after a secret something harmless is pasted as well.

use arboard::{ClearExtLinux, LinuxClipboardKind, SetExtLinux};
use std::time::{Duration, Instant};
use x11rb::connection::Connection;
use x11rb::errors::ReplyOrIdError;
use x11rb::protocol::Event;
use x11rb::protocol::xproto::{AtomEnum, ConnectionExt, CreateWindowAux, WindowClass};
use x11rb::{COPY_DEPTH_FROM_PARENT, COPY_FROM_PARENT, CURRENT_TIME};

/// Nobody uses the secondary selection, so nobody misses what was there. Wayland has none, and keeps no requests.
const UNUSED: LinuxClipboardKind = LinuxClipboardKind::Secondary;
/// Length of the harmless text: longer than any secret, short enough for the buffer of 16 KiB.
const LENGTH: usize = 8 * 1024;
/// How long the answer to our own paste may take.
const PATIENCE: Duration = Duration::from_millis(500);

/// Writes over what the connection kept of the pastes of secrets.
pub fn overwrite(clipboard: &mut arboard::Clipboard) {
    if clipboard.set().clipboard(UNUSED).text(" ".repeat(LENGTH)).is_ok() {
        // A display that does not answer keeps what it has; there is no other way in.
        let _ = paste();
        let _ = clipboard.clear_with().clipboard(UNUSED);
    }
}

/// Asks for the unused selection as another program would, and waits until it has come.
fn paste() -> Result<(), ReplyOrIdError> {
    let (connection, screen) = x11rb::connect(None).map_err(|_| ReplyOrIdError::IdsExhausted)?;
    let root = connection.setup().roots[screen].root;
    let window = connection.generate_id()?;
    let kind = WindowClass::INPUT_ONLY;
    let looks = CreateWindowAux::new();
    connection.create_window(COPY_DEPTH_FROM_PARENT, window, root, 0, 0, 1, 1, 0, kind, COPY_FROM_PARENT, &looks)?;
    let text = connection.intern_atom(false, b"UTF8_STRING")?.reply()?.atom;
    let place: u32 = AtomEnum::STRING.into();
    connection.convert_selection(window, u32::from(AtomEnum::SECONDARY), text, place, CURRENT_TIME)?;
    connection.flush()?;
    let until = Instant::now() + PATIENCE;
    while Instant::now() < until {
        if let Some(Event::SelectionNotify(_)) = connection.poll_for_event()? {
            return Ok(());
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    Ok(())
}
