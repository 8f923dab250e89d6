//! Many from a table: what the screen shows of it, mends, and sends.

use super::*;
use egui::epaint::ClippedShape;
use egui_kittest::kittest::NodeT;
use pairdesk::app::runs::Fate;
use pairdesk::app::state::JobState;
use pairdesk::domain::ids::{IntentId, RunId};
use pairdesk::domain::run::{ItemState, NewItem, RunChange, RunKind, RunState, RunSubject, WholeRun};
use pairdesk::engine::command::TableSource;
use pairdesk::form::bulk::{Checked, InUse, TablePlan, Use, Weight};
use pairdesk::form::table::read::{Reading, Refusal, read, read_text};
use pairdesk::form::table::separator::Separator;
use pairdesk::providers::places::places;

pub fn loaded() -> Loaded {
    let named = |provider, label: &str| Account { label: label.to_owned(), ..account(provider) };
    Loaded { accounts: vec![named("evolution", "vps-01"), named("zapi", "Partner")], ..Loaded::default() }
}

/// The screen with a table that was pasted, checked as the engine does.
fn with_table(text: &str, language: Language, size: [f32; 2]) -> Screen {
    let mut harness = screen(loaded(), Route::CreateMany, language, Theme::Light, size);
    paste(&mut harness, text);
    harness
}

/// Brings a table to the screen that is open, and checks it.
pub fn paste(harness: &mut Screen, text: &str) {
    harness.event(egui::Event::Paste(text.to_owned()));
    harness.run_steps(2);
    let job = job_of(harness, |command| matches!(command, Command::ReadTable { source: TableSource::Pasted(_), .. }));
    let table = read_text(text, Reading::default()).map(Arc::new);
    end(harness, job, Done::Table(table));
    answer_checks(harness);
}

fn end(harness: &mut Screen, job: JobId, result: Done) {
    harness.state_mut().state.apply(Event::JobDone { job, result });
    harness.run_steps(2);
}

/// Answers every check that was asked for and has no answer.
fn answer_checks(harness: &mut Screen) {
    for _ in 0..6 {
        let desk = harness.state_mut();
        let jobs = std::mem::take(&mut desk.jobs);
        let mut ends = Vec::new();
        for (job, command) in jobs {
            if let Command::CheckRows { plan, .. } = command {
                let checked = Checked::of(&plan, &places(&desk.state.accounts), &InUse::default());
                ends.push((job, Done::Checked(Arc::new(checked))));
            } else {
                desk.jobs.push((job, command));
            }
        }
        for (job, done) in ends {
            end(harness, job, done);
        }
    }
}

fn last_plan(harness: &Screen) -> Arc<TablePlan> {
    let plan = |command: &Command| match command {
        Command::CheckRows { plan, .. } => Some(Arc::clone(plan)),
        _ => None,
    };
    harness.state().sent.iter().rev().find_map(plan).unwrap()
}

const TABLE: &str = "nome\tconta\ttelefone\tetiquetas\tobs\n\
    padaria\tEvolution · vps-01\t+55 11 98877-1200\tsp, vip\tx\n\
    Vendas São Paulo\tvps-01\t(11) 98877-1201\t\t\n\
    Loja\tZ-API Partner\t1198765\t\t\n\
    Loja 2\tPartner\t\t\t\n";

#[test]
fn a_pasted_table_is_mapped_and_every_row_checked() {
    let harness = with_table(TABLE, Language::English, [1280.0, 800.0]);
    let plan = last_plan(&harness);
    assert_eq!(plan.uses, [Use::NAME, Use::Account, Use::Phone, Use::Tags, Use::LeaveOut]);
    harness.get_by_label("4 of 5 used");
    harness.get_by_label("All 4");
    harness.get_by_label("Problems 2");
    harness.get_by_label("obs: Leave out");
    harness.get_by_label("1, padaria, Evolution · vps-01, +55 11 98877-1200, Ready");
    harness.get_by_label_contains("Space, accent");
    harness.get_by_label_contains("Too short for a number");
    harness.get_by_label("2 instances");
    harness.get_by_label("1 at Z-API");
    harness.get_by_label("starts a 2-day trial");
}

