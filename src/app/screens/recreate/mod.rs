//! The same instance at another place: what goes along, what has no counterpart there, and what has to be typed. One goes
//! through the wizard's review, several are a run. Nothing is changed at the old place.

mod mapping;

use crate::app::cx::{Cx, Wish};
use crate::app::format;
use crate::app::route::Route;
use crate::app::screens::new_instance::has_instance;
use crate::app::screens::typed_count::TypedCount;
use crate::domain::account::Account;
use crate::domain::ids::{AccountId, InstanceId, JobId};
use crate::engine::command::Command;
use crate::engine::event::Done;
use crate::form::common::There;
use crate::form::counterpart::{Carried, carried, fitting_name};
use crate::providers::Told;
use crate::ui::button::Button;
use crate::ui::choices::menu_pick_ui;
use crate::ui::icon::Icon;
use crate::ui::layout::{ends_ui, footer_place, header_ui, is_back, page_ui, trailing_ui};
use crate::ui::theme;
use crate::ui::widgets::{Tone, card_frame, muted, notice_ui, overline, tile_ui};
use egui::{RichText, Ui};
use std::collections::HashSet;

/// Names that are shown of many.
const NAMES: usize = 100;

/// The screen, with what is being chosen.
#[derive(Default)]
pub struct Recreate {
    ids: Vec<InstanceId>,
    /// Of which state they are, and where.
    seen: Option<u64>,
    at: Vec<AccountId>,
    to: Option<AccountId>,
    read: Option<JobId>,
    /// What the only one is set to. Secrets that its gateway tells are in it.
    told: Option<Told>,
    made: Option<(AccountId, Carried)>,
    /// The new place has an instance of its name already.
    is_taken: bool,
    /// Those of several whose names are in use there, once that is known.
    in_use: Option<HashSet<InstanceId>>,
    look: Option<JobId>,
    /// Of which state of the rows that is asked, and where.
    looked: Option<(u64, AccountId)>,
    /// How many begin, as far as their names go.
    going: usize,
    typed: TypedCount,
    start: Option<JobId>,
}

impl Recreate {
    /// Begins with these instances.
    pub fn begin(&mut self, cx: &mut Cx<'_>, ids: Vec<InstanceId>) {
        *self = Self { ids, ..Self::default() };
        self.follow_rows(cx);
        self.to = self.places(cx).first().map(|account| account.id);
        if let [instance] = self.ids[..] {
            self.read = Some(cx.run(Command::ReadSettings { instance }));
        }
    }

    /// Nothing that was told stays, and nothing more is read. A run that has not begun does not begin.
    pub fn leave(&mut self, cx: &mut Cx<'_>) {
        if self.start.is_some_and(|_| cx.is_running(self.start)) {
            cx.toast(cx.t("recreate-not-begun"));
        }
        for job in [self.read, self.look, self.start].into_iter().flatten() {
            cx.outbox.push(Wish::Do(Command::Cancel { job }));
        }
        *self = Self::default();
    }

    /// Lets go of what is gone, when a row has changed.
    fn follow_rows(&mut self, cx: &Cx<'_>) {
        if self.seen.replace(cx.state.rows_version) == Some(cx.state.rows_version) {
            return;
        }
        self.ids.retain(|id| cx.state.instance(*id).is_some());
        self.at = self.ids.iter().filter_map(|id| Some(cx.state.instance(*id)?.account)).collect();
        self.at.sort_unstable();
        self.at.dedup();
        self.find_taken(cx);
        self.count();
    }

    /// Asks the engine which names of several are in use at the new place, when a row or the place has changed.
    fn follow_names(&mut self, cx: &mut Cx<'_>) {
        if let Some(Done::NamesInUse(in_use)) = cx.take_done(&mut self.look) {
            self.in_use = Some(in_use);
            self.count();
        }
        let Some(to) = self.to.filter(|_| self.ids.len() > 1 && self.look.is_none()) else { return };
        if self.looked.replace((cx.state.rows_version, to)) != self.looked {
            self.look = Some(cx.run(Command::FindNamesInUse { to, instances: self.ids.clone() }));
        }
    }

    /// Another place: what was found of the one before counts no more.
    fn choose(&mut self, cx: &mut Cx<'_>, to: AccountId) {
        self.to = Some(to);
        self.typed.clear();
        (self.in_use, self.looked) = (None, None);
        if let Some(job) = self.look.take() {
            cx.outbox.push(Wish::Do(Command::Cancel { job }));
        }
    }

