//! What the letters find, and how it looks.

use crate::app::actions::{ActedOn, EVERYWHERE, May, OF_INSTANCE, OfInstance};
use crate::app::cx::Cx;
use crate::app::deed::Deed;
use crate::app::format;
use crate::app::keys;
use crate::app::places::{PLACES, Place};
use crate::app::route::Route;
use crate::domain::ids::InstanceId;
use crate::domain::instance::Instance;
use crate::domain::search::{Terms, fold};
use crate::domain::views::View;
use crate::engine::command::Command;
use crate::ui::author_id;
use crate::ui::icon::Icon;
use crate::ui::input::paint_keycap;
use crate::ui::reader::{selectable, tip_ui};
use crate::ui::row::{cell_text, marked_text};
use crate::ui::theme::{self, RADIUS, Tokens};
use crate::ui::widgets::{Tile, paint_tile};
use egui::{CornerRadius, Rect, Response, Role, Sense, Ui, Vec2};

/// Instances shown at most; more letters find the rest.
const MOST: usize = 8;
/// Heights of an entry and of a heading.
const ENTRY: f32 = 38.0;
pub const HEADING: f32 = 34.0;

/// What an entry does.
#[derive(Clone)]
pub enum Does {
    Go(Route),
    Run(fn() -> Command),
    Act(InstanceId, Deed),
    /// Opens the form for a new instance of this name.
    Create(String),
    /// Opens the list as this view shows it.
    Show(Box<View>),
}

enum Picture {
    Icon(Icon),
    Tile(Tile),
}

/// Something that was found.
pub struct Hit {
    id: String,
    picture: Picture,
    label: String,
    /// What it belongs to, or how it is.
    right: String,
    /// The keys that do the same.
    keys: String,
    pub does: Does,
    /// Why it cannot be done now.
    pub reason: Option<String>,
    /// It is the first under this heading.
    pub heading: Option<String>,
}

/// The positions of the instances whose names have these words.
pub fn found(words: &Terms, names: &[String]) -> Vec<usize> {
    if words.is_empty() {
        return Vec::new();
    }
    names.iter().enumerate().filter(|(_, name)| words.are_in(name)).map(|(at, _)| at).collect()
}

/// What is found: instances, what can be done to the chosen one, and what can be done anywhere. All that can be done to
/// the chosen one when it `is_about` that one; otherwise what is called so.
pub fn entries(cx: &Cx<'_>, words: &Terms, found: &[usize], chosen: Option<InstanceId>, is_about: bool) -> Vec<Hit> {
    let fits = |entry: &Hit| words.are_in(&fold(&entry.label));
    let rows = found.iter().take(MOST).map(|at| instance(cx, &cx.state.instances[*at]));
    let mut entries: Vec<Hit> = headed(cx.t("nav-instances"), rows.collect());
    if let Some(row) = chosen.and_then(|id| cx.state.instance(id)) {
        let mut actions = actions(cx, row);
        actions.retain(|entry| is_about || fits(entry));
        entries.extend(headed(row.title().to_owned(), actions));
    }
    let mut anywhere: Vec<Hit> = PLACES.iter().map(|place| of_place(cx, place)).collect();
    anywhere.extend(EVERYWHERE.iter().map(|action| Hit {
        keys: action.key.name().to_owned(),
        ..plain(format!("palette.{}", action.id), action.icon, cx.t(action.id), Does::Run(action.command))
    }));
    anywhere.extend(cx.state.views.kept.iter().map(|view| of_view(cx, view)));
    anywhere.retain(fits);
    entries.extend(headed(cx.t("palette-everywhere"), anywhere));
    entries
}

/// Nothing is called so: it can be made.
pub fn create(cx: &Cx<'_>, name: &str) -> Hit {
    let label = cx.tw("palette-create", &[("name", name)]);
    plain("palette.create".to_owned(), Icon::Plus, label, Does::Create(name.to_owned()))
}

fn headed(heading: String, mut entries: Vec<Hit>) -> Vec<Hit> {
    if let Some(first) = entries.first_mut() {
        first.heading = Some(heading);
    }
    entries
}

fn plain(id: String, icon: Icon, label: String, does: Does) -> Hit {
    let (right, keys) = (String::new(), String::new());
    Hit { id, picture: Picture::Icon(icon), label, right, keys, does, reason: None, heading: None }
}

fn of_place(cx: &Cx<'_>, place: &Place) -> Hit {
    let id = format!("palette.{}", place.id);
    Hit { keys: keys::with_control(place), ..plain(id, place.icon, cx.t(&place.text()), Does::Go(place.route)) }
}

fn of_view(cx: &Cx<'_>, view: &View) -> Hit {
    let label = cx.tw("palette-view", &[("name", &view.name)]);
    plain(format!("palette.view.{}", view.name), Icon::Bookmark, label, Does::Show(Box::new(view.clone())))
}

