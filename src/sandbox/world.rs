//! What exists behind the gateways: instances, their links to a phone, and the codes that are valid now.
//!
//! Time is read when somebody looks; nothing runs in the background.

use std::time::{Duration, Instant};

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::fault::Faults;
use super::gateway::Gateway;
use super::instance::{Code, Instance, Link, Owner};
use super::options::Options;

/// An account that opens one of the gateways. Its keys open it, so it does not print.
#[derive(Clone)]
pub struct SandboxAccount {
    pub provider: &'static str,
    pub label: &'static str,
    pub base_url: String,
    pub secrets: Vec<(&'static str, String)>,
}

/// A secret of this run.
pub(super) struct Key {
    /// What the control interface calls it.
    pub name: &'static str,
    /// The field of an account that takes it.
    pub field: &'static str,
    pub value: String,
    /// Without it the gateway asks for none.
    pub optional: bool,
}

impl Key {
    pub fn new(name: &'static str, field: &'static str, value: String) -> Self {
        Self { name, field, value, optional: false }
    }

    fn secret(&self) -> (&'static str, String) {
        (self.field, self.value.clone())
    }
}

/// A gateway with what there is of it once.
pub(super) struct Site {
    pub gateway: Gateway,
    pub keys: Vec<Key>,
    /// The name of what it is like.
    pub profile: &'static str,
    /// Requests that came; the creates among them, and those that took effect.
    pub requests: u64,
    received: u32,
    committed: u32,
}

impl Site {
    pub fn new(gateway: Gateway, keys: Vec<Key>, profile: &'static str) -> Self {
        Self { gateway, keys, profile, requests: 0, received: 0, committed: 0 }
    }
}

pub(super) struct World {
    pub options: Options,
    /// `http://127.0.0.1:PORT`
    pub base: String,
    pub sites: Vec<Site>,
    pub instances: Vec<Instance>,
    pub faults: Faults,
    /// How often something was done to an instance of somebody else.
    pub touched: u32,
}

impl World {
    pub fn new(options: Options, base: String, sites: Vec<Site>) -> Self {
        Self { options, base, sites, instances: Vec::new(), faults: Faults::default(), touched: 0 }
    }

    /// Address of a gateway without a slash at the end.
    pub fn base_of(&self, gateway: Gateway) -> String {
        format!("{}/{}", self.base, gateway.mount())
    }

    /// The accounts that open the gateways.
    pub fn accounts(&self) -> impl Iterator<Item = SandboxAccount> {
        self.sites.iter().map(|site| SandboxAccount {
            provider: site.gateway.provider(),
            label: site.gateway.label(),
            base_url: self.base_of(site.gateway),
            secrets: site.keys.iter().filter(|key| !key.value.is_empty()).map(Key::secret).collect(),
        })
    }

    /// The gateways of a provider, the one of a name, or all of them where nothing is named.
    pub fn meant(&self, wanted: &str) -> Result<Vec<Gateway>, String> {
        let is_meant = |gateway: &Gateway| wanted.is_empty() || [gateway.name(), gateway.provider()].contains(&wanted);
        let meant: Vec<Gateway> = self.sites.iter().map(|site| site.gateway).filter(is_meant).collect();
        if meant.is_empty() { Err(format!("unknown provider “{wanted}”")) } else { Ok(meant) }
    }

    /// Orders a fault for the next requests of a provider or gateway: the JSON of the control interface.
    pub fn order_fault(&mut self, order: &Value) -> Result<(), String> {
        let meant = self.meant(order["provider"].as_str().unwrap_or_default())?;
        self.faults.order(order, &meant)
    }

    /// A key by the name that the control interface has for it.
    pub fn key(&self, name: &str) -> &str {
        let found = self.sites.iter().flat_map(|site| &site.keys).find(|key| key.name == name);
        found.map_or("", |key| &key.value)
    }

    /// Takes another value in the place of a random one; `false` when there is no key of that name.
    pub fn replace_key(&mut self, name: &str, value: &str) -> bool {
        let found = self.sites.iter_mut().flat_map(|site| &mut site.keys).find(|key| key.name == name);
        let usable = found.filter(|key| key.optional || !value.is_empty());
        usable.map(|key| value.clone_into(&mut key.value)).is_some()
    }

    /// How long a code of a gateway is valid.
    pub fn period(&self, gateway: Gateway) -> Duration {
        self.options.period.unwrap_or(gateway.facts().period)
    }

    /// Whether an account of the gateway may have no more instances.
    pub fn is_full(&self, gateway: Gateway) -> bool {
        self.of(gateway).count() >= self.options.room.unwrap_or(gateway.facts().room)
    }

