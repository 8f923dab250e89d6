//! Every text key that the sources name exists, every text is named by somebody, and all keep to the words of docs/words.md.

#![allow(clippy::unwrap_used, reason = "a test may stop at once")]

use pairdesk::domain::settings::Language;
use pairdesk::i18n::{Texts, sources};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(rust_files(&path));
        } else {
            found.push(path);
        }
    }
    found
}

/// What stands between the quotes of calls such as `t("…")` and `tw("…", …)`.
fn named_keys() -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    for path in rust_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
        let text = fs::read_to_string(path).unwrap();
        for opening in [".t(\"", ".tw(\"", ".with(\"", ".tw(\n"] {
            for rest in text.split(opening).skip(1) {
                let key = rest.split('"').next().unwrap();
                if !key.is_empty() && key.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-') {
                    keys.insert(key.to_owned());
                }
            }
        }
    }
    keys
}

#[test]
fn every_named_text_exists() {
    let texts = Texts::new(Language::English);
    let keys = named_keys();
    assert!(keys.len() > 150, "only {} keys were found", keys.len());
    let missing: Vec<&String> = keys.iter().filter(|key| texts.find(key).is_none()).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn every_text_is_named_by_somebody() {
    let all: String = rust_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"))
        .iter()
        .map(|path| fs::read_to_string(path).unwrap())
        .collect();
    // Families whose keys are put together at run time.
    let built = [
        "field-",
        "section-",
        "failure-",
        "notice-",
        "issue-",
        "filter-",
        "activity-",
        "settings-theme-",
        "notify-",
        "provider-",
        "cost-",
        "nav-",
        "fact-",
        "lost-",
        "known-",
        "updated-",
        "checked-",
        "profile-",
        "plan-word-",
        "preset-",
        "help-",
        "topic-",
        "fault-",
        "cause-",
        "run-kind-",
        "run-title-",
        "run-ask-",
        "run-ended-",
        "csv-",
        "alert-",
        "rule-",
        "kind-",
        "looked-",
        "bulk-",
        "color-",
    ];
    let lines = sources(Language::English).flat_map(str::lines);
    let keys = lines
        .filter_map(|line| line.split_once(" ="))
        .map(|(key, _)| key)
        .filter(|key| !key.contains([' ', '#']));
    let unused: Vec<&str> = keys
        .filter(|key| !built.iter().any(|family| key.starts_with(family)))
        .filter(|key| {
            !all.contains(&format!("\"{key}\""))
                && !all.contains(&format!("\"{}\"", key.trim_end_matches("-text").trim_end_matches("-ok")))
        })
        .collect();
    assert!(unused.is_empty(), "{unused:?}");
}

/// The activity's lines come from the engine, which knows no texts.
#[test]
fn every_activity_line_has_a_text() {
    let texts = Texts::new(Language::English);
    let mut keys = BTreeSet::new();
    for path in rust_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/engine")) {
        let text = fs::read_to_string(path).unwrap();
        let named = text.split("\"activity-").skip(1).filter_map(|rest| rest.split('"').next());
        keys.extend(named.map(|key| format!("activity-{key}")));
    }
    assert!(keys.len() > 25, "only {} keys were found", keys.len());
    let missing: Vec<&String> = keys.iter().filter(|key| texts.find(key).is_none()).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

/// The tables of `docs/words.md` for a language: what must be found in its texts, and what must not.
fn words(language: &str) -> (Vec<String>, Vec<String>) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/words.md");
    let text = fs::read_to_string(path).unwrap();
    let (_, after) = text.split_once(&format!("\n## {language}\n")).unwrap();
    let table = after.split("\n## ").next().unwrap();
    let (mut used, mut never) = (Vec::new(), Vec::new());
    for row in table.lines().filter(|line| line.starts_with('|')).skip(2) {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        used.extend((!cells[1].is_empty()).then(|| cells[1].to_lowercase()));
        never.extend(cells[3].split(", ").map(str::to_lowercase));
    }
    (used, never)
}

/// Whether the words stand there as they are, and not as a part of longer ones.
fn has(text: &str, words: &str) -> bool {
    text.match_indices(words).any(|(at, found)| {
        let before = text[..at].chars().next_back();
        let after = text[at + found.len()..].chars().next();
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    })
}

/// What a text says, without the names of what is put into it.
fn said(line: &str) -> Option<String> {
    let line = line.trim();
    if line.starts_with('#') || line.is_empty() {
        return None;
    }
    let text = line.split_once(" = ").map_or(line, |(_, text)| text);
    Some(
        text.split('{')
            .map(|part| part.rsplit('}').next().unwrap_or_default())
            .collect::<String>()
            .to_lowercase(),
    )
}

#[test]
fn the_texts_keep_to_the_words() {
    for language in Language::ALL {
        let tag = language.tag();
        let texts: Vec<String> = sources(language).flat_map(str::lines).filter_map(said).collect();
        let (used, never) = words(tag);
        assert!(used.len() > 20 && never.len() > 20, "{tag}: {used:?} {never:?}");
        let all = texts.join("\n");
        for word in &used {
            assert!(has(&all, word), "{tag}: no text says “{word}”");
        }
        let said: Vec<&String> = never.iter().filter(|word| has(&all, word)).collect();
        let found: Vec<&String> = texts.iter().filter(|text| said.iter().any(|word| has(text, word))).collect();
        assert!(said.is_empty(), "{tag}: {said:?} stand in {found:#?}");
    }
}
