//! Before changes are sent they are shown side by side with what is there now; and they are not dropped unasked.

use crate::app::cx::Cx;
use crate::app::route::Route;
use crate::app::screens::edit_settings::changes::low_row_ui;
use crate::app::screens::edit_settings::{EditSettings, Question, Shown, words};
use crate::engine::command::Command;
use crate::form::field::Field;
use crate::ui::button::Button;
use crate::ui::icon::Icon;
use crate::ui::layout::{ends_ui, modal_ui};
use crate::ui::theme::{self, Tokens};
use crate::ui::widgets::{Tone, heading, muted, notice_ui, overline};
use egui::{RichText, ScrollArea, Ui};

/// Height of the list of changes at most.
const LIST_HEIGHT: f32 = 336.0;

impl EditSettings {
    pub(super) fn question_ui(&mut self, ui: &Ui, cx: &mut Cx<'_>, shown: &Shown<'_>, keys: &[&'static str]) {
        match self.question {
            Question::None => {}
            Question::Review => self.review_ui(ui, cx, shown, keys),
            Question::Drop => self.drop_ui(ui, cx, keys),
        }
    }

    fn review_ui(&mut self, ui: &Ui, cx: &mut Cx<'_>, shown: &Shown<'_>, keys: &[&'static str]) {
        let mut send = false;
        let mut over = modal_ui(ui, "settings-review", 560.0, |ui| {
            heading(ui, cx.tw("review-title", &[("name", shown.row.title())]));
            ui.add_space(4.0);
            ScrollArea::vertical().max_height(LIST_HEIGHT).show(ui, |ui| {
                for section in shown.form.sections() {
                    let is_here = |field: &&'static Field| field.section == section && keys.contains(&field.key);
                    let mut fields = shown.form.fields.iter().filter(is_here).peekable();
                    if fields.peek().is_some() {
                        overline(ui, shown.texts.t(&format!("section-{section}")));
                    }
                    for field in fields {
                        self.change_ui(ui, cx, shown, field);
                    }
                }
            });
            if !self.elsewhere.is_empty() {
                let names = self.elsewhere.iter().map(|key| shown.texts.t(&format!("field-{key}")));
                let names = names.collect::<Vec<_>>().join(", ");
                notice_ui(ui, Tone::Warn, &cx.t("changed-elsewhere"), &names, |_| {});
            }
            ui.add_space(10.0);
            ends_ui(ui, |ui| {
                if cx.is_running(self.read) {
                    muted(ui, cx.t("change-reading"));
                }
                if Button::secondary("confirm.cancel", cx.t("back")).show(ui).clicked() {
                    self.question = Question::None;
                }
                send = Button::primary("settings.save", cx.t("change-save")).icon(Icon::Save).show(ui).clicked();
            });
        });
        if send {
            over = true;
            let (instance, keys, values) = (shown.row.id, keys.to_vec(), self.values.clone());
            self.save = Some(cx.run(Command::ChangeSettings { instance, keys, values }));
        }
        if over || keys.is_empty() {
            self.question = Question::None;
        }
    }

    /// One change: what it is called, what it was, and what it will be.
    fn change_ui(&self, ui: &mut Ui, cx: &Cx<'_>, shown: &Shown<'_>, field: &'static Field) {
        let before = match &self.told {
            Some(told) if told.values.get(field.key).is_some() => words(shown.texts, field, &told.values),
            _ => cx.t("was-untold"),
        };
        let after = words(shown.texts, field, &self.values);
        let font = if field.mono { theme::mono(12.0) } else { theme::regular(13.0) };
        ui.label(RichText::new(shown.texts.t(&format!("field-{}", field.key))).font(theme::medium(13.5)));
        let tokens = Tokens::of(ui);
        low_row_ui(ui, |ui| {
            ui.label(RichText::new(before).font(font.clone()).color(tokens.muted).strikethrough());
            ui.label(RichText::new("→").font(font.clone()).color(tokens.muted));
            ui.label(RichText::new(after).font(font));
        });
        ui.add_space(6.0);
    }

    fn drop_ui(&mut self, ui: &Ui, cx: &mut Cx<'_>, keys: &[&'static str]) {
        let mut drop = false;
        let over = modal_ui(ui, "settings-drop", 420.0, |ui| {
            heading(ui, cx.tw("drop-title", &[("n", &keys.len().to_string())]));
            muted(ui, cx.t("drop-text"));
            ui.add_space(10.0);
            ends_ui(ui, |ui| {
                if Button::primary("confirm.cancel", cx.t("keep-editing")).show(ui).clicked() {
                    self.question = Question::None;
                }
                drop = Button::danger("confirm.ok", cx.t("discard")).show(ui).clicked();
            });
        });
        if drop {
            *self = Self::default();
            cx.go(Route::Instances);
        } else if over {
            self.question = Question::None;
        }
    }
}
