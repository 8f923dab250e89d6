//! What never prints a secret: `Debug` of every public type that may hold one, and a panic.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop at once")]

#[path = "support/codes.rs"]
mod codes;
#[path = "support/made.rs"]
mod made;

use codes::{pairing_text, typed_code};
use jiff::Timestamp;
use pairdesk::app::cx::Wish;
use pairdesk::app::leaving::{Back, Leaving, Removal, Removals};
use pairdesk::app::many::Does;
use pairdesk::app::runs::{RunView, Runs};
use pairdesk::app::screens::pasted::Cut;
use pairdesk::app::state::{JobState, Revealed};
use pairdesk::domain::account::Account;
use pairdesk::domain::annotation::Annotation;
use pairdesk::domain::changes::Changes;
use pairdesk::domain::failure::FailureKind;
use pairdesk::domain::ids::{AccountId, InstanceId, JobId, ProviderId};
use pairdesk::domain::instance::{ConnectionState, Plan};
use pairdesk::domain::lookup::{Row, Sought};
use pairdesk::domain::origin::Origin;
use pairdesk::domain::pairing::{CodeAnswer, Pairing};
use pairdesk::domain::pairing_code::{PairingText, TypedCode};
use pairdesk::domain::run::{
    Again, Board, Due, ItemState, NewItem, Run, RunChange, RunItem, RunKind, RunSubject, WholeRun,
};
use pairdesk::domain::secret::{Kept, Secret, Secrets};
use pairdesk::domain::values::{Value, Values};
use pairdesk::engine::command::{Books, Command, Draft, TableSource, Template};
use pairdesk::engine::event::{Done, Event, Loaded, PairingView, SandboxInfo, SettingsRead};
use pairdesk::form::address::{InstanceLink, instance_link};
use pairdesk::form::bulk::{Mend, Ready, TablePlan, Use};
use pairdesk::form::common::{LaidOver, Seen};
use pairdesk::form::counterpart::Carried;
use pairdesk::form::share::Shared;
use pairdesk::form::table::read::{Reading, Table, read_text};
use pairdesk::providers::capabilities::Capabilities;
use pairdesk::providers::http::{Method, Request, Response};
use pairdesk::providers::{Access, Call, CodeReply, Created, Page, Proof, Remote, Reply, Rest, Target, Told};
use pairdesk::qr::{Matrix, picture::Format};
use pairdesk::{fault, qr};
use serde_json::json;
use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command as Process;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Long enough for a tail of four characters to be shown, and those four are not in the part that is looked for.
const CANARY: &str = "CANARY-0123456789-LAST";
const LOOKED_FOR: &str = "CANARY-0123456789";
const TYPED: &str = "CANARY12";

fn secret() -> Secret {
    Secret::from(CANARY)
}

fn secrets() -> Secrets {
    Secrets::from([("token".to_owned(), secret())])
}

/// Every kind of value that can hide one.
fn values() -> Values {
    let mut values = Values::default();
    values.set_text("name", "loja");
    values.set_text("queue", format!("amqp://loja:{CANARY}@mq.example/fila"));
    values.set("token", Value::Secret(secret()));
    values.set("headers", Value::Pairs(vec![("x-key".to_owned(), secret())]));
    values.set("tags", Value::PlainPairs(vec![("queue".to_owned(), format!("amqp://loja:{CANARY}@mq.example/fila"))]));
    values.set("hooks", Value::Groups(vec![values.clone()]));
    values
}

fn rest() -> Rest {
    let told = json!({"token": CANARY, "url": format!("https://loja:{CANARY}@chat.example")});
    Rest::of("chatwoot", told.as_object().unwrap().clone())
}

fn told() -> Told {
    Told { values: values(), closed: Vec::new(), rest: rest() }
}

fn account() -> Account {
    Account { values: values(), secret_keys: vec!["global_key".to_owned()], ..made::account("evolution") }
}

