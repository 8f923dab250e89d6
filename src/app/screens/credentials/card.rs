//! An account as a card, all of one height: how it stands, the one address that its keys go to, four facts, two buttons
//! and a menu.

use crate::app::cx::{Cx, Wish};
use crate::app::format;
use crate::app::route::Route;
use crate::app::screens::unsettled;
use crate::app::standing::{Standing, failing_since, last_used, standing};
use crate::domain::account::Account;
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::ids::JobId;
use crate::engine::event::VaultState;
use crate::ui::author_id;
use crate::ui::button::Button;
use crate::ui::focus;
use crate::ui::icon::Icon;
use crate::ui::layout::{is_covered, trailing_ui, words_and_ends_ui};
use crate::ui::menu::{Item, NARROW, menu_of, parting_ui};
use crate::ui::narrow::{is_small, line_ui};
use crate::ui::reader::{heading_role, tip_ui};
use crate::ui::theme::{self, Tokens};
use crate::ui::widgets::{Tone, card_frame, pill_ui};
use egui::{Align, Event, Layout, Rect, RichText, Role, Sense, Ui, Vec2, WidgetInfo};
use jiff::Timestamp;

/// Height of what is in a card; with all that stands in it, it becomes somewhat more.
pub const HEIGHT: f32 = 136.0;
pub const FILLED: f32 = 151.0;
/// A window that is narrower than this has room for the address alone.
const WITH_WORDS: f32 = 560.0;
/// What the facts take more of it in a small window, where two of them stand beside each other.
const TWO_ROWS: f32 = 44.0;

/// What the facts have of the width.
const SHARES: [f32; 4] = [0.18, 0.29, 0.2, 0.33];

/// What a person wants of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    Test,
    Keys,
    Rotate,
    Adopt,
    Remove,
}

/// Draws it. `test` is its last test.
pub fn card_ui(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    account: &Account,
    instances: usize,
    test: Option<JobId>,
) -> Option<Wanted> {
    let mut wanted = None;
    let shown = card_frame(ui).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.set_height(if is_small(ui.ctx()) { HEIGHT + TWO_ROWS } else { HEIGHT });
        ui.spacing_mut().item_spacing.y = 5.0;
        ui.spacing_mut().interact_size.y = 18.0;
        title_ui(ui, cx, account);
        address_ui(ui, cx, account);
        ui.separator();
        facts_ui(ui, cx, account, instances);
        ui.with_layout(Layout::bottom_up(Align::Min), |ui| {
            ui.horizontal(|ui| wanted = buttons_ui(ui, cx, account, test));
        });
    });
    if is_copied(ui, shown.response.rect) {
        copy_address(cx, account);
    }
    wanted
}

/// Ctrl+C, while the keyboard is in the card.
fn is_copied(ui: &Ui, card: Rect) -> bool {
    let is_pressed = ui.input(|input| input.events.iter().any(|event| matches!(event, Event::Copy)));
    let holder = || focus::holder(ui.ctx()).and_then(|id| ui.ctx().read_response(id));
    is_pressed && !is_covered(ui.ctx()) && holder().is_some_and(|it| card.contains(it.rect.center()))
}

fn copy_address(cx: &mut Cx<'_>, account: &Account) {
    cx.outbox.push(Wish::Copy(account.base_url.clone()));
    cx.toast(cx.t("copied"));
}

fn title_ui(ui: &mut Ui, cx: &Cx<'_>, account: &Account) {
    ui.horizontal(|ui| {
        ui.set_height(24.0);
        format::tile_of_ui(ui, account);
        let name_ui = |ui: &mut Ui| {
            let name = format::account_name(account);
            let shown = RichText::new(&name).font(theme::semibold(14.5));
            heading_role(&ui.add(egui::Label::new(shown).truncate()), 2, &name);
        };
        words_and_ends_ui(ui, name_ui, |ui| {
            let (tone, word, more) = state_words(cx, account);
            let pill = pill_ui(ui, tone, &word);
            if !more.is_empty() {
                let name = format!("{word}. {more}");
                pill.widget_info(|| WidgetInfo::labeled(Role::Label, true, &name));
                tip_ui(pill.clone(), &name, &more);
            }
            author_id(ui, &pill, &format!("account.{}.state", account.label));
        });
    });
}

