//! Create forms of version 1: flat `snake_case`.

use crate::form::field::{Condition, Field, Form, Kind, Preset, Rule};
use crate::providers::evolution::forms::cloud::{BUSINESS, PHONE_ID};

/// Events that every version up to 1.4 accepts.
const EARLY_EVENTS: &[&str] = &[
    "APPLICATION_STARTUP",
    "QRCODE_UPDATED",
    "MESSAGES_SET",
    "MESSAGES_UPSERT",
    "MESSAGES_UPDATE",
    "SEND_MESSAGE",
    "CONTACTS_SET",
    "CONTACTS_UPSERT",
    "CONTACTS_UPDATE",
    "PRESENCE_UPDATE",
    "CHATS_SET",
    "CHATS_UPSERT",
    "CHATS_UPDATE",
    "CHATS_DELETE",
    "GROUPS_UPSERT",
    "GROUP_UPDATE",
    "GROUP_PARTICIPANTS_UPDATE",
    "CONNECTION_UPDATE",
    "NEW_JWT_TOKEN",
];

/// Events that 1.5 and 1.6 accept: an unknown one refuses the whole create.
pub(super) const MIDDLE_EVENTS: &[&str] = &[
    "APPLICATION_STARTUP",
    "QRCODE_UPDATED",
    "MESSAGES_SET",
    "MESSAGES_UPSERT",
    "MESSAGES_UPDATE",
    "MESSAGES_DELETE",
    "SEND_MESSAGE",
    "CONTACTS_SET",
    "CONTACTS_UPSERT",
    "CONTACTS_UPDATE",
    "PRESENCE_UPDATE",
    "CHATS_SET",
    "CHATS_UPSERT",
    "CHATS_UPDATE",
    "CHATS_DELETE",
    "GROUPS_UPSERT",
    "GROUP_UPDATE",
    "GROUP_PARTICIPANTS_UPDATE",
    "CONNECTION_UPDATE",
    "CALL",
    "NEW_JWT_TOKEN",
    "TYPEBOT_START",
    "TYPEBOT_CHANGE_STATUS",
    "CHAMA_AI_ACTION",
];

/// Events that 1.7 and 1.8 accept.
pub(super) const EVENTS: &[&str] = &[
    "APPLICATION_STARTUP",
    "QRCODE_UPDATED",
    "MESSAGES_SET",
    "MESSAGES_UPSERT",
    "MESSAGES_UPDATE",
    "MESSAGES_DELETE",
    "SEND_MESSAGE",
    "CONTACTS_SET",
    "CONTACTS_UPSERT",
    "CONTACTS_UPDATE",
    "PRESENCE_UPDATE",
    "CHATS_SET",
    "CHATS_UPSERT",
    "CHATS_UPDATE",
    "CHATS_DELETE",
    "GROUPS_UPSERT",
    "GROUP_UPDATE",
    "GROUP_PARTICIPANTS_UPDATE",
    "CONNECTION_UPDATE",
    "LABELS_EDIT",
    "LABELS_ASSOCIATION",
    "CALL",
    "NEW_JWT_TOKEN",
    "TYPEBOT_START",
    "TYPEBOT_CHANGE_STATUS",
    "CHAMA_AI_ACTION",
];

/// What is wanted most; a version without one of them leaves it out.
pub(super) const PRESETS: &[Preset] = &[
    Preset {
        name: "messages",
        words: &[
            "MESSAGES_UPSERT",
            "MESSAGES_EDITED",
            "MESSAGES_UPDATE",
            "MESSAGES_DELETE",
            "SEND_MESSAGE",
            "SEND_MESSAGE_UPDATE",
        ],
    },
    Preset { name: "connection", words: &["QRCODE_UPDATED", "CONNECTION_UPDATE"] },
];

/// The proxy's protocols: version 1 has no SOCKS.
pub(super) const PROTOCOLS: &[&str] = &["http", "https"];

const NAME: Field = Field::text("name")
    .at("/instanceName")
    .required()
    .rule(Rule::Slug)
    .max(60)
    .example("vendas-sul");
const TOKEN: Field = Field::secret("token").random().bare().at("/token").max(200).half();
const QR: Field = Field::toggle("qrcode").at("/qrcode");
const CHATWOOT: Condition = Condition::Filled("chatwoot_url");
const WEBHOOK: Condition = Condition::Filled("webhook_url");
const TYPEBOT: Condition = Condition::Filled("typebot_url");
const PROXY: Condition = Condition::Filled("proxy_host");

/// 1.0 to 1.4.
pub static EARLY: Form = Form {
    fields: &[
        NAME,
        TOKEN,
        QR,
        // An empty list is refused up to 1.1.3, and after that means "no event", not "all".
        webhook("/webhook").needs(&["webhook_events"]),
        switch("webhook_by_events", "/webhook_by_events", "webhook").when(WEBHOOK),
        Field::many("webhook_events", EARLY_EVENTS)
            .at("/events")
            .section("webhook")
            .when(WEBHOOK)
            .presets(PRESETS),
        CHATWOOT_URL,
        CHATWOOT_ACCOUNT,
        CHATWOOT_TOKEN,
        chatwoot("chatwoot_sign_msg", "/chatwoot_sign_msg").always(),
    ],
};

