//! The table of one instance: each field of the old place with what it is at the new one.

use crate::app::cx::Cx;
use crate::app::format;
use crate::app::screens::recreate::Recreate;
use crate::domain::account::Account;
use crate::domain::failure::Failure;
use crate::domain::instance::Instance;
use crate::domain::values::{Value, Values};
use crate::form::counterpart::{Carried, Step, What};
use crate::form::field::{Field, Form, Kind};
use crate::i18n::Texts;
use crate::providers::Told;
use crate::ui::author_id;
use crate::ui::form_view::field_key;
use crate::ui::theme::{self, Tokens};
use crate::ui::value_words::value_words;
use crate::ui::widgets::{Tone, card_frame, heading, muted, notice_ui, wrapped_ui};
use egui::{RichText, Ui};

/// Words and forms of both places.
struct Both<'a> {
    from: &'static Form,
    told: &'a Values,
    from_texts: Texts,
    to_texts: Texts,
}

impl Recreate {
    pub(super) fn mapping_ui(&self, ui: &mut Ui, cx: &mut Cx<'_>, row: &Instance, to: &Account) {
        if let Some(failure) = cx.failure_of(self.read).cloned() {
            format::failure_ui(ui, cx, "recreate.failure", &failure);
            return;
        }
        let from = cx.state.account(row.account);
        let form = from.and_then(|from| format::provider_of(from)?.settings_form(from.version.as_deref()));
        let (Some((_, made)), Some(told), Some(from), Some(form)) = (&self.made, &self.told, from, form) else {
            muted(ui, cx.t(if form.is_none() { "may-not-no-call" } else { "change-reading" }));
            return;
        };
        let both = Both {
            from: form,
            told: &told.values,
            from_texts: cx.texts.of(from.provider.0),
            to_texts: cx.texts.of(to.provider.0),
        };
        notice_ui(ui, Tone::Info, &cx.t("recreate-keeps"), &cx.t("recreate-keeps-text"), |_| {});
        ui.add_space(8.0);
        if self.is_taken {
            notice_ui(ui, Tone::Warn, &cx.t("name-taken"), made.values.text("name"), |_| {});
            ui.add_space(8.0);
        }
        for (what, key) in [
            (What::Carried, "recreate-carried"),
            (What::Asked, "recreate-asked"),
            (What::NoCounterpart, "recreate-lost"),
        ] {
            group_ui(ui, cx, made, &both, what, key);
        }
        unread_ui(ui, cx, &both, told);
        untold_ui(ui, cx, &both, told);
        let cost = cx.t(&format!("cost-{}", to.provider));
        notice_ui(ui, Tone::Info, &cx.t("cost-title"), &cost, |_| {});
    }
}

/// What could not be read may be set there, and does not go along.
fn unread_ui(ui: &mut Ui, cx: &Cx<'_>, both: &Both<'_>, told: &Told) {
    let Some(why) = told.unread() else { return };
    let is_it = |(_, other): &&(&'static str, Failure)| other.kind == why.kind;
    let sections = told.closed.iter().filter(is_it);
    let names: Vec<String> = sections.map(|(section, _)| both.from_texts.t(&format!("section-{section}"))).collect();
    let title = cx.tw("recreate-unread", &[("sections", &names.join(", "))]);
    notice_ui(ui, Tone::Warn, &title, &format::failure_line(cx.texts, why), |_| {});
    ui.add_space(8.0);
}

/// What the old gateway does not tell may be set there, and does not go along.
fn untold_ui(ui: &mut Ui, cx: &Cx<'_>, both: &Both<'_>, told: &Told) {
    let is_untold = |field: &&'static Field| {
        !field.is_secret() && told.values.get(field.key).is_none() && told.why_closed(field.section).is_none()
    };
    let fields = both.from.visible(both.told).filter(is_untold);
    let names: Vec<String> = fields.map(|field| both.from_texts.t(&field_key(None, field.key))).collect();
    if !names.is_empty() {
        notice_ui(ui, Tone::Warn, &cx.t("recreate-untold"), &names.join(", "), |_| {});
        ui.add_space(8.0);
    }
}

/// Those of which the same becomes; what is carried in part, or refused, stands with what is carried.
fn group_ui(ui: &mut Ui, cx: &Cx<'_>, made: &Carried, both: &Both<'_>, what: What, key: &str) {
    let is_here = |step: &&Step| match step.what {
        What::InPart | What::Refused(_) => what == What::Carried,
        other => other == what,
    };
    let steps: Vec<&Step> = made.steps.iter().filter(is_here).collect();
    if steps.is_empty() && what != What::Carried {
        return;
    }
    card_frame(ui).show(ui, |ui| {
        ui.set_width(ui.available_width());
        heading(ui, cx.t(key));
        ui.add_space(4.0);
        if steps.is_empty() {
            muted(ui, cx.t("recreate-nothing"));
        }
        for step in steps {
            step_ui(ui, cx, both, step);
        }
    });
    ui.add_space(8.0);
}

/// A field with its value at the left, what it is there at the right.
fn step_ui(ui: &mut Ui, cx: &Cx<'_>, both: &Both<'_>, step: &Step) {
    let Some(field) = both.from.field(step.from) else { return };
    let tokens = Tokens::of(ui);
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 12.0;
        let half = (ui.available_width() - 12.0) * 0.55;
        ui.allocate_ui_with_layout(egui::vec2(half, 0.0), egui::Layout::top_down(egui::Align::Min), |ui| {
            ui.set_width(half);
            ui.spacing_mut().item_spacing.y = 2.0;
            let title = both.from_texts.t(&field_key(None, field.key));
            let shown = ui.label(RichText::new(title).font(theme::medium(13.5)));
            author_id(ui, &shown, &format!("recreate.field.{}", field.key));
            let words = words(both, field);
            if !words.is_empty() {
                let font = if field.mono { theme::mono(12.0) } else { theme::regular(13.0) };
                ui.label(RichText::new(words).font(font).color(tokens.muted));
            }
        });
        let names: Vec<String> = step.to.iter().map(|key| both.to_texts.t(&field_key(None, key))).collect();
        let (text, ink) = match step.what {
            What::Carried => (format!("→ {}", names.join(", ")), tokens.text),
            // It decides which addresses are set, and has no field of its own there.
            What::InPart if names.is_empty() => (format!("→ {}", cx.t("recreate-in-part")), tokens.warn),
            What::InPart => (format!("→ {} ({})", names.join(", "), cx.t("recreate-in-part")), tokens.warn),
            What::Asked => (cx.tw("recreate-type", &[("field", &names.join(", "))]), tokens.warn),
            What::NoCounterpart => (cx.t("recreate-none"), tokens.muted),
            What::Refused(problem) => (format!("→ {}: {}", names.join(", "), cx.t(problem.text_key())), tokens.bad),
        };
        let room = ui.available_width();
        wrapped_ui(ui, room, RichText::new(text).font(theme::regular(13.0)).color(ink));
    });
    ui.add_space(6.0);
}

/// What stands in the field; of a list of groups what each is known by.
fn words(both: &Both<'_>, field: &Field) -> String {
    let masked = both.told.masked();
    match (field.kind, masked.get(field.key)) {
        (Kind::Groups(form), Some(Value::Groups(items))) => {
            let first = |item: &Values| form.fields.first().map(|first| value_words(&both.from_texts, first, item));
            items.iter().filter_map(first).collect::<Vec<_>>().join("\n")
        }
        _ => value_words(&both.from_texts, field, &masked),
    }
}
