//! A create whose answer was lost: what is known, what is being looked up, what a person can decide.

use crate::app::cx::Cx;
use crate::domain::ids::IntentId;

/// Draws the screen of one intent.
pub fn unconfirmed_ui(_ui: &mut egui::Ui, _cx: &mut Cx<'_>, _intent: IntentId) {}
