//! The search of the list, and the menu of the fields that it knows.

use super::Instances;
use super::fields::STATES;
use crate::app::cx::Cx;
use crate::ui::button::{Button, SMALL};
use crate::ui::icon::Icon;
use crate::ui::input::{Search, input_id, search_width};
use crate::ui::menu::{Item, WIDE, menu_of, parting_ui};
use egui::text::{CCursor, CCursorRange};
use egui::text_edit::TextEditState;
use egui::{Key, Modifiers, Ui};

const SEARCH: &str = "instances.search";
/// Narrower than this, what is typed takes the room of the mark with the fields.
const WITH_FIELDS: f32 = 180.0;

/// The fields that take any text, with their icons and the keys of their names.
const FIELDS: [(&str, Icon, &str); 6] = [
    ("tag", Icon::Tag, "search-in-tag"),
    ("account", Icon::Key, "search-in-account"),
    ("phone", Icon::Smartphone, "search-in-phone"),
    ("name", Icon::Instances, "search-in-name"),
    ("id", Icon::Hash, "search-in-id"),
    ("note", Icon::Pencil, "search-in-note"),
];

/// How wide the search has to be for what it searches to stand in it.
pub(super) fn whole_width(ui: &Ui, cx: &Cx<'_>) -> f32 {
    search_width(ui, &cx.t("search-instances")) + SMALL
}

impl Instances {
    pub(super) fn search_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, width: f32) {
        let (name, clear) = (cx.t("search-instances"), cx.t("clear-search"));
        let keys = if width > whole_width(ui, cx) + 30.0 { "Ctrl F" } else { "" };
        let search = Search { id: SEARCH, name: &name, clear: &clear, keys, width, escape_empties: true };
        let wanted_before = ui.memory(|memory| memory.has_focus(input_id(SEARCH)));
        let down = wanted_before && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::ArrowDown));
        // Before it is drawn: letters may come together with the keys.
        if ui.input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::F)) {
            ui.memory_mut(|memory| memory.request_focus(input_id(SEARCH)));
        }
        let has_fields = width >= WITH_FIELDS || self.query.search.is_empty();
        let mut asked = None;
        let field = search.show_with(ui, &mut self.query.search, if has_fields { SMALL } else { 0.0 }, |ui| {
            asked = has_fields.then(|| fields_ui(ui, cx)).flatten();
        });
        if let Some(part) = asked {
            go_on_with(ui, &mut self.query.search, &part);
        }
        if down {
            field.surrender_focus();
            self.enter_list();
        }
    }
}

/// The mark in the search whose menu tells the fields. What is to be typed, once one was chosen.
fn fields_ui(ui: &mut Ui, cx: &Cx<'_>) -> Option<String> {
    let mut asked = None;
    let button = Button::icon_only("instances.search.fields", Icon::Help, cx.t("search-fields")).small().show(ui);
    menu_of(&button).show(|ui| {
        ui.set_width(WIDE);
        ui.spacing_mut().item_spacing.y = 0.0;
        for (field, icon, key) in FIELDS {
            let (id, typed) = (format!("search.{field}"), format!("{field}:"));
            if Item::new(&id, icon, cx.t(key)).keys(typed.clone()).show(ui) {
                asked = Some(typed);
            }
        }
        Item::new("search.state", Icon::Activity, cx.t("search-in-state")).show_menu(ui, |ui| {
            for key in STATES.into_iter().chain(["state-lost"]) {
                let (id, word) = (format!("search.{key}"), cx.t(key));
                if Item::new(&id, Icon::ListFilter, word.clone()).show(ui) {
                    asked = Some(format!("state:{} ", quoted(&word.to_lowercase())));
                }
            }
        });
        parting_ui(ui);
        if Item::new("search.not", Icon::Minus, cx.t("search-in-not")).keys("-tag:".to_owned()).show(ui) {
            asked = Some("-tag:".to_owned());
        }
        if Item::new("search.quotes", Icon::Search, cx.t("search-in-quotes"))
            .keys("\"…\"".to_owned())
            .show(ui)
        {
            asked = Some("\"".to_owned());
        }
    });
    asked
}

fn quoted(word: &str) -> String {
    if word.contains(' ') { format!("\"{word}\"") } else { word.to_owned() }
}

/// Puts it behind what was typed, and the keyboard behind that.
fn go_on_with(ui: &Ui, text: &mut String, part: &str) {
    if !text.is_empty() && !text.ends_with(char::is_whitespace) {
        text.push(' ');
    }
    text.push_str(part);
    let id = input_id(SEARCH);
    let mut state = TextEditState::load(ui.ctx(), id).unwrap_or_default();
    let end = CCursor::new(text.chars().count());
    state.cursor.set_char_range(Some(CCursorRange::one(end)));
    state.store(ui.ctx(), id);
    ui.memory_mut(|memory| memory.request_focus(id));
}
