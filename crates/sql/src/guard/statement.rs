//! Whole statements: which verb stands first, and the SELECT that finds the rows of those that write.

use std::collections::BTreeSet;

use super::cursor::{Parsed, Parser};
use super::expression::Place;
use super::{Explainable, ExplainableKind, Refusal};
use crate::lex::TokenKind;

/// Parses the statement and puts together what may be explained. `problem` is what the first look found.
pub(super) fn parse(parser: &mut Parser<'_>, problem: Option<Refusal>) -> Parsed<Explainable> {
    let verb = parser.verb();
    let judged = match verb.as_str() {
        "SELECT" | "TABLE" | "WITH" | "VALUES" | "UPDATE" | "DELETE" | "INSERT" | "REPLACE" => Ok(()),
        "SET" | "DO" => Err(Refusal::NoPlan),
        "" if parser.kind(0).is_none() => Err(Refusal::NotExplainable { verb: String::new() }),
        _ => Err(Refusal::NotExplainable { verb: verb.clone() }),
    };
    judged?;
    let insert = matches!(verb.as_str(), "INSERT" | "REPLACE");
    if insert {
        parser.insert_head()?;
    }
    if let Some(problem) = problem {
        return Err(problem);
    }
    parser.check_words_at_dots()?;
    let (statement, kind) = if insert {
        let kind = if verb == "INSERT" { ExplainableKind::FromInsert } else { ExplainableKind::FromReplace };
        (parser.insert_rest()?, kind)
    } else {
        parser.statement()?
    };
    parser.check_labour()?;
    Ok(Explainable {
        statement,
        kind,
        tables: std::mem::take(&mut parser.tables).into_iter().collect(),
        functions: std::mem::take(&mut parser.functions).into_iter().collect(),
        has_hints: false,
        locks_removed: parser.locks_removed,
        lengths_limited: parser.lengths_limited,
        dialect: parser.dialect,
    })
}

