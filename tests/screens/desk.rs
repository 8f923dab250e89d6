//! The interface without its engine, and something to show in it.

use super::*;
use egui_kittest::Harness;
use jiff::Timestamp;
use pairdesk::app::cx::{Cx, Wish};
use pairdesk::app::leaving::Removal;
use pairdesk::app::screens::Screens;
use pairdesk::app::screens::runs::RunPanel;
use pairdesk::app::shell;
use pairdesk::app::state::State;
use pairdesk::app::undo;
use pairdesk::domain::failure::Failure;
use pairdesk::domain::instance::ConnectionState;
use pairdesk::domain::journal::Intent;
use pairdesk::domain::run::RunKind;
use pairdesk::domain::secret::SecretRef;
use pairdesk::domain::watch::Rules;
use pairdesk::ui::theme;
use std::cell::Cell;

/// The interface without its engine: commands stay in the outbox.
pub struct Desk {
    pub state: State,
    pub texts: Texts,
    pub theme: Theme,
    pub route: Route,
    pub screens: Screens,
    pub runs: RunPanel,
    pub outbox: Vec<Wish>,
    pub sent: Vec<Command>,
    /// Those of them that are jobs.
    pub jobs: Vec<(JobId, Command)>,
    /// Runs that were asked for.
    pub asked_runs: Vec<(RunKind, Vec<InstanceId>)>,
    /// What went to the clipboard as text.
    pub copied: Vec<String>,
    /// Short messages.
    pub said: Vec<String>,
    pub next_job: u64,
    pub ready: bool,
    pub palette: Option<Palette>,
    /// What is drawn over everything besides.
    pub over: Option<fn(&egui::Ui, &mut Cx<'_>)>,
}

impl Desk {
    /// Opens a place; one that is about chosen instances gets some.
    pub fn go(&mut self, route: Route) {
        if matches!(route, Route::BulkSettings | Route::Recreate) {
            let some = if route == Route::Recreate { 1 } else { usize::MAX };
            self.screens.choose(self.state.instances.iter().map(|row| row.id).take(some).collect());
        }
        self.route = route;
    }
}

pub fn draw(ui: &mut egui::Ui, desk: &mut Desk) {
    if !std::mem::replace(&mut desk.ready, true) {
        theme::install(ui.ctx());
        theme::apply(ui.ctx(), desk.theme);
        return;
    }
    let changes_in = Cell::new(Duration::MAX);
    let mut cx = Cx {
        state: &desk.state,
        texts: &desk.texts,
        outbox: &mut desk.outbox,
        next_job: &mut desk.next_job,
        changes_in: &changes_in,
    };
    desk.screens.take_dropped(ui, &mut cx);
    shell::sidebar_ui(ui, &mut cx, desk.route);
    desk.runs.around_ui(ui, &mut cx, desk.route, |ui, cx| desk.screens.ui(ui, cx, desk.route));
    desk.screens.hover_ui(ui, &cx);
    undo::keys(ui.ctx(), &mut cx);
    undo::undo_ui(ui, &mut cx);
    if let Some(over) = desk.over {
        over(ui, &mut cx);
    }
    if desk.palette.as_mut().is_some_and(|palette| palette.ui(ui, &mut cx)) {
        desk.palette = None;
    }
    if changes_in.get() < Duration::MAX {
        ui.ctx().request_repaint_after(changes_in.get());
    }
    pairdesk::ui::focus::settle(ui.ctx());
    for wish in std::mem::take(&mut desk.outbox) {
        take(desk, wish);
    }
}

/// What the window does with a wish, as far as screens depend on it.
fn take(desk: &mut Desk, wish: Wish) {
    match wish {
        Wish::Go(route) => desk.route = route,
        Wish::Do(command) => {
            desk.state.show_kept(&command);
            desk.sent.push(command);
        }
        Wish::Run(job, command) => {
            desk.state.leave(job, &command);
            desk.jobs.push((job, command.clone()));
            desk.sent.push(command);
        }
        Wish::Removed(template, at) => {
            desk.state.leaving.begin(Removal::Template { template: Box::new(template), at });
        }
        Wish::TakeBack => desk.sent.extend(desk.state.take_back()),
        Wish::Copy(text) => desk.copied.push(text),
        Wish::Toast(text) => desk.said.push(text),
        Wish::StartRun(kind, instances) => {
            desk.runs.ask(&desk.state, kind.clone(), &instances);
            desk.asked_runs.push((kind, instances));
        }
        Wish::ForgetRead => desk.state.forget_read(),
        Wish::Forget(job) => drop(desk.state.jobs.remove(&job)),
        wish => desk.route = desk.screens.bring(wish).unwrap_or(desk.route),
    }
}

pub type Screen = Harness<'static, Desk>;

pub fn screen(loaded: Loaded, route: Route, language: Language, theme: Theme, size: [f32; 2]) -> Screen {
    let mut state = State::default();
    state.apply(Event::Loaded(Box::new(loaded)));
    let mut desk = Desk {
        state,
        texts: Texts::new(language),
        theme,
        route,
        screens: Screens::default(),
        runs: RunPanel::default(),
        outbox: Vec::new(),
        sent: Vec::new(),
        jobs: Vec::new(),
        asked_runs: Vec::new(),
        copied: Vec::new(),
        said: Vec::new(),
        next_job: 0,
        ready: false,
        palette: None,
        over: None,
    };
    desk.go(route);
    let mut harness = Harness::builder().with_size(size).build_ui_state(draw, desk);
    harness.run_steps(4);
    harness
}

/// The last job that is such a command.
pub fn job_of(harness: &Screen, is_it: impl Fn(&Command) -> bool) -> JobId {
    let mut jobs = harness.state().jobs.iter().rev();
    jobs.find(|(_, command)| is_it(command)).expect("no such command was sent").0
}

pub fn english(loaded: Loaded, route: Route) -> Screen {
    screen(loaded, route, Language::English, Theme::Light, [1280.0, 800.0])
}

pub fn account(provider: &'static str) -> Account {
    Account {
        version: (provider == "evolution").then(|| "2.3.7".to_owned()),
        secret_keys: vec!["global_key".to_owned(), "partner_token".to_owned(), "api_key".to_owned()],
        ..made::account(provider)
    }
}

pub fn instance(account: AccountId) -> Instance {
    Instance {
        remote_id: "r1".to_owned(),
        state: ConnectionState::Disconnected,
        phone: Some("5511988771200".to_owned()),
        profile: Some("Loja São João".to_owned()),
        vault_key: Some(SecretRef::random()),
        token_hint: Some("••••••••7F2A".to_owned()),
        created_at: Some(Timestamp::UNIX_EPOCH),
        ..made::instance(account, "vendas-sul")
    }
}

pub fn intent(account: AccountId, stage: Stage) -> Intent {
    let failure = Some(Failure::new(FailureKind::ConnectionLost));
    Intent { lists: 1, failure, ..made::intent(account, "Campanha Natal 03", stage) }
}

pub fn with_account(provider: &'static str) -> Loaded {
    Loaded { accounts: vec![account(provider)], ..Loaded::default() }
}

pub fn fill(harness: &mut Screen, role: Role, label: &str, text: &str) {
    harness.get_by_role_and_label(role, label).click();
    harness.run_steps(2);
    harness.get_by_role_and_label(role, label).type_text(text);
    harness.run_steps(3);
}

/// Something of everything, and every place to see it from.
pub fn everything() -> (Loaded, Vec<Route>) {
    let mut loaded = Loaded::default();
    for provider in ["zapi", "evolution", "enviaai"] {
        let account = Account { label: provider.to_owned(), ..account(provider) };
        loaded.instances.push(instance(account.id).into());
        loaded.intents.push(intent(account.id, Stage::Human));
        loaded.accounts.push(account);
    }
    loaded.rules = Rules::standard();
    let first = loaded.instances[0].id;
    let open = loaded.intents[0].id;
    let edited = loaded.accounts[1].id;
    let routes = vec![
        Route::Instances,
        Route::Instance(first),
        Route::Credentials,
        Route::EditAccount(None),
        Route::EditAccount(Some(edited)),
        Route::EditSettings(first),
        Route::BulkSettings,
        Route::Recreate,
        Route::Diagnose(edited, None),
        Route::Diagnose(loaded.instances[0].account, Some(first)),
        Route::Activity,
        Route::Alerts,
        Route::Templates,
        Route::Sandbox,
        Route::Settings,
        Route::Licences,
        Route::NewInstance,
        Route::CreateMany,
        Route::Unconfirmed(open),
        Route::Pair(first),
    ];
    (loaded, routes)
}
