//! A passphrase for a file that is written: typed twice, and told how strong it is.

use crate::app::cx::Cx;
use crate::domain::passphrase::Strength;
use crate::domain::secret::Secret;
use crate::ui::input::{Caption, secret_ui};
use egui::{Key, Ui};

/// What is typed.
#[derive(Default)]
pub struct Passphrase {
    first: Secret,
    again: Secret,
}

impl Passphrase {
    /// The two fields, whose ids begin so. Whether Enter was pressed behind the second.
    pub fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, id: &str) -> bool {
        let (label, show) = (cx.t("passphrase"), cx.t("passphrase-show"));
        let strength = Strength::of(&self.first);
        let hint = if self.first.is_blank() { cx.t("passphrase-hint") } else { cx.t(strength.key()) };
        let (first, again) = (format!("{id}.passphrase"), format!("{id}.again"));
        let caption = Caption { id: &first, label: &label, hint: &hint, ..Caption::default() };
        secret_ui(ui, &caption, &mut self.first, &show, 0, |_, _| {});
        ui.add_space(6.0);
        let (label, show) = (cx.t("passphrase-again"), cx.t("passphrase-again-show"));
        let differs = !self.again.is_blank() && !self.first.expose().starts_with(self.again.expose());
        let error = differs.then(|| cx.t("passphrase-differs"));
        let caption = Caption { id: &again, label: &label, error: error.as_deref(), ..Caption::default() };
        let second = secret_ui(ui, &caption, &mut self.again, &show, 0, |_, _| {});
        second.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter))
    }

    /// Why it cannot be used yet; nothing when both are the same, and it is long enough.
    pub fn lacks(&self) -> Option<&'static str> {
        if Strength::of(&self.first) == Strength::TooShort {
            Some("passphrase-too-short")
        } else {
            (self.first != self.again).then_some("passphrase-differs")
        }
    }

    /// What is sent along.
    pub fn get(&self) -> Secret {
        self.first.clone()
    }

    /// Nobody needs it any more.
    pub fn clear(&mut self) {
        self.first.clear();
        self.again.clear();
    }
}
