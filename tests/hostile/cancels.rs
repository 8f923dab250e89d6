//! Everything that asks a gateway can be cancelled and has a deadline; what may have been sent is never "cancelled".

use crate::good::{NAME, PROVIDERS, body};
use crate::lab::{Lab, named};
use crate::promise;
use crate::rig::{DEADLINE, Rig, is_well_told, lab, lab_within, values};
use crate::scenarios;
use crate::server::{Ask, Script, Step, json_answer};
use pairdesk::domain::changes::Changes;
use pairdesk::domain::failure::{Failure, FailureKind};
use pairdesk::domain::ids::{IntentId, JobId, ProviderId};
use pairdesk::domain::journal::Stage;
use pairdesk::domain::secret::Secret;
use pairdesk::domain::values::{Value, Values};
use pairdesk::engine::command::{Action, Command, Decision, TableSource};
use pairdesk::engine::event::Done;
use pairdesk::form::bulk::{TablePlan, Use};
use pairdesk::form::table::read::Reading;
use pairdesk::providers;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// How long an action may go on after a cancel or its deadline.
const GRACE: Duration = Duration::from_secs(1);
/// Where a call may take a minute: ended by then, it was ended by what was done to it.
const SOON: Duration = Duration::from_secs(30);

/// Something that a person asks for, and where the gateway falls silent.
struct Doing {
    name: &'static str,
    provider: &'static str,
    silent: Ask,
    command: fn(&mut Rig<'_>) -> Command,
}

fn doing(name: &'static str, provider: &'static str, silent: Ask, command: fn(&mut Rig<'_>) -> Command) -> Doing {
    Doing { name, provider, silent, command }
}

fn id_of(provider: &str) -> ProviderId {
    providers::by_id(provider).unwrap().id()
}

fn act(rig: &Rig<'_>, action: Action) -> Command {
    Command::Act { instance: rig.row, action }
}

/// A create whose answer was lost, and which nobody looks up yet.
fn lost(rig: &mut Rig<'_>) -> IntentId {
    rig.server.arm(Ask::Create, Arc::new(|_| vec![Step::Read]));
    let result = rig.run(Ask::Create);
    rig.server.disarm();
    let Ok(Done::Unconfirmed(id)) = result else { panic!("{result:?}") };
    id
}

/// A table of one row, which nothing stands against.
fn table(rig: &mut Rig<'_>) -> Arc<TablePlan> {
    let source = TableSource::Pasted(Secret::from("nova"));
    let done = rig.lab.run(Command::ReadTable { source, reading: Reading::default() });
    let Ok(Done::Table(Ok(table))) = done else { panic!("{done:?}") };
    let plan = TablePlan::of(table, false, vec![Use::NAME], 7);
    Arc::new(TablePlan { account: Some(rig.account), ..plan })
}

fn all() -> Vec<Doing> {
    vec![
        doing("test an account", "evolution", Ask::Detect, |rig| {
            let values = values("evolution", &rig.server.base_url(), "new");
            Command::TestAccount { provider: id_of("evolution"), values, existing: None }
        }),
        doing("save an account", "zapi", Ask::List, |rig| {
            let values = values("zapi", &rig.server.base_url(), "new");
            Command::SaveAccount { provider: id_of("zapi"), values, existing: None, told: false }
        }),
        doing("check an account", "enviaai", Ask::List, |rig| Command::CheckAccount { account: rig.account }),
        doing("diagnose", "enviaai", Ask::List, |rig| Command::Diagnose {
            account: rig.account,
            instance: Some(rig.row),
        }),
        doing("refresh an account", "enviaai", Ask::List, |rig| Command::Sync { account: Some(rig.account) }),
        doing("refresh all", "evolution", Ask::List, |_| Command::Sync { account: None }),
        doing("look before a create", "zapi", Ask::List, |rig| Command::Create {
            account: rig.account,
            values: named("nova"),
        }),
        doing("check a table", "zapi", Ask::List, |rig| Command::CheckRows { plan: table(rig), fresh: true }),
        doing("adopt by hand", "zapi", Ask::Other, |rig| {
            let mut values = Values::default();
            values.set_text("instance_id", "i-7");
            values.set("instance_token", Value::Secret(Secret::from("typed-0123456789")));
            Command::Adopt { account: rig.account, values }
        }),
        doing("look up again", "enviaai", Ask::List, |rig| Command::Recheck { intent: lost(rig) }),
        doing("adopt a found one", "zapi", Ask::List, |rig| {
            let decision = Decision::Adopt { remote_id: "i-2".to_owned() };
            Command::Decide { intent: lost(rig), decision }
        }),
        doing("open a pairing window", "evolution", Ask::Qr, |rig| Command::Pair { instance: rig.row, phone: None }),
        doing("refresh an instance", "zapi", Ask::Status, |rig| act(rig, Action::Refresh)),
        doing("restart", "evolution", Ask::Other, |rig| act(rig, Action::Restart)),
        doing("log out", "enviaai", Ask::Other, |rig| act(rig, Action::Logout)),
        doing("read the settings", "zapi", Ask::Other, |rig| Command::ReadSettings { instance: rig.row }),
        doing("read the settings of many", "zapi", Ask::Other, |rig| {
            let mut of = Changes::default();
            of.common.set_text("webhook_url", "https://hooks.example/x");
            Command::ReadManySettings { instances: vec![rig.row], of }
        }),
        doing("recreate", "zapi", Ask::Other, |rig| Command::Recreate { to: rig.account, instances: vec![rig.row] }),
        doing("compare the settings", "zapi", Ask::Other, |rig| {
            let mut asked = Values::default();
            asked.set_text("received_url", "https://hooks.example/x");
            Command::CompareSettings { instance: rig.row, asked }
        }),
        doing("change the settings", "enviaai", Ask::Other, |rig| {
            let mut values = Values::default();
            values.set_text("webhook_url", "https://hooks.example/x");
            Command::ChangeSettings { instance: rig.row, keys: vec!["webhook_url"], values }
        }),
        doing("delete", "evolution", Ask::Other, |rig| act(rig, Action::Delete)),
    ]
}

/// What waits for a gateway and so must be in the list above. A new command has to be put into one of these.
fn asks_a_gateway(command: &Command) -> bool {
    match command {
        Command::TestAccount { .. }
        | Command::SaveAccount { .. }
        | Command::CheckAccount { .. }
        | Command::Diagnose { .. }
        | Command::Sync { .. }
        | Command::Create { .. }
        | Command::Adopt { .. }
        | Command::Recheck { .. }
        | Command::Decide { .. }
        | Command::Pair { .. }
        | Command::Act { .. }
        | Command::ReadSettings { .. }
        | Command::CompareSettings { .. }
        | Command::ChangeSettings { .. }
        | Command::CheckRows { .. }
        | Command::SendTest { .. }
        | Command::ReadManySettings { .. }
        | Command::Recreate { .. }
        | Command::CheckUnconfirmed { .. } => true,
        Command::RemoveAccount { .. }
        | Command::MoreCodes { .. }
        | Command::SaveCode { .. }
        | Command::SaveText { .. }
        | Command::Reveal { .. }
        | Command::CopySecret { .. }
        | Command::ProbeVault
        | Command::MakeCollection
        | Command::UseMemoryVault
        | Command::StartSandbox
        | Command::StopSandbox
        | Command::SandboxScan { .. }
        | Command::SandboxScanOf { .. }
        | Command::SandboxFault { .. }
        | Command::SandboxProfile { .. }
        | Command::SaveSettings { .. }
        | Command::SaveDraft { .. }
        | Command::SaveTemplates { .. }
        | Command::Annotate { .. }
        | Command::SaveTags { .. }
        | Command::SaveViews { .. }
        | Command::Retag { .. }
        | Command::TakeBack { .. }
        | Command::SealReport { .. }
        | Command::Forget { .. }
        | Command::SaveNotices { .. }
        | Command::ReadTable { .. }
        | Command::FindNamesInUse { .. }
        | Command::CreateMany { .. }
        | Command::StartRun { .. }
        | Command::PauseRun { .. }
        | Command::ResumeRun { .. }
        | Command::StopRun { .. }
        | Command::RetryFailed { .. }
        | Command::DropRun { .. }
        | Command::SaveRules { .. }
        | Command::Snooze { .. }
        | Command::OnScreen { .. }
        | Command::ReadHistory { .. }
        | Command::Backup { .. }
        | Command::OpenBackup { .. }
        | Command::Restore
        | Command::CloseBackup
        | Command::ExportList { .. }
        | Command::Cancel { .. } => false,
    }
}

/// An engine that looks nothing up by itself.
fn lab_without_lookups(deadline: Duration) -> Lab {
    let mut lab = lab_within(deadline);
    lab.timing.lookups = vec![Duration::from_mins(1)];
    lab.restart();
    lab
}

fn silence() -> Script {
    Arc::new(|_| vec![Step::Read, Step::Hold])
}

/// Starts it and waits until the gateway has been asked and says nothing. The job, and when that was.
fn start(rig: &mut Rig<'_>, doing: &Doing) -> (JobId, Instant) {
    let job = rig.lab.job();
    let command = (doing.command)(rig);
    assert!(asks_a_gateway(&command), "{}", doing.name);
    let before = rig.server.came(doing.silent).len();
    rig.server.arm(doing.silent, silence());
    rig.lab.begin(job, command);
    let started = Instant::now();
    loop {
        if let Some(came) = rig.server.came(doing.silent).get(before) {
            return (job, *came);
        }
        assert!(started.elapsed() < rig.lab.patience, "{}: the gateway was not asked", doing.name);
        rig.lab.pause(2);
    }
}

#[test]
fn every_action_can_be_cancelled() {
    promise::cases("every_action_can_be_cancelled", all().len());
    for doing in all() {
        // So long that only a cancel can be what ends it.
        let mut lab = lab_without_lookups(Duration::from_mins(1));
        let mut rig = Rig::new(&mut lab, doing.provider, doing.name);
        let rows = rig.lab.rows().len();
        let (job, _) = start(&mut rig, &doing);
        let cancelled = Instant::now();
        rig.lab.send(Command::Cancel { job });
        let failure = rig.lab.end_of(job).unwrap_err();
        assert!(cancelled.elapsed() < SOON, "{}: {:?}", doing.name, cancelled.elapsed());
        assert_eq!(failure.kind, FailureKind::Cancelled, "{}", doing.name);
        is_well_told(&failure, &rig.server).unwrap();
        rig.server.disarm();
        assert_eq!(rig.lab.rows().len(), rows, "{}: a row came or went", doing.name);
        // Nothing of it holds up what comes after.
        let asked = rig.server.came(Ask::List).len();
        while rig.server.came(Ask::List).len() == asked {
            assert!(cancelled.elapsed() < SOON, "{}: it goes on unseen", doing.name);
            assert_eq!(rig.run(Ask::List), Ok(Done::Nothing), "{}", doing.name);
        }
        assert!(rig.lab.rows().iter().any(|row| row.account == rig.account && row.name == NAME), "{}", doing.name);
    }
}

#[test]
fn every_action_has_a_deadline() {
    // A pairing window goes on until the person leaves it; its requests are in the matrix.
    let all: Vec<_> = all().into_iter().filter(|doing| doing.silent != Ask::Qr).collect();
    promise::cases("every_action_has_a_deadline", all.len());
    for doing in all {
        let mut lab = lab_without_lookups(DEADLINE);
        let mut rig = Rig::new(&mut lab, doing.provider, doing.name);
        let (job, came) = start(&mut rig, &doing);
        let lag = rig.lab.lag;
        let result = rig.lab.end_of(job);
        let took = came.elapsed().saturating_sub(rig.lab.lag.saturating_sub(lag));
        assert!(took <= DEADLINE + GRACE, "{}: {took:?}", doing.name);
        // Saved all the same: a gateway that is down today may be up tomorrow.
        if doing.name == "save an account" {
            assert!(matches!(result, Ok(Done::AccountSaved(_))), "{result:?}");
        } else if doing.name == "check a table" {
            // Each create reads the list once more.
            assert!(matches!(&result, Ok(Done::Checked(checked)) if checked.sums().going == 1), "{result:?}");
        } else if doing.name == "recreate" {
            // The run shows what could not be read, and does nothing to it.
            assert!(matches!(result, Ok(Done::RunBegun(_))), "{result:?}");
        } else if matches!(doing.name, "diagnose" | "read the settings of many") {
            // What it found out is what it is for.
            assert_eq!(result, Ok(Done::Nothing));
        } else {
            assert_eq!(result.map_err(|failure| failure.kind), Err(FailureKind::Timeout), "{}", doing.name);
        }
        rig.server.disarm();
    }
}

/// Whatever the list of its gateway says: the rows are checked, in time, and nothing is created.
#[test]
fn a_table_is_checked_whatever_its_gateway_answers() {
    let jobs = scenarios::all();
    promise::cases("a_table_is_checked_whatever_its_gateway_answers", jobs.len());
    let queue = Mutex::new(jobs.iter());
    let complaints = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                let mut lab = lab();
                loop {
                    let next = queue.lock().unwrap().next();
                    let Some(scenario) = next else { return };
                    let mut rig = Rig::new(&mut lab, "zapi", scenario.name);
                    let plan = table(&mut rig);
                    rig.server.arm(Ask::List, Arc::clone(&scenario.script));
                    let (asked, lag) = (Instant::now(), rig.lab.lag);
                    let result = rig.lab.run(Command::CheckRows { plan, fresh: true });
                    let took = asked.elapsed().saturating_sub(rig.lab.lag.saturating_sub(lag));
                    rig.server.disarm();
                    let is_checked = matches!(&result, Ok(Done::Checked(checked)) if checked.lines.len() == 1);
                    // A list of several pages has as long as two calls.
                    if !is_checked || took > 2 * DEADLINE + GRACE || !rig.server.came(Ask::Create).is_empty() {
                        complaints.lock().unwrap().push(format!("{}: {took:?}, {result:?}", scenario.name));
                    }
                }
            });
        }
    });
    let complaints = complaints.into_inner().unwrap();
    assert!(complaints.is_empty(), "{complaints:#?}");
}

