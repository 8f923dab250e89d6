//! An instance: one WhatsApp line at a gateway, as vendors call it.

use crate::domain::annotation::Annotation;
pub use crate::domain::connection::ConnectionState;
use crate::domain::ids::{AccountId, InstanceId};
use crate::domain::link::{LinkState, Links, Lost, LostReason, Source};
use crate::domain::moment::Standing;
use crate::domain::plain::plain;
use crate::domain::secret::SecretRef;
use crate::domain::whole_list::Missing;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What a person pays and until when, as far as the gateway says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// The provider's own word, such as `trial` or `paid`; shown verbatim.
    pub word: Option<String>,
    /// End of the trial or of the paid period.
    pub due: Option<Timestamp>,
}

impl Plan {
    /// Nothing is paid for it yet.
    #[must_use]
    pub fn is_trial(&self) -> bool {
        self.word.as_deref().is_some_and(|word| word.eq_ignore_ascii_case("trial"))
    }
}

/// Where an instance is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Kept", into = "Kept")]
pub enum Presence {
    /// Here and in the gateway's list, or the gateway has no list.
    #[default]
    Both,
    /// Here, but missing from the gateway's list, which was whole.
    OnlyHere(Missing),
    /// Here; at the gateway another instance has its name.
    Replaced,
    /// At the gateway; its token is not in our keyring.
    OnlyThere,
}

impl Presence {
    /// Here only: the gateway's list has it no more, or has another one under its name.
    #[must_use]
    pub const fn is_missing(self) -> bool {
        matches!(self, Self::OnlyHere(_) | Self::Replaced)
    }
}

/// The same as it stands on the disk.
#[derive(Clone, Copy, Serialize, Deserialize)]
enum Kept {
    Both,
    OnlyHere,
    Replaced,
    OnlyThere,
}

impl From<Kept> for Presence {
    fn from(kept: Kept) -> Self {
        match kept {
            Kept::Both => Self::Both,
            Kept::OnlyHere => Self::OnlyHere(Missing::kept()),
            Kept::Replaced => Self::Replaced,
            Kept::OnlyThere => Self::OnlyThere,
        }
    }
}

impl From<Presence> for Kept {
    fn from(presence: Presence) -> Self {
        match presence {
            Presence::Both => Self::Both,
            Presence::OnlyHere(_) => Self::OnlyHere,
            Presence::Replaced => Self::Replaced,
            Presence::OnlyThere => Self::OnlyThere,
        }
    }
}

/// Between the name and the mark of an instance whose gateway gives no ids.
const MARKED: char = '#';

/// What tells an instance from another one that takes its name, where a gateway gives no ids: its name, and the mark of
/// the create that made it. One that nobody marked has its name alone.
#[must_use]
pub fn marked(name: &str, mark: Option<&str>) -> String {
    mark.map_or_else(|| name.to_owned(), |mark| format!("{name}{MARKED}{mark}"))
}

/// The part of an id that its gateway knows: all of it, save for a mark of ours.
#[must_use]
pub fn id_there<'a>(remote_id: &'a str, name: &'a str) -> &'a str {
    let is_marked = remote_id.strip_prefix(name).is_some_and(|mark| mark.starts_with(MARKED));
    if is_marked { name } else { remote_id }
}

/// The fact with the number that an instance was created for: typed codes are asked for it.
pub const NUMBER: &str = "fact-number";

/// One WhatsApp line. This is the whole row, as events carry it. On the disk what is skipped here has columns of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instance {
    #[serde(skip)]
    pub id: InstanceId,
    #[serde(skip)]
    pub account: AccountId,
    /// The gateway's id. Where a gateway has none, it is what [`marked`] makes of the name.
    #[serde(skip)]
    pub remote_id: String,
    /// As it is shown. Set by [`Instance::call_it`].
    pub name: String,
    /// As the gateway has it, where that cannot be shown as it is: calls about it need it to the last mark.
    #[serde(skip)]
    pub exact_name: Option<String>,
    /// What all of `links` comes to; changed by [`Instance::hear`].
    pub state: ConnectionState,
    #[serde(default)]
    pub links: Links,
    /// Its link was there and is not any more.
    #[serde(default)]
    pub lost: Option<Lost>,
    pub presence: Presence,
    /// Digits with country code.
    pub phone: Option<String>,
    pub profile: Option<String>,
    /// Facts for the detail panel: text key → value, in the order shown.
    pub facts: Vec<(String, String)>,
    pub plan: Plan,
    /// The keyring entry with the instance's token, when it has one of its own.
    pub vault_key: Option<SecretRef>,
    /// The masked token by which people recognise it.
    pub token_hint: Option<String>,
    /// It was seen connected and not logged out since: a QR offered now would be an old one.
    pub paired: bool,
    pub created_at: Option<Timestamp>,
    pub checked_at: Option<Timestamp>,
    /// What a person wrote about it. No list changes that.
    #[serde(default, skip_serializing_if = "Annotation::is_empty")]
    pub annotation: Annotation,
    /// Since when it stands as it does, by what was heard here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Timestamp>,
    /// Its gateway says "connected", and what needs the link fails: since when that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub half_open: Option<Timestamp>,
    /// Its gateway answered that it is deleted, and listed it all the same.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub leaving: bool,
}