const FIELDS: [Field; 46] = [
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
    Field::text("msg_call").at("/msg_call").section("behaviour").when(Condition::On("reject_call")),
    switch("groups_ignore", "/groups_ignore", "behaviour"),
    switch("always_online", "/always_online", "behaviour"),
    switch("read_messages", "/read_messages", "behaviour"),
    switch("read_status", "/read_status", "behaviour"),
    switch("sync_full_history", "/sync_full_history", "behaviour"),
    CHATWOOT_URL,
    CHATWOOT_ACCOUNT,
    CHATWOOT_TOKEN,
    // Once the group is complete, the server demands these three.
    chatwoot("chatwoot_sign_msg", "/chatwoot_sign_msg").always(),
    chatwoot("chatwoot_reopen", "/chatwoot_reopen_conversation").always(),
    chatwoot("chatwoot_pending", "/chatwoot_conversation_pending").always(),
    Field::text("chatwoot_inbox").at("/chatwoot_name_inbox").section("chatwoot").when(CHATWOOT),
    chatwoot("chatwoot_contacts", "/chatwoot_import_contacts").on(),
    chatwoot("chatwoot_messages", "/chatwoot_import_messages").on(),
    Field::number("chatwoot_days")
        .at("/chatwoot_days_limit_import_messages")
        .section("chatwoot")
        .when(CHATWOOT)
        .default("60"),
    chatwoot("chatwoot_brazil", "/chatwoot_merge_brazil_contacts"),
    Field::url("typebot_url").at("/typebot_url").section("typebot").needs(&["typebot"]),
    typebot(Field::text("typebot"), "/typebot"),
    typebot(Field::number("typebot_expire"), "/typebot_expire").half(),
    typebot(Field::number("typebot_delay"), "/typebot_delay_message").half(),
    typebot(Field::text("typebot_finish"), "/typebot_keyword_finish"),
    typebot(Field::text("typebot_unknown"), "/typebot_unknown_message"),
    typebot(Field::toggle("typebot_from_me"), "/typebot_listening_from_me"),
    Field::text("proxy_host").at("/proxy/host").section("proxy").needs(&["proxy_port"]),
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
];

static FORM_1_5: Form = Form { fields: &adapted(FIELDS, MIDDLE_EVENTS, false) };
static FORM_1_6: Form = Form { fields: &adapted(FIELDS, MIDDLE_EVENTS, true) };
static FORM_1_7: Form = Form { fields: &adapted(FIELDS, EVENTS, true) };

/// The form of a version from 1.5 to 1.8.
pub fn form(numbers: (u32, u32, u32)) -> &'static Form {
    match numbers {
        (_, ..=5, _) => &FORM_1_5,
        (_, 6, _) => &FORM_1_6,
        _ => &FORM_1_7,
    }
}

/// The fields with a version's events; from 1.6 on groups are ignored unless (1.8.3) told otherwise.
pub(super) const fn adapted<const N: usize>(
    mut fields: [Field; N],
    events: &'static [&'static str],
    ignores_groups: bool,
) -> [Field; N] {
    let mut at = 0;
    while at < N {
        if matches!(fields[at].kind, Kind::Many(_)) {
            fields[at].kind = Kind::Many(events);
        }
        if ignores_groups && matches!(fields[at].key.as_bytes(), b"groups_ignore") {
            fields[at] = fields[at].on().note("at_create");
        }
        at += 1;
    }
    fields
}

const fn webhook(pointer: &'static str) -> Field {
    Field::url("webhook_url").at(pointer).section("webhook").example("https://hooks.acme.com.br/wa")
}

/// Without the list the server answers 201 and stores nothing of the group; an empty one means all.
const fn events(key: &'static str, pointer: &'static str, section: &'static str, on: Condition) -> Field {
    Field::many(key, EVENTS)
        .at(pointer)
        .section(section)
        .when(on)
        .always()
        .none_is_all()
        .presets(PRESETS)
}

const fn switch(key: &'static str, pointer: &'static str, section: &'static str) -> Field {
    Field::toggle(key).at(pointer).section(section)
}

const fn chatwoot(key: &'static str, pointer: &'static str) -> Field {
    switch(key, pointer, "chatwoot").when(CHATWOOT)
}

const fn typebot(field: Field, pointer: &'static str) -> Field {
    field.at(pointer).section("typebot").when(TYPEBOT)
}

const fn proxy(field: Field, pointer: &'static str) -> Field {
    field.at(pointer).section("proxy").when(PROXY).half()
}

const CHATWOOT_URL: Field = Field::url("chatwoot_url")
    .at("/chatwoot_url")
    .section("chatwoot")
    .needs(&["chatwoot_account_id", "chatwoot_token"]);
const CHATWOOT_ACCOUNT: Field = Field::text("chatwoot_account_id")
    .at("/chatwoot_account_id")
    .section("chatwoot")
    .needs(&["chatwoot_url", "chatwoot_token"])
    .half();
const CHATWOOT_TOKEN: Field = Field::secret("chatwoot_token")
    .at("/chatwoot_token")
    .section("chatwoot")
    .needs(&["chatwoot_url", "chatwoot_account_id"])
    .half();
