//! Accounts as cards: how each stands, where its keys go, and what can be done about it.

mod adopt;
mod card;
mod elsewhere;
mod keys;

use crate::app::cx::Cx;
use crate::app::route::Route;
use crate::app::screens::pasted::Offer;
use crate::app::screens::rotate::Rotate;
use crate::app::screens::unsettled;
use crate::app::{format, shell};
use crate::domain::account::Account;
use crate::domain::failure::FailureKind;
use crate::domain::ids::{AccountId, IdMap, JobId};
use crate::domain::search::{Terms, fold};
use crate::engine::command::Command;
use crate::engine::event::VaultState;
use crate::ui::button::Button;
use crate::ui::icon::Icon;
use crate::ui::input::Search;
use crate::ui::layout::{ends_ui, header_ui, modal_ui, page_ui, trailing_ui};
use crate::ui::narrow::in_order_ui;
use crate::ui::widgets::{Tone, empty_ui, heading, muted, notice_ui, paragraph};
use adopt::Adopt;
use card::Wanted;
use egui::{Key, Modifiers, Ui};
use elsewhere::Elsewhere;
use keys::Keys;

/// With less room beside the title, only the first button of the header has words.
const WITH_WORDS: f32 = 330.0;
/// What the buttons need when only the first one has words, and the least that can be searched in.
const BUTTONS: f32 = 204.0;
const SEARCH: f32 = 140.0;

/// The screen with what is being asked.
#[derive(Default)]
pub struct Credentials {
    search: String,
    remove: Option<AccountId>,
    /// An account that is being removed, until that is done.
    removing: Option<(AccountId, JobId)>,
    adopt: Option<Adopt>,
    rotate: Option<Rotate>,
    keys: Option<Keys>,
    elsewhere: Elsewhere,
    /// The last test of each account.
    tests: IdMap<AccountId, JobId>,
    /// How many instances each account has, counted anew when rows have changed.
    counts: (u64, IdMap<AccountId, usize>),
}

fn has_search(cx: &Cx<'_>) -> bool {
    cx.state.accounts.len() > 1
}

impl Credentials {
    /// Opens the dialog that takes in an instance, filled in.
    pub fn offer(&mut self, offer: Offer) {
        self.adopt = Some(Adopt::from_offer(offer));
    }

