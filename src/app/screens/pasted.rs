//! What is pasted where a base address belongs. The link of one instance is taken apart before any field sees it: its
//! token must not stand on the screen.

use crate::domain::ids::AccountId;
use crate::domain::values::Values;
use crate::form::address::{InstanceLink, instance_link, without_panel};
use crate::form::field::Form;
use crate::form::paste::{self, Pasted};
use crate::ui::input::input_id;
use egui::{Event, Ui};

const FIELD: &str = "base_url";

/// What was left out of the address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cut {
    /// The path of a panel, or of a call.
    Panel,
    /// The link of one instance: its id and token are for taking it in.
    Link(InstanceLink),
}

/// An instance to be taken in, as its link said.
pub struct Offer {
    pub account: AccountId,
    pub link: InstanceLink,
}

/// Takes a link apart that is being pasted into the address just now.
pub fn take(ui: &Ui) -> Option<Cut> {
    if !ui.memory(|memory| memory.has_focus(input_id(&format!("field.{FIELD}")))) {
        return None;
    }
    ui.input_mut(|input| {
        let mut texts = input
            .raw
            .events
            .iter_mut()
            .filter_map(text_of)
            .chain(input.events.iter_mut().filter_map(text_of));
        let mut cut = None;
        for text in &mut texts {
            if let Some(link) = instance_link(text) {
                text.clone_from(&link.base_url);
                cut = Some(Cut::Link(link));
            }
        }
        cut
    })
}

/// What was taken of a text that says more than one field holds.
pub struct Taken {
    pub pasted: Pasted,
    /// The fields that were filled.
    pub keys: Vec<&'static str>,
}

/// Takes a command, JSON or variables out of what is being pasted into a form, before any field sees it: keys may stand
/// in it. `fill` fills the fields. A number that no field takes is left to the field with the keyboard.
pub fn take_more(
    ui: &Ui,
    fields: impl IntoIterator<Item = &'static str>,
    mut fill: impl FnMut(&Pasted) -> Vec<&'static str>,
) -> Option<Taken> {
    let focused = ui.memory(egui::Memory::focused)?;
    fields.into_iter().find(|key| input_id(&format!("field.{key}")) == focused)?;
    let mut taken = None;
    ui.input_mut(|input| {
        let mut keep = |event: &mut Event| {
            let Some(pasted) = text_of(event).and_then(|text| paste::read(text)) else { return true };
            let keys = fill(&pasted);
            if keys.is_empty() && pasted.is_number() {
                return true;
            }
            taken = Some(Taken { pasted, keys });
            false
        };
        input.events.retain_mut(&mut keep);
        // Others may look at these.
        input
            .raw
            .events
            .retain_mut(|event| text_of(event).is_none_or(|text| paste::read(text).is_none()));
    });
    taken
}

fn text_of(event: &mut Event) -> Option<&mut String> {
    match event {
        Event::Paste(text) | Event::Text(text) | Event::Ime(egui::ImeEvent::Commit(text)) => Some(text),
        _ => None,
    }
}

/// The same for a link that came at once in another way than by the keyboard. `before` is what stood there.
pub fn take_apart(before: &str, values: &mut Values) -> Option<Cut> {
    let text = values.text(FIELD);
    let link = instance_link(text).filter(|_| text.len() > before.len() + 1)?;
    values.set_text(FIELD, link.base_url.clone());
    Some(Cut::Link(link))
}

/// The same for an address that stands in its field already.
pub fn tidy(form: &Form, values: &mut Values) -> Option<Cut> {
    let text = values.text(FIELD);
    if let Some(link) = instance_link(text) {
        values.set_text(FIELD, link.base_url.clone());
        return Some(Cut::Link(link));
    }
    let base = without_panel(text, form.field(FIELD)?.panels)?;
    values.set_text(FIELD, base);
    Some(Cut::Panel)
}
