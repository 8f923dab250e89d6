//! The sandbox: on and off, its phone, its faults.

use crate::app::cx::{Cx, Wish};
use crate::app::show;
use crate::domain::ids::JobId;
use crate::domain::secret::Secret;
use crate::engine::command::Command;
use crate::ui::button::Button;
use crate::ui::choose::{select_ui, toggle_ui};
use crate::ui::icon::Icon;
use crate::ui::input::{Caption, text_ui};
use crate::ui::layout::header_ui;
use crate::ui::pieces::{card_frame, fact_ui, heading, muted};
use egui::{Frame, Margin, ScrollArea, Ui};

/// Providers that can be made to misbehave.
const PROVIDERS: &[&str] = &["evolution", "zapi", "enviaai"];
/// What they can do; the last one ends it.
const FAULTS: &[&str] = &[
    "answer-lost",
    "answer-lost-before",
    "late-commit",
    "slow",
    "401",
    "403",
    "405",
    "429",
    "500",
    "500-after-commit",
    "html",
    "empty",
    "garbage",
    "count-0",
    "passkey",
    "qr-limit",
    "none",
];

/// The gateways, by the names that the sandbox has for them.
const GATEWAYS: &[(&str, &str)] = &[
    ("zapi", "Z-API"),
    ("evolution-1.8", "Evolution API 1.8"),
    ("evolution-2.3", "Evolution API 2.3"),
    ("enviaai", "EnviaAI"),
];
/// What each of them can be like: texts, and after their first word the sandbox's names.
pub const PROFILES: &[&str] = &[
    "profile-usual",
    "profile-list-lags",
    "profile-slow-lists",
    "profile-small-pages",
    "profile-big-total",
    "profile-no-ids",
    "profile-number-ids",
    "profile-one-id",
    "profile-names-lower",
    "profile-names-plain",
    "profile-names-apart",
    "profile-names-spaces",
    "profile-names-entities",
    "profile-names-cut",
    "profile-namesake",
    "profile-name-taken-over",
    "profile-half-made",
    "profile-open-without-owner",
    "profile-restart-flaps",
    "profile-number-ignored",
    "profile-device-removed",
    "profile-frozen",
    "profile-platform-404",
    "profile-password-wall",
    "profile-redirect",
    "profile-shield",
];

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
            provider: PROVIDERS[0].to_owned(),
            fault: FAULTS[0].to_owned(),
            times: "1".to_owned(),
            code: String::new(),
            gateway: GATEWAYS[0].0.to_owned(),
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
        ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
            Frame::new().inner_margin(Margin::symmetric(22, 18)).show(ui, |ui| {
                ui.set_max_width(ui.available_width().min(620.0));
                ui.label(cx.t("sandbox-text"));
                ui.add_space(8.0);
                let mut on = cx.state.sandbox.is_some();
                let label = cx.t("sandbox-on");
                let caption = Caption { id: "sandbox.on", label: &label, ..Caption::default() };
                let busy = self.job.is_some() && cx.is_running(self.job);
                if ui.add_enabled_ui(!busy, |ui| toggle_ui(ui, &caption, &mut on)).inner.changed() {
                    self.job = Some(
                        cx.run(|job| if on { Command::StartSandbox { job } } else { Command::StopSandbox { job } }),
                    );
                }
                if let Some(failure) = cx.failure_of(self.job).cloned() {
                    show::failure_ui(ui, cx, "sandbox.failure", &failure);
                }
                let Some(info) = cx.state.sandbox.clone() else { return };
                ui.add_space(10.0);
                fact_ui(ui, &cx.t("sandbox-control"), &info.control, true, |ui| {
                    if crate::ui::pieces::copy_button(ui, "sandbox.control.copy", &cx.t("copy")) {
                        cx.outbox.push(Wish::Copy(info.control.clone()));
                    }
                });
                ui.add_space(10.0);
                self.phone_ui(ui, cx);
                ui.add_space(10.0);
                self.profile_ui(ui, cx, &info.profiles);
                ui.add_space(10.0);
                self.faults_ui(ui, cx);
            });
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
                self.job = Some(cx.run(|job| scan_command(job, code)));
            }
        });
    }

    /// What a gateway is like, for as long as nothing else is chosen.
    fn profile_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, now: &[(String, String)]) {
        card_frame(ui).show(ui, |ui| {
            ui.set_width(ui.available_width());
            heading(ui, cx.t("sandbox-profile"));
            muted(ui, cx.t("sandbox-profile-text"));
            let gateways: Vec<_> = GATEWAYS.iter().map(|(name, title)| (*name, (*title).to_owned())).collect();
            let label = cx.t("sandbox-gateway");
            let caption = Caption { id: "sandbox.profile.gateway", label: &label, ..Caption::default() };
            select_ui(ui, &caption, &gateways, &mut self.gateway);
            let chosen = now.iter().find(|(gateway, _)| *gateway == self.gateway).map(|(_, profile)| profile.clone());
            let mut chosen = chosen.unwrap_or_default();
            let profiles: Vec<_> = PROFILES.iter().map(|key| (profile_name(key), cx.t(key))).collect();
            let label = cx.t("sandbox-profile-kind");
            let caption = Caption { id: "sandbox.profile.kind", label: &label, ..Caption::default() };
            if select_ui(ui, &caption, &profiles, &mut chosen) {
                let gateway = self.gateway.clone();
                self.job = Some(cx.run(|job| Command::SandboxProfile { job, gateway, profile: chosen }));
            }
        });
    }

    fn faults_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        card_frame(ui).show(ui, |ui| {
            ui.set_width(ui.available_width());
            heading(ui, cx.t("sandbox-faults"));
            muted(ui, cx.t("sandbox-faults-text"));
            let words = |list: &[&'static str]| list.iter().map(|word| (*word, (*word).to_owned())).collect::<Vec<_>>();
            let label = cx.t("sandbox-provider");
            let caption = Caption { id: "sandbox.fault.provider", label: &label, ..Caption::default() };
            select_ui(ui, &caption, &words(PROVIDERS), &mut self.provider);
            let label = cx.t("sandbox-fault");
            let caption = Caption { id: "sandbox.fault.kind", label: &label, ..Caption::default() };
            select_ui(ui, &caption, &words(FAULTS), &mut self.fault);
            let label = cx.t("sandbox-times");
            let caption = Caption { id: "sandbox.fault.times", label: &label, ..Caption::default() };
            text_ui(ui, &caption, &mut self.times);
            let times = self.times.trim().parse().ok();
            let set = Button::secondary("sandbox.fault.set", cx.t("sandbox-fault-set")).enabled(times.is_some());
            if set.show(ui).clicked() {
                let (provider, fault) = (self.provider.clone(), self.fault.clone());
                let times = times.unwrap_or(1);
                self.job = Some(cx.run(|job| Command::SandboxFault { job, provider, fault, times }));
            }
        });
    }
}

/// The sandbox's name for what a text says.
#[must_use]
pub fn profile_name(key: &'static str) -> &'static str {
    key.strip_prefix("profile-").unwrap_or(key)
}

/// The sandbox's phone, with a number from a range that belongs to nobody.
pub fn scan_command(job: JobId, code: String) -> Command {
    let (phone, name) = ("5511999990101".to_owned(), "Loja Azul 🛍".to_owned());
    Command::SandboxScan { job, code: Secret::new(code), phone, name }
}
