//! Alerts in words: those of one cause as one line, with its since, its why and the one thing to do next.

use crate::app::actions::{self, ActedOn, May};
use crate::app::cx::{Cx, Wish};
use crate::app::deed::Deed;
use crate::app::format;
use crate::app::route::Route;
use crate::app::state::State;
use crate::app::watching::{Cause, are_one_line, cause_of};
use crate::desktop::notify::Pressed;
use crate::domain::account::Account;
use crate::domain::ids::{AccountId, InstanceId};
use crate::domain::instance::{Instance, Presence};
use crate::domain::watch::{Alert, Kind, Subject};
use crate::engine::command::{Action, Command};
use crate::i18n::Texts;
use crate::ui::icon::Icon;
use crate::ui::widgets::Tone;
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

/// Names that a line spells out.
const SPELLED: usize = 3;

/// How long an alert is put off by one press.
pub const PUT_OFF: SignedDuration = SignedDuration::from_hours(1);

/// What is done next.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    Go(Route),
    Act(InstanceId, Deed),
    /// In the list, only these.
    Show(Vec<InstanceId>),
}

/// Alerts of one cause.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// What it is known by: the name of its instance or account, or the kind of several.
    pub name: String,
    pub kind: Kind,
    pub title: String,
    pub text: String,
    /// Of the earliest.
    pub since: Timestamp,
    pub ended: Option<Timestamp>,
    /// Ids of its alerts.
    pub alerts: Vec<String>,
    pub step: Option<(Step, Icon, String)>,
}

impl Line {
    /// Its picture and how grave it is.
    #[must_use]
    pub const fn look(&self) -> (Icon, Tone) {
        match self.kind {
            Kind::Unreachable => (Icon::ServerOff, Tone::Bad),
            Kind::KeyRefused => (Icon::Key, Tone::Bad),
            Kind::Licence => (Icon::ShieldCheck, Tone::Bad),
            Kind::Lost => (Icon::Unlink, Tone::Bad),
            Kind::HalfOpen => (Icon::Radio, Tone::Warn),
            Kind::TrialEnds => (Icon::Hourglass, Tone::Warn),
            Kind::Waiting => (Icon::ScanLine, Tone::Warn),
            Kind::Gone => (Icon::Help, Tone::Warn),
        }
    }
}

/// The lines of these alerts, the gravest first.
pub fn lines<'a>(cx: &Cx<'_>, alerts: impl Iterator<Item = &'a Alert>) -> Vec<Line> {
    let mut causes: BTreeMap<(usize, Cause), Vec<&Alert>> = BTreeMap::new();
    for alert in alerts {
        let rank = Kind::ALL.iter().position(|kind| *kind == alert.kind).unwrap_or_default();
        causes.entry((rank, cause_of(alert))).or_default().push(alert);
    }
    let mut covered: HashMap<AccountId, usize> = HashMap::new();
    if causes.keys().any(|(_, (kind, ..))| kind.is_of_the_gateway()) {
        cx.state.instances.iter().for_each(|row| *covered.entry(row.account).or_default() += 1);
    }
    let mut lines = Vec::new();
    for ((_, (kind, ..)), mut alerts) in causes {
        alerts.sort_by_key(|alert| alert.since);
        if are_one_line(kind, alerts.len()) {
            lines.push(many(cx, &alerts));
        } else {
            lines.extend(alerts.into_iter().filter_map(|alert| one(cx, alert, &covered)));
        }
    }
    lines
}

fn one(cx: &Cx<'_>, alert: &Alert, covered: &HashMap<AccountId, usize>) -> Option<Line> {
    let account = cx.state.account(alert.account)?;
    let row = match alert.instance() {
        Some(id) => Some(cx.state.instance(id)?),
        None => None,
    };
    let account_name = format::account_name(account);
    let name = row.map_or_else(|| account.label.clone(), |row| row.title().to_owned());
    let kind = alert.kind;
    let (title, text) = match (kind, row) {
        (Kind::Unreachable | Kind::Licence | Kind::KeyRefused, _) => {
            let covered = covered.get(&alert.account).copied().unwrap_or_default();
            (cx.tw(&format!("alert-{}", kind.word()), &[("account", &account_name)]), gateway_text(cx, alert, covered))
        }
        (_, Some(row)) => of_instance(cx, alert, row, &account_name),
        (_, None) => return None,
    };
    let step = row.map_or_else(|| gateway_step(cx, alert), |row| instance_step(cx, kind, row));
    let (since, ended) = (alert.since, alert.ended);
    Some(Line { name, kind, title, text, since, ended, alerts: vec![alert.id()], step: Some(step) })
}

/// Why a gateway cannot be asked, and how many instances that covers.
fn gateway_text(cx: &Cx<'_>, alert: &Alert, covered: usize) -> String {
    let covered = (covered > 0).then(|| cx.tw("alert-covers", &[("n", &covered.to_string())]));
    let why = alert.failure.as_ref().map(|failure| cx.t(&failure.kind.key()));
    [covered, why].into_iter().flatten().collect::<Vec<_>>().join(". ")
}

