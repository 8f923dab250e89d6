//! `docs/promises.md` tells which test keeps which promise, and with how many cases. Each test that plays many cases
//! checks its own number as it runs; here the table is held against the sources.

#![allow(clippy::unwrap_used, reason = "a test may stop at once")]

use std::fs;
use std::path::{Path, PathBuf};

/// What a test says of its cases.
const CALLS: [&str; 2] = ["cases(", "at_least("];

struct Row {
    file: String,
    test: String,
    cases: usize,
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn rows() -> Vec<Row> {
    let table = fs::read_to_string(root().join("docs/promises.md")).unwrap();
    let rows = table.lines().filter(|line| line.starts_with("| ") && line.contains("` | `"));
    rows.map(|line| {
        let cells: Vec<&str> = line.trim_matches('|').split(" | ").map(|cell| cell.trim_matches([' ', '`'])).collect();
        let [promise, file, test, cases] = cells[..] else { panic!("not four cells: {line}") };
        assert!(promise.len() > 12, "no promise: {line}");
        let cases = cases.trim_start_matches("≥ ").parse().unwrap_or_else(|_| panic!("no number of cases: {line}"));
        Row { file: file.to_owned(), test: test.to_owned(), cases }
    })
    .collect()
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let kind = path.extension().and_then(|kind| kind.to_str()).unwrap_or_default();
        if path.is_dir() {
            sources(&path, found);
        } else if matches!(kind, "rs" | "py") && !path.ends_with("tests/promises.rs") {
            found.push(path);
        }
    }
}

/// A function with `#[test]` above it, a journey, or the harness that is a program of its own.
fn has_test(source: &str, test: &str) -> bool {
    let lines: Vec<&str> = source.lines().map(str::trim).collect();
    let function = format!("fn {test}()");
    let is_test = |at: usize| {
        let above = lines[..at].iter().rev().take_while(|line| line.starts_with("#[") || line.starts_with("///"));
        above.into_iter().any(|line| *line == "#[test]" || line.starts_with("#[tokio::test"))
    };
    lines
        .iter()
        .enumerate()
        .any(|(at, line)| line.trim_start_matches("async ").starts_with(&function) && is_test(at))
        || source.contains(&format!("journey(\"{test}\""))
        || source.contains(&format!("def {test}(program"))
        || test.split_whitespace().next() == Some("crash") && source.contains("fn main()")
}

#[test]
fn every_row_names_a_test_that_exists() {
    let rows = rows();
    assert!(rows.len() >= 40, "only {} rows were read", rows.len());
    for row in rows {
        let text = fs::read_to_string(root().join(&row.file)).unwrap_or_else(|_| panic!("no file {}", row.file));
        assert!(has_test(&text, &row.test), "{} has no test {}", row.file, row.test);
        let checked = CALLS.iter().any(|call| text.contains(&format!("{call}\"{}\", ", row.test)));
        assert!(checked || row.cases == 1, "{}: nobody checks that there are {} cases", row.test, row.cases);
    }
}

#[test]
fn every_number_of_cases_has_a_row() {
    let (rows, mut files) = (rows(), Vec::new());
    sources(&root().join("tests"), &mut files);
    sources(&root().join("src"), &mut files);
    let mut seen = 0;
    for path in files {
        let source = fs::read_to_string(&path).unwrap();
        for rest in CALLS.iter().flat_map(|call| source.split(&format!("{call}\"")).skip(1).collect::<Vec<_>>()) {
            let test = rest.split('"').next().unwrap();
            let file = path.strip_prefix(root()).unwrap().to_str().unwrap().replace('\\', "/");
            seen += 1;
            assert!(rows.iter().any(|row| row.test == test && row.file == file), "{file}: no row for {test}");
        }
    }
    assert!(seen >= 10, "only {seen} numbers were found");
}
