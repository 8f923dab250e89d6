//! What a request asks for, across the gateways.

/// One of the things that all gateways can be asked for; a fault can be tied to one of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Call {
    Version,
    Create,
    List,
    Status,
    /// The cheapest read that needs the link.
    LinkRead,
    Qr,
    Restart,
    Logout,
    Delete,
    Other,
}

impl Call {
    /// By the name that the control interface has for it.
    pub fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "version" => Self::Version,
            "create" => Self::Create,
            "list" => Self::List,
            "status" => Self::Status,
            "link-read" => Self::LinkRead,
            "qr" | "connect" => Self::Qr,
            "restart" => Self::Restart,
            "logout" => Self::Logout,
            "delete" => Self::Delete,
            "other" => Self::Other,
            _ => return None,
        })
    }

    /// Something that changes the instance in the path.
    pub const fn is_act(self) -> bool {
        matches!(self, Self::Qr | Self::Restart | Self::Logout | Self::Delete)
    }
}
