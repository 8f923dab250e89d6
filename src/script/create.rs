//! `create`: one create with all its promises. What is lost is looked up for as long as was said, and never sent again.

use crate::app::state::State;
use crate::args::script::{ScriptArgs, Source};
use crate::domain::account::Account;
use crate::domain::ids::{InstanceId, IntentId};
use crate::domain::journal::{Intent, Stage};
use crate::domain::names;
use crate::domain::secret::Secret;
use crate::domain::values::{Value, Values};
use crate::engine::command::Command;
use crate::engine::event::{Done, Listed};
use crate::form::check::{Issue, Problem, check};
use crate::form::field::{Field, Form, Kind, NO, YES};
use crate::form::share;
use crate::i18n::Texts;
use crate::providers;
use crate::script::answer::{Answer, Exit, Stop};
use crate::script::client::Client;
use crate::script::created::{self, AskedSettings};
use crate::script::find;
use serde_json::{Map, Value as Json};
use std::io::Read;
use std::time::Instant;

/// Longest secret that is read.
const LONGEST: u64 = 64 * 1024;

/// Creates it and tells what came of it.
pub fn create(
    client: &mut Client,
    args: &ScriptArgs,
    name: &str,
    set: &[(String, String)],
    secrets: &[(String, Source)],
    answer: Answer,
) -> Result<(), Stop> {
    let account = find::account(client, args.account.as_deref().unwrap_or_default())?;
    let provider = providers::by_id(account.provider.0).ok_or_else(|| usage(client, "script-no-account", &[]))?;
    let form = provider.instance_form(account.version.as_deref());
    let values = values(client, form, name, set, secrets)?;
    is_filled_in(client, &account, form, &values)?;
    let until = Instant::now() + args.timeout;
    is_free(client, &account, name, until)?;
    let asked = AskedSettings::of(form, &values);
    let job = client.begin(Command::Create { account: account.id, values })?;
    match client.end_of(job, None) {
        Ok(Some(Done::InstanceReady(id))) => created::tell(client, id, &asked, until, None, answer),
        Ok(Some(Done::Unconfirmed(intent))) => {
            let id = look_up(client, &account, intent, name, until)?;
            created::tell(client, id, &asked, until, Some(Listed::Agrees), answer)
        }
        Ok(Some(Done::NameExists { .. })) => {
            let words = client.texts.with("script-name-exists", &[("name", name)]);
            Err(Stop::new(Exit::Gateway, "name-exists", words))
        }
        Ok(_) => Err(Stop::new(Exit::Failed, "internal", client.texts.t("failure-unreadable"))),
        // Stopped in the middle, or keyring or disk refuse what came back: what was sent may have been done.
        Err(stop) if is_of_this_computer(&stop) && open(&client.state, &account, name).is_some() => {
            Err(unconfirmed(client, &account, name))
        }
        Err(stop) if stop.exit == Exit::Gateway => Err(left(client, &account, name, until, stop)?),
        Err(stop) => Err(stop),
    }
}

/// Waits for what an earlier create of this name comes to. As long as it may have happened, a second could be a double.
fn is_free(client: &mut Client, account: &Account, name: &str, until: Instant) -> Result<(), Stop> {
    settle(client, account, name, until)?;
    if open(&client.state, account, name).is_some() { Err(unconfirmed(client, account, name)) } else { Ok(()) }
}

fn settle(client: &mut Client, account: &Account, name: &str, until: Instant) -> Result<(), Stop> {
    let is_settled = |state: &State| open(state, account, name).is_none_or(|intent| !intent.stage.is_unconfirmed());
    client.wait(Some(until), |state| is_settled(state).then_some(())).map(drop)
}

/// Some gateways refuse and leave something behind all the same, which holds the name: it is looked for and told.
fn left(client: &mut Client, account: &Account, name: &str, until: Instant, stop: Stop) -> Result<Stop, Stop> {
    match settle(client, account, name, until) {
        // The refusal is known, and is told.
        Err(ended) if ended.exit != Exit::Interrupted => return Err(ended),
        _ => {}
    }
    let Some(intent) = open(&client.state, account, name) else { return Ok(stop) };
    let key = if intent.stage.is_unconfirmed() { "script-maybe-left" } else { "script-left" };
    let left = client.texts.with(key, &[("name", name)]);
    Ok(Stop { words: format!("{}. {left}", stop.words), ..stop })
}

