//! What a field is to a person, whatever its gateway calls it: the same role means the same at every provider.

/// A neutral meaning of a field. A form says it of its fields; everybody else compares roles and names no provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// An address that the gateway calls. A form may have several of them.
    Webhook,
    /// What the address is called for.
    Events,
    RejectCalls,
    /// What a rejected caller reads.
    RejectText,
    ReadMessages,
    ReadStatuses,
    IgnoreGroups,
    AlwaysOnline,
    FullHistory,
    /// What the phone shows in its list of linked devices.
    DeviceName,
    /// Host and port in one field.
    Proxy,
    /// The host alone; the port stands in a field of its own.
    ProxyHost,
    ProxyPort,
    ProxyUser,
    ProxyPassword,
}

/// What an event is about. Words of a choice, and addresses that are called for one thing only, may have one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Topic {
    /// A message came.
    Received,
    /// A message was sent.
    Sent,
    /// A message was delivered, read or played.
    Status,
    Presence,
    /// The link to the phone came or went.
    Link,
    /// There is a new code to scan.
    Code,
    Call,
}
