//! Webhook and settings of an instance that exists: read from its gateway, changed there, read back.

mod changes;
mod review;
mod sections;

use crate::app::cx::Cx;
use crate::app::format;
use crate::app::route::Route;
use crate::app::screens::edit_settings::changes::words;
use crate::app::screens::new_instance::preview::Preview;
use crate::domain::account::Account;
use crate::domain::failure::Failure;
use crate::domain::ids::{InstanceId, JobId};
use crate::domain::instance::Instance;
use crate::domain::values::Values;
use crate::engine::command::Command;
use crate::engine::event::Done;
use crate::form::check::{Issue, check};
use crate::form::field::{Field, Form};
use crate::i18n::Texts;
use crate::providers::{Told, masked_change};
use crate::ui::author_id;
use crate::ui::button::Button;
use crate::ui::form_view::FormState;
use crate::ui::icon::Icon;
use crate::ui::layout::{footer_place, form_page_ui, header_with_ui, is_covered, side_place, trailing_ui};
use crate::ui::narrow::rest_ui;
use crate::ui::rail::Rail;
use crate::ui::theme::{self, CONTROL, Tokens};
use crate::ui::widgets::{muted, pill_ui, pill_width};
use egui::{Frame, Key, Modifiers, RichText, Ui};
use jiff::Timestamp;
use std::collections::BTreeSet;

/// Narrower than this, there is no room for the requests beside the form.
const WIDE: f32 = 900.0;
/// Narrower than this, there is no room for the rail either.
const MEDIUM: f32 = 600.0;

/// The screen of one instance at a time.
#[derive(Default)]
pub struct EditSettings {
    instance: Option<InstanceId>,
    read: Option<JobId>,
    read_at: Option<Timestamp>,
    /// As the gateway told it.
    told: Option<Told>,
    values: Values,
    /// Fields that a person has moved, even back again: the gateway does not tell all it has.
    moved: BTreeSet<&'static str>,
    form: FormState,
    rail: Rail,
    preview: Preview,
    save: Option<JobId>,
    /// The failed save after which it was read again.
    reread: Option<JobId>,
    question: Question,
    /// Fields that somebody else changed since they were shown, and what they were then.
    elsewhere: Vec<&'static str>,
}

/// What the person is being asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Question {
    #[default]
    None,
    /// Whether these changes shall be sent.
    Review,
    /// Whether they shall be dropped.
    Drop,
}

/// What the screen is about.
struct Shown<'a> {
    row: &'a Instance,
    account: &'a Account,
    form: &'static Form,
    texts: &'a Texts,
}

impl EditSettings {
    /// Reads the settings; what was typed and not saved yet stays.
    pub fn enter(&mut self, cx: &mut Cx<'_>, instance: InstanceId) {
        if self.instance == Some(instance) && !self.moved.is_empty() {
            return;
        }
        *self = Self { instance: Some(instance), ..Self::default() };
        self.read_again(cx, instance);
    }

    fn read_again(&mut self, cx: &mut Cx<'_>, instance: InstanceId) {
        self.read = Some(cx.run(Command::ReadSettings { instance }));
    }

    /// Keeps nothing of what was saved or closed.
    pub fn leave(&mut self) {
        self.question = Question::None;
        if self.instance.is_none() {
            *self = Self::default();
        }
    }

    /// What was read and typed goes with its instance: an address may hold a password.
    pub fn forget_removed(&mut self, cx: &Cx<'_>) {
        if self.instance.is_some_and(|id| cx.state.instance(id).is_none()) {
            *self = Self::default();
        }
    }

