//! Runs: the fold in the header of every screen, the panel beside the page, and the question before one starts.

mod fold;
mod lines;
mod panel;
mod report;
mod start;
pub mod words;

use crate::app::cx::Cx;
use crate::app::places::PLACES;
use crate::app::route::Route;
use crate::app::runs::{Fate, RunView, Runs};
use crate::app::state::State;
use crate::domain::ids::{InstanceId, JobId, RunId};
use crate::domain::run::{RunKind, RunState};
use crate::engine::command::Shown;
use crate::ui::extra::{Extra, has_room_above, want_extra};
use crate::ui::focus;
use crate::ui::layout::{header_ui, is_covered};
use crate::ui::narrow::whole_page_ui;
use crate::ui::theme::RUN_PANEL;
use egui::{Context, Event, Key, Modifiers, Rect, Ui};
use lines::Lines;
use start::{Asking, Ending};
use std::collections::HashSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How the run stands is read out this often at most.
const SAID_EVERY: Duration = Duration::from_secs(5);

/// The panel, with what is asked.
#[derive(Default)]
pub struct RunPanel {
    is_open: bool,
    shown: Option<RunId>,
    /// Runs that were there before: another one opens the panel.
    known: HashSet<RunId>,
    was_loaded: bool,
    lines: Lines,
    asking: Option<Asking>,
    /// What is asked before a run is ended.
    ending: Option<(RunId, Ending)>,
    /// Where it was drawn: who has the keyboard in it means it by its keys.
    place: Option<Rect>,
    /// The place whose page it hides, in a window that is too low for both.
    hides: Option<Route>,
    said: Option<(Instant, String)>,
    /// What is not confirmed is being looked up.
    looking: Option<(JobId, RunId)>,
}

impl RunPanel {
    /// Asks whether to do this to these, or does it where nothing is lost by it.
    pub fn ask(&mut self, state: &State, kind: RunKind, instances: &[InstanceId]) {
        self.asking = Asking::new(state, kind, instances);
    }

    /// Draws a page and what runs take of it: the fold in its header, and the panel beside or above it, or in its place.
    pub fn around_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, route: Route, page: impl FnOnce(&mut Ui, &mut Cx<'_>)) {
        // Who goes elsewhere wants to see that.
        self.is_open &= self.hides.take().is_none_or(|hidden| hidden == route);
        let has_room = has_room_above(ui.ctx(), ui.available_size_before_wrap());
        // A code is gone before a person who looks elsewhere is back at it.
        self.begin(&ui.ctx().clone(), cx, has_room || !matches!(route, Route::Pair(_)));
        whole_page_ui(ui, |ui| {
            if self.is_open && !has_room {
                self.hides = Some(route);
                let place = PLACES.iter().find(|place| place.route == route.section());
                header_ui(ui, &place.map_or_else(String::new, |place| cx.t(&place.text())), |_| {});
            } else {
                page(ui, cx);
            }
            self.end_ui(ui, cx);
        });
    }

    /// What a person sees of this page: nothing where the panel is in its place.
    #[must_use]
    pub fn leaves(&self, page: Shown) -> Shown {
        if self.hides.is_some() { Shown::default() } else { page }
    }

    /// Before the page: what is new, the keys, and how much room it wants.
    fn begin(&mut self, ctx: &Context, cx: &mut Cx<'_>, may_open: bool) {
        self.follow(cx.state, may_open);
        let Some(view) = self.view(cx.state).cloned() else {
            self.is_open = false;
            want_extra(ctx, Extra::default());
            return;
        };
        if self.is_open {
            self.keys(ctx, cx, &view);
        }
        let side = if self.is_open { RUN_PANEL } else { 0.0 };
        want_extra(ctx, Extra { header: fold::width(ctx, cx, &view), side });
    }

