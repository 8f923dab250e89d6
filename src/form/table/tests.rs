use crate::form::table::Writer;
use crate::form::table::encoding::Encoding;
use crate::form::table::read::{
    LONGEST, LONGEST_CELL, MOST_COLUMNS, MOST_ROWS, Reading, Refusal, Table, read, read_text,
};
use crate::form::table::separator::Separator;
use proptest::prelude::*;

fn written(separator: Separator, rows: &[Vec<String>]) -> String {
    let mut writer = Writer::new(separator);
    for row in rows {
        writer.row(row);
    }
    writer.finish()
}

/// Texts that spreadsheets take for something else.
fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        "[=+@'\"; ,|\t\r\n\0\u{a0}\u{feff}＝x1-]{0,8}",
        "[a-zA-ZçãÓ0-9 ]{0,12}",
        any::<String>().prop_map(|text| text.chars().take(40).collect()),
    ]
}

fn table() -> impl Strategy<Value = Vec<Vec<String>>> {
    let is_kept = |rows: &Vec<Vec<String>>| rows.iter().all(|row| row.iter().any(|cell| !cell.trim().is_empty()));
    (1..5_usize)
        .prop_flat_map(|width| prop::collection::vec(prop::collection::vec(cell(), width), 1..12))
        .prop_filter("rows of nothing are skipped", is_kept)
}

fn cases() -> ProptestConfig {
    ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() }
}

#[test]
fn what_is_written_is_read_back_and_runs_nothing() {
    proptest!(cases(), |(rows in table(), at in 0..3_usize)| {
        let separator = Separator::ALL[at];
        let text = written(separator, &rows);
        let read = read(text.as_bytes(), Reading::default()).unwrap();
        prop_assert_eq!(&read.rows, &rows);
        prop_assert!(rows[0].len() == 1 || read.separator == separator);
        // A spreadsheet with any separator in its settings; cut wrongly, a cell may begin with what stands between two.
        for cut in Separator::ALL {
            for record in cut.records(&text) {
                for cell in &record.unwrap() {
                    let cell =
                        if cut == separator { cell } else { cell.trim_start_matches(['\r', '\n', '\t', '"']) };
                    prop_assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\0']), "{:?} runs", cell);
                }
            }
        }
    });
}

#[test]
fn nothing_that_is_read_ends_in_a_panic() {
    proptest!(cases(), |(bytes in prop::collection::vec(any::<u8>(), 0..200), told in 0..5_usize)| {
        let encoding = Encoding::ALL.get(told).copied();
        if let Ok(table) = read(&bytes, Reading { encoding, separator: None }) {
            prop_assert!(table.rows.iter().all(|row| row.len() == table.rows[0].len()));
        }
    });
}

fn rows_of(text: &str) -> Vec<Vec<String>> {
    read_text(text, Reading::default()).unwrap().rows
}

#[test]
fn rows_of_nothing_are_skipped_and_short_ones_filled() {
    assert_eq!(rows_of("a;b\n\n;\nc\n \n"), [["a", "b"], ["c", ""]]);
    let empty = ";".repeat(1_000);
    let written = format!("a;b{empty}\nc;d;{empty}\n{}", format!(";{empty}\n").repeat(5_000));
    assert_eq!(rows_of(&written), [["a", "b"], ["c", "d"]], "columns and rows that were only coloured");
    assert_eq!(rows_of("sep=\t\na\tb\n1\t2"), [["a", "b"], ["1", "2"]]);
    assert_eq!(rows_of("a;\"b\r\nc\";d\n"), [["a", "b\r\nc", "d"]], "Excel breaks lines within a cell");
    assert_eq!(rows_of("a\rb\r"), [["a"], ["b"]], "lines of an old Mac");
}

#[test]
fn a_separator_that_was_chosen_counts() {
    let comma = Reading { separator: Some(Separator::Comma), ..Reading::default() };
    let table = read(b"a;b,c\n", comma).unwrap();
    assert_eq!(
        table,
        Table { separator: Separator::Comma, rows: vec![vec!["a;b".into(), "c".into()]], ..Table::default() }
    );
}

#[test]
fn what_is_too_much_is_refused_with_its_reason() {
    let refusal = |text: &str| read(text.as_bytes(), Reading::default()).unwrap_err();
    let rows = |count: usize| "x\n".repeat(count + 1);
    assert_eq!(read(rows(MOST_ROWS).as_bytes(), Reading::default()).unwrap().rows.len(), MOST_ROWS + 1);
    assert_eq!(refusal(&rows(MOST_ROWS + 1)), Refusal::TooManyRows);
    assert_eq!(refusal(&rows(1_000_000)), Refusal::TooManyRows);
    assert_eq!(refusal(&format!("{}x", ";".repeat(MOST_COLUMNS))), Refusal::TooManyColumns);
    assert_eq!(refusal(&format!("a;b\nc;\"{}\"", "d\n".repeat(LONGEST_CELL))), Refusal::TooLongCell { line: 2 });
    assert_eq!(refusal(&"x".repeat(LONGEST + 1)), Refusal::TooLong);
    for nothing in ["", "\u{feff}", "\n\n;;\n", "sep=;\n"] {
        assert_eq!(refusal(nothing), Refusal::Empty, "{nothing:?}");
    }
    assert_eq!(read(b"PK\x03\x04 workbook", Reading::default()), Err(Refusal::NotText));
}

#[test]
fn a_table_is_not_printed() {
    let table = read(b"name;token\nx;CANARY\n", Reading::default()).unwrap();
    assert!(!format!("{table:?}").contains("CANARY"));
}

