//! What may be believed of a link: every word about it has a source and a time, and the best of them is shown.

use crate::domain::connection::ConnectionState;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// So much newer a list must be than what was asked for itself: lists come from a memory that lags.
const LISTS_LAG: SignedDuration = SignedDuration::from_mins(1);

/// Who said it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// The gateway's list.
    List,
    /// Its answer to the question for the state of this one.
    State,
    /// A code that it gave out to be scanned.
    Connect,
    /// What was done to it from here.
    Act,
}

impl Source {
    /// In the order shown.
    pub const ALL: [Self; 4] = [Self::List, Self::State, Self::Connect, Self::Act];

    /// The word in ids and text keys.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::State => "state",
            Self::Connect => "connect",
            Self::Act => "act",
        }
    }
}

/// One word about a link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkState {
    pub state: ConnectionState,
    pub source: Source,
    /// When it was heard.
    pub at: Timestamp,
    /// When its source began to say so, where it has said it before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first: Option<Timestamp>,
    /// The phone that it names.
    #[serde(default)]
    pub owner: Option<String>,
    #[serde(default)]
    pub reason: Option<LostReason>,
    /// Since when, in the gateway's words.
    #[serde(default)]
    pub since: Option<Timestamp>,
    /// It says "connected" where it would name who is connected, and names nobody.
    #[serde(default)]
    pub is_claim: bool,
}

impl LinkState {
    /// A word without anything beside it.
    #[must_use]
    pub const fn new(source: Source, state: ConnectionState, at: Timestamp) -> Self {
        Self { state, source, at, first: None, owner: None, reason: None, since: None, is_claim: false }
    }

    fn is_connected(&self) -> bool {
        self.state.is_linked()
    }

    fn says_the_same(&self, other: &Self) -> bool {
        *self == Self { at: self.at, first: self.first, ..other.clone() }
    }

    /// It said so before this word said otherwise, and never anything else since: some gateways keep "connected" in a
    /// memory that does not hear of a link that breaks, and the time of a loss in one that does not hear of the link that
    /// came after it. It shows nothing of what is so now.
    fn goes_on_against(&self, direct: &Self) -> bool {
        let is_unclear = matches!(direct.state, ConnectionState::Unknown(_) | ConnectionState::Unchecked);
        let is_known_loss = self.state.is_closed() && self.since.is_some() && direct.is_connected();
        let says_otherwise = is_known_loss || self.is_connected() && !direct.is_connected() && !is_unclear;
        says_otherwise && !self.is_only_newer_than(direct)
    }

    /// The other source spoke last before this one began to say what it says.
    fn is_only_newer_than(&self, other: &Self) -> bool {
        self.first.unwrap_or(self.at) > other.at
    }
}

/// Why a link was lost, whatever the gateway calls it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LostReason {
    /// Under "linked devices", or by WhatsApp itself.
    RemovedOnPhone,
    /// By somebody at the gateway.
    LoggedOut,
    /// Another program took the session over.
    TakenOver,
    TemporarilyBanned,
    Refused,
    /// The gateway is too old for WhatsApp.
    Outdated,
    TimedOut,
    Mismatch,
    Closed,
    BadSession,
    Unavailable,
    RestartNeeded,
    SubscriptionNeeded,
    /// From here, without ending the link.
    Stopped,
    /// A number we have no meaning for, shown as it is.
    Other(u16),
}

impl LostReason {
    /// The reasons that WhatsApp's own protocol has numbers for.
    #[must_use]
    pub const fn of_code(code: u16) -> Self {
        match code {
            401 | 406 => Self::RemovedOnPhone,
            402 => Self::TemporarilyBanned,
            403 => Self::Refused,
            405 => Self::Outdated,
            408 => Self::TimedOut,
            411 => Self::Mismatch,
            428 => Self::Closed,
            440 => Self::TakenOver,
            500 => Self::BadSession,
            503 => Self::Unavailable,
            515 => Self::RestartNeeded,
            other => Self::Other(other),
        }
    }

