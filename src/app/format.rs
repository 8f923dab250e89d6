//! Domain values as people read them: states, ages, phones, failures.

use crate::app::cx::{Cx, Wish};
use crate::domain::account::Account;
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::ids::{AccountId, JobId};
use crate::domain::instance::{ConnectionState, Instance, NUMBER, Presence};
use crate::domain::journal::{Intent, Stage};
use crate::domain::link::{Lost, LostReason};
use crate::domain::origin::Origin;
use crate::domain::phone::{self, Phone};
use crate::domain::settings::Language;
use crate::engine::command::Command;
use crate::form::address::host_in_unicode;
use crate::i18n::Texts;
use crate::providers::{self, Provider};
use crate::ui::author_id;
use crate::ui::button::Button;
use crate::ui::theme::Tokens;
use crate::ui::widgets::{Tile, Tone, muted, notice_ui, pill_ui, tile_ui};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::time::Duration;

pub use crate::app::age::{age, ago};
pub use crate::app::plan::{plan, plan_words};

/// The word and tone of a row's state.
#[must_use]
pub fn status(cx: &Cx<'_>, instance: &Instance) -> (Tone, String) {
    if instance.presence.is_missing() {
        return (Tone::Warn, status_key(instance).map_or_else(String::new, |key| cx.t(key)));
    }
    let (tone, word) = state(cx, &instance.state);
    (if instance.is_lost() { Tone::Warn } else { tone }, word)
}

/// The key of the word of a row's state; `None` where the word is the gateway's own.
#[must_use]
pub fn status_key(instance: &Instance) -> Option<&'static str> {
    match instance.presence {
        Presence::OnlyHere(_) => Some("status-missing"),
        Presence::Replaced => Some("status-replaced"),
        Presence::Both | Presence::OnlyThere => state_key(&instance.state).map(|(_, key)| key),
    }
}

/// The word and tone of a link's state.
#[must_use]
pub fn state(cx: &Cx<'_>, state: &ConnectionState) -> (Tone, String) {
    match (state, state_key(state)) {
        (_, Some((tone, key))) => (tone, cx.t(key)),
        (ConnectionState::Unknown(word), None) => (Tone::Mute, word.clone()),
        (_, None) => (Tone::Mute, String::new()),
    }
}

fn state_key(state: &ConnectionState) -> Option<(Tone, &'static str)> {
    Some(match state {
        ConnectionState::Connected => (Tone::Ok, "status-connected"),
        ConnectionState::Connecting => (Tone::Info, "status-connecting"),
        ConnectionState::WaitingForScan => (Tone::Info, "status-waiting"),
        ConnectionState::Challenge => (Tone::Warn, "status-challenge"),
        ConnectionState::PhoneOffline => (Tone::Warn, "status-phone-offline"),
        ConnectionState::Disconnected => (Tone::Mute, "status-disconnected"),
        ConnectionState::Failed => (Tone::Bad, "status-failed"),
        ConnectionState::Unknown(word) if !word.is_empty() => return None,
        ConnectionState::Unknown(_) | ConnectionState::Unchecked => (Tone::Mute, "status-unknown"),
    })
}

/// The word and tone of an open create.
#[must_use]
pub fn intent_status(cx: &Cx<'_>, intent: &Intent) -> (Tone, String) {
    let (tone, key) = intent_key(intent);
    (tone, cx.t(key))
}

/// The same by the key of its word.
#[must_use]
pub fn intent_key(intent: &Intent) -> (Tone, &'static str) {
    match intent.stage {
        Stage::Preparing | Stage::Intent => (Tone::Info, "status-creating"),
        Stage::Sending | Stage::Escrow | Stage::Reconciling => (Tone::Warn, "status-unconfirmed"),
        Stage::Absent => (Tone::Mute, "status-absent"),
        _ => (Tone::Warn, "status-attention"),
    }
}

/// `Provider · Label`, as an account is named everywhere. A sandbox account's label says it all.
#[must_use]
pub fn account_name(account: &Account) -> String {
    let provider = providers::by_id(account.provider.0).map_or(account.provider.0, |known| known.about().short_name);
    // Once is enough.
    if account.label.split_whitespace().any(|word| word.eq_ignore_ascii_case(provider)) {
        return account.label.clone();
    }
    format!("{provider} · {}", account.label)
}

/// A name at its account, where there are several: others may have the same name.
#[must_use]
pub fn name_at(cx: &Cx<'_>, name: &str, account: AccountId) -> String {
    let account = cx.state.account(account).filter(|_| cx.state.accounts.len() > 1);
    account.map_or_else(|| name.to_owned(), |account| format!("{name}, {}", account_name(account)))
}

