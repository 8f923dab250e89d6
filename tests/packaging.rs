//! What a package says of the program is true of it: arguments, version, names, languages and what it needs.

#![allow(clippy::unwrap_used, reason = "a test may stop at once")]

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

const COMPLETIONS: [&str; 3] = ["completions/pairdesk.bash", "completions/_pairdesk", "completions/pairdesk.fish"];
const ID: &str = "io.pairdesk.Pairdesk";
/// As desktop entry and metainfo spell them; English has no mark.
const LANGUAGES: [&str; 2] = ["pt_BR", "es"];

fn read(path: &str) -> String {
    fs::read_to_string(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

fn linux(path: &str) -> String {
    read(&format!("packaging/linux/{path}"))
}

/// The whole words of a text that may be arguments.
fn words(text: &str) -> BTreeSet<String> {
    let ends = |c: char| !(c.is_ascii_alphanumeric() || c == '-');
    text.split(ends).map(|word| word.trim_end_matches('-').to_owned()).collect()
}

/// What the program takes, from the text that reads it.
fn arguments() -> BTreeSet<String> {
    let source = read("src/args.rs");
    let (_, parse) = source.split_once("pub fn parse(").unwrap();
    let (parse, _) = parse.split_once("#[cfg(test)]").unwrap();
    let scripts = read("src/args/script.rs");
    let (scripts, _) = scripts.split_once("#[cfg(test)]").unwrap();
    let parse = &format!("{parse}{scripts}");
    let quoted = parse.split('"').skip(1).step_by(2);
    // Dashes alone are none: `-` stands for standard input, `--` for the end of the options.
    let options = quoted.filter(|text| text.starts_with('-') && !matches!(*text, "-" | "--") && !text.contains(' '));
    let commands = parse.split("first == \"").skip(1).filter_map(|rest| rest.split('"').next());
    let taken: BTreeSet<String> = options.chain(commands).map(str::to_owned).collect();
    let (_, names) = scripts.split_once("NAMES: [&str; ").unwrap();
    let names = names.lines().next().unwrap().split('"').skip(1).step_by(2).map(str::to_owned);
    let taken: BTreeSet<String> = taken.into_iter().chain(names).collect();
    for known in ["--data-dir", "-V", "sandbox", "--secret", "pair"] {
        assert!(taken.contains(known), "{known} is not among {taken:?}");
    }
    taken
}

/// The arguments that a file of completions offers.
fn offered(path: &str) -> BTreeSet<String> {
    let text = linux(path);
    let mut found = words(&text);
    // fish names them by options of its own.
    if path.ends_with("fish") {
        found.retain(|word| !word.starts_with('-'));
        for (option, dashes) in [(" -l ", "--"), (" -s ", "-")] {
            let named = text.split(option).skip(1).filter_map(|rest| rest.split_whitespace().next());
            found.extend(named.map(|name| format!("{dashes}{name}")));
        }
    }
    found
}

#[test]
fn the_manual_page_tells_every_argument() {
    // Its marks for bold, italic and hyphens are no part of a word.
    let marks = ["\\fB", "\\fI", "\\fR", "\\"];
    let page = words(&marks.iter().fold(linux("pairdesk.1"), |text, mark| text.replace(mark, "")));
    let missing: Vec<String> = arguments().into_iter().filter(|word| !page.contains(word)).collect();
    assert!(missing.is_empty(), "pairdesk.1 lacks {missing:?}");
    let unknown: Vec<&String> =
        page.iter().filter(|word| word.starts_with("--") && !arguments().contains(*word)).collect();
    assert!(unknown.is_empty(), "pairdesk.1 tells of {unknown:?}");
}

#[test]
fn every_shell_completes_every_argument_and_no_other() {
    for path in COMPLETIONS {
        let offered = offered(path);
        let missing: Vec<String> = arguments().into_iter().filter(|word| !offered.contains(word)).collect();
        assert!(missing.is_empty(), "{path} lacks {missing:?}");
        let unknown: Vec<&String> =
            offered.iter().filter(|word| word.starts_with("--") && !arguments().contains(*word)).collect();
        assert!(unknown.is_empty(), "{path} offers {unknown:?}");
        for tag in ["en", "pt-BR", "es"] {
            assert!(offered.contains(tag), "{path} lacks the language {tag}");
        }
    }
}

#[test]
fn the_desktop_entry_fits_the_window_and_speaks_every_language() {
    let entry = linux(&format!("{ID}.desktop"));
    assert_eq!(pairdesk::desktop::APP_ID, ID, "the program calls itself otherwise");
    assert!(read("src/main.rs").contains(".with_app_id(desktop::APP_ID)"), "the window has another id");
    for line in [format!("Icon={ID}"), format!("StartupWMClass={ID}"), "Exec=pairdesk".to_owned()] {
        assert!(entry.lines().any(|have| have == line), "no {line}");
    }
    for key in ["GenericName", "Comment", "Keywords"] {
        for language in LANGUAGES {
            assert!(entry.contains(&format!("\n{key}[{language}]=")), "{key} lacks {language}");
        }
    }
    for exec in entry.lines().filter_map(|line| line.strip_prefix("Exec=pairdesk ")) {
        assert!(arguments().contains(exec), "the program does not take {exec}");
    }
}

#[test]
fn the_metainfo_tells_this_version_in_every_language() {
    let text = linux(&format!("{ID}.metainfo.xml"));
    let newest = text.split("<release version=\"").nth(1).and_then(|rest| rest.split('"').next());
    assert_eq!(newest, Some(env!("CARGO_PKG_VERSION")));
    for tag in ["summary", "p", "li", "caption"] {
        let plain = text.matches(&format!("<{tag}>")).count();
        assert!(plain > 0, "no {tag}");
        for language in LANGUAGES {
            let translated = text.matches(&format!("<{tag} xml:lang=\"{language}\">")).count();
            assert_eq!(translated, plain, "{tag} in {language}");
        }
    }
    assert!(read("CHANGELOG.md").contains(&format!("\n## {} ", env!("CARGO_PKG_VERSION"))));
}

/// The packages that `scripts/run` installs are those that the .deb asks for, or recommends.
#[test]
fn the_package_asks_for_what_is_opened_at_run_time() {
    let setup = read("scripts/setup.sh");
    let (_, list) = setup.split_once("\nRUN_PACKAGES=(").unwrap();
    let (list, _) = list.split_once(')').unwrap();
    let manifest = read("Cargo.toml");
    let (_, depends) = manifest.split_once("\ndepends = \"\"\"").unwrap();
    let (depends, _) = depends.split_once("\nextended-description").unwrap();
    let ends = |c: char| !(c.is_ascii_alphanumeric() || c == '-');
    let asked: BTreeSet<&str> = depends.split(ends).collect();
    let missing: Vec<&str> = list
        .split_whitespace()
        .filter(|either| !either.split('|').any(|name| asked.contains(name)))
        .collect();
    assert!(missing.is_empty() && asked.len() > 10, "the .deb does not ask for {missing:?}");
}