    /// The text key, such as `lost-removed-on-phone`; with `-next` behind it, what to do.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::RemovedOnPhone => "lost-removed-on-phone",
            Self::LoggedOut => "lost-logged-out",
            Self::TakenOver => "lost-taken-over",
            Self::TemporarilyBanned => "lost-temporarily-banned",
            Self::Refused => "lost-refused",
            Self::Outdated => "lost-outdated",
            Self::TimedOut => "lost-timed-out",
            Self::Mismatch => "lost-mismatch",
            Self::Closed => "lost-closed",
            Self::BadSession => "lost-bad-session",
            Self::Unavailable => "lost-unavailable",
            Self::RestartNeeded => "lost-restart-needed",
            Self::SubscriptionNeeded => "lost-subscription-needed",
            Self::Stopped => "lost-stopped",
            Self::Other(_) => "lost-other",
        }
    }

    /// The device is no longer linked: a code offered now is a new one.
    #[must_use]
    pub const fn ends_the_pairing(self) -> bool {
        matches!(self, Self::RemovedOnPhone | Self::LoggedOut)
    }
}

/// A link that was there and is provably not any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lost {
    pub since: Timestamp,
    pub reason: Option<LostReason>,
    /// A person has seen it and wants to hear no more of it.
    #[serde(default)]
    pub dismissed: bool,
}

/// The last word of each source, in the order in which they were heard: that stays so whatever the clock is set to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Links(Vec<LinkState>);

impl Links {
    /// What this source said last.
    #[must_use]
    pub fn of(&self, source: Source) -> Option<&LinkState> {
        self.0.iter().find(|link| link.source == source)
    }

    /// The only word, where there is one.
    #[must_use]
    pub fn only(&self) -> Option<&LinkState> {
        if let [link] = self.0.as_slice() { Some(link) } else { None }
    }

    /// The word to go by: the newest of those that were asked for, unless the list is clearly newer. That the list says
    /// "connected" and names nobody counts for nothing by itself, nor that it goes on saying what it said before.
    #[must_use]
    pub fn best(&self) -> Option<&LinkState> {
        let listed = self.of(Source::List);
        let direct = self.0.iter().rfind(|link| link.source != Source::List);
        let Some(direct) = direct else { return listed.filter(|link| !link.is_claim) };
        let newer = |link: &&LinkState| link.at.duration_since(direct.at) > LISTS_LAG;
        let counts = |link: &&LinkState| (direct.is_connected() || !link.is_claim) && !link.goes_on_against(direct);
        Some(listed.filter(newer).filter(counts).unwrap_or(direct))
    }

    /// The list says "connected" and names nobody, or goes on saying so, and no better word agrees.
    #[must_use]
    pub fn is_doubted(&self) -> bool {
        self.is_claimed() || self.goes_on()
    }

    fn is_claimed(&self) -> bool {
        let claims = self.of(Source::List).is_some_and(|link| link.is_claim);
        claims && !self.best().is_some_and(LinkState::is_connected)
    }

    /// The list says what it said before it was otherwise, and was read again since.
    #[must_use]
    pub fn goes_on(&self) -> bool {
        let direct = self.0.iter().rfind(|link| link.source != Source::List);
        let listed = self.0.last().filter(|link| link.source == Source::List && !link.is_claim);
        listed.zip(direct).is_some_and(|(listed, direct)| listed.goes_on_against(direct))
    }

    /// The list takes back what was heard otherwise a moment ago: it lags, or the link has just been lost.
    #[must_use]
    pub fn is_taken_back(&self) -> bool {
        let place = |word: &LinkState| self.0.iter().position(|link| link.source == word.source);
        let taken = self.of(Source::List).filter(|link| link.state.is_closed());
        let best = self.best().filter(|link| link.is_connected() && !self.goes_on());
        taken.zip(best).is_some_and(|(taken, best)| place(taken) > place(best))
    }

    /// One source says "connected" and another that it is not, and neither only because it was asked before something
    /// changed. A list is newer than what was asked for itself and contradicts it all the same: it may lag.
    #[must_use]
    pub fn disagree(&self) -> bool {
        let says = |is_so: fn(&LinkState) -> bool| self.0.iter().any(|link| is_so(link) && !self.is_outdated(link));
        says(LinkState::is_connected) && says(|link| link.state == ConnectionState::Disconnected)
    }

