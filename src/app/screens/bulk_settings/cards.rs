//! One card per field: whether it is chosen, what it is now at how many, and its new value.

use crate::app::cx::Cx;
use crate::app::format;
use crate::app::screens::bulk_settings::card::{Card, own_issue, problem_words};
use crate::app::screens::bulk_settings::plan::Content;
use crate::app::screens::bulk_settings::{BulkSettings, MOST_NOW};
use crate::domain::values::Value;
use crate::form::check::Issue;
use crate::form::common::fields_of;
use crate::form::field::Kind;
use crate::form::role::Role;
use crate::providers;
use crate::ui::button::Button;
use crate::ui::choices::{check_title_ui, switch_ui};
use crate::ui::form_view::FormView;
use crate::ui::input::{Caption, long_text_ui, secret_ui, text_ui};
use crate::ui::layout::trailing_ui;
use crate::ui::narrow::{is_small, line_ui, value_label};
use crate::ui::theme::{self, Tokens};
use crate::ui::widgets::{card_frame, muted, overline, tile_ui};
use egui::style::ScrollAnimation;
use egui::{Color32, Frame, Margin, Response, RichText, Ui};

/// A provider's tile in the title of a card, with what is around it.
const BESIDE_TITLE: f32 = 48.0;
/// What is seen of what is around the value that is being typed.
const AROUND: f32 = 16.0;

