//! A text that was pasted into a form and says more than one field holds: a cURL command, the JSON of a request, lines of
//! an `.env` file. What of it belongs to the form is taken, secrets as secrets; the rest is dropped.

use crate::domain::phone::{self, Typed};
use crate::domain::secret::Secret;
use crate::domain::values::{Value, Values};
use crate::form::address::{instance_link, without_panel};
use crate::form::body;
use crate::form::check::{Problem, is_slug, problem};
use crate::form::field::{Field, Form, Kind};
use serde_json::Value as Json;

/// Longest text that is looked at, in bytes.
const LONGEST: usize = 64 * 1024;

/// What a text said. Not to be printed: a body may hold keys.
#[derive(Default)]
pub struct Pasted {
    /// Where a command goes; a token may stand in it.
    pub url: Option<Secret>,
    /// Headers, variables, or the texts of a JSON object.
    pairs: Vec<(String, Secret)>,
    body: Option<Json>,
    phone: Option<String>,
}

/// Reads a text; `None` where it is nothing but a value for one field.
#[must_use]
pub fn read(text: &str) -> Option<Pasted> {
    let text = text.trim();
    if text.len() > LONGEST {
        return None;
    }
    let command = text.strip_prefix("curl").filter(|rest| rest.starts_with(char::is_whitespace));
    if let Some(rest) = command {
        return Some(of_command(&arguments(rest)));
    }
    if text.starts_with('{') {
        return of_json(serde_json::from_str(text).ok()?);
    }
    variables(text).or_else(|| of_phone(text))
}

fn of_json(json: Json) -> Option<Pasted> {
    let map = json.as_object()?;
    let texts = map.iter().filter_map(|(name, value)| Some((name.clone(), Secret::from(value.as_str()?))));
    Some(Pasted { pairs: texts.collect(), body: Some(json), ..Pasted::default() })
}

/// A number with its country, in a spelling that no name has.
fn of_phone(text: &str) -> Option<Pasted> {
    let is_number = matches!(phone::read(text), Typed::Number(_)) && !is_slug(text);
    is_number.then(|| Pasted { phone: Some(text.to_owned()), ..Pasted::default() })
}

/// Lines such as `NAME=value`, and nothing else but comments.
fn variables(text: &str) -> Option<Pasted> {
    let mut pairs = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let line = line.strip_prefix("export ").unwrap_or(line);
        let (name, value) = line.split_once('=')?;
        let is_name = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
        if name.is_empty() || !name.chars().all(is_name) {
            return None;
        }
        pairs.push((name.to_owned(), Secret::from(value).bare()));
    }
    (!pairs.is_empty()).then(|| Pasted { pairs, ..Pasted::default() })
}

fn of_command(arguments: &[Secret]) -> Pasted {
    let mut pasted = Pasted::default();
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        let argument = argument.expose();
        match argument {
            "-H" | "--header" => pasted.pairs.extend(rest.next().and_then(header)),
            "-d" | "--data" | "--data-raw" | "--data-binary" | "--data-ascii" | "--json" => {
                pasted.body = rest.next().and_then(|data| serde_json::from_str(data.expose()).ok());
            }
            "--url" => pasted.url = rest.next().cloned(),
            "-X" | "--request" | "-u" | "--user" | "-o" | "--output" | "-m" | "--max-time" | "-A" => drop(rest.next()),
            _ if argument.starts_with('-') => {}
            _ => pasted.url = Some(Secret::from(argument)),
        }
    }
    pasted
}

fn header(line: &Secret) -> Option<(String, Secret)> {
    let (name, value) = line.expose().split_once(':')?;
    let value = value.trim();
    let is_scheme = |scheme: &&str| value.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    let value = if is_scheme(&"bearer ") { &value["bearer ".len()..] } else { value };
    Some((name.trim().to_owned(), Secret::from(value.trim())))
}

/// A command's arguments, as shells quote them; a line that ends in `\`, `^` or a backtick goes on.
fn arguments(text: &str) -> Vec<Secret> {
    let mut arguments = Vec::new();
    let mut argument: Option<String> = None;
    let mut chars = text.chars().peekable();
    let mut quote: Option<char> = None;
    while let Some(c) = chars.next() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (Some('"') | None, '\\') | (None, '^' | '`') => match chars.next() {
                Some('\r' | '\n') | None => {
                    chars.next_if_eq(&'\n');
                }
                Some(c) => argument.get_or_insert_default().push(c),
            },
            (None, '\'' | '"') => {
                quote = Some(c);
                argument.get_or_insert_default();
            }
            (None, c) if c.is_whitespace() => arguments.extend(argument.take().map(Secret::new)),
            (_, c) => argument.get_or_insert_default().push(c),
        }
    }
    arguments.extend(argument.map(Secret::new));
    arguments
}

impl Pasted {
    /// It is nothing but a phone number.
    #[must_use]
    pub fn is_number(&self) -> bool {
        self.phone.is_some()
    }

