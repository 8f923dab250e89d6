//! What exists behind the gateways: instances, their links to a phone, and the codes that are valid now.
//!
//! Time is read when somebody looks; nothing runs in the background.

use std::time::{Duration, Instant};

use jiff::Timestamp;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::fault::Faults;
use super::http::Request;
use super::profile::{self, Profile};
use super::session::Session;
use super::{Options, SandboxAccount};

/// The gateways of the sandbox. Evolution API is there twice, because its two generations differ in nearly every call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gateway {
    Zapi,
    Evolution1,
    Evolution2,
    EnviaAi,
}

impl Gateway {
    pub const ALL: [Self; 4] = [Self::Zapi, Self::Evolution1, Self::Evolution2, Self::EnviaAi];

    /// The name used by the control interface.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Zapi => "zapi",
            Self::Evolution1 => "evolution-1.8",
            Self::Evolution2 => "evolution-2.3",
            Self::EnviaAi => "enviaai",
        }
    }

    /// The provider it belongs to.
    pub const fn provider(self) -> &'static str {
        match self {
            Self::Zapi => "zapi",
            Self::Evolution1 | Self::Evolution2 => "evolution",
            Self::EnviaAi => "enviaai",
        }
    }

    /// Where it is mounted on the loopback address, without slashes around.
    pub const fn mount(self) -> &'static str {
        match self {
            Self::EnviaAi => "enviaai/v1",
            other => other.name(),
        }
    }

    /// The label of its account.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Zapi => "Sandbox Z-API",
            Self::Evolution1 => "Sandbox Evolution 1.8",
            Self::Evolution2 => "Sandbox Evolution 2.3",
            Self::EnviaAi => "Sandbox EnviaAI",
        }
    }
}

/// Secrets of this run; new at every start.
pub(super) struct Keys {
    pub partner_token: String,
    pub client_token: String,
    pub evolution1: String,
    pub evolution2: String,
    pub enviaai: String,
}

impl Keys {
    fn random() -> Self {
        let word = || Uuid::new_v4().simple().to_string();
        Self {
            // Three dot-separated parts, as the partner token of Z-API is a JWT.
            partner_token: format!("eyJhbGciOiJIUzI1NiJ9.{}.{}", word(), word()),
            client_token: format!("F{}", word().to_uppercase()),
            evolution1: word(),
            evolution2: word(),
            enviaai: format!("env_sandbox_{}", word()),
        }
    }
}

