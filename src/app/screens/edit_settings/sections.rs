//! The sections of the form: each under its heading, with the switch of its group there, and what a template fills in.

use crate::app::cx::Cx;
use crate::app::screens::edit_settings::changes::below_ui;
use crate::app::screens::edit_settings::{EditSettings, Shown};
use crate::app::screens::templates;
use crate::domain::values::Value;
use crate::engine::command::Template;
use crate::form::check::Issue;
use crate::form::common::switch_of;
use crate::form::field::{Condition, Field, Form, Kind};
use crate::form::fit;
use crate::providers::Told;
use crate::ui::choices::heading_switch_ui;
use crate::ui::form_view::{FormView, field_key};
use crate::ui::layout::trailing_ui;
use crate::ui::rail::RailRow;
use crate::ui::theme::Tokens;
use crate::ui::widgets::muted;
use egui::Ui;

/// The switch of a section: the one that all its other fields hang on.
fn switch_in(form: &Form, section: &str) -> Option<&'static Field> {
    let mut fields = form.fields.iter().filter(|field| field.section == section);
    let first = fields.next().filter(|first| first.kind == Kind::Toggle)?;
    let mut others = fields.peekable();
    let hangs = others.peek().is_some() && others.all(|other| other.when == Condition::On(first.key));
    hangs.then_some(first)
}

impl EditSettings {
    /// The heading of a section; its switch at the end of the line, and below it what that was.
    pub(super) fn heading_ui(
        &mut self,
        ui: &mut Ui,
        cx: &Cx<'_>,
        shown: &Shown<'_>,
        told: &Told,
        section: &'static str,
    ) {
        let title = shown.texts.t(&format!("section-{section}"));
        let is_open = told.why_closed(section).is_none();
        let Some(switch) = switch_in(shown.form, section).filter(|_| is_open) else {
            self.rail.heading_ui(ui, section, title);
            return;
        };
        let (id, name) = (format!("field.{}", switch.key), shown.texts.t(&field_key(None, switch.key)));
        let mut on = self.values.bool(switch.key).unwrap_or_default();
        let top = ui.cursor().top();
        let pressed = ui
            .horizontal(|ui| {
                self.rail.heading_ui(ui, section, title);
                trailing_ui(ui, |ui| {
                    let pressed = heading_switch_ui(ui, &id, &name, &mut on);
                    muted(ui, cx.t(if on { "section-is-on" } else { "section-is-off" }));
                    pressed
                })
            })
            .inner;
        if pressed.changed() {
            self.values.set(switch.key, Value::Bool(on));
            self.moved.insert(switch.key);
        }
        if self.changed(shown.form).contains(&switch.key)
            && below_ui(ui, shown.texts, switch, told, &mut self.values, Some((&pressed, top)))
        {
            self.moved.remove(switch.key);
        }
    }

    pub(super) fn section_ui(&mut self, ui: &mut Ui, shown: &Shown<'_>, told: &Told, section: &str, issues: &[Issue]) {
        let before = self.values.clone();
        let changed = self.changed(shown.form);
        let switch = switch_in(shown.form, section).map(|field| field.key);
        let is_here = |field: &&'static Field| field.section == section && Some(field.key) != switch;
        let fields: Vec<&'static Field> = shown.form.visible(&self.values).filter(is_here).collect();
        let (values, state) = (&mut self.values, &mut self.form);
        let mut view = FormView { texts: shown.texts, form: shown.form, values, state, issues };
        let mut undone = None;
        let moved = view.fields_with_ui(ui, &fields, &mut |ui, field, values, control| {
            if changed.contains(&field.key) && below_ui(ui, shown.texts, field, told, values, control) {
                undone = Some(field.key);
            }
        });
        if moved || undone.is_some() {
            let differs = |field: &&'static Field| before.get(field.key) != self.values.get(field.key);
            self.moved.extend(shown.form.fields.iter().filter(differs).map(|field| field.key));
        }
        if let Some(key) = undone {
            self.moved.remove(key);
        }
    }

    /// The sections with how many of their fields are changed or wrong, and below them the templates.
    pub(super) fn rail_ui(
        &mut self,
        ui: &mut Ui,
        cx: &mut Cx<'_>,
        shown: &Shown<'_>,
        keys: &[&'static str],
        issues: &[Issue],
        width: f32,
    ) {
        let tokens = Tokens::of(ui);
        let row = |section: &'static str| {
            let is_here = |key: &&&'static str| shown.form.field(key).is_some_and(|field| field.section == section);
            let changed = keys.iter().filter(is_here).count();
            let is_wrong = |issue: &&Issue| issue.section == section && self.form.shows_issue(issue);
            let wrong = issues.iter().filter(is_wrong).count();
            let (right, ink) = match (wrong, changed) {
                (0, 0) => (String::new(), tokens.muted),
                (0, changed) => (cx.tw("n-changed", &[("n", &changed.to_string())]), tokens.accent_ink),
                (wrong, _) => (wrong.to_string(), tokens.bad),
            };
            let said = (wrong > 0).then(|| cx.tw("problems-to-fix", &[("n", &wrong.to_string())]));
            RailRow { section, label: shown.texts.t(&format!("section-{section}")), right, ink, said }
        };
        let rows: Vec<RailRow> = shown.form.sections().into_iter().map(row).collect();
        let mut chosen = None;
        self.rail.ui(ui, "settings.section", width, &rows, |ui| {
            chosen = templates::pick_ui(ui, cx, "settings", shown.account.provider.0);
        });
        if let Some(template) = chosen {
            self.apply(cx, shown, template);
        }
    }

    /// Fills a template in. What it says of a group switches the group on; the name stays.
    fn apply(&mut self, cx: &mut Cx<'_>, shown: &Shown<'_>, template: &Template) {
        let mut wanted = template.values.clone();
        wanted.remove("name");
        for field in shown.form.fields.iter().filter(|field| field.is_set(&template.values)) {
            if let Some(switch) = switch_of(field) {
                wanted.set(switch, Value::Bool(true));
            }
        }
        let taken = fit::set_in(shown.form, &wanted);
        for field in shown.form.fields {
            if let Some(value) = taken.get(field.key) {
                self.values.set(field.key, value.clone());
                self.moved.insert(field.key);
            }
        }
        let names: Vec<String> = taken.iter().map(|(key, _)| shown.texts.t(&field_key(None, key))).collect();
        let fields = if names.is_empty() { cx.t("empty") } else { names.join(", ") };
        cx.toast(cx.tw("kept-from-template", &[("name", &template.name), ("fields", &fields)]));
    }
}
