//! Theme, tokens and widgets. Knows no screen, sends nothing.

pub mod button;
pub mod choices;
pub mod drop_place;
pub mod extra;
pub mod focus;
pub mod form_view;
pub mod harmless;
pub mod icon;
pub mod input;
pub mod layout;
pub mod many;
pub mod menu;
pub mod narrow;
pub mod offers;
pub mod open_menus;
pub mod phone;
pub mod pinned;
pub mod progress;
pub mod qr_view;
pub mod rail;
pub mod reader;
pub mod row;
pub mod rows;
pub mod tag;
pub mod theme;
pub mod value_words;
pub mod widgets;

/// Gives a widget the id by which programs find it; it does not change with the language.
pub fn author_id(ui: &egui::Ui, response: &egui::Response, id: &str) {
    focus::follow(response);
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_author_id(id));
}

/// Draws the focus ring of a control that has the keyboard: around it, or within where there is no room around.
pub fn focus_ring(ui: &egui::Ui, response: &egui::Response, radius: u8) {
    let rect = response.rect.expand(2.0);
    if !ui.clip_rect().contains_rect(rect.expand(1.0)) {
        inner_ring(ui, response, radius);
    } else if response.has_focus() {
        let stroke = egui::Stroke::new(2.0, theme::Tokens::of(ui).accent);
        ui.painter()
            .rect_stroke(rect, egui::CornerRadius::same(radius + 2), stroke, egui::StrokeKind::Middle);
    }
}

/// The same within its edges, for rows that stand close together: the next one would cover it.
pub fn inner_ring(ui: &egui::Ui, response: &egui::Response, radius: u8) {
    if response.has_focus() {
        let stroke = egui::Stroke::new(2.0, theme::Tokens::of(ui).accent);
        let (rect, radius) = (response.rect.shrink(1.0), egui::CornerRadius::same(radius));
        ui.painter().rect_stroke(rect, radius, stroke, egui::StrokeKind::Inside);
    }
}

/// The window is unfocused, or was since the last frame: one that is minimised draws none meanwhile.
#[must_use]
pub fn lost_keyboard(input: &egui::InputState) -> bool {
    let lost = |event: &egui::Event| matches!(event, egui::Event::WindowFocused(false));
    !input.focused || input.viewport().minimized == Some(true) || input.events.iter().any(lost)
}

/// The files that were just dropped on the window.
#[must_use]
pub fn dropped(ui: &egui::Ui) -> Vec<std::path::PathBuf> {
    ui.input(|input| input.raw.dropped_files.iter().map(|file| file.path().to_owned()).collect())
}

/// Whether files are held over the window.
#[must_use]
pub fn hovers(ui: &egui::Ui) -> bool {
    ui.input(|input| !input.raw.hovered_files.is_empty())
}

/// Asks for a picture of what another thread has brought; what comes within a moment is in the same one. Asked without a
/// delay, egui would paint two.
pub fn wake(ctx: &egui::Context) {
    ctx.request_repaint_after(std::time::Duration::from_millis(4));
}

/// Closes the window, which it does in the next frame: each pass that is left of this one has to ask for that, and
/// [`settle`] does so.
pub fn close(ctx: &egui::Context) {
    ctx.send_viewport_cmd(egui::ViewportCommand::Close);
    closes(ctx);
}

fn closes(ctx: &egui::Context) {
    let frame = ctx.cumulative_frame_nr();
    ctx.data_mut(|data| data.insert_temp(closing_id(), frame));
}

fn closing_id() -> egui::Id {
    egui::Id::unique("closing")
}

/// What egui closes the window by, once all of this pass is drawn.
fn is_quit_pressed(ctx: &egui::Context) -> bool {
    let shortcuts = ctx.options(|options| options.quit_shortcuts.clone());
    let is_one = |event: &egui::Event| match event {
        egui::Event::Key { key, pressed: true, modifiers, .. } => shortcuts
            .iter()
            .any(|keys| *key == keys.logical_key && modifiers.matches_logically(keys.modifiers)),
        _ => false,
    };
    ctx.input(|input| input.events.iter().any(is_one))
}

