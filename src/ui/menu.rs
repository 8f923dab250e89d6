//! Menus: lines with an icon, words and keys. What cannot be done stays, with the reason.

use crate::ui::focus;
use crate::ui::icon::Icon;
use crate::ui::row::cell_text;
use crate::ui::theme::{self, Tokens};
use crate::ui::{author_id, inner_ring, open_menus};
use egui::accesskit::{HasPopup, Node};
use egui::containers::menu::SubMenu;
use egui::{
    CornerRadius, Id, Popup, PopupCloseBehavior, PopupKind, Pos2, Rect, Response, Role, ScrollArea, Sense, Ui, UiKind,
    Vec2, WidgetInfo,
};

/// Width of a menu with keys at the right, and of one without.
pub const WIDE: f32 = 318.0;
pub const NARROW: f32 = 210.0;
/// Height of a line, and of one with a reason below its words.
const LINE: f32 = 31.0;
const WITH_REASON: f32 = 44.0;

/// A menu of a window that is lower than this scrolls; what is around it.
const LOW: f32 = 360.0;
const AROUND: f32 = 24.0;

/// A menu, or whatever else opens at a place and closes when it is left.
#[must_use]
pub struct Menu<'a> {
    popup: Popup<'a>,
    opener: Id,
    name: Option<String>,
}

impl Menu<'_> {
    /// What is pressed in it leaves it open.
    pub fn stays(self) -> Self {
        Self { popup: self.popup.close_behavior(PopupCloseBehavior::CloseOnClickOutside), ..self }
    }

    /// Draws it while it is open.
    pub fn show(self, content: impl FnOnce(&mut Ui)) {
        self.popup.show(|ui| {
            open_menus::entered(ui, Some(self.opener));
            match self.name {
                Some(name) => named(ui, |node| node.set_label(name)),
                None => named(ui, |node| node.push_labelled_by(self.opener.accesskit_id())),
            }
            let room = ui.ctx().content_rect().height();
            if room >= LOW {
                content(ui);
            } else {
                ScrollArea::vertical().max_height(room - AROUND).show(ui, content);
            }
        });
    }
}

/// The menu of a button, which says to screen readers that it has one and whether it is open.
pub fn menu_of(button: &Response) -> Menu<'_> {
    let popup = Popup::menu(button);
    opens_menu(button, popup.is_open());
    Menu { popup, opener: button.id, name: None }
}

/// The menu at a place, with its own name, of what has this id.
pub fn menu_at<'a>(ui: &Ui, id: Id, at: Pos2, is_open: &'a mut bool, opener: Id, name: String) -> Menu<'a> {
    let popup = Popup::new(id, ui.ctx().clone(), at, ui.layer_id());
    let popup = popup.kind(PopupKind::Menu).open_bool(is_open).gap(2.0);
    Menu { popup, opener, name: Some(name) }
}

/// What a button explains.
pub fn explained_by(button: &Response) -> Menu<'_> {
    Menu { popup: Popup::from_toggle_button_response(button), opener: button.id, name: None }
}

/// What the menu that is being drawn is called: of itself it has no name.
fn named(ui: &Ui, name: impl FnOnce(&mut Node)) {
    if let Some(menu) = ui.stack().iter().find(|stack| matches!(stack.kind(), Some(UiKind::Menu | UiKind::Popup))) {
        ui.ctx().accesskit_node_builder(menu.unique_id, name);
    }
}

/// Says so of a button whose menu is drawn elsewhere.
pub fn opens_menu(button: &Response, is_open: bool) {
    button.ctx.accesskit_node_builder(button.id, |node| {
        node.set_has_popup(HasPopup::Menu);
        node.set_expanded(is_open);
    });
}

/// A line of a menu.
#[derive(Clone, Debug)]
pub struct Item<'a> {
    id: &'a str,
    icon: Icon,
    text: String,
    keys: String,
    is_danger: bool,
    reason: Option<String>,
}

impl<'a> Item<'a> {
    /// One that can be chosen.
    #[must_use]
    pub fn new(id: &'a str, icon: Icon, text: String) -> Self {
        Self { id, icon, text, keys: String::new(), is_danger: false, reason: None }
    }

    /// What stands at its right end: the keys that do the same, or a count.
    #[must_use]
    pub fn keys(mut self, keys: String) -> Self {
        self.keys = keys;
        self
    }

