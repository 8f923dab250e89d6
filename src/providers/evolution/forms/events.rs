//! The events that each release accepts: an unknown one refuses the whole create.

use crate::form::field::{Condition, Field, Kind, Preset};

/// A release that changed the list: 107 is 1.7.
type Release = u32;

/// Not taken out again so far.
const LAST: Release = Release::MAX;

/// Each event with the first and the last release that accepts it, in the order of the vendor's list.
const EVENTS: [(&str, Release, Release); 34] = [
    ("APPLICATION_STARTUP", 100, LAST),
    ("QRCODE_UPDATED", 100, LAST),
    ("MESSAGES_SET", 100, LAST),
    ("MESSAGES_UPSERT", 100, LAST),
    ("MESSAGES_EDITED", 200, LAST),
    ("MESSAGES_UPDATE", 100, LAST),
    ("MESSAGES_DELETE", 105, LAST),
    ("SEND_MESSAGE", 100, LAST),
    ("SEND_MESSAGE_UPDATE", 203, LAST),
    ("CONTACTS_SET", 100, LAST),
    ("CONTACTS_UPSERT", 100, LAST),
    ("CONTACTS_UPDATE", 100, LAST),
    ("PRESENCE_UPDATE", 100, LAST),
    ("CHATS_SET", 100, LAST),
    ("CHATS_UPSERT", 100, LAST),
    ("CHATS_UPDATE", 100, LAST),
    ("CHATS_DELETE", 100, LAST),
    ("GROUPS_UPSERT", 100, LAST),
    ("GROUP_UPDATE", 100, LAST),
    ("GROUP_PARTICIPANTS_UPDATE", 100, LAST),
    ("CONNECTION_UPDATE", 100, LAST),
    ("LABELS_EDIT", 107, LAST),
    ("LABELS_ASSOCIATION", 107, LAST),
    ("CALL", 105, LAST),
    ("NEW_JWT_TOKEN", 100, 107),
    ("TYPEBOT_START", 105, LAST),
    ("TYPEBOT_CHANGE_STATUS", 105, LAST),
    ("CHAMA_AI_ACTION", 105, 107),
    ("MESSAGING_HISTORY_SET", 204, LAST),
    ("REMOVE_INSTANCE", 201, LAST),
    ("LOGOUT_INSTANCE", 201, LAST),
    ("INSTANCE_CREATE", 203, LAST),
    ("INSTANCE_DELETE", 203, LAST),
    ("STATUS_INSTANCE", 203, LAST),
];

pub const V1_0: &[&str] = &accepted::<{ count(100) }>(100);
pub const V1_5: &[&str] = &accepted::<{ count(105) }>(105);
pub const V1_7: &[&str] = &accepted::<{ count(107) }>(107);
pub const V2_0: &[&str] = &accepted::<{ count(200) }>(200);
pub const V2_1: &[&str] = &accepted::<{ count(201) }>(201);
pub const V2_3: &[&str] = &accepted::<{ count(203) }>(203);
pub const V2_4: &[&str] = &accepted::<{ count(204) }>(204);

const fn accepts(release: Release, at: usize) -> bool {
    let (_, first, last) = EVENTS[at];
    first <= release && release <= last
}

const fn count(release: Release) -> usize {
    let (mut at, mut count) = (0, 0);
    while at < EVENTS.len() {
        count += accepts(release, at) as usize;
        at += 1;
    }
    count
}

const fn accepted<const N: usize>(release: Release) -> [&'static str; N] {
    let mut words = [""; N];
    let (mut at, mut count) = (0, 0);
    while at < EVENTS.len() {
        if accepts(release, at) {
            words[count] = EVENTS[at].0;
            count += 1;
        }
        at += 1;
    }
    words
}

/// What is wanted most; a version without one of them leaves it out.
pub const PRESETS: &[Preset] = &[
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

/// A choice of events; those of the release are put in by [`with_events`]. Without the list, releases up to 2.0 answer 201
/// and store nothing of the group, and later ones fail once the group is sent; an empty one means all.
pub const fn events(key: &'static str, pointer: &'static str, section: &'static str, on: Condition) -> Field {
    Field::many(key, &[])
        .at(pointer)
        .section(section)
        .when(on)
        .always()
        .none_is_all()
        .presets(PRESETS)
}

/// The fields with a release's events.
pub const fn with_events<const N: usize>(mut fields: [Field; N], events: &'static [&'static str]) -> [Field; N] {
    let mut at = 0;
    while at < N {
        if matches!(fields[at].kind, Kind::Many(_)) {
            fields[at].kind = Kind::Many(events);
        }
        at += 1;
    }
    fields
}
