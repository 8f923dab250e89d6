//! Create forms of version 1: flat `snake_case`.

use crate::form::field::{Condition, Field, Form, Rule};
use crate::providers::evolution::forms::cloud::{BUSINESS, PHONE_ID};
use crate::providers::evolution::forms::events::{self, PRESETS, events, with_events};
use crate::providers::evolution::forms::roles::with_roles;
use crate::providers::evolution::forms::shared::{
    NAME, WEBHOOK, chatwoot, chatwoot_account, chatwoot_switch, chatwoot_token, chatwoot_url, proxy, rejected_words,
    switch, webhook,
};

/// The proxy's protocols: version 1 has no SOCKS.
pub(super) const PROTOCOLS: &[&str] = &["http", "https"];

const TOKEN: Field = Field::secret("token").random().bare().at("/token").max(200).half();
const QR: Field = Field::toggle("qrcode").at("/qrcode");
const TYPEBOT: Condition = Condition::Filled("typebot_url");

/// 1.0 to 1.4.
pub static EARLY: Form = Form {
    fields: &with_roles([
        NAME,
        TOKEN,
        QR,
        // An empty list is refused up to 1.1.3, and after that means "no event", not "all".
        webhook("/webhook").needs(&["webhook_events"]),
        switch("webhook_by_events", "/webhook_by_events", "webhook").when(WEBHOOK),
        Field::many("webhook_events", events::V1_0)
            .at("/events")
            .section("webhook")
            .when(WEBHOOK)
            .presets(PRESETS),
        chatwoot_url("/chatwoot_url"),
        chatwoot_account("/chatwoot_account_id"),
        chatwoot_token("/chatwoot_token"),
        chatwoot_switch("chatwoot_sign_msg", "/chatwoot_sign_msg").always(),
    ]),
};

const FIELDS: [Field; 46] = with_roles([
    NAME,
    TOKEN,
    Field::phone("number")
        .at("/number")
        .when(Condition::Is("integration", &["WHATSAPP-BAILEYS"]))
        .half()
        .example("+55 11 98877-1200"),
    Field::choice("integration", &["WHATSAPP-BAILEYS", BUSINESS]).at("/integration").always(),
    PHONE_ID,
    // With the Cloud API the answer is a refusal, though the instance is made and works.
    QR.when(Condition::Is("integration", &["WHATSAPP-BAILEYS"])),
    webhook("/webhook"),
    switch("webhook_by_events", "/webhook_by_events", "webhook").when(WEBHOOK),
    switch("webhook_base64", "/webhook_base64", "webhook").when(WEBHOOK),
    events("webhook_events", "/events", "webhook", WEBHOOK),
    switch("reject_call", "/reject_call", "behaviour"),
    rejected_words("/msg_call"),
    switch("groups_ignore", "/groups_ignore", "behaviour"),
    switch("always_online", "/always_online", "behaviour"),
    switch("read_messages", "/read_messages", "behaviour"),
    switch("read_status", "/read_status", "behaviour"),
    switch("sync_full_history", "/sync_full_history", "behaviour"),
    chatwoot_url("/chatwoot_url"),
    chatwoot_account("/chatwoot_account_id"),
    chatwoot_token("/chatwoot_token"),
    // Once the group is complete, the server demands these three.
    chatwoot_switch("chatwoot_sign_msg", "/chatwoot_sign_msg").always(),
    chatwoot_switch("chatwoot_reopen", "/chatwoot_reopen_conversation").always(),
    chatwoot_switch("chatwoot_pending", "/chatwoot_conversation_pending").always(),
    chatwoot(Field::text("chatwoot_inbox"), "/chatwoot_name_inbox"),
    chatwoot_switch("chatwoot_contacts", "/chatwoot_import_contacts").on(),
    chatwoot_switch("chatwoot_messages", "/chatwoot_import_messages").on(),
    chatwoot(Field::number("chatwoot_days"), "/chatwoot_days_limit_import_messages").default("60"),
    chatwoot_switch("chatwoot_brazil", "/chatwoot_merge_brazil_contacts"),
    Field::url("typebot_url").at("/typebot_url").section("typebot").needs(&["typebot"]),
    typebot(Field::text("typebot"), "/typebot"),
    typebot(Field::number("typebot_expire"), "/typebot_expire").half(),
    typebot(Field::number("typebot_delay"), "/typebot_delay_message").half(),
    typebot(Field::text("typebot_finish"), "/typebot_keyword_finish"),
    typebot(Field::text("typebot_unknown"), "/typebot_unknown_message"),
    typebot(Field::toggle("typebot_from_me"), "/typebot_listening_from_me"),
    Field::text("proxy_host")
        .rule(Rule::Host)
        .at("/proxy/host")
        .section("proxy")
        .needs(&["proxy_port"]),
    proxy(Field::number("proxy_port").as_text(), "/proxy/port"),
    proxy(Field::choice("proxy_protocol", PROTOCOLS).open().always(), "/proxy/protocol"),
    proxy(Field::text("proxy_username").needs(&["proxy_password"]), "/proxy/username"),
    proxy(Field::secret("proxy_password").needs(&["proxy_username"]), "/proxy/password"),
    switch("websocket_enabled", "/websocket_enabled", "websocket"),
    events("websocket_events", "/websocket_events", "websocket", Condition::On("websocket_enabled")),
    switch("rabbitmq_enabled", "/rabbitmq_enabled", "rabbitmq"),
    events("rabbitmq_events", "/rabbitmq_events", "rabbitmq", Condition::On("rabbitmq_enabled")),
    switch("sqs_enabled", "/sqs_enabled", "sqs"),
    events("sqs_events", "/sqs_events", "sqs", Condition::On("sqs_enabled")),
]);

static FORM_1_5: Form = Form { fields: &with_events(FIELDS, events::V1_5) };
static FORM_1_6: Form = Form { fields: &with_events(ignoring_groups(FIELDS), events::V1_5) };
static FORM_1_7: Form = Form { fields: &with_events(ignoring_groups(FIELDS), events::V1_7) };

/// The form of a version from 1.5 to 1.8.
pub fn form(numbers: (u32, u32, u32)) -> &'static Form {
    match numbers {
        (_, ..=5, _) => &FORM_1_5,
        (_, 6, _) => &FORM_1_6,
        _ => &FORM_1_7,
    }
}

/// From 1.6 on groups are ignored unless (1.8.3) told otherwise.
const fn ignoring_groups<const N: usize>(mut fields: [Field; N]) -> [Field; N] {
    let mut at = 0;
    while at < N {
        if matches!(fields[at].key.as_bytes(), b"groups_ignore") {
            fields[at] = fields[at].on().note("at_create");
        }
        at += 1;
    }
    fields
}

const fn typebot(field: Field, pointer: &'static str) -> Field {
    field.at(pointer).section("typebot").when(TYPEBOT)
}
