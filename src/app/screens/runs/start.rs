//! The question before a run starts, and before it is held up: what it does, to how many, what is left out and why, and what it costs.

use super::words;
use crate::app::actions::{self, ActedOn, May};
use crate::app::cx::Cx;
use crate::app::deed::Deed;
use crate::app::format;
use crate::app::runs::{Fate, RunView};
use crate::app::state::State;
use crate::domain::ids::{InstanceId, RunId};
use crate::domain::instance::Instance;
use crate::domain::run::{ITEMS, NewItem, Run, RunKind, RunState, RunSubject};
use crate::engine::command::{Action, Command};
use crate::ui::button::Button;
use crate::ui::input::{Caption, text_ui};
use crate::ui::layout::{ends_ui, modal_ui};
use crate::ui::theme;
use crate::ui::widgets::{Tone, heading, muted, notice_ui, paragraph};
use egui::{Key, RichText, Ui};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What is to be started.
pub struct Asking {
    kind: RunKind,
    items: Vec<NewItem>,
    /// How many there are that can have it, and by reason who cannot.
    able: usize,
    left_out: BTreeMap<&'static str, LeftOut>,
    /// The providers of those that can, for what it costs.
    providers: Vec<&'static str>,
    typed: String,
}

/// Those that are left out for one reason.
#[derive(Default)]
struct LeftOut {
    count: usize,
    /// What their providers are called.
    providers: BTreeSet<&'static str>,
}

/// The single act that a kind does to each, by which it is known who can have it.
const fn deed(kind: &RunKind) -> Option<Deed> {
    Some(match kind {
        RunKind::Restart => Deed::Do(Action::Restart),
        RunKind::Stop => Deed::Do(Action::Stop),
        RunKind::Logout => Deed::Ask(Action::Logout),
        RunKind::Delete => Deed::Ask(Action::Delete),
        RunKind::Check => Deed::Do(Action::Refresh),
        RunKind::ReadSettings | RunKind::ChangeSettings { .. } => Deed::Settings,
        RunKind::Subscribe => Deed::Ask(Action::Subscribe),
        RunKind::Unsubscribe => Deed::Ask(Action::Unsubscribe),
        RunKind::CreateMany | RunKind::Recreate => return None,
    })
}

/// Why this instance cannot have it; `None` when it can.
#[must_use]
pub fn why_not(state: &State, kind: &RunKind, id: InstanceId) -> Option<&'static str> {
    let row = state.instance(id)?;
    let account = state.account(row.account)?;
    let subject = ActedOn { account, can: state.can(account.id), row };
    match actions::of(deed(kind)?).may(&subject) {
        May::Yes => None,
        May::No(why) => Some(why),
        May::Absent => Some("may-not-no-call"),
    }
}

impl Asking {
    /// `None` for nothing.
    pub fn new(state: &State, kind: RunKind, instances: &[InstanceId]) -> Option<Self> {
        let rows = instances.iter().filter_map(|id| state.instance(*id)).take(ITEMS);
        let item = |row: &Arc<Instance>| NewItem {
            left_out: why_not(state, &kind, row.id),
            ..NewItem::instance(row.account, row.id, row.title())
        };
        let items: Vec<NewItem> = rows.map(item).collect();
        let able = items.iter().filter(|item| item.left_out.is_none());
        let mut providers: Vec<&'static str> =
            able.clone().filter_map(|item| Some(state.account(item.account)?.provider.0)).collect();
        providers.sort_unstable();
        providers.dedup();
        let able = able.count();
        let mut left_out = BTreeMap::new();
        for (why, item) in items.iter().filter_map(|item| Some((item.left_out?, item))) {
            let of: &mut LeftOut = left_out.entry(why).or_default();
            of.count += 1;
            let provider = state.account(item.account).and_then(format::provider_of);
            of.providers.extend(provider.map(|it| it.about().short_name));
        }
        (!items.is_empty()).then_some(Self { kind, items, able, left_out, providers, typed: String::new() })
    }

    /// Draws it. Whether it is over.
    pub fn ui(&mut self, ui: &Ui, cx: &mut Cx<'_>) -> bool {
        // Nothing is lost by it, and nothing is to be said.
        if self.kind.only_reads() && self.left_out.is_empty() {
            self.start(cx);
            return true;
        }
        let (mut over, mut go) = (false, false);
        let dismissed = modal_ui(ui, "run start", 460.0, |ui| (over, go) = self.content_ui(ui, cx));
        if go {
            self.start(cx);
        }
        over || go || dismissed
    }

    fn content_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> (bool, bool) {
        let count = self.able.to_string();
        let only = self.only(cx.state);
        heading(ui, cx.tw(&format!("run-ask-{}", self.kind.key()), &[("count", &count)]));
        ui.add_space(4.0);
        if let Some(row) = only {
            ui.label(RichText::new(format::name_at(cx, row.title(), row.account)).font(theme::semibold(14.0)));
        }
        paragraph(ui, &cx.t(&format!("run-ask-{}-text", self.kind.key())));
        self.costs_ui(ui, cx);
        self.left_out_ui(ui, cx);
        let typed = self.kind.typed_from().is_some_and(|from| self.able >= from);
        // One alone is deleted as it is anywhere else: by its name.
        let named = only.filter(|_| self.kind == RunKind::Delete).map(|row| row.name.as_str());
        let label = match named {
            Some(name) => cx.tw("confirm-type", &[("name", name)]),
            None => cx.tw("run-type", &[("count", &count)]),
        };
        let mut entered = false;
        if typed || named.is_some() {
            ui.add_space(8.0);
            let caption = Caption { id: "confirm.text", label: &label, ..Caption::default() };
            let field = text_ui(ui, &caption, &mut self.typed);
            entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
            if ui.memory(|memory| memory.focused().is_none()) {
                field.request_focus();
            }
        }
        ui.add_space(14.0);
        let is_typed = named
            .map_or_else(|| !typed || format::is_count(cx.texts, &self.typed, self.able), |name| self.typed == name);
        let sure = self.able > 0 && is_typed;
        let (mut over, mut go) = (false, entered && sure);
        ends_ui(ui, |ui| {
            // Beside *Cancel subscription* another *Cancel* could be either.
            let keep = if self.kind == RunKind::Unsubscribe { "run-keep" } else { "cancel" };
            over = Button::secondary("confirm.cancel", cx.t(keep)).show(ui).clicked();
            let words = words::kind(cx, &self.kind);
            let danger = self.kind.typed_from() == Some(2);
            let ok = if danger { Button::danger("confirm.ok", words) } else { Button::primary("confirm.ok", words) };
            let why = if self.able == 0 { cx.t("run-nothing-able") } else { label };
            go |= ok.enabled(sure).because(why).show(ui).clicked();
        });
        (over, go)
    }