fn origin() -> Origin {
    Origin::of("https://gateway.example").unwrap()
}

fn target() -> Target {
    Target::new("r1".to_owned(), "loja".to_owned(), Proof::OwnToken(Kept::token(origin(), &secret())))
}

fn access() -> Access {
    let access = Access::open(&origin(), &Kept::new(origin(), secrets())).unwrap();
    access.to(None, values()).about(target()).unwrap()
}

fn create() -> Call {
    Call::Create { values: values(), token: Some(secret()), mark: None }
}

fn request() -> Request {
    Request::new(Method::Get, "/instances/{id}/token/{token}/status")
        .fill(&["r1", CANARY])
        .header("apikey", CANARY)
        .body(json!({ "token": CANARY }))
}

fn response() -> Response {
    let body = json!({ "token": CANARY }).to_string().into_bytes();
    Response { status: 200, body, ..Response::default() }
}

fn created() -> Created {
    Created {
        remote_id: "r1".to_owned(),
        name: "loja".to_owned(),
        token: Some(secret()),
        state: ConnectionState::Unchecked,
        plan: Plan::default(),
    }
}

fn remote() -> Remote {
    Remote { remote_id: "r1".to_owned(), token: Some(secret()), ..Remote::default() }
}

fn text_code() -> CodeReply {
    CodeReply::Text { qr: CANARY.to_owned(), typed: Some(CANARY.to_owned()), lives: None }
}

fn pairing_view() -> PairingView {
    let mut pairing = Pairing::new(Capabilities::default().pace);
    pairing.on_code(Duration::ZERO, code_answer());
    let (job, instance) = (JobId(1), InstanceId::random());
    PairingView { job, instance, pairing, modules: matrix(), opened: Instant::now() }
}

fn matrix() -> Arc<Matrix> {
    Arc::new(qr::draw(&pairing_text(CANARY)).unwrap())
}

fn code_answer() -> CodeAnswer {
    CodeAnswer::Code { qr: Some(pairing_text(CANARY)), typed: None, lives: None }
}

fn link() -> InstanceLink {
    instance_link(&format!("https://gateway.example/instances/r1/token/{CANARY}/status")).unwrap()
}

fn sandbox_info() -> SandboxInfo {
    let control = "http://127.0.0.1/sandbox".to_owned();
    SandboxInfo { announcement: secret(), control, gateways: Vec::new(), profiles: Vec::new(), faults: Vec::new() }
}

fn changes() -> Changes {
    let own = [("evolution".to_owned(), values())].into();
    Changes { common: values(), own, ..Changes::default() }
}

fn run_kind() -> RunKind {
    RunKind::ChangeSettings { changes: Box::new(changes()) }
}

fn new_item() -> NewItem {
    let (account, subject) = (AccountId::random(), RunSubject::New(None));
    NewItem { account, subject, name: "loja".to_owned(), values: values(), left_out: None, row: None }
}

fn whole_run() -> WholeRun {
    WholeRun::new(run_kind(), vec![new_item()], Timestamp::UNIX_EPOCH)
}

fn again() -> Again {
    let mut whole = whole_run();
    let state = ItemState::Failed(FailureKind::Rejected.into());
    whole.items[0] = Arc::new(RunItem { state, ..RunItem::clone(&whole.items[0]) });
    let id = whole.run.id;
    Board::of(vec![whole]).again(id, Timestamp::UNIX_EPOCH).unwrap()
}

fn run_change() -> RunChange {
    let WholeRun { run, items } = whole_run();
    RunChange { run, items, waits: Vec::new(), resting: Vec::new(), left: None }
}

fn run_item() -> Arc<RunItem> {
    Arc::clone(&whole_run().items[0])
}

fn runs() -> Runs {
    Runs::of(vec![whole_run()])
}

fn table() -> Table {
    read_text(&format!("name;{CANARY}\nloja;{CANARY}"), Reading::default()).unwrap()
}

