//! What is known of an instance: each fact whole, only ids are cut, in their middle.

use super::{Detail, known};
use crate::app::actions::ActedOn;
use crate::app::cx::{Cx, Wish};
use crate::app::deed::{Copied, Deed};
use crate::app::format;
use crate::domain::ids::{InstanceId, JobId};
use crate::domain::instance::Instance;
use crate::domain::link::Links;
use crate::domain::phone::Phone;
use crate::engine::command::{Command, Owner};
use crate::engine::event::VaultState;
use crate::ui::button::{Button, SMALL};
use crate::ui::icon::Icon;
use crate::ui::layout::trailing_ui;
use crate::ui::theme::{self, Tokens};
use crate::ui::widgets::copy_button;
use egui::text::LayoutJob;
use egui::{Color32, FontId, Label, RichText, Ui, Vec2};

/// Height of a fact in one line.
const LINE: f32 = 27.0;
/// Room for the names of facts, at least and at most.
const NAMES: std::ops::RangeInclusive<f32> = 70.0..=112.0;

/// Between the longest name of a fact and the values, besides.
const AFTER_NAME: f32 = 5.0;
/// Between the name of a fact and its value.
pub(super) const BEHIND: f32 = 2.0;

/// How a value is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    /// Letters of one width.
    Mono,
    /// The same, cut in its middle where there is no room.
    Id,
}

/// A fact: its name, its value, and how many buttons stand behind it.
struct Fact<'a> {
    name: &'a str,
    value: &'a str,
    kind: Kind,
    buttons: usize,
}

impl Detail {
    pub(super) fn facts_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, subject: &ActedOn<'_>) {
        let instance = subject.row;
        let names = names(ui, cx, instance);
        ui.spacing_mut().item_spacing.y = 0.0;
        let name = cx.t("fact-instance");
        Fact { name: &name, value: instance.id_there(), kind: Kind::Id, buttons: 1 }.show(ui, names, |ui| {
            if copy_button(ui, "detail.id.copy", &cx.t("copy-id")) {
                self.act(cx, instance, Deed::Copy(Copied::Id));
            }
        });
        if subject.can.instance_token {
            self.token_ui(ui, cx, instance, names);
        }
        if let Some(digits) = instance.phone.as_deref() {
            self.phone_ui(ui, cx, (instance, digits), names);
        }
        for (key, value) in plain_facts(cx, instance) {
            let kind = if value.contains("://") { Kind::Mono } else { Kind::Text };
            Fact { name: &cx.t(key), value: &value, kind, buttons: 0 }.show(ui, names, |_| {});
        }
        ui.spacing_mut().item_spacing.y = 8.0;
    }

    /// Masked, it is shown whole as long as its panel is open, by a button of its own.
    fn phone_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, (instance, digits): (&Instance, &str), names: f32) {
        let is_masked = cx.state.settings.mask_phones;
        let is_open = is_masked && self.phone == Some(instance.id);
        let value = if is_open { Phone::write(digits) } else { format::phone(cx, digits) };
        let buttons = if is_masked { 2 } else { 1 };
        Fact { name: &cx.t("fact-phone"), value: &value, kind: Kind::Mono, buttons }.show(ui, names, |ui| {
            if copy_button(ui, "detail.phone.copy", &cx.t("copy-phone")) {
                self.act(cx, instance, Deed::Copy(Copied::Phone));
            }
            let (icon, name) = if is_open { (Icon::EyeOff, "phone-mask") } else { (Icon::Eye, "phone-show") };
            let reveal = || Button::icon_only("detail.phone.reveal", icon, cx.t(name)).small();
            if is_masked && reveal().show(ui).clicked() {
                self.phone = (!is_open).then_some(instance.id);
            }
        });
    }

    fn token_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, instance: &Instance, names: f32) {
        let owner = Owner::Instance(instance.id);
        let ours = |asked: Option<(InstanceId, JobId)>| asked.filter(|(id, _)| *id == instance.id).map(|(_, job)| job);
        let (reveal, copy) = (ours(self.reveal), ours(self.copy));
        let shown = reveal.and_then(|job| cx.state.revealed_by(job)).map(|open| open.secret.expose().to_owned());
        let open = shown.is_some();
        let masked = instance.token_hint.clone().unwrap_or_else(|| crate::domain::secret::MASK.to_owned());
        let kept = instance.vault_key.is_some();
        let value = if kept { shown.unwrap_or(masked) } else { cx.t("token-not-here") };
        let (kind, buttons) = if kept { (Kind::Mono, 2) } else { (Kind::Text, 0) };
        Fact { name: &cx.t("fact-token"), value: &value, kind, buttons }.show(ui, names, |ui| {
            if !kept {
                return;
            }
            if copy_button(ui, "detail.token.copy", &cx.t("copy-token")) {
                self.act(cx, instance, Deed::Copy(Copied::Token));
            }
            let (icon, name) = if open { (Icon::EyeOff, "hide-token") } else { (Icon::Eye, "show-token") };
            if Button::icon_only("detail.token.reveal", icon, cx.t(name)).small().show(ui).clicked() {
                if open {
                    cx.outbox.push(Wish::Conceal);
                } else {
                    let job = cx.run(Command::Reveal { owner, key: "token".to_owned() });
                    self.reveal = Some((instance.id, job));
                }
            }
        });
        for (id, job) in [("detail.token.reveal", reveal), ("detail.token.copy", copy)] {
            if let Some(failure) = cx.failure_of(job) {
                format::failure_ui(ui, cx, &format!("{id}.failure"), failure);
            } else if cx.state.vault == VaultState::Waiting {
                ui.horizontal(|ui| format::working_ui(ui, cx, id, job));
            }
        }
    }
}

