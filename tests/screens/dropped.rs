//! Files that are dropped on the window.

use super::create_many::{loaded, paste};
use super::*;
use pairdesk::engine::command::TableSource;
use std::path::{Path, PathBuf};

#[derive(Debug)]
struct Dropped(PathBuf);

impl egui::DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        Err("only its path is asked for".to_owned())
    }
}

/// What was sent to be read once these are dropped.
fn drop_files(harness: &mut Screen, names: &[&str]) -> Vec<TableSource> {
    let files = names
        .iter()
        .map(|name| Arc::new(Dropped(Path::new("/tmp").join(name))) as Arc<dyn egui::DroppedFile + Send + Sync>);
    harness.input_mut().dropped_files = files.collect();
    harness.step();
    harness.input_mut().dropped_files.clear();
    harness.run_steps(3);
    let read = |command: &Command| match command {
        Command::ReadTable { source, .. } => Some(source.clone()),
        _ => None,
    };
    harness.state().sent.iter().filter_map(read).collect()
}

#[test]
fn a_dropped_file_is_read_wherever_one_is() {
    let mut harness = english(loaded(), Route::Settings);
    let read = drop_files(&mut harness, &["clientes.csv"]);
    assert_eq!(read, [TableSource::File("/tmp/clientes.csv".into())]);
    assert_eq!(harness.state().route, Route::CreateMany);
    assert_eq!(harness.state().said, [""; 0]);
}

#[test]
fn of_several_dropped_files_the_one_that_is_read_is_named() {
    let mut harness = english(loaded(), Route::Instances);
    let read = drop_files(&mut harness, &["a\u{202e}.csv", "b.csv"]);
    assert_eq!(read, [TableSource::File("/tmp/a\u{202e}.csv".into())]);
    assert_eq!(harness.state().said, ["One file at a time: only a.csv is read"]);
}

#[test]
fn a_dropped_file_does_not_take_what_stands_in_a_dialog() {
    let mut harness = english(loaded(), Route::Settings);
    harness.get_by(|node| node.author_id() == Some("settings.backup")).click();
    harness.run_steps(3);
    fill(&mut harness, Role::PasswordInput, "Passphrase", "cavalo bateria");
    assert_eq!(drop_files(&mut harness, &["clientes.csv"]), []);
    assert_eq!(harness.state().route, Route::Settings);
    assert_eq!(harness.state().said, ["A dialog is open. Close it, then drop the file"]);
    harness.get_by(|node| node.author_id() == Some("confirm.cancel"));
}

#[test]
fn a_file_that_is_held_over_the_window_is_told_what_dropping_it_does() {
    let mut harness = screen(loaded(), Route::Instances, Language::Spanish, Theme::Dark, [1280.0, 800.0]);
    let words = "Suelte la tabla aquí para crear una instancia por fila";
    assert!(harness.query_by_label(words).is_none());
    harness.input_mut().hovered_files.push(egui::HoveredFile::default());
    harness.run_steps(3);
    let place = harness.get_by_label(words).rect();
    assert!((place.center().x - 640.0).abs() < 20.0 && (place.center().y - 400.0).abs() < 60.0, "{place:?}");
    harness.input_mut().hovered_files.clear();
    harness.run_steps(3);
    assert!(harness.query_by_label(words).is_none());
    // Where it cannot be dropped, that is said.
    let mut harness = english(loaded(), Route::Settings);
    harness.get_by(|node| node.author_id() == Some("settings.backup")).click();
    harness.run_steps(3);
    harness.input_mut().hovered_files.push(egui::HoveredFile::default());
    harness.run_steps(3);
    harness.get_by_label("A dialog is open. Close it, then drop the file");
}

#[test]
fn a_title_above_the_names_is_left_out_and_said() {
    let table = "Cadastro de clientes\t\t\nNome\tConta\tTelefone\npadaria\tvps-01\t+55 11 98877-1200\n";
    let mut harness = screen(loaded(), Route::CreateMany, Language::Portuguese, Theme::Light, [1280.0, 800.0]);
    paste(&mut harness, table);
    harness.get_by_label("1 linha acima dos nomes fica de fora");
    harness.get_by_label("1, padaria, Evolution · vps-01, +55 11 98877-1200, Pronta");
    harness.get_by_label("1 instância");
}
