//! Why an account or an instance does not work: what was looked at, one after the other, and what each look showed.

use crate::domain::connection::ConnectionState;
use crate::domain::failure::Failure;
use crate::domain::ids::{AccountId, InstanceId, JobId};
use std::net::IpAddr;
use std::time::Duration;

/// What is looked at, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Topic {
    /// The host has an address, and something answers at its port.
    Address,
    Encryption,
    Key,
    /// What answers is the gateway, and which version of it.
    Version,
    Instance,
    State,
    /// What is said to be connected answers.
    Link,
    Code,
    /// This computer's clock against the gateway's.
    Clock,
}

impl Topic {
    /// Everything there is to look at, for an instance.
    pub const ALL: [Self; 9] = [
        Self::Address,
        Self::Encryption,
        Self::Key,
        Self::Version,
        Self::Instance,
        Self::State,
        Self::Link,
        Self::Code,
        Self::Clock,
    ];

    /// The word for it in ids, text keys and reports.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Address => "address",
            Self::Encryption => "encryption",
            Self::Key => "key",
            Self::Version => "version",
            Self::Instance => "instance",
            Self::State => "state",
            Self::Link => "link",
            Self::Code => "code",
            Self::Clock => "clock",
        }
    }

    /// It is about an instance and not about its account.
    #[must_use]
    pub const fn is_about_one(self) -> bool {
        matches!(self, Self::Instance | Self::State | Self::Link | Self::Code)
    }
}

/// How a look ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// Not begun.
    Waiting,
    Running,
    Fine,
    /// It shows nothing, for or against.
    Neutral,
    /// Something that a person should know, and that stops nothing.
    Doubt,
    Failed(Failure),
    /// Not looked at: what came before it failed.
    Skipped,
}

/// What a look showed.
#[derive(Clone, Debug, PartialEq)]
pub enum Fact {
    /// The host's address, where something answers.
    Reached {
        host: String,
        at: IpAddr,
    },
    /// Host and port of the proxy before the gateway, which answers.
    Proxy(String),
    Encryption(Encryption),
    /// Nothing is encrypted; whether the gateway is on this computer.
    Clear {
        here: bool,
    },
    KeyAccepted,
    /// There is no request that shows whether the key is good.
    KeyUntested,
    /// Whoever answered said nothing about the key.
    KeyNotJudged,
    /// `None` where gateways of this provider tell no version.
    Version(Option<String>),
    /// The gateway has the instance.
    Listed,
    /// The provider has no request for the one.
    NotDescribed,
    /// What the state is, and what the last list said.
    State {
        now: ConnectionState,
        listed: Option<ConnectionState>,
    },
    /// A read that needs the link was answered.
    LinkAnswers,
    /// Two of them in a row were not, and the gateway says all the same that it is connected.
    LinkSilent,
    /// It is not connected, so there is nothing that could answer.
    NoLink,
    CodeThere,
    /// Asked so many times, and there was none.
    NoCode {
        times: u32,
    },
    /// WhatsApp wants a passkey instead.
    CodeChallenged,
    /// Asking for a code would start a pairing.
    CodeNotAsked,
    /// It is connected.
    CodeNotNeeded,
    /// Seconds that this computer is ahead of the gateway; negative when it is behind.
    Clock {
        ahead: i64,
    },
    /// The gateway does not tell what time it is.
    NoClock,
}

/// What a handshake shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Encryption {
    /// The version of TLS, such as `1.3`.
    pub version: Option<&'static str>,
    /// Who issued the certificate.
    pub issuer: Option<String>,
    /// Whole days that it is still good for; negative once it has expired.
    pub days: Option<i64>,
}

/// A certificate that ends this soon is worth a word.
pub const ENDS_SOON: i64 = 14;
/// A clock that is off by fewer seconds has no effect.
pub const CLOCK_MATTERS: i64 = 60;

/// One look.
#[derive(Clone, Debug, PartialEq)]
pub struct Look {
    pub topic: Topic,
    pub verdict: Verdict,
    pub fact: Option<Fact>,
    pub took: Option<Duration>,
}

/// All looks of one run, as far as it has come.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagnosis {
    pub job: JobId,
    pub account: AccountId,
    pub instance: Option<InstanceId>,
    pub looks: Vec<Look>,
    /// How long all of it took, once it has ended.
    pub took: Option<Duration>,
}

impl Diagnosis {
    /// Nothing looked at yet.
    #[must_use]
    pub fn new(job: JobId, account: AccountId, instance: Option<InstanceId>) -> Self {
        let wanted = |topic: &Topic| instance.is_some() || !topic.is_about_one();
        let look = |topic| Look { topic, verdict: Verdict::Waiting, fact: None, took: None };
        let looks = Topic::ALL.into_iter().filter(wanted).map(look).collect();
        Self { job, account, instance, looks, took: None }
    }

    /// The look at this.
    #[must_use]
    pub fn look(&self, topic: Topic) -> Option<&Look> {
        self.looks.iter().find(|look| look.topic == topic)
    }

    /// The same, to be filled in.
    pub fn look_mut(&mut self, topic: Topic) -> Option<&mut Look> {
        self.looks.iter_mut().find(|look| look.topic == topic)
    }

    /// What explains it: the first that failed, or else the first that a person should know of.
    #[must_use]
    pub fn cause(&self) -> Option<&Look> {
        let failed = self.looks.iter().find(|look| matches!(look.verdict, Verdict::Failed(_)));
        failed.or_else(|| self.looks.iter().find(|look| look.verdict == Verdict::Doubt))
    }

    /// What the link's state is, where it was asked for.
    #[must_use]
    pub fn state(&self) -> Option<&ConnectionState> {
        match &self.look(Topic::State)?.fact {
            Some(Fact::State { now, .. }) => Some(now),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::failure::FailureKind;

    #[test]
    fn the_first_that_failed_explains_it_and_else_the_first_doubt() {
        let mut diagnosis = Diagnosis::new(JobId(1), AccountId::random(), Some(InstanceId::random()));
        assert_eq!(diagnosis.looks.len(), Topic::ALL.len());
        assert_eq!(diagnosis.cause(), None);
        diagnosis.look_mut(Topic::Encryption).unwrap().verdict = Verdict::Doubt;
        diagnosis.look_mut(Topic::Clock).unwrap().verdict = Verdict::Doubt;
        assert_eq!(diagnosis.cause().map(|look| look.topic), Some(Topic::Encryption));
        diagnosis.look_mut(Topic::State).unwrap().verdict = Verdict::Failed(FailureKind::Timeout.into());
        assert_eq!(diagnosis.cause().map(|look| look.topic), Some(Topic::State));
        let of_account = Diagnosis::new(JobId(1), AccountId::random(), None);
        assert!(of_account.looks.iter().all(|look| !look.topic.is_about_one()));
    }
}
