//! The table of promises, `docs/promises.md`: a test that plays many cases says how many, and the table says the same.

/// Checks the row of this test: so many cases were played.
pub fn cases(test: &str, played: usize) {
    let table = include_str!("../../docs/promises.md");
    let end = format!("| `{test}` | {played} |");
    assert!(
        table.lines().any(|row| row.ends_with(&end)),
        "docs/promises.md has no row that ends with {end}: this many cases were played"
    );
}
