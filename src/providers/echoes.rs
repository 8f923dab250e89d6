//! A secret that comes back in the place of a name: rows are kept and shown, and neither the disk nor the screen may
//! have it.

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
    if !matches!(reply, Reply::Created(_) | Reply::Described(_) | Reply::Listed(_)) {
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
            Reply::Created(Created { name, .. }) => self.clean(name),
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
        for text in facts.chain(&mut row.profile).chain([&mut row.name]) {
            self.clean(text);
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
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        ] {
            let row = Remote { name: name.to_owned(), profile: Some(name.to_owned()), ..Remote::default() };
            let Reply::Described(row) = echoes.taken_out_of(Reply::Described(row)) else { unreachable!() };
            assert_eq!((row.name.as_str(), row.profile.as_deref()), (shown, Some(shown)));
        }
    }
}
