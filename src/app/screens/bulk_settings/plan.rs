//! What the chosen fields are now at each instance, and what becomes of them. Made a part per frame where there are many.

use crate::app::cx::Cx;
use crate::app::format;
use crate::app::screens::bulk_settings::card::Card;
use crate::domain::changes::Changes;
use crate::domain::ids::InstanceId;
use crate::domain::values::Values;
use crate::engine::event::SettingsRead;
use crate::form::common::{self, LaidOver, Seen, There};
use crate::form::field::{Field, Form};
use crate::i18n::Texts;
use crate::ui::value_words::value_words;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::{Duration, Instant};

/// Longest work on it in one frame.
const FRAME: Duration = Duration::from_millis(1);
/// While more is read all the time, it is not begun anew more often than this.
const ANEW: Duration = Duration::from_millis(300);

/// How an instance stands towards the changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stand {
    /// Not read yet.
    Unread,
    Failed,
    /// Left out by the person.
    LeftOut,
    /// Nothing of it can be changed as chosen.
    Cannot,
    /// All is as wanted already.
    Same,
    /// So many chosen fields change.
    Changes(usize),
}

/// The plan, as far as it has come.
#[derive(Default)]
pub struct SettingsPlan {
    /// Changes, what had been read, and how many there are and are left out.
    made_of: Option<(Changes, u64, [usize; 2])>,
    since: Option<Instant>,
    /// In the order of the instances.
    pub stands: Vec<Stand>,
    /// How many stand in each of the ways that there are.
    tally: HashMap<Stand, usize>,
    /// Of each chosen field, by its id: what stands in it, and how often.
    pub counts: HashMap<String, BTreeMap<Content, usize>>,
}

/// One instance with its form.
pub struct One<'a> {
    pub provider: &'a str,
    pub form: &'static Form,
    pub read: Option<&'a SettingsRead>,
}

impl<'a> One<'a> {
    /// `None` where it is gone, or its gateway cannot change settings.
    pub fn of(cx: &Cx<'a>, id: InstanceId) -> Option<Self> {
        let row = cx.state.instance(id)?;
        let account = cx.state.account(row.account)?;
        let form = format::provider_of(account)?.settings_form(account.version.as_deref())?;
        let read = cx.state.settings_read.get(&id).map(|read| &**read);
        Some(Self { provider: account.provider.0, form, read })
    }

    /// What its gateway told, once all sections that are needed have been read.
    pub fn with_there<R>(&self, changes: &Changes, look: impl FnOnce(&There<'_>) -> R) -> Option<R> {
        let read = self.read.filter(|read| read.failure.is_none() && self.is_read(read, changes))?;
        let closed: Vec<&'static str> = read.closed.iter().map(|(section, _)| *section).collect();
        Some(look(&There { provider: self.provider, form: self.form, told: &read.values, closed: &closed }))
    }

    fn is_read(&self, read: &SettingsRead, changes: &Changes) -> bool {
        let needed = common::read_for(self.form, self.provider, changes);
        let of = |key: &&'static str| self.form.field(key).map(|field| field.section);
        needed.iter().filter_map(of).all(|section| read.sections.contains(&section))
    }
}

impl SettingsPlan {
    /// Goes on with it. In how long there is more to do; nothing when it is complete.
    pub fn update(
        &mut self,
        cx: &Cx<'_>,
        ids: &[InstanceId],
        left_out: &BTreeSet<InstanceId>,
        changes: &Changes,
        cards: &[Card],
    ) -> Option<Duration> {
        let now = (changes.clone(), cx.state.settings_version, [ids.len(), left_out.len()]);
        if self.made_of.as_ref() != Some(&now) {
            let is_other = self.made_of.as_ref().is_none_or(|made| made.0 != now.0 || made.2 != now.2);
            if is_other || self.since.is_none_or(|since| since.elapsed() >= ANEW) {
                *self = Self { made_of: Some(now), since: Some(Instant::now()), ..Self::default() };
            }
        }
        let started = Instant::now();
        while self.stands.len() < ids.len() {
            let id = ids[self.stands.len()];
            let stand = self.stand(cx, id, left_out.contains(&id), changes, cards);
            self.stands.push(stand);
            *self.tally.entry(stand).or_default() += 1;
            if started.elapsed() > FRAME {
                break;
            }
        }
        if self.stands.len() < ids.len() {
            return Some(Duration::ZERO);
        }
        let is_old = self.made_of.as_ref().is_some_and(|made| made.1 != cx.state.settings_version);
        is_old.then(|| self.since.map_or(Duration::ZERO, |since| ANEW.saturating_sub(since.elapsed())))
    }

