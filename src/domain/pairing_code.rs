//! What is a pairing code and what is not. Only what passed the check here can be drawn or shown as one.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use std::fmt;

/// The address in which newer phones know a code.
const ENVELOPE: &str = "https://wa.me/settings/linked_devices#";
/// Longest first part of a code.
const REF_MAX: usize = 512;
/// Longest last part of a code, where there is one.
const PLATFORM_MAX: usize = 32;
/// Letters and digits of a code to type.
const TYPED: usize = 8;

const KEY: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The text of WhatsApp's pairing QR: `ref,key,key,secret[,platform]`, with or without its envelope. Whoever scans it
/// links the account, so it does not print.
#[derive(Clone, PartialEq, Eq)]
pub struct PairingText(String);

impl PairingText {
    /// The check, and the only way to make one.
    ///
    /// # Errors
    /// What the text is instead.
    pub fn check(text: &str) -> Result<Self, NotACode> {
        let text = text.trim();
        let inner = text.strip_prefix(ENVELOPE).unwrap_or(text);
        let mut parts = inner.split(',');
        let is_code = parts.next().is_some_and(is_ref)
            && (0..3).all(|_| parts.next().is_some_and(is_key))
            && parts.next().is_none_or(is_platform)
            && parts.next().is_none();
        if is_code { Ok(Self(text.to_owned())) } else { Err(NotACode::of(text)) }
    }

    /// The text as the QR has it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PairingText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PairingText")
    }
}

/// A code that is typed on the phone: eight letters or digits. It does not print either.
#[derive(Clone, PartialEq, Eq)]
pub struct TypedCode(String);

impl TypedCode {
    /// The check, and the only way to make one. A hyphen in the middle does not count.
    #[must_use]
    pub fn check(text: &str) -> Option<Self> {
        let text = text.trim();
        let plain = match text.split_once('-') {
            Some((first, last)) if first.len() == TYPED / 2 => format!("{first}{last}"),
            _ => text.to_owned(),
        };
        let is_code = plain.len() == TYPED && plain.bytes().all(|byte| byte.is_ascii_alphanumeric());
        is_code.then_some(Self(plain))
    }

    /// Its eight characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// In two halves, as phones ask for it.
    #[must_use]
    pub fn halves(&self) -> String {
        let (first, last) = self.0.split_at(TYPED / 2);
        format!("{first}-{last}")
    }
}

impl fmt::Debug for TypedCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TypedCode")
    }
}

/// What a text is that stood where a pairing code should.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotACode {
    /// A web address, or one that opens another program.
    Link,
    Wifi,
    /// A payment: Pix and its like, money of banks and of others.
    Payment,
    /// A contact, a number to call, a message to write.
    Contact,
    /// The secret of another program's login.
    Login,
    /// The beginning of a pairing code, cut or abbreviated.
    Cut,
    Text,
}

impl NotACode {
    /// Every kind.
    pub const ALL: [Self; 7] =
        [Self::Link, Self::Wifi, Self::Payment, Self::Contact, Self::Login, Self::Cut, Self::Text];

    /// Its word, as a text key.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Link => "not-a-code-link",
            Self::Wifi => "not-a-code-wifi",
            Self::Payment => "not-a-code-payment",
            Self::Contact => "not-a-code-contact",
            Self::Login => "not-a-code-login",
            Self::Cut => "not-a-code-cut",
            Self::Text => "not-a-code-text",
        }
    }

    fn of(text: &str) -> Self {
        let small = text.to_ascii_lowercase();
        let begins = |words: &[&str]| words.iter().any(|word| small.starts_with(word));
        // Every code so far began with the number of its kind.
        let numbered = |text: &str| text.split_once('@').is_some_and(|(number, _)| number.parse::<u8>().is_ok());
        if begins(&[ENVELOPE]) || numbered(text) {
            Self::Cut
        } else if begins(&["wifi:"]) {
            Self::Wifi
        } else if begins(PAYMENTS) || small.contains("br.gov.bcb.pix") {
            Self::Payment
        } else if begins(CONTACTS) {
            Self::Contact
        } else if begins(LOGINS) {
            Self::Login
        } else if begins(&["www.", "wa.me/"]) || has_scheme(&small) {
            Self::Link
        } else {
            Self::Text
        }
    }
}

