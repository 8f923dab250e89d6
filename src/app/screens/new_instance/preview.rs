//! The request as it will be sent, with every secret masked before it is made.

use crate::app::cx::{Cx, Wish};
use crate::app::screens::new_instance::curl::curl;
use crate::domain::account::Account;
use crate::domain::values::Values;
use crate::form::field::{Field, Form};
use crate::providers::http::Request;
use crate::providers::{masked_create, quirks};
use crate::ui::choices::segments_ui;
use crate::ui::form_view::field_key;
use crate::ui::layout::trailing_ui;
use crate::ui::theme::{self, Tokens};
use crate::ui::widgets::{copy_button, muted};
use egui::text::{LayoutJob, TextFormat};
use egui::{Color32, RichText, ScrollArea, Ui};

/// What is kept free for the note below the requests.
const NOTE_HEIGHT: f32 = 110.0;

/// The side panel.
#[derive(Default)]
pub struct Preview {
    curl: bool,
}

impl Preview {
    /// Draws the panel: the request that creates an instance.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, account: &Account, form: &Form, values: &Values) {
        let Ok(request) = masked_create(account, values) else { return };
        self.requests_ui(ui, cx, account, &[request], note(cx, account, form, values));
    }

    /// These requests, and what is to be said of them.
    pub fn requests_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, account: &Account, requests: &[Request], note: String) {
        let commands = || {
            let commands = requests.iter().map(|request| curl(&account.base_url, request));
            commands.collect::<Vec<_>>().join("\n\n")
        };
        ui.horizontal(|ui| {
            let items = [("preview.request", None, cx.t("preview-request")), ("preview.curl", None, "cURL".to_owned())];
            if let Some(at) = segments_ui(ui, &cx.t("preview-as"), &items, usize::from(self.curl)) {
                self.curl = at == 1;
            }
            trailing_ui(ui, |ui| {
                let what = if self.curl { "cURL".to_owned() } else { cx.t("preview-request") };
                if copy_button(ui, "preview.copy", &cx.tw("copy-of", &[("what", &what)])) {
                    let bodies = || requests.iter().map(body_text).collect::<Vec<_>>().join("\n");
                    cx.outbox.push(Wish::Copy(if self.curl { commands() } else { bodies() }));
                    cx.toast(cx.t("copied"));
                }
            });
        });
        ui.separator();
        // Long lines wrap: a second scroll bar would come and go with the first.
        ScrollArea::vertical()
            .auto_shrink([false, true])
            .max_height(ui.available_height() - NOTE_HEIGHT)
            .show(ui, |ui| {
                if self.curl {
                    ui.label(RichText::new(commands()).font(theme::mono(12.0)));
                    return;
                }
                for request in requests {
                    let job = colored(ui, request);
                    ui.label(job);
                }
            });
        muted(ui, note);
    }
}

/// Why this is sent: what was set, and what this gateway wants in any case.
fn note(cx: &Cx<'_>, account: &Account, form: &Form, values: &Values) -> String {
    let texts = cx.texts.of(account.provider.0);
    let makes_token = quirks(account).chooses_token;
    let is_wanted = |field: &&'static Field| {
        let is_made = makes_token && field.key == "token";
        (field.always || is_made) && !field.is_set(values) && !field.pointer.is_empty()
    };
    let wanted = form.visible(values).filter(is_wanted).map(|field| texts.t(&field_key(None, field.key)));
    let wanted: Vec<String> = wanted.collect();
    if wanted.is_empty() {
        return cx.t("preview-note");
    }
    cx.tw("preview-note-always", &[("fields", &wanted.join(", "))])
}

fn body_text(request: &Request) -> String {
    request
        .body
        .as_ref()
        .and_then(|body| serde_json::to_string_pretty(body).ok())
        .unwrap_or_default()
}

fn colored(ui: &Ui, request: &Request) -> LayoutJob {
    let tokens = Tokens::of(ui);
    let mut job = LayoutJob::default();
    let mut add = |text: &str, color: Color32| {
        let format = TextFormat { font_id: theme::mono(12.0), color, line_height: Some(19.0), ..TextFormat::default() };
        job.append(text, 0.0, format);
    };
    add(request.method.word(), tokens.warn);
    add(&format!(" {}\n", request.path), tokens.text);
    for (name, value) in &request.headers {
        add(&format!("{name}: {}\n", value.expose()), tokens.muted);
    }
    add("content-type: application/json\n\n", tokens.muted);
    for line in body_text(request).lines() {
        match line.split_once("\": ") {
            Some((key, value)) => {
                add(&format!("{key}\""), tokens.info);
                add(": ", tokens.text);
                add(value, if value.starts_with('"') { tokens.accent } else { tokens.text });
            }
            None => add(line, if line.trim_start().starts_with('"') { tokens.accent } else { tokens.text }),
        }
        add("\n", tokens.text);
    }
    job
}
