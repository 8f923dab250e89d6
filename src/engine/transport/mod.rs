//! The one door to the network. Sends once: no redirects, no retries, no cookies, no pooled connections.
//!
//! Addresses never leave this module: they can hold a token.

mod answer;
mod certificate;
mod clients;
mod clocks;
mod errors;
mod packed;
#[cfg(test)]
pub mod played;
mod proxies;
mod reach;
mod wait;

use crate::domain::failure::{Failure, FailureKind};
use crate::domain::origin::is_loopback;
use crate::engine::crash;
use crate::providers::Access;
use crate::providers::clear::Clear;
use crate::providers::http::{Method, Request, Response};
use crate::providers::reader::Intake;
use answer::Reading;
use clients::{Clients, Route};
use clocks::Clocks;
pub use errors::SendFailure;
use errors::failure_of;
use jiff::SignedDuration;
use proxies::{Proxies, Proxy};
use reqwest::header::{
    ACCEPT, ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue,
};
use std::sync::Arc;
use std::time::{Duration, Instant};
use url::Url;

/// How long a gateway may take. Tests shorten it.
#[derive(Clone, Copy, Debug)]
pub struct Deadlines {
    /// To be reached.
    pub connect: Duration,
    /// To say nothing: before the first byte of an answer, and between two of them.
    pub silence: Duration,
    /// For a whole call, however steadily its bytes drip in.
    pub answer: Duration,
    /// For a whole call that changes something or makes the gateway work.
    pub slow: Duration,
    /// For all pages of a list, or all steps of reading something; the last one may overrun it.
    pub list: Duration,
}

impl Default for Deadlines {
    fn default() -> Self {
        let seconds = Duration::from_secs;
        Self { connect: seconds(10), silence: seconds(60), answer: seconds(180), slow: seconds(60), list: seconds(240) }
    }
}

/// The network client. Cheap to clone.
#[derive(Clone)]
pub struct Transport {
    network: Network,
    proxies: Arc<Proxies>,
    deadlines: Deadlines,
    clocks: Clocks,
}

#[derive(Clone)]
enum Network {
    Real(Clients),
    #[cfg(test)]
    Played(played::Network),
}

impl Transport {
    /// With the proxies of this process's environment. Nothing is opened yet.
    pub fn new(deadlines: Deadlines) -> Self {
        Self {
            network: Network::Real(Clients::new(deadlines.connect)),
            proxies: Arc::new(Proxies::of_environment()),
            deadlines,
            clocks: Clocks::default(),
        }
    }

    /// Sends one request, once, to the place that the secrets of its access belong to: no address is given besides.
    /// Plain http goes to loopback only, unless the account says otherwise. The body of the answer goes to the intake
    /// as it comes.
    ///
    /// # Errors
    /// Whatever kept the answer from arriving whole; a refusal by the gateway is a response.
    pub async fn send(
        &self,
        access: &Access,
        clear: Clear,
        request: &Request,
        body: &mut dyn Intake,
    ) -> Result<Response, SendFailure> {
        let door = verb(request.method);
        crash::before(door.as_str());
        let answer = self.exchange(access, clear, request, body).await;
        crash::behind(door.as_str());
        answer
    }

    async fn exchange(
        &self,
        access: &Access,
        clear: Clear,
        request: &Request,
        body: &mut dyn Intake,
    ) -> Result<Response, SendFailure> {
        let origin = access.origin().ok_or_else(|| SendFailure::not_sent(FailureKind::OtherOrigin.into()))?;
        let base = origin.address();
        let url = address(base, clear, &request.path).map_err(SendFailure::not_sent)?;
        let headers = headers(request).map_err(SendFailure::not_sent)?;
        let Deadlines { silence, answer, slow, .. } = self.deadlines;
        let (silence, whole) = if request.slow { (slow, slow) } else { (silence, answer) };
        #[cfg_attr(not(test), expect(clippy::infallible_destructuring_match, reason = "tests have a second network"))]
        let clients = match &self.network {
            Network::Real(clients) => clients,
            #[cfg(test)]
            Network::Played(network) => return played::send(network, request, silence, body).await,
        };
        let proxy = self.proxy(&url, clear).map_err(SendFailure::not_sent)?;
        let encrypted = url.scheme() == "https" || proxy.is_some_and(Proxy::is_encrypted);
        let client = clients.of(&Route { encrypted, proxy: proxy.cloned() }).map_err(SendFailure::not_sent)?;
        let mut outgoing = client.request(verb(request.method), url).headers(headers).timeout(whole);
        if let Some(body) = &request.body {
            outgoing = outgoing.body(body.to_string());
        }
        let answer = tokio::time::timeout(silence, outgoing.send())
            .await
            .map_err(|_| SendFailure { failure: FailureKind::Timeout.into(), maybe_sent: true })?
            .map_err(|error| failure_of(&error, proxy))?;
        self.clocks.hear(base, answer.headers());
        answer::read(answer, &Reading { base, silence }, body).await
    }