#[test]
fn what_helps_is_one_click_away() {
    let mut harness = with_table(TABLE, Language::English, [1280.0, 800.0]);
    harness.get_by_label("Use vendas-sao-paulo, Row 2").click();
    harness.run_steps(2);
    answer_checks(&mut harness);
    harness.get_by_label("3 instances");
    harness.get_by_label("2, Vendas São Paulo, Evolution · vps-01, +55 11 98877-1201, +55 was added");
    harness.get_by_label("Edit, Row 3").click();
    harness.run_steps(4);
    harness.get_by_role_and_label(Role::TextInput, "WhatsApp number").type_text("4433");
    harness.run_steps(2);
    harness.get_by_label("Apply").click();
    harness.run_steps(2);
    answer_checks(&mut harness);
    let plan = last_plan(&harness);
    assert_eq!(plan.edits.get(&(2, Use::Phone)).map(String::as_str), Some("11987654433"));
    harness.get_by_label("4 instances");
}

#[test]
fn nothing_starts_before_the_count_is_typed() {
    let mut harness = with_table(TABLE, Language::English, [1280.0, 800.0]);
    harness.get_by_label("Create 2 instances").click();
    harness.run_steps(2);
    let started = |harness: &Screen| {
        harness
            .state()
            .sent
            .iter()
            .filter(|command| matches!(command, Command::CreateMany { count: 2, .. }))
            .count()
    };
    assert_eq!(started(&harness), 0);
    fill(&mut harness, Role::TextInput, "Type 2 to start", "2");
    assert_eq!(started(&harness), 0);
    harness.key_press(egui::Key::Enter);
    harness.run_steps(2);
    assert_eq!(started(&harness), 1, "Enter behind the number is the button");
}

#[test]
fn a_column_can_say_something_else() {
    let mut harness = with_table(TABLE, Language::English, [1280.0, 800.0]);
    harness.get_by_label("obs: Leave out").click();
    harness.run_steps(3);
    harness.get_by_role_and_label(Role::MenuItemRadio, "Note").click();
    harness.run_steps(2);
    answer_checks(&mut harness);
    assert_eq!(last_plan(&harness).uses[4], Use::Note);
    // What one column says no other does.
    harness.get_by_label("etiquetas: Tags").click();
    harness.run_steps(3);
    harness.get_by_role_and_label(Role::MenuItemRadio, "Note").click();
    harness.run_steps(2);
    answer_checks(&mut harness);
    assert_eq!(last_plan(&harness).uses[3..], [Use::Note, Use::LeaveOut]);
}

#[test]
fn another_file_is_not_read_as_the_one_before_was_by_choice() {
    let mut harness = with_table("nome\tconta\npadaria\tvps-01\n", Language::English, [1280.0, 800.0]);
    harness.get_by(|node| node.author_id() == Some("csv.separator")).click();
    harness.run_steps(3);
    harness.get_by_role_and_label(Role::ListBoxOption, ",").click();
    harness.run_steps(2);
    let last_reading = |harness: &Screen| {
        let mut readings = harness.state().sent.iter().rev();
        let reading = |command: &Command| match command {
            Command::ReadTable { reading, .. } => Some(*reading),
            _ => None,
        };
        readings.find_map(reading).unwrap()
    };
    assert_eq!(last_reading(&harness).separator, Some(Separator::Comma));
    harness.state_mut().screens.open_table("other.csv".into());
    harness.run_steps(2);
    assert_eq!(last_reading(&harness), Reading::default());
}

#[test]
fn rows_that_name_no_account_go_to_ones_own_before_the_sandbox() {
    let mut loaded = loaded();
    let sandbox = Account { sandbox: true, label: "Sandbox Evolution 2.3".to_owned(), ..account("evolution") };
    loaded.accounts.insert(0, sandbox);
    let own = loaded.accounts[1].id;
    let mut harness = english(loaded, Route::CreateMany);
    paste(&mut harness, "nome\npadaria\n");
    assert_eq!(last_plan(&harness).account, Some(own));
}

