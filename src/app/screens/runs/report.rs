//! What came of a run, as a table for spreadsheets. No secret is in a run's items.

use crate::app::cx::Cx;
use crate::app::format;
use crate::app::runs::{Fate, RunView};
use crate::app::screens::runs::words;
use crate::domain::run::{ItemState, STOPPED};
use crate::form::table::Writer;
use crate::form::table::separator::Separator;

/// The text of the file.
pub fn report(cx: &Cx<'_>, view: &RunView) -> String {
    let mut table = Writer::new(Separator::of(cx.texts.language()));
    table.row(
        ["run-column-name", "column-account", "run-column-outcome", "run-column-cause", "run-column-at"]
            .map(|key| cx.t(key)),
    );
    for item in &view.items {
        let fate = match Fate::of(&item.state) {
            _ if matches!(&item.state, ItemState::LeftOut(why) if why == STOPPED) => "run-outcome-not-started",
            Fate::Failed => "run-outcome-failed",
            Fate::Unconfirmed => "run-outcome-unconfirmed",
            Fate::Doing => "run-outcome-doing",
            Fate::ToGo => "run-outcome-to-go",
            Fate::Done => "run-outcome-done",
            Fate::LeftOut => "run-outcome-left-out",
        };
        let account = cx.state.account(item.account).map(format::account_name).unwrap_or_default();
        let at = item.at.filter(|_| Fate::of(&item.state) != Fate::ToGo).map(|at| at.to_string());
        table.row([words::name(cx, item), account, cx.t(fate), words::cause(cx, view, item), at.unwrap_or_default()]);
    }
    table.finish()
}