impl Parser<'_> {
    /// The first word behind opening parentheses, in capitals.
    fn verb(&self) -> String {
        let mut at = 0;
        while self.kind(at) == Some(TokenKind::Open) {
            at += 1;
        }
        self.word_at(at).as_str().to_owned()
    }

    fn end(&self) -> Parsed {
        if self.piece(self.at).is_none() { Ok(()) } else { Err(self.not_understood()) }
    }

    fn statement(&mut self) -> Parsed<(String, ExplainableKind)> {
        if self.is("WITH") {
            self.with()?;
        }
        if self.is("UPDATE") {
            return Ok((self.update()?, ExplainableKind::FromUpdate));
        }
        if self.is("DELETE") {
            return Ok((self.delete()?, ExplainableKind::FromDelete));
        }
        // Another WITH cannot follow, and what follows is read as the query that it is.
        self.query()?;
        self.end()?;
        Ok((self.sent(0, self.text.len()), ExplainableKind::Query))
    }

    /// `UPDATE [IGNORE] tables SET a = 1 [WHERE] [ORDER BY] [LIMIT]`. What it writes it reads whole, so all columns of
    /// what it assigns to are selected: an index alone would not do. The values come along, for their subqueries.
    fn update(&mut self) -> Parsed<String> {
        let prefix = self.before_verb();
        self.take_all_of(&["LOW_PRIORITY", "IGNORE"]);
        let first = self.at;
        self.table_references()?;
        let tables = self.sent(self.start_of(first), self.end_before(self.at));
        let alone = self.alone(first);
        self.expect("SET")?;
        let (mut columns, mut values) = (BTreeSet::new(), Vec::new());
        loop {
            columns.insert(self.assigned(alone.as_deref())?);
            let from = self.start_of(self.at);
            let is_default = self.is("DEFAULT") && self.kind(self.at + 1) != Some(TokenKind::Open);
            self.walk(Place::Assignment)?;
            if !is_default {
                values.push(format!("({})", self.sent(from, self.end_before(self.at))));
            }
            if !self.take_kind(TokenKind::Comma) {
                break;
            }
        }
        let rest = self.rest_of_write()?;
        // `*` stands for every table, so that nothing need be named twice.
        let every = columns.contains("*");
        let mut selected: Vec<String> =
            columns.into_iter().filter(|column| !every || column == "*").collect();
        selected.extend(values);
        Ok(format!("{prefix}{} FROM {tables}{rest}", selected.join(", ")))
    }

    /// Takes `t.a =` and gives the columns to select for it: those of its table.
    fn assigned(&mut self, alone: Option<&str>) -> Parsed<String> {
        let first = self.at;
        self.name_chain()?;
        let column = match self.at - first {
            1 => alone.unwrap_or("*").to_owned(),
            // Without the column and its dot.
            _ => format!("{}.*", self.sent(self.start_of(first), self.end_before(self.at - 2))),
        };
        if !self.take_kind(TokenKind::Operator) || self.written(self.at - 1) != "=" {
            return Err(self.not_understood());
        }
        Ok(column)
    }

    /// `t.*` when a lone table stands from `first` on: what all its columns are then called.
    fn alone(&self, first: usize) -> Option<String> {
        let mut last = first;
        while self.kind(last + 1) == Some(TokenKind::Dot) && last + 2 < self.at {
            last += 2;
        }
        let named = (first..=last).step_by(2).all(|at| self.is_name(at));
        let aliased = self.word_at(last + 1).as_str() == "AS";
        let alias = last + 1 + usize::from(aliased);
        match self.at.checked_sub(last + 1)? {
            0 if named => Some(format!("{}.*", self.sent(self.start_of(first), self.end_before(last + 1)))),
            length if named && length == 1 + usize::from(aliased) && self.is_name(alias) => {
                Some(format!("{}.*", self.written(alias)))
            }
            _ => None,
        }
    }

    /// `DELETE FROM t …`, `DELETE t, u.* FROM tables …`, `DELETE FROM t, u USING tables …`.
    fn delete(&mut self) -> Parsed<String> {
        let prefix = self.before_verb();
        self.take_all_of(&["LOW_PRIORITY", "QUICK", "IGNORE"]);
        let from_first = self.take("FROM");
        let first = self.at;
        let mut columns = vec![self.deleted()?];
        while self.take_kind(TokenKind::Comma) {
            columns.push(self.deleted()?);
        }
        let named_apart = if from_first { self.take("USING") } else { self.take("FROM") };
        if !named_apart && !from_first {
            return Err(self.not_understood());
        }
        let begin = if named_apart { self.at } else { first };
        self.at = begin;
        if named_apart {
            self.table_references()?;
        } else {
            self.table_name()?;
            self.behind_table()?;
            columns = vec!["*".to_owned()];
        }
        let tables = self.sent(self.start_of(begin), self.end_before(self.at));
        let rest = self.rest_of_write()?;
        Ok(format!("{prefix}{} FROM {tables}{rest}", columns.join(", ")))
    }

    /// Takes `t`, `t.*`, `s.t`, `s.t.*`, and gives its columns.
    fn deleted(&mut self) -> Parsed<String> {
        let from = self.start_of(self.at);
        self.name()?;
        let mut to = self.end_before(self.at);
        while self.take_kind(TokenKind::Dot) {
            if self.kind(self.at) == Some(TokenKind::Operator) && self.written(self.at) == "*" {
                self.at += 1;
                break;
            }
            self.name()?;
            to = self.end_before(self.at);
        }
        Ok(format!("{}.*", self.sent(from, to)))
    }

    /// What stands before the verb, and SELECT in its place with the verb's hints.
    fn before_verb(&mut self) -> String {
        let with = self.sent(0, self.end_before(self.at));
        self.at += 1;
        let hints = self.hints_behind(self.end_before(self.at));
        let blank = if with.is_empty() { "" } else { " " };
        format!("{with}{blank}SELECT {hints}")
    }

    /// The hints right behind a verb that ends at `from`, with a blank behind them.
    fn hints_behind(&self, from: usize) -> String {
        let between = self.text.get(from..self.start_of(self.at)).unwrap_or_default().trim_ascii();
        if between.is_empty() { String::new() } else { format!("{between} ") }
    }

    /// `[WHERE] [ORDER BY] [LIMIT]`, to the end.
    fn rest_of_write(&mut self) -> Parsed<String> {
        let from = self.end_before(self.at);
        if self.take("WHERE") {
            self.walk(Place::Clause)?;
        }
        self.query_tail_of_write()?;
        self.end()?;
        let rest = self.sent(from, self.text.len());
        let blank = if rest.is_empty() { "" } else { " " };
        Ok(format!("{blank}{rest}"))
    }

    fn query_tail_of_write(&mut self) -> Parsed {
        if self.take("ORDER") {
            self.expect("BY")?;
            self.walk(Place::Clause)?;
        }
        if self.take("LIMIT") {
            self.walk(Place::Clause)?;
        }
        Ok(())
    }

    /// `INSERT [IGNORE] [INTO] t [PARTITION (p)] [(a, b)]`. What writes values only has no plan.
    fn insert_head(&mut self) -> Parsed {
        self.at += 1;
        self.take_all_of(&["LOW_PRIORITY", "DELAYED", "HIGH_PRIORITY", "IGNORE"]);
        self.take("INTO");
        self.name_chain()?;
        if self.take("PARTITION") {
            self.names_in_parentheses()?;
        }
        let column_follows = self.is_name(self.at + 1) || self.kind(self.at + 1) == Some(TokenKind::Close);
        if self.kind(self.at) == Some(TokenKind::Open) && column_follows {
            self.names_in_parentheses()?;
        }
        let rows = self.is("VALUES") || self.is("VALUE") || self.is("SET");
        if rows { Err(Refusal::NoPlan) } else { Ok(()) }
    }

    /// The query behind the head; what ON DUPLICATE KEY would do is not looked up.
    fn insert_rest(&mut self) -> Parsed<String> {
        let from = self.start_of(self.at);
        let hints = self.hints_of_insert();
        let selects = self.is("SELECT");
        self.query()?;
        let to = self.end_before(self.at);
        if self.take("ON") {
            for word in ["DUPLICATE", "KEY", "UPDATE"] {
                self.expect(word)?;
            }
        } else {
            self.end()?;
        }
        let query = self.sent(from, to);
        Ok(match query.get(..6) {
            Some(verb) if selects && !hints.is_empty() => merged(verb, &hints, &query),
            _ => query,
        })
    }

    /// What stands between the marks of the hints behind INSERT.
    fn hints_of_insert(&self) -> String {
        let between = self.text.get(self.end_before(1)..self.start_of(1)).unwrap_or_default().trim_ascii();
        between.trim_start_matches("/*+").trim_end_matches("*/").trim_ascii().to_owned()
    }

    /// The text between, as it is sent.
    fn sent(&self, from: usize, to: usize) -> String {
        let mut text = String::with_capacity(to.saturating_sub(from));
        let mut at = from;
        // They stand in the order of the text.
        let first = self.edits.partition_point(|edit| edit.range.start < from);
        let within = self.edits.iter().skip(first).take_while(|edit| edit.range.end <= to);
        for edit in within {
            text.push_str(self.text.get(at..edit.range.start).unwrap_or_default());
            text.push_str(edit.text);
            at = edit.range.end;
        }
        text.push_str(self.text.get(at..to).unwrap_or_default());
        text.trim_ascii().to_owned()
    }
}

/// A SELECT with more hints: only the first comment behind the verb counts.
fn merged(verb: &str, hints: &str, query: &str) -> String {
    let rest = query.get(6..).unwrap_or_default().trim_ascii_start();
    match rest.strip_prefix("/*+") {
        Some(own) => format!("{verb} /*+ {hints} {}", own.trim_ascii_start()),
        None => format!("{verb} /*+ {hints} */ {rest}"),
    }
}
