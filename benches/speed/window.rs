//! A window without a screen: input goes in, triangles come out.

use crate::measure::Watch;
use egui::{Event, MouseWheelUnit, PointerButton, Pos2, RawInput, Rect, TouchPhase, Ui, Vec2};
use std::time::Duration;

const SIZE: Vec2 = Vec2::new(1280.0, 800.0);

/// Time and size of the frames, and what was made of the last one.
pub struct Window {
    pub ctx: egui::Context,
    time: f64,
    /// Corners of the last frame's triangles; 0 would mean that nothing was drawn.
    pub vertices: usize,
}

impl Window {
    pub fn new() -> Self {
        Self { ctx: egui::Context::default(), time: 0.0, vertices: 0 }
    }

    /// One frame, 60 to the second as the interface sees it; tells what it took of the processor.
    pub fn frame(&mut self, events: Vec<Event>, draw: impl FnMut(&mut Ui)) -> Duration {
        self.time += 1.0 / 60.0;
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, SIZE)),
            time: Some(self.time),
            events,
            focused: true,
            ..RawInput::default()
        };
        let watch = Watch::start();
        let output = self.ctx.run_ui(input, draw);
        let drawn = self.ctx.tessellate(output.shapes, output.pixels_per_point);
        let took = watch.read();
        self.vertices = drawn
            .iter()
            .map(|part| match &part.primitive {
                egui::epaint::Primitive::Mesh(mesh) => mesh.vertices.len(),
                egui::epaint::Primitive::Callback(_) => 0,
            })
            .sum();
        took
    }

    /// The middle of a control that was drawn in the last frame.
    pub fn place_of(&self, kind: &str, id: &str) -> Pos2 {
        self.find(kind, id).unwrap_or_else(|| panic!("there is no {kind} {id}"))
    }

    /// The same, where it may have no room.
    pub fn find(&self, kind: &str, id: &str) -> Option<Pos2> {
        self.ctx.read_response(egui::Id::unique((kind, id))).map(|response| response.rect.center())
    }
}

/// The events of a click, a frame each.
pub fn click(at: Pos2) -> [Vec<Event>; 3] {
    let button = |pressed| Event::PointerButton {
        pos: at,
        button: PointerButton::Primary,
        pressed,
        modifiers: egui::Modifiers::NONE,
    };
    [vec![Event::PointerMoved(at), button(true)], vec![button(false)], Vec::new()]
}

/// The wheel, turned by some points.
pub fn wheel(points: f32) -> Vec<Event> {
    vec![Event::MouseWheel {
        unit: MouseWheelUnit::Point,
        delta: Vec2::new(0.0, points),
        phase: TouchPhase::Move,
        source: egui::MouseWheelSource::Unknown,
        modifiers: egui::Modifiers::NONE,
    }]
}

/// A key, pressed and let go.
pub fn key(key: egui::Key) -> Vec<Event> {
    let event =
        |pressed| Event::Key { key, physical_key: None, pressed, repeat: false, modifiers: egui::Modifiers::NONE };
    vec![event(true), event(false)]
}
