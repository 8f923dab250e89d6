//! A diagnosis in words: what each look showed, what explains it all, and the one thing to do next.

use crate::app::cx::Cx;
use crate::app::format;
use crate::app::route::Route;
use crate::domain::account::Account;
use crate::domain::connection::ConnectionState;
use crate::domain::diagnosis::{CLOCK_MATTERS, Diagnosis, Encryption, Fact, Look, Topic, Verdict};
use crate::domain::failure::{Failure, FailureKind};
use crate::engine::command::Action;
use crate::providers::capabilities::Capabilities;
use crate::ui::widgets::Tone;

/// What a look showed, in a sentence.
#[must_use]
pub fn result(cx: &Cx<'_>, account: &Account, look: &Look) -> String {
    let fact = look.fact.as_ref().map(|fact| shown(cx, account, fact));
    match &look.verdict {
        Verdict::Waiting => cx.t("look-waiting"),
        Verdict::Running => cx.t("look-running"),
        Verdict::Skipped => cx.t("look-skipped"),
        Verdict::Failed(failure) => {
            let why = format::failure_line(cx.texts, failure);
            fact.map_or_else(|| why.clone(), |fact| format!("{why}\n{fact}"))
        }
        _ => fact.unwrap_or_default(),
    }
}

fn shown(cx: &Cx<'_>, account: &Account, fact: &Fact) -> String {
    match fact {
        Fact::Reached { host, at } if *host == at.to_string() => cx.tw("look-answers", &[("host", host)]),
        Fact::Reached { host, at } => cx.tw("look-reached", &[("host", host), ("address", &at.to_string())]),
        Fact::Proxy(proxy) => cx.tw("look-proxy", &[("proxy", proxy)]),
        Fact::Encryption(shown) => encryption(cx, shown),
        Fact::Clear { here: true } => cx.t("look-clear-here"),
        Fact::Clear { here: false } => cx.t("look-clear"),
        Fact::KeyAccepted if account.secret_keys.is_empty() => cx.t("look-no-key"),
        Fact::KeyAccepted => cx.t("look-key-accepted"),
        Fact::KeyUntested => cx.t("look-key-untested"),
        Fact::KeyNotJudged => cx.t("look-key-not-judged"),
        Fact::Version(version) => {
            let product = format::provider_of(account).map_or(account.provider.0, |provider| provider.name());
            match version {
                Some(version) => format!("{product} {version}"),
                None => cx.tw("look-version-untold", &[("product", product)]),
            }
        }
        Fact::Listed => cx.t("look-listed"),
        Fact::NotDescribed => cx.t("look-not-described"),
        Fact::State { now, listed } => state(cx, now, listed.as_ref()),
        Fact::LinkAnswers => cx.t("look-link-answers"),
        Fact::LinkSilent => cx.t("look-link-silent"),
        Fact::NoLink => cx.t("look-no-link"),
        Fact::CodeThere => cx.t("look-code-there"),
        Fact::NoCode { times } => cx.tw("look-no-code", &[("n", &times.to_string())]),
        Fact::CodeChallenged => cx.t("status-challenge"),
        Fact::CodeNotAsked => cx.t("look-code-not-asked"),
        Fact::CodeNotNeeded => cx.t("look-code-not-needed"),
        Fact::Clock { ahead } => clock(cx, *ahead),
        Fact::NoClock => cx.t("look-no-clock"),
    }
}

fn encryption(cx: &Cx<'_>, shown: &Encryption) -> String {
    let version = shown.version.map(|version| format!("TLS {version}"));
    let issuer = shown.issuer.as_ref().map(|issuer| cx.tw("look-issuer", &[("issuer", issuer)]));
    let days = shown.days.map(|days| {
        let key = if days < 0 { "look-expired" } else { "look-days" };
        cx.tw(key, &[("n", &days.abs().to_string())])
    });
    let parts: Vec<String> = [version, issuer, days].into_iter().flatten().collect();
    if parts.is_empty() { cx.t("look-encrypted-behind-proxy") } else { parts.join(", ") }
}

fn state(cx: &Cx<'_>, now: &ConnectionState, listed: Option<&ConnectionState>) -> String {
    let word = format::state(cx, now).1;
    match listed {
        Some(listed) if listed == now => cx.tw("look-state-agrees", &[("state", &word)]),
        Some(listed) => cx.tw("look-state-differs", &[("state", &word), ("listed", &format::state(cx, listed).1)]),
        None => word,
    }
}

fn clock(cx: &Cx<'_>, ahead: i64) -> String {
    let key = match ahead {
        0 => return cx.t("look-clock-agrees"),
        _ if ahead > 0 => "look-clock-ahead",
        _ => "look-clock-behind",
    };
    let differs = cx.tw(key, &[("time", &seconds(cx, ahead.unsigned_abs()))]);
    if ahead.abs() < CLOCK_MATTERS { format!("{differs}. {}", cx.t("look-clock-harmless")) } else { differs }
}