/// An account: the tile of its provider, and its name.
pub fn account_ui(ui: &mut egui::Ui, account: &Account, font: egui::FontId) {
    tile_ui(ui, tile(account.provider.0));
    ui.add(egui::Label::new(egui::RichText::new(account_name(account)).font(font)).truncate());
}

/// The tile of an account's provider.
pub fn tile_of_ui(ui: &mut egui::Ui, account: &Account) {
    tile_ui(ui, tile(account.provider.0));
}

/// Where an account's gateway is, and which version it has.
#[must_use]
pub fn host_and_version(account: &Account) -> String {
    let host = account.base_url.trim_start_matches("https://");
    let version = account.version.as_ref().map(|version| format!(" · v{version}")).unwrap_or_default();
    format!("{host}{version}")
}

/// The tile of a provider, by its id.
#[must_use]
pub fn tile(provider: &str) -> Tile {
    let unknown = Tile { initial: '?', tint: 0x5A_6472 };
    providers::by_id(provider)
        .map_or(unknown, |known| Tile { initial: known.about().initial, tint: known.about().tint })
}

/// The account's adapter; `None` for one that an earlier or later version knew.
#[must_use]
pub fn provider_of(account: &Account) -> Option<&'static dyn Provider> {
    providers::by_id(account.provider.0)
}

/// The page of the account's gateway for people; none for the sandbox, which has no pages.
#[must_use]
pub fn web_panel(account: &Account) -> Option<String> {
    provider_of(account).filter(|_| !account.sandbox)?.web_panel(&account.base_url)
}

/// `+55 11 98877-1200` from digits; where numbers are masked, `+55 11 •••••-1200`.
#[must_use]
pub fn phone(cx: &Cx<'_>, digits: &str) -> String {
    let written = Phone::write(digits);
    if cx.state.settings.mask_phones { phone::masked(&written) } else { written }
}

/// A fact of an instance: a phone number among them is written and masked as every other.
#[must_use]
pub fn fact(cx: &Cx<'_>, key: &str, value: &str) -> String {
    if key == NUMBER && cx.state.settings.mask_phones { phone::masked(value) } else { value.to_owned() }
}

/// The text with dots for whatever may be a phone number: a locked screen shows it to anybody.
#[must_use]
pub fn without_numbers(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let belongs = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '-' | '.' | '(' | ')' | '+' | '_');
    let mut shown = String::with_capacity(text.len());
    for run in chars.chunk_by(|one, other| belongs(*one) == belongs(*other)) {
        let is_number = run.iter().filter(|c| c.is_ascii_digit()).count() >= FEWEST_DIGITS;
        shown.extend(run.iter().map(|c| if is_number && c.is_ascii_digit() { '•' } else { *c }));
    }
    shown
}

/// Digits from which on they may be a phone number.
const FEWEST_DIGITS: usize = 8;

/// Whether this is the count that was to be typed, plain or as this language writes it.
#[must_use]
pub fn is_count(texts: &Texts, typed: &str, count: usize) -> bool {
    let typed = typed.trim();
    typed == count.to_string() || typed == texts.count(count)
}

/// How long something took: `38 ms`, `1.4 s`.
#[must_use]
pub fn took(texts: &Texts, took: Duration) -> String {
    if took < Duration::from_secs(1) {
        return format!("{} ms", took.as_millis());
    }
    format!("{} s", tenths(texts, took.as_secs_f64()))
}

/// A number with one digit behind its point.
#[must_use]
pub fn tenths(texts: &Texts, number: f64) -> String {
    let point = if texts.language() == Language::English { "." } else { "," };
    format!("{number:.1}").replace('.', point)
}

/// The text key of a reason that may be unknown.
#[must_use]
pub const fn lost_key(reason: Option<LostReason>) -> &'static str {
    match reason {
        Some(reason) => reason.key(),
        None => "lost-unknown",
    }
}

/// Why a link was lost and when: *Phone removed the device, 14:02*.
#[must_use]
pub fn lost(cx: &Cx<'_>, lost: &Lost) -> String {
    let since = when(cx, lost.since);
    match lost.reason {
        Some(why) => why_lost(cx, why, Some(lost.since)),
        None => format!("{}, {since}", cx.t("lost-unknown")),
    }
}

/// A reason with its number, where that is all there is, and its time.
#[must_use]
pub fn why_lost(cx: &Cx<'_>, reason: LostReason, since: Option<Timestamp>) -> String {
    let mut text = cx.t(reason.key());
    if let LostReason::Other(code) = reason {
        text = format!("{text} ({code})");
    }
    since.map_or_else(|| text.clone(), |at| format!("{text}, {}", when(cx, at)))
}

/// The time of day, with the day when it was another one.
fn when(cx: &Cx<'_>, at: Timestamp) -> String {
    let (here, now) = (at.to_zoned(TimeZone::system()), Timestamp::now().to_zoned(TimeZone::system()));
    if here.date() == now.date() { here.strftime("%H:%M").to_string() } else { moment(cx, at) }
}

