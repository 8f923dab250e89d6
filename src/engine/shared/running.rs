//! The sandbox, while it runs.

use crate::engine::event::SandboxInfo;
use crate::sandbox::Sandbox;

/// The running sandbox.
pub struct Running {
    pub sandbox: Sandbox,
    pub info: SandboxInfo,
}

impl Running {
    /// What the interface shows of it.
    pub fn info(&self) -> SandboxInfo {
        self.info.clone()
    }
}
