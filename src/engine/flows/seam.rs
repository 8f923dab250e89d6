//! What a provider may need and those that there are do not: a plan of several calls, a code behind a link, a challenge,
//! two keys. The provider is made up; the flows are the real ones.

use crate::domain::account::Account;
use crate::domain::failure::FailureKind;
use crate::domain::ids::{AccountId, InstanceId, JobId};
use crate::domain::instance::{ConnectionState, Instance};
use crate::domain::journal::{Entry, Outcome};
use crate::domain::link::LostReason;
use crate::domain::pairing::{Challenge, Phase};
use crate::domain::pairing_code::PairingText;
use crate::domain::secret::{Kept, Secret, Secrets};
use crate::domain::values::Values;
use crate::engine::command::{Action, Decision};
use crate::engine::event::{Done, Event, Loaded, PairingView, VaultState};
use crate::engine::flows::create::{self, New};
use crate::engine::flows::{act, decide, later, pair};
use crate::engine::shared::{Core, Timing};
use crate::engine::store::{Base, Store, rows, schema};
use crate::engine::transport::{SendFailure, Transport};
use crate::engine::vault::{Ask, Vault};
use crate::made;
use crate::providers::http::{Request, Response};
use crate::qr;
use crate::qr::picture::{self, Format};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

const HOOK: &str = "PUT /rows/r1/webhook basic";
const KEY: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

/// A gateway that says what a test wants, and what it was asked: `POST /rows admin`.
struct Gateway {
    core: Arc<Core>,
    account: Account,
    events: mpsc::Receiver<Event>,
    asked: Arc<Mutex<Vec<String>>>,
    disk: Arc<Mutex<Base>>,
}

/// This status stands for an answer that does not come.
const NEVER: u16 = 0;

type Answers = dyn Fn(&str, usize) -> Option<(u16, Vec<u8>)> + Send + Sync;

impl Gateway {
    /// `None` is an answer that is lost; the number says how often it was asked that.
    fn that_says(answers: Box<Answers>) -> Self {
        let mut values = Values::default();
        values.set_text("user", "ana");
        let secret_keys = vec!["admin_key".to_owned(), "password".to_owned()];
        let account = Account { values, secret_keys, ..made::account("made-up") };
        let disk = Arc::new(Mutex::new(Base::from(schema::in_memory().unwrap())));
        Self::with(account, disk, answers)
    }

    /// The same, with what this disk knows.
    fn with(account: Account, disk: Arc<Mutex<Base>>, answers: Box<Answers>) -> Self {
        let asked: Arc<Mutex<Vec<String>>> = Arc::default();
        let seen = Arc::clone(&asked);
        let network = move |request: Request| {
            let line = line_of(&request);
            let mut asked = seen.lock().unwrap();
            let before = asked.iter().filter(|other| **other == line).count();
            asked.push(line.clone());
            let answer = answers(&line, before);
            let lost = || SendFailure { failure: FailureKind::ConnectionLost.into(), maybe_sent: true };
            let response = answer.map(|(status, body)| Response { status, body, ..Response::default() });
            Box::pin(async move {
                if response.as_ref().is_some_and(|response| response.status == NEVER) {
                    std::future::pending::<()>().await;
                }
                response.ok_or_else(lost)
            }) as _
        };
        let timing = Timing { settle: Duration::from_millis(40), ..Timing::default() };
        let transport = Transport::behind(Arc::new(network), timing.deadlines);
        let loaded = Loaded { accounts: vec![account.clone()], ..rows::load(&disk.lock().unwrap()).unwrap() };
        let store = {
            let (empty, disk) = (schema::in_memory().unwrap(), Arc::clone(&disk));
            Store::behind(move |job| job(&mut disk.lock().unwrap()), &empty)
        };
        let keyring = |ask| match ask {
            Ask::Read { tell, .. } => drop(tell.send(Ok(None))),
            Ask::Write { tell, .. } | Ask::Delete { tell, .. } | Ask::Clear { tell, .. } => drop(tell.send(Ok(()))),
        };
        let ready = |tell: tokio::sync::oneshot::Sender<VaultState>| drop(tell.send(VaultState::Ready("test".into())));
        let vault = Vault::behind(keyring, ready, timing.keyring);
        let (told, events) = mpsc::channel(1000);
        let core = Arc::new(Core::new(store, vault, transport, timing, told, Box::new(|| {}), &loaded));
        let secrets = [("admin_key", "KEY"), ("password", "PASS")];
        let secrets = Secrets::from(secrets.map(|(key, text)| (key.to_owned(), Secret::from(text))));
        let kept = Kept::new(account.origin().unwrap(), secrets);
        core.inventory().secrets.insert(account.vault_key.clone(), kept);
        Self { core, account, events, asked, disk }
    }

