//! Values → issues: what is wrong with what was typed, found from the fields alone.

use crate::domain::phone::{self, Typed};
use crate::domain::secret::bare;
use crate::domain::values::{Value, Values};
use crate::form::address;
use crate::form::field::{Field, Form, Kind, Rule};

/// What is wrong with a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    Missing,
    /// Another field needs this one.
    NeededBy(&'static str),
    TooLong(usize),
    ControlCharacters,
    NotASlug,
    NotAToken,
    NotAnAddress,
    NotHttps,
    /// A base address with a query or a fragment.
    QueryInAddress,
    /// The link of one instance, with its token, in the place of a base address.
    InstanceLink,
    /// An address with a user name or password in it.
    UserInAddress,
    NotANumber,
    NotAPhone,
    /// A phone number without its country code.
    NoCountryCode,
    NotAChoice,
    /// A secret that is kept, and belongs to another address than the one typed now.
    OtherAddress,
    /// A pair without a name, or with a name a header cannot have.
    BadName,
}

impl Problem {
    /// The text key of this problem.
    #[must_use]
    pub fn text_key(self) -> &'static str {
        match self {
            Self::Missing => "issue-missing",
            Self::NeededBy(_) => "issue-needed-by",
            Self::TooLong(_) => "issue-too-long",
            Self::ControlCharacters => "issue-control-characters",
            Self::NotASlug => "issue-not-a-slug",
            Self::NotAToken => "issue-not-a-token",
            Self::NotAnAddress => "issue-not-an-address",
            Self::NotHttps => "issue-not-https",
            Self::QueryInAddress => "issue-query-in-address",
            Self::InstanceLink => "issue-instance-link",
            Self::UserInAddress => "issue-user-in-address",
            Self::NotANumber => "issue-not-a-number",
            Self::NotAPhone => "issue-not-a-phone",
            Self::NoCountryCode => "issue-no-country-code",
            Self::NotAChoice => "issue-not-a-choice",
            Self::OtherAddress => "issue-other-address",
            Self::BadName => "issue-bad-name",
        }
    }
}

/// Something wrong with a value, shown at its field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Issue {
    /// The field's key.
    pub field: &'static str,
    pub section: &'static str,
    pub problem: Problem,
}

/// Everything wrong with these values, in the order of the form; at most one issue per field.
#[must_use]
pub fn check(form: &Form, values: &Values) -> Vec<Issue> {
    let mut issues = Vec::new();
    for field in form.visible(values) {
        let problem = problem(field, values).or_else(|| needed_by(form, field, values));
        if let Some(problem) = problem {
            issues.push(Issue { field: field.key, section: field.section, problem });
        }
    }
    issues
}

fn needed_by(form: &Form, field: &Field, values: &Values) -> Option<Problem> {
    if field.is_set(values) {
        return None;
    }
    let other = form.visible(values).find(|other| other.needs.contains(&field.key) && other.is_set(values))?;
    Some(Problem::NeededBy(other.key))
}

/// What is wrong with this field, whatever the others are.
#[must_use]
pub fn problem(field: &Field, values: &Values) -> Option<Problem> {
    match (field.kind, values.get(field.key)) {
        (Kind::Toggle, _) => None,
        (Kind::Choice(words), Some(Value::Text(text))) => {
            (!text.is_empty() && !words.contains(&text.as_str())).then_some(Problem::NotAChoice)
        }
        (Kind::Many(words), Some(Value::List(list))) => {
            list.iter().any(|word| !words.contains(&word.as_str())).then_some(Problem::NotAChoice)
        }
        (Kind::Pairs, Some(Value::Pairs(pairs))) => pairs.iter().find_map(|(name, value)| {
            if is_header_name(name) { text_problem(field, value.expose()) } else { Some(Problem::BadName) }
        }),
        (_, Some(Value::Secret(secret))) => filled(field, secret.expose()),
        (_, Some(Value::Text(text))) => filled(field, text),
        _ => missing(field),
    }
}

fn missing(field: &Field) -> Option<Problem> {
    let has_default = matches!(field.default, crate::form::field::Default::Text(_));
    (field.required && !has_default).then_some(Problem::Missing)
}

fn filled(field: &Field, text: &str) -> Option<Problem> {
    let text = if field.bare { bare(text) } else { text.trim() };
    if text.is_empty() { missing(field) } else { text_problem(field, text) }
}

fn text_problem(field: &Field, text: &str) -> Option<Problem> {
    if text.chars().count() > field.max {
        return Some(Problem::TooLong(field.max));
    }
    if field.kind == Kind::Phone {
        return phone_problem(text);
    }
    if text.chars().any(|c| is_hidden(c) && !(c == '\n' && field.kind == Kind::LongText)) {
        return Some(Problem::ControlCharacters);
    }
    match field.kind {
        Kind::Url => url_problem(field, text),
        Kind::Number => text.parse::<i64>().is_err().then_some(Problem::NotANumber),
        Kind::Secret | Kind::Text if field.rule == Rule::Token => {
            (!text.chars().all(|c| c.is_ascii_graphic())).then_some(Problem::NotAToken)
        }
        _ if field.rule == Rule::Slug => (!is_slug(text)).then_some(Problem::NotASlug),
        _ => None,
    }
}

