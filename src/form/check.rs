//! Values → issues: what is wrong with what was typed, found from the fields alone.

use crate::domain::phone::{self, Typed};
use crate::domain::plain::{hides, is_plain, is_unseen};
use crate::domain::secret::{Secret, bare};
use crate::domain::values::{Value, Values};
use crate::form::address;
use crate::form::field::{Field, Form, Kind, NO, Rule, YES};
use std::collections::BTreeSet;

/// What is wrong with a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    Missing,
    /// Another field needs this one.
    NeededBy(&'static str),
    TooShort(usize),
    TooLong(usize),
    /// More rows than the list may have.
    TooMany(usize),
    ControlCharacters,
    NotASlug,
    NotAToken,
    NotAHost,
    NotAnAddress,
    NotHttps,
    /// A base address with a query or a fragment.
    QueryInAddress,
    /// The link of one instance, with its token, in the place of a base address.
    InstanceLink,
    /// An address with a user name or password in it.
    UserInAddress,
    NotANumber,
    OutOfRange(i64, i64),
    NotAPhone,
    /// A phone number without its country code.
    NoCountryCode,
    NotAChoice,
    /// A secret that is kept, and belongs to another address than the one typed now.
    OtherAddress,
    /// A pair without a name, or with a name a header cannot have.
    BadName,
    /// A value without a name.
    NoName,
    /// Two rows of the same name.
    SameName,
}

impl Problem {
    /// The text key of this problem.
    #[must_use]
    pub fn text_key(self) -> &'static str {
        match self {
            Self::Missing => "issue-missing",
            Self::NeededBy(_) => "issue-needed-by",
            Self::TooShort(_) => "issue-too-short",
            Self::TooLong(_) => "issue-too-long",
            Self::TooMany(_) => "issue-too-many",
            Self::ControlCharacters => "issue-control-characters",
            Self::NotASlug => "issue-not-a-slug",
            Self::NotAHost => "issue-not-a-host",
            Self::NotAToken => "issue-not-a-token",
            Self::NotAnAddress => "issue-not-an-address",
            Self::NotHttps => "issue-not-https",
            Self::QueryInAddress => "issue-query-in-address",
            Self::InstanceLink => "issue-instance-link",
            Self::UserInAddress => "issue-user-in-address",
            Self::NotANumber => "issue-not-a-number",
            Self::OutOfRange(..) => "issue-out-of-range",
            Self::NotAPhone => "issue-not-a-phone",
            Self::NoCountryCode => "issue-no-country-code",
            Self::NotAChoice => "issue-not-a-choice",
            Self::OtherAddress => "issue-other-address",
            Self::BadName => "issue-bad-name",
            Self::NoName => "issue-no-name",
            Self::SameName => "issue-same-name",
        }
    }
}

/// Something wrong with a value, shown at its field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Issue {
    /// The field's key.
    pub field: &'static str,
    /// Of a list of groups: which of its items, from 0, and the key of the field in it.
    pub item: Option<(usize, &'static str)>,
    pub section: &'static str,
    pub problem: Problem,
}

impl Issue {
    /// A field of the form that has this problem.
    #[must_use]
    pub fn of(field: &Field, problem: Problem) -> Self {
        Self { field: field.key, item: None, section: field.section, problem }
    }

    /// The same as the form of this item of this list has it; `None` when it is about something else.
    #[must_use]
    pub fn inside(self, list: &str, at: usize) -> Option<Self> {
        let (item, field) = self.item.filter(|_| self.field == list)?;
        (item == at).then_some(Self { field, item: None, ..self })
    }
}

/// Everything wrong with these values, in the order of the form; at most one issue per field, also of each item.
#[must_use]
pub fn check(form: &Form, values: &Values) -> Vec<Issue> {
    let mut issues = Vec::new();
    for field in form.visible(values) {
        let problem = problem(field, values).or_else(|| needed_by(form, field, values));
        issues.extend(problem.map(|problem| Issue::of(field, problem)));
        if let Kind::Groups(item_form) = field.kind {
            for (at, item) in values.groups(field.key).iter().enumerate() {
                let inside = |issue: Issue| Issue { item: Some((at, issue.field)), ..Issue::of(field, issue.problem) };
                issues.extend(check(item_form, item).into_iter().map(inside));
            }
        }
    }
    issues
}

