//! A choice of several words, such as events: a grid to tick, with shortcuts for what is often chosen together.

use crate::form::field::Field;
use crate::i18n::Texts;
use crate::ui::button::Button;
use crate::ui::choices::{check_ui, check_width};
use crate::ui::input::{Caption, below_ui};
use crate::ui::theme::{self, Tokens};
use crate::ui::widgets::{card_frame, heading, muted};
use egui::{Color32, Id, Response, Ui};

/// Up to so many words are all shown from the start.
const FEW: usize = 12;

/// Another choice of the same words that can be taken over: what it is called, and what is chosen there.
pub struct Like<'a> {
    pub name: String,
    pub words: &'a [String],
}

/// What one press chooses.
struct Shortcut {
    id: String,
    text: String,
    words: Vec<String>,
}

/// The grid. Gives the first of its shortcuts back, to take the keyboard.
pub fn many_ui(
    ui: &mut Ui,
    texts: &Texts,
    caption: &Caption<'_>,
    field: &Field,
    list: &mut Vec<String>,
    like: Option<&Like<'_>>,
) -> Response {
    let words: Vec<String> = field.words(list).into_iter().map(str::to_owned).collect();
    let mut card = card_frame(ui).inner_margin(12);
    if caption.error.is_some() {
        card.stroke.color = Tokens::of(ui).bad;
    }
    card.show(ui, |ui| {
        ui.set_width(ui.available_width());
        let shortcuts = shortcuts(texts, caption, field, list, &words, like);
        let first = ui.horizontal_wrapped(|ui| {
            heading(ui, caption.label);
            if let Some(word) = caption.required {
                muted(ui, word);
            }
            let (chosen, all) = (list.len().to_string(), words.len().to_string());
            muted(ui, texts.with("n-of-m", &[("n", &chosen), ("m", &all)]));
            shortcuts_ui(ui, caption, &shortcuts, list)
        });
        let shown = Shown::of(ui, caption.id, field, list, &words);
        grid_ui(ui, caption, list, &shown.words);
        if shown.words.len() < words.len() {
            let id = format!("{}.show-all", caption.id);
            let text = texts.with("show-all", &[("n", &words.len().to_string())]);
            if Button::link(&id, &text).named(caption.named(&text)).show(ui).clicked() {
                shown.open(ui, words);
            }
        }
        if caption.error.is_some() || !caption.within.is_empty() {
            below_ui(ui, caption);
        }
        first.inner
    })
    .inner
}

fn shortcuts(
    texts: &Texts,
    caption: &Caption<'_>,
    field: &Field,
    list: &[String],
    words: &[String],
    like: Option<&Like<'_>>,
) -> Vec<Shortcut> {
    let shortcut =
        |id: &str, text: String, words: Vec<String>| Shortcut { id: format!("{}.{id}", caption.id), text, words };
    let like = like.filter(|like| !like.words.is_empty() && like.words != list);
    let like = like.map(|like| {
        let text = texts.with("same-as", &[("name", &like.name)]);
        shortcut("same", text, like.words.to_vec())
    });
    // What is chosen together comes to what is chosen already: nothing is lost by a press.
    let presets = field.presets.iter().map(|preset| {
        let is_in = |word: &&String| preset.words.contains(&word.as_str()) || list.contains(word);
        let words = words.iter().filter(is_in).cloned().collect();
        shortcut(preset.name, texts.t(&format!("preset-{}", preset.name)), words)
    });
    let ends = [shortcut("all", texts.t("all"), words.to_vec()), shortcut("none", texts.t("none"), Vec::new())];
    like.into_iter().chain(presets).chain(ends).collect()
}

/// The shortcuts at the right of the row, or below where there is no room; in the order in which Tab goes.
fn shortcuts_ui(ui: &mut Ui, caption: &Caption<'_>, shortcuts: &[Shortcut], list: &mut Vec<String>) -> Response {
    const GAP: f32 = 14.0;
    let wide = |shortcut: &Shortcut| {
        let font = theme::regular(13.5);
        ui.painter().layout_no_wrap(shortcut.text.clone(), font, Color32::PLACEHOLDER).size().x + GAP
    };
    let total: f32 = shortcuts.iter().map(wide).sum();
    let room = ui.available_size_before_wrap().x;
    if room > total {
        ui.add_space(room - total);
    } else {
        ui.end_row();
    }
    ui.spacing_mut().item_spacing.x = GAP;
    let mut first = None;
    for shortcut in shortcuts {
        let button = Button::link(&shortcut.id, &shortcut.text).named(caption.named(&shortcut.text)).show(ui);
        if button.clicked() {
            list.clone_from(&shortcut.words);
            // The count stands before it, and a press by a screen reader brings no second frame.
            ui.ctx().request_repaint();
        }
        first.get_or_insert(button);
    }
    first.unwrap_or_else(|| ui.label(""))
}

/// As many columns as the words have room for, three at most.
fn grid_ui(ui: &mut Ui, caption: &Caption<'_>, list: &mut Vec<String>, words: &[String]) {
    const GAP: f32 = 12.0;
    let widths: Vec<f32> = words.iter().map(|word| check_width(ui, word) + GAP).collect();
    let of_column = |at: usize, columns: usize| widths.iter().skip(at).step_by(columns).copied().fold(0.0, f32::max);
    let fits =
        |columns: &usize| (0..*columns).map(|at| of_column(at, *columns)).sum::<f32>() - GAP <= ui.available_width();
    let columns = [3, 2].into_iter().find(fits).unwrap_or(1);
    let grid = egui::Grid::new(caption.id).num_columns(columns).spacing([GAP, 2.0]).min_row_height(24.0);
    grid.show(ui, |ui| {
        for (at, word) in words.iter().enumerate() {
            let mut on = list.contains(word);
            if check_ui(ui, &format!("{}.{word}", caption.id), &caption.named(word), word, &mut on).changed() {
                list.retain(|chosen| chosen != word);
                if on {
                    list.push(word.clone());
                }
            }
            if at % columns == columns - 1 {
                ui.end_row();
            }
        }
    });
}

/// The words of a choice that have been shown; forgotten with the screen.
#[derive(Clone, Default)]
pub struct ShownWords(Vec<String>);

/// The words on show. Of many only those that are wanted most and those that were chosen, until all are asked for; one
/// that was shown stays.
struct Shown {
    id: Id,
    words: Vec<String>,
}

impl Shown {
    fn of(ui: &Ui, picker: &str, field: &Field, list: &[String], all: &[String]) -> Self {
        let id = Id::unique(("shown words", picker));
        if all.len() <= FEW || field.presets.is_empty() {
            return Self { id, words: all.to_vec() };
        }
        let wanted = |word: &str| field.presets.iter().any(|preset| preset.words.contains(&word));
        let words = ui.data_mut(|data| {
            let before = &mut data.get_temp_mut_or_default::<ShownWords>(id).0;
            let is_shown = |word: &&String| wanted(word) || list.contains(word) || before.contains(word);
            *before = all.iter().filter(is_shown).cloned().collect();
            before.clone()
        });
        Self { id, words }
    }

    fn open(self, ui: &Ui, all: Vec<String>) {
        ui.data_mut(|data| data.insert_temp(self.id, ShownWords(all)));
    }
}
