//! A loopback server that speaks the three vendors' APIs, so that everything can be tried without an account,
//! a phone or a bill.
//!
//! It is written from the vendors' documents and recorded answers, and knows nothing of our adapters: a mistake
//! they share with it would have to be made twice.

mod codes;
mod control;
mod enviaai;
mod evolution;
mod fault;
mod http;
#[cfg(test)]
mod indoors;
mod names;
mod profile;
mod serve;
mod session;
mod world;
mod zapi;

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::{Map, Value, json};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;

#[cfg(test)]
pub use indoors::{Indoors, Row};
pub use world::Gateway;
use world::World;

/// Times and limits of the gateways. The defaults are those of the vendors, save the waits, which are shortened.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// How long one code is valid at Z-API and EnviaAI (Z-API documentation: 20 s).
    pub period: Duration,
    /// How long one code is valid at Evolution API (recorded: 45 s).
    pub evolution_period: Duration,
    /// Codes Evolution API shows before it gives up (its sample configuration: 30).
    pub evolution_limit: u32,
    /// The wait of Evolution API before it answers a create or connect with a code (recorded: 5 s and 2 s).
    pub wait: Duration,
    /// Instances an EnviaAI account may have (EnviaAI documentation: 10 on the Pro plan).
    pub enviaai_limit: usize,
    /// How long a gateway with an odd profile is odd: lists lag so long, take so long, and the like.
    pub odd: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            period: Duration::from_secs(20),
            evolution_period: Duration::from_secs(45),
            evolution_limit: 30,
            wait: Duration::from_millis(150),
            enviaai_limit: 10,
            odd: Duration::from_secs(25),
        }
    }
}

/// An account that opens one of the gateways. Its keys open it, so it does not print.
#[derive(Clone)]
pub struct SandboxAccount {
    pub provider: &'static str,
    pub label: &'static str,
    pub base_url: String,
    pub secrets: Vec<(&'static str, String)>,
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

/// The world behind its lock.
struct Shared(Mutex<World>);

impl Shared {
    /// Locks the world after everything that is due has happened.
    fn world(&self) -> MutexGuard<'_, World> {
        let mut world = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        world.settle();
        while let Some((gateway, request)) = world.due() {
            profile::answer(&mut world, gateway, &request);
        }
        world
    }
}

/// Starts all gateways on 127.0.0.1 (port 0 = any free one). Needs a tokio runtime.
pub async fn start(port: u16) -> std::io::Result<Sandbox> {
    start_with(port, Options::default()).await
}

/// As [`start`], with other times and limits.
pub async fn start_with(port: u16, options: Options) -> std::io::Result<Sandbox> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    let addr = listener.local_addr()?;
    let shared = Arc::new(Shared(Mutex::new(World::new(options, format!("http://{addr}")))));
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
        let world = self.shared.world();
        Gateway::ALL.into_iter().map(|gateway| world.account(gateway)).collect()
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

    /// Orders a fault for the next `times` matching requests of a provider or gateway; `none` clears.
    pub fn set_fault(&self, provider: &str, fault: &str, times: u64) -> Result<(), String> {
        self.order_fault(&json!({"provider": provider, "fault": fault, "times": times}))
    }

    /// As [`Sandbox::set_fault`], from the same JSON the control interface takes.
    pub fn order_fault(&self, order: &Value) -> Result<(), String> {
        self.shared.world().faults.order(order)
    }

    /// Makes a provider or gateway odd, or usual again: the same JSON that the control interface takes.
    pub fn choose_profile(&self, order: &Value) -> Result<(), String> {
        profile::choose(&mut self.shared.world(), order)
    }

    /// The names of all profiles, the usual one first.
    pub fn profiles() -> impl Iterator<Item = &'static str> {
        profile::ALL.iter().map(|profile| profile.name)
    }

    /// Takes no more connections, lets running answers end (two seconds at most), then stops.
    pub async fn stop(mut self) {
        self.halt.send_replace(true);
        while self.tasks.join_next().await.is_some() {}
    }
}
