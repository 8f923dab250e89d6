//! Answers taken apart, however they are cut into pieces.

use super::*;

const ANY: RowsAt = RowsAt { bare: true, key: Some("content"), alone: false, pages: Pages::None, keys: &[] };

/// The rows, what stands around them, and whether a list was found.
type Parts = (Vec<String>, String, bool);

fn split(text: &[u8], piece: usize, wanted: usize) -> Result<Parts, TooLarge> {
    let (mut splitter, mut rows) = (Splitter::new(ANY, wanted), Vec::new());
    let mut each = |row: Row<'_>| {
        rows.push(match row {
            Row::Text(text) => String::from_utf8_lossy(text).into_owned(),
            Row::TooLong => "too long".to_owned(),
        });
    };
    for piece in text.chunks(piece) {
        if splitter.feed(piece, &mut each)? == Flow::Enough {
            break;
        }
    }
    let found = splitter.found();
    Ok((rows, String::from_utf8_lossy(&splitter.into_around()).into_owned(), found))
}

/// However the answer is cut into pieces, it comes to the same.
fn parts(text: &str, wanted: usize) -> Parts {
    let whole = split(text.as_bytes(), usize::MAX, wanted).unwrap();
    for piece in 1..7 {
        assert_eq!(split(text.as_bytes(), piece, wanted).unwrap(), whole, "{text} by {piece}");
    }
    whole
}

