//! The interface with a door: knocks are answered between two frames, also while the window is hidden.

use crate::app::App;
use crate::desktop::place::Keeper;
use crate::desktop::second_start::door::Door;
use egui::{Context, UserAttentionType, ViewportCommand};
use std::time::{Duration, Instant};

/// How long a window may take to come to the front before it asks for attention instead.
const COME_WITHIN: Duration = Duration::from_millis(700);

/// The interface of a program that others may knock at.
pub struct Answering {
    app: App,
    door: Option<Door>,
    place: Keeper,
    call: Call,
}

/// How far the window got on its way to the front.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Call {
    None,
    Called(Instant),
    /// The desktop did not let it, so it shows that it wants to.
    Insisting,
}

impl Answering {
    /// The interface, with a door where one could be opened.
    #[must_use]
    pub fn new(app: App, door: Option<Door>, place: Keeper) -> Self {
        Self { app, door, place, call: Call::None }
    }

    /// Gets ready to be drawn in this context.
    pub fn furnish(&mut self, ctx: &Context) {
        self.app.furnish(ctx);
    }

    fn answer(&mut self, ctx: &Context, frame: &eframe::Frame) {
        // Who knocks at the end waits, and opens a window of its own.
        if self.app.is_ending(ctx) {
            return;
        }
        while let Some(knock) = self.door.as_ref().and_then(Door::next) {
            self.app.started_again(knock.letter.sandbox, knock.letter.lang);
            self.app.come_back(ctx, frame, knock.letter.token.as_deref());
            self.call = Call::Called(Instant::now());
            knock.seen();
        }
    }

    /// Desktops may keep a window from coming to the front, and Wayland has no other way than to ask.
    fn insist(&mut self, ctx: &Context) {
        let focused = || ctx.input(|input| input.viewport().focused == Some(true));
        match self.call {
            Call::Called(_) if focused() => self.call = Call::None,
            Call::Called(since) => {
                let left = COME_WITHIN.saturating_sub(since.elapsed());
                if left.is_zero() {
                    ctx.send_viewport_cmd(ViewportCommand::RequestUserAttention(UserAttentionType::Informational));
                    self.call = Call::Insisting;
                } else {
                    ctx.request_repaint_after(left);
                }
            }
            Call::Insisting if focused() => {
                ctx.send_viewport_cmd(ViewportCommand::RequestUserAttention(UserAttentionType::Reset));
                self.call = Call::None;
            }
            Call::None | Call::Insisting => {}
        }
    }
}

impl eframe::App for Answering {
    fn logic(&mut self, ctx: &Context, frame: &mut eframe::Frame) {
        self.app.logic(ctx, frame);
        self.place.follow(ctx, frame);
        self.answer(ctx, frame);
        self.insist(ctx);
    }

    fn ui(&mut self, ui: &mut egui::Ui, frame: &mut eframe::Frame) {
        self.app.ui(ui, frame);
    }

    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        self.app.clear_color(visuals)
    }

    fn on_exit(&mut self, gl: Option<&eframe::glow::Context>) {
        // The door first: who comes now waits until the folder is free, and starts by itself.
        drop(self.door.take());
        self.place.keep();
        self.app.on_exit(gl);
    }
}