    /// Fills the form of an account: its address, and what it knows by another name. Gives the keys that were filled.
    #[must_use]
    pub fn into_account(&self, form: &Form, values: &mut Values) -> Vec<&'static str> {
        let mut taken = Vec::new();
        for field in form.fields {
            let pair = self.pairs.iter().find(|(name, _)| field.is_called(name)).map(|(_, value)| value);
            let address = self.url.as_ref().filter(|_| field.base).and_then(|url| base_of(field, url.expose()));
            let value = match (field.kind, pair) {
                (Kind::Secret, Some(secret)) => Value::Secret(secret.clone()),
                (Kind::Url, pair) => {
                    let typed = || pair.and_then(|pair| base_of(field, pair.expose()));
                    let Some(text) = address.or_else(typed) else { continue };
                    Value::Text(text)
                }
                (Kind::Text, Some(secret)) => Value::Text(secret.expose().to_owned()),
                _ => continue,
            };
            taken.extend(take(field, value, values));
        }
        taken
    }

    /// Fills the form of an instance from the body of a request, or from a number.
    #[must_use]
    pub fn into_instance(&self, form: &Form, values: &mut Values) -> Vec<&'static str> {
        let told = self.body.as_ref().map(|body| body::values_and_secrets(form, body)).unwrap_or_default();
        let mut taken = Vec::new();
        for field in form.fields {
            let value = match (told.get(field.key), field.kind, &self.phone) {
                (Some(value), ..) => value.clone(),
                (None, Kind::Phone, Some(phone)) => Value::Text(phone.clone()),
                _ => continue,
            };
            taken.extend(take(field, value, values));
        }
        taken
    }
}

/// Puts a value into its field where that could hold it.
fn take(field: &Field, value: Value, values: &mut Values) -> Option<&'static str> {
    let mut alone = Values::default();
    alone.set(field.key, value.clone());
    if matches!(problem(field, &alone), Some(Problem::NotAChoice | Problem::UserInAddress)) || !field.is_set(&alone) {
        return None;
    }
    values.set(field.key, value);
    Some(field.key)
}

/// The base address in the address of a call: what stands before the call's path, or the host.
fn base_of(field: &Field, url: &str) -> Option<String> {
    if let Some(link) = instance_link(url) {
        return Some(link.base_url);
    }
    without_panel(url, field.panels).or_else(|| {
        let url = url::Url::parse(url.trim()).ok().filter(url::Url::has_host)?;
        Some(url.origin().ascii_serialization())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const ACCOUNT: Form = Form {
        fields: &[
            Field::url("base_url").base().panels(&["instance"]).called(&["SERVER_URL"]),
            Field::secret("key").bare().called(&["apikey", "AUTHENTICATION_API_KEY"]),
        ],
    };
    const INSTANCE: Form = Form {
        fields: &[
            Field::text("name").at("/instanceName"),
            Field::secret("token").at("/token"),
            Field::phone("number").at("/number"),
            Field::many("events", &["A", "B"]).at("/webhook/events"),
            Field::choice("engine", &["X", "Y"]).at("/integration"),
        ],
    };

    fn account(text: &str) -> (Vec<&'static str>, Values) {
        let mut values = Values::default();
        let taken = read(text).map(|pasted| pasted.into_account(&ACCOUNT, &mut values)).unwrap_or_default();
        (taken, values)
    }

    fn instance(text: &str) -> (Vec<&'static str>, Values) {
        let mut values = Values::default();
        let taken = read(text).map(|pasted| pasted.into_instance(&INSTANCE, &mut values)).unwrap_or_default();
        (taken, values)
    }

    const COMMAND: &str = "curl -X POST 'https://evo.acme.example/api/instance/create' \\\n  -H 'apikey: CANARY-\\0123' \\\n  \
        -H \"content-type: application/json\" \\\n  -d '{\"instanceName\": \"vendas\", \"token\": \"CANARY-token\", \
        \"integration\": \"Z\", \"webhook\": {\"events\": [\"B\"]}}'";

    #[test]
    fn a_command_fills_address_and_key_of_an_account_and_the_form_of_an_instance() {
        let (taken, values) = account(COMMAND);
        assert_eq!(taken, ["base_url", "key"]);
        assert_eq!(values.text("base_url"), "https://evo.acme.example/api");
        assert_eq!(values.secret("key"), Some(&Secret::from("CANARY-\\0123")));
        let (taken, values) = instance(COMMAND);
        assert_eq!(taken, ["name", "token", "events"], "a word that cannot be chosen is left out");
        assert_eq!((values.text("name"), values.list("events")), ("vendas", &["B".to_owned()][..]));
        assert!(!format!("{values:?} {:?}", account(COMMAND)).contains("CANARY"));
        let windows = "curl \"https://evo.acme.example/instance/create\" ^\r\n -H \"ApiKey: k\" --data-raw \"{}\"";
        assert_eq!(account(windows).0, ["base_url", "key"]);
    }

    #[test]
    fn variables_and_json_are_found_by_what_a_field_is_called_elsewhere() {
        let lines = "# mine\nexport SERVER_URL=https://evo.acme.example\nAUTHENTICATION_API_KEY='k-1'\nOTHER=1\n";
        let (taken, values) = account(lines);
        assert_eq!(taken, ["base_url", "key"]);
        assert_eq!(values.secret("key"), Some(&Secret::from("k-1")));
        assert_eq!(account(&json!({"apiKey": "k"}).to_string()).0, ["key"]);
    }

    #[test]
    fn a_number_goes_where_numbers_go() {
        let (taken, values) = instance(" +55 (11) 98877-1200 ");
        assert_eq!((taken, values.text("number")), (vec!["number"], "+55 (11) 98877-1200"));
    }

    #[test]
    fn the_value_of_one_field_is_left_to_that_field() {
        for text in ["", "vendas-sul", "5511988771200", "curly", "a=b", "{not json", "https://evo.acme.example", "A"] {
            assert!(read(text).is_none(), "{text}");
        }
    }
}
