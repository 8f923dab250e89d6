//! What of the values of one form belongs to another: nothing of another provider or version may stay behind unseen.

use crate::domain::values::{Value, Values};
use crate::form::check::{Problem, problem};
use crate::form::field::{Field, Form, Kind};

/// What is filled in and belongs to this form: neither what it does not show, nor what its gateway assumes anyway, nor
/// what the field could not hold.
#[must_use]
pub fn set_in(form: &Form, values: &Values) -> Values {
    let mut fitting = Values::default();
    let fields = form.visible(values).filter(|field| field.is_set(values));
    for (field, value) in fields.filter_map(|field| Some((field, fitting_value(field, values.get(field.key)?)?))) {
        fitting.set(field.key, value);
    }
    fitting
}

/// What was filled in for one form, as far as another has it too. Each form leaves out what its own gateway assumes: a
/// switch that is on there by itself is not what a person chose.
#[must_use]
pub fn carried(from: &Form, to: &Form, values: &Values) -> Values {
    set_in(to, &set_in(from, values))
}

fn fitting_value(field: &Field, value: &Value) -> Option<Value> {
    let value = match (field.kind, value) {
        (Kind::Many(words), Value::List(list)) => {
            let known = |word: &&String| field.open || words.contains(&word.as_str());
            let list: Vec<String> = list.iter().filter(known).cloned().collect();
            if list.is_empty() {
                return None;
            }
            Value::List(list)
        }
        (Kind::Groups(form), Value::Groups(items)) => {
            Value::Groups(items.iter().map(|item| set_in(form, item)).collect())
        }
        (_, value) if std::mem::discriminant(value) == std::mem::discriminant(&field.empty()) => value.clone(),
        _ => return None,
    };
    let mut alone = Values::default();
    alone.set(field.key, value.clone());
    // What is still wrong stays to be mended, but for a word that cannot be chosen here.
    (problem(field, &alone) != Some(Problem::NotAChoice)).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::field::Condition;

    const OLD: Form = Form {
        fields: &[
            Field::text("name").required(),
            Field::toggle("groups").on(),
            Field::choice("engine", &["X", "Y"]),
            Field::url("hook"),
            Field::many("events", &["A", "B", "OLD"]).when(Condition::Filled("hook")),
            Field::text("only_old"),
        ],
    };
    const NEW: Form = Form {
        fields: &[
            Field::text("name").required(),
            Field::toggle("groups"),
            Field::choice("engine", &["X"]),
            Field::url("hook"),
            Field::many("events", &["A", "B"]).when(Condition::Filled("hook")),
        ],
    };

    fn filled() -> Values {
        let mut values = Values::default();
        OLD.fill(&mut values);
        values.set_text("name", "loja");
        values.set_text("engine", "Y");
        values.set_text("only_old", "x");
        values.set_text("stranger", "x");
        values.set("events", Value::List(vec!["B".to_owned(), "OLD".to_owned()]));
        values
    }

    fn keys(values: &Values) -> Vec<&str> {
        values.iter().map(|(key, _)| key).collect()
    }

    #[test]
    fn only_what_the_form_shows_and_its_gateway_does_not_assume_is_taken() {
        assert_eq!(keys(&set_in(&OLD, &filled())), ["engine", "name", "only_old"]);
        let mut values = filled();
        values.set_text("hook", "hooks.acme.com.br");
        assert_eq!(keys(&set_in(&OLD, &values)), ["engine", "events", "hook", "name", "only_old"]);
    }

    #[test]
    fn what_one_gateway_assumes_is_no_choice_at_another() {
        let mut values = filled();
        values.set_text("hook", "https://hooks.acme.com.br");
        let carried_on = carried(&OLD, &NEW, &values);
        assert_eq!(keys(&carried_on), ["events", "hook", "name"]);
        assert_eq!(carried_on.list("events"), ["B"]);
        values.set("groups", Value::Bool(false));
        // Off is what the other gateway does by itself.
        assert_eq!(carried(&OLD, &NEW, &values).bool("groups"), None);
        let mut there = Values::default();
        there.set("groups", Value::Bool(true));
        assert_eq!(carried(&NEW, &OLD, &there).bool("groups"), None);
    }
}
