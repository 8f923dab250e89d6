//! What the interface asks for. Most are sent as a job, which the events about them echo.

use crate::domain::annotated::Annotated;
use crate::domain::annotation::{Change, Tag, recall};
use crate::domain::changes::Changes;
use crate::domain::ids::{AccountId, InstanceId, IntentId, JobId, ProviderId, RunId};
use crate::domain::notice::Notice;
use crate::domain::run::{NewItem, RunKind};
use crate::domain::secret::Secret;
use crate::domain::settings::{Language, Settings};
use crate::domain::values::Values;
use crate::domain::views::Views;
use crate::domain::watch::Rules;
use crate::form::bulk::TablePlan;
use crate::form::table::read::Reading;
use crate::form::table::separator::Separator;
use crate::qr::Matrix;
use crate::qr::picture::Format;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use std::sync::Arc;

/// A wish of the person at the screen.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Test credentials without saving them. `existing` supplies secrets that were not typed again.
    TestAccount {
        provider: ProviderId,
        values: Values,
        existing: Option<AccountId>,
    },
    /// Save a new account, or new values of an existing one. `values` holds label, fields and typed secrets.
    SaveAccount {
        provider: ProviderId,
        values: Values,
        existing: Option<AccountId>,
        /// The person was told what becomes of creates that are not confirmed.
        told: bool,
    },
    /// Test a saved account and refresh its instances.
    CheckAccount {
        account: AccountId,
    },
    /// Look what keeps an account, or one of its instances, from working. Only reads.
    Diagnose {
        account: AccountId,
        instance: Option<InstanceId>,
    },
    /// Remove an account, its secrets and its rows from this computer, once it cannot be taken back any more.
    RemoveAccount {
        account: AccountId,
        /// The person was told what is lost by it.
        told: bool,
    },
    /// Refresh the instances of one account, or of all.
    Sync {
        account: Option<AccountId>,
    },
    /// Create an instance. The person pressed the button on the review screen.
    Create {
        account: AccountId,
        values: Values,
    },
    /// Read a table, from which many instances are to be created.
    ReadTable {
        source: TableSource,
        reading: Reading,
    },
    /// Check every row of it; `fresh` reads the lists of its gateways before.
    CheckRows {
        plan: Arc<TablePlan>,
        fresh: bool,
    },
    /// Create an instance for every row that nothing stands against. `count` is how many the person was told.
    CreateMany {
        plan: Arc<TablePlan>,
        count: usize,
    },
    /// Take in an existing instance from its adopt form.
    Adopt {
        account: AccountId,
        values: Values,
    },
    /// Look an unconfirmed create up again.
    Recheck {
        intent: IntentId,
    },
    /// The person decided about an intent.
    Decide {
        intent: IntentId,
        decision: Decision,
    },
    /// Open the pairing window of an instance. `phone`: pair by typed code.
    Pair {
        instance: InstanceId,
        phone: Option<String>,
    },
    /// Go on with what the window offers: more codes, unlinking, restarting, confirming.
    MoreCodes {
        job: JobId,
    },
    /// Do something to an instance at its gateway, or forget it here.
    Act {
        instance: InstanceId,
        action: Action,
    },
    /// Drop these rows on this computer only, once it cannot be taken back any more.
    Forget {
        instances: Vec<InstanceId>,
    },
    /// Do the same to many, each once; in its turn, where another run is under way.
    StartRun {
        kind: RunKind,
        items: Vec<NewItem>,
    },
    /// Begin nothing more of it, until it is resumed.
    PauseRun {
        run: RunId,
    },
    /// Go on with a run that was paused, or that the end of the program interrupted.
    ResumeRun {
        run: RunId,
    },
    /// End it; what was to go is left out.
    StopRun {
        run: RunId,
    },
    /// Do again what failed, and only that.
    RetryFailed {
        run: RunId,
    },
    /// Look what became of items whose answer was lost. Only reads.
    CheckUnconfirmed {
        run: RunId,
    },
    /// Forget a run that has ended or was interrupted, and what is kept of it.
    DropRun {
        run: RunId,
    },
    /// Send one message, to a number of digits with its country code. Never sent a second time.
    SendTest {
        instance: InstanceId,
        phone: String,
        text: String,
    },
    /// Read the settings of an instance from its gateway.
    ReadSettings {
        instance: InstanceId,
    },
    /// Read what a new instance is set to, and hold it against what was asked. Only reads.
    CompareSettings {
        instance: InstanceId,
        asked: Values,
    },
    /// Read what these changes are about of many instances, one at a time per account. Their values do not matter.
    ReadManySettings {
        instances: Vec<InstanceId>,
        of: Changes,
    },
    /// Tell which of these cannot be created at another account, as their names are in use there. Sends nothing.
    FindNamesInUse {
        to: AccountId,
        instances: Vec<InstanceId>,
    },
    /// Create the same as these at another account, with what they are set to, as a run.
    Recreate {
        to: AccountId,
        instances: Vec<InstanceId>,
    },
    /// Change these fields of the settings form. `values` holds the others as they were read.
    ChangeSettings {
        instance: InstanceId,
        keys: Vec<&'static str>,
        values: Values,
    },
    /// Save the code on show as a picture.
    SaveCode {
        /// The instance's name: the file is named after it.
        name: String,
        /// The file that the person chose; without one it goes to the folder for downloads.
        to: Option<PathBuf>,
        modules: Arc<Matrix>,
        format: Format,
    },
    /// Save a text that is nobody's secret.
    SaveText {
        /// What the file is named after.
        name: String,
        /// How its name ends.
        extension: &'static str,
        /// Where the person chose, if the system could ask.
        to: Option<PathBuf>,
        text: String,
    },
    /// Keep the rules of the watch, all of them.
    SaveRules {
        rules: Rules,
    },
    /// Put these alerts off until then; without a time they are open again.
    Snooze {
        alerts: Vec<String>,
        until: Option<Timestamp>,
    },
    /// What the person sees now, for which seconds count.
    OnScreen {
        shown: Shown,
    },
    /// Tell what is known of an instance's last days.
    ReadHistory {
        instance: InstanceId,
    },
    /// Show a secret for some seconds.
    Reveal {
        owner: Owner,
        key: String,
    },
    /// Put a secret on the clipboard for the set time.
    CopySecret {
        owner: Owner,
        key: String,
    },
    /// Ask the keyring again, after a person unlocked or installed it.
    ProbeVault,
    /// Make the keyring's default collection, which it does not have yet.
    MakeCollection,
    /// Keep secrets in memory for this session: there is no keyring and the person chose so.
    UseMemoryVault,
    /// Start the sandbox and add its accounts.
    StartSandbox,
    /// Stop the sandbox and remove its accounts.
    StopSandbox,
    /// The sandbox's phone scans a code.
    SandboxScan {
        code: Secret,
        phone: String,
        name: String,
    },
    /// The sandbox's phone scans the code that an instance of it shows now.
    SandboxScanOf {
        instance: InstanceId,
        phone: String,
        name: String,
    },
    /// The sandbox misbehaves for the next `times` requests.
    SandboxFault {
        provider: String,
        fault: String,
        times: u32,
    },
    /// A gateway of the sandbox becomes odd, or usual again.
    SandboxProfile {
        gateway: String,
        profile: String,
    },
    SaveSettings {
        settings: Settings,
    },
    /// Keep the draft for the case of a crash; `None` drops it.
    SaveDraft {
        draft: Option<Draft>,
    },
    /// Keep the templates, all of them.
    SaveTemplates {
        templates: Vec<Template>,
    },
    /// Change what is written about these instances, all of them or none.
    Annotate {
        instances: Vec<InstanceId>,
        change: Change,
    },
    /// Call a tag otherwise wherever it stands: at instances, in views and rules. With nothing in its place it is dropped.
    Retag {
        tag: String,
        to: Option<String>,
    },
    /// Write again what was written before, where it has not been changed since.
    TakeBack {
        annotated: Box<Annotated>,
    },
    /// Keep the tags with their colours, all of them.
    SaveTags {
        tags: Vec<Tag>,
    },
    /// Keep the views of the list, all of them.
    SaveViews {
        views: Views,
    },
    /// Write everything that is known here into one file. With a passphrase, keys and tokens go along.
    Backup {
        /// Where the person chose, if the system could ask.
        to: Option<PathBuf>,
        passphrase: Option<Secret>,
    },
    /// Write a report with the tokens of its instances, sealed.
    SealReport {
        report: Report,
        /// Where the person chose, if the system could ask.
        to: Option<PathBuf>,
        passphrase: Secret,
    },
    /// Read a backup and tell what would come; nothing is changed.
    OpenBackup {
        from: PathBuf,
        passphrase: Option<Secret>,
    },
    /// Take in the backup that was opened.
    Restore,
    /// The backup that was opened is not wanted.
    CloseBackup,
    /// Save these rows as a table or as JSON, without secrets.
    ExportList {
        rows: Vec<InstanceId>,
        format: ListFormat,
        /// Where the person chose, if the system could ask.
        to: Option<PathBuf>,
        /// Whose spreadsheets shall open it.
        language: Language,
    },
    /// Keep what is left of the notices; the others have been seen.
    SaveNotices {
        notices: Vec<Notice>,
    },
    /// Stop a running job, or take a removal back. A create that was sent becomes unconfirmed, never "cancelled".
    Cancel {
        job: JobId,
    },
}