    /// Draws the screen.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let is_searched = self.header_ui(ui, cx);
        self.count(cx);
        page_ui(ui, f32::INFINITY, |ui| {
            vault_notice_ui(ui, cx);
            ui.add_space(12.0);
            if !is_searched && has_search(cx) {
                self.search_ui(ui, cx, ui.available_width().min(300.0));
                ui.add_space(12.0);
            }
            self.cards_ui(ui, cx);
        });
        self.dialogs_ui(ui, cx);
    }

    /// Gives whether the search has room in it.
    fn header_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) -> bool {
        let mut is_searched = false;
        header_ui(ui, &cx.t("nav-credentials"), |ui| {
            let width = (ui.available_width() - BUTTONS).min(300.0);
            if width >= SEARCH && has_search(cx) {
                self.search_ui(ui, cx, width);
                is_searched = true;
            }
            trailing_ui(ui, |ui| {
                let is_narrow = ui.available_width() < WITH_WORDS;
                let (id, words) = ("account.check-all", cx.t("check-all"));
                let all = if is_narrow {
                    Button::icon_only(id, Icon::ShieldCheck, words).boxed()
                } else {
                    Button::secondary(id, words).icon(Icon::ShieldCheck)
                };
                let all = all.enabled(!cx.state.accounts.is_empty());
                let add = Button::primary("account.add", cx.t("account-add")).icon(Icon::Plus);
                let both = all.own_width(ui) + ui.spacing().item_spacing.x + add.own_width(ui);
                in_order_ui(ui, both, |ui| {
                    if all.show(ui).clicked() {
                        let ids: Vec<AccountId> = cx.state.accounts.iter().map(|account| account.id).collect();
                        for account in ids {
                            self.test(cx, account);
                        }
                    }
                    if add.show(ui).clicked() {
                        cx.go(Route::EditAccount(None));
                    }
                });
            });
        });
        is_searched
    }

    fn search_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, width: f32) {
        let (id, name, clear) = ("account.search", cx.t("account-search"), cx.t("clear-search"));
        let field = Search { id, name: &name, clear: &clear, keys: "Ctrl F", width, escape_empties: true };
        let search = field.show(ui, &mut self.search);
        if ui.input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::F)) {
            search.request_focus();
        }
    }

    fn count(&mut self, cx: &Cx<'_>) {
        if self.counts.0 == cx.state.rows_version && !self.counts.1.is_empty() {
            return;
        }
        let mut counts = IdMap::default();
        for row in cx.state.instances.iter() {
            *counts.entry(row.account).or_default() += 1;
        }
        self.counts = (cx.state.rows_version, counts);
    }

    fn cards_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let state = cx.state;
        let wanted = Terms::of(&self.search);
        let fits = |account: &&Account| wanted.is_empty() || wanted.are_in(&fold(&format::account_name(account)));
        let accounts: Vec<&Account> = state.accounts.iter().filter(fits).collect();
        if accounts.is_empty() && !wanted.is_empty() {
            muted(ui, cx.t("list-nothing-found"));
        } else if accounts.is_empty() {
            ui.add_space(60.0);
            empty_ui(ui, Icon::Key, &cx.t("accounts-none"), &cx.t("accounts-none-text"), |_| {});
        }
        let columns = if ui.available_width() > 820.0 { 2 } else { 1 };
        // The last card is not an account; whoever searches for one does not need it.
        let cards = accounts.len() + usize::from(wanted.is_empty());
        for first in (0..cards).step_by(columns) {
            let row = &accounts[first.min(accounts.len())..(first + columns).min(accounts.len())];
            ui.columns(columns, |columns| {
                if let Some(column) = columns.get_mut(row.len()).filter(|_| first + row.len() < cards) {
                    self.elsewhere.card_ui(column, cx, card::FILLED);
                }
                for (column, account) in columns.iter_mut().zip(row) {
                    let count = self.counts.1.get(&account.id).copied().unwrap_or_default();
                    let test = self.tests.get(&account.id).copied();
                    let wanted = card::card_ui(column, cx, account, count, test);
                    self.carry_out(cx, account.id, wanted);
                    self.removing_ui(column, cx, account);
                }
            });
            ui.add_space(8.0);
        }
    }

    fn carry_out(&mut self, cx: &mut Cx<'_>, account: AccountId, wanted: Option<Wanted>) {
        match wanted {
            Some(Wanted::Test) => self.test(cx, account),
            Some(Wanted::Keys) => self.keys = Some(Keys::new(account)),
            Some(Wanted::Rotate) => self.rotate = Some(Rotate::new(account)),
            Some(Wanted::Adopt) => self.adopt = Some(Adopt::new(account)),
            Some(Wanted::Remove) => self.remove(cx, account),
            None => {}
        }
    }

    fn test(&mut self, cx: &mut Cx<'_>, account: AccountId) {
        self.tests.insert(account, cx.run(Command::CheckAccount { account }));
    }

    /// That it could not be removed: the keyring, mostly.
    fn removing_ui(&self, ui: &mut Ui, cx: &mut Cx<'_>, account: &Account) {
        let removing = self.removing.filter(|(id, _)| *id == account.id).map(|(_, job)| job);
        // Whoever took it back knows.
        if let Some(failure) = cx.failure_of(removing).filter(|failure| failure.kind != FailureKind::Cancelled) {
            format::failure_ui(ui, cx, &format!("account.{}.remove.failure", account.label), failure);
        }
    }

    fn dialogs_ui(&mut self, ui: &Ui, cx: &mut Cx<'_>) {
        self.remove_ui(ui, cx);
        self.elsewhere.dialog_ui(ui, cx);
        if self.adopt.as_mut().is_some_and(|adopt| adopt.ui(ui, cx)) {
            self.adopt = None;
        }
        if self.rotate.as_mut().is_some_and(|rotate| rotate.ui(ui, cx)) {
            self.rotate = None;
        }
        if self.keys.as_mut().is_some_and(|keys| keys.ui(ui, cx)) {
            self.keys = None;
        }
    }

    /// It can be taken back; only what is lost for good is asked about.
    fn remove(&mut self, cx: &mut Cx<'_>, account: AccountId) {
        let is_lost = cx.state.account(account).is_some_and(|it| unsettled::is_lost(cx, it));
        if is_lost {
            self.remove = Some(account);
        } else {
            self.removing = Some((account, leave(cx, account)));
        }
    }

    fn remove_ui(&mut self, ui: &Ui, cx: &mut Cx<'_>) {
        let Some(account) = self.remove.and_then(|id| cx.state.account(id)) else { return };
        let mut done = false;
        let dismissed = modal_ui(ui, "remove-account", 440.0, |ui| {
            heading(ui, cx.tw("confirm-remove-account", &[("name", &format::account_name(account))]));
            ui.add_space(4.0);
            format::address_ui(ui, account);
            paragraph(ui, &cx.t("confirm-remove-account-text"));
            unsettled::lost_ui(ui, cx, account);
            ui.add_space(14.0);
            ends_ui(ui, |ui| {
                done = Button::secondary("confirm.cancel", cx.t("cancel")).show(ui).clicked();
                if Button::danger("confirm.ok", cx.t("remove")).show(ui).clicked() {
                    self.removing = Some((account.id, leave(cx, account.id)));
                    done = true;
                }
            });
        });
        if done || dismissed {
            self.remove = None;
        }
    }
}

/// The person was told what goes with it, where something does.
fn leave(cx: &mut Cx<'_>, account: AccountId) -> JobId {
    cx.run(Command::RemoveAccount { account, told: true })
}

/// Where secrets are kept, and what to do when that does not work.
pub fn vault_notice_ui(ui: &mut Ui, cx: &mut Cx<'_>) {
    let words = shell::vault_words(cx);
    let (tone, text) = match &cx.state.vault {
        VaultState::Ready(_) | VaultState::Unknown => (Tone::Ok, "vault-ready-text"),
        VaultState::Memory => (Tone::Warn, "vault-memory-text"),
        VaultState::Locked(_) => (Tone::Warn, "vault-locked-text"),
        VaultState::NoCollection(_) => (Tone::Warn, "vault-no-collection-text"),
        VaultState::Waiting => (Tone::Warn, "vault-waiting-text"),
        VaultState::Absent(_) => (Tone::Bad, "vault-absent-text"),
    };
    let troubled = tone != Tone::Ok;
    let is_bare = matches!(cx.state.vault, VaultState::NoCollection(_));
    let absent = is_bare || matches!(cx.state.vault, VaultState::Absent(_));
    let text = cx.t(text);
    notice_ui(ui, tone, &words, &text, |ui| {
        if !troubled {
            return;
        }
        ui.horizontal_wrapped(|ui| {
            if is_bare && Button::primary("vault.make", cx.t("vault-make")).show(ui).clicked() {
                cx.run(Command::MakeCollection);
            }
            if Button::secondary("vault.probe", cx.t("vault-probe")).icon(Icon::Refresh).show(ui).clicked() {
                cx.run(Command::ProbeVault);
            }
            if absent && Button::secondary("vault.memory", cx.t("vault-use-memory")).show(ui).clicked() {
                cx.run(Command::UseMemoryVault);
            }
        });
    });
}
