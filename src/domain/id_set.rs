//! Remote ids by the thousand, kept small: what an account had before a create was sent.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::sync::Arc;

/// A set of ids, told apart by 64-bit hashes: 80 KB for 10,000. Cheap to clone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IdSet(Arc<[u64]>);

impl IdSet {
    #[must_use]
    pub fn contains(&self, id: &str) -> bool {
        self.0.binary_search(&hash(id)).is_ok()
    }

    /// Whether both have an id in common.
    #[must_use]
    pub fn meets(&self, other: &Self) -> bool {
        self.0.iter().any(|hash| other.0.binary_search(hash).is_ok())
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many ids there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }
}

impl<'a> FromIterator<&'a str> for IdSet {
    fn from_iter<T: IntoIterator<Item = &'a str>>(ids: T) -> Self {
        let mut hashes: Vec<u64> = ids.into_iter().map(hash).collect();
        hashes.sort_unstable();
        hashes.dedup();
        Self(hashes.into())
    }
}

/// FNV-1a. It stands on the disk, so it is spelled out here.
fn hash(id: &str) -> u64 {
    id.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

impl Serialize for IdSet {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let bytes: Vec<u8> = self.0.iter().flat_map(|hash| hash.to_le_bytes()).collect();
        to.serialize_str(&STANDARD.encode(bytes))
    }
}

impl<'de> Deserialize<'de> for IdSet {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        /// Earlier versions kept the ids themselves.
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Kept {
            Hashes(String),
            Ids(Vec<String>),
        }
        match Kept::deserialize(from)? {
            Kept::Ids(ids) => Ok(ids.iter().map(String::as_str).collect()),
            Kept::Hashes(text) => {
                let bytes = STANDARD.decode(text).map_err(serde::de::Error::custom)?;
                let (hashes, rest) = bytes.as_chunks::<8>();
                if !rest.is_empty() {
                    return Err(serde::de::Error::custom("half a hash"));
                }
                let mut hashes: Vec<u64> = hashes.iter().map(|hash| u64::from_le_bytes(*hash)).collect();
                hashes.sort_unstable();
                Ok(Self(hashes.into()))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_thousand_ids_are_kept_in_little_and_come_back() {
        let ids: Vec<String> = (0..10_000).map(|number| format!("3B0C5E7A{number:08X}")).collect();
        let set: IdSet = ids.iter().map(String::as_str).collect();
        let text = serde_json::to_string(&set).unwrap();
        assert!(text.len() < 110_000, "{}", text.len());
        let back: IdSet = serde_json::from_str(&text).unwrap();
        assert_eq!((back.len(), &back), (10_000, &set));
        assert!(ids.iter().all(|id| back.contains(id)) && !back.contains("3B0C5E7A"));
    }

    #[test]
    fn what_an_earlier_version_kept_is_read() {
        let set: IdSet = serde_json::from_str("[\"a\",\"b\"]").unwrap();
        assert!(set.contains("a") && set.contains("b") && !set.contains("c"));
        assert!(serde_json::from_str::<IdSet>("\"AAAA\"").is_err());
    }
}
