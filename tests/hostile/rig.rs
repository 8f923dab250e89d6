//! An engine with short deadlines and an account at a hostile server, and what is asked of it.

use crate::good::{NAME, PROVIDERS, RAW};
use crate::lab::{Lab, named};
use crate::server::{Ask, Server};
use pairdesk::app::format;
use pairdesk::domain::failure::{Failure, FailureKind};
use pairdesk::domain::ids::{AccountId, InstanceId, JobId};
use pairdesk::domain::pairing::{Pairing, Phase};
use pairdesk::domain::secret::Secret;
use pairdesk::domain::settings::{Language, Settings};
use pairdesk::domain::values::{Value, Values};
use pairdesk::engine::command::{Action, Command};
use pairdesk::engine::event::{Done, Event};
use pairdesk::engine::{Deadlines, Timing};
use pairdesk::i18n::Texts;
use pairdesk::qr;
use std::time::{Duration, Instant};

/// How long a call may take here.
pub const DEADLINE: Duration = Duration::from_secs(2);
/// What every secret of the account starts with.
pub const SECRET: &str = "OURCANARY";

/// The account's credentials and where its gateway is.
pub fn values(provider: &str, base_url: &str, label: &str) -> Values {
    let mut values = Values::default();
    values.set_text("label", label);
    values.set_text("base_url", base_url);
    let keys: &[&str] = match provider {
        "zapi" => &["partner_token", "client_token"],
        "evolution" => &["global_key"],
        _ => &["api_key"],
    };
    for key in keys {
        values.set(key, Value::Secret(Secret::from(format!("{SECRET}-{key}-0123456789").as_str())));
    }
    values
}

/// An engine that does nothing by itself.
pub fn lab() -> Lab {
    lab_within(DEADLINE)
}

/// The same with calls that may take so long. Waits for a lost create are short.
pub fn lab_within(deadline: Duration) -> Lab {
    let millis = Duration::from_millis;
    let mut lab = Lab::new();
    lab.timing = Timing {
        undo: Duration::ZERO,
        lookups: vec![millis(30)],
        absent_after: millis(50),
        residue: vec![millis(10)],
        residue_after: millis(20),
        lag: millis(0),
        settle: millis(200),
        deadlines: Deadlines {
            connect: Duration::from_secs(1),
            silence: deadline,
            answer: deadline,
            slow: deadline,
            list: 2 * deadline,
        },
        ..Timing::default()
    };
    lab.restart();
    lab.send(Command::SaveSettings { settings: Settings { refresh_seconds: 0, ..Settings::default() } });
    lab
}

/// An account with one instance at a server that is good so far.
pub struct Rig<'a> {
    pub lab: &'a mut Lab,
    pub server: Server,
    pub account: AccountId,
    pub row: InstanceId,
    provider: &'static str,
}

impl<'a> Rig<'a> {
    pub fn new(lab: &'a mut Lab, provider: &'static str, label: &str) -> Self {
        assert!(PROVIDERS.contains(&provider));
        lab.drain();
        lab.events.clear();
        let server = Server::start(provider);
        let account = lab.save(provider, values(provider, &server.base_url(), label)).unwrap();
        let row = first_row(lab, account);
        Self { lab, server, account, row, provider }
    }

    /// Asks for what an `ask` is about, to its end.
    pub fn run(&mut self, ask: Ask) -> Result<Done, Failure> {
        let (account, instance) = (self.account, self.row);
        self.lab.run(match ask {
            Ask::Create => Command::Create { account, values: named("nova") },
            Ask::Status => Command::Act { instance, action: Action::Refresh },
            _ => Command::Sync { account: Some(account) },
        })
    }

    /// Opens the pairing window until it says something, or goes on asking. `None` for that.
    pub fn pair(&mut self) -> Option<Pairing> {
        let (instance, job) = (self.row, self.lab.job());
        self.lab.begin(job, Command::Pair { instance, phone: None });
        let asked = |server: &Server| server.came(Ask::Status).len() + server.came(Ask::Qr).len();
        let before = asked(&self.server);
        // Where a start costs something, the state is looked at before and beside it, many times a second.
        let enough = if self.provider == "evolution" { 30 } else { 2 };
        let started = Instant::now();
        let shown = loop {
            if let Some(pairing) = self.shown(job) {
                break Some(pairing);
            }
            if asked(&self.server) >= before + enough {
                break None;
            }
            assert!(started.elapsed() < self.lab.patience, "the window is stuck");
            self.lab.pause(5);
        };
        self.lab.send(Command::Cancel { job });
        let ended = self.lab.end_of(job);
        assert_eq!(ended.map_err(|failure| failure.kind), Err(FailureKind::Cancelled));
        shown
    }

