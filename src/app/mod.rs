//! The application: `logic` drains events and sends wishes out, `ui` draws.

pub mod actions;
pub mod age;
pub mod alerts;
pub mod cx;
pub mod deed;
pub mod format;
mod ground;
mod history;
pub mod intents;
pub mod keeping;
pub mod keys;
pub mod leaving;
pub mod many;
pub mod news;
pub mod notices;
pub mod on_screen;
pub mod outcomes;
pub mod outside;
pub mod palette;
pub mod places;
mod plan;
pub mod route;
pub mod runs;
pub mod screens;
pub mod selection;
pub mod shell;
pub mod standing;
pub mod state;
pub mod steps;
pub mod taking;
pub mod undo;
pub mod veil;
pub mod watching;

use crate::app::cx::{Cx, Wish};
use crate::app::ground::Ground;
use crate::app::keeping::{Closed, Keeping};
use crate::app::keys::Opened;
use crate::app::leaving::Removal;
use crate::app::on_screen::OnScreen;
use crate::app::outcomes::Outcomes;
use crate::app::outside::{Outside, WhereTo};
use crate::app::palette::Palette;
use crate::app::route::Route;
use crate::app::screens::Screens;
use crate::app::screens::runs::RunPanel;
use crate::app::state::{JobState, State};
use crate::app::veil::Veil;
use crate::desktop::notify::Pressed;
use crate::desktop::{console, folder};
use crate::domain::failure::FailureKind;
use crate::domain::ids::JobId;
use crate::domain::settings::{Language, Settings};
use crate::domain::watch::Alert;
use crate::engine::command::Command;
use crate::engine::event::{Done, Event};
use crate::engine::{AtStake, Engine};
use crate::i18n::{self, Texts};
use crate::ui::harmless::WithoutNul;
use crate::ui::{self, lost_keyboard, theme};
use std::cell::Cell;
use std::time::{Duration, Instant};

/// The whole interface.
pub struct App {
    engine: Engine,
    state: State,
    veil: Veil,
    outside: Outside,
    /// What was drawn last had stand-ins.
    is_veiled: bool,
    texts: Texts,
    /// The language given on the command line counts for this run.
    forced: Option<Language>,
    route: Route,
    screens: Screens,
    runs: RunPanel,
    outbox: Vec<Wish>,
    next_job: u64,
    toast: Option<(String, Instant)>,
    /// Alerts that came with the last events: they are said once, in front of the window too.
    told: Vec<Alert>,
    shown: Option<Settings>,
    announced: bool,
    palette: Option<Palette>,
    sheet: bool,
    closing: Closing,
    outcomes: Outcomes,
    on_screen: OnScreen,
    keeping: Keeping,
    ground: Ground,
}

/// What a person was asked, and said, about closing while something would be lost by it.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Closing {
    NotAsked,
    Asked(AtStake),
    /// All the same: not held back any more.
    Anyway,
}

impl App {
    /// Takes the engine over and gets ready to be drawn.
    #[must_use]
    pub fn new(ctx: &egui::Context, engine: Engine, forced: Option<Language>) -> Self {
        let mut app = Self::of(engine, forced);
        app.furnish(ctx);
        app
    }

    /// Takes the engine over. Before it can be drawn, it has to be furnished.
    #[must_use]
    pub fn of(engine: Engine, forced: Option<Language>) -> Self {
        Self {
            engine,
            state: State::default(),
            veil: Veil::default(),
            outside: Outside::default(),
            is_veiled: false,
            texts: Texts::new(forced.unwrap_or_else(i18n::system_language)),
            forced,
            route: Route::default(),
            screens: Screens::default(),
            runs: RunPanel::default(),
            outbox: Vec::new(),
            next_job: 0,
            toast: None,
            told: Vec::new(),
            shown: None,
            announced: false,
            palette: None,
            sheet: false,
            closing: Closing::NotAsked,
            outcomes: Outcomes::default(),
            on_screen: OnScreen::default(),
            keeping: Keeping::default(),
            ground: Ground::default(),
        }
    }

    /// The program was started once more with the same data folder: what that start was asked counts here.
    pub fn started_again(&mut self, sandbox: bool, lang: Option<Language>) {
        if let Some(lang) = lang {
            self.forced = Some(lang);
            self.texts = Texts::new(lang);
        }
        if sandbox && self.state.sandbox.is_none() {
            self.next_job += 1;
            self.run(JobId(self.next_job), Command::StartSandbox);
        }
        self.toast = Some((self.texts.t("already-open"), Instant::now()));
    }

