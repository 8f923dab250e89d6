//! JSON read strictly: no key twice, and no more values than there is room for.
//!
//! Of a key that comes twice each reader takes another one; an id or a token must not depend on that.

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value as Json};
use std::borrow::Cow;
use std::collections::HashSet;
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
pub fn parse(text: &str) -> Option<Json> {
    read(text, &[]).ok()
}

/// The same, and of an object these keys only, unless they are null, or all where none is given. The others are read as
/// strictly and not kept, which takes half the time where most are others.
#[must_use]
pub fn parse_only(text: &str, keys: &[&str]) -> Option<Json> {
    read(text, keys).ok()
}

/// Whether it is JSON so far, but more than we read.
#[must_use]
pub fn is_too_much(text: &str) -> bool {
    read(text, &[]).is_err_and(|left| left == 0)
}

/// Whether it is the beginning of JSON, with nothing wrong but that the rest is missing.
#[must_use]
pub fn is_cut(text: &str) -> bool {
    let begins = text.trim_start().starts_with(['{', '[']);
    begins && serde_json::from_str::<IgnoredAny>(text).is_err_and(|error| error.is_eof())
}

/// Gives the room that was left where it went wrong.
fn read(text: &str, keys: &[&str]) -> Result<Json, usize> {
    let mut left = MOST;
    let mut reader = serde_json::Deserializer::from_str(text);
    let json = Strict { left: &mut left, keys }.deserialize(&mut reader);
    json.and_then(|json| reader.end().map(|()| json)).map_err(|_| left)
}

/// Reads one value with all that is in it.
struct Strict<'a> {
    left: &'a mut usize,
    /// Those of the outermost object that are kept; all when there are none.
    keys: &'a [&'a str],
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
        while let Some(item) = items.next_element_seed(Strict { left: self.left, keys: &[] })? {
            self.take(ITEM)?;
            found.push(item);
        }
        Ok(Json::Array(found))
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut entries: A) -> Result<Json, A::Error> {
        let (mut found, mut seen) = (Map::with_capacity(self.keys.len()), Keys::default());
        let wanted = self.keys.iter().fold(0, |looks, key| looks | look(key.as_bytes()));
        while let Some(key) = entries.next_key_seed(Key)? {
            let look = look(key.as_bytes());
            if self.keys.is_empty() || wanted & look != 0 && self.keys.contains(&&*key) {
                self.take(ENTRY + key.len() + if found.is_empty() { MAP } else { 0 })?;
                let value = entries.next_value_seed(Strict { left: self.left, keys: &[] })?;
                if self.keys.is_empty() || !value.is_null() {
                    found.insert(key.clone().into_owned(), value);
                }
            } else {
                entries.next_value_seed(Unkept)?;
            }
            seen.add(key, look)?;
        }
        Ok(Json::Object(found))
    }
}

/// Reads a value as strictly, and keeps nothing of it.
struct Unkept;

