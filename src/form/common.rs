//! Settings that several providers have, under one name each: read from a form's values, and laid over them.
//!
//! A form says of a field what it is to a person ([`Role`]). Here stands what those roles have in common, so that one new
//! value can be given to instances of several gateways, and each shows what would become of it.

use crate::domain::changes::Changes;
use crate::domain::values::{Value, Values};
use crate::form::check::{Problem, check};
use crate::form::field::{Condition, Field, Form, Kind, NO, Rule, YES};
use crate::form::role::Role;

/// What several gateways have.
pub static COMMON: Form = Form {
    fields: &[
        Field::url("webhook_url")
            .section("webhook")
            .role(Role::Webhook)
            .example("https://hooks.acme.com.br/wa"),
        Field::toggle("reject_calls").section("behaviour").role(Role::RejectCalls),
        Field::long_text("reject_text").section("behaviour").max(500).role(Role::RejectText),
        Field::toggle("skip_groups").section("behaviour").role(Role::IgnoreGroups),
        Field::toggle("mark_read").section("behaviour").role(Role::ReadMessages),
        Field::toggle("mark_statuses").section("behaviour").role(Role::ReadStatuses),
        Field::toggle("keep_online").section("behaviour").role(Role::AlwaysOnline),
        Field::toggle("whole_history").section("behaviour").role(Role::FullHistory),
        Field::text("linked_name").section("device").max(100).role(Role::DeviceName),
        Field::text("proxy_address")
            .section("proxy")
            .rule(Rule::Host)
            .mono()
            .role(Role::Proxy)
            .example("proxy.acme.com.br:3128"),
        Field::text("proxy_username").section("proxy").role(Role::ProxyUser),
        Field::secret("proxy_password").section("proxy").max(250).role(Role::ProxyPassword),
    ],
};

/// An instance as its gateway told it.
#[derive(Clone, Copy)]
pub struct There<'a> {
    /// The id of its provider.
    pub provider: &'a str,
    pub form: &'static Form,
    pub told: &'a Values,
    /// Sections that cannot be changed here.
    pub closed: &'a [&'static str],
}

/// What is there of a common setting.
#[derive(Clone, Debug, PartialEq)]
pub enum Seen {
    /// There is no such setting here.
    Lacks,
    /// The gateway does not tell it, or keeps its section closed.
    NotTold,
    /// Empty, or switched off.
    Unset,
    Is(Value),
}

/// Why a chosen setting cannot have its new value here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// There is no such setting here.
    Lacks,
    /// The gateway has it, and keeps its section closed.
    Closed,
    /// What would have to be known is not told.
    NotTold,
    /// No address is set whose host could be replaced, or that could get another.
    NoAddress,
    /// Several addresses that differ: one for all would call the same place twice.
    SeveralAddresses,
    /// Only together with this field of the form.
    Needs(&'static str),
    Wrong(Problem),
}

/// What becomes of one chosen setting at one instance.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// One provider alone has it.
    pub own: bool,
    pub key: String,
    /// The fields of the form that it moves; none where all is as wanted.
    pub fields: Vec<&'static str>,
    pub why: Option<Why>,
}

/// Values with the changes laid over them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LaidOver {
    pub values: Values,
    /// The fields that differ from what was told, in the order of the form.
    pub keys: Vec<&'static str>,
    pub lines: Vec<Line>,
}

impl LaidOver {
    /// Whether what can be had here is there already. Where nothing can be had, nothing of it is.
    #[must_use]
    pub fn is_there(&self) -> bool {
        self.keys.is_empty() && self.lines.iter().any(|line| line.why.is_none())
    }
}

/// The field of a form with this role.
#[must_use]
pub fn of_role(form: &Form, role: Role) -> Option<&'static Field> {
    form.fields.iter().find(|field| field.role == Some(role))
}

/// The list of groups that have a field of this role, with that field.
#[must_use]
pub fn list_of_role(form: &Form, role: Role) -> Option<(&'static Field, &'static Field)> {
    form.fields.iter().find_map(|field| match field.kind {
        Kind::Groups(item) => Some((field, of_role(item, role)?)),
        _ => None,
    })
}

