//! Reading an answer: as long as bytes come, up to its limit. Redirects are described, never followed.

use crate::domain::failure::{Failure, FailureKind};
use crate::engine::clock;
use crate::engine::transport::errors::{SendFailure, failure_of};
use crate::engine::transport::packed::Unpacker;
use crate::engine::transport::wait;
use crate::providers::http::{ENCODING, MARKS, Response};
use crate::providers::reader::Intake;
use crate::providers::rows::Flow;
use reqwest::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderName, LOCATION, TRANSFER_ENCODING};
use std::time::Duration;
use url::Url;

/// Longest value of a mark that is taken over.
const LONGEST_MARK: usize = 300;

/// Where an answer comes from and how long it may take.
pub struct Reading<'a> {
    /// The account's base address.
    pub base: &'a str,
    /// Longest time without a byte.
    pub silence: Duration,
}

/// Reads the answer. Its body goes to the intake as it comes.
pub async fn read(
    mut answer: reqwest::Response,
    how: &Reading<'_>,
    body: &mut dyn Intake,
) -> Result<Response, SendFailure> {
    let mut response = head(&answer, how.base);
    let mut unpacker = Unpacker::default();
    let status = response.status;
    let lost = |failure: Failure| SendFailure { failure: failure.status(status), maybe_sent: true };
    loop {
        let Ok(chunk) = tokio::time::timeout(how.silence, answer.chunk()).await else {
            return Err(lost(FailureKind::Timeout.into()));
        };
        match chunk {
            Ok(Some(chunk)) => match unpacker.take(status, &chunk, body).await {
                Ok(Flow::More) => {}
                // What is not read is not waited for: the connection goes with the answer, whose end is not known.
                Ok(Flow::Enough) => return Ok(Response { is_open_ended: false, ..response }),
                Err(kind) => return Err(lost(kind.into())),
            },
            Ok(None) => {
                if unpacker.end(status, body).map_err(|kind| lost(kind.into()))? {
                    forget_last_encoding(&mut response.marks);
                }
                return Ok(response);
            }
            Err(error) => return Err(lost(failure_of(&error, None).failure)),
        }
    }
}

/// Everything but the body.
fn head(answer: &reqwest::Response, base: &str) -> Response {
    let headers = answer.headers();
    let text = |name: HeaderName| headers.get(name)?.to_str().ok();
    let location = text(LOCATION);
    Response {
        status: answer.status().as_u16(),
        content_type: text(CONTENT_TYPE).map(str::to_owned),
        retry_after: wait::asked_for(headers, clock::now().into()),
        location_host: location.map(|location| host_of(answer.url(), location)),
        moved_to: location.and_then(|location| moved(base, answer.url(), location)),
        to_sign_in: location.is_some_and(|location| is_sign_in(answer.url(), location)),
        is_open_ended: !headers.contains_key(CONTENT_LENGTH) && !headers.contains_key(TRANSFER_ENCODING),
        marks: marks(headers),
        body: Vec::new(),
    }
}

fn marks(headers: &HeaderMap) -> Vec<(&'static str, String)> {
    let values = |name: &&'static str| {
        let name = *name;
        headers.get_all(name).iter().map(move |value| {
            let text = String::from_utf8_lossy(value.as_bytes());
            (name, text.chars().filter(|c| !c.is_control()).take(LONGEST_MARK).collect())
        })
    };
    MARKS.iter().flat_map(values).collect()
}

