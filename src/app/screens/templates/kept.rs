//! The templates that are kept, and how they change.

use crate::app::cx::{Cx, Wish};
use crate::app::format;
use crate::domain::account::Account;
use crate::domain::values::Values;
use crate::engine::command::{Command, Template};

/// Keeps what is typed as a template, named after the instance; the same name is replaced.
pub fn save(cx: &mut Cx<'_>, account: &Account, values: &Values) {
    let typed = values.text("name");
    let name = if typed.is_empty() { format::account_name(account) } else { typed.to_owned() };
    let provider = account.provider.0.to_owned();
    let template = Template { name, provider, values: values.without_secrets() };
    change(cx, |templates| {
        templates.retain(|other| other.name != template.name);
        templates.push(template);
    });
    cx.toast(cx.t("template-saved"));
}

/// Changes the list and keeps it.
pub fn change(cx: &mut Cx<'_>, change: impl FnOnce(&mut Vec<Template>)) {
    let mut templates = cx.state.templates.clone();
    change(&mut templates);
    cx.outbox.push(Wish::Do(Command::SaveTemplates { templates }));
}

/// This name, or the first one after it that no template has.
pub fn free_name(templates: &[Template], name: &str) -> String {
    let is_free = |name: &String| templates.iter().all(|other| other.name != *name);
    let numbered = (2..).map(|number| format!("{name} {number}"));
    std::iter::once(name.to_owned()).chain(numbered).find(is_free).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_gets_a_name_that_nobody_has() {
        let template =
            |name: &str| Template { name: name.to_owned(), provider: String::new(), values: Values::default() };
        let all = [template("Loja"), template("Loja 2")];
        assert_eq!(free_name(&all, "Loja"), "Loja 3");
        assert_eq!(free_name(&all, "Vendas"), "Vendas");
    }
}
