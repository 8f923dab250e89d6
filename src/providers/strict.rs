//! JSON read strictly: no key twice, and no more values than memory is meant for.
//!
//! Of a key that comes twice each reader takes another one; an id or a token must not depend on that.

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value as Json};
use std::fmt;

/// Most values in one answer: each takes far more room in memory than in the text.
const MOST: usize = 60_000;

/// The text as JSON; `None` when it is something else, or more than we read.
#[must_use]
pub fn parse(bytes: &[u8]) -> Option<Json> {
    let mut left = MOST;
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let json = Strict { left: &mut left }.deserialize(&mut reader).ok()?;
    reader.end().ok().map(|()| json)
}

/// Reads one value with all that is in it.
struct Strict<'a> {
    left: &'a mut usize,
}

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Json;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Json, D::Error> {
        *self.left = self.left.checked_sub(1).ok_or_else(|| Error::custom("too many values"))?;
        reader.deserialize_any(self)
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

    fn visit_str<E>(self, value: &str) -> Result<Json, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Json, A::Error> {
        let mut found = Vec::new();
        while let Some(item) = items.next_element_seed(Strict { left: self.left })? {
            found.push(item);
        }
        Ok(Json::Array(found))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Json, A::Error> {
        let mut found = Map::new();
        while let Some(key) = entries.next_key::<String>()? {
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
    fn refuses_what_is_not_plain() {
        let many = |count: usize| format!("[{}0]", "0,".repeat(count - 2));
        assert!(parse(many(MOST).as_bytes()).is_some());
        assert_eq!(parse(many(MOST + 1).as_bytes()), None);
        let deep = "[".repeat(10_000) + &"]".repeat(10_000);
        for text in [r#"{"id":"a","id":"b"}"#, "{} {}", "", "{", "1e999", "\u{feff}{}", deep.as_str()] {
            assert_eq!(parse(text.as_bytes()), None, "{}", text.chars().take(40).collect::<String>());
        }
    }
}
