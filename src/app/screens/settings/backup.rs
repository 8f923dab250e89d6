//! Writing a backup: with keys under a passphrase that is typed twice, or without keys as a readable file.

use crate::app::cx::{Cx, Wish};
use crate::app::screens::passphrase::Passphrase;
use crate::app::screens::saving::{Pressed, saving_ui, written_ui};
use crate::domain::ids::JobId;
use crate::engine::command::Command;
use crate::engine::event::Done;
use crate::ui::choices::segments_ui;
use crate::ui::icon::Icon;
use crate::ui::layout::modal_ui;
use crate::ui::widgets::{Tone, heading, muted, notice_ui};
use egui::Ui;

/// Width of the dialog.
const WIDTH: f32 = 480.0;

/// The dialog.
#[derive(Default)]
pub struct Backup {
    without_keys: bool,
    passphrase: Passphrase,
    job: Option<JobId>,
    done: Option<Done>,
}

impl Backup {
    /// Draws it. Returns whether it is over.
    pub fn ui(&mut self, ui: &Ui, cx: &mut Cx<'_>) -> bool {
        if let Some(done) = cx.take_done(&mut self.job).filter(|done| matches!(done, Done::BackedUp { .. })) {
            // It is on the disk: nobody needs it here any more.
            self.passphrase.clear();
            self.done = Some(done);
        }
        let mut over = false;
        let dismissed = modal_ui(ui, "backup", WIDTH.min(ui.ctx().content_rect().width() - 60.0), |ui| {
            heading(ui, cx.t("backup-title"));
            over = match &self.done {
                Some(done) => done_ui(ui, cx, done),
                None => self.form_ui(ui, cx),
            };
        });
        if over || dismissed {
            self.job.into_iter().for_each(|job| cx.outbox.push(Wish::Do(Command::Cancel { job })));
        }
        over || dismissed
    }

    fn form_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) -> bool {
        muted(ui, cx.t("backup-text"));
        ui.add_space(8.0);
        let choices = [
            ("backup.with-keys", Some(Icon::Key), cx.t("backup-with-keys")),
            ("backup.without-keys", None, cx.t("backup-without-keys")),
        ];
        if let Some(chosen) = segments_ui(ui, &cx.t("backup-keys"), &choices, usize::from(self.without_keys)) {
            self.without_keys = chosen == 1;
            // The choice was drawn before it was made.
            ui.ctx().request_repaint();
        }
        ui.add_space(8.0);
        let mut entered = false;
        if self.without_keys {
            muted(ui, cx.t("backup-without-keys-text"));
        } else {
            muted(ui, cx.t("backup-with-keys-text"));
            ui.add_space(6.0);
            entered = self.passphrase.ui(ui, cx, "backup");
        }
        if cx.state.accounts.iter().any(|account| account.sandbox) {
            ui.add_space(8.0);
            notice_ui(ui, Tone::Info, "", &cx.t("backup-sandbox"), |_| {});
        }
        if cx.state.open_intents().next().is_some() {
            ui.add_space(8.0);
            notice_ui(ui, Tone::Info, "", &cx.t("backup-unconfirmed"), |_| {});
        }
        let lacks = if self.without_keys { None } else { self.passphrase.lacks() };
        match saving_ui(ui, cx, "backup", self.job, entered, lacks) {
            Some(Pressed::Save) => {
                let passphrase = (!self.without_keys).then(|| self.passphrase.get());
                self.job = Some(cx.run(Command::Backup { to: None, passphrase }));
                false
            }
            pressed => pressed.is_some(),
        }
    }
}

/// What was written, and where. Returns whether it was read.
fn done_ui(ui: &mut Ui, cx: &Cx<'_>, done: &Done) -> bool {
    let Done::BackedUp { path, accounts, instances, without_keys, left_out } = done else { return true };
    let counts = cx.tw("backup-holds", &[("accounts", &accounts.to_string()), ("instances", &instances.to_string())]);
    notice_ui(ui, Tone::Ok, &cx.t("backup-done"), &counts, |_| {});
    if *without_keys > 0 {
        ui.add_space(6.0);
        let text = cx.tw("backup-lacks-keys", &[("n", &without_keys.to_string())]);
        notice_ui(ui, Tone::Warn, &text, &cx.t("backup-lacks-keys-text"), |_| {});
    }
    if *left_out > 0 {
        ui.add_space(6.0);
        let text = cx.tw("backup-left-out", &[("n", &left_out.to_string())]);
        notice_ui(ui, Tone::Warn, &text, &cx.t("backup-left-out-text"), |_| {});
    }
    written_ui(ui, cx, "backup", path)
}