#[test]
fn escape_keeps_a_table_in_which_something_was_mended() {
    for (mended, stays) in [(false, false), (true, true)] {
        let mut harness = with_table("nome\tconta\nLoja Sul\tvps-01\n", Language::English, [1280.0, 800.0]);
        if mended {
            harness.get_by(|node| node.author_id() == Some("csv.fix.1")).click();
            harness.run_steps(2);
            answer_checks(&mut harness);
        }
        harness.key_press(egui::Key::Escape);
        harness.run_steps(2);
        assert_eq!(harness.state().route, Route::Instances);
        harness.state_mut().go(Route::CreateMany);
        harness.run_steps(2);
        let rows = harness.query_all_by_role(Role::Row).count();
        assert_eq!(rows == 1, stays, "{rows} rows");
    }
}

#[test]
fn columns_of_one_name_are_two() {
    let text = "nome\ttelefone\ttelefone\npadaria\t\t+55 11 98877-1200\n";
    let mut harness = with_table(text, Language::English, [1280.0, 800.0]);
    harness.get_by_label("telefone: WhatsApp number");
    harness.get_by_label("telefone: Leave out").click();
    harness.run_steps(3);
    harness.get_by_role_and_label(Role::MenuItemRadio, "WhatsApp number").click();
    harness.run_steps(2);
    answer_checks(&mut harness);
    assert_eq!(last_plan(&harness).uses, [Use::NAME, Use::LeaveOut, Use::Phone]);
}

#[test]
fn a_number_that_a_spreadsheet_rounded_is_told_as_such_and_left_out() {
    let text = "nome\ttelefone\na\t5,51199E+12\nb\t5.51e12\nc\tcall me\nd\tE+12\n";
    let harness = with_table(text, Language::English, [1280.0, 800.0]);
    for (row, words) in [
        ("1, a, Evolution · vps-01, 5,51199E+12", "Digits lost in the spreadsheet"),
        ("2, b, Evolution · vps-01, 5.51e12", "Digits lost in the spreadsheet"),
        ("3, c, Evolution · vps-01, call me", "Not a phone number"),
        ("4, d, Evolution · vps-01, E+12", "Not a phone number"),
    ] {
        harness.get_by_label(&format!("{row}, {words}"));
    }
    harness.get_by_label("Ready 0");
}

/// The numbers of the rows that are chosen.
fn chosen(harness: &Screen) -> Vec<char> {
    let rows = harness.query_all_by_role(Role::Row).map(|row| row.accesskit_node());
    let chosen = rows.filter(|row| row.is_selected() == Some(true));
    chosen.map(|row| row.label().unwrap_or_default().chars().next().unwrap()).collect()
}

#[test]
fn f8_leads_from_the_columns_to_the_rows_where_they_take_turns() {
    let mut harness = with_table(TABLE, Language::English, [800.0, 600.0]);
    assert_eq!(harness.query_all_by_role(Role::Row).count(), 0);
    harness.key_press(egui::Key::F8);
    harness.run_steps(3);
    assert_eq!(chosen(&harness), ['2']);
}

#[test]
fn f8_goes_from_problem_to_problem_and_filters_show_them_alone() {
    let mut harness = with_table(TABLE, Language::English, [1280.0, 800.0]);
    harness.key_press(egui::Key::F8);
    harness.run_steps(2);
    assert_eq!(chosen(&harness), ['2']);
    harness.key_press(egui::Key::F8);
    harness.run_steps(2);
    assert_eq!(chosen(&harness), ['3']);
    harness.get_by_label("Problems 2").click();
    harness.run_steps(2);
    assert_eq!(harness.query_all_by_role(Role::Row).count(), 2);
}

