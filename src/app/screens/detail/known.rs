//! How we know how a link is: what each source said and when, what was lost, and whose name it is now.

use crate::app::cx::Cx;
use crate::app::format;
use crate::domain::instance::{Instance, Presence};
use crate::domain::link::{LinkState, Source};
use crate::engine::command::Action;
use crate::ui::button::Button;
use crate::ui::icon::Icon;
use crate::ui::layout::trailing_ui;
use crate::ui::theme::{self, Tokens};
use crate::ui::widgets::{Tone, muted, notice_ui, overline};
use egui::{Align, Layout, RichText, Ui, Vec2};

/// Height of a line.
const LINE: f32 = 20.0;
/// Where words begin that stand below those of a source.
const BEHIND_ICON: f32 = 24.0;

/// What a person has to know before anything else. Returns what they decided.
pub fn attention_ui(ui: &mut Ui, cx: &Cx<'_>, instance: &Instance) -> Option<Action> {
    if instance.presence == Presence::Replaced {
        let (what, next) = (cx.t("failure-replaced"), cx.t("failure-replaced-next"));
        notice_ui(ui, Tone::Warn, &what, &next, |_| {});
        return None;
    }
    if let Some(since) = instance.half_open {
        let (what, next) = (cx.t("half-open"), cx.t("half-open-next"));
        let since = cx.tw("half-open-since", &[("time", &format::time_of(cx, since))]);
        notice_ui(ui, Tone::Warn, &what, &format!("{since}. {next}"), |_| {});
        return None;
    }
    let lost = instance.lost.filter(|lost| !lost.dismissed)?;
    let next = cx.t(&format!("{}-next", format::lost_key(lost.reason)));
    let mut dismissed = false;
    notice_ui(ui, Tone::Warn, &format::lost(cx, &lost), &next, |ui| {
        dismissed = Button::link("detail.lost.dismiss", cx.t("lost-dismiss")).show(ui).clicked();
    });
    dismissed.then_some(Action::DismissLost)
}

/// The sources, one per line. Returns whether to ask again; `asks`: there is a button for it where they disagree.
pub fn known_ui(ui: &mut Ui, cx: &Cx<'_>, instance: &Instance, asks: bool) -> bool {
    let words: Vec<&LinkState> = Source::ALL.into_iter().filter_map(|source| instance.links.of(source)).collect();
    if words.is_empty() {
        return false;
    }
    // What was said before it was gone is nothing to agree with.
    let is_gone = instance.presence.is_missing();
    let disagree = !is_gone && instance.links.disagree();
    ui.add_space(6.0);
    ui.horizontal(|ui| {
        overline(ui, cx.t("known-title"));
        trailing_ui(ui, |ui| {
            if words.len() > 1 && !is_gone {
                let tokens = Tokens::of(ui);
                let (key, color) =
                    if disagree { ("known-disagree", tokens.warn) } else { ("known-agree", tokens.accent) };
                ui.label(RichText::new(cx.t(key)).font(theme::medium(12.5)).color(color));
            }
        });
    });
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        ui.spacing_mut().interact_size.y = LINE;
        let told: Vec<Told> = words.iter().map(|word| Told::of(cx, instance, word)).collect();
        let width =
            |text: &str, font| ui.painter().layout_no_wrap(text.to_owned(), font, Tokens::of(ui).muted).size().x;
        let names = told.iter().map(|it| width(&it.name, theme::regular(13.0))).fold(0.0, f32::max);
        let rest = |it: &Told| width(&it.said, theme::medium(13.0)) + width(&it.age, theme::regular(12.5));
        let rest = told.iter().map(rest).fold(0.0, f32::max);
        // All in one line each, or all with the word below.
        let in_line = 16.0 + names + rest + 34.0 <= ui.available_width();
        for (word, told) in words.iter().zip(&told) {
            word_ui(ui, cx, word, told, in_line.then_some(names));
        }
    });
    // Beside the title there is no room for it in most languages.
    let ask = disagree && asks && Button::link("detail.source.check", cx.t("row-refresh")).show(ui).clicked();
    ui.add_space(4.0);
    ask
}