fn table_plan() -> Arc<TablePlan> {
    let token = Use::Field("token");
    let mut plan = TablePlan::of(Arc::new(table()), true, vec![Use::NAME, token], 7);
    plan.template = values();
    plan.edits.insert((0, token), CANARY.to_owned());
    Arc::new(plan)
}

fn ready() -> Ready {
    let (account, annotation) = (AccountId::random(), Annotation::default());
    Ready { row: 0, account, values: values(), annotation, number: None, unmarked: String::new() }
}

fn settings_read() -> SettingsRead {
    SettingsRead { values: values(), ..SettingsRead::of(InstanceId::random(), Timestamp::UNIX_EPOCH) }
}

/// Prints a value both ways, with the name of its type.
macro_rules! printed {
    ($($type:ty => $value:expr),* $(,)?) => {
        vec![$({
            let value: $type = $value;
            (stringify!($type), format!("{value:?} {value:#?}"))
        }),*]
    };
}

/// Types that can be printed and hold the canary, with what each prints.
#[expect(clippy::too_many_lines, reason = "a table, with a line for each type")]
fn printed() -> Vec<(&'static str, String)> {
    let (job, account_id) = (JobId(1), AccountId::random());
    let (provider, instance, token) = (ProviderId("evolution"), InstanceId::random(), secret());
    let before = pairdesk::domain::id_set::IdSet::default();
    printed![
        Secret => secret(),
        Secrets => secrets(),
        Value => Value::Secret(secret()),
        Values => values(),
        Kept => Kept::token(origin(), &secret()),
        InstanceLink => link(),
        Cut => Cut::Link(link()),
        Account => account(),
        Target => target(),
        Proof => target().proof().clone(),
        Access => access(),
        Call => create(),
        Request => request(),
        Response => response(),
        Created => created(),
        Remote => remote(),
        Page => Page { rows: vec![remote()], ..Page::default() },
        PairingText => pairing_text(CANARY),
        TypedCode => typed_code(TYPED),
        CodeReply => text_code(),
        CodeReply => CodeReply::Typed(CANARY.to_owned()),
        CodeReply => CodeReply::Image { png: CANARY.into(), typed: Some(CANARY.to_owned()), lives: None },
        Reply => Reply::Created(created()),
        Reply => Reply::Listed(Page { rows: vec![remote()], ..Page::default() }),
        Reply => Reply::Described(remote()),
        Reply => Reply::Code(text_code()),
        Draft => Draft { account: account_id, values: values() },
        Template => Template { name: "loja".to_owned(), provider: "evolution".to_owned(), values: values() },
        Shared => Shared {
            provider: "evolution".to_owned(),
            name: "loja".to_owned(),
            values: values(),
            left_out: 0,
            hosts: Vec::new(),
        },
        Command => Command::TestAccount { provider, values: values(), existing: None },
        Command => Command::SaveAccount { provider, values: values(), existing: None, told: false },
        Command => Command::Create { account: account_id, values: values() },
        Command => Command::Adopt { account: account_id, values: values() },
        Command => Command::SaveDraft { draft: Some(Draft { account: account_id, values: values() }) },
        Command => Command::ChangeSettings { instance, keys: vec!["name"], values: values() },
        Command => Command::SaveCode { name: String::new(), to: None, modules: matrix(), format: Format::Png },
        Command => Command::SandboxScan { code: secret(), phone: String::new(), name: String::new() },
        Command => Command::ReadTable { source: TableSource::Pasted(secret()), reading: Reading::default() },
        Command => Command::CheckRows { plan: table_plan(), fresh: false },
        Command => Command::CreateMany { plan: table_plan(), count: 1 },
        Command => Command::StartRun { kind: run_kind(), items: vec![new_item()] },
        Command => Command::ReadManySettings { instances: vec![instance], of: changes() },
        Wish => Wish::Run(job, Command::Create { account: account_id, values: values() }),
        Call => Call::Change { keys: vec!["name"], values: values(), rest: rest() },
        Reply => Reply::Settings { told: told(), next: None },
        Told => told(),
        Rest => rest(),
        Matrix => Matrix::clone(&matrix()),
        Row => Row { remote_id: "r1", name: "n", token: Some(&token), mark: None, created_at: None },
        Sought => Sought { name: "n", before: &before, taken: &[], token: Some(&token), mark: None, sent_at: None, ended_at: None, whole: true, soon: true, rival: false, refused: false },
        Done => Done::Settings(Box::new(told())),
        JobState => JobState::Done(Done::Settings(Box::new(told()))),
        Loaded => Loaded { accounts: vec![account()], ..Loaded::default() },
        Event => Event::JobDone { job, result: Done::Settings(Box::new(told())) },
        Event => Event::Revealed { job, secret: secret() },
        Event => Event::PairingChanged(Box::new(pairing_view())),
        Event => Event::SandboxChanged(Some(sandbox_info())),
        Event => Event::AccountChanged(Box::new(account())),
        Event => Event::BooksChanged(Box::new(books())),
        Event => Event::RunChanged(Box::new(run_change())),
        PairingView => pairing_view(),
        SandboxInfo => sandbox_info(),
        Removal => removal(),
        Leaving => Leaving { what: removal(), until: Instant::now() },
        Removals => removals(),
        Back => removals().take_back().unwrap(),
        Revealed => Revealed { job, secret: secret(), until: Instant::now() },
        Changes => changes(),
        RunKind => run_kind(),
        NewItem => new_item(),
        RunItem => RunItem::clone(&run_item()),
        Run => whole_run().run,
        WholeRun => whole_run(),
        RunChange => run_change(),
        Again => again(),
        Due => Due { run: whole_run().run.id, item: run_item() },
        Runs => runs(),
        RunView => RunView::clone(runs().iter().next().unwrap()),
        Does => Does::Run(run_kind()),
        Books => books(),
        SettingsRead => settings_read(),
        Table => table(),
        TableSource => TableSource::Pasted(secret()),
        TablePlan => TablePlan::clone(&table_plan()),
        Ready => ready(),
        Mend => Mend::Set(Use::Field("webhook_url"), format!("https://loja.example/?key={CANARY}")),
        Seen => Seen::Is(Value::Secret(secret())),
        LaidOver => LaidOver { values: values(), ..LaidOver::default() },
        Carried => Carried { values: values(), ..Carried::default() },
        Done => Done::Table(Ok(Arc::new(table()))),
    ]
}

