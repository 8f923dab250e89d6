//! The keys that work everywhere, and the sheet that lists all keys.

use crate::app::cx::{Cx, Wish};
use crate::app::route::Route;
use crate::engine::command::Command;
use crate::ui::button::Button;
use crate::ui::layout::modal_ui;
use crate::ui::pieces::heading;
use crate::ui::theme::{self, Tokens};
use egui::{Context, Key, KeyboardShortcut, Modifiers, RichText, Ui};

/// What the keys asked to open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opened {
    Palette,
    Sheet,
}

/// Every key of the sheet with the text of what it does.
const SHEET: [(&str, &str); 13] = [
    ("Ctrl K", "keys-palette"),
    ("Ctrl N", "nav-new-instance"),
    ("Ctrl 1 … 5", "keys-places"),
    ("Ctrl ,", "nav-settings"),
    ("Ctrl F", "keys-search"),
    ("F5", "refresh"),
    ("↑ ↓", "keys-move"),
    ("P", "detail-pair"),
    ("Del", "keys-delete"),
    ("Tab", "keys-tab"),
    ("Esc", "close"),
    ("Ctrl + − 0", "keys-zoom"),
    ("F1", "keys-title"),
];

/// Carries the keys out that work everywhere.
pub fn keys(ctx: &Context, cx: &mut Cx<'_>) -> Option<Opened> {
    let pressed =
        |key: Key| ctx.input_mut(|input| input.consume_shortcut(&KeyboardShortcut::new(Modifiers::COMMAND, key)));
    let places = [
        (Key::N, Route::NewInstance),
        (Key::Num1, Route::Instances),
        (Key::Num2, Route::Credentials),
        (Key::Num3, Route::Templates),
        (Key::Num4, Route::Activity),
        (Key::Num5, Route::Sandbox),
        (Key::Comma, Route::Settings),
    ];
    for (key, route) in places {
        if pressed(key) {
            cx.go(route);
        }
    }
    let zooms = [(Key::Plus, 0.1), (Key::Equals, 0.1), (Key::Minus, -0.1), (Key::Num0, 0.0)];
    for (key, by) in zooms {
        if pressed(key) {
            let mut settings = cx.state.settings.clone();
            settings.zoom = if by == 0.0 { 1.0 } else { (settings.zoom + by).clamp(0.75, 2.0) };
            cx.outbox.push(Wish::Do(Command::SaveSettings { settings }));
        }
    }
    if ctx.input_mut(|input| input.consume_key(Modifiers::NONE, Key::F5)) {
        cx.run(|job| Command::Sync { job, account: None });
    }
    if pressed(Key::K) {
        return Some(Opened::Palette);
    }
    ctx.input_mut(|input| input.consume_key(Modifiers::NONE, Key::F1)).then_some(Opened::Sheet)
}

/// The sheet. Returns whether it is over.
pub fn sheet_ui(ui: &Ui, cx: &Cx<'_>) -> bool {
    let mut over = false;
    let dismissed = modal_ui(ui, "keys", 440.0, |ui| {
        heading(ui, cx.t("keys-title"));
        ui.add_space(8.0);
        egui::Grid::new("keys").num_columns(2).spacing([24.0, 8.0]).show(ui, |ui| {
            for (keys, what) in SHEET {
                ui.label(RichText::new(keys).font(theme::mono(13.0)).color(Tokens::of(ui).muted));
                ui.label(cx.t(what));
                ui.end_row();
            }
        });
        ui.add_space(12.0);
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            over = Button::secondary("confirm.ok", cx.t("close")).show(ui).clicked();
        });
    });
    over || dismissed
}
