//! Base addresses as they are pasted: links of one instance, addresses of a panel, and hosts that look like others.

use crate::domain::origin::Origin;
use crate::domain::secret::Secret;
use url::Url;

/// The link of one instance, as a vendor's panel shows it: the token stands in its path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InstanceLink {
    /// What is left of it for the account.
    pub base_url: String,
    pub instance_id: String,
    pub token: Secret,
}

/// Reads `…/instances/ID/token/TOKEN/…`, with or without its scheme.
#[must_use]
pub fn instance_link(text: &str) -> Option<InstanceLink> {
    let text = text.trim();
    let url = parse(text).or_else(|| parse(&format!("https://{text}")))?;
    let segments: Vec<&str> = url.path_segments()?.collect();
    let at = segments
        .windows(4)
        .position(|four| four[0] == "instances" && four[2] == "token" && !four[1].is_empty() && !four[3].is_empty())?;
    Some(InstanceLink {
        base_url: up_to(&url, &segments[..at]),
        instance_id: segments[at + 1].to_owned(),
        token: Secret::from(segments[at + 3]),
    })
}

/// The address without the path of a panel or of a call: what stands before the first of these words.
#[must_use]
pub fn without_panel(text: &str, words: &[&str]) -> Option<String> {
    let url = parse(text.trim())?;
    let segments: Vec<&str> = url.path_segments()?.collect();
    let at = segments.iter().position(|segment| words.contains(segment))?;
    Some(up_to(&url, &segments[..at]))
}

fn parse(text: &str) -> Option<Url> {
    Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https"))
}

fn up_to(url: &Url, segments: &[&str]) -> String {
    let mut base = url.clone();
    base.set_query(None);
    base.set_fragment(None);
    base.set_path(&segments.join("/"));
    base.as_str().trim_end_matches('/').to_owned()
}

/// The host as the network knows it, where that differs from what people read: letters of another script can look like
/// those of this one.
#[must_use]
pub fn host_in_punycode(base_url: &str) -> Option<String> {
    let origin = Origin::of(base_url)?;
    let host = Url::parse(origin.address()).ok()?.host_str()?.to_owned();
    host.split('.').any(|label| label.starts_with("xn--")).then_some(host)
}

/// The host as people read it, where the network knows it otherwise.
#[must_use]
pub fn host_in_unicode(base_url: &str) -> Option<String> {
    host_in_punycode(base_url).map(|host| idna::domain_to_unicode(&host).0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_link_of_an_instance_is_taken_apart() {
        for (text, base, id) in [
            ("https://api.z-api.io/instances/3E06/token/7395/send-text", "https://api.z-api.io", "3E06"),
            (" api.z-api.io/instances/3E06/token/7395 ", "https://api.z-api.io", "3E06"),
            ("https://wa.acme.example/v2/instances/A-1/token/7395/status?x=1#y", "https://wa.acme.example/v2", "A-1"),
        ] {
            let link = instance_link(text).unwrap();
            assert_eq!((link.base_url.as_str(), link.instance_id.as_str()), (base, id), "{text}");
            assert_eq!(link.token, Secret::from("7395"));
        }
        for text in ["https://api.z-api.io", "https://api.z-api.io/instances//token/x", "instances/a/token/b", ""] {
            assert_eq!(instance_link(text), None, "{text}");
        }
    }

    #[test]
    fn the_path_of_a_panel_is_cut() {
        let words = ["manager", "instance"];
        for (text, base) in [
            ("https://evo.acme.example/manager", "https://evo.acme.example"),
            ("https://evo.acme.example/manager/login?x=1", "https://evo.acme.example"),
            ("https://acme.example/evo/instance/fetchInstances", "https://acme.example/evo"),
        ] {
            assert_eq!(without_panel(text, &words).as_deref(), Some(base), "{text}");
        }
        for text in ["https://evo.acme.example", "https://manager.acme.example/api", "manager"] {
            assert_eq!(without_panel(text, &words), None, "{text}");
        }
    }

    #[test]
    fn a_host_of_another_script_is_named_as_the_network_knows_it() {
        let lookalike = "https://еvo.acme.example";
        assert_eq!(host_in_punycode(lookalike).as_deref(), Some("xn--vo-mlc.acme.example"));
        assert_eq!(host_in_unicode("https://xn--vo-mlc.acme.example").as_deref(), Some("еvo.acme.example"));
        assert_eq!(host_in_punycode("https://evo.acme.example"), None);
    }
}