/// Its alias and its name.
pub fn called(row: &Instance) -> String {
    if row.annotation.alias.is_empty() { row.name.clone() } else { format!("{} · {}", row.title(), row.name) }
}

fn instance(cx: &Cx<'_>, row: &Instance) -> Hit {
    let id = format!("palette.instance.{}", row.name);
    let tile = cx.state.account(row.account).map(|account| Picture::Tile(format::tile(account.provider.0)));
    Hit {
        picture: tile.unwrap_or(Picture::Icon(Icon::Smartphone)),
        right: format::status(cx, row).1,
        ..plain(id, Icon::Smartphone, called(row), Does::Go(Route::Instance(row.id)))
    }
}

fn actions(cx: &Cx<'_>, row: &Instance) -> Vec<Hit> {
    let Some(account) = cx.state.account(row.account) else { return Vec::new() };
    let subject = ActedOn { account, can: cx.state.can(account.id), row };
    let entry = |action: &OfInstance| {
        let reason = match action.may(&subject) {
            May::Yes => None,
            May::No(why) => Some(cx.t(why)),
            May::Absent => return None,
        };
        let does = Does::Act(row.id, action.deed);
        Some(Hit {
            keys: action.keys.as_ref().map(|keys| keys::shown(cx, keys)).unwrap_or_default(),
            right: reason.clone().unwrap_or_default(),
            reason,
            ..plain(action.palette_id(), action.icon, action.words(cx, &subject), does)
        })
    };
    OF_INSTANCE.iter().filter_map(entry).collect()
}

impl Hit {
    /// Draws it with what was looked for marked.
    pub fn ui(&self, ui: &mut Ui, words: &Terms, is_current: bool) -> Response {
        let tokens = Tokens::of(ui);
        let (_, outer) = ui.allocate_space(Vec2::new(ui.available_width(), ENTRY));
        let rect = outer.shrink2(Vec2::new(6.0, 0.0));
        let enabled = self.reason.is_none();
        let sense = if enabled { Sense::click() } else { Sense::hover() };
        let response = ui.interact(rect, egui::Id::unique(("palette", &self.id, self.key())), sense);
        selectable(&response, Role::ListBoxOption, enabled, is_current, &self.said());
        author_id(ui, &response, &self.id);
        let fill = match (is_current, response.hovered() && enabled) {
            (true, _) => Some(tokens.accent_soft),
            (false, true) => Some(tokens.hover),
            (false, false) => None,
        };
        if let Some(fill) = fill {
            ui.painter().rect_filled(rect, CornerRadius::same(RADIUS), fill);
        }
        let center = egui::pos2(rect.left() + 22.0, rect.center().y);
        match self.picture {
            Picture::Icon(icon) => icon.paint(ui, center, 16.0, tokens.muted),
            Picture::Tile(tile) => paint_tile(ui, Rect::from_center_size(center, Vec2::splat(20.0)), tile),
        }
        let right = self.end(ui, rect, is_current);
        let label = Rect::from_min_max(egui::pos2(rect.left() + 42.0, rect.top()), egui::pos2(right, rect.bottom()));
        let ink = if enabled { tokens.text } else { tokens.muted };
        let marks = if matches!(self.does, Does::Create(_)) { Vec::new() } else { words.marks(&self.label) };
        let cut = marked_text(ui, label, &self.label, theme::regular(14.0), ink, &marks);
        if cut { tip_ui(response, &self.label, &self.label) } else { response }
    }

    /// What a screen reader says of it.
    pub fn said(&self) -> String {
        if self.right.is_empty() { self.label.clone() } else { format!("{}, {}", self.label, self.right) }
    }

    /// Instances of the same name have the same id.
    fn key(&self) -> Option<InstanceId> {
        match self.does {
            Does::Go(Route::Instance(id)) | Does::Act(id, _) => Some(id),
            _ => None,
        }
    }

    /// Keys and words at the right end. Where they begin.
    fn end(&self, ui: &Ui, rect: Rect, is_current: bool) -> f32 {
        let tokens = Tokens::of(ui);
        let mut right = rect.right() - 12.0;
        let keys = if is_current && self.keys.is_empty() { "Enter" } else { self.keys.as_str() };
        if !keys.is_empty() && self.reason.is_none() {
            let width = ui.painter().layout_no_wrap(keys.to_owned(), theme::mono(11.0), tokens.muted).size().x + 12.0;
            paint_keycap(ui, egui::pos2(right, rect.center().y), keys);
            right -= width + 10.0;
        }
        let words = ui.painter().layout_no_wrap(self.right.clone(), theme::regular(12.5), tokens.muted);
        let width = words.size().x.min(rect.width() * 0.5);
        let cell = Rect::from_min_max(egui::pos2(right - width, rect.top()), egui::pos2(right + 1.0, rect.bottom()));
        cell_text(ui, cell, &self.right, theme::regular(12.5), tokens.muted);
        right - width - 10.0
    }
}