/// Sends a create, whose gateway falls silent, and cancels it. What the person is told.
fn cancel_a_sent_create(rig: &mut Rig<'_>) -> Result<Done, Failure> {
    let sent = doing("create", "", Ask::Create, |rig| Command::Create { account: rig.account, values: named("nova") });
    let (job, _) = start(rig, &sent);
    rig.lab.send(Command::Cancel { job });
    rig.lab.end_of(job)
}

#[test]
fn a_sent_create_that_is_cancelled_is_unconfirmed() {
    for provider in PROVIDERS {
        let mut lab = lab_within(Duration::from_mins(1));
        let mut rig = Rig::new(&mut lab, provider, provider);
        let started = Instant::now();
        let result = cancel_a_sent_create(&mut rig);
        assert!(started.elapsed() < SOON);
        let Ok(Done::Unconfirmed(id)) = result else { panic!("{provider}: {result:?}") };
        let intent = rig.lab.wait_stage(id, Stage::Reconciling);
        assert_eq!(intent.failure.map(|failure| failure.kind), Some(FailureKind::Cancelled));
        // It is looked up from here on, and never sent a second time.
        rig.lab.wait_stage(id, Stage::Absent);
        assert_eq!(rig.server.came(Ask::Create).len(), 1, "{provider}");
    }
}

