//! Text lookup by key, in the chosen language; falls back to English, then to a readable key.

use crate::domain::settings::Language;
use crate::form::check::Problem;
use crate::providers;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::types::{FluentNumber, FluentNumberOptions};
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use std::borrow::Cow;
use std::sync::Arc;

macro_rules! sources {
    ($tag:literal) => {
        &[
            include_str!(concat!("../assets/i18n/", $tag, "/shell.ftl")),
            include_str!(concat!("../assets/i18n/", $tag, "/instances.ftl")),
            include_str!(concat!("../assets/i18n/", $tag, "/find.ftl")),
            include_str!(concat!("../assets/i18n/", $tag, "/wizard.ftl")),
            include_str!(concat!("../assets/i18n/", $tag, "/pair.ftl")),
            include_str!(concat!("../assets/i18n/", $tag, "/accounts.ftl")),
            include_str!(concat!("../assets/i18n/", $tag, "/fields.ftl")),
            include_str!(concat!("../assets/i18n/", $tag, "/forms.ftl")),
            include_str!(concat!("../assets/i18n/", $tag, "/failures.ftl")),
            include_str!(concat!("../assets/i18n/", $tag, "/activity.ftl")),
            include_str!(concat!("../assets/i18n/", $tag, "/alerts.ftl")),
            include_str!(concat!("../assets/i18n/", $tag, "/templates.ftl")),
            include_str!(concat!("../assets/i18n/", $tag, "/diagnose.ftl")),
            include_str!(concat!("../assets/i18n/", $tag, "/many.ftl")),
            include_str!(concat!("../assets/i18n/", $tag, "/backup.ftl")),
            include_str!(concat!("../assets/i18n/", $tag, "/script.ftl")),
            include_str!(concat!("../assets/i18n/", $tag, "/runs.ftl")),
            include_str!(concat!("../assets/i18n/", $tag, "/csv.ftl")),
        ]
    };
}

/// What counts are called in texts: their thousands are set apart. Every other value may be a name that looks like a number.
const COUNTS: [&str; 20] = [
    "accounts",
    "count",
    "done",
    "failed",
    "hours",
    "instances",
    "k",
    "letters",
    "line",
    "m",
    "max",
    "min",
    "most",
    "ms",
    "n",
    "open",
    "read",
    "row",
    "seconds",
    "told",
];

/// The source texts of a language: ours, and what each provider says of itself.
pub fn sources(language: Language) -> impl Iterator<Item = &'static str> {
    let ours: &[&str] = match language {
        Language::English => sources!("en"),
        Language::Portuguese => sources!("pt-BR"),
        Language::Spanish => sources!("es"),
    };
    ours.iter().copied().chain(providers::ALL.iter().map(move |provider| provider.texts(language)))
}

/// The texts of one language. Cheap to clone.
#[derive(Clone)]
pub struct Texts {
    language: Language,
    /// The provider whose own words come first.
    provider: Option<&'static str>,
    chosen: Arc<FluentBundle<FluentResource>>,
    english: Arc<FluentBundle<FluentResource>>,
}

impl Texts {
    /// Loads a language.
    #[must_use]
    pub fn new(language: Language) -> Self {
        let chosen = Arc::new(bundle(language));
        let english =
            if language == Language::English { Arc::clone(&chosen) } else { Arc::new(bundle(Language::English)) };
        Self { language, provider: None, chosen, english }
    }

    /// The same as this provider says it: `field-<provider>-<key>` comes before `field-<key>`.
    #[must_use]
    pub fn of(&self, provider: &'static str) -> Self {
        Self { provider: Some(provider), ..self.clone() }
    }

    /// The language in use.
    #[must_use]
    pub fn language(&self) -> Language {
        self.language
    }

    /// The text for a key.
    #[must_use]
    pub fn t(&self, key: &str) -> String {
        self.format(key, None)
    }

    /// The text for a key with values filled in.
    #[must_use]
    pub fn with(&self, key: &str, values: &[(&str, &str)]) -> String {
        let mut args = FluentArgs::new();
        for (name, value) in values {
            args.set(*name, value_of(name, value));
        }
        self.format(key, Some(&args))
    }

    /// A count as this language writes it: `1,000`, `1.000`.
    #[must_use]
    pub fn count(&self, count: usize) -> String {
        grouped(&count.to_string(), separator(self.language))
    }