#[test]
fn a_file_that_is_no_table_is_told_with_what_to_do() {
    for refusal in [
        Refusal::Workbook,
        Refusal::Pdf,
        Refusal::WebPage,
        Refusal::Json,
        Refusal::Locked,
        Refusal::Folder,
        Refusal::NotText,
        Refusal::TooManyRows,
        Refusal::TooLong,
        Refusal::Empty,
        Refusal::TooManyColumns,
        Refusal::TooLongCell { line: 7 },
    ] {
        let mut harness = english(loaded(), Route::CreateMany);
        harness.event(egui::Event::Paste("x".to_owned()));
        harness.run_steps(2);
        let job = job_of(&harness, |command| matches!(command, Command::ReadTable { .. }));
        end(&mut harness, job, Done::Table(Err(refusal)));
        let words = match refusal {
            Refusal::Workbook => "This is a spreadsheet’s own file",
            Refusal::Pdf => "This is a PDF",
            Refusal::WebPage => "This is a web page",
            Refusal::Json => "This is JSON",
            Refusal::Locked => "This file is locked with a passphrase",
            Refusal::Folder => "This is a folder",
            Refusal::NotText => "This is no CSV file",
            Refusal::TooManyRows => "More than 10,000 rows",
            Refusal::TooLong => "This file is too large",
            Refusal::Empty => "Nothing is in this file",
            Refusal::TooManyColumns => "More than 200 columns",
            Refusal::TooLongCell { .. } => "A cell in line 7 has no end",
        };
        harness.get_by_label(words);
        assert!(harness.query_by_label_contains("{").is_none());
    }
    // One row too many where the first line names no columns.
    let mut harness = english(loaded(), Route::CreateMany);
    harness.event(egui::Event::Paste("x".to_owned()));
    harness.run_steps(2);
    let job = job_of(&harness, |command| matches!(command, Command::ReadTable { .. }));
    let table = read_text(&"loja\n".repeat(10_001), Reading::default()).map(Arc::new);
    end(&mut harness, job, Done::Table(table));
    harness.get_by_label("More than 10,000 rows");
}

#[test]
fn a_sample_is_read_back_whole_in_every_language() {
    for language in Language::ALL {
        for provider in ["zapi", "evolution", "enviaai", "waha"] {
            let loaded = with_account(provider);
            let mut harness = screen(loaded, Route::CreateMany, language, Theme::Light, [1280.0, 800.0]);
            let label = harness.state().texts.t("csv-sample");
            harness.get_by_label(&label).click();
            harness.run_steps(2);
            let saved = harness.state().sent.iter().find_map(|command| match command {
                Command::SaveText { text, extension: "csv", .. } => Some(text.clone()),
                _ => None,
            });
            let text = saved.unwrap();
            let table = read(text.as_bytes(), Reading::default()).unwrap();
            harness.event(egui::Event::Paste(text));
            harness.run_steps(2);
            let job = job_of(&harness, |command| matches!(command, Command::ReadTable { .. }));
            end(&mut harness, job, Done::Table(Ok(Arc::new(table))));
            answer_checks(&mut harness);
            let plan = last_plan(&harness);
            assert!(!plan.uses.contains(&Use::LeaveOut), "{provider} {language:?}: {:?}", plan.uses);
            let checked = Checked::of(&plan, &places(&harness.state().state.accounts), &InUse::default());
            let bad: Vec<_> = checked.lines.iter().filter(|line| line.weight() == Weight::Problem).collect();
            // A webhook of this gateway needs its events, which only a template can say.
            assert!(bad.is_empty() || provider == "waha", "{provider} {language:?}: {bad:?}");
        }
    }
}

#[test]
fn ten_thousand_rows_draw_only_those_on_show() {
    let rows = (0..10_000).fold(String::new(), |rows, row| rows + &format!("loja-{row}\n"));
    let mut harness = with_table(&rows, Language::English, [1280.0, 800.0]);
    assert_eq!(last_plan(&harness).len(), 10_000);
    harness.run_steps(2);
    assert!(harness.query_all_by_role(Role::Row).count() < 30);
    harness.get_by_label("10,000 instances");
}

