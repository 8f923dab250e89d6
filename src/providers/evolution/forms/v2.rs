//! Create forms of version 2: flat camelCase in 2.0, nested events from 2.1 on.

use crate::form::field::{Condition, Field, Form, Rule};
use crate::providers::evolution::forms::cloud::{BUSINESS, ON_BUSINESS, PHONE_ID};
use crate::providers::evolution::forms::v1::{PRESETS, adapted};

/// Events that 2.3 accepts.
pub(super) const EVENTS: &[&str] = &[
    "APPLICATION_STARTUP",
    "QRCODE_UPDATED",
    "MESSAGES_SET",
    "MESSAGES_UPSERT",
    "MESSAGES_EDITED",
    "MESSAGES_UPDATE",
    "MESSAGES_DELETE",
    "SEND_MESSAGE",
    "SEND_MESSAGE_UPDATE",
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
    "TYPEBOT_START",
    "TYPEBOT_CHANGE_STATUS",
    "REMOVE_INSTANCE",
    "LOGOUT_INSTANCE",
    "INSTANCE_CREATE",
    "INSTANCE_DELETE",
    "STATUS_INSTANCE",
];

/// Events that 2.1 and 2.2 accept.
pub(super) const EVENTS_2_2: &[&str] = &[
    "APPLICATION_STARTUP",
    "QRCODE_UPDATED",
    "MESSAGES_SET",
    "MESSAGES_UPSERT",
    "MESSAGES_EDITED",
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
    "TYPEBOT_START",
    "TYPEBOT_CHANGE_STATUS",
    "REMOVE_INSTANCE",
    "LOGOUT_INSTANCE",
];

/// Events that 2.4 accepts.
pub(super) const EVENTS_2_4: &[&str] = &[
    "APPLICATION_STARTUP",
    "QRCODE_UPDATED",
    "MESSAGES_SET",
    "MESSAGES_UPSERT",
    "MESSAGES_EDITED",
    "MESSAGES_UPDATE",
    "MESSAGES_DELETE",
    "SEND_MESSAGE",
    "SEND_MESSAGE_UPDATE",
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
    "TYPEBOT_START",
    "TYPEBOT_CHANGE_STATUS",
    "MESSAGING_HISTORY_SET",
    "REMOVE_INSTANCE",
    "LOGOUT_INSTANCE",
    "INSTANCE_CREATE",
    "INSTANCE_DELETE",
    "STATUS_INSTANCE",
];

/// The events of 2.0, which refuses all others.
const FLAT_EVENTS: &[&str] = &[
    "APPLICATION_STARTUP",
    "QRCODE_UPDATED",
    "MESSAGES_SET",
    "MESSAGES_UPSERT",
    "MESSAGES_EDITED",
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
    "TYPEBOT_START",
    "TYPEBOT_CHANGE_STATUS",
];

/// The proxy's protocols.
pub(super) const PROTOCOLS: &[&str] = &["http", "https", "socks4", "socks5"];

const NAME: Field = Field::text("name")
    .at("/instanceName")
    .required()
    .rule(Rule::Slug)
    .max(60)
    .example("vendas-sul");
const TOKEN: Field = Field::secret("token").random().bare().at("/token").max(255).half();
const NUMBER: Field = Field::phone("number")
    .at("/number")
    .when(Condition::Is("integration", &["WHATSAPP-BAILEYS", "EVOLUTION"]))
    .half()
    .example("+55 11 98877-1200");
const ENGINE: Field = Field::choice("integration", &["WHATSAPP-BAILEYS", BUSINESS, "EVOLUTION"])
    .at("/integration")
    .always();
const BUSINESS_ID: Field = Field::text("business_id").at("/businessId").when(ON_BUSINESS).rule(Rule::Token).half();
const QR: Field = Field::toggle("qrcode").at("/qrcode").when(Condition::Is("integration", &["WHATSAPP-BAILEYS"]));
const WEBHOOK: Condition = Condition::Filled("webhook_url");
const CHATWOOT: Condition = Condition::Filled("chatwoot_url");
const PROXY: Condition = Condition::Filled("proxy_host");

