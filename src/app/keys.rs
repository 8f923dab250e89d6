//! The keys that work everywhere, and the sheet that lists all keys.

use crate::app::actions::{EVERYWHERE, OF_INSTANCE};
use crate::app::cx::{Cx, Wish};
use crate::app::places::{PLACES, Place};
use crate::domain::settings::Settings;
use crate::engine::command::Command;
use crate::ui::button::Button;
use crate::ui::layout::{ends_ui, modal_ui};
use crate::ui::theme::{self, Tokens};
use crate::ui::widgets::{heading, tidy_ui};
use egui::{
    Align, Context, Event, InputState, Key, KeyboardShortcut, Layout, Modifiers, RichText, ScrollArea, Ui, Vec2,
};

/// Width of the sheet, where the window has it, and of its keys.
const SHEET: f32 = 720.0;
const KEYS: f32 = 106.0;

/// What one press makes everything larger or smaller by.
const ZOOM_STEP: f32 = 0.1;

/// What the keys asked to open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opened {
    Palette,
    Sheet,
}

/// Every key of the sheet with the key of the text of what it does.
fn sheet() -> Vec<(String, String)> {
    let line = |keys: &str, text: &str| (keys.to_owned(), text.to_owned());
    let mut lines = vec![line("Ctrl K", "keys-palette")];
    let (numbered, lettered): (Vec<&Place>, Vec<&Place>) = PLACES.iter().partition(|place| is_numbered(place));
    let mut places = lettered
        .into_iter()
        .filter(|place| place.key.is_some())
        .map(|place| (with_control(place), place.text()));
    lines.extend(places.next());
    lines.push((format!("Ctrl 1 … {}", numbered.len()), "keys-places".to_owned()));
    lines.extend(places);
    lines.push(line("Ctrl F", "keys-search"));
    lines.extend(EVERYWHERE.iter().map(|action| line(action.key.name(), action.id)));
    lines.push(line("↑ ↓", "keys-move"));
    lines.push(line("Space", "keys-select"));
    lines.push(line("Shift ↑ ↓", "keys-select-range"));
    lines.push(line("Ctrl A", "keys-select-all"));
    let of_instance = OF_INSTANCE.iter().filter_map(|action| Some((action.keys?, action.text)));
    lines.extend(of_instance.map(|(keys, text)| line(&plain(keys), text)));
    lines.push(line("Shift F10", "keys-menu"));
    let rest = [
        ("F", "keys-full-screen"),
        ("P", "keys-run-pause"),
        ("S", "keys-snooze"),
        ("F8", "keys-problem"),
        ("Ctrl S", "keys-review"),
        ("Ctrl C", "keys-copy"),
        ("Ctrl Z", "undo"),
        ("Tab", "keys-tab"),
        ("Esc", "close"),
        ("Ctrl Shift M", "settings-screenshot"),
        ("Ctrl + − 0", "keys-zoom"),
        ("F1 ?", "keys-title"),
    ];
    lines.extend(rest.map(|(keys, text)| line(keys, text)));
    lines
}

/// Keys as they are shown: `Ctrl R`.
#[must_use]
pub fn shown(cx: &Cx<'_>, keys: &KeyboardShortcut) -> String {
    in_words(cx, &plain(*keys))
}