    /// What is wrong with the field of this key; `name` tells what fields are called.
    #[must_use]
    pub fn problem(&self, field: &str, problem: Problem, name: impl Fn(&str) -> String) -> String {
        let (mut min, mut max, mut other) = (String::new(), String::new(), String::new());
        match problem {
            Problem::TooShort(least) => min = least.to_string(),
            Problem::TooLong(most) | Problem::TooMany(most) => max = most.to_string(),
            Problem::OutOfRange(least, most) => (min, max) = (least.to_string(), most.to_string()),
            Problem::NeededBy(key) => other = name(key),
            _ => {}
        }
        let values = [("field", name(field)), ("min", min), ("max", max), ("other", other)];
        self.with(problem.text_key(), &values.each_ref().map(|(key, text)| (*key, text.as_str())))
    }

    /// The text for a key, or `None` when no language has it.
    #[must_use]
    pub fn find(&self, key: &str) -> Option<String> {
        self.look_up(key, None)
    }

    fn format(&self, key: &str, args: Option<&FluentArgs>) -> String {
        self.look_up(key, args).unwrap_or_else(|| readable(key))
    }

    fn look_up(&self, key: &str, args: Option<&FluentArgs>) -> Option<String> {
        let of_all = |key: &str| [&self.chosen, &self.english].into_iter().find_map(|bundle| render(bundle, key, args));
        let own = self.provider.zip(key.split_once('-'));
        let own = own.map(|(provider, (family, rest))| format!("{family}-{provider}-{rest}"));
        own.and_then(|own| of_all(&own)).or_else(|| of_all(key))
    }
}

/// Counts choose plural forms, so they go in as numbers. A name or a version that only looks like one, such as `007`,
/// `1e5` or `1.10`, stays as it is, and so does a name that is a number.
fn value_of<'a>(name: &str, text: &'a str) -> FluentValue<'a> {
    let number = text.parse::<u32>().ok().filter(|number| number.to_string() == text);
    let Some(number) = number else { return FluentValue::from(text) };
    let options = FluentNumberOptions { use_grouping: COUNTS.contains(&name), ..FluentNumberOptions::default() };
    FluentNumber::new(f64::from(number), options).into()
}

/// What stands between thousands.
const fn separator(language: Language) -> char {
    match language {
        Language::English => ',',
        Language::Portuguese | Language::Spanish => '.',
    }
}

/// How a bundle writes its numbers.
fn written<const SEPARATOR: char, M>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    match value {
        FluentValue::Number(number) if number.options.use_grouping => Some(grouped(&number.as_string(), SEPARATOR)),
        _ => None,
    }
}

fn grouped(digits: &str, separator: char) -> String {
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(separator);
        }
        text.push(digit);
    }
    text
}

