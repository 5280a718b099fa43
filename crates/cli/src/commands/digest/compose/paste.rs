//! Statements to paste into a client: EXPLAIN of a sample, and what its tables look like.

use auroscope_slowlog::digest::{SampleExecution, Table};
use auroscope_sql::SqlMode;
use auroscope_sql::lex::{self, TokenKind};

use crate::commands::digest::document::Block;

/// What EXPLAIN explains.
const EXPLAINED: [&str; 8] = ["SELECT", "WITH", "TABLE", "VALUES", "INSERT", "REPLACE", "UPDATE", "DELETE"];

/// The sample, with the EXPLAIN of it where it can be explained.
pub(super) fn explain(sample: &SampleExecution, is_redacted: bool) -> Vec<Block> {
    let text = sample.text.trim();
    if text.is_empty() {
        return vec![Block::Note("Its text is empty.".into())];
    }
    let is_explained = is_explained(text);
    if sample.truncated || is_redacted || !is_explained {
        let why = match (sample.truncated, is_redacted) {
            _ if !is_explained => None,
            (true, _) => Some("Its text is cut, so it cannot be explained."),
            _ => Some("Its literals are masked: put values in before you explain it."),
        };
        let note = why.map(|why| Block::Note(why.into()));
        return [Block::Sql(text.to_owned())].into_iter().chain(note).collect();
    }
    let schema =
        sample.schema.as_deref().map_or_else(String::new, |name| format!("USE {};", quoted(name)) + "\n");
    // A comment to the line's end would swallow what follows it.
    let end = if ends_in_line_comment(text) { "\n;" } else { ";" };
    vec![Block::Sql(format!("{schema}EXPLAIN {text}{end}"))]
}

/// What to ask about the tables; none when there are none.
pub(super) fn tables(tables: &[Table], schema: Option<&str>) -> Option<String> {
    let mut lines = Vec::new();
    for table in tables {
        let name = quoted(&table.name);
        let literal = format!("'{}'", table.name.replace('\\', "\\\\").replace('\'', "''"));
        let (qualified, from) = match table.schema.as_deref().or(schema) {
            Some(schema) => (format!("{}.{name}", quoted(schema)), format!(" FROM {}", quoted(schema))),
            None => (name, String::new()),
        };
        lines.push(format!("SHOW CREATE TABLE {qualified};"));
        lines.push(format!("SHOW TABLE STATUS{from} WHERE Name = {literal};"));
    }
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// A name in backticks.
fn quoted(name: &str) -> String {
    format!("`{}`", name.replace('`', "``"))
}

fn is_explained(text: &str) -> bool {
    let mut tokens = lex::tokens(text.as_bytes(), SqlMode::default());
    let first = tokens.find(|token| !token.kind.is_blank() && token.kind != TokenKind::Open);
    first.is_some_and(|first| EXPLAINED.iter().any(|word| first.is_word(word)))
}

fn ends_in_line_comment(text: &str) -> bool {
    let last = lex::tokens(text.as_bytes(), SqlMode::default()).last();
    last.is_some_and(|token| token.kind == TokenKind::Comment && !token.text.starts_with(b"/*"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn explained(text: &str) -> String {
        let sample = SampleExecution {
            text: text.to_owned(),
            truncated: false,
            at: None,
            query_time_us: 1,
            connection_id: None,
            user: None,
            host: None,
            schema: Some("sh`op".to_owned()),
            source: 0,
            offset: 0,
        };
        match explain(&sample, false).remove(0) {
            Block::Sql(text) => text,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_can_be_explained_is() {
        assert_eq!(explained("select 1"), "USE `sh``op`;\nEXPLAIN select 1;");
        assert_eq!(explained("delete from t -- now"), "USE `sh``op`;\nEXPLAIN delete from t -- now\n;");
        assert!(explained("/* x */ (select 1) union (select 2)").contains("EXPLAIN /* x */ (select 1)"));
        for text in ["commit", "call p()", "explain select 1", "alter table t add c int"] {
            assert_eq!(explained(text), text);
        }
    }

    #[test]
    fn tables_are_quoted() {
        let table = Table { schema: None, name: "a'`b".into(), read: true, written: false };
        let text = tables(std::slice::from_ref(&table), Some("shop")).unwrap();
        assert_eq!(
            text,
            "SHOW CREATE TABLE `shop`.`a'``b`;\nSHOW TABLE STATUS FROM `shop` WHERE Name = 'a''`b';"
        );
        assert_eq!(tables(&[], None), None);
    }
}