const fn switch(key: &'static str, pointer: &'static str, section: &'static str) -> Field {
    Field::toggle(key).at(pointer).section(section)
}

const fn events(key: &'static str, pointer: &'static str, section: &'static str, on: Condition) -> Field {
    // 2.1 and later fail without the list once the group is sent.
    Field::many(key, EVENTS)
        .at(pointer)
        .section(section)
        .when(on)
        .always()
        .none_is_all()
        .presets(PRESETS)
}

const fn flat_events(key: &'static str, pointer: &'static str, section: &'static str, on: Condition) -> Field {
    // Without the list 2.0 answers 201 and stores nothing of the group.
    Field::many(key, FLAT_EVENTS)
        .at(pointer)
        .section(section)
        .when(on)
        .always()
        .none_is_all()
        .presets(PRESETS)
}

const fn chatwoot(key: &'static str, pointer: &'static str) -> Field {
    switch(key, pointer, "chatwoot").when(CHATWOOT)
}

const fn proxy(field: Field, pointer: &'static str) -> Field {
    field.at(pointer).section("proxy").when(PROXY).half()
}

macro_rules! form {
    ([$($first:expr),* $(,)?] [$($last:expr),* $(,)?]) => {
        [
                NAME,
                TOKEN,
                NUMBER,
                ENGINE,
                PHONE_ID,
                BUSINESS_ID,
                QR,
                $($first,)*
                switch("reject_call", "/rejectCall", "behaviour"),
                // Longer texts end in a database error.
                Field::text("msg_call").at("/msgCall").section("behaviour").when(Condition::On("reject_call")).max(100),
                switch("groups_ignore", "/groupsIgnore", "behaviour"),
                switch("always_online", "/alwaysOnline", "behaviour"),
                switch("read_messages", "/readMessages", "behaviour"),
                switch("read_status", "/readStatus", "behaviour"),
                switch("sync_full_history", "/syncFullHistory", "behaviour"),
                Field::url("chatwoot_url")
                    .at("/chatwootUrl")
                    .section("chatwoot")
                    .needs(&["chatwoot_account_id", "chatwoot_token"]),
                // A string on the wire, whatever the vendor's documentation says.
                Field::text("chatwoot_account_id")
                    .at("/chatwootAccountId")
                    .section("chatwoot")
                    .needs(&["chatwoot_url", "chatwoot_token"])
                    .half(),
                Field::secret("chatwoot_token")
                    .at("/chatwootToken")
                    .section("chatwoot")
                    .needs(&["chatwoot_url", "chatwoot_account_id"])
                    .half(),
                chatwoot("chatwoot_sign_msg", "/chatwootSignMsg").always(),
                chatwoot("chatwoot_reopen", "/chatwootReopenConversation").always(),
                chatwoot("chatwoot_pending", "/chatwootConversationPending").always(),
                Field::text("chatwoot_inbox").at("/chatwootNameInbox").section("chatwoot").when(CHATWOOT),
                chatwoot("chatwoot_contacts", "/chatwootImportContacts").on(),
                chatwoot("chatwoot_messages", "/chatwootImportMessages").on(),
                Field::number("chatwoot_days")
                    .at("/chatwootDaysLimitImportMessages")
                    .section("chatwoot")
                    .when(CHATWOOT)
                    .default("60"),
                chatwoot("chatwoot_brazil", "/chatwootMergeBrazilContacts"),
                Field::text("chatwoot_organization").at("/chatwootOrganization").section("chatwoot").when(CHATWOOT),
                Field::url("chatwoot_logo").at("/chatwootLogo").section("chatwoot").when(CHATWOOT),
                Field::text("proxy_host").at("/proxyHost").section("proxy").needs(&["proxy_port"]),
                proxy(Field::number("proxy_port").as_text(), "/proxyPort"),
                proxy(Field::choice("proxy_protocol", PROTOCOLS).open().always(), "/proxyProtocol"),
                proxy(Field::text("proxy_username").needs(&["proxy_password"]), "/proxyUsername"),
                proxy(Field::secret("proxy_password").needs(&["proxy_username"]), "/proxyPassword"),
                $($last,)*
        ]
    };
}