/// Files as they come, and as somebody might make them who means ill: each ends in rows or in a reason.
/// What it is about, the file, and its rows and columns, or why it is none.
type File = (&'static str, Vec<u8>, Result<(usize, usize), Refusal>);

#[test]
fn twenty_five_hostile_files_end_in_rows_or_a_reason() {
    let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let rows = |count: usize| "a;b\n".repeat(count).into_bytes();
    let bytes = |text: &str| text.as_bytes().to_vec();
    let files: [File; 25] = [
        ("a mark of UTF-8", bytes("\u{feff}nome;fone\nÓtica;1\n"), Ok((2, 2))),
        ("UTF-16 with its mark", utf16("\u{feff}nome;fone\nÓtica;1\n"), Ok((2, 2))),
        ("UTF-16 without", utf16("nome;fone\nOtica;1\n"), Ok((2, 2))),
        ("half a letter of UTF-16", utf16("nome;fone\n")[..19].to_vec(), Ok((1, 2))),
        ("Latin-1", b"nome;fone\n\xd3tica;1\n".to_vec(), Ok((2, 2))),
        ("semicolons", bytes("a;b;c\n1;2;3\n"), Ok((2, 3))),
        ("tabs", bytes("a\tb\n1\t2\n"), Ok((2, 2))),
        ("Excel tells the separator", bytes("sep=;\r\na,x;b\r\n"), Ok((1, 2))),
        ("a quote that nobody closes", bytes(&format!("a;\"{}", "x;y\n".repeat(2_000))), Ok((2_000, 3))),
        ("quotes within quotes", bytes("\"a \"\"b\"\"\";c\n"), Ok((1, 2))),
        ("a line break in a cell", bytes("\"a\r\nb\";c\n"), Ok((1, 2))),
        ("lines that differ in length", bytes("a;b\nc\nd;e;f\n"), Ok((3, 3))),
        ("lines of nothing", bytes("a;b\n\n;;\n \nc;d\n"), Ok((2, 2))),
        ("zeroes", b"a\0b;c\0\n\0;d\n".to_vec(), Ok((2, 2))),
        ("a cell of a megabyte", bytes(&"x".repeat(1 << 20)), Err(Refusal::TooLongCell { line: 1 })),
        ("a file of 33 MB", vec![b'x'; LONGEST + 1], Err(Refusal::TooLong)),
        ("a million rows", rows(1_000_000), Err(Refusal::TooManyRows)),
        ("ten thousand rows and names", rows(MOST_ROWS + 1), Ok((MOST_ROWS + 1, 2))),
        ("a thousand columns", bytes(&"x;".repeat(1000)), Err(Refusal::TooManyColumns)),
        ("nothing", Vec::new(), Err(Refusal::Empty)),
        ("nothing but separators", bytes(";;;\n;;;\n"), Err(Refusal::Empty)),
        ("an archive", b"PK\x03\x04\x14\0\x06\0".to_vec(), Err(Refusal::NotText)),
        ("an old workbook", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec(), Err(Refusal::Workbook)),
        ("formulas", bytes("=cmd|'/c calc'!A0;+1\n@SUM(1);-2\n"), Ok((2, 2))),
        ("letters that hide", bytes("no\u{200b}me;\u{202e}enof\nx;y\n"), Ok((2, 2))),
    ];
    for (what, bytes, wanted) in files {
        let read = read(&bytes, Reading::default());
        let size = read.map(|table| (table.rows.len(), table.rows[0].len()));
        assert_eq!(size, wanted, "{what}");
    }
}

#[test]
fn a_file_that_is_another_than_its_name_says_is_told_for_what_it_is() {
    let far = vec![0; 200_000];
    let workbook = |part: &[u8]| [&b"PK\x03\x04"[..], &far, part, &[0; 20]].concat();
    for (bytes, refusal) in [
        (&b"\n <!DOCTYPE html>\n<html><body>Sign in</body></html>"[..], Refusal::WebPage),
        (b"\xef\xbb\xbf<HTML>", Refusal::WebPage),
        (b"<table><tr><td>a;b</td></tr></table>", Refusal::WebPage),
        (b"\xff\xfe<\0h\0t\0m\0l\0>\0", Refusal::WebPage),
        (b"<?xml version=\"1.0\"?><html>", Refusal::WebPage),
        (b"<?xml version=\"1.0\"?><?mso-application?><Workbook>", Refusal::Workbook),
        (b"<?xml version=\"1.0\"?><feed/>", Refusal::NotText),
        (b"[{\"name\": \"a\"},\n {\"name\": \"b;c\"}]", Refusal::Json),
        (b"{\"name\":\"a\"}\n{\"name\":\"b\"}\n", Refusal::Json),
        (b"age-encryption.org/v1\n-> scrypt c2FsdA 18\nAAAA\n--- \x93\xf0\0\xff", Refusal::Locked),
        (b"\xef\xbb\xbf-----BEGIN AGE ENCRYPTED FILE-----\nYWdl\n", Refusal::Locked),
        (b"%PDF-1.7\n1 0 obj", Refusal::Pdf),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Refusal::Workbook),
        (&workbook(b"xl/workbook.xml"), Refusal::Workbook),
        (b"PK\x03\x04..mimetypeapplication/vnd.oasis.opendocument.spreadsheetPK", Refusal::Workbook),
        (&workbook(b"word/document.xml"), Refusal::NotText),
    ] {
        assert_eq!(
            read(bytes, Reading::default()).unwrap_err(),
            refusal,
            "{}",
            String::from_utf8_lossy(&bytes[..30.min(bytes.len())])
        );
    }
    for table in ["<3 loja;vps", "{loja};vps", "[sul] loja", "[\"sul\"] loja;vps", "<b>;c"] {
        assert!(read_text(table, Reading::default()).is_ok(), "{table}");
    }
}
