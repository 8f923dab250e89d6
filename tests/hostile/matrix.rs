//! Every scenario at every call of every provider: it ends in time, comes to the right class and is told in words.

use crate::good::PROVIDERS;
use crate::promise;
use crate::rig::{DEADLINE, Rig, is_late, is_well_told, lab};
use crate::scenarios::{self, Class, Scenario, Wanted};
use crate::server::Ask;
use pairdesk::domain::failure::{Failure, FailureKind};
use pairdesk::domain::journal::{Intent, Stage};
use pairdesk::domain::pairing::{Pairing, Phase};
use pairdesk::domain::settings::Language;
use pairdesk::engine::event::{Done, Event};
use pairdesk::i18n::Texts;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// How far a call may overrun its deadline.
const GRACE: Duration = Duration::from_secs(1);
/// Engines that work side by side.
const WORKERS: usize = 10;
/// How often a run that was late beside others is played again by itself. A machine that is busy is late now and then; a
/// deadline that is missing is late every time.
const ALONE: usize = 10;

/// What came of all runs.
#[derive(Default)]
struct Report<'a> {
    runs: usize,
    /// To be played again.
    late: Vec<(&'a Scenario, &'static str, Ask)>,
    longest: Duration,
    kinds: BTreeMap<String, FailureKind>,
    wrong: Vec<String>,
}

/// What is wrong with a run.
enum Wrong {
    /// It took too long, or had no answer in time where one was sent.
    Late(String),
    Else(String),
}

impl Wrong {
    fn for_good(self) -> Self {
        match self {
            Self::Late(wrong) | Self::Else(wrong) => Self::Else(wrong),
        }
    }
}

/// The failure that was wanted, where one was, and how long it took.
type Run = Result<(Option<FailureKind>, Duration), Wrong>;

#[test]
fn a_hostile_answer_ends_in_time_and_in_the_right_class() {
    let all = scenarios::all();
    let names: BTreeSet<&str> = all.iter().map(|scenario| scenario.name).collect();
    assert_eq!(names.len(), all.len(), "two scenarios of one name");
    assert!(all.len() >= 60, "only {} scenarios", all.len());
    let jobs = all.iter().flat_map(|scenario| PROVIDERS.map(|provider| (scenario, provider)));
    let (queue, report) = (Mutex::new(jobs), Mutex::new(Report::default()));
    std::thread::scope(|scope| {
        for _ in 0..WORKERS {
            scope.spawn(|| {
                let mut lab = lab();
                loop {
                    let next = queue.lock().unwrap().next();
                    let Some((scenario, provider)) = next else { return };
                    let mut rig = Rig::new(&mut lab, provider, &format!("{} {provider}", scenario.name));
                    for ask in [Ask::Status, Ask::Qr, Ask::List, Ask::Create] {
                        let run = one(&mut rig, scenario, provider, ask);
                        report.lock().unwrap().take(scenario, provider, ask, run);
                    }
                }
            });
        }
    });
    let mut report = report.into_inner().unwrap();
    for (scenario, provider, ask) in std::mem::take(&mut report.late) {
        let run = alone(scenario, provider, ask).map_err(Wrong::for_good);
        report.runs -= 1;
        report.take(scenario, provider, ask, run);
    }
    assert!(report.wrong.is_empty(), "{} of {}:\n{}", report.wrong.len(), report.runs, report.wrong.join("\n"));
    assert_eq!(report.runs, all.len() * 12);
    promise::cases("a_hostile_answer_ends_in_time_and_in_the_right_class", report.runs);
    println!("{} scenarios, {} runs, the longest {:?}", all.len(), report.runs, report.longest);
    causes_differ(report.kinds.into_values());
}

/// Different causes read differently, in every language.
fn causes_differ(kinds: impl Iterator<Item = FailureKind>) {
    let kinds: Vec<FailureKind> = kinds.collect();
    assert!(kinds.len() >= 10, "{kinds:?}");
    for language in Language::ALL {
        let texts = Texts::new(language);
        let told: BTreeSet<String> = kinds.iter().map(|kind| texts.t(&kind.key())).collect();
        assert_eq!(told.len(), kinds.len(), "{}", language.tag());
    }
}

impl<'a> Report<'a> {
    fn take(&mut self, scenario: &'a Scenario, provider: &'static str, ask: Ask, run: Run) {
        self.runs += 1;
        match run {
            Ok((kind, took)) => {
                self.kinds.extend(kind.map(|kind| (kind.key(), kind)));
                self.longest = self.longest.max(took);
            }
            Err(Wrong::Late(_)) => self.late.push((scenario, provider, ask)),
            Err(Wrong::Else(wrong)) => self.wrong.push(format!("{} · {provider} · {ask:?}: {wrong}", scenario.name)),
        }
    }
}

/// Plays a run with nothing beside it, again while it is late.
fn alone(scenario: &Scenario, provider: &'static str, ask: Ask) -> Run {
    let mut lab = lab();
    let mut again = 0;
    loop {
        let mut rig = Rig::new(&mut lab, provider, &format!("{again} {provider}"));
        again += 1;
        match one(&mut rig, scenario, provider, ask) {
            Err(Wrong::Late(_)) if again < ALONE => {}
            run => return run,
        }
    }
}