impl Command {
    /// It writes what a person typed, at once and without a gateway. Given before the end of the program, it is done.
    #[must_use]
    pub const fn writes(&self) -> bool {
        matches!(
            self,
            Self::SaveSettings { .. }
                | Self::SaveDraft { .. }
                | Self::SaveTemplates { .. }
                | Self::SaveTags { .. }
                | Self::SaveViews { .. }
                | Self::SaveRules { .. }
                | Self::SaveNotices { .. }
                | Self::Annotate { .. }
                | Self::Retag { .. }
                | Self::TakeBack { .. }
        )
    }
}

/// Where a table is.
#[derive(Clone, Debug, PartialEq)]
pub enum TableSource {
    File(PathBuf),
    /// What was pasted; it may hold secrets.
    Pasted(Secret),
}

/// A table that is told of instances. The column of their tokens is put beside it where it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// What its file is named after.
    pub name: String,
    pub separator: Separator,
    /// With that of the tokens at the end.
    pub titles: Vec<String>,
    /// The cells of each row, and whose token stands behind them.
    pub rows: Vec<(Vec<String>, Option<InstanceId>)>,
}

/// What is on the screen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    pub instances: Vec<InstanceId>,
    /// The place that shows what the watch does.
    pub watch: bool,
}

/// How a list is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListFormat {
    Csv,
    Json,
}

