//! What is run: journeys, network outcomes, and where the program dies.

use crate::child::READY;
use crate::gateways::can;
use crate::random::Random;
use pairdesk::sandbox::enviaai::ENVIAAI;
use pairdesk::sandbox::evolution::{EVOLUTION_1, EVOLUTION_2};
use pairdesk::sandbox::zapi::ZAPI;
use pairdesk::sandbox::{Gateway, gateways};
use std::fmt;
use std::time::Duration;

/// The places where a program can die, at its doors to what outlives it. The network's are called by the method of the
/// request.
pub const PLACES: [&str; 14] = [
    "before disk",
    "behind disk",
    "before keyring",
    "behind keyring",
    "before GET",
    "behind GET",
    "before POST",
    "behind POST",
    "before PUT",
    "behind PUT",
    "before PATCH",
    "behind PATCH",
    "before DELETE",
    "behind DELETE",
];
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
    /// At a place, when it is passed for this time.
    At(&'static str, u32),
    /// After a time drawn by lot.
    After(Duration),
    /// The same, from the moment when the create has come to the gateway.
    AfterSent(Duration),
    /// The same, once so many more requests have come, or no more come.
    AfterHeard(usize, Duration),
    /// Not at all: the places that it passes are written down.
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
#[derive(Clone, Copy, Debug, PartialEq)]
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

    /// The same run, dying at this place of it first, with what recovers from there traced.
    fn recovering(self, trace: &[String], from: From) -> Self {
        let (place, time) = from.place(trace);
        Self { kill: Some(Kill::At(place, time)), again: Some(Kill::Never), ..self }
    }

    /// The place that the run is about.
    pub fn place(&self) -> Option<&'static str> {
        match self.again.or(self.kill) {
            Some(Kill::At(place, _)) => Some(place),
            _ => None,
        }
    }

    /// The same run once for every time that its traced run has passed a place. What each start does is left to the runs
    /// that recover.
    pub fn at_each(&self, trace: &[String]) -> Vec<Self> {
        // A stranger counts for something once ours was sent.
        if self.journey == Journey::Several && self.again.is_none() {
            return Vec::new();
        }
        let start = trace.iter().position(|line| line == READY).map_or(0, |ready| ready + 1);
        let places = (start..trace.len()).filter_map(|at| place(trace, at));
        places
            .map(|(place, time)| {
                let kill = Some(Kill::At(place, time));
                if self.again.is_some() { Self { again: kill, ..*self } } else { Self { kill, ..*self } }
            })
            .collect()
    }
}

/// A line of a trace as a place to die at, and which time it is passed.
fn place(trace: &[String], at: usize) -> Option<(&'static str, u32)> {
    let place = PLACES.into_iter().find(|place| *place == trace[at])?;
    let time = trace[..=at].iter().filter(|line| *line == place).count();
    Some((place, time as u32))
}

/// A place in a traced run that a recovery is traced from.
#[derive(Clone, Copy, Debug)]
pub enum From {
    /// The create was answered, however.
    Answered,
    /// The intent is written down, and not yet that it is being sent.
    Unsent,
    /// The last change of the keyring was made, and not yet written down.
    Unnoted,
}

impl From {
    fn place(self, trace: &[String]) -> (&'static str, u32) {
        let ready = trace.iter().position(|line| line == READY).unwrap();
        let sent = || ready + trace[ready..].iter().position(|line| line == "behind POST").unwrap();
        let disk = |end: usize| trace[..end].iter().rposition(|line| line == "behind disk").unwrap();
        let at = match self {
            Self::Answered => sent(),
            Self::Unsent => disk(disk(sent())),
            Self::Unnoted => trace.iter().rposition(|line| line == "behind keyring").unwrap(),
        };
        place(trace, at).unwrap()
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
        let can = can(gateway);
        cases.extend(Outcome::NETWORK.map(|outcome| Case::traced(Journey::Create, gateway, outcome)));
        let journeys = [
            Journey::Forget,
            Journey::AdoptCandidate,
            Journey::Dismiss,
            Journey::Move,
            Journey::RemoveAccount,
            Journey::Upgrade,
        ];
        cases.extend(journeys.map(|journey| Case::traced(journey, gateway, Outcome::Ok)));
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
        }
        cases.push(several(gateway));
    }
    cases.extend(ODD.map(odd));
    cases
}

/// Where a name is taken once, ours was lost before it took effect.
fn several(gateway: Gateway) -> Case {
    let lost = if can(gateway).addresses_by_name { Outcome::LostBefore } else { Outcome::LostAfter };
    Case::traced(Journey::Several, gateway, lost)
}

fn odd((profile, gateway): (&'static str, Gateway)) -> Case {
    Case { profile, ..Case::traced(Journey::Create, gateway, Outcome::LostAfter) }
}

/// What recovers from places of those runs, to be traced as well.
pub fn recovering(traced: &[Case], passed: &[Vec<String>]) -> Vec<Case> {
    let mut from = Vec::new();
    for gateway in gateways() {
        let create = |outcome| Case::traced(Journey::Create, gateway, outcome);
        // What the answer was is for the recovery to find out.
        from.extend(Outcome::NETWORK.map(|outcome| (create(outcome), From::Answered)));
        // Nothing was sent yet: there is no outcome of the network.
        from.push((create(Outcome::Ok), From::Unsent));
        from.push((create(Outcome::RateLimited), From::Unnoted));
        from.push((several(gateway), From::Answered));
        if can(gateway).adopt {
            from.push((Case::traced(Journey::Adopt, gateway, Outcome::Ok), From::Unnoted));
        }
    }
    from.extend(ODD.map(|gateway| (odd(gateway), From::Answered)));
    let trace = |case: &Case| &passed[traced.iter().position(|traced| traced == case).unwrap()];
    // One that failed has left no trace, and was told.
    let from = from.into_iter().filter(|(case, _)| !trace(case).is_empty());
    from.map(|(case, from)| case.recovering(trace(&case), from)).collect()
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