/// Control characters, and marks that change the direction of what follows: both can disguise a text.
#[must_use]
pub fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// `[A-Za-z0-9_-]` only.
#[must_use]
pub fn is_slug(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
}

/// Marks and signs around the digits are no problem: they do not count.
fn phone_problem(text: &str) -> Option<Problem> {
    match phone::read(text) {
        Typed::Empty | Typed::Number(_) => None,
        Typed::NoCountry { .. } => Some(Problem::NoCountryCode),
        Typed::Wrong => Some(Problem::NotAPhone),
    }
}

fn is_header_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
}

fn url_problem(field: &Field, text: &str) -> Option<Problem> {
    let Ok(url) = url::Url::parse(text) else { return Some(Problem::NotAnAddress) };
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none_or(str::is_empty) {
        return Some(Problem::NotAnAddress);
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Some(Problem::UserInAddress);
    }
    if field.base
        && let Some(problem) = address::problem(text, &url)
    {
        return Some(problem);
    }
    (field.https && url.scheme() != "https").then_some(Problem::NotHttps)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::field::Condition;

    const FORM: Form = Form {
        fields: &[
            Field::text("name").required().rule(Rule::Slug).max(10),
            Field::url("hook").https(),
            Field::url("base").base(),
            Field::secret("key").bare().max(5),
            Field::phone("phone"),
            Field::toggle("chat"),
            Field::number("chat_id").when(Condition::On("chat")).required(),
            Field::text("user").needs(&["password"]),
            Field::secret("password"),
        ],
    };

    fn problems(pairs: &[(&str, &str)]) -> Vec<(&'static str, Problem)> {
        let mut values = Values::default();
        for (key, text) in pairs {
            values.set_text(key, *text);
        }
        check(&FORM, &values).into_iter().map(|issue| (issue.field, issue.problem)).collect()
    }

    #[test]
    fn names_the_field_and_the_problem() {
        assert_eq!(problems(&[]), [("name", Problem::Missing)]);
        assert_eq!(problems(&[("name", "a b")]), [("name", Problem::NotASlug)]);
        assert_eq!(problems(&[("name", "abcdefghijk")]), [("name", Problem::TooLong(10))]);
        assert_eq!(problems(&[("name", "a"), ("hook", "hooks.acme.com.br/wa")]), [("hook", Problem::NotAnAddress)]);
        assert_eq!(problems(&[("name", "a"), ("hook", "http://acme.com.br")]), [("hook", Problem::NotHttps)]);
        assert_eq!(problems(&[("name", "a"), ("hook", "https://u:p@acme.com.br")]), [("hook", Problem::UserInAddress)]);
        assert_eq!(problems(&[("name", "a"), ("phone", "+55 (11) 98877-1200")]), []);
        assert_eq!(problems(&[("name", "a"), ("phone", "call me")]), [("phone", Problem::NotAPhone)]);
        assert_eq!(problems(&[("name", "a"), ("phone", "\u{202a}+55 11 98877\u{2011}1200\u{202c}")]), []);
        assert_eq!(problems(&[("name", "a"), ("phone", "11 98877-1200")]), [("phone", Problem::NoCountryCode)]);
        assert_eq!(problems(&[("name", "a"), ("user", "u")]), [("password", Problem::NeededBy("user"))]);
    }

    #[test]
    fn a_base_address_is_a_place_and_nothing_more() {
        for (text, problem) in [
            ("https://evo.acme.example/?apikey=SECRET", Problem::QueryInAddress),
            ("https://evo.acme.example/?", Problem::QueryInAddress),
            ("https://evo.acme.example/#x", Problem::QueryInAddress),
            ("https://user:x@evo.acme.example", Problem::UserInAddress),
            ("https://evo.ac\u{200b}me.example", Problem::ControlCharacters),
            ("https://evo.acme.example/a b", Problem::ControlCharacters),
            ("https://api.z-api.io/instances/3E06/token/7395/send-text", Problem::InstanceLink),
        ] {
            assert_eq!(problems(&[("name", "a"), ("base", text)]), [("base", problem)], "{text}");
        }
        for text in [" https://evo.acme.example/ ", "http://127.0.0.1:8080/api", "https://еvo.acme.example"] {
            assert_eq!(problems(&[("name", "a"), ("base", text)]), [], "{text}");
        }
    }

    #[test]
    fn the_quotes_around_a_key_do_not_count() {
        let mut values = Values::default();
        values.set_text("name", "a");
        for (typed, issues) in [("\"12345\"", 0), (" “12345” ", 0), ("123456", 1), ("1 2", 1)] {
            values.set("key", Value::Secret(typed.into()));
            assert_eq!(check(&FORM, &values).len(), issues, "{typed}");
        }
    }

    #[test]
    fn hidden_fields_have_no_issues() {
        let mut values = Values::default();
        values.set_text("name", "a");
        assert_eq!(check(&FORM, &values), []);
        values.set("chat", Value::Bool(true));
        assert_eq!(check(&FORM, &values)[0].field, "chat_id");
    }
}
