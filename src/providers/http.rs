//! HTTP as data. A request prints as its route template, so an address with a token in it never reaches a log.

use crate::domain::secret::Secret;
use crate::providers::{charset, json};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value as Json;
use std::borrow::Cow;
use std::fmt::{self, Write as _};

/// HTTP verb.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    Get,
    Post,
    Put,
    Patch,
    Delete,
}

impl Method {
    /// As it stands in a request line.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

/// Whether a request may be sent again after a doubtful end. Declared by the adapter: the verb says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Replay {
    Safe,
    Never,
}

/// One request. The path and the body may hold secrets.
#[derive(Clone, PartialEq)]
pub struct Request {
    pub method: Method,
    /// Route template such as `/instances/{id}/token/{token}/status`; safe to print.
    pub route: &'static str,
    /// The filled-in path below the account's base address, percent-encoded, with its query.
    pub path: String,
    pub headers: Vec<(&'static str, Secret)>,
    pub body: Option<Json>,
    pub replay: Replay,
    /// The gateway works long before it answers: wait up to 60 s instead of 20 s.
    pub slow: bool,
    /// Largest answer in bytes.
    pub limit: usize,
}

/// Largest answer of ordinary calls.
pub const LIMIT: usize = 1024 * 1024;
/// Largest answer of calls that carry an image or a long list.
pub const LARGE_LIMIT: usize = 2 * 1024 * 1024;

impl Request {
    /// A request whose route has no parameters, safe to send again when it is a GET.
    #[must_use]
    pub fn new(method: Method, route: &'static str) -> Self {
        let replay = if method == Method::Get { Replay::Safe } else { Replay::Never };
        Self {
            method,
            route,
            path: route.to_owned(),
            headers: Vec::new(),
            body: None,
            replay,
            slow: false,
            limit: LIMIT,
        }
    }

    /// Fills the `{…}` parameters of the route in order, percent-encoding each value.
    #[must_use]
    pub fn fill(mut self, values: &[&str]) -> Self {
        let mut path = String::new();
        let mut rest = self.route;
        for value in values {
            let (Some(open), Some(close)) = (rest.find('{'), rest.find('}')) else { break };
            path.push_str(&rest[..open]);
            path.push_str(&encode(value));
            rest = &rest[close + 1..];
        }
        path.push_str(rest);
        self.path = path;
        self
    }

    /// Adds a query parameter.
    #[must_use]
    pub fn query(mut self, name: &str, value: &str) -> Self {
        self.path.push(if self.path.contains('?') { '&' } else { '?' });
        self.path.push_str(name);
        self.path.push('=');
        self.path.push_str(&encode(value));
        self
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, Secret::from(value)));
        self
    }

    /// A key in the header that most have for it.
    #[must_use]
    pub fn bearer(self, key: &Secret) -> Self {
        self.header("authorization", &format!("Bearer {}", key.expose().trim()))
    }

    /// User and password, in HTTP's own way.
    #[must_use]
    pub fn basic(self, user: &str, password: &Secret) -> Self {
        let both = Secret::new(format!("{user}:{}", password.expose()));
        self.header("authorization", &format!("Basic {}", STANDARD.encode(both.expose())))
    }

    /// Sets the JSON body.
    #[must_use]
    pub fn body(mut self, body: Json) -> Self {
        self.body = Some(body);
        self
    }

    /// Must not be sent again after a doubtful end.
    #[must_use]
    pub fn never_again(mut self) -> Self {
        self.replay = Replay::Never;
        self
    }

    /// The gateway works long before it answers.
    #[must_use]
    pub fn slow(mut self) -> Self {
        self.slow = true;
        self
    }

    /// Carries an image or a long list.
    #[must_use]
    pub fn large(mut self) -> Self {
        self.limit = LARGE_LIMIT;
        self
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method.word(), self.route)
    }
}

/// Percent-encodes one path segment or query value.
#[must_use]
pub fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    // A path of dots would be taken as "this folder" or "the folder above".
    if !encoded.is_empty() && encoded.bytes().all(|byte| byte == b'.') { encoded.replace('.', "%2E") } else { encoded }
}

/// What a body was compressed with.
pub const ENCODING: &str = "content-encoding";

