//! What is told by the desktop while another window is in front: connected, lost, needs attention.

use crate::app::format;
use crate::app::state::State;
use crate::desktop::notify::Note;
use crate::domain::ids::{InstanceId, IntentId};
use crate::domain::instance::{ConnectionState, Instance};
use crate::engine::event::Event;
use crate::i18n::Texts;
use std::collections::HashMap;
use std::time::{Duration, Instant};

/// Of how many at once each is told by its name.
const NAMED: usize = 3;
/// The same is not told again of the same one within this time.
const QUIET: Duration = Duration::from_mins(2);

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
    told: HashMap<(Turn, Whose), Instant>,
}

impl News {
    /// Whether there is something to tell.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// Compares a fact with what the state knew before.
    pub fn hear(&mut self, state: &State, event: &Event) {
        match event {
            Event::InstancesChanged(rows) => {
                let changed = rows.iter().filter_map(|row| {
                    let before = state.instance(row.id)?;
                    Some((of(before, row)?, Whose::Instance(row.id)))
                });
                self.waiting.extend(changed);
            }
            Event::IntentChanged(intent) if intent.stage.needs_attention() => {
                let before = state.intent(intent.id).is_some_and(|before| before.stage.needs_attention());
                if !before {
                    self.waiting.push((Turn::Attention, Whose::Intent(intent.id)));
                }
            }
            _ => {}
        }
    }

    /// What is to be told now, from what is shown; nothing while the window is in front.
    pub fn notes(&mut self, state: &State, texts: &Texts, in_front: bool) -> Vec<Note> {
        let waiting = std::mem::take(&mut self.waiting);
        if in_front || !state.settings.notify || waiting.is_empty() {
            return Vec::new();
        }
        let now = Instant::now();
        self.told.retain(|_, at| now.duration_since(*at) < QUIET);
        let mut notes = Vec::new();
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
    let allowed = state.settings.notify_numbers && !state.settings.mask_phones && !state.settings.screenshot;
    let phone = phone.filter(|_| allowed).map(crate::domain::phone::Phone::write);
    let text = [Some(account), phone].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let (name, text) =
        if allowed { (name.to_owned(), text) } else { (format::without_numbers(name), format::without_numbers(&text)) };
    let title = texts.with(what.key(), &[("name", &name)]);
    Some(Note { cause: format!("{whose:?}"), title, text: escaped(&text), open: texts.t("notify-open") })
}

fn many(texts: &Texts, what: Turn, count: usize) -> Note {
    let title = texts.with(&format!("{}-many", what.key()), &[("n", &count.to_string())]);
    Note { cause: what.key().to_owned(), title, text: String::new(), open: texts.t("notify-open") }
}

/// The text of a notification may be read as markup, and names are written by others.
fn escaped(text: &str) -> String {
    text.replace('&', "+").replace(['<', '>'], "")
}
