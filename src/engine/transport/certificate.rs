//! Who issued a certificate and until when it is good. Read to be shown; whether it is trusted is the client's to say.

use crate::domain::plain::plain;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// What a certificate says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Certificate {
    /// The issuer's organisation, or its name where it tells none.
    pub issuer: Option<String>,
    /// The end of its time.
    pub ends: Option<Timestamp>,
}

/// Longest issuer that is shown, in characters.
const LONGEST: usize = 60;

// Tags of X.690, and the object ids of X.520 for a name's parts.
const SEQUENCE: u8 = 0x30;
const EXPLICIT_0: u8 = 0xa0;
const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;
const BMP_STRING: u8 = 0x1e;
const ORGANISATION: &[u8] = &[0x55, 4, 10];
const COMMON_NAME: &[u8] = &[0x55, 4, 3];

/// Reads a certificate in DER, as RFC 5280 lays it out. What cannot be read is left out.
pub fn read(der: &[u8]) -> Certificate {
    issuer_and_end(der).unwrap_or_default()
}

fn issuer_and_end(der: &[u8]) -> Option<Certificate> {
    let (certificate, _) = inside(der, SEQUENCE)?;
    let (signed, _) = inside(certificate, SEQUENCE)?;
    let after_version = inside(signed, EXPLICIT_0).map_or(signed, |(_, rest)| rest);
    let (_, _serial, rest) = next(after_version)?;
    let (_, _algorithm, rest) = next(rest)?;
    let (names, rest) = inside(rest, SEQUENCE)?;
    let (times, _) = inside(rest, SEQUENCE)?;
    let (_, _begins, rest) = next(times)?;
    let ends = next(rest).and_then(|(tag, text, _)| time(tag, text));
    Some(Certificate { issuer: part(names, ORGANISATION).or_else(|| part(names, COMMON_NAME)), ends })
}

/// One element: its tag, what is in it, and what follows it.
fn next(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (&tag, rest) = bytes.split_first()?;
    let (&first, rest) = rest.split_first()?;
    let (length, rest) = match first {
        0..=0x7f => (usize::from(first), rest),
        0x81..=0x83 => {
            let (bytes, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
            (bytes.iter().fold(0, |length, byte| length << 8 | usize::from(*byte)), rest)
        }
        _ => return None,
    };
    let (content, rest) = rest.split_at_checked(length)?;
    Some((tag, content, rest))
}

/// What is in the next element, when it has this tag, and what follows it.
fn inside(bytes: &[u8], wanted: u8) -> Option<(&[u8], &[u8])> {
    let (tag, content, rest) = next(bytes)?;
    (tag == wanted).then_some((content, rest))
}

/// The first part of a name that is of this kind.
fn part(mut names: &[u8], wanted: &[u8]) -> Option<String> {
    while let Some((_, set, rest)) = next(names) {
        names = rest;
        let Some((pair, _)) = inside(set, SEQUENCE) else { continue };
        let Some((_, kind, value)) = next(pair) else { continue };
        if kind == wanted
            && let Some((tag, text, _)) = next(value)
        {
            return shown(tag, text);
        }
    }
    None
}

fn shown(tag: u8, text: &[u8]) -> Option<String> {
    let text = if tag == BMP_STRING {
        let units: Vec<u16> = text.chunks_exact(2).map(|pair| u16::from(pair[0]) << 8 | u16::from(pair[1])).collect();
        String::from_utf16_lossy(&units)
    } else {
        String::from_utf8_lossy(text).into_owned()
    };
    let text: String = plain(&text).chars().take(LONGEST).collect();
    (!text.is_empty()).then_some(text)
}

/// `YYMMDDHHMMSSZ`, where years below 50 are of this century, or the same with four digits for the year.
fn time(tag: u8, text: &[u8]) -> Option<Timestamp> {
    let text = std::str::from_utf8(text).ok()?;
    let text = match tag {
        UTC_TIME => format!("{}{text}", if text.get(..2)? < "50" { "20" } else { "19" }),
        GENERALIZED_TIME => text.to_owned(),
        _ => return None,
    };
    let at = DateTime::strptime("%Y%m%d%H%M%SZ", &text).ok()?;
    at.to_zoned(TimeZone::UTC).ok().map(|at| at.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rcgen::{CertificateParams, DnType, KeyPair, date_time_ymd};

    fn certificate(years: (i32, i32), names: &[(DnType, &str)]) -> Vec<u8> {
        let mut params = CertificateParams::new(vec!["gateway.example".to_owned()]).unwrap();
        (params.not_before, params.not_after) = (date_time_ymd(years.0, 1, 1), date_time_ymd(years.1, 2, 3));
        params.distinguished_name = rcgen::DistinguishedName::new();
        for (kind, name) in names {
            params.distinguished_name.push(kind.clone(), *name);
        }
        params.self_signed(&KeyPair::generate().unwrap()).unwrap().der().to_vec()
    }

    /// The issuer's names, the last year, and what is read of them.
    type Case<'a> = (&'a [(DnType, &'a str)], i32, Option<&'a str>, &'a str);

    #[test]
    fn issuer_and_end_are_read_in_every_spelling() {
        let both = [(DnType::CommonName, "R11"), (DnType::OrganizationName, "Let's Encrypt")];
        let cases: [Case<'_>; 4] = [
            (&both, 2030, Some("Let's Encrypt"), "2030-02-03T00:00:00Z"),
            (&both[..1], 2049, Some("R11"), "2049-02-03T00:00:00Z"),
            (&[(DnType::CommonName, "Caixa\u{202e} Ção")], 2120, Some("Caixa Ção"), "2120-02-03T00:00:00Z"),
            (&[], 2050, None, "2050-02-03T00:00:00Z"),
        ];
        for (names, ends, issuer, wanted) in cases {
            let read = read(&certificate((2020, ends), names));
            assert_eq!(read.issuer.as_deref(), issuer);
            assert_eq!(read.ends.unwrap().to_string(), wanted);
        }
    }

    #[test]
    fn a_cut_or_changed_certificate_is_read_as_far_as_it_goes() {
        let good = certificate((2020, 2030), &[(DnType::OrganizationName, "Acme")]);
        let whole = read(&good);
        for cut in 0..good.len() {
            let read = read(&good[..cut]);
            assert!(read == Certificate::default() || read == whole, "cut at {cut}");
        }
        for at in 0..good.len() {
            for byte in [0, 0x30, 0x7f, 0x80, 0x84, 0xff] {
                let mut changed = good.clone();
                changed[at] = byte;
                let issuer = read(&changed).issuer.unwrap_or_default();
                assert!(issuer.chars().count() <= LONGEST && !issuer.chars().any(char::is_control));
            }
        }
        let endless = [&[0x30, 0x83, 0xff, 0xff, 0xff][..], &[0x30; 64]].concat();
        assert_eq!(read(&endless), Certificate::default());
    }
}
