//! The engine's own thread: receives commands, starts flows, ends them.

use crate::domain::failure::{Failure, FailureKind};
use crate::domain::ids::JobId;
use crate::domain::notice::{Notice, NoticeKind};
use crate::domain::watch::Pace;
use crate::engine::clipboard::Clipboard;
use crate::engine::clock;
use crate::engine::command::Command;
use crate::engine::event::{Done, Event};
use crate::engine::flows::accounts::{Sure, Typed};
use crate::engine::flows::{
    accounts, act, alerts, annotate, backup, change, create, create_many, decide, diagnose, export, history, later,
    message, pair, pictures, read_back, read_many, reconcile, recover, recreate, report, run, sandbox, secrets, sync,
    undo, watch,
};
use crate::engine::shared::Core;
use crate::engine::signals;
use crate::engine::store::DATABASE;
use crate::providers::Call;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// How long the end waits for a create that was sent, or for a removal.
const PATIENCE: Duration = Duration::from_secs(2);
/// The same for what a person typed last: as many as are taken at once, on a disk that is slow.
const WRITES: Duration = Duration::from_secs(20);
/// How often to look whether a refresh is due.
const TICK: Duration = Duration::from_secs(1);
/// The same while there is no row.
const TICK_OF_NONE: Duration = Duration::from_secs(5);
/// How often to look whether the database's files are still there.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// The longest that the first refresh waits for the first frame.
const FIRST_FRAME: Duration = Duration::from_secs(1);
/// How long to wait before the disk is asked again for what it refused.
const KEEP_AGAIN: Duration = Duration::from_secs(30);
/// How often to look whether something has lasted long enough to be told.
const LOOK_AT_ALERTS: Duration = Duration::from_secs(5);
/// How often to ask a closed keyring how it stands.
const PROBE_EVERY: Duration = Duration::from_secs(5);

/// Everything the worker holds.
pub struct Worker {
    pub core: Arc<Core>,
    pub clipboard: Arc<Clipboard>,
    pub commands: mpsc::Receiver<(JobId, Command)>,
    pub start_sandbox: bool,
    /// Ends when what was given to be written last has been written.
    pub written: oneshot::Receiver<()>,
}

impl Worker {
    /// Runs until the interface is gone.
    pub async fn run(mut self) {
        self.begin();
        let stop = self.core.stop.clone();
        loop {
            let command = tokio::select! {
                command = self.commands.recv() => command,
                () = stop.cancelled() => None,
            };
            match command {
                Some((job, command)) => self.dispatch(job, command),
                None => break,
            }
        }
        self.end().await;
    }

    fn begin(&self) {
        self.spawn_plain(signals::watch(Arc::clone(&self.core)));
        self.spawn_plain(watch_vault(Arc::clone(&self.core)));
        self.spawn_plain(watch_store(Arc::clone(&self.core)));
        self.spawn_plain(run::drive(Arc::clone(&self.core)));
        let core = Arc::clone(&self.core);
        let sandbox = self.start_sandbox;
        self.spawn_plain(async move {
            core.probe_vault().await;
            recover::recover(&core).await;
            later::recover(&core).await;
            if sandbox {
                // Shown by the accounts that are missing, and by the screen that starts it again.
                let _ = sandbox::start(&core).await;
            }
            by_itself(&core).await;
        });
    }

