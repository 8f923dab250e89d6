//! A report with tokens: into a sealed file, and nowhere else.

use crate::backup::{PASSPHRASE, filled, token};
use crate::lab::kind;
use crate::shelf::{Fault, Shelf};
use pairdesk::domain::failure::FailureKind;
use pairdesk::domain::secret::Secret;
use pairdesk::engine::command::{Command, Report};
use pairdesk::engine::event::Done;
use pairdesk::form::table::separator::Separator;
use std::path::Path;

/// Whatever stands in a folder.
fn bytes_in(dir: &Path) -> Vec<u8> {
    let files = std::fs::read_dir(dir).unwrap().map(|file| file.unwrap().path());
    files.filter(|path| path.is_file()).flat_map(|path| std::fs::read(path).unwrap()).collect()
}

#[test]
fn a_report_with_tokens_is_sealed_and_no_token_stands_anywhere_else() {
    let mut lab = filled();
    let tokens = ["vendas", "suporte", "loja"].map(|name| token(&mut lab, name));
    let row = |name: &str, id| (vec![name.to_owned(), "Created".to_owned()], id);
    let mut rows: Vec<_> = lab.rows().iter().map(|it| row(&it.name, Some(it.id))).collect();
    rows.push(row("=lost", None));
    let titles = ["Name", "State", "Token"].map(str::to_owned).to_vec();
    let report = Report { name: "report.csv".to_owned(), separator: Separator::Semicolon, titles, rows };
    let folder = lab.dir.with_extension("reports");
    std::fs::create_dir(&folder).unwrap();
    let path = folder.join("report.csv.age");
    let seal = |report: Report| {
        let passphrase = Secret::from(PASSPHRASE);
        Command::SealReport { report, to: Some(path.clone()), passphrase }
    };
    let done = lab.run(seal(report.clone())).unwrap();
    assert_eq!(done, Done::ReportSealed { path: path.display().to_string(), tokens: 3 });
    let sealed = std::fs::read(&path).unwrap();
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 1, "nothing was written beside it");
    for place in [sealed.clone(), bytes_in(&lab.dir)] {
        for secret in tokens.iter().map(Secret::expose).chain([PASSPHRASE]) {
            assert!(!place.windows(secret.len()).any(|part| part == secret.as_bytes()));
        }
    }
    let words = age::secrecy::SecretString::from(PASSPHRASE);
    let mut identity = age::scrypt::Identity::new(words);
    // How much work it takes by itself goes by how fast the machine is just now.
    identity.set_max_work_factor(19);
    let text = String::from_utf8(age::decrypt(&identity, &sealed).unwrap()).unwrap();
    assert!(
        text.contains("\"Name\";\"State\";\"Token\"\r\n") && text.contains("\"'=lost\";\"Created\";\"\""),
        "{text}"
    );
    for (name, token) in ["vendas", "suporte", "loja"].iter().zip(&tokens) {
        assert!(text.contains(&format!("\"{name}\";\"Created\";\"{}\"", token.expose())));
    }
    // A keyring that gives nothing away keeps it from being written.
    std::fs::remove_file(&path).unwrap();
    let shelf: Shelf = lab.shelf.clone();
    lab.restart();
    shelf.set(Some(Fault::Dismissed));
    assert_eq!(kind(lab.run(seal(report))), FailureKind::KeyringDismissed);
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 0);
    std::fs::remove_dir(folder).unwrap();
}