/// Headers that tell who answered, in lower case. No other reaches the adapters.
pub const MARKS: &[&str] = &[
    "www-authenticate",
    "proxy-authenticate",
    "server",
    "via",
    "age",
    "cache-status",
    "cf-cache-status",
    "x-cache",
    "x-cache-status",
    "x-proxy-cache",
    "x-litespeed-cache",
    ENCODING,
    "cf-mitigated",
    "cf-ray",
    "x-sucuri-block",
    "x-iinfo",
    "x-amzn-waf-action",
    "x-amzn-errortype",
    "x-vercel-mitigated",
    "x-vercel-error",
    "x-datadome",
    "x-railway-fallback",
    "x-render-routing",
    "ngrok-error-code",
];

/// Most of a body that is looked at as text, in bytes.
const LONGEST_TEXT: usize = 64 * 1024;

/// One answer, complete.
#[derive(Clone, Default, PartialEq)]
pub struct Response {
    pub status: u16,
    pub content_type: Option<String>,
    pub retry_after: Option<String>,
    /// Host of the `Location` header of a redirect, which is never followed.
    pub location_host: Option<String>,
    /// The base address that a redirect moves ours to, when it moves the whole call and adds nothing to it.
    pub moved_to: Option<String>,
    /// A redirect leads to a page where somebody signs in.
    pub to_sign_in: bool,
    /// Nothing but the end of the connection tells where the body ends.
    pub is_open_ended: bool,
    /// Headers of [`MARKS`] and their values, in the order in which they came.
    pub marks: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
}

impl Response {
    /// The body as JSON; `None` when it is something else, has a key twice or holds more than any gateway sends.
    #[must_use]
    pub fn json(&self) -> Option<Json> {
        json::parse(&self.mended())
    }

    /// Whether it is JSON with more values than we read.
    #[must_use]
    pub fn is_too_much(&self) -> bool {
        json::is_too_much(&self.mended())
    }

    /// Whether the connection ended in the middle of a JSON, where nothing else would have told.
    #[must_use]
    pub fn is_cut(&self) -> bool {
        self.is_open_ended && json::is_cut(&self.mended())
    }

    /// Whether it is compressed, which was not asked for, and in a way that is not undone here.
    #[must_use]
    pub fn is_compressed(&self) -> bool {
        let is_said = self.marks_of(ENCODING).any(|said| !matches!(said.trim(), "" | "identity"));
        let is_text = |text: &str| !text.contains(|c: char| c.is_control() && !c.is_whitespace());
        is_said && !std::str::from_utf8(&self.body).is_ok_and(is_text)
    }

    /// The body in UTF-8, whatever it came in.
    fn mended(&self) -> Cow<'_, str> {
        charset::mended(&self.body, self.content_type.as_deref())
    }

    /// The beginning of the body as text.
    #[must_use]
    pub fn text(&self) -> String {
        charset::text(&self.body, self.content_type.as_deref(), LONGEST_TEXT)
    }

    /// The values of a header of [`MARKS`], in lower case.
    pub fn marks_of(&self, name: &str) -> impl Iterator<Item = String> {
        self.marks
            .iter()
            .filter(move |(mark, _)| *mark == name)
            .map(|(_, value)| value.to_ascii_lowercase())
    }

    /// 2xx.
    #[must_use]
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// A web page instead of an API answer. The body tells, not its name: much JSON is called a page.
    #[must_use]
    pub fn is_page(&self) -> bool {
        let typed = || self.content_type.as_deref().is_some_and(|kind| kind.trim_start().starts_with("text/html"));
        let is_json = || self.json().is_some_and(|json| json.is_object() || json.is_array());
        self.text().trim_start().starts_with('<') || typed() && !is_json()
    }
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} with {} bytes", self.status, self.body.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_with_a_password_goes_as_http_wants_it() {
        let request = Request::new(Method::Get, "/").basic("Aladdin", &Secret::from("open sesame"));
        let (name, value) = &request.headers[0];
        // The sample of RFC 7617.
        assert_eq!((*name, value.expose()), ("authorization", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="));
    }

    #[test]
    fn prints_the_template_only() {
        let request = Request::new(Method::Get, "/instances/{id}/token/{token}/status").fill(&["A1", "CANARY/../x"]);
        assert_eq!(request.path, "/instances/A1/token/CANARY%2F..%2Fx/status");
        assert_eq!(format!("{request:?}"), "GET /instances/{id}/token/{token}/status");
        assert_eq!(encode(".."), "%2E%2E");
    }
}
