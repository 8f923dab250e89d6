//! Where a secret belongs: the one gateway that it may be sent to.

use serde::{Deserialize, Deserializer, Serialize};
use std::fmt;
use url::{Host, Url};

/// A gateway as secrets know it: scheme, host in punycode, port and path prefix, and a mark of the tenant where the
/// gateway tells one. Written as one short text, since some keyrings hold little.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Origin {
    address: String,
    tenant: Option<String>,
}

impl Origin {
    /// The origin of a base address; `None` for an address that no secret may be sent to.
    #[must_use]
    pub fn of(base_url: &str) -> Option<Self> {
        let url = Url::parse(base_url.trim()).ok()?;
        let has_host = url.host_str().is_some_and(|host| !host.is_empty());
        let is_plain = url.query().is_none() && url.fragment().is_none();
        let is_nobodys = url.username().is_empty() && url.password().is_none();
        if !matches!(url.scheme(), "https" | "http") || !has_host || !is_plain || !is_nobodys {
            return None;
        }
        Some(Self { address: url.as_str().trim_end_matches('/').to_owned(), tenant: None })
    }

    /// The same with what the gateway said of whose it is.
    #[must_use]
    pub fn of_tenant(self, tenant: Option<String>) -> Self {
        Self { tenant: tenant.filter(|tenant| !tenant.is_empty()), ..self }
    }

    /// The base address, without a slash at its end.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The tenant's mark, where the gateway told one.
    #[must_use]
    pub fn tenant(&self) -> Option<&str> {
        self.tenant.as_deref()
    }

    /// Whether a secret of the one may be sent to the other: the same address, and no tenants that differ.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        let differ = |(one, two): (&String, &String)| one != two;
        self.address == other.address && !self.tenant.as_ref().zip(other.tenant.as_ref()).is_some_and(differ)
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.address)
    }
}

/// Reads one that was kept: a text that is none must not hide what it belongs to.
pub(super) fn readable<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Origin>, D::Error> {
    let text = Option::<String>::deserialize(from)?;
    Ok(text.and_then(|text| Origin::try_from(text).ok()))
}

impl From<Origin> for String {
    fn from(origin: Origin) -> Self {
        match origin.tenant {
            // No address of ours has this character.
            Some(tenant) => format!("{}#{tenant}", origin.address),
            None => origin.address,
        }
    }
}

impl TryFrom<String> for Origin {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let (address, tenant) = match text.split_once('#') {
            Some((address, tenant)) => (address, Some(tenant.to_owned())),
            None => (text.as_str(), None),
        };
        Self::of(address)
            .map(|origin| origin.of_tenant(tenant))
            .ok_or("not an address that a secret belongs to")
    }
}

/// Whether the address names this computer.
#[must_use]
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_place_has_one_origin_however_it_is_written() {
        let same = ["https://evo.acme.example", " HTTPS://EVO.acme.example:443/ ", "https://evo.acme.example//"];
        for written in same {
            assert_eq!(Origin::of(written).unwrap().address(), "https://evo.acme.example", "{written}");
        }
        assert_eq!(Origin::of("https://еvo.acme.example").unwrap().address(), "https://xn--vo-mlc.acme.example");
    }

    #[test]
    fn every_other_place_is_another_origin() {
        let home = Origin::of("https://evo.acme.example/api").unwrap();
        for other in [
            "http://evo.acme.example/api",
            "https://evo.acme.example",
            "https://evo.acme.example/api/v2",
            "https://evo.acme.example:8443/api",
            "https://еvo.acme.example/api",
            "https://evo.acme.example.evil.example/api",
        ] {
            assert!(!home.is_same(&Origin::of(other).unwrap()), "{other}");
        }
        let of = |tenant: &str| home.clone().of_tenant(Some(tenant.to_owned()));
        assert!(of("a").is_same(&home) && home.is_same(&of("a")) && of("a").is_same(&of("a")));
        assert!(!of("a").is_same(&of("b")));
    }

    #[test]
    fn what_holds_more_than_a_place_is_none() {
        for none in [
            "https://evo.acme.example/?apikey=x",
            "https://evo.acme.example/#x",
            "https://user:x@evo.acme.example",
            "ftp://evo.acme.example",
            "evo.acme.example",
            "https://",
            "",
        ] {
            assert_eq!(Origin::of(none), None, "{none}");
        }
    }

    #[test]
    fn it_is_written_as_one_short_text() {
        let origin = Origin::of("https://evo.acme.example/api").unwrap();
        for (origin, text) in [
            (origin.clone(), "\"https://evo.acme.example/api\""),
            (origin.of_tenant(Some("t#1".to_owned())), "\"https://evo.acme.example/api#t#1\""),
        ] {
            assert_eq!(serde_json::to_string(&origin).unwrap(), text);
            assert_eq!(serde_json::from_str::<Origin>(text).unwrap(), origin);
        }
        assert!(serde_json::from_str::<Origin>("\"nonsense\"").is_err());
    }
}