fn template() -> Template {
    Template { name: String::new(), provider: "zapi".to_owned(), values: values() }
}

fn books() -> Books {
    Books { templates: vec![template()], ..Books::default() }
}

fn removal() -> Removal {
    Removal::Template { template: Box::new(template()), at: 0 }
}

fn removals() -> Removals {
    let mut removals = Removals::default();
    removals.begin(removal());
    removals
}

#[test]
fn debug_of_what_holds_a_secret_does_not_print_it() {
    for (name, text) in printed() {
        let shown = [LOOKED_FOR, TYPED].into_iter().any(|secret| text.contains(secret));
        assert!(!shown, "{name} prints its secret: {text}");
        assert!(!text.trim().is_empty(), "{name} prints nothing");
    }
}

/// Secret by what they are, whatever they are made of.
const SEEDS: [&str; 11] = [
    "Secret",
    "Secrets",
    "Request",
    "Response",
    "PairingText",
    "TypedCode",
    "CodeReply",
    "CodeAnswer",
    "ShownCode",
    "Matrix",
    "Table",
];

/// A public type of ours: its name, the words of its definition, and whether it can be printed.
struct Definition {
    name: String,
    words: Vec<String>,
    prints: bool,
}

fn definitions(source: &str) -> Vec<Definition> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let is_some = |word: &&str| !word.is_empty();
    let lines: Vec<&str> = source.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    let mut found = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let Some(rest) = line.strip_prefix("pub struct ").or_else(|| line.strip_prefix("pub enum ")) else { continue };
        let name: String = rest.chars().take_while(|c| is_word(*c)).collect();
        let length = lines[at..].iter().position(|line| line.starts_with('}') || line.ends_with([';', '}'])).unwrap();
        // The first word of a line names the field or variant; types come after it.
        let types = lines[at..=at + length]
            .iter()
            .flat_map(|line| line.split(|c| !is_word(c)).filter(is_some).skip(1));
        let words = types.filter(|word| *word != name).map(str::to_owned).collect();
        let attributes = lines[..at].iter().rev().take_while(|line| line.starts_with("#["));
        let derives = attributes.into_iter().any(|line| line.contains("derive(") && line.contains("Debug"));
        let prints = derives || source.contains(&format!("Debug for {name}"));
        found.push(Definition { name, words, prints });
    }
    found
}

