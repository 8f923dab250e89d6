//! One instance behind a gateway: its link to a phone, and what it keeps.

use std::time::{Duration, Instant};

use jiff::Timestamp;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::gateway::Gateway;
use super::http::Request;
use super::session::{Session, Typed};

/// The phone an instance is or was linked to.
#[derive(Clone, Debug)]
pub(super) struct Owner {
    pub phone: String,
    pub name: String,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Link {
    Idle,
    Waiting(Session),
    Open(Timestamp),
}

/// The code that can be scanned now.
pub(super) struct Code {
    pub text: String,
    pub pairing: Option<String>,
    pub count: u32,
    pub expires: Timestamp,
}

/// One instance of any gateway.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub(super) struct Instance {
    pub gateway: Gateway,
    pub id: String,
    pub name: String,
    pub token: String,
    pub created: Timestamp,
    pub updated: Timestamp,
    pub link: Link,
    pub number: Option<String>,
    pub owner: Option<Owner>,
    pub unlinked: Option<Timestamp>,
    /// That was the phone's doing, not the gateway's.
    pub removed: bool,
    /// It is said to be linked, and nothing comes through any more.
    pub half_open: bool,
    /// Codes shown so far; some gateways go on counting after a logout.
    shown: u32,
    /// Connections to WhatsApp that were opened for codes.
    pub sockets: u32,
    /// The last code of the wait before: some gateways answer with it until the next one is there.
    pub memory: Option<(String, Option<String>)>,
    /// Whether the last wait ended because the codes ran out.
    pub exhausted: bool,
    /// A deletion that is answered but not finished.
    pub leaves: Option<Instant>,
    /// Somebody else made it.
    pub stranger: bool,
    /// Until then the oddity of its gateway lasts.
    pub odd_until: Option<Instant>,
    /// What was sent from it: to whom, and the text.
    pub messages: Vec<(String, String)>,
    /// Everything the gateway keeps as it was sent.
    pub record: Map<String, Value>,
}

impl Instance {
    pub fn new(gateway: Gateway, id: String, name: &str, token: String) -> Self {
        let now = Timestamp::now();
        Self {
            gateway,
            id,
            name: name.to_owned(),
            token,
            created: now,
            updated: now,
            link: Link::Idle,
            number: None,
            owner: None,
            unlinked: None,
            removed: false,
            half_open: false,
            shown: 0,
            sockets: 0,
            memory: None,
            exhausted: false,
            leaves: None,
            stranger: false,
            odd_until: None,
            messages: Vec::new(),
            record: Map::new(),
        }
    }

    /// Codes shown so far.
    pub const fn shown(&self) -> u32 {
        self.shown
    }

    pub const fn is_open(&self) -> bool {
        matches!(self.link, Link::Open(_))
    }

    /// Linked, and what is asked of WhatsApp is answered.
    pub const fn is_alive(&self) -> bool {
        self.is_open() && !self.half_open
    }

    /// Linked to a phone, to the one it was linked to before where there was one.
    pub fn open(&mut self, owner: Option<Owner>) {
        let some_phone = || Owner { phone: "5511999990000".to_owned(), name: "Sandbox phone".to_owned() };
        self.link = Link::Open(Timestamp::now());
        self.owner = Some(owner.or_else(|| self.owner.take()).unwrap_or_else(some_phone));
        self.unlinked = None;
        self.half_open = false;
    }

    /// Whether the path of a request names it.
    pub fn is_meant(&self, request: &Request) -> bool {
        request.segments.iter().any(|part| *part == self.id || *part == self.name)
    }

    /// For how long it has been showing codes.
    pub fn shows_for(&self) -> Option<Duration> {
        match self.link {
            Link::Waiting(session) => Some(session.age()),
            Link::Idle | Link::Open(_) => None,
        }
    }

    /// A value of the record as text, empty when absent.
    pub fn text(&self, key: &str) -> &str {
        self.record.get(key).and_then(Value::as_str).unwrap_or_default()
    }

    pub fn flag(&self, key: &str) -> bool {
        self.record.get(key).and_then(Value::as_bool).unwrap_or_default()
    }

    /// Starts showing codes, unless that is already so or a phone is linked.
    pub fn wait_for_scan(&mut self, typed: bool) {
        self.sockets += 1;
        if matches!(self.link, Link::Idle) {
            let seed = Uuid::new_v4().as_u64_pair().0;
            self.exhausted = false;
            let typed = if typed { Typed::WithEachTurn } else { Typed::No };
            self.link = Link::Waiting(Session::new(seed, self.shown + 1, self.gateway.facts().first_lives, typed));
        }
    }

    /// From now on the running wait has a code to type as well.
    pub fn ask_for_typed_code(&mut self, typed: Typed) {
        if let Link::Waiting(session) = &mut self.link {
            session.typed = typed;
        }
    }

    /// Ends the link or the wait; what the instance was linked to stays known.
    pub fn unlink(&mut self, period: Duration) {
        if let Link::Waiting(session) = self.link {
            self.shown = session.count(period);
            self.memory = Some(session.texts(period));
        }
        if self.is_open() {
            self.unlinked = Some(Timestamp::now());
            self.removed = false;
        }
        self.updated = Timestamp::now();
        self.exhausted = false;
        self.half_open = false;
        self.link = Link::Idle;
    }

    /// Ends the wait as after the last code: the count starts again.
    pub fn exhaust(&mut self) {
        if matches!(self.link, Link::Waiting(_)) {
            self.link = Link::Idle;
            self.shown = 0;
            self.exhausted = true;
        }
    }
}

/// Milliseconds in ISO 8601, as JavaScript servers write them.
pub(super) fn iso(time: Timestamp) -> String {
    format!("{time:.3}")
}

/// Upper-case hexadecimal text of up to 32 characters.
pub(super) fn hex(length: usize) -> String {
    let mut text = Uuid::new_v4().simple().to_string().to_uppercase();
    text.truncate(length);
    text
}

/// Whether WhatsApp knows a number: no line has more digits, and some of North America's belong to nobody.
pub(super) fn is_on_whatsapp(number: &str) -> bool {
    number.len() <= 15 && !number.contains("55501")
}
