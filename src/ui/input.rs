//! Text inputs with their label, hint and error. Secrets have an input of their own kind.

use crate::domain::secret::Secret;
use crate::ui::button::{Button, SMALL};
use crate::ui::focus;
use crate::ui::icon::Icon;
use crate::ui::lost_keyboard;
use crate::ui::menu::explained_by;
use crate::ui::reader::live;
use crate::ui::theme::{self, RADIUS, Tokens};
use crate::ui::widgets::tidy_ui;
use egui::accesskit::{Invalid, Live};
use egui::text_edit::TextEditState;
use egui::{CornerRadius, Frame, Id, Margin, Response, Shadow, Stroke, TextEdit, Ui};

/// Widest explanation of a term.
const HELP_WIDTH: f32 = 300.0;

/// What stands around an input.
#[derive(Clone, Debug, Default)]
pub struct Caption<'a> {
    /// Stable id such as `field.name`.
    pub id: &'a str,
    pub label: &'a str,
    /// What it is part of, such as "Webhook 2": said before its name, and not shown again.
    pub within: &'a str,
    /// The word for "required", when it is.
    pub required: Option<&'a str>,
    pub hint: &'a str,
    pub error: Option<&'a str>,
    pub example: &'a str,
    pub mono: bool,
    /// What a word of the label means, behind a question mark: what the mark is called, and the explanation.
    pub help: Option<(&'a str, &'a str)>,
}

impl Caption<'_> {
    /// What a screen reader says of a control of this name.
    #[must_use]
    pub fn named(&self, name: &str) -> String {
        let parts = [self.within, name];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
    }
}

/// The label line above a control.
pub fn label_ui(ui: &mut Ui, caption: &Caption<'_>) {
    if caption.label.is_empty() {
        return;
    }
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 8.0;
        ui.label(egui::RichText::new(caption.label).font(theme::medium(13.5)));
        if let Some(word) = caption.required {
            ui.label(egui::RichText::new(word).font(theme::regular(12.0)).color(Tokens::of(ui).muted));
        }
        if let Some((name, text)) = caption.help {
            help_ui(ui, &format!("{}.help", caption.id), name, text);
        }
    });
}

/// A question mark that explains a term when it is pressed or pointed at.
pub fn help_ui(ui: &mut Ui, id: &str, name: &str, text: &str) {
    let button = Button::link(id, "?").named(name.to_owned()).badge().show(ui);
    button.clone().on_hover_text(text);
    explained_by(&button).show(|ui| {
        ui.set_max_width(HELP_WIDTH);
        ui.label(egui::RichText::new(text).font(theme::regular(13.0)));
    });
}

/// The error or the hint below a control.
pub fn below_ui(ui: &mut Ui, caption: &Caption<'_>) {
    let tokens = Tokens::of(ui);
    let (text, color) = match caption.error {
        Some(error) => (error, tokens.bad),
        None => (caption.hint, tokens.muted),
    };
    if !text.is_empty() {
        let shown = tidy_ui(ui, text, theme::regular(12.5), Some(color));
        if caption.error.is_some() {
            live(&shown, Live::Polite);
        }
    }
}

/// The box around an input: its border tells error and focus.
pub fn box_frame(ui: &Ui, focused: bool, error: bool) -> Frame {
    let tokens = Tokens::of(ui);
    let stroke = match (error, focused) {
        (true, _) => Stroke::new(1.0, tokens.bad),
        (false, true) => Stroke::new(1.0, tokens.accent),
        (false, false) => Stroke::new(1.0, tokens.control),
    };
    // Focus doubles the line, outwards: nothing moves.
    let ring = Shadow { offset: [0, 0], blur: 0, spread: u8::from(focused), color: stroke.color };
    Frame::new()
        .fill(tokens.bg)
        .stroke(stroke)
        .shadow(if focused { ring } else { Shadow::NONE })
        .corner_radius(CornerRadius::same(RADIUS))
        .inner_margin(Margin::symmetric(10, 7))
}

/// One line of text.
pub fn text_ui(ui: &mut Ui, caption: &Caption<'_>, text: &mut String) -> Response {
    edit_ui(ui, caption, text, 1)
}

/// Several lines of text.
pub fn long_text_ui(ui: &mut Ui, caption: &Caption<'_>, text: &mut String) -> Response {
    edit_ui(ui, caption, text, 3)
}

/// The id of the input with this stable id.
#[must_use]
pub fn input_id(id: &str) -> Id {
    Id::unique(("input", id))
}