/// Some keys bear a word, which is another one on the keyboards of each language.
fn in_words(cx: &Cx<'_>, keys: &str) -> String {
    let word = |key: &str| match key {
        "Del" => cx.t("key-delete"),
        "Space" => cx.t("key-space"),
        key => key.to_owned(),
    };
    keys.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

fn plain(keys: KeyboardShortcut) -> String {
    let held = [(keys.modifiers.command, "Ctrl "), (keys.modifiers.shift, "Shift ")];
    let held = held.into_iter().filter(|(is_held, _)| *is_held).map(|(_, name)| name);
    let key = if keys.logical_key == Key::Delete { "Del" } else { keys.logical_key.symbol_or_name() };
    held.chain([key]).collect()
}

/// Whether these keys were pressed and nothing besides; nobody else sees them then.
pub fn pressed(ctx: &Context, keys: &KeyboardShortcut) -> bool {
    times_pressed(ctx, keys) > 0
}

/// The same counted: a slow frame has several.
pub fn times_pressed(ctx: &Context, keys: &KeyboardShortcut) -> usize {
    // What was held as it was pressed: by the end of the frame it may be up again.
    let is_it = |event: &egui::Event| match event {
        egui::Event::Key { key, pressed: true, modifiers, .. } => {
            *key == keys.logical_key && modifiers.matches_exact(keys.modifiers)
        }
        _ => false,
    };
    ctx.input_mut(|input| {
        let all = input.events.len();
        input.events.retain(|event| !is_it(event));
        all - input.events.len()
    })
}

/// The keys that lead to a place, as they are shown.
#[must_use]
pub fn with_control(place: &Place) -> String {
    place.key.map(|key| format!("Ctrl {}", key.symbol_or_name())).unwrap_or_default()
}

fn is_numbered(place: &Place) -> bool {
    place.key.is_some_and(|key| key.name().parse::<u8>().is_ok())
}

/// The zoom behind the keys that change it, one after the other as they were pressed: a slow frame has several.
fn zoomed(input: &mut InputState, before: f32) -> Option<f32> {
    let mut zoom = None;
    input.events.retain(|event| {
        let Event::Key { key, pressed: true, modifiers, .. } = event else { return true };
        let now = zoom.unwrap_or(before);
        let next = match key {
            _ if !modifiers.matches_logically(Modifiers::COMMAND) => return true,
            Key::Plus | Key::Equals => (now + ZOOM_STEP).min(2.0),
            Key::Minus => (now - ZOOM_STEP).max(0.75),
            Key::Num0 => 1.0,
            _ => return true,
        };
        zoom = Some(next);
        false
    });
    zoom
}

/// Carries the keys out that work everywhere.
pub fn keys(ctx: &Context, cx: &mut Cx<'_>) -> Option<Opened> {
    let pressed =
        |key: Key| ctx.input_mut(|input| input.consume_shortcut(&KeyboardShortcut::new(Modifiers::COMMAND, key)));
    for place in &PLACES {
        if place.key.is_some_and(pressed) {
            cx.go(place.route);
        }
    }
    if let Some(zoom) = ctx.input_mut(|input| zoomed(input, cx.state.settings.zoom)) {
        let settings = Settings { zoom, ..cx.state.settings.clone() };
        cx.outbox.push(Wish::Do(Command::SaveSettings { settings }));
    }
    for action in &EVERYWHERE {
        if ctx.input_mut(|input| input.consume_key(Modifiers::NONE, action.key)) {
            cx.run((action.command)());
        }
    }
    let screenshot = KeyboardShortcut::new(Modifiers::COMMAND | Modifiers::SHIFT, Key::M);
    if ctx.input_mut(|input| input.consume_shortcut(&screenshot)) {
        let mut settings = cx.state.settings.clone();
        settings.screenshot = !settings.screenshot;
        cx.toast(cx.t(if settings.screenshot { "screenshot-on" } else { "screenshot-off" }));
        cx.outbox.push(Wish::Do(Command::SaveSettings { settings }));
    }
    if pressed(Key::K) || pressed(Key::P) {
        return Some(Opened::Palette);
    }
    let asked = |event: &egui::Event| matches!(event, egui::Event::Text(text) if text == "?");
    // A question mark that is typed into a field is one.
    let question = !ctx.text_edit_focused() && ctx.input(|input| input.events.iter().any(asked));
    (question || ctx.input_mut(|input| input.consume_key(Modifiers::NONE, Key::F1))).then_some(Opened::Sheet)
}

/// The sheet. Returns whether it is over.
pub fn sheet_ui(ui: &Ui, cx: &Cx<'_>) -> bool {
    let mut over = false;
    let room = ui.ctx().content_rect().size();
    let width = SHEET.min(room.x - 80.0);
    let dismissed = modal_ui(ui, "keys", width, |ui| {
        heading(ui, cx.t("keys-title"));
        ui.add_space(8.0);
        let lines = sheet();
        let half = lines.len().div_ceil(2);
        ScrollArea::vertical().max_height(room.y - 180.0).show(ui, |ui| {
            ui.horizontal_top(|ui| {
                ui.spacing_mut().item_spacing.x = 24.0;
                for column in lines.chunks(half) {
                    ui.allocate_ui_with_layout(
                        Vec2::new((width - 24.0) / 2.0, 0.0),
                        Layout::top_down(Align::Min),
                        |ui| {
                            for (keys, what) in column {
                                line_ui(ui, &in_words(cx, keys), &cx.t(what));
                            }
                        },
                    );
                }
            });
        });
        ui.add_space(12.0);
        ends_ui(ui, |ui| over = Button::secondary("confirm.ok", cx.t("close")).show(ui).clicked());
    });
    over || dismissed
}

/// Keys, and beside them what they do.
fn line_ui(ui: &mut Ui, keys: &str, what: &str) {
    ui.horizontal_top(|ui| {
        ui.set_min_width(ui.available_width());
        ui.spacing_mut().item_spacing.x = 8.0;
        ui.allocate_ui_with_layout(Vec2::new(KEYS, 18.0), Layout::left_to_right(Align::Min), |ui| {
            ui.set_min_width(KEYS);
            ui.label(RichText::new(keys).font(theme::mono(13.0)).color(Tokens::of(ui).muted));
        });
        ui.vertical(|ui| tidy_ui(ui, what, theme::regular(14.0), None));
    });
    ui.add_space(2.0);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Shift and Delete that are up again within a frame are no Delete.
    #[test]
    fn what_was_held_counts_and_not_what_is_held_later() {
        let event = |pressed| egui::Event::Key {
            key: Key::Delete,
            physical_key: None,
            pressed,
            repeat: false,
            modifiers: Modifiers::SHIFT,
        };
        let ctx = Context::default();
        let (plain, shifted) = (Modifiers::NONE, Modifiers::SHIFT);
        let input = egui::RawInput { events: vec![event(true), event(false)], ..egui::RawInput::default() };
        let mut seen = Vec::new();
        let mut output = ctx.run_ui(input, |ui| {
            let is = |held| pressed(ui.ctx(), &KeyboardShortcut::new(held, Key::Delete));
            seen = vec![is(plain), is(shifted), is(shifted)];
        });
        output.textures_delta.clear();
        assert_eq!(seen, [false, true, false]);
    }

    /// Keys that a slow frame brings together are all done.
    #[test]
    fn what_was_pressed_twice_in_one_frame_counts_twice() {
        let event = |pressed| egui::Event::Key {
            key: Key::ArrowDown,
            physical_key: None,
            pressed,
            repeat: false,
            modifiers: Modifiers::SHIFT,
        };
        let events = [true, false, true, false].map(event).to_vec();
        let ctx = Context::default();
        let mut output = ctx.run_ui(egui::RawInput { events, ..egui::RawInput::default() }, |ui| {
            let keys = KeyboardShortcut::new(Modifiers::SHIFT, Key::ArrowDown);
            assert_eq!((times_pressed(ui.ctx(), &keys), times_pressed(ui.ctx(), &keys)), (2, 0));
        });
        output.textures_delta.clear();
    }

    #[test]
    fn zoom_follows_its_keys_in_the_order_of_one_slow_frame() {
        let event = |key| egui::Event::Key {
            key,
            physical_key: None,
            pressed: true,
            repeat: false,
            modifiers: Modifiers::COMMAND,
        };
        let after = |keys: &[Key]| {
            let events = keys.iter().copied().map(event).collect();
            let (ctx, mut after) = (Context::default(), None);
            let mut output = ctx.run_ui(egui::RawInput { events, ..egui::RawInput::default() }, |ui| {
                let zoom = ui.ctx().input_mut(|input| zoomed(input, 1.5));
                after = after.or(zoom).map(|zoom| (zoom * 100.0).round());
            });
            output.textures_delta.clear();
            after
        };
        assert_eq!(after(&[Key::Num0, Key::Plus, Key::Plus]), Some(120.0));
        assert_eq!(after(&[Key::Plus, Key::Num0]), Some(100.0));
        assert_eq!(after(&[Key::Minus, Key::Equals, Key::Plus, Key::Plus]), Some(170.0));
        assert_eq!(after(&[Key::Plus; 9]), Some(200.0));
        assert_eq!(after(&[Key::A]), None);
    }

    #[test]
    fn the_sheet_has_the_keys_of_places_and_actions_among_the_others() {
        let lines = sheet();
        let lines: Vec<(&str, &str)> = lines.iter().map(|(keys, text)| (keys.as_str(), text.as_str())).collect();
        let wanted = [
            ("Ctrl K", "keys-palette"),
            ("Ctrl N", "nav-new-instance"),
            ("Ctrl 1 … 6", "keys-places"),
            ("Ctrl ,", "nav-settings"),
            ("Ctrl F", "keys-search"),
            ("F5", "refresh"),
            ("↑ ↓", "keys-move"),
            ("Space", "keys-select"),
            ("Shift ↑ ↓", "keys-select-range"),
            ("Ctrl A", "keys-select-all"),
            ("Enter", "row-open"),
            ("P", "detail-pair"),
            ("Ctrl R", "detail-restart"),
            ("Ctrl L", "detail-logout"),
            ("Ctrl D", "diagnose"),
            ("Ctrl E", "detail-settings"),
            ("F2", "tags-edit"),
            ("Ctrl O", "detail-panel"),
            ("Del", "detail-forget"),
            ("Shift Del", "detail-delete"),
            ("Shift F10", "keys-menu"),
            ("F", "keys-full-screen"),
            ("P", "keys-run-pause"),
            ("S", "keys-snooze"),
            ("F8", "keys-problem"),
            ("Ctrl S", "keys-review"),
            ("Ctrl C", "keys-copy"),
            ("Ctrl Z", "undo"),
            ("Tab", "keys-tab"),
            ("Esc", "close"),
            ("Ctrl Shift M", "settings-screenshot"),
            ("Ctrl + − 0", "keys-zoom"),
            ("F1 ?", "keys-title"),
        ];
        assert_eq!(lines, wanted);
    }
}
