//! A loopback server that speaks the vendors' APIs, so that everything can be tried without an account,
//! a phone or a bill.
//!
//! It is written from the vendors' documents and recorded answers, and knows nothing of our adapters: a mistake
//! they share with it would have to be made twice.

mod call;
mod codes;
mod control;
mod fault;
mod gateway;
mod http;
#[cfg(test)]
mod in_process;
mod instance;
mod names;
mod options;
mod profile;
mod serve;
mod session;
mod shared;
mod twin;
mod world;

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use serde_json::{Map, Value, json};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;

pub use gateway::Gateway;
#[cfg(test)]
pub use in_process::{InProcess, Row};
pub use options::Options;
use shared::Shared;
use twin::Twin;
pub use world::SandboxAccount;

/// Declares the folders of the twins and the list of what is in them.
macro_rules! registry {
    ($($folder:ident: $($twin:ident),+;)*) => {
        $(pub mod $folder;)*

        static TWINS: &[&dyn Twin] = &[$($(&$folder::$twin),+),*];
    };
}

registry! {
    zapi: Zapi;
    evolution: ONE, TWO;
    enviaai: EnviaAi;
    waha: Waha;
}

/// All gateways, in the order in which they are told.
pub fn gateways() -> impl Iterator<Item = Gateway> {
    TWINS.iter().map(|twin| twin.gateway())
}

/// What the control interface answers when no instance shows the scanned code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoSuchCode;

/// The running gateways. Dropping it stops them at once, [`Sandbox::stop`] in order.
pub struct Sandbox {
    addr: SocketAddr,
    shared: Arc<Shared>,
    halt: watch::Sender<bool>,
    tasks: JoinSet<()>,
}

/// Starts all gateways on 127.0.0.1 (port 0 = any free one). Needs a tokio runtime.
pub async fn start(port: u16) -> std::io::Result<Sandbox> {
    start_with(port, Options::default()).await
}

/// As [`start`], with other times and limits.
pub async fn start_with(port: u16, options: Options) -> std::io::Result<Sandbox> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    let addr = listener.local_addr()?;
    let shared = Arc::new(Shared::new(TWINS, options, format!("http://{addr}")));
    let (halt, halted) = watch::channel(false);
    let mut tasks = JoinSet::new();
    tasks.spawn(serve::accept(listener, Arc::clone(&shared), halted));
    Ok(Sandbox { addr, shared, halt, tasks })
}

impl Sandbox {
    /// The loopback address of everything.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// The accounts that open the gateways, with the keys of this run.
    pub fn accounts(&self) -> Vec<SandboxAccount> {
        self.shared.world().accounts().collect()
    }

    /// The line printed for scripts: where the control interface is, and the accounts.
    pub fn announcement(&self) -> Value {
        let row = |account: SandboxAccount| {
            let secrets: Map<String, Value> =
                account.secrets.into_iter().map(|(key, value)| (key.to_owned(), Value::String(value))).collect();
            json!({
                "provider": account.provider,
                "label": account.label,
                "base_url": account.base_url,
                "secrets": secrets,
            })
        };
        let accounts: Vec<Value> = self.accounts().into_iter().map(row).collect();
        json!({"control": format!("http://{}/sandbox", self.addr), "accounts": accounts})
    }

    /// Every instance with the code that is valid now, and how many creates came and took effect.
    pub fn state(&self) -> Value {
        self.shared.world().state()
    }

    /// A phone scans a code, or types a pairing code.
    pub fn scan(&self, code: &str, phone: &str, name: &str) -> Result<Value, NoSuchCode> {
        self.shared.world().scan(code, phone, name, false).ok_or(NoSuchCode)
    }

    /// The phone ends the link of a connected instance; `false` when there is none of that name.
    pub fn logout(&self, name: &str) -> bool {
        self.shared.world().phone_logout(name)
    }

    /// The link of an instance is `open`, `half-open` or `closed` from now on, without anybody's doing.
    pub fn order_link(&self, name: &str, link: &str) -> Result<(), String> {
        self.shared.world().order_link(name, link)
    }

    /// Requests that have come to a gateway.
    pub fn requests(&self, gateway: Gateway) -> u64 {
        let world = self.shared.world();
        world.sites.iter().find(|site| site.gateway == gateway).map_or(0, |site| site.requests)
    }

    /// What was sent from an instance: to whom, and the text.
    pub fn messages(&self, name: &str) -> Vec<(String, String)> {
        let world = self.shared.world();
        let sent = world.instances.iter().filter(|instance| instance.name == name);
        sent.flat_map(|instance| instance.messages.clone()).collect()
    }

    /// What a gateway keeps of an instance that the account made, as it was sent; `Null` when there is none of that name.
    pub fn kept(&self, gateway: Gateway, name: &str) -> Value {
        let world = self.shared.world();
        let found = world.of(gateway).find(|instance| instance.name == name && !instance.stranger);
        found.map_or(Value::Null, |instance| Value::Object(instance.record.clone()))
    }

    /// Orders a fault for the next `times` matching requests of a provider or gateway; `none` clears.
    pub fn set_fault(&self, provider: &str, fault: &str, times: u64) -> Result<(), String> {
        self.order_fault(&json!({"provider": provider, "fault": fault, "times": times}))
    }

    /// As [`Sandbox::set_fault`], from the same JSON the control interface takes.
    pub fn order_fault(&self, order: &Value) -> Result<(), String> {
        self.shared.world().order_fault(order)
    }

    /// Makes a provider or gateway odd, or usual again: the same JSON that the control interface takes.
    pub fn choose_profile(&self, order: &Value) -> Result<(), String> {
        profile::choose(&mut self.shared.world(), order)
    }

    /// Somebody else makes an instance with the account's key.
    pub fn create(&self, gateway: Gateway, name: &str) {
        if let Some(twin) = TWINS.iter().find(|twin| twin.gateway() == gateway) {
            let mut world = self.shared.world();
            world.count_create(gateway);
            world.insert(twin.blank(name));
        }
    }

    /// What each gateway is like now.
    pub fn chosen_profiles(&self) -> Vec<(Gateway, &'static str)> {
        self.shared.world().sites.iter().map(|site| (site.gateway, site.profile)).collect()
    }

    /// The names of all profiles, the usual one first.
    pub fn profiles() -> impl Iterator<Item = &'static str> {
        profile::ALL.iter().map(|profile| profile.name)
    }

    /// The names of all faults, and the one that ends them.
    pub fn faults() -> impl Iterator<Item = &'static str> {
        fault::NAMES.into_iter()
    }

    /// Takes no more connections, lets running answers end (two seconds at most), then stops.
    pub async fn stop(mut self) {
        self.halt.send_replace(true);
        while self.tasks.join_next().await.is_some() {}
    }
}
