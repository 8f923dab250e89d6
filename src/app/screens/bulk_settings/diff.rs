//! What changes at each instance, line by line; and what cannot be changed, to be left out by choice.

use crate::app::cx::Cx;
use crate::app::format;
use crate::app::screens::bulk_settings::BulkSettings;
use crate::app::screens::bulk_settings::card::{Card, problem_words};
use crate::app::screens::bulk_settings::plan::{Content, One, Stand, content_now};
use crate::domain::changes::Changes;
use crate::domain::ids::InstanceId;
use crate::domain::values::Values;
use crate::form::common::{Line, There, Why};
use crate::form::field::{Condition, Field, Kind};
use crate::i18n::Texts;
use crate::ui::author_id;
use crate::ui::button::Button;
use crate::ui::form_view::field_key;
use crate::ui::icon::Icon;
use crate::ui::layout::trailing_ui;
use crate::ui::narrow::value_label;
use crate::ui::theme::{self, Tokens};
use crate::ui::widgets::{Tone, heading, muted, notice_ui, tile_ui};
use egui::{RichText, Role, ScrollArea, Ui, WidgetInfo};

/// Instances that are shown at first, and with each press on "more".
const SHOWN: usize = 6;
const MORE: usize = 50;

/// One line of what changes.
enum Shown {
    /// A long value in the monospace font: before and after below each other.
    Long {
        before: String,
        after: String,
    },
    Short {
        name: String,
        before: String,
        after: String,
    },
    Not {
        name: String,
        why: String,
    },
}

