//! One file per screen. A screen keeps what is being typed and nothing that the state has.

pub mod activity;
pub mod credentials;
pub mod detail;
pub mod diagnose;
pub mod edit_account;
pub mod edit_settings;
pub mod instances;
pub mod licences;
pub mod new_instance;
pub mod pair;
pub mod pasted;
pub mod rotate;
pub mod sandbox;
pub mod settings;
pub mod templates;
pub mod unconfirmed;
pub mod unsettled;

use crate::app::cx::Cx;
use crate::app::deed::Deed;
use crate::app::notices;
use crate::app::route::Route;
use crate::app::screens::credentials::Credentials;
use crate::app::screens::edit_account::EditAccount;
use crate::app::screens::edit_settings::EditSettings;
use crate::domain::ids::InstanceId;
use crate::ui::focus;
use crate::ui::many::ShownWords;
use egui::text_edit::TextEditState;
use egui::util::IdTypeMap;
use egui::{CentralPanel, Ui};

/// Every screen with what is being typed in it.
#[derive(Default)]
pub struct Screens {
    instances: instances::Instances,
    credentials: Credentials,
    edit_account: EditAccount,
    edit_settings: EditSettings,
    diagnose: diagnose::Diagnose,
    activity: activity::Activity,
    sandbox: sandbox::Sandbox,
    settings: settings::SettingsScreen,
    licences: licences::Licences,
    templates: templates::Templates,
    new_instance: new_instance::NewInstance,
    pair: pair::Pair,
    unconfirmed: unconfirmed::Unconfirmed,
    last: Option<Route>,
}

impl Screens {
    /// Draws the screen of a place.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, route: Route) {
        let entered = self.last != Some(route);
        if entered {
            // Fields remember what stood in them, to undo it; an address may hold a password.
            ui.data_mut(IdTypeMap::remove_by_type::<TextEditState>);
            ui.data_mut(IdTypeMap::remove_by_type::<ShownWords>);
            focus::forget(ui.ctx());
            match self.last {
                Some(Route::Pair(_)) => self.pair.close(ui.ctx(), cx),
                Some(Route::NewInstance) => self.new_instance.leave(cx),
                // Secrets may have been typed there.
                Some(Route::EditAccount(_) | Route::MoveAccount(_)) => {
                    if let Some(offer) = self.edit_account.leave() {
                        self.credentials.offer(offer);
                    }
                }
                Some(Route::Credentials) => self.credentials = Credentials::default(),
                Some(Route::EditSettings(_)) => self.edit_settings.leave(),
                Some(Route::Diagnose(..)) => self.diagnose.leave(cx),
                Some(Route::Licences) => self.licences = licences::Licences::default(),
                _ => {}
            }
            match route {
                Route::Instance(id) => self.instances.select(id),
                Route::EditAccount(id) => self.edit_account.enter(cx, id),
                Route::MoveAccount(id) => self.edit_account.enter_moved(cx, id),
                Route::EditSettings(id) => self.edit_settings.enter(cx, id),
                Route::Diagnose(account, instance) => self.diagnose.enter(cx, account, instance),
                Route::NewInstance => match self.templates.chosen.take() {
                    Some(template) => self.new_instance.enter_with(cx, &template),
                    None => self.new_instance.enter(cx),
                },
                Route::Pair(id) => self.pair.enter(cx, id),
                _ => {}
            }
        }
        self.last = Some(route);
        self.new_instance.forget_removed(cx);
        self.edit_settings.forget_removed(cx);
        CentralPanel::no_frame().show(ui, |ui| {
            notices::notices_ui(ui, cx);
            self.route_ui(ui, cx, route);
        });
    }

    /// Does this to an instance once the list is on show.
    pub fn ask(&mut self, instance: InstanceId, deed: Deed) {
        self.instances.ask(instance, deed);
    }

    /// The next new instance is called so.
    pub fn name_new(&mut self, name: String) {
        self.new_instance.name_it(name);
    }

    /// The row of the list that keys are about.
    #[must_use]
    pub fn chosen(&self) -> Option<InstanceId> {
        self.instances.chosen()
    }

    /// Whether the list of instances covers this place: its ground is another than the other screens'.
    #[must_use]
    pub fn is_list(&self, route: Route) -> bool {
        matches!(route, Route::Instances | Route::Instance(_)) && self.instances.is_list
    }

    fn route_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, route: Route) {
        match route {
            Route::Instances | Route::Instance(_) => self.instances.ui(ui, cx),
            Route::Credentials => self.credentials.ui(ui, cx),
            Route::EditAccount(_) | Route::MoveAccount(_) => self.edit_account.ui(ui, cx),
            Route::EditSettings(id) => self.edit_settings.ui(ui, cx, id),
            Route::Diagnose(account, instance) => self.diagnose.ui(ui, cx, account, instance),
            Route::Activity => self.activity.ui(ui, cx),
            Route::Sandbox => self.sandbox.ui(ui, cx),
            Route::Settings => self.settings.ui(ui, cx),
            Route::Licences => self.licences.ui(ui, cx),
            Route::Templates => self.templates.ui(ui, cx),
            Route::NewInstance => self.new_instance.ui(ui, cx),
            Route::Unconfirmed(id) => self.unconfirmed.ui(ui, cx, id),
            Route::Pair(id) => self.pair.ui(ui, cx, id),
        }
    }
}
