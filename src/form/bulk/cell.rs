//! The text of a cell → the value of a field.

use crate::domain::secret::Secret;
use crate::domain::values::{Value, Values};
use crate::form::check::Problem;
use crate::form::field::{Field, Kind, NO, YES};
use crate::form::role::Role;

/// What people write for on and off, in the three languages and as spreadsheets do.
const ON: [&str; 16] = [
    "1",
    "x",
    "on",
    "yes",
    "y",
    "true",
    "verdadeiro",
    "verdadero",
    "sim",
    "s",
    "si",
    "sí",
    "ligado",
    "ativado",
    "activado",
    "ok",
];
const OFF: [&str; 12] =
    ["0", "-", "off", "no", "n", "false", "falso", "nao", "não", "desligado", "desativado", "desactivado"];

/// The value that a cell means in this field. `before` is what stands there so far: the items of a list keep what the cell
/// does not say.
pub fn value(field: &Field, cell: &str, before: Option<&Value>) -> Result<Value, Problem> {
    Ok(match field.kind {
        Kind::Toggle => Value::Bool(switch(cell).ok_or(Problem::NotAChoice)?),
        Kind::YesNo => Value::Text(if switch(cell).ok_or(Problem::NotAChoice)? { YES } else { NO }.to_owned()),
        Kind::Secret => Value::Secret(Secret::from(cell)),
        Kind::Choice(words) => Value::Text(word(words, cell)),
        Kind::Many(words) => {
            let parts = cell.split([',', ';', '|', '\n']).map(str::trim).filter(|part| !part.is_empty());
            Value::List(parts.map(|part| word(words, part)).collect())
        }
        Kind::Pairs => Value::Pairs(pairs(cell)?.into_iter().map(|(name, text)| (name, Secret::new(text))).collect()),
        Kind::PlainPairs => Value::PlainPairs(pairs(cell)?),
        Kind::Groups(form) => {
            let mut items = match before {
                Some(Value::Groups(items)) if !items.is_empty() => items.clone(),
                _ => vec![Values::default()],
            };
            if let Some(first) =
                form.fields.iter().find(|field| field.role == Some(Role::Webhook)).or(form.fields.first())
            {
                for item in &mut items {
                    item.set_text(first.key, cell);
                }
            }
            for item in &mut items {
                form.fill(item);
            }
            Value::Groups(items)
        }
        Kind::Text | Kind::LongText | Kind::Url | Kind::Phone | Kind::Number => Value::Text(cell.to_owned()),
    })
}

fn switch(cell: &str) -> Option<bool> {
    let cell = cell.to_lowercase();
    let is_in = |words: &[&str]| words.contains(&cell.as_str());
    is_in(&ON).then_some(true).or_else(|| is_in(&OFF).then_some(false))
}

/// The word as the field has it, however it is written.
fn word(words: &[&str], cell: &str) -> String {
    words.iter().find(|word| word.eq_ignore_ascii_case(cell)).map_or(cell, |word| *word).to_owned()
}

/// `Name: value` or `name=value`, one a line or with a bar between them.
fn pairs(cell: &str) -> Result<Vec<(String, String)>, Problem> {
    let lines = cell.split(['\n', '|']).map(str::trim).filter(|line| !line.is_empty());
    let pair = |line: &str| {
        let (name, text) = line.split_once([':', '=']).ok_or(Problem::NoName)?;
        Ok((name.trim().to_owned(), text.trim().to_owned()))
    };
    lines.map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::field::Form;

    #[test]
    fn a_cell_is_read_as_its_field_wants_it() {
        let text = |text: &str| Value::Text(text.to_owned());
        let list = |words: &[&str]| Value::List(words.iter().map(|word| (*word).to_owned()).collect());
        for (field, cell, wanted) in [
            (Field::toggle("t"), "Sim", Ok(Value::Bool(true))),
            (Field::toggle("t"), "FALSO", Ok(Value::Bool(false))),
            (Field::toggle("t"), "maybe", Err(Problem::NotAChoice)),
            (Field::yes_no("y"), "não", Ok(text(NO))),
            (Field::choice("c", &["HTTP", "socks5"]), "Socks5", Ok(text("socks5"))),
            (Field::many("m", &["CALL", "SENT"]), "call; Sent, other", Ok(list(&["CALL", "SENT", "other"]))),
            (Field::number("n"), "60", Ok(text("60"))),
            (
                Field::plain_pairs("p"),
                "shop: 7\nurl=http://a",
                Ok(Value::PlainPairs(vec![("shop".into(), "7".into()), ("url".into(), "http://a".into())])),
            ),
            (Field::pairs("p"), "no name", Err(Problem::NoName)),
        ] {
            assert_eq!(value(&field, cell, None), wanted, "{cell}");
        }
    }

    #[test]
    fn a_list_keeps_what_the_cell_does_not_say() {
        const ITEM: Form = Form { fields: &[Field::url("url"), Field::many("events", &["A"])] };
        let field = Field::groups("hooks", &ITEM);
        let mut kept = Values::default();
        kept.set("events", Value::List(vec!["A".to_owned()]));
        let Ok(Value::Groups(items)) = value(&field, "https://a.example", Some(&Value::Groups(vec![kept]))) else {
            panic!()
        };
        assert_eq!((items[0].text("url"), items[0].list("events")), ("https://a.example", &["A".to_owned()][..]));
    }
}
