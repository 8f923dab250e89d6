use crate::domain::ids::AccountId;
use crate::domain::secret::Secret;
use crate::domain::values::{Value, Values};
use crate::form::bulk::{Checked, InUse, Mend, Place, Ready, TablePlan, Use, Weight, What, guess, uses};
use crate::form::check::Problem;
use crate::form::field::{Field, Form, Rule};
use crate::form::role::Role;
use crate::form::table::read::{Reading, read_text};
use std::sync::Arc;

/// A gateway that takes each name once, of few letters.
static STRICT: Form = Form {
    fields: &[
        Field::text("name").required().rule(Rule::Slug).max(20),
        Field::phone("number"),
        Field::secret("token").max(40),
        Field::url("webhook_url").role(Role::Webhook).https(),
        Field::toggle("groups"),
    ],
};
/// One that takes any name, any number of times.
static FREE: Form = Form {
    fields: &[
        Field::text("name").required().max(30),
        Field::url("first_url").role(Role::Webhook),
        Field::url("second_url").role(Role::Webhook),
    ],
};

fn places() -> Vec<Place> {
    let place = |label: &str, form, unique_names| Place {
        account: AccountId::random(),
        provider: "maker",
        names: vec![label.to_owned(), format!("Maker {label}")],
        form,
        creates: label != "closed",
        unique_names,
    };
    vec![place("vps-01", &STRICT, true), place("Partner", &FREE, false), place("closed", &FREE, false)]
}

const CALLED: [(Use, &[&str]); 10] = [
    (Use::NAME, &["Instance name", "nome"]),
    (Use::Account, &["conta"]),
    (Use::Phone, &["WhatsApp number", "telefone"]),
    (Use::Common(Role::Webhook), &["Webhook address", "webhook"]),
    (Use::Tags, &["etiquetas"]),
    (Use::Alias, &["apelido"]),
    (Use::Note, &["nota"]),
    (Use::Field("token"), &["token"]),
    (Use::Field("groups"), &["grupos"]),
    (Use::LeaveOut, &[]),
];

fn plan(text: &str, places: &[Place]) -> TablePlan {
    let table = read_text(text, Reading::default()).unwrap();
    let called = CALLED.map(|(of, names)| (of, names.iter().map(|name| (*name).to_owned()).collect()));
    let (has_names, uses) = guess::uses(&table, &called, places);
    TablePlan { account: Some(places[0].account), ..TablePlan::of(Arc::new(table), has_names, uses, 7) }
}

fn found(checked: &Checked, row: usize) -> Vec<(Weight, What)> {
    checked.lines[row]
        .findings
        .iter()
        .map(|finding| (finding.weight, finding.what.clone()))
        .collect()
}

#[test]
fn columns_are_known_by_their_names_in_any_spelling() {
    let places = places();
    let plan = plan("Nome;TELEFONE;Endereço;webhook;obs\na;b;c;d;e", &places);
    let wanted = [Use::NAME, Use::Phone, Use::LeaveOut, Use::Common(Role::Webhook), Use::LeaveOut];
    assert_eq!((plan.has_names, &plan.uses[..]), (true, &wanted[..]));
    assert_eq!((plan.len(), plan.column(2)), (1, "Endereço".to_owned()));
}

#[test]
fn a_pasted_list_of_names_needs_none() {
    let places = places();
    let plan = plan("loja-1\nloja-2", &places);
    assert_eq!((plan.has_names, &plan.uses[..], plan.len()), (false, &[Use::NAME][..], 2));
    assert_eq!(plan.column(0), "A");
    assert_eq!(Checked::of(&plan, &places, &InUse::default()).sums().going, 2);
    // Instances may be called what columns are called too.
    for text in ["Nome 1\nNome 2", "Nome Sul\nNome Norte", "nota 7;+55 11 98877-1200\n"] {
        assert!(!self::plan(text, &places).has_names, "{text}");
    }
    for text in ["Nome do cliente\nPadaria", "Webhook 1;nome\nhttps://a.example;Padaria", "Telefone (11);nota\n"] {
        assert!(self::plan(text, &places).has_names, "{text}");
    }
}

