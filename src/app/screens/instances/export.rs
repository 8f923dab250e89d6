//! The list as a file: a menu asks how, the system asks where.

use crate::app::cx::Cx;
use crate::domain::ids::InstanceId;
use crate::engine::command::{Command, ListFormat};
use crate::ui::button::{Button, menu_item_ui};
use crate::ui::icon::Icon;
use crate::ui::menu::menu_of;
use egui::Response;

/// The menu of this button. `rows` are asked for once a person has chosen: all, those of the filter, or the selection.
pub fn menu_ui(button: &Response, cx: &mut Cx<'_>, rows: impl FnOnce() -> Vec<InstanceId>) {
    let mut chosen = None;
    menu_of(button).show(|ui| {
        ui.set_width(150.0);
        let csv = Button::ghost("export.csv", cx.t("export-csv")).icon(Icon::Download);
        if menu_item_ui(ui, csv) {
            chosen = Some(ListFormat::Csv);
        }
        let json = Button::ghost("export.json", cx.t("export-json")).icon(Icon::Download);
        if menu_item_ui(ui, json) {
            chosen = Some(ListFormat::Json);
        }
    });
    if let Some(format) = chosen {
        export(cx, rows(), format);
    }
}

/// Saves these rows, in this order. What came of it is said in a short message.
pub fn export(cx: &mut Cx<'_>, rows: Vec<InstanceId>, format: ListFormat) {
    cx.run(Command::ExportList { rows, format, to: None, language: cx.texts.language() });
}
