//! What shall be otherwise at many instances at once.

use crate::domain::sealed;
use crate::domain::secret::Secrets;
use crate::domain::values::{Value, Values};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// New values of some settings. What is not in it stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Changes {
    /// Of what several providers have, by the keys of the common form.
    pub common: Values,
    /// Of what one provider alone has, by its id and the keys of its settings form.
    pub own: BTreeMap<String, Values>,
    /// Of an address that is called, only scheme, host and port become those of the new one.
    pub only_host: bool,
    /// Where a gateway keeps several addresses, those that are empty are set too.
    pub every_address: bool,
    /// Something that may not be written down was left out.
    pub withheld: bool,
}

/// What the hidden part of `common` is kept as; that of `own` goes by the provider.
const COMMON: &str = "common";

impl Changes {
    /// Nothing was chosen.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.keys().next().is_none()
    }

    /// The keys of what was chosen, each with the provider that alone has it.
    pub fn keys(&self) -> impl Iterator<Item = (Option<&str>, &str)> {
        let own = self
            .own
            .iter()
            .flat_map(|(provider, values)| values.iter().map(move |it| (Some(provider.as_str()), it.0)));
        self.common.iter().map(|(key, _)| (None, key)).chain(own)
    }

    /// What of it may be written down. A secret may not, and people put keys into the query of an address.
    #[must_use]
    pub fn for_disk(&self) -> Self {
        let common = plain(&self.common);
        let own: BTreeMap<String, Values> = self.own.iter().map(|(id, values)| (id.clone(), plain(values))).collect();
        let withheld = self.withheld || common != self.common || own != self.own;
        Self { common, own, withheld, ..self.clone() }
    }

    /// What may not be written down, for the keyring.
    #[must_use]
    pub fn hidden(&self) -> Secrets {
        let own = self.own.iter().map(|(provider, values)| (provider.as_str(), values));
        let all = own.chain([(COMMON, &self.common)]);
        all.filter_map(|(whose, values)| Some((whose.to_owned(), sealed::apart(values).1?))).collect()
    }

    /// Puts it together with that again; `None` where it is not that of these changes.
    #[must_use]
    pub fn with(mut self, hidden: &Secrets) -> Option<Self> {
        if let Some(hidden) = hidden.get(COMMON) {
            self.common = sealed::together(self.common, hidden)?;
        }
        for (provider, values) in &mut self.own {
            if let Some(hidden) = hidden.get(provider) {
                *values = sealed::together(std::mem::take(values), hidden)?;
            }
        }
        Some(Self { withheld: false, ..self })
    }
}

/// Without secrets, and without addresses that have a query.
fn plain(values: &Values) -> Values {
    let mut plain = values.without_secrets();
    for (key, value) in values.iter() {
        if !value_is_plain(value) {
            plain.remove(key);
        }
    }
    plain
}

fn value_is_plain(value: &Value) -> bool {
    let has_query = |text: &str| text.split_once("://").is_some_and(|(_, rest)| rest.contains('?'));
    match value {
        Value::Text(text) => !has_query(text),
        Value::Groups(items) => items.iter().all(|item| plain(item) == *item),
        Value::Bool(_) | Value::List(_) | Value::PlainPairs(_) => true,
        Value::Pairs(_) | Value::Secret(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_a_key_is_not_written_down_and_that_is_known() {
        let mut changes = Changes::default();
        changes.common.set_text("webhook_url", "https://hooks.acme.com.br/wa");
        assert_eq!(changes.for_disk(), changes);
        changes.common.set_text("webhook_url", "https://hooks.acme.com.br/wa?key=CANARY");
        changes.common.set("proxy_password", Value::Secret("CANARY-0123456789".into()));
        changes.common.set("reject_calls", Value::Bool(true));
        let kept = changes.for_disk();
        let written = serde_json::to_string(&kept).unwrap_or_default();
        assert!(!written.contains("CANARY") && written.contains("reject_calls"), "{written}");
        assert!(kept.withheld);
        assert_eq!(serde_json::from_str::<Changes>(&written).ok().as_ref(), Some(&kept));
        assert_eq!(changes.keys().count(), 3);
        changes.own.insert("made-up".to_owned(), changes.common.clone());
        assert_eq!(changes.for_disk().with(&changes.hidden()), Some(changes));
    }
}