impl BulkSettings {
    pub(super) fn diff_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        ui.horizontal(|ui| {
            heading(ui, cx.t("what-changes"));
            trailing_ui(ui, |ui| {
                if !self.changes.is_empty() {
                    muted(ui, cx.tw("n-values", &[("n", &self.plan.values().to_string())]));
                }
            });
        });
        ui.add_space(4.0);
        ScrollArea::vertical()
            .id_salt("diff")
            .auto_shrink([false, false])
            .show(ui, |ui| self.diff_list_ui(ui, cx));
    }

    pub(super) fn diff_list_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        if self.changes.is_empty() {
            muted(ui, cx.t("many-choose"));
            return;
        }
        self.problems_ui(ui, cx);
        ui.spacing_mut().item_spacing.y = 3.0;
        let is_changing = |stand| matches!(stand, Stand::Changes(_));
        let changing = self.plan.count(is_changing);
        let all = self.ids.iter().copied().zip(&self.plan.stands);
        let shown = SHOWN + self.more;
        let ids: Vec<InstanceId> =
            all.filter(|(_, stand)| is_changing(**stand)).map(|(id, _)| id).take(shown).collect();
        for id in ids {
            self.item_ui(ui, cx, id);
        }
        if let Some(more) = changing.checked_sub(shown).filter(|more| *more > 0) {
            let words = cx.tw("n-more", &[("n", &more.to_string())]);
            if Button::link("bulk.items.more", words).icon(Icon::ChevronDown).show(ui).clicked() {
                self.more += MORE;
            }
        }
        let same = self.plan.count(|stand| stand == Stand::Same);
        if same > 0 {
            muted(ui, cx.tw("many-same", &[("n", &same.to_string())]));
        }
        if !self.left_out.is_empty() {
            ui.horizontal_wrapped(|ui| {
                ui.spacing_mut().item_spacing.x = 6.0;
                muted(ui, cx.tw("many-left-out", &[("n", &self.left_out.len().to_string())]));
                if Button::link("bulk.take-in", cx.t("many-take-in")).show(ui).clicked() {
                    self.left_out.clear();
                    self.begin_anew();
                }
            });
        }
    }

    /// Those that could not be read, and those that have nothing of what was chosen: nothing starts before the person
    /// says what shall become of them.
    fn problems_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        for (stand, id, key) in
            [(Stand::Failed, "bulk.leave-failed", "many-failed"), (Stand::Cannot, "bulk.leave-lacking", "many-cannot")]
        {
            let of: Vec<InstanceId> = self.standing(stand);
            if of.is_empty() {
                continue;
            }
            let mut text = self.why_lines(cx, of.iter().take(SHOWN).copied()).join("\n");
            if of.len() > SHOWN {
                text = format!("{text}\n{}", cx.tw("n-more", &[("n", &(of.len() - SHOWN).to_string())]));
            }
            let title = cx.tw(key, &[("n", &of.len().to_string())]);
            let mut leave = false;
            let leads_on = std::mem::take(&mut self.leads_on);
            notice_ui(ui, Tone::Warn, &title, &text, |ui| {
                let words = cx.tw("many-leave-out", &[("n", &of.len().to_string())]);
                let shown = Button::secondary(id, words).show(ui);
                if leads_on {
                    shown.request_focus();
                }
                leave = shown.clicked();
            });
            ui.add_space(8.0);
            if leave {
                self.left_out.extend(of);
                self.begin_anew();
            }
        }
    }

    pub(super) fn standing(&self, stand: Stand) -> Vec<InstanceId> {
        if self.plan.count(|is| is == stand) == 0 {
            return Vec::new();
        }
        let all = self.ids.iter().zip(&self.plan.stands);
        all.filter(|(_, is)| **is == stand).map(|(id, _)| *id).collect()
    }

    /// Instances with the reason why they are left as they are: those of one reason in one line.
    fn why_lines(&self, cx: &Cx<'_>, ids: impl Iterator<Item = InstanceId>) -> Vec<String> {
        let mut lines: Vec<(Vec<&str>, String)> = Vec::new();
        for id in ids {
            let name = cx.state.instance(id).map_or("", |row| row.title());
            let failure = cx.state.settings_read.get(&id).and_then(|read| read.failure.as_ref());
            let why = match failure {
                Some(failure) => format::failure_line(cx.texts, failure),
                None => self.whys(cx, id).unwrap_or_else(|| cx.t("why-lacks")),
            };
            match lines.iter_mut().find(|(_, other)| *other == why) {
                Some((names, _)) => names.push(name),
                None => lines.push((vec![name], why)),
            }
        }
        lines.into_iter().map(|(names, why)| format!("{}: {why}", names.join(", "))).collect()
    }

    /// Why it cannot have what was chosen; of several by their names.
    fn whys(&self, cx: &Cx<'_>, id: InstanceId) -> Option<String> {
        let one = One::of(cx, id)?;
        let laid = one.with_there(&self.changes, |there| there.laid(&self.changes))?;
        let texts = texts_of(cx, id);
        let why = |line: &Line| {
            let name = self.title_of(cx, line);
            let why = why_text(&texts, line.why?, &name);
            Some(if laid.lines.len() > 1 { format!("{name}: {why}") } else { why })
        };
        let whys: Vec<String> = laid.lines.iter().filter_map(why).collect();
        (!whys.is_empty()).then(|| whys.join("; "))
    }

    fn item_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, id: InstanceId) {
        let Some(row) = cx.state.instance(id) else { return };
        let (name, title, account) = (row.name.clone(), row.title().to_owned(), row.account);
        let provider = cx.state.account(account).map_or("", |account| account.provider.0);
        let tokens = Tokens::of(ui);
        let mut leave = false;
        ui.add_space(4.0);
        ui.horizontal(|ui| {
            tile_ui(ui, format::tile(provider));
            let room = (ui.available_width() - 30.0).max(40.0);
            ui.scope(|ui| {
                ui.set_max_width(room);
                let shown = ui.add(egui::Label::new(RichText::new(&title).font(theme::medium(13.5))).truncate());
                author_id(ui, &shown, &format!("bulk.item.{name}"));
            });
            trailing_ui(ui, |ui| {
                let words = cx.tw("many-leave-one", &[("name", &format::name_at(cx, &title, account))]);
                let id = format!("bulk.leave.{name}");
                leave = Button::icon_only(&id, Icon::Close, words).small().of(account).show(ui).clicked();
            });
        });
        for line in self.lines_of(cx, id) {
            line_ui(ui, cx, tokens, line);
        }
        ui.add_space(4.0);
        ui.separator();
        if leave {
            self.left_out.insert(id);
            self.begin_anew();
        }
    }

    fn lines_of(&self, cx: &Cx<'_>, id: InstanceId) -> Vec<Shown> {
        let Some(one) = One::of(cx, id) else { return Vec::new() };
        let texts = texts_of(cx, id);
        let lines = one.with_there(&self.changes, |there| {
            let laid = there.laid(&self.changes);
            let mut lines: Vec<&Line> = laid.lines.iter().collect();
            // As the fields stand beside it.
            lines.sort_by_key(|line| self.cards.iter().position(|card| is_of(card, line)));
            lines.into_iter().flat_map(|line| self.line_of(cx, &texts, there, line, &laid.values)).collect()
        });
        lines.unwrap_or_default()
    }

    /// What a chosen field is called.
    fn title_of(&self, cx: &Cx<'_>, line: &Line) -> String {
        self.card_of(line).map_or_else(|| line.key.clone(), |card| card.title(cx))
    }

    fn card_of(&self, line: &Line) -> Option<&Card> {
        self.cards.iter().find(|card| is_of(card, line))
    }

    /// What one chosen field comes to here: the same for several of its fields once.
    fn line_of(&self, cx: &Cx<'_>, texts: &Texts, there: &There<'_>, line: &Line, after: &Values) -> Vec<Shown> {
        let name = self.title_of(cx, line);
        if let Some(why) = line.why {
            let why = why_text(texts, why, &name);
            return vec![Shown::Not { name, why }];
        }
        let mut shown: Vec<(bool, Content, Content)> = Vec::new();
        for key in &line.fields {
            let Some(field) = there.form.field(key) else { continue };
            // The switch of a group says nothing that its address does not.
            let hangs_on =
                |other: &&&'static str| there.form.field(other).is_some_and(|it| it.when == Condition::On(key));
            if line.fields.iter().any(|other| hangs_on(&other)) {
                continue;
            }
            // Emptied by its switch.
            if let Some(card) =
                self.card_of(line).filter(|card| field.kind == Kind::Toggle && card.field.kind != Kind::Toggle)
            {
                let before = content_now(cx, card, there).unwrap_or(Content::Nothing);
                shown.push((is_long(card.field), before, Content::Nothing));
                continue;
            }
            let before = if !field.when.holds(there.form, there.told) {
                Content::Nothing
            } else if there.told.get(key).is_none() {
                Content::Untold
            } else {
                Content::of(texts, field, there.told)
            };
            let one = (is_long(field), before, Content::of(texts, field, after));
            if !shown.contains(&one) {
                shown.push(one);
            }
        }
        let line = |(long, before, after): (bool, Content, Content)| {
            let (before, after) = (before.words(cx.texts), after.words(cx.texts));
            if long { Shown::Long { before, after } } else { Shown::Short { name: name.clone(), before, after } }
        };
        shown.into_iter().map(line).collect()
    }
}

