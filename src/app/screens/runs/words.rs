//! What is said of a run.

use crate::app::cx::Cx;
use crate::app::format;
use crate::app::runs::{Fate, RunView};
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::run::{ItemState, PLAN, Resting, RunItem, RunKind};

/// *Restart 14 instances*.
#[must_use]
pub fn title(cx: &Cx<'_>, kind: &RunKind, count: u32) -> String {
    cx.tw(&format!("run-title-{}", kind.key()), &[("count", &count.to_string())])
}

/// How many it is about; all of them where none was begun, for *0 of 0* says nothing.
#[must_use]
pub fn wanted(view: &RunView) -> u32 {
    if view.wanted() == 0 { view.count(Fate::LeftOut) } else { view.wanted() }
}

/// The one word of its kind: *Restart*.
#[must_use]
pub fn kind(cx: &Cx<'_>, kind: &RunKind) -> String {
    cx.t(&format!("run-kind-{}", kind.key()))
}

/// *9 of 14*: how far it has come, whatever became of each.
#[must_use]
pub fn so_many(cx: &Cx<'_>, view: &RunView) -> String {
    cx.tw("run-so-many", &[("done", &view.ended().to_string()), ("count", &wanted(view).to_string())])
}

/// *9 of 14 done, 2 failed, 1 unconfirmed*.
#[must_use]
pub fn progress(cx: &Cx<'_>, view: &RunView) -> String {
    let mut words = vec![done(cx, view)];
    for fate in [Fate::Failed, Fate::Unconfirmed] {
        if view.count(fate) > 0 {
            words.push(heading(cx, view, fate));
        }
    }
    words.join(", ")
}

/// *9 of 14 done*.
#[must_use]
pub fn done(cx: &Cx<'_>, view: &RunView) -> String {
    cx.tw("run-done", &[("done", &view.ended().to_string()), ("count", &wanted(view).to_string())])
}

/// *2 failed*, *6 restarted*.
#[must_use]
pub fn heading(cx: &Cx<'_>, view: &RunView, fate: Fate) -> String {
    let done = format!("run-ended-{}", view.run.kind.key());
    let key = match fate {
        Fate::Failed => "run-failed",
        Fate::Unconfirmed => "run-unconfirmed",
        Fate::Doing | Fate::ToGo => "run-to-go",
        Fate::Done => &done,
        Fate::LeftOut => "run-left-out",
    };
    let both = if fate == Fate::ToGo { view.count(Fate::Doing) } else { 0 };
    cx.tw(key, &[("count", &(view.count(fate) + both).to_string())])
}

/// What the item is called here.
#[must_use]
pub fn name(cx: &Cx<'_>, item: &RunItem) -> String {
    let row = item.instance().and_then(|id| cx.state.instance(id));
    match row {
        Some(row) => row.title().to_owned(),
        None if cx.state.settings.screenshot => crate::app::veil::HIDDEN.to_owned(),
        None => item.name.clone(),
    }
}

/// The name in its id: that of the gateway, whatever it is called here.
#[must_use]
pub fn id_name(cx: &Cx<'_>, item: &RunItem) -> String {
    let row = item.instance().and_then(|id| cx.state.instance(id));
    row.map_or_else(|| name(cx, item), |row| row.name.clone())
}

/// Why it failed, is not known, or was left out; nothing of the others.
#[must_use]
pub fn cause(cx: &Cx<'_>, view: &RunView, item: &RunItem) -> String {
    match &item.state {
        ItemState::Failed(failure) => failed(cx, failure),
        ItemState::Unconfirmed(failure) if failure.kind == FailureKind::StillListed => failed(cx, failure),
        // Nothing that a gateway could tell shows it.
        ItemState::Unconfirmed(failure) if is_lost(failure.kind) && is_untold(view, item) => cx.t("run-untold"),
        ItemState::Unconfirmed(failure) if is_lost(failure.kind) => cx.t("run-lost"),
        ItemState::Unconfirmed(failure) => cx.tw("run-doubtful", &[("cause", &cx.t(&failure.kind.key()))]),
        ItemState::LeftOut(why) => cx.t(why),
        ItemState::ToGo | ItemState::Doing | ItemState::Done => String::new(),
    }
}

/// It was about paying, at a gateway that told no plan before: what it tells now shows nothing either.
fn is_untold(view: &RunView, item: &RunItem) -> bool {
    let pays = matches!(view.run.kind, RunKind::Subscribe | RunKind::Unsubscribe);
    pays && item.values.text(PLAN).is_empty()
}

/// No answer came, or the program ended before it did.
const fn is_lost(kind: FailureKind) -> bool {
    use FailureKind as K;
    matches!(kind, K::Timeout | K::ConnectionLost | K::Cancelled | K::Interrupted)
}

/// The words of a gateway that refused say that it did: a line has no room for both.
fn failed(cx: &Cx<'_>, failure: &Failure) -> String {
    if cx.state.settings.screenshot {
        return cx.t(&failure.kind.key());
    }
    let words = if failure.kind == FailureKind::Rejected { format::reason(cx.texts, failure) } else { None };
    words.unwrap_or_else(|| format::failure_line(cx.texts, failure))
}

/// *Loja Sul (3): The gateway refused the connection*: whom some wait for and why, and how many where it is not the only one.
#[must_use]
pub fn resting(cx: &Cx<'_>, view: &RunView, resting: &Resting) -> String {
    let account = cx.state.account(resting.account).map(format::account_name).unwrap_or_default();
    let waiting = cx.texts.count(resting.waiting as usize);
    let waiting = if view.resting.len() > 1 { format!(" ({waiting})") } else { String::new() };
    format!("{account}{waiting}: {}", failed(cx, &resting.failure))
}
