//! The wizard: Account → Configure → Review. Pairing is a screen of its own.

use crate::app::cx::Cx;

/// The wizard with what was typed so far.
#[derive(Default)]
pub struct NewInstance {}

impl NewInstance {
    /// Draws the wizard.
    pub fn ui(&mut self, _ui: &mut egui::Ui, _cx: &mut Cx<'_>) {}
}
