//! Z-API: changing an instance that exists (`z-api.md`, sections 4 and 5). One request per field; read back from `/me`,
//! which leaves some of them out.

use crate::domain::failure::{Failure, FailureKind};
use crate::domain::values::Values;
use crate::form::body;
use crate::form::field::{Field, Form};
use crate::form::role::Topic;
use crate::providers::neutral::{Method, Request};
use crate::providers::zapi::forms::{QUEUES_NOTHING, READS_MESSAGES, READS_STATUSES, REJECT_TEXT, REJECTS_CALLS, hook};
use serde_json::{Value as Json, json};

/// The create form's fields that have an update call.
pub static SETTINGS: Form = Form {
    fields: &[
        Field::text("name").at("/name").required().max(100).always(),
        hook("received_url", "/receivedCallbackUrl").topic(Topic::Received).always(),
        hook("delivery_url", "/deliveryCallbackUrl").topic(Topic::Sent).always(),
        hook("received_and_delivery_url", "/receivedAndDeliveryCallbackUrl").always(),
        hook("status_url", "/messageStatusCallbackUrl").topic(Topic::Status).always(),
        hook("presence_url", "/presenceChatCallbackUrl").topic(Topic::Presence).always(),
        hook("connected_url", "/connectedCallbackUrl").topic(Topic::Link).always(),
        hook("disconnected_url", "/disconnectedCallbackUrl").topic(Topic::Link).always(),
        REJECTS_CALLS.always(),
        REJECT_TEXT.always(),
        READS_MESSAGES.always(),
        READS_STATUSES.always(),
        QUEUES_NOTHING.always(),
    ],
};

/// The update call of each field.
const ROUTES: [(&str, &str); 13] = [
    ("name", "/instances/{id}/token/{token}/update-name"),
    ("received_url", "/instances/{id}/token/{token}/update-webhook-received"),
    ("delivery_url", "/instances/{id}/token/{token}/update-webhook-delivery"),
    ("received_and_delivery_url", "/instances/{id}/token/{token}/update-webhook-received-delivery"),
    ("status_url", "/instances/{id}/token/{token}/update-webhook-message-status"),
    ("presence_url", "/instances/{id}/token/{token}/update-webhook-chat-presence"),
    ("connected_url", "/instances/{id}/token/{token}/update-webhook-connected"),
    ("disconnected_url", "/instances/{id}/token/{token}/update-webhook-disconnected"),
    ("call_reject_auto", "/instances/{id}/token/{token}/update-call-reject-auto"),
    ("call_reject_message", "/instances/{id}/token/{token}/update-call-reject-message"),
    ("auto_read_message", "/instances/{id}/token/{token}/update-auto-read-message"),
    ("auto_read_status", "/instances/{id}/token/{token}/update-auto-read-status"),
    ("disable_enqueue", "/instances/{id}/token/{token}/update-queue-settings"),
];

/// The request that changes one field, without its address filled in.
///
/// # Errors
/// `Unsupported` for anything but one field that has an update call.
pub fn change(keys: &[&'static str], values: &Values) -> Result<Request, Failure> {
    let unsupported = || Failure::new(FailureKind::Unsupported);
    let [key] = keys else { return Err(unsupported()) };
    let (_, route) = ROUTES.iter().find(|(field, _)| field == key).ok_or_else(unsupported)?;
    let field = SETTINGS.field(key).ok_or_else(unsupported)?;
    let sent = body::part(&SETTINGS, values, |field| field.key == *key);
    // An empty text clears; that is what clients send, and reading it back shows whether it was taken.
    let value = sent.pointer(field.pointer).cloned().unwrap_or_else(|| Json::from(""));
    // The queue's switch goes by its own name.
    let body = if *key == "disable_enqueue" { sent } else { json!({ "value": value }) };
    Ok(Request::new(Method::Put, route).body(body))
}
