//! The request as it will be sent, with every secret masked before it is made.

use crate::app::cx::{Cx, Wish};
use crate::app::screens::new_instance::curl::curl;
use crate::domain::account::Account;
use crate::domain::values::Values;
use crate::providers::http::Request;
use crate::providers::masked_create;
use crate::ui::choices::segments_ui;
use crate::ui::layout::trailing_ui;
use crate::ui::theme::{self, Tokens};
use crate::ui::widgets::{copy_button, muted};
use egui::text::{LayoutJob, TextFormat};
use egui::{Color32, RichText, ScrollArea, Ui};

/// The side panel.
#[derive(Default)]
pub struct Preview {
    curl: bool,
}

impl Preview {
    /// Draws the panel.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, account: &Account, values: &Values) {
        let Ok(request) = masked_create(account, values) else { return };
        ui.horizontal(|ui| {
            let items = [("preview.request", None, cx.t("preview-request")), ("preview.curl", None, "cURL".to_owned())];
            if let Some(at) = segments_ui(ui, &cx.t("preview-as"), &items, usize::from(self.curl)) {
                self.curl = at == 1;
            }
            trailing_ui(ui, |ui| {
                if copy_button(ui, "preview.copy", &cx.t("copy")) {
                    let text = if self.curl { curl(&account.base_url, &request) } else { body_text(&request) };
                    cx.outbox.push(Wish::Copy(text));
                    cx.toast(cx.t("copied"));
                }
            });
        });
        ui.separator();
        ScrollArea::both()
            .auto_shrink([false, true])
            .max_height(ui.available_height() - 60.0)
            .show(ui, |ui| {
                if self.curl {
                    ui.label(RichText::new(curl(&account.base_url, &request)).font(theme::mono(12.0)));
                } else {
                    let job = colored(ui, &request);
                    ui.label(job);
                }
            });
        muted(ui, cx.t("preview-note"));
    }
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
