//! The input of a phone number: says what will be sent, and asks when the country code is missing.

use crate::domain::phone::{self, Typed};
use crate::i18n::Texts;
use crate::ui::button::Button;
use crate::ui::input::{Caption, text_ui};
use egui::{Response, Ui};

/// A phone number as people type or paste it. Left, it is written the usual way.
pub fn phone_ui(ui: &mut Ui, texts: &Texts, caption: &Caption<'_>, text: &mut String) -> Response {
    let typed = phone::read(text);
    let hint = match &typed {
        Typed::Number(phone) => texts.with("phone-sent", &[("digits", phone.digits())]),
        Typed::NoCountry { .. } => texts.t("issue-no-country-code"),
        Typed::Empty | Typed::Wrong => caption.hint.to_owned(),
    };
    let response = text_ui(ui, &Caption { hint: &hint, ..caption.clone() }, text);
    if response.lost_focus()
        && let Typed::Number(phone) = &typed
    {
        *text = phone.to_string();
    }
    if let Typed::NoCountry { offer: Some(offer) } = typed {
        let number = offer.to_string();
        let word = texts.with("phone-use", &[("number", &number)]);
        if Button::secondary(&format!("{}.use", caption.id), word).small().show(ui).clicked() {
            *text = number;
        }
    }
    response
}