#[test]
fn a_create_that_is_cancelled_before_it_is_sent_sends_nothing() {
    for provider in PROVIDERS {
        let mut lab = lab_within(Duration::from_mins(1));
        let mut rig = Rig::new(&mut lab, provider, provider);
        let looking =
            doing("look", provider, Ask::List, |rig| Command::Create { account: rig.account, values: named("nova") });
        let (job, _) = start(&mut rig, &looking);
        rig.lab.send(Command::Cancel { job });
        assert_eq!(rig.lab.end_of(job).unwrap_err().kind, FailureKind::Cancelled);
        rig.server.disarm();
        assert_eq!(rig.lab.stages(), [Stage::Done], "{provider}");
        assert_eq!(rig.server.came(Ask::Create).len(), 0, "{provider}");
    }
}

/// Some gateways leave an instance behind when they refuse. The person reads the refusal at once; that a gateway then falls
/// silent leaves the create open.
#[test]
fn a_refusal_is_told_at_once_and_its_look_up_stays_open() {
    let mut lab = lab_within(Duration::from_mins(1));
    let rig = Rig::new(&mut lab, "evolution", "residue");
    let (account, job) = (rig.account, rig.lab.job());
    let before = rig.server.came(Ask::List).len();
    // The first list, before the create, is good; the gateway falls silent at the second.
    let (refusal, count) = (json_answer(400, r#"{"message":"bad proxy"}"#), AtomicUsize::new(0));
    rig.server.arm_all(Arc::new(move |place| match place.ask {
        Ask::Create => vec![Step::Read, Step::Send(refusal.clone())],
        Ask::List if count.fetch_add(1, Ordering::SeqCst) > 0 => vec![Step::Read, Step::Hold],
        _ => vec![Step::Read, Step::Send(json_answer(200, &body(place)))],
    }));
    let asked = Instant::now();
    rig.lab.begin(job, Command::Create { account, values: named("nova") });
    assert_eq!(rig.lab.end_of(job).unwrap_err().kind, FailureKind::Rejected);
    assert!(asked.elapsed() < SOON);
    while rig.server.came(Ask::List).len() < before + 2 {
        rig.lab.pause(2);
    }
    assert!(rig.lab.stages().iter().all(|stage| stage.is_unconfirmed()));
}

/// At whatever moment the cancel comes: "cancelled" is only said of what was not sent.
#[test]
fn cancelled_is_only_said_of_what_was_not_sent() {
    let mut lab = lab();
    let rig = Rig::new(&mut lab, "zapi", "any moment");
    for run in 0..60_u64 {
        let (account, job) = (rig.account, rig.lab.job());
        rig.server.settle();
        let before = rig.server.came(Ask::Create).len();
        rig.lab.begin(job, Command::Create { account, values: named(&format!("nova-{run}")) });
        std::thread::sleep(Duration::from_micros(run * 400));
        rig.lab.send(Command::Cancel { job });
        let result = rig.lab.end_of(job);
        // What was sent before the cancel may come after it.
        rig.server.settle();
        let sent = rig.server.came(Ask::Create).len() - before;
        match result {
            Err(failure) => assert_eq!((failure.kind, sent), (FailureKind::Cancelled, 0), "run {run}"),
            Ok(Done::InstanceReady(_)) => assert_eq!(sent, 1, "run {run}"),
            Ok(Done::Unconfirmed(_)) => assert!(sent <= 1, "run {run}"),
            Ok(other) => panic!("run {run}: {other:?}"),
        }
    }
}
