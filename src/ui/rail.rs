//! The rail beside a long form: its sections with their counts, the one in view marked.

use crate::ui::focus;
use crate::ui::reader::selectable;
use crate::ui::row::cell_text;
use crate::ui::theme::{self, RADIUS, Tokens};
use crate::ui::widgets::heading;
use crate::ui::{author_id, inner_ring};
use egui::{Color32, CornerRadius, FontId, Frame, Key, Margin, Panel, Rect, Role, ScrollArea, Sense, Ui, Vec2};

/// Below the top edge of what is seen, a heading that is higher counts as reached.
const REACHED: f32 = 90.0;

/// Room above the first row, and below what is last.
const EDGE: f32 = 16.0;
/// How far the words of a row stand off its left edge.
pub const WORDS: i8 = 9;

/// A row of the rail.
pub struct RailRow {
    pub section: &'static str,
    pub label: String,
    /// A count at the right, in this colour.
    pub right: String,
    pub ink: Color32,
    /// Said in the place of a count that its colour explains.
    pub said: Option<String>,
}

/// What the rail remembers.
#[derive(Debug, Default)]
pub struct Rail {
    /// The section in view.
    current: Option<&'static str>,
    /// Chosen in the rail: it counts as the one in view until a person scrolls.
    chosen: Option<&'static str>,
    /// Where to scroll in the next frame.
    goal: Option<&'static str>,
    /// A key led there, and not the mouse: the keyboard goes along.
    leads: bool,
    /// The last heading of this frame that is above the edge, or the first that is seen there.
    reached: Option<&'static str>,
    is_seen: bool,
}

impl Rail {
    /// Draws the panel at the left. `id` comes before the section in the ids of the rows, `more` stands below them.
    pub fn ui(&mut self, ui: &mut Ui, id: &str, width: f32, rows: &[RailRow], more: impl FnOnce(&mut Ui)) {
        self.settle(ui, rows);
        let frame = Frame::new().fill(Tokens::of(ui).bg).inner_margin(Margin::symmetric(10, 0));
        let panel = Panel::left("rail").exact_size(width).resizable(false).frame(frame);
        panel.show(ui, |ui| {
            // A low window has no room for all of them.
            ScrollArea::vertical().id_salt("rail").auto_shrink([false, false]).show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                ui.add_space(EDGE);
                for row in rows {
                    if row_ui(ui, id, row, self.current == Some(row.section)) {
                        self.goal = Some(row.section);
                        self.leads = !ui.input(|input| input.pointer.any_click());
                        self.chosen = Some(row.section);
                    }
                }
                more(ui);
                ui.add_space(EDGE);
            });
        });
    }

    /// Finds the section in view, from the headings of the last frame.
    fn settle(&mut self, ui: &Ui, rows: &[RailRow]) {
        let moved = ui.input(|input| input.smooth_scroll_delta.y != 0.0 || input.key_pressed(Key::Tab));
        if moved {
            self.chosen = None;
        }
        let first = rows.first().map(|row| row.section);
        self.is_seen = false;
        let current = self.chosen.or(self.reached.take()).or(first);
        if current != self.current {
            self.current = current;
            ui.ctx().request_repaint();
        }
    }

    /// The heading of a section in the form.
    pub fn heading_ui(&mut self, ui: &mut Ui, section: &'static str, title: String) {
        let title = heading(ui, title);
        if self.goal == Some(section) {
            title.scroll_to_me(Some(egui::Align::Min));
            self.goal = None;
            if self.leads {
                focus::lead_on(ui.ctx());
            }
        }
        let below = title.rect.top() - ui.clip_rect().top();
        if below <= REACHED && !self.is_seen {
            self.reached = Some(section);
            self.is_seen = below >= 0.0;
        }
    }
}

fn row_ui(ui: &mut Ui, id: &str, row: &RailRow, current: bool) -> bool {
    let tokens = Tokens::of(ui);
    let (_, rect) = ui.allocate_space(Vec2::new(ui.available_width(), 32.0));
    let id = format!("{id}.{}", row.section);
    let response = ui.interact(rect, egui::Id::unique(("rail", &id)), Sense::click());
    let said = row.said.as_ref().unwrap_or(&row.right);
    let name = if said.is_empty() { row.label.clone() } else { format!("{}, {said}", row.label) };
    selectable(&response, Role::Button, true, current, &name);
    author_id(ui, &response, &id);
    focus::follow(&response);
    if current || response.hovered() {
        ui.painter().rect_filled(rect, CornerRadius::same(RADIUS), tokens.hover);
    }
    inner_ring(ui, &response, RADIUS);
    let at = egui::pos2(rect.right() - 9.0, rect.center().y);
    let (title, small) = if current {
        (theme::semibold(13.5), theme::medium(12.0))
    } else {
        (theme::regular(13.5), theme::regular(12.0))
    };
    let wide = |text: &str, font: &FontId| ui.painter().layout_no_wrap(text.to_owned(), font.clone(), row.ink).size().x;
    // Where there is no room for its word, the number says it.
    let fits = wide(&row.label, &title) + wide(&row.right, &small) + 24.0 <= rect.width();
    let right = if fits { row.right.as_str() } else { row.right.split(' ').next().unwrap_or_default() };
    let count = ui.painter().text(at, egui::Align2::RIGHT_CENTER, right, small, row.ink);
    let end = if right.is_empty() { rect.right() - 4.0 } else { count.left() - 6.0 };
    let cell = Rect::from_min_max(rect.min + Vec2::new(f32::from(WORDS), 0.0), egui::pos2(end, rect.bottom()));
    cell_text(ui, cell, &row.label, title, tokens.text);
    response.on_hover_cursor(egui::CursorIcon::PointingHand).clicked()
}