#[test]
fn columns_without_names_are_known_by_what_stands_in_them() {
    let places = places();
    let row = "loja-1;Maker VPS 01;sp;(11) 98877-1200\n";
    let known = [Use::NAME, Use::Account, Use::LeaveOut, Use::Phone];
    for (text, wanted) in [
        (row.to_owned(), &known[..]),
        (format!("{row}loja-2;;;\n"), &known[..]),
        (format!("{row}loja-2;somebody;;\n"), &[Use::NAME, Use::LeaveOut, Use::LeaveOut, Use::Phone][..]),
        (format!("{row}loja-2;vps-01;;5,51E+12\n"), &[Use::NAME, Use::Account, Use::LeaveOut, Use::LeaveOut][..]),
        ("vps-01;loja-1\n".to_owned(), &[Use::Account, Use::NAME][..]),
        ("5511988771200;loja\n".to_owned(), &[Use::NAME, Use::LeaveOut][..]),
        ("vps-01\n".to_owned(), &[Use::NAME][..]),
    ] {
        let plan = plan(&text, &places);
        assert_eq!((plan.has_names, &plan.uses[..]), (false, wanted), "{text}");
    }
}

#[test]
fn each_column_has_a_word_of_its_own() {
    let places = places();
    let plan = plan("nome;telefone;telefone;;nome;D;telefone", &places);
    let ids: Vec<String> = (0..plan.uses.len()).map(|at| plan.column_id(at)).collect();
    assert_eq!(ids, ["nome", "telefone", "telefone.C", "D.D", "nome.E", "D", "telefone.G"]);
}

#[test]
fn a_name_of_which_nothing_is_seen_is_none() {
    let places = places();
    let plan = plan("nome;conta\n\u{200b};Partner\n\u{200b}\u{2060};vps-01\na\u{200b};Partner\n", &places);
    let checked = Checked::of(&plan, &places, &InUse::default());
    let missing = (Weight::Problem, What::Wrong(Use::NAME, Problem::Missing));
    assert_eq!(found(&checked, 0), std::slice::from_ref(&missing));
    assert_eq!(found(&checked, 1), [missing]);
    // Of this one something is seen, and what is not can be taken out.
    assert_eq!(found(&checked, 2), [(Weight::Problem, What::Wrong(Use::NAME, Problem::ControlCharacters))]);
}

#[test]
fn what_columns_may_say_comes_from_the_forms() {
    let uses = uses(&places());
    for wanted in [Use::NAME, Use::Phone, Use::Common(Role::Webhook), Use::Field("token"), Use::Field("groups")] {
        assert_eq!(uses.iter().filter(|of| **of == wanted).count(), 1, "{wanted:?}");
    }
    assert!(!uses.contains(&Use::Field("number")) && !uses.contains(&Use::Field("first_url")));
}

