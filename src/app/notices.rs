//! What a person has to be told about the data folder, above every screen until they have seen it.

use crate::app::cx::{Cx, Wish};
use crate::domain::notice::{Notice, NoticeKind};
use crate::engine::command::Command;
use crate::ui::button::Button;
use crate::ui::theme::Tokens;
use crate::ui::widgets::{Tone, notice_ui};
use egui::{Frame, Margin, Ui};

/// Draws them, the newest last.
pub fn notices_ui(ui: &mut Ui, cx: &mut Cx<'_>) {
    for notice in &cx.state.notices {
        let frame = Frame::new().fill(Tokens::of(ui).bg);
        let frame = frame.inner_margin(Margin { left: 22, right: 22, top: 12, bottom: 0 });
        frame.show(ui, |ui| one_ui(ui, cx, notice));
    }
}

fn one_ui(ui: &mut Ui, cx: &mut Cx<'_>, notice: &Notice) {
    let key = notice.kind.key();
    let tone = if notice.kind == NoticeKind::Lost { Tone::Bad } else { Tone::Warn };
    let text = cx.tw(&text_key(notice), &[("file", &notice.file)]);
    notice_ui(ui, tone, &cx.t(&key), &text, |ui| {
        // It goes on being true for as long as the program runs.
        if notice.kind == NoticeKind::Lost {
            return;
        }
        if Button::secondary(&format!("{key}.seen"), cx.t("notice-seen")).show(ui).clicked() {
            let left = cx.state.notices.iter().filter(|other| *other != notice).cloned().collect();
            cx.outbox.push(Wish::Do(Command::SaveNotices { notices: left }));
        }
    });
}

/// A lost database may have been copied, or not.
fn text_key(notice: &Notice) -> String {
    let copied = if notice.kind == NoticeKind::Lost && notice.file.is_empty() { "-nowhere" } else { "" };
    format!("{}-text{copied}", notice.kind.key())
}
