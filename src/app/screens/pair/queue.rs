//! Several instances, paired one after the other: the next code comes as soon as the last phone is linked.

use crate::app::cx::{Cx, Wish};
use crate::app::route::Route;
use crate::domain::ids::InstanceId;
use crate::ui::button::Button;
use crate::ui::icon::Icon;
use crate::ui::theme;
use crate::ui::widgets::{Tone, muted, notice_ui};
use egui::{Color32, Ui};

/// So many of those that were passed over are named.
const NAMED: usize = 5;
/// Widest notice of them.
const WIDE: f32 = 560.0;

/// Those that are to be paired, the one on show among them.
#[derive(Debug, Default)]
pub struct Queue {
    all: Vec<InstanceId>,
    /// Which of them is on show.
    at: usize,
    /// Those that were passed over.
    skipped: Vec<InstanceId>,
}

impl Queue {
    /// Where to begin; `None` for nobody.
    pub fn begin(&mut self, all: Vec<InstanceId>) -> Option<Route> {
        *self = Self { all, ..Self::default() };
        self.all.first().map(|id| Route::Pair(*id))
    }

    /// Another place was gone to: there it ends.
    pub fn follow(&mut self, route: Route) {
        match self.all.iter().position(|id| route == Route::Pair(*id)) {
            Some(at) => self.at = at,
            None => *self = Self::default(),
        }
    }

    /// The one after the one on show, of those that are still there.
    fn next(&self, cx: &Cx<'_>) -> Option<InstanceId> {
        self.all.iter().skip(self.at + 1).copied().find(|id| cx.state.instance(*id).is_some())
    }

    /// Those that were passed over and are not linked by now.
    fn left(&self, cx: &Cx<'_>) -> Vec<InstanceId> {
        let is_left = |id: &InstanceId| cx.state.instance(*id).is_some_and(|row| !row.state.is_linked());
        self.skipped.iter().copied().filter(is_left).collect()
    }

    /// Who was passed over, and the way to them, once the last one is linked. Nothing where nobody was.
    pub fn left_ui(&self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let left = self.left(cx);
        if left.is_empty() {
            return;
        }
        let words = left_words(cx, &left);
        ui.scope(|ui| {
            ui.set_max_width(WIDE.min(ui.available_width() - 44.0));
            notice_ui(ui, Tone::Info, &words, "", |ui| {
                if Button::link("pair.again", cx.t("pair-queue-again")).show(ui).clicked() {
                    cx.outbox.push(Wish::PairMany(left));
                }
            });
        });
        ui.add_space(14.0);
    }

    /// The one on show is linked: on to the next one. Whether there is one.
    pub fn go_on(&self, cx: &mut Cx<'_>, name: &str) -> bool {
        let Some(next) = self.next(cx) else { return false };
        cx.toast(cx.tw("pair-done-title", &[("name", name)]));
        cx.go(Route::Pair(next));
        true
    }

    /// Whether there are several.
    pub const fn is_on(&self) -> bool {
        self.all.len() > 1
    }

    /// Width of what it shows.
    pub fn width(&self, ui: &Ui, cx: &Cx<'_>, over: bool) -> f32 {
        let at = ui.painter().layout_no_wrap(self.words(cx), theme::regular(12.5), Color32::PLACEHOLDER).size().x;
        if self.is_through(cx, over) {
            return at;
        }
        at + Self::stop(cx).own_width(ui) + Self::skip(cx).own_width(ui) + 2.0 * ui.spacing().item_spacing.x
    }

    /// The one on show is linked and nobody comes after it: there is nothing left to skip or to stop.
    fn is_through(&self, cx: &Cx<'_>, over: bool) -> bool {
        over && self.next(cx).is_none()
    }

    /// How far it is.
    fn words(&self, cx: &Cx<'_>) -> String {
        let (at, count) = ((self.at + 1).to_string(), self.all.len().to_string());
        cx.tw("pair-queue-at", &[("at", &at), ("count", &count)])
    }

    fn stop(cx: &Cx<'_>) -> Button<'static> {
        Button::ghost("pair.stop", cx.t("pair-queue-stop"))
    }

    fn skip(cx: &Cx<'_>) -> Button<'static> {
        Button::secondary("pair.skip", cx.t("pair-queue-skip")).icon(Icon::ArrowRight)
    }

    /// How far it is, and the way past the one on show, or out. Nothing for one alone.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, over: bool) {
        if !self.is_on() {
            return;
        }
        if self.is_through(cx, over) {
            muted(ui, self.words(cx));
            return;
        }
        if Self::stop(cx).show(ui).clicked() {
            cx.go(Route::Instances);
        }
        let next = self.next(cx);
        if Self::skip(cx).show(ui).clicked() {
            self.skipped.extend(self.all.get(self.at));
            let left = if next.is_none() { self.left(cx) } else { Vec::new() };
            if !left.is_empty() {
                cx.toast(left_words(cx, &left));
            }
            cx.go(next.map_or(Route::Instances, Route::Pair));
        }
        muted(ui, self.words(cx));
    }
}

/// *2 not paired: Loja Centro, Loja Sul*.
fn left_words(cx: &Cx<'_>, left: &[InstanceId]) -> String {
    let names = left.iter().take(NAMED).filter_map(|id| Some(cx.state.instance(*id)?.title().to_owned()));
    let more = left.len().checked_sub(NAMED).filter(|more| *more > 0).map(|more| format!("+{more}"));
    let names = names.chain(more).collect::<Vec<_>>().join(", ");
    cx.tw("pair-queue-skipped", &[("n", &left.len().to_string()), ("names", &names)])
}
