//! What stands in the form though nobody typed it there: values of the last account, of a template, or pasted.

use crate::app::cx::Cx;
use crate::domain::account::Account;
use crate::domain::values::Values;
use crate::engine::command::Template;
use crate::form::field::Form;
use crate::ui::form_view::field_key;

/// Where values come from.
pub(super) enum Source {
    LastAccount,
    /// A template of this name.
    Template(String),
    /// A command, JSON or number that was pasted.
    Pasted,
    /// An instance of this name at another place.
    Instance(String),
}

/// Values that stand there though nobody typed them.
pub(super) struct Kept {
    source: Source,
    keys: Vec<String>,
    /// How many more there were, for which this form has no field.
    left_out: usize,
}

impl Kept {
    /// All of these; nothing where there is none.
    pub(super) fn new(source: Source, values: &Values) -> Option<Self> {
        let keys: Vec<String> = values.iter().map(|(key, _)| key.to_owned()).collect();
        (!keys.is_empty()).then_some(Self { source, keys, left_out: 0 })
    }

    /// These fields.
    pub(super) fn of(source: Source, keys: Vec<String>) -> Self {
        Self { source, keys, left_out: 0 }
    }

    /// The fields that it stands in.
    pub(super) fn keys(&self) -> &[String] {
        &self.keys
    }

    /// Those of a template, before they have met the form.
    pub(super) fn of_template(template: &Template) -> Self {
        Self { source: Source::Template(template.name.clone()), keys: Vec::new(), left_out: 0 }
    }

    /// What the form took of these, and how many it has no field for.
    pub(super) fn fitted(&mut self, form: &Form, taken: &Values, offered: &Values) {
        self.keys = taken.iter().map(|(key, _)| key.to_owned()).collect();
        self.left_out = offered.iter().filter(|(key, _)| form.field(key).is_none()).count();
    }

    /// What is said of it.
    pub(super) fn text(&self, cx: &Cx<'_>, account: &Account, form: &Form) -> String {
        let texts = cx.texts.of(account.provider.0);
        let has = |key: &&String| form.field(key).is_some();
        let names: Vec<String> = self.keys.iter().filter(has).map(|key| texts.t(&field_key(None, key))).collect();
        match &self.source {
            Source::LastAccount => cx.tw("kept-from-account", &[("fields", &names.join(", "))]),
            Source::Pasted if names.is_empty() => cx.t("pasted-nothing"),
            Source::Pasted => cx.tw("pasted-from", &[("fields", &names.join(", "))]),
            Source::Instance(name) => cx.tw("kept-from-instance", &[("name", name), ("fields", &names.join(", "))]),
            Source::Template(name) if self.left_out == 0 => {
                cx.tw("kept-from-template", &[("name", name), ("fields", &names.join(", "))])
            }
            Source::Template(name) => {
                let values =
                    [("name", name.as_str()), ("fields", &names.join(", ")), ("n", &self.left_out.to_string())];
                cx.tw("kept-in-part", &values)
            }
        }
    }
}
