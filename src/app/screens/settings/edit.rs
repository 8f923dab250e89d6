//! What the controls change.

use crate::domain::settings::Settings;

/// The settings as they stand after this frame.
pub struct Edit {
    pub settings: Settings,
    /// The report is asked for.
    pub report: bool,
}