    /// Brings the window to the front, with the leave that the desktop gave for it.
    pub fn come_back(&mut self, ctx: &egui::Context, frame: &eframe::Frame, token: Option<&str>) {
        self.keeping.come_back(ctx, frame, token);
    }

    /// Whether the window is about to close, unless a person is asked first and stays.
    #[must_use]
    pub fn is_ending(&self, ctx: &egui::Context) -> bool {
        self.state.quit || ctx.input(|input| input.viewport().close_requested())
    }

    /// Sets fonts and theme up. In another context once more, with all that has been typed.
    pub fn furnish(&mut self, ctx: &egui::Context) {
        theme::install(ctx);
        ctx.options_mut(|options| options.max_passes = ui::PASSES);
        ctx.add_plugin(WithoutNul);
        self.keeping.begin_anew();
        self.shown = None;
    }

    /// Takes the facts in that have come. What would hold up the frame is left to the next one.
    fn drain(&mut self, ctx: &egui::Context) {
        let copied_before = self.state.copied_until;
        let Self { engine, outside, told, state, .. } = self;
        let is_behind = taking::take_in(
            state,
            |most| engine.drain(most),
            |state, event| {
                outside.news.hear(state, event);
                if let Event::Alerted(alerts) = event {
                    told.extend(alerts.iter().cloned());
                }
            },
        );
        self.outside.is_behind = is_behind;
        if is_behind {
            ctx.request_repaint();
        }
        if !self.told.is_empty() {
            let shown = if self.state.settings.screenshot { self.veil.over(&mut self.state) } else { &self.state };
            let note = news::of_alerts(shown, &self.texts, &std::mem::take(&mut self.told));
            self.toast = Some((note.title, Instant::now()));
        }
        if let Some(said) = self.outcomes.said(&self.state, &self.texts) {
            self.toast = Some((said, Instant::now()));
        }
        if self.state.copied_until != copied_before {
            let seconds = self.state.settings.clipboard_seconds.to_string();
            self.toast = Some((self.texts.with("copied-secret", &[("seconds", &seconds)]), Instant::now()));
        }
        if !self.announced
            && let Some(line) = self.engine.announcement()
        {
            self.announced = true;
            // Programs read the sandbox's address here; a closed pipe is theirs to explain.
            let _ = console::say(&format!("{}\n", line.expose()));
        }
    }

    /// Follows the settings: theme, zoom, language. Between two frames: the ground is cleared before a frame begins.
    fn follow_settings(&mut self, ctx: &egui::Context) {
        let pinned = std::mem::replace(&mut self.state.pinned, self.forced);
        if self.shown.as_ref() == Some(&self.state.settings) && pinned == self.forced {
            return;
        }
        let settings = self.state.settings.clone();
        theme::apply(ctx, settings.theme);
        ctx.set_zoom_factor(settings.zoom.clamp(0.75, 2.0));
        let language = self.forced.or(settings.language).unwrap_or_else(i18n::system_language);
        if self.texts.language() != language {
            self.texts = Texts::new(language);
        }
        self.shown = Some(settings);
    }

    fn ground_in(&self, visuals: &egui::Visuals) -> egui::Color32 {
        if self.screens.is_list(self.route) { visuals.window_fill } else { visuals.panel_fill }
    }

    /// Sends a command whose end nobody waits for.
    fn send(&mut self, command: Command) {
        self.state.show_kept(&command);
        if self.engine.send(command).is_err() {
            self.toast = Some((self.texts.t("failure-busy"), Instant::now()));
        }
    }

    /// Sends a command as this job.
    fn run(&mut self, job: JobId, command: Command) {
        let shown = if self.is_veiled { self.veil.copy() } else { &self.state };
        self.outcomes.note(shown, job, &command);
        self.state.leave(job, &command);
        let is_refresh = matches!(command, Command::Sync { .. });
        if self.engine.begin(job, command).is_ok() {
            self.state.refreshes.extend(is_refresh.then_some(job));
            self.state.jobs.insert(job, JobState::Running);
        } else {
            self.toast = Some((self.texts.t("failure-busy"), Instant::now()));
            self.state.apply(Event::JobFailed { job, failure: FailureKind::Busy.into() });
        }
    }

    /// What is meant by a command that a screen made from what is shown.
    fn meant(&self, command: Command) -> Command {
        if self.is_veiled { self.veil.meant(command) } else { command }
    }