/// The word for how it stands, and what else there is to be said of that.
fn state_words(cx: &Cx<'_>, account: &Account) -> (Tone, String, String) {
    match standing(cx.state, account) {
        Standing::Unknown => (Tone::Mute, cx.t("account-untested"), String::new()),
        Standing::Works => {
            let word = cx.t("account-works");
            let version = account.version.as_ref().map(|version| format!("{word} · {version}"));
            if account.is_in_the_clear() {
                (Tone::Warn, cx.t("account-works-clear"), cx.t("field-allow_http-hint"))
            } else {
                (Tone::Ok, version.unwrap_or(word), String::new())
            }
        }
        Standing::Fails(failure) => {
            let more = format::failure_line(cx.texts, failure);
            let since = failing_since(cx.state, account).filter(|at| is_a_while_ago(*at));
            let word = match since.filter(|_| is_unreachable(failure)) {
                Some(since) => cx.tw("account-unreachable-for", &[("age", &format::age(cx, Some(since)))]),
                None => cx.t(fails_key(failure)),
            };
            (Tone::Bad, word, more)
        }
    }
}

fn is_a_while_ago(at: Timestamp) -> bool {
    Timestamp::now().duration_since(at).as_secs() >= 60
}

fn is_unreachable(failure: &Failure) -> bool {
    use FailureKind as K;
    matches!(failure.kind, K::Dns | K::Refused | K::ConnectTimeout | K::Timeout | K::ConnectionLost | K::Proxy)
}

fn fails_key(failure: &Failure) -> &'static str {
    match failure.kind {
        _ if is_unreachable(failure) => "account-unreachable",
        FailureKind::Unauthorized | FailureKind::Forbidden => "account-key-refused",
        _ => "account-fails",
    }
}

/// The one address that its keys go to.
fn address_ui(ui: &mut Ui, cx: &Cx<'_>, account: &Account) {
    let tokens = Tokens::of(ui);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 5.0;
        let (rect, mark) = ui.allocate_exact_size(Vec2::new(16.0, 18.0), Sense::hover());
        if account.is_in_the_clear() {
            Icon::Warning.paint(ui, rect.center(), 13.0, tokens.warn);
            mark.widget_info(|| WidgetInfo::labeled(Role::Label, true, cx.t("not-encrypted")));
            mark.on_hover_text(cx.t("field-allow_http-hint"));
        } else {
            Icon::Lock.paint(ui, rect.center(), 13.0, tokens.muted);
        }
        let words = cx.tw("account-goes-to", &[("n", &account.secret_keys.len().to_string())]);
        let has_words = ui.ctx().content_rect().width() >= WITH_WORDS;
        if has_words {
            ui.label(RichText::new(&words).font(theme::regular(12.5)).color(tokens.muted));
        }
        let address = format::whole_address(&account.base_url);
        let label = RichText::new(&address).font(theme::mono(12.5)).color(tokens.text);
        let shown = ui.add(egui::Label::new(label).truncate());
        shown.on_hover_text(if has_words { address } else { format!("{words} {address}") });
    });
}

fn facts_ui(ui: &mut Ui, cx: &Cx<'_>, account: &Account, instances: usize) {
    let tokens = Tokens::of(ui);
    let is_silent = matches!(standing(cx.state, account), Standing::Fails(failure) if is_unreachable(failure));
    // Who refuses a key has answered.
    let answered = |result: &Result<(), Failure>| result.as_ref().err().is_none_or(|failure| !is_unreachable(failure));
    let took = account.check.as_ref().filter(|check| answered(&check.result)).map(|check| check.took_ms);
    let (latency, ink) = match took {
        _ if is_silent => (cx.t("account-no-answer"), tokens.bad),
        Some(took) => (format!("{} ms", cx.texts.count(took as usize)), tokens.text),
        None => ("—".to_owned(), tokens.text),
    };
    let used = last_used(cx.state, account);
    let used = used.map_or_else(|| "—".to_owned(), |at| format::ago(cx, "checked", Some(at)));
    let keys = account.secret_keys.len().to_string();
    let place = if cx.state.vault == VaultState::Memory { "account-keys-in-memory" } else { "account-keys-kept" };
    let facts = [
        ("account-latency", latency, ink),
        ("account-last-used", used, tokens.text),
        ("nav-instances", cx.texts.count(instances), tokens.text),
        ("account-keys", cx.tw(place, &[("n", &keys)]), tokens.text),
    ];
    let (whole, is_small) = (ui.available_width(), is_small(ui.ctx()));
    line_ui(ui, |ui| {
        ui.spacing_mut().item_spacing.x = 8.0;
        for ((key, value, ink), share) in facts.into_iter().zip(SHARES) {
            let width = (whole * if is_small { 0.5 } else { share } - 8.0).floor();
            ui.allocate_ui_with_layout(Vec2::new(width, 38.0), Layout::top_down(Align::Min), |ui| {
                ui.set_width(width);
                ui.spacing_mut().item_spacing.y = 1.0;
                let name = RichText::new(cx.t(key)).font(theme::regular(12.5)).color(tokens.muted);
                ui.add(egui::Label::new(name).truncate());
                let value = RichText::new(value).font(theme::regular(14.0)).color(ink);
                ui.add(egui::Label::new(value).truncate());
            });
        }
    });
}

