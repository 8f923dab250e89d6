//! Who answered. What stands before a gateway (a redirect, a password, a guard, the platform that it runs on) answers in
//! its place, and nothing of such an answer is about an instance or a key. Every answer passes here, in one order, before
//! an adapter reads a word of it.

use crate::domain::failure::{Failure, FailureKind as Kind};
use crate::providers::access::Access;
use crate::providers::call::Call;
use crate::providers::failures::{failure_of, is_clean_address, kind_of_status, message_of, scrub};
use crate::providers::http::{Response, encode};
use std::ops::RangeInclusive;

/// Lets the gateway's own answers through. `wall`: whoever asks for a user and a password is somebody else.
///
/// # Errors
/// What somebody else said in its place.
pub fn let_through(access: &Access, response: &Response, wall: bool) -> Result<(), Failure> {
    if is_redirect(response) {
        // Where it leads to a page to sign in, nobody has moved: something in front wants somebody to sign in.
        let is_wall = response.to_sign_in && response.moved_to.is_none();
        let kind = if is_wall { Kind::PasswordWall } else { Kind::Redirected };
        let mut failure = failure_of(response, access, Some(kind));
        // An address that holds a secret is no address of a gateway.
        failure.moved_to = response.moved_to.clone().filter(|address| is_clean_address(address, access));
        return Err(failure);
    }
    if let Some((kind, words)) = password_wall(response).filter(|(kind, _)| wall || *kind == Kind::ProxyPassword) {
        return Err(failure_of(response, access, Some(kind)).details(scrub(&words, access)));
    }
    if let Some(mark) = answerer_of(response) {
        return Err(failure_of(response, access, Some(mark.kind)).by(mark.who));
    }
    // That there is no such call is told by pages too, and is for the adapter to read.
    if response.is_page() && !matches!(response.status, 405 | 501) {
        // A page that asks for time does so for whoever stands behind it.
        let by_status = matches!(response.status, 408 | 425 | 429 | 500..);
        let kind = if by_status { kind_of_status(response.status) } else { Kind::NotTheApi };
        return Err(failure_of(response, access, Some(kind)));
    }
    Ok(())
}

/// Lets through what was made for this request. An answer with an age was kept by a cache (RFC 9111, 5.1), and some caches
/// tell no age but say so in a header of their own: it says how things stood then, and proves neither what is there now
/// nor that anything was done. What hardly changes may be kept.
///
/// # Errors
/// `FromACache`.
pub fn let_fresh_through(call: &Call, access: &Access, response: &Response) -> Result<(), Failure> {
    let is_old = response.marks_of("age").any(|age| age.trim().parse::<u64>().is_ok_and(|seconds| seconds > 0));
    let is_kept = || HITS.iter().any(|header| response.marks_of(header).any(|told| is_hit(&told)));
    if (is_old || is_kept()) && !matches!(call, Call::Detect | Call::Picture { .. }) {
        return Err(failure_of(response, access, Some(Kind::FromACache)));
    }
    Ok(())
}

/// Headers in which caches say whether they answered themselves: nginx, as its manual has it, tells no age, nor does
/// LiteSpeed.
const HITS: &[&str] =
    &["cache-status", "cf-cache-status", "x-cache", "x-cache-status", "x-proxy-cache", "x-litespeed-cache"];

/// One of the caches answered from its memory. One that went on to its gateway, or asked it whether that still holds, did
/// not.
fn is_hit(told: &str) -> bool {
    told.split(',').any(|cache| {
        let mut words = cache.split(|c: char| !c.is_ascii_alphanumeric());
        let asked = ["refresh", "revalidat", "fwd="].iter().any(|word| cache.contains(word));
        !asked && words.any(|word| matches!(word, "hit" | "stale" | "updating"))
    })
}

