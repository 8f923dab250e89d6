//! What is told by the desktop while another window is in front: connected, lost, needs attention.

use crate::app::alerts::{Line, lines};
use crate::app::cx::Cx;
use crate::app::format;
use crate::app::state::State;
use crate::desktop::notify::{Note, OfAlerts};
use crate::domain::ids::{InstanceId, IntentId};
use crate::domain::instance::{ConnectionState, Instance};
use crate::domain::journal::Intent;
use crate::domain::watch::{Alert, Kind, QuietHours};
use crate::engine::event::{Event, Loaded};
use crate::i18n::Texts;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use std::cell::Cell;
use std::collections::HashMap;
use std::time::{Duration, Instant};

/// Of how many at once each is told by its name.
const NAMED: usize = 3;
/// The same is not told again of the same one within this time.
const QUIET: Duration = Duration::from_mins(2);
/// The time of day that quiet hours begin and end at has no seconds.
const MINUTE: i64 = 60;

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Turn {
    Connected,
    Lost,
    Attention,
}

impl Turn {
    const ALL: [Self; 3] = [Self::Connected, Self::Lost, Self::Attention];

    const fn key(self) -> &'static str {
        match self {
            Self::Connected => "notify-connected",
            Self::Lost => "notify-lost",
            Self::Attention => "notify-attention",
        }
    }
}

/// Whom it happened to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Whose {
    Instance(InstanceId),
    Intent(IntentId),
}

/// What there is to tell, and what was told lately.
#[derive(Default)]
pub struct News {
    waiting: Vec<(Turn, Whose)>,
    /// What quiet hours hold back.
    held: Vec<(Turn, Whose)>,
    /// By which quiet hours, and in which minute that was seen last.
    held_by: Option<(QuietHours, i64)>,
    alerts: Vec<Alert>,
    told: HashMap<(Turn, Whose), Instant>,
}

impl News {
    /// Whether there is something to tell. What these quiet hours hold back is looked at once a minute: nothing that is
    /// done in each frame.
    #[must_use]
    pub fn is_waiting(&self, quiet: QuietHours) -> bool {
        let may_be_over = !self.held.is_empty() && self.held_by != Some((quiet, this_minute()));
        !self.waiting.is_empty() || !self.alerts.is_empty() || may_be_over
    }

    /// When what is held back has to be looked at again.
    #[must_use]
    pub fn looks_again_in(&self) -> Option<Duration> {
        let second = Timestamp::now().as_second().rem_euclid(MINUTE);
        (!self.held.is_empty()).then(|| Duration::from_secs((MINUTE - second).unsigned_abs()))
    }

    /// Compares a fact with what the state knew before.
    pub fn hear(&mut self, state: &State, event: &Event) {
        match event {
            Event::InstancesChanged(rows) => {
                let changed = rows.iter().filter_map(|row| {
                    let before = state.instance(row.id)?;
                    let turn = of(before, row).filter(|turn| !is_for_rules(state, *turn, row))?;
                    Some((turn, Whose::Instance(row.id)))
                });
                self.waiting.extend(changed);
            }
            Event::IntentChanged(intent) if intent.stage.needs_attention() => {
                let before = state.intent(intent.id).is_some_and(|before| before.stage.needs_attention());
                if !before {
                    self.waiting.push((Turn::Attention, Whose::Intent(intent.id)));
                }
            }
            Event::Alerted(alerts) => self.alerts.extend(alerts.iter().cloned()),
            Event::Loaded(loaded) => self.held.extend(held_before(loaded)),
            _ => {}
        }
    }

