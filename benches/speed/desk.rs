//! The interface without its engine, filled from events as the program fills it.

use crate::made;
use crate::measure::Watch;
use crate::window::Window;
use egui::Event as Input;
use jiff::{Span, Timestamp};
use pairdesk::app::cx::{Cx, Wish};
use pairdesk::app::news::News;
use pairdesk::app::palette::Palette;
use pairdesk::app::route::Route;
use pairdesk::app::screens::Screens;
use pairdesk::app::screens::runs::RunPanel;
use pairdesk::app::shell;
use pairdesk::app::state::State;
use pairdesk::app::taking;
use pairdesk::domain::account::Account;
use pairdesk::domain::failure::FailureKind;
use pairdesk::domain::ids::AccountId;
use pairdesk::domain::instance::{ConnectionState, Instance, Plan, Presence};
use pairdesk::domain::journal::{Entry, Outcome};
use pairdesk::domain::secret::SecretRef;
use pairdesk::domain::settings::{Language, Theme};
use pairdesk::engine::command::Command;
use pairdesk::engine::event::{Event, Loaded};
use pairdesk::i18n::Texts;
use pairdesk::ui::theme;
use std::cell::Cell;
use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// Corners of a picture that has rows in it.
const LISTED: usize = 8000;

pub struct Desk {
    pub window: Window,
    pub state: State,
    pub sent: Vec<Command>,
    texts: Texts,
    pub route: Route,
    screens: Screens,
    runs: RunPanel,
    next_job: u64,
    pub palette: Option<Palette>,
    /// What the engine has told, and no frame has taken in yet.
    told: VecDeque<Event>,
    news: News,
}

impl Desk {
    pub fn new(loaded: Loaded, route: Route) -> Self {
        let mut state = State::default();
        state.apply(Event::Loaded(Box::new(loaded)));
        let texts = Texts::new(Language::Portuguese);
        let window = Window::new();
        theme::install(&window.ctx);
        theme::apply(&window.ctx, Theme::Light);
        let (sent, screens, next_job, palette) = (Vec::new(), Screens::default(), 0, None);
        let (runs, told, news) = (RunPanel::default(), VecDeque::new(), News::default());
        let mut desk = Self { window, state, sent, texts, route, screens, runs, next_job, palette, told, news };
        // Fonts, first layouts and the glyphs of the first screen.
        for _ in 0..10 {
            desk.frame(Vec::new());
        }
        assert!(desk.window.vertices > 1000, "nothing was drawn");
        desk.until_listed();
        desk
    }

    /// Many rows are read beside the frames.
    fn until_listed(&mut self) {
        let deadline = Instant::now() + Duration::from_secs(30);
        while self.route == Route::Instances && !self.state.instances.is_empty() && self.window.vertices < LISTED {
            assert!(Instant::now() < deadline, "no list, {} corners", self.window.vertices);
            std::thread::sleep(Duration::from_millis(1));
            self.frame(Vec::new());
        }
    }

    /// The engine tells something: the next frames take it in.
    pub fn tell(&mut self, events: impl IntoIterator<Item = Event>) {
        self.told.extend(events);
    }

    /// One frame of sidebar and screen, wishes carried out as far as that needs no engine.
    pub fn frame(&mut self, input: Vec<Input>) -> Duration {
        let Self { window, state, sent, texts, route, screens, runs, next_job, palette, told, news } = self;
        let watch = Watch::start();
        let next = |most: usize| told.drain(..most.min(told.len())).collect();
        taking::take_in(state, next, |state, event| news.hear(state, event));
        let taken_in = watch.read();
        let mut outbox = Vec::new();
        let took = window.frame(input, |ui| {
            let changes_in = Cell::new(Duration::MAX);
            let mut cx = Cx { state, texts, outbox: &mut outbox, next_job, changes_in: &changes_in };
            shell::sidebar_ui(ui, &mut cx, *route);
            runs.around_ui(ui, &mut cx, *route, |ui, cx| screens.ui(ui, cx, *route));
            if palette.as_mut().is_some_and(|palette| palette.ui(ui, &mut cx)) {
                *palette = None;
            }
        });
        for wish in outbox {
            match wish {
                Wish::Go(to) => *route = to,
                Wish::Do(command) | Wish::Run(_, command) => sent.push(command),
                _ => {}
            }
        }
        taken_in + took
    }

