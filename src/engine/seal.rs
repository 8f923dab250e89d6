//! Bytes under a passphrase: one age file with scrypt (age-encryption.org/v1), which the `age` program opens too.

use crate::domain::secret::Secret;
use age::secrecy::SecretString;
use age::{DecryptError, Decryptor, Encryptor};
use std::io::{Read, Write};
use std::iter;
use zeroize::Zeroizing;

/// How much work a guess costs, as a power of two: about a second and 256 MiB.
const WORK: u8 = 18;
/// The most work that a file may ask of us. Whoever wrote it may mean ill.
const MOST_WORK: u8 = 19;
/// How every such file begins.
const BEGINNING: &[u8] = b"age-encryption.org/";

/// Why bytes do not come out of a sealed file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unopened {
    /// Another passphrase, or a file whose first lines were changed: these look the same.
    WrongPassphrase,
    /// Cut off or changed.
    Damaged,
    /// No age file with a passphrase, or one that asks for more work than any of ours.
    Foreign,
}

/// Whether the bytes are an age file, by how they begin.
pub fn is_sealed(bytes: &[u8]) -> bool {
    bytes.starts_with(BEGINNING)
}

/// Seals bytes. Takes about a second: not for the frame thread.
///
/// # Errors
/// When the system has no random numbers.
pub fn seal(bytes: &[u8], passphrase: &Secret) -> std::io::Result<Vec<u8>> {
    seal_with(bytes, passphrase, WORK)
}

fn seal_with(bytes: &[u8], passphrase: &Secret, work: u8) -> std::io::Result<Vec<u8>> {
    let mut recipient = age::scrypt::Recipient::new(words(passphrase));
    recipient.set_work_factor(work);
    let encryptor = Encryptor::with_recipients(iter::once(&recipient as &dyn age::Recipient))
        .map_err(|error| std::io::Error::other(error.to_string()))?;
    let mut sealed = Vec::new();
    let mut writer = encryptor.wrap_output(&mut sealed)?;
    writer.write_all(bytes)?;
    writer.finish()?;
    Ok(sealed)
}

/// Opens a sealed file. What comes out is wiped when dropped, and as a whole what was sealed: a part of it never comes.
///
/// # Errors
/// Why it does not open.
pub fn open(sealed: &[u8], passphrase: &Secret) -> Result<Zeroizing<Vec<u8>>, Unopened> {
    let decryptor = Decryptor::new_buffered(sealed).map_err(|error| why(&error))?;
    let mut identity = age::scrypt::Identity::new(words(passphrase));
    identity.set_max_work_factor(MOST_WORK);
    let mut reader = decryptor.decrypt(iter::once(&identity as &dyn age::Identity)).map_err(|error| why(&error))?;
    // Room for all of it at once: growing would leave copies behind.
    let mut bytes = Zeroizing::new(Vec::with_capacity(sealed.len()));
    reader.read_to_end(&mut bytes).map_err(|_| Unopened::Damaged)?;
    Ok(bytes)
}

fn words(passphrase: &Secret) -> SecretString {
    SecretString::from(passphrase.expose())
}

fn why(error: &DecryptError) -> Unopened {
    match error {
        DecryptError::DecryptionFailed | DecryptError::KeyDecryptionFailed => Unopened::WrongPassphrase,
        DecryptError::NoMatchingKeys | DecryptError::ExcessiveWork { .. } | DecryptError::UnknownFormat => {
            Unopened::Foreign
        }
        _ => Unopened::Damaged,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Guessing is not what is tested here.
    const QUICK: u8 = 2;

    fn sealed(bytes: &[u8]) -> Vec<u8> {
        seal_with(bytes, &Secret::from("correct horse"), QUICK).unwrap()
    }

    #[test]
    fn what_was_sealed_comes_back_with_its_passphrase_only() {
        let bytes = "CANARY ação 🔑".repeat(9000).into_bytes();
        let file = sealed(&bytes);
        assert!(is_sealed(&file) && !is_sealed(&bytes));
        assert!(!file.windows(6).any(|part| part == b"CANARY"));
        assert_eq!(open(&file, &Secret::from("correct horse")).unwrap().as_slice(), bytes);
        for wrong in ["", "Correct horse", "correct horse ", "correct"] {
            assert_eq!(open(&file, &Secret::from(wrong)), Err(Unopened::WrongPassphrase), "{wrong:?}");
        }
        assert!(open(&sealed(b""), &Secret::from("correct horse")).unwrap().is_empty());
    }

    #[test]
    fn a_file_that_was_cut_anywhere_gives_nothing() {
        // Two chunks of age, the second of them short.
        let file = sealed(&vec![7; 64 * 1024 + 100]);
        let ends = (0..250).step_by(7).chain((250..file.len()).step_by(9973)).chain(file.len() - 20..file.len());
        for end in ends {
            assert!(open(&file[..end], &Secret::from("correct horse")).is_err(), "cut at {end}");
        }
        let mut longer = file;
        longer.push(0);
        assert_eq!(open(&longer, &Secret::from("correct horse")), Err(Unopened::Damaged));
    }

    #[test]
    fn no_file_asks_for_more_work_than_ours_does() {
        let file = sealed(b"x");
        let text = String::from_utf8_lossy(&file[..80]).into_owned();
        let at = text.find(" 2\n").unwrap() + 1;
        let with = |work: &str| [&file[..at], work.as_bytes(), &file[at + 1..]].concat();
        assert_eq!(open(&with("20"), &Secret::from("correct horse")), Err(Unopened::Foreign));
        assert_eq!(open(&with("63"), &Secret::from("correct horse")), Err(Unopened::Foreign));
        assert!(open(b"age-encryption.org/v9\n", &Secret::from("x")).is_err());
        assert!(open(b"PK\x03\x04", &Secret::from("x")).is_err());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(100))]
        #[test]
        fn a_flipped_bit_is_seen(at in any::<prop::sample::Index>(), bit in 0_u8..8) {
            let bytes = b"every bit of it counts";
            let mut file = sealed(bytes);
            let at = at.index(file.len());
            file[at] ^= 1 << bit;
            prop_assert!(open(&file, &Secret::from("correct horse")).is_err());
        }
    }
}