    /// What is to be told now, from what is shown; nothing while the window is in front. Quiet hours hold alerts back before
    /// they come here; that something is connected is no news after them, what a person has to decide is.
    pub fn notes(&mut self, state: &State, texts: &Texts, in_front: bool) -> Vec<Note> {
        let (mut waiting, alerts) = (std::mem::take(&mut self.waiting), std::mem::take(&mut self.alerts));
        if in_front || !state.settings.notify {
            self.held.clear();
            return Vec::new();
        }
        let quiet = state.watch.rules.quiet;
        if quiet.are_at(Zoned::now().datetime()) {
            waiting.retain(|(_, whose)| matches!(whose, Whose::Intent(_)));
            self.held.append(&mut waiting);
            self.held_by = Some((quiet, this_minute()));
        } else {
            // What was found out or decided meanwhile needs nobody.
            let held = std::mem::take(&mut self.held).into_iter();
            waiting.extend(held.filter(|(_, whose)| still_asks(state, *whose)));
        }
        let now = Instant::now();
        self.told.retain(|_, at| now.duration_since(*at) < QUIET);
        let mut notes = Vec::new();
        if !alerts.is_empty() {
            notes.push(of_alerts(state, texts, &alerts));
        }
        for what in Turn::ALL {
            let mut all: Vec<Whose> = Vec::new();
            for (_, whose) in waiting.iter().filter(|(other, _)| *other == what) {
                if self.told.insert((what, *whose), now).is_none() {
                    all.push(*whose);
                }
            }
            if all.len() > NAMED {
                notes.push(many(texts, what, all.len()));
            } else {
                notes.extend(all.into_iter().filter_map(|whose| one(state, texts, what, whose)));
            }
        }
        notes
    }
}

fn this_minute() -> i64 {
    Timestamp::now().as_second().div_euclid(MINUTE)
}

/// What quiet hours held back when the program ended: came while they were, and since then nothing was done outside of them
/// that would show that somebody could be told.
fn held_before(loaded: &Loaded) -> Vec<(Turn, Whose)> {
    let quiet = loaded.rules.quiet;
    let is_quiet = |at: Timestamp| quiet.are_at(at.to_zoned(TimeZone::system()).datetime());
    let newest_loud = loaded.entries.iter().map(|line| line.at).find(|at| !is_quiet(*at));
    let was_held = |intent: &&Intent| {
        let came = intent.ended_at.or(intent.sent_at).unwrap_or(intent.created_at);
        intent.stage.needs_attention() && is_quiet(came) && newest_loud.is_none_or(|loud| loud < came)
    };
    let held = loaded.intents.iter().filter(was_held);
    held.map(|intent| (Turn::Attention, Whose::Intent(intent.id))).collect()
}

fn still_asks(state: &State, whose: Whose) -> bool {
    let Whose::Intent(id) = whose else { return false };
    state.intent(id).is_some_and(|intent| intent.stage.needs_attention())
}

/// What a change of a row is to a person.
fn of(before: &Instance, after: &Instance) -> Option<Turn> {
    use ConnectionState as C;
    let is = |row: &Instance, state: &C| row.state == *state;
    let asks =
        |row: &Instance| matches!(row.state, C::Challenge | C::Failed | C::PhoneOffline) || row.presence.is_missing();
    if is(after, &C::Connected) && !is(before, &C::Connected) && !is(before, &C::Unchecked) {
        Some(Turn::Connected)
    } else if after.is_lost() && !before.is_lost() {
        Some(Turn::Lost)
    } else if asks(after) && !asks(before) {
        Some(Turn::Attention)
    } else {
        None
    }
}

/// A rule tells of it, once it has lasted, or says that nobody wants to hear of it: nothing need be said before.
fn is_for_rules(state: &State, turn: Turn, row: &Instance) -> bool {
    let kind = match turn {
        Turn::Lost => Kind::Lost,
        Turn::Attention if row.presence.is_missing() => Kind::Gone,
        Turn::Attention if row.state == ConnectionState::Failed => Kind::Lost,
        Turn::Connected | Turn::Attention => return false,
    };
    state.watch.rules.nearest(kind, row).is_some()
}

