//! The proxies that this computer's environment names, and which of them stands before an address.
//!
//! Read by us and not by the client: a setting that cannot be used is told, never passed by.

use crate::domain::failure::{Failure, FailureKind};
use crate::domain::origin::is_loopback;
use hyper_util::client::proxy::matcher::Matcher;
use url::Url;

/// Kinds of proxy that the client can go through.
const SCHEMES: &[&str] = &["http", "https", "socks4", "socks4a", "socks5", "socks5h"];

/// What the environment says, each in its own words.
#[derive(Debug, Default)]
pub struct Proxies {
    http: Option<Setting>,
    https: Option<Setting>,
    all: Option<Setting>,
    none_for: String,
}

/// One variable that is set.
#[derive(Clone)]
struct Setting {
    variable: &'static str,
    /// `None` when its words cannot be used.
    proxy: Option<Proxy>,
}

/// A proxy: prints without its password.
#[derive(Clone, PartialEq, Eq)]
pub struct Proxy {
    url: Url,
}

impl std::fmt::Debug for Setting {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {:?}", self.variable, self.proxy)
    }
}

impl std::fmt::Debug for Proxy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.name())
    }
}

impl Proxy {
    /// GNOME writes `socks` and means that the proxy looks names up; without a kind it is one of http.
    fn parse(words: &str) -> Option<Self> {
        let words = match words.split_once("://") {
            Some(("socks", rest)) => format!("socks5h://{rest}"),
            Some(_) => words.to_owned(),
            None => format!("http://{words}"),
        };
        let url = Url::parse(&words).ok()?;
        let host = url.host_str().filter(|host| !host.is_empty())?;
        let plain = host.bytes().all(|byte| byte.is_ascii_graphic());
        (plain && SCHEMES.contains(&url.scheme()) && url.query().is_none()).then_some(Self { url })
    }

    /// With user and password, for the client only.
    pub fn url(&self) -> &str {
        self.url.as_str()
    }

    /// Host and port, as people are told of it.
    pub fn name(&self) -> String {
        let host = self.url.host_str().unwrap_or_default();
        format!("{host}:{}", self.place().1)
    }

    /// Host and port, to connect to.
    pub fn place(&self) -> (String, u16) {
        place(&self.url, if self.url.scheme().starts_with("socks") { 1080 } else { 80 })
    }

    /// Whether the way to the proxy itself is encrypted.
    pub fn is_encrypted(&self) -> bool {
        self.url.scheme() == "https"
    }
}

/// Host and port, without the brackets that an address of version 6 has in a URL.
pub fn place(url: &Url, usual: u16) -> (String, u16) {
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']).to_owned();
    (host, url.port_or_known_default().unwrap_or(usual))
}

impl Proxies {
    /// The environment of this process.
    pub fn of_environment() -> Self {
        Self::read(|name| std::env::var_os(name).map(|value| value.to_string_lossy().into_owned()))
    }

    /// Lower case goes first, as everywhere; a server that runs us as a script can set `HTTP_PROXY` by a header.
    pub(super) fn read(variable: impl Fn(&str) -> Option<String>) -> Self {
        let text = |name: &str| variable(name).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        let script = text("REQUEST_METHOD").is_some();
        let setting = |names: [&'static str; 2]| {
            let (variable, words) = names.into_iter().find_map(|name| Some((name, text(name)?)))?;
            Some(Setting { variable, proxy: Proxy::parse(&words) })
        };
        Self {
            http: setting(["http_proxy", if script { "http_proxy" } else { "HTTP_PROXY" }]),
            https: setting(["https_proxy", "HTTPS_PROXY"]),
            all: setting(["all_proxy", "ALL_PROXY"]),
            none_for: text("no_proxy").or_else(|| text("NO_PROXY")).unwrap_or_default(),
        }
    }

    /// The proxy before this address. This computer is always reached without one.
    ///
    /// # Errors
    /// `BadProxy` when the setting that counts for it cannot be used.
    pub fn before(&self, url: &Url) -> Result<Option<&Proxy>, Failure> {
        let own = if url.scheme() == "https" { &self.https } else { &self.http };
        let Some(setting) = own.as_ref().or(self.all.as_ref()) else { return Ok(None) };
        if is_loopback(url) || self.is_excepted(url) {
            return Ok(None);
        }
        let bad = || Failure::new(FailureKind::BadProxy).details(setting.variable);
        setting.proxy.as_ref().map(Some).ok_or_else(bad)
    }

    /// Whether `no_proxy` names it, by the rules that the client and curl have.
    fn is_excepted(&self, url: &Url) -> bool {
        let Some(host) = url.host_str() else { return true };
        let Ok(uri) = format!("http://{host}/").parse::<hyper::Uri>() else { return false };
        let any = Matcher::builder().http("http://proxy.invalid").no(self.none_for.as_str()).build();
        any.intercept(&uri).is_none()
    }

