//! What can be done to many instances at once. The bar of the list and its menu are made from this table; who can have what
//! is said by the actions on one.

use crate::app::actions::{ActedOn, May, of};
use crate::app::deed::Deed;
use crate::app::format;
use crate::app::selection::Selection;
use crate::app::state::State;
use crate::domain::ids::{AccountId, IdSet, InstanceId};
use crate::domain::run::RunKind;
use crate::engine::command::Action;
use crate::ui::icon::Icon;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// An action on many.
pub struct OfMany {
    /// Its word in ids and text keys.
    pub word: &'static str,
    pub icon: Icon,
    pub does: Does,
    /// The same for one, which says who can have it.
    deed: Deed,
    /// Whether one can have it hangs on its account alone.
    by_account: bool,
    /// Something is lost by it.
    pub is_danger: bool,
    /// It stands in the bar, and not only in the menu.
    pub in_bar: bool,
}

/// What it starts.
#[derive(Clone, Debug, PartialEq)]
pub enum Does {
    Run(RunKind),
    ChangeSettings,
    /// One after the other: a person scans each.
    Pair,
    /// The screen that creates the same elsewhere.
    Recreate,
    /// Drops those here that their gateways have no more.
    Forget,
}

const BAR: OfMany = OfMany {
    word: "",
    icon: Icon::Refresh,
    does: Does::ChangeSettings,
    deed: Deed::Settings,
    by_account: true,
    is_danger: false,
    in_bar: true,
};

const MENU: OfMany = OfMany { in_bar: false, ..BAR };

/// Every action on many, in the order shown.
pub static OF_MANY: [OfMany; 12] = [
    OfMany {
        word: "restart",
        icon: Icon::Restart,
        does: Does::Run(RunKind::Restart),
        deed: Deed::Do(Action::Restart),
        ..BAR
    },
    OfMany {
        word: "logout",
        icon: Icon::LogOut,
        does: Does::Run(RunKind::Logout),
        deed: Deed::Ask(Action::Logout),
        ..BAR
    },
    OfMany {
        word: "delete",
        icon: Icon::Trash,
        does: Does::Run(RunKind::Delete),
        deed: Deed::Ask(Action::Delete),
        is_danger: true,
        ..BAR
    },
    OfMany { word: "settings", icon: Icon::Sliders, ..BAR },
    OfMany { word: "pair", icon: Icon::Qr, does: Does::Pair, deed: Deed::Pair, by_account: false, ..MENU },
    OfMany { word: "check", does: Does::Run(RunKind::Check), deed: Deed::Do(Action::Refresh), ..MENU },
    OfMany { word: "read-settings", icon: Icon::Settings, does: Does::Run(RunKind::ReadSettings), ..MENU },
    OfMany { word: "recreate", icon: Icon::ArrowRight, does: Does::Recreate, deed: Deed::Recreate, ..MENU },
    OfMany {
        word: "stop",
        icon: Icon::Square,
        does: Does::Run(RunKind::Stop),
        deed: Deed::Do(Action::Stop),
        by_account: false,
        ..MENU
    },
    OfMany {
        word: "subscribe",
        icon: Icon::Done,
        does: Does::Run(RunKind::Subscribe),
        deed: Deed::Ask(Action::Subscribe),
        ..MENU
    },
    OfMany {
        word: "unsubscribe",
        icon: Icon::Close,
        does: Does::Run(RunKind::Unsubscribe),
        deed: Deed::Ask(Action::Unsubscribe),
        is_danger: true,
        ..MENU
    },
    OfMany {
        word: "forget",
        icon: Icon::Unlink,
        does: Does::Forget,
        deed: Deed::Do(Action::Forget),
        by_account: false,
        ..MENU
    },
];

/// Who of those that are chosen can have an action.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Able {
    /// How many can.
    pub count: usize,
    /// Those that cannot.
    pub barred: Arc<IdSet<InstanceId>>,
    /// The key of the first reason, and the providers of those that cannot.
    pub why: Option<&'static str>,
    pub providers: BTreeSet<&'static str>,
    /// Nobody would look for it: none of their gateways has it.
    pub is_absent: bool,
}

impl OfMany {
    /// Its id in the bar or the menu.
    #[must_use]
    pub fn id(&self) -> String {
        format!("bulk.{}", self.word)
    }

    /// What is there is not dropped with others: its token would go, and the next list would bring it back.
    fn may(&self, it: &ActedOn<'_>) -> May {
        match self.does {
            Does::Forget => May::unless(!it.row.presence.is_missing(), "may-not-still-there"),
            _ => of(self.deed).may(it),
        }
    }

    /// Who of these can have it.
    pub fn able(&self, state: &State, chosen: &Chosen) -> Able {
        let mut able = Able { is_absent: true, ..Able::default() };
        let mut barred = IdSet::default();
        for (id, rows) in &chosen.0 {
            let Some(account) = state.account(*id) else { continue };
            let can = state.can(*id);
            // Where it hangs on the account, one of them says it for all.
            for rows in rows.chunks(if self.by_account { rows.len() } else { 1 }) {
                let Some(row) = state.instance(rows[0]) else { continue };
                let may = self.may(&ActedOn { account, can, row });
                able.is_absent &= may == May::Absent;
                if may == May::Yes {
                    able.count += rows.len();
                    continue;
                }
                barred.extend(rows);
                able.why = able.why.or(if let May::No(why) = may { Some(why) } else { None });
                able.providers.extend(format::provider_of(account).map(|it| it.about().short_name));
            }
        }
        able.barred = Arc::new(barred);
        able
    }
}

/// Where more than one of so many is chosen, all rows are gone through as they stand in memory: to look each chosen one up
/// would take longer.
const DENSE: usize = 8;

/// Instances by their accounts.
#[derive(Debug, Default)]
pub struct Chosen(BTreeMap<AccountId, Vec<InstanceId>>);

impl Chosen {
    /// The chosen ones, as far as there are any.
    pub fn of(state: &State, selection: &Selection) -> Self {
        let mut chosen = Self::default();
        let mut take = |(id, account)| chosen.0.entry(account).or_default().push(id);
        if selection.len() < state.instances.len() / DENSE {
            selection.ids().filter_map(|id| Some((id, state.account_of(id)?))).for_each(&mut take);
        } else {
            state.ids().filter(|(id, _)| selection.has(*id)).for_each(&mut take);
        }
        chosen
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::instance::Instance;
    use crate::engine::event::Event;

    #[test]
    fn few_and_many_of_a_long_list_stand_under_their_accounts() {
        let accounts = [AccountId::random(), AccountId::random()];
        let row = |number: usize| Arc::new(crate::made::instance(accounts[number % 2], &number.to_string()));
        let rows: Vec<Arc<Instance>> = (0..100).map(row).collect();
        let mut state = State::default();
        state.apply(Event::InstancesChanged(rows.clone()));
        let (few, many) = (100 / DENSE - 2, 100);
        for count in [few, many] {
            let mut selection = Selection::default();
            selection.add_all(rows[..count].iter().map(|row| row.id).chain([InstanceId::random()]));
            let Chosen(chosen) = Chosen::of(&state, &selection);
            for (which, account) in accounts.iter().enumerate() {
                let mut ids = chosen[account].clone();
                let mut wanted: Vec<_> = rows[..count].iter().skip(which).step_by(2).map(|row| row.id).collect();
                ids.sort();
                wanted.sort();
                assert_eq!(ids, wanted);
            }
        }
    }
}
