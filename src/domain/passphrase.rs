//! How hard a passphrase is to guess, said plainly. It guards a file that anybody may carry away.

use crate::domain::secret::Secret;

/// Fewest characters that are taken.
pub const SHORTEST: usize = 8;

/// What becomes of somebody who tries to guess it, at a thousand tries a second: each costs a second of work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strength {
    /// Not taken.
    TooShort,
    /// Found within weeks.
    Weak,
    /// Holds against one who does not want it much.
    Fair,
    Strong,
}

impl Strength {
    /// Of a passphrase as it is typed. An estimate that errs on the low side.
    #[must_use]
    pub fn of(passphrase: &Secret) -> Self {
        let text = passphrase.expose();
        if text.chars().count() < SHORTEST {
            return Self::TooShort;
        }
        match bits(text) {
            ..32 => Self::Weak,
            32..50 => Self::Fair,
            _ => Self::Strong,
        }
    }

    /// The key of its text.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::TooShort => "passphrase-too-short",
            Self::Weak => "passphrase-weak",
            Self::Fair => "passphrase-fair",
            Self::Strong => "passphrase-strong",
        }
    }
}

/// What everybody tries first.
const COMMON: [&str; 12] = [
    "password",
    "passwort",
    "senha",
    "contraseña",
    "qwerty",
    "asdf",
    "admin",
    "pairdesk",
    "whatsapp",
    "letmein",
    "abc",
    "iloveyou",
];

/// About so many yes-or-no questions, of the cheaper of two ways: letter by letter, or word by word.
fn bits(text: &str) -> u32 {
    let mut plain = text.to_lowercase();
    for common in COMMON {
        plain = plain.replace(common, "a");
    }
    let by_letters = f64::from(telling(&plain)) * pool(text).log2();
    let words: Vec<&str> = text.split(|c: char| !c.is_alphabetic()).filter(|word| word.len() > 2).collect();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let others = text.chars().filter(|c| !c.is_alphabetic() && !c.is_whitespace()).count();
    let is_of_words = letters * 4 >= text.chars().count() * 3;
    let mut different = words.clone();
    different.sort_unstable();
    different.dedup();
    // A word that people think of is one of some thousand.
    let by_words = different.len() as f64 * 12.0 + others as f64 * 4.0;
    (if is_of_words { by_letters.min(by_words) } else { by_letters }) as u32
}

/// Characters that do not follow from the one before, as in `aaaa` or `1234`.
fn telling(text: &str) -> u32 {
    let mut before: Option<(char, i64)> = None;
    let mut count = 0;
    for c in text.chars() {
        let step = before.map(|(last, _)| i64::from(u32::from(c)) - i64::from(u32::from(last)));
        let follows = step.is_some_and(|step| step.abs() <= 1 && before.is_some_and(|(_, last)| last == step));
        count += u32::from(!follows);
        before = Some((c, step.unwrap_or(i64::MAX)));
    }
    count
}

/// How many characters there are of the kinds that it has.
fn pool(text: &str) -> f64 {
    let has = |kind: fn(char) -> bool| text.chars().any(kind);
    let kinds = [
        (has(|c| c.is_ascii_lowercase()), 26.0),
        (has(|c| c.is_ascii_uppercase()), 26.0),
        (has(|c| c.is_ascii_digit()), 10.0),
        (has(|c| c.is_ascii_punctuation() || c == ' '), 20.0),
        (has(|c| !c.is_ascii()), 40.0),
    ];
    kinds.iter().filter(|(has, _)| *has).map(|(_, many)| many).sum::<f64>().max(2.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_everybody_tries_is_weak_and_a_handful_of_words_is_strong() {
        for (text, strength) in [
            ("", Strength::TooShort),
            ("Xk9#qL2", Strength::TooShort),
            ("aaaaaaaaaaaaaaaa", Strength::Weak),
            ("1234567890123", Strength::Weak),
            ("password123", Strength::Weak),
            ("pairdesk2026", Strength::Weak),
            ("minhasenha", Strength::Weak),
            ("cavalo cavalo cavalo cavalo", Strength::Weak),
            ("cavalo bateria grampo", Strength::Fair),
            ("cavalo bateria grampo certo janela", Strength::Strong),
            ("Xk9#qL2vP0zR", Strength::Strong),
        ] {
            assert_eq!(Strength::of(&Secret::from(text)), strength, "{text}");
        }
    }
}