impl BulkSettings {
    pub(super) fn cards_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        self.top = ui.cursor().top();
        for section in self.sections() {
            let title = self.section_title(cx, section);
            self.rail.heading_ui(ui, section, title);
            ui.add_space(6.0);
            for at in 0..self.cards.len() {
                if self.cards[at].section == section {
                    self.card_ui(ui, cx, at);
                    ui.add_space(4.0);
                }
            }
            ui.add_space(12.0);
        }
    }

    fn card_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, at: usize) {
        let card = &self.cards[at];
        let (title, name, id) = (card.title(cx), card.name(cx), format!("bulk.field.{}", card.id()));
        let mut chosen = card.is_chosen(&self.changes);
        let side = if is_small(ui.ctx()) { 8 } else { 16 };
        card_frame(ui).inner_margin(Margin::symmetric(side, 10)).show(ui, |ui| {
            ui.set_width(ui.available_width());
            let toggled = line_ui(ui, |ui| {
                let clicked = check_title_ui(ui, &id, &name, &title, &mut chosen).changed();
                self.who_ui(ui, cx, at);
                clicked
            });
            let toggled = toggled.inner;
            if toggled {
                self.choose(at, chosen);
            }
            if chosen {
                let left = if is_small(ui.ctx()) { 0 } else { 26 };
                Frame::new()
                    .inner_margin(Margin { left, ..Margin::ZERO })
                    .show(ui, |ui| self.chosen_ui(ui, cx, at));
            }
        });
    }

    /// At whose instances it is.
    fn who_ui(&self, ui: &mut Ui, cx: &Cx<'_>, at: usize) {
        let card = &self.cards[at];
        trailing_ui(ui, |ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            let (count, all) = (card.count.to_string(), self.ids.len().to_string());
            let names = |id: &str| providers::by_id(id).map_or("?", |it| it.about().short_name);
            let only = match card.providers.as_slice() {
                [one] if self.forms.iter().any(|(other, ..)| other != one) => {
                    Some(cx.tw("many-only", &[("provider", names(one)), ("k", &count), ("n", &all)]))
                }
                _ => None,
            };
            // Where there is little room, the tile tells the provider.
            let wide = |words: &String| {
                ui.painter().layout_no_wrap(words.clone(), theme::regular(12.5), Color32::PLACEHOLDER).size().x
            };
            let room = ui.available_width() - BESIDE_TITLE;
            let only = only.filter(|words| wide(words) <= room);
            muted(ui, only.unwrap_or_else(|| cx.tw("many-in", &[("k", &count), ("n", &all)])));
            ui.add_space(4.0);
            for provider in card.providers.iter().rev() {
                tile_ui(ui, format::tile(provider));
            }
        });
    }

    fn choose(&mut self, at: usize, chosen: bool) {
        let card = &self.cards[at];
        let key = card.field.key;
        if chosen {
            // Who chooses a switch mostly wants it on.
            let first = if card.field.kind == Kind::Toggle { Value::Bool(true) } else { card.field.empty() };
            card.values_mut(&mut self.changes).set(key, first);
            self.focus = Some(card.id());
        } else {
            card.values_mut(&mut self.changes).remove(key);
            self.changes.own.retain(|_, values| values.iter().next().is_some());
        }
        self.begin_anew();
    }

    fn chosen_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, at: usize) {
        let is_switch = self.cards[at].field.kind == Kind::Toggle;
        if is_switch && ui.available_width() > 320.0 {
            ui.columns(2, |columns| {
                self.now_ui(&mut columns[0], cx, at);
                self.new_ui(&mut columns[1], cx, at);
            });
        } else {
            self.now_ui(ui, cx, at);
            ui.add_space(4.0);
            self.new_ui(ui, cx, at);
        }
    }

    /// The values that are there, the most frequent first.
    fn now_ui(&self, ui: &mut Ui, cx: &Cx<'_>, at: usize) {
        let card = &self.cards[at];
        ui.spacing_mut().item_spacing.y = 3.0;
        overline(ui, cx.t("many-now"));
        let known = self.plan.counts.get(&card.id());
        let mut counts: Vec<(&Content, &usize)> = known.into_iter().flatten().collect();
        counts.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
        if counts.is_empty() {
            muted(ui, self.reading_words(cx).unwrap_or_else(|| cx.t("many-untold")));
        }
        for (content, count) in counts.iter().take(MOST_NOW) {
            ui.horizontal_top(|ui| {
                let color = Tokens::of(ui).muted;
                let count =
                    RichText::new(format!("{} ×", cx.texts.count(**count))).font(theme::regular(13.0)).color(color);
                ui.label(count);
                let text = RichText::new(content.words(cx.texts));
                // What is no value does not look like one.
                let text = match content {
                    Content::Words(_) if card.field.mono => text.font(theme::mono(12.0)),
                    Content::Words(_) => text.font(theme::regular(13.0)),
                    Content::Nothing | Content::Untold => text.font(theme::regular(13.0)).color(color),
                };
                ui.add(value_label(ui, text));
            });
        }
        if let Some(more) = counts.len().checked_sub(MOST_NOW).filter(|more| *more > 0) {
            muted(ui, cx.tw("many-other-values", &[("n", &more.to_string())]));
        }
    }

    fn new_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, at: usize) {
        let card = &self.cards[at];
        let (title, name) = (card.title(cx), card.name(cx));
        let (new, texts) = (cx.t("many-new"), card.texts(cx));
        let id = format!("bulk.value.{}", card.id());
        let (field, form) = (card.field, card.form);
        let is_host = field.role == Some(Role::Webhook) && self.changes.only_host;
        let issue = own_issue(form, field, card.values(&self.changes));
        let (hint, error) = (String::new(), issue.map(|issue| problem_words(cx.texts, issue.problem, &title)));
        let values = card.values_mut(&mut self.changes);
        let caption = Caption {
            id: &id,
            label: &new,
            within: &name,
            hint: &hint,
            error: error.as_deref(),
            example: field.example,
            mono: field.mono,
            ..Caption::default()
        };
        let shown = match (field.kind, field.of(values)) {
            (Kind::Toggle, Value::Bool(on)) => {
                overline(ui, &new);
                ui.horizontal(|ui| {
                    let shown = switch_ui(ui, &id, &caption.named(&new), on);
                    ui.label(cx.t(if *on { "on" } else { "off" }));
                    shown
                })
                .inner
            }
            (Kind::LongText, Value::Text(text)) => long_text_ui(ui, &caption, text),
            (Kind::Url | Kind::Text | Kind::Number | Kind::Phone, Value::Text(text)) => text_ui(ui, &caption, text),
            (Kind::Secret, Value::Secret(secret)) => {
                let show = cx.tw("show-of", &[("what", caption.label)]);
                secret_ui(ui, &caption, secret, &show, 0, |_, _| {})
            }
            _ => {
                let state = self.states.entry(card.id()).or_default();
                let issues: Vec<Issue> = issue.into_iter().collect();
                FormView { texts: &texts, form, values, state, issues: &issues }.fields_ui(ui, &[field]);
                self.leads_on |= state.take_entered();
                return;
            }
        };
        if self.focus.take_if(|focus| id.ends_with(focus.as_str())).is_some() {
            shown.request_focus();
        }
        let is_line = !matches!(field.kind, Kind::Toggle | Kind::LongText);
        self.leads_on |= is_line && shown.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
        self.keep_in_view(ui, &shown);
        self.empty_ui(ui, cx, at);
        if field.role == Some(Role::Webhook) {
            self.webhook_ui(ui, cx, is_host);
        }
    }

    /// A value that gets the keyboard comes into view and stays there: what is read later stands above it, and would push it
    /// out of sight.
    fn keep_in_view(&mut self, ui: &Ui, shown: &Response) {
        let is_kept = self.kept.is_some_and(|(id, _)| id == shown.id);
        if !shown.has_focus() {
            self.kept = self.kept.filter(|_| !is_kept);
            return;
        }
        let now = (shown.id, (shown.rect.top() - self.top).round());
        if self.kept.replace(now) != Some(now) {
            ui.scroll_to_rect_animation(shown.rect.expand(AROUND), None, ScrollAnimation::none());
        }
    }

    /// That nothing stands there is no wish by itself: it has to be said.
    fn empty_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, at: usize) {
        let card = &self.cards[at];
        let id = card.id();
        if !card.has_no_value(&self.changes) {
            self.emptied.remove(&id);
        } else if self.emptied.contains(&id) {
            muted(ui, cx.t("many-emptied"));
        } else if Button::link(&format!("bulk.empty.{id}"), cx.t("many-empty")).show(ui).clicked() {
            self.emptied.insert(id);
        }
    }

    /// Whether only the host is replaced; and where a gateway keeps several addresses, which of them are set.
    fn webhook_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, is_host: bool) {
        ui.add_space(4.0);
        ui.horizontal(|ui| {
            let name = cx.t("many-only-host");
            switch_ui(ui, "bulk.only-host", &name, &mut self.changes.only_host);
            ui.label(RichText::new(name).font(theme::regular(13.5)));
        });
        muted(ui, cx.t(if is_host { "many-only-host-on" } else { "many-only-host-off" }));
        let several = self.forms.iter().find_map(|(provider, form, _)| {
            let count = fields_of(form, Role::Webhook).len();
            (count > 1).then_some((*provider, count))
        });
        let Some((provider, count)) = several.filter(|_| !is_host) else { return };
        let name = providers::by_id(provider).map_or("?", |it| it.about().short_name);
        let every = self.changes.every_address;
        let (says, other) = if every { ("many-every", "many-set-only") } else { ("many-set", "many-set-every") };
        muted(ui, cx.tw(says, &[("provider", name), ("n", &count.to_string())]));
        let other = cx.tw(other, &[("n", &count.to_string())]);
        if Button::link("bulk.every-address", other).show(ui).clicked() {
            self.changes.every_address = !every;
        }
    }

    /// Something typed is wrong by itself, whatever the instances are.
    pub(super) fn is_wrong(&self) -> bool {
        let wrong = |card: &Card| {
            let unsaid = card.has_no_value(&self.changes) && !self.emptied.contains(&card.id());
            unsaid || own_issue(card.form, card.field, card.values(&self.changes)).is_some()
        };
        self.cards.iter().filter(|card| card.is_chosen(&self.changes)).any(wrong)
    }
}
