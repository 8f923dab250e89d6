//! Phone numbers as people type and paste them. One rule for every field that takes one.

use std::fmt;

/// A number with its country code: what WhatsApp wants, digits only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phone(String);

/// What a typed text turned out to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Typed {
    Empty,
    Number(Phone),
    /// A number without country code. `offer` is the one that it probably is.
    NoCountry {
        offer: Option<Phone>,
    },
    Wrong,
}

/// Fewest and most digits of a number with its country code.
const LENGTHS: std::ops::RangeInclusive<usize> = 8..=15;
/// Shorter ones may have been written with a dot: `98877.00`.
const SHORTEST_WHOLE: usize = 8;
/// Country codes of two digits; 1 and 7 have one, all others have three.
const TWO_DIGITS: &str = "20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 \
    65 66 81 82 84 86 90 91 92 93 94 95 98";
/// First digits of the country codes of three digits.
const THREE_DIGITS: &str = "21 22 23 24 25 26 29 35 37 38 42 50 59 67 68 69 80 85 87 88 96 97 99";
/// Where numbers are written with a zero at home and never carry it abroad.
const TRUNK_ZERO: &str = "20 27 31 32 33 40 41 43 44 46 49 55 60 61 62 63 64 66 81 82 84 86 90 91 92 94 98 212 213 233 \
    234 254 255 256 351 353 358 359 380 381 385 386 387 389 593 595 962 963 964 966 971 972";
/// Brazil's area codes.
const BRAZIL_AREAS: &str = "11 12 13 14 15 16 17 18 19 21 22 24 27 28 31 32 33 34 35 37 38 41 42 43 44 45 46 47 48 49 \
    51 53 54 55 61 62 63 64 65 66 67 68 69 71 73 74 75 77 79 81 82 83 84 85 86 87 88 89 91 92 93 94 95 96 97 98 99";

impl Phone {
    /// The digits, country code first.
    #[must_use]
    pub fn digits(&self) -> &str {
        &self.0
    }

    /// Digits that a gateway or this program wrote down, as people write them.
    #[must_use]
    pub fn write(digits: &str) -> String {
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return digits.to_owned();
        }
        if let Some((area, number)) = brazilian(digits) {
            let (first, last) = number.split_at(number.len() - 4);
            return format!("+55 {area} {first}-{last}");
        }
        let code = country_code(digits).unwrap_or_default();
        if code.is_empty() || code == "1" { format!("+{digits}") } else { format!("+{code} {}", &digits[code.len()..]) }
    }
}

impl fmt::Display for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&Self::write(&self.0))
    }
}

/// The number with dots for all digits but its country, area and last four.
#[must_use]
pub fn masked(written: &str) -> String {
    let (area, number) = written.rsplit_once(' ').unwrap_or(("", written));
    let digits = number.chars().filter(char::is_ascii_digit).count();
    let mut seen = 0;
    let mask = |c: char| {
        seen += usize::from(c.is_ascii_digit());
        if c.is_ascii_digit() && seen + 4 <= digits { '•' } else { c }
    };
    let number: String = number.chars().map(mask).collect();
    format!("{area}{}{number}", if area.is_empty() { "" } else { " " })
}

/// Reads a typed text. Only its digits count, and whether it says that they begin with a country code.
#[must_use]
pub fn read(text: &str) -> Typed {
    let Some(Written { digits, international }) = written(text) else { return Typed::Wrong };
    if digits.is_empty() {
        return if international { Typed::Wrong } else { Typed::Empty };
    }
    let national = digits.trim_start_matches('0');
    let offer = abroad(&format!("55{national}"));
    if international {
        // A plus before an area code is a slip of the pen; one before 55 is meant.
        return match abroad(&digits) {
            Some(phone) => Typed::Number(phone),
            None if offer.is_some() && !digits.starts_with("55") => Typed::NoCountry { offer },
            None => Typed::Wrong,
        };
    }
    if national.len() == digits.len()
        && offer.is_none()
        && let Some(phone) = abroad(&digits).filter(|phone| has_country(phone.digits()))
    {
        return Typed::Number(phone);
    }
    if (4..=15).contains(&national.len()) { Typed::NoCountry { offer } } else { Typed::Wrong }
}