#[test]
fn rows_are_taken_out_and_the_rest_is_kept() {
    for (text, rows, around) in [
        ("[]", &[][..], "[]"),
        (" [ ] \n", &[], "[] \n"),
        (r#"[{"a":1},{"b":[2,{"c":"]"}]}]"#, &[r#"{"a":1}"#, r#"{"b":[2,{"c":"]"}]}"#], "[]"),
        ("[ {\"a\" : 1}\n,\t{} ] ", &["{\"a\" : 1}", "{}"], "[] "),
        (r#"[{"a":"\"},{\\"},{"b":"\\"}]"#, &[r#"{"a":"\"},{\\"}"#, r#"{"b":"\\"}"#], "[]"),
        ("\u{feff}[{}]", &["{}"], "[]"),
        (r#"[1,"a,]",null , -2.5e3,[1,[2]]]"#, &["1", r#""a,]""#, "null", "-2.5e3", "[1,[2]]"], "[]"),
        (
            r#"{"total":2,"content":[{"a":1},{}],"page":1}"#,
            &[r#"{"a":1}"#, "{}"],
            r#"{"total":2,"content":[],"page":1}"#,
        ),
        (r#"{ "content" : [ {} ] }"#, &["{}"], r#"{ "content" : [] }"#),
        (r#"{"c\u006fntent":[{}]}"#, &["{}"], r#"{"c\u006fntent":[]}"#),
        (r#"{"content":["x"]}"#, &[r#""x""#], r#"{"content":[]}"#),
        ("[{\"n\":\"ção ☎ \u{1f600}\"}]", &["{\"n\":\"ção ☎ \u{1f600}\"}"], "[]"),
    ] {
        let (found, rest, is_list) = parts(text, usize::MAX);
        assert_eq!((found, rest.as_str(), is_list), (rows.iter().map(|row| (*row).to_owned()).collect(), around, true));
    }
}

#[test]
fn what_is_no_list_is_kept_as_it_is() {
    for text in [
        "",
        "null",
        "7",
        r#""[{}]""#,
        "<html>[{}]",
        "{}",
        r#"{"error":"content"}"#,
        r#"{"content":{"a":[{}]}}"#,
        r#"{"content":null}"#,
        r#"{"data":{"content":[{}]}}"#,
        r#"{"data":[{}],"error":{"message":["content"]}}"#,
        r#"{"CONTENT":[{}]}"#,
    ] {
        assert_eq!(parts(text, usize::MAX), (vec![], text.to_owned(), false));
    }
}

#[test]
fn what_is_wrong_around_the_rows_stays_wrong() {
    for text in [
        "[",
        "[{}",
        "[{},",
        "[{}}",
        "[{},]",
        "[,{}]",
        "[{} {}]",
        "[{};{}]",
        "[{}:{}]",
        "[1{}]",
        "[{}]]",
        "[{}][{}]",
        "[{}]x",
        "[\u{c}{}]",
        " \u{feff}[{}]",
        r#"{"content":[{}]"#,
        r#"{"content":[{}"#,
        r#"{"content":[{}]}}"#,
        r#"{"content":[{}],"content":[{}]}"#,
        r#"{"a":"content":[{}]}"#,
        r#"{"content":[{}] "x":1}"#,
        "[{\"a\":1]}]",
    ] {
        let (_, around, _) = parts(text, usize::MAX);
        assert_eq!(crate::providers::json::parse(&around), None, "{text} leaves {around}");
    }
}

#[test]
fn one_row_is_read_and_the_next_one_seen() {
    for (text, around, more) in [
        ("[{\"a\":1},{\"b\":2},garbage", "[]", true),
        ("[{\"a\":1}]", "[]", false),
        ("[]", "[]", false),
        (r#"{"page":1,"content":[{"a":1} , 7"#, r#"{"page":1,"content":[]}"#, true),
        (r#"{"content":[{"a":1}],"page":1}"#, r#"{"content":[],"page":1}"#, false),
    ] {
        let (rows, rest, _) = parts(text, 1);
        assert_eq!((rows.len(), rest.as_str()), (usize::from(text.contains("\"a\"")), around), "{text}");
        let mut splitter = Splitter::new(ANY, 1);
        let flow = splitter.feed(text.as_bytes(), &mut |_| {});
        assert_eq!((flow == Ok(Flow::Enough), splitter.has_more()), (more, more), "{text}");
    }
}

#[test]
fn lengths_have_an_end() {
    let row = |length: usize| format!("{{\"a\":\"{}\"}}", "x".repeat(length - 8));
    let read = |text: String| split(text.as_bytes(), 4096, usize::MAX).map(|(rows, ..)| rows);
    let lengths = |text: String| read(text).map(|rows| rows.iter().map(String::len).collect::<Vec<_>>());
    assert_eq!(lengths(format!("[{},{{}}]", row(LONGEST_ROW))), Ok(vec![LONGEST_ROW, 2]));
    assert_eq!(lengths(format!("[{},{{}}]", row(LONGEST_ROW + 1))), Ok(vec!["too long".len(), 2]));
    assert_eq!(read(format!("[{}]", row(LONGEST_SKIPPED + 1))), Err(TooLarge));
    assert_eq!(read("[".repeat(LONGEST_SKIPPED + 2)), Err(TooLarge));
    assert_eq!(read(" ".repeat(BLANKS + 1)), Err(TooLarge));
    assert_eq!(read(format!("[{}", " ".repeat(BLANKS + 1))), Err(TooLarge));
    assert_eq!(read(format!("{{\"a\":\"{}", "x".repeat(LIMIT))), Err(TooLarge));
    let many = |rows: usize| format!("[{}]", vec!["0"; rows].join(","));
    assert_eq!(read(many(MOST_ROWS)).map(|rows| rows.len()), Ok(MOST_ROWS));
    assert_eq!(read(many(MOST_ROWS + 1)), Err(TooLarge));
}

#[test]
fn a_list_is_no_longer_than_the_most() {
    let (mut splitter, mut count) = (Splitter::new(ANY, usize::MAX), 0);
    let piece = format!("{{\"a\":\"{}\"}},", "x".repeat(LONGEST_ROW - 9));
    assert_eq!(splitter.feed(b"[", &mut |_| {}), Ok(Flow::More));
    let end = (0..=MOST_BYTES).find(|_| splitter.feed(piece.as_bytes(), &mut |_| count += 1).is_err());
    assert_eq!(end, Some((MOST_BYTES - 1) / piece.len()));
    assert_eq!(Some(count), end);
}
