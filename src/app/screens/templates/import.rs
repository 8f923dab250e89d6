//! Taking in a template that somebody handed on: what it is and where it would send data is shown before it is kept.

use crate::app::cx::Cx;
use crate::app::screens::templates::kept::{change, free_name};
use crate::engine::command::Template;
use crate::form::field::Form;
use crate::form::share::{Refusal, Shared, read};
use crate::providers::{self, Provider};
use crate::ui::button::Button;
use crate::ui::input::{Caption, long_text_ui};
use crate::ui::layout::{ends_ui, modal_ui};
use crate::ui::widgets::{Tone, heading, muted, notice_ui};
use egui::{ScrollArea, Ui};

/// Height of the text at most.
const TEXT_HEIGHT: f32 = 180.0;

/// The dialog: a text, and what is in it.
#[derive(Default)]
pub struct Import {
    text: String,
    found: Option<Result<Shared, Refusal>>,
}

impl Import {
    /// Draws it. Returns whether it is over.
    pub fn ui(&mut self, ui: &Ui, cx: &mut Cx<'_>) -> bool {
        let mut over = false;
        let dismissed = modal_ui(ui, "template-import", 520.0, |ui| {
            heading(ui, cx.t("template-import-title"));
            muted(ui, cx.t("template-import-text"));
            ui.add_space(8.0);
            let label = cx.t("template-import-label");
            let caption = Caption { id: "templates.import.text", label: &label, mono: true, ..Caption::default() };
            let scroll = ScrollArea::vertical().max_height(TEXT_HEIGHT);
            if scroll.show(ui, |ui| long_text_ui(ui, &caption, &mut self.text)).inner.changed() {
                let is_empty = self.text.trim().is_empty();
                self.found = (!is_empty).then(|| read(&self.text, |provider| forms(cx, provider)));
            }
            if let Some(Err(refusal)) = &self.found {
                notice_ui(ui, Tone::Bad, &cx.t(refusal.text_key()), "", |_| {});
            }
            let shared = self.found.as_ref().and_then(|found| found.as_ref().ok());
            if let Some(shared) = shared {
                shared_ui(ui, cx, shared);
            }
            ui.add_space(10.0);
            ends_ui(ui, |ui| {
                over = Button::secondary("confirm.cancel", cx.t("cancel")).show(ui).clicked();
                let why = match &self.found {
                    Some(Err(refusal)) => refusal.text_key(),
                    _ => "template-import-first",
                };
                let ok = Button::primary("confirm.ok", cx.t("template-import-ok")).enabled(shared.is_some());
                let ok = ok.because(cx.t(why));
                if let (true, Some(shared)) = (ok.show(ui).clicked(), shared) {
                    keep(cx, shared.clone());
                    over = true;
                }
            });
        });
        over || dismissed
    }
}

/// The provider's forms as its accounts here have them, and the newest one.
pub(super) fn forms(cx: &Cx<'_>, provider: &str) -> Vec<&'static Form> {
    let Some(provider) = providers::by_id(provider) else { return Vec::new() };
    let accounts = cx.state.accounts.iter().filter(|account| account.provider == provider.id());
    let known = accounts.map(|account| provider.instance_form(account.version.as_deref()));
    known.chain([provider.instance_form(None)]).collect()
}

fn shared_ui(ui: &mut Ui, cx: &Cx<'_>, shared: &Shared) {
    let known = providers::by_id(&shared.provider);
    let provider = known.map_or("", Provider::name);
    let count = shared.values.iter().count().to_string();
    ui.add_space(4.0);
    ui.label(cx.tw("template-found", &[("name", &shared.name), ("provider", provider), ("n", &count)]));
    if shared.left_out > 0 {
        muted(ui, cx.tw("template-left-out", &[("n", &shared.left_out.to_string())]));
    }
    if !shared.hosts.is_empty() {
        let texts = known.map_or_else(|| cx.texts.clone(), |known| cx.texts.of(known.id().0));
        let lines: Vec<String> = shared
            .hosts
            .iter()
            .map(|(key, host)| format!("{}: {host}", texts.t(&format!("field-{key}"))))
            .collect();
        notice_ui(ui, Tone::Warn, &cx.t("template-hosts"), &lines.join("\n"), |_| {});
    }
}

fn keep(cx: &mut Cx<'_>, shared: Shared) {
    change(cx, |templates| {
        let name = free_name(templates, &shared.name);
        templates.push(Template { name, provider: shared.provider, values: shared.values });
    });
    cx.toast(cx.t("template-imported"));
}