#[test]
fn each_row_says_what_is_wrong_with_it_and_what_helps() {
    let places = places();
    let text = "nome;conta;telefone;webhook;grupos\n\
        loja-1;vps-01;+55 11 98877-1200;https://a.example;sim\n\
        Vendas São Paulo;;(11) 98877-1201;http://a.example;\n\
        loja-3;maker VPS 01;1198765;;talvez\n\
        ;;;;\n\
        Loja;nowhere;;;\n\
        Loja;closed;;;\n\
        ;Partner;;a.example/wa;\n";
    let mut plan = plan(text, &places);
    let checked = Checked::of(&plan, &places, &InUse::default());
    let webhook = Use::Common(Role::Webhook);
    assert_eq!(checked.lines.len(), 6, "a row of nothing is none");
    assert_eq!(found(&checked, 0), []);
    let completed = What::Completed { was: "(11) 98877-1201".to_owned(), by: "+55".to_owned() };
    assert_eq!(
        found(&checked, 1),
        [
            (Weight::Problem, What::Wrong(Use::NAME, Problem::NotASlug)),
            (Weight::Problem, What::Wrong(webhook, Problem::NotHttps)),
            (Weight::Note, completed),
        ]
    );
    let mends: Vec<_> = checked.lines[1].findings.iter().map(|finding| finding.mend.clone()).collect();
    let set = |of, text: &str| Some(Mend::Set(of, text.to_owned()));
    assert_eq!(mends, [set(Use::NAME, "vendas-sao-paulo"), set(webhook, "https://a.example"), None]);
    assert_eq!(
        found(&checked, 2),
        [
            (Weight::Problem, What::Wrong(Use::Phone, Problem::TooShort(8))),
            (Weight::Problem, What::Wrong(Use::Field("groups"), Problem::NotAChoice)),
        ]
    );
    assert_eq!(checked.lines[2].account, Some(places[0].account));
    assert_eq!(found(&checked, 3), [(Weight::Problem, What::UnknownAccount)]);
    assert_eq!(found(&checked, 4), [(Weight::Problem, What::CannotCreate)]);
    let last = found(&checked, 5);
    assert_eq!(last[0], (Weight::Problem, What::Wrong(Use::NAME, Problem::Missing)));
    assert_eq!((checked.sums().going, checked.sums().count(Weight::Problem)), (1, 5));

    for mend in mends.into_iter().flatten() {
        plan.mend(1, &mend);
    }
    plan.mend(2, &Mend::Set(Use::Phone, "+55 11 98877-1202".to_owned()));
    plan.mend(2, &Mend::Set(Use::Field("groups"), String::new()));
    plan.mend(3, &Mend::Drop);
    let checked = Checked::of(&plan, &places, &InUse::default());
    assert_eq!((checked.sums().going, checked.sums().count(Weight::Dropped)), (3, 1));
    assert_eq!(checked.lines[1].alias, "Vendas São Paulo", "what people read stays");
    let ready = Ready::of(&plan, &places, &InUse::default());
    assert_eq!(ready.iter().map(|ready| ready.row).collect::<Vec<_>>(), [0, 1, 2]);
    assert_eq!(ready[0].values.bool("groups"), Some(true));
    assert_eq!(ready[1].values.text("number"), "+55 11 98877-1201");
    assert_eq!((ready[1].values.text("name"), ready[1].number.as_deref()), ("vendas-sao-paulo", Some("5511988771201")));
}

/// What is offered for a cell stands on a button.
#[test]
fn of_a_secret_that_is_too_long_nothing_is_offered() {
    let places = places();
    let checked =
        Checked::of(&plan(&format!("nome;token\nloja;{}", "k3y".repeat(20)), &places), &places, &InUse::default());
    let [finding] = &checked.lines[0].findings[..] else { panic!("one thing is wrong") };
    assert_eq!(finding.what, What::Wrong(Use::Field("token"), Problem::TooLong(40)));
    assert_eq!(finding.mend, Some(Mend::Edit(Use::Field("token"))));
}

