//! The dialogs for one rule, and for the quiet hours.

use super::words::{WEEK, day_key, rule_words, save};
use crate::app::alerts::span;
use crate::app::cx::Cx;
use crate::app::format;
use crate::domain::annotation::is_same;
use crate::domain::watch::{Kind, QuietHours, Rule, Scope};
use crate::ui::button::Button;
use crate::ui::choices::{check_word_ui, menu_pick_ui};
use crate::ui::input::{Caption, text_ui};
use crate::ui::layout::{ends_ui, modal_ui, trailing_ui};
use crate::ui::widgets::{heading, muted};
use egui::{Key, Ui};
use jiff::SignedDuration;
use std::collections::BTreeSet;

/// What is being changed.
pub enum Editor {
    Rule {
        /// Its place, unless it is a new one.
        at: Option<usize>,
        rule: Rule,
    },
    Quiet {
        quiet: QuietHours,
        from: String,
        to: String,
    },
}

impl Editor {
    /// A rule that there was not yet.
    pub fn of_new() -> Self {
        Self::Rule { at: None, rule: Rule::of(Kind::Lost, 2) }
    }

    /// The rule at this place.
    pub fn of(at: usize, rule: &Rule) -> Self {
        Self::Rule { at: Some(at), rule: rule.clone() }
    }

    /// The quiet hours.
    pub fn of_quiet(quiet: QuietHours) -> Self {
        Self::Quiet { quiet, from: QuietHours::write(quiet.from), to: QuietHours::write(quiet.to) }
    }

    /// Draws it. Whether it is over.
    pub fn ui(&mut self, ui: &Ui, cx: &mut Cx<'_>) -> bool {
        match self {
            Self::Rule { at, rule } => rule_dialog_ui(ui, cx, *at, rule),
            Self::Quiet { quiet, from, to } => quiet_dialog_ui(ui, cx, quiet, from, to),
        }
    }
}

fn rule_dialog_ui(ui: &Ui, cx: &mut Cx<'_>, at: Option<usize>, rule: &mut Rule) -> bool {
    let mut over = false;
    let dismissed = modal_ui(ui, "rule", 440.0, |ui| {
        heading(ui, cx.t(if at.is_some() { "rule-edit" } else { "rule-new" }));
        ui.add_space(8.0);
        pick_row(ui, cx, "rule-kind", |ui, cx, name| kind_ui(ui, cx, name, rule));
        pick_row(ui, cx, "rule-scope", |ui, cx, name| scope_pick_ui(ui, cx, name, rule));
        pick_row(ui, cx, "rule-minutes", |ui, cx, name| minutes_ui(ui, cx, name, rule));
        ui.add_space(6.0);
        muted(ui, rule_words(cx, rule));
        ui.add_space(4.0);
        muted(ui, cx.t("alerts-rules-order"));
        ui.add_space(14.0);
        ends_ui(ui, |ui| {
            if let Some(at) = at
                && Button::ghost("rule.remove", cx.t("remove")).show(ui).clicked()
            {
                save(cx, |rules| {
                    if at < rules.rules.len() {
                        rules.rules.remove(at);
                    }
                });
                over = true;
            }
            over |= Button::secondary("confirm.cancel", cx.t("cancel")).show(ui).clicked();
            if Button::primary("confirm.ok", cx.t("rule-save")).show(ui).clicked() {
                save(cx, |rules| match at.and_then(|at| rules.rules.get_mut(at)) {
                    Some(place) => *place = rule.clone(),
                    None => rules.rules.push(rule.clone()),
                });
                over = true;
            }
        });
    });
    over || dismissed
}

/// What is chosen at the left, the choice at the right.
fn pick_row(ui: &mut Ui, cx: &mut Cx<'_>, text: &str, pick: impl FnOnce(&mut Ui, &mut Cx<'_>, &str)) {
    let name = cx.t(text);
    ui.horizontal(|ui| {
        ui.label(&name);
        trailing_ui(ui, |ui| pick(ui, cx, &name));
    });
}

fn kind_ui(ui: &mut Ui, cx: &mut Cx<'_>, name: &str, rule: &mut Rule) {
    let word = |kind: Kind| (format!("rule.kind.{}", kind.word()), cx.t(&format!("kind-{}", kind.word())));
    let words: Vec<_> = Kind::ALL.into_iter().map(word).collect();
    let at = Kind::ALL.iter().position(|kind| *kind == rule.kind).unwrap_or_default();
    if let Some(at) = menu_pick_ui(ui, "rule.kind", name, &words, at) {
        rule.kind = Kind::ALL[at];
        rule.minutes = rule.kind.minutes().and_then(|usual| usual.get(1)).copied().unwrap_or_default();
        if rule.kind.is_of_the_gateway() && matches!(rule.scope, Scope::Tag(_)) {
            rule.scope = Scope::All;
        }
    }
}