/// How payments begin: the form of banks' QR codes (Pix), the form of Europe and of Switzerland, and addresses.
const PAYMENTS: &[&str] = &[
    "000201",
    "bcd\n",
    "bcd\r",
    "spc\n",
    "spc\r",
    "upi:",
    "pix:",
    "bitcoin:",
    "lightning:",
    "ethereum:",
    "litecoin:",
    "payto:",
];
const CONTACTS: &[&str] =
    &["begin:vcard", "mecard:", "bizcard:", "tel:", "mailto:", "matmsg:", "sms:", "smsto:", "geo:", "begin:vevent"];
const LOGINS: &[&str] = &["otpauth:", "otpauth-migration:", "fido:", "tg://login", "sgnl:"];

/// `word://…`
fn has_scheme(text: &str) -> bool {
    text.split_once("://").is_some_and(|(scheme, _)| {
        !scheme.is_empty() && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
    })
}

/// WhatsApp's own word for a run of codes, such as `2@…`.
fn is_ref(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"@+/=_-.".contains(&byte);
    !text.is_empty() && text.len() <= REF_MAX && text.bytes().all(plain)
}

fn is_key(text: &str) -> bool {
    KEY.decode(text).is_ok_and(|bytes| bytes.len() == 32)
}

fn is_platform(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte);
    !text.is_empty() && text.len() <= PLATFORM_MAX && text.bytes().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    const K: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

    #[test]
    fn only_whatsapps_codes_pass() {
        let long = "x".repeat(REF_MAX);
        let codes = [
            format!("2@ab+/c==,{K},{K},{K}"),
            format!("  2@ab,{K},{K},{K}\n"),
            format!("2@ab,{K},{K},{K},1"),
            format!("2@ab,{K},{K},{K},android_tablet"),
            format!("{long},{K},{K},{K}"),
            format!("{ENVELOPE}2@ab,{K},{K},{K},3"),
        ];
        for text in codes {
            assert_eq!(PairingText::check(&text).map(|code| code.0), Ok(text.trim().to_owned()));
        }
        let short = &K[4..];
        let others = [
            (format!("2@ab,{K},{K}"), NotACode::Cut),
            (format!("2@ab,{K},{K},{short}"), NotACode::Cut),
            (format!("2@ab,{K},{K},{K},1,2"), NotACode::Cut),
            (format!("2@ab,{K},{K},{K},"), NotACode::Cut),
            (format!("{ENVELOPE}2@ab"), NotACode::Cut),
            ("2@AAAA,BBBB,CCCC".to_owned(), NotACode::Cut),
            (format!("{long}x,{K},{K},{K}"), NotACode::Text),
            (format!(",{K},{K},{K}"), NotACode::Text),
            (format!("https://evil.example/?q=2@ab,{K},{K},{K}"), NotACode::Link),
            (format!("https://wa.me/settings/other#2@ab,{K},{K},{K}"), NotACode::Link),
            ("https://wa.me/5511988771200".to_owned(), NotACode::Link),
            ("WWW.acme.example".to_owned(), NotACode::Link),
            ("whatsapp://send?text=x".to_owned(), NotACode::Link),
            ("WIFI:T:WPA;S:loja;P:secret;;".to_owned(), NotACode::Wifi),
            ("00020126580014br.gov.bcb.pix0136".to_owned(), NotACode::Payment),
            ("upi://pay?pa=a@b".to_owned(), NotACode::Payment),
            ("bitcoin:bc1q".to_owned(), NotACode::Payment),
            ("BEGIN:VCARD\nVERSION:3.0".to_owned(), NotACode::Contact),
            ("tel:+5511988771200".to_owned(), NotACode::Contact),
            ("otpauth://totp/x?secret=y".to_owned(), NotACode::Login),
            ("Ol\u{e1}, tudo bem?".to_owned(), NotACode::Text),
            (String::new(), NotACode::Text),
        ];
        for (text, wanted) in others {
            assert_eq!(PairingText::check(&text), Err(wanted), "{text}");
        }
    }

    #[test]
    fn a_typed_code_is_eight_letters_or_digits() {
        for text in ["8NV3XCV6", " 8NV3-XCV6 ", "12345678"] {
            let code = TypedCode::check(text).unwrap();
            assert_eq!(code.as_str(), text.trim().replace('-', ""));
            assert_eq!(code.halves().len(), 9);
        }
        for text in ["", "8NV3XCV", "8NV3XCV67", "8N-V3XCV6", "8NV3--XCV6", "8NV3-XCV-6", "8NV3 XCV", "8NV3XCVé"] {
            assert_eq!(TypedCode::check(text), None, "{text}");
        }
    }
}
