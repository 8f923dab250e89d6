//! What a person writes about instances, in a dialog: tags for one or many, for one its alias and note too. A tag counts at
//! once and can be taken back; alias and note when the dialog closes.

use crate::app::cx::{Cx, Wish};
use crate::app::format;
use crate::app::screens::detail::{color_of, too_long, too_long_a_name};
use crate::domain::annotation::{
    self, ALIAS_LETTERS, Annotation, Change, Color, NOTE_LETTERS, TAG_LETTERS, TAGS, Tag, is_same, tag,
};
use crate::domain::ids::{InstanceId, JobId};
use crate::domain::instance::Instance;
use crate::domain::search::fold;
use crate::engine::command::Command;
use crate::ui::button::{Button, SMALL};
use crate::ui::choices::{Tick, tick_ui, tinted_pick_ui};
use crate::ui::icon::Icon;
use crate::ui::input::{Caption, input_id, long_text_ui, text_and_ui, text_ui};
use crate::ui::layout::{ends_ui, modal_ui, trailing_ui};
use crate::ui::menu::{self, Item};
use crate::ui::tag::{colors, paint_tag};
use crate::ui::theme::{self, Tokens};
use crate::ui::widgets::{heading, muted};
use egui::{Key, Rect, RichText, ScrollArea, Sense, Ui, UiBuilder, Vec2};
use std::collections::HashMap;
use std::sync::Arc;

/// Width of the dialog, height of a line of it, and the most of them at a time.
const WIDTH: f32 = 460.0;
const LINE: f32 = 34.0;
const LINES: f32 = 7.0;
/// Room for the colour of a tag, and how far it stands from what is after it.
const COLORS: f32 = 150.0;
const BETWEEN: f32 = 8.0;

/// The open dialog.
pub struct Writing {
    ids: Vec<InstanceId>,
    /// Of the only one.
    alias: String,
    note: String,
    /// A tag that nobody has yet.
    typed: String,
    /// The keyboard is where it begins: with the tags.
    has_begun: bool,
    /// Every tag; of which state that is.
    tags: Vec<Line>,
    seen: Option<u64>,
    job: Option<JobId>,
    /// A tag that is to be called otherwise everywhere, and how.
    renaming: Option<(String, String)>,
    /// A tag that is called otherwise from now on, or is dropped.
    pub retagged: Option<Retagged>,
}

/// A tag that changes everywhere.
pub struct Retagged {
    pub job: JobId,
    pub tag: String,
    pub to: Option<String>,
}

/// A tag in the dialog.
struct Line {
    tag: String,
    /// How many of these have it, and how many instances at all.
    count: usize,
    total: usize,
}

/// What was pressed in a line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Pressed {
    Toggle,
    /// Nobody has it any more: it is dropped with its colour.
    Drop,
    Color(Color),
    /// At every instance that has it.
    RenameEverywhere,
    DropEverywhere,
}

impl Writing {
    /// Opens it about these.
    pub fn new(cx: &Cx<'_>, ids: Vec<InstanceId>) -> Self {
        let mut writing = Self {
            ids,
            alias: String::new(),
            note: String::new(),
            typed: String::new(),
            has_begun: false,
            tags: Vec::new(),
            seen: None,
            job: None,
            renaming: None,
            retagged: None,
        };
        if let Some(row) = writing.only(cx) {
            (writing.alias, writing.note) = (row.annotation.alias.clone(), row.annotation.note.clone());
        }
        writing
    }

