//! The forms for changing an instance that exists: the create form's groups, each switched on and off by a field of its
//! own. A pointer starts with the group's route, for each group is read and written by calls of its own.

use crate::form::field::{Condition, Field, Form, Rule};
use crate::providers::evolution::forms::events::{self, events, with_events};
use crate::providers::evolution::forms::roles::with_roles;
use crate::providers::evolution::forms::v1::PROTOCOLS as V1_PROTOCOLS;
use crate::providers::evolution::forms::v2::PROTOCOLS as V2_PROTOCOLS;
use crate::providers::evolution::version::Generation;

const fn switch(key: &'static str, pointer: &'static str, section: &'static str) -> Field {
    Field::toggle(key).at(pointer).section(section).always()
}

const fn webhook(field: Field, pointer: &'static str) -> Field {
    field.at(pointer).section("webhook").when(Condition::On("webhook_enabled")).always()
}

const fn url(pointer: &'static str) -> Field {
    webhook(Field::url("webhook_url").required().example("https://hooks.acme.com.br/wa"), pointer)
}

const fn words(pointer: &'static str) -> Field {
    Field::text("msg_call")
        .at(pointer)
        .section("behaviour")
        .when(Condition::On("reject_call"))
        .always()
}

const fn proxy(field: Field, pointer: &'static str) -> Field {
    field.at(pointer).section("proxy").when(Condition::On("proxy_enabled")).always().half()
}

const fn chatwoot(field: Field, pointer: &'static str) -> Field {
    field.at(pointer).section("chatwoot").when(Condition::On("chatwoot_enabled")).always()
}

const fn typebot(field: Field, pointer: &'static str) -> Field {
    field.at(pointer).section("typebot").when(Condition::On("typebot_enabled")).always()
}

const fn pusher(field: Field, pointer: &'static str) -> Field {
    field.at(pointer).section("pusher").when(Condition::On("pusher_enabled")).always()
}

const V1: [Field; 45] = with_roles([
    switch("webhook_enabled", "/webhook/enabled", "webhook"),
    url("/webhook/url"),
    webhook(Field::toggle("webhook_by_events"), "/webhook/webhook_by_events"),
    webhook(Field::toggle("webhook_base64"), "/webhook/webhook_base64"),
    events("webhook_events", "/webhook/events", "webhook", Condition::On("webhook_enabled")),
    switch("reject_call", "/settings/reject_call", "behaviour"),
    words("/settings/msg_call"),
    switch("groups_ignore", "/settings/groups_ignore", "behaviour"),
    switch("always_online", "/settings/always_online", "behaviour"),
    switch("read_messages", "/settings/read_messages", "behaviour"),
    switch("read_status", "/settings/read_status", "behaviour"),
    switch("sync_full_history", "/settings/sync_full_history", "behaviour"),
    switch("proxy_enabled", "/proxy/enabled", "proxy"),
    proxy(Field::text("proxy_host").rule(Rule::Host).required(), "/proxy/proxy/host"),
    proxy(Field::number("proxy_port").as_text().required(), "/proxy/proxy/port"),
    proxy(Field::choice("proxy_protocol", V1_PROTOCOLS).open(), "/proxy/proxy/protocol"),
    proxy(Field::text("proxy_username").needs(&["proxy_password"]), "/proxy/proxy/username"),
    proxy(Field::secret("proxy_password").needs(&["proxy_username"]), "/proxy/proxy/password"),
    switch("chatwoot_enabled", "/chatwoot/enabled", "chatwoot"),
    chatwoot(Field::url("chatwoot_url").required(), "/chatwoot/url"),
    chatwoot(Field::text("chatwoot_account_id").required(), "/chatwoot/account_id").half(),
    chatwoot(Field::secret("chatwoot_token").required(), "/chatwoot/token").half(),
    chatwoot(Field::toggle("chatwoot_sign_msg"), "/chatwoot/sign_msg"),
    chatwoot(Field::toggle("chatwoot_reopen"), "/chatwoot/reopen_conversation"),
    chatwoot(Field::toggle("chatwoot_pending"), "/chatwoot/conversation_pending"),
    chatwoot(Field::text("chatwoot_inbox"), "/chatwoot/name_inbox"),
    chatwoot(Field::toggle("chatwoot_contacts"), "/chatwoot/import_contacts"),
    chatwoot(Field::toggle("chatwoot_messages"), "/chatwoot/import_messages"),
    chatwoot(Field::number("chatwoot_days").default("60"), "/chatwoot/days_limit_import_messages"),
    chatwoot(Field::toggle("chatwoot_brazil"), "/chatwoot/merge_brazil_contacts"),
    switch("typebot_enabled", "/typebot/enabled", "typebot"),
    typebot(Field::url("typebot_url").required(), "/typebot/url"),
    typebot(Field::text("typebot").required(), "/typebot/typebot"),
    typebot(Field::number("typebot_expire").default("0"), "/typebot/expire").half(),
    typebot(Field::number("typebot_delay").default("0"), "/typebot/delay_message").half(),
    typebot(Field::text("typebot_finish"), "/typebot/keyword_finish"),
    typebot(Field::text("typebot_unknown"), "/typebot/unknown_message"),
    typebot(Field::toggle("typebot_from_me"), "/typebot/listening_from_me"),
    switch("websocket_enabled", "/websocket/enabled", "websocket"),
    events("websocket_events", "/websocket/events", "websocket", Condition::On("websocket_enabled")),
    switch("rabbitmq_enabled", "/rabbitmq/enabled", "rabbitmq"),
    events("rabbitmq_events", "/rabbitmq/events", "rabbitmq", Condition::On("rabbitmq_enabled")),
    switch("sqs_enabled", "/sqs/enabled", "sqs"),
    events("sqs_events", "/sqs/events", "sqs", Condition::On("sqs_enabled")),
    // 1.8.3 and later, which demand it even when it is empty.
    VOICE_CALLS,
]);