fn needed_by(form: &Form, field: &Field, values: &Values) -> Option<Problem> {
    if field.is_set(values) || has_default(field) {
        return None;
    }
    let together = |other: &Field| !field.together.is_empty() && other.together == field.together;
    let needs_it = |other: &&'static Field| other.needs.contains(&field.key) || together(other);
    let other = form.visible(values).find(|other| needs_it(other) && other.is_set(values))?;
    Some(Problem::NeededBy(other.key))
}

/// What is wrong with this field, whatever the others are.
#[must_use]
pub fn problem(field: &Field, values: &Values) -> Option<Problem> {
    match (field.kind, values.get(field.key)) {
        (Kind::Toggle, _) => None,
        (Kind::Choice(words), Some(Value::Text(text))) => {
            (!text.is_empty() && !field.open && !words.contains(&text.as_str())).then_some(Problem::NotAChoice)
        }
        (Kind::YesNo, Some(Value::Text(text))) => {
            (!["", YES, NO].contains(&text.as_str())).then_some(Problem::NotAChoice)
        }
        (Kind::Many(words), Some(Value::List(list))) => many_problem(field, words, list),
        (Kind::Pairs, Some(Value::Pairs(pairs))) => pairs_problem(field, pairs),
        (Kind::PlainPairs, Some(Value::PlainPairs(pairs))) => plain_pairs_problem(field, pairs),
        (Kind::Groups(_), Some(Value::Groups(items))) => rows_problem(field, items.len(), field.max),
        (_, Some(Value::Secret(secret))) => filled(field, secret.expose()),
        (_, Some(Value::Text(text))) => filled(field, text),
        _ => missing(field),
    }
}

fn many_problem(field: &Field, words: &[&str], list: &[String]) -> Option<Problem> {
    let unknown = || list.iter().filter(|word| !words.contains(&word.as_str()));
    let wrong = |word| if field.open { text_problem(field, word) } else { Some(Problem::NotAChoice) };
    rows_problem(field, list.len(), MOST_ROWS).or_else(|| unknown().find_map(|word| wrong(word)))
}

fn pairs_problem(field: &Field, pairs: &[(String, Secret)]) -> Option<Problem> {
    // To HTTP, headers that differ in case alone are the same.
    let names = || pairs.iter().map(|(name, _)| name.to_ascii_lowercase());
    rows_problem(field, pairs.len(), MOST_ROWS)
        .or_else(|| names().any(|name| !is_header_name(&name)).then_some(Problem::BadName))
        .or_else(|| twice(names()))
        .or_else(|| pairs.iter().find_map(|(_, value)| text_problem(field, value.expose())))
}

fn plain_pairs_problem(field: &Field, pairs: &[(String, String)]) -> Option<Problem> {
    let names = || pairs.iter().map(|(name, _)| name.trim().to_owned());
    let texts = || pairs.iter().flat_map(|(name, text)| [name, text]);
    rows_problem(field, pairs.len(), MOST_ROWS)
        .or_else(|| names().any(|name| name.is_empty()).then_some(Problem::NoName))
        .or_else(|| twice(names()))
        .or_else(|| texts().find_map(|text| text_problem(field, text)))
}

/// Most words, and most names with values.
const MOST_ROWS: usize = 100;

fn rows_problem(field: &Field, rows: usize, most: usize) -> Option<Problem> {
    if rows == 0 { missing(field) } else { (rows > most).then_some(Problem::TooMany(most)) }
}

fn twice(mut names: impl Iterator<Item = String>) -> Option<Problem> {
    let mut seen = BTreeSet::new();
    names.any(|name| !seen.insert(name)).then_some(Problem::SameName)
}

