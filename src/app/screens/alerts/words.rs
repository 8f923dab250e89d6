//! Rules and quiet hours in words, and how they are changed.

use crate::app::alerts::span;
use crate::app::cx::{Cx, Wish};
use crate::app::format;
use crate::domain::watch::{QuietHours, Rule, Rules, Scope};
use crate::engine::command::Command;
use jiff::SignedDuration;
use jiff::civil::Weekday;

/// The days of a week.
pub const WEEK: [Weekday; 7] = [
    Weekday::Monday,
    Weekday::Tuesday,
    Weekday::Wednesday,
    Weekday::Thursday,
    Weekday::Friday,
    Weekday::Saturday,
    Weekday::Sunday,
];

/// Changes the rules and keeps them.
pub fn save(cx: &mut Cx<'_>, change: impl FnOnce(&mut Rules)) {
    let mut rules = cx.state.watch.rules.clone();
    change(&mut rules);
    cx.outbox.push(Wish::Do(Command::SaveRules { rules }));
}

/// What a rule says.
pub fn rule_words(cx: &Cx<'_>, rule: &Rule) -> String {
    if rule.never {
        return cx.tw("rule-never", &[("kind", &cx.t(&format!("kind-{}", rule.kind.word())))]);
    }
    let time = span(cx, SignedDuration::from_mins(i64::from(rule.minutes)));
    cx.tw(&format!("rule-{}", rule.kind.word()), &[("time", &time)])
}

/// Of whom a rule tells.
pub fn scope_words(cx: &Cx<'_>, scope: &Scope) -> String {
    match scope {
        Scope::All => cx.t("rule-all"),
        Scope::Account(id) => cx.state.account(*id).map(format::account_name).unwrap_or_default(),
        Scope::Tag(tag) => tag.clone(),
    }
}

/// From when to when, and on which days.
pub fn quiet_words(cx: &Cx<'_>, quiet: QuietHours) -> String {
    let days = match quiet.days {
        0b1_1111 => cx.t("days-work"),
        0b111_1111 => cx.t("days-all"),
        0b110_0000 => cx.t("days-weekend"),
        _ => {
            let on = WEEK.into_iter().filter(|day| quiet.has(*day));
            on.map(|day| cx.t(day_key(day))).collect::<Vec<_>>().join(" ")
        }
    };
    format!("{} – {}, {days}", QuietHours::write(quiet.from), QuietHours::write(quiet.to))
}

/// The key of a day's short name.
pub const fn day_key(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "day-mon",
        Weekday::Tuesday => "day-tue",
        Weekday::Wednesday => "day-wed",
        Weekday::Thursday => "day-thu",
        Weekday::Friday => "day-fri",
        Weekday::Saturday => "day-sat",
        Weekday::Sunday => "day-sun",
    }
}
