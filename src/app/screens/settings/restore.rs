//! Taking a backup in: the file, its passphrase, what would come, and what has come.

use crate::app::cx::{Cx, Wish};
use crate::app::format;
use crate::app::steps;
use crate::domain::backup::{Coming, ComingAccount, Tally};
use crate::domain::failure::FailureKind;
use crate::domain::ids::JobId;
use crate::domain::secret::{MASK, Secret};
use crate::engine::command::Command;
use crate::engine::event::Done;
use crate::ui::author_id;
use crate::ui::button::Button;
use crate::ui::input::{Caption, secret_ui, text_and_ui};
use crate::ui::layout::{ends_ui, modal_ui};
use crate::ui::theme::{self, Tokens};
use crate::ui::widgets::{Tone, heading, muted, notice_ui, tile_ui};
use egui::{Key, RichText, ScrollArea, Ui};
use std::path::PathBuf;

/// Width of the dialog.
const WIDTH: f32 = 540.0;
/// Kinds of files that may be one.
const KINDS: &[&str] = &["age", "json"];

/// The dialog.
#[derive(Default)]
pub struct Restore {
    /// Its path as it is typed.
    file: String,
    passphrase: Secret,
    /// The file wants one.
    sealed: bool,
    /// That has just become known: the keyboard goes there.
    asks: bool,
    choosing: Option<JobId>,
    opening: Option<JobId>,
    restoring: Option<JobId>,
    coming: Option<Coming>,
    done: Option<Coming>,
}

impl Restore {
    /// Draws it. Returns whether it is over.
    pub fn ui(&mut self, ui: &Ui, cx: &mut Cx<'_>) -> bool {
        self.follow(cx);
        let mut over = false;
        let width = WIDTH.min(ui.ctx().content_rect().width() - 60.0);
        let dismissed = modal_ui(ui, "restore", width, |ui| {
            heading(ui, cx.t("restore-title"));
            over = if let Some(done) = &self.done {
                done_ui(ui, cx, done)
            } else if self.coming.is_some() {
                self.coming_ui(ui, cx)
            } else {
                self.file_ui(ui, cx)
            };
        });
        if over || dismissed {
            let jobs = [self.opening, self.restoring];
            cx.outbox.extend(jobs.into_iter().flatten().map(|job| Wish::Do(Command::Cancel { job })));
            cx.outbox.push(Wish::Do(Command::CloseBackup));
        }
        over || dismissed
    }

    fn follow(&mut self, cx: &mut Cx<'_>) {
        if let Some(Done::Chosen(path)) = cx.take_done(&mut self.choosing) {
            self.file = path.display().to_string();
            self.open(cx);
        }
        match cx.take_done(&mut self.opening) {
            Some(Done::Sealed) => (self.sealed, self.asks) = (true, true),
            Some(Done::Opened(coming)) => self.coming = Some(*coming),
            _ => {}
        }
        if let Some(Done::Restored(coming)) = cx.take_done(&mut self.restoring) {
            self.passphrase.clear();
            self.done = Some(*coming);
        }
    }

    fn open(&mut self, cx: &mut Cx<'_>) {
        let passphrase = (self.sealed && !self.passphrase.is_blank()).then(|| self.passphrase.clone());
        self.opening = Some(cx.run(Command::OpenBackup { from: PathBuf::from(self.file.trim()), passphrase }));
    }

