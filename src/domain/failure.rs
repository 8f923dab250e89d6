//! Something that went wrong outside: a kind that decides text and remedy, and details for the curious.

use crate::domain::plain::plain;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// What went wrong. The kind alone decides the sentence and the next step that people read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FailureKind {
    // The way to the gateway.
    Dns,
    Refused,
    Tls,
    /// Expired, or not valid yet.
    CertificateOutOfDate,
    CertificateUntrusted,
    /// Made out for another host.
    CertificateOfAnother,
    /// The gateway offers only versions of TLS that are not safe any more.
    TlsTooOld,
    /// This computer trusts no authority at all.
    NoCertificates,
    Proxy,
    ProxyPassword,
    /// The proxy setting of this computer cannot be used.
    BadProxy,
    /// The key would pass the proxy unencrypted.
    ClearThroughProxy,
    ConnectTimeout,
    Timeout,
    ConnectionLost,
    /// Something answered, but not by the rules of HTTP.
    NotHttp,
    TooLarge,
    /// Parts of a list are missing or cannot be read, so that it proves nothing about what it does not show.
    ListNotWhole,
    Redirected,
    InsecureAddress,
    BadAddress,
    // Who stands in front of the gateway.
    /// Asks for a password of its own; the gateway did not judge the key.
    PasswordWall,
    /// A guard that lets no programs in.
    Shielded,
    /// Answered that it cannot reach the gateway.
    GatewayDown,
    /// Answered from its memory what the gateway said some time ago.
    FromACache,
    /// Compressed, which was not asked for.
    Compressed,
    /// Nothing of this gateway is at this address.
    NotTheGateway,
    // What the gateway said.
    NotTheApi,
    WrongProduct,
    WrongPath,
    Unauthorized,
    Forbidden,
    NoPartnerRights,
    /// The key opens one instance only, and was given for the whole gateway.
    InstanceKey,
    ClientTokenMissing,
    IpNotAllowed,
    LicenseRequired,
    NameTaken,
    TokenTaken,
    LimitReached,
    Rejected,
    /// Said to be done, and yet as before.
    NotTaken,
    /// The answer was lost, and what was asked for was not done.
    AsBefore,
    /// The answer was lost, and not all that was asked for is there.
    NotAllThere,
    /// A new value that was chosen for many cannot be had here as things stand now; nothing was sent.
    NotLaid,
    /// A new value that was not written down, because it may be a secret, is not in the keyring any more.
    NotKept,
    /// The gateway has it, but its own configuration keeps it off.
    SwitchedOff,
    NotFound,
    /// Said to be gone, and listed all the same.
    StillListed,
    /// Another instance has its name now.
    Replaced,
    /// Nothing tells whether the instance that would be met is the one meant.
    Unproven,
    RateLimited,
    ServerError,
    Unreadable,
    NotConnected,
    AlreadyConnected,
    StillConnected,
    // Our side.
    Unsupported,
    UnsafeName,
    /// What stands between changes the name in the address.
    NameNotCarried,
    Busy,
    Cancelled,
    /// The program ended, or an answer was lost, before it was certain.
    Interrupted,
    KeyringAbsent,
    /// The keyring runs, and has no collection yet that entries could go to.
    KeyringNoCollection,
    KeyringLocked,
    KeyringDismissed,
    KeyringTimeout,
    KeyringMismatch,
    KeyringFailed,
    SecretMissing,
    /// The secret belongs to another address than the one it was to be sent to; nothing was sent.
    OtherOrigin,
    /// Nothing that was known with the secrets before is listed with these.
    OtherTenant,
    /// A create of the account is not confirmed, and is looked up with the account as it is.
    CreateUnconfirmed,
    StoreFailed,
    /// The database was deleted or replaced while the program ran.
    StoreLost,
    /// A file that a person chose.
    FileNotRead,
    FileNotWritten,
    NotABackup,
    /// Written by a newer Pairdesk.
    BackupNewer,
    /// Cut off or changed.
    BackupDamaged,
    /// Another passphrase than the one it was written with.
    WrongPassphrase,
    SandboxFailed,
    /// The sandbox's phone has nothing to scan.
    NoCodeToScan,
}

impl FailureKind {
    /// Whether asking again by itself helps nobody: a key is refused, or a guard takes us for an attacker.
    #[must_use]
    pub fn waits_for_a_person(self) -> bool {
        matches!(self, Self::Unauthorized | Self::PasswordWall | Self::Shielded)
    }

    /// Whether it is the gateway itself that answered so, not somebody in front of it or in its place.
    #[must_use]
    pub fn is_of_the_gateway(self) -> bool {
        !matches!(
            self,
            Self::PasswordWall
                | Self::Shielded
                | Self::GatewayDown
                | Self::FromACache
                | Self::Compressed
                | Self::NotTheGateway
                | Self::NameNotCarried
                | Self::NotTheApi
                | Self::WrongProduct
                | Self::Redirected
                | Self::Proxy
                | Self::ProxyPassword
        )
    }

    /// Whether it is about the encryption of the connection, before anything was sent.
    #[must_use]
    pub fn is_of_encryption(self) -> bool {
        matches!(
            self,
            Self::Tls
                | Self::CertificateOutOfDate
                | Self::CertificateUntrusted
                | Self::CertificateOfAnother
                | Self::TlsTooOld
                | Self::NoCertificates
        )
    }