    /// After the page, in the room that it left.
    fn end_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        self.place = None;
        if let Some(view) = self.view(cx.state).cloned() {
            self.extra_ui(ui, cx, &view);
            self.say(ui, cx, &view);
        }
        self.follow_look(cx);
        if let Some(mut asking) = self.asking.take()
            && !asking.ui(ui, cx)
        {
            self.asking = Some(asking);
        }
    }

    /// A run that was just begun opens the panel where it may, and one that the end of the program cut off does so at the
    /// start.
    fn follow(&mut self, state: &State, may_open: bool) {
        let wanted = |view: &&Arc<RunView>| !self.was_loaded || view.run.state != RunState::Interrupted;
        let new = state.runs.iter().rev().find(|view| !self.known.contains(&view.run.id)).filter(wanted);
        let opens = |view: &Arc<RunView>| self.was_loaded || view.run.state == RunState::Interrupted;
        if let Some(view) = new.filter(|view| opens(view)) {
            (self.shown, self.is_open) = (Some(view.run.id), self.is_open || may_open);
        }
        self.known.extend(state.runs.iter().map(|view| view.run.id));
        self.was_loaded |= state.loaded;
    }

    /// The run on show: the one that was chosen, or else the one that most is to be said of.
    fn view<'a>(&self, state: &'a State) -> Option<&'a Arc<RunView>> {
        self.shown.and_then(|id| state.runs.get(id)).or_else(|| current(&state.runs))
    }

    /// Who pressed for a look is told when it showed nothing: on the screen all is as it was then.
    fn follow_look(&mut self, cx: &mut Cx<'_>) {
        let Some((job, run)) = self.looking else { return };
        if cx.is_running(Some(job)) {
            return;
        }
        self.looking = None;
        let open = cx.state.runs.get(run).map_or(0, |view| view.count(Fate::Unconfirmed));
        if open > 0 {
            cx.toast(cx.tw("run-check-nothing", &[("n", &open.to_string())]));
        }
    }

    /// Its keys, when the keyboard is in it or nowhere.
    fn keys(&mut self, ctx: &Context, cx: &mut Cx<'_>, view: &RunView) {
        let focused = focus::holder(ctx).or_else(|| focus::escaped(ctx)).and_then(|id| ctx.read_response(id));
        let is_here = focused.is_none_or(|focused| self.place.is_some_and(|place| place.contains_rect(focused.rect)));
        if !is_here || is_covered(ctx) || self.asking.is_some() || self.ending.is_some() {
            return;
        }
        if ctx.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape)) {
            self.is_open = false;
        }
        let pauses = ctx.input_mut(|input| input.consume_key(Modifiers::NONE, Key::P));
        if pauses && let Some(command) = start::pause_command(&view.run) {
            let is_it = |event: &Event| matches!(event, Event::Text(text) if text.eq_ignore_ascii_case("p"));
            ctx.input_mut(|input| input.events.retain(|event| !is_it(event)));
            cx.run(command);
        }
    }

    /// How it stands, read out now and then.
    fn say(&mut self, ui: &Ui, cx: &Cx<'_>, view: &RunView) {
        let words = words::progress(cx, view);
        let is_due = self.said.as_ref().is_none_or(|(at, said)| *said != words && at.elapsed() >= SAID_EVERY);
        if is_due {
            self.said = Some((Instant::now(), words));
        } else if let Some((at, said)) = &self.said
            && *said != words
        {
            cx.changes_in(SAID_EVERY.saturating_sub(at.elapsed()));
        }
        if let Some((_, said)) = self.said.as_ref().filter(|_| view.run.state.is_open() || is_due) {
            crate::ui::reader::say(ui, "run", said, egui::accesskit::Live::Polite);
        }
    }

    /// Asks before what was to go is left out, or what is not confirmed forgotten.
    fn ending_ui(&mut self, ui: &Ui, cx: &mut Cx<'_>, view: &RunView) {
        // A run that has ended meanwhile cannot be stopped any more.
        let may = |ending| ending == Ending::Drop || view.run.state.is_open();
        self.ending = self.ending.filter(|(run, ending)| *run == view.run.id && may(*ending));
        let Some((run, ending)) = self.ending else { return };
        if let Some(answer) = start::ending_ui(ui, cx, view, ending) {
            self.ending = None;
            if answer {
                cx.run(ending.command(run));
            }
        }
    }
}

/// The run that is under way, or else the newest that is not over, or else the newest.
fn current(runs: &Runs) -> Option<&Arc<RunView>> {
    let newest = |wanted: fn(RunState) -> bool| runs.iter().rev().find(|view| wanted(view.run.state));
    newest(|state| state == RunState::Running)
        .or_else(|| newest(RunState::is_open))
        .or_else(|| runs.iter().next_back())
}
