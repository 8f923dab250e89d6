//! Text lookup by key, in the chosen language; falls back to English, then to a readable key.

use crate::domain::settings::Language;
use crate::providers;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use std::borrow::Cow;
use std::sync::Arc;

macro_rules! sources {
    ($tag:literal) => {
        &[
            include_str!(concat!("../assets/i18n/", $tag, "/shell.ftl")),
            include_str!(concat!("../assets/i18n/", $tag, "/instances.ftl")),
            include_str!(concat!("../assets/i18n/", $tag, "/wizard.ftl")),
            include_str!(concat!("../assets/i18n/", $tag, "/pair.ftl")),
            include_str!(concat!("../assets/i18n/", $tag, "/accounts.ftl")),
            include_str!(concat!("../assets/i18n/", $tag, "/fields.ftl")),
            include_str!(concat!("../assets/i18n/", $tag, "/forms.ftl")),
            include_str!(concat!("../assets/i18n/", $tag, "/failures.ftl")),
            include_str!(concat!("../assets/i18n/", $tag, "/activity.ftl")),
            include_str!(concat!("../assets/i18n/", $tag, "/templates.ftl")),
            include_str!(concat!("../assets/i18n/", $tag, "/diagnose.ftl")),
        ]
    };
}

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
            args.set(*name, value_of(value));
        }
        self.format(key, Some(&args))
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
/// `1e5` or `1.10`, stays as it is.
fn value_of(text: &str) -> FluentValue<'_> {
    let count = text.parse::<u32>().ok().filter(|count| count.to_string() == text);
    count.map_or_else(|| FluentValue::from(text), FluentValue::from)
}

/// `field-webhook_url` → `Webhook url`.
fn readable(key: &str) -> String {
    let words = key.split_once('-').map_or(key, |(_, rest)| rest).replace(['-', '_'], " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn bundle(language: Language) -> FluentBundle<FluentResource> {
    let mut bundle = FluentBundle::new_concurrent(language.tag().parse().map_or_else(|_| Vec::new(), |tag| vec![tag]));
    // Isolation marks would show as boxes and end up in accessible names.
    bundle.set_use_isolating(false);
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
        for name in ["007", "1e5", "inf", "nan", "1.10", "+5", "12"] {
            let text = texts.with("sync-failed", &[("account", name)]);
            assert!(text.starts_with(&format!("{name} ")), "{name}: {text}");
        }
    }

    #[test]
    fn an_unknown_key_stays_readable() {
        assert_eq!(Texts::new(Language::English).t("field-no_such_field"), "No such field");
    }
}
