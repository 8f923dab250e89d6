//! Templates: handed on as text, taken in from others, renamed, copied and removed.

use super::*;
use pairdesk::domain::values::Value;
use pairdesk::engine::command::Template;

fn template(name: &str) -> Template {
    let mut values = Values::default();
    values.set_text("webhook_url", "https://hooks.acme.com.br/wa");
    values.set("groups_ignore", Value::Bool(true));
    Template { name: name.to_owned(), provider: "evolution".to_owned(), values }
}

fn with(names: &[&str]) -> Screen {
    let templates = names.iter().map(|name| template(name)).collect();
    english(Loaded { templates, ..with_account("evolution") }, Route::Templates)
}

fn press(harness: &mut Screen, name: &str) {
    let item = harness.query_by_role_and_label(Role::MenuItem, name);
    item.unwrap_or_else(|| harness.get_by_role_and_label(Role::Button, name)).click();
    harness.run_steps(3);
}

/// What was kept last.
fn kept(harness: &Screen) -> Vec<Template> {
    let mut lists = harness.state().sent.iter().filter_map(|command| match command {
        Command::SaveTemplates { templates } => Some(templates.clone()),
        _ => None,
    });
    lists.next_back().unwrap()
}

fn paste(harness: &mut Screen, text: &str) {
    press(harness, "Import…");
    let input = harness.get_by_role_and_label(Role::MultilineTextInput, "Text of the template");
    input.focus();
    harness.run_steps(2);
    harness.event(egui::Event::Paste(text.to_owned()));
    harness.run_steps(3);
}

#[test]
fn a_template_goes_out_as_text_and_comes_in_again() {
    let mut harness = with(&["Loja"]);
    press(&mut harness, "More for Loja");
    press(&mut harness, "Copy as text");
    let text = harness.state().copied.last().unwrap().clone();
    let mut other = with(&["Loja"]);
    paste(&mut other, &text);
    other.get_by_label("Loja for Evolution API, 2 values");
    press(&mut other, "Import");
    let kept = kept(&other);
    // The one that was there stays as it is.
    assert_eq!(kept, [template("Loja"), template("Loja 2")]);
}

#[test]
fn a_template_of_a_stranger_says_where_it_sends_data_before_it_is_kept() {
    let mut harness = with(&[]);
    paste(
        &mut harness,
        r#"{"pairdesk_template": 1, "provider": "evolution", "name": "Loja",
            "values": {"webhook_url": "https://evil.example/x", "token": "CANARY-0123456789", "base_url": "https://evil.example"}}"#,
    );
    harness.get_by_label_contains("It sends data to other hosts");
    harness.get_by_label_contains("evil.example");
    harness.get_by_label("2 values are left out: this form does not take them");
    assert!(harness.state().sent.iter().all(|command| !matches!(command, Command::SaveTemplates { .. })));
    press(&mut harness, "Import");
    let kept = kept(&harness);
    let keys: Vec<&str> = kept[0].values.iter().map(|(key, _)| key).collect();
    assert_eq!(keys, ["webhook_url"]);
}

#[test]
fn a_text_that_is_no_template_is_refused_with_the_next_step() {
    let mut harness = with(&[]);
    paste(&mut harness, "<html>Sign in</html>");
    harness.get_by_label_contains("Copy all of it, from the first brace to the last");
    press(&mut harness, "Import");
    assert!(harness.state().sent.iter().all(|command| !matches!(command, Command::SaveTemplates { .. })));
}

#[test]
fn templates_are_renamed_copied_and_removed() {
    let mut harness = with(&["Loja", "Vendas"]);
    press(&mut harness, "More for Loja");
    press(&mut harness, "Duplicate");
    let names = |harness: &Screen| kept(harness).into_iter().map(|template| template.name).collect::<Vec<_>>();
    assert_eq!(names(&harness), ["Loja", "Loja 2", "Vendas"]);
    press(&mut harness, "More for Vendas");
    press(&mut harness, "Remove");
    assert_eq!(names(&harness), ["Loja", "Loja 2"]);
    press(&mut harness, "More for Loja");
    press(&mut harness, "Rename…");
    harness.get_by_role_and_label(Role::TextInput, "Name of the template").focus();
    harness.run_steps(2);
    harness.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::A);
    harness.event(egui::Event::Text("Loja 2".to_owned()));
    harness.run_steps(3);
    harness.get_by_label_contains("Another template has this name");
    harness.event(egui::Event::Text(" Sul".to_owned()));
    harness.run_steps(3);
    press(&mut harness, "Rename");
    assert_eq!(names(&harness), ["Loja 2 Sul", "Loja 2"]);
}

#[test]
fn a_template_keeps_the_form_without_its_secrets() {
    let mut harness = english(with_account("evolution"), Route::NewInstance);
    fill(&mut harness, Role::TextInput, "Instance name", "vendas-sul");
    fill(&mut harness, Role::PasswordInput, "Token", "CANARY-0123456789");
    harness.get_by_label("Save as template").click();
    harness.run_steps(3);
    let kept = harness.state().sent.iter().find_map(|command| match command {
        Command::SaveTemplates { templates } => Some(templates.clone()),
        _ => None,
    });
    let kept = kept.unwrap();
    assert_eq!((kept.len(), kept[0].name.as_str(), kept[0].values.text("name")), (1, "vendas-sul", "vendas-sul"));
    assert_eq!(kept[0].values.secret("token"), None);
    let loaded = Loaded { templates: kept, ..with_account("evolution") };
    let mut harness = english(loaded, Route::Templates);
    harness.get_by_label("Use, vendas-sul").click();
    harness.run_steps(2);
    assert_eq!(harness.state().route, Route::NewInstance);
}