    /// Which one it is, where only one of those that were chosen can have it.
    fn only<'a>(&self, state: &'a State) -> Option<&'a Arc<Instance>> {
        let only = self.items.iter().find(|item| self.able == 1 && item.left_out.is_none())?;
        if let RunSubject::Instance(id) = only.subject { state.instance(id) } else { None }
    }

    /// What each provider takes for it, where it takes something.
    fn costs_ui(&self, ui: &mut Ui, cx: &Cx<'_>) {
        if !matches!(self.kind, RunKind::Subscribe | RunKind::Unsubscribe) {
            return;
        }
        for provider in &self.providers {
            let key = format!("cost-{provider}-{}", self.kind.key());
            if cx.texts.find(&key).is_some() {
                let cost = cx.tw(&key, &[("n", &self.able.to_string())]);
                ui.add_space(8.0);
                notice_ui(ui, Tone::Warn, &cx.t("cost-title"), &cost, |_| {});
            }
        }
    }

    fn left_out_ui(&self, ui: &mut Ui, cx: &Cx<'_>) {
        let all: usize = self.left_out.values().map(|of| of.count).sum();
        if all == 0 {
            return;
        }
        ui.add_space(8.0);
        let words = cx.tw("run-cannot", &[("count", &all.to_string())]);
        notice_ui(ui, Tone::Info, &words, "", |ui| {
            for (why, of) in &self.left_out {
                let providers = of.providers.iter().copied().collect::<Vec<_>>().join(", ");
                let line = format!("{} · {providers}: {}", cx.texts.count(of.count), cx.t(why));
                muted(ui, line);
            }
        });
    }

    fn start(&mut self, cx: &mut Cx<'_>) {
        let items = std::mem::take(&mut self.items);
        cx.run(Command::StartRun { kind: self.kind.clone(), items });
    }
}

/// What the button and the key do now; `None` when neither goes on nor holds anything up.
pub fn pause_command(run: &Run) -> Option<Command> {
    match run.state {
        RunState::Running | RunState::Waiting => Some(Command::PauseRun { run: run.id }),
        RunState::Paused | RunState::Held | RunState::Interrupted => Some(Command::ResumeRun { run: run.id }),
        RunState::Stopped | RunState::Finished => None,
    }
}

/// What ends a run, and is asked before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// What is to go is left out.
    Stop,
    /// The run is forgotten, with what it alone knows.
    Drop,
}

impl Ending {
    /// What is done once it was said.
    #[must_use]
    pub const fn command(self, run: RunId) -> Command {
        match self {
            Self::Stop => Command::StopRun { run },
            Self::Drop => Command::DropRun { run },
        }
    }

    /// What is lost by it.
    fn text(self, cx: &Cx<'_>, view: &RunView) -> String {
        let counted = |key: &str, count: u32| cx.tw(key, &[("count", &count.to_string())]);
        let to_go = view.count(Fate::ToGo);
        match (self, unlisted(view)) {
            (Self::Stop, _) => counted("run-stop-text", to_go),
            (Self::Drop, 0) => counted("run-drop-to-go", to_go),
            (Self::Drop, count) => counted("run-drop-text", count),
        }
    }
}

/// How many of its items are not confirmed and stand nowhere else: a create that is not has a screen of its own.
fn unlisted(view: &RunView) -> u32 {
    if matches!(view.run.kind, RunKind::CreateMany | RunKind::Recreate) { 0 } else { view.count(Fate::Unconfirmed) }
}

/// Whether to forget it is asked: something of it is not confirmed, or would not be done.
#[must_use]
pub fn is_drop_asked(view: &RunView) -> bool {
    unlisted(view) + view.count(Fate::ToGo) > 0
}

/// Asks before a run is ended. The answer, once there is one.
pub fn ending_ui(ui: &Ui, cx: &Cx<'_>, view: &RunView, ending: Ending) -> Option<bool> {
    let mut answer = None;
    let (id, title, ok) = match ending {
        Ending::Stop => ("run stop", "run-stop-title", "run-stop-ok"),
        Ending::Drop => ("run drop", "run-drop-title", "run-drop"),
    };
    let dismissed = modal_ui(ui, id, 420.0, |ui| {
        heading(ui, cx.t(title));
        ui.add_space(4.0);
        paragraph(ui, &ending.text(cx, view));
        ui.add_space(14.0);
        ends_ui(ui, |ui| {
            if Button::secondary("confirm.cancel", cx.t("cancel")).show(ui).clicked() {
                answer = Some(false);
            }
            if Button::danger("confirm.ok", cx.t(ok)).show(ui).clicked() {
                answer = Some(true);
            }
        });
    });
    if dismissed { Some(false) } else { answer }
}