    fn only<'a>(&self, cx: &Cx<'a>) -> Option<&'a Arc<Instance>> {
        if let [id] = self.ids.as_slice() { cx.state.instance(*id) } else { None }
    }

    /// Counts anew when a row has changed.
    fn follow(&mut self, cx: &Cx<'_>) {
        if self.seen.replace(cx.state.rows_version) == Some(cx.state.rows_version) {
            return;
        }
        self.ids.retain(|id| cx.state.instance(*id).is_some());
        let mut counts: HashMap<&str, (usize, usize)> = HashMap::new();
        counts.extend(cx.state.tags.iter().map(|tag| (tag.name.as_str(), (0, 0))));
        for tag in cx.state.instances.iter().flat_map(|row| &row.annotation.tags) {
            counts.entry(tag).or_default().1 += 1;
        }
        let chosen = self.ids.iter().filter_map(|id| cx.state.instance(*id));
        for tag in chosen.flat_map(|row| &row.annotation.tags) {
            counts.entry(tag).or_default().0 += 1;
        }
        let line = |(tag, (count, total)): (&str, (usize, usize))| Line { tag: tag.to_owned(), count, total };
        self.tags = counts.into_iter().map(line).collect();
        self.tags.sort_by_cached_key(|line| fold(&line.tag));
    }

    fn change(&mut self, cx: &mut Cx<'_>, change: Change) {
        self.job = Some(cx.run(Command::Annotate { instances: self.ids.clone(), change }));
    }

    /// Alias and note, where they are others now.
    fn keep(&mut self, cx: &mut Cx<'_>) {
        let Some(Annotation { alias, note, .. }) = self.only(cx).map(|row| row.annotation.clone()) else { return };
        if self.alias != alias {
            self.change(cx, Change::Alias(self.alias.clone()));
        }
        if self.note != note {
            self.change(cx, Change::Note(self.note.clone()));
        }
    }

    /// Draws it. Whether it is over.
    pub fn ui(&mut self, ui: &Ui, cx: &mut Cx<'_>) -> bool {
        self.follow(cx);
        let mut done = false;
        let only = self.only(cx).cloned();
        let dismissed = modal_ui(ui, "writing", WIDTH, |ui| {
            if self.renaming.is_some() {
                self.rename_ui(ui, cx);
                return;
            }
            let title = match &only {
                Some(row) => cx.tw("tags-of", &[("name", row.title())]),
                None => cx.tw("tags-of-n", &[("n", &self.ids.len().to_string())]),
            };
            heading(ui, title);
            ui.spacing_mut().item_spacing.y = 10.0;
            if let Some(row) = &only {
                self.alias_ui(ui, cx, row);
                ui.add_space(4.0);
            }
            self.tags_ui(ui, cx);
            self.new_ui(ui, cx);
            if only.is_some() {
                let (label, error) = (cx.t("note"), too_long(cx, &self.note, NOTE_LETTERS));
                let error = error.as_deref();
                let caption = Caption { id: "writing.note", label: &label, error, ..Caption::default() };
                long_text_ui(ui, &caption, &mut self.note);
            }
            if let Some(failure) = cx.failure_of(self.job) {
                format::failure_ui(ui, cx, "writing.failure", failure);
            }
            ends_ui(ui, |ui| done = Button::primary("writing.done", cx.t("done")).show(ui).clicked());
        });
        // What changed everywhere is taken back below the dialog.
        if done || dismissed {
            self.keep(cx);
        }
        done || dismissed || self.retagged.is_some()
    }

    fn alias_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, row: &Instance) {
        let (label, hint) = (cx.t("alias"), cx.tw("alias-hint", &[("name", &row.name)]));
        let error = too_long(cx, &self.alias, ALIAS_LETTERS);
        let error = error.as_deref();
        let caption = Caption { id: "writing.alias", label: &label, hint: &hint, error, ..Caption::default() };
        text_ui(ui, &caption, &mut self.alias);
    }

    fn tags_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let mut pressed = None;
        ui.label(RichText::new(cx.t("tags")).font(theme::medium(13.5)));
        if self.tags.is_empty() {
            muted(ui, cx.t("tags-none"));
        }
        let area = ScrollArea::vertical().max_height(LINES * LINE).auto_shrink([false, true]);
        area.show_rows(ui, LINE, self.tags.len(), |ui, range| {
            ui.spacing_mut().item_spacing.y = 0.0;
            for line in &self.tags[range] {
                if let Some(how) = line.ui(ui, cx, self.ids.len()) {
                    pressed = Some((line.tag.clone(), how, line.count == self.ids.len()));
                }
            }
        });
        match pressed {
            Some((tag, Pressed::Toggle, true)) => self.change(cx, Change::RemoveTag(tag)),
            Some((tag, Pressed::Toggle, false)) => self.change(cx, Change::AddTag(tag)),
            Some((tag, Pressed::RenameEverywhere, _)) => self.renaming = Some((tag.clone(), tag)),
            Some((tag, Pressed::DropEverywhere, _)) => self.retag(cx, tag, None),
            Some((tag, how, _)) => {
                let mut tags = cx.state.tags.clone();
                tags.retain(|known| !is_same(&known.name, &tag));
                if let Pressed::Color(color) = how {
                    tags.push(Tag { name: tag, color });
                }
                self.seen = None;
                cx.outbox.push(Wish::Do(Command::SaveTags { tags }));
            }
            None => {}
        }
    }

    fn retag(&mut self, cx: &mut Cx<'_>, tag: String, to: Option<String>) {
        // Before it, so that this is what is taken back first.
        self.keep(cx);
        let job = cx.run(Command::Retag { tag: tag.clone(), to: to.clone() });
        // One that is there already keeps its spelling.
        let known = |to: String| {
            let other = self.tags.iter().find(|line| is_same(&line.tag, &to) && !is_same(&line.tag, &tag));
            other.map_or(to, |line| line.tag.clone())
        };
        let to = to.map(known);
        self.retagged = Some(Retagged { job, tag, to });
    }

    /// How a tag is called from now on, wherever it stands.
    fn rename_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let Some((tag, typed)) = &mut self.renaming else { return };
        let before = annotation::tag(typed);
        let total = self.tags.iter().find(|line| line.tag == *tag).map_or(0, |line| line.total);
        let joins = self.tags.iter().find(|line| is_same(&line.tag, &before) && !is_same(&line.tag, tag));
        heading(ui, cx.tw("tag-rename-title", &[("tag", tag)]));
        ui.spacing_mut().item_spacing.y = 10.0;
        let hint = match joins {
            Some(line) => cx.tw("tag-rename-joins", &[("tag", &line.tag)]),
            None => cx.tw("tag-rename-hint", &[("n", &total.to_string())]),
        };
        let label = cx.t("tag-rename-label");
        let error = tag_too_long(cx, typed);
        let error = error.as_deref();
        let caption = Caption { id: "tag.rename", label: &label, hint: &hint, error, ..Caption::default() };
        let field = text_ui(ui, &caption, typed);
        let entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        if !entered && ui.memory(|memory| memory.focused().is_none()) {
            field.request_focus();
        }
        // Letters and Enter may come in one frame.
        let new = annotation::tag(typed);
        let is_ready = !new.is_empty() && new != *tag && annotation::letters(typed) <= TAG_LETTERS;
        let mut go = is_ready && entered;
        let mut back = false;
        ends_ui(ui, |ui| {
            back = Button::secondary("confirm.cancel", cx.t("cancel")).show(ui).clicked();
            go |= Button::primary("confirm.ok", cx.t("tag-rename-ok")).enabled(is_ready).show(ui).clicked();
        });
        if go {
            let tag = tag.clone();
            self.retag(cx, tag, Some(new));
        } else if back {
            self.renaming = None;
        }
    }

    fn new_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let full = self.is_full().then(|| cx.t("tags-full")).or_else(|| tag_too_long(cx, &self.typed));
        let (example, error) = (cx.t("tag-new"), full.as_deref());
        let caption = Caption { id: "tag.new", example: &example, error, ..Caption::default() };
        let mut add = false;
        let field = text_and_ui(ui, &caption, &mut self.typed, SMALL, |ui| {
            add = Button::icon_only("tag.add", Icon::Plus, cx.t("tag-add")).small().show(ui).clicked();
        });
        ui.ctx().accesskit_node_builder(field.id, |node| node.set_label(example.as_str()));
        if !self.has_begun {
            self.has_begun = field.has_focus();
            field.request_focus();
        }
        let entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        // Letters and Enter may come in one frame.
        let new = tag(&self.typed);
        let fits = annotation::letters(&self.typed) <= TAG_LETTERS && !self.is_full();
        if (add || entered) && !new.is_empty() && fits {
            self.typed.clear();
            self.change(cx, Change::AddTag(new));
            ui.memory_mut(|memory| memory.request_focus(input_id("tag.new")));
        }
    }

    /// What is typed would be one tag too many.
    fn is_full(&self) -> bool {
        let new = tag(&self.typed);
        let is_known = self.tags.iter().any(|line| is_same(&line.tag, &new));
        !is_known && !new.is_empty() && self.tags.len() >= TAGS
    }
}

