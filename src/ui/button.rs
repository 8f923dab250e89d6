//! Buttons: primary, secondary, ghost, danger, icon only.

use crate::ui::icon::Icon;
use crate::ui::reader::tip_ui;
use crate::ui::theme::{self, RADIUS, Tokens};
use crate::ui::{author_id, focus_ring, inner_ring};
use egui::{Color32, CornerRadius, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo};
use std::fmt::Debug;
use std::hash::Hash;
use std::sync::Arc;

/// Height of a small button.
pub const SMALL: f32 = 26.0;
/// What its keys need beside their own width, and how far they stand from its edge.
const KEYS: f32 = 4.0;
const KEYS_EDGE: f32 = 10.0;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Look {
    Primary,
    Secondary,
    Ghost,
    Danger,
    /// Accent text without a box.
    Link,
    /// Shows what is chosen, and opens a menu to choose from.
    Choice,
}

/// How much room it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    /// That of its words.
    Own,
    /// All the width there is.
    Full,
    /// The same, and read from the left: a line of a menu.
    Item,
    /// One character in a ring.
    Badge,
}

/// A button. Its accessible name is its text, or the given name for an icon.
pub struct Button<'a> {
    id: &'a str,
    key: egui::Id,
    text: String,
    name: String,
    icon: Option<Icon>,
    icon_ink: Option<Color32>,
    trailing: Option<Icon>,
    shortcut: &'a str,
    look: Look,
    enabled: bool,
    reason: Option<String>,
    tip: Option<String>,
    shape: Shape,
    height: f32,
    chosen: Option<bool>,
}

impl<'a> Button<'a> {
    fn new(id: &'a str, text: impl Into<String>, look: Look) -> Self {
        let text = text.into();
        Self {
            id,
            key: egui::Id::unique(("button", id)),
            name: text.clone(),
            text,
            icon: None,
            icon_ink: None,
            trailing: None,
            shortcut: "",
            look,
            enabled: true,
            reason: None,
            tip: None,
            shape: Shape::Own,
            height: theme::CONTROL,
            chosen: None,
        }
    }

    /// The one thing to do on a screen.
    #[must_use]
    pub fn primary(id: &'a str, text: impl Into<String>) -> Self {
        Self::new(id, text, Look::Primary)
    }

    /// An ordinary button.
    #[must_use]
    pub fn secondary(id: &'a str, text: impl Into<String>) -> Self {
        Self::new(id, text, Look::Secondary)
    }

    /// Without a box until pointed at.
    #[must_use]
    pub fn ghost(id: &'a str, text: impl Into<String>) -> Self {
        Self::new(id, text, Look::Ghost)
    }

    /// Destroys something.
    #[must_use]
    pub fn danger(id: &'a str, text: impl Into<String>) -> Self {
        Self::new(id, text, Look::Danger)
    }

    /// Accent text without a box.
    #[must_use]
    pub fn link(id: &'a str, text: impl Into<String>) -> Self {
        let mut button = Self::new(id, text, Look::Link);
        button.height = 24.0;
        button
    }

    /// What is chosen, with the border of an input; pressing it opens a menu.
    #[must_use]
    pub fn choice(id: &'a str, text: impl Into<String>) -> Self {
        let button = Self::new(id, text, Look::Choice);
        Self { trailing: Some(Icon::ChevronDown), height: 30.0, ..button }
    }

    /// An icon with a name for those who cannot see it.
    #[must_use]
    pub fn icon_only(id: &'a str, icon: Icon, name: impl Into<String>) -> Self {
        let mut button = Self::new(id, "", Look::Ghost);
        button.icon = Some(icon);
        button.name = name.into();
        button
    }

    /// Said instead of its text, where that alone does not tell it from others.
    #[must_use]
    pub fn named(mut self, name: String) -> Self {
        self.name = name;
        self
    }