    fn stand(&mut self, cx: &Cx<'_>, id: InstanceId, is_out: bool, changes: &Changes, cards: &[Card]) -> Stand {
        let Some(one) = One::of(cx, id) else { return Stand::Cannot };
        if is_out {
            return Stand::LeftOut;
        }
        if common::read_for(one.form, one.provider, changes).is_empty() {
            return Stand::Cannot;
        }
        if one.read.is_some_and(|read| read.failure.is_some()) {
            return Stand::Failed;
        }
        let laid = one.with_there(changes, |there| {
            for card in cards.iter().filter(|card| card.is_chosen(changes)) {
                if let Some(content) = content_now(cx, card, there) {
                    *self.counts.entry(card.id()).or_default().entry(content).or_default() += 1;
                }
            }
            there.laid(changes)
        });
        laid.map_or(Stand::Unread, |laid| stand_of(&laid))
    }

    /// How many stand so.
    pub fn count(&self, is: impl Fn(Stand) -> bool) -> usize {
        self.tally.iter().filter(|(stand, _)| is(**stand)).map(|(_, count)| count).sum()
    }

    /// How many values change in all.
    pub fn values(&self) -> usize {
        let of = |(stand, count): (&Stand, &usize)| if let Stand::Changes(each) = stand { each * count } else { 0 };
        self.tally.iter().map(of).sum()
    }
}

fn stand_of(laid: &LaidOver) -> Stand {
    match laid.lines.iter().filter(|line| !line.fields.is_empty()).count() {
        // One that cannot have its value is not so already, whatever the others are.
        0 if laid.lines.iter().any(|line| line.why.is_some()) => Stand::Cannot,
        0 => Stand::Same,
        count => Stand::Changes(count),
    }
}

/// What stands in a field.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Content {
    /// A value in words, which may be any.
    Words(String),
    Nothing,
    /// Nobody knows: its gateway does not tell it.
    Untold,
}

impl Content {
    /// For a person to read.
    pub fn words(&self, texts: &Texts) -> String {
        match self {
            Self::Words(words) => words.clone(),
            Self::Nothing => texts.t("many-unset"),
            Self::Untold => texts.t("many-untold"),
        }
    }

    /// A list of addresses that differ has one after the other.
    pub fn of(texts: &Texts, field: &Field, values: &Values) -> Self {
        let words = value_words(texts, field, &values.masked());
        if words.is_empty() { Self::Nothing } else { Self::Words(words) }
    }
}

/// What is there now of a field; nothing where there is no such field.
pub fn content_now(cx: &Cx<'_>, card: &Card, there: &There<'_>) -> Option<Content> {
    let seen = match card.own {
        None => there.seen(card.field.key),
        Some(provider) if provider == there.provider => {
            there.form.field(card.field.key).map_or(Seen::Lacks, |field| there.field_seen(field))
        }
        Some(_) => Seen::Lacks,
    };
    match seen {
        Seen::Lacks => None,
        Seen::NotTold => Some(Content::Untold),
        Seen::Unset => Some(Content::Nothing),
        Seen::Is(value) => {
            let mut values = Values::default();
            values.set(card.field.key, value);
            Some(Content::of(&card.texts(cx), card.field, &values))
        }
    }
}
