//! Answers of whoever stands in front of the gateway: redirects, passwords, guards, platforms.

use crate::scenarios::{Scenario, after, open, refused};
use crate::server::answer;
use pairdesk::domain::failure::FailureKind as K;

const HTML: &str = "content-type: text/html; charset=UTF-8\r\n";
const JSON: &str = "content-type: application/json\r\n";

pub fn all() -> Vec<Scenario> {
    [walls(), guards(), platforms()].into_iter().flatten().collect()
}

/// A 4xx: the gateway was not reached.
fn stopped(name: &'static str, kind: K, status: &'static str, headers: &str, body: &'static str) -> Scenario {
    let headers = headers.to_owned();
    refused(name, kind, move |_| after(answer(status, &headers, body.as_bytes())))
}

/// Any other status proves nothing.
fn doubtful(name: &'static str, kind: K, status: &'static str, headers: &str, body: &'static str) -> Scenario {
    let headers = headers.to_owned();
    open(name, kind, move |_| after(answer(status, &headers, body.as_bytes())))
}

fn walls() -> Vec<Scenario> {
    let html = |more: &str| format!("{HTML}{more}\r\n");
    vec![
        stopped(
            "password of nginx",
            K::PasswordWall,
            "401 Unauthorized",
            &html("www-authenticate: Basic realm=\"restricted\""),
            "<html><title>401 Authorization Required</title></html>",
        ),
        stopped(
            "password of Traefik",
            K::PasswordWall,
            "401 Unauthorized",
            "content-type: text/plain\r\nWWW-Authenticate: Basic realm=\"traefik\"\r\n",
            "401 Unauthorized\n",
        ),
        stopped(
            "password asked for in JSON",
            K::PasswordWall,
            "401 Unauthorized",
            &format!("{JSON}www-authenticate: Digest realm=\"x\", nonce=\"a\"\r\n"),
            "{\"message\":\"Unauthorized\"}",
        ),
        stopped("password of a proxy", K::ProxyPassword, "407 Proxy", "proxy-authenticate: Basic\r\n", ""),
        doubtful(
            "redirect with a page",
            K::Redirected,
            "301 Moved Permanently",
            &html("location: https://evo.acme.example/"),
            "<html><head><title>301 Moved Permanently</title></head></html>",
        ),
        doubtful("redirect with JSON", K::Redirected, "308 There", &format!("{JSON}location: /v2/\r\n"), "{\"a\":1}"),
    ]
}

fn guards() -> Vec<Scenario> {
    let by = |server: &str| format!("{HTML}server: {server}\r\n");
    vec![
        stopped(
            "challenge of Cloudflare",
            K::Shielded,
            "403 Forbidden",
            &(by("cloudflare") + "cf-mitigated: challenge\r\n"),
            "<!DOCTYPE html><title>Just a moment...</title>",
        ),
        stopped(
            "Cloudflare 1020",
            K::Shielded,
            "403 Forbidden",
            "content-type: text/plain\r\nserver: cloudflare\r\n",
            "error code: 1020",
        ),
        doubtful(
            "Cloudflare 522",
            K::GatewayDown,
            "522 ",
            &by("cloudflare"),
            "<title>522: Connection timed out</title>",
        ),
        stopped("Sucuri", K::Shielded, "403 Forbidden", HTML, "<title>Sucuri WebSite Firewall - Access Denied</title>"),
        stopped("Akamai", K::Shielded, "403 Forbidden", &by("AkamaiGHost"), "<TITLE>Access Denied</TITLE>"),
        doubtful(
            "Imperva",
            K::Shielded,
            "200 OK",
            HTML,
            "<html>Request unsuccessful. Incapsula incident ID: 1-2</html>",
        ),
        doubtful("AWS WAF", K::Shielded, "202 Accepted", "x-amzn-waf-action: challenge\r\n", ""),
        stopped("DDoS-Guard", K::Shielded, "403 Forbidden", &by("ddos-guard"), "<title>DDoS-Guard</title>"),
        stopped("Vercel", K::Shielded, "429 Many", "x-vercel-mitigated: challenge\r\n", "<title>Vercel</title>"),
        doubtful(
            "Anubis",
            K::Shielded,
            "200 OK",
            HTML,
            "<title>Not a bot?</title><script id=\"anubis_challenge\">{}</script>",
        ),
    ]
}

fn platforms() -> Vec<Scenario> {
    vec![
        stopped("nothing at Traefik", K::NotTheGateway, "404 Not Found", "", "404 page not found\n"),
        stopped(
            "nothing at Kong",
            K::NotTheGateway,
            "404 Not Found",
            &format!("{JSON}server: kong/3.4\r\n"),
            "{\"message\":\"no Route matched with those values\"}",
        ),
        stopped(
            "nothing at Railway",
            K::NotTheGateway,
            "404 Not Found",
            JSON,
            "{\"status\":\"error\",\"code\":404,\"message\":\"Application not found\",\"request_id\":\"r1\"}",
        ),
        stopped("nothing at nginx", K::NotTheGateway, "404 Not Found", HTML, "<html><hr><center>nginx</center></html>"),
        doubtful("nothing behind nginx", K::GatewayDown, "502 Bad", HTML, "<html><hr><center>nginx</center></html>"),
        doubtful("nothing behind Traefik", K::GatewayDown, "502 Bad Gateway", "", "Bad Gateway"),
    ]
}