/// `field-webhook_url` → `Webhook url`.
fn readable(key: &str) -> String {
    let words = key.split_once('-').map_or(key, |(_, rest)| rest).replace(['-', '_'], " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn bundle(language: Language) -> FluentBundle<FluentResource> {
    // The rules for Brazil count zero as one, but everybody writes "0 contas".
    let counted = if language == Language::Portuguese { "pt-PT" } else { language.tag() };
    let mut bundle = FluentBundle::new_concurrent(counted.parse().map_or_else(|_| Vec::new(), |tag| vec![tag]));
    // Isolation marks would show as boxes and end up in accessible names.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(if separator(language) == ',' { written::<',', _> } else { written::<'.', _> }));
    for source in sources(language) {
        let resource = FluentResource::try_new(source.to_owned()).unwrap_or_else(|(resource, _)| resource);
        bundle.add_resource_overriding(resource);
    }
    bundle
}

fn render(bundle: &FluentBundle<FluentResource>, key: &str, args: Option<&FluentArgs>) -> Option<String> {
    let pattern = bundle.get_message(key)?.value()?;
    let mut errors = Vec::new();
    let text: Cow<'_, str> = bundle.format_pattern(pattern, args, &mut errors);
    Some(text.into_owned())
}

/// The language of the system, or English.
#[must_use]
pub fn system_language() -> Language {
    sys_locale::get_locales().find_map(|tag| of_locale(&tag)).unwrap_or(Language::English)
}

fn of_locale(tag: &str) -> Option<Language> {
    match tag.split(['-', '_', '.']).next()? {
        "en" => Some(Language::English),
        "pt" => Some(Language::Portuguese),
        "es" => Some(Language::Spanish),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn keys(language: Language) -> BTreeSet<String> {
        let lines = sources(language).flat_map(str::lines);
        let starts = lines.filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()));
        starts.filter_map(|line| line.split_once('=')).map(|(key, _)| key.trim().to_owned()).collect()
    }

    #[test]
    fn every_language_has_every_text() {
        let english = keys(Language::English);
        for language in [Language::Portuguese, Language::Spanish] {
            let other = keys(language);
            assert_eq!(
                english.difference(&other).collect::<Vec<_>>(),
                Vec::<&String>::new(),
                "missing in {}",
                language.tag()
            );
            assert_eq!(
                other.difference(&english).collect::<Vec<_>>(),
                Vec::<&String>::new(),
                "only in {}",
                language.tag()
            );
        }
    }

    #[test]
    fn every_source_parses() {
        for language in Language::ALL {
            for source in sources(language) {
                let parsed = FluentResource::try_new(source.to_owned());
                assert!(parsed.is_ok(), "{}: {:?}", language.tag(), parsed.err().map(|(_, errors)| errors));
            }
        }
    }

    #[test]
    fn no_text_is_there_twice() {
        for language in Language::ALL {
            let lines = sources(language).flat_map(str::lines);
            let starts = lines.filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()));
            assert_eq!(starts.count(), keys(language).len(), "{}", language.tag());
        }
    }

    #[test]
    fn a_provider_says_it_in_its_own_words() {
        let texts = Texts::new(Language::English);
        let own = texts.of("enviaai");
        assert_eq!(own.t("field-api_key"), texts.t("field-api_key"));
        assert_eq!(own.t("field-api_key-hint"), texts.t("field-enviaai-api_key-hint"));
        assert_eq!(texts.find("field-api_key-hint"), None);
    }

    #[test]
    fn what_is_filled_in_stays_as_it_is() {
        let texts = Texts::new(Language::English);
        for name in ["007", "1e5", "inf", "nan", "1.10", "+5", "12", "2026"] {
            let text = texts.with("sync-failed", &[("account", name)]);
            assert!(text.starts_with(&format!("{name} ")), "{name}: {text}");
        }
    }

    #[test]
    fn thousands_are_set_apart_as_the_language_does() {
        let counts =
            [(7, "7", "7"), (999, "999", "999"), (1000, "1,000", "1.000"), (1_234_567, "1,234,567", "1.234.567")];
        for (count, english, others) in counts {
            for language in Language::ALL {
                let (texts, wanted) =
                    (Texts::new(language), if language == Language::English { english } else { others });
                assert_eq!(texts.count(count), wanted);
                let said = texts.with("n-selected", &[("n", &count.to_string())]);
                assert!(said.starts_with(wanted), "{said}");
            }
        }
    }

    #[test]
    fn nothing_is_counted_as_many() {
        let wanted =
            [(Language::English, "0 open"), (Language::Portuguese, "0 abertos"), (Language::Spanish, "0 abiertas")];
        for (language, wanted) in wanted {
            assert_eq!(Texts::new(language).with("alerts-open-count", &[("n", "0")]), wanted);
        }
    }

    #[test]
    fn one_is_not_told_as_several() {
        let texts = [
            (
                "csv-progress",
                [
                    "1 of 1 created, 1 failed, 1 unconfirmed",
                    "1 de 1 criada, 1 falhou, 1 não confirmada",
                    "1 de 1 creada, 1 fallida, 1 sin confirmar",
                ],
            ),
            ("odd-rows-more", ["1 more unreadable row", "Mais 1 linha ilegível", "1 fila ilegible más"]),
            ("many-other-values", ["and 1 other value", "e outro valor", "y otro valor"]),
        ];
        for (key, wanted) in texts {
            for (language, wanted) in Language::ALL.into_iter().zip(wanted) {
                let counts = ["n", "done", "failed", "open"].map(|name| (name, "1"));
                assert_eq!(Texts::new(language).with(key, &counts), wanted);
            }
        }
    }

    /// What a text takes for a count is written as one.
    #[test]
    fn every_value_that_chooses_a_plural_is_a_count() {
        for language in Language::ALL {
            for source in sources(language) {
                for (before, forms) in source.match_indices("->").map(|(at, _)| source.split_at(at)) {
                    let forms = forms.split('}').next().unwrap_or_default();
                    let name = before.rsplit('$').next().unwrap_or_default().trim();
                    assert!(!forms.contains("[one]") || COUNTS.contains(&name), "{}: {name}", language.tag());
                }
            }
        }
    }

    #[test]
    fn an_unknown_key_stays_readable() {
        assert_eq!(Texts::new(Language::English).t("field-no_such_field"), "No such field");
    }
}