    /// The proxy that stands before a gateway.
    fn proxy(&self, url: &Url, clear: Clear) -> Result<Option<&Proxy>, Failure> {
        let proxy = self.proxies.before(url)?;
        match proxy {
            Some(proxy) if url.scheme() == "http" && !clear.through_proxy => {
                Err(Failure::new(FailureKind::ClearThroughProxy).details(proxy.name()).field("base_url"))
            }
            proxy => Ok(proxy),
        }
    }

    /// Host and port of the proxy before this base address.
    pub fn proxy_before(&self, base: &str) -> Option<String> {
        let url = Url::parse(base.trim()).ok()?;
        self.proxies.before(&url).ok().flatten().map(Proxy::name)
    }

    /// How far this computer's clock is ahead of a gateway's, by its last answer since then; negative when it is behind.
    pub fn ahead_of(&self, base: &str, since: Instant) -> Option<SignedDuration> {
        self.clocks.ahead_of(base, since)
    }

    /// The proxies of this computer: variable, and host and port where the setting can be used.
    pub fn proxies(&self) -> Vec<(String, Option<String>)> {
        self.proxies.told()
    }
}

fn verb(method: Method) -> reqwest::Method {
    match method {
        Method::Get => reqwest::Method::GET,
        Method::Post => reqwest::Method::POST,
        Method::Put => reqwest::Method::PUT,
        Method::Patch => reqwest::Method::PATCH,
        Method::Delete => reqwest::Method::DELETE,
    }
}

fn address(base: &str, clear: Clear, path: &str) -> Result<Url, Failure> {
    let bad = || Failure::new(FailureKind::BadAddress).field("base_url");
    let base = Url::parse(base.trim().trim_end_matches('/')).map_err(|_| bad())?;
    let plain = base.query().is_none() && base.fragment().is_none();
    if !plain || !base.username().is_empty() || base.password().is_some() || base.host_str().is_none() {
        return Err(bad());
    }
    match base.scheme() {
        "https" => {}
        "http" if clear.http || is_loopback(&base) => {}
        "http" => return Err(Failure::new(FailureKind::InsecureAddress).field("base_url")),
        _ => return Err(bad()),
    }
    let whole = format!("{}{path}", base.as_str().trim_end_matches('/'));
    let url = Url::parse(&whole).map_err(|_| bad())?;
    // The path must not be able to name another host.
    if url.host() == base.host() && url.port() == base.port() { Ok(url) } else { Err(bad()) }
}

fn headers(request: &Request) -> Result<HeaderMap, Failure> {
    let mut headers = HeaderMap::new();
    headers.insert(ACCEPT, HeaderValue::from_static("application/json, image/png"));
    // Who is not told may compress as it likes.
    headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
    // A proxy that keeps answers shall ask the gateway again: what it kept proves nothing.
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    if request.body.is_some() {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    } else if request.method != Method::Get {
        // Some front ends answer 411 to a method that may carry a body and does not say that it has none.
        headers.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
    }
    for (name, value) in &request.headers {
        let bad = || Failure::new(FailureKind::SecretMissing).details("a header cannot carry this value");
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| bad())?;
        let mut value = HeaderValue::from_str(value.expose().trim()).map_err(|_| bad())?;
        value.set_sensitive(true);
        headers.insert(name, value);
    }
    Ok(headers)
}

#[cfg(test)]
mod tests;
