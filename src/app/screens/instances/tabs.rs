//! The views of the list as tabs: everything, those that a person has kept, and ready-made ones in a menu.

use super::Instances;
use super::counted::Asked;
use super::fields::Idle;
use super::query::Query;
use crate::app::cx::{Cx, Wish};
use crate::app::places::listed;
use crate::app::screens::detail::too_long_a_name;
use crate::domain::plain::plain;
use crate::domain::views::{Layout, Look, VIEW_LETTERS, VIEWS, View, Views};
use crate::engine::command::Command;
use crate::ui::button::Button;
use crate::ui::icon::Icon;
use crate::ui::input::{Caption, text_ui};
use crate::ui::layout::{ends_ui, modal_ui};
use crate::ui::menu::{Item, NARROW, WIDE, menu_of};
use crate::ui::narrow::is_small;
use crate::ui::reader::selectable;
use crate::ui::theme::{self, Tokens};
use crate::ui::widgets::heading;
use crate::ui::{author_id, focus_ring};
use egui::{Color32, Frame, Key, Margin, Panel, Rect, Response, Role, Sense, Stroke, Ui, Vec2};

/// Height of the tabs, and what lies between two of them.
const TABS: f32 = 38.0;
const BETWEEN: f32 = 24.0;

/// What a tab was pressed for.
enum Pressed {
    Everything,
    View(View),
    Ready(&'static str),
    SaveNew,
    Change(Change),
}

/// What is done to the view on show.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Change {
    Keep,
    Rename,
    Earlier,
    Later,
    Remove,
}