/// The digits of a text, and whether it began with `+` or `00`.
struct Written {
    digits: String,
    international: bool,
}

/// `None` when there is something in it that no number has.
fn written(text: &str) -> Option<Written> {
    let text: String = text.chars().filter(|c| !is_mark(*c)).map(plain).collect();
    let text = text.strip_prefix("tel:").unwrap_or(&text);
    // A program that took the number for one to count with has given it a fraction, which is no digit of it.
    let text = whole(text).unwrap_or(text);
    // A zero in brackets stands for what is dialled at home only.
    let text = text.replace("(0)", "").replace("[0]", "");
    let mut written = Written { digits: String::new(), international: false };
    for c in text.chars() {
        match c {
            '0'..='9' => written.digits.push(c),
            '+' if written.digits.is_empty() && !written.international => written.international = true,
            '(' | ')' | '[' | ']' | '.' | '/' => {}
            _ => return None,
        }
    }
    if let Some(rest) = written.digits.strip_prefix("00") {
        written = Written { digits: rest.to_owned(), international: true };
    }
    Some(written)
}

/// `5511988771200.0`, `5511988771200,00`: the digits before a fraction of nothing.
fn whole(text: &str) -> Option<&str> {
    let (whole, fraction) = text.split_once(['.', ','])?;
    let is_nothing = (1..=2).contains(&fraction.len()) && fraction.bytes().all(|byte| byte == b'0');
    (is_nothing && whole.len() >= SHORTEST_WHOLE && whole.bytes().all(|byte| byte.is_ascii_digit())).then_some(whole)
}

/// What stands between digits or is not seen at all: spaces, hyphens and dots of every kind, invisible marks.
fn is_mark(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '-' | '·' | '•' | '−' | '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{feff}' | '\u{fe58}' | '\u{fe63}'
            | '\u{ff0d}' | '\u{2010}'..='\u{2015}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}')
}

/// Digits and signs of other scripts and widths as ASCII.
fn plain(c: char) -> char {
    let zeroes = ['\u{660}', '\u{6f0}', '\u{966}', '\u{ff10}'];
    let digit = zeroes.iter().find_map(|zero| {
        let at = u32::from(c).checked_sub(u32::from(*zero))?;
        char::from_digit(at, 10)
    });
    match c {
        '＋' | '﹢' => '+',
        '（' => '(',
        '）' => ')',
        '．' | '․' => '.',
        c => digit.unwrap_or(c),
    }
}

/// A number that said it begins with its country code.
fn abroad(digits: &str) -> Option<Phone> {
    let code = country_code(digits)?;
    let rest = &digits[code.len()..];
    let rest = if lists(TRUNK_ZERO, code) { rest.trim_start_matches('0') } else { rest };
    let phone = format!("{code}{rest}");
    let whole = match code {
        "1" => phone.len() == 11 && !rest.starts_with(['0', '1']),
        "7" => phone.len() == 11,
        "55" => brazilian(&phone).is_some(),
        _ => LENGTHS.contains(&phone.len()),
    };
    whole.then_some(Phone(phone))
}

/// Digits that nobody marked as international are taken so where they are long enough for it.
fn has_country(digits: &str) -> bool {
    digits.len() >= 10
}

fn country_code(digits: &str) -> Option<&str> {
    let length = match digits.get(..2)? {
        two if two.starts_with(['1', '7']) => 1,
        two if lists(TWO_DIGITS, two) => 2,
        two if lists(THREE_DIGITS, two) => 3,
        _ => return None,
    };
    digits.get(..length)
}

fn lists(words: &str, wanted: &str) -> bool {
    words.split_whitespace().any(|word| word == wanted)
}

