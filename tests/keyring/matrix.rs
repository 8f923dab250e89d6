//! Every fault of the keyring in every operation that touches it.

use crate::lab::{Lab, named};
use crate::promise;
use crate::scan::leaks;
use crate::shelf::{Fault, Shelf};
use pairdesk::domain::failure::{Failure, FailureKind};
use pairdesk::domain::ids::{AccountId, InstanceId, JobId};
use pairdesk::domain::journal::Stage;
use pairdesk::domain::secret::Secret;
use pairdesk::domain::settings::{Language, Settings};
use pairdesk::domain::values::{Value, Values};
use pairdesk::engine::command::{Action, Command, Decision, Owner};
use pairdesk::engine::event::{Done, Event, VaultState};
use pairdesk::i18n::Texts;
use pairdesk::providers;
use pairdesk::sandbox::evolution::EVOLUTION_2;
use pairdesk::sandbox::zapi::ZAPI;
use serde_json::json;
use std::time::{Duration, Instant};

/// A twentieth of the real times: a minute for a call, a second until it is said that the keyring is waited for.
const WAIT: Duration = Duration::from_secs(3);
const HINT: Duration = Duration::from_millis(50);
/// A key that no keyring may mangle.
const TYPED: &str = "CANARY-ação-日本-🔑-0123456789";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operation {
    AddAccount,
    Create,
    /// The keyring fails after the create was sent, when its token comes.
    KeepToken,
    Adopt,
    Reveal,
    Forget,
    RemoveAccount,
}

impl Operation {
    const ALL: [Self; 7] =
        [Self::AddAccount, Self::Create, Self::KeepToken, Self::Adopt, Self::Reveal, Self::Forget, Self::RemoveAccount];

    fn writes(self) -> bool {
        matches!(self, Self::AddAccount | Self::Create | Self::KeepToken | Self::Adopt)
    }

    /// Entries that must stand at its end.
    fn entries_after(self) -> usize {
        match self {
            // Two accounts and a third, or an instance.
            Self::AddAccount | Self::Create | Self::KeepToken | Self::Adopt | Self::Reveal => 3,
            Self::Forget => 2,
            Self::RemoveAccount => 1,
        }
    }
}

/// How the operation has to end; `None` is well.
fn expected(fault: Fault, operation: Operation) -> Option<FailureKind> {
    use FailureKind as K;
    match fault {
        Fault::Absent | Fault::NoBus => Some(K::KeyringAbsent),
        Fault::NoCollection => Some(K::KeyringNoCollection),
        Fault::Unanswered => Some(K::KeyringTimeout),
        Fault::Locked => operation.writes().then_some(K::KeyringLocked),
        Fault::Dismissed => Some(K::KeyringDismissed),
        Fault::Ambiguous | Fault::Denied => Some(K::KeyringFailed),
        Fault::WriteError | Fault::TooLong => operation.writes().then_some(K::KeyringFailed),
        Fault::Differs | Fault::Vanished => {
            (operation.writes() || operation == Operation::Reveal).then_some(K::KeyringMismatch)
        }
        Fault::Slow(_) | Fault::Mangled => None,
    }
}

/// One case: a desk with an account to work on, one beside it, and an instance.
struct Case {
    lab: Lab,
    shelf: Shelf,
    subject: AccountId,
    beside: AccountId,
    instance: Option<InstanceId>,
    /// For the adopt form.
    remote_id: String,
    token: String,
}

