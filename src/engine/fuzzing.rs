//! Doors for `fuzz/` to readers that only the engine has. Part of the feature `fuzzing`, never of the program.

pub use crate::engine::flows::backup::fuzzing::{Taken, backup};
pub use crate::engine::store::fuzzing::{Row, load, load_again};
pub use crate::engine::vault::{Held, decode as secrets_of_entry, encode as entry_of_secrets};
