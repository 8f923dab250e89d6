//! Words that others wrote, made harmless to show: the one place for it. A name or a profile may carry anything, and a
//! NUL ends the accessibility tree, an override turns the rest of a line round, and what cannot be seen makes two names
//! look like one.

/// The flags of England, Scotland and Wales, each spelled out in marks that cannot be seen by themselves. Other regions are
/// drawn as the black flag alone, and would make two names look like one.
const FLAGS: [&str; 3] = [
    "\u{1f3f4}\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
    "\u{1f3f4}\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}",
    "\u{1f3f4}\u{e0067}\u{e0062}\u{e0077}\u{e006c}\u{e0073}\u{e007f}",
];

/// The text without control characters, overrides of direction and marks that cannot be seen; white space of every kind
/// becomes a plain space. Joiners stay where a script or a picture needs them.
#[must_use]
pub fn plain(text: &str) -> String {
    // Most are so, and there may be a hundred thousand of them.
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return text.trim().to_owned();
    }
    let mut rest = text;
    let mut shown = String::with_capacity(text.len());
    while let Some(c) = rest.chars().next() {
        if let Some(flag) = FLAGS.iter().find(|flag| rest.starts_with(**flag)) {
            shown.push_str(flag);
            rest = &rest[flag.len()..];
            continue;
        }
        rest = &rest[c.len_utf8()..];
        match c {
            _ if c.is_whitespace() => shown.push(' '),
            '\u{200c}' | '\u{200d}' if joins(shown.chars().last(), rest.chars().next()) => shown.push(c),
            _ if is_unseen(c) => {}
            _ => shown.push(c),
        }
    }
    shown.trim().to_owned()
}

/// Whether the text has something that nobody sees, other than white space and the joiners that it needs.
#[must_use]
pub fn hides(text: &str) -> bool {
    let seen: usize = text.chars().filter(|c| !c.is_whitespace()).count();
    plain(text).chars().filter(|c| !c.is_whitespace()).count() != seen
}

/// Whether nothing has to be taken out of the text to show it.
#[must_use]
pub fn is_plain(text: &str) -> bool {
    plain(text) == text
}

/// A joiner between letters of the scripts that write with it, or between the parts of one picture.
fn joins(before: Option<char>, after: Option<char>) -> bool {
    let needs = |c: char| matches!(c, '\u{0600}'..='\u{08ff}' | '\u{0900}'..='\u{0dff}' | '\u{1800}'..='\u{18af}');
    // The arrows of a head that is shaken or nods, and the black of a cat or bird, stand outside the ranges of pictures.
    let draws = |c: char| matches!(c, '\u{2194}' | '\u{2195}' | '\u{2600}'..='\u{27bf}' | '\u{2b1b}' | '\u{fe0f}' | '\u{1f000}'..='\u{1faff}');
    matches!((before, after), (Some(before), Some(after))
        if needs(before) && needs(after) || draws(before) && draws(after))
}

/// Control and format characters, fillers that look like nothing, and what no text may hold.
#[must_use]
pub fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{00ad}' | '\u{034f}' | '\u{061c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{2800}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{e000}'..='\u{f8ff}'
            | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}'
            | '\u{f0000}'..='\u{10ffff}')
        || u32::from(c) & 0xfffe == 0xfffe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_is_taken_out() {
        for (given, shown) in [
            ("loja\u{0}sul", "lojasul"),
            ("\u{202e}lus-ajol", "lus-ajol"),
            ("lo\u{200b}ja\u{feff}", "loja"),
            ("  a\u{a0}b\tc\r\nd \u{3000}", "a b c  d"),
            ("\u{1b}[31mred\u{7f}\u{85}", "[31mred"),
            ("a\u{ad}b\u{2066}c\u{2069}\u{e0041}", "abc"),
            ("\u{3164}\u{2800}", ""),
            ("x\u{200d}y", "xy"),
        ] {
            assert_eq!(plain(given), shown, "{given:?}");
            assert!(is_plain(&plain(given)), "{given:?}");
        }
    }

    #[test]
    fn what_can_be_seen_stays() {
        for text in ["São Paulo · nº 3", "Loja 🛍️", "👨‍👩‍👧 família", "می‌خواهم", "क्‍ष", "日本語", "a  b", "i\u{307}"]
        {
            assert_eq!(plain(text), text);
        }
    }

    #[test]
    fn pictures_of_several_signs_stay_whole() {
        for text in [
            "\u{1f408}\u{200d}\u{2b1b} Gato",
            "\u{1f426}\u{200d}\u{2b1b}",
            "\u{1f642}\u{200d}\u{2194}\u{fe0f}",
            "\u{1f642}\u{200d}\u{2195}\u{fe0f}",
            "\u{1f6b6}\u{1f3fd}\u{200d}\u{2640}\u{fe0f}\u{200d}\u{27a1}\u{fe0f}",
            "\u{1f34b}\u{200d}\u{1f7e9}",
            "\u{1f3f3}\u{fe0f}\u{200d}\u{26a7}\u{fe0f}",
            "1\u{fe0f}\u{20e3} Loja",
            "Pub \u{1f3f4}\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f} Leeds",
            FLAGS[1],
            FLAGS[2],
        ] {
            assert_eq!(plain(text), text);
            assert!(!hides(text), "{text:?}");
        }
    }

    #[test]
    fn marks_of_a_flag_are_taken_from_everything_else() {
        let england: Vec<char> = FLAGS[0].chars().collect();
        let tags: String = england[1..].iter().collect();
        for (given, shown) in [
            (tags.clone(), ""),
            (format!("loja{tags}"), "loja"),
            (england[..6].iter().collect(), "\u{1f3f4}"),
            ("\u{1f3f4}\u{e0075}\u{e0073}\u{e0063}\u{e0061}\u{e007f}".to_owned(), "\u{1f3f4}"),
            (format!("{}{tags}", FLAGS[0]), FLAGS[0]),
            ("\u{2b1b}\u{200d}a".to_owned(), "\u{2b1b}a"),
        ] {
            assert_eq!(plain(&given), shown, "{given:?}");
            assert!(hides(&given), "{given:?}");
        }
    }
}
