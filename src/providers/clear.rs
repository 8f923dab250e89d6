//! What may go over the network without encryption: two switches of an account form, for gateways that run anywhere.

use crate::domain::values::Values;
use crate::form::field::{Condition, Field, Form};

/// Plain http to another computer.
pub const HTTP: Field = Field::toggle("allow_http");
/// The same through a proxy, which then reads the key too.
pub const THROUGH_PROXY: Field = Field::toggle("clear_through_proxy").when(Condition::On(HTTP.key));

/// What an account lets go over the network unencrypted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Clear {
    /// Plain http to another computer.
    pub http: bool,
    /// The same through a proxy.
    pub through_proxy: bool,
}

impl Clear {
    /// What was chosen, where the account's form offers the choice.
    #[must_use]
    pub fn chosen(form: &Form, values: &Values) -> Self {
        let on = |field: &Field| form.field(field.key).is_some() && values.bool(field.key).unwrap_or(false);
        Self { http: on(&HTTP), through_proxy: on(&THROUGH_PROXY) }
    }
}
