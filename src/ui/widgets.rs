//! Small pieces: status pill, provider tile, notice, facts, steps, empty state.

use crate::i18n::Texts;
use crate::ui::button::Button;
use crate::ui::icon::Icon;
use crate::ui::layout::{DialogName, name_dialog};
use crate::ui::narrow::value_label;
use crate::ui::pinned::title_ui;
use crate::ui::reader::{heading_role, live};
use crate::ui::theme::{self, Tokens};
use egui::accesskit::Live;
use egui::{Color32, CornerRadius, FontId, Frame, Galley, Margin, RichText, Stroke, Ui, Vec2};
use std::cmp::Ordering;
use std::sync::Arc;

/// The meaning of a colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    Ok,
    Info,
    Warn,
    Bad,
    Mute,
}

impl Tone {
    /// Ink and ground.
    #[must_use]
    pub fn colors(self, tokens: &Tokens) -> (Color32, Color32) {
        match self {
            Self::Ok => (tokens.accent_ink, tokens.accent_soft),
            Self::Info => (tokens.info, tokens.info_soft),
            Self::Warn => (tokens.warn, tokens.warn_soft),
            Self::Bad => (tokens.bad, tokens.bad_soft),
            Self::Mute => (tokens.muted, tokens.mute_soft),
        }
    }
}

/// What a pill has beside its word: the dot and both ends.
const PILL_SIDES: f32 = 30.0;

/// A status: dot, word and colour.
pub fn pill_ui(ui: &mut Ui, tone: Tone, word: &str) -> egui::Response {
    let (ink, ground) = tone.colors(Tokens::of(ui));
    let galley = ui.painter().layout_no_wrap(word.to_owned(), theme::medium(12.5), ink);
    let (rect, response) = ui.allocate_exact_size(Vec2::new(galley.size().x + PILL_SIDES, 22.0), egui::Sense::hover());
    ui.painter().rect_filled(rect, CornerRadius::same(11), ground);
    ui.painter().circle_filled(egui::pos2(rect.left() + 11.0, rect.center().y), 3.0, ink);
    ui.painter()
        .galley(egui::pos2(rect.left() + 22.0, rect.center().y - galley.size().y / 2.0), galley, ink);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, word));
    response
}

/// How wide [`pill_ui`] makes this word.
pub fn pill_width(ui: &Ui, word: &str) -> f32 {
    ui.painter()
        .layout_no_wrap(word.to_owned(), theme::medium(12.5), egui::Color32::PLACEHOLDER)
        .size()
        .x
        + PILL_SIDES
}

/// A provider's tile.
#[derive(Clone, Copy)]
pub struct Tile {
    pub initial: char,
    /// `0xRRGGBB`.
    pub tint: u32,
}

/// Draws a provider's tile.
pub fn tile_ui(ui: &mut Ui, tile: Tile) {
    let (_, rect) = ui.allocate_space(Vec2::splat(20.0));
    paint_tile(ui, rect, tile);
}

/// A tile with a name and a line below it, for cards to choose from.
pub fn tile_text_ui(ui: &mut Ui, tile: Tile, name: impl Into<String>, text: impl Into<String>) {
    tile_ui(ui, tile);
    ui.add_space(4.0);
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 1.0;
        ui.label(RichText::new(name).font(theme::semibold(14.0)));
        muted(ui, text);
    });
}

/// Paints a provider's tile where it is wanted.
pub fn paint_tile(ui: &Ui, rect: egui::Rect, tile: Tile) {
    ui.painter().rect_filled(rect, CornerRadius::same(5), theme::hex(tile.tint));
    let font = theme::semibold(11.5);
    ui.painter()
        .text(rect.center(), egui::Align2::CENTER_CENTER, tile.initial, font, theme::TILE_TEXT);
}

/// A banner that stays: strong words, then the rest.
pub fn notice_ui(ui: &mut Ui, tone: Tone, strong: &str, text: &str, more: impl FnOnce(&mut Ui)) {
    let (ink, ground) = tone.colors(Tokens::of(ui));
    let icon = match tone {
        Tone::Ok => Icon::Done,
        Tone::Info | Tone::Mute => Icon::Info,
        Tone::Warn | Tone::Bad => Icon::Warning,
    };
    Frame::new()
        .fill(ground)
        .corner_radius(CornerRadius::same(8))
        .inner_margin(Margin::symmetric(14, 10))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.horizontal_top(|ui| {
                let (_, rect) = ui.allocate_space(Vec2::new(18.0, 18.0));
                icon.paint(ui, rect.center(), 16.0, ink);
                ui.vertical(|ui| {
                    ui.spacing_mut().item_spacing.y = 4.0;
                    for (text, font) in [(strong, theme::semibold(13.5)), (text, theme::regular(13.5))] {
                        if text.is_empty() {
                            continue;
                        }
                        let shown = tidy_ui(ui, text, font, None);
                        match tone {
                            Tone::Bad => live(&shown, Live::Assertive),
                            Tone::Warn => live(&shown, Live::Polite),
                            Tone::Ok | Tone::Info | Tone::Mute => {}
                        }
                    }
                    more(ui);
                });
            });
        });
}