fn is_of_this_computer(stop: &Stop) -> bool {
    matches!(stop.exit, Exit::Failed | Exit::Keyring | Exit::Interrupted)
}

/// What was sent and has no end yet, or one that a person has to decide.
fn unconfirmed(client: &Client, account: &Account, name: &str) -> Stop {
    let waits = open(&client.state, account, name).is_some_and(|intent| !intent.stage.is_unconfirmed());
    let key = if waits { "script-undecided" } else { "script-unconfirmed" };
    Stop::new(Exit::Unconfirmed, "unconfirmed", client.texts.with(key, &[("name", name)]))
}

/// The create of this name, in any spelling, that may have happened.
fn open<'a>(state: &'a State, account: &Account, name: &str) -> Option<&'a Intent> {
    let is_it = |intent: &&Intent| intent.account == account.id && names::folded(&intent.name) == names::folded(name);
    state
        .intents
        .iter()
        .filter(is_it)
        .find(|intent| intent.stage.holds_name() && !intent.stage.is_unsent())
}

/// Waits for what the look-ups of a lost create come to.
fn look_up(
    client: &mut Client,
    account: &Account,
    id: IntentId,
    name: &str,
    until: Instant,
) -> Result<InstanceId, Stop> {
    let settled = client.wait(Some(until), |state| {
        let intent = state.intent(id)?;
        match intent.stage {
            Stage::Done => Some(intent.instance),
            Stage::Absent | Stage::Refused | Stage::Human | Stage::TokenLost | Stage::TokenAtRisk => Some(None),
            _ => None,
        }
    });
    let settled = match settled {
        // It was sent, and is looked up at the next start.
        Err(stop) if is_of_this_computer(&stop) => return Err(unconfirmed(client, account, name)),
        settled => settled?,
    };
    if let Some(Some(instance)) = settled {
        return Ok(instance);
    }
    if client.state.intent(id).is_some_and(|intent| intent.stage == Stage::Absent) {
        return Err(Stop::new(Exit::Gateway, "absent", client.texts.with("script-absent", &[("name", name)])));
    }
    Err(unconfirmed(client, account, name))
}

fn usage(client: &Client, key: &str, values: &[(&str, &str)]) -> Stop {
    Stop::new(Exit::Usage, "usage", client.texts.with(key, values))
}

/// What was given, as if it had been typed into the form.
fn values(
    client: &Client,
    form: &'static Form,
    name: &str,
    set: &[(String, String)],
    secrets: &[(String, Source)],
) -> Result<Values, Stop> {
    let mut values = Values::default();
    values.set_text("name", name);
    for (key, text) in set {
        let field = field(client, form, key)?;
        let map = Map::from_iter([(key.clone(), told(field, text))]);
        let taken = share::fitting(&map, &[form]);
        if taken.left_out > 0 || taken.values.get(key).is_none() {
            return Err(odd(client, form, field, text));
        }
        values.merge(taken.values);
    }
    for (key, source) in secrets {
        let field = field(client, form, key)?;
        let secret = read(client, key, *source)?;
        let value = match field.kind {
            Kind::Secret => Value::Secret(secret),
            Kind::Pairs => Value::Pairs(pairs(&secret)),
            _ => return Err(usage(client, "script-no-secret", &[("field", key)])),
        };
        values.set(key, value);
    }
    Ok(values)
}

/// Why a field does not take this.
fn odd(client: &Client, form: &'static Form, field: &Field, text: &str) -> Stop {
    let mut alone = Values::default();
    alone.set_text(field.key, text);
    let issue = check(form, &alone).into_iter().find(|issue| issue.field == field.key);
    match issue.filter(|issue| issue.problem != Problem::NotAChoice) {
        Some(issue) => wrong(&client.texts, &issue),
        None => match on_offer(field) {
            Some(known) => usage(client, "script-not-a-choice", &[("field", field.key), ("known", &known)]),
            None => usage(client, "script-bad-value", &[("field", field.key)]),
        },
    }
}

