//! The one door to the network. Sends once: no redirects, no retries, no cookies, no pooled connections.
//!
//! Addresses never leave this module: they can hold a token.

mod errors;
#[cfg(test)]
pub mod played;
mod wait;

use crate::domain::failure::{Failure, FailureKind};
use crate::domain::origin::is_loopback;
use crate::engine::clock;
use crate::engine::crash;
use crate::providers::Access;
use crate::providers::wire::{Method, Request, Response};
use errors::failure_of;
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, LOCATION};
use std::time::Duration;
use url::Url;

/// How long a gateway may take. Tests shorten it.
#[derive(Clone, Copy, Debug)]
pub struct Deadlines {
    /// To be reached.
    pub connect: Duration,
    /// For a whole call.
    pub answer: Duration,
    /// For a whole call whose gateway works long before it answers.
    pub slow: Duration,
    /// For all pages of a list, or all steps of reading something; the last one may overrun it.
    pub list: Duration,
}

impl Default for Deadlines {
    fn default() -> Self {
        let seconds = Duration::from_secs;
        Self { connect: seconds(10), answer: seconds(20), slow: seconds(60), list: seconds(120) }
    }
}

/// How sending went wrong.
#[derive(Clone, Debug)]
pub struct SendFailure {
    pub failure: Failure,
    /// Bytes may have left: the outcome of a create is unknown.
    pub maybe_sent: bool,
}

impl SendFailure {
    fn not_sent(failure: Failure) -> Self {
        Self { failure, maybe_sent: false }
    }
}

/// The network client. Cheap to clone.
#[derive(Clone)]
pub struct Transport {
    network: Network,
    deadlines: Deadlines,
}

#[derive(Clone)]
enum Network {
    Clients {
        direct: reqwest::Client,
        proxied: reqwest::Client,
    },
    #[cfg(test)]
    Played(played::Network),
}

impl Transport {
    /// Builds the clients.
    ///
    /// # Errors
    /// `Tls` when the system's certificates cannot be read.
    pub fn new(deadlines: Deadlines) -> Result<Self, Failure> {
        let build = |builder: reqwest::ClientBuilder| {
            builder
                .build()
                .map_err(|error| Failure::new(FailureKind::Tls).details(error.without_url().to_string()))
        };
        let builder = || builder().connect_timeout(deadlines.connect);
        let network = Network::Clients { direct: build(builder().no_proxy())?, proxied: build(builder())? };
        Ok(Self { network, deadlines })
    }

    /// Sends one request, once, to the place that the secrets of its access belong to: no address is given besides.
    /// Plain http goes to loopback only, unless the account says otherwise.
    ///
    /// # Errors
    /// Whatever kept the answer from arriving whole; a refusal by the gateway is a response.
    pub async fn send(&self, access: &Access, allow_http: bool, request: &Request) -> Result<Response, SendFailure> {
        let origin = access.origin().ok_or_else(|| SendFailure::not_sent(FailureKind::OtherOrigin.into()))?;
        let url = address(origin.address(), allow_http, &request.path).map_err(SendFailure::not_sent)?;
        let headers = headers(request).map_err(SendFailure::not_sent)?;
        let deadline = if request.slow { self.deadlines.slow } else { self.deadlines.answer };
        let client = match &self.network {
            Network::Clients { direct, .. } if is_loopback(&url) => direct,
            Network::Clients { proxied, .. } => proxied,
            #[cfg(test)]
            Network::Played(network) => return played::send(network, request, deadline).await,
        };
        let mut outgoing = client.request(verb(request.method), url).headers(headers).timeout(deadline);
        if let Some(body) = &request.body {
            outgoing = outgoing.body(body.to_string());
        }
        crash::point("call.sending");
        let answer = outgoing.send().await.map_err(|error| failure_of(&error))?;
        crash::point("call.answering");
        read(answer, request.limit).await
    }
}

fn builder() -> reqwest::ClientBuilder {
    reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        .retry(reqwest::retry::never())
        .pool_max_idle_per_host(0)
        .http1_only()
        .user_agent(concat!("Pairdesk/", env!("CARGO_PKG_VERSION")))
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

fn address(base: &str, allow_http: bool, path: &str) -> Result<Url, Failure> {
    let bad = || Failure::new(FailureKind::BadAddress).field("base_url");
    let base = Url::parse(base.trim().trim_end_matches('/')).map_err(|_| bad())?;
    let plain = base.query().is_none() && base.fragment().is_none();
    if !plain || !base.username().is_empty() || base.password().is_some() || base.host_str().is_none() {
        return Err(bad());
    }
    match base.scheme() {
        "https" => {}
        "http" if allow_http || is_loopback(&base) => {}
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
    if request.body.is_some() {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
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

async fn read(mut answer: reqwest::Response, limit: usize) -> Result<Response, SendFailure> {
    let header = |name: HeaderName| answer.headers().get(name)?.to_str().ok();
    let mut response = Response {
        status: answer.status().as_u16(),
        content_type: header(CONTENT_TYPE).map(str::to_owned),
        retry_after: wait::asked_for(answer.headers(), clock::now().into()),
        location_host: header(LOCATION).map(|location| host_of(answer.url(), location)),
        body: Vec::new(),
    };
    loop {
        match answer.chunk().await {
            Ok(Some(chunk)) if response.body.len() + chunk.len() > limit => {
                let failure = Failure::new(FailureKind::TooLarge).status(response.status);
                return Err(SendFailure { failure, maybe_sent: true });
            }
            Ok(Some(chunk)) => response.body.extend_from_slice(&chunk),
            Ok(None) => return Ok(response),
            Err(error) => {
                let mut lost = failure_of(&error);
                lost.failure.status = Some(response.status);
                return Err(SendFailure { maybe_sent: true, ..lost });
            }
        }
    }
}

/// The host, with its port where it names one, that a `Location` sends us to; empty when it stays at this one.
fn host_of(here: &Url, location: &str) -> String {
    let elsewhere = |there: &Url| there.origin() != here.origin();
    let there = here.join(location).ok().filter(elsewhere);
    let host = there.as_ref().and_then(|there| Some((there.host_str()?, there.port())));
    host.map_or_else(String::new, |(host, port)| match port {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    })
}

#[cfg(test)]
mod tests;