fn of_instance(cx: &Cx<'_>, alert: &Alert, row: &Instance, account: &str) -> (String, String) {
    let named = |key: &str| cx.tw(key, &[("name", row.title()), ("account", account)]);
    match alert.kind {
        Kind::Lost => {
            let key = format::lost_key(alert.reason);
            (named("alert-lost"), format!("{}. {}", cx.t(key), cx.t(&format!("{key}-next"))))
        }
        Kind::Waiting => {
            let over = lasting(cx, alert.ended.unwrap_or_else(Timestamp::now).duration_since(alert.since));
            (cx.tw("alert-waiting", &[("name", row.title()), ("time", &over)]), named("alert-at"))
        }
        // Somebody has subscribed to it: another time is due now.
        Kind::TrialEnds if !row.plan.is_trial() => (named("alert-trial-over"), named("alert-at")),
        Kind::TrialEnds => {
            let left = row
                .plan
                .due
                .map(|due| due.duration_since(Timestamp::now()))
                .filter(jiff::SignedDuration::is_positive);
            let title = match left {
                Some(left) => cx.tw("alert-trial-ends", &[("name", row.title()), ("time", &lasting(cx, left))]),
                None => named("alert-trial-ended"),
            };
            let due = row.plan.due.map(|due| format::day_and_time(cx, due)).unwrap_or_default();
            (title, cx.tw("alert-trial-text", &[("time", &due)]))
        }
        Kind::Gone if row.presence == Presence::Replaced => (named("alert-gone"), cx.t("failure-replaced")),
        Kind::Gone => {
            let token = if row.vault_key.is_some() { "alert-gone-text-token" } else { "alert-gone-text" };
            (named("alert-gone"), named(token))
        }
        _ => (named("alert-half-open"), cx.t("alert-half-open-text")),
    }
}

/// Several of one cause. Their names alone would not tell at whose gateway they are.
fn many(cx: &Cx<'_>, alerts: &[&Alert]) -> Line {
    let (kind, since) = (alerts[0].kind, alerts[0].since);
    let rows = alerts.iter().filter_map(|alert| cx.state.instance(alert.instance()?));
    let mut names: Vec<String> = rows.map(|row| row.title().to_owned()).collect();
    names.sort_unstable();
    let names = spelled(names.into_iter());
    let own: BTreeMap<&str, &Account> = alerts
        .iter()
        .filter_map(|alert| cx.state.account(alert.account))
        .map(|account| (account.label.as_str(), account))
        .collect();
    let accounts = spelled(own.values().map(|account| format::account_name(account)));
    let ended = alerts.iter().filter_map(|alert| alert.ended).max();
    let last = alerts.iter().map(|alert| alert.since).max().unwrap_or(since);
    let over = lasting(cx, ended.unwrap_or_else(Timestamp::now).duration_since(last));
    let count = alerts.len().to_string();
    let word = if kind == Kind::TrialEnds { trials_word(cx, alerts) } else { kind.word() };
    let title = cx.tw(&format!("alert-{word}-many"), &[("n", &count), ("time", &over)]);
    let (_, account, reason) = cause_of(alerts[0]);
    let at = cx.tw("alert-at-names", &[("account", &accounts), ("names", &names)]);
    let text = reason.map_or_else(|| at.clone(), |reason| format!("{}. {at}", cx.t(reason)));
    // Those of another account, or with another reason, stand in a line of their own.
    let account = account.and_then(|id| cx.state.account(id)).map(|account| account.label.as_str());
    let name = [Some(kind.word()), reason, account].into_iter().flatten().collect::<Vec<_>>().join(".");
    Line {
        name,
        kind,
        title,
        text,
        since,
        ended,
        alerts: alerts.iter().map(|alert| alert.id()).collect(),
        step: Some((
            Step::Show(alerts.iter().filter_map(|alert| alert.instance()).collect()),
            Icon::Instances,
            cx.t("alert-show"),
        )),
    }
}

