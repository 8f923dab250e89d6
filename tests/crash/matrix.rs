//! What is run: journeys, network outcomes, and where the program dies.

use crate::gateways::can;
use crate::random::Random;
use pairdesk::sandbox::enviaai::ENVIAAI;
use pairdesk::sandbox::evolution::{EVOLUTION_1, EVOLUTION_2};
use pairdesk::sandbox::zapi::ZAPI;
use pairdesk::sandbox::{Gateway, gateways};
use std::collections::HashMap;
use std::fmt;
use std::time::Duration;

/// How often one label is died at in one journey: loops pass theirs again and again.
const TIMES: u32 = 4;
/// Longest time after which a random kill comes; a create and its look-up are over by then.
pub const LONGEST: Duration = Duration::from_millis(220);

/// What the person does before the program dies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Journey {
    Create,
    /// A create whose answer is lost, and a stranger who takes the same name meanwhile.
    Several,
    Adopt,
    /// The first use of an instance that a list brought: its token is taken in.
    FirstUse,
    Delete,
    Forget,
    /// Proven absent, then the name is there after all, and the person takes it.
    AdoptCandidate,
    /// Proven absent, and the person closes the matter.
    Dismiss,
    /// The account goes to another address, with its keys typed again.
    Move,
    RemoveAccount,
    /// The first start after the upgrade from a version whose keyring entries had no origin.
    Upgrade,
}

impl Journey {
    /// Whether an instance is made before it begins, and whether it is forgotten again.
    pub fn starts_from(self) -> (bool, bool) {
        match self {
            Self::Adopt | Self::FirstUse => (true, true),
            Self::Delete | Self::Forget | Self::Move | Self::RemoveAccount | Self::Upgrade => (true, false),
            Self::Create | Self::Several | Self::AdoptCandidate | Self::Dismiss => (false, false),
        }
    }

    /// The most creates that may come to the gateway in it, the stranger's included.
    pub fn creates(self) -> u64 {
        if matches!(self, Self::Several | Self::AdoptCandidate) { 2 } else { 1 }
    }

    /// It may end with the instance in the list as somebody's: nobody has asked for its token, or it was forgotten.
    pub fn may_stay_strange(self) -> bool {
        matches!(self, Self::Adopt | Self::FirstUse | Self::Forget)
    }
}

/// What the network and the gateway do to the one request that matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    Ok,
    LostBefore,
    LostAfter,
    /// It takes effect long after the connection broke.
    Late,
    /// Refused, and yet it stays.
    Residue,
    /// The answer is lost, and no list is whole: each has a row that cannot be read.
    Gap,
    ErrorAfter,
    RateLimited,
    Garbage,
    /// No connection.
    Refused,
    /// All is well with the network, and then the keyring takes no token.
    KeyringRefuses,
}

impl Outcome {
    pub const NETWORK: [Self; 10] = [
        Self::Ok,
        Self::LostBefore,
        Self::LostAfter,
        Self::Late,
        Self::Residue,
        Self::Gap,
        Self::ErrorAfter,
        Self::RateLimited,
        Self::Garbage,
        Self::Refused,
    ];

    /// The sandbox's name for it, and its time in seconds.
    pub fn fault(self) -> Option<(&'static str, f64)> {
        Some(match self {
            Self::Ok | Self::Refused => return None,
            Self::LostBefore => ("answer-lost-before", 0.0),
            Self::LostAfter | Self::Gap => ("answer-lost", 0.0),
            Self::Late => ("late-commit", 0.4),
            Self::Residue => ("4xx-residue", 0.0),
            Self::ErrorAfter => ("500-after-commit", 0.0),
            Self::RateLimited => ("429", 1.0),
            Self::Garbage => ("garbage", 0.0),
            Self::KeyringRefuses => ("slow", 0.15),
        })
    }
}

/// When a child dies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kill {
    /// At a label, when it is passed for this time.
    At(&'static str, u32),
    /// After a time drawn by lot.
    After(Duration),
    /// The same, from the moment when the create has come to the gateway.
    AfterSent(Duration),
    /// Not at all: the labels that it passes are written down.
    Never,
}

/// Odd gateways that a create dies at, each where it can do the most.
const ODD: [(&str, Gateway); 9] = [
    ("list-lags", ZAPI),
    ("list-lags", EVOLUTION_2),
    ("number-ids", ZAPI),
    ("number-ids", ENVIAAI),
    ("half-made", EVOLUTION_1),
    ("small-pages", ZAPI),
    ("small-pages", ENVIAAI),
    ("big-total", ENVIAAI),
    ("no-ids", ZAPI),
];

/// One run.
#[derive(Clone, Copy, Debug)]
pub struct Case {
    pub journey: Journey,
    pub gateway: Gateway,
    pub outcome: Outcome,
    /// The sandbox's name for what the gateway is like.
    pub profile: &'static str,
    /// Where the program dies at first.
    pub kill: Option<Kill>,
    /// Where it dies while it recovers.
    pub again: Option<Kill>,
}

