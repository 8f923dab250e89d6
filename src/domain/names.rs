//! When two spellings are one name: gateways store names in their own way.

use icu_normalizer::DecomposingNormalizerBorrowed;
use icu_normalizer::properties::CanonicalCombiningClassMapBorrowed;

/// A shorter name is another one rather than ours cut off.
const SHORTEST_CUT: usize = 20;
/// Between a name and the mark that a create of many gives it where its answer could be lost, and how long that is.
pub const MARKED: &str = " #";
pub const MARK_LETTERS: usize = 4;
/// So many letters of a mark tell it from a number that a person wrote.
const TELLING: usize = 2;
/// Entities that are told apart by name; the others are numbers.
const ENTITIES: [(&str, char); 6] =
    [("amp", '&'), ("lt", '<'), ("gt", '>'), ("quot", '"'), ("apos", '\''), ("nbsp", ' ')];

/// Whether `stored` is what a gateway can have made of the name `asked`: other case, accents, composition, spaces or
/// entities, or cut short.
#[must_use]
pub fn is_spelling_of(stored: &str, asked: &str) -> bool {
    let (stored, asked) = (folded(stored), folded(asked));
    let left = stored.trim_end_matches(['.', '…']).trim_end();
    let is_cut = asked.starts_with(left) && (stored.chars().count() >= SHORTEST_CUT || reaches_into_mark(left, &asked));
    !stored.is_empty() && (stored == asked || is_cut)
}

/// Whether what a gateway left of a name has the beginning of its mark: however short, it is no other name.
fn reaches_into_mark(left: &str, asked: &str) -> bool {
    let Some((name, mark)) = asked.rsplit_once(MARKED) else { return false };
    mark.chars().count() == MARK_LETTERS && left.len() >= name.len() + MARKED.len() + TELLING
}

/// The name without what gateways change: two spellings of one name fold to the same.
#[must_use]
pub fn folded(name: &str) -> String {
    let classes = CanonicalCombiningClassMapBorrowed::new();
    let plain = decoded(name).to_uppercase().to_lowercase();
    let letters = DecomposingNormalizerBorrowed::new_nfkd()
        .normalize_iter(plain.chars())
        .filter(|c| classes.get_u8(*c) == 0 && !is_invisible(*c));
    let letters: String = letters.map(|c| if c.is_control() { ' ' } else { c }).collect();
    letters.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The name as gateways take it that allow only ASCII letters, digits, `-` and `_`; at most so many of them. Empty where
/// nothing of it is left.
#[must_use]
pub fn slug(name: &str, longest: usize) -> String {
    let mut slug = String::new();
    for c in folded(name).chars() {
        match c {
            'a'..='z' | '0'..='9' | '_' => slug.push(c),
            _ if slug.is_empty() || slug.ends_with('-') => {}
            _ => slug.push('-'),
        }
    }
    slug.truncate(longest);
    slug.trim_end_matches('-').to_owned()
}

/// Marks without a width.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// With its HTML entities read, those that were escaped twice too.
fn decoded(name: &str) -> String {
    let mut text = name.to_owned();
    for _ in 0..3 {
        let once = decoded_once(&text);
        if once == text {
            break;
        }
        text = once;
    }
    text
}

fn decoded_once(text: &str) -> String {
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        decoded.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let entity = rest.split_once(';').and_then(|(entity, after)| Some((entity_char(entity)?, after)));
        if let Some((c, after)) = entity {
            decoded.push(c);
            rest = after;
        } else {
            decoded.push('&');
        }
    }
    decoded.push_str(rest);
    decoded
}

fn entity_char(entity: &str) -> Option<char> {
    if let Some((_, c)) = ENTITIES.iter().find(|(name, _)| *name == entity) {
        return Some(*c);
    }
    let number = entity.strip_prefix('#')?;
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => number.parse().ok()?,
    };
    char::from_u32(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stored_otherwise_is_the_same_name() {
        for (asked, stored) in [
            ("Vendas Sul", "vendas sul"),
            ("Vendas Sul", " Vendas  Sul\u{a0}"),
            ("São João", "Sa\u{303}o Joa\u{303}o"),
            ("São João", "Sao Joao"),
            ("Straße", "STRASSE"),
            ("Loja & Cia", "Loja &amp; Cia"),
            ("Loja & Cia", "Loja &amp;amp; Cia"),
            ("D'Ávila \"Sul\"", "D&#39;&Aacute;vila &quot;Sul&quot;".replace("&Aacute;", "&#xC1;").as_str()),
            ("Loja\u{200b}1", "Loja1"),
            ("Atendimento ao cliente da loja do centro", "Atendimento ao cliente da"),
            ("Atendimento ao cliente da loja do centro", "atendimento ao cliente da loja…"),
            ("loja-58 #2gxk", "loja-58 #2gx"),
            ("Loja 58 #2gxk", "loja 58 #2g…"),
        ] {
            assert!(is_spelling_of(stored, asked), "{stored:?} is {asked:?}");
        }
    }

    #[test]
    fn another_name_is_another_name() {
        for (asked, stored) in [
            ("Loja 10", "Loja 1"),
            ("Loja", "Loja 2"),
            ("Loja & Cia", "Loja e Cia"),
            ("Loja", ""),
            ("Atendimento ao cliente da loja do centro", "Atendimento"),
            ("A&B;C", "A"),
            ("loja-58 #2gxk", "loja-58 #2"),
            ("loja-58 #2gxk", "loja-58"),
            ("Loja #123", "Loja #12"),
        ] {
            assert!(!is_spelling_of(stored, asked), "{stored:?} is not {asked:?}");
        }
    }

    #[test]
    fn a_name_that_a_gateway_does_not_take_has_one_that_it_takes() {
        for (typed, slug_of_it) in [
            ("Vendas São Paulo", "vendas-sao-paulo"),
            ("  Loja & Cia — 3 ", "loja-cia-3"),
            ("vendas_sul", "vendas_sul"),
            ("日本", ""),
            ("", ""),
        ] {
            assert_eq!(slug(typed, 60), slug_of_it, "{typed:?}");
        }
        assert_eq!(slug("vendas sao paulo", 7), "vendas");
    }
}
