//! One adapter per provider: pure tables and mappings. Sends nothing, knows no clock and no file.

mod answerer;
pub mod capabilities;
mod charset;
pub mod dates;
pub mod echoes;
pub mod failures;
pub mod images;
pub mod read;
pub mod reader;
pub mod rows;
mod strict;
mod target;
mod told;
pub mod wire;

mod enviaai;
mod evolution;
mod zapi;

use crate::domain::failure::{Asked, Failure, FailureKind};
use crate::domain::ids::ProviderId;
use crate::domain::instance::{ConnectionState, Plan};
use crate::domain::link::LostReason;
use crate::domain::odd_rows::OddRows;
use crate::domain::origin::Origin;
use crate::domain::secret::{Kept, MASK, Secret, Secrets};
use crate::domain::values::{Value, Values};
use crate::form::field::Form;
use capabilities::Capabilities;
use jiff::Timestamp;
use rows::RowsAt;
use serde_json::Value as Json;
use std::fmt;
use std::time::Duration;
use wire::{Request, Response};

pub use target::{Proof, Target};
pub use told::{Rest, Told};

/// Every provider, in the order shown.
pub static ALL: &[&dyn Provider] = &[&zapi::Zapi, &evolution::Evolution, &enviaai::EnviaAi];

/// The adapter with this id.
#[must_use]
pub fn by_id(id: &str) -> Option<&'static dyn Provider> {
    ALL.iter().copied().find(|provider| provider.id().0 == id)
}