/// 2.0: everything flat.
pub static FLAT: Form = Form { fields: &FLAT_FIELDS };

const FLAT_FIELDS: [Field; 42] = form!(
    [
        Field::url("webhook_url").at("/webhookUrl").section("webhook").example("https://hooks.acme.com.br/wa"),
        switch("webhook_by_events", "/webhookByEvents", "webhook").when(WEBHOOK),
        switch("webhook_base64", "/webhookBase64", "webhook").when(WEBHOOK),
        flat_events("webhook_events", "/webhookEvents", "webhook", WEBHOOK),
    ]
    [
        switch("websocket_enabled", "/websocketEnabled", "websocket"),
        flat_events("websocket_events", "/websocketEvents", "websocket", Condition::On("websocket_enabled")),
        switch("rabbitmq_enabled", "/rabbitmqEnabled", "rabbitmq"),
        flat_events("rabbitmq_events", "/rabbitmqEvents", "rabbitmq", Condition::On("rabbitmq_enabled")),
        switch("sqs_enabled", "/sqsEnabled", "sqs"),
        flat_events("sqs_events", "/sqsEvents", "sqs", Condition::On("sqs_enabled")),
    ]
);

static FORM_2_1: Form = Form { fields: &adapted(FIELDS, EVENTS_2_2, false) };
static FORM_2_3: Form = Form { fields: &FIELDS };
static FORM_2_4: Form = Form { fields: &adapted(FIELDS, EVENTS_2_4, false) };

/// The form of a version from 2.1 on.
pub fn form(numbers: (u32, u32, u32)) -> &'static Form {
    match numbers {
        (2, ..=2, _) => &FORM_2_1,
        (2, 3, _) => &FORM_2_3,
        _ => &FORM_2_4,
    }
}

/// One object per event group.
static FIELDS: [Field; 55] = form!(
    [
        Field::url("webhook_url").at("/webhook/url").section("webhook").example("https://hooks.acme.com.br/wa"),
        switch("webhook_by_events", "/webhook/byEvents", "webhook").when(WEBHOOK),
        switch("webhook_base64", "/webhook/base64", "webhook").when(WEBHOOK),
        Field::pairs("webhook_headers").at("/webhook/headers").section("webhook").when(WEBHOOK),
        events("webhook_events", "/webhook/events", "webhook", WEBHOOK),
    ]
    [
        chatwoot("chatwoot_auto_create", "/chatwootAutoCreate").on(),
        switch("websocket_enabled", "/websocket/enabled", "websocket"),
        events("websocket_events", "/websocket/events", "websocket", Condition::On("websocket_enabled")),
        switch("rabbitmq_enabled", "/rabbitmq/enabled", "rabbitmq"),
        events("rabbitmq_events", "/rabbitmq/events", "rabbitmq", Condition::On("rabbitmq_enabled")),
        switch("sqs_enabled", "/sqs/enabled", "sqs"),
        events("sqs_events", "/sqs/events", "sqs", Condition::On("sqs_enabled")),
        switch("nats_enabled", "/nats/enabled", "nats"),
        events("nats_events", "/nats/events", "nats", Condition::On("nats_enabled")),
        switch("kafka_enabled", "/kafka/enabled", "kafka"),
        events("kafka_events", "/kafka/events", "kafka", Condition::On("kafka_enabled")),
        switch("pusher_enabled", "/pusher/enabled", "pusher")
            .needs(&["pusher_app_id", "pusher_key", "pusher_secret", "pusher_cluster"]),
        Field::text("pusher_app_id").at("/pusher/appId").section("pusher").when(PUSHER).half(),
        Field::secret("pusher_key").at("/pusher/key").section("pusher").when(PUSHER).half(),
        Field::secret("pusher_secret").at("/pusher/secret").section("pusher").when(PUSHER).half(),
        Field::text("pusher_cluster").at("/pusher/cluster").section("pusher").when(PUSHER).half(),
        switch("pusher_tls", "/pusher/useTLS", "pusher").when(PUSHER),
        events("pusher_events", "/pusher/events", "pusher", PUSHER),
    ]
);

const PUSHER: Condition = Condition::On("pusher_enabled");
