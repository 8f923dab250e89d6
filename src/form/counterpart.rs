//! What the settings of an instance are in the create form of another place: field by field, by what they mean. What has
//! no counterpart is said, and so is a secret that nobody told.

use crate::domain::names;
use crate::domain::values::{Value, Values};
use crate::form::check::{Problem, check, problem};
use crate::form::common::{Seen, There, fields_of, list_of_role, of_role, switch_of};
use crate::form::field::{Field, Form, Kind, NO, Rule, YES};
use crate::form::role::{Role, Topic};

/// What becomes of a field of the old place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    Carried,
    /// The new place has it, and takes only some of it.
    InPart,
    NoCounterpart,
    /// A secret that the old gateway does not tell: it has to be typed.
    Asked,
    /// The new place does not take it as it is.
    Refused(Problem),
}

/// One field of the old place.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    pub from: &'static str,
    /// The fields of the new place; none without a counterpart.
    pub to: Vec<&'static str>,
    pub what: What,
}

/// The create form of the new place, filled in.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Carried {
    pub values: Values,
    pub steps: Vec<Step>,
}

/// An address that is called, and what for.
struct Hook {
    from: &'static str,
    address: String,
    topics: Vec<Topic>,
}

/// Every topic that a word can have.
const TOPICS: [Topic; 7] =
    [Topic::Received, Topic::Sent, Topic::Status, Topic::Presence, Topic::Link, Topic::Code, Topic::Call];

/// The settings that were told at one place, as the create form of another takes them. `same` when both are of one
/// provider: its fields have the same keys then.
#[must_use]
pub fn carried(there: &There<'_>, form: &'static Form, same: bool, name: &str) -> Carried {
    let mut made = Carried::default();
    if let Some(field) = form.field("name") {
        made.values.set_text("name", fitting_name(field, name));
    }
    let hooked = if same { Vec::new() } else { made.hooks(there, form) };
    for field in there.form.fields {
        if field.key == "name" || hooked.contains(&field.key) || is_group_switch(there.form, field) {
            continue;
        }
        let Some(value) = worth_carrying(there, field) else { continue };
        let step = match value {
            None => Carried::ask(form, same, field),
            Some(value) if same => made.by_key(form, field, value),
            Some(value) => made.by_role(there, form, field, &value),
        };
        made.steps.push(step);
    }
    made.judge(form);
    made
}

/// A switch that only says whether its group is used: what the group cannot do without says it too.
fn is_group_switch(form: &Form, field: &Field) -> bool {
    form.fields.iter().any(|other| switch_of(other) == Some(field.key))
}

/// What is set there and differs from what a new one has. The inner `None` is a secret that is there and not told.
#[expect(clippy::option_option, reason = "nothing to carry, a secret that is not told, and a value are three answers")]
fn worth_carrying(there: &There<'_>, field: &Field) -> Option<Option<Value>> {
    let is_there = field.when.holds(there.form, there.told);
    match there.told.get(field.key) {
        _ if !is_there || there.closed.contains(&field.section) => None,
        Some(value) if field.is_set(there.told) => Some(Some(value.clone())),
        // A group that has a user has a password.
        Some(Value::Secret(_)) | None if field.is_secret() && is_needed(there, field) => Some(None),
        _ => None,
    }
}

fn is_needed(there: &There<'_>, field: &Field) -> bool {
    let needs_it = |other: &&Field| {
        let together = !field.together.is_empty() && other.together == field.together;
        (other.needs.contains(&field.key) || together) && other.is_set(there.told)
    };
    field.required || there.form.fields.iter().any(|other| needs_it(&other))
}

impl Carried {
    fn by_key(&mut self, form: &Form, from: &'static Field, value: Value) -> Step {
        match form.field(from.key).filter(|to| takes(to, &value)) {
            Some(to) => {
                self.values.set(to.key, value);
                Step { from: from.key, to: vec![to.key], what: What::Carried }
            }
            None => lost(from),
        }
    }

    fn by_role(&mut self, there: &There<'_>, form: &Form, from: &'static Field, value: &Value) -> Step {
        let Some(role) = from.role else { return lost(from) };
        if matches!(role, Role::Proxy | Role::ProxyHost | Role::ProxyPort) {
            return self.proxy(there, form, from);
        }
        let Some(to) = of_role(form, role) else { return lost(from) };
        let value = match (to.kind, value) {
            (Kind::YesNo, Value::Bool(on)) => Value::Text(if *on { YES } else { NO }.to_owned()),
            (Kind::Toggle, Value::Text(word)) => Value::Bool(word == YES),
            (_, value) => value.clone(),
        };
        if !takes(to, &value) {
            return lost(from);
        }
        self.values.set(to.key, value);
        Step { from: from.key, to: vec![to.key], what: What::Carried }
    }

