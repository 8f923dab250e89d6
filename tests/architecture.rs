//! Who may import whom, read from the sources themselves; the table is in ARCHITECTURE.md.

#![allow(clippy::unwrap_used, reason = "a test may stop at once")]

#[path = "support/imports.rs"]
mod imports;

use std::fs;
use std::path::{Path, PathBuf};

/// Longest file, in lines.
const LONGEST: usize = 500;

/// Folder, and what it must not name.
const RULES: &[(&str, &[&str])] = &[
    (
        "domain",
        &[
            "crate::form",
            "crate::providers",
            "crate::qr",
            "crate::engine",
            "crate::ui",
            "crate::app",
            "crate::i18n",
            "crate::sandbox",
            "tokio::",
            "reqwest::",
            "egui::",
            "rusqlite::",
            "keyring_core::",
            "std::fs",
        ],
    ),
    (
        "form",
        &[
            "crate::providers",
            "crate::qr",
            "crate::engine",
            "crate::ui",
            "crate::app",
            "crate::i18n",
            "crate::sandbox",
            "tokio::",
            "reqwest::",
            "egui::",
            "rusqlite::",
            "keyring_core::",
            "std::fs",
        ],
    ),
    (
        "providers",
        &[
            "crate::qr",
            "crate::engine",
            "crate::ui",
            "crate::app",
            "crate::i18n",
            "crate::sandbox",
            "tokio::",
            "reqwest::",
            "egui::",
            "rusqlite::",
            "keyring_core::",
            "std::fs",
            "std::time::Instant",
            "Timestamp::now",
        ],
    ),
    (
        "qr",
        &[
            "crate::form",
            "crate::providers",
            "crate::engine",
            "crate::ui",
            "crate::app",
            "crate::i18n",
            "crate::sandbox",
            "tokio::",
            "reqwest::",
            "egui::",
            "std::fs",
        ],
    ),
    ("engine", &["egui::", "eframe::", "crate::app", "crate::ui", "crate::i18n"]),
    ("sandbox", &["crate::providers", "crate::engine", "crate::app", "crate::ui", "crate::form", "egui::"]),
    (
        "ui",
        &[
            "crate::engine",
            "crate::providers",
            "crate::app",
            "crate::sandbox",
            "tokio::",
            "reqwest::",
            "rusqlite::",
            "std::fs",
            // Pictures of gateways are read where no frame waits for it.
            "read_png",
            "png::",
        ],
    ),
    (
        "script",
        &[
            "crate::sandbox",
            "crate::ui",
            "crate::app::screens",
            "egui::",
            "tokio::",
            "reqwest::",
            "rusqlite::",
            "keyring_core::",
        ],
    ),
    (
        "app",
        &["crate::sandbox", "tokio::", "reqwest::", "rusqlite::", "keyring_core::", "std::fs", "read_png", "png::"],
    ),
];

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            found.push(path);
        }
    }
    found
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn nobody_imports_what_they_must_not() {
    let mut broken = Vec::new();
    let mut read = 0;
    for (folder, banned) in RULES {
        for path in sources(&root().join("src").join(folder)) {
            read += 1;
            let text = fs::read_to_string(&path).unwrap();
            // What a file tests itself with is no part of the program.
            for (number, line) in text.lines().enumerate().take_while(|(_, line)| *line != "#[cfg(test)]") {
                let code = line.split("//").next().unwrap_or_default();
                for name in banned.iter().filter(|name| code.contains(**name)) {
                    broken.push(format!("{}:{} names {name}", path.display(), number + 1));
                }
            }
        }
    }
    assert!(read > 30, "only {read} sources were read");
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

/// Who reads a file of a ring has to read them all.
#[test]
fn no_file_imports_in_a_ring() {
    let root = root().join("src");
    let graph = imports::graph(&root, &sources(&root));
    assert!(graph.len() > 150 && graph.values().flatten().count() > 700, "hardly any imports were found");
    let rings = imports::rings(&graph);
    assert!(rings.is_empty(), "{rings:#?}");
}

#[test]
fn imports_are_grouped_by_module() {
    for path in sources(&root().join("src")) {
        let text = fs::read_to_string(&path).unwrap();
        assert!(!text.contains("use crate::{"), "{} hides what it imports in one group", path.display());
    }
}

/// What a provider is and says stands in its folder, and one line of the registry names it.
#[test]
fn no_provider_is_named_outside_its_folder() {
    let is_test =
        |path: &Path| path.ends_with("tests.rs") || path.components().any(|part| part.as_os_str() == "sequences");
    let mut broken = Vec::new();
    for folder in ["ui", "app", "engine", "domain", "form", "desktop", "qr", "providers", "i18n.rs", "main.rs"] {
        let at = root().join("src").join(folder);
        let paths = if at.is_dir() { sources(&at) } else { vec![at] };
        for path in paths.iter().filter(|path| !is_test(path)) {
            for provider in pairdesk::providers::ALL {
                let folder = root().join("src/providers").join(provider.id().0);
                // The registry's line.
                let allowed = usize::from(path.ends_with("src/providers/mod.rs"));
                if path.starts_with(&folder) {
                    continue;
                }
                let text = fs::read_to_string(path).unwrap().to_lowercase();
                let code = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
                let names = [provider.id().0, provider.name(), provider.about().short_name].map(str::to_lowercase);
                let lines = code.lines().filter(|line| names.iter().any(|name| line.contains(name.as_str())));
                if lines.count() > allowed {
                    broken.push(format!("{} names {}", path.display(), provider.id()));
                }
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

/// A target says what proves that a call meets the instance it is for. Only the door knows; whoever made one elsewhere
/// could act on whatever has the name now.
#[test]
fn targets_are_made_at_one_door() {
    let made: Vec<PathBuf> = sources(&root().join("src"))
        .into_iter()
        // What a file tests itself with is no part of the program.
        .filter(|path| !path.ends_with("tests.rs"))
        .filter(|path| fs::read_to_string(path).unwrap().contains("Target::new"))
        .collect();
    assert_eq!(made, [root().join("src/engine/shared/door.rs")]);
}

/// What is absent or missing is so by a proof, which has one maker; a stage that is set past the table needs none.
#[test]
fn a_stage_moves_by_the_table_alone() {
    // The stages of a pairing window, and facts that a test spoils.
    let pairing = root().join("src/domain/pairing");
    let is_no_other = |path: &PathBuf| !path.starts_with(&pairing) && !path.ends_with("sequences/mod.rs");
    let mut past = Vec::new();
    for path in sources(&root().join("src")).into_iter().filter(is_no_other) {
        let text = fs::read_to_string(&path).unwrap();
        for line in text.lines().map(str::trim).filter(|line| line.contains(".stage = ")) {
            past.push((path.clone(), line.to_owned()));
        }
    }
    let table = (root().join("src/engine/shared/records.rs"), "intent.stage = next;".to_owned());
    assert_eq!(past, [table]);
    let proofs = [("whole_list.rs", "Missing(())"), ("lookup.rs", "Absent(())")];
    for path in sources(&root().join("src")) {
        let text = fs::read_to_string(&path).unwrap();
        for (home, proof) in proofs.iter().filter(|(home, _)| !path.ends_with(home)) {
            assert!(!text.contains(proof), "{} makes a proof of {home}", path.display());
        }
    }
}

#[test]
fn no_file_is_too_long() {
    let mut long = Vec::new();
    for folder in ["src", "tests"] {
        for path in sources(&root().join(folder)) {
            let lines = fs::read_to_string(&path).unwrap().lines().count();
            if lines > LONGEST {
                long.push(format!("{} has {lines} lines", path.display()));
            }
        }
    }
    assert!(long.is_empty(), "{}", long.join("\n"));
}