fn one(rig: &mut Rig<'_>, scenario: &Scenario, provider: &'static str, ask: Ask) -> Run {
    let before = rig.server.came(ask).len();
    rig.server.arm(ask, Arc::clone(&scenario.script));
    let outcome = match ask {
        Ask::Create => create(rig, scenario.class(provider)),
        Ask::Qr => Ok(seen(rig.pair())),
        _ => Ok(rig.run(ask).map_or_else(Seen::Failed, |_| Seen::Worked)),
    };
    let ended = Instant::now();
    rig.server.disarm();
    let wanted = scenario.wanted(provider, ask);
    // A window that goes on asking has no end to measure.
    let took = rig.server.came(ask).get(before).map(|came| ended - *came);
    let failure = outcome?.matches(wanted)?;
    let took = took.ok_or_else(|| Wrong::Else("the server was not asked".to_owned()))?;
    let took = if wanted == Wanted::Waits { Duration::ZERO } else { took };
    let told = failure.as_ref().map_or(Ok(()), |failure| is_well_told(failure, &rig.server));
    told.map_err(Wrong::Else)?;
    if took > DEADLINE + GRACE {
        return Err(Wrong::Late(format!("took {took:?}")));
    }
    Ok((failure.map(|failure| failure.kind), took))
}

/// What a call came to.
#[derive(Debug)]
enum Seen {
    Worked,
    Waited,
    NoCode,
    Failed(Failure),
    /// The pairing window shows something that nobody wants here.
    SomethingElse,
}

impl Seen {
    /// The failure that was wanted, if one was.
    fn matches(self, wanted: Wanted) -> Result<Option<Failure>, Wrong> {
        match (self, wanted) {
            (Self::Worked, Wanted::Works) | (Self::Waited, Wanted::Waits) | (Self::NoCode, Wanted::NoCode) => Ok(None),
            (Self::Failed(failure), Wanted::Fails(kind)) if failure.kind == kind => Ok(Some(failure)),
            (Self::Failed(failure), wanted) if is_late(failure.kind) => {
                Err(Wrong::Late(format!("wanted {wanted:?}, got {failure:?}")))
            }
            (seen, wanted) => Err(Wrong::Else(format!("wanted {wanted:?}, got {seen:?}"))),
        }
    }
}

fn seen(pairing: Option<Pairing>) -> Seen {
    match pairing.map(|pairing| pairing.phase) {
        None => Seen::Waited,
        Some(Phase::Showing) => Seen::Worked,
        Some(Phase::NotACode(_)) => Seen::NoCode,
        Some(Phase::Failed(failure)) => Seen::Failed(failure),
        Some(_) => Seen::SomethingElse,
    }
}

/// Creates, and holds the end against the class: where the intent stands, and what was sent.
fn create(rig: &mut Rig<'_>, class: Class) -> Result<Seen, Wrong> {
    let result = rig.run(Ask::Create);
    // Whatever is looked up from here on is looked up in lists that do not have it: never sent again.
    rig.server.disarm();
    let (found, seen, stands) = match result {
        Ok(Done::InstanceReady(_)) => (Class::Acknowledged, Seen::Worked, Stage::Done),
        Ok(Done::Unconfirmed(id)) => {
            let failure = rig.lab.wait_stage(id, Stage::Absent).failure;
            let failure = failure.ok_or_else(|| Wrong::Else("an open create without a cause".to_owned()))?;
            (Class::Unknown, Seen::Failed(failure), Stage::Absent)
        }
        // Not even the list before it was had.
        Err(failure) if is_late(failure.kind) => return Err(Wrong::Late(format!("{failure:?}"))),
        Err(failure) if has_begun_nothing(failure.kind) => (Class::Refused, Seen::Failed(failure), Stage::Done),
        Err(failure) => {
            // What may have stayed of it is looked for.
            let id = last_intent(rig).map(|intent| intent.id);
            let id = id.ok_or_else(|| Wrong::Else("a refused create without an intent".to_owned()))?;
            rig.lab.wait_stage(id, Stage::Refused);
            (Class::Refused, Seen::Failed(failure), Stage::Refused)
        }
        Ok(other) => return Err(Wrong::Else(format!("{other:?}"))),
    };
    let stage = last_intent(rig).map(|intent| intent.stage);
    let sent = rig.server.came(Ask::Create).len();
    if let Seen::Failed(failure) = &seen
        && found != class
        && is_late(failure.kind)
        && sent <= 1
    {
        return Err(Wrong::Late(format!("wanted {class:?}, got {failure:?}")));
    }
    if found != class || stage != Some(stands) || sent != 1 {
        let told = format!("wanted {class:?}, got {found:?} at {stage:?}, sent {sent} times: {seen:?}");
        return Err(Wrong::Else(told));
    }
    Ok(seen)
}

/// A gateway that refuses in these words has not begun, so nothing can have stayed.
fn has_begun_nothing(kind: FailureKind) -> bool {
    matches!(kind, FailureKind::Unauthorized | FailureKind::Forbidden | FailureKind::RateLimited)
}

fn last_intent(rig: &mut Rig<'_>) -> Option<Intent> {
    rig.lab.drain();
    rig.lab.events.iter().rev().find_map(|event| match event {
        Event::IntentChanged(intent) if intent.account == rig.account => Some((**intent).clone()),
        _ => None,
    })
}