    /// Host and port, in one field or in two.
    fn proxy(&mut self, there: &There<'_>, form: &Form, from: &'static Field) -> Step {
        let Seen::Is(Value::Text(address)) = there.seen("proxy_address") else { return lost(from) };
        let to: Vec<&'static str> = match fields_of(form, Role::Proxy).as_slice() {
            [one] => {
                self.values.set_text(one.key, address);
                vec![one.key]
            }
            [host, port, ..] => {
                let (name, number) = address.rsplit_once(':').unwrap_or((&address, ""));
                self.values.set_text(host.key, name);
                self.values.set_text(port.key, number);
                vec![if from.role == Some(Role::ProxyPort) { port.key } else { host.key }]
            }
            [] => return lost(from),
        };
        Step { from: from.key, to, what: What::Carried }
    }

    /// A secret that is there and not told.
    fn ask(form: &Form, same: bool, from: &'static Field) -> Step {
        let by_role = || from.role.and_then(|role| of_role(form, role));
        let to = if same { form.field(from.key) } else { by_role() };
        to.map_or_else(|| lost(from), |to| Step { from: from.key, to: vec![to.key], what: What::Asked })
    }

    /// The addresses that are called, and what for. Tells the fields of the old place that it is about.
    fn hooks(&mut self, there: &There<'_>, form: &'static Form) -> Vec<&'static str> {
        let about: Vec<&'static str> = fields_of(there.form, Role::Webhook)
            .into_iter()
            .chain(of_role(there.form, Role::Events))
            .map(|field| field.key)
            .collect();
        let hooks = hooks_of(there);
        if hooks.is_empty() {
            return about;
        }
        let targets = fields_of(form, Role::Webhook);
        let taken = match (targets.as_slice(), list_of_role(form, Role::Webhook)) {
            ([], _) => Vec::new(),
            (_, Some((list, url))) => self.hooks_in_list(&hooks, list, url),
            ([one], None) => self.one_hook(&hooks, one, of_role(form, Role::Events)),
            (several, None) => self.hooks_by_topic(&hooks, several),
        };
        for hook in &hooks {
            let of = |(from, _): &&(&'static str, &'static str)| *from == hook.from;
            let to: Vec<&'static str> = taken.iter().filter(of).map(|(_, to)| *to).collect();
            let what = if to.is_empty() { What::NoCounterpart } else { What::Carried };
            // The items of a list are one field.
            if !self.steps.iter().any(|step| step.from == hook.from) {
                self.steps.push(Step { from: hook.from, to, what });
            }
        }
        self.events_step(there, form, &hooks);
        about
    }

    /// Each address in an item of its own.
    fn hooks_in_list(&mut self, hooks: &[Hook], list: &Field, url: &Field) -> Vec<(&'static str, &'static str)> {
        let Kind::Groups(item_form) = list.kind else { return Vec::new() };
        let mut items: Vec<Values> = Vec::new();
        for address in addresses(hooks) {
            let mut item = Values::default();
            item.set_text(url.key, &*address);
            if let Some(events) = of_role(item_form, Role::Events) {
                item.set(events.key, Value::List(words_for(events, &topics_of(hooks, &address))));
            }
            items.push(item);
        }
        self.values.set(list.key, Value::Groups(items));
        hooks.iter().map(|hook| (hook.from, list.key)).collect()
    }

    /// The address that is called for most; the others have no place.
    fn one_hook(&mut self, hooks: &[Hook], url: &Field, events: Option<&Field>) -> Vec<(&'static str, &'static str)> {
        let count = |address: &String| hooks.iter().filter(|hook| hook.address == *address).count();
        let Some(address) = addresses(hooks).into_iter().rev().max_by_key(count) else { return Vec::new() };
        self.values.set_text(url.key, &*address);
        if let Some(events) = events {
            let words = words_for(events, &topics_of(hooks, &address));
            self.values.set(events.key, Value::List(words));
        }
        hooks.iter().filter(|hook| hook.address == address).map(|hook| (hook.from, url.key)).collect()
    }

    /// An address for each thing that it is called for.
    fn hooks_by_topic(&mut self, hooks: &[Hook], fields: &[&'static Field]) -> Vec<(&'static str, &'static str)> {
        let mut taken = Vec::new();
        for field in fields {
            let wanted = field.topic.and_then(|topic| hooks.iter().find(|hook| hook.topics.contains(&topic)));
            if let Some(hook) = wanted {
                self.values.set_text(field.key, &*hook.address);
                taken.push((hook.from, field.key));
            }
        }
        taken
    }

    /// What the events of the old place are at the new one.
    fn events_step(&mut self, there: &There<'_>, form: &Form, hooks: &[Hook]) {
        let Some(events) = of_role(there.form, Role::Events) else { return };
        let chosen = there.told.list(events.key);
        if chosen.is_empty() {
            return;
        }
        let to = of_role(form, Role::Events).map(|field| field.key);
        let to = to.or_else(|| list_of_role(form, Role::Webhook).map(|(list, _)| list.key));
        let is_known = |word: &String| events.topics.iter().any(|(known, _)| known == word);
        let has_place = to.is_some() || hooks.iter().any(|hook| self.carries(hook.from));
        let what = match (has_place, chosen.iter().all(is_known)) {
            (false, _) => What::NoCounterpart,
            (true, true) => What::Carried,
            (true, false) => What::InPart,
        };
        self.steps.push(Step { from: events.key, to: to.into_iter().collect(), what });
    }

    fn carries(&self, from: &str) -> bool {
        self.steps.iter().any(|step| step.from == from && step.what == What::Carried)
    }

    /// What the new place does not take as it is, and what hangs on something that is not there.
    fn judge(&mut self, form: &Form) {
        let issues = check(form, &self.values);
        for step in &mut self.steps {
            let wrong = issues.iter().find(|issue| step.to.contains(&issue.field)).map(|issue| issue.problem);
            let hidden = |key: &&'static str| form.field(key).is_some_and(|to| !to.when.holds(form, &self.values));
            if step.what == What::Asked {
                continue;
            }
            if let Some(problem) = wrong {
                step.what = What::Refused(problem);
            } else if !step.to.is_empty() && step.to.iter().all(hidden) {
                step.to.iter().for_each(|key| self.values.remove(key));
                *step = Step { from: step.from, to: Vec::new(), what: What::NoCounterpart };
            }
        }
    }
}