impl Keys {
    /// Takes another value in the place of a random one; `false` when there is no key of that name.
    pub fn replace(&mut self, name: &str, value: &str) -> bool {
        let key = match name {
            "partner_token" => &mut self.partner_token,
            "client_token" => &mut self.client_token,
            "evolution-1.8" => &mut self.evolution1,
            "evolution-2.3" => &mut self.evolution2,
            "enviaai" => &mut self.enviaai,
            _ => return false,
        };
        value.clone_into(key);
        true
    }
}

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
    /// Codes shown so far; Evolution API goes on counting after a logout.
    shown: u32,
    /// Connections to WhatsApp that were opened for codes.
    pub sockets: u32,
    /// The last code of the wait before: Evolution API answers with it until the next one is there.
    pub memory: Option<(String, Option<String>)>,
    /// Whether the last wait ended because the codes ran out.
    pub exhausted: bool,
    /// A deletion that is answered but not finished, as Evolution API 2 does it.
    pub leaves: Option<Instant>,
    /// Somebody else made it.
    pub stranger: bool,
    /// Until then the oddity of its gateway lasts.
    pub odd_until: Option<Instant>,
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
            shown: 0,
            sockets: 0,
            memory: None,
            exhausted: false,
            leaves: None,
            stranger: false,
            odd_until: None,
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
            self.link = Link::Waiting(Session::new(seed, self.shown + 1, typed));
        }
    }

    /// From now on the running wait has a code to type as well.
    pub fn ask_for_typed_code(&mut self) {
        if let Link::Waiting(session) = &mut self.link {
            session.type_too();
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

pub(super) struct World {
    pub options: Options,
    /// `http://127.0.0.1:PORT`
    pub base: String,
    pub keys: Keys,
    pub instances: Vec<Instance>,
    pub faults: Faults,
    /// What each gateway is like.
    pub profiles: [&'static Profile; 4],
    /// How often something was done to an instance of somebody else.
    pub touched: u32,
    /// Requests whose effect comes after their connection is gone.
    pub later: Vec<(Instant, Gateway, Request)>,
    committed: [u32; 4],
    received: [u32; 4],
}

impl World {
    pub fn new(options: Options, base: String) -> Self {
        Self {
            options,
            base,
            keys: Keys::random(),
            instances: Vec::new(),
            faults: Faults::default(),
            profiles: [profile::usual(); 4],
            touched: 0,
            later: Vec::new(),
            committed: [0; 4],
            received: [0; 4],
        }
    }

    /// Address of a gateway without a slash at the end.
    pub fn base_of(&self, gateway: Gateway) -> String {
        format!("{}/{}", self.base, gateway.mount())
    }

    /// The account that opens a gateway.
    pub fn account(&self, gateway: Gateway) -> SandboxAccount {
        let keys = &self.keys;
        let secrets = match gateway {
            Gateway::Zapi => {
                vec![("partner_token", keys.partner_token.clone()), ("client_token", keys.client_token.clone())]
            }
            Gateway::Evolution1 => vec![("global_key", keys.evolution1.clone())],
            Gateway::Evolution2 => vec![("global_key", keys.evolution2.clone())],
            Gateway::EnviaAi => vec![("api_key", keys.enviaai.clone())],
        };
        let base_url = self.base_of(gateway);
        SandboxAccount { provider: gateway.provider(), label: gateway.label(), base_url, secrets }
    }

    pub const fn period(&self, gateway: Gateway) -> Duration {
        match gateway {
            Gateway::Evolution1 | Gateway::Evolution2 => self.options.evolution_period,
            Gateway::Zapi | Gateway::EnviaAi => self.options.period,
        }
    }

    /// Codes shown before a gateway gives up; Z-API documents no limit of its own.
    const fn limit(&self, gateway: Gateway) -> u32 {
        match gateway {
            Gateway::Zapi => u32::MAX,
            Gateway::Evolution1 | Gateway::Evolution2 => self.options.evolution_limit,
            Gateway::EnviaAi => 15,
        }
    }

    /// Lets what was due happen: finished deletions, and waits that ran out of codes.
    pub fn settle(&mut self) {
        let now = Instant::now();
        self.instances.retain(|instance| instance.leaves.is_none_or(|at| at > now));
        for index in 0..self.instances.len() {
            let gateway = self.instances[index].gateway;
            let (period, limit) = (self.period(gateway), self.limit(gateway));
            if let Link::Waiting(session) = self.instances[index].link
                && session.count(period) > limit
            {
                self.instances[index].exhaust();
            }
        }
    }

    /// The request whose effect was put off and is due now.
    pub fn due(&mut self) -> Option<(Gateway, Request)> {
        let now = Instant::now();
        let index = self.later.iter().position(|(at, ..)| *at <= now)?;
        let (_, gateway, request) = self.later.remove(index);
        Some((gateway, request))
    }

    pub fn of(&self, gateway: Gateway) -> impl Iterator<Item = &Instance> {
        self.instances.iter().filter(move |instance| instance.gateway == gateway)
    }

    pub fn find(&self, gateway: Gateway, test: impl Fn(&Instance) -> bool) -> Option<usize> {
        self.instances.iter().position(|instance| instance.gateway == gateway && test(instance))
    }

    /// Adds an instance: the moment a create is committed.
    pub fn insert(&mut self, instance: Instance) -> usize {
        self.committed[instance.gateway as usize] += 1;
        self.instances.push(instance);
        self.instances.len() - 1
    }

    pub fn note_create(&mut self, gateway: Gateway) {
        self.received[gateway as usize] += 1;
    }

    /// The code that can be scanned now, when the instance waits for one.
    pub fn code(&self, instance: &Instance) -> Option<Code> {
        self.code_in(instance, Duration::ZERO)
    }

    /// The code that there will be after a while.
    pub fn code_in(&self, instance: &Instance, ahead: Duration) -> Option<Code> {
        let Link::Waiting(session) = instance.link else { return None };
        let period = self.period(instance.gateway);
        let evolution = matches!(instance.gateway, Gateway::Evolution1 | Gateway::Evolution2);
        if evolution && !session.is_ready(self.options.wait, ahead) {
            return None;
        }
        let turn = session.turn(period);
        let (text, pairing) = session.texts(period);
        let left = period.saturating_mul(turn.saturating_add(1)).saturating_sub(session.age());
        Some(Code {
            text,
            pairing,
            count: session.count(period),
            expires: Timestamp::now().checked_add(left).unwrap_or(Timestamp::MAX),
        })
    }

    /// A phone scans, or types, a code. `None` when no instance shows that code now.
    pub fn scan(&mut self, code: &str, phone: &str, name: &str, refuse: bool) -> Option<Value> {
        let typed: String = code.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_uppercase();
        let index = self.instances.iter().position(|instance| {
            self.code(instance)
                .is_some_and(|now| now.text == code.trim() || now.pairing.is_some_and(|p| p == typed))
        })?;
        let period = self.period(self.instances[index].gateway);
        let instance = &mut self.instances[index];
        instance.unlink(period);
        if !refuse {
            instance.link = Link::Open(Timestamp::now());
            instance.owner = Some(Owner { phone: phone.to_owned(), name: name.to_owned() });
            instance.unlinked = None;
        }
        Some(json!({
            "provider": instance.gateway.provider(),
            "gateway": instance.gateway.name(),
            "name": instance.name,
            "id": instance.id,
            "connected": !refuse,
            "refused": refuse,
        }))
    }

    /// The phone ends the link by itself. `false` when no linked instance has that name.
    pub fn phone_logout(&mut self, name: &str) -> bool {
        let Some(index) = self.instances.iter().position(|i| i.is_open() && i.name == name) else { return false };
        let period = self.period(self.instances[index].gateway);
        self.instances[index].unlink(period);
        self.instances[index].removed = true;
        true
    }

    /// Everything the control interface shows.
    pub fn state(&self) -> Value {
        let (stay, leave): (Vec<_>, Vec<_>) = self.instances.iter().partition(|i| i.leaves.is_none());
        let rows: Vec<Value> = stay.into_iter().map(|i| self.row(i)).collect();
        let counts = |numbers: &[u32; 4]| -> Map<String, Value> {
            Gateway::ALL.iter().map(|g| (g.name().to_owned(), json!(numbers[*g as usize]))).collect()
        };
        json!({
            "instances": rows,
            "leaving": leave.len(),
            "creates": counts(&self.committed),
            "create_requests": counts(&self.received),
            "faults": self.faults.describe(),
            "profiles": Gateway::ALL.iter().map(|g| (g.name().to_owned(), json!(self.profiles[*g as usize].name))).collect::<Map<_, _>>(),
            "strangers_touched": self.touched,
        })
    }

    fn row(&self, instance: &Instance) -> Value {
        let code = self.code(instance);
        let state = match instance.link {
            Link::Idle => "disconnected",
            Link::Waiting(_) => "waiting",
            Link::Open(_) => "connected",
        };
        json!({
            "provider": instance.gateway.provider(),
            "gateway": instance.gateway.name(),
            "name": instance.name,
            "id": instance.id,
            "state": state,
            "code": code.as_ref().map(|code| code.text.as_str()),
            "pairing_code": code.as_ref().and_then(|code| code.pairing.as_deref()),
            "sockets": instance.sockets,
            "token": instance.token,
            "stranger": instance.stranger,
            "phone": instance.owner.as_ref().filter(|_| instance.is_open()).map(|owner| owner.phone.as_str()),
        })
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