/// Refused at create, so it can only be set here.
const VOICE_CALLS: Field =
    Field::secret("wavoip_token").at("/settings/wavoipToken").section("behaviour").max(100).always();

static V2: [Field; 52] = with_roles([
    switch("webhook_enabled", "/webhook/enabled", "webhook"),
    url("/webhook/url"),
    webhook(Field::toggle("webhook_by_events"), "/webhook/byEvents"),
    webhook(Field::toggle("webhook_base64"), "/webhook/base64"),
    webhook(Field::pairs("webhook_headers"), "/webhook/headers"),
    events("webhook_events", "/webhook/events", "webhook", Condition::On("webhook_enabled")),
    switch("reject_call", "/settings/rejectCall", "behaviour"),
    words("/settings/msgCall").max(100),
    switch("groups_ignore", "/settings/groupsIgnore", "behaviour"),
    switch("always_online", "/settings/alwaysOnline", "behaviour"),
    switch("read_messages", "/settings/readMessages", "behaviour"),
    switch("read_status", "/settings/readStatus", "behaviour"),
    switch("sync_full_history", "/settings/syncFullHistory", "behaviour"),
    switch("proxy_enabled", "/proxy/enabled", "proxy"),
    proxy(Field::text("proxy_host").rule(Rule::Host).required(), "/proxy/host"),
    proxy(Field::number("proxy_port").as_text().required(), "/proxy/port"),
    proxy(Field::choice("proxy_protocol", V2_PROTOCOLS).open(), "/proxy/protocol"),
    proxy(Field::text("proxy_username").needs(&["proxy_password"]), "/proxy/username"),
    proxy(Field::secret("proxy_password").needs(&["proxy_username"]), "/proxy/password"),
    switch("chatwoot_enabled", "/chatwoot/enabled", "chatwoot"),
    chatwoot(Field::url("chatwoot_url").required(), "/chatwoot/url"),
    chatwoot(Field::text("chatwoot_account_id").required(), "/chatwoot/accountId").half(),
    chatwoot(Field::secret("chatwoot_token").required(), "/chatwoot/token").half(),
    chatwoot(Field::toggle("chatwoot_sign_msg"), "/chatwoot/signMsg"),
    chatwoot(Field::toggle("chatwoot_reopen"), "/chatwoot/reopenConversation"),
    chatwoot(Field::toggle("chatwoot_pending"), "/chatwoot/conversationPending"),
    chatwoot(Field::text("chatwoot_inbox"), "/chatwoot/nameInbox"),
    chatwoot(Field::toggle("chatwoot_contacts"), "/chatwoot/importContacts"),
    chatwoot(Field::toggle("chatwoot_messages"), "/chatwoot/importMessages"),
    chatwoot(Field::number("chatwoot_days").default("60"), "/chatwoot/daysLimitImportMessages"),
    chatwoot(Field::toggle("chatwoot_brazil"), "/chatwoot/mergeBrazilContacts"),
    chatwoot(Field::text("chatwoot_organization"), "/chatwoot/organization"),
    chatwoot(Field::url("chatwoot_logo"), "/chatwoot/logo"),
    // Not a setting but a wish of the moment: the gateway does not keep it.
    Field::toggle("chatwoot_auto_create")
        .at("/chatwoot/autoCreate")
        .section("chatwoot")
        .when(Condition::On("chatwoot_enabled")),
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
    switch("pusher_enabled", "/pusher/enabled", "pusher"),
    pusher(Field::text("pusher_app_id").required(), "/pusher/appId").half(),
    pusher(Field::secret("pusher_key").required(), "/pusher/key").half(),
    pusher(Field::secret("pusher_secret").required(), "/pusher/secret").half(),
    pusher(Field::text("pusher_cluster").required(), "/pusher/cluster").half(),
    pusher(Field::toggle("pusher_tls"), "/pusher/useTLS"),
    events("pusher_events", "/pusher/events", "pusher", Condition::On("pusher_enabled")),
    // 2.2.1 and later.
    VOICE_CALLS,
]);

