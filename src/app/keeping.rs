//! Closing the window can keep the watch going: in the tray where there is one, else as a minimised window. It is never
//! hidden where nothing shows that it is there.

use crate::app::cx::Wish;
use crate::app::state::State;
use crate::app::watching::Unwatched;
use crate::desktop::front;
use crate::desktop::tray::{Face, Pressed, Tray};
use crate::domain::settings::Language;
use crate::domain::watch::{Alert, OnClose, Rules};
use crate::engine::command::Command;
use crate::i18n::Texts;
use crate::ui;
use egui::{Context, ViewportCommand};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How long watching is paused by one press.
pub const PAUSE: SignedDuration = SignedDuration::from_hours(1);

/// Closed again within so long, the window ends the program: some desktops cannot minimise one, and it would seem that
/// nothing happens.
const AGAIN: Duration = Duration::from_secs(10);

/// So long the tray may take to say that it surely shows the program.
const ANSWER: Duration = Duration::from_secs(1);

/// How the window went away, and the program stayed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closed {
    /// It goes on in the tray.
    Hidden,
    /// It goes on as a minimised window, or as one that stays where it is.
    Minimised,
}

/// How the watch outlives the window.
#[derive(Default)]
pub struct Keeping {
    tray: Option<Tray>,
    face: Option<Made>,
    /// The window is not on the screen, and the tray shows that the program goes on.
    is_hidden: bool,
    /// The person wants it to end, watching or not.
    ends: bool,
    /// Since when it is being closed, and the tray is asked whether it can be hidden.
    closing: Option<Instant>,
    /// When it was closed last and could be minimised only.
    minimised: Option<Instant>,
}

/// What the face in the tray was made of.
#[derive(PartialEq)]
struct Made {
    alerts: Arc<Vec<Alert>>,
    since: Option<Timestamp>,
    paused_until: Option<Timestamp>,
    is_off: bool,
    unwatched: Option<Unwatched>,
    language: Language,
    /// When time alone makes it another.
    until: Option<Timestamp>,
}

impl Keeping {
    /// Takes a place in the tray while it is wanted, and does what is pressed there. What is wanted by that.
    pub fn follow(&mut self, ctx: &Context, frame: &eframe::Frame, state: &State, texts: &Texts) -> Vec<Wish> {
        if state.watch.rules.on_close != OnClose::Watch {
            (self.tray, self.face) = (None, None);
            return Vec::new();
        }
        self.show(ctx, state, texts);
        let mut wishes = Vec::new();
        for press in self.tray.as_ref().map(Tray::presses).unwrap_or_default() {
            let token = press.token.as_deref();
            match press.what {
                Pressed::Open => self.come_back(ctx, frame, token),
                Pressed::Alerts => {
                    wishes.push(Wish::Alerts);
                    self.come_back(ctx, frame, token);
                }
                Pressed::Pause => wishes.push(paused_or_not(&state.watch.rules)),
                Pressed::Quit => {
                    // It may ask something first, as a window that is closed does.
                    self.ends = true;
                    self.come_back(ctx, frame, token);
                    ctx.send_viewport_cmd(ViewportCommand::Close);
                }
            }
        }
        let look = self.tray.as_ref().and_then(Tray::look);
        if let Some(wait) = look.filter(|_| self.is_hidden) {
            ctx.request_repaint_after(wait);
        }
        if self.is_hidden && !self.has_tray() {
            // The tray is gone: nothing would show it any more.
            self.come_back(ctx, frame, None);
        }
        wishes
    }

    /// The window is another one, drawn in another context: what wakes it is made anew.
    pub fn begin_anew(&mut self) {
        *self = Self { ends: self.ends, ..Self::default() };
    }

    /// The desktop has a tray, and the program stands in it.
    pub fn has_tray(&self) -> bool {
        self.tray.as_ref().is_some_and(Tray::is_there)
    }

    /// The window is in the tray only.
    pub const fn is_hidden(&self) -> bool {
        self.is_hidden
    }

    /// Makes the face anew where it is not true any more.
    fn show(&mut self, ctx: &Context, state: &State, texts: &Texts) {
        let now = Timestamp::now();
        let made = self.face.take().filter(|made| made.is_true(state, texts, now));
        let made = made.unwrap_or_else(|| {
            let face = face(state, texts, now);
            if let Some(tray) = &mut self.tray {
                tray.show(face);
            } else {
                let context = ctx.clone();
                self.tray = Some(Tray::begin(face, move || ui::wake(&context)));
            }
            Made::of(state, texts, now)
        });
        if let Some(until) = made.until {
            ctx.request_repaint_after(until.duration_since(now).unsigned_abs());
        }
        self.face = Some(made);
    }

