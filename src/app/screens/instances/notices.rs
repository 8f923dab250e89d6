//! What stands in the place of a list that is empty.

use super::fields::Unread;
use crate::app::cx::Cx;
use crate::app::route::Route;
use crate::domain::account::Account;
use crate::engine::command::Command;
use crate::ui::button::Button;
use crate::ui::icon::Icon;
use crate::ui::widgets::empty_ui;
use egui::Ui;

/// Nothing to list: it is not known what there is, there is nothing yet, or nothing of what was asked for, such as a
/// field that there is not. Whether to show everything again.
pub fn empty_list_ui(ui: &mut Ui, cx: &mut Cx<'_>, nothing_at_all: bool, unread: Option<&Unread>) -> bool {
    let mut clear = false;
    ui.add_space(60.0);
    let key = if nothing_at_all { unlisted(cx) } else { "list-nothing-found" };
    let text = match unread.filter(|_| !nothing_at_all) {
        Some(Unread { part, why }) => cx.tw(why, &[("part", part)]),
        None => cx.t(&format!("{key}-text")),
    };
    empty_ui(ui, Icon::Instances, &cx.t(key), &text, |ui| {
        let create = Button::primary("list.new-instance", cx.t("nav-new-instance")).icon(Icon::Plus);
        if key == "list-empty" && create.show(ui).clicked() {
            cx.go(Route::NewInstance);
        }
        let many = Button::secondary("list.create-many", cx.t("nav-create-many")).icon(Icon::FileSpreadsheet);
        if key == "list-empty" && many.show(ui).clicked() {
            cx.go(Route::CreateMany);
        }
        let refresh = Button::secondary("list.refresh", cx.t("refresh")).icon(Icon::Refresh);
        if key == "list-unknown" && refresh.show(ui).clicked() {
            cx.run(Command::Sync { account: None });
        }
        let all = Button::secondary("list.clear", cx.t("list-show-all")).icon(Icon::Close);
        clear = key == "list-nothing-found" && all.show(ui).clicked();
    });
    clear
}

/// What an empty list means: that there is nothing only where every account was read.
fn unlisted(cx: &Cx<'_>) -> &'static str {
    let state = |account: &Account| cx.state.sync.get(&account.id);
    let mut accounts = cx.state.accounts.iter();
    if accounts
        .clone()
        .any(|account| state(account).is_some_and(|sync| sync.failure.is_some() || sync.gap.is_some()))
    {
        return "list-unknown";
    }
    if accounts.any(|account| state(account).is_some_and(|sync| sync.running && sync.updated.is_none())) {
        return "list-reading";
    }
    "list-empty"
}
