//! What happened to an instance, with its causes.

use crate::app::cx::Cx;
use crate::app::format;
use crate::app::history::History;
use crate::app::route::Route;
use crate::app::screens::detail::uptime::history;
use crate::app::state::State;
use crate::domain::ids::InstanceId;
use crate::domain::instance::Instance;
use crate::domain::journal::{Entry, Outcome};
use crate::domain::moment::{self, Moment, Standing};
use crate::ui::button::Button;
use crate::ui::layout::trailing_ui;
use crate::ui::theme::{self, Tokens};
use crate::ui::widgets::{muted, overline, tidy_ui};
use egui::{Color32, Ui};
use jiff::{SignedDuration, Timestamp};
use std::cmp::Reverse;
use std::sync::Arc;

/// Entries shown; the activity has them all.
const SHOWN: usize = 12;
/// A line of the activity and a moment so near to each other tell of the same.
const SAME: SignedDuration = SignedDuration::from_secs(5);
/// Room for the time of an entry.
const TIME: f32 = 84.0;

/// What happened to an instance: looked for when something did.
#[derive(Default)]
pub struct Timeline {
    seen: Option<Seen>,
    /// Entries that are about it.
    noted: usize,
    /// The newest, newest first.
    lines: Vec<Place>,
}

/// Whose it is, how often creates and entries had changed, and what was known of its last days.
type Seen = (InstanceId, u64, u64, Option<Arc<moment::History>>);

/// Where a line stands, among the entries or the moments.
#[derive(Clone, Copy)]
enum Place {
    Entry(usize),
    Moment(usize),
}

impl Place {
    fn line<'a>(self, state: &'a State, moments: &'a [Moment]) -> Line<'a> {
        match self {
            Self::Entry(at) => Line::Entry(&state.entries[at]),
            Self::Moment(at) => Line::Moment(&moments[at]),
        }
    }
}

impl Timeline {
    fn update(&mut self, cx: &Cx<'_>, instance: &Instance, moments: &[Moment]) {
        let state = cx.state;
        let now = (instance.id, state.rows_version, state.entries_noted, history(cx, instance).cloned());
        if self.seen.as_ref() == Some(&now) {
            return;
        }
        self.seen = Some(now);
        let whose = History::of(state, instance.id);
        let entries = state.entries.iter().enumerate().filter(|(_, entry)| whose.has(entry));
        let entries: Vec<Place> = entries.map(|(at, _)| Place::Entry(at)).collect();
        self.noted = entries.len();
        let is_told = |place: &Place| moments.iter().any(|moment| place.line(state, moments).is_told_by(moment));
        let entries = entries.into_iter().filter(|place| !is_told(place));
        self.lines = entries.chain((0..moments.len()).map(Place::Moment)).collect();
        self.lines.sort_by_key(|place| Reverse(place.line(state, moments).at()));
        self.lines.truncate(SHOWN);
    }

    /// Draws it, newest first.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, instance: &Instance) {
        let moments = history(cx, instance).map(|history| history.moments.as_slice()).unwrap_or_default();
        self.update(cx, instance, moments);
        if self.lines.is_empty() {
            return;
        }
        ui.add_space(6.0);
        ui.horizontal(|ui| {
            overline(ui, cx.t("timeline"));
            trailing_ui(ui, |ui| {
                // The activity has what was done and told; what was only seen stands here.
                let all = cx.tw("timeline-all", &[("n", &self.noted.to_string())]);
                let name = format!("{}: {all}", cx.t("timeline"));
                if self.noted > 0 && Button::link("detail.timeline.all", all).named(name).show(ui).clicked() {
                    cx.go(Route::ActivityOf(instance.id));
                }
            });
        });
        for place in &self.lines {
            line_ui(ui, cx, place.line(cx.state, moments));
        }
    }
}

/// Something that was done or tried, or a change that was seen.
#[derive(Clone, Copy)]
enum Line<'a> {
    Entry(&'a Entry),
    Moment(&'a Moment),
}

impl Line<'_> {
    const fn at(&self) -> Timestamp {
        match self {
            Self::Entry(entry) => entry.at,
            Self::Moment(moment) => moment.at,
        }
    }

    fn what(&self) -> &str {
        match self {
            Self::Entry(entry) => &entry.what,
            Self::Moment(moment) => &moment.what,
        }
    }

    /// The timeline of states says the same.
    fn is_told_by(&self, moment: &Moment) -> bool {
        self.what() == moment.what && self.at().duration_since(moment.at).abs() < SAME
    }
}

fn line_ui(ui: &mut Ui, cx: &Cx<'_>, line: Line<'_>) {
    let tokens = Tokens::of(ui);
    ui.horizontal_top(|ui| {
        let (_, rect) = ui.allocate_space(egui::vec2(10.0, 18.0));
        ui.painter().circle_filled(rect.center(), 4.0, color(tokens, line));
        let room = (ui.available_width() - TIME).max(60.0);
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 1.0;
            ui.set_width(room);
            tidy_ui(ui, &cx.t(line.what()), theme::regular(13.0), None);
            if let Some(cause) = cause(cx, line) {
                muted(ui, cause);
            }
        });
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Min), |ui| {
            muted(ui, format::time_of(cx, line.at()));
        });
    });
}

fn color(tokens: &Tokens, line: Line<'_>) -> Color32 {
    let entry = match line {
        Line::Entry(entry) => entry,
        Line::Moment(moment) => {
            return match moment.is {
                Standing::Up => tokens.accent,
                Standing::Waiting => tokens.info,
                Standing::Down => tokens.warn,
                Standing::Gone => tokens.bad,
                Standing::Unknown => tokens.control,
            };
        }
    };
    match entry.outcome {
        Outcome::Noted if is_loss(line) => tokens.warn,
        Outcome::Ok => tokens.accent,
        Outcome::Noted => tokens.control,
        Outcome::Unconfirmed(_) => tokens.warn,
        Outcome::Failed(_) => tokens.bad,
    }
}

fn is_loss(line: Line<'_>) -> bool {
    line.what().starts_with("lost-")
}

/// Why it went so, and of a lost link what can be done.
fn cause(cx: &Cx<'_>, line: Line<'_>) -> Option<String> {
    match line {
        Line::Entry(Entry { outcome: Outcome::Failed(failure) | Outcome::Unconfirmed(failure), .. }) => {
            Some(format::failure_line(cx.texts, failure))
        }
        _ if is_loss(line) => Some(cx.t(&format!("{}-next", line.what()))),
        Line::Entry(_) | Line::Moment(_) => None,
    }
}
