//! Create forms kept for later, without secrets: use one, rename, copy or remove it, hand it on as text, take one in.

mod import;
mod kept;
mod pick;

use crate::app::cx::{Cx, Wish};
use crate::app::format;
use crate::app::route::Route;
use crate::app::screens::templates::import::Import;
pub use crate::app::screens::templates::kept::save;
use crate::app::screens::templates::kept::{change, free_name};
pub use crate::app::screens::templates::pick::pick_ui;
use crate::domain::values::Values;
use crate::engine::command::Template;
use crate::form::field::Form;
use crate::form::{fit, share};
use crate::ui::button::Button;
use crate::ui::icon::Icon;
use crate::ui::input::{Caption, text_ui};
use crate::ui::layout::{ends_ui, header_ui, modal_ui, page_ui, trailing_ui, words_and_ends_ui};
use crate::ui::menu::{Item, NARROW, menu_of, parting_ui};
use crate::ui::reader::heading_role;
use crate::ui::theme;
use crate::ui::widgets::{card_frame, empty_ui, heading, muted, tile_ui};
use egui::{RichText, Ui};

/// The screen.
#[derive(Default)]
pub struct Templates {
    /// The one that the wizard shall begin with.
    pub chosen: Option<Template>,
    import: Option<Import>,
    rename: Option<Rename>,
}

/// A template gets another name.
struct Rename {
    from: String,
    to: String,
}

/// What of a template its provider's forms have: one that was kept by an earlier version may hold more. The form of an
/// account here that takes the most of it counts.
fn fitting(cx: &Cx<'_>, template: &Template) -> Values {
    let fits = |form: &'static Form| fit::set_in(form, &template.values);
    let fits = import::forms(cx, &template.provider).into_iter().map(fits);
    fits.max_by_key(|values| values.iter().count()).unwrap_or_default()
}

impl Templates {
    /// Draws the screen.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        header_ui(ui, &cx.t("nav-templates"), |ui| {
            trailing_ui(ui, |ui| {
                if Button::secondary("templates.import", cx.t("template-import"))
                    .icon(Icon::Download)
                    .show(ui)
                    .clicked()
                {
                    self.import = Some(Import::default());
                }
            });
        });
        if self.import.as_mut().is_some_and(|import| import.ui(ui, cx)) {
            self.import = None;
        }
        self.rename_ui(ui, cx);
        if cx.state.templates.is_empty() {
            ui.add_space(80.0);
            let (title, text) = (cx.t("template-none"), cx.t("template-none-text"));
            empty_ui(ui, Icon::Layers, &title, &text, |ui| {
                if Button::primary("templates.new-instance", cx.t("nav-new-instance"))
                    .icon(Icon::Plus)
                    .show(ui)
                    .clicked()
                {
                    cx.go(Route::NewInstance);
                }
            });
            return;
        }
        let state = cx.state;
        page_ui(ui, 640.0, |ui| {
            for (at, template) in state.templates.iter().enumerate() {
                self.template_ui(ui, cx, at, template);
            }
        });
    }

    fn template_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, at: usize, template: &Template) {
        card_frame(ui).show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.horizontal(|ui| {
                tile_ui(ui, format::tile(&template.provider));
                let name_ui = |ui: &mut Ui| {
                    let name = RichText::new(&template.name).font(theme::semibold(14.5));
                    heading_role(&ui.add(egui::Label::new(name).truncate()), 2, &template.name);
                };
                words_and_ends_ui(ui, name_ui, |ui| {
                    self.menu_ui(ui, cx, at, template);
                    if use_ui(ui, cx, template) {
                        self.chosen = Some(template.clone());
                        cx.go(Route::NewInstance);
                    }
                });
            });
            let count = fitting(cx, template).iter().count();
            muted(ui, cx.tw("n-set", &[("n", &count.to_string())]));
        });
        ui.add_space(4.0);
    }

    fn menu_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, at: usize, template: &Template) {
        let id = format!("template.{}.menu", template.name);
        let name = cx.tw("row-menu", &[("name", &template.name)]);
        let button = Button::icon_only(&id, Icon::Ellipsis, name).show(ui);
        menu_of(&button).show(|ui| {
            ui.set_width(NARROW);
            ui.spacing_mut().item_spacing.y = 0.0;
            if Item::new("menu.rename", Icon::Pencil, cx.t("template-rename")).show(ui) {
                self.rename = Some(Rename { from: template.name.clone(), to: template.name.clone() });
            }
            if Item::new("menu.duplicate", Icon::Layers, cx.t("template-duplicate")).show(ui) {
                change(cx, |templates| {
                    let name = free_name(templates, &template.name);
                    templates.insert(at + 1, Template { name, ..template.clone() });
                });
            }
            if Item::new("menu.export", Icon::Copy, cx.t("template-export")).show(ui) {
                let values = fitting(cx, template);
                cx.outbox.push(Wish::Copy(share::write(&template.provider, &template.name, &values)));
                cx.toast(cx.t("template-exported"));
            }
            parting_ui(ui);
            if Item::new("menu.remove", Icon::Trash, cx.t("remove")).danger(true).show(ui) {
                change(cx, |templates| templates.retain(|other| other.name != template.name));
                cx.outbox.push(Wish::Removed(template.clone(), at));
            }
        });
    }

    fn rename_ui(&mut self, ui: &Ui, cx: &mut Cx<'_>) {
        let Some(Rename { from, to }) = &mut self.rename else { return };
        let mut over = false;
        let dismissed = modal_ui(ui, "template-rename", 420.0, |ui| {
            heading(ui, cx.t("template-rename"));
            let error = is_taken(cx, from, to).then(|| cx.t("template-name-taken"));
            let label = cx.t("template-name");
            let caption = Caption { id: "template.name", label: &label, error: error.as_deref(), ..Caption::default() };
            let input = text_ui(ui, &caption, to);
            let entered = input.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
            ui.add_space(10.0);
            ends_ui(ui, |ui| {
                over = Button::secondary("confirm.cancel", cx.t("cancel")).show(ui).clicked();
                let is_good = !is_taken(cx, from, to) && !to.trim().is_empty();
                let why = cx.t(if to.trim().is_empty() { "confirm-type-first" } else { "template-name-taken" });
                let ok = Button::primary("confirm.ok", cx.t("template-rename-ok")).enabled(is_good).because(why);
                let ok = ok.show(ui).clicked();
                if is_good && (ok || entered) {
                    change(cx, |templates| {
                        let renamed = templates.iter_mut().filter(|template| template.name == *from);
                        renamed.for_each(|template| to.trim().clone_into(&mut template.name));
                    });
                    over = true;
                }
            });
        });
        if over || dismissed {
            self.rename = None;
        }
    }
}

/// Another template than the one that is renamed is called so.
fn is_taken(cx: &Cx<'_>, from: &str, to: &str) -> bool {
    to.trim() != from && cx.state.templates.iter().any(|other| other.name == to.trim())
}

/// Whether the template shall be used: for an account of its provider.
fn use_ui(ui: &mut Ui, cx: &Cx<'_>, template: &Template) -> bool {
    let has_account = cx.state.accounts.iter().any(|account| account.provider.0 == template.provider);
    let id = format!("template.{}.use", template.name);
    let words = cx.t("template-use");
    let name = format!("{words}, {}", template.name);
    let button = Button::secondary(&id, words).named(name).enabled(has_account);
    button.because(cx.t("template-no-account")).show(ui).clicked()
}