static FIELDS_1_5: [Field; V1.len()] = with_events(V1, events::V1_5);
static FIELDS_1_7: [Field; V1.len()] = with_events(V1, events::V1_7);
static FIELDS_2_1: [Field; V2.len()] = with_events(V2, events::V2_1);

static FORM_1_5: Form = Form { fields: without_voice_calls(&FIELDS_1_5) };
static FORM_1_7: Form = Form { fields: without_voice_calls(&FIELDS_1_7) };
static FORM_1_8_3: Form = Form { fields: &FIELDS_1_7 };
static FORM_2_1: Form = Form { fields: without_voice_calls(&FIELDS_2_1) };
static FORM_2_2: Form = Form { fields: &FIELDS_2_1 };
static FORM_2_3: Form = Form { fields: &with_events(V2, events::V2_3) };
static FORM_2_4: Form = Form { fields: &with_events(V2, events::V2_4) };

/// They stand last.
const fn without_voice_calls(fields: &'static [Field]) -> &'static [Field] {
    fields.split_at(fields.len() - 1).0
}

/// The form of a version. What earlier ones and 2.0 take here was never seen.
pub fn form(generation: Generation, numbers: (u32, u32, u32)) -> Option<&'static Form> {
    match (generation, numbers) {
        (Generation::V1, (_, ..=6, _)) => Some(&FORM_1_5),
        (Generation::V1, (1, 8, 3..)) => Some(&FORM_1_8_3),
        (Generation::V1, _) => Some(&FORM_1_7),
        (Generation::V2, (2, ..=1, _) | (2, 2, 0)) => Some(&FORM_2_1),
        (Generation::V2, (2, 2, _)) => Some(&FORM_2_2),
        (Generation::V2, (2, 3, _)) => Some(&FORM_2_3),
        (Generation::V2, _) => Some(&FORM_2_4),
        (Generation::V1Early | Generation::V2Flat, _) => None,
    }
}
