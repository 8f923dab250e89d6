//! One run: make ready, act and die, recover and perhaps die, recover, and recover once more.

use crate::child::Wish;
use crate::matrix::{Case, Journey, Kill, Outcome};
use crate::oracle;
use crate::place::{End, Place};
use tokio::runtime::Handle;

/// What a run came to.
pub struct Report {
    /// The ordered kill took place.
    pub killed: bool,
    /// A create had come to the gateway when the first child ended.
    pub sent: bool,
    /// The places that were passed, where they were to be traced.
    pub trace: Vec<String>,
}

pub fn run(runtime: &Handle, case: &Case) -> Result<Report, String> {
    let place = Place::new(runtime, case.gateway);
    let (create, forget) = case.journey.starts_from();
    place.set_up(create, forget)?;
    place.become_odd(case.profile);
    lead_up(&place, case)?;
    let wish = wish(&place, case.journey);
    let acted = ended(place.run(wish, case.outcome, case.kill)?, case.kill)?;
    let sent = place.creates().0 > 0;
    oracle::no_secret_on_disk(&place)?;
    place.mend();
    if case.journey == Journey::Several {
        place.stranger();
    }
    let mut recovered = false;
    if case.again.is_some() {
        recovered = ended(place.run(Wish::Recover, Outcome::Ok, case.again)?, case.again)?;
        oracle::no_secret_on_disk(&place)?;
    }
    if case.outcome == Outcome::Late {
        // Once before it arrives and once after, whichever way the first ends.
        recover(&place)?.end(None)?;
        place.wait_for_late_create();
    }
    place.wait_for_late_delete();
    let live = recover(&place)?;
    let first = oracle::settled(&place, case.journey)?;
    live.end(None)?;
    oracle::no_secret_on_disk(&place)?;
    let live = recover(&place)?;
    let second = oracle::settled(&place, case.journey)?;
    live.end(None)?;
    if first != second {
        return Err(format!("recovering again changed something:\n  {}\n  {}", first.0, second.0));
    }
    Ok(Report { killed: if case.again.is_some() { recovered } else { acted }, sent, trace: place.trace() })
}

/// Whether it was killed; a child that came to rest is let go.
fn ended(end: End, kill: Option<Kill>) -> Result<bool, String> {
    match end {
        End::Killed => Ok(true),
        // What is finished behind the events may pass the place now.
        End::Quiet(live) => live.end(kill),
    }
}

fn recover(place: &Place) -> Result<crate::place::Live, String> {
    match place.run(Wish::Recover, Outcome::Ok, None)? {
        End::Quiet(live) => Ok(live),
        End::Killed => Err("nobody ordered this kill".to_owned()),
    }
}

/// What has happened before the journey begins: a create is proven absent, and perhaps its name comes up after all.
fn lead_up(place: &Place, case: &Case) -> Result<(), String> {
    if matches!(case.journey, Journey::AdoptCandidate | Journey::Dismiss) {
        ended(place.run(Wish::Create, Outcome::LostBefore, None)?, None)?;
    }
    if case.journey == Journey::AdoptCandidate {
        place.stranger();
    }
    if case.journey == Journey::Upgrade {
        place.forget_origins();
    }
    Ok(())
}

fn wish(place: &Place, journey: Journey) -> Wish {
    match journey {
        Journey::Create | Journey::Several => Wish::Create,
        Journey::Adopt => {
            let there = place.there().remove(0);
            let text = |key: &str| there[key].as_str().unwrap().to_owned();
            Wish::Adopt { remote_id: text("id"), token: text("token") }
        }
        Journey::FirstUse => Wish::Refresh,
        Journey::Delete => Wish::Delete,
        Journey::Forget => Wish::Forget,
        Journey::AdoptCandidate => Wish::AdoptCandidate,
        Journey::Dismiss => Wish::Dismiss,
        Journey::Move => {
            let mut account = Box::new(place.account());
            account.base_url = account.base_url.replace("127.0.0.1", "localhost");
            Wish::Move { account }
        }
        Journey::RemoveAccount => Wish::RemoveAccount,
        Journey::Upgrade => Wish::Recover,
    }
}