/// An adapter: what the provider's forms are, how a call becomes a request and an answer a reply.
pub trait Provider: Sync {
    fn id(&self) -> ProviderId;
    /// The provider's own name.
    fn name(&self) -> &'static str;
    /// The letter on its tile.
    fn initial(&self) -> char;
    /// The account's own fields, besides the label that every account has. Has a `base_url` field.
    fn account_form(&self) -> &'static Form;
    /// The create form for a gateway of this version. Its name field is `name`.
    fn instance_form(&self, version: Option<&str>) -> &'static Form;
    /// The form for taking in an existing instance by hand, where that is possible.
    fn adopt_form(&self) -> Option<&'static Form> {
        None
    }
    /// The form for changing an instance that exists, with the create form's keys; `None` where it cannot be changed.
    fn settings_form(&self, _version: Option<&str>) -> Option<&'static Form> {
        None
    }
    /// How changed fields travel: each group is one request.
    fn settings_groups(&self, _version: Option<&str>, changed: Vec<&'static str>) -> Vec<Vec<&'static str>> {
        vec![changed]
    }
    /// The steps that read these fields, where each step can be read alone; `None` where they go one after the other.
    fn settings_steps(&self, _version: Option<&str>, _keys: &[&'static str]) -> Option<Vec<u32>> {
        None
    }
    /// What this account can do. `options` are the account's values without secrets.
    fn capabilities(&self, version: Option<&str>, options: &Values) -> Capabilities;
    /// The request for a call.
    ///
    /// # Errors
    /// `Unsupported` when the provider has no such call, `SecretMissing` when the access lacks a needed secret,
    /// `UnsafeName` when the call would be dangerous for this instance.
    fn request(&self, call: &Call, access: &Access) -> Result<Request, Failure>;
    /// Where the rows of a list stand in its answer.
    fn rows_at(&self) -> RowsAt {
        RowsAt::default()
    }
    /// One row of a list; `None` when it cannot be read, or has no id.
    fn row(&self, _json: &Json) -> Option<Remote> {
        None
    }
    /// What the answer means, once it is known to be the gateway's own.
    ///
    /// # Errors
    /// Whoever answered in the gateway's place, or what [`Provider::understand`] says.
    fn reply(&self, call: &Call, access: &Access, response: &Response) -> Result<Reply, Failure> {
        let understood = answerer::let_through(access, response).and_then(|()| self.understand(call, access, response));
        let path = || self.request(call, access).ok().map(|request| request.path);
        let name = access.instance.as_ref().map(Target::name);
        understood.map_err(|failure| answerer::blaming_the_name(failure, name, path))
    }
    /// What the gateway's own words mean. Of a list it is given what stands around the rows, and says
    /// [`Reply::Around`]: see [`reader`].
    ///
    /// # Errors
    /// The provider's refusal, or `Unreadable` when the answer is not of the documented shapes.
    fn understand(&self, call: &Call, access: &Access, response: &Response) -> Result<Reply, Failure>;
}

/// The credentials a call needs, opened by the engine for one call to one origin, or masked for a preview. Nothing is
/// sent anywhere else than to that origin, for no address is given besides. It cannot be put together from secrets whose
/// origin nobody has asked for:
///
/// ```compile_fail,E0451
/// # use pairdesk::{domain::secret::Secrets, providers::Access};
/// let access = Access { secrets: Secrets::new(), ..Access::default() };
/// ```
#[derive(Clone, Debug, Default)]
pub struct Access {
    pub version: Option<String>,
    /// The account's values without secrets.
    pub options: Values,
    /// The account's secrets by field key.
    secrets: Secrets,
    /// Where all secrets in here belong; a preview has none and cannot be sent.
    origin: Option<Origin>,
    /// The instance the call is about.
    instance: Option<Target>,
}

impl Access {
    /// The credentials of an account, to be sent there.
    ///
    /// # Errors
    /// `OtherOrigin` when they belong to another place.
    pub fn open(at: &Origin, kept: &Kept) -> Result<Self, Failure> {
        let secrets = kept.secrets_for(at)?.clone();
        Ok(Self { secrets, origin: Some(at.clone()), ..Self::default() })
    }

    /// Dots for the secrets of these keys, for a preview.
    #[must_use]
    pub fn preview(keys: &[String]) -> Self {
        let secrets = keys.iter().map(|key| (key.clone(), Secret::from(MASK))).collect();
        Self { secrets, ..Self::default() }
    }

    /// The same for a gateway of this version with the account's values.
    #[must_use]
    pub fn to(self, version: Option<String>, options: Values) -> Self {
        Self { version, options, ..self }
    }

    /// The same for a call about an instance.
    ///
    /// # Errors
    /// `OtherOrigin` when the instance's token belongs to another place.
    pub fn about(self, target: Target) -> Result<Self, Failure> {
        let differ = |(at, token): (&Origin, &Kept)| !token.origin().is_same(at);
        if self.origin.as_ref().zip(target.kept()).is_some_and(differ) {
            return Err(FailureKind::OtherOrigin.into());
        }
        Ok(Self { instance: Some(target), ..self })
    }

    /// Where it may be sent.
    #[must_use]
    pub fn origin(&self) -> Option<&Origin> {
        self.origin.as_ref()
    }

    /// The instance the call is about.
    #[must_use]
    pub fn instance(&self) -> Option<&Target> {
        self.instance.as_ref()
    }

    /// The same with the secrets that a call carries: a refusal may echo them, and its words are scrubbed of every
    /// secret in here.
    #[must_use]
    pub fn hearing(&self, call: &Call) -> Self {
        let mut access = self.clone();
        let (values, token) = match call {
            Call::Create { values, token } => (values, token.as_ref()),
            Call::Change { values, .. } => (values, None),
            _ => return access,
        };
        for (key, value) in values.iter() {
            match value {
                Value::Secret(secret) => drop(access.secrets.insert(key.to_owned(), secret.clone())),
                Value::Pairs(pairs) => access
                    .secrets
                    .extend(pairs.iter().enumerate().map(|(at, (_, secret))| (format!("{key}.{at}"), secret.clone()))),
                _ => {}
            }
        }
        access.secrets.extend(token.map(|token| ("token".to_owned(), token.clone())));
        access
    }

    /// Every secret in it: no text about the call may hold one.
    pub fn every_secret(&self) -> impl Iterator<Item = &Secret> {
        let token = self.instance.as_ref().and_then(Target::token);
        self.secrets.values().chain(token).filter(|secret| !secret.is_blank())
    }

    /// The same with dots for every secret, for previews.
    #[must_use]
    pub fn masked(&self) -> Self {
        let keys: Vec<String> = self.secrets.keys().cloned().collect();
        let instance = self.instance.as_ref().map(Target::masked);
        Self { instance, ..Self::preview(&keys).to(self.version.clone(), self.options.clone()) }
    }
}

/// A neutral operation of an adapter. Calls about an instance find it in the access.
#[derive(Clone, Debug, PartialEq)]
pub enum Call {
    /// Which version the gateway is. Needs no secret.
    Detect,
    /// One read-only request that shows whether the credentials work.
    Check,
    /// Create an instance. `token` is the one we chose, where the provider lets us.
    Create {
        values: Values,
        token: Option<Secret>,
    },
    /// One page of the account's instances: 1, and then what the page before said. `name` narrows the search where
    /// the provider can; `short` asks for short pages, where long ones are refused.
    List {
        page: u32,
        short: bool,
        name: Option<String>,
    },
    /// Everything the gateway tells about one instance.
    Describe,
    /// The link's state.
    State,
    /// Start pairing, by typed code when a phone number is given.
    Connect {
        phone: Option<String>,
    },
    /// The code of a started pairing.
    Code {
        phone: Option<String>,
    },
    Restart,
    Logout,
    /// One step of reading an instance's settings, from 1.
    Settings {
        step: u32,
    },
    /// Change these fields of the settings form. The others are as they are at the gateway, for providers that
    /// want them all, and so is what it told besides.
    Change {
        keys: Vec<&'static str>,
        values: Values,
        rest: Rest,
    },
    Delete,
}

impl Call {
    /// It is about the instance in the access, not about the account.
    #[must_use]
    pub const fn is_about_one(&self) -> bool {
        !matches!(self, Self::Detect | Self::Check | Self::Create { .. } | Self::List { .. })
    }
}

impl Call {
    /// What it is for, and so what can have come of it.
    #[must_use]
    pub fn asked(&self) -> Asked {
        match self {
            Self::Detect
            | Self::Check
            | Self::List { .. }
            | Self::Describe
            | Self::State
            | Self::Code { .. }
            | Self::Settings { .. } => Asked::Read,
            Self::Create { .. } => Asked::Create,
            Self::Connect { .. } | Self::Restart | Self::Logout | Self::Change { .. } | Self::Delete => Asked::Act,
        }
    }
}

/// A neutral answer.
#[derive(Clone, PartialEq)]
pub enum Reply {
    /// The gateway's version; `None` where the provider has none.
    Detected(Option<String>),
    /// The credentials work. The only instance that they show, when there is exactly one.
    Checked(Option<Box<Remote>>),
    Created(Created),
    /// Of a list, what stands around its rows.
    Around(Around),
    Listed(Page),
    Described(Remote),
    State(LinkReply),
    Code(CodeReply),
    /// What this step told, and the next one, when there is one.
    Settings {
        told: Told,
        next: Option<u32>,
    },
    /// Done; nothing more to say.
    Done,
}

impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Detected(version) => f.debug_tuple("Detected").field(version).finish(),
            Self::Checked(only) => f.debug_tuple("Checked").field(only).finish(),
            Self::Around(around) => f.debug_tuple("Around").field(around).finish(),
            Self::Created(created) => f.debug_tuple("Created").field(created).finish(),
            Self::Listed(page) => f.debug_tuple("Listed").field(page).finish(),
            Self::Described(remote) => f.debug_tuple("Described").field(remote).finish(),
            Self::State(state) => f.debug_tuple("State").field(state).finish(),
            Self::Code(code) => f.debug_tuple("Code").field(code).finish(),
            Self::Settings { told, next } => {
                f.debug_struct("Settings").field("told", told).field("next", next).finish()
            }
            Self::Done => f.write_str("Done"),
        }
    }
}

