//! Evolution API: the types it checks in bodies, in its order and its words.

use serde_json::{Map, Value, json};

use super::super::http::Reply;
use super::generation::failure;

/// Event names 1.8.2 accepts (recorded).
pub(super) const EVENTS_V1: [&str; 26] = [
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

/// Event names 2.3.7 accepts (recorded).
pub(super) const EVENTS_V2: [&str; 31] = [
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

#[derive(Clone, Copy)]
pub(super) enum Type {
    Text,
    Bool,
    /// A boolean that 1.8.2 also checks against the list `true,false`.
    BoolEnum,
    Number,
    /// Text with the phone pattern.
    Phone,
    Events(&'static [&'static str]),
}

pub(super) type Rules = &'static [(&'static str, Type)];

pub(super) const CREATE_V1: Rules = &[
    ("webhook", Type::Text),
    ("webhook_by_events", Type::Bool),
    ("events", Type::Events(&EVENTS_V1)),
    ("qrcode", Type::BoolEnum),
    ("number", Type::Phone),
    ("token", Type::Text),
];

pub(super) const CREATE_V2: Rules = &[
    ("token", Type::Text),
    ("number", Type::Phone),
    ("businessId", Type::Text),
    ("qrcode", Type::Bool),
    ("rejectCall", Type::Bool),
    ("msgCall", Type::Text),
    ("groupsIgnore", Type::Bool),
    ("alwaysOnline", Type::Bool),
    ("readMessages", Type::Bool),
    ("readStatus", Type::Bool),
    ("syncFullHistory", Type::Bool),
    ("wavoipToken", Type::Text),
    ("proxyHost", Type::Text),
    ("proxyPort", Type::Text),
    ("proxyProtocol", Type::Text),
    ("proxyUsername", Type::Text),
    ("proxyPassword", Type::Text),
    ("webhookUrl", Type::Text),
    ("webhookByEvents", Type::Bool),
    ("webhookBase64", Type::Bool),
    ("webhookEvents", Type::Events(&EVENTS_V2)),
    ("chatwootAccountId", Type::Text),
    ("chatwootToken", Type::Text),
    ("chatwootUrl", Type::Text),
    ("chatwootSignMsg", Type::Bool),
    ("chatwootReopenConversation", Type::Bool),
    ("chatwootConversationPending", Type::Bool),
    ("chatwootImportContacts", Type::Bool),
    ("chatwootNameInbox", Type::Text),
    ("chatwootMergeBrazilContacts", Type::Bool),
    ("chatwootImportMessages", Type::Bool),
    ("chatwootDaysLimitImportMessages", Type::Number),
];

/// Texts for what is missing and for what has the wrong type; `path` is the name of the group with a dot, or empty.
pub(super) fn faults(path: &str, body: &Map<String, Value>, required: &[&str], rules: Rules) -> Vec<String> {
    let owner = if path.is_empty() { "instance" } else { path.trim_end_matches('.') };
    let missing = required.iter().filter(|key| !body.contains_key(**key));
    let mut found: Vec<String> = missing.map(|key| format!("{owner} requires property \"{key}\"")).collect();
    for (key, kind) in rules {
        if let Some(value) = body.get(*key) {
            fault(&format!("{path}{key}"), value, *kind, &mut found);
        }
    }
    found
}

fn fault(at: &str, value: &Value, kind: Type, found: &mut Vec<String>) {
    let (fits, name) = match kind {
        Type::Text | Type::Phone => (value.is_string(), "string"),
        Type::Bool | Type::BoolEnum => (value.is_boolean(), "boolean"),
        Type::Number => (value.is_number(), "integer"),
        Type::Events(_) => (value.is_array(), "array"),
    };
    if !fits {
        found.push(format!("{at} is not of a type(s) {name}"));
        if matches!(kind, Type::BoolEnum) {
            found.push(format!("{at} is not one of enum values: true,false"));
        }
        return;
    }
    match kind {
        Type::Phone if !value.as_str().is_some_and(phone) => {
            found.push(format!("{at} does not match pattern \"^\\\\d+[\\\\.@\\\\w-]+\""));
        }
        Type::Events(names) => {
            for (index, event) in value.as_array().into_iter().flatten().enumerate() {
                if !event.as_str().is_some_and(|event| names.contains(&event)) {
                    found.push(format!("{at}[{index}] is not one of enum values: {}", names.join(",")));
                }
            }
        }
        _ => {}
    }
}

/// The pattern `^\d+[\.@\w-]+`: a digit, then one more of those characters.
fn phone(text: &str) -> bool {
    let mut chars = text.chars();
    let follows = |c: char| c.is_alphanumeric() || matches!(c, '.' | '@' | '_' | '-');
    chars.next().is_some_and(|c| c.is_ascii_digit()) && chars.next().is_some_and(follows)
}

/// Texts that must not be empty. The vendor's rule holds only for a body that has no other fields.
pub(super) fn empties(body: &Map<String, Value>, required: &[&str]) -> Vec<String> {
    if body.keys().any(|key| !required.contains(&key.as_str())) {
        return Vec::new();
    }
    let empty = required.iter().filter(|key| body.get(**key).and_then(Value::as_str) == Some(""));
    empty.map(|key| format!("The \"{key}\" cannot be empty")).collect()
}

/// The answer to faults of the body: an array in an array, one text per fault.
pub(super) fn refusal(found: &[String]) -> Option<Reply> {
    (!found.is_empty()).then(|| failure(400, &json!([found])))
}

/// The events to store: none named means all.
pub(super) fn events(sent: &Value, all: &[&str]) -> Value {
    if sent.as_array().is_some_and(Vec::is_empty) { json!(all) } else { sent.clone() }
}

/// What 1.8.2 takes for a URL.
pub(super) fn is_url(text: &str) -> bool {
    url::Url::parse(text).is_ok_and(|url| url.has_host())
}