fn scope_pick_ui(ui: &mut Ui, cx: &mut Cx<'_>, name: &str, rule: &mut Rule) {
    let mut scopes = vec![(Scope::All, "rule.scope.all".to_owned(), cx.t("rule-all"))];
    for account in &cx.state.accounts {
        let id = format!("rule.scope.account.{}", account.label);
        scopes.push((Scope::Account(account.id), id, format::account_name(account)));
    }
    if !rule.kind.is_of_the_gateway() {
        let tags: BTreeSet<&String> = cx.state.instances.iter().flat_map(|row| &row.annotation.tags).collect();
        scopes.extend(tags.into_iter().map(|tag| {
            let words = cx.tw("rule-tag", &[("tag", tag)]);
            (Scope::Tag(tag.clone()), format!("rule.scope.tag.{tag}"), words)
        }));
    }
    let at = scopes.iter().position(|(scope, ..)| are_same(scope, &rule.scope)).unwrap_or_else(|| {
        // Nobody has the tag any more, or the account is gone: it is about that all the same.
        scopes.push((rule.scope.clone(), "rule.scope.own".to_owned(), own_scope_words(cx, &rule.scope)));
        scopes.len() - 1
    });
    let words: Vec<_> = scopes.iter().map(|(_, id, text)| (id.clone(), text.clone())).collect();
    if let Some(at) = menu_pick_ui(ui, "rule.scope", name, &words, at) {
        rule.scope = scopes.swap_remove(at).0;
    }
}

fn are_same(one: &Scope, other: &Scope) -> bool {
    match (one, other) {
        (Scope::Tag(one), Scope::Tag(other)) => is_same(one, other),
        _ => one == other,
    }
}

fn own_scope_words(cx: &Cx<'_>, scope: &Scope) -> String {
    match scope {
        Scope::Tag(tag) => cx.tw("rule-tag", &[("tag", tag)]),
        Scope::Account(_) => cx.t("rule-account-gone"),
        Scope::All => cx.t("rule-all"),
    }
}

/// After how long it is told, or that it never is.
fn minutes_ui(ui: &mut Ui, cx: &mut Cx<'_>, name: &str, rule: &mut Rule) {
    let mut all = rule.kind.minutes().unwrap_or(&[0]).to_vec();
    if !all.contains(&rule.minutes) {
        all.push(rule.minutes);
        all.sort_unstable();
    }
    let word = |minutes: u32| {
        let time = if rule.kind.minutes().is_none() {
            cx.t("rule-at-once")
        } else {
            span(cx, SignedDuration::from_mins(i64::from(minutes)))
        };
        (format!("rule.minutes.{minutes}"), time)
    };
    let mut words: Vec<_> = all.iter().map(|minutes| word(*minutes)).collect();
    words.push(("rule.minutes.never".to_owned(), cx.t("rule-minutes-never")));
    let at = if rule.never { None } else { all.iter().position(|minutes| *minutes == rule.minutes) };
    if let Some(at) = menu_pick_ui(ui, "rule.minutes", name, &words, at.unwrap_or(all.len())) {
        rule.never = at == all.len();
        rule.minutes = all.get(at).copied().unwrap_or(rule.minutes);
    }
}

fn quiet_dialog_ui(ui: &Ui, cx: &mut Cx<'_>, quiet: &mut QuietHours, from: &mut String, to: &mut String) -> bool {
    let mut over = false;
    let dismissed = modal_ui(ui, "quiet", 440.0, |ui| {
        heading(ui, cx.t("alerts-quiet"));
        ui.add_space(8.0);
        let read = [QuietHours::read(from), QuietHours::read(to)];
        let error = cx.t("quiet-time-wrong");
        let mut entered = false;
        let fields = [("quiet.from", "quiet-from", &mut *from), ("quiet.to", "quiet-to", &mut *to)];
        let (same, is_same) = (cx.t("quiet-time-same"), read[0].is_some() && read[0] == read[1]);
        for ((id, text, value), read) in fields.into_iter().zip(read) {
            let label = cx.t(text);
            let same = (is_same && id == "quiet.to").then_some(same.as_str());
            let error = if read.is_none() { Some(error.as_str()) } else { same };
            let field = text_ui(ui, &Caption { id, label: &label, error, ..Caption::default() }, value);
            entered |= field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        }
        ui.add_space(8.0);
        ui.horizontal_wrapped(|ui| {
            // A box is nearer to its own day than to the one before.
            ui.spacing_mut().item_spacing.x = 14.0;
            for day in WEEK {
                let (mut on, word) = (quiet.has(day), cx.t(day_key(day)));
                if check_word_ui(ui, &format!("quiet.{}", day_key(day)), &word, &mut on).changed() {
                    *quiet = quiet.with(day, on);
                }
            }
        });
        if quiet.days == 0 {
            muted(ui, cx.t("quiet-no-day"));
        }
        ui.add_space(14.0);
        // Letters and Enter may come in one frame.
        let read = [QuietHours::read(from), QuietHours::read(to)];
        ends_ui(ui, |ui| {
            over |= Button::secondary("confirm.cancel", cx.t("cancel")).show(ui).clicked();
            let ok = Button::primary("confirm.ok", cx.t("rule-save"));
            let why = match read {
                [Some(from), Some(to)] if from == to => "quiet-time-same",
                [Some(_), Some(_)] if quiet.days == 0 => "quiet-no-day",
                [Some(from), Some(to)] => {
                    if ok.show(ui).clicked() || entered {
                        let quiet = QuietHours { on: true, from, to, ..*quiet };
                        save(cx, |rules| rules.quiet = quiet);
                        over = true;
                    }
                    return;
                }
                _ => "quiet-time-wrong",
            };
            ok.enabled(false).because(cx.t(why)).show(ui);
        });
    });
    over || dismissed
}
