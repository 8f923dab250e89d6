//! What became of each row of a table, as a table.

use crate::app::cx::Cx;
use crate::app::format;
use crate::app::runs::RunView;
use crate::domain::ids::InstanceId;
use crate::domain::run::{ItemState, RunItem};
use crate::form::table::Writer;
use crate::form::table::separator::Separator;
use std::sync::Arc;

/// The instance that came of an item.
pub fn made(cx: &Cx<'_>, item: &RunItem) -> Option<InstanceId> {
    cx.state.intent(item.intent()?)?.instance
}

/// What became of each row, for a spreadsheet. No token is in it.
pub fn text(cx: &Cx<'_>, view: &RunView) -> String {
    let mut writer = Writer::new(Separator::of(cx.texts.language()));
    writer.row(titles(cx));
    for row in rows(cx, view) {
        writer.row(row);
    }
    writer.finish()
}

/// What the columns of a report say.
pub fn titles(cx: &Cx<'_>) -> Vec<String> {
    let keys = ["csv-title-row", "field-name", "csv-use-account", "csv-title-state", "csv-title-cause", "csv-title-id"];
    keys.map(|key| cx.t(key)).into()
}

/// What became of each row.
pub fn rows(cx: &Cx<'_>, view: &RunView) -> Vec<Vec<String>> {
    let row = |item: &Arc<RunItem>| {
        let (state, cause) = match &item.state {
            ItemState::Done => ("csv-item-done", None),
            ItemState::Failed(failure) => ("csv-item-failed", Some(failure)),
            ItemState::Unconfirmed(failure) => ("csv-item-unconfirmed", Some(failure)),
            ItemState::Doing | ItemState::ToGo => ("csv-item-to-go", None),
            ItemState::LeftOut(_) => ("csv-item-not-started", None),
        };
        let account = cx.state.account(item.account).map(format::account_name).unwrap_or_default();
        let row = made(cx, item).and_then(|id| cx.state.instance(id));
        let id = row.map(|row| row.id_there().to_owned()).unwrap_or_default();
        let cause = match (&item.state, cause) {
            (ItemState::LeftOut(why), _) => cx.t(why),
            (_, cause) => cause.map(|failure| format::failure_line(cx.texts, failure)).unwrap_or_default(),
        };
        // A run that an older version began knows only its own order.
        let place = item.row.unwrap_or(item.position + 1);
        vec![place.to_string(), item.name.clone(), account, cx.t(state), cause, id]
    };
    view.items.iter().map(row).collect()
}
