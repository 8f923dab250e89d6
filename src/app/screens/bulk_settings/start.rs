//! The last look, the count that is typed, and the start of the run.

use crate::app::cx::Cx;
use crate::app::screens::bulk_settings::diff::differs;
use crate::app::screens::bulk_settings::plan::{One, Stand};
use crate::app::screens::bulk_settings::{BulkSettings, WIDE};
use crate::app::screens::typed_count::TypedCount;
use crate::domain::ids::{IdMap, InstanceId};
use crate::domain::run::{NewItem, RunKind};
use crate::engine::command::Command;
use crate::engine::event::SettingsRead;
use crate::form::common::There;
use crate::ui::button::Button;
use crate::ui::input::input_id;
use crate::ui::layout::said_ends_ui;
use crate::ui::theme::{self, Tokens};
use crate::ui::widgets::{Tone, muted, notice_ui};
use egui::{RichText, Ui};
use std::sync::Arc;

/// Names that are told of those that were changed elsewhere.
const NAMES: usize = 5;

impl BulkSettings {
    /// The number of instances that change, once nothing is left to decide.
    fn ready(&self) -> Result<usize, &'static str> {
        let count = |stand: Stand| self.plan.count(|is| is == stand);
        if self.changes.is_empty() {
            Err("many-choose")
        } else if self.is_wrong() {
            Err("many-wrong")
        } else if self.reading.job.is_some() || count(Stand::Unread) > 0 || self.plan.stands.len() < self.ids.len() {
            Err("many-still-reading")
        } else if count(Stand::Failed) + count(Stand::Cannot) > 0 {
            Err("many-decide")
        } else {
            match self.plan.count(|stand| matches!(stand, Stand::Changes(_))) {
                0 => Err("many-nothing"),
                changing => Ok(changing),
            }
        }
    }

    pub(super) fn footer_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let ready = self.ready();
        let changing = self.plan.count(|stand| matches!(stand, Stand::Changes(_)));
        let n = changing.to_string();
        let is_free = ready.is_ok() && self.start.is_none();
        let mut go = false;
        let mut typed = std::mem::take(&mut self.typed);
        let leads_on = std::mem::take(&mut self.leads_on) && ready.is_ok();
        let ends = |ui: &mut Ui| {
            let entered = ready.is_ok() && typed.ui(ui, cx, changing);
            // Letters and Enter may come in one frame.
            let can = is_free && typed.allows(cx, changing);
            let why = ready.err().map_or_else(|| TypedCount::words(cx, changing), |why| cx.t(why));
            let words = if changing == 0 { cx.t("many-title") } else { cx.tw("many-start", &[("n", &n)]) };
            let start = Button::primary("confirm.ok", words).enabled(can).because(why).show(ui);
            go = start.clicked() || entered && can;
            // Once all is drawn: the key that leads there types nothing and starts nothing.
            if leads_on && TypedCount::is_asked(changing) {
                ui.memory_mut(|memory| memory.request_focus(input_id("confirm.text")));
            } else if leads_on {
                start.request_focus();
            }
        };
        said_ends_ui(ui, ends, |ui| self.says_ui(ui, cx, &n, ready));
        self.typed = typed;
        if go {
            self.look(cx);
        }
    }

    fn says_ui(&self, ui: &mut Ui, cx: &Cx<'_>, n: &str, ready: Result<usize, &'static str>) {
        match ready {
            Ok(_) => {
                ui.label(RichText::new(cx.tw("many-change", &[("n", n)])).font(theme::semibold(13.5)));
                let (room, ink) = (ui.available_width(), Tokens::of(ui).muted);
                let how = ui.painter().layout(cx.t("many-how"), theme::regular(13.0), ink, room.max(1.0));
                // Whole, or not at all.
                if room > 60.0 && how.rows.len() <= 2 {
                    ui.label(how);
                }
            }
            Err(_) if self.reading.job.is_some() => {
                muted(ui, self.reading_words(cx).unwrap_or_default());
            }
            Err(why) => {
                muted(ui, cx.t(why));
            }
        }
    }

    /// Reads once more what is about to change, so that what was changed elsewhere meanwhile is said before anything is
    /// sent.
    fn look(&mut self, cx: &mut Cx<'_>) {
        self.elsewhere.clear();
        let ids = self.changing();
        let known = |id: &InstanceId| Some((*id, Arc::clone(cx.state.settings_read.get(id)?)));
        let before = ids.iter().filter_map(known).collect();
        self.read(cx, ids);
        self.reading.before = Some(before);
    }

    fn changing(&self) -> Vec<InstanceId> {
        let all = self.ids.iter().zip(&self.plan.stands);
        all.filter(|(_, stand)| matches!(stand, Stand::Changes(_))).map(|(id, _)| *id).collect()
    }

    /// What the last look showed: the run starts, or the person looks again.
    pub(super) fn after_look(&mut self, cx: &mut Cx<'_>) {
        let Some(before) = self.reading.before.take() else { return };
        let mut failed = false;
        for (id, before) in &before {
            let Some(one) = One::of(cx, *id) else { continue };
            failed |= one.read.is_none_or(|read| read.failure.is_some());
            let closed: Vec<&'static str> = before.closed.iter().map(|(section, _)| *section).collect();
            let before = There { provider: one.provider, form: one.form, told: &before.values, closed: &closed };
            let is_other = one.with_there(&self.changes, |now| differs(&before, now, &self.cards, &self.changes));
            if is_other == Some(true) {
                self.elsewhere.extend(cx.state.instance(*id).map(|row| row.name.clone()));
            }
        }
        self.elsewhere.sort();
        if self.elsewhere.is_empty() && !failed {
            self.begin_run(cx, &before);
        } else {
            self.typed.clear();
        }
    }

    fn begin_run(&mut self, cx: &mut Cx<'_>, looked_at: &IdMap<InstanceId, Arc<SettingsRead>>) {
        let item = |id: &InstanceId| {
            let row = cx.state.instance(*id)?;
            Some(NewItem::instance(row.account, row.id, &row.name))
        };
        let items = self.ids.iter().filter(|id| looked_at.contains_key(id)).filter_map(item).collect();
        let kind = RunKind::ChangeSettings { changes: Box::new(self.changes.clone()) };
        self.start = Some(cx.run(Command::StartRun { kind, items }));
    }

    /// What somebody else changed since it was shown.
    pub(super) fn elsewhere_ui(&self, ui: &mut Ui, cx: &Cx<'_>) {
        if self.elsewhere.is_empty() {
            return;
        }
        let mut names = self.elsewhere.iter().take(NAMES).cloned().collect::<Vec<_>>().join(", ");
        if let Some(more) = self.elsewhere.len().checked_sub(NAMES).filter(|more| *more > 0) {
            names = format!("{names}, {}", cx.tw("n-more", &[("n", &more.to_string())]));
        }
        let text = cx.tw("many-elsewhere-text", &[("names", &names)]);
        notice_ui(ui, Tone::Warn, &cx.t("many-elsewhere"), &text, |_| {});
        ui.add_space(if ui.available_width() > WIDE { 12.0 } else { 8.0 });
    }
}