fn is_of(card: &Card, line: &Line) -> bool {
    card.field.key == line.key && card.own.is_some() == line.own
}

fn is_long(field: &Field) -> bool {
    field.mono || matches!(field.kind, Kind::Groups(_))
}

fn texts_of(cx: &Cx<'_>, id: InstanceId) -> Texts {
    let account = cx.state.instance(id).and_then(|row| cx.state.account(row.account));
    account.map_or_else(|| cx.texts.clone(), |account| cx.texts.of(account.provider.0))
}

fn why_text(texts: &Texts, why: Why, name: &str) -> String {
    match why {
        Why::Lacks => texts.t("why-lacks"),
        Why::Closed => texts.t("why-closed"),
        Why::NotTold => texts.t("why-untold"),
        Why::NoAddress => texts.t("why-no-address"),
        Why::SeveralAddresses => texts.t("why-several"),
        Why::Needs(key) => texts.with("why-needs", &[("field", &texts.t(&field_key(None, key)))]),
        Why::Wrong(problem) => texts.with("why-wrong", &[("problem", &problem_words(texts, problem, name))]),
    }
}

fn line_ui(ui: &mut Ui, cx: &Cx<'_>, tokens: &Tokens, line: Shown) {
    let long = |ui: &mut Ui, (sign, key): (&str, &str), value: &str, color| {
        let text = RichText::new(format!("{sign} {value}")).font(theme::mono(12.0)).color(color);
        let shown = ui.add(value_label(ui, text));
        // A sign says nothing to who only hears it.
        let name = format!("{}: {value}", cx.t(key));
        shown.widget_info(|| WidgetInfo::labeled(Role::Label, true, &name));
    };
    match line {
        Shown::Long { before, after } => {
            long(ui, ("-", "many-now"), &before, tokens.muted);
            long(ui, ("+", "many-new"), &after, tokens.accent_ink);
        }
        Shown::Short { name, before, after } => {
            ui.label(RichText::new(format!("{name}: {before} → {after}")).font(theme::regular(12.5)));
        }
        Shown::Not { name, why } => {
            ui.label(RichText::new(format!("{name}: {why}")).font(theme::regular(12.5)).color(tokens.warn));
        }
    }
}

/// What of the chosen fields differs between two readings.
pub(super) fn differs(before: &There<'_>, now: &There<'_>, cards: &[Card], changes: &Changes) -> bool {
    cards.iter().filter(|card| card.is_chosen(changes)).any(|card| match card.own {
        None => before.seen(card.field.key) != now.seen(card.field.key),
        Some(_) => before.told.get(card.field.key) != now.told.get(card.field.key),
    })
}
