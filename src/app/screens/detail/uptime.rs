//! How much of the last days an instance was up, as far as anybody watched.

use crate::app::cx::{Cx, Wish};
use crate::app::format;
use crate::domain::ids::InstanceId;
use crate::domain::instance::Instance;
use crate::domain::moment::{History, Shares};
use crate::engine::command::Command;
use crate::ui::theme::{self, Tokens};
use crate::ui::widgets::{muted, overline};
use egui::{CornerRadius, Rect, RichText, Role, Sense, Ui, Vec2, WidgetInfo};
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;

/// Days that are shown, and the parts of each bar.
const BARS: [(i64, u32); 2] = [(7, 42), (30, 30)];
/// Room for the days at the left, and for the share at the right.
const DAYS: f32 = 58.0;
const SHARE: f32 = 58.0;
const LINE: f32 = 20.0;

/// Seconds for which a history is good enough: meanwhile somebody may have watched.
const GOOD_FOR: i64 = 300;

/// The bars, made once for each history and minute.
#[derive(Default)]
pub struct Uptime {
    /// Whose history was asked for, as it stood then, and when.
    asked: Option<(InstanceId, Option<Timestamp>, i64)>,
    seen: Option<(Arc<History>, i64)>,
    bars: Vec<Bar>,
}

/// So many days, how much of them it was up, and each part of them.
struct Bar {
    days: i64,
    /// Nothing where nobody watched.
    share: Option<f64>,
    parts: Vec<Shares>,
}

/// What is known of this instance's last days.
pub fn history<'a>(cx: &Cx<'a>, instance: &Instance) -> Option<&'a Arc<History>> {
    cx.state.watch.history.as_ref().filter(|history| history.instance == instance.id)
}

/// Nothing where it was never watched.
fn bars(history: &History, now: Timestamp) -> Vec<Bar> {
    let day = SignedDuration::from_hours(24);
    let bar = |(days, parts)| {
        let length = day * i32::try_from(days).unwrap_or(1);
        Bar { days, share: history.uptime(now, length), parts: history.bar(now, length, parts) }
    };
    let bars = BARS.map(bar);
    if bars.iter().all(|bar| bar.share.is_none()) { Vec::new() } else { bars.into() }
}

impl Uptime {
    /// Asks for the history of this instance, for each way that it stands and again after some time.
    pub fn ask(&mut self, cx: &mut Cx<'_>, instance: &Instance) {
        if self.is_to_ask(instance.id, instance.since, Timestamp::now()) {
            cx.outbox.push(Wish::Do(Command::ReadHistory { instance: instance.id }));
        }
    }

    fn is_to_ask(&mut self, instance: InstanceId, since: Option<Timestamp>, now: Timestamp) -> bool {
        let asked = Some((instance, since, now.as_second() / GOOD_FOR));
        std::mem::replace(&mut self.asked, asked) != asked
    }

    /// Draws a bar for each number of days.
    pub fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, instance: &Instance) {
        let Some(history) = history(cx, instance) else { return };
        let now = Timestamp::now();
        let minute = now.as_second() / 60;
        let is_same = |(seen, at): &(Arc<History>, i64)| Arc::ptr_eq(seen, history) && *at == minute;
        if !self.seen.as_ref().is_some_and(is_same) {
            self.seen = Some((Arc::clone(history), minute));
            self.bars = bars(history, now);
        }
        if self.bars.is_empty() {
            return;
        }
        ui.add_space(6.0);
        overline(ui, cx.t("uptime-title"));
        ui.spacing_mut().item_spacing.y = 2.0;
        for bar in &self.bars {
            bar_ui(ui, cx, bar);
        }
    }
}

