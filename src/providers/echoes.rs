//! A secret that comes back in the place of a name or of another word: rows are kept and shown, and neither the disk nor
//! the screen may have it.

use crate::domain::connection::ConnectionState;
use crate::domain::secret::{MASK, Secret};
use crate::providers::access::Access;
use crate::providers::failures::spellings;
use crate::providers::reply::{Created, Remote, Reply};

/// A name that is a secret of at least so many characters is no coincidence.
const WHOLE: usize = 8;
/// A secret of at least so many characters is looked for within a name too.
const PART: usize = 16;

/// The secrets of an access, as others may write them.
#[derive(Default)]
struct Echoes {
    /// What a text may not be.
    whole: Vec<String>,
    /// What may not stand in it.
    parts: Vec<String>,
}

/// The answer without what must not come back to whoever asked with this access.
#[must_use]
pub fn without_echoes(reply: Reply, access: &Access) -> Reply {
    let has_words = matches!(
        reply,
        Reply::Detected(_) | Reply::Created(_) | Reply::Described(_) | Reply::Listed(_) | Reply::State(_)
    );
    if !has_words {
        return reply;
    }
    let mut echoes = Echoes::default();
    for secret in access.every_secret() {
        echoes.add(secret);
    }
    echoes.taken_out_of(reply)
}

impl Echoes {
    fn add(&mut self, secret: &Secret) {
        let length = secret.expose().chars().count();
        if length >= PART {
            self.parts.extend(spellings(secret.expose()));
        } else if length >= WHOLE {
            self.whole.extend(spellings(secret.expose()));
        }
    }

    fn taken_out_of(&self, mut reply: Reply) -> Reply {
        match &mut reply {
            Reply::Detected(version) => version.iter_mut().for_each(|version| self.clean(version)),
            Reply::State(link) => {
                link.profile.iter_mut().for_each(|profile| self.clean(profile));
                self.clean_state(&mut link.state);
            }
            Reply::Created(Created { name, plan, state, .. }) => {
                self.clean(name);
                plan.word.iter_mut().for_each(|word| self.clean(word));
                self.clean_state(state);
            }
            Reply::Described(remote) => self.clean_row(remote),
            Reply::Listed(page) => {
                for row in &mut page.rows {
                    self.clean_row(row);
                }
            }
            _ => {}
        }
        reply
    }

    fn clean_row(&self, row: &mut Remote) {
        let facts = row.facts.iter_mut().map(|(_, fact)| fact);
        for text in facts.chain(&mut row.profile).chain(&mut row.plan.word).chain([&mut row.name]) {
            self.clean(text);
        }
        row.state.iter_mut().for_each(|state| self.clean_state(state));
    }

    fn clean_state(&self, state: &mut ConnectionState) {
        if let ConnectionState::Unknown(word) = state {
            self.clean(word);
        }
    }

    fn clean(&self, text: &mut String) {
        if self.whole.iter().any(|secret| secret == text) {
            MASK.clone_into(text);
        }
        // Hardly any name is as long as a secret.
        for secret in &self.parts {
            if secret.len() <= text.len() && text.contains(secret.as_str()) {
                *text = text.replace(secret.as_str(), MASK);
            }
        }
        // What is too long was cut.
        if text.len() >= PART && self.parts.iter().any(|secret| secret.starts_with(text.as_str())) {
            MASK.clone_into(text);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::instance::Plan;
    use crate::providers::reply::LinkReply;

    #[test]
    fn a_secret_in_the_place_of_a_name_is_taken_out_and_a_name_like_a_weak_key_stays() {
        let mut echoes = Echoes::default();
        for secret in ["CANARY-0123456789", "hunter22", "loja"] {
            echoes.add(&Secret::from(secret));
        }
        for (name, shown) in [
            ("CANARY-0123456789", MASK),
            ("x Q0FOQVJZLTAxMjM0NTY3ODk y", "x ••••••••k y"),
            ("hunter22", MASK),
            ("hunter22 shop", "hunter22 shop"),
            ("loja", "loja"),
            ("CANARY-012345678", MASK),
        ] {
            let state = ConnectionState::Unknown(name.to_owned());
            let plan = Plan { word: Some(name.to_owned()), due: None };
            let row = Remote { name: name.to_owned(), plan, profile: Some(name.to_owned()), ..Remote::default() };
            let row = Remote { state: Some(state.clone()), ..row };
            let Reply::Described(row) = echoes.taken_out_of(Reply::Described(row)) else { unreachable!() };
            let shown_state = ConnectionState::Unknown(shown.to_owned());
            assert_eq!((row.name.as_str(), row.profile.as_deref()), (shown, Some(shown)));
            assert_eq!((row.plan.word.as_deref(), row.state), (Some(shown), Some(shown_state.clone())));
            let link = LinkReply { state, phone: None, profile: Some(name.to_owned()), reason: None };
            let Reply::State(link) = echoes.taken_out_of(Reply::State(link)) else { unreachable!() };
            assert_eq!((link.profile.as_deref(), link.state), (Some(shown), shown_state));
            let version = echoes.taken_out_of(Reply::Detected(Some(name.to_owned())));
            assert_eq!(version, Reply::Detected(Some(shown.to_owned())));
        }
    }
}