/// Blames the name of an instance where that, and not the base address, is what did not arrive: what stands in front
/// decoded it, or takes a slash in it for a part of the path. `path` is the one that was sent.
pub fn blaming_the_name(mut failure: Failure, name: Option<&str>, path: impl FnOnce() -> Option<String>) -> Failure {
    let is_nowhere = matches!(failure.kind, Kind::WrongPath | Kind::NotTheGateway | Kind::NotTheApi);
    let Some(name) = name.filter(|_| is_nowhere && matches!(failure.status, Some(400 | 404))) else { return failure };
    let encoded = encode(name);
    let was_decoded = failure.details.ends_with(&format!("/{name}"));
    // A gateway that names the path as it was sent met it whole, and does not have it.
    let was_parted = name.contains(['/', '\\']) && !failure.details.contains(&encoded);
    let is_in_path = |path: String| path.split('?').next().is_some_and(|path| path.contains(&encoded));
    if encoded != name && (was_decoded || was_parted) && path().is_some_and(is_in_path) {
        failure.kind = Kind::NameNotCarried;
    }
    failure
}

/// Any 3xx that leads somewhere.
fn is_redirect(response: &Response) -> bool {
    let leads = response.location_host.is_some() || matches!(response.status, 301..=303 | 307 | 308);
    (300..400).contains(&response.status) && leads
}

/// Ways of asking for a user and a password, which no gateway of ours has. `Bearer` is about a key.
const PASSWORDS: &[&str] = &["basic", "digest", "negotiate", "ntlm", "kerberos", "hoba", "mutual", "scram"];

/// A password of somebody else's, and how it is asked for.
fn password_wall(response: &Response) -> Option<(Kind, String)> {
    let (kind, header) = match response.status {
        401 => (Kind::PasswordWall, "www-authenticate"),
        407 => return Some((Kind::ProxyPassword, String::new())),
        _ => return None,
    };
    let asks = |value: &String| {
        let ways = value.to_ascii_lowercase();
        let mut named = ways.split(',').filter_map(|way| way.split_whitespace().next());
        named.any(|name| PASSWORDS.iter().any(|way| name.split('-').next() == Some(*way)))
    };
    let (_, value) = response.marks.iter().find(|(name, value)| *name == header && asks(value))?;
    Some((kind, value.clone()))
}

/// Something that only one answerer says.
struct Mark {
    who: &'static str,
    kind: Kind,
    statuses: RangeInclusive<u16>,
    /// All of them.
    signs: &'static [Sign],
}

