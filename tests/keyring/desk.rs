//! The window on an engine of the lab.

use egui::{ViewportCommand, ViewportEvent, ViewportId};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use pairdesk::app::App;
use pairdesk::domain::settings::Language;
use pairdesk::engine::Engine;
use std::time::{Duration, Instant};

/// The longest that anything may take here.
const PATIENCE: Duration = Duration::from_mins(2);

pub struct Desk(pub Harness<'static, App>);

impl Desk {
    pub fn on(engine: Engine) -> Self {
        let mut harness = Harness::builder()
            .with_size([1280.0, 800.0])
            .build_eframe(|creation| App::new(&creation.egui_ctx, engine, Some(Language::English)));
        harness.run_steps(4);
        Self(harness)
    }

    /// What begins like this is on the screen.
    pub fn sees(&self, label: &str) -> bool {
        self.0.query_all(egui_kittest::kittest::By::new().label_contains(label)).next().is_some()
    }

    pub fn wait_for(&mut self, label: &str) {
        let deadline = Instant::now() + PATIENCE;
        while !self.sees(label) {
            assert!(Instant::now() < deadline, "{label} did not come");
            std::thread::sleep(Duration::from_millis(5));
            self.0.step();
        }
    }

    pub fn press(&mut self, label: &str) {
        self.wait_for(label);
        let exact = self.0.query_all_by_label(label).next().is_some();
        let found =
            if exact { self.0.get_all_by_label(label).next() } else { self.0.get_all_by_label_contains(label).next() };
        found.unwrap().click();
        self.0.run_steps(3);
    }

    /// To a place of the sidebar, whose name may carry a number.
    pub fn go(&mut self, place: &str) {
        self.0.get_all_by_label_contains(place).next().unwrap().click();
        self.0.run_steps(3);
    }

    /// The person closes the window; whether that was held back.
    pub fn close(&mut self) -> bool {
        let viewports = &mut self.0.input_mut().viewports;
        viewports.get_mut(&ViewportId::ROOT).unwrap().events.push(ViewportEvent::Close);
        self.0.step();
        let held_back = self.wanted().contains(&ViewportCommand::CancelClose);
        self.0.run_steps(3);
        held_back
    }

    /// The person presses this; whether the window wants to close then.
    pub fn closes_by(&mut self, label: &str) -> bool {
        self.0.get_by_label(label).click();
        // The press, the release, and the frame that acts on it.
        (0..3).any(|_| {
            self.0.step();
            self.wanted().contains(&ViewportCommand::Close)
        })
    }

    fn wanted(&self) -> Vec<ViewportCommand> {
        self.0.output().viewport_output[&ViewportId::ROOT].commands.clone()
    }
}