impl<'de> DeserializeSeed<'de> for Unkept {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<(), D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Unkept {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E>(self, _value: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _value: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _value: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _value: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _value: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        while items.next_element_seed(Unkept)?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        let mut seen = Keys::default();
        while let Some(key) = entries.next_key_seed(Key)? {
            entries.next_value_seed(Unkept)?;
            let look = look(key.as_bytes());
            seen.add(key, look)?;
        }
        Ok(())
    }
}

/// Reads a key where it stands.
struct Key;

impl<'de> DeserializeSeed<'de> for Key {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Self::Value, D::Error> {
        reader.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Key {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_borrowed_str<E>(self, value: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(value.to_owned()))
    }
}

/// The keys of an object so far. Few are compared one by one, where one as long with the same first and last letter came;
/// many could be meant to keep us busy.
#[derive(Default)]
struct Keys<'de> {
    /// A bit for what each key looks like.
    looks: u128,
    /// As they stand in the text, and how many they are. In their place: most objects need no memory besides.
    few: [&'de str; FEW],
    count: usize,
    others: HashSet<Cow<'de, str>>,
}

/// So many keys of an object are few.
const FEW: usize = 32;

impl<'de> Keys<'de> {
    fn add<E: Error>(&mut self, key: Cow<'de, str>, look: u128) -> Result<(), E> {
        let may_have_come = self.looks & look != 0;
        if may_have_come && (self.few[..self.count].contains(&&*key) || self.others.contains(&key)) {
            return Err(Error::custom("a key comes twice"));
        }
        self.looks |= look;
        match key {
            Cow::Borrowed(key) if self.count < FEW => {
                self.few[self.count] = key;
                self.count += 1;
            }
            key => _ = self.others.insert(key),
        }
        Ok(())
    }
}

/// A bit that depends on length, first and last letter.
fn look(key: &[u8]) -> u128 {
    let letter = |letter: Option<&u8>| letter.map_or(0, |letter| usize::from(*letter));
    1 << ((key.len() * 31 + letter(key.first()) * 7 + letter(key.last()) * 3) % 128)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_anybody_reads() {
        let text = r#" {"a":[1,-2,2.5,true,null,"x\u00e9",{}],"b":{"a":18446744073709551616}} "#;
        assert_eq!(parse(text), serde_json::from_str(text).ok());
        assert_eq!(parse("7"), Some(Json::from(7)));
    }

    #[test]
    fn what_is_not_kept_is_read_as_strictly() {
        let text = r#"{"id":7,"n\u0061me":"x","more":{"id":8,"x":[{"name":"y"}]},"other":1.5,"no":[true,null,-1]}"#;
        let kept = parse_only(text, &["id", "name"]);
        assert_eq!(kept, Some(serde_json::json!({"id": 7, "name": "x"})));
        assert_eq!(parse_only(text, &[]), serde_json::from_str(text).ok());
        let without = r#"{"id":null,"name":"x","more":{"id":null}}"#;
        let wanted = serde_json::json!({"name": "x", "more": {"id": null}});
        assert_eq!(parse_only(without, &["id", "name", "more"]), Some(wanted), "a null says nothing");
        let inside = parse_only(text, &["id", "more"]);
        assert_eq!(inside, Some(serde_json::json!({"id": 7, "more": {"id": 8, "x": [{"name": "y"}]}})));
        let many: Vec<String> = (0..100).map(|number| format!(r#""k{number}":0,"#)).collect();
        let many = many.concat();
        for twice in [
            r#"{"id":1,"a":1,"a":2}"#.to_owned(),
            r#"{"id":1,"a":{"b":1,"\u0062":2}}"#.to_owned(),
            r#"{"id":1,"a":[{"b":1,"b":2}]}"#.to_owned(),
            r#"{"id":1,"a":1e999}"#.to_owned(),
            format!(r#"{{{many}"id":1,"k1":1}}"#),
            format!(r#"{{{many}"id":1,"k99":1}}"#),
        ] {
            assert_eq!(parse_only(&twice, &["id"]), None, "{twice}");
        }
        assert!(parse_only(&format!(r#"{{{many}"id":1}}"#), &["id"]).is_some());
    }

    #[test]
    fn a_thousand_rows_of_a_gateway_fit() {
        let row = include_str!("../evolution/fixtures/list-2.3.json");
        let row = serde_json::from_str::<Json>(row).unwrap()["response"]["body"][0].to_string();
        assert!(parse(&format!("[{}]", vec![row; 1000].join(","))).is_some());
    }

    #[test]
    fn refuses_what_is_not_plain() {
        let many = |count: usize, of: &str| format!("[{}]", vec![of; count].join(","));
        let fits = MOST / ITEM;
        assert!(parse(&many(fits, "0")).is_some());
        assert_eq!(parse(&many(fits + 1, "0")), None);
        assert_eq!(parse(&many(fits / 4, r#"{"a":0}"#)), None);
        assert!(is_too_much(&many(fits + 1, "0")) && !is_too_much(&many(fits, "0,")));
        let deep = "[".repeat(10_000) + &"]".repeat(10_000);
        for text in [r#"{"id":"a","id":"b"}"#, "{} {}", "", "{", "1e999", "\u{feff}{}", deep.as_str()] {
            assert_eq!(parse(text), None, "{}", text.chars().take(40).collect::<String>());
        }
    }
}