    /// Draws the screen.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, id: InstanceId) {
        let row = cx.state.instance(id).cloned();
        let account = row.as_ref().and_then(|row| cx.state.account(row.account)).cloned();
        let (Some(row), Some(account)) = (row, account) else {
            cx.go(Route::Instances);
            return;
        };
        let form = format::provider_of(&account).and_then(|found| found.settings_form(account.version.as_deref()));
        let Some(form) = form else { return };
        let texts = cx.texts.of(account.provider.0);
        let shown = Shown { row: &row, account: &account, form, texts: &texts };
        self.take_answers(cx, form);
        self.header_ui(ui, cx, &shown);
        let issues = check(form, &self.values);
        let keys = self.changed(form);
        let footer = footer_place(ui);
        let width = ui.available_width();
        let side = (width > WIDE && self.told.is_some()).then(|| side_place(ui, "requests", 300.0));
        if width > MEDIUM && self.told.is_some() {
            self.rail_ui(ui, cx, &shown, &keys, &issues, if width > WIDE { 195.0 } else { 166.0 });
        }
        Frame::new().fill(Tokens::of(ui).panel).show(ui, |ui| {
            form_page_ui(ui, |ui| self.body_ui(ui, cx, &shown, &issues));
        });
        if let Some(side) = side {
            side.fill(ui, |ui| self.requests_ui(ui, cx, &shown, &keys));
        }
        footer.fill_row(ui, |ui| self.footer_ui(ui, cx, &shown, &keys));
        self.keys(ui, cx, &shown, &keys);
        self.question_ui(ui, cx, &shown, &keys);
    }

    fn header_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, shown: &Shown<'_>) {
        let mut back = false;
        let title = cx.tw("change-title", &[("name", shown.row.title())]);
        let words = cx.t("back");
        let arrow = |ui: &mut Ui| {
            back = Button::icon_only("settings.back", Icon::ArrowLeft, words).small().show(ui).clicked();
        };
        header_with_ui(ui, &title, arrow, |ui| {
            let (tone, word) = format::status(cx, shown.row);
            let close = Button::ghost("settings.close", cx.t("close")).icon(Icon::Close);
            // What the panel says of its status too gives way to the buttons.
            let buttons = close.own_width(ui) + CONTROL + 3.0 * ui.spacing().item_spacing.x;
            if ui.available_width() >= pill_width(ui, &word) + buttons {
                pill_ui(ui, tone, &word);
            }
            trailing_ui(ui, |ui| {
                if close.show(ui).clicked() {
                    self.close(cx, shown.form);
                }
                let reads = self.read.is_some() && cx.is_running(self.read);
                let (id, word) = ("settings.read-again", cx.t("change-read-again"));
                let with_word = Button::secondary(id, &word).icon(Icon::Refresh);
                let has_room = with_word.own_width(ui) <= ui.available_width();
                let again = if has_room { with_word } else { Button::icon_only(id, Icon::Refresh, word) };
                let again = again.enabled(!reads && self.told.is_some()).because(cx.t("working"));
                if again.show(ui).clicked() {
                    self.read_again(cx, shown.row.id);
                }
                if let Some(at) = self.read_at {
                    let ago = format::ago(cx, "checked", Some(at));
                    let whole = cx.tw("change-read-from", &[("account", &shown.account.label), ("ago", &ago)]);
                    let words =
                        |text: String| ui.painter().layout_no_wrap(text, theme::regular(12.5), Tokens::of(ui).muted);
                    let fitting = [whole, ago].map(words).into_iter().find(|it| it.size().x <= ui.available_width());
                    if let Some(fitting) = fitting {
                        ui.label(fitting);
                    }
                }
            });
        });
        if back {
            self.close(cx, shown.form);
        }
    }

    /// Back to the list; asks first where something would be lost.
    fn close(&mut self, cx: &mut Cx<'_>, form: &Form) {
        if self.changed(form).is_empty() {
            self.instance = None;
            cx.go(Route::Instances);
        } else {
            self.question = Question::Drop;
        }
    }

    fn keys(&mut self, ui: &Ui, cx: &mut Cx<'_>, shown: &Shown<'_>, keys: &[&'static str]) {
        if self.question != Question::None || is_covered(ui.ctx()) {
            return;
        }
        if ui.input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::S)) || self.form.take_entered() {
            self.review(cx, shown, keys);
        }
        if ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape)) {
            self.close(cx, shown.form);
        }
    }

    /// Shows what would be sent, once nothing is wrong with it; meanwhile it is read again.
    fn review(&mut self, cx: &mut Cx<'_>, shown: &Shown<'_>, keys: &[&'static str]) {
        if keys.is_empty() || (self.save.is_some() && cx.is_running(self.save)) {
            return;
        }
        let issues = check(shown.form, &self.values);
        self.form.submit(&issues);
        self.form.refused = None;
        if issues.is_empty() {
            self.elsewhere.clear();
            self.question = Question::Review;
            self.read_again(cx, shown.row.id);
        }
    }

    fn take_answers(&mut self, cx: &mut Cx<'_>, form: &Form) {
        if let Some(Done::Settings(told)) = cx.take_done(&mut self.read) {
            for field in form.fields.iter().filter(|field| !self.moved.contains(field.key)) {
                // The empty value of a field that was not told is no change of it.
                self.values.set(field.key, told.values.get(field.key).cloned().unwrap_or_else(|| field.empty()));
            }
            if let Some(before) = &self.told {
                let differs = |key: &&&'static str| before.values.get(key) != told.values.get(key);
                self.elsewhere = self.moved.iter().filter(differs).copied().collect();
            }
            self.told = Some(*told);
            self.read_at = Some(Timestamp::now());
        }
        if self.save.is_some() && self.save != self.reread && cx.failure_of(self.save).is_some() {
            // Some of it may have been taken all the same.
            self.reread = self.save;
            self.read = self.instance.map(|instance| cx.run(Command::ReadSettings { instance }));
        }
        if cx.take_done(&mut self.save).is_some() {
            cx.toast(cx.t("change-saved"));
            self.instance = None;
            cx.go(Route::Instances);
        }
    }

    fn body_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, shown: &Shown<'_>, issues: &[Issue]) {
        let Some(told) = self.told.clone() else {
            self.unread_ui(ui, cx, shown.row.id);
            return;
        };
        if let Some(failure) = cx.failure_of(self.save).cloned() {
            if let Some(field) = &failure.field
                && self.form.refused.is_none()
            {
                self.form.refused = Some((field.clone(), format::failure_line(cx.texts, &failure)));
            }
            format::failure_ui(ui, cx, "settings.failure", &failure);
            ui.add_space(8.0);
        }
        // What comes with a change at this provider, where it has a word for it.
        if let Some(note) = shown.texts.find("provider-change") {
            muted(ui, note);
            ui.add_space(8.0);
        }
        for section in shown.form.sections() {
            self.heading_ui(ui, cx, shown, &told, section);
            ui.add_space(6.0);
            if let Some(why) = told.why_closed(section) {
                closed_ui(ui, cx, section, why);
            } else {
                self.section_ui(ui, shown, &told, section, issues);
                ui.add_space(8.0);
            }
        }
        let untold: Vec<String> = (shown.form.visible(&self.values))
            .filter(|field| told.values.get(field.key).is_none() && told.why_closed(field.section).is_none())
            .map(|field| shown.texts.t(&format!("field-{}", field.key)))
            .collect();
        if !untold.is_empty() {
            muted(ui, cx.tw("change-untold", &[("fields", &untold.join(", "))]));
        }
    }

    /// Nothing has been read yet, or it could not be.
    fn unread_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, instance: InstanceId) {
        let Some(failure) = cx.failure_of(self.read).cloned() else {
            muted(ui, cx.t("change-reading"));
            return;
        };
        format::failure_ui(ui, cx, "settings.read.failure", &failure);
        ui.add_space(8.0);
        if Button::secondary("settings.retry", cx.t("refresh")).icon(Icon::Refresh).show(ui).clicked() {
            self.read_again(cx, instance);
        }
    }

    /// Fields that shall be different at the gateway.
    fn changed(&self, form: &Form) -> Vec<&'static str> {
        let Some(told) = &self.told else { return Vec::new() };
        let differs = |field: &&'static Field| match told.values.get(field.key) {
            Some(before) => self.values.get(field.key) != Some(before),
            None => true,
        };
        let visible = form.visible(&self.values).filter(|field| self.moved.contains(field.key));
        visible.filter(differs).map(|field| field.key).collect()
    }

    fn requests_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, shown: &Shown<'_>, keys: &[&'static str]) {
        if keys.is_empty() {
            muted(ui, cx.t("change-none"));
        } else if let Ok(requests) = masked_change(shown.account, shown.row, keys, &self.values) {
            self.preview.requests_ui(ui, cx, shown.account, &requests, cx.t("change-note"));
        } else {
            // Some need the whole that the gateway has, which is read right before.
            muted(ui, cx.t("change-note"));
        }
    }

    fn footer_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, shown: &Shown<'_>, keys: &[&'static str]) {
        let busy = self.save.is_some() && cx.is_running(self.save);
        let count = keys.len().to_string();
        trailing_ui(ui, |ui| {
            let words = if keys.is_empty() { cx.t("change-review") } else { cx.tw("review-n", &[("n", &count)]) };
            let review = Button::primary("settings.review", words).trailing(Icon::ArrowRight);
            let review = review.enabled(!busy && !keys.is_empty()).because(cx.t("change-none"));
            if review.show(ui).clicked() {
                self.review(cx, shown, keys);
            }
            let discard = Button::secondary("settings.discard", cx.t("discard"));
            if discard.enabled(!busy && !keys.is_empty()).because(cx.t("change-none")).show(ui).clicked() {
                self.discard(shown.form);
            }
            format::working_ui(ui, cx, "settings", self.save);
            rest_ui(ui, |ui| {
                if busy {
                    return;
                }
                if keys.is_empty() {
                    muted(ui, cx.t("change-none"));
                    return;
                }
                ui.label(RichText::new(cx.tw("n-changes", &[("n", &count)])).font(theme::semibold(13.5)));
                let names: Vec<String> = keys.iter().map(|key| shown.texts.t(&format!("field-{key}"))).collect();
                let names = RichText::new(names.join(", ")).font(theme::regular(13.0)).color(Tokens::of(ui).muted);
                ui.add(egui::Label::new(names).truncate());
            });
        });
    }

    /// Everything as the gateway told it.
    fn discard(&mut self, form: &Form) {
        let Some(told) = &self.told else { return };
        for field in form.fields.iter().filter(|field| self.moved.contains(field.key)) {
            self.values.set(field.key, told.values.get(field.key).cloned().unwrap_or_else(|| field.empty()));
        }
        self.moved.clear();
        self.form = FormState::default();
    }
}

/// A group that this gateway lacks or keeps switched off, with its own words.
fn closed_ui(ui: &mut Ui, cx: &Cx<'_>, section: &str, why: &Failure) {
    let text = cx.t(&why.kind.key());
    let text = if why.details.is_empty() { text } else { format!("{text} ({})", why.details) };
    let response = muted(ui, text);
    author_id(ui, &response, &format!("settings.closed.{section}"));
    ui.add_space(8.0);
}
