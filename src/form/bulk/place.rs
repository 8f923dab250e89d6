//! What a column can say, and where instances can be created.

use crate::domain::ids::AccountId;
use crate::domain::search::fold;
use crate::form::common::{COMMON, fields_of};
use crate::form::field::{Field, Form, Kind};
use crate::form::role::Role;

/// What a column says of the instance of its row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Use {
    LeaveOut,
    Account,
    /// The number that is going to be linked, whether or not the create form asks for it.
    Phone,
    Alias,
    Tags,
    Note,
    /// What several providers have, each in its own field.
    Common(Role),
    /// A field of the create form.
    Field(&'static str),
}

impl Use {
    /// The instance's name, which every create form has.
    pub const NAME: Self = Self::Field("name");

    /// Of a field that a form has.
    #[must_use]
    pub fn of(field: &Field) -> Self {
        let common = field.role.filter(|role| COMMON.fields.iter().any(|field| field.role == Some(*role)));
        match (field.kind, common) {
            (Kind::Phone, _) => Self::Phone,
            (_, Some(role)) => Self::Common(role),
            _ => Self::Field(field.key),
        }
    }
}

/// An account at which instances can be created, as far as rows need to know it.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    pub account: AccountId,
    /// The id of its provider.
    pub provider: &'static str,
    /// What it may be called in a cell.
    pub names: Vec<String>,
    pub form: &'static Form,
    pub creates: bool,
    /// Two instances cannot have the same name there.
    pub unique_names: bool,
}

impl Place {
    /// Whether a cell means it.
    #[must_use]
    pub fn is_called(&self, cell: &str) -> bool {
        let plain = |text: &str| {
            fold(text)
                .split(|c: char| !c.is_alphanumeric())
                .filter(|word| !word.is_empty())
                .collect::<Vec<_>>()
                .join(" ")
        };
        let cell = plain(cell);
        self.names.iter().any(|name| plain(name) == cell)
    }
}

/// Everything that a column may say at these places, in the order offered.
#[must_use]
pub fn uses(places: &[Place]) -> Vec<Use> {
    let mut uses = vec![Use::NAME, Use::Account, Use::Phone, Use::Alias, Use::Tags, Use::Note];
    let takes_a_cell = |field: &&Field| !matches!(field.kind, Kind::Groups(_));
    for form in places.iter().map(|place| place.form) {
        let common = COMMON.fields.iter().filter_map(|field| field.role);
        let common = common.filter(|role| !fields_of(form, *role).is_empty()).map(Use::Common);
        for one in common.chain(form.fields.iter().filter(takes_a_cell).map(Use::of)) {
            if !uses.contains(&one) {
                uses.push(one);
            }
        }
    }
    uses
}