/// The fields of a form that a common setting stands in.
#[must_use]
pub fn fields_of(form: &Form, role: Role) -> Vec<&'static Field> {
    let with = |role: Role| form.fields.iter().filter(move |field| field.role == Some(role));
    let mut found: Vec<&'static Field> = with(role).collect();
    match role {
        Role::Proxy if found.is_empty() => found.extend(with(Role::ProxyHost).chain(with(Role::ProxyPort))),
        Role::Webhook => found.extend(list_of_role(form, role).map(|(list, _)| list)),
        _ => {}
    }
    found
}

impl There<'_> {
    /// What is there of a common setting.
    #[must_use]
    pub fn seen(&self, key: &str) -> Seen {
        let Some(role) = COMMON.field(key).and_then(|field| field.role) else { return Seen::Lacks };
        let fields = fields_of(self.form, role);
        match (role, fields.as_slice()) {
            (_, []) => Seen::Lacks,
            (Role::Webhook, _) => self.addresses_seen(&fields),
            (_, [one]) => self.field_seen(one),
            (_, [host, port, ..]) => match (self.field_seen(host), self.field_seen(port)) {
                (Seen::Is(Value::Text(host)), Seen::Is(Value::Text(port))) => {
                    Seen::Is(Value::Text(format!("{host}:{port}")))
                }
                (host, _) => host,
            },
        }
    }

    /// What is there of a field.
    #[must_use]
    pub fn field_seen(&self, field: &Field) -> Seen {
        if self.closed.contains(&field.section) {
            return Seen::NotTold;
        }
        match self.told.get(field.key) {
            _ if !field.when.holds(self.form, self.told) => Seen::Unset,
            None => Seen::NotTold,
            Some(Value::Text(text)) if field.kind == Kind::YesNo => match text.as_str() {
                YES => Seen::Is(Value::Bool(true)),
                NO => Seen::Is(Value::Bool(false)),
                _ => Seen::Unset,
            },
            Some(Value::Text(text)) if text.trim().is_empty() => Seen::Unset,
            Some(Value::Text(text)) => Seen::Is(Value::Text(text.trim().to_owned())),
            Some(Value::Secret(secret)) if secret.is_blank() => Seen::Unset,
            Some(value) => Seen::Is(value.clone()),
        }
    }

    /// Every address that is set, each once.
    fn addresses_seen(&self, fields: &[&'static Field]) -> Seen {
        let mut found: Vec<String> = Vec::new();
        let mut untold = false;
        for field in fields {
            match (self.field_seen(field), list_of_role(self.form, Role::Webhook)) {
                (Seen::NotTold | Seen::Lacks, _) => untold = true,
                (Seen::Is(Value::Text(address)), _) => found.push(address),
                (Seen::Is(Value::Groups(items)), Some((_, url))) => {
                    found.extend(items.iter().map(|item| item.text(url.key).to_owned()));
                }
                _ => {}
            }
        }
        found.retain(|address| !address.is_empty());
        found.sort();
        found.dedup();
        match found.len() {
            // One that is not told may be set.
            0 if untold => Seen::NotTold,
            0 => Seen::Unset,
            1 => Seen::Is(Value::Text(found.remove(0))),
            _ => Seen::Is(Value::List(found)),
        }
    }

    /// The changes laid over what was told. What cannot be done here is said, and left as it is.
    #[must_use]
    pub fn laid(&self, changes: &Changes) -> LaidOver {
        let mut wanted: Vec<(Line, Vec<(&'static str, Value)>)> = Vec::new();
        for (provider, key) in changes.keys() {
            let sets = match provider {
                None => self.common_sets(key, changes),
                Some(provider) => self.own_sets(provider, key, changes),
            };
            let why = sets.as_ref().err().copied();
            let line = Line { own: provider.is_some(), key: key.to_owned(), fields: Vec::new(), why };
            wanted.push((line, sets.unwrap_or_default()));
        }
        // Switches first, so that what hangs on one is judged by its new state.
        let mut values = self.told.clone();
        for (key, value) in wanted.iter().flat_map(|(_, sets)| sets) {
            values.set(key, value.clone());
        }
        let issues = check(self.form, &values);
        for (line, sets) in &mut wanted {
            let why = sets.iter().find_map(|(key, _)| {
                let field = self.form.field(key)?;
                let wrong = issues.iter().find(|issue| issue.field == *key).map(|issue| Why::Wrong(issue.problem));
                let hidden = (!field.when.holds(self.form, &values)).then(|| needed(field.when)).flatten();
                wrong.or(hidden)
            });
            line.why = line.why.or(why);
        }
        self.finish(wanted)
    }

    /// Puts together what can be done.
    fn finish(&self, wanted: Vec<(Line, Vec<(&'static str, Value)>)>) -> LaidOver {
        let mut laid = LaidOver { values: self.told.clone(), ..LaidOver::default() };
        for (mut line, sets) in wanted {
            if line.why.is_none() {
                for (key, value) in sets {
                    if !is_same(self.told.get(key), &value) {
                        line.fields.push(key);
                    }
                    laid.values.set(key, value);
                }
            }
            laid.lines.push(line);
        }
        let moved = |field: &&'static Field| laid.lines.iter().any(|line| line.fields.contains(&field.key));
        laid.keys = self.form.fields.iter().filter(moved).map(|field| field.key).collect();
        laid
    }

    fn own_sets(&self, provider: &str, key: &str, changes: &Changes) -> Result<Vec<(&'static str, Value)>, Why> {
        let field = self.form.field(key).filter(|_| provider == self.provider).ok_or(Why::Lacks)?;
        let value = changes.own.get(provider).and_then(|values| values.get(key)).ok_or(Why::Lacks)?;
        self.set(field, value.clone())
    }

    fn common_sets(&self, key: &str, changes: &Changes) -> Result<Vec<(&'static str, Value)>, Why> {
        let role = COMMON.field(key).and_then(|field| field.role).ok_or(Why::Lacks)?;
        let value = changes.common.get(key).cloned().ok_or(Why::Lacks)?;
        let fields = fields_of(self.form, role);
        match (role, fields.as_slice(), &value) {
            (_, [], _) => Err(Why::Lacks),
            (Role::Webhook, _, Value::Text(new)) => self.addresses_set(&fields, new.trim(), changes),
            (_, [one], _) => self.set(one, value),
            (_, [host, port, ..], Value::Text(new)) => {
                let new = new.trim();
                let (name, number) = new.rsplit_once(':').unwrap_or((new, ""));
                let mut sets = self.set(host, Value::Text(name.to_owned()))?;
                if !new.is_empty() {
                    sets.push((port.key, Value::Text(number.to_owned())));
                }
                Ok(sets)
            }
            _ => Err(Why::Lacks),
        }
    }

    /// One field, and the switch of its group: what a group cannot do without switches it on, and off when it is emptied.
    fn set(&self, field: &'static Field, value: Value) -> Result<Vec<(&'static str, Value)>, Why> {
        if self.closed.contains(&field.section) {
            return Err(Why::Closed);
        }
        let value = match (field.kind, value) {
            (Kind::YesNo, Value::Bool(on)) => Value::Text(if on { YES } else { NO }.to_owned()),
            (_, value) => value,
        };
        if std::mem::discriminant(&value) != std::mem::discriminant(&field.empty()) {
            return Err(Why::Lacks);
        }
        let Some(switch) = switch_of(field) else { return Ok(vec![(field.key, value)]) };
        let is_empty = matches!(&value, Value::Text(text) if text.trim().is_empty());
        let switched = (switch, Value::Bool(!is_empty));
        Ok(if is_empty { vec![switched] } else { vec![switched, (field.key, value)] })
    }

    /// A new address for those that are called. Of several that a form has, those that are set, unless all are wanted.
    fn addresses_set(
        &self,
        fields: &[&'static Field],
        new: &str,
        changes: &Changes,
    ) -> Result<Vec<(&'static str, Value)>, Why> {
        if fields.iter().all(|field| self.closed.contains(&field.section)) {
            return Err(Why::Closed);
        }
        let mut sets = Vec::new();
        let mut untold = false;
        for field in fields {
            if let Some((list, url)) = list_of_role(self.form, Role::Webhook)
                && list.key == field.key
            {
                sets.push((field.key, self.items_set(list, url, new, changes)?));
                continue;
            }
            let seen = self.field_seen(field);
            untold |= seen == Seen::NotTold;
            let old = if let Seen::Is(Value::Text(old)) = &seen { old.as_str() } else { "" };
            if changes.only_host {
                let moved = (!old.is_empty()).then(|| with_host_of(old, new)).flatten();
                sets.extend(moved.map(|address| (field.key, Value::Text(address))));
            } else if fields.len() == 1 || changes.every_address || !old.is_empty() {
                sets.extend(self.set(field, Value::Text(new.to_owned()))?);
            }
        }
        match (sets.is_empty(), untold) {
            (false, _) => Ok(sets),
            (true, true) => Err(Why::NotTold),
            (true, false) => Err(Why::NoAddress),
        }
    }

    fn items_set(&self, list: &Field, url: &Field, new: &str, changes: &Changes) -> Result<Value, Why> {
        let Seen::Is(Value::Groups(mut items)) = self.field_seen(list) else { return Err(Why::NotTold) };
        let first = items.first().map(|item| item.text(url.key).to_owned()).ok_or(Why::NoAddress)?;
        if !changes.only_host && items.iter().any(|item| item.text(url.key) != first) {
            return Err(Why::SeveralAddresses);
        }
        for item in &mut items {
            let address = if changes.only_host { with_host_of(item.text(url.key), new) } else { Some(new.to_owned()) };
            if let Some(address) = address {
                item.set_text(url.key, address);
            }
        }
        Ok(Value::Groups(items))
    }
}

/// The fields of a settings form that have to be read for these changes: whole sections, as gateways read them.
#[must_use]
pub fn read_for(form: &Form, provider: &str, changes: &Changes) -> Vec<&'static str> {
    let fields = changes.keys().flat_map(|(of, key)| match of {
        Some(of) => form.field(key).filter(|_| of == provider).into_iter().collect(),
        None => COMMON
            .field(key)
            .and_then(|field| field.role)
            .map_or_else(Vec::new, |role| fields_of(form, role)),
    });
    let sections: Vec<&str> = fields.map(|field| field.section).collect();
    let is_there = |field: &&'static Field| sections.contains(&field.section);
    form.fields.iter().filter(is_there).map(|field| field.key).collect()
}

/// The switch of a group, where this is what the group cannot do without.
#[must_use]
pub fn switch_of(field: &Field) -> Option<&'static str> {
    match field.when {
        Condition::On(switch) if field.required => Some(switch),
        _ => None,
    }
}

fn needed(when: Condition) -> Option<Why> {
    match when {
        Condition::Always => None,
        Condition::Is(key, _) | Condition::On(key) | Condition::Filled(key) => Some(Why::Needs(key)),
    }
}

fn is_same(told: Option<&Value>, wanted: &Value) -> bool {
    match (told, wanted) {
        (Some(Value::Text(told)), Value::Text(wanted)) => told.trim() == wanted.trim(),
        (told, wanted) => told == Some(wanted),
    }
}

/// An address with scheme, host and port of another; `None` where one of them is no address.
fn with_host_of(old: &str, new: &str) -> Option<String> {
    let (_, rest) = old.split_once("://")?;
    let (scheme, host) = new.split_once("://")?;
    let end = |text: &str| text.find(['/', '?', '#']).unwrap_or(text.len());
    let host = &host[..end(host)];
    (!host.is_empty()).then(|| format!("{scheme}://{host}{}", &rest[end(rest)..]))
}