fn bar_ui(ui: &mut Ui, cx: &Cx<'_>, bar: &Bar) {
    let Bar { days, share, parts } = bar;
    let tokens = Tokens::of(ui);
    let words = cx.tw("uptime-days", &[("n", &days.to_string())]);
    let (said, share) = match share.map(|share| percent(cx, share)) {
        Some(percent) => {
            (cx.tw("uptime-share", &[("percent", &percent)]), cx.tw("uptime-percent", &[("percent", &percent)]))
        }
        None => (cx.t("uptime-unknown"), "—".to_owned()),
    };
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        ui.allocate_ui(Vec2::new(DAYS, LINE), |ui| {
            ui.set_min_width(DAYS);
            muted(ui, &words);
        });
        let width = (ui.available_width() - SHARE).max(40.0);
        let (rect, response) = ui.allocate_exact_size(Vec2::new(width, LINE), Sense::hover());
        let name = format!("{words}: {said}");
        response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &name));
        let response = crate::ui::reader::tip_ui(response, &name, &said);
        crate::ui::author_id(ui, &response, &format!("detail.uptime.{days}"));
        let rect = Rect::from_center_size(rect.center(), Vec2::new(width, 8.0));
        paint(ui, rect, parts);
        ui.add_space(8.0);
        ui.label(RichText::new(share).font(theme::regular(12.5)).color(tokens.text));
    });
}

/// Nearly always is not always.
fn percent(cx: &Cx<'_>, share: f64) -> String {
    let percent = (share * 1000.0).floor() / 10.0;
    if percent.fract() == 0.0 { format!("{percent:.0}") } else { format::tenths(cx.texts, percent) }
}

/// Each part from below: up, then down; what nobody watched stays empty. They meet: gaps between parts of three pixels
/// would be even nowhere.
fn paint(ui: &Ui, rect: Rect, bar: &[Shares]) {
    let tokens = Tokens::of(ui);
    ui.painter().rect_filled(rect, CornerRadius::same(2), tokens.mute_soft);
    let width = rect.width() / bar.len().max(1) as f32;
    for (at, shares) in bar.iter().enumerate() {
        let left = rect.left() + at as f32 * width;
        let part = |from: f64, to: f64| {
            let at = |share: f64| rect.bottom() - rect.height() * share as f32;
            Rect::from_min_max(egui::pos2(left, at(to)), egui::pos2(left + width, at(from)))
        };
        if shares.up > 0.0 {
            ui.painter().rect_filled(part(0.0, shares.up), CornerRadius::ZERO, tokens.accent);
        }
        if shares.down > 0.0 {
            // A short loss is seen all the same.
            let from = shares.up.min(0.7);
            ui.painter().rect_filled(
                part(from, (shares.up + shares.down).max(from + 0.3)),
                CornerRadius::ZERO,
                tokens.bad,
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::moment::Standing;

    const HOUR: SignedDuration = SignedDuration::from_hours(1);

    #[test]
    fn days_that_nobody_watched_have_no_share() {
        let now: Timestamp = "2026-03-01T12:00:00Z".parse().unwrap();
        let told = |watched: &[(i32, i32)]| History {
            instance: InstanceId::random(),
            is: Standing::Up,
            moments: Vec::new(),
            watched: watched.iter().map(|(from, to)| (now - HOUR * *from, now - HOUR * *to)).collect(),
        };
        let shares = |watched| bars(&told(watched), now).iter().map(|bar| (bar.days, bar.share)).collect::<Vec<_>>();
        assert_eq!(shares(&[(480, 240)]), [(7, None), (30, Some(1.0))]);
        assert_eq!(shares(&[(480, 240), (1, 0)]), [(7, Some(1.0)), (30, Some(1.0))]);
        assert_eq!(shares(&[(900, 800)]), [], "longer ago than is shown");
    }

    #[test]
    fn a_panel_that_stays_open_asks_again() {
        let (mut uptime, id) = (Uptime::default(), InstanceId::random());
        let now: Timestamp = "2026-03-01T12:00:00Z".parse().unwrap();
        assert!(uptime.is_to_ask(id, None, now));
        assert!(!uptime.is_to_ask(id, None, now + HOUR / 60));
        assert!(uptime.is_to_ask(id, Some(now), now + HOUR / 60), "it stands otherwise");
        assert!(!uptime.is_to_ask(id, Some(now), now + HOUR / 60));
        assert!(uptime.is_to_ask(id, Some(now), now + HOUR));
        assert!(uptime.is_to_ask(InstanceId::random(), Some(now), now + HOUR));
    }
}
