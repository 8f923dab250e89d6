//! Z-API's forms: every attribute of both editions of "Creating an instance" (Z-API documentation).
//!
//! The vendor's defaults are not documented; what is left off is left out, so the vendor decides.

use crate::form::field::{Condition, Field, Form, Rule};
use crate::form::role::{Role, Topic};

/// Partner account. Without a partner token the account can only adopt instances.
pub static ACCOUNT: Form = Form {
    fields: &[
        Field::url("base_url").base().panels(&["instances"]).default("https://api.z-api.io").required(),
        Field::secret("partner_token").bare().max(1000).called(&["authorization"]),
        Field::secret("client_token").bare().max(1000).called(&["client-token"]),
    ],
};

/// Taking in an instance that exists: both values stand in the vendor's web panel.
pub static ADOPT: Form = Form {
    fields: &[
        Field::text("instance_id").rule(Rule::Token).required().max(128).mono(),
        Field::secret("instance_token").bare().required().max(512),
    ],
};

/// Create on demand.
pub static INSTANCE: Form = Form {
    fields: &[
        Field::text("name").at("/name").required().max(100).example("Vendas Sul"),
        Field::text("session_name").at("/sessionName").max(100).role(Role::DeviceName).example("Acme"),
        hook("received_url", "/receivedCallbackUrl").topic(Topic::Received),
        hook("delivery_url", "/deliveryCallbackUrl").topic(Topic::Sent),
        hook("received_and_delivery_url", "/receivedAndDeliveryCallbackUrl"),
        hook("status_url", "/messageStatusCallbackUrl").topic(Topic::Status),
        hook("presence_url", "/presenceChatCallbackUrl").topic(Topic::Presence),
        hook("connected_url", "/connectedCallbackUrl").topic(Topic::Link),
        hook("disconnected_url", "/disconnectedCallbackUrl").topic(Topic::Link),
        REJECTS_CALLS,
        REJECT_TEXT,
        READS_MESSAGES,
        READS_STATUSES,
        QUEUES_NOTHING,
        Field::toggle("is_device").at("/isDevice").section("device"),
        Field::toggle("business_device")
            .at("/businessDevice")
            .section("device")
            .when(Condition::On("is_device")),
    ],
};

pub(super) const REJECTS_CALLS: Field =
    behaviour(Field::toggle("call_reject_auto"), "/callRejectAuto").role(Role::RejectCalls);
pub(super) const REJECT_TEXT: Field = behaviour(Field::long_text("call_reject_message"), "/callRejectMessage")
    .max(500)
    .role(Role::RejectText)
    .when(Condition::On("call_reject_auto"));
pub(super) const READS_MESSAGES: Field =
    behaviour(Field::toggle("auto_read_message"), "/autoReadMessage").role(Role::ReadMessages);
pub(super) const READS_STATUSES: Field =
    behaviour(Field::toggle("auto_read_status"), "/autoReadStatus").role(Role::ReadStatuses);
pub(super) const QUEUES_NOTHING: Field = behaviour(Field::toggle("disable_enqueue"), "/disableEnqueueWhenDisconnected");

const fn behaviour(field: Field, pointer: &'static str) -> Field {
    field.at(pointer).section("behaviour")
}

pub(super) const fn hook(key: &'static str, pointer: &'static str) -> Field {
    // The vendor refuses plain http for every webhook.
    Field::url(key)
        .at(pointer)
        .section("webhook")
        .https()
        .alike("webhook")
        .role(Role::Webhook)
        .example("https://hooks.acme.com.br/wa")
}
