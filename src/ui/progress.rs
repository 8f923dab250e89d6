//! What is under way: the ring of a code's age and rows of steps.

use crate::i18n::Texts;
use crate::ui::icon::Icon;
use crate::ui::theme::{self, Tokens};
use crate::ui::widgets::{tidy_width, wrapped_ui};
use egui::{Pos2, RichText, Stroke, Ui, Vec2};

/// How a step stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Done,
    Active,
    Waiting,
    Warned,
}

/// A ring that closes: `left` is the share that is left, 1 to 0.
pub fn ring_ui(ui: &mut Ui, left: f32, size: f32) {
    let tokens = Tokens::of(ui);
    let (_, rect) = ui.allocate_space(Vec2::splat(size));
    let radius = size / 2.0 - 2.0;
    ui.painter().circle_stroke(rect.center(), radius, Stroke::new(3.0, tokens.line));
    arc(ui, rect.center(), radius, left.clamp(0.0, 1.0), Stroke::new(3.0, tokens.accent));
}

/// The same as a mark in a line: `done` is the share that is done.
pub fn small_ring_ui(ui: &Ui, center: Pos2, done: f32) {
    let tokens = Tokens::of(ui);
    ui.painter().circle_stroke(center, 7.0, Stroke::new(2.5, tokens.line));
    arc(ui, center, 7.0, done.clamp(0.0, 1.0), Stroke::new(2.5, tokens.accent));
}

/// A part of a ring, from its top on.
pub fn paint_ring(ui: &Ui, center: Pos2, radius: f32, share: f32, stroke: Stroke) {
    arc(ui, center, radius, share, stroke);
}

/// A bar with its shares beside each other; what none of them has is still to come. `name` is what a screen reader says.
pub fn shares_ui(ui: &mut Ui, name: &str, shares: &[(f32, egui::Color32)]) {
    let (rect, response) = ui.allocate_exact_size(Vec2::new(ui.available_width(), 8.0), egui::Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ProgressIndicator, true, name));
    let done: f32 = shares.iter().map(|(share, _)| share).sum();
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_numeric_value(f64::from((done * 100.0).round()));
        node.set_min_numeric_value(0.0);
        node.set_max_numeric_value(100.0);
    });
    ui.painter().rect_filled(rect, 4.0, Tokens::of(ui).line);
    let mut left = rect.left();
    for (share, color) in shares.iter().filter(|(share, _)| *share > 0.0) {
        let right = (left + share * rect.width()).min(rect.right());
        ui.painter()
            .rect_filled(rect.with_min_x(left).with_max_x((right - 1.0).max(left + 1.0)), 1.0, *color);
        left = right;
    }
}

fn arc(ui: &Ui, center: Pos2, radius: f32, share: f32, stroke: Stroke) {
    const POINTS: u8 = 64;
    let points = (0..=POINTS).map(|at| {
        let turn = std::f32::consts::TAU * share * f32::from(at) / f32::from(POINTS) - std::f32::consts::FRAC_PI_2;
        center + radius * Vec2::new(turn.cos(), turn.sin())
    });
    ui.painter().add(egui::Shape::line(points.collect(), stroke));
}

/// One step: mark, words, and a small text at the right.
pub fn step_ui(ui: &mut Ui, texts: &Texts, step: Step, text: &str, right: &str) {
    let tokens = Tokens::of(ui);
    ui.horizontal_top(|ui| {
        ui.set_min_height(22.0);
        let (_, rect) = ui.allocate_space(Vec2::splat(20.0));
        let center = rect.center();
        match step {
            Step::Done => {
                ui.painter().circle_filled(center, 10.0, tokens.accent);
                Icon::Check.paint(ui, center, 12.0, tokens.on_accent);
            }
            Step::Warned => {
                ui.painter().circle_filled(center, 10.0, tokens.warn);
                Icon::Warning.paint(ui, center, 11.0, tokens.panel);
            }
            // A still arc: a turning one would draw without end.
            Step::Active => arc(ui, center, 9.0, 0.75, Stroke::new(2.0, tokens.info)),
            Step::Waiting => {
                ui.painter().circle_filled(center, 9.5, tokens.line);
            }
        }
        let (font, color) = match step {
            Step::Active => (theme::semibold(13.5), tokens.text),
            Step::Waiting => (theme::regular(13.5), tokens.muted),
            Step::Done | Step::Warned => (theme::regular(13.5), tokens.text),
        };
        let room = (ui.available_width() - 80.0).max(60.0);
        let shown = wrapped_ui(ui, tidy_width(ui, text, &font, room), RichText::new(text).font(font).color(color));
        let state = match step {
            Step::Done => "step-done",
            Step::Active => "step-current",
            Step::Waiting => "step-to-come",
            Step::Warned => "step-warned",
        };
        let name = texts.with(state, &[("step", text)]);
        shown.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &name));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Min), |ui| {
            if !right.is_empty() {
                ui.label(RichText::new(right).font(theme::regular(12.0)).color(tokens.muted));
            }
        });
    });
}