/// One notification for all of these alerts.
#[must_use]
pub fn of_alerts(state: &State, texts: &Texts, alerts: &[Alert]) -> Note {
    let (mut outbox, mut next_job, changes_in) = (Vec::new(), 0, Cell::new(Duration::MAX));
    let cx = Cx { state, texts, outbox: &mut outbox, next_job: &mut next_job, changes_in: &changes_in };
    of_lines(state, texts, &lines(&cx, alerts.iter()))
}

/// The same for alerts that are in words already; for none, one that tells of nothing.
#[must_use]
pub fn of_lines(state: &State, texts: &Texts, lines: &[Line]) -> Note {
    let Some(first) = lines.first() else { return for_a_try(texts) };
    let rest = lines.len() - 1;
    let title = match rest {
        0 => first.title.clone(),
        _ => texts.with("alert-more", &[("title", &first.title), ("n", &rest.to_string())]),
    };
    let allowed = may_say_numbers(state);
    let text = if rest == 0 && allowed { first.text.clone() } else { format::without_numbers(&first.text) };
    let hides = |text: &String| text.contains('•') || format::without_numbers(text) != *text;
    let is_hiding = !allowed && lines.iter().any(|line| hides(&line.title) || hides(&line.text));
    let hidden = is_hiding.then(|| texts.t("alert-hidden"));
    let text = [Some(text), hidden]
        .into_iter()
        .flatten()
        .filter(|it| !it.is_empty())
        .collect::<Vec<_>>()
        .join(". ");
    let title = if allowed { title } else { format::without_numbers(&title) };
    let cause = if rest == 0 { first.alerts.first().cloned().unwrap_or_default() } else { "alerts".to_owned() };
    let of = OfAlerts {
        ids: lines.iter().flat_map(|line| line.alerts.iter().cloned()).collect(),
        show: texts.t("alert-show"),
        snooze: texts.t("alerts-snooze"),
    };
    Note { cause, title, text: escaped(&text), open: texts.t("notify-open"), of: Some(of) }
}

/// A notification that tells of nothing.
#[must_use]
pub fn for_a_try(texts: &Texts) -> Note {
    let (title, text) = (texts.t("alert-test-title"), texts.t("alert-test-text"));
    Note { cause: "try".to_owned(), title, text, open: texts.t("notify-open"), of: None }
}

/// Whether what is told outside of the window may have numbers in it.
#[must_use]
pub fn may_say_numbers(state: &State) -> bool {
    state.settings.notify_numbers && !state.settings.mask_phones && !state.settings.screenshot
}

fn one(state: &State, texts: &Texts, what: Turn, whose: Whose) -> Option<Note> {
    let (name, account, phone) = match whose {
        Whose::Instance(id) => {
            let row = state.instance(id)?;
            (row.name.as_str(), row.account, row.phone.as_deref())
        }
        Whose::Intent(id) => {
            let intent = state.intent(id)?;
            (intent.name.as_str(), intent.account, None)
        }
    };
    let account = state.account(account).map(format::account_name).unwrap_or_default();
    let allowed = may_say_numbers(state);
    let phone = phone.filter(|_| allowed).map(crate::domain::phone::Phone::write);
    let text = [Some(account), phone].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let (name, text) =
        if allowed { (name.to_owned(), text) } else { (format::without_numbers(name), format::without_numbers(&text)) };
    let title = texts.with(what.key(), &[("name", &name)]);
    Some(Note { cause: format!("{whose:?}"), title, text: escaped(&text), open: texts.t("notify-open"), of: None })
}

fn many(texts: &Texts, what: Turn, count: usize) -> Note {
    let title = texts.with(&format!("{}-many", what.key()), &[("n", &count.to_string())]);
    Note { cause: what.key().to_owned(), title, text: String::new(), open: texts.t("notify-open"), of: None }
}

/// The text of a notification may be read as markup, and names are written by others.
fn escaped(text: &str) -> String {
    text.replace('&', "+").replace(['<', '>'], "")
}
