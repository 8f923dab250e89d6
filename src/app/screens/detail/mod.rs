//! The detail panel of the list: what fits its state, facts, token, how we know, timeline.

mod facts;
mod head;
mod known;
pub mod menu;
mod message;
mod notes;
mod tags;
mod timeline;
mod uptime;

pub use notes::{color_of, too_long, too_long_a_name};

use crate::app::actions::{ActedOn, fitting};
use crate::app::cx::{Cx, Wish};
use crate::app::deed::{Copied, Deed};
use crate::app::format;
use crate::app::route::Route;
use crate::app::screens::detail::message::Message;
use crate::app::screens::new_instance::curl::curl;
use crate::domain::account::Account;
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::ids::{InstanceId, JobId};
use crate::domain::instance::{Instance, Presence};
use crate::domain::phone::Phone;
use crate::domain::run::RunKind;
use crate::engine::command::{Action, Command, Owner};
use crate::providers::masked_state;
use crate::ui::button::Button;
use crate::ui::input::{Caption, text_ui};
use crate::ui::layout::{ends_ui, modal_ui};
use crate::ui::widgets::{heading, paragraph};
use egui::{ScrollArea, Ui};

/// The panel with what is being asked.
#[derive(Default)]
pub struct Detail {
    confirm: Option<Confirm>,
    message: Option<Message>,
    /// Whose token is shown, and whose is copied.
    reveal: Option<(InstanceId, JobId)>,
    copy: Option<(InstanceId, JobId)>,
    /// Whose number is shown though numbers are masked.
    phone: Option<InstanceId>,
    action: Option<(InstanceId, JobId, Action)>,
    uptime: uptime::Uptime,
    timeline: timeline::Timeline,
    note: notes::Note,
    /// Whose panel was drawn last, while it is open.
    shown: Option<InstanceId>,
    /// What it asks the list for.
    pub wants: Option<Wants>,
}

/// What the panel asks the list for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wants {
    /// To change alias, tags and note of this one.
    Writing(InstanceId),
    /// To show what has this tag.
    Tagged(String),
}

struct Confirm {
    action: Action,
    typed: String,
}

impl Detail {
    /// A question is open.
    #[must_use]
    pub fn is_asking(&self) -> bool {
        self.confirm.is_some() || self.message.is_some()
    }