/// A created instance.
#[derive(Clone, Debug, PartialEq)]
pub struct Created {
    pub remote_id: String,
    /// The name as the gateway has it.
    pub name: String,
    /// The instance's token, when the answer has one.
    pub token: Option<Secret>,
    pub state: ConnectionState,
    pub plan: Plan,
}

/// What a list says besides its rows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Around {
    /// How many instances the gateway says there are on all pages.
    pub total: Option<u64>,
    /// Whether it says that another page follows.
    pub more: Option<bool>,
}

/// One page of a list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page {
    pub rows: Vec<Remote>,
    pub next: Next,
    /// How many instances the gateway says there are on all pages.
    pub total: Option<u64>,
    /// Rows that could not be read: without an id they are nobody's.
    pub odd: OddRows,
}

/// What follows a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Next {
    #[default]
    End,
    Page(u32),
    /// The gateway does not say. A page that brings nothing new ends such a list.
    Perhaps(u32),
}

/// An instance as the gateway describes it. `None` means the gateway did not say.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Remote {
    pub remote_id: String,
    pub name: String,
    pub token: Option<Secret>,
    pub state: Option<ConnectionState>,
    /// Its state says "connected" where it would name who is connected, and names nobody.
    pub is_claim: bool,
    /// Why it is not connected, and since when.
    pub reason: Option<LostReason>,
    pub since: Option<Timestamp>,
    pub phone: Option<String>,
    pub profile: Option<String>,
    pub plan: Plan,
    /// Facts for the detail panel: text key (`fact-engine`, `fact-webhook`, …) → value. No secrets.
    pub facts: Vec<(&'static str, String)>,
    pub created_at: Option<Timestamp>,
}

