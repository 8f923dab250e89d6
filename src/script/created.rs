//! The end of `create`: the instance, and what the gateway shows of it otherwise than it answered or was asked for.

use crate::desktop::console;
use crate::domain::failure::Failure;
use crate::domain::ids::InstanceId;
use crate::domain::journal::Outcome;
use crate::domain::record::Record;
use crate::domain::values::Values;
use crate::engine::command::Command;
use crate::engine::event::{Compared, Done, Listed};
use crate::form::field::Form;
use crate::script::answer::{Answer, Exit, Stop};
use crate::script::client::Client;
use crate::script::list;
use serde::Serialize;
use serde_json::json;
use std::time::{Duration, Instant};

/// Pauses before the looks at what it is set to: some gateways take a moment.
const LOOKS: [Duration; 3] = [Duration::ZERO, Duration::from_secs(2), Duration::from_secs(3)];

/// What was read of it once it was there. A contract with scripts, see README.
#[derive(Debug, Default, Serialize)]
struct ReadBack {
    /// `agrees`, `not-yet`, or `none` where the gateway lists nothing.
    list: &'static str,
    /// Fields that the gateway keeps otherwise than asked.
    differs: Vec<String>,
    /// Fields that it does not tell, or could not be asked for.
    unread: Vec<String>,
    problem: Option<Problem>,
}

/// Why.
#[derive(Debug, Serialize)]
struct Problem {
    kind: String,
    message: String,
}

impl From<Stop> for Problem {
    fn from(stop: Stop) -> Self {
        Self { kind: stop.kind, message: stop.words }
    }
}

/// What was asked of it that a gateway can tell again.
#[derive(Default)]
pub struct AskedSettings {
    settings: Values,
    /// What is not sent, because what it hangs on was not asked for.
    unsent: Vec<String>,
}

impl AskedSettings {
    /// Its settings are what does not stand in the section of its name.
    pub fn of(form: &Form, values: &Values) -> Self {
        let basics = form.field("name").map(|name| name.section);
        let mut asked = Self::default();
        for (key, value) in values.iter() {
            match form.field(key) {
                Some(field) if Some(field.section) == basics => {}
                Some(field) if field.when.holds(form, values) => asked.settings.set(key, value.clone()),
                _ => asked.unsent.push(key.to_owned()),
            }
        }
        asked
    }
}

/// Waits for what gateway and list show of it, until then, and tells. `listed` where that is known.
pub fn tell(
    client: &mut Client,
    id: InstanceId,
    asked: &AskedSettings,
    until: Instant,
    listed: Option<Listed>,
    answer: Answer,
) -> Result<(), Stop> {
    let mut read = ReadBack { list: "not-yet", differs: asked.unsent.clone(), ..ReadBack::default() };
    // It exists, so it is told even to somebody who has no more time.
    let ended = look(client, id, &asked.settings, until, listed, &mut read);
    if let Err(stop) = ended.as_ref().map_err(Clone::clone)
        && stop.exit == Exit::Unconfirmed
    {
        return Err(stop);
    }
    if answer.json {
        let (row, account) = list::row(client, id)?;
        Answer::json(&json!({"instance": Record::of(account, row), "read_back": &read}))?;
    } else {
        list::tell(client, id, answer, "script-created")?;
    }
    for words in warnings(client, id, &read, ended.is_ok()) {
        let _ = console::complain(&format!("pairdesk: {words}\n"));
    }
    ended.map_err(Stop::answered)
}

fn look(
    client: &mut Client,
    id: InstanceId,
    asked: &Values,
    until: Instant,
    listed: Option<Listed>,
    read: &mut ReadBack,
) -> Result<(), Stop> {
    read.unread = asked.iter().map(|(key, _)| key.to_owned()).collect();
    if !read.unread.is_empty() {
        compare(client, id, asked, until, read)?;
    }
    // What it was not set to has a reason that is known here.
    read.problem = in_part(client, id).map(|failure| client.failed(failure).into()).or(read.problem.take());
    let listed = match listed {
        Some(listed) => Some(listed),
        None => client.wait_for(Some(until), |client| client.listed(id))?,
    };
    read.list = match listed {
        Some(Listed::Agrees) => "agrees",
        Some(Listed::NoList) => "none",
        Some(Listed::NotYet) | None => "not-yet",
        Some(Listed::Differs) => {
            let name = client.state.instance(id).map(|row| row.name.clone()).unwrap_or_default();
            let words = client.texts.with("script-contradicted", &[("name", &name)]);
            return Err(Stop::new(Exit::Unconfirmed, "contradicted", words));
        }
    };
    Ok(())
}

/// Looks until the gateway tells everything as it was asked for, and no more than a few times.
fn compare(
    client: &mut Client,
    id: InstanceId,
    asked: &Values,
    until: Instant,
    read: &mut ReadBack,
) -> Result<(), Stop> {
    let unsent = read.differs.clone();
    for pause in LOOKS {
        client.wait_for(Some(until.min(Instant::now() + pause)), |_| None::<()>)?;
        let job = client.begin(Command::CompareSettings { instance: id, asked: asked.clone() })?;
        match client.end_of(job, Some(until)) {
            Ok(Some(Done::Compared(Compared { differs, unread }))) => {
                let is_as_asked = differs.is_empty();
                read.differs = [unsent.clone(), differs].concat();
                (read.unread, read.problem) = (unread, None);
                if is_as_asked {
                    break;
                }
            }
            Err(stop) if stop.exit == Exit::Interrupted => return Err(stop),
            Err(stop) => read.problem = Some(stop.into()),
            // No more time.
            Ok(_) => break,
        }
    }
    Ok(())
}

/// Why not everything was set that the gateway takes after the create.
fn in_part(client: &Client, id: InstanceId) -> Option<&Failure> {
    let intent = client.state.intents.iter().find(|intent| intent.instance == Some(id))?;
    let is_it = |what: &str| what == "activity-created-in-part";
    let entry = client
        .state
        .entries
        .iter()
        .find(|entry| entry.intent == Some(intent.id) && is_it(&entry.what))?;
    match &entry.outcome {
        Outcome::Failed(failure) | Outcome::Unconfirmed(failure) => Some(failure),
        Outcome::Ok | Outcome::Noted => None,
    }
}

fn warnings(client: &Client, id: InstanceId, read: &ReadBack, waited: bool) -> Vec<String> {
    let name = client.state.instance(id).map(|row| row.name.clone()).unwrap_or_default();
    let say = |key: &str, fields: &[String]| {
        let fields = fields.join(", ");
        client.texts.with(key, &[("name", name.as_str()), ("fields", fields.as_str())])
    };
    let mut words = Vec::new();
    if !read.differs.is_empty() {
        words.push(say("script-kept-otherwise", &read.differs));
    }
    if !read.unread.is_empty() {
        words.push(say("script-not-read-back", &read.unread));
    }
    words.extend(read.problem.as_ref().map(|problem| format!("{name}: {}", problem.message)));
    if read.list == "not-yet" && waited {
        words.push(say("script-not-listed", &[]));
    }
    words
}