    fn carry_out(&mut self, ctx: &egui::Context) {
        for wish in std::mem::take(&mut self.outbox) {
            match wish {
                Wish::Do(command) => self.send(self.meant(command)),
                Wish::Run(job, command) => match self.outside.ask_where(ctx, &self.texts, job, self.meant(command)) {
                    WhereTo::Nothing(job, command) => self.run(job, command),
                    WhereTo::Now => {}
                    WhereTo::Already => {
                        self.state.jobs.insert(job, JobState::Done(Done::Nothing));
                        self.toast = Some((self.texts.t("dialog-open"), Instant::now()));
                    }
                },
                Wish::Choose(job, kinds) => {
                    if !self.outside.ask_for(ctx, &self.texts, &mut self.state, job, kinds) {
                        self.toast = Some((self.texts.t("dialog-open"), Instant::now()));
                    }
                }
                Wish::Go(route) => {
                    if route != self.route {
                        self.state.conceal();
                    }
                    self.route = route;
                }
                Wish::Toast(text) => self.toast = Some((text, Instant::now())),
                Wish::Copy(text) if self.is_veiled => ctx.copy_text(self.veil.meant_text(text)),
                Wish::Copy(text) => ctx.copy_text(text),
                Wish::Visit(page) if self.is_veiled => {
                    ctx.open_url(egui::OpenUrl::new_tab(self.veil.meant_page(&page)));
                }
                Wish::Visit(page) => ctx.open_url(egui::OpenUrl::new_tab(page)),
                wish @ (Wish::Act(..)
                | Wish::Show(_)
                | Wish::Alerts
                | Wish::ChangeMany(_)
                | Wish::PairMany(_)
                | Wish::Recreate(_)
                | Wish::Fill { .. }
                | Wish::ShowView(_)
                | Wish::Create(_)) => self.route = self.screens.bring(wish).unwrap_or(self.route),
                Wish::StartRun(kind, instances) => self.runs.ask(&self.state, kind, &instances),
                Wish::ForgetRead => self.state.forget_read(),
                Wish::CopyPicture(picture) => ctx.copy_image(picture),
                Wish::Forget(job) => {
                    self.state.jobs.remove(&job);
                }
                Wish::Removed(mut template, at) => {
                    if self.is_veiled {
                        template.name = self.veil.meant_text(template.name);
                    }
                    self.state.leaving.begin(Removal::Template { template: Box::new(template), at });
                }
                Wish::TakeBack => {
                    if let Some(command) = self.state.take_back() {
                        self.send(command);
                    }
                }
                Wish::TryNotice => self.outside.try_notice(ctx, &self.texts),
                Wish::Conceal => self.state.conceal(),
                Wish::OpenFolder => folder::open(&self.state.folder),
                Wish::Unpin => self.forced = None,
            }
            ctx.request_repaint();
        }
    }

    /// A revealed secret hides itself after its time and when the window loses the keyboard.
    fn conceal_in_time(&mut self, ctx: &egui::Context) {
        let Some(revealed) = &self.state.revealed else { return };
        let left = revealed.until.saturating_duration_since(Instant::now());
        if left.is_zero() || ctx.input(lost_keyboard) {
            self.state.conceal();
        } else {
            ctx.request_repaint_after(left);
        }
    }

    /// What the desktop answered, and what it is to tell.
    fn follow_outside(&mut self, ctx: &egui::Context, frame: &eframe::Frame) {
        if let Some((job, command)) = self.outside.chosen(&mut self.state) {
            self.run(job, command);
        }
        self.outside.follow_choice(&mut self.state);
        // What belongs together is told together.
        if !self.outside.is_behind && self.outside.news.is_waiting(self.state.watch.rules.quiet) {
            let veiled = self.state.settings.screenshot;
            let shown = if veiled { self.veil.over(&mut self.state) } else { &self.state };
            self.outside.tell(ctx, shown, &self.texts);
        }
        for press in self.outside.follow(&mut self.state) {
            self.outbox.extend(alerts::pressed(&self.state, &self.texts, &press.what));
            if !matches!(press.what, Pressed::Snooze(_)) {
                self.come_back(ctx, frame, press.token.as_deref());
                // Some desktops keep a window from coming to the front.
                let attention = egui::UserAttentionType::Informational;
                ctx.send_viewport_cmd(egui::ViewportCommand::RequestUserAttention(attention));
            }
        }
        self.outbox.extend(self.keeping.follow(ctx, frame, &self.state, &self.texts));
        self.state.watch.has_tray = self.keeping.has_tray();
        if !self.outbox.is_empty() {
            // A window that is hidden draws nothing, after which it would be done.
            self.carry_out(ctx);
        }
    }

