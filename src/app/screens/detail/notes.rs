//! A note about an instance, kept when the keyboard leaves it, and the colours of tags.

use crate::app::cx::Cx;
use crate::domain::annotation::{Change, Color, NOTE_LETTERS};
use crate::domain::ids::InstanceId;
use crate::domain::instance::Instance;
use crate::engine::command::Command;
use crate::ui::input::{Caption, long_text_ui};
use egui::Ui;

/// The note that is being written. The row of another instance keeps its own.
#[derive(Default)]
pub struct Note(Option<(InstanceId, String)>);

impl Note {
    /// Keeps what was written.
    pub fn keep(&mut self, cx: &mut Cx<'_>) {
        let Some((id, note)) = self.0.take() else { return };
        let is_new = cx.state.instance(id).is_some_and(|row| row.annotation.note != note);
        if is_new {
            cx.run(Command::Annotate { instances: vec![id], change: Change::Note(note) });
        }
    }

    pub(super) fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, instance: &Instance) {
        if self.0.as_ref().is_some_and(|(id, _)| *id != instance.id) {
            self.keep(cx);
        }
        let mut text = self.0.take().map_or_else(|| instance.annotation.note.clone(), |(_, text)| text);
        let (name, example) = (cx.t("note"), cx.t("note-example"));
        let error = too_long(cx, &text, NOTE_LETTERS);
        let caption = Caption { id: "detail.note", example: &example, error: error.as_deref(), ..Caption::default() };
        let field = long_text_ui(ui, &caption, &mut text);
        ui.ctx().accesskit_node_builder(field.id, |node| node.set_label(name.as_str()));
        if field.has_focus() || field.changed() || field.lost_focus() {
            self.0 = Some((instance.id, text));
        }
        if field.lost_focus() {
            self.keep(cx);
        }
    }
}

/// What to say of a text that there is no room for: the rest of it is not kept.
pub fn too_long(cx: &Cx<'_>, text: &str, most: usize) -> Option<String> {
    let letters = text.trim().chars().count();
    (letters > most).then(|| cx.tw("note-too-long", &[("n", &letters.to_string()), ("most", &most.to_string())]))
}

/// What to say of the name of a tag or a view that is longer than one may be.
pub fn too_long_a_name(cx: &Cx<'_>, letters: usize, most: usize) -> Option<String> {
    (letters > most).then(|| cx.tw("name-too-long", &[("n", &letters.to_string()), ("most", &most.to_string())]))
}

/// The colour that a person gave to a tag.
pub fn color_of(cx: &Cx<'_>, tag: &str) -> Color {
    cx.state
        .tags
        .iter()
        .find(|known| known.name == tag)
        .map(|known| known.color)
        .unwrap_or_default()
}
