//! The tags of an instance in its panel.

use super::facts::{BEHIND, names};
use super::notes::color_of;
use super::{Detail, Wants};
use crate::app::cx::Cx;
use crate::domain::instance::Instance;
use crate::ui::author_id;
use crate::ui::button::Button;
use crate::ui::focus_ring;
use crate::ui::icon::Icon;
use crate::ui::reader::tip_ui;
use crate::ui::tag::{GAP, TAG, paint_tag, tag_width};
use crate::ui::theme::{self, Tokens};
use egui::{RichText, Role, Sense, Ui, Vec2, WidgetInfo};

impl Detail {
    /// The tags in as many lines as they need. Pressing one shows all that has it.
    pub(super) fn tags_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, instance: &Instance) {
        // The tags stand where the values above them do.
        let room = names(ui, cx, instance) + BEHIND - GAP;
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = Vec2::new(GAP, 4.0);
            let name = RichText::new(cx.t("tags")).font(theme::regular(13.0)).color(Tokens::of(ui).muted);
            ui.allocate_ui_with_layout(Vec2::new(room, 26.0), egui::Layout::left_to_right(egui::Align::Center), |ui| {
                ui.set_min_width(room);
                ui.label(name);
            });
            for tag in &instance.annotation.tags {
                if tag_ui(ui, cx, tag).clicked() {
                    self.wants = Some(Wants::Tagged(tag.clone()));
                }
            }
            if Button::icon_only("tag.add", Icon::Plus, cx.t("tags-edit"))
                .of(instance.id)
                .small()
                .show(ui)
                .clicked()
            {
                self.wants = Some(Wants::Writing(instance.id));
            }
        });
    }
}

/// A tag that can be pressed.
fn tag_ui(ui: &mut Ui, cx: &Cx<'_>, tag: &str) -> egui::Response {
    let (_, rect) = ui.allocate_space(Vec2::new(tag_width(ui, tag), TAG + 8.0));
    let response = ui.interact(rect, egui::Id::unique(("tag", tag)), Sense::click());
    let name = cx.tw("tag-show", &[("tag", tag)]);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
    author_id(ui, &response, &format!("tag.{tag}"));
    paint_tag(ui, rect.left_center(), tag, color_of(cx, tag), false);
    focus_ring(ui, &response, 5);
    tip_ui(response, &name, &name).on_hover_cursor(egui::CursorIcon::PointingHand)
}