    /// Whether the keyring did not give or take a secret.
    #[must_use]
    pub const fn is_of_the_keyring(self) -> bool {
        matches!(
            self,
            Self::KeyringAbsent
                | Self::KeyringNoCollection
                | Self::KeyringLocked
                | Self::KeyringDismissed
                | Self::KeyringTimeout
                | Self::KeyringMismatch
                | Self::KeyringFailed
        )
    }

    /// Whether this machine is at fault, whoever the gateway is: the next thing would fail in the same way.
    #[must_use]
    pub const fn is_of_this_machine(self) -> bool {
        self.is_of_the_keyring() || matches!(self, Self::StoreFailed | Self::StoreLost)
    }

    /// Whether it is about the key and not about who answers: it was judged, or could not be had.
    #[must_use]
    pub fn is_of_the_key(self) -> bool {
        let judged = matches!(
            self,
            Self::Unauthorized
                | Self::Forbidden
                | Self::NoPartnerRights
                | Self::InstanceKey
                | Self::ClientTokenMissing
                | Self::IpNotAllowed
                | Self::LicenseRequired
                | Self::SecretMissing
                | Self::OtherOrigin
                | Self::OtherTenant
        );
        judged || self.is_of_the_keyring()
    }

    /// The text key of this kind, such as `failure-rate-limited`.
    #[must_use]
    pub fn key(self) -> String {
        let word = serde_json::to_value(self).ok();
        let word = word.as_ref().and_then(|value| value.as_str()).unwrap_or("unknown");
        format!("failure-{word}")
    }
}

/// Something that went wrong outside. Never holds a secret: `details` is scrubbed where it is made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    pub kind: FailureKind,
    /// HTTP status, when there was an answer.
    pub status: Option<u16>,
    /// The other side's own words, scrubbed and shortened; shown under "Details".
    pub details: String,
    /// How long the gateway asked us to wait.
    pub retry_after: Option<Duration>,
    /// When that wait is over; told where the clock is known.
    #[serde(default)]
    pub until: Option<Timestamp>,
    /// The provider's id of the request, for its support.
    pub request_id: Option<String>,
    /// The form field to blame, when the gateway named one.
    pub field: Option<String>,
    /// The product that answered in the gateway's place, where it is known, such as `Cloudflare`.
    #[serde(default)]
    pub by: Option<String>,
    /// The base address that the gateway moved to, by its own redirect.
    #[serde(default)]
    pub moved_to: Option<String>,
    /// What was sent, when something was: what may have come of it depends on that.
    #[serde(default)]
    pub asked: Option<Asked>,
    /// What was to be done takes several requests, and some of them were done before.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub in_part: bool,
}

/// What a request was for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Asked {
    /// Looks only: a test, a list, a look-up, a state. Nothing can have come of it.
    Read,
    /// Changes an instance.
    Act,
    Create,
}

impl Asked {
    /// The ending of the text keys that are about it; a text without one is for everything else.
    #[must_use]
    pub fn ending(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Act => "act",
            Self::Create => "create",
        }
    }
}

impl Failure {
    /// A failure without details.
    #[must_use]
    pub fn new(kind: FailureKind) -> Self {
        Self {
            kind,
            status: None,
            details: String::new(),
            retry_after: None,
            until: None,
            request_id: None,
            field: None,
            by: None,
            moved_to: None,
            asked: None,
            in_part: false,
        }
    }

    /// Adds the other side's words, cut to what fits a detail view. The caller has scrubbed them.
    #[must_use]
    pub fn details(mut self, details: impl Into<String>) -> Self {
        let text: String = details.into();
        let lines: Vec<String> = text.lines().map(plain).collect();
        self.details = lines.join("\n").chars().take(300).collect();
        self
    }

    /// Whether no connection to the gateway stood, so that nothing at all was sent there: name, port, proxy or encryption.
    #[must_use]
    pub fn is_unreached(&self) -> bool {
        use FailureKind as K;
        let on_the_way = matches!(
            self.kind,
            K::Dns | K::Refused | K::ConnectTimeout | K::Proxy | K::ProxyPassword | K::BadProxy | K::ClearThroughProxy
        );
        !self.in_part && self.status.is_none() && (on_the_way || self.kind.is_of_encryption())
    }

    /// Names the product that answered in the gateway's place.
    #[must_use]
    pub fn by(mut self, who: &str) -> Self {
        self.by = Some(who.to_owned()).filter(|who| !who.is_empty());
        self
    }

    /// Says what was sent.
    #[must_use]
    pub fn asked(mut self, asked: Asked) -> Self {
        self.asked = Some(asked);
        self
    }

    /// Adds the HTTP status.
    #[must_use]
    pub fn status(mut self, status: u16) -> Self {
        self.status = Some(status);
        self
    }

    /// Adds the field to blame.
    #[must_use]
    pub fn field(mut self, key: impl Into<String>) -> Self {
        self.field = Some(key.into());
        self
    }
}

impl From<FailureKind> for Failure {
    fn from(kind: FailureKind) -> Self {
        Self::new(kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_kebab_case() {
        assert_eq!(FailureKind::RateLimited.key(), "failure-rate-limited");
    }
}