    /// An icon before the text.
    #[must_use]
    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }

    /// An icon after the text.
    #[must_use]
    pub fn trailing(mut self, icon: Icon) -> Self {
        self.trailing = Some(icon);
        self
    }

    /// The keys that do the same, shown small.
    #[must_use]
    pub fn shortcut(mut self, keys: &'a str) -> Self {
        self.shortcut = keys;
        self
    }

    /// Whether it can be pressed.
    #[must_use]
    pub fn enabled(mut self, enabled: bool) -> Self {
        self.enabled = enabled;
        self
    }

    /// Why it cannot be pressed, shown when pointed at.
    #[must_use]
    pub fn because(mut self, reason: impl Into<String>) -> Self {
        self.reason = Some(reason.into());
        self
    }

    /// Shown when pointed at, in the place of the name of an icon.
    #[must_use]
    pub fn tip(mut self, tip: Option<String>) -> Self {
        self.tip = tip;
        self
    }

    /// Where there is no room, without its text, which is its name still.
    #[must_use]
    pub fn bare(mut self, is_bare: bool) -> Self {
        if is_bare {
            self.text.clear();
        }
        self
    }

    /// With a box around it, as an ordinary button has.
    #[must_use]
    pub fn boxed(mut self) -> Self {
        self.look = Look::Secondary;
        self
    }

    /// As wide as there is room.
    #[must_use]
    pub fn full(mut self) -> Self {
        self.shape = Shape::Full;
        self
    }

    /// One of several in a menu of which one is chosen: whether it is this one.
    #[must_use]
    pub fn chosen(mut self, chosen: bool) -> Self {
        self.trailing = chosen.then_some(Icon::Check);
        self.chosen = Some(chosen);
        self
    }

    /// With an icon in a colour of its own, before its words.
    #[must_use]
    pub fn tinted(self, icon: Icon, ink: Color32) -> Self {
        Self { icon_ink: Some(ink), ..self.icon(icon) }
    }

    /// A line of a menu: as wide as there is room, and read from the left.
    fn item(self) -> Self {
        Self { shape: Shape::Item, ..self }
    }

    /// One character in a ring, as large as a target has to be.
    #[must_use]
    pub fn badge(mut self) -> Self {
        self.shape = Shape::Badge;
        self.height = 24.0;
        self
    }

    /// Lower than a control, for rows.
    #[must_use]
    pub fn small(mut self) -> Self {
        self.height = SMALL;
        self
    }

    /// Tells it from others of the same id: rows of the same name have the same buttons.
    #[must_use]
    pub fn of(mut self, owner: impl Hash + Debug) -> Self {
        self.key = egui::Id::unique(("button", self.id, owner));
        self
    }

    /// Draws it.
    pub fn show(self, ui: &mut Ui) -> Response {
        let tokens = Tokens::of(ui);
        let text = self.laid_out(ui, tokens.text);
        let is_cut = text.elided;
        let keys = (!self.shortcut.is_empty())
            .then(|| ui.painter().layout_no_wrap(self.shortcut.to_owned(), theme::mono(11.0), tokens.text))
            // Its keys are worth less than its edge.
            .filter(|keys| self.shape != Shape::Full || self.width(&text, Some(keys)) <= ui.available_width());
        let width = self.width(&text, keys.as_ref());
        let width =
            if matches!(self.shape, Shape::Full | Shape::Item) { ui.available_width().max(width) } else { width };
        let (_, rect) = ui.allocate_space(Vec2::new(width, self.height));
        let enabled = self.enabled && ui.is_enabled();
        // No scope of its own: rows of buttons must be able to wrap.
        let sense = if enabled { Sense::click() } else { Sense::hover() };
        let response = ui.interact(rect, self.key, sense);
        let role = if self.shape == Shape::Item { Role::MenuItem } else { Role::Button };
        response.widget_info(|| match self.chosen {
            Some(chosen) => WidgetInfo::selected(Role::MenuItemRadio, enabled, chosen, &self.name),
            None => WidgetInfo::labeled(role, enabled, &self.name),
        });
        author_id(ui, &response, self.id);
        if ui.is_rect_visible(rect) {
            self.paint(ui, &response, tokens, text, keys);
        }
        if self.shape == Shape::Item {
            inner_ring(ui, &response, RADIUS);
        } else {
            focus_ring(ui, &response, RADIUS);
        }
        match self.reason {
            Some(reason) if !enabled => response.on_hover_text(reason),
            _ if is_cut => tip_ui(response, &self.name, &self.text),
            _ if self.text.is_empty() => tip_ui(response, &self.name, self.tip.as_ref().unwrap_or(&self.name)),
            _ if enabled => response.on_hover_cursor(egui::CursorIcon::PointingHand),
            _ => response,
        }
    }

    /// As wide as an input, it shows what is chosen as one does, and no more of it than there is room for.
    fn is_field(&self) -> bool {
        self.look == Look::Choice && self.shape == Shape::Full
    }

    fn laid_out(&self, ui: &Ui, ink: Color32) -> Arc<egui::Galley> {
        let font = match self.look {
            _ if self.shape == Shape::Badge => theme::medium(11.0),
            _ if self.is_field() => theme::regular(14.0),
            Look::Link => theme::regular(13.5),
            _ => theme::medium(14.0),
        };
        if !self.is_field() {
            return ui.painter().layout_no_wrap(self.text.clone(), font, ink);
        }
        let mut job = egui::text::LayoutJob::simple_singleline(self.text.clone(), font, ink);
        job.wrap = egui::text::TextWrapping::truncate_at_width((ui.available_width() - 46.0).max(24.0));
        ui.fonts_mut(|fonts| fonts.layout_job(job))
    }

    fn width(&self, text: &Arc<egui::Galley>, keys: Option<&Arc<egui::Galley>>) -> f32 {
        if self.text.is_empty() || self.shape == Shape::Badge {
            return self.height;
        }
        let padding = if self.look == Look::Link { 0.0 } else { 24.0 };
        let icons = 22.0 * (f32::from(u8::from(self.icon.is_some())) + f32::from(u8::from(self.trailing.is_some())));
        padding + text.size().x + icons + keys.map_or(0.0, |keys| keys.size().x + KEYS)
    }

    /// How wide its own words and icons make it.
    #[must_use]
    pub fn own_width(&self, ui: &Ui) -> f32 {
        self.width(&self.laid_out(ui, Color32::PLACEHOLDER), None)
    }

    fn colors(&self, tokens: &Tokens, hot: bool) -> (Color32, Color32, Color32) {
        let clear = Color32::TRANSPARENT;
        match self.look {
            Look::Primary => {
                (if hot { tokens.accent.gamma_multiply(0.9) } else { tokens.accent }, clear, tokens.on_accent)
            }
            Look::Choice => (if hot { tokens.hover } else { tokens.panel }, tokens.control, tokens.text),
            Look::Secondary => (if hot { tokens.hover } else { tokens.panel }, tokens.line, tokens.text),
            // In a menu it is no lesser choice.
            Look::Ghost if self.shape == Shape::Item => (if hot { tokens.hover } else { clear }, clear, tokens.text),
            Look::Ghost => (if hot { tokens.hover } else { clear }, clear, tokens.muted),
            Look::Danger => (if hot { tokens.bad_soft } else { tokens.panel }, tokens.line, tokens.bad),
            // On the ground of a notice too.
            Look::Link => (clear, clear, tokens.accent_ink),
        }
    }

    fn paint(
        &self,
        ui: &Ui,
        response: &Response,
        tokens: &Tokens,
        text: Arc<egui::Galley>,
        keys: Option<Arc<egui::Galley>>,
    ) {
        let rect = response.rect;
        let hot = self.enabled && (response.hovered() || response.is_pointer_button_down_on());
        let fade = |color: Color32| if self.enabled { color } else { color.gamma_multiply(0.5) };
        let (fill, border, ink) = self.colors(tokens, hot);
        let (fill, border, ink) = (fade(fill), fade(border), fade(ink));
        let stroke = Stroke::new(1.0, border);
        ui.painter().rect(rect, CornerRadius::same(RADIUS), fill, stroke, StrokeKind::Inside);
        if self.text.is_empty() {
            if let Some(icon) = self.icon {
                icon.paint(ui, rect.center(), 16.0, ink);
            }
            return;
        }
        if self.shape == Shape::Badge {
            let (center, size) = (rect.center(), text.size());
            ui.painter().circle_stroke(center, 7.5, Stroke::new(1.0, tokens.control));
            ui.painter().galley_with_override_text_color(center - size / 2.0, text, tokens.muted);
            return;
        }
        let content = self.width(&text, None) - if self.look == Look::Link { 0.0 } else { 24.0 };
        let start = if keys.is_some() || self.shape == Shape::Item || self.look == Look::Link || self.is_field() {
            rect.left() + if self.look == Look::Link { 0.0 } else { 12.0 }
        } else {
            rect.center().x - content / 2.0
        };
        self.paint_content(ui, rect, start, ink, text, keys);
    }

    fn paint_content(
        &self,
        ui: &Ui,
        rect: Rect,
        start: f32,
        ink: Color32,
        text: Arc<egui::Galley>,
        keys: Option<Arc<egui::Galley>>,
    ) {
        let middle = rect.center().y;
        let mut x = start;
        if let Some(icon) = self.icon {
            icon.paint(ui, egui::pos2(x + 8.0, middle), 16.0, self.icon_ink.unwrap_or(ink));
            x += 22.0;
        }
        let width = text.size().x;
        ui.painter()
            .galley_with_override_text_color(egui::pos2(x, middle - text.size().y / 2.0), text, ink);
        if let Some(icon) = self.trailing {
            let after = if self.is_field() { rect.right() - 17.0 } else { x + width + 14.0 };
            icon.paint(ui, egui::pos2(after, middle), 16.0, ink);
        }
        if let Some(keys) = keys {
            let at = egui::pos2(rect.right() - keys.size().x - KEYS_EDGE, middle - keys.size().y / 2.0);
            ui.painter().galley_with_override_text_color(at, keys, ink);
        }
    }
}

/// A button of a menu, which closes when it is pressed: of itself it does so for the mouse only. Says whether it was.
pub fn menu_item_ui(ui: &mut Ui, button: Button<'_>) -> bool {
    let pressed = button.item().show(ui).clicked();
    if pressed {
        ui.close();
    }
    pressed
}
