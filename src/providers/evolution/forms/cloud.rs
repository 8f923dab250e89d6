//! What instances on Meta's Cloud API share over the generations.

use crate::form::field::{Condition, Field, Rule};

/// The engine that talks to the Cloud API instead of pairing with a phone.
pub const BUSINESS: &str = "WHATSAPP-BUSINESS";

/// Only for that engine.
pub const ON_BUSINESS: Condition = Condition::Is("integration", &[BUSINESS]);

/// Meta's id of the number. Sent in the place of the number, so it is put there by hand. Here the token has to be
/// Meta's too: a made-up one is accepted at create and fails at the first message.
pub const PHONE_ID: Field = Field::text("phone_id")
    .when(ON_BUSINESS)
    .required()
    .rule(Rule::Token)
    .needs(&["token"])
    .max(40)
    .half()
    .example("123456789012345");