enum Sign {
    /// A header whose value has this in it.
    Header(&'static str, &'static str),
    /// A page, or a plain text, that has this in it. Small letters.
    Has(&'static str),
    /// The message of a JSON, or a plain text, that begins so. Small letters.
    Says(&'static str),
    /// A plain text that is this and nothing more. Small letters.
    Is(&'static str),
    /// Nothing in the body.
    Empty,
}

use Sign::{Empty, Has, Header, Is, Says};

const fn guard(who: &'static str, signs: &'static [Sign]) -> Mark {
    Mark { who, kind: Kind::Shielded, statuses: 200..=599, signs }
}

/// Its words count with a refusal only: a page of the same words may be anything.
const fn refusing_guard(who: &'static str, signs: &'static [Sign]) -> Mark {
    Mark { who, kind: Kind::Shielded, statuses: 400..=599, signs }
}

/// The same, by a server that does more than guarding: only that it forbids tells.
const fn closed_gate(who: &'static str, signs: &'static [Sign]) -> Mark {
    Mark { who, kind: Kind::Shielded, statuses: 403..=403, signs }
}

const fn down(who: &'static str, signs: &'static [Sign]) -> Mark {
    Mark { who, kind: Kind::GatewayDown, statuses: 500..=599, signs }
}

const fn nothing_here(who: &'static str, signs: &'static [Sign]) -> Mark {
    Mark { who, kind: Kind::NotTheGateway, statuses: 404..=404, signs }
}

/// Asked to slow down by somebody else than the gateway.
const fn slow_down(who: &'static str, signs: &'static [Sign]) -> Mark {
    Mark { who, kind: Kind::RateLimited, statuses: 429..=429, signs }
}

/// Guards first: some of them stand before platforms that say things of their own.
static MARKS: &[Mark] = &[
    slow_down("Cloudflare", &[Header("server", "cloudflare"), Has("error code: 1015")]),
    slow_down("nginx", &[Has("<center>nginx")]),
    slow_down("OpenResty", &[Has("<center>openresty")]),
    slow_down("HAProxy", &[Has("you have sent too many requests in a given amount of time")]),
    guard("Cloudflare", &[Header("cf-mitigated", "")]),
    closed_gate("Cloudflare", &[Header("server", "cloudflare"), Says("error code: 10")]),
    refusing_guard("Cloudflare", &[Has("attention required! | cloudflare")]),
    closed_gate("Cloudflare", &[Header("server", "cloudflare"), Has("cf-error-details")]),
    down("Cloudflare", &[Header("server", "cloudflare"), Has("cf-error-details")]),
    guard("Cloudflare", &[Has("window._cf_chl_opt")]),
    guard("Cloudflare", &[Header("server", "cloudflare"), Has("<title>just a moment...")]),
    guard("AWS WAF", &[Header("x-amzn-waf-action", "")]),
    guard("Vercel", &[Header("x-vercel-mitigated", "")]),
    refusing_guard("Vercel", &[Has("vercel security checkpoint")]),
    guard("Sucuri", &[Header("x-sucuri-block", "")]),
    guard("Sucuri", &[Has("sucuri website firewall")]),
    guard("Imperva", &[Has("main-iframe"), Has("_incapsula_resource")]),
    guard("Imperva", &[Has("incapsula incident id")]),
    guard("Anubis", &[Has("anubis_challenge")]),
    guard("F5", &[Has("the requested url was rejected. please consult with your administrator")]),
    refusing_guard("Akamai", &[Header("server", "akamaighost"), Has("access denied")]),
    refusing_guard("Akamai", &[Has("errors.edgesuite.net")]),
    closed_gate("DDoS-Guard", &[Header("server", "ddos-guard"), Has("<")]),
    down("DDoS-Guard", &[Header("server", "ddos-guard"), Has("<")]),
    refusing_guard("DataDome", &[Header("x-datadome", ""), Has("captcha-delivery.com")]),
    refusing_guard("PerimeterX", &[Has("px-captcha")]),
    closed_gate("CloudFront", &[Has("generated by cloudfront")]),
    down("CloudFront", &[Has("generated by cloudfront")]),
    closed_gate("Google", &[Has("your client does not have permission to get url")]),
    closed_gate("Azure", &[Has("the request is blocked.")]),
    closed_gate("nginx", &[Has("<center>nginx")]),
    closed_gate("OpenResty", &[Has("<center>openresty")]),
    closed_gate("Apache", &[Has("<title>403 forbidden</title>"), Has("permission to access this resource")]),
    refusing_guard("Wordfence", &[Has("generated by wordfence")]),
    refusing_guard("ModSecurity", &[Has("mod_security")]),
    refusing_guard("CrowdSec", &[Has("crowdsec")]),
    refusing_guard("FortiGate", &[Has("fortiguard")]),
    refusing_guard("AWS", &[Header("x-amzn-errortype", "forbiddenexception")]),
    Mark {
        who: "AWS",
        kind: Kind::NotTheGateway,
        statuses: 400..=499,
        signs: &[Header("x-amzn-errortype", "missingauthenticationtoken")],
    },
    Mark {
        who: "Fastly",
        kind: Kind::NotTheGateway,
        statuses: 400..=599,
        signs: &[Has("fastly error: unknown domain")],
    },
    Mark { who: "Cloudflare", kind: Kind::GatewayDown, statuses: 520..=530, signs: &[Header("server", "cloudflare")] },
    Mark { who: "Cloudflare", kind: Kind::GatewayDown, statuses: 520..=530, signs: &[Says("error code: ")] },
    nothing_here("Railway", &[Header("x-railway-fallback", "")]),
    nothing_here("Railway", &[Says("application not found")]),
    down("Railway", &[Says("application failed to respond")]),
    down("Railway", &[Header("x-railway-fallback", "")]),
    nothing_here("Kong", &[Says("no route matched with those values")]),
    down("Kong", &[Says("an invalid response was received from the upstream server")]),
    down("Kong", &[Says("the upstream server is timing out")]),
    down("Kong", &[Says("failure to get a peer from the ring-balancer")]),
    down("Kong", &[Says("name resolution failed")]),
    nothing_here("APISIX", &[Says("404 route not found")]),
    nothing_here("Heroku", &[Has("herokucdn.com/error-pages/no-such-app")]),
    nothing_here("Heroku", &[Has("heroku | no such app")]),
    down("Heroku", &[Has("herokucdn.com/error-pages")]),
    nothing_here("Render", &[Header("x-render-routing", "no-server")]),
    down("Render", &[Header("x-render-routing", "error")]),
    nothing_here("Vercel", &[Header("x-vercel-error", "")]),
    down("Vercel", &[Header("x-vercel-error", "")]),
    nothing_here("Netlify", &[Says("not found - request id:")]),
    nothing_here("ngrok", &[Header("ngrok-error-code", "")]),
    down("ngrok", &[Header("ngrok-error-code", "")]),
    nothing_here("Azure", &[Has("404 web site not found")]),
    nothing_here("Google", &[Has("error 404 (not found)!!1")]),
    nothing_here("Kubernetes", &[Says("default backend - 404")]),
    nothing_here("Envoy", &[Header("server", "envoy"), Empty]),
    down("Envoy", &[Says("no healthy upstream")]),
    down("Envoy", &[Says("upstream connect error")]),
    // Every server written in Go says so, and of those Traefik is the one that stands before gateways.
    nothing_here("Traefik", &[Is("404 page not found")]),
    down("Traefik", &[Is("no available server")]),
    down("Traefik", &[Is("bad gateway")]),
    down("Traefik", &[Is("gateway timeout")]),
    nothing_here("nginx", &[Has("<center>nginx")]),
    down("nginx", &[Has("<center>nginx")]),
    nothing_here("OpenResty", &[Has("<center>openresty")]),
    down("OpenResty", &[Has("<center>openresty")]),
    nothing_here(
        "Apache",
        &[Has("<title>404 not found</title>"), Has("the requested url was not found on this server")],
    ),
    down("Apache", &[Has("invalid response from an upstream server")]),
    nothing_here("IIS", &[Header("server", "microsoft-iis"), Has("<")]),
    nothing_here("LiteSpeed", &[Header("server", "litespeed"), Has("<")]),
    down("HAProxy", &[Has("no server is available to handle this request")]),
    nothing_here("AWS", &[Header("server", "awselb")]),
    down("AWS", &[Header("server", "awselb")]),
    down("Caddy", &[Header("server", "caddy"), Empty]),
    down("Azure", &[Header("server", "microsoft-azure-application-gateway")]),
];

/// The mark of whoever answered in the gateway's place.
fn answerer_of(response: &Response) -> Option<&'static Mark> {
    let has_status = |mark: &&Mark| mark.statuses.contains(&response.status);
    let body = Body::of(response);
    MARKS
        .iter()
        .filter(has_status)
        .find(|mark| mark.signs.iter().all(|sign| body.shows(sign, response)))
}

/// What of a body can give somebody away, in small letters. JSON of a success gives nobody away: names and profiles in
/// it may say anything.
struct Body {
    /// A page or a plain text.
    text: String,
    /// The message of a refusal in JSON, or a plain text.
    words: String,
    empty: bool,
}

impl Body {
    fn of(response: &Response) -> Self {
        let text = response.text().trim().to_lowercase();
        let is_json = text.starts_with(['{', '[']);
        let text = if is_json { String::new() } else { text };
        let words = match (is_json, response.is_success()) {
            (true, true) => String::new(),
            (true, false) => message_of(response).unwrap_or_default().to_lowercase(),
            (false, _) => text.clone(),
        };
        Self { text, words, empty: response.body.trim_ascii().is_empty() }
    }

    fn shows(&self, sign: &Sign, response: &Response) -> bool {
        match sign {
            Header(name, part) => response.marks_of(name).any(|value| value.contains(part)),
            Has(part) => self.text.contains(part),
            Says(start) => self.words.starts_with(start),
            Is(text) => self.text == *text,
            Empty => self.empty,
        }
    }
}

#[cfg(test)]
mod tests;
