//! Z-API's forms: every attribute of both editions of "Creating an instance" (Z-API documentation).
//!
//! The vendor's defaults are not documented; what is left off is left out, so the vendor decides.

use crate::form::field::{Condition, Field, Form, Rule};

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
        Field::text("session_name").at("/sessionName").max(100).example("Acme"),
        hook("received_url", "/receivedCallbackUrl"),
        hook("delivery_url", "/deliveryCallbackUrl"),
        hook("received_and_delivery_url", "/receivedAndDeliveryCallbackUrl"),
        hook("status_url", "/messageStatusCallbackUrl"),
        hook("presence_url", "/presenceChatCallbackUrl"),
        hook("connected_url", "/connectedCallbackUrl"),
        hook("disconnected_url", "/disconnectedCallbackUrl"),
        Field::toggle("call_reject_auto").at("/callRejectAuto").section("behaviour"),
        Field::long_text("call_reject_message")
            .at("/callRejectMessage")
            .section("behaviour")
            .max(500)
            .when(Condition::On("call_reject_auto")),
        Field::toggle("auto_read_message").at("/autoReadMessage").section("behaviour"),
        Field::toggle("auto_read_status").at("/autoReadStatus").section("behaviour"),
        Field::toggle("disable_enqueue").at("/disableEnqueueWhenDisconnected").section("behaviour"),
        Field::toggle("is_device").at("/isDevice").section("device"),
        Field::toggle("business_device")
            .at("/businessDevice")
            .section("device")
            .when(Condition::On("is_device")),
    ],
};

pub(super) const fn hook(key: &'static str, pointer: &'static str) -> Field {
    // The vendor refuses plain http for every webhook.
    Field::url(key)
        .at(pointer)
        .section("webhook")
        .https()
        .alike("webhook")
        .example("https://hooks.acme.com.br/wa")
}
