//! The top of the panel: whose it is, how it is, the one thing to do now, and the row of icons.

use super::{Detail, menu};
use crate::app::actions::{ActedOn, Group, May, OF_INSTANCE, OfInstance, fitting, of};
use crate::app::cx::Cx;
use crate::app::deed::Deed;
use crate::app::format;
use crate::app::keys;
use crate::engine::command::Action;
use crate::ui::button::Button;
use crate::ui::icon::Icon;
use crate::ui::menu::menu_of;
use crate::ui::reader::heading_role;
use crate::ui::theme::{self, Tokens};
use crate::ui::widgets::{pill_ui, pill_width, wrapped_ui};
use egui::{Color32, RichText, Ui, Vec2};

/// Room for the button that closes the panel, and what is between it, the status and the name.
const CLOSE: f32 = 44.0;

impl Detail {
    /// Name, status and account. Returns whether to close the panel.
    pub(super) fn head_ui(ui: &mut Ui, cx: &Cx<'_>, subject: &ActedOn<'_>) -> bool {
        let mut close = false;
        ui.horizontal_top(|ui| {
            let (tone, word) = format::status(cx, subject.row);
            let room = (ui.available_width() - pill_width(ui, &word) - CLOSE).max(80.0);
            let name = subject.row.title();
            let shown = wrapped_ui(ui, room, RichText::new(name).font(theme::semibold(15.5)));
            heading_role(&shown, 2, name);
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Min), |ui| {
                close = Button::icon_only("detail.close", Icon::Close, cx.t("close")).small().show(ui).clicked();
                pill_ui(ui, tone, &word);
            });
        });
        let own = Some(&subject.row.name).filter(|name| *name != subject.row.title());
        let width =
            |text: &str, font| ui.painter().layout_no_wrap(text.to_owned(), font, Color32::PLACEHOLDER).size().x;
        let account = width(&format::account_name(subject.account), theme::regular(13.5)) + 40.0;
        let fits = own.is_some_and(|name| account + width(name, theme::mono(12.0)) <= ui.available_width());
        let own = own.map(|name| RichText::new(name).font(theme::mono(12.0)).color(Tokens::of(ui).muted));
        ui.horizontal(|ui| {
            format::account_ui(ui, subject.account, theme::regular(13.5));
            if let Some(own) = own.clone().filter(|_| fits) {
                ui.label(own);
            }
        });
        if let Some(own) = own.filter(|_| !fits) {
            ui.add(egui::Label::new(own).truncate());
        }
        format::in_the_clear_ui(ui, cx, subject.account);
        close
    }

    /// The one thing that fits how it is, and below it the code, wherever there can be one.
    pub(super) fn primary_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, subject: &ActedOn<'_>) {
        let action = fitting(subject);
        // What has a button of its own in the panel keeps that button's id.
        let id = match action.deed {
            Deed::Pair | Deed::Message | Deed::Do(Action::Refresh) => action.panel_id(),
            _ => "detail.primary".to_owned(),
        };
        let button = Button::primary(&id, action.words(cx, subject)).icon(action.icon).full();
        let waits = matches!(action.deed, Deed::Do(_)) && self.is_busy(cx, subject.row);
        if button.enabled(!waits).because(cx.t("working")).show(ui).clicked() {
            self.act(cx, subject.row, action.deed);
        }
        let pair = of(Deed::Pair);
        if action.deed != Deed::Pair && pair.may(subject) == May::Yes {
            let (id, words) = (pair.panel_id(), pair.words(cx, subject));
            if Button::secondary(&id, words).icon(pair.icon).full().show(ui).clicked() {
                self.act(cx, subject.row, Deed::Pair);
            }
        }
    }

    /// What is done often, as icons of one width, and the menu with everything.
    pub(super) fn icons_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, subject: &ActedOn<'_>) {
        let actions: Vec<&OfInstance> = OF_INSTANCE.iter().filter(|action| action.in_row).collect();
        let gap = 6.0;
        let count = actions.len() as f32 + 1.0;
        let size = Vec2::new((ui.available_width() - (count - 1.0) * gap) / count, theme::CONTROL);
        let busy = self.is_busy(cx, subject.row);
        let mut deed = None;
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = gap;
            let place = |ui: &mut Ui, button: Button<'_>| {
                let layout = egui::Layout::left_to_right(egui::Align::Center);
                ui.allocate_ui_with_layout(size, layout, |ui| button.boxed().full().show(ui)).inner
            };
            for action in actions {
                let id = action.panel_id();
                let words = action.words(cx, subject);
                let keys = action.keys.as_ref().map(|keys| format!("{words}  {}", keys::shown(cx, keys)));
                let button = Button::icon_only(&id, action.icon, words).tip(keys);
                let button = match action.may(subject) {
                    May::Yes => button.enabled(!busy || !matches!(action.deed, Deed::Do(_) | Deed::Ask(_))),
                    May::No(why) => button.enabled(false).because(cx.t(why)),
                    May::Absent => button.enabled(false),
                };
                if place(ui, button).clicked() {
                    deed = Some(action.deed);
                }
            }
            let name = cx.tw("row-menu", &[("name", subject.row.title())]);
            let more = place(ui, Button::icon_only("detail.more", Icon::Ellipsis, name));
            menu_of(&more).show(|ui| deed = deed.or(menu::menu_ui(ui, cx, subject)));
        });
        if let Some(deed) = deed {
            self.act(cx, subject.row, deed);
        }
    }

    /// What ends it, at the end.
    pub(super) fn ends_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, subject: &ActedOn<'_>) {
        let busy = self.is_busy(cx, subject.row);
        ui.add_space(8.0);
        for action in OF_INSTANCE.iter().filter(|action| action.group == Group::End) {
            let (id, words) = (action.panel_id(), action.words(cx, subject));
            let button = if action.is_danger { Button::danger(&id, words) } else { Button::secondary(&id, words) };
            let button = button.icon(action.icon).full();
            let button = match action.may(subject) {
                May::Yes => button.enabled(!busy),
                May::No(why) => button.enabled(false).because(cx.t(why)),
                May::Absent => continue,
            };
            if button.show(ui).clicked() {
                self.act(cx, subject.row, action.deed);
            }
        }
    }
}