/// Area code and number of a Brazilian one. Mobiles have nine digits and begin with a nine; numbers of eight are
/// landlines, and mobiles as they were before.
fn brazilian(digits: &str) -> Option<(&str, &str)> {
    let national = digits.strip_prefix("55").filter(|rest| rest.bytes().all(|b| b.is_ascii_digit()))?;
    let (area, number) = national.split_at_checked(2)?;
    let first = *number.as_bytes().first()?;
    let whole = number.len() == 9 && first == b'9' || number.len() == 8 && (b'2'..=b'9').contains(&first);
    (whole && lists(BRAZIL_AREAS, area)).then_some((area, number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_digits_count_and_the_country_is_asked_for() {
        let number = |digits: &str| Typed::Number(Phone(digits.to_owned()));
        let asked = |digits: &str| Typed::NoCountry { offer: Some(Phone(digits.to_owned())) };
        let unknown = Typed::NoCountry { offer: None };
        let table = [
            ("", Typed::Empty),
            (" \u{202a}\u{202c}", Typed::Empty),
            ("+55 11 98877-1200", number("5511988771200")),
            ("\u{202a}+55 11 98877\u{2011}1200\u{202c}", number("5511988771200")),
            ("\u{feff}+55\u{a0}11\u{200b}98877–1200\u{200e}", number("5511988771200")),
            ("+55 (11) 98877.1200", number("5511988771200")),
            ("(+55) 11 4004-2210", number("551140042210")),
            ("5511988771200", number("5511988771200")),
            ("tel:+55-11-98877-1200", number("5511988771200")),
            ("＋５５ １１ ９８８７７－１２００", number("5511988771200")),
            ("+٥٥ ١١ ٩٨٨٧٧ ١٢٠٠", number("5511988771200")),
            ("0055 11 98877-1200", number("5511988771200")),
            ("+00 55 11 98877-1200", number("5511988771200")),
            ("00 44 (0) 7911 123456", number("447911123456")),
            ("+55 (0) 11 98877-1200", number("5511988771200")),
            ("5511988771200.0", number("5511988771200")),
            ("447911123456.0", number("447911123456")),
            ("447911123456.00", number("447911123456")),
            ("5511988771200,00", number("5511988771200")),
            ("11988771200,0", asked("5511988771200")),
            ("11988771200.0", asked("5511988771200")),
            ("5.51199E+12", Typed::Wrong),
            ("5,51E+12", Typed::Wrong),
            ("+55 (011) 98877-1200", number("5511988771200")),
            ("+44 (0)7911 123456", number("447911123456")),
            ("+44 07911 123456", number("447911123456")),
            ("447911123456", number("447911123456")),
            ("+49 [0]151 23456789", number("4915123456789")),
            ("+39 06 1234 5678", number("390612345678")),
            ("+1 (415) 555-0132", number("14155550132")),
            ("14155550132", number("14155550132")),
            ("+34 912 345 678", number("34912345678")),
            ("+351 912 345 678", number("351912345678")),
            ("11 98877-1200", asked("5511988771200")),
            ("(11) 98877-1200", asked("5511988771200")),
            ("011 98877-1200", asked("5511988771200")),
            ("11 4004-2210", asked("551140042210")),
            ("\u{200e}11988771200\u{200e}", asked("5511988771200")),
            ("+11 98877-1200", asked("5511988771200")),
            ("55 98877-1200", asked("5555988771200")),
            ("98877-1200", unknown.clone()),
            ("07911 123456", unknown),
            ("+55 98877-1200", Typed::Wrong),
            ("+55 00 98877-1200", Typed::Wrong),
            ("+11 98877-12", Typed::Wrong),
            ("+0 11 98877-1200", asked("5511988771200")),
            ("+", Typed::Wrong),
            ("call me", Typed::Wrong),
            ("+55 11 98877-1200, +55 11 98877-1201", Typed::Wrong),
            ("55+11988771200", Typed::Wrong),
            ("123", Typed::Wrong),
            ("+55119887712001234567", Typed::Wrong),
        ];
        for (text, wanted) in table {
            assert_eq!(read(text), wanted, "{text:?}");
        }
    }

    #[test]
    fn what_is_written_reads_back() {
        let table = [
            ("5511988771200", "+55 11 98877-1200"),
            ("551140042210", "+55 11 4004-2210"),
            ("14155550132", "+14155550132"),
            ("447911123456", "+44 7911123456"),
            ("351912345678", "+351 912345678"),
            ("9", "+9"),
        ];
        for (digits, wanted) in table {
            assert_eq!(Phone::write(digits), wanted);
            if digits.len() > 8 {
                assert_eq!(read(wanted), Typed::Number(Phone(digits.to_owned())));
            }
        }
    }
}
