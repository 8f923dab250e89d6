//! Fields that the create forms of both generations have, each at a pointer of its own.

use crate::form::field::{Condition, Field, Rule};

pub const NAME: Field = Field::text("name")
    .at("/instanceName")
    .required()
    .rule(Rule::Slug)
    .max(60)
    .example("vendas-sul");
pub const WEBHOOK: Condition = Condition::Filled("webhook_url");
const CHATWOOT: Condition = Condition::Filled("chatwoot_url");
const PROXY: Condition = Condition::Filled("proxy_host");

pub const fn switch(key: &'static str, pointer: &'static str, section: &'static str) -> Field {
    Field::toggle(key).at(pointer).section(section)
}

pub const fn webhook(pointer: &'static str) -> Field {
    Field::url("webhook_url").at(pointer).section("webhook").example("https://hooks.acme.com.br/wa")
}

pub const fn rejected_words(pointer: &'static str) -> Field {
    Field::text("msg_call").at(pointer).section("behaviour").when(Condition::On("reject_call"))
}

pub const fn chatwoot(field: Field, pointer: &'static str) -> Field {
    field.at(pointer).section("chatwoot").when(CHATWOOT)
}

pub const fn chatwoot_switch(key: &'static str, pointer: &'static str) -> Field {
    chatwoot(Field::toggle(key), pointer)
}

pub const fn chatwoot_url(pointer: &'static str) -> Field {
    Field::url("chatwoot_url")
        .at(pointer)
        .section("chatwoot")
        .needs(&["chatwoot_account_id", "chatwoot_token"])
}

pub const fn chatwoot_account(pointer: &'static str) -> Field {
    let field = Field::text("chatwoot_account_id").at(pointer).section("chatwoot");
    field.needs(&["chatwoot_url", "chatwoot_token"]).half()
}

pub const fn chatwoot_token(pointer: &'static str) -> Field {
    let field = Field::secret("chatwoot_token").at(pointer).section("chatwoot");
    field.needs(&["chatwoot_url", "chatwoot_account_id"]).half()
}

pub const fn proxy(field: Field, pointer: &'static str) -> Field {
    field.at(pointer).section("proxy").when(PROXY).half()
}