    fn guard_close(&mut self, ctx: &egui::Context) {
        if self.state.quit {
            ctx.send_viewport_cmd(egui::ViewportCommand::Close);
        }
        let closing = ctx.input(|input| input.viewport().close_requested());
        if self.closing == Closing::Anyway || self.state.quit {
            return;
        }
        let stays = closing && self.keeping.takes_over(ctx, &self.state.watch.rules);
        if self.keeping.goes_away(ctx) == Some(Closed::Minimised) {
            self.toast = Some((self.texts.t("watch-goes-on"), Instant::now()));
        }
        if stays || (!closing && self.closing == Closing::NotAsked) {
            return;
        }
        let at_stake = self.engine.at_stake();
        if closing && at_stake.is_some() {
            ctx.send_viewport_cmd(egui::ViewportCommand::CancelClose);
        }
        // What the question was about may be over, or something else by now.
        self.closing = at_stake.map_or(Closing::NotAsked, Closing::Asked);
    }
}

impl eframe::App for App {
    fn logic(&mut self, ctx: &egui::Context, frame: &mut eframe::Frame) {
        self.drain(ctx);
        self.follow_settings(ctx);
        self.follow_outside(ctx, frame);
        self.conceal_in_time(ctx);
        self.guard_close(ctx);
        let shown = self.runs.leaves(self.screens.shown(self.route));
        if let Some(shown) = self.on_screen.follow(ctx, self.keeping.is_hidden(), shown) {
            // One that is not taken counts as told: the next change comes soon.
            let _ = self.engine.send(Command::OnScreen { shown });
        }
    }

    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        // In the tray: nobody would see it, and it would be painted all the same.
        if self.keeping.is_hidden() {
            return;
        }
        self.is_veiled = self.state.settings.screenshot;
        let at_stake = match &self.closing {
            Closing::Asked(names) if self.is_veiled => Some(self.veil.at_stake(names)),
            Closing::Asked(names) => Some(names.clone()),
            Closing::NotAsked | Closing::Anyway => None,
        };
        let state = if self.is_veiled { self.veil.over(&mut self.state) } else { &self.state };
        let changes_in = Cell::new(Duration::MAX);
        let mut cx = Cx {
            state,
            texts: &self.texts,
            outbox: &mut self.outbox,
            next_job: &mut self.next_job,
            changes_in: &changes_in,
        };
        self.screens.take_dropped(ui, &mut cx);
        match keys::keys(ui.ctx(), &mut cx) {
            Some(Opened::Palette) => self.palette = Some(Palette::about(self.screens.chosen())),
            Some(Opened::Sheet) => self.sheet = true,
            None => {}
        }
        shell::sidebar_ui(ui, &mut cx, self.route);
        self.runs.around_ui(ui, &mut cx, self.route, |ui, cx| self.screens.ui(ui, cx, self.route));
        shell::waiting_ui(ui, &cx, self.route);
        self.screens.hover_ui(ui, &cx);
        undo::keys(ui.ctx(), &mut cx);
        undo::undo_ui(ui, &mut cx);
        if self.palette.as_mut().is_some_and(|palette| palette.ui(ui, &mut cx)) {
            self.palette = None;
        }
        if self.sheet && keys::sheet_ui(ui, &cx) {
            self.sheet = false;
        }
        if let Some(why) = &cx.state.unusable
            && shell::unusable_ui(ui, &cx, why)
        {
            ui::close(ui.ctx());
        }
        if let Some(at_stake) = at_stake {
            match shell::close_dialog_ui(ui, &mut cx, &at_stake) {
                Some(true) => {
                    self.closing = Closing::Anyway;
                    ui::close(ui.ctx());
                }
                Some(false) => {
                    self.closing = Closing::NotAsked;
                    self.keeping.stays();
                }
                None => {}
            }
        }
        shell::passing_ui(ui, &mut self.toast);
        let ctx = ui.ctx().clone();
        self.carry_out(&ctx);
        self.follow_settings(&ctx);
        self.ground.follow(&ctx, self.ground_in(&ctx.global_style().visuals));
        if changes_in.get() < Duration::MAX {
            ctx.request_repaint_after(changes_in.get());
        }
        ui::reader::name_window(&ctx, "Pairdesk");
        ui::reader::hold_page(ui);
        ui::focus::settle(&ctx);
        ui::settle(&ctx);
    }

    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        self.ground.cleared_with(self.ground_in(visuals))
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        self.keeping.end();
        self.engine.end();
    }
}
