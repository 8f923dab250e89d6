//! Controls to choose with: switch, checkbox, list of words, cards, segments.

use crate::ui::author_id;
use crate::ui::button::{Button, menu_item_ui};
use crate::ui::focus;
use crate::ui::focus_ring;
use crate::ui::icon::Icon;
use crate::ui::input::{Caption, below_ui, label_ui};
use crate::ui::menu::menu_of;
use crate::ui::narrow::{is_small, line_ui};
use crate::ui::reader::{landmark, selectable};
use crate::ui::theme::{self, RADIUS, Tokens};
use egui::accesskit::Toggled;
use egui::{Color32, CornerRadius, FontId, Response, Role, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo};
use std::fmt::Debug;
use std::hash::Hash;

/// A switch beside words that stand elsewhere; `name` is what a screen reader says.
pub fn switch_ui(ui: &mut Ui, id: &str, name: &str, on: &mut bool) -> Response {
    let (_, rect) = ui.allocate_space(Vec2::new(34.0, 28.0));
    let mut response = ui.interact(rect, egui::Id::unique(("switch", id)), Sense::click());
    if response.clicked() {
        *on = !*on;
        response.mark_changed();
    }
    paint_switch(ui, egui::Rect::from_center_size(rect.center(), Vec2::new(34.0, 20.0)), *on);
    let state = *on;
    response.widget_info(|| WidgetInfo::selected(Role::Switch, ui.is_enabled(), state, name));
    author_id(ui, &response, id);
    focus_ring(ui, &response, RADIUS);
    response.on_hover_cursor(egui::CursorIcon::PointingHand)
}

/// The switch of what stands below its heading.
pub fn heading_switch_ui(ui: &mut Ui, id: &str, name: &str, on: &mut bool) -> Response {
    let shown = switch_ui(ui, id, name, on);
    let state = *on;
    shown.widget_info(|| WidgetInfo::selected(Role::CheckBox, ui.is_enabled(), state, name));
    shown
}

fn paint_switch(ui: &Ui, rect: egui::Rect, on: bool) {
    let tokens = Tokens::of(ui);
    let fill = if on { tokens.accent } else { tokens.control };
    ui.painter().rect_filled(rect, CornerRadius::same(10), fill);
    let x = if on { rect.right() - 10.0 } else { rect.left() + 10.0 };
    ui.painter().circle_filled(egui::pos2(x, rect.center().y), 7.5, tokens.panel);
}

/// One of several in a menu. Each has an id and its words; the name holds the choice. Returns the one that was pressed.
pub fn menu_pick_ui(ui: &mut Ui, id: &str, name: &str, words: &[(String, String)], chosen: usize) -> Option<usize> {
    menu_of_ui(ui, Button::choice, &[], id, name, words, chosen)
}

/// The same with an icon in a colour of its own before each.
pub fn tinted_pick_ui(
    ui: &mut Ui,
    icons: &[(Icon, Color32)],
    id: &str,
    name: &str,
    words: &[(String, String)],
    chosen: usize,
) -> Option<usize> {
    menu_of_ui(ui, Button::choice, icons, id, name, words, chosen)
}

/// The same as wide as there is room, as an input is.
pub fn field_pick_ui(ui: &mut Ui, id: &str, name: &str, words: &[(String, String)], chosen: usize) -> Option<usize> {
    menu_of_ui(ui, |id, text| Button::choice(id, text).full(), &[], id, name, words, chosen)
}

fn menu_of_ui<'a>(
    ui: &mut Ui,
    button: impl FnOnce(&'a str, String) -> Button<'a>,
    icons: &[(Icon, Color32)],
    id: &'a str,
    name: &str,
    words: &[(String, String)],
    chosen: usize,
) -> Option<usize> {
    let shown = words.get(chosen).map(|(_, text)| text.as_str()).unwrap_or_default();
    let button = button(id, shown.to_owned()).named(format!("{name}: {shown}")).show(ui);
    let mut pressed = None;
    menu_of(&button).show(|ui| {
        let font = theme::medium(14.0);
        let width =
            |text: &str| ui.painter().layout_no_wrap(text.to_owned(), font.clone(), Color32::PLACEHOLDER).size().x;
        // Room for the mark of the chosen one, for an icon, and around them.
        let beside = if icons.is_empty() { 46.0 } else { 68.0 };
        let widest = words.iter().map(|(_, text)| width(text) + beside).fold(button.rect.width() - 12.0, f32::max);
        ui.set_width(widest);
        for (at, (id, text)) in words.iter().enumerate() {
            let line = Button::ghost(id, text).chosen(at == chosen);
            let line = match icons.get(at) {
                Some((icon, ink)) => line.tinted(*icon, *ink),
                None => line,
            };
            if menu_item_ui(ui, line) {
                pressed = Some(at);
            }
        }
    });
    pressed
}

