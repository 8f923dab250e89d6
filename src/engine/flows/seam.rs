//! What a provider may need and those that there are do not: a plan of several calls, a code behind a link, a challenge,
//! two keys. The provider is made up; the flows are the real ones.

use crate::domain::account::Account;
use crate::domain::failure::FailureKind;
use crate::domain::ids::{InstanceId, JobId};
use crate::domain::instance::ConnectionState;
use crate::domain::link::LostReason;
use crate::domain::pairing::{Challenge, Phase};
use crate::domain::pairing_code::PairingText;
use crate::domain::secret::{Kept, Secret, Secrets};
use crate::domain::values::Values;
use crate::engine::command::Action;
use crate::engine::event::{Done, Event, Loaded, PairingView, VaultState};
use crate::engine::flows::{act, create, pair};
use crate::engine::shared::{Core, Timing, new_instance};
use crate::engine::store::{Base, Store, schema};
use crate::engine::transport::{SendFailure, Transport};
use crate::engine::vault::Vault;
use crate::engine::vault::thread::Ask;
use crate::made;
use crate::providers::http::{Request, Response};
use crate::qr;
use crate::qr::picture::{self, Format};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

const KEY: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

/// A gateway that says what a test wants, and what it was asked: `POST /rows admin`.
struct Gateway {
    core: Arc<Core>,
    account: Account,
    events: mpsc::Receiver<Event>,
    asked: Arc<Mutex<Vec<String>>>,
}

type Answers = dyn Fn(&str, usize) -> Option<(u16, Vec<u8>)> + Send + Sync;

impl Gateway {
    /// `None` is an answer that is lost; the number says how often it was asked that.
    fn that_says(answers: Box<Answers>) -> Self {
        let mut values = Values::default();
        values.set_text("user", "ana");
        let secret_keys = vec!["admin_key".to_owned(), "password".to_owned()];
        let account = Account { values, secret_keys, ..made::account("made-up") };
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
            Box::pin(async move { response.ok_or_else(lost) }) as _
        };
        let timing = Timing { settle: Duration::from_millis(40), ..Timing::default() };
        let transport = Transport::behind(Arc::new(network), timing.deadlines);
        let database = schema::in_memory().unwrap();
        let disk = Mutex::new(Base::from(database));
        let loaded = Loaded { accounts: vec![account.clone()], ..Loaded::default() };
        let store = {
            let empty = schema::in_memory().unwrap();
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
        Self { core, account, events, asked }
    }

    async fn ready(self) -> Self {
        self.core.put_account(self.account.clone()).await.unwrap();
        self
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }

    /// A row that is linked.
    async fn row(&self) -> InstanceId {
        let mut row = new_instance(self.account.id, "r1", "loja");
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
    let mut values = Values::default();
    values.set_text("name", "loja");
    values.set_text("webhook_url", "https://hooks.acme.com.br/wa");
    let done = create::create(&gateway.core, gateway.account.id, values, &CancellationToken::new()).await;
    // That it took no webhook is told beside it: the instance is there.
    let Ok(Done::InstanceReady(id)) = done else { panic!("{done:?}") };
    assert_eq!(gateway.core.instance(id).unwrap().remote_id, "r1");
    assert_eq!(gateway.asked()[..3], ["GET /rows admin", "POST /rows admin", "PUT /rows/r1/webhook basic"]);
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
    assert_eq!((refused.kind, gateway.asked().len()), (FailureKind::Rejected, 1));
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
    gateway.core.inventory().more_codes[&job].notify_one();
    assert!(window.await.unwrap().is_ok());
    assert_eq!(gateway.core.instance(id).unwrap().state, ConnectionState::Connected);
    assert_eq!(gateway.asked().iter().filter(|line| line.starts_with("POST")).count(), 1);
}
