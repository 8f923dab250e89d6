//! The menu of an instance, wherever it is opened: every action, and of those that cannot be done the reason.

use crate::app::actions::{ActedOn, Group, May, OF_INSTANCE, OfInstance};
use crate::app::cx::Cx;
use crate::app::deed::Deed;
use crate::app::keys;
use crate::ui::icon::Icon;
use crate::ui::menu::{Item, WIDE, parting_ui};
use egui::{ScrollArea, Ui};

/// So much of the window's height it leaves free, its own frame included; what does not fit scrolls.
const BESIDE: f32 = 40.0;

/// Draws its lines. Gives what was chosen.
pub fn menu_ui(ui: &mut Ui, cx: &Cx<'_>, subject: &ActedOn<'_>) -> Option<Deed> {
    ui.set_width(WIDE);
    ui.spacing_mut().item_spacing.y = 0.0;
    // A bar at the edge takes no room from the words.
    ui.spacing_mut().scroll.floating_allocated_width = 0.0;
    let mut chosen = None;
    let most = ui.ctx().content_rect().height() - BESIDE;
    // What is drawn for the first time is given less height than there is.
    let lines = ScrollArea::vertical().max_height(most).min_scrolled_height(most);
    lines.show(ui, |ui| lines_ui(ui, cx, subject, &mut chosen));
    chosen
}

fn lines_ui(ui: &mut Ui, cx: &Cx<'_>, subject: &ActedOn<'_>, chosen: &mut Option<Deed>) {
    let mut group = Group::Look;
    for action in &OF_INSTANCE {
        let own = if action.group == Group::Copy { Group::Change } else { action.group };
        if own != group {
            parting_ui(ui);
            group = own;
        }
        match action.deed {
            // The first of them stands for all.
            Deed::Copy(_) if !is_first_copy(action) => {}
            Deed::Copy(_) => copies_ui(ui, cx, subject, chosen),
            _ => line_ui(ui, cx, subject, action, chosen),
        }
    }
}

fn is_first_copy(action: &OfInstance) -> bool {
    let first = OF_INSTANCE.iter().find(|other| other.group == Group::Copy);
    first.is_some_and(|first| first.deed == action.deed)
}

fn copies_ui(ui: &mut Ui, cx: &Cx<'_>, subject: &ActedOn<'_>, chosen: &mut Option<Deed>) {
    Item::new("menu.copy", Icon::Copy, cx.t("copy")).show_menu(ui, |ui| {
        for action in OF_INSTANCE.iter().filter(|action| action.group == Group::Copy) {
            line_ui(ui, cx, subject, action, chosen);
        }
    });
}

fn line_ui(ui: &mut Ui, cx: &Cx<'_>, subject: &ActedOn<'_>, action: &OfInstance, chosen: &mut Option<Deed>) {
    let reason = match action.may(subject) {
        May::Yes => None,
        May::No(why) => Some(cx.t(why)),
        May::Absent => return,
    };
    let id = action.menu_id();
    let item = Item::new(&id, action.icon, action.words(cx, subject)).danger(action.is_danger).because(reason);
    let keys = action.keys.as_ref().map(|keys| keys::shown(cx, keys)).unwrap_or_default();
    if item.keys(keys).show(ui) {
        *chosen = Some(action.deed);
    }
}