/// What a source said, in words.
struct Told {
    name: String,
    said: String,
    age: String,
    /// It has changed since: what is said elsewhere does not contradict it.
    is_past: bool,
    /// It does not have it any more.
    lacks: bool,
}

impl Told {
    fn of(cx: &Cx<'_>, instance: &Instance, word: &LinkState) -> Self {
        let is_list = word.source == Source::List;
        let lacks = is_list && matches!(instance.presence, Presence::OnlyHere(_));
        // A list that lacks it, or has another one under its name, has not said again what it said of it.
        let heard = match instance.presence {
            Presence::OnlyHere(_) if is_list => listed_at(cx, instance),
            Presence::Replaced => None,
            _ if is_list => checked_at(cx, instance),
            _ => None,
        };
        Self {
            name: cx.t(&format!("known-{}", word.source.word())),
            said: if lacks { cx.t("known-lacks") } else { format::state(cx, &word.state).1 },
            age: format::ago(cx, "checked", heard.max(Some(word.at))),
            is_past: !lacks && (instance.presence.is_missing() || instance.links.is_outdated(word)),
            lacks,
        }
    }
}

/// `names`: room for the name, where the word stands beside it.
fn word_ui(ui: &mut Ui, cx: &Cx<'_>, word: &LinkState, told: &Told, names: Option<f32>) {
    let said_ui = |ui: &mut Ui| {
        let said = RichText::new(&told.said).font(theme::medium(13.0));
        let shown = ui.label(if told.is_past { said.color(Tokens::of(ui).muted) } else { said });
        ui.ctx().accesskit_node_builder(shown.id, |node| {
            node.set_author_id(format!("detail.source.{}", word.source.word()));
            node.set_value(format!("{}: {}, {}", told.name, told.said, told.age));
        });
    };
    ui.horizontal(|ui| {
        let (_, rect) = ui.allocate_space(Vec2::new(16.0, LINE));
        icon(word.source).paint(ui, rect.center(), 14.0, Tokens::of(ui).accent);
        let text = RichText::new(&told.name).font(theme::regular(13.0)).color(Tokens::of(ui).muted);
        if let Some(names) = names {
            ui.allocate_ui_with_layout(Vec2::new(names, LINE), Layout::left_to_right(Align::Center), |ui| {
                ui.set_min_width(names);
                ui.label(text);
            });
            said_ui(ui);
        } else {
            ui.label(text);
        }
        trailing_ui(ui, |ui| muted(ui, &told.age));
    });
    if names.is_none() {
        ui.horizontal(|ui| {
            ui.add_space(BEHIND_ICON);
            said_ui(ui);
        });
    }
    let said = Some(word).filter(|_| !told.lacks);
    let beside = said.and_then(|word| word.reason).map(|reason| format::why_lost(cx, reason, word.since));
    let beside = beside.or_else(|| said.is_some_and(|word| word.is_claim).then(|| cx.t("known-claim")));
    let beside = beside.or_else(|| told.is_past.then(|| cx.t("known-past")));
    if let Some(text) = beside {
        ui.horizontal(|ui| {
            ui.add_space(BEHIND_ICON);
            ui.vertical(|ui| muted(ui, text));
        });
    }
    if names.is_none() {
        // Each word belongs to the source above it.
        ui.add_space(6.0);
    }
}

const fn icon(source: Source) -> Icon {
    match source {
        Source::List => Icon::List,
        Source::State => Icon::Radio,
        Source::Connect => Icon::Qr,
        Source::Act => Icon::Monitor,
    }
}

/// A refresh that found nothing new leaves the row alone; it was checked all the same.
pub fn checked_at(cx: &Cx<'_>, instance: &Instance) -> Option<jiff::Timestamp> {
    instance.checked_at.max(listed_at(cx, instance))
}

/// When its account's list was read last, whole.
fn listed_at(cx: &Cx<'_>, instance: &Instance) -> Option<jiff::Timestamp> {
    let synced = cx.state.sync.get(&instance.account).filter(|sync| sync.failure.is_none() && sync.gap.is_none());
    synced.and_then(|sync| sync.updated)
}