impl ListFormat {
    /// How the file's name ends.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Json => "json",
        }
    }
}

/// What can be done to an instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    Refresh,
    Restart,
    /// Without ending the link to the phone.
    Stop,
    Logout,
    /// Begin to pay for it.
    Subscribe,
    /// Cancel what is paid for it.
    Unsubscribe,
    /// At the provider.
    Delete,
    /// On this computer only, once it cannot be taken back any more.
    Forget,
    /// Hear no more of the link that was lost.
    DismissLost,
    /// Look whether the link that is said to be there answers.
    CheckLink,
    /// Restart it, then look at its link again.
    Repair,
}

/// What a person decided about an intent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// This one at the gateway is ours.
    Adopt { remote_id: String },
    /// Delete what a refused create left, which has our token.
    DeleteLeftover { remote_id: String },
    /// Stop looking; nothing is sent.
    Dismiss,
    /// Try the keyring again with the token that is still in memory.
    RetryKeyring,
}

/// Whose secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Owner {
    Account(AccountId),
    Instance(InstanceId),
}

/// A form being filled in, without secrets.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    pub account: AccountId,
    pub values: Values,
}

/// A create form kept for later, without secrets.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Template {
    pub name: String,
    /// Id of the provider whose form it fills.
    pub provider: String,
    pub values: Values,
}

/// What is kept besides accounts and instances. In a backup, too.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Books {
    pub templates: Vec<Template>,
    /// Tags that have a colour.
    pub tags: Vec<Tag>,
    pub views: Views,
    pub rules: Rules,
}

impl Books {
    /// Calls a tag otherwise, or drops it.
    pub fn retag(&mut self, tag: &str, to: Option<&str>) {
        recall(&mut self.tags, tag, to);
        for view in &mut self.views.kept {
            view.look.retag(tag, to);
        }
        self.rules.retag(tag, to);
    }
}
