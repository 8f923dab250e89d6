//! The ground of every screen: what the window is cleared with, so that no panel paints it once more.

use egui::{Color32, Context};
use std::cell::Cell;

/// What this frame was cleared with: that is done before it begins.
#[derive(Default)]
pub struct Ground(Cell<Option<Color32>>);

impl Ground {
    /// For the frame that begins.
    pub fn cleared_with(&self, ground: Color32) -> [f32; 4] {
        self.0.set(Some(ground));
        ground.to_normalized_gamma_f32()
    }

    /// Where it changes while a frame is drawn, the next one has to follow at once. Each pass asks for it: egui takes what
    /// one of them asks for as asked for the next.
    pub fn follow(&self, ctx: &Context, ground: Color32) {
        if self.0.get().is_some_and(|cleared| cleared != ground) {
            ctx.request_repaint();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui;

    #[test]
    fn a_press_that_changes_it_is_followed_by_a_frame_that_is_cleared_anew() {
        let ctx = Context::default();
        ctx.options_mut(|options| options.max_passes = ui::PASSES);
        let (shown, wanted) = (Ground::default(), Cell::new(Color32::WHITE));
        let key = egui::Event::Text("x".to_owned());
        let frame = |events: Vec<egui::Event>| {
            shown.cleared_with(wanted.get());
            let changes = !events.is_empty();
            let input = egui::RawInput { events, ..egui::RawInput::default() };
            let mut output = ctx.run_ui(input, |ui| {
                if changes {
                    wanted.set(Color32::BLACK);
                }
                shown.follow(ui.ctx(), wanted.get());
                ui::settle(ui.ctx());
            });
            // Nobody paints here.
            output.textures_delta.clear();
            output.viewport_output[&egui::ViewportId::ROOT].repaint_delay
        };
        while frame(Vec::new()).is_zero() {}
        assert!(frame(vec![key]).is_zero(), "nothing would bring the next frame");
        while frame(Vec::new()).is_zero() {}
        assert_eq!(shown.0.get(), Some(Color32::BLACK));
    }
}
