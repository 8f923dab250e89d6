//! What the screen says of alerts and rules: made when something changed or a minute has passed, and not in each frame.

use crate::app::alerts::{Line, lines};
use crate::app::cx::Cx;
use crate::app::news;
use crate::desktop::notify::Note;
use crate::domain::settings::Language;
use crate::domain::watch::{Alert, Rule, Scope};
use crate::ui::icon::Icon;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::collections::HashMap;
use std::sync::Arc;

/// Which alerts are on show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tab {
    #[default]
    Open,
    Snoozed,
    Ended,
}

impl Tab {
    /// In the order shown.
    pub const ALL: [Self; 3] = [Self::Open, Self::Snoozed, Self::Ended];

    /// The key of its text, and with dots its id.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Open => "alerts-tab-open",
            Self::Snoozed => "alerts-tab-snoozed",
            Self::Ended => "alerts-tab-ended",
        }
    }
}

/// The alerts of each tab in lines, how they are told outside, and how many instances a tag covers.
#[derive(Default)]
pub struct Told {
    of: Option<Of>,
    lines: [Arc<[Line]>; Tab::ALL.len()],
    /// What is to be done next in any of the lines, each once.
    steps: [Vec<(Icon, String)>; Tab::ALL.len()],
    tagged: HashMap<String, usize>,
    note: Option<Note>,
}

/// What it was made of.
#[derive(PartialEq)]
struct Of {
    alerts: Arc<Vec<Alert>>,
    rules: Vec<Rule>,
    rows_version: u64,
    minute: i64,
    language: Language,
    /// Names have stand-ins.
    is_veiled: bool,
    says_numbers: bool,
}

impl Of {
    fn is_now(&self, cx: &Cx<'_>, minute: i64) -> bool {
        Arc::ptr_eq(&self.alerts, &cx.state.watch.alerts)
            && self.rules == cx.state.watch.rules.rules
            && self.rows_version == cx.state.rows_version
            && self.minute == minute
            && self.language == cx.texts.language()
            && self.is_veiled == cx.state.settings.screenshot
            && self.says_numbers == news::may_say_numbers(cx.state)
    }
}

impl Told {
    /// Makes it anew where it is not true any more.
    pub fn renew(&mut self, cx: &Cx<'_>) {
        let now = Timestamp::now();
        let minute = now.as_second() / 60;
        if self.of.as_ref().is_some_and(|of| of.is_now(cx, minute)) {
            return;
        }
        let today = now.to_zoned(TimeZone::system()).date();
        let is_of_today = |at: Timestamp| at.to_zoned(TimeZone::system()).date() == today;
        for (at, tab) in Tab::ALL.into_iter().enumerate() {
            let is_shown = |alert: &&Alert| match tab {
                Tab::Open => alert.is_open(now),
                Tab::Snoozed => alert.is_snoozed(now),
                Tab::Ended => alert.ended.is_some_and(is_of_today),
            };
            let shown: Vec<&Alert> = cx.state.watch.alerts.iter().filter(is_shown).collect();
            self.lines[at] = lines(cx, shown.into_iter()).into();
            self.steps[at].clear();
            for (_, icon, text) in self.lines[at].iter().filter_map(|line| line.step.as_ref()) {
                if !self.steps[at].iter().any(|known| (known.0, &known.1) == (*icon, text)) {
                    self.steps[at].push((*icon, text.clone()));
                }
            }
        }
        let rules = &cx.state.watch.rules.rules;
        let covered = |tag: &String| cx.state.instances.iter().filter(|row| row.annotation.has(tag)).count();
        let of_tag =
            |rule: &Rule| if let Scope::Tag(tag) = &rule.scope { Some((tag.clone(), covered(tag))) } else { None };
        self.tagged = rules.iter().filter_map(of_tag).collect();
        self.of = Some(Of {
            alerts: Arc::clone(&cx.state.watch.alerts),
            rules: rules.clone(),
            rows_version: cx.state.rows_version,
            minute,
            language: cx.texts.language(),
            is_veiled: cx.state.settings.screenshot,
            says_numbers: news::may_say_numbers(cx.state),
        });
        self.note = Some(news::of_lines(cx.state, cx.texts, &self.lines(Tab::Open)));
    }

    /// The lines of a tab.
    pub fn lines(&self, tab: Tab) -> Arc<[Line]> {
        Arc::clone(&self.lines[tab as usize])
    }

    /// What is to be done next in any line of a tab.
    pub fn steps(&self, tab: Tab) -> &[(Icon, String)] {
        &self.steps[tab as usize]
    }

    /// How the open ones are told outside of the window.
    pub const fn note(&self) -> Option<&Note> {
        self.note.as_ref()
    }

    /// Lines of a tab.
    pub fn count(&self, tab: Tab) -> usize {
        self.lines[tab as usize].len()
    }

    /// Instances that have the tag of a rule.
    pub fn tagged(&self, tag: &str) -> usize {
        self.tagged.get(tag).copied().unwrap_or_default()
    }
}