impl Case {
    fn new(operation: Operation) -> Self {
        let shelf = Shelf::default();
        let mut lab = Lab::on(&shelf, |timing| {
            timing.keyring = WAIT;
            timing.keyring_hint = HINT;
        });
        let (subject, beside) = (lab.add(ZAPI), lab.add(EVOLUTION_2));
        let mut case =
            Self { lab, shelf, subject, beside, instance: None, remote_id: String::new(), token: String::new() };
        if matches!(operation, Operation::Create | Operation::KeepToken | Operation::AddAccount) {
            return case;
        }
        let id = case.lab.created(ZAPI, "loja");
        let row = case.lab.row(id);
        let entry = &case.shelf.entries()[&row.vault_key.unwrap().0];
        let entry: serde_json::Value = serde_json::from_slice(entry).unwrap();
        entry["token"].as_str().unwrap().clone_into(&mut case.token);
        case.remote_id = row.remote_id;
        case.instance = Some(id);
        if operation == Operation::Adopt {
            case.lab.run(Command::Act { instance: id, action: Action::Forget }).unwrap();
        }
        if operation == Operation::Reveal {
            // Only what is read again can meet a fault; the accounts are read by their first refresh.
            case.lab.restart();
            for account in [subject, beside] {
                case.lab.wait("the first refresh", |event| match event {
                    Event::SyncChanged { account: of, running: false, failure: None, .. } if *of == account => Some(()),
                    _ => None,
                });
            }
        }
        case
    }

    fn secrets(&self) -> Vec<String> {
        let accounts = self.lab.sandbox().accounts().into_iter();
        let mut secrets: Vec<String> = accounts.flat_map(|account| account.secrets).map(|(_, secret)| secret).collect();
        secrets.push(TYPED.to_owned());
        secrets.extend((!self.token.is_empty()).then(|| self.token.clone()));
        secrets
    }

    /// Starts the operation, with the fault in its way.
    fn begin(&mut self, operation: Operation, fault: Option<Fault>) -> JobId {
        let job = self.lab.job();
        let (account, instance) = (self.subject, self.instance);
        if operation != Operation::KeepToken {
            self.shelf.set(fault);
        }
        let command = match operation {
            Operation::AddAccount => {
                let offered = self.lab.sandbox().accounts().into_iter().find(|account| account.provider == "enviaai");
                let mut values = Values::default();
                values.set_text("label", "zweites");
                values.set_text("base_url", offered.unwrap().base_url);
                values.set("api_key", Value::Secret(Secret::from(TYPED)));
                let provider = providers::by_id("enviaai").unwrap().id();
                Command::SaveAccount { provider, values, existing: None, told: false }
            }
            Operation::Create | Operation::KeepToken => Command::Create { account, values: named("loja") },
            Operation::Adopt => {
                let mut values = Values::default();
                values.set_text("instance_id", &self.remote_id);
                values.set("instance_token", Value::Secret(Secret::new(self.token.clone())));
                Command::Adopt { account, values }
            }
            Operation::Reveal => Command::Reveal { owner: Owner::Instance(instance.unwrap()), key: "token".to_owned() },
            Operation::Forget => Command::Act { instance: instance.unwrap(), action: Action::Forget },
            Operation::RemoveAccount => Command::RemoveAccount { account, told: false },
        };
        if operation == Operation::KeepToken {
            self.lab.order(ZAPI, &json!({"fault": "slow", "call": "create", "seconds": 1.5}));
        }
        self.lab.begin(job, command);
        if operation == Operation::KeepToken {
            while self.lab.creates(ZAPI).1 == 0 {
                self.lab.pause(1);
            }
            self.shelf.set(fault);
        }
        job
    }

    /// What needs no keyring is answered, whatever the keyring does.
    fn others_go_on(&mut self) {
        let account = self.beside;
        let synced = self.lab.run(Command::Sync { account: Some(account) });
        assert_eq!(synced, Ok(Done::Nothing), "an account whose secrets are known");
        let settings = Settings { zoom: 1.25, ..Settings::default() };
        self.lab.send(Command::SaveSettings { settings });
        assert_eq!(self.lab.run(Command::ProbeVault), Ok(Done::Nothing));
    }

