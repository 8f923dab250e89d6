//! The detail panel of the list: facts, token, actions, how we know, timeline.

mod known;
mod timeline;

use crate::app::actions::{Deed, OF_INSTANCE};
use crate::app::cx::{Cx, Wish};
use crate::app::format;
use crate::app::route::Route;
use crate::domain::account::Account;
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::ids::{InstanceId, JobId};
use crate::domain::instance::{Instance, Presence};
use crate::domain::link::Links;
use crate::engine::command::{Action, Command, Owner};
use crate::engine::event::VaultState;
use crate::providers::capabilities::Capabilities;
use crate::ui::button::Button;
use crate::ui::icon::Icon;
use crate::ui::input::{Caption, text_ui};
use crate::ui::layout::{modal_ui, trailing_ui};
use crate::ui::theme;
use crate::ui::widgets::{copy_button, fact_ui, heading, pill_ui};
use egui::{RichText, ScrollArea, Ui};

/// The panel with what is being asked.
#[derive(Default)]
pub struct Detail {
    confirm: Option<Confirm>,
    /// Whose token is shown, and whose is copied.
    reveal: Option<(InstanceId, JobId)>,
    copy: Option<(InstanceId, JobId)>,
    action: Option<(InstanceId, JobId)>,
}

struct Confirm {
    action: Action,
    typed: String,
}

impl Detail {
    /// A question is open.
    #[must_use]
    pub fn is_asking(&self) -> bool {
        self.confirm.is_some()
    }