impl Line {
    /// Whether these have it, all, some or none of them, and its colour. What was pressed.
    fn ui(&self, ui: &mut Ui, cx: &Cx<'_>, all: usize) -> Option<Pressed> {
        let Self { tag, count, total } = self;
        let (_, rect) = ui.allocate_space(Vec2::new(ui.available_width(), LINE));
        let tick = match *count {
            0 => Tick::Off,
            count if count == all => Tick::On,
            _ => Tick::Some,
        };
        let color = color_of(cx, tag);
        let place = Rect::from_min_size(rect.min, Vec2::new(24.0, LINE));
        let some = (tick == Tick::Some).then(|| format!("{}/{}", cx.texts.count(*count), cx.texts.count(all)));
        let name = some.as_ref().map_or_else(|| tag.clone(), |some| format!("{tag}, {some}"));
        let ticked = tick_ui(ui, place, ("tag", tag), &format!("tag.{tag}"), &name, tick).clicked();
        let chip = paint_tag(ui, egui::pos2(place.right() + 6.0, rect.center().y), tag, color, false);
        let beside = ui.interact(chip, egui::Id::unique(("tag word", tag)), Sense::CLICK).clicked();
        if let Some(some) = some {
            let at = chip.right_center() + Vec2::new(8.0, 0.0);
            let ink = Tokens::of(ui).muted;
            ui.painter().text(at, egui::Align2::LEFT_CENTER, some, theme::regular(12.5), ink);
        }
        // The colour first: Tab goes the way the eye does.
        let last = rect.with_min_x(rect.right() - SMALL);
        let before = last.with_min_x(last.left() - COLORS).with_max_x(last.left() - BETWEEN);
        let mut child = ui.new_child(UiBuilder::new().max_rect(before));
        let colored = trailing_ui(&mut child, |ui| color_ui(ui, cx, tag, color).map(Pressed::Color));
        let mut child = ui.new_child(UiBuilder::new().max_rect(last));
        let pressed = trailing_ui(&mut child, |ui| {
            if *total > 0 {
                return everywhere_ui(ui, cx, tag, *total);
            }
            let id = format!("tag.{tag}.drop");
            let drop = Button::icon_only(&id, Icon::Trash, cx.tw("tag-drop", &[("tag", tag)])).small();
            drop.show(ui).clicked().then_some(Pressed::Drop)
        });
        if ticked || beside { Some(Pressed::Toggle) } else { colored.or(pressed) }
    }
}