impl Instance {
    /// A fresh row of an account, of which nothing else is known.
    #[must_use]
    pub fn new(account: AccountId, remote_id: &str, name: &str) -> Self {
        let mut row = Self {
            id: InstanceId::random(),
            account,
            remote_id: remote_id.to_owned(),
            name: String::new(),
            exact_name: None,
            state: ConnectionState::Unchecked,
            links: Links::default(),
            lost: None,
            presence: Presence::Both,
            phone: None,
            profile: None,
            facts: Vec::new(),
            plan: Plan::default(),
            vault_key: None,
            token_hint: None,
            paired: false,
            created_at: None,
            checked_at: None,
            annotation: Annotation::default(),
            since: None,
            half_open: None,
            leaving: false,
        };
        row.call_it(name);
        row
    }

    /// Takes a name over from its gateway. One that shows nothing at all is shown by its id.
    pub fn call_it(&mut self, name: &str) {
        let shown = [plain(name), plain(&self.remote_id)].into_iter().find(|text| !text.is_empty());
        self.name = shown.unwrap_or_default();
        self.exact_name = (self.name != name).then(|| name.to_owned());
    }

    /// What it is called here: its alias, or else its name.
    #[must_use]
    pub fn title(&self) -> &str {
        if self.annotation.alias.is_empty() { &self.name } else { &self.annotation.alias }
    }

    /// The name by which its gateway knows it.
    #[must_use]
    pub fn name_there(&self) -> &str {
        self.exact_name.as_deref().unwrap_or(&self.name)
    }

    /// The id by which its gateway knows it.
    #[must_use]
    pub fn id_there(&self) -> &str {
        id_there(&self.remote_id, self.name_there())
    }
}

impl Instance {
    /// Takes a word about its link in; what it all comes to is its state. A list that takes "connected" back and tells no
    /// reason proves no loss: links flicker, and whoever read the list asks for the state.
    pub fn hear(&mut self, link: LinkState) {
        let (was, at) = (self.standing(), link.at);
        let (source, reason, since) = (link.source, link.reason, link.since.unwrap_or(link.at));
        let proves = source == Source::State || reason.is_some();
        self.links.hear(link);
        let best = self.links.best();
        self.state = best.map_or(ConnectionState::Unchecked, |best| best.state.clone());
        match self.state {
            ConnectionState::Connected | ConnectionState::PhoneOffline => {
                self.paired = true;
                self.lost = None;
            }
            // A gateway that gives out a code for a new pairing has none.
            _ if source == Source::Connect => self.paired = false,
            ConnectionState::Disconnected if source == Source::Act => {
                self.paired = false;
                self.lost = None;
            }
            ConnectionState::Disconnected | ConnectionState::Failed if self.paired && proves => {
                let known = self.lost.get_or_insert(Lost { since, reason, dismissed: false });
                if known.reason.is_none() && reason.is_some() {
                    (known.since, known.reason) = (since, reason);
                }
                self.paired = !reason.is_some_and(LostReason::ends_the_pairing);
            }
            _ => {}
        }
        if !self.state.is_linked() {
            self.half_open = None;
        }
        self.stands_since(was, at);
    }

    /// How it stands.
    #[must_use]
    pub const fn standing(&self) -> Standing {
        if self.presence.is_missing() {
            return Standing::Gone;
        }
        match self.state {
            ConnectionState::Connected | ConnectionState::PhoneOffline => Standing::Up,
            ConnectionState::Connecting | ConnectionState::WaitingForScan | ConnectionState::Challenge => {
                Standing::Waiting
            }
            ConnectionState::Disconnected | ConnectionState::Failed => Standing::Down,
            ConnectionState::Unknown(_) | ConnectionState::Unchecked => Standing::Unknown,
        }
    }

    /// Where it stands otherwise than it did, it does so since then.
    pub fn stands_since(&mut self, was: Standing, at: Timestamp) {
        if self.standing() != was {
            self.since = Some(at);
        }
    }

    /// Whether it tells what it told before, times of what was only heard again aside.
    #[must_use]
    pub fn tells_the_same(&self, before: &Self) -> bool {
        let with_its_times = || Self { links: before.links.clone(), checked_at: before.checked_at, ..self.clone() };
        self.links.say_the_same(&before.links) && with_its_times() == *before
    }

    /// Why its link is not there, where its gateway has told that.
    #[must_use]
    pub fn why_unlinked(&self) -> Option<LostReason> {
        let told = || self.lost.and_then(|lost| lost.reason).or_else(|| self.links.best()?.reason);
        if self.state.is_linked() || self.presence.is_missing() { None } else { told() }
    }

    /// Its link was lost, and nobody has dismissed that yet.
    #[must_use]
    pub fn is_lost(&self) -> bool {
        self.lost.is_some_and(|lost| !lost.dismissed)
    }

    /// The same, and it waits for the scan that would mend that.
    #[must_use]
    pub fn is_lost_and_waits(&self) -> bool {
        self.is_lost() && self.standing() == Standing::Waiting
    }

    /// It was connected, and the list took that back: only the state proves that it is lost.
    #[must_use]
    pub fn may_be_lost(&self) -> bool {
        let is_closed = self.state.is_closed() || self.links.is_taken_back();
        self.paired && self.lost.is_none() && is_closed
    }
}
