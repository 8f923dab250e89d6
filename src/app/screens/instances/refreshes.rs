//! How the last refreshes went, above the list: accounts whose rows are old, and lists that lack something.

use crate::app::cx::Cx;
use crate::app::route::Route;
use crate::app::{format, standing};
use crate::domain::failure::Failure;
use crate::domain::ids::AccountId;
use crate::domain::odd_rows::{Gap, OddRow};
use crate::domain::whole_list::NotWhole;
use crate::ui::button::Button;
use crate::ui::icon::Icon;
use crate::ui::theme::Tokens;
use crate::ui::widgets::{Tone, notice_ui};
use egui::{Frame, Margin, Ui};

/// Of so many accounts that failed together the way to the cause stands here; the others have theirs on their cards.
const LED_TO: usize = 4;

/// Accounts whose last refresh failed, and those whose list lacked something.
pub fn refreshes_ui(ui: &mut Ui, cx: &mut Cx<'_>) {
    let (mut failed, mut gaps) = (Vec::new(), Vec::new());
    for account in &cx.state.accounts {
        let Some(sync) = cx.state.sync.get(&account.id) else { continue };
        let name = format::account_name(account);
        match (standing::failure_of(cx.state, account), &sync.gap) {
            (Some(failure), _) => failed.push((name, account.id, failure)),
            (None, Some(gap)) => gaps.push((name, gap)),
            (None, None) => {}
        }
    }
    if failed.is_empty() && gaps.is_empty() {
        return;
    }
    let frame = Frame::new().fill(Tokens::of(ui).bg).inner_margin(Margin::symmetric(22, 8));
    frame.show(ui, |ui| {
        failures_ui(ui, cx, failed);
        for (name, gap) in &gaps {
            gap_ui(ui, cx, name, gap);
        }
    });
}

/// The list below them is old, and says so.
fn failures_ui(ui: &mut Ui, cx: &mut Cx<'_>, failed: Vec<(String, AccountId, &Failure)>) {
    // A wait has its own clock; of the others a few are told together, so that the list keeps its room.
    let (waiting, others): (Vec<_>, Vec<_>) = failed.into_iter().partition(|(.., failure)| failure.until.is_some());
    let alone = if others.len() > 1 { &[] } else { &others[..] };
    for (name, id, failure) in waiting.iter().chain(alone) {
        let what = what_and_next(cx, failure);
        notice_ui(ui, Tone::Warn, &cx.tw("sync-failed", &[("account", name)]), &what, |ui| {
            format::wait_ui(ui, cx, &format!("sync.{name}"), failure);
            let button = format!("sync.{name}.diagnose");
            let name = cx.tw("diagnose-title", &[("name", name)]);
            let button = Button::secondary(&button, cx.t("diagnose")).named(name).icon(Icon::Stethoscope);
            if button.show(ui).clicked() {
                cx.go(Route::Diagnose(*id, None));
            }
        });
    }
    if others.len() > 1 {
        let strong = cx.tw("sync-failed-many", &[("n", &others.len().to_string())]);
        let causes = by_cause(cx, &others);
        notice_ui(ui, Tone::Warn, &strong, &causes, |ui| {
            ui.horizontal_wrapped(|ui| {
                for (name, id, _) in others.iter().take(LED_TO) {
                    let words = cx.tw("diagnose-title", &[("name", name)]);
                    if Button::link(&format!("sync.{name}.diagnose"), words).show(ui).clicked() {
                        cx.go(Route::Diagnose(*id, None));
                    }
                }
                if others.len() > LED_TO && Button::link("sync.accounts", cx.t("nav-credentials")).show(ui).clicked() {
                    cx.go(Route::Credentials);
                }
            });
        });
    }
}

fn what_and_next(cx: &Cx<'_>, failure: &Failure) -> String {
    format!("{}\n{}", format::failure_line(cx.texts, failure), format::next_step(cx.texts, failure))
}

/// For each cause the accounts that have it, and what can be done.
fn by_cause(cx: &Cx<'_>, failed: &[(String, AccountId, &Failure)]) -> String {
    let mut causes: Vec<(String, String, String)> = Vec::new();
    for (name, _, failure) in failed {
        let what = format::failure_line(cx.texts, failure);
        match causes.iter_mut().find(|(known, ..)| *known == what) {
            Some((_, names, _)) => *names = format!("{names}, {name}"),
            None => causes.push((what, name.clone(), format::next_step(cx.texts, failure))),
        }
    }
    let told = causes.into_iter().map(|(what, names, next)| format!("{what}: {names}\n{next}"));
    told.collect::<Vec<_>>().join("\n")
}

/// A list that says nothing about what it does not show.
fn gap_ui(ui: &mut Ui, cx: &Cx<'_>, name: &str, gap: &Gap) {
    let (key, text) = match gap.why {
        NotWhole::Unreadable(count) => ("gap-unreadable", odd_rows(cx, &gap.odd.first, count)),
        NotWhole::Counts { told, read } => {
            let counts = [("told", told.to_string()), ("read", read.to_string())];
            let counts = counts.each_ref().map(|(key, count)| (*key, count.as_str()));
            ("gap-counts", cx.tw("gap-counts-text", &counts))
        }
        NotWhole::Cut | NotWhole::Filtered => ("gap-cut", cx.t("gap-cut-text")),
    };
    let text = format!("{text}\n{}", cx.t("gap-next"));
    notice_ui(ui, Tone::Warn, &cx.tw(key, &[("account", name)]), &text, |_| {});
}

/// One line for each row that could not be read, and for those that are not named.
fn odd_rows(cx: &Cx<'_>, first: &[OddRow], count: usize) -> String {
    /// Lines that leave the list its room.
    const LINES: usize = 3;
    let line = |row: &OddRow| {
        let place = row.place.to_string();
        match &row.name {
            Some(name) => cx.tw("odd-row-of", &[("place", &place), ("name", name)]),
            None => cx.tw("odd-row", &[("place", &place)]),
        }
    };
    let mut lines: Vec<String> = first.iter().take(LINES).map(line).collect();
    if count > lines.len() {
        lines.push(cx.tw("odd-rows-more", &[("n", &(count - lines.len()).to_string())]));
    }
    lines.join("\n")
}