/// What became of two rows: the answer of the second was lost.
fn after_a_run() -> Screen {
    let mut harness = with_table(TABLE, Language::English, [1280.0, 800.0]);
    fill(&mut harness, Role::TextInput, "Type 2 to start", "2");
    harness.get_by_label("Create 2 instances").click();
    harness.run_steps(2);
    let job = job_of(&harness, |command| matches!(command, Command::CreateMany { .. }));
    let account = harness.state().state.accounts[0].id;
    let intent = IntentId::random();
    let new = |name: &str, intent, row| NewItem {
        account,
        subject: RunSubject::New(Some(intent)),
        name: name.to_owned(),
        values: Values::default(),
        left_out: None,
        row,
    };
    // The third row of the file; and one of a run that an earlier version began.
    let items = vec![new("padaria", IntentId::random(), Some(3)), new("loja", intent, None)];
    let mut whole = WholeRun::new(RunKind::CreateMany, items, Timestamp::UNIX_EPOCH);
    whole.run.state = RunState::Finished;
    let run: RunId = whole.run.id;
    Arc::make_mut(&mut whole.items[0]).state = ItemState::Done;
    Arc::make_mut(&mut whole.items[1]).state = ItemState::Unconfirmed(FailureKind::ConnectionLost.into());
    let change = RunChange { run: whole.run, items: whole.items, waits: Vec::new(), resting: Vec::new(), left: None };
    harness.state_mut().state.apply(Event::RunChanged(Box::new(change)));
    end(&mut harness, job, Done::RunBegun(run));
    assert_eq!(harness.state().state.runs.get(run).unwrap().count(Fate::Unconfirmed), 1);
    harness
}

#[test]
fn what_became_of_each_row_is_reported_without_a_token() {
    let mut harness = after_a_run();
    harness.get_by_label("1 of 2 created, 0 failed, 1 unconfirmed");
    harness.get_by_label("Save report…").click();
    harness.run_steps(2);
    let report = harness.state().sent.iter().find_map(|command| match command {
        Command::SaveText { text, extension: "csv", .. } => Some(text.clone()),
        _ => None,
    });
    let report = report.unwrap();
    assert!(report.contains("\"3\",\"padaria\",\"Evolution · vps-01\",\"Created\""), "{report}");
    assert!(report.contains("\"2\",\"loja\""), "{report}");
}

#[test]
fn a_report_with_tokens_wants_a_passphrase_twice() {
    let mut harness = after_a_run();
    harness.get_by_label("With tokens…").click();
    harness.run_steps(3);
    let save = |harness: &Screen| !harness.get_by_label("Save file…").accesskit_node().is_disabled();
    assert!(!save(&harness));
    for label in ["Passphrase", "Passphrase again"] {
        fill(&mut harness, Role::PasswordInput, label, "cavalo bateria grampo certo janela");
    }
    assert!(save(&harness));
    harness.get_by_label("Save file…").click();
    harness.run_steps(2);
    let (job, command) = harness.state().jobs.last().cloned().unwrap();
    let Command::SealReport { report, to: None, passphrase } = command else { panic!("{command:?}") };
    assert_eq!(passphrase.expose(), "cavalo bateria grampo certo janela");
    assert_eq!((report.titles.len(), report.rows.len(), report.rows[0].0.len()), (7, 2, 6));
    harness.state_mut().state.jobs.insert(job, JobState::Running);
    harness
        .state_mut()
        .state
        .apply(Event::JobProgress { job, steps: Steps { done: 1240, all: 2000, left: None } });
    harness.run_steps(2);
    harness.get_by_role_and_label(Role::Label, "Reading keys and tokens: 1,240 of 2,000");
    end(&mut harness, job, Done::ReportSealed { path: "/home/me/r.csv.age".to_owned(), tokens: 1 });
    harness.get_by_label("Report written and read back");
    harness.get_by_label("1 token");
    harness.get_by_label("/home/me/r.csv.age");
}