impl Instances {
    /// Draws the tabs.
    pub(super) fn tabs_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        self.follow_views(cx);
        self.shown.looks.has_counted = false;
        let tokens = Tokens::of(ui);
        let frame = Frame::new().inner_margin(Margin::symmetric(22, 0));
        let panel = Panel::top("views").exact_size(TABS).resizable(false).frame(frame).show_separator_line(false);
        let mut pressed = None;
        let shown = panel.show(ui, |ui| {
            ui.spacing_mut().item_spacing.x = BETWEEN;
            ui.horizontal_centered(|ui| pressed = self.each_tab_ui(ui, cx));
        });
        let rect = shown.response.rect;
        ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, tokens.line));
        if let Some(pressed) = pressed {
            self.follow_tab(cx, pressed);
        }
        self.ask_name_ui(ui, cx);
    }

    /// A view that was renamed or removed elsewhere is not on show any more.
    fn follow_views(&mut self, cx: &Cx<'_>) {
        let is_there = |name: &String| cx.state.views.kept.iter().any(|view| view.name == *name);
        if !self.has_layout && cx.state.loaded {
            self.has_layout = true;
            self.layout = cx.state.views.layout.clone();
        }
        if self.tabs.current.as_ref().is_some_and(|name| !is_there(name)) {
            self.tabs.current = None;
            self.layout = cx.state.views.layout.clone();
        }
    }

    fn each_tab_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> Option<Pressed> {
        let mut pressed = None;
        let (all, count) = (cx.t("view-all"), cx.texts.count(listed(cx.state)));
        if tab_ui(ui, "view.all", &all, &count, self.tabs.current.is_none()).clicked() {
            pressed = Some(Pressed::Everything);
        }
        let end = Self::end_width(ui, cx);
        let (mut beside, mut within) = (Vec::new(), Vec::new());
        let mut room = ui.available_width() - end;
        for view in &cx.state.views.kept {
            let count = self.shown.count(ui, cx, &view.look);
            let is_current = self.tabs.current.as_ref() == Some(&view.name);
            room -= tab_width(ui, &view.name, &written(cx, count)) + BETWEEN;
            // The one on show always stands there.
            if room >= 0.0 || is_current { beside.push((view, count)) } else { within.push((view, count)) }
        }
        for (view, count) in beside {
            let is_current = self.tabs.current.as_ref() == Some(&view.name);
            let id = format!("view.{}", view.name);
            let tab = tab_ui(ui, &id, &view.name, &written(cx, count), is_current);
            if tab.clicked() {
                pressed = Some(Pressed::View(view.clone()));
            }
            if is_current {
                ui.add_space(-BETWEEN + 2.0);
                pressed = pressed.or(self.menu_of_view_ui(ui, cx, view).map(Pressed::Change));
            }
        }
        if !within.is_empty() {
            let more = Button::ghost("view.more", cx.tw("views-more", &[("n", &within.len().to_string())]));
            menu_of(&more.small().show(ui)).show(|ui| {
                ui.set_width(WIDE);
                ui.spacing_mut().item_spacing.y = 0.0;
                for (view, count) in within {
                    let id = format!("view.{}", view.name);
                    let item = Item::new(&id, Icon::Bookmark, view.name.clone());
                    if item.keys(written(cx, count)).show(ui) {
                        pressed = Some(Pressed::View(view.clone()));
                    }
                }
            });
        }
        pressed.or(self.ends_of_tabs_ui(ui, cx))
    }

    fn end_width(ui: &Ui, cx: &Cx<'_>) -> f32 {
        let word = |text: String| ui.painter().layout_no_wrap(text, theme::medium(14.0), Color32::PLACEHOLDER).size().x;
        let save = if is_small(ui.ctx()) { 0.0 } else { word(cx.t("view-save")) };
        save + word(cx.t("views-ready")) + 160.0
    }

    /// Keeping the list as it is, and what others ask for.
    fn ends_of_tabs_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> Option<Pressed> {
        let mut pressed = None;
        ui.add_space(-12.0);
        ui.spacing_mut().item_spacing.x = 4.0;
        let is_full = cx.state.views.kept.len() >= VIEWS;
        let save = Button::ghost("view.save", cx.t("view-save")).icon(Icon::BookmarkPlus).bare(is_small(ui.ctx()));
        let full = cx.tw("views-full", &[("n", &VIEWS.to_string())]);
        if save.small().enabled(!is_full).because(full).show(ui).clicked() {
            pressed = Some(Pressed::SaveNew);
        }
        let ready = Button::ghost("view.ready", cx.t("views-ready")).trailing(Icon::ChevronDown).small().show(ui);
        menu_of(&ready).show(|ui| {
            ui.set_width(WIDE + 30.0);
            ui.spacing_mut().item_spacing.y = 0.0;
            for (_, word, key) in Idle::ALL {
                let look = Look { search: format!("is:{word}"), ..Look::default() };
                let count = self.shown.count(ui, cx, &look);
                let id = format!("view.ready.{word}");
                let item = Item::new(&id, Icon::ListFilter, cx.t(key));
                if item.keys(written(cx, count)).show(ui) {
                    pressed = Some(Pressed::Ready(word));
                }
            }
        });
        pressed
    }

    /// What can be done to the view on show.
    fn menu_of_view_ui(&self, ui: &mut Ui, cx: &Cx<'_>, view: &View) -> Option<Change> {
        let mut chosen = None;
        let name = cx.tw("row-menu", &[("name", &view.name)]);
        let button = Button::icon_only("view.menu", Icon::ChevronDown, name).small().show(ui);
        menu_of(&button).show(|ui| {
            ui.set_width(NARROW);
            ui.spacing_mut().item_spacing.y = 0.0;
            let is_other = self.query.look(&self.layout) != view.look;
            let same = (!is_other).then(|| cx.t("view-unchanged"));
            for (id, icon, key, change, reason) in [
                ("view.keep", Icon::Save, "view-keep", Change::Keep, same),
                ("view.rename", Icon::Pencil, "view-rename", Change::Rename, None),
                ("view.earlier", Icon::ArrowLeft, "move-left", Change::Earlier, None),
                ("view.later", Icon::ArrowRight, "move-right", Change::Later, None),
                ("view.remove", Icon::Trash, "view-remove", Change::Remove, None),
            ] {
                if Item::new(id, icon, cx.t(key)).because(reason).show(ui) {
                    chosen = Some(change);
                }
            }
        });
        chosen
    }

    fn follow_tab(&mut self, cx: &mut Cx<'_>, pressed: Pressed) {
        match pressed {
            Pressed::Everything => {
                self.tabs.current = None;
                self.query = self.query.everything();
                self.sort_as_before();
                self.layout = cx.state.views.layout.clone();
            }
            Pressed::View(view) => self.show_view(view),
            Pressed::Ready(word) => {
                self.tabs.current = None;
                self.query = Query { search: format!("is:{word}"), ..self.query.everything() };
                self.sort_as_before();
                self.layout = cx.state.views.layout.clone();
            }
            Pressed::SaveNew => self.tabs.asked = Some(Asked { renamed: None, name: self.name_for_new() }),
            Pressed::Change(change) => self.change_view(cx, change),
        }
    }

    /// Shows what a view keeps.
    pub fn show_view(&mut self, view: View) {
        if self.tabs.current.is_none() {
            self.tabs.order = Some((self.query.column, self.query.descending));
        }
        self.query = Query::of(&view.look);
        (self.layout, self.has_layout) = (view.look.layout, true);
        self.tabs.current = Some(view.name);
    }

    /// The order of a view is its own.
    fn sort_as_before(&mut self) {
        if let Some((column, descending)) = self.tabs.order.take() {
            (self.query.column, self.query.descending) = (column, descending);
        }
    }

    /// What a view of this is most likely called.
    fn name_for_new(&self) -> String {
        self.query.tag.clone().unwrap_or_default()
    }

    fn change_view(&mut self, cx: &mut Cx<'_>, change: Change) {
        let mut views = cx.state.views.clone();
        let Some(name) = self.tabs.current.clone() else { return };
        let Some(at) = views.kept.iter().position(|view| view.name == name) else { return };
        match change {
            Change::Keep => views.kept[at].look = self.query.look(&self.layout),
            Change::Rename => {
                self.tabs.asked = Some(Asked { renamed: Some(name.clone()), name });
                return;
            }
            Change::Earlier => views.kept.swap(at, at.saturating_sub(1)),
            Change::Later => views.kept.swap(at, (at + 1).min(cx.state.views.kept.len() - 1)),
            Change::Remove => {
                views.kept.remove(at);
                self.tabs.current = None;
                self.query = self.query.everything();
                self.sort_as_before();
                self.layout = views.layout.clone();
            }
        }
        keep(cx, views);
    }

    /// The columns were laid otherwise: that is kept at once, with the view on show.
    pub(super) fn keep_layout(&mut self, cx: &mut Cx<'_>, layout: Layout) {
        self.layout = layout;
        let mut views = cx.state.views.clone();
        let current = self.tabs.current.as_ref();
        match views.kept.iter_mut().find(|view| Some(&view.name) == current) {
            Some(view) => view.look.layout = self.layout.clone(),
            None => views.layout = self.layout.clone(),
        }
        keep(cx, views);
    }

    fn ask_name_ui(&mut self, ui: &Ui, cx: &mut Cx<'_>) {
        let Some(mut asked) = self.tabs.asked.take() else { return };
        let (mut over, mut go) = (false, false);
        let dismissed = modal_ui(ui, "view-name", 420.0, |ui| {
            heading(ui, cx.t(if asked.renamed.is_some() { "view-rename-title" } else { "view-save-title" }));
            let taken = asked.is_taken(&cx.state.views).then(|| cx.t("view-name-taken"));
            let label = cx.t("view-name");
            let long = |name: &str| too_long_a_name(cx, plain(name).chars().count(), VIEW_LETTERS);
            let error = taken.or_else(|| long(&asked.name));
            let caption = Caption { id: "view.name", label: &label, error: error.as_deref(), ..Caption::default() };
            let field = text_ui(ui, &caption, &mut asked.name);
            let entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
            ui.add_space(10.0);
            ends_ui(ui, |ui| {
                // Letters and Enter may come in one frame.
                let why = match () {
                    () if plain(&asked.name).is_empty() => Some(cx.t("confirm-type-first")),
                    () if asked.is_taken(&cx.state.views) => Some(cx.t("view-name-taken")),
                    () => long(&asked.name),
                };
                let is_good = why.is_none();
                over = Button::secondary("confirm.cancel", cx.t("cancel")).show(ui).clicked();
                let ok = Button::primary("confirm.ok", cx.t("view-save-ok")).enabled(is_good);
                let ok = ok.because(why.unwrap_or_default());
                let ok = ok.show(ui).clicked();
                go = is_good && (ok || entered);
            });
        });
        if go {
            self.name_view(cx, &asked);
        } else if !over && !dismissed {
            self.tabs.asked = Some(asked);
        }
    }

    fn name_view(&mut self, cx: &mut Cx<'_>, asked: &Asked) {
        let mut views = cx.state.views.clone();
        let name = plain(&asked.name);
        match views.kept.iter_mut().find(|view| Some(&view.name) == asked.renamed.as_ref()) {
            Some(view) => view.name.clone_from(&name),
            None => views.kept.push(View { name: name.clone(), look: self.query.look(&self.layout) }),
        }
        keep(cx, views);
        self.tabs.current = Some(name);
    }
}