    /// Which file, and its passphrase once it is known to want one.
    fn file_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) -> bool {
        muted(ui, cx.t("restore-text"));
        ui.add_space(8.0);
        let label = cx.t("restore-file");
        let hint = if cx.state.has_no_dialog { cx.t("restore-no-dialog") } else { String::new() };
        let caption = Caption { id: "restore.file", label: &label, hint: &hint, ..Caption::default() };
        let button = Button::ghost("restore.choose", cx.t("restore-choose")).small();
        let mut choose = false;
        let changed = text_and_ui(ui, &caption, &mut self.file, button.own_width(ui), |ui| {
            choose = button.show(ui).clicked();
        });
        let is_enter = ui.input(|input| input.key_pressed(Key::Enter));
        let mut entered = is_enter && changed.lost_focus();
        if changed.changed() {
            // Another file may want none.
            (self.sealed, self.opening) = (false, None);
        }
        if choose {
            self.choosing = Some(cx.choose_file(KINDS));
        }
        if self.sealed {
            ui.add_space(6.0);
            let (label, show) = (cx.t("passphrase"), cx.t("passphrase-show"));
            let caption = Caption { id: "restore.passphrase", label: &label, ..Caption::default() };
            let field = secret_ui(ui, &caption, &mut self.passphrase, &show, 0, |_, _| {});
            if std::mem::take(&mut self.asks) {
                field.request_focus();
            }
            entered |= field.lost_focus() && is_enter;
        }
        let busy = self.opening.is_some() && cx.is_running(self.opening);
        if let Some(failure) = cx.failure_of(self.opening) {
            ui.add_space(8.0);
            format::failure_ui(ui, cx, "restore.failure", failure);
        }
        ui.add_space(12.0);
        let mut over = false;
        ends_ui(ui, |ui| {
            if busy {
                muted(ui, cx.t("working"));
            }
            over = Button::secondary("confirm.cancel", cx.t("cancel")).show(ui).clicked();
            let is_ready = !self.file.trim().is_empty() && (!self.sealed || !self.passphrase.is_blank());
            let lacks = if self.file.trim().is_empty() { "restore-file-first" } else { "restore-passphrase-first" };
            let why = cx.t(if busy { "working" } else { lacks });
            let ok = Button::primary("restore.open", cx.t("restore-look")).enabled(is_ready && !busy).because(why);
            if ok.show(ui).clicked() || entered && is_ready && !busy {
                self.open(cx);
            }
        });
        over
    }

    /// What would come, before anything is written.
    fn coming_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) -> bool {
        let Some(coming) = &self.coming else { return true };
        let is_anything = coming.is_anything();
        contents_ui(ui, cx, coming);
        let busy = self.restoring.is_some() && cx.is_running(self.restoring);
        let failure = cx.failure_of(self.restoring);
        if let Some(failure) = failure {
            ui.add_space(8.0);
            let is_as_it_was = failure.kind != FailureKind::StoreLost;
            let words = if is_as_it_was { cx.t("restore-unchanged") } else { String::new() };
            muted(ui, words);
            format::failure_ui(ui, cx, "restore.failure", failure);
        }
        steps::steps_ui(ui, cx, "restore.progress", "progress-writing", self.restoring);
        ui.add_space(12.0);
        let mut over = false;
        ends_ui(ui, |ui| {
            if busy {
                muted(ui, cx.t("restore-running"));
            }
            over = Button::secondary("confirm.cancel", cx.t("cancel")).show(ui).clicked();
            let ok = Button::primary("confirm.ok", cx.t("restore-ok")).enabled(is_anything && !busy);
            if ok.because(cx.t("restore-nothing")).show(ui).clicked() {
                self.restoring = Some(cx.run(Command::Restore));
            }
        });
        over
    }
}

fn contents_ui(ui: &mut Ui, cx: &Cx<'_>, coming: &Coming) {
    let at = coming.at.map_or_else(|| cx.t("restore-no-time"), |at| format::moment(cx, at));
    muted(ui, cx.tw("restore-written", &[("at", &at), ("version", &coming.program)]));
    ui.add_space(8.0);
    let room = (ui.ctx().content_rect().height() - 420.0).clamp(90.0, 260.0);
    ScrollArea::vertical()
        .auto_shrink([false, true])
        .max_height(room)
        .min_scrolled_height(room)
        .show(ui, |ui| {
            for account in &coming.accounts {
                account_ui(ui, cx, account);
            }
        });
    ui.add_space(6.0);
    let tallies = [
        ("restore-instances", coming.instances),
        ("restore-tags", coming.tags),
        ("restore-views", coming.views),
        ("restore-templates", coming.templates),
        ("restore-rules", coming.rules),
    ];
    for (key, tally) in tallies.into_iter().filter(|(_, tally)| tally.all() > 0) {
        let shown = ui.label(cx.tw(key, &[("n", &tally.all().to_string())]));
        author_id(ui, &shown, &key.replace('-', "."));
        muted(ui, tally_words(cx, tally));
    }
    if coming.tokens > 0 {
        ui.label(cx.tw("restore-tokens", &[("n", &coming.tokens.to_string())]));
    }
    if coming.left_out > 0 {
        ui.add_space(6.0);
        let text = cx.tw("restore-left-out", &[("n", &coming.left_out.to_string())]);
        notice_ui(ui, Tone::Warn, &text, &cx.t("restore-left-out-text"), |_| {});
    }
    if !coming.is_anything() {
        ui.add_space(6.0);
        notice_ui(ui, Tone::Info, &cx.t("restore-nothing"), "", |_| {});
    }
}

