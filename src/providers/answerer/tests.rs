//! Answers as they were met, and who is told to have given them.

use super::*;
use crate::providers::target::{Proof, Target};
use crate::providers::{ALL, Provider};

/// An answer: status, headers of which some tell who answered, body.
fn answer(status: u16, headers: &[(&'static str, &str)], body: &str) -> Response {
    let of_type = |name: &str| name == "content-type";
    let kind = headers.iter().find(|(name, _)| of_type(name)).map(|(_, kind)| (*kind).to_owned());
    let marks = headers.iter().filter(|(name, _)| !of_type(name));
    Response {
        status,
        content_type: kind,
        marks: marks.map(|(name, value)| (*name, (*value).to_owned())).collect(),
        body: body.as_bytes().to_vec(),
        ..Response::default()
    }
}

const HTML: (&str, &str) = ("content-type", "text/html; charset=UTF-8");
const JSON: (&str, &str) = ("content-type", "application/json");
const CLOUDFLARE: (&str, &str) = ("server", "cloudflare");

/// Status, headers, body; what it means, and who is told to have answered.
type Case<'a> = (u16, &'a [(&'static str, &'static str)], &'a str, Kind, &'a str);

#[test]
#[expect(clippy::too_many_lines, reason = "one line for each answer that was met")]
fn whoever_answers_in_the_gateways_place_is_named() {
    let nginx =
        |title: &str| format!("<html><head><title>{title}</title></head><hr><center>nginx/1.24.0</center></html>");
    let (gone, bad) = (nginx("404 Not Found"), nginx("502 Bad Gateway"));
    let cases: &[Case<'_>] = &[
        (
            401,
            &[HTML, ("www-authenticate", "Basic realm=\"restricted\"")],
            "<title>401</title>",
            Kind::PasswordWall,
            "",
        ),
        (401, &[("www-authenticate", "Basic realm=\"traefik\"")], "401 Unauthorized\n", Kind::PasswordWall, ""),
        (401, &[("www-authenticate", "Negotiate"), ("www-authenticate", "NTLM")], "", Kind::PasswordWall, ""),
        (401, &[("www-authenticate", "Bearer, Digest realm=\"x\", qop=\"auth\"")], "{}", Kind::PasswordWall, ""),
        (407, &[("proxy-authenticate", "Basic")], "", Kind::ProxyPassword, ""),
        (
            403,
            &[HTML, CLOUDFLARE, ("cf-mitigated", "challenge")],
            "<title>Just a moment...</title>",
            Kind::Shielded,
            "Cloudflare",
        ),
        (503, &[HTML, CLOUDFLARE], "<html><title>Just a moment...</title>", Kind::Shielded, "Cloudflare"),
        (403, &[CLOUDFLARE], "error code: 1020", Kind::Shielded, "Cloudflare"),
        (403, &[HTML], "<title>Attention Required! | Cloudflare</title>", Kind::Shielded, "Cloudflare"),
        (429, &[CLOUDFLARE], "error code: 1015", Kind::RateLimited, "Cloudflare"),
        (
            522,
            &[HTML, CLOUDFLARE],
            "<title>acme.example | 522: Connection timed out</title>",
            Kind::GatewayDown,
            "Cloudflare",
        ),
        (530, &[CLOUDFLARE], "error code: 1033", Kind::GatewayDown, "Cloudflare"),
        (202, &[HTML, ("x-amzn-waf-action", "challenge")], "", Kind::Shielded, "AWS WAF"),
        (405, &[HTML, ("x-amzn-waf-action", "captcha")], "", Kind::Shielded, "AWS WAF"),
        (
            429,
            &[HTML, ("x-vercel-mitigated", "challenge")],
            "<title>Vercel Security Checkpoint",
            Kind::Shielded,
            "Vercel",
        ),
        (
            403,
            &[HTML, ("x-sucuri-block", "BLK")],
            "<title>Sucuri WebSite Firewall - Access Denied",
            Kind::Shielded,
            "Sucuri",
        ),
        (200, &[HTML], "<html>Request unsuccessful. Incapsula incident ID: 1-2", Kind::Shielded, "Imperva"),
        (
            200,
            &[HTML],
            "<title>Making sure you're not a bot!</title><script id=\"anubis_challenge\">",
            Kind::Shielded,
            "Anubis",
        ),
        (
            403,
            &[HTML, ("server", "AkamaiGHost")],
            "<TITLE>Access Denied</TITLE> Reference #18",
            Kind::Shielded,
            "Akamai",
        ),
        (403, &[HTML, ("server", "ddos-guard")], "<title>DDoS-Guard</title>", Kind::Shielded, "DDoS-Guard"),
        (403, &[JSON, ("x-amzn-errortype", "ForbiddenException")], r#"{"message":"Forbidden"}"#, Kind::Shielded, "AWS"),
        (403, &[JSON, ("x-amzn-errortype", "MissingAuthenticationTokenException")], "{}", Kind::NotTheGateway, "AWS"),
        (
            404,
            &[JSON, ("server", "kong/3.4")],
            r#"{"message":"no Route matched with those values"}"#,
            Kind::NotTheGateway,
            "Kong",
        ),
        (
            404,
            &[JSON],
            r#"{"status":"error","code":404,"message":"Application not found","request_id":"r1"}"#,
            Kind::NotTheGateway,
            "Railway",
        ),
        (
            502,
            &[JSON],
            r#"{"status":"error","code":502,"message":"Application failed to respond"}"#,
            Kind::GatewayDown,
            "Railway",
        ),
        (404, &[("content-type", "text/plain")], "404 page not found\n", Kind::NotTheGateway, "Traefik"),
        (502, &[("content-type", "text/plain")], "Bad Gateway", Kind::GatewayDown, "Traefik"),
        (503, &[], "no available server\n", Kind::GatewayDown, "Traefik"),
        (404, &[HTML], &gone, Kind::NotTheGateway, "nginx"),
        (502, &[HTML], &bad, Kind::GatewayDown, "nginx"),
        (
            404,
            &[HTML],
            "<iframe src=\"//www.herokucdn.com/error-pages/no-such-app.html\">",
            Kind::NotTheGateway,
            "Heroku",
        ),
        (
            503,
            &[HTML],
            "<iframe src=\"//www.herokucdn.com/error-pages/application-error.html\">",
            Kind::GatewayDown,
            "Heroku",
        ),
        (404, &[("x-render-routing", "no-server")], "Not Found", Kind::NotTheGateway, "Render"),
        (
            404,
            &[("x-vercel-error", "DEPLOYMENT_NOT_FOUND")],
            "The deployment could not be found",
            Kind::NotTheGateway,
            "Vercel",
        ),
        (404, &[HTML, ("ngrok-error-code", "ERR_NGROK_3200")], "<title>ngrok</title>", Kind::NotTheGateway, "ngrok"),
        (404, &[("server", "envoy")], "", Kind::NotTheGateway, "Envoy"),
        (503, &[], "no healthy upstream", Kind::GatewayDown, "Envoy"),
        (404, &[], "default backend - 404", Kind::NotTheGateway, "Kubernetes"),
        (502, &[("server", "Caddy")], "", Kind::GatewayDown, "Caddy"),
        (503, &[HTML], "<h1>503</h1>No server is available to handle this request.", Kind::GatewayDown, "HAProxy"),
        (
            522,
            &[HTML, CLOUDFLARE],
            "<div id=\"cf-error-details\"><title>522: Connection timed out</title>",
            Kind::GatewayDown,
            "Cloudflare",
        ),
        (403, &[HTML, CLOUDFLARE], "<div class=\"cf-error-details\">Error 1020", Kind::Shielded, "Cloudflare"),
        (403, &[HTML], "<TITLE>ERROR</TITLE>Request blocked. Generated by cloudfront", Kind::Shielded, "CloudFront"),
        (504, &[HTML], "<TITLE>ERROR</TITLE>Generated by cloudfront (CloudFront)", Kind::GatewayDown, "CloudFront"),
        (403, &[HTML], "<title>403 Forbidden</title><center>nginx</center>", Kind::Shielded, "nginx"),
        (404, &[HTML, ("server", "awselb/2.0")], "<title>404 Not Found</title>", Kind::NotTheGateway, "AWS"),
        (429, &[HTML], "<title>429 Too Many Requests</title><center>nginx</center>", Kind::RateLimited, "nginx"),
        (408, &[HTML], "<title>408 Request Time-out</title>", Kind::Timeout, ""),
        // Nobody we know: a page all the same.
        (200, &[HTML], "<title>Log in</title>", Kind::NotTheApi, ""),
        (404, &[HTML], "<title>Nothing</title>", Kind::NotTheApi, ""),
        (500, &[HTML], "<title>Oops</title>", Kind::ServerError, ""),
        (411, &[HTML], "<!DOCTYPE html><title>Error 411 (Length Required)!!1</title>", Kind::NotTheApi, ""),
    ];
    for provider in ALL {
        for (status, headers, body, kind, who) in cases {
            let response = answer(*status, headers, body);
            for call in [Call::State, Call::Describe, Call::Delete] {
                let failure = provider.reply(&call, &Access::default(), &response).unwrap_err();
                let by = failure.by.as_deref().unwrap_or_default();
                assert_eq!((failure.kind, by, failure.status), (*kind, *who, Some(*status)), "{headers:?} {body}");
            }
        }
    }
}

/// Status, headers, body.
type Own<'a> = (u16, &'a [(&'static str, &'static str)], &'a str);

#[test]
fn the_gateways_own_answers_pass() {
    let own: &[Own<'_>] = &[
        (200, &[HTML], r#"{"id":"A1"}"#),
        (200, &[HTML, CLOUDFLARE, ("cf-ray", "1")], "[]"),
        (200, &[JSON, CLOUDFLARE], r#"[{"name":"error code: 1020 _cf_chl_opt anubis_challenge crowdsec"}]"#),
        (200, &[JSON], r#"{"message":"no Route matched with those values"}"#),
        (401, &[("www-authenticate", "Bearer realm=\"basic\"")], r#"{"error":"invalid_api_key"}"#),
        (401, &[("www-authenticate", "ApiKey realm=\"the basic plan\"")], "{}"),
        (401, &[], r#"{"status":401,"error":"Unauthorized","response":{"message":"Unauthorized"}}"#),
        (403, &[CLOUDFLARE], r#"{"error":"Client-Token null not allowed"}"#),
        (404, &[("server", "nginx")], r#"{"status":404,"response":{"message":["The \"x\" instance does not exist"]}}"#),
        (404, &[JSON, ("server", "envoy")], r#"{"error":{"code":"instance_not_found"}}"#),
        (502, &[JSON], r#"{"statusCode":502,"message":"Bad Gateway"}"#),
        (304, &[], ""),
    ];
    for (status, headers, body) in own {
        assert_eq!(
            let_through(&Access::default(), &answer(*status, headers, body), true),
            Ok(()),
            "{headers:?} {body}"
        );
    }
}

#[test]
fn a_redirect_is_one_whatever_comes_with_it() {
    let to = |status, host: &str, moved: Option<&str>, body: &str| Response {
        status,
        location_host: Some(host.to_owned()),
        moved_to: moved.map(str::to_owned),
        content_type: Some("text/html".to_owned()),
        body: body.as_bytes().to_vec(),
        ..Response::default()
    };
    let page = "<html><head><title>301 Moved Permanently</title></head></html>";
    for (status, host, body) in
        [(301, "evo.acme.example", page), (302, "", "{}"), (308, "x.example", ""), (300, "y", page)]
    {
        let moved = Some("https://evo.acme.example/v2");
        let failure = let_through(&Access::default(), &to(status, host, moved, body), true).unwrap_err();
        assert_eq!((failure.kind, failure.details.as_str()), (Kind::Redirected, host), "{status}");
        assert_eq!(failure.moved_to.as_deref(), moved);
    }
    // A page to sign in is a wall, and no address to go on with; a gateway that moved below such a name has moved.
    let mut wall = to(302, "sso.acme.example", None, "");
    wall.to_sign_in = true;
    let failure = let_through(&Access::default(), &wall, true).unwrap_err();
    assert_eq!((failure.kind, failure.details.as_str()), (Kind::PasswordWall, "sso.acme.example"));
    wall.moved_to = Some("https://sso.acme.example".to_owned());
    assert_eq!(let_through(&Access::default(), &wall, true).unwrap_err().kind, Kind::Redirected);
    // A key that comes back in an address is not offered as one.
    let access = Access::holding("key", "CANARY");
    for address in ["https://evil.example/CANARY", "https://evil.example/A1B2C3D4E5F6A1B2C3D4E5F6"] {
        let failure = let_through(&access, &to(301, "evil.example", Some(address), ""), true).unwrap_err();
        assert_eq!(failure.moved_to, None, "{address}");
    }
}

#[test]
fn a_name_that_did_not_arrive_is_to_blame_and_not_the_address() {
    let own = |path: &str| {
        format!(
            r#"{{"status":404,"error":"Not Found","response":{{"message":["Cannot GET /instance/connectionState/{path}"]}}}}"#
        )
    };
    let page = || "<title>404 Not Found</title>The requested URL was not found on this server.".to_owned();
    let cases = [
        ("filial/sul", 404, own("filial/sul"), Kind::NameNotCarried),
        ("filial/sul", 404, page(), Kind::NameNotCarried),
        ("filial/sul", 400, "<html>Bad Request".to_owned(), Kind::NameNotCarried),
        ("são paulo", 404, own("são paulo"), Kind::NameNotCarried),
        // It arrived whole: the path is not there.
        ("filial/sul", 404, own("filial%2Fsul"), Kind::WrongPath),
        ("são paulo", 404, page(), Kind::NotTheGateway),
        ("filial-sul", 404, own("filial-sul"), Kind::WrongPath),
        ("filial-sul", 404, page(), Kind::NotTheGateway),
    ];
    let provider = crate::providers::by_id("evolution").unwrap();
    for (name, status, body, kind) in cases {
        let target = Target::new("i-1".to_owned(), name.to_owned(), Proof::IdJustRead(None));
        let access = Access::holding("global_key", "CANARY").about(target).unwrap();
        let failure = provider.reply(&Call::State, &access, &answer(status, &[], &body)).unwrap_err();
        assert_eq!(failure.kind, kind, "{name} {body}");
    }
}

#[test]
fn a_gateway_that_asks_for_a_password_itself_is_no_wall() {
    let asked = answer(401, &[("www-authenticate", "Basic realm=\"gateway\"")], "");
    let access = Access::default();
    assert_eq!(let_through(&access, &asked, true).unwrap_err().kind, Kind::PasswordWall);
    assert_eq!(let_through(&access, &asked, false), Ok(()));
    // What stands before it is one all the same.
    let proxy = answer(407, &[("proxy-authenticate", "Basic")], "");
    assert_eq!(let_through(&access, &proxy, false).unwrap_err().kind, Kind::ProxyPassword);
}

#[test]
fn what_a_cache_has_kept_says_nothing_of_how_things_stand() {
    let list = || Call::List { page: 1, short: false, name: None };
    let aged = |age: &str| answer(200, &[JSON, ("via", "1.1 varnish"), ("age", age)], "[]");
    let kind = |call: &Call, age: &str| {
        let providers = ALL.iter().map(|provider| provider.reply(call, &Access::default(), &aged(age)));
        providers.map(|reply| reply.err().map(|failure| failure.kind)).collect::<Vec<_>>()
    };
    let kept = Some(Kind::FromACache);
    for call in [list(), Call::Check, Call::State, Call::Restart, Call::Settings { step: 1 }] {
        assert!(kind(&call, "90").iter().all(|kind| *kind == kept), "{call:?}");
        assert!(kind(&call, "0").iter().all(|kind| *kind != kept), "{call:?}: passed on just now");
    }
    assert!(kind(&Call::Detect, "90").iter().all(|kind| *kind != kept), "a version hardly changes");
}

#[test]
fn a_cache_that_tells_no_age_gives_itself_away_by_its_own_word() {
    let is_kept = |header: &'static str, word: &str| {
        let list = Call::List { page: 1, short: false, name: None };
        let kept = |provider: &&'static dyn Provider| {
            let response = answer(200, &[JSON, (header, word)], "[]");
            provider
                .reply(&list, &Access::default(), &response)
                .is_err_and(|it| it.kind == Kind::FromACache)
        };
        ALL.iter().all(kept)
    };
    for (header, word) in [
        ("x-cache-status", "HIT"),
        ("x-cache-status", "STALE"),
        ("x-proxy-cache", "UPDATING"),
        ("x-cache", "HIT from proxy.example"),
        ("x-cache", "MISS, HIT"),
        ("x-cache", "TCP_MEM_HIT from a1.example"),
        ("x-litespeed-cache", "hit"),
        ("cf-cache-status", "HIT"),
        ("cache-status", "OriginCache; fwd=miss; stored, EdgeCache; hit; ttl=30"),
    ] {
        assert!(is_kept(header, word), "{header}: {word}");
    }
    for (header, word) in [
        ("x-cache-status", "MISS"),
        ("x-cache-status", "BYPASS"),
        ("x-cache-status", "EXPIRED"),
        ("x-cache-status", "REVALIDATED"),
        ("x-cache", "RefreshHit from cloudfront"),
        ("x-cache", "TCP_REFRESH_HIT"),
        ("cf-cache-status", "DYNAMIC"),
        ("cache-status", "EdgeCache; fwd=stale; fwd-status=200"),
    ] {
        assert!(!is_kept(header, word), "{header}: {word}");
    }
}

#[test]
fn what_is_said_to_be_of_another_instance_is_known_as_that() {
    let provider = crate::providers::by_id("evolution").unwrap();
    let named = br#"{"instance":{"instanceName":"outra","state":"open"}}"#;
    assert_eq!(provider.names(&Call::Restart, named).as_deref(), Some("outra"));
    assert_eq!(provider.names(&Call::Restart, br#"{"base64":"data:image/png;base64,AA","count":1}"#), None);
    let target = Target::new("id-of-loja".to_owned(), "loja".to_owned(), Proof::IdJustRead(None));
    let access = Access::holding("global_key", "CANARY").about(target).unwrap();
    let access = access.to(Some("2.3.7".to_owned()), crate::domain::values::Values::default());
    for (id, is_ours) in [("id-of-loja", true), ("id-of-outra", false)] {
        let body = format!(r#"{{"id":"x","enabled":true,"url":"https://a.b","instanceId":"{id}"}}"#);
        let read = provider.reply(&Call::Settings { step: 1 }, &access, &answer(200, &[], &body));
        assert_eq!(
            read.as_ref().map(|_| ()).map_err(|failure| failure.kind),
            if is_ours { Ok(()) } else { Err(Kind::Unreadable) }
        );
    }
}
