//! The count that a person types before something begins for many: who types it has read how many there are.

use crate::app::cx::Cx;
use crate::app::format;
use crate::ui::input::{Caption, text_ui};
use crate::ui::theme;
use egui::{Key, RichText, Ui};

/// From so many on, their number is typed.
const FROM: usize = 2;
/// Width of the field.
const FIELD: f32 = 64.0;

/// What has been typed so far.
#[derive(Default)]
pub struct TypedCount(String);

impl TypedCount {
    /// It was about other ones.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// Whether it is to be typed for so many.
    #[must_use]
    pub const fn is_asked(count: usize) -> bool {
        count >= FROM
    }

    /// Whether so many may begin.
    #[must_use]
    pub fn allows(&self, cx: &Cx<'_>, count: usize) -> bool {
        !Self::is_asked(count) || format::is_count(cx.texts, &self.0, count)
    }

    /// What asks for it.
    #[must_use]
    pub fn words(cx: &Cx<'_>, count: usize) -> String {
        cx.tw("type-to-start", &[("n", &count.to_string())])
    }

    /// Draws the field with its words, where a number is to be typed. Whether Enter was pressed in it.
    pub fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, count: usize) -> bool {
        if !Self::is_asked(count) {
            return false;
        }
        let words = Self::words(cx, count);
        let middle = egui::Layout::left_to_right(egui::Align::Center);
        // The words stand before the field, whichever of them is drawn first.
        let is_backwards = ui.layout().prefer_right_to_left();
        let words_ui = |ui: &mut Ui| ui.label(RichText::new(&words).font(theme::regular(13.5)));
        if !is_backwards {
            words_ui(ui);
        }
        let field = ui.allocate_ui_with_layout(egui::vec2(FIELD, theme::CONTROL), middle, |ui| {
            let caption = Caption { id: "confirm.text", within: &words, mono: true, ..Caption::default() };
            text_ui(ui, &caption, &mut self.0)
        });
        if is_backwards {
            words_ui(ui);
        }
        let entered = field.inner.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        // Who typed another number types it again.
        if entered && !self.allows(cx, count) {
            field.inner.request_focus();
        }
        entered
    }
}