#[test]
fn a_name_that_stands_there_twice_gets_a_mark_or_is_told() {
    let places = places();
    let text = "nome;conta\nloja;vps-01\nLOJA;vps-01\nLoja;Partner\nlója;Partner\nnova;vps-01\nOutra;Partner\n";
    let mut plan = plan(text, &places);
    let mut taken = InUse::default();
    taken.add(places[0].account, "Nova", None);
    taken.add(places[1].account, "outra", None);
    let checked = Checked::of(&plan, &places, &taken);
    let mend = |row: usize| checked.lines[row].findings[0].mend.clone();
    assert_eq!(found(&checked, 0), [], "the first of them is created");
    assert_eq!((found(&checked, 1), mend(1)), (vec![(Weight::Problem, What::SameName(0))], Some(Mend::Drop)));
    assert_eq!(found(&checked, 2), [(Weight::Note, What::SameName(3))]);
    assert_eq!(found(&checked, 3), [(Weight::Note, What::SameName(2))]);
    assert_eq!(found(&checked, 4), [(Weight::Problem, What::NameTaken)]);
    assert_eq!(found(&checked, 5), [(Weight::Note, What::NameTaken)]);
    let ready = Ready::of(&plan, &places, &taken);
    let names: Vec<&str> = ready.iter().map(|ready| ready.values.text("name")).collect();
    assert_eq!(names[0], "loja", "a gateway that takes a name once needs no mark");
    assert!(
        names[1].starts_with("Loja #") && names[2].starts_with("lója #") && names[1][5..] != names[2][6..],
        "{names:?}"
    );
    assert_eq!(
        names,
        Ready::of(&plan, &places, &taken)
            .iter()
            .map(|ready| ready.values.text("name"))
            .collect::<Vec<_>>()
    );
    assert_eq!(ready[1].annotation.alias, "Loja", "the mark is for the gateway");

    plan.marked = false;
    let checked = Checked::of(&plan, &places, &taken);
    assert_eq!(found(&checked, 2), []);
    assert_eq!(found(&checked, 3), [(Weight::Problem, What::SameName(2))]);
    assert_eq!(checked.lines[5].findings[0].mend, Some(Mend::Mark));
    plan.mend(3, &Mend::Mark);
    assert!(plan.marked);
}

#[test]
fn a_number_that_stands_there_twice_is_told() {
    let places = places();
    let plan = plan("nome;telefone\na;+55 11 98877-1200\nb;5511988771200\nc;+55 11 98877-1201", &places);
    let mut taken = InUse::default();
    taken.add(places[1].account, "x", Some("5511988771201"));
    let checked = Checked::of(&plan, &places, &taken);
    assert_eq!(found(&checked, 0), [(Weight::Note, What::SameNumber(1))]);
    assert_eq!(found(&checked, 1), [(Weight::Note, What::SameNumber(0))]);
    assert_eq!(found(&checked, 2), [(Weight::Note, What::NumberTaken)]);
    assert_eq!(checked.sums().going, 3);
}

#[test]
fn a_template_fills_what_the_file_does_not_say() {
    let places = places();
    let mut plan =
        plan("nome;webhook;conta\na;;vps-01\nb;https://b.example;vps-01\nc;https://c.example;Partner", &places);
    plan.template.set_text("webhook_url", "https://all.example");
    plan.template.set_text("second_url", "https://all.example");
    plan.template.set("groups", Value::Bool(true));
    let ready = Ready::of(&plan, &places, &InUse::default());
    let text = |row: usize, key: &str| ready[row].values.text(key).to_owned();
    assert_eq!(
        (text(0, "webhook_url"), text(1, "webhook_url")),
        ("https://all.example".into(), "https://b.example".into())
    );
    assert_eq!(ready[1].values.bool("groups"), Some(true));
    assert_eq!(ready[2].values.get("groups"), None, "its form has no such field");
    // Of several addresses the one that the template sets.
    assert_eq!((text(2, "first_url"), text(2, "second_url")), (String::new(), "https://c.example".into()));
    plan.template = Values::default();
    let ready = Ready::of(&plan, &places, &InUse::default());
    assert_eq!(ready[2].values.text("first_url"), "https://c.example");
}

#[test]
fn what_a_provider_lacks_is_told_and_nothing_secret_is_shown() {
    let places = places();
    let plan = plan("nome;token;etiquetas;apelido\na;CANARY-1;sp, vip;Loja A\nb;;x;", &places);
    let checked = Checked::of(&plan, &places, &InUse::default());
    assert!(!format!("{plan:?} {checked:?}").contains("CANARY"));
    let ready = Ready::of(&plan, &places, &InUse::default());
    assert_eq!(ready[0].values.secret("token"), Some(&Secret::from("CANARY-1")));
    assert_eq!(
        (&ready[0].annotation.tags[..], ready[0].annotation.alias.as_str()),
        (&["sp".to_owned(), "vip".to_owned()][..], "Loja A")
    );
    let elsewhere = TablePlan { account: Some(places[1].account), ..plan };
    let checked = Checked::of(&elsewhere, &places, &InUse::default());
    assert_eq!(found(&checked, 0), [(Weight::Note, What::NotHere(Use::Field("token")))]);
    assert_eq!(found(&checked, 1), []);
}

