//! Several instances, paired one after the other: the next code comes as soon as the last phone is linked.

use crate::app::cx::Cx;
use crate::app::route::Route;
use crate::domain::ids::InstanceId;
use crate::ui::button::Button;
use crate::ui::icon::Icon;
use crate::ui::theme;
use crate::ui::widgets::muted;
use egui::{Color32, Ui};

/// Those that are to be paired, the one on show among them.
#[derive(Debug, Default)]
pub struct Queue {
    all: Vec<InstanceId>,
    /// Which of them is on show.
    at: usize,
}

impl Queue {
    /// Where to begin; `None` for nobody.
    pub fn begin(&mut self, all: Vec<InstanceId>) -> Option<Route> {
        *self = Self { all, at: 0 };
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
    pub fn ui(&self, ui: &mut Ui, cx: &mut Cx<'_>, over: bool) {
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
            cx.go(next.map_or(Route::Instances, Route::Pair));
        }
        muted(ui, self.words(cx));
    }
}
