//! The palette: type a few letters, press Enter. Places, actions, and every instance by its name.

use crate::app::cx::Cx;
use crate::app::route::Route;
use crate::app::show;
use crate::engine::command::Command;
use crate::ui::icon::Icon;
use crate::ui::input::search_ui;
use crate::ui::layout::modal_ui;
use crate::ui::pieces::muted;
use crate::ui::row::{cell_text, list_row_ui};
use crate::ui::theme::{self, Tokens};
use egui::{Key, Modifiers, Rect, ScrollArea, Ui, Vec2};

/// Entries shown at most; more letters find the rest.
const MOST: usize = 60;
/// Height of an entry.
const ENTRY: f32 = 38.0;

/// What an entry does.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Deed {
    Go(Route),
    Refresh,
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
}

impl Palette {
    /// Draws it. Returns whether it is over.
    pub fn ui(&mut self, ui: &Ui, cx: &mut Cx<'_>) -> bool {
        let mut chosen = None;
        let dismissed = modal_ui(ui, "palette", 520.0, |ui| {
            let step = |ui: &Ui, key: Key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
            let (down, up) = (step(ui, Key::ArrowDown), step(ui, Key::ArrowUp));
            let go = step(ui, Key::Enter);
            let before = self.typed.clone();
            let search = search_ui(ui, "palette.search", &cx.t("palette-hint"), &mut self.typed, 520.0);
            search.request_focus();
            if self.typed != before {
                self.at = 0;
            }
            let entries = entries(cx, &self.typed);
            let last = entries.len().saturating_sub(1);
            self.at = if down { self.at + 1 } else { self.at.saturating_sub(usize::from(up)) }.min(last);
            ui.add_space(6.0);
            if entries.is_empty() {
                muted(ui, cx.t("list-nothing-found"));
            }
            ui.spacing_mut().item_spacing.y = 0.0;
            ScrollArea::vertical().max_height(9.0 * ENTRY).show(ui, |ui| {
                for (at, entry) in entries.iter().enumerate() {
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
                chosen = entries.get(self.at).map(|entry| entry.deed);
            }
        });
        match chosen {
            Some(Deed::Go(route)) => cx.go(route),
            Some(Deed::Refresh) => {
                cx.run(|job| Command::Sync { job, account: None });
            }
            None => {}
        }
        dismissed || chosen.is_some()
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
    let places = [
        ("nav.new-instance", Icon::Plus, Route::NewInstance),
        ("nav.instances", Icon::Instances, Route::Instances),
        ("nav.credentials", Icon::Key, Route::Credentials),
        ("account.add", Icon::UserPlus, Route::EditAccount(None)),
        ("nav.templates", Icon::Layers, Route::Templates),
        ("nav.activity", Icon::Activity, Route::Activity),
        ("nav.sandbox", Icon::Flask, Route::Sandbox),
        ("nav.settings", Icon::Settings, Route::Settings),
    ];
    let place = |(id, icon, route): (&str, Icon, Route)| Entry {
        id: format!("palette.{id}"),
        icon,
        label: cx.t(&id.replace('.', "-")),
        right: String::new(),
        deed: Deed::Go(route),
    };
    let mut entries: Vec<Entry> = places.into_iter().map(place).collect();
    entries.push(Entry {
        id: "palette.refresh".to_owned(),
        icon: Icon::Refresh,
        label: cx.t("refresh"),
        right: String::new(),
        deed: Deed::Refresh,
    });
    entries.retain(|entry| fits(&entry.label));
    let found = cx.state.instances.iter().filter(|row| !wanted.is_empty() && fits(&row.name));
    entries.extend(found.take(MOST).map(|row| Entry {
        id: format!("palette.instance.{}", row.name),
        icon: Icon::Smartphone,
        label: row.name.clone(),
        right: cx.state.account(row.account).map(show::account_name).unwrap_or_default(),
        deed: Deed::Go(Route::Instance(row.id)),
    }));
    entries.truncate(MOST);
    entries
}
