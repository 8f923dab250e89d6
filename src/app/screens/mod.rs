//! One file per screen. A screen keeps what is being typed and nothing that the state has.

pub mod activity;
pub mod alerts;
pub mod bulk_settings;
pub mod create_many;
pub mod credentials;
pub mod detail;
pub mod diagnose;
pub mod edit_account;
pub mod edit_settings;
pub mod instances;
pub mod licences;
pub mod new_instance;
pub mod pair;
mod passphrase;
pub mod pasted;
pub mod recreate;
pub mod rotate;
pub mod runs;
pub mod sandbox;
mod saving;
pub mod settings;
pub mod templates;
mod typed_count;
pub mod unconfirmed;
pub mod unsettled;

use crate::app::cx::{Cx, Wish};
use crate::app::notices;
use crate::app::route::Route;
use crate::app::screens::bulk_settings::BulkSettings;
use crate::app::screens::credentials::Credentials;
use crate::app::screens::edit_account::EditAccount;
use crate::app::screens::edit_settings::EditSettings;
use crate::domain::ids::InstanceId;
use crate::domain::plain::plain;
use crate::engine::command::Shown;
use crate::ui::drop_place::drop_place_ui;
use crate::ui::many::ShownWords;
use crate::ui::{dropped, focus, hovers};
use egui::text_edit::TextEditState;
use egui::util::IdTypeMap;
use egui::{CentralPanel, Ui};
use std::path::PathBuf;