    fn has_ended(&mut self, job: JobId) -> bool {
        self.lab.drain();
        let is_end = |event: &Event| match event {
            Event::JobDone { job: ended, .. } | Event::JobFailed { job: ended, .. } => *ended == job,
            _ => false,
        };
        self.lab.events.iter().any(is_end)
    }

    fn has_waited(&mut self) -> bool {
        self.lab.drain();
        self.lab.events.iter().any(|event| matches!(event, Event::VaultChanged(VaultState::Waiting)))
    }

    fn wait_entries(&mut self, count: usize, when: &str) {
        let deadline = Instant::now() + Duration::from_mins(2);
        while self.shelf.entries().len() != count {
            let keys: Vec<String> = self.shelf.entries().into_keys().collect();
            assert!(Instant::now() < deadline, "{when}: {count} entries wanted, there are {keys:?}");
            self.lab.pause(5);
        }
    }
}

/// Says in every language what is wrong and what to do, and holds no secret.
fn is_told(failure: &Failure, secrets: &[String]) {
    let key = failure.kind.key();
    for language in Language::ALL {
        let texts = Texts::new(language);
        assert!(texts.find(&key).is_some() && texts.find(&format!("{key}-next")).is_some(), "{key}");
    }
    // Its text points there.
    assert!(failure.kind != FailureKind::KeyringFailed || !failure.details.is_empty(), "{failure:?}");
    assert!(!secrets.iter().any(|secret| failure.details.contains(secret)), "{}", failure.kind.key());
}

fn run(fault: Fault) {
    for operation in Operation::ALL {
        let mut case = Case::new(operation);
        let secrets = case.secrets();
        let before = case.shelf.entries();
        let rows = case.lab.rows();
        let job = case.begin(operation, Some(fault));
        if fault == Fault::Unanswered {
            case.lab.wait("that it is waited for", |event| match event {
                Event::VaultChanged(VaultState::Waiting) => Some(()),
                _ => None,
            });
            case.others_go_on();
            assert!(!case.has_ended(job), "{operation:?}: all of this while the keyring hangs");
        }
        let result = case.lab.end_of(job);
        let failure = result.as_ref().err().map(|failure| failure.kind);
        assert_eq!(failure, expected(fault, operation), "{fault:?}, {operation:?}: {result:?}");
        assert_eq!(leaks(&case.lab.dir, &secrets), [""; 0], "{fault:?}, {operation:?}");
        match result {
            Ok(_) => {
                let long = matches!(fault, Fault::Slow(time) if time > HINT * 2);
                assert!(!long || case.has_waited(), "{operation:?}: nobody was told why it takes so long");
            }
            Err(failure) => {
                is_told(&failure, &secrets);
                case.others_go_on();
                nothing_happened(&mut case, operation, &before, &rows);
                try_again(&mut case, fault, operation, &before);
            }
        }
        case.shelf.set(None);
        case.wait_entries(operation.entries_after(), &format!("{fault:?}, {operation:?}"));
        came_true(&mut case, operation);
        assert_eq!(leaks(&case.lab.dir, &secrets), [""; 0], "{fault:?}, {operation:?}");
    }
}

type Entries = std::collections::BTreeMap<String, Vec<u8>>;

/// A failure of the keyring deletes nothing, overwrites nothing and bills nothing.
fn nothing_happened(
    case: &mut Case,
    operation: Operation,
    before: &Entries,
    rows: &[pairdesk::domain::instance::Instance],
) {
    let now = case.shelf.entries();
    assert!(before.iter().all(|(key, entry)| now.get(key) == Some(entry)), "{operation:?}: an entry was touched");
    let stages = case.lab.stages();
    let creates = case.lab.creates(ZAPI);
    match operation {
        Operation::Create => {
            assert_eq!(creates, (0, 0), "sent although the slot was not proven");
            assert_eq!(stages, [Stage::Done]);
        }
        Operation::KeepToken => {
            assert_eq!((creates, stages), ((1, 1), vec![Stage::TokenAtRisk]));
            assert!(case.lab.engine().at_stake().is_some(), "it is in memory only");
        }
        _ => {
            let now: Vec<_> = case.lab.rows().into_iter().map(|row| (row.id, row.vault_key)).collect();
            assert!(rows.iter().all(|row| now.contains(&(row.id, row.vault_key.clone()))), "{operation:?}: {now:?}");
        }
    }
    assert!(!case.lab.events.iter().any(|event| matches!(event, Event::AccountRemoved(_))));
}

