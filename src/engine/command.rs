//! What the interface asks for. Most are sent as a job, which the events about them echo.

use crate::domain::ids::{AccountId, InstanceId, IntentId, JobId, ProviderId};
use crate::domain::notice::Notice;
use crate::domain::secret::Secret;
use crate::domain::settings::Settings;
use crate::domain::values::Values;
use crate::qr::Matrix;
use crate::qr::picture::Format;
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
    /// Read the settings of an instance from its gateway.
    ReadSettings {
        instance: InstanceId,
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
        /// Where the person chose, if the system could ask.
        to: Option<PathBuf>,
        text: String,
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
    /// Keep what is left of the notices; the others have been seen.
    SaveNotices {
        notices: Vec<Notice>,
    },
    /// Stop a running job, or take a removal back. A create that was sent becomes unconfirmed, never "cancelled".
    Cancel {
        job: JobId,
    },
}

/// What can be done to an instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    Refresh,
    Restart,
    /// Without ending the link to the phone.
    Stop,
    Logout,
    /// At the provider.
    Delete,
    /// On this computer only, once it cannot be taken back any more.
    Forget,
    /// Hear no more of the link that was lost.
    DismissLost,
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