    async fn ready(self) -> Self {
        self.core.put_account(self.account.clone()).await.unwrap();
        self
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }

    /// What creates have not set, by the disk.
    fn unset(&self) -> Vec<String> {
        rows::load(&self.disk.lock().unwrap())
            .unwrap()
            .intents
            .into_iter()
            .flat_map(|intent| intent.unset)
            .collect()
    }

    /// What the activity on the disk tells of that: the fields, and why.
    fn told(&self) -> Vec<(String, Option<FailureKind>)> {
        let lines = rows::load(&self.disk.lock().unwrap()).unwrap().entries;
        let in_part = lines.into_iter().filter(|line| line.what == "activity-created-in-part");
        let why = |line: Entry| match line.outcome {
            Outcome::Failed(failure) | Outcome::Unconfirmed(failure) => (failure.details, Some(failure.kind)),
            _ => (String::new(), None),
        };
        in_part.map(why).collect()
    }

    /// A row that is linked.
    async fn row(&self) -> InstanceId {
        let mut row = Instance::new(self.account.id, "r1", "loja");
        (row.state, row.paired) = (ConnectionState::Connected, true);
        let row = Arc::new(row);
        self.core.store.save_instance(&row).await.unwrap();
        self.core.show_instance(&row).await;
        row.id
    }

    /// The first view of the pairing window that is like this.
    async fn view(&mut self, is_it: impl Fn(&PairingView) -> bool) -> PairingView {
        loop {
            match self.events.recv().await.unwrap() {
                Event::PairingChanged(view) if is_it(&view) => return *view,
                _ => {}
            }
        }
    }
}

/// Verb and path, and with which of the keys.
fn line_of(request: &Request) -> String {
    let keys: Vec<&str> = request
        .headers
        .iter()
        .map(|(name, value)| match (*name, value.expose()) {
            ("x-admin", "KEY") => "admin",
            // `ana:PASS`
            ("authorization", "Basic YW5hOlBBU1M=") => "basic",
            _ => "?",
        })
        .collect();
    format!("{} {} {}", request.method.word(), request.path, keys.join("+"))
}

#[expect(clippy::unnecessary_wraps, reason = "an answer that comes, among those that are lost")]
fn ok(body: &str) -> Option<(u16, Vec<u8>)> {
    Some((200, body.as_bytes().to_vec()))
}