fn keep(cx: &mut Cx<'_>, views: Views) {
    cx.outbox.push(Wish::Do(Command::SaveViews { views }));
}

/// How many rows a view shows; empty where that is not known yet.
fn written(cx: &Cx<'_>, count: Option<usize>) -> String {
    count.map(|count| cx.texts.count(count)).unwrap_or_default()
}

fn tab_width(ui: &Ui, label: &str, number: &str) -> f32 {
    let width = |text: String, font| ui.painter().layout_no_wrap(text, font, Color32::PLACEHOLDER).size().x;
    let number = if number.is_empty() { 0.0 } else { width(number.to_owned(), theme::regular(12.5)) + 7.0 };
    width(label.to_owned(), theme::semibold(14.0)) + number
}

/// One tab: its name, and how many rows it shows.
fn tab_ui(ui: &mut Ui, id: &str, label: &str, number: &str, current: bool) -> Response {
    let tokens = Tokens::of(ui);
    let (ink, font) = if current { (tokens.text, theme::semibold(14.0)) } else { (tokens.muted, theme::medium(14.0)) };
    let word = ui.painter().layout_no_wrap(label.to_owned(), font, ink);
    let said = if number.is_empty() { label.to_owned() } else { format!("{label} {number}") };
    let number = ui.painter().layout_no_wrap(number.to_owned(), theme::regular(12.5), tokens.muted);
    let wide = if number.size().x > 0.0 { word.size().x + number.size().x + 7.0 } else { word.size().x };
    let (_, rect) = ui.allocate_space(Vec2::new(wide, TABS));
    let response = ui.interact(rect, egui::Id::unique(("tab", id)), Sense::click());
    selectable(&response, Role::Tab, true, current, &said);
    author_id(ui, &response, id);
    let middle = rect.center().y;
    let after = rect.left() + word.size().x + 7.0;
    let ink = if response.hovered() { tokens.text } else { ink };
    ui.painter()
        .galley_with_override_text_color(egui::pos2(rect.left(), middle - word.size().y / 2.0), word, ink);
    ui.painter().galley(egui::pos2(after, middle - number.size().y / 2.0), number, tokens.muted);
    if current {
        let line = Rect::from_min_max(egui::pos2(rect.left(), rect.bottom() - 2.0), rect.max);
        ui.painter().rect_filled(line, egui::CornerRadius::ZERO, tokens.accent);
    }
    focus_ring(ui, &response, 4);
    response.on_hover_cursor(egui::CursorIcon::PointingHand)
}