    /// Something is lost by it.
    #[must_use]
    pub fn danger(mut self, is_danger: bool) -> Self {
        self.is_danger = is_danger;
        self
    }

    /// Why it cannot be chosen now, when it cannot.
    #[must_use]
    pub fn because(mut self, reason: Option<String>) -> Self {
        self.reason = reason;
        self
    }

    /// Draws it. Whether it was chosen, which closes the menu.
    pub fn show(self, ui: &mut Ui) -> bool {
        let chosen = self.line_ui(ui, false).clicked();
        if chosen {
            ui.close();
        }
        chosen
    }

    /// Draws it as the way into another menu.
    pub fn show_menu(self, ui: &mut Ui, content: impl FnOnce(&mut Ui)) {
        let response = self.line_ui(ui, true);
        let shown = SubMenu::new().show(ui, &response, |ui| {
            open_menus::entered(ui, None);
            named(ui, |node| node.push_labelled_by(response.id.accesskit_id()));
            ui.set_width(NARROW);
            ui.spacing_mut().item_spacing.y = 0.0;
            content(ui);
        });
        opens_menu(&response, shown.is_some());
    }

    fn line_ui(&self, ui: &mut Ui, leads_on: bool) -> Response {
        let tokens = Tokens::of(ui);
        let height = if self.reason.is_some() { WITH_REASON } else { LINE };
        let (_, rect) = ui.allocate_space(Vec2::new(ui.available_width(), height));
        let enabled = self.reason.is_none();
        let sense = if enabled { Sense::click() } else { Sense::hover() | Sense::FOCUSABLE };
        let response = ui.interact(rect, egui::Id::unique(("menu", self.id)), sense);
        response.widget_info(|| WidgetInfo::labeled(Role::MenuItem, enabled, &self.text));
        author_id(ui, &response, self.id);
        if let Some(reason) = &self.reason {
            ui.ctx().accesskit_node_builder(response.id, |node| node.set_description(reason.as_str()));
        } else if !self.keys.is_empty() {
            ui.ctx().accesskit_node_builder(response.id, |node| node.set_description(self.keys.as_str()));
        }
        focus::follow(&response);
        if response.hovered() && enabled || response.has_focus() {
            ui.painter().rect_filled(rect, CornerRadius::same(6), tokens.hover);
        }
        inner_ring(ui, &response, 6);
        let ink = match (enabled, self.is_danger) {
            (false, _) => tokens.muted,
            (true, true) => tokens.bad,
            (true, false) => tokens.text,
        };
        self.icon.paint(
            ui,
            egui::pos2(rect.left() + 17.0, rect.center().y),
            15.0,
            if enabled { ink } else { tokens.muted },
        );
        let keys = ui.painter().layout_no_wrap(self.keys.clone(), theme::mono(11.0), tokens.muted);
        let end = if leads_on || enabled && !self.keys.is_empty() { keys.size().x.max(14.0) + 18.0 } else { 8.0 };
        let line = |y: f32, text: &str, font| {
            let place =
                Rect::from_min_max(egui::pos2(rect.left() + 35.0, y - 10.0), egui::pos2(rect.right() - end, y + 10.0));
            cell_text(ui, place, text, font, ink);
        };
        match &self.reason {
            Some(reason) => {
                line(rect.center().y - 9.0, &self.text, theme::regular(14.0));
                line(rect.center().y + 9.0, reason, theme::regular(12.5));
            }
            None => line(rect.center().y, &self.text, theme::regular(14.0)),
        }
        let right = egui::pos2(rect.right() - 10.0, rect.center().y);
        if leads_on {
            Icon::ChevronRight.paint(ui, right - Vec2::new(6.0, 0.0), 14.0, tokens.muted);
        } else if enabled {
            ui.painter().galley(right - Vec2::new(keys.size().x, keys.size().y / 2.0), keys, tokens.muted);
        }
        response
    }
}

/// The line that parts two groups.
pub fn parting_ui(ui: &mut Ui) {
    let (_, rect) = ui.allocate_space(Vec2::new(ui.available_width(), 11.0));
    ui.painter().hline(rect.x_range(), rect.center().y, egui::Stroke::new(1.0, Tokens::of(ui).line));
}