/// What was undone is no mark of the answer any more.
fn forget_last_encoding(marks: &mut Vec<(&'static str, String)>) {
    let Some(last) = marks.iter().rposition(|(name, _)| *name == ENCODING) else { return };
    match marks[last].1.rsplit_once(',') {
        Some((others, _)) => marks[last].1 = others.to_owned(),
        None => drop(marks.remove(last)),
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

/// The base address that ours becomes by this redirect: scheme, host, port and prefix, when what follows the prefix is
/// the call that was sent and nothing else. A query, a user or another path is no move of the gateway.
fn moved(base: &str, here: &Url, location: &str) -> Option<String> {
    let base = Url::parse(base.trim().trim_end_matches('/')).ok()?;
    let there = here.join(location).ok()?;
    let call = here.path().strip_prefix(base.path().trim_end_matches('/'))?;
    let prefix = there.path().strip_suffix(call)?;
    let plain = there.username().is_empty() && there.password().is_none() && there.fragment().is_none();
    let same_query = there.query().is_none() || there.query() == here.query();
    if !plain || !same_query || !matches!(there.scheme(), "http" | "https") || there.host().is_none() {
        return None;
    }
    // From an encrypted address to one that is not is nothing to be offered.
    if base.scheme() == "https" && there.scheme() == "http" {
        return None;
    }
    let moved = format!("{}{}", there.origin().ascii_serialization(), prefix.trim_end_matches('/'));
    (moved != base.as_str().trim_end_matches('/')).then_some(moved)
}

/// What pages are called on which people sign in.
const SIGN_IN: &[&str] = &[
    "login",
    "signin",
    "sign-in",
    "sign_in",
    "logon",
    "sso",
    "auth",
    "authorize",
    "oauth",
    "oauth2",
    "saml",
    "saml2",
    "cas",
];

/// Whether a `Location` is such a page, by a part of its path or the beginning of another host.
fn is_sign_in(here: &Url, location: &str) -> bool {
    let Ok(there) = here.join(location) else { return false };
    let is_word = |part: &str| {
        let word = part.split('.').next().unwrap_or_default();
        SIGN_IN.iter().any(|page| word.eq_ignore_ascii_case(page))
    };
    let host = there.host_str().filter(|_| there.origin() != here.origin());
    host.is_some_and(is_word) || there.path_segments().is_some_and(|mut parts| parts.any(is_word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_to_sign_in_is_known_by_its_name() {
        let here = Url::parse("https://evo.acme.example/instance/fetchInstances").unwrap();
        for (location, wanted) in [
            ("/login", true),
            ("/manager/login?next=%2Finstance", true),
            ("/Login.aspx", true),
            ("/oauth2/start?rd=x", true),
            ("https://sso.acme.example/", true),
            ("https://acme.example/app/signin", true),
            ("https://evo.acme.example/v2/instance/fetchInstances", false),
            ("/manager", false),
            ("/catalogin", false),
            ("https://ssoap.acme.example/", false),
        ] {
            assert_eq!(is_sign_in(&here, location), wanted, "{location}");
        }
    }

    #[test]
    fn only_a_moved_base_address_is_offered() {
        let cases: &[(&str, &str, &str, Option<&str>)] = &[
            ("http://evo.acme.example", "/", "https://evo.acme.example/", Some("https://evo.acme.example")),
            (
                "http://evo.acme.example",
                "/instance/x",
                "https://evo.acme.example/instance/x",
                Some("https://evo.acme.example"),
            ),
            (
                "https://acme.example",
                "/instance/x?a=b",
                "https://evo.acme.example:8443/v2/instance/x?a=b",
                Some("https://evo.acme.example:8443/v2"),
            ),
            ("https://acme.example/v1", "/instances?limit=1", "/v2/instances", Some("https://acme.example/v2")),
            ("https://acme.example/v1", "/instances", "https://acme.example/instances", Some("https://acme.example")),
            (
                "https://bücher.example",
                "/x",
                "https://www.xn--bcher-kva.example/x",
                Some("https://www.xn--bcher-kva.example"),
            ),
            // Not the gateway that moved.
            ("https://acme.example", "/instance/x", "https://acme.example/instance/x", None),
            ("https://acme.example", "/instance/x", "https://login.example/?next=/instance/x", None),
            ("https://acme.example", "/instance/x", "https://evil.example/instance/x?key=1", None),
            ("https://acme.example", "/instance/x", "https://evil.example/instance/x#a", None),
            ("https://acme.example", "/instance/x", "https://u:p@evil.example/instance/x", None),
            ("https://acme.example", "/instance/x", "http://acme.example/instance/x", None),
            ("https://acme.example", "/instance/x", "/login", None),
            ("https://acme.example", "/instance/x", "ftp://acme.example/instance/x", None),
            ("https://acme.example", "/instance/x", "https://[%%%/", None),
        ];
        for (base, path, location, wanted) in cases {
            let here = Url::parse(&format!("{base}{path}")).unwrap();
            assert_eq!(moved(base, &here, location).as_deref(), *wanted, "{base}{path} to {location}");
        }
    }
}