    /// Some frames.
    pub fn frames(&mut self, inputs: impl IntoIterator<Item = Vec<Input>>) -> Vec<Duration> {
        inputs.into_iter().map(|input| self.frame(input)).collect()
    }

    /// Frames until nothing moves any more.
    pub fn settle(&mut self) {
        self.frames((0..60).map(|_| Vec::new()));
    }
}

/// The same with as many entries of the activity, a third of them problems, about all the instances.
pub fn loaded_with_entries(rows: usize) -> Loaded {
    let mut loaded = loaded(rows);
    loaded.entries = (0..rows).map(|number| entry(&loaded.instances[number * 31 % rows], number)).collect();
    loaded
}

/// An entry, older with each number.
pub fn entry(instance: &Instance, number: usize) -> Entry {
    let (what, outcome) = match number % 3 {
        0 => ("activity-token-saved", Outcome::Ok),
        1 => ("activity-changed", Outcome::Noted),
        _ => ("activity-change-failed", Outcome::Failed(FailureKind::Dns.into())),
    };
    Entry {
        at: Timestamp::from_second(1_790_000_000 - 60 * i64::try_from(number).unwrap()).unwrap(),
        account: Some(instance.account),
        instance: Some(instance.id),
        intent: None,
        what: what.to_owned(),
        subject: instance.name.clone(),
        outcome,
    }
}

/// Accounts at all three providers and `rows` instances spread over them, in no order.
pub fn loaded(rows: usize) -> Loaded {
    let accounts: Vec<Account> = ["zapi", "evolution", "enviaai"].into_iter().map(account).collect();
    let instances = (0..rows).map(|number| instance(accounts[number % 3].id, number).into()).collect();
    Loaded { accounts, instances, ..Loaded::default() }
}

fn account(provider: &'static str) -> Account {
    Account {
        label: format!("{provider}-01"),
        version: (provider == "evolution").then(|| "2.3.7".to_owned()),
        secret_keys: vec!["global_key".to_owned(), "partner_token".to_owned(), "api_key".to_owned()],
        ..made::account(provider)
    }
}

/// A row as a busy reseller has them: every state, long and short names, with and without a phone.
pub fn instance(account: AccountId, number: usize) -> Instance {
    let states = [
        ConnectionState::Connected,
        ConnectionState::Disconnected,
        ConnectionState::Connecting,
        ConnectionState::WaitingForScan,
        ConnectionState::Unknown("maintenance".to_owned()),
    ];
    // In no order: a step that shares no factor with a prime visits every number once.
    let mixed = number * 7919 % 100_003;
    let connected = number.is_multiple_of(2);
    Instance {
        remote_id: format!("3b0c5e7a-89ab-4cde-af01-{number:012x}"),
        state: states[number % states.len()].clone(),
        presence: if number.is_multiple_of(50) {
            serde_json::from_str("\"OnlyHere\"").unwrap()
        } else {
            Presence::Both
        },
        phone: connected.then(|| format!("55119{:08}", 10_000_000 + number)),
        profile: connected.then(|| format!("Atendimento {mixed}")),
        facts: vec![("fact-engine".to_owned(), "WHATSAPP-BAILEYS".to_owned())],
        plan: Plan { word: Some("trial".to_owned()), due: Some(Timestamp::now()) },
        vault_key: Some(SecretRef::random()),
        token_hint: Some("••••••••7F2A".to_owned()),
        paired: connected,
        created_at: Timestamp::now().checked_sub(Span::new().hours(i64::try_from(number % 1000).unwrap())).ok(),
        ..made::instance(
            account,
            &format!("Loja {mixed:06} São João {}", ["Centro", "Vila Nova", "Zona Sul"][number % 3]),
        )
    }
}
