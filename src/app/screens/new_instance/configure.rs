//! The create form: rail of sections at the left, fields in the middle, the request at the right.

use crate::app::cx::Cx;
use crate::app::format;
use crate::app::screens::new_instance::{NewInstance, Step};
use crate::app::screens::templates;
use crate::domain::account::Account;
use crate::form::check::{Issue, check};
use crate::form::field::Form;
use crate::ui::button::Button;
use crate::ui::form_view::FormView;
use crate::ui::icon::Icon;
use crate::ui::layout::{footer_ui, form_page_ui, trailing_ui};
use crate::ui::row::cell_text;
use crate::ui::theme::{self, RADIUS, Tokens};
use crate::ui::widgets::{card_frame, heading, muted};
use egui::{Color32, CornerRadius, Frame, Margin, Panel, Rect, RichText, Sense, Stroke, Ui, Vec2};
use std::time::Instant;

/// Narrower than this, there is no room for the request beside the form.
const WIDE: f32 = 900.0;
/// Narrower than this, there is no room for the rail either.
const MEDIUM: f32 = 600.0;

impl NewInstance {
    pub(super) fn configure_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, account: &Account) {
        let Some(provider) = format::provider_of(account) else { return };
        let form = provider.instance_form(account.version.as_deref());
        let issues = check(form, &self.values);
        self.configure_footer_ui(ui, cx, account, &issues);
        let width = ui.available_width();
        if width > WIDE {
            let frame = Frame::new().fill(Tokens::of(ui).bg).inner_margin(Margin::symmetric(16, 14));
            let panel = Panel::right("preview").exact_size(300.0).resizable(false).frame(frame);
            panel.show(ui, |ui| self.preview.ui(ui, cx, account, &self.values));
        }
        if width > MEDIUM {
            self.rail_ui(ui, cx, form, &issues, if width > WIDE { 195.0 } else { 150.0 });
        }
        let fill = Tokens::of(ui).panel;
        Frame::new().fill(fill).show(ui, |ui| {
            form_page_ui(ui, |ui| {
                self.account_card_ui(ui, cx, account);
                let texts = cx.texts.of(account.provider.0);
                for section in form.sections() {
                    ui.add_space(10.0);
                    let title = heading(ui, texts.t(&format!("section-{section}")));
                    if self.section == Some(section) {
                        title.scroll_to_me(Some(egui::Align::Min));
                        self.section = None;
                    }
                    ui.add_space(6.0);
                    let (values, state) = (&mut self.values, &mut self.form);
                    let mut view = FormView { texts: &texts, form, values, state, issues: &issues };
                    if view.section_ui(ui, section) {
                        self.changed_at = Some(Instant::now());
                        self.exists = None;
                    }
                }
            });
        });
    }

    fn account_card_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, account: &Account) {
        let frame = card_frame(ui).fill(Tokens::of(ui).bg).inner_margin(Margin::symmetric(12, 8));
        frame.show(ui, |ui| {
            ui.horizontal(|ui| {
                format::account_ui(ui, account, theme::regular(14.0));
                trailing_ui(ui, |ui| {
                    if cx.state.accounts.len() > 1
                        && Button::link("wizard.change-account", cx.t("change")).show(ui).clicked()
                    {
                        self.step = Step::Account;
                    }
                    let text = RichText::new(format::host_and_version(account));
                    let text = text.font(theme::regular(12.5)).color(Tokens::of(ui).muted);
                    ui.add(egui::Label::new(text).truncate());
                });
            });
        });
    }

    fn rail_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, form: &Form, issues: &[Issue], width: f32) {
        let tokens = Tokens::of(ui);
        let frame = Frame::new().fill(tokens.bg).inner_margin(Margin::symmetric(10, 16));
        let panel = Panel::left("rail").exact_size(width).resizable(false).frame(frame);
        panel.show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            for section in form.sections() {
                let set = form.visible(&self.values).filter(|f| f.section == section && f.is_set(&self.values)).count();
                let wrong = issues.iter().filter(|issue| issue.section == section && !self.is_untouched(issue)).count();
                let label = cx.t(&format!("section-{section}"));
                let right = match (wrong, set) {
                    (0, 0) => (String::new(), tokens.muted),
                    (0, set) => (cx.tw("n-set", &[("n", &set.to_string())]), tokens.muted),
                    (wrong, _) => (wrong.to_string(), tokens.bad),
                };
                if rail_row_ui(ui, section, &label, &right) {
                    self.section = Some(section);
                }
            }
        });
    }

    /// An empty required field is no problem before the person has passed it.
    fn is_untouched(&self, issue: &Issue) -> bool {
        issue.problem == crate::form::check::Problem::Missing && self.values.get(issue.field).is_none()
    }

    fn configure_footer_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, account: &Account, issues: &[Issue]) {
        footer_ui(ui, |ui| {
            let save = Button::secondary("wizard.save-template", cx.t("template-save")).icon(Icon::Layers);
            if save.show(ui).clicked() {
                templates::save(cx, account, &self.values);
            }
            let shown = issues.iter().filter(|issue| !self.is_untouched(issue)).count();
            trailing_ui(ui, |ui| {
                let review = Button::primary("wizard.review", cx.t("wizard-review")).trailing(Icon::ArrowRight);
                if review.show(ui).clicked() {
                    self.go_to_review(account);
                }
                if Button::secondary("wizard.back", cx.t("back")).show(ui).clicked() {
                    self.step = Step::Account;
                }
                if shown > 0 {
                    let words = cx.tw("problems-to-fix", &[("n", &shown.to_string())]);
                    ui.label(RichText::new(words).font(theme::regular(13.0)).color(Tokens::of(ui).warn));
                }
                if let Some(failure) = cx.failure_of(self.create) {
                    muted(ui, format::failure_line(cx.texts, failure));
                }
            });
        });
    }
}

fn rail_row_ui(ui: &mut Ui, section: &str, label: &str, right: &(String, Color32)) -> bool {
    let tokens = Tokens::of(ui);
    let (_, rect) = ui.allocate_space(Vec2::new(ui.available_width(), 32.0));
    let id = format!("section.{section}");
    let response = ui.interact(rect, egui::Id::unique(("rail", section)), Sense::click());
    let name = [label, &right.0].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
    crate::ui::author_id(ui, &response, &id);
    if response.hovered() {
        ui.painter()
            .rect(rect, CornerRadius::same(RADIUS), tokens.hover, Stroke::NONE, egui::StrokeKind::Inside);
    }
    crate::ui::focus_ring(ui, &response, RADIUS);
    let cell = Rect::from_min_max(rect.min + Vec2::new(9.0, 0.0), rect.max - Vec2::new(54.0, 0.0));
    cell_text(ui, cell, label, theme::regular(13.5), tokens.text);
    let at = egui::pos2(rect.right() - 9.0, rect.center().y);
    ui.painter().text(at, egui::Align2::RIGHT_CENTER, &right.0, theme::regular(12.0), right.1);
    response.clicked()
}