/// A white card.
pub fn card_frame(ui: &Ui) -> Frame {
    let tokens = Tokens::of(ui);
    Frame::new()
        .fill(tokens.panel)
        .stroke(Stroke::new(1.0, tokens.line))
        .corner_radius(CornerRadius::same(theme::CARD_RADIUS))
        .inner_margin(Margin::same(16))
}

/// Text in the secondary colour, small.
pub fn muted(ui: &mut Ui, text: impl Into<String>) -> egui::Response {
    let color = Tokens::of(ui).muted;
    tidy_ui(ui, &text.into(), theme::regular(12.5), Some(color))
}

/// A text of several sentences.
pub fn paragraph(ui: &mut Ui, text: &str) -> egui::Response {
    tidy_ui(ui, text, theme::regular(14.0), None)
}

/// A text whose last line holds no single word, where less width helps.
pub fn tidy_ui(ui: &mut Ui, text: &str, font: FontId, color: Option<Color32>) -> egui::Response {
    let most = ui.available_width();
    let width = if ui.layout().is_vertical() { tidy_width(ui, text, &font, most) } else { most };
    let mut words = RichText::new(text).font(font);
    if let Some(color) = color {
        words = words.color(color);
    }
    if width >= most {
        return ui.label(words);
    }
    let narrower = |ui: &mut Ui| {
        ui.set_max_width(width);
        ui.label(words)
    };
    ui.scope(narrower).inner
}

/// So wide it is laid out where it has this room.
pub fn tidy_width(ui: &Ui, text: &str, font: &FontId, most: f32) -> f32 {
    tidy_width_of(most, |width| ui.painter().layout(text.to_owned(), font.clone(), Color32::PLACEHOLDER, width))
}

/// The same for what is laid out in another way.
pub fn tidy_width_of(most: f32, rows: impl Fn(f32) -> Arc<Galley>) -> f32 {
    let whole = rows(most);
    let is_lonely = |galley: &Galley| galley.rows.last().is_some_and(|row| !row.text().trim().contains(' '));
    if whole.rows.len() < 2 || !is_lonely(&whole) {
        return most;
    }
    // Step by step, until a second word comes down.
    let steps = (1_u8..).map(|step| most - 8.0 * f32::from(step)).take_while(|width| *width > most / 2.0);
    let mut narrower = steps
        .map(|width| (width, rows(width)))
        .take_while(|(_, galley)| galley.rows.len() == whole.rows.len());
    narrower.find(|(_, galley)| !is_lonely(galley)).map_or(most, |(width, _)| width)
}

/// A heading inside a screen, or the name of a dialog.
pub fn heading(ui: &mut Ui, text: impl Into<String>) -> egui::Response {
    titled(ui, &text.into(), theme::semibold(15.5), 2)
}

/// A heading in another size.
pub fn titled(ui: &mut Ui, text: &str, font: FontId, level: usize) -> egui::Response {
    let response = title_ui(ui, |ui| ui.label(RichText::new(text).font(font)));
    heading_role(&response, level, text);
    name_dialog(ui, DialogName::Heading(response.id));
    response
}

/// A small grey heading above a list.
pub fn overline(ui: &mut Ui, text: impl Into<String>) -> egui::Response {
    let (text, color) = (text.into(), Tokens::of(ui).muted);
    let response = ui.label(RichText::new(&text).font(theme::semibold(12.5)).color(color));
    heading_role(&response, 3, &text);
    response
}

/// One fact: its name at the left, its value at the right, buttons after it.
pub fn fact_ui(ui: &mut Ui, name: &str, value: &str, mono: bool, buttons: impl FnOnce(&mut Ui)) {
    ui.horizontal(|ui| {
        ui.set_min_height(28.0);
        ui.spacing_mut().item_spacing.x = 2.0;
        let color = Tokens::of(ui).muted;
        ui.allocate_ui_with_layout(Vec2::new(84.0, 28.0), egui::Layout::left_to_right(egui::Align::Center), |ui| {
            ui.set_min_width(84.0);
            ui.add(egui::Label::new(RichText::new(name).font(theme::regular(13.0)).color(color)).truncate());
        });
        let font = if mono { theme::mono(12.5) } else { theme::regular(13.0) };
        let room = (ui.available_width() - 56.0).max(40.0);
        ui.scope(|ui| {
            ui.set_max_width(room);
            ui.add(value_label(ui, RichText::new(value).font(font)));
        });
        buttons(ui);
    });
}

