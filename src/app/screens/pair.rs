//! The pairing window.

use crate::app::cx::Cx;
use crate::domain::ids::InstanceId;

/// The pairing window of one instance at a time.
#[derive(Default)]
pub struct Pair {}

impl Pair {
    /// Draws the window.
    pub fn ui(&mut self, _ui: &mut egui::Ui, _cx: &mut Cx<'_>, _instance: InstanceId) {}
}