    /// Draws it. Returns whether the panel should close.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, instance: &Instance) -> bool {
        let Some(account) = cx.state.account(instance.account) else { return true };
        let subject = ActedOn { account, can: cx.state.can(account.id), row: instance };
        let mut close = false;
        self.uptime.ask(cx, instance);
        let area = ScrollArea::vertical().auto_shrink([false, false]);
        // Another instance is read from its name on.
        let is_new = self.shown.replace(instance.id) != Some(instance.id);
        self.phone = self.phone.filter(|_| !is_new);
        let area = if is_new { area.vertical_scroll_offset(0.0) } else { area };
        area.show(ui, |ui| {
            close = Self::head_ui(ui, cx, &subject);
            if let Some(action) = known::attention_ui(ui, cx, instance) {
                self.start(cx, instance, action);
            }
            self.primary_ui(ui, cx, &subject);
            self.icons_ui(ui, cx, &subject);
            self.failure_ui(ui, cx, instance);
            self.facts_ui(ui, cx, &subject);
            self.tags_ui(ui, cx, instance);
            self.note.ui(ui, cx, instance);
            // What the panel's own button does already has no second one.
            let asks = fitting(&subject).deed != Deed::Do(Action::Refresh);
            if known::known_ui(ui, cx, instance, asks) {
                self.start(cx, instance, Action::Refresh);
            }
            self.uptime.ui(ui, cx, instance);
            self.timeline.ui(ui, cx, instance);
            self.ends_ui(ui, cx, &subject);
        });
        self.confirm_ui(ui, cx, instance);
        if self.message.as_mut().is_some_and(|message| message.ui(ui, cx, instance)) {
            self.message = None;
        }
        close
    }

    /// Keeps what is being written: the panel is closed.
    pub fn leave(&mut self, cx: &mut Cx<'_>) {
        self.note.keep(cx);
        (self.shown, self.phone) = (None, None);
    }

    /// Something is being done to it.
    fn is_busy(&self, cx: &Cx<'_>, instance: &Instance) -> bool {
        self.action.is_some_and(|(id, job, _)| id == instance.id && cx.is_running(Some(job)))
    }

    /// Does to an instance what its panel can do.
    pub fn act(&mut self, cx: &mut Cx<'_>, instance: &Instance, deed: Deed) {
        match deed {
            // It is open, and what is written is the list's to ask for.
            Deed::Open => {}
            Deed::Tags => self.wants = Some(Wants::Writing(instance.id)),
            Deed::Pair => cx.go(Route::Pair(instance.id)),
            Deed::Message => self.message = Some(Message::new(cx, instance)),
            Deed::Copy(Copied::Token) => {
                let owner = Owner::Instance(instance.id);
                let job = cx.run(Command::CopySecret { owner, key: "token".to_owned() });
                self.copy = Some((instance.id, job));
            }
            Deed::Copy(what) => {
                let account = cx.state.account(instance.account);
                let text = match what {
                    Copied::Name => Some(instance.name.clone()),
                    // What is copied goes where it is needed, masked on the screen or not.
                    Copied::Phone => instance.phone.as_deref().map(Phone::write),
                    Copied::TestCall => account.and_then(|account| test_call(account, instance)),
                    Copied::Id | Copied::Token => Some(instance.id_there().to_owned()),
                };
                cx.outbox.extend(text.map(Wish::Copy));
                cx.toast(cx.t(if what == Copied::TestCall { "pair-call-copied" } else { "copied" }));
            }
            Deed::WebPanel => {
                let page = cx.state.account(instance.account).and_then(format::web_panel);
                cx.outbox.extend(page.map(Wish::Visit));
            }
            Deed::Diagnose => cx.go(Route::Diagnose(instance.account, Some(instance.id))),
            Deed::Settings => cx.go(Route::EditSettings(instance.id)),
            Deed::Recreate => cx.outbox.push(Wish::Recreate(vec![instance.id])),
            Deed::Do(action) => self.start(cx, instance, action),
            // What it costs is said there, for one as for many.
            Deed::Ask(Action::Subscribe) => cx.outbox.push(Wish::StartRun(RunKind::Subscribe, vec![instance.id])),
            Deed::Ask(Action::Unsubscribe) => cx.outbox.push(Wish::StartRun(RunKind::Unsubscribe, vec![instance.id])),
            Deed::Ask(action) => self.confirm = Some(Confirm { action, typed: String::new() }),
        }
    }

    /// Does something to an instance; what comes of it is shown here.
    fn start(&mut self, cx: &mut Cx<'_>, instance: &Instance, action: Action) {
        let id = instance.id;
        self.action = Some((id, cx.run(Command::Act { instance: id, action }), action));
    }

    fn failure_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, instance: &Instance) {
        let action = self.action.filter(|(id, ..)| *id == instance.id);
        let job = action.map(|(_, job, _)| job);
        // A removal that was taken back is no failure, and that another has its name stands at the top already.
        let is_removal = action.is_some_and(|(.., action)| action == Action::Forget);
        let is_told = |failure: &Failure| match failure.kind {
            FailureKind::Cancelled => is_removal,
            FailureKind::Replaced => instance.presence == Presence::Replaced,
            _ => false,
        };
        if let Some(failure) = cx.failure_of(job).filter(|failure| !is_told(failure)) {
            format::failure_ui(ui, cx, "detail.failure", failure);
        } else if cx.is_running(job) {
            ui.horizontal(|ui| format::working_ui(ui, cx, "detail.action", job));
        }
    }

    fn confirm_ui(&mut self, ui: &Ui, cx: &mut Cx<'_>, instance: &Instance) {
        let Some(mut confirm) = self.confirm.take() else { return };
        let key = if confirm.action == Action::Delete { "confirm-delete" } else { "confirm-logout" };
        let mut done = false;
        let mut go = false;
        let dismissed = modal_ui(ui, "confirm", 440.0, |ui| {
            heading(ui, cx.tw(key, &[("name", &instance.name)]));
            ui.add_space(4.0);
            paragraph(ui, &cx.t(&format!("{key}-text")));
            let typed = confirm.action == Action::Delete;
            let mut entered = false;
            if typed {
                ui.add_space(8.0);
                let label = cx.tw("confirm-type", &[("name", &instance.name)]);
                let caption = Caption { id: "confirm.text", label: &label, ..Caption::default() };
                let field = text_ui(ui, &caption, &mut confirm.typed);
                entered = field.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
                if ui.memory(|memory| memory.focused().is_none()) {
                    field.request_focus();
                }
            }
            ui.add_space(14.0);
            ends_ui(ui, |ui| {
                let sure = !typed || confirm.typed == instance.name;
                done = Button::secondary("confirm.cancel", cx.t("cancel")).show(ui).clicked();
                let ok = Button::danger("confirm.ok", cx.t(&format!("{key}-ok"))).enabled(sure);
                go = ok.because(cx.t("confirm-type-first")).show(ui).clicked() || (entered && sure);
                done |= go;
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

/// The call that asks for its state, to be tried elsewhere.
fn test_call(account: &Account, instance: &Instance) -> Option<String> {
    let request = masked_state(account, &instance.remote_id, instance.name_there()).ok()?;
    Some(curl(&account.base_url, &request))
}