    /// Opens the pairing window until it waits because the gateway asked for that; why, once it goes on.
    pub fn waits_of_pairing(&mut self) -> Failure {
        let (instance, job) = (self.row, self.lab.job());
        self.lab.begin(job, Command::Pair { instance, phone: None });
        let why = self.lab.wait("the pause", |event| match event {
            Event::PairingChanged(view) if view.job == job => view.pairing.trouble.clone(),
            _ => None,
        });
        self.lab.events.clear();
        self.lab.wait("the end of the pause", |event| match event {
            Event::PairingChanged(view) if view.job == job => view.pairing.trouble.is_none().then_some(()),
            _ => None,
        });
        self.lab.send(Command::Cancel { job });
        assert_eq!(self.lab.end_of(job).map_err(|failure| failure.kind), Err(FailureKind::Cancelled));
        why
    }

    fn shown(&self, job: JobId) -> Option<Pairing> {
        self.lab.events.iter().rev().find_map(|event| match event {
            Event::PairingChanged(view) if view.job == job && view.pairing.phase != Phase::Fetching => {
                // What is shown was drawn by us from a text, whatever the gateway sent.
                let text = view.pairing.code.as_ref().and_then(|code| code.qr.as_ref());
                assert_eq!(view.pairing.phase == Phase::Showing, text.is_some());
                assert_eq!(*view.modules, text.map(|text| qr::draw(text).unwrap()).unwrap_or_default());
                Some(view.pairing.clone())
            }
            _ => None,
        })
    }
}

/// The row that the account's first list brings. That a busy machine is slower than the deadline is no part of what is
/// tried here, so it is asked again then, and for no other reason.
fn first_row(lab: &mut Lab, account: AccountId) -> InstanceId {
    let started = Instant::now();
    loop {
        let there = lab.rows().into_iter().find(|row| row.account == account && row.name == NAME);
        if let Some(row) = there {
            return row.id;
        }
        let failures: Vec<FailureKind> = lab.events.iter().filter_map(|event| failure_of(event, account)).collect();
        assert!(failures.iter().any(|kind| is_late(*kind)), "{NAME} was not taken in: {failures:?}");
        assert!(started.elapsed() < lab.patience, "{NAME} is not listed in time");
        lab.events.clear();
        let _ = lab.run(Command::CheckAccount { account });
    }
}

/// Why an account could not be tested or listed.
fn failure_of(event: &Event, of: AccountId) -> Option<FailureKind> {
    match event {
        Event::AccountChanged(account) if account.id == of => {
            account.check.as_ref()?.result.as_ref().err().map(|failure| failure.kind)
        }
        Event::SyncChanged { account, failure, .. } if *account == of => failure.as_ref().map(|failure| failure.kind),
        _ => None,
    }
}

/// Not had in time.
pub fn is_late(kind: FailureKind) -> bool {
    matches!(kind, FailureKind::Timeout | FailureKind::ConnectTimeout)
}

/// What is told of a failure names the cause in every language, and nothing that must not be seen.
pub fn is_well_told(failure: &Failure, server: &Server) -> Result<(), String> {
    let written = format!("{failure:?} {}", serde_json::to_string(failure).unwrap());
    let port = format!(":{}", server.address.port());
    for hidden in [RAW, SECRET, &port, "127.0.0.1"] {
        if written.contains(hidden) {
            return Err(format!("{hidden} is seen in {written}"));
        }
    }
    for language in Language::ALL {
        let texts = Texts::new(language);
        let what = texts.t(&failure.kind.key());
        let (line, next) = (format::failure_line(&texts, failure), format::next_step(&texts, failure));
        // The gateway's reason stands in the text, not under the details alone.
        let reason = failure.status.is_none() || line.contains(&failure.details);
        if !reason || [&what, &line, &next].iter().any(|text| text.is_empty() || text.contains(['{', '$'])) {
            return Err(format!("in {}: {line:?}, {next:?}", language.tag()));
        }
    }
    Ok(())
}