fn seconds(cx: &Cx<'_>, seconds: u64) -> String {
    let (key, count) = match seconds {
        0..60 => return format!("{seconds} s"),
        60..3600 => ("age-minutes", seconds / 60),
        3600..86_400 => ("age-hours", seconds / 3600),
        _ => ("age-days", seconds / 86_400),
    };
    cx.tw(key, &[("n", &count.to_string())])
}

/// What a button under an explanation does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remedy {
    Go(Route, &'static str),
    Do(Action, &'static str),
    /// Opens the gateway's own page.
    Panel,
    Again,
}

/// What explains it, and what to do.
pub struct Explained {
    pub tone: Tone,
    pub what: String,
    pub next: String,
    pub remedy: Option<Remedy>,
}

/// The explanation of a diagnosis that has ended.
#[must_use]
pub fn explain(cx: &Cx<'_>, diagnosis: &Diagnosis, can: Capabilities) -> Explained {
    let of = |tone, key: &str, remedy| Explained { tone, what: cx.t(key), next: cx.t(&format!("{key}-next")), remedy };
    match diagnosis.cause() {
        Some(Look { verdict: Verdict::Failed(failure), topic, .. }) => Explained {
            tone: Tone::Bad,
            what: cx.t(&failure.kind.key()),
            next: reason_and_next(cx, failure),
            remedy: Some(remedy(cx, diagnosis, *topic, failure)),
        },
        Some(look) => {
            let (key, remedy) = doubt(diagnosis, look, can);
            of(Tone::Warn, key, Some(remedy))
        }
        None => match (diagnosis.instance, diagnosis.state()) {
            (Some(id), Some(state)) if !state.is_linked() => {
                of(Tone::Info, "cause-not-paired", Some(Remedy::Go(Route::Pair(id), "detail-pair")))
            }
            _ => of(Tone::Ok, "cause-none", None),
        },
    }
}

fn reason_and_next(cx: &Cx<'_>, failure: &Failure) -> String {
    let next = format::next_step(cx.texts, failure);
    format::reason(cx.texts, failure).map_or_else(|| next.clone(), |reason| format!("{reason}. {next}"))
}

fn remedy(cx: &Cx<'_>, diagnosis: &Diagnosis, topic: Topic, failure: &Failure) -> Remedy {
    use FailureKind as K;
    let edit = Remedy::Go(Route::EditAccount(Some(diagnosis.account)), "account-edit");
    match (topic, failure.kind) {
        _ if failure.moved_to.is_some() => Remedy::Go(Route::MoveAccount(diagnosis.account), "account-edit"),
        // Nothing that is entered here brings it: it is activated at the provider.
        (_, K::LicenseRequired) => {
            let page = cx.state.account(diagnosis.account).and_then(format::web_panel);
            page.map_or(Remedy::Again, |_| Remedy::Panel)
        }
        (_, kind) if kind.is_of_the_keyring() => Remedy::Go(Route::Credentials, "nav-credentials"),
        (
            _,
            K::Timeout
            | K::ConnectTimeout
            | K::ConnectionLost
            | K::ServerError
            | K::GatewayDown
            | K::RateLimited
            | K::Proxy
            | K::ProxyPassword
            | K::BadProxy,
        ) => Remedy::Again,
        (Topic::Instance | Topic::State | Topic::Link | Topic::Code, _) => {
            diagnosis.instance.map_or(Remedy::Again, |id| Remedy::Go(Route::Instance(id), "row-open"))
        }
        _ => edit,
    }
}

/// The key of the text of what a person should know, and what can be done about it.
fn doubt(diagnosis: &Diagnosis, look: &Look, can: Capabilities) -> (&'static str, Remedy) {
    let edit = Remedy::Go(Route::EditAccount(Some(diagnosis.account)), "account-edit");
    let restart = if can.restart { Remedy::Do(Action::Restart, "detail-restart") } else { Remedy::Again };
    let pair = diagnosis.instance.map_or(Remedy::Again, |id| Remedy::Go(Route::Pair(id), "detail-pair"));
    match &look.fact {
        Some(Fact::Clear { .. }) => ("cause-clear", edit),
        Some(Fact::Encryption(_)) => ("cause-certificate-ends", Remedy::Again),
        Some(Fact::State { now: ConnectionState::PhoneOffline, .. }) => ("cause-phone-offline", Remedy::Again),
        Some(Fact::State { now: ConnectionState::Challenge, .. } | Fact::CodeChallenged) => ("cause-challenge", pair),
        Some(Fact::State { .. }) => ("cause-failed", restart),
        Some(Fact::LinkSilent) => ("cause-half-open", Remedy::Do(Action::Repair, "half-open-next")),
        Some(Fact::NoCode { .. }) => ("cause-no-code", restart),
        _ => ("cause-clock", Remedy::Again),
    }
}
