//! A value that must never be printed, compared by accident or written to disk.

use crate::domain::failure::FailureKind;
use crate::domain::origin::Origin;
use crate::domain::plain::is_unseen;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use zeroize::{Zeroize, Zeroizing};

/// What stands for a secret wherever it may be seen.
pub const MASK: &str = "••••••••";

/// Secrets shorter than this show none of their characters: four would be too many of them.
const TAIL_FROM: usize = 12;

/// A secret. Prints as dots, cannot be serialised, is wiped when dropped.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes the text over; the caller keeps no copy.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// The value itself, for the keyring and for the wire only.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The text being typed, for the secret input only.
    pub fn edit(&mut self) -> &mut String {
        &mut self.0
    }

    /// Nothing was typed, or only white space.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.0.trim().is_empty()
    }

    /// The same without the quotes and the white space that were copied along with it.
    #[must_use]
    pub fn bare(&self) -> Self {
        Self::from(bare(&self.0))
    }

    /// Dots and, for long secrets, the last four characters by which people recognise them. Nothing for nothing.
    #[must_use]
    pub fn masked(&self) -> String {
        let count = self.0.chars().count();
        if self.is_blank() {
            return String::new();
        }
        if count < TAIL_FROM {
            return MASK.to_owned();
        }
        let tail: String = self.0.chars().skip(count - 4).collect();
        format!("{MASK}{tail}")
    }

    /// Wipes the value at once.
    pub fn clear(&mut self) {
        self.0.zeroize();
    }
}

/// The text without white space, marks that cannot be seen and one pair of quotes around it.
#[must_use]
pub fn bare(text: &str) -> &str {
    const QUOTES: [(char, char); 6] = [('"', '"'), ('\'', '\''), ('`', '`'), ('“', '”'), ('‘', '’'), ('«', '»')];
    let trimmed = |text| str::trim_matches(text, |c: char| c.is_whitespace() || is_unseen(c));
    let text = trimmed(text);
    let inside = |(open, close): &(char, char)| text.strip_prefix(*open)?.strip_suffix(*close);
    QUOTES.iter().find_map(inside).map_or(text, trimmed)
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(••••)")
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self::new(text.to_owned())
    }
}

/// The secrets of one owner (an account or an instance) by field key, as one keyring entry holds them.
pub type Secrets = BTreeMap<String, Secret>;

/// Stands for the mark of other secrets among secrets; no field of a form is called so.
const SENT_WITH: &str = "sent-with";

/// The secrets of one owner together with the origin that they belong to. They come out for that origin only:
///
/// ```
/// # use pairdesk::domain::{origin::Origin, secret::{Kept, Secret}};
/// let (home, other) = (Origin::of("https://a.example").unwrap(), Origin::of("https://b.example").unwrap());
/// let kept = Kept::token(home.clone(), &Secret::from("token"));
/// assert!(kept.secrets_for(&home).is_ok() && kept.secrets_for(&other).is_err());
/// ```
///
/// There is no way around asking:
///
/// ```compile_fail,E0616
/// # use pairdesk::domain::{origin::Origin, secret::{Kept, Secret}};
/// let kept = Kept::token(Origin::of("https://a.example").unwrap(), &Secret::from("token"));
/// let secrets = kept.secrets;
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    origin: Origin,
    secrets: Secrets,
}

impl Kept {
    /// Secrets that a person typed for this origin, or that it gave us itself.
    #[must_use]
    pub fn new(origin: Origin, secrets: Secrets) -> Self {
        Self { origin, secrets }
    }

    /// The token of an instance.
    #[must_use]
    pub fn token(origin: Origin, token: &Secret) -> Self {
        Self::new(origin, Secrets::from([("token".to_owned(), token.clone())]))
    }

    /// The same with a mark of the account's secrets that something is sent with.
    #[must_use]
    pub fn sent_with(mut self, account: &Self) -> Self {
        self.secrets.insert(SENT_WITH.to_owned(), account.mark());
        self
    }

    /// Whether they bear the mark of these secrets.
    #[must_use]
    pub fn is_sent_with(&self, account: &Self) -> bool {
        self.secrets.get(SENT_WITH) == Some(&account.mark())
    }

    /// Tells these secrets from others; kept in the keyring only. FNV-1a, which is stable between versions.
    fn mark(&self) -> Secret {
        let texts = self.secrets.iter().flat_map(|(key, secret)| [key.as_str(), secret.expose()]);
        let bytes = texts.flat_map(|text| text.bytes().chain([0]));
        let mix = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        Secret::new(format!("{:016x}", bytes.fold(0xcbf2_9ce4_8422_2325, mix)))
    }

    /// Where they belong.
    #[must_use]
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The secrets, to be sent there.
    ///
    /// # Errors
    /// `OtherOrigin` for every other place than their own.
    pub fn secrets_for(&self, at: &Origin) -> Result<&Secrets, FailureKind> {
        if self.origin.is_same(at) { Ok(&self.secrets) } else { Err(FailureKind::OtherOrigin) }
    }

    /// Whether it is one of them.
    #[must_use]
    pub fn has(&self, secret: &Secret) -> bool {
        self.secrets.values().any(|one| one == secret)
    }

    /// One of them, for a person's eyes or to be compared with; never to be sent.
    #[must_use]
    pub fn shown(&self, key: &str) -> Option<&Secret> {
        self.secrets.get(key)
    }
}

/// Where secrets stand in the keyring: the name of an entry, a random id, because entry names can be read by others.
/// Many that came at once share one, each at a place of its own.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SecretRef(pub String);

/// Stands between an entry and a place in it.
const PLACE: char = '.';

impl SecretRef {
    /// A fresh name that says nothing about its owner.
    #[must_use]
    pub fn random() -> Self {
        Self(uuid::Uuid::new_v4().simple().to_string())
    }

    /// So many places in a fresh entry.
    #[must_use]
    pub fn places(count: usize) -> Vec<Self> {
        let Self(entry) = Self::random();
        (0..count).map(|at| Self(format!("{entry}{PLACE}{at}"))).collect()
    }

    /// The name of the entry.
    #[must_use]
    pub fn entry(&self) -> &str {
        self.0.split_once(PLACE).map_or(&self.0, |(entry, _)| entry)
    }

    /// The place in it, where it is shared.
    #[must_use]
    pub fn place(&self) -> Option<&str> {
        self.0.split_once(PLACE).map(|(_, place)| place)
    }

    /// Those of one entry together.
    #[must_use]
    pub fn by_entry(keys: impl IntoIterator<Item = Self>) -> Vec<Vec<Self>> {
        let mut entries: BTreeMap<String, Vec<Self>> = BTreeMap::new();
        for key in keys {
            entries.entry(key.entry().to_owned()).or_default().push(key);
        }
        entries.into_values().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_copied_along_is_left_out() {
        for typed in ["k-123", " k-123\n", "\"k-123\"", "'k-123'", "“k-123”", "\u{200b}\" k-123 \"\u{feff}"] {
            assert_eq!(bare(typed), "k-123", "{typed:?}");
        }
        for whole in ["\"", "\"k", "k\"1\"", "«k"] {
            assert_eq!(bare(whole), whole);
        }
    }

    #[test]
    fn shows_only_the_tail_of_long_secrets() {
        assert_eq!(Secret::from("0123456789AB").masked(), "••••••••89AB");
        assert_eq!(Secret::from("short").masked(), MASK);
        assert_eq!(Secret::from("  ").masked(), "");
        assert_eq!(format!("{:?}", Secret::from("0123456789AB")), "Secret(••••)");
    }
}