/// Room for the longest name that is shown.
pub(super) fn names(ui: &Ui, cx: &Cx<'_>, instance: &Instance) -> f32 {
    let shown = ["fact-instance", "fact-token", "fact-phone", "fact-profile", "fact-created", "fact-checked", "tags"];
    let keys = shown.into_iter().chain(instance.facts.iter().map(|(key, _)| key.as_str()));
    let widths = keys.map(|key| width(ui, cx.t(key), theme::regular(13.0)) + AFTER_NAME);
    widths.fold(*NAMES.start(), f32::max).min(*NAMES.end())
}

/// The keys of the names of facts that are only read, and their values.
fn plain_facts<'a>(cx: &Cx<'_>, instance: &'a Instance) -> Vec<(&'a str, String)> {
    let mut facts: Vec<(&str, String)> = Vec::new();
    facts.extend(instance.profile.as_ref().map(|profile| ("fact-profile", profile.clone())));
    facts.extend(instance.facts.iter().map(|(key, value)| (key.as_str(), format::fact(cx, key, value))));
    facts.extend(plan(cx, instance).map(|plan| ("column-plan", plan)));
    facts.extend(instance.created_at.map(|at| ("fact-created", format::moment(cx, at))));
    // Where the sources are known, each has its own time below.
    if instance.links == Links::default() {
        facts.push(("fact-checked", format::ago(cx, "checked", known::checked_at(cx, instance))));
    }
    facts
}

/// The plan in words, with its end.
fn plan(cx: &Cx<'_>, instance: &Instance) -> Option<String> {
    instance.plan.word.as_ref()?;
    let (words, _) = format::plan(cx, instance);
    let Some(due) = instance.plan.due else { return Some(words) };
    Some(format!("{words} · {}", cx.tw("plan-until", &[("date", &format::moment(cx, due))])))
}

fn width(ui: &Ui, text: String, font: FontId) -> f32 {
    ui.painter().layout_no_wrap(text, font, Color32::PLACEHOLDER).size().x
}

impl Fact<'_> {
    /// In one line where there is room; otherwise the value has lines of its own, below its name.
    fn show(&self, ui: &mut Ui, names: f32, buttons: impl FnOnce(&mut Ui)) {
        let end = self.buttons as f32 * (SMALL + 2.0);
        let room = ui.available_width() - names - end;
        let fits_in = |font: &FontId| width(ui, self.value.to_owned(), font.clone()) <= room;
        let font = match self.kind {
            Kind::Text => theme::regular(13.0),
            // A whole number is worth more than half a point of its letters.
            Kind::Mono if !fits_in(&theme::mono(12.5)) && fits_in(&theme::mono(12.0)) => theme::mono(12.0),
            Kind::Mono | Kind::Id => theme::mono(12.5),
        };
        let fits = fits_in(&font);
        let shown =
            if self.kind == Kind::Id && !fits { cut(ui, self.value, room, &font) } else { self.value.to_owned() };
        let in_line = fits || self.kind == Kind::Id;
        ui.horizontal(|ui| {
            ui.set_min_height(LINE);
            ui.spacing_mut().item_spacing.x = BEHIND;
            let width = if in_line { names } else { ui.available_width() - end - 4.0 };
            let layout = egui::Layout::left_to_right(egui::Align::Center);
            ui.allocate_ui_with_layout(Vec2::new(width, LINE), layout, |ui| {
                ui.set_min_width(width);
                let text = RichText::new(self.name).font(theme::regular(13.0)).color(Tokens::of(ui).muted);
                ui.add(Label::new(text).truncate());
            });
            if in_line {
                let label = ui.label(RichText::new(&shown).font(font.clone()));
                if shown != self.value {
                    label.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, self.value));
                    label.on_hover_text(self.value);
                }
            }
            trailing_ui(ui, buttons);
        });
        if !in_line {
            let mut job = LayoutJob::simple(self.value.to_owned(), font, Tokens::of(ui).text, ui.available_width());
            job.wrap.break_anywhere = self.kind == Kind::Mono;
            ui.label(job);
            ui.add_space(6.0);
        }
    }
}

/// As much of an id as there is room for, from both of its ends.
fn cut(ui: &Ui, id: &str, room: f32, font: &FontId) -> String {
    let letters: Vec<char> = id.chars().collect();
    let fit = (room / width(ui, "0".to_owned(), font.clone())).floor().max(5.0) as usize;
    if letters.len() <= fit {
        return id.to_owned();
    }
    let first = (fit - 1) - (fit - 1) / 2;
    let end = letters.len() - (fit - 1) / 2;
    letters[..first].iter().chain(&['…']).chain(&letters[end..]).collect()
}
