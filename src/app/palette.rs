//! The palette: type a few letters, press Enter. Places, actions, and every instance by its name.

use crate::app::actions::EVERYWHERE;
use crate::app::cx::Cx;
use crate::app::format;
use crate::app::places::{PLACES, Place};
use crate::app::route::Route;
use crate::domain::ids::JobId;
use crate::engine::command::Command;
use crate::ui::icon::Icon;
use crate::ui::input::Search;
use crate::ui::layout::{DialogName, modal_ui, name_dialog};
use crate::ui::row::{cell_text, list_row_ui};
use crate::ui::theme::{self, Tokens};
use crate::ui::widgets::muted;
use egui::{Key, Modifiers, Rect, ScrollArea, Ui, Vec2};

/// Entries shown at most; more letters find the rest.
const MOST: usize = 60;
/// Height of an entry.
const ENTRY: f32 = 38.0;

/// What an entry does.
#[derive(Clone, Copy)]
enum Deed {
    Go(Route),
    Run(fn(JobId) -> Command),
}

struct Entry {
    id: String,
    icon: Icon,
    label: String,
    /// What it belongs to, at the right.
    right: String,
    deed: Deed,
}

/// The open palette.
#[derive(Default)]
pub struct Palette {
    typed: String,
    at: usize,
    entries: Vec<Entry>,
    /// What they were looked for with, in which state.
    seen: Option<(u64, String)>,
}

impl Palette {
    /// Draws it. Returns whether it is over.
    pub fn ui(&mut self, ui: &Ui, cx: &mut Cx<'_>) -> bool {
        let mut chosen = None;
        let dismissed = modal_ui(ui, "palette", 520.0, |ui| {
            name_dialog(ui, DialogName::Text(cx.t("keys-palette")));
            let step = |ui: &Ui, key: Key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
            let (down, up) = (step(ui, Key::ArrowDown), step(ui, Key::ArrowUp));
            let go = step(ui, Key::Enter);
            let (id, name, clear) = ("palette.search", cx.t("palette-hint"), cx.t("clear-search"));
            let field = Search { id, name: &name, clear: &clear, keys: "", width: 520.0, escape_empties: false };
            let search = field.show(ui, &mut self.typed);
            search.request_focus();
            self.update(cx);
            let last = self.entries.len().saturating_sub(1);
            self.at = if down { self.at + 1 } else { self.at.saturating_sub(usize::from(up)) }.min(last);
            ui.add_space(6.0);
            if self.entries.is_empty() {
                muted(ui, cx.t("list-nothing-found"));
            }
            ui.spacing_mut().item_spacing.y = 0.0;
            ScrollArea::vertical().max_height(9.0 * ENTRY).show(ui, |ui| {
                for (at, entry) in self.entries.iter().enumerate() {
                    let response =
                        list_row_ui(ui, ("palette", at), &entry.id, &entry.label, at == self.at, ENTRY, |ui, rect| {
                            entry.paint(ui, rect);
                        });
                    if at == self.at && (down || up) {
                        response.scroll_to_me(None);
                    }
                    if response.clicked() {
                        chosen = Some(entry.deed);
                    }
                }
            });
            if go && chosen.is_none() {
                chosen = self.entries.get(self.at).map(|entry| entry.deed);
            }
        });
        match chosen {
            Some(Deed::Go(route)) => cx.go(route),
            Some(Deed::Run(command)) => {
                cx.run(command);
            }
            None => {}
        }
        dismissed || chosen.is_some()
    }

    /// Looks the entries up anew only when something was typed or changed: there may be very many instances.
    fn update(&mut self, cx: &Cx<'_>) {
        let seen = self.seen.as_ref();
        if seen.is_some_and(|(version, typed)| *version == cx.state.rows_version && *typed == self.typed) {
            return;
        }
        if seen.is_some_and(|(_, typed)| *typed != self.typed) {
            self.at = 0;
        }
        self.entries = entries(cx, &self.typed);
        self.seen = Some((cx.state.rows_version, self.typed.clone()));
    }
}

impl Entry {
    fn paint(&self, ui: &Ui, rect: Rect) {
        let tokens = Tokens::of(ui);
        self.icon.paint(ui, egui::pos2(rect.left() + 18.0, rect.center().y), 15.0, tokens.muted);
        let split = rect.left() + rect.width() * 0.6;
        let label = Rect::from_min_max(egui::pos2(rect.left() + 38.0, rect.top()), egui::pos2(split, rect.bottom()));
        cell_text(ui, label, &self.label, theme::medium(14.0), tokens.text);
        let right = Rect::from_min_max(egui::pos2(split + 8.0, rect.top()), rect.max - Vec2::new(10.0, 0.0));
        cell_text(ui, right, &self.right, theme::regular(12.5), tokens.muted);
    }
}

/// What the letters find: places and actions first, then instances, to pair where they are not connected.
fn entries(cx: &Cx<'_>, typed: &str) -> Vec<Entry> {
    let wanted: Vec<String> = typed.to_lowercase().split_whitespace().map(str::to_owned).collect();
    let fits = |text: &str| {
        let text = text.to_lowercase();
        wanted.iter().all(|word| text.contains(word))
    };
    let place = |place: &Place| Entry {
        id: format!("palette.{}", place.id),
        icon: place.icon,
        label: cx.t(&place.text()),
        right: String::new(),
        deed: Deed::Go(place.route),
    };
    let mut entries: Vec<Entry> = PLACES.iter().map(place).collect();
    entries.extend(EVERYWHERE.iter().map(|action| Entry {
        id: format!("palette.{}", action.id),
        icon: action.icon,
        label: cx.t(action.id),
        right: String::new(),
        deed: Deed::Run(action.command),
    }));
    entries.retain(|entry| fits(&entry.label));
    let found = cx.state.instances.iter().filter(|row| !wanted.is_empty() && fits(&row.name));
    entries.extend(found.take(MOST).map(|row| Entry {
        id: format!("palette.instance.{}", row.name),
        icon: Icon::Smartphone,
        label: row.name.clone(),
        right: cx.state.account(row.account).map(format::account_name).unwrap_or_default(),
        deed: Deed::Go(Route::Instance(row.id)),
    }));
    entries.truncate(MOST);
    entries
}
