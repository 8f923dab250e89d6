//! Create forms of version 1: flat `snake_case`.

use crate::form::field::{Condition, Field, Form, Rule};

/// Events that 1.0 and 1.1 accept.
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

/// Events that 1.8.2 accepts.
const EVENTS: &[&str] = &[
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

const NAME: Field = Field::text("name")
    .at("/instanceName")
    .required()
    .rule(Rule::Slug)
    .max(60)
    .example("vendas-sul");
const TOKEN: Field = Field::secret("token").max(200).half();
const QR: Field = Field::toggle("qrcode").at("/qrcode");
const CHATWOOT: Condition = Condition::Filled("chatwoot_url");
const PARTS: &[&str] = &["chatwoot_account_id", "chatwoot_token"];

/// 1.0 and 1.1.
pub static EARLY: Form = Form {
    fields: &[
        NAME,
        TOKEN,
        QR,
        Field::url("webhook_url")
            .at("/webhook")
            .section("webhook")
            .example("https://hooks.acme.com.br/wa"),
        Field::toggle("webhook_by_events").at("/webhook_by_events").section("webhook").when(WEBHOOK),
        events("webhook_events", "/events", EARLY_EVENTS, "webhook").when(WEBHOOK).always(),
        Field::url("chatwoot_url").at("/chatwoot_url").section("chatwoot").needs(PARTS),
        Field::text("chatwoot_account_id").at("/chatwoot_account_id").section("chatwoot").half(),
        Field::secret("chatwoot_token").at("/chatwoot_token").section("chatwoot").half(),
        Field::toggle("chatwoot_sign_msg")
            .at("/chatwoot_sign_msg")
            .section("chatwoot")
            .when(CHATWOOT)
            .always(),
    ],
};

/// 1.2 to 1.8.
pub static FORM: Form = Form {
    fields: &[
        NAME,
        TOKEN,
        Field::phone("number").at("/number").half().example("+55 11 98877-1200"),
        Field::choice("integration", &["WHATSAPP-BAILEYS", "WHATSAPP-BUSINESS"])
            .at("/integration")
            .always(),
        QR,
        Field::url("webhook_url")
            .at("/webhook")
            .section("webhook")
            .example("https://hooks.acme.com.br/wa"),
        Field::toggle("webhook_by_events").at("/webhook_by_events").section("webhook").when(WEBHOOK),
        Field::toggle("webhook_base64").at("/webhook_base64").section("webhook").when(WEBHOOK),
        // Without this list 1.8.2 answers 201 and stores no webhook.
        events("webhook_events", "/events", EVENTS, "webhook").when(WEBHOOK).always(),
        Field::toggle("reject_call").at("/reject_call").section("behaviour"),
        Field::text("msg_call").at("/msg_call").section("behaviour").when(Condition::On("reject_call")),
        Field::toggle("groups_ignore").at("/groups_ignore").section("behaviour"),
        Field::toggle("always_online").at("/always_online").section("behaviour"),
        Field::toggle("read_messages").at("/read_messages").section("behaviour"),
        Field::toggle("read_status").at("/read_status").section("behaviour"),
        Field::toggle("sync_full_history").at("/sync_full_history").section("behaviour"),
        Field::url("chatwoot_url").at("/chatwoot_url").section("chatwoot").needs(PARTS),
        Field::text("chatwoot_account_id").at("/chatwoot_account_id").section("chatwoot").half(),
        Field::secret("chatwoot_token").at("/chatwoot_token").section("chatwoot").half(),
        // Once the group is complete, the server demands these three.
        Field::toggle("chatwoot_sign_msg")
            .at("/chatwoot_sign_msg")
            .section("chatwoot")
            .when(CHATWOOT)
            .always(),
        Field::toggle("chatwoot_reopen")
            .at("/chatwoot_reopen_conversation")
            .section("chatwoot")
            .when(CHATWOOT)
            .always(),
        Field::toggle("chatwoot_pending")
            .at("/chatwoot_conversation_pending")
            .section("chatwoot")
            .when(CHATWOOT)
            .always(),
        Field::text("chatwoot_inbox").at("/chatwoot_name_inbox").section("chatwoot").when(CHATWOOT),
        Field::toggle("chatwoot_contacts")
            .at("/chatwoot_import_contacts")
            .section("chatwoot")
            .when(CHATWOOT),
        Field::toggle("chatwoot_messages")
            .at("/chatwoot_import_messages")
            .section("chatwoot")
            .when(CHATWOOT),
        Field::number("chatwoot_days")
            .at("/chatwoot_days_limit_import_messages")
            .section("chatwoot")
            .when(CHATWOOT),
        Field::toggle("chatwoot_brazil")
            .at("/chatwoot_merge_brazil_contacts")
            .section("chatwoot")
            .when(CHATWOOT),
        Field::url("typebot_url").at("/typebot_url").section("typebot").needs(&["typebot"]),
        Field::text("typebot").at("/typebot").section("typebot").when(TYPEBOT),
        Field::number("typebot_expire").at("/typebot_expire").section("typebot").when(TYPEBOT).half(),
        Field::number("typebot_delay")
            .at("/typebot_delay_message")
            .section("typebot")
            .when(TYPEBOT)
            .half(),
        Field::text("typebot_finish").at("/typebot_keyword_finish").section("typebot").when(TYPEBOT),
        Field::text("typebot_unknown").at("/typebot_unknown_message").section("typebot").when(TYPEBOT),
        Field::toggle("typebot_from_me")
            .at("/typebot_listening_from_me")
            .section("typebot")
            .when(TYPEBOT),
        Field::text("proxy_host")
            .at("/proxy/host")
            .section("proxy")
            .needs(&["proxy_port", "proxy_protocol"]),
        Field::number("proxy_port").at("/proxy/port").section("proxy").as_text().half(),
        Field::text("proxy_protocol").at("/proxy/protocol").section("proxy").half().example("http"),
        Field::text("proxy_username").at("/proxy/username").section("proxy").half(),
        Field::secret("proxy_password").at("/proxy/password").section("proxy").half(),
        Field::toggle("websocket_enabled").at("/websocket_enabled").section("websocket"),
        events("websocket_events", "/websocket_events", EVENTS, "websocket").when(Condition::On("websocket_enabled")),
        Field::toggle("rabbitmq_enabled").at("/rabbitmq_enabled").section("rabbitmq"),
        events("rabbitmq_events", "/rabbitmq_events", EVENTS, "rabbitmq").when(Condition::On("rabbitmq_enabled")),
        Field::toggle("sqs_enabled").at("/sqs_enabled").section("sqs"),
        events("sqs_events", "/sqs_events", EVENTS, "sqs").when(Condition::On("sqs_enabled")),
    ],
};

const WEBHOOK: Condition = Condition::Filled("webhook_url");
const TYPEBOT: Condition = Condition::Filled("typebot_url");

const fn events(
    key: &'static str,
    pointer: &'static str,
    words: &'static [&'static str],
    section: &'static str,
) -> Field {
    Field::many(key, words).at(pointer).section(section)
}
