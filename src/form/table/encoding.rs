//! Bytes of a file → its text. Files do not say how they are encoded; most show it.

use encoding_rs::{UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// How the text of a file is encoded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encoding {
    #[default]
    Utf8,
    Utf16Le,
    Utf16Be,
    /// What Latin-1 means wherever it is said: older Excel of Western Europe and Brazil.
    Latin1,
}

impl Encoding {
    pub const ALL: [Self; 4] = [Self::Utf8, Self::Latin1, Self::Utf16Le, Self::Utf16Be];

    /// As people call it, in any language.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16Le => "UTF-16",
            Self::Utf16Be => "UTF-16 BE",
            Self::Latin1 => "Latin-1",
        }
    }

    /// By its mark, by the zeroes between the letters of UTF-16, or by what cannot be UTF-8.
    #[must_use]
    pub fn guess(bytes: &[u8]) -> Self {
        if let Some((marked, _)) = encoding_rs::Encoding::for_bom(bytes) {
            return Self::ALL.into_iter().find(|encoding| encoding.inner() == marked).unwrap_or_default();
        }
        let start = &bytes[..bytes.len().min(1024)];
        let zeroes = |odd: usize| start.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
        // Letters of our alphabet have one zero each, always on the same side.
        let most = start.len() * 2 / 5;
        match (zeroes(0), zeroes(1)) {
            (0, odd) if odd > most => Self::Utf16Le,
            (even, 0) if even > most => Self::Utf16Be,
            _ if std::str::from_utf8(bytes).is_ok() => Self::Utf8,
            _ => Self::Latin1,
        }
    }

    /// The text, without the mark. What cannot be read is U+FFFD.
    #[must_use]
    pub fn decode(self, bytes: &[u8]) -> String {
        self.inner().decode_with_bom_removal(bytes).0.into_owned()
    }

    fn inner(self) -> &'static encoding_rs::Encoding {
        match self {
            Self::Utf8 => UTF_8,
            Self::Utf16Le => UTF_16LE,
            Self::Utf16Be => UTF_16BE,
            Self::Latin1 => WINDOWS_1252,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16(text: &str, bytes_of: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes_of).collect()
    }

    #[test]
    fn an_encoding_is_known_by_what_it_leaves() {
        let text = "nome;ação\nÓtica;€";
        let marked = format!("\u{feff}{text}");
        for (bytes, wanted) in [
            (text.as_bytes().to_vec(), Encoding::Utf8),
            (marked.as_bytes().to_vec(), Encoding::Utf8),
            (utf16(&marked, u16::to_le_bytes), Encoding::Utf16Le),
            (utf16(&marked, u16::to_be_bytes), Encoding::Utf16Be),
            (utf16(text, u16::to_le_bytes), Encoding::Utf16Le),
            (utf16(text, u16::to_be_bytes), Encoding::Utf16Be),
            (b"nome;a\xe7\xe3o\n\xd3tica;\x80".to_vec(), Encoding::Latin1),
        ] {
            assert_eq!(Encoding::guess(&bytes), wanted, "{bytes:?}");
            assert_eq!(wanted.decode(&bytes), text);
        }
        assert_eq!(Encoding::guess(b""), Encoding::Utf8);
        assert_eq!(Encoding::Utf8.decode(b"a\xe7"), "a\u{fffd}", "chosen by a person, though it is none");
    }
}
