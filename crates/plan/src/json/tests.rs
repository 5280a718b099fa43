//! What the reader of JSON takes, and what it says of the rest.

use super::{DEPTH_LIMIT, Document};
use crate::PlanError;

#[test]
fn reads_members_in_order_with_duplicates() {
    let (document, end) =
        Document::read(r#" {"a": 1, "b": [true, null, "x"], "a": {"c": "2.5e+1"}} | "#).unwrap();
    let keys: Vec<_> =
        document.root().members().map(|(key, value)| format!("{key}={}", value.raw())).collect();
    assert_eq!(keys, ["a=1", r#"b=[true, null, "x"]"#, r#"a={"c": "2.5e+1"}"#]);
    assert_eq!(end, 55);
    let last = document.root().members().last().map(|(_, value)| value.get("c").unwrap().number());
    assert_eq!(last, Some(Some(25.0)));
    assert_eq!(document.root().get("b").unwrap().texts(), ["true", "x"]);
}

#[test]
fn texts_lose_their_escapes() {
    let (document, _) = Document::read(r#"["a\n\"\\\/ \u00e9 \ud83d\ude00 \ud83d x\u00"]"#).unwrap();
    assert_eq!(document.root().texts(), ["a\n\"\\/ é 😀 \u{fffd} x\u{fffd}00"]);
}

#[test]
fn bytes_have_suffixes_and_numbers_may_be_quoted() {
    let (document, _) = Document::read(r#"["10K", "2M", "256", 7, "x", "inf", ""]"#).unwrap();
    let bytes: Vec<_> = document.root().elements().map(|value| value.bytes()).collect();
    assert_eq!(bytes, [Some(10240.0), Some(2_097_152.0), Some(256.0), Some(7.0), None, None, None]);
}

#[test]
fn an_error_says_what_and_where() {
    let error =
        Document::read("{\"query_block\": {\"nested_loop\": [{\"table\": {}}, {\"table\":\n {\"key\": \"a")
            .unwrap_err();
    assert_eq!(
        error.to_string(),
        "the JSON is broken at line 2, column 10 (in query_block.nested_loop[1].table.key): a text has no end"
    );
    for broken in
        ["", "{", "[1 2]", "{\"a\" 1}", "{a: 1}", "{\"a\": nul}", "[1,", "{\"a\":1,}", "]", "\"", "\"\\"]
    {
        assert!(matches!(Document::read(broken), Err(PlanError::Json { .. })), "{broken}");
    }
}

#[test]
fn depth_has_a_bound() {
    let deep = "[".repeat(DEPTH_LIMIT + 1);
    assert!(matches!(Document::read(&deep), Err(PlanError::TooDeep { .. })));
    let fits = format!("{}{}", "[".repeat(DEPTH_LIMIT), "]".repeat(DEPTH_LIMIT));
    assert!(Document::read(&fits).is_ok());
}

#[test]
fn quotes_that_mariadb_does_not_escape_stay_in_their_text() {
    let text = "{\"table_name\": \"we`ird \"table\" <b>\",\n\"keys\": [\"a\"b\", \"c\"], \"n\": \"\"}";
    let (document, _) = Document::read(text).unwrap();
    assert_eq!(document.root().get("table_name").unwrap().string().unwrap(), "we`ird \"table\" <b>");
    assert_eq!(document.root().get("keys").unwrap().texts(), ["a\"b", "c"]);
}