/// The values that a field takes, where it takes no others. No list is on offer to who types them.
fn on_offer(field: &Field) -> Option<String> {
    match field.kind {
        Kind::Toggle => Some("true, false".to_owned()),
        Kind::YesNo => Some([YES, NO].join(", ")),
        Kind::Choice(words) | Kind::Many(words) => Some(words.join(", ")),
        _ => None,
    }
}

/// What is wrong with a field, as it would be said on the screen.
fn wrong(texts: &Texts, issue: &Issue) -> Stop {
    let words = texts.problem(issue.field, issue.problem, |key| texts.t(&format!("field-{key}")));
    Stop::new(Exit::Usage, "usage", format!("{}: {words}", issue.field))
}

fn field(client: &Client, form: &'static Form, key: &str) -> Result<&'static Field, Stop> {
    form.field(key).ok_or_else(|| {
        let known: Vec<&str> = form.fields.iter().map(|field| field.key).collect();
        usage(client, "script-no-field", &[("field", key), ("known", &known.join(", "))])
    })
}

/// What a text on the command line says for a field: lists by commas, lists of more as JSON.
fn told(field: &Field, text: &str) -> Json {
    let as_json = || serde_json::from_str(text).unwrap_or_else(|_| Json::String(text.to_owned()));
    match field.kind {
        Kind::Toggle => switch(text).map_or_else(|| Json::String(text.to_owned()), Json::Bool),
        Kind::YesNo => match switch(text) {
            Some(is_on) => Json::String(if is_on { YES } else { NO }.to_owned()),
            None => Json::String(text.to_owned()),
        },
        Kind::Many(_) => text.split(',').map(|word| Json::String(word.trim().to_owned())).collect(),
        Kind::PlainPairs | Kind::Groups(_) => as_json(),
        _ => Json::String(text.to_owned()),
    }
}

fn switch(text: &str) -> Option<bool> {
    match text {
        "true" | "yes" | "on" => Some(true),
        "false" | "no" | "off" => Some(false),
        _ => None,
    }
}

/// Headers and their like, a line each.
fn pairs(secret: &Secret) -> Vec<(String, Secret)> {
    let pair = |line: &str| {
        let (name, value) = line.split_once(':')?;
        Some((name.trim().to_owned(), Secret::from(value.trim())))
    };
    secret.expose().lines().filter_map(pair).collect()
}

fn read(client: &Client, key: &str, source: Source) -> Result<Secret, Stop> {
    let mut text = String::new();
    let done = match source {
        Source::Stdin => std::io::stdin().take(LONGEST).read_to_string(&mut text),
        Source::Descriptor(number) => handed_over(number).and_then(|file| file.take(LONGEST).read_to_string(&mut text)),
    };
    // Taken over before anything else: what was read is wiped whatever happens.
    let secret = Secret::new(text);
    match done {
        Ok(_) if !secret.is_blank() => Ok(Secret::from(secret.expose().trim_end_matches(['\r', '\n']))),
        _ => Err(usage(client, "script-empty-secret", &[("field", key)])),
    }
}

/// A file descriptor that the starter has opened.
#[cfg(unix)]
fn handed_over(number: u32) -> std::io::Result<std::fs::File> {
    std::fs::File::open(format!("/dev/fd/{number}"))
}

#[cfg(not(unix))]
fn handed_over(_: u32) -> std::io::Result<std::fs::File> {
    Err(std::io::ErrorKind::Unsupported.into())
}

/// What the form would say on the screen.
fn is_filled_in(client: &Client, account: &Account, form: &'static Form, values: &Values) -> Result<(), Stop> {
    let texts = client.texts.of(account.provider.0);
    check(form, values).into_iter().next().map_or(Ok(()), |issue| Err(wrong(&texts, &issue)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_switch_is_set_by_the_usual_words_whatever_it_keeps() {
        for (text, is_on) in
            [("true", true), ("yes", true), ("on", true), ("false", false), ("no", false), ("off", false)]
        {
            assert_eq!(told(&Field::toggle("t"), text), Json::Bool(is_on));
            assert_eq!(told(&Field::yes_no("y"), text), Json::from(if is_on { YES } else { NO }));
        }
        assert_eq!(told(&Field::yes_no("y"), "perhaps"), Json::from("perhaps"));
        assert_eq!(on_offer(&Field::yes_no("y")).as_deref(), Some("yes, no"));
    }
}