/// The steps of the wizard, with the current one and those done; so much width is kept for what comes after. Where there
/// is no room for all titles, only the current one has its own.
pub fn steps_ui(ui: &mut Ui, texts: &Texts, steps: &[String], current: usize, after: f32) {
    ui.spacing_mut().item_spacing.x = 7.0;
    let fonts = |at: usize| if at == current { theme::semibold(14.0) } else { theme::regular(14.0) };
    let titles: Vec<_> = (steps.iter().enumerate())
        .map(|(at, step)| ui.painter().layout_no_wrap(step.clone(), fonts(at), Color32::PLACEHOLDER))
        .collect();
    let whole: f32 = titles.iter().map(|title| title.size().x + 21.0 + 10.0 + 3.0 * 7.0).sum();
    let room = ui.available_width() - after;
    let tokens = Tokens::of(ui);
    // Where there is hardly any room, the current one stands for all.
    let is_alone = room < 28.0 * steps.len() as f32;
    for (at, title) in titles.into_iter().enumerate().filter(|(at, _)| !is_alone || *at == current) {
        let (rect, circle) = ui.allocate_exact_size(Vec2::splat(21.0), egui::Sense::hover());
        step_circle(ui, rect.center(), at, current);
        let has_title = whole <= room || (at == current && title.size().x + 4.0 * 28.0 <= room);
        let response = if has_title {
            let color = if at == current { tokens.text } else { tokens.muted };
            let title = RichText::new(&steps[at]).font(fonts(at)).color(color);
            let response = ui.add(egui::Label::new(title).extend());
            ui.add_space(10.0);
            response
        } else {
            circle
        };
        let state = match at.cmp(&current) {
            Ordering::Less => "step-done",
            Ordering::Equal => "step-current",
            Ordering::Greater => "step-to-come",
        };
        let name = texts.with(state, &[("step", &steps[at])]);
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &name));
    }
}

/// The least width in which a text takes no more lines than in this one: its last line holds no single word.
pub fn balanced(ui: &Ui, text: &str, font: &FontId, most: f32) -> f32 {
    let lines = |width: f32| ui.painter().layout(text.to_owned(), font.clone(), Color32::PLACEHOLDER, width).rows.len();
    let (wanted, mut least, mut enough) = (lines(most), most / 2.0, most);
    while enough - least > 8.0 {
        let middle = f32::midpoint(least, enough);
        if lines(middle) > wanted { least = middle } else { enough = middle }
    }
    enough
}

fn step_circle(ui: &Ui, center: egui::Pos2, at: usize, current: usize) {
    let tokens = Tokens::of(ui);
    if at < current {
        ui.painter().circle_filled(center, 10.5, tokens.accent_soft);
        Icon::Check.paint(ui, center, 12.0, tokens.accent_ink);
        return;
    }
    let (fill, ink) = if at == current { (tokens.accent, tokens.on_accent) } else { (tokens.panel, tokens.muted) };
    let border = if at == current { fill } else { tokens.line };
    ui.painter().circle(center, 10.0, fill, Stroke::new(1.0, border));
    ui.painter().text(center, egui::Align2::CENTER_CENTER, at + 1, theme::semibold(11.5), ink);
}

/// What stands where there is nothing yet: one picture, two lines, and what can be done.
pub fn empty_ui(ui: &mut Ui, icon: Icon, title: &str, text: &str, actions: impl FnOnce(&mut Ui)) {
    let tokens = Tokens::of(ui);
    ui.vertical_centered(|ui| {
        let (_, rect) = ui.allocate_space(Vec2::splat(72.0));
        ui.painter().rect_filled(rect, CornerRadius::same(16), tokens.accent_soft);
        icon.paint(ui, rect.center(), 36.0, tokens.accent);
        ui.add_space(10.0);
        titled(ui, title, theme::semibold(21.0), 2);
        ui.add_space(4.0);
        ui.scope(|ui| {
            let font = theme::regular(14.5);
            ui.set_max_width(balanced(ui, text, &font, 620.0_f32.min(ui.available_width() - 44.0)));
            ui.label(RichText::new(text).font(font).color(tokens.muted));
        });
        ui.add_space(12.0);
        actions(ui);
    });
}

/// A text that wraps within a width, in a row whose rest belongs to something else.
pub fn wrapped_ui(ui: &mut Ui, width: f32, text: RichText) -> egui::Response {
    let layout = egui::Layout::top_down(egui::Align::Min);
    let shown = ui.allocate_ui_with_layout(Vec2::new(width, 0.0), layout, |ui| {
        ui.set_width(width);
        ui.label(text)
    });
    shown.inner
}

/// A copy button.
pub fn copy_button(ui: &mut Ui, id: &str, name: &str) -> bool {
    Button::icon_only(id, Icon::Copy, name).small().show(ui).clicked()
}