/// A switch with its title and an optional hint.
pub fn toggle_ui(ui: &mut Ui, caption: &Caption<'_>, on: &mut bool) -> Response {
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        let response = ui
            .horizontal(|ui| {
                let (_, rect) = ui.allocate_space(Vec2::new(34.0, 24.0));
                let title = ui.label(egui::RichText::new(caption.label).font(theme::medium(14.0)));
                let whole = rect.union(title.rect);
                let mut response = ui.interact(whole, egui::Id::unique(("toggle", caption.id)), Sense::click());
                if response.clicked() {
                    *on = !*on;
                    response.mark_changed();
                }
                paint_switch(ui, rect.shrink2(Vec2::new(0.0, 2.0)), *on);
                response
            })
            .inner;
        let state = *on;
        let name = caption.named(caption.label);
        response.widget_info(|| WidgetInfo::selected(Role::CheckBox, ui.is_enabled(), state, &name));
        author_id(ui, &response, caption.id);
        focus_ring(ui, &response, RADIUS);
        if !caption.hint.is_empty() || caption.error.is_some() {
            ui.horizontal(|ui| {
                ui.add_space(42.0);
                ui.vertical(|ui| below_ui(ui, caption));
            });
        }
        response
    })
    .inner
}

/// How wide `check_ui` is going to be.
pub fn check_width(ui: &Ui, word: &str) -> f32 {
    24.0 + ui.painter().layout_no_wrap(word.to_owned(), theme::mono(12.0), Color32::PLACEHOLDER).size().x
}

/// A checkbox with a word in the monospace font; `name` is what a screen reader says.
pub fn check_ui(ui: &mut Ui, id: &str, name: &str, word: &str, on: &mut bool) -> Response {
    check_in_ui(ui, id, name, (word, theme::mono(12.0)), on)
}

/// A checkbox with a word of the language; a screen reader says it too.
pub fn check_word_ui(ui: &mut Ui, id: &str, word: &str, on: &mut bool) -> Response {
    check_in_ui(ui, id, word, (word, theme::regular(13.5)), on)
}

/// A checkbox that is the title of what stands below it.
pub fn check_title_ui(ui: &mut Ui, id: &str, name: &str, title: &str, on: &mut bool) -> Response {
    check_in_ui(ui, id, name, (title, theme::medium(14.0)), on)
}

fn check_in_ui(ui: &mut Ui, id: &str, name: &str, (word, font): (&str, FontId), on: &mut bool) -> Response {
    let tokens = Tokens::of(ui);
    let room = if is_small(ui.ctx()) { ui.available_width() - 24.0 } else { f32::INFINITY };
    let galley = ui.painter().layout(word.to_owned(), font, tokens.text, room);
    let (_, rect) = ui.allocate_space(Vec2::new(24.0 + galley.size().x, galley.size().y.max(24.0)));
    let mut response = ui.interact(rect, egui::Id::unique(("check", id)), Sense::click());
    if response.clicked() {
        *on = !*on;
        response.mark_changed();
    }
    let side = egui::Rect::from_min_size(egui::pos2(rect.left(), rect.center().y - 8.0), Vec2::splat(16.0));
    let (fill, border) = if *on { (tokens.accent, tokens.accent) } else { (tokens.panel, tokens.control) };
    ui.painter()
        .rect(side, CornerRadius::same(4), fill, Stroke::new(1.0, border), StrokeKind::Inside);
    if *on {
        Icon::Check.paint(ui, side.center(), 12.0, tokens.on_accent);
    }
    ui.painter()
        .galley(egui::pos2(rect.left() + 24.0, rect.center().y - galley.size().y / 2.0), galley, tokens.text);
    let state = *on;
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, ui.is_enabled(), state, name));
    author_id(ui, &response, id);
    focus_ring(ui, &response, 4);
    response
}

/// How a box that chooses rows stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tick {
    Off,
    /// Of those that it stands for, some.
    Some,
    On,
}

