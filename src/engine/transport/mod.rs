//! The one door to the network. Sends once: no redirects, no retries, no cookies, no pooled connections.
//!
//! Addresses never leave this module: they can hold a token.

mod errors;

use crate::domain::failure::{Failure, FailureKind};
use crate::engine::crash;
use crate::providers::wire::{Method, Request, Response};
use errors::failure_of;
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, LOCATION, RETRY_AFTER};
use std::time::Duration;
use url::{Host, Url};

/// Time to reach the gateway.
const CONNECT: Duration = Duration::from_secs(10);
/// Whole time of a call.
const DEADLINE: Duration = Duration::from_secs(20);
/// Whole time of a call whose gateway works long before it answers.
const SLOW_DEADLINE: Duration = Duration::from_mins(1);

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
    direct: reqwest::Client,
    proxied: reqwest::Client,
}

impl Transport {
    /// Builds the clients.
    ///
    /// # Errors
    /// `Tls` when the system's certificates cannot be read.
    pub fn new() -> Result<Self, Failure> {
        let build = |builder: reqwest::ClientBuilder| {
            builder
                .build()
                .map_err(|error| Failure::new(FailureKind::Tls).details(error.without_url().to_string()))
        };
        Ok(Self { direct: build(builder().no_proxy())?, proxied: build(builder())? })
    }

    /// Sends one request, once. Plain http goes to loopback only, unless the account says otherwise.
    ///
    /// # Errors
    /// Whatever kept the answer from arriving whole; a refusal by the gateway is a response.
    pub async fn send(&self, base: &str, allow_http: bool, request: &Request) -> Result<Response, SendFailure> {
        let url = address(base, allow_http, &request.path).map_err(SendFailure::not_sent)?;
        let client = if is_loopback(&url) { &self.direct } else { &self.proxied };
        let headers = headers(request).map_err(SendFailure::not_sent)?;
        let deadline = if request.slow { SLOW_DEADLINE } else { DEADLINE };
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
        .connect_timeout(CONNECT)
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

/// Whether the address names this computer.
fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
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
    let header = |name: HeaderName| answer.headers().get(name)?.to_str().ok().map(str::to_owned);
    let mut response = Response {
        status: answer.status().as_u16(),
        content_type: header(CONTENT_TYPE),
        retry_after: header(RETRY_AFTER),
        location_host: header(LOCATION).map(|location| host_of(&location)),
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

fn host_of(location: &str) -> String {
    Url::parse(location).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default()
}

#[cfg(test)]
mod tests;
