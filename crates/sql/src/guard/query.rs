//! Queries: WITH, SELECT, TABLE, VALUES ROW, how they are joined into one, and the clauses of each.

use super::cursor::{Parsed, Parser};
use super::expression::Place;
use crate::lex::TokenKind;

impl Parser<'_> {
    /// Whether a query begins here, parentheses aside.
    pub(super) fn begins_query(&self) -> bool {
        self.is_any(&["SELECT", "WITH", "TABLE"]) || self.begins_rows()
    }

    /// `VALUES ROW(…)`; `VALUES(a)` is a function.
    fn begins_rows(&self) -> bool {
        self.is("VALUES") && self.word_at(self.at + 1).as_str() == "ROW"
    }

    /// `[WITH …] body [UNION body]… [ORDER BY] [LIMIT] [FOR UPDATE]`.
    pub(super) fn query(&mut self) -> Parsed {
        let seen_names = self.with_names.mark();
        if self.is("WITH") {
            self.with()?;
        }
        self.query_body()?;
        self.query_tail()?;
        self.with_names.forget(seen_names);
        Ok(())
    }

    /// `WITH [RECURSIVE] name [(columns)] AS (query), …`. The names stay seen until whoever called takes them away.
    pub(super) fn with(&mut self) -> Parsed {
        self.expect("WITH")?;
        let recursive = self.take("RECURSIVE");
        loop {
            let name = self.name()?;
            if self.kind(self.at) == Some(TokenKind::Open) {
                self.names_in_parentheses()?;
            }
            self.expect("AS")?;
            // What is not recursive reads, under its own name, a table or view of that name.
            if recursive {
                self.with_names.give(name.clone());
            }
            self.open()?;
            self.query()?;
            self.close()?;
            if !recursive {
                self.with_names.give(name);
            }
            if !self.take_kind(TokenKind::Comma) {
                return Ok(());
            }
        }
    }

    fn query_body(&mut self) -> Parsed {
        if self.kind(self.at) == Some(TokenKind::Open) {
            self.open()?;
            self.query()?;
            return self.close();
        }
        if self.is("SELECT") {
            return self.select();
        }
        if self.take("TABLE") {
            return self.table_name();
        }
        if !self.begins_rows() {
            return Err(self.not_understood());
        }
        self.at += 1;
        loop {
            self.expect("ROW")?;
            self.parenthesis(Place::Arguments)?;
            if !self.take_kind(TokenKind::Comma) {
                return Ok(());
            }
        }
    }

    /// What may follow a body: more of them, order, limit, locks.
    pub(super) fn query_tail(&mut self) -> Parsed {
        loop {
            match self.word_at(self.at).as_str() {
                "UNION" | "EXCEPT" => self.united()?,
                // No server before 8.0.31 knows the word; there it may be a function's name.
                "INTERSECT" if self.dialect.server.number() >= 80_031 => self.united()?,
                "ORDER" => {
                    self.at += 1;
                    self.expect("BY")?;
                    self.walk(Place::Clause)?;
                }
                "LIMIT" => {
                    self.at += 1;
                    self.walk(Place::Clause)?;
                }
                "FOR" | "LOCK" => self.lock()?,
                _ => return Ok(()),
            }
        }
    }

    fn united(&mut self) -> Parsed {
        self.at += 1;
        self.take_all_of(&["ALL", "DISTINCT"]);
        self.query_body()
    }

    /// Whether what follows a query in parentheses makes it part of a larger one.
    pub(super) fn continues_query(&self) -> bool {
        self.is_any(&["UNION", "EXCEPT", "INTERSECT", "ORDER", "LIMIT", "LOCK"])
            || self.is("FOR") && matches!(self.word_at(self.at + 1).as_str(), "UPDATE" | "SHARE")
    }

    /// `FOR UPDATE`, `FOR SHARE OF t NOWAIT`, `LOCK IN SHARE MODE`: taken out. They change no plan, and EXPLAIN would
    /// lock the rows of const tables, or wait for them.
    fn lock(&mut self) -> Parsed {
        let from = self.end_before(self.at);
        if self.take("LOCK") {
            for word in ["IN", "SHARE", "MODE"] {
                self.expect(word)?;
            }
        } else {
            self.expect("FOR")?;
            if !self.take("UPDATE") {
                self.expect("SHARE")?;
            }
            if self.take("OF") {
                self.name_chain()?;
                while self.take_kind(TokenKind::Comma) {
                    self.name_chain()?;
                }
            }
            if self.take("SKIP") {
                self.expect("LOCKED")?;
            } else {
                self.take("NOWAIT");
            }
        }
        self.edit(from..self.end_before(self.at), "");
        self.locks_removed = true;
        Ok(())
    }

    fn select(&mut self) -> Parsed {
        self.expect("SELECT")?;
        self.take_all_of(&[
            "ALL",
            "DISTINCT",
            "DISTINCTROW",
            "HIGH_PRIORITY",
            "STRAIGHT_JOIN",
            "SQL_SMALL_RESULT",
            "SQL_BIG_RESULT",
            "SQL_BUFFER_RESULT",
            "SQL_CALC_FOUND_ROWS",
            // Directly behind SELECT it is never a call, whatever follows (seen on 9.7).
            "SQL_NO_CACHE",
        ]);
        self.walk(Place::Clause)?;
        if self.take("FROM") {
            self.table_references()?;
        }
        self.filters()?;
        if self.take("WINDOW") {
            loop {
                self.name()?;
                self.expect("AS")?;
                self.parenthesis(Place::Arguments)?;
                if !self.take_kind(TokenKind::Comma) {
                    break;
                }
            }
        }
        Ok(())
    }

    /// `[WHERE …] [GROUP BY …] [HAVING …]`.
    fn filters(&mut self) -> Parsed {
        if self.take("WHERE") {
            self.walk(Place::Clause)?;
        }
        if self.take("GROUP") {
            self.expect("BY")?;
            self.walk(Place::Clause)?;
        }
        if self.take("HAVING") {
            self.walk(Place::Clause)?;
        }
        Ok(())
    }

    /// `(a, b)`.
    pub(super) fn names_in_parentheses(&mut self) -> Parsed {
        self.open()?;
        while self.kind(self.at) != Some(TokenKind::Close) {
            self.name_chain()?;
            if !self.take_kind(TokenKind::Comma) {
                break;
            }
        }
        self.close()
    }

    /// `a`, `t.a`, `s.t.a`.
    pub(super) fn name_chain(&mut self) -> Parsed {
        self.name()?;
        while self.take_kind(TokenKind::Dot) {
            self.name()?;
        }
        Ok(())
    }
}
