//! What is on the screen, told to the engine: it looks in seconds at that and in minutes at the rest.

use crate::engine::command::Shown;
use egui::Context;
use std::time::{Duration, Instant};

/// While rows pass by nothing is told.
const PAUSE: Duration = Duration::from_millis(500);

/// What was told last, and when.
#[derive(Default)]
pub struct OnScreen {
    told: Shown,
    at: Option<Instant>,
}

impl OnScreen {
    /// What is to be told now, if it is something else than before.
    pub fn follow(&mut self, ctx: &Context, is_hidden: bool, shown: Shown) -> Option<Shown> {
        let is_away = is_hidden || ctx.input(|input| input.viewport().minimized == Some(true));
        let shown = if is_away { Shown::default() } else { shown };
        if shown == self.told {
            return None;
        }
        let left = self.at.map_or(Duration::ZERO, |at| PAUSE.saturating_sub(at.elapsed()));
        if !left.is_zero() {
            ctx.request_repaint_after(left);
            return None;
        }
        self.at = Some(Instant::now());
        self.told = shown.clone();
        Some(shown)
    }
}