#[tokio::test]
async fn what_a_create_does_not_take_is_sent_once_the_instance_is_kept() {
    let gateway = Gateway::that_says(Box::new(|line, _| match line {
        "POST /rows admin" => ok(r#"{"id": "r1", "name": "loja"}"#),
        "PUT /rows/r1/webhook basic" => Some((422, b"{}".to_vec())),
        _ => ok("[]"),
    }))
    .ready()
    .await;
    let done = create::create(&gateway.core, with_a_webhook(gateway.account.id), &CancellationToken::new()).await;
    // That it took no webhook is told beside it: the instance is there.
    let Ok(Done::InstanceReady(id)) = done else { panic!("{done:?}") };
    assert_eq!(gateway.core.instance(id).unwrap().remote_id, "r1");
    assert_eq!(gateway.asked()[..3], ["GET /rows admin", "POST /rows admin", "PUT /rows/r1/webhook basic"]);
    assert_eq!(gateway.told(), [("webhook_url".to_owned(), Some(FailureKind::Rejected))]);
    assert_eq!(gateway.unset(), Vec::<String>::new());
}

/// A create with a webhook.
fn with_a_webhook(account: AccountId) -> New {
    let mut values = Values::default();
    values.set_text("name", "loja");
    values.set_text("webhook_url", "https://hooks.acme.com.br/wa");
    New::of(account, values)
}

#[tokio::test]
async fn a_crash_between_a_create_and_what_follows_leaves_a_trace() {
    // The program ends while the instance is being listed, created, or told its webhook.
    for (never, is_told) in [("GET /rows admin", false), ("POST /rows admin", false), (HOOK, true)] {
        let gateway = Gateway::that_says(Box::new(move |line, _| match line {
            _ if line == never => Some((NEVER, Vec::new())),
            "POST /rows admin" => ok(r#"{"id": "r1", "name": "loja"}"#),
            "GET /rows admin" => ok("[]"),
            _ => ok("{}"),
        }))
        .ready()
        .await;
        let (core, id, cancel) = (Arc::clone(&gateway.core), gateway.account.id, CancellationToken::new());
        let mut create = tokio::task::JoinSet::new();
        create.spawn(async move { create::create(&core, with_a_webhook(id), &cancel).await });
        while !gateway.asked().iter().any(|line| line == never) {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        assert_eq!(gateway.unset(), ["webhook_url"], "{never}");
        create.abort_all();
        let again = Gateway::with(gateway.account.clone(), Arc::clone(&gateway.disk), Box::new(|_, _| ok("[]")));
        later::recover(&again.core).await;
        let line = ("webhook_url".to_owned(), Some(FailureKind::Interrupted));
        assert_eq!(again.told(), if is_told { vec![line] } else { Vec::new() }, "{never}");
        // Told once, and kept until then.
        later::recover(&again.core).await;
        assert_eq!((again.told().len(), again.unset().is_empty()), (usize::from(is_told), is_told), "{never}");
        assert_eq!(again.asked(), Vec::<String>::new(), "nothing is sent by itself");
    }
}

#[tokio::test]
async fn what_follows_a_create_is_asked_for_once_more_where_that_does_no_harm() {
    let gateway = Gateway::that_says(Box::new(|line, before| match line {
        "POST /rows admin" => ok(r#"{"id": "r1", "name": "loja"}"#),
        HOOK if before == 0 => None,
        _ => ok("[]"),
    }))
    .ready()
    .await;
    create::create(&gateway.core, with_a_webhook(gateway.account.id), &CancellationToken::new())
        .await
        .unwrap();
    assert_eq!(gateway.asked().iter().filter(|line| *line == HOOK).count(), 2);
    assert_eq!((gateway.told(), gateway.unset()), (Vec::new(), Vec::<String>::new()));
}

#[tokio::test]
async fn what_should_have_followed_a_create_whose_answer_was_lost_is_told() {
    let gateway = Gateway::that_says(Box::new(|line, before| match line {
        "POST /rows admin" => None,
        "GET /rows admin" if before > 0 => ok(r#"[{"id": "r1", "name": "loja"}]"#),
        _ => ok("[]"),
    }))
    .ready()
    .await;
    let done = create::create(&gateway.core, with_a_webhook(gateway.account.id), &CancellationToken::new())
        .await
        .unwrap();
    let Done::Unconfirmed(intent) = done else { panic!("{done:?}") };
    assert_eq!((gateway.unset(), gateway.told().len()), (vec!["webhook_url".to_owned()], 0));
    let found = Decision::Adopt { remote_id: "r1".to_owned() };
    decide::decide(&gateway.core, intent, found).await.unwrap();
    assert_eq!(gateway.told(), [("webhook_url".to_owned(), Some(FailureKind::Interrupted))]);
    assert!(gateway.unset().is_empty() && !gateway.asked().iter().any(|line| line == HOOK));
}

#[tokio::test]
async fn a_plan_goes_on_where_asking_again_does_no_harm_and_stops_at_a_refusal() {
    let gateway = Gateway::that_says(Box::new(|line, before| match line {
        "GET /rows/r1/login basic" if before == 0 => None,
        "GET /rows/r1 basic" => ok(r#"{"state": "open"}"#),
        _ => ok("{}"),
    }))
    .ready()
    .await;
    let id = gateway.row().await;
    act::act(&gateway.core, id, Action::Restart, &CancellationToken::new()).await.unwrap();
    let login = "GET /rows/r1/login basic";
    assert_eq!(gateway.asked()[..4], ["POST /rows/r1/stop basic", login, login, "GET /rows/r1 basic"]);

    let gateway = Gateway::that_says(Box::new(|_, _| Some((409, b"{}".to_vec())))).ready().await;
    let id = gateway.row().await;
    let refused = act::act(&gateway.core, id, Action::Restart, &CancellationToken::new()).await.unwrap_err();
    assert_eq!((refused.failure.kind, gateway.asked().len()), (FailureKind::Rejected, 1));
    // What may have been done is never done twice.
    let gateway = Gateway::that_says(Box::new(|_, _| None)).ready().await;
    let id = gateway.row().await;
    act::act(&gateway.core, id, Action::Restart, &CancellationToken::new()).await.unwrap_err();
    assert_eq!(gateway.asked(), ["POST /rows/r1/stop basic"]);
}

#[tokio::test]
async fn what_was_stopped_from_here_is_not_lost() {
    let gateway = Gateway::that_says(Box::new(|_, _| ok(r#"{"state": "closed"}"#))).ready().await;
    let id = gateway.row().await;
    act::act(&gateway.core, id, Action::Stop, &CancellationToken::new()).await.unwrap();
    let row = gateway.core.instance(id).unwrap();
    assert_eq!((row.state.clone(), row.is_lost()), (ConnectionState::Disconnected, false));
    assert_eq!(row.lost.unwrap().reason, Some(LostReason::Stopped));
    // A later look says the same.
    act::act(&gateway.core, id, Action::Refresh, &CancellationToken::new()).await.unwrap();
    assert!(!gateway.core.instance(id).unwrap().is_lost());
}

#[tokio::test]
async fn a_code_behind_a_link_is_fetched_and_a_challenge_is_shown_and_confirmed() {
    let text = PairingText::check(&format!("2@abc,{KEY},{KEY},{KEY}")).unwrap();
    let png = picture::bytes(&qr::draw(&text).unwrap(), Format::Png).unwrap();
    let is_asked = Arc::new(std::sync::atomic::AtomicU8::new(0));
    let now = Arc::clone(&is_asked);
    let mut gateway = Gateway::that_says(Box::new(move |line, _| match line {
        "GET /rows/r1/login basic" => ok(r#"{"picture": "/statics/code.png"}"#),
        "GET /statics/code.png basic" => Some((200, png.clone())),
        "GET /rows/r1/passkey basic" => ok(r#"{"code": "ABCD"}"#),
        "POST /rows/r1/passkey basic" => {
            now.store(2, std::sync::atomic::Ordering::SeqCst);
            ok("{}")
        }
        "GET /rows/r1 basic" => match now.load(std::sync::atomic::Ordering::SeqCst) {
            0 => ok(r#"{"state": "closed"}"#),
            1 => ok(r#"{"state": "passkey"}"#),
            _ => ok(r#"{"state": "open"}"#),
        },
        _ => ok("{}"),
    }))
    .ready()
    .await;
    let (id, job, core) = (gateway.row().await, JobId(1), Arc::clone(&gateway.core));
    let window = gateway.core.tasks.spawn(async move { pair::pair(&core, job, id, None).await });
    let view = gateway.view(|view| view.pairing.code.is_some()).await;
    assert_eq!(view.pairing.code.unwrap().qr.unwrap().as_str(), text.as_str());
    is_asked.store(1, std::sync::atomic::Ordering::SeqCst);
    let shown = Challenge { code: Some("ABCD".to_owned()), link: None, confirm: true };
    gateway.view(|view| view.pairing.phase == Phase::Challenge(shown.clone())).await;
    gateway.core.inventory().more_codes[&job].1.notify_one();
    assert!(window.await.unwrap().is_ok());
    assert_eq!(gateway.core.instance(id).unwrap().state, ConnectionState::Connected);
    assert_eq!(gateway.asked().iter().filter(|line| line.starts_with("POST")).count(), 1);
}

#[tokio::test]
async fn half_open_is_said_only_after_two_reads_failed_while_the_gateway_said_connected() {
    let ping = "GET /rows/r1/ping basic";
    // How often the read fails, what the gateway says of the link, and whether it is half-open by that.
    for (failures, state, is_half_open) in
        [(0, "open", false), (1, "open", false), (2, "open", true), (2, "close", false)]
    {
        let gateway = Gateway::that_says(Box::new(move |line, before| match line {
            "GET /rows/r1/ping basic" if before < failures => Some((400, b"{}".to_vec())),
            "GET /rows/r1 basic" if state == "open" => ok(r#"{"state": "open"}"#),
            "GET /rows/r1 basic" => ok(r#"{"state": "close"}"#),
            _ => ok("{}"),
        }))
        .ready()
        .await;
        let id = gateway.row().await;
        act::act(&gateway.core, id, Action::CheckLink, &CancellationToken::new()).await.unwrap();
        let row = gateway.core.instance(id).unwrap();
        assert_eq!(row.half_open.is_some(), is_half_open, "{failures} {state}");
        if is_half_open {
            // One click: restarted, and looked at again.
            let done = act::act(&gateway.core, id, Action::Repair, &CancellationToken::new()).await.unwrap();
            assert_eq!(done, Done::LinkAnswers);
            assert_eq!(gateway.core.instance(id).unwrap().half_open, None);
            assert!(gateway.asked().iter().any(|line| line == "POST /rows/r1/stop basic"));
            assert_eq!(gateway.asked().last().map(String::as_str), Some(ping));
        }
    }
    // A restart whose answer was lost is not done by the word alone that was there before it.
    for (failures, found) in [(4, Some(Err(FailureKind::AsBefore))), (2, Some(Ok(())))] {
        let gateway = Gateway::that_says(Box::new(move |line, before| match line {
            "GET /rows/r1/ping basic" if before < failures => Some((400, b"{}".to_vec())),
            "GET /rows/r1 basic" => ok(r#"{"state": "open"}"#),
            _ => ok("{}"),
        }))
        .ready()
        .await;
        let id = gateway.row().await;
        act::act(&gateway.core, id, Action::CheckLink, &CancellationToken::new()).await.unwrap();
        assert!(gateway.core.instance(id).unwrap().half_open.is_some());
        let looked = act::look_up(&gateway.core, id, Action::Restart, "").await;
        assert_eq!(looked.map(|looked| looked.map_err(|failure| failure.kind)), found);
        assert_eq!(gateway.core.instance(id).unwrap().half_open.is_none(), found == Some(Ok(())));
    }
    // Once it is restarted, its link is the first that is looked at closer.
    let gateway = Gateway::that_says(Box::new(|line, before| match line {
        "GET /rows/r1/ping basic" if before < 2 => Some((400, b"{}".to_vec())),
        "GET /rows/r1 basic" => ok(r#"{"state": "open"}"#),
        _ => ok("{}"),
    }))
    .ready()
    .await;
    let id = gateway.row().await;
    for (action, is_looked_at) in [(Action::CheckLink, true), (Action::Restart, false)] {
        gateway.core.inventory().closer.insert(id, tokio::time::Instant::now());
        act::act(&gateway.core, id, action, &CancellationToken::new()).await.unwrap();
        assert_eq!(gateway.core.inventory().closer.contains_key(&id), is_looked_at, "{action:?}");
    }
    // A gateway that cannot be reached says nothing of the link.
    let gateway = Gateway::that_says(Box::new(|_, _| None)).ready().await;
    let id = gateway.row().await;
    act::act(&gateway.core, id, Action::CheckLink, &CancellationToken::new()).await.unwrap_err();
    assert_eq!(gateway.core.instance(id).unwrap().half_open, None);
}
