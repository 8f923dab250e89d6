//! One new value for the settings of many: what is there now, what it will be at each, and the run that does it.

mod card;
mod cards;
mod diff;
mod plan;
mod start;

use crate::app::cx::{Cx, Wish};
use crate::app::format;
use crate::app::route::Route;
use crate::app::screens::typed_count::TypedCount;
use crate::domain::changes::Changes;
use crate::domain::ids::{IdMap, InstanceId, JobId};
use crate::engine::command::Command;
use crate::engine::event::SettingsRead;
use crate::form::field::Form;
use crate::providers;
use crate::ui::button::Button;
use crate::ui::form_view::FormState;
use crate::ui::icon::Icon;
use crate::ui::layout::{form_page_ui, full_footer_place, header_ui, is_back, side_place, trailing_ui};
use crate::ui::narrow::{end_row, rest_ui};
use crate::ui::rail::{Rail, RailRow, WORDS};
use crate::ui::theme::{self, Tokens};
use crate::ui::widgets::muted;
use card::{Card, cards_of, forms_of};
use egui::{Color32, Frame, Key, Margin, Modifiers, RichText, Ui};
use jiff::Timestamp;
use plan::{SettingsPlan, Stand};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

/// Width of what changes.
const DIFF: f32 = 336.0;
/// Narrower than this, what changes stands below the fields.
const WIDE: f32 = 900.0;
/// Narrower than this, there is no room for the rail either.
const MEDIUM: f32 = 600.0;
/// So many different values of a field are shown.
const MOST_NOW: usize = 5;

/// The screen, with what is being typed.
#[derive(Default)]
pub struct BulkSettings {
    /// By their names.
    ids: Vec<InstanceId>,
    /// Of which state they are.
    seen: Option<u64>,
    left_out: BTreeSet<InstanceId>,
    forms: Vec<(&'static str, &'static Form, usize)>,
    cards: Vec<Card>,
    changes: Changes,
    /// Fields whose empty value is meant.
    emptied: BTreeSet<String>,
    states: BTreeMap<String, FormState>,
    /// The field whose value takes the keyboard in the next frame.
    focus: Option<String>,
    /// What is to be decided next takes the keyboard: what is left out, the count, or the start.
    leads_on: bool,
    /// Where the cards begin, and the value that has the keyboard with its distance from there.
    top: f32,
    kept: Option<(egui::Id, f32)>,
    plan: SettingsPlan,
    /// Instances beyond the first that are shown.
    more: usize,
    rail: Rail,
    reading: Reading,
    /// The count that is typed.
    typed: TypedCount,
    /// Instances that were changed by somebody else between the look at them and the last one.
    elsewhere: Vec<String>,
    start: Option<JobId>,
}

/// What is being read, and why.
#[derive(Default)]
struct Reading {
    job: Option<JobId>,
    /// Of which instances, and for which fields; the same is not asked for twice by itself.
    asked: Option<(Vec<InstanceId>, Changes)>,
    /// How many of them have been read, and of which version of what is known.
    done: Option<(u64, usize)>,
    began: Option<Timestamp>,
    ended: Option<Timestamp>,
    /// What was known before the last look, after which the run starts.
    before: Option<IdMap<InstanceId, Arc<SettingsRead>>>,
}

impl Reading {
    /// Counts what has been read, when more has.
    fn count(&mut self, cx: &Cx<'_>) {
        let now = cx.state.settings_version;
        let (Some((ids, _)), Some(began)) = (&self.asked, self.began) else { return };
        if self.job.is_some() && self.done.is_none_or(|(version, _)| version != now) {
            let is_read = |id: &&InstanceId| cx.state.settings_read.get(id).is_some_and(|read| read.at >= began);
            self.done = Some((now, ids.iter().filter(is_read).count()));
        }
    }
}

impl BulkSettings {
    /// Begins with these instances; what was typed for others is gone.
    pub fn begin(&mut self, cx: &mut Cx<'_>, ids: Vec<InstanceId>) {
        *self = Self { ids, ..Self::default() };
        let name = |id: &InstanceId| cx.state.instance(*id).map(|row| row.name.to_lowercase());
        self.ids.sort_by_cached_key(name);
        self.ids.dedup();
        self.forms = forms_of(cx, &self.ids);
        self.cards = cards_of(&self.forms);
        cx.outbox.push(Wish::ForgetRead);
    }

    /// Nothing that was read or typed stays.
    pub fn leave(&mut self, cx: &mut Cx<'_>) {
        if let Some(job) = self.reading.job {
            cx.outbox.push(Wish::Do(Command::Cancel { job }));
        }
        *self = Self::default();
        cx.outbox.push(Wish::ForgetRead);
    }