/// What these trials do: end soon, or have ended, or some this and some that.
fn trials_word(cx: &Cx<'_>, alerts: &[&Alert]) -> &'static str {
    let now = Timestamp::now();
    let rows = alerts.iter().filter_map(|alert| cx.state.instance(alert.instance()?));
    let (mut ahead, mut over) = (false, false);
    for due in rows.filter_map(|row| row.plan.due) {
        if due > now { ahead = true } else { over = true }
    }
    match (ahead, over) {
        (true, true) => "trial-ends-or-ended",
        (false, true) => "trial-ended",
        _ => "trial-ends",
    }
}

/// The first of these names, and how many more there are.
fn spelled(names: impl Iterator<Item = String>) -> String {
    let mut names: Vec<String> = names.collect();
    let rest = names.len().saturating_sub(SPELLED);
    names.truncate(SPELLED);
    let names = names.join(", ");
    if rest > 0 { format!("{names} + {rest}") } else { names }
}

fn gateway_step(cx: &Cx<'_>, alert: &Alert) -> (Step, Icon, String) {
    match alert.kind {
        Kind::KeyRefused => (Step::Go(Route::EditAccount(Some(alert.account))), Icon::Pencil, cx.t("alert-edit")),
        _ => (Step::Go(Route::Diagnose(alert.account, None)), Icon::Stethoscope, cx.t("diagnose")),
    }
}

fn instance_step(cx: &Cx<'_>, kind: Kind, row: &Arc<Instance>) -> (Step, Icon, String) {
    let account = cx.state.account(row.account);
    let subject = account.map(|account| ActedOn { account, can: cx.state.can(account.id), row });
    // Over, and one good look away from its end: what fits the row now, like a message to try it, mends nothing of it.
    let is_there = kind.is_shown_by(row, u32::MAX, Timestamp::now()) || kind == Kind::Lost && row.is_lost_and_waits();
    let action = subject.as_ref().filter(|_| is_there).and_then(|subject| match kind {
        Kind::Lost | Kind::Waiting | Kind::HalfOpen => Some(actions::fitting(subject)),
        Kind::TrialEnds => {
            let subscribe = actions::of(Deed::Ask(Action::Subscribe));
            Some(subscribe).filter(|action| action.may(subject) == May::Yes)
        }
        _ => None,
    });
    match action.zip(subject) {
        // What the press does besides is told by the text: long words would leave the title no room.
        Some((action, _)) if action.deed == Deed::Do(Action::Repair) => {
            (Step::Act(row.id, action.deed), Icon::Restart, cx.t("detail-restart"))
        }
        Some((action, _)) if action.deed == Deed::Pair && kind == Kind::Waiting => {
            (Step::Act(row.id, action.deed), action.icon, cx.t("step-pair"))
        }
        Some((action, subject)) => (Step::Act(row.id, action.deed), action.icon, action.words(cx, &subject)),
        None => (Step::Go(Route::Instance(row.id)), Icon::Instances, cx.t("alert-show")),
    }
}

/// Puts these off for a while.
#[must_use]
pub fn snooze(alerts: Vec<String>) -> Wish {
    Wish::Do(Command::Snooze { alerts, until: Timestamp::now().checked_add(PUT_OFF).ok() })
}

/// What is wanted by a press on a notification; putting off is said where somebody sees it.
#[must_use]
pub fn pressed(state: &State, texts: &Texts, what: &Pressed) -> Vec<Wish> {
    match what {
        Pressed::Open => Vec::new(),
        Pressed::Show(ids) => vec![show(state, ids)],
        Pressed::Snooze(ids) => vec![snooze(ids.clone()), Wish::Toast(texts.t("alerts-snoozed"))],
    }
}

/// Leads to what these are about: the list with only their instances in it, for a gateway all that it has. Where there is
/// none, the alerts.
#[must_use]
pub fn show(state: &State, ids: &[String]) -> Wish {
    let ids: HashSet<&String> = ids.iter().collect();
    let about: HashSet<Subject> = state
        .watch
        .alerts
        .iter()
        .filter(|alert| ids.contains(&alert.id()))
        .map(|alert| alert.about)
        .collect();
    let is_meant =
        |row: &Instance| about.contains(&Subject::Instance(row.id)) || about.contains(&Subject::Account(row.account));
    let instances: Vec<InstanceId> = state.instances.iter().filter(|row| is_meant(row)).map(|row| row.id).collect();
    if instances.is_empty() { Wish::Alerts } else { Wish::Show(instances) }
}

/// How long something has lasted or is still to last; told anew when that changes.
#[must_use]
pub fn lasting(cx: &Cx<'_>, time: SignedDuration) -> String {
    cx.changes_in(std::time::Duration::from_mins(1));
    span(cx, time)
}

/// A length of time, in the largest unit that fits.
#[must_use]
pub fn span(cx: &Cx<'_>, time: SignedDuration) -> String {
    let minutes = time.as_mins().max(0);
    match minutes {
        0 => cx.t("age-moment"),
        1..60 => cx.tw("age-minutes", &[("n", &minutes.to_string())]),
        // As the list tells how long a trial goes on: two days at most in hours.
        60..2880 if minutes % 60 == 0 || minutes > 600 => cx.tw("age-hours", &[("n", &(minutes / 60).to_string())]),
        60..2880 => format!(
            "{} {}",
            cx.tw("age-hours", &[("n", &(minutes / 60).to_string())]),
            cx.tw("age-minutes", &[("n", &(minutes % 60).to_string())])
        ),
        _ => cx.tw("age-days", &[("n", &(minutes / 1440).to_string())]),
    }
}
