//! Whether the bus has a keyring, asked without a word to the keyring itself.

use zbus::blocking::Connection;
use zbus::blocking::fdo::DBusProxy;

/// Nobody may speak to the keyring that a test has started before this holds: the bus would start another one, which is
/// locked and may be the first to take the name.
pub fn is_there() -> bool {
    let bus = Connection::session().unwrap();
    let name = "org.freedesktop.secrets".try_into().unwrap();
    DBusProxy::new(&bus).unwrap().name_has_owner(name).unwrap()
}