impl Case {
    fn traced(journey: Journey, gateway: Gateway, outcome: Outcome) -> Self {
        Self { journey, gateway, outcome, profile: "usual", kill: Some(Kill::Never), again: None }
    }

    fn recovering(journey: Journey, gateway: Gateway, outcome: Outcome, from: &'static str) -> Self {
        Self { kill: Some(Kill::At(from, 1)), again: Some(Kill::Never), ..Self::traced(journey, gateway, outcome) }
    }

    /// The label that the run is about.
    pub fn label(&self) -> Option<&'static str> {
        match self.again.or(self.kill) {
            Some(Kill::At(label, _)) => Some(label),
            _ => None,
        }
    }

    /// The same run once for every label that its traced run has passed, and for every time it has passed it.
    pub fn at_each(&self, trace: &[String], labels: &[&'static str]) -> Vec<Self> {
        let mut passed: HashMap<&'static str, u32> = HashMap::new();
        let mut cases = Vec::new();
        for line in trace {
            let label = labels.iter().find(|label| *label == line);
            let label = label.unwrap_or_else(|| panic!("{line} is not in the list of labels"));
            let time = passed.entry(label).or_default();
            *time += 1;
            if *time > TIMES {
                continue;
            }
            let kill = Some(Kill::At(label, *time));
            cases.push(if self.again.is_some() { Self { again: kill, ..*self } } else { Self { kill, ..*self } });
        }
        cases
    }
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { journey, gateway, outcome, profile, kill, again } = self;
        write!(f, "{journey:?} at {profile} {}, {outcome:?}, killed {kill:?}, then {again:?}", gateway.name())
    }
}

/// The runs without a kill, from whose traces all others follow.
pub fn traced() -> Vec<Case> {
    let mut cases = Vec::new();
    for gateway in gateways() {
        for outcome in Outcome::NETWORK {
            cases.push(Case::traced(Journey::Create, gateway, outcome));
            // What the answer was is for the recovery to find out.
            cases.push(Case::recovering(Journey::Create, gateway, outcome, "create.answered"));
        }
        // Nothing was sent yet: there is no outcome of the network.
        cases.push(Case::recovering(Journey::Create, gateway, Outcome::Ok, "create.intent.kept"));
        cases.push(Case::recovering(Journey::Create, gateway, Outcome::RateLimited, "drop.deleted"));
        // Where a name is taken once, ours was lost before it took effect.
        let can = can(gateway);
        let lost = if can.addresses_by_name { Outcome::LostBefore } else { Outcome::LostAfter };
        cases.push(Case::recovering(Journey::Several, gateway, lost, "create.answered"));
        for journey in [Journey::Forget, Journey::AdoptCandidate, Journey::Dismiss] {
            cases.push(Case::traced(journey, gateway, Outcome::Ok));
        }
        for journey in [Journey::Move, Journey::RemoveAccount, Journey::Upgrade] {
            cases.push(Case::traced(journey, gateway, Outcome::Ok));
        }
        for outcome in Outcome::NETWORK {
            // A create's residue has no like in a delete, and a late delete is one that somebody else could have made.
            if !matches!(outcome, Outcome::Residue | Outcome::Gap | Outcome::Late) {
                cases.push(Case::traced(Journey::Delete, gateway, outcome));
            }
        }
        if can.instance_token {
            cases.push(Case::traced(Journey::FirstUse, gateway, Outcome::Ok));
        }
        // What we choose is kept before anything is sent.
        if can.instance_token && !can.chooses_token {
            cases.push(Case::traced(Journey::Create, gateway, Outcome::KeyringRefuses));
        }
        // Elsewhere the list brings the instance.
        if can.adopt {
            cases.push(Case::traced(Journey::Adopt, gateway, Outcome::Ok));
            cases.push(Case::recovering(Journey::Adopt, gateway, Outcome::Ok, "adopt.token.kept"));
        }
    }
    for (profile, gateway) in ODD {
        let lost = Case::recovering(Journey::Create, gateway, Outcome::LostAfter, "create.answered");
        cases.push(Case { profile, ..lost });
    }
    cases
}

/// Creates that die at a random moment, half of them when it was sent; every third dies once more while it recovers.
pub fn random(kills: usize, seed: u64) -> Vec<Case> {
    let all: Vec<Gateway> = gateways().collect();
    let mut random = Random(seed);
    let case = |_| {
        let mut time = || LONGEST.mul_f64(random.share());
        let (first, second) = (time(), time());
        let kill = Some(if random.below(2) == 0 { Kill::After(first) } else { Kill::AfterSent(first) });
        let gateway = all[random.below(all.len())];
        let outcome = Outcome::NETWORK[random.below(Outcome::NETWORK.len())];
        let again = (random.below(3) == 0).then_some(Kill::After(second));
        Case { journey: Journey::Create, gateway, outcome, profile: "usual", kill, again }
    };
    (0..kills).map(case).collect()
}