/// The time of day with its seconds, and with the day when it was another one.
#[must_use]
pub fn time_of(cx: &Cx<'_>, at: Timestamp) -> String {
    let (here, now) = (at.to_zoned(TimeZone::system()), Timestamp::now().to_zoned(TimeZone::system()));
    if here.date() == now.date() { clock(at) } else { here.strftime(&cx.t("day-format")).to_string() }
}

/// A moment in local time, as this language writes it.
#[must_use]
pub fn moment(cx: &Cx<'_>, at: Timestamp) -> String {
    let format = cx.t("moment-format");
    at.to_zoned(TimeZone::system()).strftime(&format).to_string()
}

/// A moment in local time; of today only its time of day.
#[must_use]
pub fn day_and_time(cx: &Cx<'_>, at: Timestamp) -> String {
    let (here, now) = (at.to_zoned(TimeZone::system()), Timestamp::now().to_zoned(TimeZone::system()));
    if here.date() == now.date() {
        format!("{} {}", cx.t("activity-today"), here.strftime("%H:%M"))
    } else {
        moment(cx, at)
    }
}

/// The time of day.
#[must_use]
pub fn clock(at: Timestamp) -> String {
    at.to_zoned(TimeZone::system()).strftime("%H:%M:%S").to_string()
}

/// A failure: what happened, the reason that was given, what to do, and everything there is under "Details".
pub fn failure_ui(ui: &mut egui::Ui, cx: &mut Cx<'_>, id: &str, failure: &Failure) {
    let what = cx.t(&failure.kind.key());
    let next = next_step(cx.texts, failure);
    let text = reason(cx.texts, failure).map_or_else(|| next.clone(), |reason| format!("{reason}\n{next}"));
    let details = details(failure);
    notice_ui(ui, Tone::Bad, &what, &text, |ui| {
        wait_ui(ui, cx, id, failure);
        if details.is_empty() {
            return;
        }
        let title = cx.t("details");
        let response = egui::CollapsingHeader::new(&title).id_salt((id, "details")).show(ui, |ui| {
            ui.label(egui::RichText::new(&details).font(crate::ui::theme::mono(12.0)));
            let name = cx.tw("copy-of", &[("what", &title)]);
            if Button::link(&format!("{id}.details.copy"), cx.t("copy")).named(name).show(ui).clicked() {
                cx.outbox.push(Wish::Copy(format!("{what}\n{details}")));
            }
        });
        author_id(ui, &response.header_response, &format!("{id}.details"));
    });
}

/// What can be done. What may have come of it depends on what was sent: of what only looks, nothing.
#[must_use]
pub fn next_step(texts: &Texts, failure: &Failure) -> String {
    let key = format!("{}-next", failure.kind.key());
    let special = failure.asked.and_then(|asked| texts.find(&format!("{key}-{}", asked.ending())));
    special.unwrap_or_else(|| texts.t(&key))
}

/// The reason in the words of whoever answered, who is named; `None` where nobody gave one. First what was sent before.
#[must_use]
pub fn reason(texts: &Texts, failure: &Failure) -> Option<String> {
    let given = given(texts, failure);
    let part = failure.in_part.then(|| texts.t("failure-in-part"));
    let both: Vec<String> = part.into_iter().chain(given).collect();
    (!both.is_empty()).then(|| both.join(". "))
}

fn given(texts: &Texts, failure: &Failure) -> Option<String> {
    use FailureKind as K;
    let words = failure.details.as_str();
    let tell = |key: &str, name: &str| Some(texts.with(key, &[(name, words)]));
    match (&failure.by, failure.kind) {
        // Often it is the same host, and only what stands before it differs.
        (None, K::Redirected) if failure.moved_to.is_some() => {
            failure.moved_to.as_deref().map(|place| texts.with("failure-points-to", &[("host", place)]))
        }
        (Some(who), _) if words.is_empty() => Some(texts.with("failure-answered-by", &[("who", who)])),
        _ if words.is_empty() => None,
        (Some(who), _) => Some(texts.with("failure-says", &[("who", who), ("words", words)])),
        (None, K::Redirected) => tell("failure-points-to", "host"),
        (None, K::PasswordWall) if failure.status.is_some_and(|status| status / 100 == 3) => {
            tell("failure-points-to", "host")
        }
        (None, K::Proxy | K::ProxyPassword | K::ClearThroughProxy) => tell("failure-proxy-is", "proxy"),
        (None, K::BadProxy) => tell("failure-variable-is", "variable"),
        (None, kind) if failure.status.is_some() => {
            let key = if kind.is_of_the_gateway() { "failure-gateway-says" } else { "failure-answer-was" };
            tell(key, "words")
        }
        (None, _) => None,
    }
}

