//! JSON read strictly: no key twice, and no more values than there is room for.
//!
//! Of a key that comes twice each reader takes another one; an id or a token must not depend on that.

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value as Json};
use std::fmt;

/// Most room for the values of one answer, in bytes of memory: small ones take far more there than in the text.
/// A thousand rows of the provider with the longest rows fit.
const MOST: usize = 12 * 1024 * 1024;
/// Room for an item of an array, which grows by doubling.
const ITEM: usize = 2 * size_of::<Json>();
/// Room for a text besides its letters.
const TEXT: usize = 32;
/// Room for a map besides its entries, when it has any.
const MAP: usize = 300;
/// Room for an entry of a map, which grows by doubling.
const ENTRY: usize = 2 * (size_of::<String>() + size_of::<Json>() + size_of::<usize>()) + TEXT;

/// The text as JSON; `None` when it is something else, or more than we read.
#[must_use]
pub fn parse(bytes: &[u8]) -> Option<Json> {
    read(bytes).ok()
}

/// Whether it is JSON so far, but more than we read.
#[must_use]
pub fn is_too_much(bytes: &[u8]) -> bool {
    read(bytes).is_err_and(|left| left == 0)
}

/// Gives the room that was left where it went wrong.
fn read(bytes: &[u8]) -> Result<Json, usize> {
    let mut left = MOST;
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let json = Strict { left: &mut left }.deserialize(&mut reader);
    json.and_then(|json| reader.end().map(|()| json)).map_err(|_| left)
}

/// Reads one value with all that is in it.
struct Strict<'a> {
    left: &'a mut usize,
}

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Json;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Json, D::Error> {
        reader.deserialize_any(self)
    }
}

impl Strict<'_> {
    /// Takes so much of the room that is left.
    fn take<E: Error>(&mut self, room: usize) -> Result<(), E> {
        let enough = self.left.checked_sub(room);
        *self.left = enough.unwrap_or(0);
        enough.map(|_| ()).ok_or_else(|| Error::custom("too many values"))
    }
}

impl<'de> Visitor<'de> for Strict<'_> {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Json, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Json, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Json, E> {
        Ok(value.into())
    }

    fn visit_str<E: Error>(mut self, value: &str) -> Result<Json, E> {
        self.take(TEXT + value.len())?;
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut items: A) -> Result<Json, A::Error> {
        let mut found = Vec::new();
        while let Some(item) = items.next_element_seed(Strict { left: self.left })? {
            self.take(ITEM)?;
            found.push(item);
        }
        Ok(Json::Array(found))
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut entries: A) -> Result<Json, A::Error> {
        let mut found = Map::new();
        while let Some(key) = entries.next_key::<String>()? {
            self.take(ENTRY + key.len() + if found.is_empty() { MAP } else { 0 })?;
            let value = entries.next_value_seed(Strict { left: self.left })?;
            if found.insert(key, value).is_some() {
                return Err(Error::custom("a key comes twice"));
            }
        }
        Ok(Json::Object(found))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_anybody_reads() {
        let text = r#" {"a":[1,-2,2.5,true,null,"x\u00e9",{}],"b":{"a":18446744073709551616}} "#;
        assert_eq!(parse(text.as_bytes()), serde_json::from_str(text).ok());
        assert_eq!(parse(b"7"), Some(Json::from(7)));
    }

    #[test]
    fn a_thousand_rows_of_a_gateway_fit() {
        let row = include_str!("evolution/fixtures/list-2.3.json");
        let row = serde_json::from_str::<Json>(row).unwrap()["response"]["body"][0].to_string();
        assert!(parse(format!("[{}]", vec![row; 1000].join(",")).as_bytes()).is_some());
    }

    #[test]
    fn refuses_what_is_not_plain() {
        let many = |count: usize, of: &str| format!("[{}]", vec![of; count].join(","));
        let fits = MOST / ITEM;
        assert!(parse(many(fits, "0").as_bytes()).is_some());
        assert_eq!(parse(many(fits + 1, "0").as_bytes()), None);
        assert_eq!(parse(many(fits / 4, r#"{"a":0}"#).as_bytes()), None);
        assert!(is_too_much(many(fits + 1, "0").as_bytes()) && !is_too_much(many(fits, "0,").as_bytes()));
        let deep = "[".repeat(10_000) + &"]".repeat(10_000);
        for text in [r#"{"id":"a","id":"b"}"#, "{} {}", "", "{", "1e999", "\u{feff}{}", deep.as_str()] {
            assert_eq!(parse(text.as_bytes()), None, "{}", text.chars().take(40).collect::<String>());
        }
    }
}