    /// Lets what was due happen: finished deletions, and waits that ran out of codes.
    pub fn settle(&mut self) {
        let now = Instant::now();
        self.instances.retain(|instance| instance.leaves.is_none_or(|at| at > now));
        for index in 0..self.instances.len() {
            let gateway = self.instances[index].gateway;
            let (period, codes) = (self.period(gateway), self.options.codes.unwrap_or(gateway.facts().codes));
            if let Link::Waiting(session) = self.instances[index].link
                && session.count(period) > codes
            {
                self.instances[index].exhaust();
            }
        }
    }

    pub fn of(&self, gateway: Gateway) -> impl Iterator<Item = &Instance> {
        self.instances.iter().filter(move |instance| instance.gateway == gateway)
    }

    pub fn find(&self, gateway: Gateway, test: impl Fn(&Instance) -> bool) -> Option<usize> {
        self.instances.iter().position(|instance| instance.gateway == gateway && test(instance))
    }

    /// Adds an instance: the moment a create is committed.
    pub fn insert(&mut self, instance: Instance) -> usize {
        if let Some(site) = self.site(instance.gateway) {
            site.committed += 1;
        }
        self.instances.push(instance);
        self.instances.len() - 1
    }

    /// A create has come, whatever becomes of it.
    pub fn count_create(&mut self, gateway: Gateway) {
        if let Some(site) = self.site(gateway) {
            site.received += 1;
        }
    }

    fn site(&mut self, gateway: Gateway) -> Option<&mut Site> {
        self.sites.iter_mut().find(|site| site.gateway == gateway)
    }

    /// The code that can be scanned now, when the instance waits for one.
    pub fn code(&self, instance: &Instance) -> Option<Code> {
        self.code_in(instance, Duration::ZERO)
    }

    /// The code that there will be after a while.
    pub fn code_in(&self, instance: &Instance, ahead: Duration) -> Option<Code> {
        let Link::Waiting(session) = instance.link else { return None };
        if instance.gateway.facts().late_codes && !session.is_ready(self.options.wait, ahead) {
            return None;
        }
        let period = self.period(instance.gateway);
        let (text, pairing) = session.texts(period);
        Some(Code {
            text,
            pairing,
            count: session.count(period),
            expires: Timestamp::now().checked_add(session.left(period)).unwrap_or(Timestamp::MAX),
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
            instance.open(Some(Owner { phone: phone.to_owned(), name: name.to_owned() }));
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

    /// What becomes of a link by itself: `open` as after a scan, `half-open` when nothing comes through any more, `closed`
    /// when it broke.
    pub fn order_link(&mut self, name: &str, link: &str) -> Result<(), String> {
        let index = self.instances.iter().position(|instance| instance.name == name);
        let index = index.ok_or_else(|| format!("no instance is named “{name}”"))?;
        let period = self.period(self.instances[index].gateway);
        let instance = &mut self.instances[index];
        match link {
            "open" => instance.open(None),
            "half-open" if instance.is_open() => instance.half_open = true,
            "half-open" => return Err("only what is open can be half-open".to_owned()),
            "closed" => instance.unlink(period),
            _ => return Err(format!("unknown link “{link}”, known are open, half-open, closed")),
        }
        Ok(())
    }

    /// A request has come, whatever becomes of it.
    pub fn count_request(&mut self, gateway: Gateway) {
        if let Some(site) = self.site(gateway) {
            site.requests += 1;
        }
    }

    /// Everything the control interface shows.
    pub fn state(&self) -> Value {
        let (stay, leave): (Vec<_>, Vec<_>) = self.instances.iter().partition(|i| i.leaves.is_none());
        let rows: Vec<Value> = stay.into_iter().map(|i| self.row(i)).collect();
        let each = |told: &dyn Fn(&Site) -> Value| -> Map<String, Value> {
            self.sites.iter().map(|site| (site.gateway.name().to_owned(), told(site))).collect()
        };
        json!({
            "instances": rows,
            "leaving": leave.len(),
            "requests": each(&|site| json!(site.requests)),
            "creates": each(&|site| json!(site.committed)),
            "create_requests": each(&|site| json!(site.received)),
            "faults": self.faults.describe(),
            "profiles": each(&|site| json!(site.profile)),
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
            "messages": instance.messages.len(),
            "pairing_code": code.as_ref().and_then(|code| code.pairing.as_deref()),
            "sockets": instance.sockets,
            "token": instance.token,
            "stranger": instance.stranger,
            "phone": instance.owner.as_ref().filter(|_| instance.is_open()).map(|owner| owner.phone.as_str()),
        })
    }
}