fn lost(from: &Field) -> Step {
    Step { from: from.key, to: Vec::new(), what: What::NoCounterpart }
}

/// Whether a field can hold it at all.
fn takes(to: &Field, value: &Value) -> bool {
    let mut alone = Values::default();
    alone.set(to.key, value.clone());
    std::mem::discriminant(&to.empty()) == std::mem::discriminant(value)
        && problem(to, &alone) != Some(Problem::NotAChoice)
}

/// Everything that is called, with what for. Where no event is chosen, or none is known, all are meant.
fn hooks_of(there: &There<'_>) -> Vec<Hook> {
    let mut hooks = Vec::new();
    let events = of_role(there.form, Role::Events);
    for field in fields_of(there.form, Role::Webhook) {
        match (there.field_seen(field), list_of_role(there.form, Role::Webhook)) {
            (Seen::Is(Value::Text(address)), _) => {
                let chosen = events.map(|events| topics_in(events, there.told.list(events.key)));
                let topics = field.topic.map(|topic| vec![topic]).or(chosen);
                hooks.push(Hook { from: field.key, address, topics: topics.unwrap_or_else(|| TOPICS.to_vec()) });
            }
            (Seen::Is(Value::Groups(items)), Some((list, url))) => {
                let Kind::Groups(form) = list.kind else { continue };
                let events = of_role(form, Role::Events);
                for item in items {
                    let topics = events.map_or(TOPICS.to_vec(), |it| topics_in(it, item.list(it.key)));
                    hooks.push(Hook { from: list.key, address: item.text(url.key).to_owned(), topics });
                }
            }
            _ => {}
        }
    }
    hooks
}

fn topics_in(events: &Field, chosen: &[String]) -> Vec<Topic> {
    if chosen.is_empty() {
        return TOPICS.to_vec();
    }
    let is_chosen = |(word, _): &&(&str, Topic)| chosen.iter().any(|chosen| chosen == word);
    events.topics.iter().filter(is_chosen).map(|(_, topic)| *topic).collect()
}

fn topics_of(hooks: &[Hook], address: &str) -> Vec<Topic> {
    hooks
        .iter()
        .filter(|hook| hook.address == address)
        .flat_map(|hook| hook.topics.iter().copied())
        .collect()
}

/// The words of another place for these topics, in its order.
fn words_for(events: &Field, topics: &[Topic]) -> Vec<String> {
    let Kind::Many(words) = events.kind else { return Vec::new() };
    let is_wanted = |word: &&&str| events.topics.iter().any(|(known, topic)| known == *word && topics.contains(topic));
    words.iter().filter(is_wanted).map(|word| (*word).to_owned()).collect()
}

/// The addresses in the order in which they come, each once.
fn addresses(hooks: &[Hook]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for hook in hooks {
        if !found.contains(&hook.address) {
            found.push(hook.address.clone());
        }
    }
    found
}

/// A name as another place takes it.
#[must_use]
pub fn fitting_name(field: &Field, name: &str) -> String {
    let mut alone = Values::default();
    alone.set_text(field.key, name);
    if field.rule != Rule::Slug || problem(field, &alone).is_none() {
        return name.to_owned();
    }
    names::slug(name, field.max)
}
