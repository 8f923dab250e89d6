//! The table of promises, `docs/promises.md`: a test that plays many cases says how many, and the table says the same.

/// Checks the row of this test: so many cases were played.
#[allow(dead_code, reason = "one test needs the other one")]
pub fn cases(test: &str, played: usize) {
    let table = include_str!("../../docs/promises.md");
    let end = format!("| `{test}` | {played} |");
    assert!(
        table.lines().any(|row| row.ends_with(&end)),
        "docs/promises.md has no row that ends with {end}: this many cases were played"
    );
}

/// The same where the number differs from run to run: at least so many as the table says.
#[allow(dead_code, reason = "one test needs this one")]
pub fn at_least(test: &str, played: usize) {
    let table = include_str!("../../docs/promises.md");
    let start = format!("| `{test}` | ≥ ");
    let row = table
        .lines()
        .find_map(|row| row.split_once(&start))
        .unwrap_or_else(|| panic!("no row for {test}"));
    let least = row.1.trim_end_matches(" |").parse::<usize>();
    assert!(least.is_ok_and(|least| least <= played), "docs/promises.md says {}, {played} were played", row.1);
}
