//! What the fields are to a person: the keys are the same in every version.

use crate::form::field::Field;
use crate::form::role::{Role, Topic};

const TOPICS: &[(&str, Topic)] = &[
    ("MESSAGES_UPSERT", Topic::Received),
    ("SEND_MESSAGE", Topic::Sent),
    ("MESSAGES_UPDATE", Topic::Status),
    ("PRESENCE_UPDATE", Topic::Presence),
    ("CONNECTION_UPDATE", Topic::Link),
    ("QRCODE_UPDATED", Topic::Code),
    ("CALL", Topic::Call),
];

const fn role_of(key: &str) -> Option<Role> {
    Some(match key.as_bytes() {
        b"webhook_url" => Role::Webhook,
        b"webhook_events" => Role::Events,
        b"reject_call" => Role::RejectCalls,
        b"msg_call" => Role::RejectText,
        b"groups_ignore" => Role::IgnoreGroups,
        b"always_online" => Role::AlwaysOnline,
        b"read_messages" => Role::ReadMessages,
        b"read_status" => Role::ReadStatuses,
        b"sync_full_history" => Role::FullHistory,
        b"proxy_host" => Role::ProxyHost,
        b"proxy_port" => Role::ProxyPort,
        b"proxy_username" => Role::ProxyUser,
        b"proxy_password" => Role::ProxyPassword,
        _ => return None,
    })
}

/// The fields with their roles.
pub(super) const fn with_roles<const N: usize>(mut fields: [Field; N]) -> [Field; N] {
    let mut at = 0;
    while at < N {
        fields[at].role = role_of(fields[at].key);
        if matches!(fields[at].role, Some(Role::Events)) {
            fields[at] = fields[at].topics(TOPICS);
        }
        at += 1;
    }
    fields
}
