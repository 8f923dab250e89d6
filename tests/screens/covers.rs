//! What lies over a screen, and screens with something in them, each with the way there: for `layout`.

use crate::bulk_settings;
use crate::desk::{Screen, everything, instance};
use crate::{alerts, create_many, pairing, runs, sandbox};
use egui_kittest::kittest::Queryable;
use jiff::{SignedDuration, Timestamp};
use pairdesk::app::cx::Cx;
use pairdesk::app::palette::Palette;
use pairdesk::app::route::Route;
use pairdesk::app::screens::Screens;
use pairdesk::app::screens::runs::RunPanel;
use pairdesk::app::state::State;
use pairdesk::app::{keys, shell};
use pairdesk::domain::annotation::Annotation;
use pairdesk::domain::failure::{Failure, FailureKind};
use pairdesk::domain::instance::{ConnectionState, Instance};
use pairdesk::domain::moment::{History, Moment, Standing};
use pairdesk::domain::pairing::CodeAnswer;
use pairdesk::domain::run::RunKind;
use pairdesk::domain::values::{Value, Values};
use pairdesk::domain::watch::{Alert, Subject};
use pairdesk::engine::AtStake;
use pairdesk::engine::command::Template;
use pairdesk::engine::event::{Event, Loaded};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Something that lies over a screen, or a screen with something in it.
pub struct Cover {
    pub name: &'static str,
    from: fn(&Loaded) -> Route,
    /// Pressed for it, by their ids.
    pub press: &'static [&'static str],
    then: Then,
}