/// What happened and the reason, in one line.
#[must_use]
pub fn failure_line(texts: &Texts, failure: &Failure) -> String {
    let what = texts.t(&failure.kind.key());
    reason(texts, failure).map_or_else(|| what.clone(), |reason| format!("{what}. {reason}"))
}

/// The address that the gateway moved to, as a button; what was chosen.
pub fn moved_ui(ui: &mut egui::Ui, cx: &Cx<'_>, id: &str, failure: &Failure) -> Option<String> {
    let address = failure.moved_to.as_ref()?;
    let words = cx.tw("failure-use-address", &[("address", address)]);
    let pressed = Button::secondary(&format!("{id}.use-address"), words).show(ui).clicked();
    pressed.then(|| address.clone())
}

/// The time until the gateway takes requests again, counted down; nothing once it is over.
pub fn wait_ui(ui: &mut egui::Ui, cx: &Cx<'_>, id: &str, failure: &Failure) {
    let Some(left) = time_left(failure, Timestamp::now()) else { return };
    let response = ui.label(cx.tw("wait-left", &[("time", &left)]));
    author_id(ui, &response, &format!("{id}.wait"));
    cx.changes_in(Duration::from_millis(500));
}

/// Minutes and seconds until the wait that the gateway asked for is over. Never more than it asked for, whatever
/// the clock did meanwhile.
fn time_left(failure: &Failure, now: Timestamp) -> Option<String> {
    let left = Duration::try_from(failure.until?.duration_since(now)).ok()?.min(failure.retry_after?);
    let seconds = left.as_secs() + u64::from(left.subsec_nanos() > 0);
    (seconds > 0).then(|| format!("{}:{:02}", seconds / 60, seconds % 60))
}

/// That something runs, and the button that stops it. Nothing once it has ended.
pub fn working_ui(ui: &mut egui::Ui, cx: &mut Cx<'_>, id: &str, job: Option<JobId>) {
    let Some(job) = job.filter(|job| cx.is_running(Some(*job))) else { return };
    if Button::secondary(&format!("{id}.cancel"), cx.t("cancel")).show(ui).clicked() {
        cx.outbox.push(Wish::Do(Command::Cancel { job }));
    }
    muted(ui, cx.t("working"));
}

/// The address as the network knows it, and beside it as people read it where that differs.
#[must_use]
pub fn address(base_url: &str) -> String {
    let shown = Origin::of(base_url).map_or_else(|| base_url.to_owned(), |origin| origin.address().to_owned());
    let shown = shown.trim_start_matches("https://");
    read_both_ways(shown, base_url)
}

/// The same with what it begins with, where it matters that it is encrypted.
#[must_use]
pub fn whole_address(base_url: &str) -> String {
    let shown = Origin::of(base_url).map_or_else(|| base_url.to_owned(), |origin| origin.address().to_owned());
    read_both_ways(&shown, base_url)
}

fn read_both_ways(shown: &str, base_url: &str) -> String {
    match host_in_unicode(base_url) {
        Some(read) => format!("{shown} ({read})"),
        None => shown.to_owned(),
    }
}

/// An account's address on a line of its own.
pub fn address_ui(ui: &mut egui::Ui, account: &Account) {
    let text = egui::RichText::new(address(&account.base_url));
    let text = text.font(crate::ui::theme::mono(12.5)).color(Tokens::of(ui).muted);
    ui.add(egui::Label::new(text).truncate());
}

/// The lasting mark of an account whose requests anybody on the way can read.
pub fn in_the_clear_ui(ui: &mut egui::Ui, cx: &Cx<'_>, account: &Account) {
    if account.is_in_the_clear() {
        pill_ui(ui, Tone::Warn, &cx.t("not-encrypted")).on_hover_text(cx.t("field-allow_http-hint"));
    }
}

/// Status, the provider's words and its request id, on lines of their own.
#[must_use]
pub fn details(failure: &Failure) -> String {
    let status = failure.status.map(|status| format!("HTTP {status}"));
    let words = (!failure.details.is_empty()).then(|| failure.details.clone());
    let request = failure.request_id.as_ref().map(|id| format!("request {id}"));
    [status, words, request].into_iter().flatten().collect::<Vec<_>>().join("\n")
}

/// `12 s`, `1 min 10 s`, `2 h 5 min`.
#[must_use]
pub fn span(time: Duration) -> String {
    let seconds = time.as_secs().max(1);
    match (seconds / 3600, seconds / 60 % 60, seconds % 60) {
        (0, 0, seconds) => format!("{seconds} s"),
        (0, minutes, seconds) => format!("{minutes} min {seconds} s"),
        (hours, minutes, _) => format!("{hours} h {minutes} min"),
    }
}

#[cfg(test)]
mod tests;
