//! Every scenario at every call of every provider: it ends in time, comes to the right class and is told in words.

use crate::good::PROVIDERS;
use crate::promise;
use crate::rig::{DEADLINE, Rig, is_well_told, lab};
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

/// What came of all runs.
#[derive(Default)]
struct Report {
    runs: usize,
    longest: Duration,
    kinds: BTreeMap<String, FailureKind>,
    wrong: Vec<String>,
}

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
                        one(&mut rig, scenario, provider, ask, &report);
                    }
                }
            });
        }
    });
    let report = report.into_inner().unwrap();
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

fn one(rig: &mut Rig<'_>, scenario: &Scenario, provider: &'static str, ask: Ask, report: &Mutex<Report>) {
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
    let found = outcome.and_then(|seen| {
        let failure = seen.matches(wanted)?;
        failure.map_or(Ok(None), |failure| is_well_told(&failure, &rig.server).map(|()| Some(failure.kind)))
    });
    let mut report = report.lock().unwrap();
    report.runs += 1;
    let at = format!("{} · {provider} · {ask:?}", scenario.name);
    match found {
        Ok(kind) => report.kinds.extend(kind.map(|kind| (kind.key(), kind))),
        Err(wrong) => report.wrong.push(format!("{at}: {wrong}")),
    }
    // A window that goes on asking has no end to measure.
    let took = rig.server.came(ask).get(before).map(|came| ended - *came);
    match took {
        None => report.wrong.push(format!("{at}: the server was not asked")),
        Some(took) if wanted != Wanted::Waits => {
            report.longest = report.longest.max(took);
            if took > DEADLINE + GRACE {
                report.wrong.push(format!("{at}: took {took:?}"));
            }
        }
        Some(_) => {}
    }
}

/// What a call came to.
#[derive(Debug)]
enum Seen {
    Worked,
    Waited,
    Failed(Failure),
}

impl Seen {
    /// The failure that was wanted, if one was.
    fn matches(self, wanted: Wanted) -> Result<Option<Failure>, String> {
        match (self, wanted) {
            (Self::Worked, Wanted::Works) | (Self::Waited, Wanted::Waits) => Ok(None),
            (Self::Failed(failure), Wanted::Fails(kind)) if failure.kind == kind => Ok(Some(failure)),
            (seen, wanted) => Err(format!("wanted {wanted:?}, got {seen:?}")),
        }
    }
}

fn seen(pairing: Option<Pairing>) -> Seen {
    match pairing.map(|pairing| pairing.phase) {
        None => Seen::Waited,
        Some(Phase::Failed(failure)) => Seen::Failed(failure),
        Some(_) => Seen::Worked,
    }
}

/// Creates, and holds the end against the class: where the intent stands, and what was sent.
fn create(rig: &mut Rig<'_>, class: Class) -> Result<Seen, String> {
    let result = rig.run(Ask::Create);
    let (found, seen) = match result {
        Ok(Done::InstanceReady(_)) => (Class::Acknowledged, Seen::Worked),
        Ok(Done::Unconfirmed(id)) => {
            // Looked up in lists that do not have it: never sent again.
            rig.server.disarm();
            let intent = rig.lab.wait_stage(id, Stage::Absent);
            (Class::Unknown, Seen::Failed(intent.failure.ok_or("an open create without a cause")?))
        }
        Err(failure) => (Class::Refused, Seen::Failed(failure)),
        Ok(other) => return Err(format!("{other:?}")),
    };
    let stage = last_intent(rig).map(|intent| intent.stage);
    let stands = if found == Class::Unknown { Stage::Absent } else { Stage::Done };
    let sent = rig.server.came(Ask::Create).len();
    if found != class || stage != Some(stands) || sent != 1 {
        return Err(format!("wanted {class:?}, got {found:?} at {stage:?}, sent {sent} times: {seen:?}"));
    }
    Ok(seen)
}

fn last_intent(rig: &mut Rig<'_>) -> Option<Intent> {
    rig.lab.drain();
    rig.lab.events.iter().rev().find_map(|event| match event {
        Event::IntentChanged(intent) if intent.account == rig.account => Some((**intent).clone()),
        _ => None,
    })
}
