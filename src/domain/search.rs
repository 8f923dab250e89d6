//! How texts are searched: in small letters and without accents, word by word.

use icu_normalizer::DecomposingNormalizerBorrowed;
use icu_normalizer::properties::CanonicalCombiningClassMapBorrowed;
use std::ops::Range;

/// The text in small letters and without accents.
#[must_use]
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let classes = CanonicalCombiningClassMapBorrowed::new();
    DecomposingNormalizerBorrowed::new_nfkd()
        .normalize_iter(text.chars().flat_map(char::to_lowercase))
        .filter(|letter| classes.get_u8(*letter) == 0)
        .collect()
}

/// What was typed, word by word: each has to be found, wherever it stands. Words in quotes are one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Terms(Vec<Word>);

/// A folded word; of one that looks like a phone number its digits alone count too.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Word {
    text: String,
    digits: Option<String>,
}

impl Word {
    fn of(text: &str) -> Self {
        let looks_like_phone = text.chars().all(|c| c.is_ascii_digit() || "+-(). ".contains(c));
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        let digits = (looks_like_phone && !digits.is_empty()).then_some(digits);
        Self { text: text.to_owned(), digits }
    }

    fn is_in(&self, folded: &str) -> bool {
        folded.contains(&self.text) || self.digits.as_ref().is_some_and(|digits| folded.contains(digits))
    }

    /// Nothing has this one that has not the other.
    fn narrows(&self, other: &Self) -> bool {
        let by_digits = self.digits.as_ref().is_none_or(|digits| {
            other.digits.as_ref().is_some_and(|fewer| digits.contains(fewer)) || digits.contains(&other.text)
        });
        self.text.contains(&other.text) && by_digits
    }
}

impl Terms {
    /// Of a typed text.
    #[must_use]
    pub fn of(typed: &str) -> Self {
        let folded = fold(typed);
        let mut words = Vec::new();
        for part in parts(&folded) {
            match part.strip_prefix('"') {
                Some(quoted) => words.push(quoted.trim_matches(|c: char| c == '"' || c.is_whitespace())),
                None => words.extend(part.split_whitespace()),
            }
        }
        Self(words.into_iter().filter(|word| !word.is_empty()).map(Word::of).collect())
    }

    /// Nothing was typed.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether each of them is in this folded text.
    #[must_use]
    pub fn are_in(&self, folded: &str) -> bool {
        self.0.iter().all(|word| word.is_in(folded))
    }

    /// Whether nothing has these that has not those before.
    #[must_use]
    pub fn narrow(&self, before: &Self) -> bool {
        before.0.iter().all(|old| self.0.iter().any(|new| new.narrows(old)))
    }

    /// Where they stand in a text, in bytes, from the left; what overlaps is one.
    #[must_use]
    pub fn marks(&self, text: &str) -> Vec<Range<usize>> {
        if self.is_empty() {
            return Vec::new();
        }
        let mut folded = String::with_capacity(text.len());
        // Where each letter begins, in the folded text and in this one.
        let mut letters: Vec<(usize, usize)> = Vec::with_capacity(text.len());
        for (at, letter) in text.char_indices() {
            letters.push((folded.len(), at));
            folded.push_str(&fold(letter.encode_utf8(&mut [0; 4])));
        }
        let begin = |at: usize| letters[letters.partition_point(|(folded, _)| *folded <= at) - 1].1;
        let end =
            |at: usize| letters.get(letters.partition_point(|(folded, _)| *folded < at)).map_or(text.len(), |it| it.1);
        let found = |word: &Word| {
            let places = folded.match_indices(&word.text).map(|(at, part)| begin(at)..end(at + part.len()));
            places.collect::<Vec<_>>()
        };
        let mut marks: Vec<Range<usize>> = self.0.iter().flat_map(found).collect();
        marks.sort_by_key(|mark| mark.start);
        marks.dedup_by(|next, mark| {
            let joined = next.start <= mark.end;
            mark.end = if joined { mark.end.max(next.end) } else { mark.end };
            joined
        });
        marks
    }
}

/// What was typed, part by part: spaces between quotes part nothing.
pub fn parts(typed: &str) -> impl Iterator<Item = &str> {
    let mut quoted = false;
    let between = move |letter: char| {
        quoted ^= letter == '"';
        letter.is_whitespace() && !quoted
    };
    typed.split(between).filter(|part| !part.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_case_and_order_of_words_do_not_matter() {
        let text = fold("Vendas São Paulo\ncliente-49x\n5511988771200\n");
        for typed in ["sao paulo", "PAULO são", "cliente 49", "", "  ", "+55 11 98877-1200", "(11)", "vendas 1200"]
            .into_iter()
            .chain(["\"sao paulo\"", "\"vendas são", "49 \"SAO paulo\"", "\"+55 11 98877-1200\"", "\"", "\"\""])
        {
            assert!(Terms::of(typed).are_in(&text), "{typed}");
        }
        for typed in ["sao pedro", "cliente 50", "11 98877-1201", "x y", "\"paulo sao\"", "\"sao  pedro\""] {
            assert!(!Terms::of(typed).are_in(&text), "{typed}");
        }
    }

    #[test]
    fn letters_written_apart_are_the_same() {
        assert_eq!(fold("Sa\u{303}o"), fold("São"));
        assert_eq!(fold("ÀÉÎÕÜ ç Ñ"), "aeiou c n");
    }

    #[test]
    fn what_was_found_is_marked_in_the_text_as_it_stands() {
        let marked = |typed: &str, text: &str| {
            let marks = Terms::of(typed).marks(text);
            marks.into_iter().map(|mark| text[mark].to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(marked("sao", "Vendas São Paulo"), ["São"]);
        assert_eq!(marked("sao", "Sa\u{303}o"), ["Sa\u{303}o"]);
        assert_eq!(marked("ce loja", "Loja do Cerrado"), ["Loja", "Ce"]);
        assert_eq!(marked("oj loj", "Loja"), ["Loj"]);
        assert_eq!(marked("a", "ação"), ["a", "ã"]);
        assert_eq!(marked("z", "ação"), Vec::<String>::new());
        assert_eq!(marked("fi", "ﬁm"), ["ﬁ"]);
    }

    #[test]
    fn more_letters_find_fewer() {
        let texts = ["ana 01-02", "5511", "11-5", "cliente 49", "-1", "1 -", "são 1.1"].map(fold);
        let typed =
            ["", "1", "-", "-1", "1-", "1-1", "11", "(1", "a", "an", "a 1", "1 a", "sao", "são 1.", "01-02", "0102"]
                .into_iter()
                .chain(["\"", "\"1", "\"1 ", "\"1 -", "\"1 -\"", "\"são 1", "\"cliente 4\" 9"]);
        let typed: Vec<Terms> = typed.map(Terms::of).collect();
        for before in &typed {
            for now in typed.iter().filter(|now| now.narrow(before)) {
                for text in texts.iter().filter(|text| now.are_in(text)) {
                    assert!(before.are_in(text), "{now:?} narrows {before:?}, but not in {text}");
                }
            }
        }
        assert!(Terms::of("cliente 49").narrow(&Terms::of("cli")));
        assert!(!Terms::of("cli").narrow(&Terms::of("cliente")));
    }
}
