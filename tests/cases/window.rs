//! The program's window on an engine: pressed and written into by the stable ids of its controls, read by its names.

use crate::screen::Screen;
use egui::{Event, Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::NodeT;
use pairdesk::app::App;
use pairdesk::domain::settings::Language;
use pairdesk::engine::Engine;
use std::time::{Duration, Instant};

/// The longest that anything may take here.
pub const PATIENCE: Duration = Duration::from_mins(1);
/// Between two looks.
pub const PAUSE: Duration = Duration::from_millis(20);
/// So high that nothing has to be scrolled to.
const SIZE: [f32; 2] = [1280.0, 1700.0];

pub struct Window(Harness<'static, App>);

impl Window {
    pub fn on(engine: Engine) -> Self {
        let mut harness = Harness::builder()
            .with_size(SIZE)
            // What others write may be in any script: on a desktop the system's fonts draw it.
            .allow_missing_glyphs()
            .build_eframe(|creation| App::new(&creation.egui_ctx, engine, Some(Language::English)));
        harness.run_steps(4);
        Self(harness)
    }

    pub fn step(&mut self) {
        self.0.run_steps(1);
    }

    pub fn look(&self) -> Screen {
        Screen::of(&self.0.root())
    }

    /// Waits until something holds.
    pub fn wait(&mut self, what: &str, holds: impl Fn(&Screen) -> bool) -> Result<(), String> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            self.step();
            let screen = self.look();
            if holds(&screen) {
                return Ok(());
            }
            if Instant::now() > deadline {
                return Err(format!("{what} did not come\n  screen: {}", screen.read()));
            }
            std::thread::sleep(PAUSE);
        }
    }

    pub fn press(&mut self, id: &str) -> Result<(), String> {
        self.wait(&format!("the control {id}"), |screen| screen.can_use(id))?;
        self.click(id);
        self.0.run_steps(3);
        Ok(())
    }

    /// Puts a text into a field, in the place of what stands there, as pasting does.
    pub fn write(&mut self, id: &str, text: &str) -> Result<(), String> {
        self.press(id)?;
        self.0.key_press_modifiers(Modifiers::COMMAND, Key::A);
        self.0.run_steps(1);
        self.0.event(Event::Paste(text.to_owned()));
        self.0.run_steps(2);
        Ok(())
    }

    fn click(&self, id: &str) {
        let mut nodes = self.0.root().children_recursive();
        let found = nodes.find(|node| {
            let node = node.accesskit_node();
            node.author_id() == Some(id) && !node.is_disabled()
        });
        if let Some(node) = found {
            node.click();
        }
    }
}