/// One account: what it is, whether it is here, and where its keys would go.
fn account_ui(ui: &mut Ui, cx: &Cx<'_>, account: &ComingAccount) {
    let hides = cx.state.settings.screenshot;
    let shown = |text: &str| if hides { MASK.to_owned() } else { text.to_owned() };
    ui.spacing_mut().item_spacing.y = 3.0;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 8.0;
        tile_ui(ui, format::tile(account.provider));
        ui.label(RichText::new(shown(&account.label)).font(theme::semibold(14.0)));
        if !account.is_new {
            muted(ui, cx.t("restore-here"));
        }
    });
    let word = match (account.brings_keys, account.is_new) {
        (true, _) => cx.t("restore-key-goes"),
        (false, true) => cx.t("restore-no-key"),
        // What is here stays as it is.
        (false, false) => String::new(),
    };
    let address = shown(&format::whole_address(&account.address));
    ui.horizontal_wrapped(|ui| {
        ui.add_space(28.0);
        ui.spacing_mut().item_spacing.x = 5.0;
        if !word.is_empty() {
            muted(ui, word);
        }
        ui.label(RichText::new(address).font(theme::mono(12.5)).color(Tokens::of(ui).text));
    });
    ui.add_space(6.0);
}

/// How many are new, filled in and left as they are.
fn tally_words(cx: &Cx<'_>, tally: Tally) -> String {
    let parts = [("restore-new", tally.new), ("restore-filled", tally.filled), ("restore-kept", tally.kept)];
    let words = parts.into_iter().filter(|(_, count)| *count > 0);
    words
        .map(|(key, count)| cx.tw(key, &[("n", &count.to_string())]))
        .collect::<Vec<_>>()
        .join(" · ")
}

/// All that has come: also where it is nothing but keys, or what was written about instances that were here.
fn came_words(cx: &Cx<'_>, done: &Coming) -> String {
    let new = done.accounts.iter().filter(|account| account.is_new).count();
    let keys = done.accounts.iter().filter(|account| account.brings_keys).count();
    let more = |tally: Tally| tally.new + tally.filled;
    let holds = [("accounts", &*new.to_string()), ("instances", &*done.instances.new.to_string())];
    let holds = (new + done.instances.new > 0 || !done.is_anything()).then(|| cx.tw("backup-holds", &holds));
    let counted = [
        ("restore-completed", done.instances.filled),
        ("restore-keys-came", keys),
        ("restore-tokens-came", done.tokens),
        ("restore-tags", more(done.tags)),
        ("restore-views", more(done.views)),
        ("restore-templates", more(done.templates)),
        ("restore-rules", more(done.rules)),
    ];
    let counted = counted.into_iter().filter(|(_, count)| *count > 0);
    let counted = counted.map(|(key, count)| cx.tw(key, &[("n", &count.to_string())]));
    holds.into_iter().chain(counted).collect::<Vec<_>>().join(" · ")
}

/// What has come. Returns whether it was read.
fn done_ui(ui: &mut Ui, cx: &mut Cx<'_>, done: &Coming) -> bool {
    notice_ui(ui, Tone::Ok, &cx.t("restore-done"), &came_words(cx, done), |_| {});
    let keyless = done.accounts.iter().filter(|account| account.is_new && !account.brings_keys).count();
    if keyless > 0 {
        ui.add_space(6.0);
        let text = cx.tw("restore-keyless", &[("n", &keyless.to_string())]);
        notice_ui(ui, Tone::Warn, &text, &cx.t("restore-keyless-text"), |_| {});
    }
    ui.add_space(12.0);
    let mut over = false;
    ends_ui(ui, |ui| over = Button::primary("confirm.cancel", cx.t("close")).show(ui).clicked());
    if over {
        // What the gateways say of them by now.
        cx.run(Command::Sync { account: None });
    }
    over
}
