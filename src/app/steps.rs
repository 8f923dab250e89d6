//! How far a job has come.

use crate::app::cx::Cx;
use crate::app::format;
use crate::domain::ids::JobId;
use crate::engine::event::Steps;
use crate::ui::author_id;
use crate::ui::progress::shares_ui;
use crate::ui::theme::Tokens;
use crate::ui::widgets::muted;
use egui::Ui;

/// How far a job has come that tells its steps, in these words and as a bar, and how long the rest takes. Nothing while
/// it tells none.
pub fn steps_ui(ui: &mut Ui, cx: &Cx<'_>, id: &str, key: &str, job: Option<JobId>) {
    let Some(Steps { done, all, left }) = job.and_then(|job| cx.state.progress.get(&job)).copied() else { return };
    ui.add_space(8.0);
    let mut words = cx.tw(key, &[("done", &done.to_string()), ("n", &all.to_string())]);
    if let Some(left) = left.filter(|_| done < all) {
        let left = cx.tw("run-left", &[("time", &format::span(left))]);
        words = format!("{words} · {left}");
    }
    let shown = muted(ui, &words);
    author_id(ui, &shown, id);
    shares_ui(ui, &words, &[(done as f32 / all.max(1) as f32, Tokens::of(ui).accent)]);
}
