//! Values that are longer than an entry of the keyring holds are cut into pieces.
//!
//! The entry by the owner's own name is the head. It holds the value, or says in which pieces it is. There are two rows
//! of pieces, and a write takes the one that the head does not speak of: the head is written last and leads from one
//! whole value to another. A row is written from its beginning and cleared from its end, so whatever ended in the middle
//! left a beginning of it, which the next write or removal finds.

use keyring_core::Error;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// The entries of a keyring by name.
pub trait Entries {
    fn get(&mut self, name: &str) -> Result<Vec<u8>, Error>;
    fn set(&mut self, name: &str, bytes: &[u8]) -> Result<(), Error>;
    fn delete(&mut self, name: &str) -> Result<(), Error>;
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Row {
    A,
    B,
}

impl Row {
    fn other(self) -> Self {
        match self {
            Self::A => Self::B,
            Self::B => Self::A,
        }
    }

    fn name(self, key: &str, at: usize) -> String {
        let row = if self == Self::A { 'a' } else { 'b' };
        format!("{key}-{row}{at}")
    }
}

/// What a head says of its pieces: the row, and how many. As JSON it is a list; a value is never one.
type Head = (Row, usize);

fn head_of(bytes: &[u8]) -> Option<Head> {
    serde_json::from_slice(bytes).ok()
}

/// Reads a value.
pub fn read(entries: &mut impl Entries, key: &str) -> Result<Zeroizing<Vec<u8>>, Error> {
    let first = Zeroizing::new(entries.get(key)?);
    let Some((row, count)) = head_of(&first) else { return Ok(first) };
    let mut whole = Zeroizing::new(Vec::new());
    for at in 0..count {
        let piece = entries.get(&row.name(key, at)).map(Zeroizing::new);
        whole.extend_from_slice(&piece.map_err(|error| match error {
            // The value is not absent, it is spoilt.
            Error::NoEntry => Error::BadStoreFormat("a piece of the entry is missing".to_owned()),
            error => error,
        })?);
    }
    Ok(whole)
}

/// Writes a value, in pieces where it is longer than `longest`.
pub fn write(entries: &mut impl Entries, key: &str, bytes: &[u8], longest: Option<usize>) -> Result<(), Error> {
    let Some(longest) = longest else { return entries.set(key, bytes) };
    let head = if bytes.len() <= longest {
        entries.set(key, bytes)?;
        None
    } else {
        let row = free_row(entries, key)?;
        let pieces = bytes.chunks(longest);
        let head = (row, pieces.len());
        for (at, piece) in pieces.enumerate() {
            entries.set(&row.name(key, at), piece)?;
        }
        let text =
            serde_json::to_vec(&head).map_err(|_| Error::BadStoreFormat("a head cannot be written".to_owned()))?;
        entries.set(key, &text)?;
        Some(head)
    };
    // The value stands; what cannot be cleared now goes with the next write or with the value.
    let _ = clear(entries, key, head);
    Ok(())
}

/// Removes a value, the pieces first: nothing would lead to them without their head.
pub fn delete(entries: &mut impl Entries, key: &str, longest: Option<usize>) -> Result<(), Error> {
    if longest.is_some() {
        clear(entries, key, None)?;
    }
    entries.delete(key)
}

fn free_row(entries: &mut impl Entries, key: &str) -> Result<Row, Error> {
    match entries.get(key).map(Zeroizing::new) {
        Ok(head) => Ok(head_of(&head).map_or(Row::A, |(row, _)| row.other())),
        Err(Error::NoEntry) => Ok(Row::A),
        Err(error) => Err(error),
    }
}

/// Clears every piece but those of this head.
fn clear(entries: &mut impl Entries, key: &str, head: Option<Head>) -> Result<(), Error> {
    for row in [Row::A, Row::B] {
        let kept = head.filter(|(of, _)| *of == row).map_or(0, |(_, count)| count);
        let mut end = kept;
        while is_there(entries, &row.name(key, end))? {
            end += 1;
        }
        for at in (kept..end).rev() {
            entries.delete(&row.name(key, at))?;
        }
    }
    Ok(())
}

fn is_there(entries: &mut impl Entries, name: &str) -> Result<bool, Error> {
    match entries.get(name).map(Zeroizing::new) {
        Ok(_) => Ok(true),
        Err(Error::NoEntry) => Ok(false),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    const LONGEST: usize = 16;
    const KEY: &str = "0123";

    /// A keyring that holds little and dies after so many changes.
    #[derive(Clone, Default)]
    struct Little {
        entries: BTreeMap<String, Vec<u8>>,
        left: Option<u32>,
    }

    impl Little {
        fn change(&mut self) -> Result<(), Error> {
            match &mut self.left {
                Some(0) => Err(Error::PlatformFailure("the program was killed".into())),
                Some(left) => {
                    *left -= 1;
                    Ok(())
                }
                None => Ok(()),
            }
        }

        fn value(&mut self) -> Option<String> {
            match read(self, KEY) {
                Ok(bytes) => Some(String::from_utf8(bytes.to_vec()).unwrap()),
                Err(Error::NoEntry) => None,
                Err(error) => panic!("{error}"),
            }
        }

        fn put(&mut self, value: &str) -> Result<(), Error> {
            write(self, KEY, value.as_bytes(), Some(LONGEST))
        }

        /// After a death: goes on as the next start does.
        fn revived(mut self) -> Self {
            self.left = None;
            self
        }
    }

    impl Entries for Little {
        fn get(&mut self, name: &str) -> Result<Vec<u8>, Error> {
            self.entries.get(name).cloned().ok_or(Error::NoEntry)
        }

        fn set(&mut self, name: &str, bytes: &[u8]) -> Result<(), Error> {
            self.change()?;
            if bytes.len() > LONGEST {
                return Err(Error::TooLong("secret".to_owned(), LONGEST as u32));
            }
            self.entries.insert(name.to_owned(), bytes.to_vec());
            Ok(())
        }

        fn delete(&mut self, name: &str) -> Result<(), Error> {
            self.change()?;
            self.entries.remove(name).map(drop).ok_or(Error::NoEntry)
        }
    }

    fn value(mark: char, length: usize) -> String {
        format!("\"{}\"", mark.to_string().repeat(length - 2))
    }

    #[test]
    fn a_value_is_cut_above_the_limit_only() {
        for (length, entries) in [(2, 1), (16, 1), (17, 3), (32, 3), (33, 4), (160, 11)] {
            let mut keyring = Little::default();
            keyring.put(&value('x', length)).unwrap();
            assert_eq!(keyring.entries.len(), entries, "{length}");
            assert_eq!(keyring.value(), Some(value('x', length)));
            delete(&mut keyring, KEY, Some(LONGEST)).unwrap();
            assert!(keyring.entries.is_empty(), "{length}");
        }
    }

    #[test]
    fn without_a_limit_nothing_is_cut() {
        let mut keyring = Little::default();
        let long = value('x', 17);
        assert!(matches!(write(&mut keyring, KEY, long.as_bytes(), None), Err(Error::TooLong(..))));
    }

    /// Every write and removal, from and to every number of pieces, ended after every step.
    #[test]
    fn whatever_step_is_the_last_one_the_value_is_whole() {
        let lengths = [10, 17, 40, 100];
        let mut ends = 0;
        for (before, after) in lengths.iter().flat_map(|before| lengths.map(|after| (*before, after))) {
            let mut keyring = Little::default();
            // So that the row in use is now one and now the other.
            for _ in 0..=before % 3 {
                keyring.put(&value('o', before)).unwrap();
            }
            for left in 0.. {
                let mut died = Little { left: Some(left), ..keyring.clone() };
                let written = died.put(&value('n', after));
                let mut found = died.revived();
                let seen = found.value().unwrap();
                assert!(seen == value('o', before) || seen == value('n', after), "{before} {after} {left}: {seen}");
                assert!(written.is_err() || seen == value('n', after));
                let all = found.entries.len();
                found.put(&value('m', after)).unwrap();
                assert_eq!(found.value(), Some(value('m', after)));
                delete(&mut found, KEY, Some(LONGEST)).unwrap();
                assert!(found.entries.is_empty(), "{before} {after} {left}: {:?}", found.entries.keys());
                ends += 1;
                if written.is_ok() && all == (if after > LONGEST { 1 + after.div_ceil(LONGEST) } else { 1 }) {
                    break;
                }
            }
        }
        assert!(ends > 100, "{ends}");
    }

    #[test]
    fn a_removal_that_was_cut_off_leaves_nothing_that_reads_as_a_value_and_is_finished() {
        for left in 0..=8 {
            let mut keyring = Little::default();
            keyring.put(&value('o', 100)).unwrap();
            keyring.left = Some(left);
            let removed = delete(&mut keyring, KEY, Some(LONGEST));
            let mut found = keyring.revived();
            assert_eq!(removed.is_ok(), found.entries.is_empty());
            match read(&mut found, KEY) {
                Ok(bytes) => assert_eq!(bytes.len(), 100),
                Err(Error::NoEntry) => assert!(found.entries.is_empty()),
                Err(error) => assert!(matches!(error, Error::BadStoreFormat(_)), "{error}"),
            }
            let again = delete(&mut found, KEY, Some(LONGEST));
            assert!(matches!(again, Ok(()) | Err(Error::NoEntry)));
            assert!(found.entries.is_empty());
        }
    }
}