fn edit_ui(ui: &mut Ui, caption: &Caption<'_>, text: &mut String, rows: usize) -> Response {
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 5.0;
        label_ui(ui, caption);
        let id = input_id(caption.id);
        let focused = ui.memory(|memory| memory.has_focus(id));
        // The field has the room around the text, so that all of the box takes a click.
        let response = box_frame(ui, focused, caption.error.is_some())
            .inner_margin(Margin::ZERO)
            .show(ui, |ui| {
                compact(ui);
                let edit =
                    if rows == 1 { TextEdit::singleline(text) } else { TextEdit::multiline(text).desired_rows(rows) };
                let size = egui::vec2(ui.available_width(), if rows == 1 { 32.0 } else { 68.0 });
                ui.allocate_ui_with_layout(size, egui::Layout::left_to_right(egui::Align::Center), |ui| {
                    ui.set_min_size(size);
                    ui.add(line(ui, edit, id, caption).frame(Frame::NONE.inner_margin(Margin::symmetric(10, 7))))
                })
                .inner
            })
            .inner;
        name_it(ui, &response, caption);
        below_ui(ui, caption);
        response
    })
    .inner
}

fn line<'t>(ui: &Ui, edit: TextEdit<'t>, id: Id, caption: &Caption<'_>) -> TextEdit<'t> {
    let font = if caption.mono { theme::mono(12.5) } else { theme::regular(14.0) };
    let example = egui::RichText::new(caption.example).color(Tokens::of(ui).muted).font(font.clone());
    edit.id(id).font(font).frame(Frame::NONE).desired_width(f32::INFINITY).hint_text(example)
}

/// The box has the padding; the field inside needs none of its own.
fn compact(ui: &mut Ui) {
    ui.spacing_mut().interact_size.y = 18.0;
    ui.spacing_mut().button_padding = egui::Vec2::ZERO;
}

/// Name, description and id for screen readers and programs.
fn name_it(ui: &Ui, response: &Response, caption: &Caption<'_>) {
    focus::follow_text(response);
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_label(caption.named(caption.label));
        node.set_author_id(caption.id);
        if caption.required.is_some() {
            node.set_required();
        }
        if let Some(error) = caption.error {
            node.set_invalid(Invalid::True);
            node.set_description(error);
        } else if !caption.hint.is_empty() {
            node.set_description(caption.hint);
        }
    });
}

/// Forgets what fields remember by their place: their undo histories, and that a secret is shown. When a row of a list
/// goes, the next one takes its place.
pub fn forget_places(ui: &Ui) {
    ui.data_mut(|data| {
        data.remove_by_type::<TextEditState>();
        data.remove_by_type::<Open>();
    });
}

/// One line of text with buttons at its end that are so wide.
pub fn text_and_ui(
    ui: &mut Ui,
    caption: &Caption<'_>,
    text: &mut String,
    width: f32,
    buttons: impl FnOnce(&mut Ui),
) -> Response {
    bar_ui(ui, caption, |ui, id| {
        let room = (ui.available_width() - width).max(40.0);
        let edit = line(ui, TextEdit::singleline(text), id, caption).frame(Frame::NONE.inner_margin(IN_A_BAR));
        let response = ui.add(edit.desired_width(room));
        buttons(ui);
        response
    })
}

/// A secret being typed: dots, an eye, and so many more buttons at the end; no undo history, nothing selected or copied
/// from it by keys.
pub fn secret_ui(
    ui: &mut Ui,
    caption: &Caption<'_>,
    secret: &mut Secret,
    show_name: &str,
    more: u8,
    extra: impl FnOnce(&mut Ui, &mut Secret),
) -> Response {
    let eye = Eye::of(caption.id);
    let open = eye.is_open(ui);
    let mut press = false;
    let response = bar_ui(ui, caption, |ui, id| {
        let room = (ui.available_width() - SMALL * (1.0 + f32::from(more)) - 4.0).max(40.0);
        let edit = line(ui, TextEdit::singleline(secret.edit()), id, caption)
            .frame(Frame::NONE.inner_margin(IN_A_BAR))
            .password(!open);
        let response = keep_in(ui, id, edit.desired_width(room));
        let icon = if open { Icon::EyeOff } else { Icon::Eye };
        let eye_id = format!("{}.show", caption.id);
        press = Button::icon_only(&eye_id, icon, caption.named(show_name)).small().show(ui).clicked();
        extra(ui, secret);
        response
    });
    eye.keep(ui, open != press);
    response
}

/// Around the text of a field that has buttons after it: as high as they are.
const IN_A_BAR: Margin = Margin { left: 10, right: 0, top: 4, bottom: 4 };