fn buttons_ui(ui: &mut Ui, cx: &mut Cx<'_>, account: &Account, test: Option<JobId>) -> Option<Wanted> {
    let mut wanted = None;
    let id = |what: &str| format!("account.{}.{what}", account.label);
    let of = |words: &str| format!("{words} {}", format::account_name(account));
    let failure = match standing(cx.state, account) {
        Standing::Fails(failure) => Some(failure),
        _ => None,
    };
    if failure.is_some_and(|failure| format::moved_ui(ui, cx, &id("failure"), failure).is_some()) {
        cx.go(Route::MoveAccount(account.id));
    }
    let is_testing = test.is_some() && cx.is_running(test);
    if is_testing {
        format::working_ui(ui, cx, &id("check"), test);
    } else if failure.is_some_and(|failure| failure.moved_to.is_none()) {
        let words = cx.t("diagnose");
        let button = Button::secondary(&id("diagnose"), &words).icon(Icon::Stethoscope).named(of(&words)).show(ui);
        if button.clicked() {
            cx.go(Route::Diagnose(account.id, None));
        }
    } else if failure.is_none() {
        let words = cx.t("account-test");
        let button = Button::secondary(&id("check"), &words).icon(Icon::ShieldCheck).named(of(&words)).show(ui);
        wanted = button.clicked().then_some(Wanted::Test);
    }
    let words = cx.t("edit");
    if Button::secondary(&id("edit"), &words).icon(Icon::Pencil).named(of(&words)).show(ui).clicked() {
        cx.go(Route::EditAccount(Some(account.id)));
    }
    trailing_ui(ui, |ui| {
        let (id, name) = (id("menu"), cx.tw("row-menu", &[("name", &account.label)]));
        let button = Button::icon_only(&id, Icon::Ellipsis, name).boxed().show(ui);
        menu_of(&button).show(|ui| {
            ui.set_width(NARROW);
            ui.spacing_mut().item_spacing.y = 0.0;
            wanted = wanted.or(menu_ui(ui, cx, account));
        });
    });
    wanted
}

fn menu_ui(ui: &mut Ui, cx: &mut Cx<'_>, account: &Account) -> Option<Wanted> {
    let id = |what: &str| format!("account.{}.{what}", account.label);
    let adopts = format::provider_of(account).is_some_and(|provider| provider.adopt_form().is_some());
    let fails = matches!(standing(cx.state, account), Standing::Fails(_));
    let items = [
        (true, "keys", "account-show-keys", Icon::Key, Wanted::Keys),
        (fails, "check", "account-test", Icon::ShieldCheck, Wanted::Test),
        (true, "rotate", "rotate", Icon::Refresh, Wanted::Rotate),
        (adopts, "adopt", "adopt", Icon::Download, Wanted::Adopt),
    ];
    let mut wanted = None;
    for (_, name, words, icon, what) in items.into_iter().filter(|item| item.0) {
        if Item::new(&id(name), icon, cx.t(words)).show(ui) {
            wanted = Some(what);
        }
    }
    if !fails && Item::new(&id("diagnose"), Icon::Stethoscope, cx.t("diagnose")).show(ui) {
        cx.go(Route::Diagnose(account.id, None));
    }
    if Item::new(&id("copy-address"), Icon::Copy, cx.t("account-copy-address")).show(ui) {
        copy_address(cx, account);
    }
    parting_ui(ui);
    // It asks where something is lost for good.
    let remove = if unsettled::is_lost(cx, account) { "account-remove" } else { "remove" };
    if Item::new(&id("remove"), Icon::Trash, cx.t(remove)).danger(true).show(ui) {
        wanted = Some(Wanted::Remove);
    }
    wanted
}
