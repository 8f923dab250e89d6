//! The create form: rail of sections at the left, fields in the middle, the request at the right.

use crate::app::cx::Cx;
use crate::app::format;
use crate::app::screens::new_instance::{NewInstance, Step, is_sole};
use crate::domain::account::Account;
use crate::form::check::{Issue, check};
use crate::form::field::Form;
use crate::ui::button::Button;
use crate::ui::form_view::FormView;
use crate::ui::icon::Icon;
use crate::ui::layout::{footer_place, form_page_ui, side_place, trailing_ui};
use crate::ui::rail::RailRow;
use crate::ui::theme::{self, Tokens};
use crate::ui::widgets::{card_frame, muted};
use egui::{Frame, Margin, RichText, Ui};
use std::time::Instant;

/// Narrower than this, there is no room for the request beside the form.
const WIDE: f32 = 900.0;
/// Narrower than this, there is no room for the rail either.
const MEDIUM: f32 = 600.0;

impl NewInstance {
    pub(super) fn configure_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, account: &Account) {
        let Some(provider) = format::provider_of(account) else { return };
        let form = provider.instance_form(account.version.as_deref());
        self.follow_form(cx, account, form);
        self.take_pasted(ui, cx, account, form);
        let issues = check(form, &self.values);
        let footer = footer_place(ui);
        let width = ui.available_width();
        let preview = (width > WIDE).then(|| side_place(ui, "preview", 300.0));
        if width > MEDIUM {
            self.rail_ui(ui, cx, account, form, &issues, if width > WIDE { 195.0 } else { 166.0 });
        }
        let fill = Tokens::of(ui).panel;
        Frame::new().fill(fill).show(ui, |ui| {
            form_page_ui(ui, |ui| self.form_ui(ui, cx, account, form, &issues));
        });
        if let Some(preview) = preview {
            preview.fill(ui, |ui| self.preview.ui(ui, cx, account, form, &self.values));
        }
        footer.fill_row(ui, |ui| self.configure_footer_ui(ui, cx, account, form, &issues));
    }

    fn form_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, account: &Account, form: &'static Form, issues: &[Issue]) {
        self.account_card_ui(ui, cx, account);
        self.kept_ui(ui, cx, account, form);
        let texts = cx.texts.of(account.provider.0);
        for section in form.sections() {
            ui.add_space(10.0);
            self.rail.heading_ui(ui, section, texts.t(&format!("section-{section}")));
            ui.add_space(6.0);
            let (values, state) = (&mut self.values, &mut self.form);
            let mut view = FormView { texts: &texts, form, values, state, issues };
            if view.section_ui(ui, section) {
                self.changed_at = Some(Instant::now());
                self.exists = None;
            }
        }
        if self.form.take_left("name") {
            self.find_taken(cx, account);
        }
        if self.form.take_entered() {
            self.go_to_review(cx, account);
        }
    }

    fn account_card_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, account: &Account) {
        let frame = card_frame(ui).fill(Tokens::of(ui).bg).inner_margin(Margin::symmetric(12, 8));
        frame.show(ui, |ui| {
            ui.horizontal(|ui| {
                format::account_ui(ui, account, theme::regular(14.0));
                trailing_ui(ui, |ui| {
                    if !is_sole(cx) && Button::link("wizard.change-account", cx.t("change")).show(ui).clicked() {
                        self.go_to(Step::Account);
                    }
                    let text = RichText::new(format::host_and_version(account));
                    let text = text.font(theme::regular(12.5)).color(Tokens::of(ui).muted);
                    ui.add(egui::Label::new(text).truncate());
                });
            });
        });
    }

    fn rail_ui(
        &mut self,
        ui: &mut Ui,
        cx: &Cx<'_>,
        account: &Account,
        form: &'static Form,
        issues: &[Issue],
        width: f32,
    ) {
        let tokens = Tokens::of(ui);
        let texts = cx.texts.of(account.provider.0);
        let row = |section: &'static str| {
            let set = form.visible(&self.values).filter(|f| f.section == section && f.is_set(&self.values)).count();
            let is_wrong = |issue: &&Issue| issue.section == section && self.form.shows_issue(issue);
            let wrong = issues.iter().filter(is_wrong).count();
            let (right, ink) = match (wrong, set) {
                (0, 0) => (String::new(), tokens.muted),
                (0, set) => (cx.tw("n-set", &[("n", &set.to_string())]), tokens.muted),
                (wrong, _) => (wrong.to_string(), tokens.bad),
            };
            let said = (wrong > 0).then(|| cx.tw("problems-to-fix", &[("n", &wrong.to_string())]));
            RailRow { section, label: texts.t(&format!("section-{section}")), right, ink, said }
        };
        let rows: Vec<RailRow> = form.sections().into_iter().map(row).collect();
        let mut rail = std::mem::take(&mut self.rail);
        rail.ui(ui, "section", width, &rows, |ui| self.apply_template_ui(ui, cx, account, form));
        self.rail = rail;
    }

    fn configure_footer_ui(
        &mut self,
        ui: &mut Ui,
        cx: &mut Cx<'_>,
        account: &Account,
        form: &'static Form,
        issues: &[Issue],
    ) {
        let save = Button::secondary("wizard.save-template", cx.t("template-save")).icon(Icon::Layers);
        if save.show(ui).clicked() {
            self.save_template(cx, account, form);
        }
        let shown = issues.iter().filter(|issue| self.form.shows_issue(issue)).count();
        trailing_ui(ui, |ui| {
            let review = Button::primary("wizard.review", cx.t("wizard-review")).trailing(Icon::ArrowRight);
            if review.show(ui).clicked() {
                self.go_to_review(cx, account);
            }
            if Button::secondary("wizard.back", cx.t("back")).show(ui).clicked() {
                self.go_to(Step::Account);
            }
            if shown > 0 {
                let words = cx.tw("problems-to-fix", &[("n", &shown.to_string())]);
                ui.label(RichText::new(words).font(theme::regular(13.0)).color(Tokens::of(ui).warn));
            }
            if let Some(failure) = cx.failure_of(self.create) {
                muted(ui, format::failure_line(cx.texts, failure));
            }
        });
    }
}