    async fn end(mut self) {
        self.core.stop.cancel();
        while let Ok((job, command)) = self.commands.try_recv() {
            if command.writes() {
                self.dispatch(job, command);
            }
        }
        self.core.tasks.close();
        let critical = async {
            while self.core.is_sending() || self.core.is_leaving() || self.core.inventory().board.is_busy() {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        };
        let _ = tokio::time::timeout(PATIENCE, critical).await;
        let _ = tokio::time::timeout(WRITES, &mut self.written).await;
        // What the disk does not take now is told by the next list.
        let _ = tokio::time::timeout(PATIENCE, self.core.keep_rows()).await;
        let _ = tokio::time::timeout(PATIENCE, self.core.keep_watched(true)).await;
        let running = self.core.inventory().sandbox.take();
        if let Some(running) = running {
            running.sandbox.stop().await;
        }
        self.clipboard.end();
        let _ = tokio::time::timeout(PATIENCE, self.core.store.close()).await;
    }

    fn spawn_plain(&self, task: impl Future<Output = ()> + Send + 'static) {
        let stop = self.core.stop.clone();
        self.core.tasks.spawn(async move {
            let _ = stop.run_until_cancelled(task).await;
        });
    }

    /// Writes what a person typed in the order in which it came. The end of the program waits for it.
    fn write(&mut self, flow: impl Future<Output = ()> + Send + 'static) {
        let (ends, written) = oneshot::channel::<()>();
        let before = std::mem::replace(&mut self.written, written);
        self.core.tasks.spawn(async move {
            // Which ends by being dropped.
            let _ = before.await;
            flow.await;
            drop(ends);
        });
    }

    /// Keeps what a person typed, and says so when the disk refuses.
    fn keep(&mut self, saved: impl Future<Output = Result<(), Failure>> + Send + 'static) {
        let core = Arc::clone(&self.core);
        self.write(async move {
            let failed = saved.await.err();
            // That the whole database is lost is told once, by who watches it.
            if failed.is_some_and(|failure| failure.kind != FailureKind::StoreLost) {
                core.emit(Event::Noticed(Notice::new(NoticeKind::NotKept, "", clock::now()))).await;
            }
        });
    }

    /// A flow that can be dropped at any await.
    fn spawn(&self, job: JobId, flow: impl Future<Output = Result<Done, Failure>> + Send + 'static) {
        let cancel = self.register(job);
        let core = Arc::clone(&self.core);
        self.core.tasks.spawn(async move {
            let result = cancel.run_until_cancelled(flow).await;
            core.inventory().more_codes.remove(&job);
            finish(&core, job, result.unwrap_or_else(|| Err(FailureKind::Cancelled.into()))).await;
        });
    }

    /// A flow that decides itself what a cancel means, and that the end of the program waits for.
    fn spawn_whole<F>(&self, job: JobId, flow: impl FnOnce(Arc<Core>, CancellationToken) -> F)
    where
        F: Future<Output = Result<Done, Failure>> + Send + 'static,
    {
        let cancel = CancellationToken::new();
        self.core.inventory().jobs.insert(job, cancel.clone());
        let core = Arc::clone(&self.core);
        let flow = flow(Arc::clone(&self.core), cancel);
        self.core.tasks.spawn(async move { finish(&core, job, flow.await).await });
    }

    fn register(&self, job: JobId) -> CancellationToken {
        let cancel = self.core.stop.child_token();
        self.core.inventory().jobs.insert(job, cancel.clone());
        cancel
    }

    #[expect(clippy::too_many_lines, reason = "one arm per command, each the start of its flow")]
    fn dispatch(&mut self, job: JobId, command: Command) {
        let core = Arc::clone(&self.core);
        match command {
            Command::TestAccount { provider, values, existing } => {
                let typed = Typed { provider, values, existing };
                self.spawn(job, async move { accounts::test(&core, typed).await });
            }
            Command::SaveAccount { provider, values, existing, told } => {
                let typed = Typed { provider, values, existing };
                self.spawn(job, async move { accounts::save(&core, typed, told).await });
            }
            Command::CheckAccount { account } => {
                self.spawn(job, async move { accounts::check(&core, account).await });
            }
            Command::Diagnose { account, instance } => {
                self.spawn(job, async move { diagnose::diagnose(&core, job, account, instance).await });
            }
            Command::RemoveAccount { account, told } => {
                let sure = if told { Sure::Told } else { Sure::Careful };
                self.spawn_whole(job, move |core, cancel| async move {
                    undo::after_undo(&core, &cancel, accounts::remove(&core, account, sure)).await
                });
            }
            Command::Sync { account } => self.spawn(job, async move { sync::sync(&core, account).await }),
            Command::Create { account, values } => self.spawn_whole(job, |core, cancel| async move {
                create::create(&core, create::New::of(account, values), &cancel).await
            }),
            Command::ReadTable { source, reading } => {
                self.spawn(job, async move { create_many::read_table(source, reading).await });
            }
            Command::CheckRows { plan, fresh } => {
                self.spawn(job, async move { create_many::check(&core, plan, fresh).await });
            }
            Command::CreateMany { plan, count } => {
                self.spawn(job, async move { create_many::start(&core, plan, count).await });
            }
            Command::Adopt { account, values } => {
                self.spawn(job, async move { accounts::adopt(&core, account, values).await });
            }
            Command::Recheck { intent } => self.spawn(job, async move { reconcile::once(&core, intent).await }),
            Command::Decide { intent, decision } => {
                self.spawn(job, async move { decide::decide(&core, intent, decision).await });
            }
            Command::Pair { instance, phone } => {
                self.spawn(job, async move { pair::pair(&core, job, instance, phone).await });
            }
            Command::MoreCodes { job } => {
                if let Some((_, more)) = core.inventory().more_codes.get(&job) {
                    more.notify_one();
                }
            }
            Command::Act { instance, action } => self.spawn_whole(job, move |core, cancel| async move {
                act::act(&core, instance, action, &cancel).await.map_err(|missed| missed.failure)
            }),
            Command::Forget { instances } => self
                .spawn_whole(job, move |core, cancel| async move { act::forget_many(&core, instances, &cancel).await }),
            Command::StartRun { kind, items } => {
                self.spawn_whole(job, move |core, _| async move { run::start(&core, kind, items).await });
            }
            Command::PauseRun { run } => {
                self.spawn_whole(job, move |core, _| async move { run::pause(&core, run).await });
            }
            Command::ResumeRun { run } => {
                self.spawn_whole(job, move |core, _| async move { run::resume(&core, run).await });
            }
            Command::StopRun { run } => {
                self.spawn_whole(job, move |core, _| async move { run::stop(&core, run).await });
            }
            Command::RetryFailed { run } => {
                self.spawn_whole(job, move |core, _| async move { run::retry(&core, run).await });
            }
            Command::CheckUnconfirmed { run } => self.spawn(job, async move { run::check(&core, run).await }),
            Command::DropRun { run } => {
                self.spawn_whole(job, move |core, _| async move { run::forget(&core, run).await });
            }
            Command::SendTest { instance, phone, text } => self.spawn_whole(job, move |core, cancel| async move {
                message::send(&core, instance, Call::Send { phone, text }, &cancel).await
            }),
            Command::ReadSettings { instance } => {
                self.spawn(job, async move { change::read(&core, instance).await });
            }
            Command::CompareSettings { instance, asked } => {
                self.spawn(job, async move { read_back::settings(&core, instance, &asked).await });
            }
            Command::ReadManySettings { instances, of } => {
                self.spawn(job, async move { read_many::read_many(&core, instances, of).await });
            }
            Command::FindNamesInUse { to, instances } => {
                self.spawn(job, async move { recreate::names_in_use(&core, to, &instances) });
            }
            Command::Recreate { to, instances } => {
                self.spawn(job, async move { recreate::recreate(&core, to, instances).await });
            }
            Command::ChangeSettings { instance, keys, values } => {
                self.spawn_whole(job, move |core, cancel| async move {
                    let changed = change::change(&core, instance, keys, values, &cancel).await;
                    changed.map_err(|missed| missed.failure)
                });
            }
            Command::SaveText { name, extension, to, text } => {
                self.spawn(job, async move { pictures::save_text(name, extension, to, text).await });
            }
            Command::SaveCode { name, to, modules, format } => {
                self.spawn(job, async move { pictures::save(name, to, modules, format).await });
            }
            Command::SaveRules { rules } => self.keep(async move { alerts::save(&core, rules).await }),
            Command::Snooze { alerts, until } => {
                self.spawn_plain(async move { alerts::snooze(&core, &alerts, until).await });
            }
            Command::OnScreen { shown } => core.inventory().shown = shown,
            Command::ReadHistory { instance } => {
                self.spawn_plain(async move { history::read(&core, instance).await });
            }
            Command::Reveal { owner, key } => {
                self.spawn(job, async move { secrets::reveal(&core, job, owner, &key).await });
            }
            Command::CopySecret { owner, key } => {
                let clipboard = Arc::clone(&self.clipboard);
                self.spawn(job, async move { secrets::copy(&core, &clipboard, job, owner, &key).await });
            }
            Command::ProbeVault => self.spawn(job, async move {
                core.probe_vault().await;
                Ok(Done::Nothing)
            }),
            Command::MakeCollection => self.spawn(job, async move {
                let made = core.vault.make_collection().await;
                core.probe_vault().await;
                made.map(|()| Done::Nothing)
            }),
            Command::UseMemoryVault => self.spawn(job, async move {
                core.vault.use_memory();
                core.probe_vault().await;
                Ok(Done::Nothing)
            }),
            Command::StartSandbox => self.spawn(job, async move { sandbox::start(&core).await }),
            Command::StopSandbox => self.spawn(job, async move { sandbox::stop(&core).await }),
            Command::SandboxScan { code, phone, name } => {
                self.spawn(job, async move { sandbox::scan(&core, &code, &phone, &name) });
            }
            Command::SandboxScanOf { instance, phone, name } => {
                self.spawn(job, async move { sandbox::scan_of(&core, instance, &phone, &name) });
            }
            Command::SandboxProfile { gateway, profile } => {
                self.spawn(job, async move { sandbox::profile(&core, &gateway, &profile).await });
            }
            Command::SandboxFault { provider, fault, times } => {
                self.spawn(job, async move { sandbox::fault(&core, &provider, &fault, times) });
            }
            Command::SaveSettings { settings } => {
                core.inventory().settings = settings.clone();
                self.keep(async move { core.store.save_settings(&settings).await });
            }
            Command::SaveTemplates { templates } => {
                self.keep(async move { core.store.save_templates(&templates).await });
            }
            Command::Annotate { instances, change } => {
                self.write(async move {
                    let result = annotate::annotate(&core, instances, change).await;
                    finish(&core, job, result).await;
                });
            }
            Command::Retag { tag, to } => {
                self.write(async move {
                    let result = annotate::retag(&core, &tag, to.as_deref()).await;
                    finish(&core, job, result).await;
                });
            }
            Command::TakeBack { annotated } => {
                self.keep(async move { annotate::take_back(&core, *annotated).await });
            }
            Command::SaveTags { tags } => self.keep(async move { core.store.save_tags(&tags).await }),
            Command::SaveViews { views } => self.keep(async move { core.store.save_views(&views).await }),
            Command::Backup { to, passphrase } => {
                self.spawn(job, async move { backup::write(&core, job, to, passphrase).await });
            }
            Command::OpenBackup { from, passphrase } => {
                self.spawn(job, async move { backup::open(&core, from, passphrase).await });
            }
            Command::Restore => self.spawn(job, async move { backup::restore(&core, job).await }),
            Command::CloseBackup => backup::close(&core),
            Command::SealReport { report, to, passphrase } => {
                self.spawn(job, async move { report::seal(&core, job, report, to, passphrase).await });
            }
            Command::ExportList { rows, format, to, language } => {
                self.spawn(job, async move { export::export(&core, rows, format, to, language).await });
            }
            Command::SaveNotices { notices } => self.keep(async move { core.store.save_notices(notices).await }),
            Command::SaveDraft { draft } => self.keep(async move { core.store.save_draft(draft.as_ref()).await }),
            Command::Cancel { job } => {
                if let Some(cancel) = core.inventory().jobs.get(&job) {
                    cancel.cancel();
                }
            }
        }
    }
}

async fn finish(core: &Core, job: JobId, result: Result<Done, Failure>) {
    core.inventory().jobs.remove(&job);
    core.emit(match result {
        Ok(result) => Event::JobDone { job, result },
        Err(failure) => Event::JobFailed { job, failure },
    })
    .await;
}

/// Tells, once, when the database is not the one any more that was opened.
async fn watch_store(core: Arc<Core>) {
    loop {
        tokio::time::sleep(LOOK_EVERY).await;
        if let Some(lost) = core.store.lost().await {
            core.emit(Event::Noticed(lost)).await;
            return;
        }
    }
}

/// Looks how the keyring stands while it is closed, and whenever a call of it went wrong.
pub async fn watch_vault(core: Arc<Core>) {
    loop {
        let doubted = tokio::time::timeout(PROBE_EVERY, core.vault_doubt.notified()).await.is_ok();
        if doubted || !core.is_vault_open() {
            core.probe_vault().await;
        }
    }
}

/// A database that was just made, in a folder whose earlier one has entries in the keyring: that one was lost.
async fn tell_lost_entries(core: &Core) {
    if core.first && core.store.had_entries(&core.vault.services().await) {
        core.emit(Event::Noticed(Notice::new(NoticeKind::KeyringEntries, DATABASE, clock::now()))).await;
    }
}

/// What happens without a command: what a crash left unsent or without an owner is ended once the keyring is open,
/// and all accounts are refreshed at the pace that the person set.
pub async fn by_itself(core: &Arc<Core>) {
    let mut cleared = false;
    let (mut kept, mut looked) = (Instant::now(), Instant::now());
    // The first frame is worth more than what is new.
    let _ = tokio::time::timeout(FIRST_FRAME, core.shown.notified()).await;
    loop {
        if kept.elapsed() >= KEEP_AGAIN {
            let _ = core.keep_rows().await;
            core.keep_timeline().await;
            kept = Instant::now();
        }
        if core.is_vault_open() {
            if !cleared {
                core.bind_all().await;
                recover::clear_unsent(core).await;
                recover::clear_strays(core).await;
                tell_lost_entries(core).await;
                cleared = true;
            }
            watch::by_itself(core, refresh_pace(core)).await;
        }
        if core.timing.background && core.watch_time_since(looked) >= LOOK_AT_ALERTS {
            alerts::look(core).await;
            looked = Instant::now();
        }
        // Without a row there is nothing to follow but the lists of accounts, once a minute.
        let is_empty = cleared && core.inventory().instances.is_empty();
        tokio::time::sleep(if is_empty { TICK_OF_NONE } else { TICK } / core.timing.haste).await;
    }
}

/// The pace that the person set; `None` while nothing is refreshed by itself.
fn refresh_pace(core: &Core) -> Option<Pace> {
    Pace::of(core.inventory().settings.refresh_seconds).filter(|_| core.timing.background)
}
