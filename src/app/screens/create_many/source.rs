//! The first step: a file, or cells that were copied in a spreadsheet.

use crate::app::cx::Cx;
use crate::app::format;
use crate::app::route::Route;
use crate::app::screens::create_many::CreateMany;
use crate::app::screens::create_many::refused::refused;
use crate::domain::secret::Secret;
use crate::engine::command::TableSource;
use crate::form::table::read::{MOST_ROWS, Reading};
use crate::ui::button::Button;
use crate::ui::icon::Icon;
use crate::ui::input::{Caption, text_ui};
use crate::ui::narrow::centred_row_ui;
use crate::ui::widgets::{Tone, empty_ui, muted, notice_ui};
use egui::{Event, ScrollArea, Ui, ViewportCommand};

/// How the names of files end that are offered.
const KINDS: &[&str] = &["csv", "tsv", "txt"];
/// Width of what stands in the middle.
const WIDTH: f32 = 560.0;

impl CreateMany {
    pub(super) fn source_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        self.follow_saved(cx);
        if cx.state.accounts.is_empty() {
            ui.add_space(80.0);
            empty_ui(ui, Icon::Key, &cx.t("no-account-title"), &cx.t("no-account-text"), |ui| {
                if Button::primary("account.add", cx.t("account-add")).icon(Icon::Plus).show(ui).clicked() {
                    cx.go(Route::EditAccount(None));
                }
            });
            return;
        }
        self.pasted(ui, cx);
        ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
            ui.add_space(((ui.available_height() - 340.0) / 2.0).max(24.0));
            empty_ui(ui, Icon::FileSpreadsheet, &cx.t("csv-empty"), &cx.t("csv-empty-text"), |ui| {
                self.ways_ui(ui, cx);
            });
            ui.vertical_centered(|ui| {
                ui.set_max_width(WIDTH.min(ui.available_width() - 44.0));
                self.refusal_ui(ui, cx);
            });
        });
    }

    fn ways_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let busy = cx.is_running(self.read) || cx.is_running(self.choose);
        centred_row_ui(ui, "csv-ways", |ui| {
            let file = Button::primary("csv.file", cx.t("csv-choose")).icon(Icon::Folder).enabled(!busy);
            if file.show(ui).clicked() {
                self.choose = Some(cx.choose_file(KINDS));
            }
            let paste = Button::secondary("csv.paste", cx.t("csv-paste")).icon(Icon::Paste).enabled(!busy);
            if paste.show(ui).clicked() {
                ui.ctx().send_viewport_cmd(ViewportCommand::RequestPaste);
            }
            self.sample_ui(ui, cx);
        });
        if cx.state.has_no_dialog {
            self.path_ui(ui, cx);
        }
        ui.add_space(8.0);
        muted(ui, cx.tw("csv-limits", &[("n", &MOST_ROWS.to_string())]));
    }

    /// Where the system has no dialog for files.
    fn path_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        ui.add_space(8.0);
        ui.scope(|ui| {
            ui.set_max_width(WIDTH.min(ui.available_width() - 44.0));
            let label = cx.t("csv-path");
            let caption = Caption { id: "csv.path", label: &label, mono: true, ..Caption::default() };
            let entered = text_ui(ui, &caption, &mut self.path).lost_focus()
                && ui.input(|input| input.key_pressed(egui::Key::Enter));
            let open = Button::secondary("csv.open", cx.t("csv-open")).enabled(!self.path.trim().is_empty());
            if open.show(ui).clicked() || (entered && !self.path.trim().is_empty()) {
                self.read(cx, TableSource::File(self.path.trim().into()));
            }
        });
    }

    /// Cells that are pasted while no field has the keyboard.
    fn pasted(&mut self, ui: &Ui, cx: &mut Cx<'_>) {
        if ui.memory(|memory| memory.focused().is_some_and(|id| id == crate::ui::input::input_id("csv.path"))) {
            return;
        }
        let text = ui.input(|input| {
            input.events.iter().find_map(|event| match event {
                Event::Paste(text) => Some(Secret::from(text.as_str())),
                _ => None,
            })
        });
        if let Some(text) = text {
            self.reading = Reading::default();
            self.read(cx, TableSource::Pasted(text));
        }
    }

    fn refusal_ui(&self, ui: &mut Ui, cx: &mut Cx<'_>) {
        ui.add_space(10.0);
        format::working_ui(ui, cx, "csv", self.read);
        if let Some(failure) = cx.failure_of(self.read).or_else(|| cx.failure_of(self.report)) {
            format::failure_ui(ui, cx, "csv.failure", failure);
        }
        if let Some(refusal) = self.refusal {
            let (strong, text) = refused(cx, refusal);
            notice_ui(ui, Tone::Bad, &strong, &text, |_| {});
        }
    }
}
