//! Fields that are lists: names with values, and the cards of a list of groups.

use crate::domain::secret::Secret;
use crate::i18n::Texts;
use crate::ui::author_id;
use crate::ui::button::{Button, SMALL};
use crate::ui::focus_ring;
use crate::ui::icon::Icon;
use crate::ui::input::{Caption, below_ui, forget_places, label_ui, secret_ui, text_and_ui, text_ui};
use crate::ui::row::cell_text;
use crate::ui::theme::{self, RADIUS, Tokens};
use egui::{Rect, Role, Sense, Ui, Vec2, WidgetInfo};

/// Names with secret values, one row each.
pub fn pairs_ui(ui: &mut Ui, texts: &Texts, caption: &Caption<'_>, pairs: &mut Vec<(String, Secret)>) {
    let in_item = !caption.within.is_empty();
    rows_ui(ui, texts, caption, in_item, pairs, |ui, caption, value, remove_ui| {
        let show = texts.with("show-of", &[("what", caption.label)]);
        secret_ui(ui, caption, value, &show, 1, |ui, _| remove_ui(ui));
    });
}

/// Names with values that may be seen, one row each.
pub fn plain_pairs_ui(ui: &mut Ui, texts: &Texts, caption: &Caption<'_>, pairs: &mut Vec<(String, String)>) {
    rows_ui(ui, texts, caption, true, pairs, |ui, caption, value, remove_ui| {
        text_and_ui(ui, caption, value, SMALL, remove_ui);
    });
}

/// Rows of names with values; `value_ui` draws the value with the button that removes its row. Where there are other
/// lists, what is said of a control begins with the list.
fn rows_ui<V: Default>(
    ui: &mut Ui,
    texts: &Texts,
    caption: &Caption<'_>,
    with_list: bool,
    rows: &mut Vec<(String, V)>,
    value_ui: impl Fn(&mut Ui, &Caption<'_>, &mut V, &mut dyn FnMut(&mut Ui)),
) {
    label_ui(ui, caption);
    let mut gone = None;
    for (at, (name, value)) in rows.iter_mut().enumerate() {
        let row = format!("{} {}", caption.label, at + 1);
        let within = if with_list { caption.named(&row) } else { String::new() };
        ui.columns(2, |columns| {
            let id = format!("{}.{at}.name", caption.id);
            let label = texts.t("pair-name");
            let cell = Caption { id: &id, label: &label, within: &within, mono: true, ..Caption::default() };
            text_ui(&mut columns[0], &cell, name);
            let id = format!("{}.{at}.value", caption.id);
            let label = texts.t("pair-value");
            let cell = Caption { id: &id, label: &label, within: &within, mono: true, ..Caption::default() };
            let remove = (format!("{id}.remove"), cell.named(&texts.t("remove")));
            value_ui(&mut columns[1], &cell, value, &mut |ui| {
                if Button::icon_only(&remove.0, Icon::Trash, &remove.1).small().show(ui).clicked() {
                    gone = Some(at);
                }
            });
        });
    }
    let (id, add) = (format!("{}.add", caption.id), texts.t("add"));
    let said = if with_list { caption.named(&format!("{}, {add}", caption.label)) } else { add.clone() };
    let add = Button::secondary(&id, add).named(said).icon(Icon::Plus).show(ui);
    if add.clicked() {
        rows.push((String::new(), V::default()));
    }
    if let Some(at) = gone {
        rows.remove(at);
        forget_places(ui);
        add.request_focus();
    }
    below_ui(ui, caption);
}

/// What is pressed at the head of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pressed {
    Nothing,
    /// It opens or closes.
    Head,
    Remove,
}

/// The head of an item: its name, what it is known by while it is closed, and the button that removes it.
pub fn item_head_ui(ui: &mut Ui, texts: &Texts, id: &str, name: &str, known_by: Option<&str>) -> Pressed {
    let tokens = Tokens::of(ui);
    let said = known_by
        .filter(|text| !text.is_empty())
        .map_or(name.to_owned(), |text| format!("{name}, {text}"));
    let open = known_by.is_none();
    ui.horizontal(|ui| {
        let (_, rect) = ui.allocate_space(Vec2::new(ui.available_width() - SMALL - ui.spacing().item_spacing.x, SMALL));
        let head_id = format!("{id}.head");
        let head = ui.interact(rect, egui::Id::unique(("item", id)), Sense::click());
        head.widget_info(|| WidgetInfo::labeled(Role::Button, true, &said));
        author_id(ui, &head, &head_id);
        ui.ctx().accesskit_node_builder(head.id, |node| node.set_expanded(open));
        let icon = if open { Icon::ChevronDown } else { Icon::ChevronRight };
        icon.paint(ui, egui::pos2(rect.left() + 8.0, rect.center().y), 16.0, tokens.muted);
        let font = theme::medium(14.0);
        let width = ui.painter().layout_no_wrap(name.to_owned(), font.clone(), tokens.text).size().x;
        let from = |x: f32| Rect::from_min_max(egui::pos2(rect.left() + x, rect.top()), rect.max);
        cell_text(ui, from(22.0), name, font, tokens.text);
        cell_text(ui, from(width + 34.0), known_by.unwrap_or_default(), theme::mono(12.5), tokens.muted);
        focus_ring(ui, &head, RADIUS);
        let remove_id = format!("{id}.remove");
        let remove = Button::icon_only(&remove_id, Icon::Trash, format!("{name}, {}", texts.t("remove")))
            .small()
            .show(ui);
        match (head.on_hover_cursor(egui::CursorIcon::PointingHand).clicked(), remove.clicked()) {
            (_, true) => Pressed::Remove,
            (true, false) => Pressed::Head,
            (false, false) => Pressed::Nothing,
        }
    })
    .inner
}