    /// Draws it. Returns whether the panel should close.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, instance: &Instance) -> bool {
        let Some(account) = cx.state.account(instance.account) else { return true };
        let capabilities = cx.state.can(account.id);
        let mut close = false;
        ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
            ui.horizontal(|ui| {
                let room = (ui.available_width() - 150.0).max(80.0);
                ui.scope(|ui| {
                    ui.set_max_width(room);
                    ui.add(egui::Label::new(RichText::new(&instance.name).font(theme::semibold(15.5))).truncate());
                });
                trailing_ui(ui, |ui| {
                    if Button::icon_only("detail.close", Icon::Close, cx.t("close")).small().show(ui).clicked() {
                        close = true;
                    }
                    let (tone, word) = format::status(cx, instance);
                    pill_ui(ui, tone, &word);
                });
            });
            ui.horizontal(|ui| {
                format::account_ui(ui, account, theme::regular(14.0));
            });
            format::in_the_clear_ui(ui, cx, account);
            ui.add_space(4.0);
            if let Some(action) = known::attention_ui(ui, cx, instance) {
                self.start(cx, instance, action);
            }
            Self::pair_ui(ui, cx, instance, &capabilities);
            ui.add_space(6.0);
            self.facts_ui(ui, cx, instance, &capabilities);
            if known::known_ui(ui, cx, instance) {
                self.start(cx, instance, Action::Refresh);
            }
            self.actions_ui(ui, cx, account, instance);
            self.failure_ui(ui, cx, instance);
            timeline::timeline_ui(ui, cx, instance);
        });
        self.confirm_ui(ui, cx, instance);
        close
    }

    fn pair_ui(ui: &mut Ui, cx: &mut Cx<'_>, instance: &Instance, capabilities: &Capabilities) {
        let connected = instance.state.is_linked();
        let button = Button::primary("detail.pair", cx.t("detail-pair")).icon(Icon::Qr).full();
        let replaced = instance.presence == Presence::Replaced;
        let why = if replaced { "failure-replaced" } else { "detail-pair-connected" };
        let button = button.enabled(capabilities.qr && !connected && !replaced).because(cx.t(why));
        if button.show(ui).clicked() {
            cx.go(Route::Pair(instance.id));
        }
    }

    fn facts_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, instance: &Instance, capabilities: &Capabilities) {
        ui.spacing_mut().item_spacing.y = 0.0;
        fact_ui(ui, &cx.t("fact-instance"), &instance.remote_id, true, |ui| {
            if copy_button(ui, "detail.id.copy", &cx.t("copy-id")) {
                self.act(cx, instance, Deed::CopyId);
            }
        });
        if capabilities.instance_token {
            self.token_ui(ui, cx, instance);
        }
        if let Some(phone) = &instance.phone {
            fact_ui(ui, &cx.t("fact-phone"), &format::phone(phone), true, |_| {});
        }
        if let Some(profile) = &instance.profile {
            fact_ui(ui, &cx.t("fact-profile"), profile, false, |_| {});
        }
        for (key, value) in &instance.facts {
            fact_ui(ui, &cx.t(key), value, false, |_| {});
        }
        if let Some(at) = instance.created_at {
            fact_ui(ui, &cx.t("fact-created"), &format::moment(cx, at), false, |_| {});
        }
        // Where the sources are known, each has its own time below.
        if instance.links == Links::default() {
            let checked = format::ago(cx, "checked", known::checked_at(cx, instance));
            fact_ui(ui, &cx.t("fact-checked"), &checked, false, |_| {});
        }
        ui.spacing_mut().item_spacing.y = 8.0;
    }

    fn token_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, instance: &Instance) {
        let owner = Owner::Instance(instance.id);
        let ours = |asked: Option<(InstanceId, JobId)>| asked.filter(|(id, _)| *id == instance.id).map(|(_, job)| job);
        let (reveal, copy) = (ours(self.reveal), ours(self.copy));
        let shown = reveal.and_then(|job| cx.state.revealed_by(job)).map(|open| open.secret.expose().to_owned());
        let open = shown.is_some();
        let masked = instance.token_hint.clone().unwrap_or_else(|| crate::domain::secret::MASK.to_owned());
        let kept = instance.vault_key.is_some();
        let value = if kept { shown.unwrap_or(masked) } else { cx.t("token-not-here") };
        fact_ui(ui, &cx.t("fact-token"), &value, kept, |ui| {
            if !kept {
                return;
            }
            let (icon, name) = if open { (Icon::EyeOff, "hide") } else { (Icon::Eye, "show") };
            if Button::icon_only("detail.token.reveal", icon, cx.t(name)).small().show(ui).clicked() {
                if open {
                    cx.outbox.push(Wish::Conceal);
                } else {
                    let job = cx.run(|job| Command::Reveal { job, owner, key: "token".to_owned() });
                    self.reveal = Some((instance.id, job));
                }
            }
            if copy_button(ui, "detail.token.copy", &cx.t("copy-token")) {
                let job = cx.run(|job| Command::CopySecret { job, owner, key: "token".to_owned() });
                self.copy = Some((instance.id, job));
            }
        });
        for (id, job) in [("detail.token.reveal", reveal), ("detail.token.copy", copy)] {
            if let Some(failure) = cx.failure_of(job) {
                format::failure_ui(ui, cx, &format!("{id}.failure"), failure);
            } else if cx.state.vault == VaultState::Waiting {
                ui.horizontal(|ui| format::working_ui(ui, cx, id, job));
            }
        }
    }

    fn actions_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, account: &Account, instance: &Instance) {
        let busy = self.action.is_some_and(|(_, job)| cx.is_running(Some(job)));
        ui.horizontal_wrapped(|ui| {
            let can = cx.state.can(account.id);
            for action in OF_INSTANCE.iter().filter(|action| (action.can)(account, &can, instance)) {
                let id = action.panel_id();
                let Some(button) = action.panel_button(&id, cx.t(action.text)) else { continue };
                if button.enabled(!busy || action.deed == Deed::Settings).show(ui).clicked() {
                    self.act(cx, instance, action.deed);
                }
            }
        });
    }

    /// Does to an instance what its panel can do.
    pub fn act(&mut self, cx: &mut Cx<'_>, instance: &Instance, deed: Deed) {
        match deed {
            // It is open.
            Deed::Open => {}
            Deed::Pair => cx.go(Route::Pair(instance.id)),
            Deed::CopyId => {
                cx.outbox.push(Wish::Copy(instance.remote_id.clone()));
                cx.toast(cx.t("copied"));
            }
            Deed::Settings => cx.go(Route::EditSettings(instance.id)),
            Deed::Do(action) => self.start(cx, instance, action),
            Deed::Ask(action) => self.confirm = Some(Confirm { action, typed: String::new() }),
        }
    }

    /// Does something to an instance; what comes of it is shown here.
    fn start(&mut self, cx: &mut Cx<'_>, instance: &Instance, action: Action) {
        let id = instance.id;
        self.action = Some((id, cx.run(|job| Command::Act { job, instance: id, action })));
    }

    fn failure_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, instance: &Instance) {
        let job = self.action.filter(|(id, _)| *id == instance.id).map(|(_, job)| job);
        // That another has its name stands at the top already.
        let is_told =
            |failure: &Failure| failure.kind == FailureKind::Replaced && instance.presence == Presence::Replaced;
        if let Some(failure) = cx.failure_of(job).filter(|failure| !is_told(failure)) {
            format::failure_ui(ui, cx, "detail.failure", failure);
        } else {
            ui.horizontal(|ui| format::working_ui(ui, cx, "detail.action", job));
        }
    }

    fn confirm_ui(&mut self, ui: &Ui, cx: &mut Cx<'_>, instance: &Instance) {
        let Some(mut confirm) = self.confirm.take() else { return };
        let key = match confirm.action {
            Action::Delete => "confirm-delete",
            Action::Forget => "confirm-forget",
            _ => "confirm-logout",
        };
        let mut done = false;
        let mut go = false;
        let dismissed = modal_ui(ui, "confirm", 440.0, |ui| {
            heading(ui, cx.tw(key, &[("name", &instance.name)]));
            ui.add_space(4.0);
            ui.label(cx.t(&format!("{key}-text")));
            let typed = confirm.action == Action::Delete;
            if typed {
                ui.add_space(8.0);
                let label = cx.tw("confirm-type", &[("name", &instance.name)]);
                let caption = Caption { id: "confirm.text", label: &label, ..Caption::default() };
                let field = text_ui(ui, &caption, &mut confirm.typed);
                if ui.memory(|memory| memory.focused().is_none()) {
                    field.request_focus();
                }
            }
            ui.add_space(14.0);
            trailing_ui(ui, |ui| {
                let sure = !typed || confirm.typed == instance.name;
                let ok = Button::danger("confirm.ok", cx.t(&format!("{key}-ok"))).enabled(sure);
                go = ok.because(cx.t("confirm-type-first")).show(ui).clicked();
                done = go | Button::secondary("confirm.cancel", cx.t("cancel")).show(ui).clicked();
            });
        });
        if go {
            self.start(cx, instance, confirm.action);
        }
        if !done && !dismissed {
            self.confirm = Some(confirm);
        }
    }
}