fn has_default(field: &Field) -> bool {
    matches!(field.default, crate::form::field::Default::Text(text) if !text.is_empty())
}

fn missing(field: &Field) -> Option<Problem> {
    (field.required && !has_default(field)).then_some(Problem::Missing)
}

fn filled(field: &Field, text: &str) -> Option<Problem> {
    let text = if field.bare { bare(text) } else { text.trim() };
    // What nobody sees names nothing.
    let is_nothing = text.is_empty() || field.required && text.chars().all(|c| c.is_whitespace() || is_unseen(c));
    if is_nothing { missing(field) } else { text_problem(field, text) }
}

fn text_problem(field: &Field, text: &str) -> Option<Problem> {
    let length = text.chars().count();
    if length < field.min {
        return Some(Problem::TooShort(field.min));
    }
    if length > field.max {
        return Some(Problem::TooLong(field.max));
    }
    if field.kind == Kind::Phone {
        return phone_problem(text);
    }
    if text.chars().any(|c| is_hidden(c) && !(c == '\n' && field.kind == Kind::LongText)) {
        return Some(Problem::ControlCharacters);
    }
    // In a name or an address it makes another of one that looks the same.
    if !matches!(field.kind, Kind::Secret | Kind::LongText) && hides(text) {
        return Some(Problem::ControlCharacters);
    }
    match field.kind {
        Kind::Url => url_problem(field, text),
        Kind::Number => number_problem(field, text),
        Kind::Secret | Kind::Text if field.rule == Rule::Token => {
            (!text.chars().all(|c| c.is_ascii_graphic())).then_some(Problem::NotAToken)
        }
        _ if field.rule == Rule::Host => (!is_host(text)).then_some(Problem::NotAHost),
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

/// No scheme, user name, path or space around it. The rest is the gateway's to judge: numbers of both kinds and names in
/// any letters.
fn is_host(text: &str) -> bool {
    !text.contains(['/', '@', '?', '#']) && !text.contains(char::is_whitespace)
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

fn number_problem(field: &Field, text: &str) -> Option<Problem> {
    let Ok(number) = text.parse::<i64>() else { return Some(Problem::NotANumber) };
    let (lowest, highest) = field.range;
    (!(lowest..=highest).contains(&number)).then_some(Problem::OutOfRange(lowest, highest))
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
        && let Some(problem) = base_problem(text, &url)
    {
        return Some(problem);
    }
    (field.https && url.scheme() != "https").then_some(Problem::NotHttps)
}

/// What is wrong with a base address that can be parsed.
fn base_problem(text: &str, url: &url::Url) -> Option<Problem> {
    if !is_plain(text) || text.contains(char::is_whitespace) {
        return Some(Problem::ControlCharacters);
    }
    if address::instance_link(text).is_some() {
        return Some(Problem::InstanceLink);
    }
    let is_more = url.query().is_some() || url.fragment().is_some();
    is_more.then_some(Problem::QueryInAddress)
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
        assert_eq!(problems(&[("name", "\u{200b} \u{2060}")]), [("name", Problem::Missing)]);
        assert_eq!(problems(&[("name", "a b")]), [("name", Problem::NotASlug)]);
        for hidden in ["lo\u{200b}ja", "lo\u{2060}ja", "loja\u{ad}", "lo\u{200d}ja", "\u{e0041}loja"] {
            assert_eq!(problems(&[("name", hidden)]), [("name", Problem::ControlCharacters)], "{hidden:?}");
            assert_eq!(
                problems(&[("name", "a"), ("user", hidden), ("password", "p")]),
                [("user", Problem::ControlCharacters)]
            );
        }
        for seen in ["👨‍👩‍👧 família", "می‌خواهم", "Loja 🛍️\u{a0}2"] {
            assert_eq!(problems(&[("name", "a"), ("user", seen), ("password", "p")]), [], "{seen}");
        }
        assert_eq!(
            problems(&[("name", "a"), ("hook", "https://ac\u{200b}me.com.br/wa")]),
            [("hook", Problem::ControlCharacters)]
        );
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