    /// Each setting for the settings screen: its variable, and the proxy's host and port; `None` where it cannot be
    /// used.
    pub fn told(&self) -> Vec<(String, Option<String>)> {
        let settings = [&self.https, &self.http, &self.all].into_iter().flatten();
        settings
            .map(|setting| (setting.variable.to_owned(), setting.proxy.as_ref().map(Proxy::name)))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proxies(environment: &[(&str, &str)]) -> Proxies {
        Proxies::read(|name| environment.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned()))
    }

    /// Which proxy goes before an address: its name, `Ok("")` for none, the variable to blame otherwise.
    fn before(environment: &[(&str, &str)], url: &str) -> Result<String, String> {
        let proxies = proxies(environment);
        let found = proxies.before(&Url::parse(url).unwrap());
        found.map(|proxy| proxy.map(Proxy::name).unwrap_or_default()).map_err(|failure| failure.details)
    }

    /// Environment, address, and what goes before it.
    type Case<'a> = (&'a [(&'a str, &'a str)], &'a str, Result<&'a str, &'a str>);

    #[test]
    fn every_spelling_is_gone_through_or_told() {
        let (to, plain) = ("https://evo.acme.example/x", "http://10.0.0.2:8080");
        let cases: &[Case<'_>] = &[
            (&[], to, Ok("")),
            (&[("https_proxy", "http://proxy.acme:3128")], to, Ok("proxy.acme:3128")),
            (&[("HTTPS_PROXY", "proxy.acme:3128")], to, Ok("proxy.acme:3128")),
            (&[("HTTPS_PROXY", "http://u:secret@proxy.acme")], to, Ok("proxy.acme:80")),
            (&[("all_proxy", "socks5://127.0.0.1:1080")], to, Ok("127.0.0.1:1080")),
            (&[("ALL_PROXY", "socks5h://[::1]")], to, Ok("[::1]:1080")),
            (&[("all_proxy", "socks://127.0.0.1:1080/")], to, Ok("127.0.0.1:1080")),
            (&[("all_proxy", "socks4a://p:9")], plain, Ok("p:9")),
            (&[("http_proxy", "http://p:1"), ("all_proxy", "socks5://q:2")], plain, Ok("p:1")),
            (&[("http_proxy", "http://p:1"), ("all_proxy", "socks5://q:2")], to, Ok("q:2")),
            (&[("HTTP_PROXY", "http://p:1")], plain, Ok("p:1")),
            (&[("HTTP_PROXY", "http://p:1"), ("REQUEST_METHOD", "GET")], plain, Ok("")),
            (&[("https_proxy", " ")], to, Ok("")),
            // Told, not passed by: whoever set it does not want us to go straight.
            (&[("https_proxy", "ftp://p:1")], to, Err("https_proxy")),
            (&[("ALL_PROXY", "http://")], to, Err("ALL_PROXY")),
            (&[("all_proxy", "http://p:99999999")], to, Err("all_proxy")),
            (&[("all_proxy", "socks6://p")], to, Err("all_proxy")),
            (&[("all_proxy", "http://a b:1")], to, Err("all_proxy")),
            // A broken setting for others says nothing about this address.
            (&[("http_proxy", "ftp://p:1")], to, Ok("")),
            (&[("https_proxy", "nonsense://"), ("no_proxy", "acme.example")], to, Ok("")),
            (&[("https_proxy", "p:1"), ("NO_PROXY", "*")], to, Ok("")),
            (&[("https_proxy", "p:1"), ("no_proxy", ".acme.example, 10.0.0.0/8")], to, Ok("")),
            (&[("http_proxy", "p:1"), ("no_proxy", "x.example,10.0.0.0/8")], plain, Ok("")),
            (&[("https_proxy", "p:1"), ("no_proxy", "cme.example")], to, Ok("p:1")),
            (&[("http_proxy", "p:1")], "http://127.0.0.1:8080", Ok("")),
            (&[("http_proxy", "bad://p:1")], "http://localhost:8080", Ok("")),
        ];
        for (environment, url, wanted) in cases {
            let wanted = wanted.map(str::to_owned).map_err(str::to_owned);
            assert_eq!(before(environment, url), wanted, "{environment:?} {url}");
        }
    }

    #[test]
    fn a_proxy_is_named_without_its_password() {
        let all = proxies(&[("https_proxy", "http://user:CANARY@proxy.acme:3128"), ("all_proxy", "what://x")]);
        let told = [("https_proxy".to_owned(), Some("proxy.acme:3128".to_owned())), ("all_proxy".to_owned(), None)];
        assert_eq!(all.told(), told);
        assert!(!format!("{all:?}").contains("CANARY"));
    }
}
