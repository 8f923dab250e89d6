//! Names as gateways store them: not always as they were sent.

use serde_json::Value;

use super::call::Call;
use super::gateway::Gateway;
use super::http::Request;

/// Letters of Portuguese and Spanish: as one character, and as a letter with its mark.
const MARKED: [(char, &str); 26] = [
    ('á', "a\u{301}"),
    ('à', "a\u{300}"),
    ('â', "a\u{302}"),
    ('ã', "a\u{303}"),
    ('é', "e\u{301}"),
    ('ê', "e\u{302}"),
    ('í', "i\u{301}"),
    ('ó', "o\u{301}"),
    ('ô', "o\u{302}"),
    ('õ', "o\u{303}"),
    ('ú', "u\u{301}"),
    ('ü', "u\u{308}"),
    ('ç', "c\u{327}"),
    ('ñ', "n\u{303}"),
    ('Á', "A\u{301}"),
    ('À', "A\u{300}"),
    ('Â', "A\u{302}"),
    ('Ã', "A\u{303}"),
    ('É', "E\u{301}"),
    ('Ê', "E\u{302}"),
    ('Í', "I\u{301}"),
    ('Ó', "O\u{301}"),
    ('Ô', "O\u{302}"),
    ('Õ', "O\u{303}"),
    ('Ú', "U\u{301}"),
    ('Ç', "C\u{327}"),
];
/// Where a gateway cuts a name.
const CUT: usize = 12;

/// The name that a create asks for.
pub(super) fn asked_for(gateway: Gateway, call: Call, request: &Request) -> Option<String> {
    let body = (call == Call::Create).then(|| request.object())??;
    body.get(gateway.facts().name_field).and_then(Value::as_str).map(str::to_owned)
}

/// Puts another name in the place of the one that a create asks for.
pub(super) fn store(gateway: Gateway, call: Call, request: &mut Request, fold: fn(&str) -> String) {
    let Some(name) = asked_for(gateway, call, request) else { return };
    let Some(mut body) = request.object() else { return };
    body.insert(gateway.facts().name_field.to_owned(), Value::String(fold(&name)));
    request.body = Value::Object(body).to_string().into();
}

pub(super) fn lower(name: &str) -> String {
    name.to_lowercase()
}

/// Without accents.
pub(super) fn plain(name: &str) -> String {
    apart(name).chars().filter(|c| !('\u{300}'..='\u{36f}').contains(c)).collect()
}

/// Letters and their marks apart (Unicode's form D).
pub(super) fn apart(name: &str) -> String {
    let mut out = String::new();
    for letter in name.chars() {
        match MARKED.iter().find(|(one, _)| *one == letter) {
            Some((_, two)) => out.push_str(two),
            None => out.push(letter),
        }
    }
    out
}

/// Without white space around it, and never two spaces.
pub(super) fn spaces(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// As it would stand in a page.
pub(super) fn entities(name: &str) -> String {
    let escaped = name.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    escaped.replace('"', "&quot;").replace('\'', "&#39;")
}

/// Only its beginning.
pub(super) fn cut(name: &str) -> String {
    name.chars().take(CUT).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_what_gateways_make_of_them() {
        let name = "São João  & Cia";
        assert_eq!(lower(name), "são joão  & cia");
        assert_eq!(plain(name), "Sao Joao  & Cia");
        assert_eq!(apart("ã"), "a\u{303}");
        assert_eq!(spaces(name), "São João & Cia");
        assert_eq!(entities("a & 'b'"), "a &amp; &#39;b&#39;");
        assert_eq!(cut(name), "São João  & ");
    }
}