/// What no press brings about.
#[derive(Clone, Copy)]
enum Then {
    Nothing,
    Draw(fn(&egui::Ui, &mut Cx<'_>)),
    /// What the engine tells, and what is done with it.
    Fill(fn(&mut Screen)),
}

impl Cover {
    /// It has the width of the window, so it is another one at each.
    pub const fn is_page(&self) -> bool {
        matches!(self.then, Then::Fill(_))
    }
}

const fn pressed(name: &'static str, from: fn(&Loaded) -> Route, press: &'static [&'static str]) -> Cover {
    Cover { name, from, press, then: Then::Nothing }
}

const fn drawn(name: &'static str, draw: fn(&egui::Ui, &mut Cx<'_>)) -> Cover {
    Cover { name, from: list, press: &[], then: Then::Draw(draw) }
}

const fn filled(name: &'static str, from: fn(&Loaded) -> Route, fill: fn(&mut Screen)) -> Cover {
    Cover { name, from, press: &[], then: Then::Fill(fill) }
}

fn list(_: &Loaded) -> Route {
    Route::Instances
}

/// The details of one that is connected.
fn connected(loaded: &Loaded) -> Route {
    Route::Instance(loaded.instances[3].id)
}

fn pair(loaded: &Loaded) -> Route {
    Route::Pair(loaded.instances[1].id)
}

fn diagnosis(loaded: &Loaded) -> Route {
    Route::Diagnose(loaded.instances[1].account, Some(loaded.instances[1].id))
}

fn accounts(_: &Loaded) -> Route {
    Route::Credentials
}

fn templates(_: &Loaded) -> Route {
    Route::Templates
}

fn settings(_: &Loaded) -> Route {
    Route::Settings
}

fn alerts(_: &Loaded) -> Route {
    Route::Alerts
}

fn many(_: &Loaded) -> Route {
    Route::CreateMany
}

const PALETTE: &str = "the palette";
const TOAST: &str =
    "https://evolution.acme.example could not be reached, so nothing was changed at any of its instances";
const TABLE: &str = "nome\tconta\ttelefone\tetiquetas\tobservação interna\n\
    padaria\tevolution\t+55 11 98877-1200\tsp, vip\tx\n\
    Vendas São Paulo\tevolution\t(11) 98877-1201\t\t\n\
    Loja\tzapi\t1198765\t\t\n\
    Loja 2\tzapi\t\t\t\n\
    Sem conta\tnowhere\t\t\t\n";

/// Each with the way there.
pub const COVERS: &[Cover] = &[
    pressed(PALETTE, list, &[]),
    pressed("chosen rows", list, &["select.all"]),
    pressed("more for many", list, &["select.all", "bulk.more"]),
    pressed("columns", list, &["columns.menu"]),
    pressed("views", list, &["view.ready"]),
    pressed("fields of the search", list, &["instances.search.fields"]),
    pressed("a name for a view", list, &["view.save"]),
    pressed("the menu of a row", connected, &["detail.more"]),
    pressed("tags", connected, &["detail.more", "menu.tags"]),
    pressed("delete", connected, &["detail.delete"]),
    pressed("log out", connected, &["detail.logout"]),
    pressed("a test message", connected, &["detail.test"]),
    pressed("the menu of an account", accounts, &["account.zapi.menu"]),
    pressed("remove an account", accounts, &["account.zapi.menu", "account.zapi.remove"]),
    pressed("the keys of an account", accounts, &["account.zapi.menu", "account.zapi.keys"]),
    pressed("new keys", accounts, &["account.zapi.menu", "account.zapi.rotate"]),
    pressed("adopt", accounts, &["account.zapi.menu", "account.zapi.adopt"]),
    pressed("the menu of a template", templates, &["template.lojas.menu"]),
    pressed("rename a template", templates, &["template.lojas.menu", "menu.rename"]),
    pressed("take a template in", templates, &["templates.import"]),
    pressed("languages", settings, &["settings.language"]),
    pressed("report", settings, &["settings.report"]),
    pressed("what is new", settings, &["settings.news"]),
    pressed("backup", settings, &["settings.backup"]),
    pressed("restore", settings, &["settings.restore"]),
    pressed("the menu of an alert", alerts, &["alerts.open.vendas-sul.menu"]),
    pressed("a new rule", alerts, &["alerts.new"]),
    pressed("a rule", alerts, &["alerts.rule.0.edit"]),
    pressed("quiet hours", alerts, &["alerts.quiet.edit"]),
    drawn("the sheet of keys", |ui, cx| _ = keys::sheet_ui(ui, cx)),
    drawn("the question before closing", |ui, cx| {
        _ = shell::close_dialog_ui(ui, cx, &AtStake::Memory(vec!["vendas-sul".to_owned()]));
    }),
    drawn("no database", |ui, cx| _ = shell::unusable_ui(ui, cx, "the database disk image is malformed")),
    drawn("a message", |ui, _| shell::toast_ui(ui, TOAST, Instant::now())),
    filled("alerts that are open", alerts, |_| {}),
    filled("details with a month of history", connected, history),
    filled("the question before a run", list, |harness| {
        let ids: Vec<_> = harness.state().state.instances.iter().map(|row| row.id).collect();
        runs::ask(harness, RunKind::Subscribe, &ids);
    }),
    filled("the panel of a run", list, run),
    filled("the panel of a run beside details", connected, run),
    filled("a folded run above settings", settings, folded),
    filled("a folded run above accounts", accounts, folded),
    filled("a folded run above a diagnosis", diagnosis, folded),
    filled("a folded run above a code", pair, folded),
    filled("create many", many, |harness| create_many::paste(harness, TABLE)),
    filled("the rows of create many", many, |harness| {
        create_many::paste(harness, TABLE);
        press_found(harness, "csv.part.rows");
    }),
    filled("a row of create many", many, |harness| {
        create_many::paste(harness, TABLE);
        press_found(harness, "csv.part.rows");
        bulk_settings::press(harness, "csv.fix.3");
    }),
    filled("new values for many", |_| Route::BulkSettings, new_values),
    filled("the sandbox", |_| Route::Sandbox, |harness| harness.state_mut().state.apply(sandbox::running())),
    filled("a gateway that failed, beside details", connected, fail),
    filled("a code", pair, code),
    filled("a code over the whole screen", pair, |harness| {
        code(harness);
        bulk_settings::press(harness, "qr.fullscreen");
    }),
    filled("no code", pair, |harness| pairing(harness, |pairing| pairing.frozen = true)),
];

/// Something of everything, a connected instance with much about it, a template, and alerts.
pub fn much() -> Loaded {
    let (mut loaded, _) = everything();
    let about = Annotation {
        alias: "Padaria Pão Quente".to_owned(),
        tags: ["clients-sp", "onboarding", "vip"].map(str::to_owned).into(),
        note: "Call the shop before logging out, it is open until 19:00".to_owned(),
    };
    let account = loaded.accounts[1].id;
    let row = Instance { state: ConnectionState::Connected, annotation: about, ..instance(account) };
    let row = Instance { name: "vendas-sul-2".to_owned(), remote_id: "r2".to_owned(), ..row };
    let (_, alert) = alerts::two_alerts();
    loaded.accounts[2].sandbox = true;
    let lost = &loaded.instances[1];
    let of_row = Alert { about: Subject::Instance(lost.id), account: lost.account, ..alert.clone() };
    loaded.alerts = vec![of_row, Alert { about: Subject::Account(account), account, ..alert }];
    loaded.instances.push(row.into());
    for name in ["lojas", "clinicas"] {
        let (name, provider) = (name.to_owned(), "zapi".to_owned());
        loaded.templates.push(Template { name, provider, values: Values::default() });
    }
    loaded
}

/// The place it lies over; whatever was open before is gone.
pub fn open_before(harness: &mut Screen, loaded: &Loaded, cover: &Cover) {
    egui::Popup::close_all(&harness.ctx);
    let desk = harness.state_mut();
    desk.state = State::default();
    desk.state.apply(Event::Loaded(Box::new(loaded.clone())));
    (desk.screens, desk.runs) = (Screens::default(), RunPanel::default());
    desk.jobs.clear();
    desk.go((cover.from)(loaded));
    (desk.palette, desk.over) = (None, None);
    harness.run_steps(4);
}

/// Opens it; whatever was open before is gone.
pub fn open(harness: &mut Screen, loaded: &Loaded, cover: &Cover) {
    open_before(harness, loaded, cover);
    let desk = harness.state_mut();
    desk.palette = (cover.name == PALETTE).then(Palette::default);
    desk.over = if let Then::Draw(draw) = cover.then { Some(draw) } else { None };
    harness.run_steps(4);
    for id in cover.press {
        let found = harness.query_all_by(|node| node.author_id() == Some(id)).next();
        found.unwrap_or_else(|| panic!("{}: no {id}", cover.name)).click_accesskit();
        harness.run_steps(4);
    }
    if let Then::Fill(fill) = cover.then {
        fill(harness);
        harness.run_steps(4);
    }
}

fn press_found(harness: &mut Screen, id: &str) {
    if harness.query_all_by(|node| node.author_id() == Some(id)).next().is_some() {
        bulk_settings::press(harness, id);
    }
}

fn run(harness: &mut Screen) {
    let loaded = Loaded { instances: harness.state().state.instances.to_vec(), ..Loaded::default() };
    let states = runs::mixed().into_iter().take(loaded.instances.len()).collect();
    let mut whole = runs::run_of(&loaded, RunKind::Restart, states);
    whole.run.started = Timestamp::now();
    runs::tell(harness, &whole);
}

fn fail(harness: &mut Screen) {
    let account = harness.state().state.accounts[1].id;
    let failure = Some(Failure::new(FailureKind::Unauthorized));
    let failed = Event::SyncChanged { account, running: false, at: Timestamp::now(), failure, gap: None };
    harness.state_mut().state.apply(failed);
}

pub fn folded(harness: &mut Screen) {
    run(harness);
    // In a low window it leaves a code where it is, and is folded already.
    press_found(harness, "bulk.run.fold");
}

fn history(harness: &mut Screen) {
    let instance = harness.state().state.instances[3].id;
    let (now, day) = (Timestamp::now(), SignedDuration::from_hours(24));
    let moment =
        |ago: i32, was, is, what: &str| Moment { instance, at: now - day * ago, was, is, what: what.to_owned() };
    let moments = vec![
        moment(20, Standing::Unknown, Standing::Up, "activity-connected"),
        moment(6, Standing::Up, Standing::Down, "lost-removed-on-phone"),
        moment(5, Standing::Down, Standing::Up, "activity-connected"),
    ];
    let told = History { instance, is: Standing::Up, moments, watched: vec![(now - day * 20, now)] };
    harness.state_mut().state.apply(Event::HistoryTold(Arc::new(told)));
}

/// An address for all: one has another, one has none, one was not told.
fn new_values(harness: &mut Screen) {
    bulk_settings::press(harness, "bulk.field.webhook_url");
    let old = || Value::Text("https://old.acme.com.br/wa".to_owned());
    let ids: Vec<_> = harness.state().state.instances.iter().map(|row| row.id).collect();
    bulk_settings::tell(harness, ids[0], &[("received_url", old())]);
    bulk_settings::tell(harness, ids[1], &[("webhook_enabled", Value::Bool(true)), ("webhook_url", old())]);
    bulk_settings::tell(harness, ids[2], &[]);
    bulk_settings::end_read(harness);
    bulk_settings::type_into(harness, "bulk.value.webhook_url", "https://hooks.acme.com.br/nova");
}

fn code(harness: &mut Screen) {
    let qr = Some(crate::codes::pairing_text("abc"));
    pairing(harness, |pairing| pairing.on_code(Duration::ZERO, CodeAnswer::Code { qr, typed: None, lives: None }));
}