/// What to say of a tag that is longer than one may be.
fn tag_too_long(cx: &Cx<'_>, typed: &str) -> Option<String> {
    too_long_a_name(cx, annotation::letters(typed), TAG_LETTERS)
}

/// What can be done to a tag wherever it stands.
fn everywhere_ui(ui: &mut Ui, cx: &Cx<'_>, tag: &str, total: usize) -> Option<Pressed> {
    let id = format!("tag.{tag}.more");
    let more = Button::icon_only(&id, Icon::Ellipsis, cx.tw("row-menu", &[("name", tag)])).small().show(ui);
    let mut pressed = None;
    menu::menu_of(&more).show(|ui| {
        ui.set_width(menu::WIDE);
        ui.spacing_mut().item_spacing.y = 0.0;
        let (rename, drop) = (format!("tag.{tag}.rename"), format!("tag.{tag}.drop"));
        if Item::new(&rename, Icon::Pencil, cx.t("tag-rename")).show(ui) {
            pressed = Some(Pressed::RenameEverywhere);
        }
        let words = cx.tw("tag-drop-everywhere", &[("n", &total.to_string())]);
        if Item::new(&drop, Icon::Trash, words).danger(true).show(ui) {
            pressed = Some(Pressed::DropEverywhere);
        }
    });
    pressed
}

/// The colours to choose from. The one that was chosen.
fn color_ui(ui: &mut Ui, cx: &Cx<'_>, tag: &str, color: Color) -> Option<Color> {
    let id = format!("tag.{tag}.color");
    let words: Vec<(String, String)> = Color::ALL
        .into_iter()
        .map(|color| (format!("{id}.{}", word(color)), cx.t(&format!("color-{}", word(color)))))
        .collect();
    let at = Color::ALL.iter().position(|one| *one == color).unwrap_or_default();
    let name = cx.tw("tag-color", &[("tag", tag)]);
    let tokens = Tokens::of(ui);
    let icons = Color::ALL.map(|color| (Icon::Tag, colors(color, tokens).0));
    tinted_pick_ui(ui, &icons, &id, &name, &words, at).map(|new| Color::ALL[new])
}

const fn word(color: Color) -> &'static str {
    match color {
        Color::Gray => "gray",
        Color::Green => "green",
        Color::Blue => "blue",
        Color::Amber => "amber",
        Color::Red => "red",
        Color::Violet => "violet",
    }
}
