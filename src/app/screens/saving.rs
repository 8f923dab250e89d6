//! The ends of a dialog that writes a file: how far it is, its buttons, and where the file was written.

use crate::app::cx::Cx;
use crate::app::format;
use crate::app::steps;
use crate::domain::ids::JobId;
use crate::domain::secret::MASK;
use crate::ui::author_id;
use crate::ui::button::Button;
use crate::ui::layout::ends_ui;
use crate::ui::theme;
use crate::ui::widgets::muted;
use egui::{RichText, Ui};

/// What was pressed.
pub enum Pressed {
    Cancel,
    Save,
}

/// What went wrong, how far it is, *Cancel* and *Save*. The ids begin with `id`; `entered` says that Enter was pressed
/// behind the last field, `lacks` why it cannot be saved yet.
pub fn saving_ui(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    id: &str,
    job: Option<JobId>,
    entered: bool,
    lacks: Option<&str>,
) -> Option<Pressed> {
    let busy = job.is_some() && cx.is_running(job);
    if let Some(failure) = cx.failure_of(job) {
        ui.add_space(8.0);
        format::failure_ui(ui, cx, &format!("{id}.failure"), failure);
    }
    steps::steps_ui(ui, cx, &format!("{id}.progress"), "progress-reading", job);
    ui.add_space(12.0);
    let mut pressed = None;
    ends_ui(ui, |ui| {
        if busy {
            muted(ui, cx.t("backup-running"));
        }
        if Button::secondary("confirm.cancel", cx.t("cancel")).show(ui).clicked() {
            pressed = Some(Pressed::Cancel);
        }
        let can = !busy && lacks.is_none();
        let why = lacks.map_or_else(|| cx.t("working"), |key| cx.t(key));
        let ok = Button::primary("confirm.ok", cx.t("backup-save")).enabled(can).because(why);
        if ok.show(ui).clicked() || entered && can {
            pressed = Some(Pressed::Save);
        }
    });
    pressed
}

/// Where it was written, and *Close*. Returns whether that was pressed.
pub fn written_ui(ui: &mut Ui, cx: &Cx<'_>, id: &str, path: &str) -> bool {
    ui.add_space(8.0);
    // A folder may bear a person's name.
    let path = if cx.state.settings.screenshot { MASK } else { path };
    let shown = ui.label(RichText::new(path).font(theme::mono(12.5)));
    author_id(ui, &shown, &format!("{id}.path"));
    ui.add_space(12.0);
    let mut over = false;
    ends_ui(ui, |ui| over = Button::primary("confirm.cancel", cx.t("close")).show(ui).clicked());
    over
}
