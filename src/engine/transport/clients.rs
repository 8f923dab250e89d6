//! The network clients, each built when it is first needed: a computer without certificates starts all the same.

use crate::domain::failure::{Failure, FailureKind};
use crate::engine::transport::proxies::Proxy;
use reqwest::{Client, ClientBuilder};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// A way to gateways.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// Certificates are needed, for the gateway's sake or the proxy's.
    pub encrypted: bool,
    pub proxy: Option<Proxy>,
}

/// Those that were built so far.
#[derive(Clone)]
pub struct Clients {
    connect: Duration,
    built: Arc<Mutex<Vec<(Route, Client)>>>,
}

impl Clients {
    /// None yet. Each gives up connecting after this long.
    pub fn new(connect: Duration) -> Self {
        Self { connect, built: Arc::default() }
    }

    /// The client for this way. One that could not be built is tried again the next time: what was missing may have
    /// been installed.
    ///
    /// # Errors
    /// `NoCertificates` when this computer trusts no authority at all, `BadProxy` when the client takes no such proxy.
    pub fn of(&self, route: &Route) -> Result<Client, Failure> {
        let mut built = self.built.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, client)) = built.iter().find(|(known, _)| known == route) {
            return Ok(client.clone());
        }
        let client = build(route, self.connect)?;
        built.push((route.clone(), client.clone()));
        Ok(client)
    }
}

fn build(route: &Route, connect: Duration) -> Result<Client, Failure> {
    let builder = builder().connect_timeout(connect).no_proxy();
    let builder = match &route.proxy {
        Some(proxy) => {
            let bad = |_| Failure::new(FailureKind::BadProxy).details(proxy.name());
            builder.proxy(reqwest::Proxy::all(proxy.url()).map_err(bad)?)
        }
        None => builder,
    };
    // Without encryption nobody has to be trusted, and the system's certificates need not be there.
    let builder = if route.encrypted { builder } else { builder.tls_certs_only([]) };
    builder.build().map_err(|error| {
        let words = std::error::Error::source(&error).map(ToString::to_string).unwrap_or_default();
        let kind = if words.contains("No CA certificates") { FailureKind::NoCertificates } else { FailureKind::Tls };
        Failure::new(kind).details(words)
    })
}

fn builder() -> ClientBuilder {
    Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        .retry(reqwest::retry::never())
        .pool_max_idle_per_host(0)
        .http1_only()
        .user_agent(concat!("Pairdesk/", env!("CARGO_PKG_VERSION")))
}
