//! Who may do what with a folder or file on Windows: read from the system, made private, and checked.

mod sddl;

#[cfg(windows)]
mod system;

#[cfg(windows)]
pub use sddl::Others;
#[cfg(windows)]
pub use system::{Handle, make_private, make_private_dir};