/// The box of an input that has buttons in it.
fn bar_ui(ui: &mut Ui, caption: &Caption<'_>, content: impl FnOnce(&mut Ui, Id) -> Response) -> Response {
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 5.0;
        label_ui(ui, caption);
        let id = input_id(caption.id);
        let focused = ui.memory(|memory| memory.has_focus(id));
        let response = box_frame(ui, focused, caption.error.is_some())
            .inner_margin(Margin { left: 0, right: 3, top: 3, bottom: 3 })
            .show(ui, |ui| {
                compact(ui);
                // As high as a button from the start: what comes before it is not moved to the middle afterwards.
                let size = egui::vec2(ui.available_width(), SMALL);
                ui.allocate_ui_with_layout(size, egui::Layout::left_to_right(egui::Align::Center), |ui| {
                    ui.spacing_mut().item_spacing.x = 0.0;
                    ui.set_min_size(size);
                    content(ui, id)
                })
                .inner
            })
            .inner;
        name_it(ui, &response, caption);
        below_ui(ui, caption);
        response
    })
    .inner
}

/// The eye of a secret field. It closes by itself: after its time, when the window loses the keyboard, and when the
/// field is not drawn.
struct Eye(Id);

/// How long an eye stays open, in seconds.
const OPEN_FOR: f64 = 30.0;

/// Since when an eye is open, in seconds, and the pass in which it was last drawn.
#[derive(Clone, Copy)]
struct Open {
    since: f64,
    pass: u64,
}

impl Eye {
    fn of(field: &str) -> Self {
        Self(Id::unique(("eye", field)))
    }

    fn is_open(&self, ui: &Ui) -> bool {
        let Some(open) = ui.data(|data| data.get_temp::<Open>(self.0)) else { return false };
        let (now, lost) = ui.input(|input| (input.time, lost_keyboard(input)));
        !lost && now - open.since < OPEN_FOR && ui.ctx().cumulative_pass_nr() <= open.pass + 1
    }

    fn keep(&self, ui: &Ui, open: bool) {
        if !open {
            ui.data_mut(|data| data.remove::<Open>(self.0));
            return;
        }
        let now = ui.input(|input| input.time);
        let before = self.is_open(ui).then(|| ui.data(|data| data.get_temp::<Open>(self.0))).flatten();
        let since = before.map_or(now, |open| open.since);
        let pass = ui.ctx().cumulative_pass_nr();
        ui.data_mut(|data| data.insert_temp(self.0, Open { since, pass }));
        ui.ctx().request_repaint_after_secs((since + OPEN_FOR - now) as f32);
    }
}

/// Draws the field and takes back what it would leave elsewhere.
fn keep_in(ui: &mut Ui, id: Id, edit: TextEdit<'_>) -> Response {
    let commands = ui.output(|output| output.commands.len());
    let response = ui.add(edit);
    // An open secret would go to the clipboard without our hints, and to the X11 selection while it is marked.
    ui.output_mut(|output| output.commands.truncate(commands));
    // The undo history holds every version that was typed; the field may be gone in the next frame.
    if let Some(mut state) = TextEdit::load_state(ui.ctx(), id) {
        state.clear_undoer();
        TextEdit::store_state(ui.ctx(), id, state);
    }
    response
}

/// The search box of a header.
pub struct Search<'a> {
    pub id: &'a str,
    /// What it searches; stands in it while it is empty.
    pub name: &'a str,
    /// The name of the button that empties it.
    pub clear: &'a str,
    /// The keys that lead to it, shown while it is empty and not in use.
    pub keys: &'a str,
    pub width: f32,
    /// Escape empties it, and leaves it only then.
    pub escape_empties: bool,
}

