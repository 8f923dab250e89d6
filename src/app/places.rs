//! The places that a person can go to. Sidebar, palette, keys and key sheet are made from this table.

use crate::app::route::Route;
use crate::app::state::State;
use crate::ui::icon::Icon;
use egui::Key;

/// Where a place stands in the sidebar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// As the button above the rows.
    Button,
    Top,
    Bottom,
    /// Only the palette has it.
    Nowhere,
}

/// A place with the ways that lead there.
pub struct Place {
    /// The stable id of its row. With a line in the place of the dot it is the key of its text.
    pub id: &'static str,
    pub icon: Icon,
    pub route: Route,
    pub side: Side,
    /// Together with Ctrl.
    pub key: Option<Key>,
}

impl Place {
    const fn new(id: &'static str, icon: Icon, route: Route, side: Side, key: Option<Key>) -> Self {
        Self { id, icon, route, side, key }
    }

    /// The key of its text.
    #[must_use]
    pub fn text(&self) -> String {
        self.id.replace('.', "-")
    }

    /// How many there are of what it shows.
    #[must_use]
    pub fn count(&self, state: &State) -> usize {
        match self.route {
            Route::Instances => listed(state),
            Route::Credentials => state.accounts.len(),
            Route::Templates => state.templates.len(),
            Route::Alerts => state.watch.open_lines(),
            _ => 0,
        }
    }
}

/// How many rows the list has when nothing is filtered: the instances, and the creates that are not settled.
#[must_use]
pub fn listed(state: &State) -> usize {
    state.instances.len() + state.open_intents().count()
}

/// Every place, in the order of the palette.
pub const PLACES: [Place; 10] = [
    Place::new("nav.new-instance", Icon::Plus, Route::NewInstance, Side::Button, Some(Key::N)),
    Place::new("nav.create-many", Icon::FileSpreadsheet, Route::CreateMany, Side::Nowhere, None),
    Place::new("nav.instances", Icon::Instances, Route::Instances, Side::Top, Some(Key::Num1)),
    Place::new("nav.alerts", Icon::Bell, Route::Alerts, Side::Top, Some(Key::Num6)),
    Place::new("nav.credentials", Icon::Key, Route::Credentials, Side::Top, Some(Key::Num2)),
    Place::new("account.add", Icon::UserPlus, Route::EditAccount(None), Side::Nowhere, None),
    Place::new("nav.templates", Icon::Layers, Route::Templates, Side::Top, Some(Key::Num3)),
    Place::new("nav.activity", Icon::Activity, Route::Activity, Side::Top, Some(Key::Num4)),
    Place::new("nav.sandbox", Icon::Flask, Route::Sandbox, Side::Bottom, Some(Key::Num5)),
    Place::new("nav.settings", Icon::Settings, Route::Settings, Side::Bottom, Some(Key::Comma)),
];

/// Those that stand there in the sidebar, from above.
pub fn places_at(side: Side) -> impl DoubleEndedIterator<Item = &'static Place> {
    PLACES.iter().filter(move |place| place.side == side)
}
