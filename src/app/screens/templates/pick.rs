//! The button that offers the templates of a provider, below the sections of a form.

use crate::app::cx::Cx;
use crate::engine::command::Template;
use crate::ui::button::{Button, menu_item_ui};
use crate::ui::icon::Icon;
use crate::ui::menu::menu_of;
use crate::ui::theme::{self, Tokens};
use egui::Ui;

/// What a button has around its words: an icon and the padding.
const AROUND: f32 = 46.0;

/// Draws it; the template that was chosen. `screen` comes before its ids.
pub fn pick_ui<'a>(ui: &mut Ui, cx: &Cx<'a>, screen: &str, provider: &str) -> Option<&'a Template> {
    ui.add_space(8.0);
    let line = ui.cursor().top();
    ui.painter().hline(ui.max_rect().x_range(), line, (1.0, Tokens::of(ui).line));
    ui.add_space(8.0);
    let mut fitting = cx.state.templates.iter().filter(|template| template.provider == provider).peekable();
    let (id, words) = (format!("{screen}.apply-template"), cx.t("template-apply"));
    let font = theme::medium(14.0);
    let width = ui.painter().layout_no_wrap(words.clone(), font, Tokens::of(ui).text).size().x + AROUND;
    // Where there is no room for what it does, it says with what.
    let short = if width <= ui.available_width() { words.clone() } else { cx.t("nav-templates") };
    let button = Button::ghost(&id, short).icon(Icon::Layers).named(words);
    let button = button.enabled(fitting.peek().is_some()).because(cx.t("template-none-here")).show(ui);
    let mut chosen = None;
    menu_of(&button).show(|ui| {
        ui.set_min_width(190.0);
        for template in fitting {
            let id = format!("{screen}.template.{}", template.name);
            if menu_item_ui(ui, Button::ghost(&id, &template.name)) {
                chosen = Some(template);
            }
        }
    });
    chosen
}
