//! What an entry of the keyring holds, as bytes.

use crate::domain::failure::{Failure, FailureKind};
use crate::domain::origin::Origin;
use crate::domain::secret::{Kept, Secret, Secrets};
use std::borrow::Cow;
use std::collections::BTreeMap;
use zeroize::Zeroizing;

/// What an entry of the keyring holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Held {
    /// Secrets with the origin that they belong to.
    Kept(Kept),
    /// An entry of an earlier version, which wrote no origin.
    Unbound(Secrets),
}

/// Stands for the origin in an entry; no field of a form is called so.
const ORIGIN: &str = "@";

/// Secrets as JSON in ASCII, since some keyrings put something else in the place of other bytes.
pub fn encode(kept: &Kept) -> Result<Zeroizing<Vec<u8>>, Failure> {
    ascii(&encode_short(kept)?)
}

fn ascii(json: &[u8]) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let json = std::str::from_utf8(json).map_err(|_| Failure::new(FailureKind::KeyringFailed))?;
    // Room for the longest escape of every character, so that no copy is left behind by growing.
    let mut ascii = Zeroizing::new(Vec::with_capacity(json.len() * 6));
    for character in json.chars() {
        if character.is_ascii() {
            ascii.push(character as u8);
        } else {
            for unit in character.encode_utf16(&mut [0; 2]) {
                ascii.extend_from_slice(format!("\\u{unit:04x}").as_bytes());
            }
        }
    }
    Ok(ascii)
}

/// What many share an entry with, by their places in it: each as it would stand alone, its origin with it.
pub type Places = BTreeMap<String, Kept>;

/// A shared entry as JSON in ASCII.
pub fn encode_places(places: &Places) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let mut all = BTreeMap::new();
    for (place, kept) in places {
        all.insert(place, texts(kept)?);
    }
    let json = serde_json::to_vec(&all).map(Zeroizing::new);
    ascii(&json.map_err(|_| Failure::new(FailureKind::KeyringFailed))?)
}

/// A shared entry. One that cannot be read as a whole is not read at all: nothing is written over what it may hold.
pub fn decode_places(bytes: &[u8]) -> Result<Places, Failure> {
    let mismatch = || Failure::new(FailureKind::KeyringMismatch);
    let all: BTreeMap<String, BTreeMap<String, String>> = serde_json::from_slice(bytes).map_err(|_| mismatch())?;
    let kept = all.into_iter().map(|(place, map)| match held(map)? {
        Held::Kept(kept) => Ok((place, kept)),
        Held::Unbound(_) => Err(mismatch()),
    });
    kept.collect()
}

/// Secrets as JSON, for a keyring that holds little and gives every byte back.
pub fn encode_short(kept: &Kept) -> Result<Zeroizing<Vec<u8>>, Failure> {
    serde_json::to_vec(&texts(kept)?)
        .map(Zeroizing::new)
        .map_err(|_| Failure::new(FailureKind::KeyringFailed))
}

/// The origin among them.
fn texts(kept: &Kept) -> Result<BTreeMap<&str, Cow<'_, str>>, Failure> {
    let secrets = kept.secrets_for(kept.origin())?;
    let mut map: BTreeMap<&str, Cow<'_, str>> =
        secrets.iter().map(|(key, secret)| (key.as_str(), secret.expose().into())).collect();
    map.insert(ORIGIN, String::from(kept.origin().clone()).into());
    Ok(map)
}

/// Secrets from an entry of the keyring, whichever way they were written.
pub fn decode(bytes: &[u8]) -> Result<Held, Failure> {
    held(serde_json::from_slice(bytes).map_err(|_| Failure::new(FailureKind::KeyringMismatch))?)
}

fn held(mut map: BTreeMap<String, String>) -> Result<Held, Failure> {
    let mismatch = |_| Failure::new(FailureKind::KeyringMismatch);
    let origin = map.remove(ORIGIN).map(Origin::try_from).transpose().map_err(mismatch)?;
    let secrets = map.into_iter().map(|(key, text)| (key, Secret::new(text))).collect();
    Ok(match origin {
        Some(origin) => Held::Kept(Kept::new(origin, secrets)),
        None => Held::Unbound(secrets),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_ascii_or_short_and_come_back_as_they_were() {
        let text = "ação \"日本\" \\ 🔑 \u{7f}";
        let kept = Kept::token(Origin::of("https://gateway.example/api").unwrap(), &Secret::from(text));
        let bytes = encode(&kept).unwrap();
        assert!(bytes.is_ascii());
        assert_eq!(decode(&bytes), Ok(Held::Kept(kept.clone())));
        let short = encode_short(&kept).unwrap();
        assert!(short.len() < bytes.len());
        assert_eq!(decode(&short), Ok(Held::Kept(kept)));
    }

    #[test]
    fn the_smallest_keyring_holds_the_longest_account_in_one_piece() {
        let address = format!("https://{}.example/{}", "a".repeat(63), "b".repeat(400));
        let secrets = [("partner_token", 1000), ("client_token", 1000)];
        let secrets = secrets.map(|(key, length)| (key.to_owned(), Secret::new("x".repeat(length))));
        let kept = Kept::new(Origin::of(&address).unwrap(), Secrets::from(secrets));
        for bytes in [encode(&kept), encode_short(&kept)] {
            assert!(bytes.unwrap().len() <= 2560);
        }
    }

    #[test]
    fn entries_of_earlier_versions_show_no_origin() {
        let secrets = Secrets::from([("token".to_owned(), Secret::from("old"))]);
        assert_eq!(decode(br#"{"token":"old"}"#), Ok(Held::Unbound(secrets)));
        assert_eq!(decode(br#"{"@":"nonsense","token":"old"}"#).unwrap_err().kind, FailureKind::KeyringMismatch);
    }
}
