//! Webhook and settings of an instance that exists: read from its gateway, changed there, read back.

use crate::app::cx::Cx;
use crate::app::format;
use crate::app::route::Route;
use crate::domain::failure::Failure;
use crate::domain::ids::{InstanceId, JobId};
use crate::domain::values::Values;
use crate::engine::command::Command;
use crate::engine::event::Done;
use crate::form::check::check;
use crate::form::field::{Field, Form};
use crate::providers::Told;
use crate::ui::author_id;
use crate::ui::button::Button;
use crate::ui::form_view::{FormState, FormView};
use crate::ui::icon::Icon;
use crate::ui::layout::{footer_ui, form_page_ui, header_ui, trailing_ui};
use crate::ui::theme::Tokens;
use crate::ui::widgets::{heading, muted};
use egui::{Frame, Ui};
use std::collections::BTreeSet;

/// The screen of one instance at a time.
#[derive(Default)]
pub struct EditSettings {
    instance: Option<InstanceId>,
    read: Option<JobId>,
    /// As the gateway told it.
    told: Option<Told>,
    values: Values,
    /// Fields that a person has moved, even back again: the gateway does not tell all it has.
    moved: BTreeSet<&'static str>,
    form: FormState,
    save: Option<JobId>,
    /// The failed save after which it was read again.
    reread: Option<JobId>,
}

impl EditSettings {
    /// Reads the settings; what was typed and not saved yet stays.
    pub fn enter(&mut self, cx: &mut Cx<'_>, instance: InstanceId) {
        if self.instance == Some(instance) && !self.moved.is_empty() {
            return;
        }
        *self = Self { instance: Some(instance), ..Self::default() };
        self.read = Some(cx.run(Command::ReadSettings { instance }));
    }

    /// Keeps nothing of what was saved or closed.
    pub fn leave(&mut self) {
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
        let instance = cx.state.instance(id).cloned();
        let account = instance.as_ref().and_then(|row| cx.state.account(row.account)).cloned();
        let (Some(instance), Some(account)) = (instance, account) else {
            cx.go(Route::Instances);
            return;
        };
        let form = format::provider_of(&account).and_then(|found| found.settings_form(account.version.as_deref()));
        let Some(form) = form else { return };
        self.take_answers(cx, form);
        header_ui(ui, &cx.tw("change-title", &[("name", &instance.name)]), |ui| {
            trailing_ui(ui, |ui| {
                if Button::ghost("settings.close", cx.t("close")).icon(Icon::Close).show(ui).clicked() {
                    self.instance = None;
                    cx.go(Route::Instances);
                }
            });
        });
        self.footer_ui(ui, cx, id, form);
        Frame::new().fill(Tokens::of(ui).panel).show(ui, |ui| {
            form_page_ui(ui, |ui| {
                self.body_ui(ui, cx, id, form);
            });
        });
    }

    fn take_answers(&mut self, cx: &mut Cx<'_>, form: &Form) {
        if let Some(Done::Settings(told)) = cx.take_done(&mut self.read) {
            for field in form.fields.iter().filter(|field| !self.moved.contains(field.key)) {
                // The empty value of a field that was not told is no change of it.
                self.values.set(field.key, told.values.get(field.key).cloned().unwrap_or_else(|| field.empty()));
            }
            self.told = Some(*told);
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

    fn body_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, instance: InstanceId, form: &Form) {
        let Some(told) = self.told.clone() else {
            match cx.failure_of(self.read).cloned() {
                Some(failure) => {
                    format::failure_ui(ui, cx, "settings.read.failure", &failure);
                    ui.add_space(8.0);
                    if Button::secondary("settings.retry", cx.t("refresh")).icon(Icon::Refresh).show(ui).clicked() {
                        self.read = Some(cx.run(Command::ReadSettings { instance }));
                    }
                }
                None => {
                    muted(ui, cx.t("change-reading"));
                }
            }
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
        let issues = check(form, &self.values);
        let account = cx.state.instance(instance).and_then(|row| cx.state.account(row.account));
        let texts = account.map_or_else(|| cx.texts.clone(), |account| cx.texts.of(account.provider.0));
        // What comes with a change at this provider, where it has a word for it.
        if let Some(note) = texts.find("provider-change") {
            muted(ui, note);
            ui.add_space(8.0);
        }
        for section in form.sections() {
            heading(ui, texts.t(&format!("section-{section}")));
            ui.add_space(6.0);
            if let Some(why) = told.why_closed(section) {
                closed_ui(ui, cx, section, why);
                continue;
            }
            let before = self.values.clone();
            let (values, state) = (&mut self.values, &mut self.form);
            let mut view = FormView { texts: &texts, form, values, state, issues: &issues };
            if view.section_ui(ui, section) {
                let moved = form.fields.iter().filter(|field| before.get(field.key) != self.values.get(field.key));
                self.moved.extend(moved.map(|field| field.key));
            }
            ui.add_space(8.0);
        }
        let untold: Vec<String> = form
            .visible(&self.values)
            .filter(|field| told.values.get(field.key).is_none() && told.why_closed(field.section).is_none())
            .map(|field| texts.t(&format!("field-{}", field.key)))
            .collect();
        if !untold.is_empty() {
            muted(ui, cx.tw("change-untold", &[("fields", &untold.join(", "))]));
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

    fn footer_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, instance: InstanceId, form: &Form) {
        let keys = self.changed(form);
        let busy = self.save.is_some() && cx.is_running(self.save);
        footer_ui(ui, |ui| {
            trailing_ui(ui, |ui| {
                let save = Button::primary("settings.save", cx.t("change-save")).icon(Icon::Save);
                let save = save.enabled(!busy && !keys.is_empty()).because(cx.t("change-none"));
                if save.show(ui).clicked() {
                    let issues = check(form, &self.values);
                    self.form.submit(&issues);
                    self.form.refused = None;
                    if issues.is_empty() {
                        let (keys, values) = (keys.clone(), self.values.clone());
                        self.save = Some(cx.run(Command::ChangeSettings { instance, keys, values }));
                    }
                }
                if busy {
                    format::working_ui(ui, cx, "settings", self.save);
                } else if keys.is_empty() {
                    muted(ui, cx.t("change-none"));
                } else {
                    muted(ui, cx.tw("n-changes", &[("n", &keys.len().to_string())]));
                }
            });
        });
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
