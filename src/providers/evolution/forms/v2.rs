//! Create forms of version 2: flat camelCase in 2.0, nested events from 2.1 on.

use crate::form::field::{Condition, Field, Form, Rule};
use crate::providers::evolution::forms::cloud::{BUSINESS, ON_BUSINESS, PHONE_ID};
use crate::providers::evolution::forms::events::{self, events, with_events};
use crate::providers::evolution::forms::roles::with_roles;
use crate::providers::evolution::forms::shared::{
    NAME, WEBHOOK, chatwoot, chatwoot_account, chatwoot_switch, chatwoot_token, chatwoot_url, proxy, rejected_words,
    switch, webhook,
};

/// The proxy's protocols.
pub(super) const PROTOCOLS: &[&str] = &["http", "https", "socks4", "socks5"];

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
                rejected_words("/msgCall").max(100),
                switch("groups_ignore", "/groupsIgnore", "behaviour"),
                switch("always_online", "/alwaysOnline", "behaviour"),
                switch("read_messages", "/readMessages", "behaviour"),
                switch("read_status", "/readStatus", "behaviour"),
                switch("sync_full_history", "/syncFullHistory", "behaviour"),
                chatwoot_url("/chatwootUrl"),
                // A string on the wire, whatever the vendor's documentation says.
                chatwoot_account("/chatwootAccountId"),
                chatwoot_token("/chatwootToken"),
                chatwoot_switch("chatwoot_sign_msg", "/chatwootSignMsg").always(),
                chatwoot_switch("chatwoot_reopen", "/chatwootReopenConversation").always(),
                chatwoot_switch("chatwoot_pending", "/chatwootConversationPending").always(),
                chatwoot(Field::text("chatwoot_inbox"), "/chatwootNameInbox"),
                chatwoot_switch("chatwoot_contacts", "/chatwootImportContacts").on(),
                chatwoot_switch("chatwoot_messages", "/chatwootImportMessages").on(),
                chatwoot(Field::number("chatwoot_days"), "/chatwootDaysLimitImportMessages").default("60"),
                chatwoot_switch("chatwoot_brazil", "/chatwootMergeBrazilContacts"),
                chatwoot(Field::text("chatwoot_organization"), "/chatwootOrganization"),
                chatwoot(Field::url("chatwoot_logo"), "/chatwootLogo"),
                Field::text("proxy_host").rule(Rule::Host).at("/proxyHost").section("proxy").needs(&["proxy_port"]),
                proxy(Field::number("proxy_port").as_text(), "/proxyPort"),
                proxy(Field::choice("proxy_protocol", PROTOCOLS).open().always(), "/proxyProtocol"),
                proxy(Field::text("proxy_username").needs(&["proxy_password"]), "/proxyUsername"),
                proxy(Field::secret("proxy_password").needs(&["proxy_username"]), "/proxyPassword"),
                $($last,)*
        ]
    };
}

/// 2.0: everything flat.
pub static FLAT: Form = Form { fields: &with_events(FLAT_FIELDS, events::V2_0) };

const FLAT_FIELDS: [Field; 42] = with_roles(form!(
    [
        webhook("/webhookUrl"),
        switch("webhook_by_events", "/webhookByEvents", "webhook").when(WEBHOOK),
        switch("webhook_base64", "/webhookBase64", "webhook").when(WEBHOOK),
        events("webhook_events", "/webhookEvents", "webhook", WEBHOOK),
    ]
    [
        switch("websocket_enabled", "/websocketEnabled", "websocket"),
        events("websocket_events", "/websocketEvents", "websocket", Condition::On("websocket_enabled")),
        switch("rabbitmq_enabled", "/rabbitmqEnabled", "rabbitmq"),
        events("rabbitmq_events", "/rabbitmqEvents", "rabbitmq", Condition::On("rabbitmq_enabled")),
        switch("sqs_enabled", "/sqsEnabled", "sqs"),
        events("sqs_events", "/sqsEvents", "sqs", Condition::On("sqs_enabled")),
    ]
));

static FORM_2_1: Form = Form { fields: &with_events(FIELDS, events::V2_1) };
static FORM_2_3: Form = Form { fields: &with_events(FIELDS, events::V2_3) };
static FORM_2_4: Form = Form { fields: &with_events(FIELDS, events::V2_4) };

/// The form of a version from 2.1 on.
pub fn form(numbers: (u32, u32, u32)) -> &'static Form {
    match numbers {
        (2, ..=2, _) => &FORM_2_1,
        (2, 3, _) => &FORM_2_3,
        _ => &FORM_2_4,
    }
}

/// One object per event group.
static FIELDS: [Field; 55] = with_roles(form!(
    [
        webhook("/webhook/url"),
        switch("webhook_by_events", "/webhook/byEvents", "webhook").when(WEBHOOK),
        switch("webhook_base64", "/webhook/base64", "webhook").when(WEBHOOK),
        Field::pairs("webhook_headers").at("/webhook/headers").section("webhook").when(WEBHOOK),
        events("webhook_events", "/webhook/events", "webhook", WEBHOOK),
    ]
    [
        chatwoot_switch("chatwoot_auto_create", "/chatwootAutoCreate").on(),
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
));

const PUSHER: Condition = Condition::On("pusher_enabled");