impl Remote {
    /// Bytes of its texts.
    #[must_use]
    pub fn text_len(&self) -> usize {
        let token = self.token.as_ref().map(|token| token.expose().len());
        let texts = [self.phone.as_ref(), self.profile.as_ref(), self.plan.word.as_ref()];
        let facts = self.facts.iter().map(|(_, text)| text.len());
        let texts = texts.into_iter().flatten().map(String::len).chain(facts).chain(token);
        self.remote_id.len() + self.name.len() + texts.sum::<usize>()
    }
}

/// The link's state with what the gateway adds to it.
#[derive(Clone, Debug, PartialEq)]
pub struct LinkReply {
    pub state: ConnectionState,
    pub phone: Option<String>,
    pub profile: Option<String>,
    /// Why it is not connected.
    pub reason: Option<LostReason>,
}

/// What a code request brought. Whoever has a code can link the account, so it does not print.
#[derive(Clone, PartialEq, Eq)]
pub enum CodeReply {
    /// A QR as text, ready to draw.
    Text {
        qr: String,
        typed: Option<String>,
        lives: Option<Duration>,
    },
    /// A QR as the bytes of an image, to be read back and redrawn.
    Image {
        png: Vec<u8>,
        typed: Option<String>,
        lives: Option<Duration>,
    },
    /// Only a code to type on the phone.
    Typed(String),
    /// None yet: keep asking.
    NotYet,
    AlreadyConnected,
    /// WhatsApp wants a passkey.
    Challenge,
    /// The gateway stopped giving codes.
    Exhausted,
}

impl fmt::Debug for CodeReply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text { .. } => "Text",
            Self::Image { .. } => "Image",
            Self::Typed(_) => "Typed",
            Self::NotYet => "NotYet",
            Self::AlreadyConnected => "AlreadyConnected",
            Self::Challenge => "Challenge",
            Self::Exhausted => "Exhausted",
        })
    }
}