impl Search<'_> {
    /// Draws it.
    pub fn show(&self, ui: &mut Ui, text: &mut String) -> Response {
        self.show_with(ui, text, 0.0, |_| {})
    }

    /// Draws it with so wide a button before its end.
    pub fn show_with(&self, ui: &mut Ui, text: &mut String, width: f32, more: impl FnOnce(&mut Ui)) -> Response {
        let edit = input_id(self.id);
        let focused = ui.memory(|memory| memory.has_focus(edit));
        let box_margin = Margin { left: 10, right: 3, top: 2, bottom: 2 };
        let response = box_frame(ui, focused, false).inner_margin(box_margin).show(ui, |ui| {
            let size = egui::vec2(self.width - 13.0, 28.0);
            let layout = egui::Layout::left_to_right(egui::Align::Center);
            ui.allocate_ui_with_layout(size, layout, |ui| {
                ui.set_min_size(size);
                compact(ui);
                ui.spacing_mut().item_spacing.x = 8.0;
                let (_, rect) = ui.allocate_space(egui::vec2(14.0, 16.0));
                Icon::Search.paint(ui, rect.center(), 15.0, Tokens::of(ui).muted);
                let shown = Search { keys: self.keys_for(ui, width), ..*self };
                let room = ui.available_width() - shown.end_width(ui, text.is_empty() && !focused) - width;
                let example = self.example(ui, room);
                let caption = Caption { id: self.id, label: self.name, example: &example, ..Caption::default() };
                let field = line(ui, TextEdit::singleline(text), edit, &caption);
                let field = field.frame(Frame::NONE.inner_margin(Margin::symmetric(0, 5)));
                let response = ui.add(field.desired_width(room));
                if width > 0.0 {
                    ui.spacing_mut().item_spacing.x = 4.0;
                    more(ui);
                }
                shown.end_ui(ui, text, focused, &response);
                response
            })
            .inner
        });
        let response = response.inner;
        name_it(ui, &response, &Caption { id: self.id, label: self.name, ..Caption::default() });
        if self.escape_empties && response.lost_focus() && !text.is_empty() {
            let escaped = ui.input_mut(|input| input.consume_key(egui::Modifiers::NONE, egui::Key::Escape));
            if escaped {
                text.clear();
                response.request_focus();
            }
        }
        response
    }

    fn name_width(&self, ui: &Ui) -> f32 {
        let name = ui
            .painter()
            .layout_no_wrap(self.name.to_owned(), theme::regular(14.0), egui::Color32::PLACEHOLDER);
        name.size().x
    }

    /// What it searches, or where that has no room only that it does.
    fn example(&self, ui: &Ui, room: f32) -> String {
        let verb = self.name.split_whitespace().next().filter(|verb| *verb != self.name);
        let short = verb.filter(|_| self.name_width(ui) > room).map(|verb| format!("{verb}…"));
        short.unwrap_or_else(|| self.name.to_owned())
    }

    /// The keys, where what it searches stays readable beside them.
    fn keys_for(&self, ui: &Ui, more: f32) -> &str {
        let fits = self.name_width(ui) + keycap_width(ui, self.keys) + 14.0 + more <= ui.available_width();
        if fits { self.keys } else { "" }
    }

    fn end_width(&self, ui: &Ui, is_idle: bool) -> f32 {
        match (is_idle, self.keys.is_empty()) {
            (false, _) => SMALL + 8.0,
            (true, true) => 0.0,
            (true, false) => keycap_width(ui, self.keys) + 10.0,
        }
    }

    /// At its end: the keys that lead to it, or the button that empties it.
    fn end_ui(&self, ui: &mut Ui, text: &mut String, focused: bool, field: &Response) {
        if text.is_empty() {
            if !focused && !self.keys.is_empty() {
                keycap_ui(ui, self.keys);
            }
            return;
        }
        let id = format!("{}.clear", self.id);
        if Button::icon_only(&id, Icon::Close, self.clear).small().show(ui).clicked() {
            text.clear();
            field.request_focus();
        }
    }
}

/// A search without a box, for the top of a dialog.
pub fn bare_search_ui(ui: &mut Ui, id: &str, name: &str, text: &mut String, width: f32) -> Response {
    let caption = Caption { id, label: name, example: name, ..Caption::default() };
    compact(ui);
    let edit = line(ui, TextEdit::singleline(text), input_id(id), &caption);
    // As high as a pointer needs it.
    let edit = edit.frame(Frame::NONE.inner_margin(Margin::symmetric(0, 6)));
    let response = ui.add(edit.font(theme::regular(15.0)).desired_width(width).lock_focus(true));
    name_it(ui, &response, &caption);
    response
}

/// How wide a search has to be for its name to stand in it.
#[must_use]
pub fn search_width(ui: &Ui, name: &str) -> f32 {
    ui.painter()
        .layout_no_wrap(name.to_owned(), theme::regular(14.0), egui::Color32::PLACEHOLDER)
        .size()
        .x
        + 50.0
}

/// How wide a key is going to be.
fn keycap_width(ui: &Ui, keys: &str) -> f32 {
    ui.painter()
        .layout_no_wrap(keys.to_owned(), theme::mono(11.0), egui::Color32::PLACEHOLDER)
        .size()
        .x
        + 12.0
}

/// A key, or keys that are pressed together.
pub fn keycap_ui(ui: &mut Ui, keys: &str) {
    let (_, rect) = ui.allocate_space(egui::vec2(keycap_width(ui, keys), 20.0));
    paint_keycap(ui, rect.right_center(), keys);
}

/// Paints a key so that it ends there.
pub fn paint_keycap(ui: &Ui, right: egui::Pos2, keys: &str) {
    let tokens = Tokens::of(ui);
    let galley = ui.painter().layout_no_wrap(keys.to_owned(), theme::mono(11.0), tokens.muted);
    let size = galley.size() + egui::vec2(12.0, 5.0);
    let rect = egui::Rect::from_min_size(egui::pos2(right.x - size.x, right.y - size.y / 2.0), size);
    let stroke = Stroke::new(1.0, tokens.line);
    ui.painter().rect(rect, CornerRadius::same(4), tokens.panel, stroke, egui::StrokeKind::Inside);
    ui.painter().galley(rect.center() - galley.size() / 2.0, galley, tokens.muted);
}
