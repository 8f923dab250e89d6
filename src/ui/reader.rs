//! What a screen reader is told besides names: roles, states, groups, and what is read out by itself.

use crate::ui::focus;
use egui::accesskit::{Live, Role};
use egui::{Label, Response, RichText, Ui, UiBuilder, WidgetInfo};

/// So long nothing else is typed before what came of it is read out, in seconds.
const SETTLES: f64 = 0.8;

/// A control that is one of several of which one is chosen, such as a row: *selected*, not *checked*.
pub fn selectable(response: &Response, role: Role, enabled: bool, selected: bool, name: &str) {
    response.widget_info(|| WidgetInfo::labeled(role, enabled, name));
    response.ctx.accesskit_node_builder(response.id, |node| node.set_selected(selected));
}

/// A text that is read out when it appears and when it changes: at once where that cannot wait.
pub fn live(response: &Response, politeness: Live) {
    response.ctx.accesskit_node_builder(response.id, |node| node.set_live(politeness));
}

/// Shows a text under the pointer; of it a reader is told what the name does not say already.
pub fn tip_ui(response: Response, name: &str, text: &str) -> Response {
    let response = response.on_hover_text(text);
    let rest = text.strip_prefix(name).unwrap_or(text).trim_matches([' ', '·']);
    response.ctx.accesskit_node_builder(response.id, |node| {
        if name.contains(rest) {
            node.clear_description();
        } else {
            node.set_description(rest);
        }
    });
    response
}

/// A heading of this level; 1 is the screen's own.
pub fn heading_role(response: &Response, level: usize, text: &str) {
    response.ctx.accesskit_node_builder(response.id, |node| {
        node.set_role(Role::Heading);
        node.set_label(text);
        node.set_level(level);
    });
}

/// The heading of the screen, in one line. Nothing can be done with it, so it looks the same while it has the keyboard.
pub fn screen_heading_ui(ui: &mut Ui, title: &str, text: RichText) {
    let label = Label::new(text).truncate().sense(focus::heading_sense(ui.ctx()));
    let (place, galley, heading) = label.layout_in_ui(ui);
    heading.widget_info(|| WidgetInfo::labeled(Role::Label, true, title));
    heading_role(&heading, 1, title);
    focus::follow_heading(&heading);
    let is_cut = galley.elided;
    ui.painter().galley(place, galley, ui.visuals().text_color());
    if is_cut {
        heading.on_hover_text(title);
    }
}

/// Controls that belong together, under the name of what they are.
pub fn group_ui<R>(ui: &mut Ui, role: Role, name: &str, content: impl FnOnce(&mut Ui) -> R) -> R {
    let builder = UiBuilder::new().accessibility_role(role).accessibility_label(name);
    ui.scope_builder(builder, content).inner
}

/// Makes the area that is being drawn a landmark, such as the navigation.
pub fn landmark(ui: &Ui, role: Role, name: &str) {
    ui.ctx().accesskit_node_builder(ui.unique_id(), |node| {
        node.set_role(role);
        node.set_label(name);
    });
}

/// A text that is only read out, and that nobody sees. With another key it is another text, read out even if it says
/// the same.
pub fn say(ui: &Ui, key: impl std::hash::Hash + std::fmt::Debug, text: &str, politeness: Live) {
    if text.is_empty() {
        return;
    }
    let response =
        ui.interact(egui::Rect::NOTHING, egui::Id::unique(("say", ui.layer_id(), key)), egui::Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, text));
    live(&response, politeness);
}

/// A text that follows what is being typed: read out once it has stood for a moment.
#[derive(Debug, Default)]
pub struct Settled {
    text: String,
    since: f64,
    said: String,
}

impl Settled {
    /// What is to be read out now of a text that stands there since it was this one; `at_once` it is not waited for.
    pub fn follow(&mut self, ui: &Ui, text: &str, at_once: bool) -> &str {
        let now = ui.input(|input| input.time);
        if self.text != text {
            (self.text, self.since) = (text.to_owned(), now);
        }
        let left = self.since + SETTLES - now;
        if at_once || left <= 0.0 {
            self.said.clone_from(&self.text);
        } else if self.said != self.text {
            ui.ctx().request_repaint_after_secs(left as f32);
        }
        &self.said
    }
}

/// Makes the page a part of its own for screen readers: hidden behind a dialog and back, it tells of all that changed in it
/// meanwhile. A plain container would tell of nothing.
pub fn hold_page(ui: &Ui) {
    let page = ui.stack().iter().last().map_or(ui.unique_id(), |page| page.unique_id);
    ui.ctx().accesskit_node_builder(page, |node| node.set_role(Role::Pane));
}

/// Calls the window itself by a name: of itself it has none for a screen reader.
pub fn name_window(ctx: &egui::Context, name: &str) {
    ctx.accesskit_node_builder(egui::accesskit_root_id(), |node| node.set_label(name));
}