#[test]
fn tags_of_a_table_are_spelled_as_they_are_known_and_no_more_than_there_may_be() {
    let places = places();
    let mut taken = InUse::default();
    (0..98).for_each(|n| taken.add_tag(&format!("t{n}")));
    taken.add_tag("São Paulo");
    let table = "nome;etiquetas\na;SAO PAULO\nb c;x1\nd;x2, vip\ne;VIP\nf;t3\n";
    let plan = plan(table, &places);
    let checked = Checked::of(&plan, &places, &taken);
    assert!(matches!(found(&checked, 1)[..], [(Weight::Problem, _)]), "one that is left out takes no place");
    assert_eq!(found(&checked, 2), [(Weight::Note, What::TagsFull)]);
    let tags: Vec<_> = Ready::of(&plan, &places, &taken).into_iter().map(|ready| ready.annotation.tags).collect();
    assert_eq!(tags, [vec!["São Paulo"], vec!["vip"], vec!["vip"], vec!["t3"]]);
}

#[test]
fn what_nobody_sees_in_a_name_is_told_and_taken_out_by_one_click() {
    let places = places();
    let plan = plan("nome;conta\nlo\u{200b}ja;vps-01\nPada\u{ad}ria;Partner\n", &places);
    let checked = Checked::of(&plan, &places, &InUse::default());
    for (row, mended) in [(0, "loja"), (1, "Padaria")] {
        assert_eq!(found(&checked, row), [(Weight::Problem, What::Wrong(Use::NAME, Problem::ControlCharacters))]);
        assert_eq!(checked.lines[row].findings[0].mend, Some(Mend::Set(Use::NAME, mended.to_owned())));
    }
}

#[test]
fn what_stands_above_the_names_of_the_columns_is_no_row() {
    let called = CALLED.map(|(of, names)| (of, names.iter().map(|name| (*name).to_owned()).collect()));
    for (text, above) in [
        ("nome;conta\na;vps-01\n", 0),
        ("Clientes de novembro\nnome;conta\na;vps-01\nb;vps-01\n", 1),
        ("Clientes;;;\n;;;\nNOME;Conta;Telefone;\na;vps-01;;\n", 1),
        ("Cadastro;;Contato;\nnome;conta;telefone;etiquetas\na;vps-01;;\n", 1),
        ("nome;Contato;;\nnome;conta;telefone;etiquetas\na;vps-01;;\n", 1),
        ("padaria;vps-01\notica;vps-01\n", 0),
        ("a;b\nnome;x\n", 0),
    ] {
        let table = read_text(text, Reading::default()).unwrap();
        assert_eq!(guess::above_names(&table, &called), above, "{text:?}");
    }
}

#[test]
fn what_was_changed_goes_along_with_its_row() {
    let places = places();
    let mut plan = plan("nome;conta\na;vps-01\nb;vps-01\nc;vps-01\n", &places);
    plan.edits.insert((1, Use::NAME), "bb".to_owned());
    plan.dropped.insert(2);
    plan.set_has_names(false);
    assert_eq!((plan.cell(1, Use::NAME), plan.cell(2, Use::NAME)), (Some("a"), Some("bb")));
    assert!(plan.dropped.contains(&3));
    plan.set_has_names(true);
    assert_eq!(plan.cell(1, Use::NAME), Some("bb"));
    let mut again = TablePlan { edits: std::collections::BTreeMap::new(), seed: 9, ..plan.clone() };
    again.dropped.clear();
    again.keep(&plan);
    assert_eq!(again, plan);
}