    /// It has changed since, by a word that was asked for itself. What a list claims without naming anybody was no word
    /// that could change.
    #[must_use]
    pub fn is_outdated(&self, word: &LinkState) -> bool {
        let direct = self.0.iter().filter(|other| other.source != Source::List && other.state != word.state);
        !word.is_claim && direct.into_iter().any(|other| other.is_only_newer_than(word))
    }

    /// Whether each source says what it said before, and the times between them lead to nothing else.
    pub(super) fn say_the_same(&self, before: &Self) -> bool {
        let said = |link: &LinkState| before.of(link.source).is_some_and(|old| link.says_the_same(old));
        self.0.len() == before.0.len()
            && self.0.iter().all(said)
            && self.is_taken_back() == before.is_taken_back()
            && self.is_doubted() == before.is_doubted()
            && self.disagree() == before.disagree()
    }

    /// Takes a word in, in the place of what its source said before. Another loss is another word.
    pub fn hear(&mut self, mut link: LinkState) {
        let is_same =
            |old: &&LinkState| old.state == link.state && (!link.state.is_closed() || old.since == link.since);
        let before = self.of(link.source).filter(is_same);
        link.first = before.map(|old| old.first.unwrap_or(old.at));
        self.0.retain(|old| old.source != link.source);
        self.0.push(link);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ConnectionState::{Connected, Connecting, Disconnected, Unchecked, Unknown, WaitingForScan};
    use Source::{Act, Connect, List, State};

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_000_000 + seconds).unwrap()
    }

    fn claim(seconds: i64) -> LinkState {
        LinkState { is_claim: true, ..LinkState::new(List, Connected, at(seconds)) }
    }

    /// A list that tells since when the link is gone.
    fn loss(since: i64, seconds: i64) -> LinkState {
        LinkState { since: Some(at(since)), ..LinkState::new(List, Disconnected, at(seconds)) }
    }

    /// What a row comes to after these words, one after the other.
    fn after(words: &[LinkState]) -> ConnectionState {
        let mut links = Links::default();
        for word in words {
            links.hear(word.clone());
        }
        links.best().map_or(Unchecked, |best| best.state.clone())
    }

    #[test]
    fn the_best_word_by_rank_and_freshness_is_shown() {
        let word = |source, state, seconds| LinkState::new(source, state, at(seconds));
        for (words, wanted) in [
            (vec![], Unchecked),
            (vec![word(List, Connected, 0)], Connected),
            (vec![claim(0)], Unchecked),
            (vec![word(State, Disconnected, 0), claim(5)], Disconnected),
            (vec![word(State, Disconnected, 0), claim(5000)], Disconnected),
            (vec![word(State, Connected, 0), claim(5000)], Connected),
            // A list may lag, but not for ever.
            (vec![word(State, Connected, 0), word(List, Disconnected, 30)], Connected),
            (vec![word(State, Connected, 0), word(List, Disconnected, 90)], Disconnected),
            // One that has said "connected" all the time has not heard of what was so meanwhile.
            (vec![word(List, Connected, 0), word(State, Connecting, 10), word(List, Connected, 5000)], Connecting),
            (
                vec![
                    word(List, Connected, 0),
                    word(State, Connecting, 10),
                    word(List, Disconnected, 20),
                    word(List, Connected, 90),
                ],
                Connected,
            ),
            (vec![word(State, Disconnected, 0), word(List, Connected, 90)], Connected),
            // The same of a loss that it told of before: only another one is news.
            (vec![loss(5, 0), word(State, Connected, 10), loss(5, 5000)], Connected),
            (vec![loss(5, 0), word(State, Connected, 10), loss(15, 5000)], Disconnected),
            (vec![word(List, Disconnected, 0), word(State, Connected, 10), word(List, Disconnected, 90)], Disconnected),
            (
                vec![word(List, Connected, 0), word(State, Unknown(String::new()), 10), word(List, Connected, 90)],
                Connected,
            ),
            // A fresh code outranks every "connected" before it, and a state after it counts.
            (
                vec![word(List, Connected, 0), word(State, Connected, 1), word(Connect, WaitingForScan, 2)],
                WaitingForScan,
            ),
            (vec![word(Connect, WaitingForScan, 2), word(List, Connected, 3)], WaitingForScan),
            (vec![word(Connect, WaitingForScan, 2), word(State, Connected, 12)], Connected),
            (vec![word(State, Connected, 0), word(Act, Disconnected, 1), word(List, Connected, 5)], Disconnected),
            // The clock was set back meanwhile: what was heard last is the newest all the same.
            (vec![word(Connect, WaitingForScan, 5000), word(State, Connected, 0)], Connected),
        ] {
            assert_eq!(after(&words), wanted, "{words:?}");
        }
    }

    #[test]
    fn an_older_word_of_another_source_is_no_disagreement() {
        let word = |source, state, seconds| LinkState::new(source, state, at(seconds));
        for (words, wanted) in [
            // Paired since the list was read; the same after a logout from here.
            (vec![word(List, Disconnected, 0), word(State, Connected, 50)], false),
            (vec![word(List, Disconnected, 0), word(State, Connected, 50), word(State, Connected, 90)], false),
            (vec![word(List, Connected, 0), word(State, Connected, 1), word(Act, Disconnected, 5)], false),
            // Logged out from here long ago, and paired since.
            (vec![word(Act, Disconnected, 0), word(State, Connected, 5000), word(List, Connected, 5001)], false),
            // The list is the newer one, or was read while the state said otherwise.
            (vec![word(State, Connected, 0), word(List, Disconnected, 30)], true),
            (vec![word(State, Connected, 0), word(List, Disconnected, 5000)], true),
            (vec![word(State, Connected, 0), word(List, Disconnected, 30), word(State, Connected, 31)], true),
            // It names nobody whose link it could be, so nothing has changed since.
            (vec![claim(0), word(State, Disconnected, 1)], true),
            (vec![word(List, Connected, 0), word(Connect, WaitingForScan, 1)], false),
        ] {
            let mut links = Links::default();
            for word in &words {
                links.hear(word.clone());
            }
            assert_eq!(links.disagree(), wanted, "{words:?}");
        }
    }

    #[test]
    fn a_list_that_came_later_takes_a_link_back_whatever_the_clock_was_set_to() {
        for (connected, listed) in [(0, 30), (5000, 30), (30, 30)] {
            let mut links = Links::default();
            links.hear(LinkState::new(State, Connected, at(connected)));
            links.hear(LinkState::new(List, Disconnected, at(listed)));
            assert!(links.is_taken_back(), "{connected} {listed}");
            links.hear(LinkState::new(State, Connected, at(listed)));
            assert!(!links.is_taken_back());
        }
    }

    #[test]
    fn every_number_has_a_reason_and_two_end_the_pairing() {
        let mut keys = std::collections::HashSet::new();
        for code in 0..=u16::MAX {
            let reason = LostReason::of_code(code);
            keys.insert(reason.key());
            assert_eq!(reason.ends_the_pairing(), matches!(code, 401 | 406), "{code}");
        }
        assert_eq!(keys.len(), 12);
    }

    #[test]
    fn what_was_only_heard_again_is_no_change() {
        let links = |words: &[LinkState]| {
            let mut links = Links::default();
            for word in words {
                links.hear(word.clone());
            }
            links
        };
        let word = |source, state, seconds| LinkState::new(source, state, at(seconds));
        let before = links(&[word(List, Connected, 0)]);
        assert!(links(&[word(List, Connected, 60)]).say_the_same(&before));
        assert!(!links(&[word(List, Disconnected, 60)]).say_the_same(&before));
        assert!(!links(&[word(List, Connected, 60), word(State, Connected, 60)]).say_the_same(&before));
        // The same words, but now the list is the newer one and takes back what the state said.
        let before = links(&[word(List, Disconnected, 0), word(State, Connected, 10)]);
        assert!(links(&[word(List, Disconnected, 9), word(State, Connected, 10)]).say_the_same(&before));
        assert!(!links(&[word(State, Connected, 10), word(List, Disconnected, 30)]).say_the_same(&before));
    }
}
