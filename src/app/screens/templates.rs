//! Create forms kept for later, without secrets: use one, or delete it.

use crate::app::cx::{Cx, Wish};
use crate::app::route::Route;
use crate::app::show;
use crate::domain::account::Account;
use crate::domain::values::Values;
use crate::engine::command::{Command, Draft, Template};
use crate::providers::{self, Provider};
use crate::ui::button::Button;
use crate::ui::icon::Icon;
use crate::ui::layout::header_ui;
use crate::ui::pieces::{card_frame, empty_ui, muted, tile_ui};
use crate::ui::theme;
use egui::{Frame, Margin, RichText, ScrollArea, Ui};

/// The screen.
#[derive(Default)]
pub struct Templates {}

/// Keeps what is typed as a template, named after the instance; the same name is replaced.
pub fn save(cx: &mut Cx<'_>, account: &Account, values: &Values) {
    let typed = values.text("name");
    let name = if typed.is_empty() { show::account_name(account) } else { typed.to_owned() };
    let mut templates = cx.state.templates.clone();
    templates.retain(|template| template.name != name);
    let provider = account.provider.0.to_owned();
    templates.push(Template { name, provider, values: values.without_secrets() });
    cx.outbox.push(Wish::Do(Command::SaveTemplates { templates }));
    cx.toast(cx.t("template-saved"));
}

impl Templates {
    /// Draws the screen.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        header_ui(ui, &cx.t("nav-templates"), |_| {});
        if cx.state.templates.is_empty() {
            ui.add_space(80.0);
            empty_ui(ui, Icon::Layers, &cx.t("template-none"), &cx.t("template-none-text"), |_| {});
            return;
        }
        let templates = cx.state.templates.clone();
        ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
            Frame::new().inner_margin(Margin::symmetric(22, 18)).show(ui, |ui| {
                ui.set_max_width(ui.available_width().min(640.0));
                for (at, template) in templates.iter().enumerate() {
                    template_ui(ui, cx, &templates, at, template);
                }
            });
        });
    }
}

fn template_ui(ui: &mut Ui, cx: &mut Cx<'_>, all: &[Template], at: usize, template: &Template) {
    let account = cx
        .state
        .accounts
        .iter()
        .find(|account| account.provider.0 == template.provider)
        .map(|account| account.id);
    card_frame(ui).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.horizontal(|ui| {
            let initial = providers::by_id(&template.provider).map_or('?', Provider::initial);
            tile_ui(ui, &template.provider, initial);
            ui.label(RichText::new(&template.name).font(theme::semibold(14.5)));
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                let id = format!("template.{}.delete", template.name);
                if Button::icon_only(&id, Icon::Trash, cx.t("remove")).show(ui).clicked() {
                    let mut templates = all.to_vec();
                    templates.remove(at);
                    cx.outbox.push(Wish::Do(Command::SaveTemplates { templates }));
                }
                let id = format!("template.{}.use", template.name);
                let apply = Button::secondary(&id, cx.t("template-use")).enabled(account.is_some());
                let pressed = apply.because(cx.t("template-no-account")).show(ui).clicked();
                if let (true, Some(account)) = (pressed, account) {
                    let draft = Some(Draft { account, values: template.values.clone() });
                    cx.outbox.push(Wish::Do(Command::SaveDraft { draft }));
                    cx.go(Route::NewInstance);
                }
            });
        });
        let form = providers::by_id(&template.provider).map(|provider| provider.instance_form(None));
        let set = form.map_or(0, |form| form.visible(&template.values).filter(|f| f.is_set(&template.values)).count());
        muted(ui, cx.tw("n-set", &[("n", &set.to_string())]));
    });
    ui.add_space(4.0);
}