#[test]
fn it_fits_a_small_window_in_every_language() {
    for language in Language::ALL {
        let mut harness = with_table(TABLE, language, [800.0, 600.0]);
        let rows = harness.state().texts.t("csv-table");
        harness.get_by_role_and_label(Role::RadioButton, &rows).click();
        harness.run_steps(3);
        assert_eq!(harness.query_all_by_role(Role::Row).count(), 4, "{language:?}");
    }
}

/// Every text that is painted, and whether it is cut.
fn painted(shape: &egui::Shape, found: &mut Vec<(String, bool)>) {
    match shape {
        egui::Shape::Vec(shapes) => shapes.iter().for_each(|shape| painted(shape, found)),
        egui::Shape::Text(text) => found.push((text.galley.text().to_owned(), text.galley.elided)),
        _ => {}
    }
}

#[test]
fn an_account_has_room_and_a_longer_one_is_told_whole_where_it_is_pointed_at() {
    let long = "Evolution de todas as lojas do interior de São Paulo";
    for (label, is_cut) in [("Sandbox Evolution 2.3", false), (long, true)] {
        let account = Account { label: label.to_owned(), ..account("evolution") };
        let loaded = Loaded { accounts: vec![account], ..Loaded::default() };
        let mut harness = screen(loaded, Route::CreateMany, Language::English, Theme::Light, [1280.0, 800.0]);
        paste(&mut harness, &format!("nome\tconta\npadaria\t{label}\n"));
        let texts = |harness: &Screen| {
            let mut found = Vec::new();
            // A choice beside the rows shows it too.
            let row = harness.get_by(|node| node.author_id() == Some("csv.row.1")).rect();
            let in_row = |shape: &&ClippedShape| row.expand(1.0).contains_rect(shape.shape.visual_bounding_rect());
            harness
                .output()
                .shapes
                .iter()
                .filter(in_row)
                .for_each(|shape| painted(&shape.shape, &mut found));
            found.retain(|(text, _)| text == label);
            found
        };
        let row = harness.get_by(|node| node.author_id() == Some("csv.row.1")).rect();
        let in_row = texts(&harness);
        assert!(in_row.contains(&(label.to_owned(), is_cut)), "{in_row:?}");
        let told = |harness: &Screen| harness.query_all_by_role_and_label(Role::Label, label).count();
        let before = told(&harness);
        harness.event(egui::Event::PointerMoved(egui::pos2(row.left() + 270.0, row.center().y)));
        for _ in 0..20 {
            std::thread::sleep(Duration::from_millis(50));
            harness.run_steps(2);
        }
        assert_eq!(told(&harness) - before, usize::from(is_cut), "{label}");
    }
}

#[test]
fn what_fits_in_no_narrower_column_stands_whole_in_its_own() {
    let evolution = Account { label: "Sandbox Evolution 2.3".to_owned(), ..account("evolution") };
    let loaded = Loaded { accounts: vec![evolution, account("zapi")], ..Loaded::default() };
    for (language, height) in Language::ALL.into_iter().flat_map(|language| [(language, 816.0), (language, 516.0)]) {
        // The window of these tests has a margin around the screen; in the lower one the columns scroll.
        let mut harness = screen(loaded.clone(), Route::CreateMany, language, Theme::Light, [1296.0, height]);
        let row = "padaria\tSandbox Evolution 2.3\t+55 11 98877-1200\tPadaria Trigo Bom\n";
        paste(&mut harness, &format!("nome\tconta\ttelefone\tapelido\n{row}loja\tnada\t1198765\t\n"));
        let mut found = Vec::new();
        harness.output().shapes.iter().for_each(|shape| painted(&shape.shape, &mut found));
        let cut: Vec<&String> = found.iter().filter(|(_, is_cut)| *is_cut).map(|(text, _)| text).collect();
        assert_eq!(cut, [""; 0], "{language:?} {height}");
        for word in [Texts::new(language).t("csv-title-row"), "Padaria Trigo Bom".to_owned()] {
            assert!(found.iter().any(|(text, _)| *text == word), "{language:?}: {word}");
        }
    }
}
