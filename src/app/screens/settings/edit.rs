//! What the controls change.

use crate::domain::settings::Settings;

/// A dialog that a control asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    Report,
    Backup,
    Restore,
    News,
}

/// The settings as they stand after this frame.
pub struct Edit {
    pub settings: Settings,
    /// What is to be opened.
    pub asked: Option<Asked>,
}
