//! The sandbox: on and off, its phone, its faults.

use crate::app::cx::{Cx, Wish};
use crate::app::format;
use crate::domain::ids::JobId;
use crate::domain::secret::Secret;
use crate::engine::command::Command;
use crate::engine::event::SandboxInfo;
use crate::ui::button::Button;
use crate::ui::choices::{select_ui, toggle_ui};
use crate::ui::icon::Icon;
use crate::ui::input::{Caption, text_ui};
use crate::ui::layout::{header_ui, page_ui};
use crate::ui::widgets::{card_frame, fact_ui, heading, muted};
use egui::Ui;

/// The screen with what was chosen.
pub struct Sandbox {
    job: Option<JobId>,
    provider: String,
    fault: String,
    times: String,
    code: String,
    gateway: String,
}

impl Default for Sandbox {
    fn default() -> Self {
        Self {
            job: None,
            provider: String::new(),
            fault: String::new(),
            times: "1".to_owned(),
            code: String::new(),
            gateway: String::new(),
        }
    }
}

impl Sandbox {
    /// Draws the screen.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        if cx.take_done(&mut self.job).is_some() {
            cx.toast(cx.t("done"));
        }
        header_ui(ui, &cx.t("nav-sandbox"), |_| {});
        page_ui(ui, 620.0, |ui| {
            ui.label(cx.t("sandbox-text"));
            ui.add_space(8.0);
            let mut on = cx.state.sandbox.is_some();
            let label = cx.t("sandbox-on");
            let caption = Caption { id: "sandbox.on", label: &label, ..Caption::default() };
            let busy = self.job.is_some() && cx.is_running(self.job);
            if ui.add_enabled_ui(!busy, |ui| toggle_ui(ui, &caption, &mut on)).inner.changed() {
                self.job = Some(cx.run(if on { Command::StartSandbox } else { Command::StopSandbox }));
            }
            if let Some(failure) = cx.failure_of(self.job) {
                format::failure_ui(ui, cx, "sandbox.failure", failure);
            }
            let Some(info) = &cx.state.sandbox else { return };
            ui.add_space(10.0);
            fact_ui(ui, &cx.t("sandbox-control"), &info.control, true, |ui| {
                if crate::ui::widgets::copy_button(ui, "sandbox.control.copy", &cx.t("copy")) {
                    cx.outbox.push(Wish::Copy(info.control.clone()));
                }
            });
            ui.add_space(10.0);
            self.phone_ui(ui, cx);
            ui.add_space(10.0);
            self.profile_ui(ui, cx, info);
            ui.add_space(10.0);
            self.faults_ui(ui, cx, info);
        });
    }

    fn phone_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        card_frame(ui).show(ui, |ui| {
            ui.set_width(ui.available_width());
            heading(ui, cx.t("sandbox-phone"));
            muted(ui, cx.t("sandbox-phone-text"));
            let label = cx.t("sandbox-code");
            let caption = Caption { id: "sandbox.code", label: &label, mono: true, ..Caption::default() };
            text_ui(ui, &caption, &mut self.code);
            let scan = Button::secondary("sandbox.scan", cx.t("sandbox-scan")).icon(Icon::Smartphone);
            if scan.enabled(!self.code.trim().is_empty()).show(ui).clicked() {
                let code = self.code.trim().to_owned();
                self.job = Some(cx.run(scan_command(code)));
            }
        });
    }

    /// What a gateway is like, for as long as nothing else is chosen.
    fn profile_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, info: &SandboxInfo) {
        card_frame(ui).show(ui, |ui| {
            ui.set_width(ui.available_width());
            heading(ui, cx.t("sandbox-profile"));
            muted(ui, cx.t("sandbox-profile-text"));
            let gateways: Vec<_> = info.gateways.iter().map(|it| (it.name, it.label.to_owned())).collect();
            choose_first(&mut self.gateway, &gateways);
            let label = cx.t("sandbox-gateway");
            let caption = Caption { id: "sandbox.profile.gateway", label: &label, ..Caption::default() };
            select_ui(ui, &caption, &gateways, &mut self.gateway);
            let now = info.gateways.iter().find(|it| it.name == self.gateway).map_or("", |it| it.profile);
            let mut profile = now.to_owned();
            let profiles: Vec<_> = info.profiles.iter().map(|it| (*it, cx.t(&format!("profile-{it}")))).collect();
            let label = cx.t("sandbox-profile-kind");
            let caption = Caption { id: "sandbox.profile.kind", label: &label, ..Caption::default() };
            if select_ui(ui, &caption, &profiles, &mut profile).changed() {
                let gateway = self.gateway.clone();
                self.job = Some(cx.run(Command::SandboxProfile { gateway, profile }));
            }
        });
    }

    fn faults_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, info: &SandboxInfo) {
        card_frame(ui).show(ui, |ui| {
            ui.set_width(ui.available_width());
            heading(ui, cx.t("sandbox-faults"));
            muted(ui, cx.t("sandbox-faults-text"));
            let mut providers: Vec<_> = info.gateways.iter().map(|it| (it.provider, it.provider.to_owned())).collect();
            providers.dedup();
            choose_first(&mut self.provider, &providers);
            let label = cx.t("sandbox-provider");
            let caption = Caption { id: "sandbox.fault.provider", label: &label, ..Caption::default() };
            select_ui(ui, &caption, &providers, &mut self.provider);
            let faults: Vec<_> = info.faults.iter().map(|it| (*it, (*it).to_owned())).collect();
            choose_first(&mut self.fault, &faults);
            let label = cx.t("sandbox-fault");
            let caption = Caption { id: "sandbox.fault.kind", label: &label, ..Caption::default() };
            select_ui(ui, &caption, &faults, &mut self.fault);
            let label = cx.t("sandbox-times");
            let caption = Caption { id: "sandbox.fault.times", label: &label, ..Caption::default() };
            text_ui(ui, &caption, &mut self.times);
            let times = self.times.trim().parse().ok();
            let set = Button::secondary("sandbox.fault.set", cx.t("sandbox-fault-set")).enabled(times.is_some());
            if set.show(ui).clicked() {
                let (provider, fault) = (self.provider.clone(), self.fault.clone());
                let times = times.unwrap_or(1);
                self.job = Some(cx.run(Command::SandboxFault { provider, fault, times }));
            }
        });
    }
}

/// Chooses the first word where none is chosen yet.
fn choose_first(chosen: &mut String, words: &[(&str, String)]) {
    if let (true, Some((first, _))) = (chosen.is_empty(), words.first()) {
        (*first).clone_into(chosen);
    }
}

/// The sandbox's phone, with a number from a range that belongs to nobody.
pub fn scan_command(code: String) -> Command {
    let (phone, name) = ("5511999990101".to_owned(), "Loja Azul 🛍".to_owned());
    Command::SandboxScan { code: Secret::new(code), phone, name }
}