/// Every screen with what is being typed in it.
#[derive(Default)]
pub struct Screens {
    instances: instances::Instances,
    credentials: Credentials,
    edit_account: EditAccount,
    edit_settings: EditSettings,
    bulk_settings: BulkSettings,
    recreate: recreate::Recreate,
    diagnose: diagnose::Diagnose,
    activity: activity::Activity,
    alerts: alerts::AlertsScreen,
    sandbox: sandbox::Sandbox,
    settings: settings::SettingsScreen,
    licences: licences::Licences,
    templates: templates::Templates,
    new_instance: new_instance::NewInstance,
    create_many: create_many::CreateMany,
    pair: pair::Pair,
    unconfirmed: unconfirmed::Unconfirmed,
    /// The instances that the next screen is about.
    wanted: Vec<InstanceId>,
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
            focus::change_screen(ui.ctx(), self.last.map(Route::place), route.place());
            match self.last {
                Some(Route::Pair(_)) => {
                    self.pair.close(ui.ctx(), cx);
                    if !matches!(route, Route::Pair(_)) {
                        self.pair.queue(Vec::new());
                    }
                }
                Some(Route::NewInstance) => self.new_instance.leave(cx),
                // Secrets may have been typed there.
                Some(Route::EditAccount(_) | Route::MoveAccount(_)) => {
                    if let Some(offer) = self.edit_account.leave() {
                        self.credentials.offer(offer);
                    }
                }
                Some(Route::Credentials) => self.credentials = Credentials::default(),
                Some(Route::EditSettings(_)) => self.edit_settings.leave(),
                Some(Route::Recreate) => self.recreate.leave(cx),
                Some(Route::BulkSettings) => self.bulk_settings.leave(cx),
                Some(Route::Diagnose(..)) => self.diagnose.leave(cx),
                Some(Route::Licences) => self.licences = licences::Licences::default(),
                _ => {}
            }
            match route {
                Route::Instance(id) => self.instances.select(id),
                Route::EditAccount(id) => self.edit_account.enter(cx, id),
                Route::MoveAccount(id) => self.edit_account.enter_moved(cx, id),
                Route::EditSettings(id) => self.edit_settings.enter(cx, id),
                Route::Recreate => {
                    let ids = std::mem::take(&mut self.wanted);
                    self.recreate.begin(cx, ids);
                }
                Route::BulkSettings => {
                    let ids = std::mem::take(&mut self.wanted);
                    self.bulk_settings.begin(cx, ids);
                }
                Route::Diagnose(account, instance) => self.diagnose.enter(cx, account, instance),
                Route::NewInstance => match self.templates.chosen.take() {
                    Some(template) => self.new_instance.enter_with(cx, &template),
                    None => self.new_instance.enter(cx),
                },
                Route::CreateMany => self.create_many.enter(cx),
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

    /// Fulfils a wish that only brings another screen; tells the place of that.
    pub fn bring(&mut self, wish: Wish) -> Option<Route> {
        match wish {
            Wish::Act(id, deed) => {
                self.instances.ask(id, deed);
                Some(Route::Instances)
            }
            Wish::Show(instances) => {
                self.instances.show_only(instances);
                Some(Route::Instances)
            }
            Wish::ShowView(view) => {
                self.instances.show_view(*view);
                Some(Route::Instances)
            }
            Wish::Alerts => {
                self.alerts.show_open();
                Some(Route::Alerts)
            }
            Wish::ChangeMany(instances) => {
                self.choose(instances);
                Some(Route::BulkSettings)
            }
            Wish::Recreate(instances) => {
                self.choose(instances);
                Some(Route::Recreate)
            }
            Wish::PairMany(instances) => self.pair.queue(instances),
            Wish::Fill { account, values, from } => {
                self.new_instance.fill(account, *values, from);
                Some(Route::NewInstance)
            }
            Wish::Create(name) => {
                self.new_instance.name_it(name);
                Some(Route::NewInstance)
            }
            _ => None,
        }
    }

    /// The next screen is about these.
    pub fn choose(&mut self, instances: Vec<InstanceId>) {
        self.wanted = instances;
    }

    /// A table is to be read, from which many are created.
    pub fn open_table(&mut self, path: PathBuf) {
        self.create_many.open(path);
    }

    /// A file that was dropped on the window is such a table. What stands in a dialog is not lost by it.
    pub fn take_dropped(&mut self, ui: &Ui, cx: &mut Cx<'_>) {
        let mut files = dropped(ui).into_iter();
        let Some(file) = files.next() else { return };
        if ui.memory(|memory| memory.top_modal_layer().is_some()) {
            cx.toast(cx.t("csv-dialog-open"));
            return;
        }
        if files.next().is_some() {
            let name = file.file_name().map(|name| plain(&name.to_string_lossy())).unwrap_or_default();
            cx.toast(cx.tw("csv-one-file", &[("name", &name)]));
        }
        cx.go(Route::CreateMany);
        self.open_table(file);
    }

    /// While a file is held over the window: what dropping it does.
    pub fn hover_ui(&self, ui: &Ui, cx: &Cx<'_>) {
        if !hovers(ui) {
            return;
        }
        let is_covered = ui.memory(|memory| memory.top_modal_layer().is_some());
        let (title, text) = if is_covered {
            (cx.t("csv-dialog-open"), String::new())
        } else {
            (cx.t("csv-drop-here"), cx.t("csv-drop-here-text"))
        };
        drop_place_ui(ui, &title, &text);
    }

    /// The row of the list that keys are about.
    #[must_use]
    pub fn chosen(&self) -> Option<InstanceId> {
        self.instances.chosen()
    }

    /// What a person sees of instances here, and whether of the watch itself.
    #[must_use]
    pub fn shown(&self, route: Route) -> Shown {
        let instances = if self.is_list(route) { self.instances.drawn.clone() } else { Vec::new() };
        Shown { instances, watch: route == Route::Alerts }
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
            Route::BulkSettings => self.bulk_settings.ui(ui, cx),
            Route::Recreate => self.recreate.ui(ui, cx),
            Route::Diagnose(account, instance) => self.diagnose.ui(ui, cx, account, instance),
            Route::Activity => self.activity.ui(ui, cx, None),
            Route::ActivityOf(id) => self.activity.ui(ui, cx, Some(id)),
            Route::Alerts => self.alerts.ui(ui, cx),
            Route::Sandbox => self.sandbox.ui(ui, cx),
            Route::Settings => self.settings.ui(ui, cx),
            Route::Licences => self.licences.ui(ui, cx),
            Route::Templates => self.templates.ui(ui, cx),
            Route::NewInstance => self.new_instance.ui(ui, cx),
            Route::CreateMany => self.create_many.ui(ui, cx),
            Route::Unconfirmed(id) => self.unconfirmed.ui(ui, cx, id),
            Route::Pair(id) => self.pair.ui(ui, cx, id),
        }
    }
}