/// The keyring works again: nothing that was given up happens late, and another try works.
fn try_again(case: &mut Case, fault: Fault, operation: Operation, before: &Entries) {
    case.shelf.set(None);
    if fault == Fault::Unanswered {
        // Nothing tells that something does not happen.
        case.lab.pause(150);
        let now = case.shelf.entries();
        assert!(
            before.iter().all(|(key, entry)| now.get(key) == Some(entry)),
            "{operation:?}: done after it had failed"
        );
    }
    if operation == Operation::KeepToken {
        let intent = case.lab.wait("the intent", |event| match event {
            Event::IntentChanged(intent) => Some(intent.id),
            _ => None,
        });
        let done = case.lab.run(Command::Decide { intent, decision: Decision::RetryKeyring });
        assert!(matches!(done, Ok(Done::InstanceReady(_))), "{done:?}");
        assert!(case.lab.engine().at_stake().is_none());
        return;
    }
    let job = case.begin(operation, None);
    let again = case.lab.end_of(job);
    assert!(again.is_ok(), "{fault:?}, {operation:?}: {again:?}");
}

/// What was asked for is so, once, and what was kept is what was given.
fn came_true(case: &mut Case, operation: Operation) {
    let entries = case.shelf.entries();
    let holds = |secret: &str| {
        let values = entries.values().map(|entry| serde_json::from_slice::<serde_json::Value>(entry).unwrap());
        values.filter(|entry| entry.as_object().unwrap().values().any(|value| value == secret)).count()
    };
    assert!(entries.values().all(|entry| entry.is_ascii()));
    match operation {
        Operation::AddAccount => assert_eq!(holds(TYPED), 1),
        Operation::Create | Operation::KeepToken => {
            assert_eq!((case.lab.creates(ZAPI), case.lab.rows().len()), ((1, 1), 1));
        }
        Operation::Adopt | Operation::Reveal => assert_eq!(holds(&case.token), 1),
        Operation::Forget | Operation::RemoveAccount => assert_eq!(holds(&case.token), 0),
    }
    if operation == Operation::Reveal {
        let shown = case.lab.wait("the secret", |event| match event {
            Event::Revealed { secret, .. } => Some(secret.clone()),
            _ => None,
        });
        assert!(shown.expose() == case.token);
    }
}

macro_rules! cases {
    ($($name:ident: $fault:expr;)*) => {
        $( #[test] fn $name() { run($fault); } )*

        /// The tests above, counted.
        #[test]
        fn every_fault_in_every_operation() {
            let faults = [$(stringify!($name)),*].len();
            promise::cases("every_fault_in_every_operation", faults * Operation::ALL.len());
        }
    };
}

cases! {
    absent: Fault::Absent;
    no_bus: Fault::NoBus;
    no_collection: Fault::NoCollection;
    unanswered: Fault::Unanswered;
    dismissed: Fault::Dismissed;
    slow_by_one_second: Fault::Slow(WAIT / 60);
    slow_by_five_seconds: Fault::Slow(WAIT / 12);
    slow_by_half_a_minute: Fault::Slow(WAIT / 2);
    write_error: Fault::WriteError;
    read_back_differs: Fault::Differs;
    mangled: Fault::Mangled;
    too_long: Fault::TooLong;
    ambiguous: Fault::Ambiguous;
    vanished: Fault::Vanished;
    denied: Fault::Denied;
}