#[test]
fn every_type_that_can_hold_a_secret_and_be_printed_is_among_them() {
    let mut sources = Vec::new();
    read_sources(Path::new("src"), &mut sources);
    let types: Vec<Definition> = sources.iter().flat_map(|source| definitions(source)).collect();
    let mut holders: BTreeSet<&str> = BTreeSet::from(SEEDS);
    loop {
        let holds = |found: &&Definition| found.words.iter().any(|word| holders.contains(word.as_str()));
        let more: Vec<&str> = types.iter().filter(holds).map(|found| found.name.as_str()).collect();
        let before = holders.len();
        holders.extend(more);
        if holders.len() == before {
            break;
        }
    }
    let checked: BTreeSet<&str> = printed().into_iter().map(|(name, _)| name).collect();
    let has_to_be = |found: &&Definition| found.prints && holders.contains(found.name.as_str());
    let wanted: BTreeSet<&str> = types.iter().filter(has_to_be).map(|found| found.name.as_str()).collect();
    assert!(wanted.contains("Command") && wanted.contains("Account"), "the sources are not read well: {wanted:?}");
    let missing: Vec<&&str> = wanted.difference(&checked).collect();
    assert!(missing.is_empty(), "nobody looks at what these print: {missing:?}");
}

/// Everything that others can name. The engine's inside is private save for two files.
fn read_sources(folder: &Path, sources: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let is_inside = folder.ends_with("engine") && !path.ends_with("command.rs") && !path.ends_with("event.rs");
        match path.is_dir() {
            _ if is_inside => {}
            true => read_sources(&path, sources),
            false => sources.push(std::fs::read_to_string(&path).unwrap()),
        }
    }
}

/// The picture of a code is the code.
#[test]
fn debug_of_a_matrix_is_its_size() {
    let matrix = qr::draw(&pairing_text(CANARY)).unwrap();
    assert_eq!(format!("{matrix:?}"), format!("Matrix({0} × {0})", matrix.side));
}

/// Tells the test below to panic in a process of its own.
const PANIC: &str = "PAIRDESK_TEST_PANIC";

#[test]
fn a_panic_says_where_and_not_what() {
    if std::env::var_os(PANIC).is_some() {
        fault::say_only_where();
        let thread = std::thread::Builder::new().name("somebody".to_owned());
        let ended = thread.spawn(|| panic!("{CANARY}")).unwrap().join();
        assert!(ended.is_err());
        return;
    }
    let this = std::env::current_exe().unwrap();
    let output = Process::new(this)
        .args(["--exact", "a_panic_says_where_and_not_what", "--nocapture"])
        .env(PANIC, "1")
        .env("RUST_BACKTRACE", "full")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    assert!(said.contains("secrets.rs:") && said.contains("somebody"), "{said}");
    let all = [output.stdout, output.stderr].concat();
    assert!(!String::from_utf8_lossy(&all).contains(LOOKED_FOR));
}