/// A box that chooses a row, or all of them, in the middle of a place that takes the press. `key` tells it from all
/// others.
pub fn tick_ui(ui: &Ui, place: egui::Rect, key: impl Hash + Debug, id: &str, name: &str, tick: Tick) -> Response {
    let tokens = Tokens::of(ui);
    let response = ui.interact(place, egui::Id::unique(("tick", key)), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, true, tick == Tick::On, name));
    if tick == Tick::Some {
        ui.ctx().accesskit_node_builder(response.id, |node| node.set_toggled(Toggled::Mixed));
    }
    author_id(ui, &response, id);
    let rect = egui::Rect::from_center_size(place.center(), Vec2::splat(16.0));
    let (fill, border) = if tick == Tick::Off {
        (tokens.panel, if response.hovered() { tokens.text } else { tokens.control })
    } else {
        (tokens.accent, tokens.accent)
    };
    let stroke = Stroke::new(1.0, border);
    ui.painter().rect(rect, CornerRadius::same(4), fill, stroke, StrokeKind::Inside);
    match tick {
        Tick::Off => {}
        Tick::Some => Icon::Minus.paint(ui, rect.center(), 12.0, tokens.on_accent),
        Tick::On => Icon::Check.paint(ui, rect.center(), 12.0, tokens.on_accent),
    }
    focus_ring(ui, &response, 4);
    response.on_hover_cursor(egui::CursorIcon::PointingHand)
}

/// One of several words. The name holds the choice, because the value alone is not readable by programs.
pub fn select_ui(ui: &mut Ui, caption: &Caption<'_>, words: &[(&str, String)], chosen: &mut String) -> Response {
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 5.0;
        label_ui(ui, caption);
        let shown = words.iter().find(|(word, _)| word == chosen).map_or(chosen.clone(), |(_, text)| text.clone());
        let mut changed = false;
        ui.visuals_mut().widgets.inactive.bg_stroke = Stroke::new(1.0, Tokens::of(ui).control);
        let mut inner = egui::ComboBox::from_id_salt(caption.id)
            .selected_text(shown.clone())
            .width(ui.available_width())
            .icon(|ui, rect, _, _| Icon::ChevronDown.paint(ui, rect.center(), 14.0, Tokens::of(ui).muted))
            .show_ui(ui, |ui| {
                for (word, text) in words {
                    if option_ui(ui, chosen == word, text) {
                        (*word).clone_into(chosen);
                        changed = true;
                    }
                }
            });
        if changed {
            inner.response.mark_changed();
        }
        let name = format!("{}: {shown}", caption.named(caption.label));
        say_list(&inner.response, caption.id, name, inner.inner.is_some());
        below_ui(ui, caption);
        inner.response
    })
    .inner
}

/// One of an open list, which closes when it is pressed: of itself it does so for the mouse only. Says whether it was.
fn option_ui(ui: &mut Ui, chosen: bool, text: &str) -> bool {
    let response = ui.selectable_label(chosen, text);
    selectable(&response, Role::ListBoxOption, true, chosen, text);
    ui.ctx().accesskit_node_builder(response.id, egui::accesskit::Node::clear_toggled);
    focus::follow(&response);
    let pressed = response.clicked();
    if pressed {
        ui.close();
    }
    pressed
}

fn word_of<T: PartialEq>(words: &[(T, String)], chosen: &T) -> String {
    words.iter().find(|(value, _)| value == chosen).map_or(String::new(), |(_, text)| text.clone())
}

/// How wide `pick_ui` is going to be.
pub fn pick_width<T: PartialEq>(ui: &Ui, words: &[(T, String)], chosen: &T) -> f32 {
    let font = egui::TextStyle::Button.resolve(ui.style());
    let word = ui.painter().layout_no_wrap(word_of(words, chosen), font, Color32::PLACEHOLDER);
    let spacing = ui.spacing();
    let around = 2.0 * spacing.button_padding.x + spacing.icon_spacing + spacing.icon_width;
    spacing.combo_width.max(word.size().x + around)
}

/// One of several, small and without a caption, for the bar above a list.
pub fn pick_ui<T: PartialEq + Clone>(ui: &mut Ui, id: &str, name: &str, words: &[(T, String)], chosen: &mut T) {
    let shown = word_of(words, chosen);
    let combo = egui::ComboBox::from_id_salt(id).selected_text(&shown).truncate();
    let combo = combo.icon(|ui, rect, _, _| Icon::ChevronDown.paint(ui, rect.center(), 14.0, Tokens::of(ui).muted));
    let inner = ui.scope(|ui| {
        // Without a box until it is pointed at.
        let quiet = &mut ui.visuals_mut().widgets.inactive;
        (quiet.weak_bg_fill, quiet.bg_stroke) = (Color32::TRANSPARENT, Stroke::NONE);
        combo.show_ui(ui, |ui| {
            for (value, text) in words {
                if option_ui(ui, value == chosen, text) {
                    *chosen = value.clone();
                }
            }
        })
    });
    let inner = inner.inner;
    say_list(&inner.response, id, format!("{name}: {shown}"), inner.inner.is_some());
}