    /// The window is being closed: whether the program stays. How the window goes away is told by [`Self::goes_away`].
    pub fn takes_over(&mut self, ctx: &Context, rules: &Rules) -> bool {
        let is_again = self.minimised.take().is_some_and(|at| at.elapsed() < AGAIN);
        if rules.on_close != OnClose::Watch || self.ends || is_again {
            return false;
        }
        ctx.send_viewport_cmd(ViewportCommand::CancelClose);
        if let Some(tray) = &self.tray {
            tray.doubt();
        }
        self.closing = Some(Instant::now());
        true
    }

    /// What closing it comes to, as soon as that is known: the tray may be long in answering, and nobody waits for it.
    pub fn goes_away(&mut self, ctx: &Context) -> Option<Closed> {
        let since = self.closing?;
        let surely = match &self.tray {
            Some(tray) if !is_wayland() => tray.surely(),
            _ => Some(false),
        };
        let left = ANSWER.saturating_sub(since.elapsed());
        if surely.is_none() && !left.is_zero() {
            ctx.request_repaint_after(left);
            return None;
        }
        self.closing = None;
        self.is_hidden = surely == Some(true);
        if self.is_hidden {
            ctx.send_viewport_cmd(ViewportCommand::Visible(false));
            return Some(Closed::Hidden);
        }
        ctx.send_viewport_cmd(ViewportCommand::Minimized(true));
        self.minimised = Some(Instant::now());
        Some(Closed::Minimised)
    }

    /// The program ends, and leaves nothing in the tray.
    pub fn end(&mut self) {
        if let Some(tray) = self.tray.take() {
            tray.end();
        }
    }

    /// The person stays after all.
    pub fn stays(&mut self) {
        self.ends = false;
    }

    /// Brings the window to the front again, with the leave of whoever was pressed for it.
    pub fn come_back(&mut self, ctx: &Context, frame: &eframe::Frame, token: Option<&str>) {
        (self.is_hidden, self.closing, self.minimised) = (false, None, None);
        front::bring(ctx, frame, token);
    }
}

impl Made {
    fn of(state: &State, texts: &Texts, now: Timestamp) -> Self {
        let (watch, paused_until) = (&state.watch, state.watch.rules.paused_until);
        let snoozed = watch.alerts.iter().filter_map(|alert| alert.snoozed_until);
        let until = snoozed.chain(paused_until).filter(|until| now < *until).min();
        let (language, is_off) = (texts.language(), is_off(state));
        let (alerts, unwatched) = (Arc::clone(&watch.alerts), state.unwatched(now));
        Self { alerts, since: watch.since, paused_until, is_off, unwatched, language, until }
    }

    fn is_true(&self, state: &State, texts: &Texts, now: Timestamp) -> bool {
        Arc::ptr_eq(&self.alerts, &state.watch.alerts)
            && self.since == state.watch.since
            && self.paused_until == state.watch.rules.paused_until
            && self.is_off == is_off(state)
            && self.unwatched == state.unwatched(now)
            && self.language == texts.language()
            && self.until.is_none_or(|until| now < until)
    }
}

/// Nothing is refreshed, so nothing is found.
const fn is_off(state: &State) -> bool {
    state.settings.refresh_seconds == 0
}

/// How the watch stands, and what can be done. It names nobody, because everybody sees it.
fn face(state: &State, texts: &Texts, now: Timestamp) -> Face {
    let (watch, rules) = (&state.watch, &state.watch.rules);
    let clock = |at: Timestamp| at.to_zoned(TimeZone::system()).strftime("%H:%M").to_string();
    let open = watch.open_lines();
    let alerts = (open > 0).then(|| texts.with("tray-alerts", &[("n", &open.to_string())]));
    let is_paused = rules.are_paused(now);
    let unwatched = state.unwatched(now);
    let told = match (rules.paused_until.filter(|_| is_paused), &alerts, watch.quiet_since()) {
        (Some(until), ..) => texts.with("tray-paused", &[("time", &clock(until))]),
        _ if is_off(state) => texts.t("alerts-off"),
        (None, Some(alerts), _) => alerts.clone(),
        _ if unwatched.is_some() => unwatched.map(|unwatched| unwatched.words(texts)).unwrap_or_default(),
        (None, None, Some(since)) => texts.with("alerts-quiet-since", &[("time", &clock(since))]),
        (None, None, None) => texts.t("alerts-not-looked"),
    };
    Face {
        is_alarmed: open > 0,
        told,
        open: texts.t("notify-open"),
        alerts,
        pause: texts.t(if is_paused { "alerts-resume" } else { "alerts-pause" }),
        quit: texts.t("tray-quit"),
    }
}

/// Pauses the watch, or goes on with it.
#[must_use]
pub fn paused_or_not(rules: &Rules) -> Wish {
    let now = Timestamp::now();
    let until = if rules.are_paused(now) { None } else { now.checked_add(PAUSE).ok() };
    Wish::Do(Command::SaveRules { rules: Rules { paused_until: until, ..rules.clone() } })
}

/// There a window cannot be hidden, only minimised.
fn is_wayland() -> bool {
    std::env::var_os("WAYLAND_DISPLAY").is_some_and(|name| !name.is_empty())
}
