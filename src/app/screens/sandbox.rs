//! The sandbox: on and off, its phone, its faults.

use crate::app::cx::{Cx, Wish};
use crate::app::format;
use crate::domain::ids::{InstanceId, JobId};
use crate::domain::instance::Instance;
use crate::domain::secret::Secret;
use crate::engine::command::Command;
use crate::engine::event::SandboxInfo;
use crate::ui::button::Button;
use crate::ui::choices::{select_ui, toggle_ui};
use crate::ui::icon::Icon;
use crate::ui::input::{Caption, text_ui};
use crate::ui::layout::{header_ui, page_ui};
use crate::ui::widgets::{card_frame, fact_ui, heading, muted, paragraph};
use egui::Ui;
use std::sync::Arc;

/// The screen with what was chosen.
pub struct Sandbox {
    job: Option<JobId>,
    /// At which gateway something goes wrong.
    faulty: String,
    fault: String,
    times: String,
    /// Whose code the phone scans.
    instance: String,
    gateway: String,
    /// In which state of the rows the phone's instances were looked up.
    waiting: (Option<u64>, Vec<(String, String)>),
}

impl Default for Sandbox {
    fn default() -> Self {
        Self {
            job: None,
            faulty: String::new(),
            fault: String::new(),
            times: "1".to_owned(),
            instance: String::new(),
            gateway: String::new(),
            waiting: (None, Vec::new()),
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
            paragraph(ui, &cx.t("sandbox-text"));
            muted(ui, cx.t("sandbox-ends"));
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
            let control = cx.t("sandbox-control");
            fact_ui(ui, &control, &info.control, true, |ui| {
                let name = cx.tw("copy-of", &[("what", &control)]);
                if crate::ui::widgets::copy_button(ui, "sandbox.control.copy", &name) {
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

    /// The phone scans whatever code the chosen instance shows.
    fn phone_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        card_frame(ui).show(ui, |ui| {
            ui.set_width(ui.available_width());
            heading(ui, cx.t("sandbox-phone"));
            let waiting = self.waiting(cx);
            if waiting.is_empty() {
                muted(ui, cx.t("sandbox-phone-nothing"));
                return;
            }
            muted(ui, cx.t("sandbox-phone-text"));
            let choices: Vec<(&str, String)> = waiting.iter().map(|(id, name)| (id.as_str(), name.clone())).collect();
            if !choices.iter().any(|(id, _)| *id == self.instance) {
                self.instance.clear();
            }
            choose_first(&mut self.instance, &choices);
            let label = cx.t("sandbox-instance");
            let caption = Caption { id: "sandbox.instance", label: &label, ..Caption::default() };
            select_ui(ui, &caption, &choices, &mut self.instance);
            let scan = Button::secondary("sandbox.scan", cx.t("sandbox-scan")).icon(Icon::Smartphone);
            let chosen = InstanceId::parse(&self.instance);
            if let (true, Some(instance)) = (scan.enabled(chosen.is_some()).show(ui).clicked(), chosen) {
                let (phone, name) = owner();
                self.job = Some(cx.run(Command::SandboxScanOf { instance, phone, name }));
            }
        });
    }

    /// Instances of the sandbox that no phone is linked to, by id, with what they are called. Looked up when rows changed.
    fn waiting(&mut self, cx: &Cx<'_>) -> Vec<(String, String)> {
        if self.waiting.0 != Some(cx.state.rows_version) {
            let of = |row: &Arc<Instance>| cx.state.account(row.account).filter(|account| account.sandbox);
            let open = cx.state.instances.iter().filter(|row| !row.state.is_linked());
            let mut waiting: Vec<(String, String)> = open
                .filter_map(|row| Some((row.id.to_string(), format!("{} · {}", row.name, of(row)?.label))))
                .collect();
            waiting.sort_by(|one, other| one.1.cmp(&other.1));
            self.waiting = (Some(cx.state.rows_version), waiting);
        }
        self.waiting.1.clone()
    }

    /// What a gateway is like, for as long as nothing else is chosen.
    fn profile_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, info: &SandboxInfo) {
        card_frame(ui).show(ui, |ui| {
            ui.set_width(ui.available_width());
            heading(ui, cx.t("sandbox-profile"));
            muted(ui, cx.t("sandbox-profile-text"));
            let gateways: Vec<_> = info.gateways.iter().map(|it| (it.name, it.label.to_owned())).collect();
            choose_first(&mut self.gateway, &gateways);
            let (label, within) = (cx.t("sandbox-gateway"), cx.t("sandbox-profile"));
            let caption =
                Caption { id: "sandbox.profile.gateway", label: &label, within: &within, ..Caption::default() };
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
            let gateways: Vec<_> = info.gateways.iter().map(|it| (it.name, it.label.to_owned())).collect();
            choose_first(&mut self.faulty, &gateways);
            let (label, within) = (cx.t("sandbox-gateway"), cx.t("sandbox-faults"));
            let caption =
                Caption { id: "sandbox.fault.provider", label: &label, within: &within, ..Caption::default() };
            select_ui(ui, &caption, &gateways, &mut self.faulty);
            let faults: Vec<_> = info.faults.iter().map(|it| (*it, cx.t(&format!("fault-{it}")))).collect();
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
                let (provider, fault) = (self.faulty.clone(), self.fault.clone());
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
    let (phone, name) = owner();
    Command::SandboxScan { code: Secret::new(code), phone, name }
}

/// Its number and profile.
fn owner() -> (String, String) {
    ("5511999990101".to_owned(), "Loja Azul 🛍".to_owned())
}
