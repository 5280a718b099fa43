//! FROM: tables, derived tables, joins, and what stands behind each.

use super::TableName;
use super::cursor::{Parsed, Parser};
use super::expression::Place;
use super::words::COLUMN_TYPES;
use crate::lex::TokenKind;

/// What a parenthesis in FROM turned out to hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Held {
    Query,
    Tables,
}

impl Parser<'_> {
    /// `t JOIN u ON …, (SELECT …) AS d`.
    pub(super) fn table_references(&mut self) -> Parsed {
        self.table_factor()?;
        self.more_references()
    }

    /// What may follow a table.
    fn more_references(&mut self) -> Parsed {
        loop {
            if self.take_kind(TokenKind::Comma) || self.take_join()? {
                self.table_factor()?;
            } else if self.is("ON") && !self.is_on_duplicate_key() {
                self.at += 1;
                self.walk(Place::Join)?;
            } else if self.take("USING") {
                self.names_in_parentheses()?;
            } else {
                return Ok(());
            }
        }
    }

    /// `ON DUPLICATE KEY`, which ends the query of an INSERT. KEY is reserved, so no condition begins like this.
    fn is_on_duplicate_key(&self) -> bool {
        self.word_at(self.at + 1).as_str() == "DUPLICATE" && self.word_at(self.at + 2).as_str() == "KEY"
    }

    /// Takes `NATURAL LEFT OUTER JOIN` and the like.
    fn take_join(&mut self) -> Parsed<bool> {
        if self.take("STRAIGHT_JOIN") {
            return Ok(true);
        }
        if !self.is_any(&["JOIN", "INNER", "CROSS", "LEFT", "RIGHT", "NATURAL"]) {
            return Ok(false);
        }
        self.take_all_of(&["NATURAL", "INNER", "CROSS", "LEFT", "RIGHT", "OUTER"]);
        self.expect("JOIN")?;
        Ok(true)
    }

    fn table_factor(&mut self) -> Parsed {
        if self.kind(self.at) == Some(TokenKind::Open) {
            return match self.parenthesis_in_from()? {
                Held::Query => self.derived_alias(),
                Held::Tables => Ok(()),
            };
        }
        if self.written(self.at) == "{" && self.word_at(self.at + 1).as_str() == "OJ" {
            self.at += 2;
            self.table_references()?;
            return self.expect_brace();
        }
        if self.take("LATERAL") {
            self.open()?;
            self.query()?;
            self.close()?;
            return self.derived_alias();
        }
        if self.take("JSON_TABLE") {
            self.json_table()?;
            return self.derived_alias();
        }
        if self.take("DUAL") {
            return Ok(());
        }
        self.table_name()?;
        self.behind_table()
    }

    /// Takes the `}` of an outer join as ODBC writes it.
    fn expect_brace(&mut self) -> Parsed {
        let here = self.written(self.at) == "}";
        self.at += usize::from(here);
        if here { Ok(()) } else { Err(self.not_understood()) }
    }

    /// `(SELECT …)`, `(t JOIN u)`, `((SELECT …) UNION SELECT …)`, `((SELECT …) AS d JOIN t)`.
    fn parenthesis_in_from(&mut self) -> Parsed<Held> {
        self.open()?;
        if self.begins_query() {
            self.query()?;
            self.close()?;
            return Ok(Held::Query);
        }
        if self.kind(self.at) != Some(TokenKind::Open) {
            self.table_references()?;
            self.close()?;
            return Ok(Held::Tables);
        }
        let mut held = self.parenthesis_in_from()?;
        if held == Held::Query && self.continues_query() {
            self.query_tail()?;
        } else if held == Held::Tables || self.kind(self.at) != Some(TokenKind::Close) {
            if held == Held::Query {
                self.derived_alias()?;
            }
            held = Held::Tables;
            self.more_references()?;
        }
        self.close()?;
        Ok(held)
    }

    /// The name of a table or view; one that WITH has named is neither.
    pub(super) fn table_name(&mut self) -> Parsed {
        let mut name = TableName { schema: None, name: self.name()? };
        if self.take_kind(TokenKind::Dot) {
            name.schema = Some(std::mem::replace(&mut name.name, self.name()?));
        }
        let capitals = name.name.to_ascii_uppercase();
        if is_dear(&capitals) {
            return Err(super::Refusal::DangerousTable { name: capitals });
        }
        // Another dot would belong to nothing we know.
        if self.kind(self.at) == Some(TokenKind::Dot) {
            return Err(self.not_understood());
        }
        // The names of WITH are compared as written: where a server tells `A` from `a`, the other one is a table.
        if name.schema.is_some() || !self.with_names.sees(&name.name) {
            self.tables.insert(name);
        }
        Ok(())
    }

    /// `PARTITION (p) AS a USE INDEX (i)`.
    pub(super) fn behind_table(&mut self) -> Parsed {
        if self.take("PARTITION") {
            self.names_in_parentheses()?;
        }
        self.alias()?;
        while self.is_any(&["USE", "FORCE", "IGNORE"]) {
            self.index_hint()?;
        }
        Ok(())
    }

    fn index_hint(&mut self) -> Parsed {
        self.at += 1;
        if !self.take("INDEX") {
            self.expect("KEY")?;
        }
        if self.take("FOR") {
            if self.take("ORDER") || self.take("GROUP") {
                self.expect("BY")?;
            } else {
                self.expect("JOIN")?;
            }
        }
        self.open()?;
        while self.kind(self.at) != Some(TokenKind::Close) {
            if !self.take("PRIMARY") {
                self.name()?;
            }
            if !self.take_kind(TokenKind::Comma) {
                break;
            }
        }
        self.close()
    }

    /// `[[AS] name]`.
    fn alias(&mut self) -> Parsed<bool> {
        if self.take("AS") {
            self.name()?;
            return Ok(true);
        }
        let named = self.is_name(self.at);
        self.at += usize::from(named);
        Ok(named)
    }

    /// `AS d (a, b)`.
    fn derived_alias(&mut self) -> Parsed {
        if self.alias()? && self.kind(self.at) == Some(TokenKind::Open) {
            self.names_in_parentheses()?;
        }
        Ok(())
    }

    /// `JSON_TABLE(expression, 'path' COLUMNS (…))`, behind its name.
    fn json_table(&mut self) -> Parsed {
        self.open()?;
        self.walk(Place::JsonTable)?;
        if self.is("COLUMNS") {
            self.at += 1;
            self.json_columns()?;
        }
        self.close()
    }

    /// Columns are names, types, paths and defaults: no expression, and no query.
    fn json_columns(&mut self) -> Parsed {
        self.open()?;
        while self.kind(self.at) != Some(TokenKind::Close) {
            match self.kind(self.at) {
                None => return Err(self.not_understood()),
                Some(TokenKind::Open) if self.word_at(self.at - 1).as_str() == "COLUMNS" => {
                    self.json_columns()?;
                }
                // Behind anything but a type it would be a call, which no server takes here.
                Some(TokenKind::Open) if COLUMN_TYPES.contains(&self.word_at(self.at - 1).as_str()) => {
                    self.type_length()?;
                }
                Some(TokenKind::Open) => return Err(self.not_understood()),
                _ if self.is_any(&["SELECT", "TABLE", "WITH", "INTO"]) => return Err(self.not_understood()),
                _ => self.at += 1,
            }
        }
        self.close()
    }

    /// `(10)`, `(10, 2)`, `('a', 'b')`.
    pub(super) fn type_length(&mut self) -> Parsed {
        self.open()?;
        while self.kind(self.at).is_some_and(|kind| kind.is_literal() || kind == TokenKind::Comma) {
            self.at += 1;
        }
        self.close()
    }
}

/// Whether a table of this name, in capitals, is one of the server's own that EXPLAIN should not read: it resets what
/// it shows (seen on 9.7), goes through the buffer pool or all locks of rows, or waits for locks of the instance, which
/// a STOP REPLICA holds until it is done. In which schema it stands may not be known.
fn is_dear(name: &str) -> bool {
    const BEGINNINGS: [&str; 4] =
        ["INNODB_BUFFER_PAGE", "REPLICATION_APPLIER_", "REPLICATION_CONNECTION_", "REPLICATION_GROUP_"];
    let is_reset = name.starts_with("INNODB_") && name.ends_with("_RESET");
    is_reset
        || BEGINNINGS.iter().any(|beginning| name.starts_with(beginning))
        || matches!(name, "DATA_LOCKS" | "DATA_LOCK_WAITS" | "LOG_STATUS")
}