/// Passes that [`settle`] needs in a frame.
pub const PASSES: std::num::NonZeroUsize = std::num::NonZeroUsize::MIN.saturating_add(2);

/// Lays out again what a key or button has changed, until one painted picture shows it all. Of itself egui paints three
/// for each press and three for each release, and painting is nine tenths of the work where there is no graphics card.
pub fn settle(ctx: &egui::Context) {
    if is_quit_pressed(ctx) {
        closes(ctx);
    }
    if ctx.data(|data| data.get_temp::<u64>(closing_id())) == Some(ctx.cumulative_frame_nr()) {
        ctx.request_repaint();
    }
    let is_input = |event: &egui::Event| {
        matches!(event, egui::Event::Key { .. } | egui::Event::Text(_) | egui::Event::PointerButton { .. })
    };
    match ctx.output(|output| output.num_completed_passes) {
        0 if !ctx.input(|input| input.events.iter().any(is_input)) => {}
        0 | 1 => ctx.request_discard("what was pressed shows at once"),
        // It is meant so: a build for debugging would warn of it across the window.
        _ if !ctx.output(egui::PlatformOutput::requested_discard) => {
            ctx.output_mut(|output| output.num_completed_passes = 0);
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;

    #[test]
    fn what_is_pressed_is_laid_out_until_nothing_is_left_to_paint() {
        let ctx = egui::Context::default();
        ctx.options_mut(|options| options.max_passes = PASSES);
        let (sender, asked) = mpsc::channel();
        ctx.set_request_repaint_callback(move |info| _ = sender.send(info.current_cumulative_pass_nr));
        let frame = |events: Vec<egui::Event>| {
            let mut passes = 0;
            let mut output = ctx.run_ui(egui::RawInput { events, ..egui::RawInput::default() }, |ui| {
                passes += 1;
                settle(ui.ctx());
            });
            output.textures_delta.clear();
            // The window's loop takes no notice of what was asked for two passes ago.
            (passes, asked.try_iter().filter(|pass| ctx.cumulative_pass_nr() <= pass + 1).count())
        };
        for _ in 0..5 {
            frame(Vec::new());
        }
        for _ in 0..5 {
            assert_eq!(frame(vec![egui::Event::Text("a".to_owned())]), (3, 0));
        }
        assert_eq!(frame(Vec::new()), (1, 0));
    }

    /// The way that a window closes by, in the first pass of a frame with a press, and whether the next frame is asked for.
    fn is_closed_at_once(modifiers: egui::Modifiers, by: fn(&egui::Context)) -> bool {
        let ctx = egui::Context::default();
        ctx.options_mut(|options| options.max_passes = PASSES);
        let (sender, asked) = mpsc::channel();
        ctx.set_request_repaint_callback(move |info| _ = sender.send(info.current_cumulative_pass_nr));
        let frame = |modifiers: egui::Modifiers, pressed: bool| {
            let key = egui::Key::Q;
            let press = egui::Event::Key { key, physical_key: None, pressed, repeat: false, modifiers };
            let mut passes = 0;
            let input = egui::RawInput { events: vec![press], ..egui::RawInput::default() };
            let mut output = ctx.run_ui(input, |ui| {
                passes += 1;
                if passes == 1 && pressed {
                    by(ui.ctx());
                }
                settle(ui.ctx());
            });
            output.textures_delta.clear();
            let is_closed =
                output.viewport_output[&egui::ViewportId::ROOT].commands.contains(&egui::ViewportCommand::Close);
            is_closed && asked.try_iter().any(|pass| ctx.cumulative_pass_nr() <= pass + 1)
        };
        for _ in 0..5 {
            assert!(!frame(egui::Modifiers::NONE, false));
        }
        frame(modifiers, true)
    }

    #[test]
    fn a_window_that_is_closed_by_a_press_goes_in_the_next_frame() {
        assert!(is_closed_at_once(egui::Modifiers::COMMAND, |_| {}), "by the key of egui");
        assert!(is_closed_at_once(egui::Modifiers::NONE, close), "by a button");
    }
}
