//! The fields that can be chosen: what several gateways have once, then what is a provider's own.

use crate::app::cx::Cx;
use crate::app::format;
use crate::domain::changes::Changes;
use crate::domain::ids::InstanceId;
use crate::domain::values::Values;
use crate::form::check::{Issue, Problem, check};
use crate::form::common::{COMMON, fields_of};
use crate::form::field::{Field, Form, Kind};
use crate::form::role::Role;
use crate::i18n::Texts;
use crate::providers;
use crate::ui::form_view::field_key;

/// A field that can be chosen.
pub struct Card {
    /// The provider that alone has it.
    pub own: Option<&'static str>,
    pub field: &'static Field,
    /// The form that its new value is typed into.
    pub form: &'static Form,
    pub section: &'static str,
    /// Who has it, and at how many of the instances.
    pub providers: Vec<&'static str>,
    pub count: usize,
}

impl Card {
    /// The key in its id, without the provider where several have it.
    pub fn id(&self) -> String {
        self.own.map_or_else(|| self.field.key.to_owned(), |own| format!("{own}-{}", self.field.key))
    }

    pub fn is_chosen(&self, changes: &Changes) -> bool {
        self.values(changes).is_some_and(|values| values.get(self.field.key).is_some())
    }

    pub fn values<'a>(&self, changes: &'a Changes) -> Option<&'a Values> {
        self.own.map_or(Some(&changes.common), |own| changes.own.get(own))
    }

    pub fn values_mut<'a>(&self, changes: &'a mut Changes) -> &'a mut Values {
        match self.own {
            None => &mut changes.common,
            Some(own) => changes.own.entry(own.to_owned()).or_default(),
        }
    }

    /// It is typed, and nothing is.
    pub fn has_no_value(&self, changes: &Changes) -> bool {
        let typed = matches!(
            self.field.kind,
            Kind::Url | Kind::Text | Kind::LongText | Kind::Number | Kind::Phone | Kind::Secret | Kind::Groups(_)
        );
        typed && self.values(changes).is_none_or(|values| is_empty(values, self.field))
    }

    /// The texts that it is called by.
    pub fn texts(&self, cx: &Cx<'_>) -> Texts {
        self.own.map_or_else(|| cx.texts.clone(), |own| cx.texts.of(own))
    }

    pub fn title(&self, cx: &Cx<'_>) -> String {
        self.texts(cx).t(&field_key(None, self.field.key))
    }

    /// The same with its provider, whose fields may be called as another's are.
    pub fn name(&self, cx: &Cx<'_>) -> String {
        let provider = self.own.and_then(providers::by_id).map(|own| own.about().short_name);
        provider.map_or_else(|| self.title(cx), |provider| format!("{}, {provider}", self.title(cx)))
    }
}

/// The forms of these instances: provider, form, and how many have it.
pub fn forms_of(cx: &Cx<'_>, ids: &[InstanceId]) -> Vec<(&'static str, &'static Form, usize)> {
    let mut forms: Vec<(&'static str, &'static Form, usize)> = Vec::new();
    for id in ids {
        let row = cx.state.instance(*id);
        let Some(account) = row.and_then(|row| cx.state.account(row.account)) else { continue };
        let Some(provider) = format::provider_of(account) else { continue };
        let Some(form) = provider.settings_form(account.version.as_deref()) else { continue };
        match forms.iter_mut().find(|(_, known, _)| std::ptr::eq(*known, form)) {
            Some((_, _, count)) => *count += 1,
            None => forms.push((provider.id().0, form, 1)),
        }
    }
    // As providers stand everywhere, the newest form of each first.
    let place = |id: &str| providers::ALL.iter().position(|provider| provider.id().0 == id);
    forms.sort_by_key(|(provider, form, _)| (place(provider), usize::MAX - form.fields.len()));
    forms
}

/// Every field that one of these forms has: what several have once, then what is a provider's own.
pub fn cards_of(forms: &[(&'static str, &'static Form, usize)]) -> Vec<Card> {
    let mut cards = Vec::new();
    for field in COMMON.fields {
        let Some(role) = field.role else { continue };
        let mut card =
            Card { own: None, field, form: &COMMON, section: field.section, providers: Vec::new(), count: 0 };
        for (provider, _, count) in forms.iter().filter(|(_, form, _)| !fields_of(form, role).is_empty()) {
            card.add(provider, *count);
        }
        cards.extend((card.count > 0).then_some(card));
    }
    let first_own = cards.len();
    for (provider, form, count) in forms {
        for field in form.fields.iter().filter(|field| is_own(field)) {
            let is_it = |card: &&mut Card| card.own == Some(*provider) && card.field.key == field.key;
            match cards[first_own..].iter_mut().find(is_it) {
                Some(card) => card.add(provider, *count),
                None => cards.push(Card {
                    own: Some(provider),
                    field,
                    form,
                    section: field.section,
                    providers: vec![provider],
                    count: *count,
                }),
            }
        }
    }
    cards
}

impl Card {
    fn add(&mut self, provider: &'static str, count: usize) {
        self.count += count;
        if !self.providers.contains(&provider) {
            self.providers.push(provider);
        }
    }
}

/// What has no counterpart among the common ones, and is not what tells instances apart.
fn is_own(field: &Field) -> bool {
    let is_common = |role: Role| role != Role::Events;
    field.key != "name" && !field.role.is_some_and(is_common)
}

fn is_empty(values: &Values, field: &Field) -> bool {
    !field.is_set(values)
}

/// What is wrong with a new value by itself. An empty one is a wish: what is there shall go.
pub fn own_issue(form: &Form, field: &Field, values: Option<&Values>) -> Option<Issue> {
    let values = values?;
    if is_empty(values, field) {
        return None;
    }
    let mut alone = Values::default();
    alone.set(field.key, values.get(field.key)?.clone());
    check(form, &alone).into_iter().find(|issue| issue.field == field.key)
}

/// The text of a problem with a field of this title.
pub fn problem_words(texts: &Texts, problem: Problem, title: &str) -> String {
    texts.problem("", problem, |key| if key.is_empty() { title.to_owned() } else { texts.t(&format!("field-{key}")) })
}