/// What a list of choices is for screen readers and programs.
fn say_list(response: &Response, id: &str, name: String, is_open: bool) {
    focus::follow(response);
    response.ctx.accesskit_node_builder(response.id, |node| {
        node.set_label(name);
        node.set_author_id(id);
        node.set_expanded(is_open);
    });
}

/// A radio button that fills a card; the closure draws its content.
pub fn card_choice_ui(
    ui: &mut Ui,
    id: &str,
    name: &str,
    chosen: bool,
    height: f32,
    content: impl FnOnce(&mut Ui),
) -> Response {
    let tokens = Tokens::of(ui);
    let (_, rect) = ui.allocate_space(Vec2::new(ui.available_width(), height));
    let response = ui.interact(rect, egui::Id::unique(("card", id)), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::RadioButton, ui.is_enabled(), chosen, name));
    author_id(ui, &response, id);
    let fill = match (chosen, response.hovered()) {
        (true, _) => tokens.accent_soft,
        (false, true) => tokens.hover,
        (false, false) => tokens.panel,
    };
    let border = if chosen { tokens.accent } else { tokens.line };
    ui.painter()
        .rect(rect, CornerRadius::same(theme::CARD_RADIUS), fill, Stroke::new(1.0, border), StrokeKind::Inside);
    focus_ring(ui, &response, theme::CARD_RADIUS);
    let inner = egui::UiBuilder::new().max_rect(rect.shrink2(Vec2::new(16.0, 10.0)));
    ui.scope_builder(inner.layout(egui::Layout::left_to_right(egui::Align::Center)), content);
    // The content was drawn inside; go on below the card.
    ui.advance_cursor_after_rect(rect);
    response
}

/// A few choices side by side, each with an icon; `name` says what is chosen. Returns the one that was pressed.
pub fn segments_ui(ui: &mut Ui, name: &str, items: &[(&str, Option<Icon>, String)], chosen: usize) -> Option<usize> {
    let tokens = Tokens::of(ui);
    let mut pressed = None;
    egui::Frame::new()
        .fill(tokens.mute_soft)
        .corner_radius(CornerRadius::same(9))
        .inner_margin(3)
        .show(ui, |ui| {
            landmark(ui, Role::RadioGroup, name);
            let each = |ui: &mut Ui| {
                ui.spacing_mut().item_spacing.x = 2.0;
                for (at, (id, icon, text)) in items.iter().enumerate() {
                    if segment_ui(ui, id, *icon, text, at == chosen).clicked() {
                        pressed = Some(at);
                    }
                }
            };
            // What stands in a row with others has its room there.
            if ui.layout().is_vertical() {
                line_ui(ui, each);
            } else {
                ui.horizontal(each);
            }
        });
    pressed
}

fn segment_ui(ui: &mut Ui, id: &str, icon: Option<Icon>, text: &str, chosen: bool) -> Response {
    let tokens = Tokens::of(ui);
    let ink = if chosen { tokens.text } else { tokens.muted };
    let galley = ui.painter().layout_no_wrap(text.to_owned(), theme::medium(13.5), ink);
    let left = if icon.is_some() { 36.0 } else { 12.0 };
    let (_, rect) = ui.allocate_space(Vec2::new(left + galley.size().x + 12.0, 30.0));
    let response = ui.interact(rect, egui::Id::unique(("segment", id)), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::RadioButton, ui.is_enabled(), chosen, text));
    author_id(ui, &response, id);
    let fill = if chosen { tokens.panel } else { Color32::TRANSPARENT };
    ui.painter().rect_filled(rect, CornerRadius::same(RADIUS), fill);
    if let Some(icon) = icon {
        icon.paint(ui, egui::pos2(rect.left() + 22.0, rect.center().y), 15.0, ink);
    }
    ui.painter()
        .galley(egui::pos2(rect.left() + left, rect.center().y - galley.size().y / 2.0), galley, ink);
    focus_ring(ui, &response, RADIUS);
    response.on_hover_cursor(egui::CursorIcon::PointingHand)
}
