//! A dialog that is higher than the window: its title and its buttons stay, and what is between them scrolls.

use crate::ui::focus;
use crate::ui::theme::Tokens;
use egui::{Id, LayerId, Rect, ScrollArea, Stroke, Ui, UiBuilder, Vec2};

/// Where there is less than so much between them, all of it scrolls.
const LEAST: f32 = 72.0;
/// It stays pinned until it is so much lower than the room: the spaces around what is pinned are not measured.
const SLACK: f32 = 16.0;

/// What is known of a dialog from the pass before, and where its parts stand in this one.
#[derive(Clone, Copy, Default)]
struct Dialog {
    title: f32,
    ends: f32,
    scrolls: bool,
    /// While its content is drawn.
    drawn: Option<Drawn>,
}

#[derive(Clone, Copy, Default)]
struct Drawn {
    title: f32,
    ends: f32,
    /// The places of title and buttons, where they are pinned.
    places: Option<[Rect; 2]>,
}

fn slot(layer: LayerId) -> Id {
    Id::unique(("dialog", layer))
}

/// The content of a dialog, as high as it is and at most so high.
pub fn within_ui(ui: &mut Ui, room: f32, content: impl FnOnce(&mut Ui)) {
    let key = slot(ui.layer_id());
    let mut dialog: Dialog = ui.data(|data| data.get_temp(key)).unwrap_or_default();
    let between = room - dialog.title - dialog.ends;
    let is_pinned = dialog.scrolls && between >= LEAST && dialog.ends > 0.0;
    let mut body = None;
    let places = is_pinned.then(|| {
        let (_, whole) = ui.allocate_space(Vec2::new(ui.available_width(), room));
        let (top, bottom) = (whole.top() + dialog.title, whole.bottom() - dialog.ends);
        body = Some(whole.with_min_y(top).with_max_y(bottom));
        let line = ui.clip_rect().x_range().intersection(whole.expand(24.0).x_range());
        ui.painter().hline(line, bottom + 0.5, Stroke::new(1.0, Tokens::of(ui).line));
        [whole.with_max_y(top), whole.with_min_y(bottom)]
    });
    dialog.drawn = Some(Drawn { places, ..Drawn::default() });
    ui.data_mut(|data| data.insert_temp(key, dialog));
    let area = |room: f32| ScrollArea::vertical().max_height(room).min_scrolled_height(room);
    let height = match body {
        Some(body) => {
            let mut child = ui.new_child(UiBuilder::new().id_salt("between").max_rect(body));
            let area = area(body.height()).auto_shrink([false, false]);
            area.show(&mut child, content).content_size.y + dialog.title + dialog.ends
        }
        None if dialog.scrolls => area(room).show(ui, content).content_size.y,
        None => {
            content(ui);
            ui.min_rect().height()
        }
    };
    let known: Dialog = ui.data(|data| data.get_temp(key)).unwrap_or_default();
    let drawn = known.drawn.unwrap_or_default();
    let scrolls = height > if dialog.scrolls { room - SLACK } else { room };
    let now = Dialog { title: drawn.title, ends: drawn.ends, scrolls, drawn: None };
    ui.data_mut(|data| data.insert_temp(key, now));
    let has_moved = (now.title - dialog.title).abs() + (now.ends - dialog.ends).abs() > 0.5;
    if scrolls != dialog.scrolls || scrolls && has_moved {
        ui.ctx().request_discard("what is in the dialog has to be reached");
    }
}

/// Which of the two.
#[derive(Clone, Copy)]
enum Part {
    Title,
    Ends,
}

/// The title of a dialog, which is its first heading. Elsewhere a heading is drawn where it is.
pub fn title_ui<R>(ui: &mut Ui, content: impl FnOnce(&mut Ui) -> R) -> R {
    let is_first = drawn(ui).is_some_and(|drawn| drawn.title <= 0.0);
    if is_first { part_ui(ui, Part::Title, content) } else { content(ui) }
}

/// The buttons of a dialog. Elsewhere they are drawn where they are.
pub fn ends_ui<R>(ui: &mut Ui, content: impl FnOnce(&mut Ui) -> R) -> R {
    if drawn(ui).is_some() { part_ui(ui, Part::Ends, content) } else { content(ui) }
}

/// Where in the dialog that is being drawn this is, if it is in one.
fn drawn(ui: &Ui) -> Option<Drawn> {
    ui.data(|data| data.get_temp::<Dialog>(slot(ui.layer_id())))?.drawn
}

fn part_ui<R>(ui: &mut Ui, part: Part, content: impl FnOnce(&mut Ui) -> R) -> R {
    let places = drawn(ui).and_then(|drawn| drawn.places);
    let space = ui.spacing().item_spacing.y;
    let (shown, height) = if let Some([title, ends]) = places {
        // Buttons stand at the lower edge; the line above them has some room.
        let (place, below) = match part {
            Part::Title => (title, 0.0),
            Part::Ends => (ends.with_min_y(ends.top() + ABOVE_ENDS), ABOVE_ENDS),
        };
        let mut child = ui.new_child(UiBuilder::new().id_salt("pinned").max_rect(place));
        child.set_clip_rect(ui.ctx().content_rect());
        focus::stay(ui.ctx(), true);
        let shown = content(&mut child);
        focus::stay(ui.ctx(), false);
        (shown, child.min_rect().height() + below)
    } else {
        let before = ui.cursor().top();
        let shown = content(ui);
        let below = if matches!(part, Part::Ends) { ABOVE_ENDS } else { 0.0 };
        (shown, ui.cursor().top() - before - space + below)
    };
    let key = slot(ui.layer_id());
    ui.data_mut(|data| {
        let dialog = data.get_temp_mut_or_default::<Dialog>(key);
        if let Some(drawn) = &mut dialog.drawn {
            match part {
                Part::Title => drawn.title = height + space,
                Part::Ends => drawn.ends = height,
            }
        }
    });
    shown
}

/// Between the line and the buttons below it.
const ABOVE_ENDS: f32 = 14.0;