    fn is_free(&self, id: InstanceId) -> bool {
        !self.in_use.as_ref().is_some_and(|in_use| in_use.contains(&id))
    }

    fn count(&mut self) {
        self.going = self.ids.iter().filter(|id| self.is_free(**id)).count();
    }

    fn find_taken(&mut self, cx: &Cx<'_>) {
        let taken = |(to, made): &(AccountId, Carried)| has_instance(cx, *to, made.values.text("name"));
        self.is_taken = self.made.as_ref().is_some_and(taken);
    }

    /// Where they can be created: each account that is not the one of all of them.
    fn places<'a>(&self, cx: &Cx<'a>) -> Vec<&'a Account> {
        let is_place =
            |account: &&Account| cx.state.can(account.id).create && !self.at.iter().all(|id| *id == account.id);
        cx.state.accounts.iter().filter(is_place).collect()
    }

    /// Draws the screen.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        self.follow_rows(cx);
        let Some(first) = self.ids.first().and_then(|id| cx.state.instance(*id)).cloned() else {
            cx.go(Route::Instances);
            return;
        };
        self.follow(cx);
        self.follow_names(cx);
        let one = self.ids.len() == 1;
        let title = if one {
            cx.tw("recreate-title", &[("name", first.title())])
        } else {
            cx.tw("recreate-many", &[("n", &self.ids.len().to_string())])
        };
        header_ui(ui, &title, |ui| {
            trailing_ui(ui, |ui| {
                if Button::ghost("recreate.close", cx.t("close")).icon(Icon::Close).show(ui).clicked() {
                    cx.go(Route::Instances);
                }
            });
        });
        let footer = footer_place(ui);
        let to = self.to.and_then(|id| cx.state.account(id)).cloned();
        page_ui(ui, 700.0, |ui| {
            self.place_ui(ui, cx);
            ui.add_space(10.0);
            match &to {
                Some(to) if one => self.mapping_ui(ui, cx, &first, to),
                Some(to) => self.names_ui(ui, cx, to),
                None => {}
            }
        });
        footer.fill_row(ui, |ui| self.footer_ui(ui, cx, to.as_ref()));
        if is_back(ui) {
            cx.go(Route::Instances);
        }
    }

    fn follow(&mut self, cx: &mut Cx<'_>) {
        if let Some(Done::Settings(told)) = cx.take_done(&mut self.read) {
            self.told = Some(*told);
            self.made = None;
        }
        if self.start.is_some() && cx.take_done(&mut self.start).is_some() {
            cx.go(Route::Instances);
        }
        self.make(cx);
    }

    /// What becomes of the only one at the place that is chosen now.
    fn make(&mut self, cx: &Cx<'_>) {
        let Some(to) = self.to.filter(|to| self.made.as_ref().is_none_or(|(made, _)| made != to)) else { return };
        let (Some(told), [id]) = (&self.told, &self.ids[..]) else { return };
        self.made = made(cx, *id, to, told).map(|made| (to, made));
        self.find_taken(cx);
    }

    /// The account of the new place.
    fn place_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let places = self.places(cx);
        overline(ui, cx.t("recreate-to"));
        if places.is_empty() {
            muted(ui, cx.t("recreate-nowhere"));
            return;
        }
        let words = |account: &&Account| (format!("recreate.to.{}", account.label), format::account_name(account));
        let words: Vec<(String, String)> = places.iter().map(words).collect();
        let at = places.iter().position(|account| Some(account.id) == self.to).unwrap_or_default();
        ui.horizontal(|ui| {
            tile_ui(ui, format::tile(places[at].provider.0));
            if let Some(pressed) = menu_pick_ui(ui, "recreate.to", &cx.t("recreate-to"), &words, at) {
                self.choose(cx, places[pressed].id);
            }
        });
    }

    /// What several are going to be called, and what happens to each.
    fn names_ui(&self, ui: &mut Ui, cx: &Cx<'_>, to: &Account) {
        notice_ui(ui, Tone::Info, &cx.t("recreate-keeps"), &cx.t("recreate-keeps-many"), |_| {});
        ui.add_space(8.0);
        let taken = self.ids.len() - self.going;
        if taken > 0 {
            let words = cx.tw("recreate-names-taken", &[("n", &taken.to_string())]);
            notice_ui(ui, Tone::Warn, &words, "", |_| {});
            ui.add_space(8.0);
        }
        let form = format::provider_of(to).map(|it| it.instance_form(to.version.as_deref()));
        let field = form.and_then(|form| form.field("name"));
        card_frame(ui).show(ui, |ui| {
            ui.set_width(ui.available_width());
            for id in self.ids.iter().take(NAMES) {
                let Some(row) = cx.state.instance(*id) else { continue };
                let name = field.map_or_else(|| row.name.clone(), |field| fitting_name(field, &row.name));
                let words = if name == row.name { name } else { format!("{} → {name}", row.name) };
                if self.is_free(*id) {
                    ui.label(RichText::new(words).font(theme::regular(13.5)));
                } else {
                    muted(ui, format!("{words} · {}", cx.t("csv-name-taken")));
                }
            }
            if let Some(more) = self.ids.len().checked_sub(NAMES).filter(|more| *more > 0) {
                muted(ui, cx.tw("n-more", &[("n", &more.to_string())]));
            }
        });
        ui.add_space(8.0);
        if self.going > 0 {
            notice_ui(ui, Tone::Info, &cx.t("cost-title"), &cost(cx, to, self.going), |_| {});
        }
        if let Some(failure) = cx.failure_of(self.start) {
            ui.add_space(8.0);
            notice_ui(ui, Tone::Bad, &format::failure_line(cx.texts, failure), "", |_| {});
        }
    }

    fn footer_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, to: Option<&Account>) {
        let one = self.ids.len() == 1;
        let going = self.going;
        let n = going.to_string();
        let running = self.start.is_some() && cx.is_running(self.start);
        let is_known = if one { self.made.is_some() } else { self.in_use.is_some() };
        let ready = to.is_some() && !running && is_known && going > 0;
        ends_ui(ui, |ui| {
            if one {
                let next = Button::primary("recreate.review", cx.t("change-review")).trailing(Icon::ArrowRight);
                if next.enabled(ready).because(cx.t("change-reading")).show(ui).clicked() {
                    self.review(cx);
                }
                return;
            }
            if running {
                muted(ui, cx.t("change-reading"));
            }
            let entered = self.typed.ui(ui, cx, going);
            // Letters and Enter may come in one frame.
            let ready = ready && self.typed.allows(cx, going);
            let start = Button::primary("confirm.ok", cx.tw("recreate-start", &[("n", &n)]));
            let why = if going == 0 { cx.t("recreate-none-left") } else { TypedCount::words(cx, going) };
            let start = start.enabled(ready).because(why);
            let pressed = start.show(ui).clicked();
            if let Some(to) = self.to.filter(|_| ready && (entered || pressed)) {
                self.start = Some(cx.run(Command::Recreate { to, instances: self.ids.clone() }));
            }
        });
    }

    /// On to the wizard, filled in.
    fn review(&mut self, cx: &mut Cx<'_>) {
        // Another place may have been chosen in this very frame.
        self.make(cx);
        let (Some((to, made)), [id]) = (self.made.take(), &self.ids[..]) else { return };
        let name = cx.state.instance(*id).map_or_else(String::new, |row| row.name.clone());
        cx.outbox.push(Wish::Fill { account: to, values: Box::new(made.values), from: name });
        *self = Self::default();
    }
}

/// What the new place makes of it.
fn made(cx: &Cx<'_>, id: InstanceId, to: AccountId, told: &Told) -> Option<Carried> {
    let row = cx.state.instance(id)?;
    let (from, to) = (cx.state.account(row.account)?, cx.state.account(to)?);
    let form = format::provider_of(from)?.settings_form(from.version.as_deref())?;
    let target = format::provider_of(to)?.instance_form(to.version.as_deref());
    let closed: Vec<&'static str> = told.closed.iter().map(|(section, _)| *section).collect();
    let there = There { provider: from.provider.0, form, told: &told.values, closed: &closed };
    Some(carried(&there, target, from.provider == to.provider, &row.name))
}

/// What all of them cost there together: one's words would tell of one.
fn cost(cx: &Cx<'_>, to: &Account, going: usize) -> String {
    let n = going.to_string();
    let provider = format::provider_of(to).map_or(to.provider.0, |known| known.about().short_name);
    let at = cx.tw("many-at", &[("n", &n), ("provider", provider)]);
    format!("{at} {}", cx.tw(&format!("cost-many-{}", to.provider), &[("n", &n)]))
}