    /// Something was chosen anew: what was typed to start it counts no more.
    fn begin_anew(&mut self) {
        self.typed.clear();
        self.elsewhere.clear();
        self.reading.before = None;
    }

    /// Draws the screen.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        if self.seen.replace(cx.state.rows_version) != Some(cx.state.rows_version) {
            self.ids.retain(|id| cx.state.instance(*id).is_some());
        }
        if self.ids.is_empty() {
            cx.go(Route::Instances);
            return;
        }
        self.follow(ui, cx);
        let is_covered = egui::Popup::is_any_open(ui.ctx());
        self.leads_on = !is_covered && ui.input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::S));
        self.header_ui(ui, cx);
        let footer = full_footer_place(ui);
        let width = ui.available_width();
        let side = (width > WIDE).then(|| side_place(ui, "diff", DIFF));
        if width > MEDIUM {
            self.rail_ui(ui, cx, if width > WIDE { 195.0 } else { 166.0 });
        }
        Frame::new().fill(Tokens::of(ui).panel).show(ui, |ui| {
            form_page_ui(ui, |ui| {
                self.elsewhere_ui(ui, cx);
                self.cards_ui(ui, cx);
                // What was chosen right now counts at once: the plan of before says nothing of it.
                self.go_on(cx);
                if side.is_none() {
                    self.diff_list_ui(ui, cx);
                }
            });
        });
        if let Some(side) = side {
            side.fill(ui, |ui| self.diff_ui(ui, cx));
        }
        footer.fill_row(ui, |ui| self.footer_ui(ui, cx));
        if is_back(ui) {
            cx.go(Route::Instances);
        }
    }

    /// Reads what is not known yet of what was chosen, and goes on with the plan.
    fn follow(&mut self, ui: &Ui, cx: &mut Cx<'_>) {
        if self.reading.job.is_some() && !cx.is_running(self.reading.job) {
            cx.take_done(&mut self.reading.job);
            self.reading.job = None;
            self.reading.ended = Some(Timestamp::now());
            self.after_look(cx);
        }
        if self.start.is_some() && cx.take_done(&mut self.start).is_some() {
            cx.go(Route::Instances);
        }
        self.reading.count(cx);
        let goes_on = self.go_on(cx);
        if let Some(after) = goes_on {
            ui.ctx().request_repaint_after(after);
        }
        if goes_on.is_none() && !self.changes.is_empty() && self.reading.job.is_none() {
            let unread = self.standing(Stand::Unread);
            let is_new = self
                .reading
                .asked
                .as_ref()
                .is_none_or(|(ids, of)| *ids != unread || !same_keys(of, &self.changes));
            if !unread.is_empty() && is_new {
                self.read(cx, unread);
            }
        }
    }

    /// In how long there is more to do of the plan; nothing when it is complete.
    fn go_on(&mut self, cx: &Cx<'_>) -> Option<Duration> {
        self.plan.update(cx, &self.ids, &self.left_out, &self.changes, &self.cards)
    }

    fn read(&mut self, cx: &mut Cx<'_>, ids: Vec<InstanceId>) {
        let of = self.changes.for_disk();
        // Only its keys matter; of what may be a secret they are put back.
        let of = with_keys(of, &self.changes);
        self.reading.asked = Some((ids.clone(), of.clone()));
        self.reading.done = None;
        self.reading.began = Some(Timestamp::now());
        self.reading.job = Some(cx.run(Command::ReadManySettings { instances: ids, of }));
    }

    /// How far the reading has come, in words.
    fn reading_words(&self, cx: &Cx<'_>) -> Option<String> {
        self.reading.job?;
        let (done, all) = (self.reading.done.map_or(0, |(_, done)| done), self.reading.asked.as_ref()?.0.len());
        let (done, all) = (done.to_string(), all.to_string());
        let key = if self.reading.before.is_some() { "many-looking" } else { "many-reading" };
        Some(cx.tw(key, &[("done", &done), ("n", &all)]))
    }

    fn header_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        header_ui(ui, &cx.t("many-title"), |ui| {
            trailing_ui(ui, |ui| {
                if Button::ghost("bulk.close", cx.t("close")).icon(Icon::Close).show(ui).clicked() {
                    cx.go(Route::Instances);
                }
                let can = self.reading.job.is_none() && !self.changes.is_empty();
                let (id, word) = ("bulk.read-again", cx.t("change-read-again"));
                let with_word = Button::secondary(id, &word).icon(Icon::Refresh);
                let has_room = with_word.own_width(ui) <= ui.available_width();
                let again = if has_room { with_word } else { Button::icon_only(id, Icon::Refresh, word) };
                let why = if self.changes.is_empty() { "many-choose" } else { "working" };
                if again.enabled(can).because(cx.t(why)).show(ui).clicked() {
                    let ids = self.ids.clone();
                    self.read(cx, ids);
                }
                let age = self
                    .reading
                    .ended
                    .map(|at| cx.tw("many-read", &[("ago", &format::ago(cx, "checked", Some(at)))]));
                if let Some(words) = self.reading_words(cx).or(age).filter(|_| ui.available_width() > 180.0) {
                    muted(ui, words);
                }
                end_row(ui);
                rest_ui(ui, |ui| {
                    let (all, each) = self.who_words(cx);
                    let words = |text: &str| RichText::new(text).font(theme::regular(13.5)).color(Tokens::of(ui).muted);
                    let whole = if each.is_empty() { all.clone() } else { format!("{all} · {each}") };
                    let fits = |text: &str| {
                        let text = ui.painter().layout_no_wrap(text.to_owned(), theme::regular(13.5), Color32::BLACK);
                        text.size().x <= ui.available_width()
                    };
                    // Where there is no room for it, where they are is told by the pointer.
                    if fits(&whole) {
                        ui.label(words(&whole));
                    } else if fits(&all) {
                        ui.label(words(&all)).on_hover_text(&whole);
                    }
                });
            });
        });
    }

    /// "14 instances" and "8 at one provider, 6 at another".
    fn who_words(&self, cx: &Cx<'_>) -> (String, String) {
        let mut at: Vec<(&'static str, usize)> = Vec::new();
        for (provider, _, count) in &self.forms {
            match at.iter_mut().find(|(known, _)| known == provider) {
                Some((_, sum)) => *sum += count,
                None => at.push((provider, *count)),
            }
        }
        let name = |id: &str| providers::by_id(id).map_or("?", |it| it.about().short_name);
        let each = at.iter().map(|(id, n)| cx.tw("many-at", &[("n", &n.to_string()), ("provider", name(id))]));
        (cx.tw("n-instances", &[("n", &self.ids.len().to_string())]), each.collect::<Vec<_>>().join(", "))
    }

    fn rail_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, width: f32) {
        let tokens = Tokens::of(ui);
        let row = |section: &'static str| {
            let is_here = |card: &&Card| card.section == section && card.is_chosen(&self.changes);
            let chosen = self.cards.iter().filter(is_here).count();
            let right = if chosen == 0 { String::new() } else { cx.tw("n-chosen", &[("n", &chosen.to_string())]) };
            RailRow { section, label: self.section_title(cx, section), right, ink: tokens.muted, said: None }
        };
        let rows: Vec<RailRow> = self.sections().into_iter().map(row).collect();
        self.rail.ui(ui, "bulk.section", width, &rows, |ui| {
            ui.add_space(8.0);
            ui.separator();
            ui.add_space(8.0);
            // Below the words of the rows.
            let below = Frame::new().inner_margin(Margin { left: WORDS, ..Margin::ZERO });
            below.show(ui, |ui| muted(ui, cx.t("many-hint")));
        });
    }

    /// The sections, those of what several have first.
    fn sections(&self) -> Vec<&'static str> {
        let mut sections: Vec<&'static str> = Vec::new();
        for card in &self.cards {
            if !sections.contains(&card.section) {
                sections.push(card.section);
            }
        }
        sections
    }

    /// What a section is called; with its provider where another one has the same words.
    fn section_title(&self, cx: &Cx<'_>, section: &str) -> String {
        let title = self.plain_title(cx, section);
        let own = self.cards.iter().find(|card| card.section == section).and_then(|card| card.own);
        let is_twice = || self.sections().into_iter().any(|it| it != section && self.plain_title(cx, it) == title);
        match own.and_then(providers::by_id).filter(|_| is_twice()) {
            Some(own) => format!("{title} · {}", own.about().short_name),
            None => title,
        }
    }

    fn plain_title(&self, cx: &Cx<'_>, section: &str) -> String {
        let key = format!("section-{section}");
        let own = || self.cards.iter().find(|card| card.section == section).map(|card| card.texts(cx).t(&key));
        cx.texts.find(&key).or_else(own).unwrap_or_default()
    }
}

fn same_keys(one: &Changes, other: &Changes) -> bool {
    one.keys().eq(other.keys())
}

/// The changes without what may not be written down, and with every key all the same.
fn with_keys(mut plain: Changes, whole: &Changes) -> Changes {
    let missing = |values: &crate::domain::values::Values, key: &str| values.get(key).is_none();
    for (provider, key) in whole.keys() {
        let values = match provider {
            None => &mut plain.common,
            Some(provider) => plain.own.entry(provider.to_owned()).or_default(),
        };
        if missing(values, key) {
            values.set_text(key, "");
        }
    }
    plain
}
