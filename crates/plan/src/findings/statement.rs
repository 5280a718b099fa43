//! What the statement's text tells that its plan may not: limits, aggregates, which table an alias is.

use std::borrow::Cow;

use auroscope_sql::SqlMode;
use auroscope_sql::lex::{self, Token, TokenKind};

use super::condition::unquoted;

/// A longer text is not read.
const LONGEST_BYTES: usize = 1 << 20;

/// Words that follow a table and are no alias of it.
const NO_ALIAS: [&str; 30] = [
    "ON",
    "USING",
    "WHERE",
    "SET",
    "JOIN",
    "INNER",
    "LEFT",
    "RIGHT",
    "CROSS",
    "NATURAL",
    "STRAIGHT_JOIN",
    "GROUP",
    "ORDER",
    "HAVING",
    "LIMIT",
    "UNION",
    "EXCEPT",
    "INTERSECT",
    "FOR",
    "USE",
    "FORCE",
    "IGNORE",
    "PARTITION",
    "WINDOW",
    "LOCK",
    "VALUES",
    "VALUE",
    "SELECT",
    "WITH",
    "OFFSET",
];

/// What a text tells.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Statement<'a> {
    /// Rows that its outermost LIMIT passes over, and gives.
    pub(super) limit: Option<(u64, u64)>,
    /// Somewhere rows become fewer by intent: GROUP BY, DISTINCT, an aggregate.
    pub(super) is_aggregated: bool,
    /// It is a query.
    pub(super) reads: bool,
    /// What its tables are called.
    aliases: Vec<Alias<'a>>,
    /// It has CAST, CONVERT or BINARY in it.
    pub(super) has_cast: bool,
}

/// What a table is called: (alias, schema, name).
type Alias<'a> = (Cow<'a, str>, Option<Cow<'a, str>>, Cow<'a, str>);

impl<'a> Statement<'a> {
    pub(super) fn read(text: &'a str) -> Self {
        let mut statement = Self::default();
        if text.len() > LONGEST_BYTES {
            return statement;
        }
        let tokens: Vec<Token<'a>> = lex::tokens(text.as_bytes(), SqlMode::default())
            .filter(|token| !token.kind.is_blank() && token.kind != TokenKind::Hint)
            .collect();
        let first = tokens.iter().find(|token| token.kind != TokenKind::Open);
        statement.reads = first.is_some_and(|first| {
            ["SELECT", "WITH", "TABLE", "VALUES"].iter().any(|word| first.is_word(word))
        });
        let mut depth = 0_i32;
        for (place, token) in tokens.iter().enumerate() {
            let rest = tokens.get(place + 1..).unwrap_or_default();
            match token.kind {
                TokenKind::Open => depth += 1,
                TokenKind::Close => depth -= 1,
                TokenKind::Word => statement.word(text, token, rest, depth),
                _ => {}
            }
        }
        statement
    }

    fn word(&mut self, text: &'a str, token: &Token<'a>, rest: &[Token<'a>], depth: i32) {
        // The words that matter are short; comparing each in its own letters is what costs.
        let mut capitals = [0_u8; 16];
        let Some(word) = capitals.get_mut(..token.text.len()) else { return };
        word.copy_from_slice(token.text);
        word.make_ascii_uppercase();
        match &*word {
            b"FROM" | b"JOIN" | b"STRAIGHT_JOIN" | b"UPDATE" | b"INTO" => self.tables(text, rest),
            b"DISTINCT" | b"DISTINCTROW" => self.is_aggregated = true,
            b"GROUP" => self.is_aggregated |= is_word(rest.first(), "BY"),
            b"CAST" | b"CONVERT" | b"BINARY" | b"COLLATE" => self.has_cast = true,
            b"LIMIT" if depth == 0 => self.limit = limit(rest),
            b"COUNT" | b"SUM" | b"MIN" | b"MAX" | b"AVG" | b"GROUP_CONCAT" | b"JSON_ARRAYAGG"
            | b"JSON_OBJECTAGG" | b"STD" | b"STDDEV" | b"STDDEV_POP" | b"STDDEV_SAMP" | b"VARIANCE"
            | b"VAR_POP" | b"VAR_SAMP" | b"BIT_AND" | b"BIT_OR" | b"BIT_XOR"
                if rest.first().is_some_and(|next| next.kind == TokenKind::Open) =>
            {
                // A window function gives as many rows as it takes.
                self.is_aggregated |= !is_word(after_parentheses(rest), "OVER");
            }
            _ => {}
        }
    }

    /// Table references between commas.
    fn tables(&mut self, text: &'a str, tokens: &[Token<'a>]) {
        let name = |place: usize| {
            let token = tokens.get(place)?;
            let is_name =
                matches!(token.kind, TokenKind::Word | TokenKind::QuotedName | TokenKind::NameAfterDot);
            let written = text.get(token.start..token.start + token.text.len())?;
            is_name.then(|| unquoted(written))
        };
        let mut at = 0;
        loop {
            while tokens.get(at).is_some_and(|token| token.kind == TokenKind::Open) {
                at += 1;
            }
            let Some(mut table) = name(at) else { return };
            let mut schema = None;
            at += 1;
            if tokens.get(at).is_some_and(|token| token.kind == TokenKind::Dot) {
                let Some(second) = name(at + 1) else { return };
                schema = Some(std::mem::replace(&mut table, second));
                at += 2;
            }
            at += usize::from(is_word(tokens.get(at), "AS"));
            let no_alias = tokens.get(at).is_none_or(|token| NO_ALIAS.iter().any(|word| token.is_word(word)));
            let alias = if no_alias { None } else { name(at) };
            at += usize::from(alias.is_some());
            self.aliases.push((alias.unwrap_or_else(|| table.clone()), schema, table));
            if tokens.get(at).is_none_or(|token| token.kind != TokenKind::Comma) {
                return;
            }
            at += 1;
        }
    }

    /// The table that is called so: its schema, where it is written, and its name.
    pub(super) fn table(&self, alias: &str) -> Option<(Option<&str>, &str)> {
        let (_, schema, name) = self.aliases.iter().find(|(known, _, _)| known == alias)?;
        Some((schema.as_deref(), name))
    }
}

fn is_word(token: Option<&Token<'_>>, word: &str) -> bool {
    token.is_some_and(|token| token.is_word(word))
}

/// What follows the parentheses that the tokens begin with.
fn after_parentheses<'t, 'a>(tokens: &'t [Token<'a>]) -> Option<&'t Token<'a>> {
    let mut depth = 0_i32;
    for (place, token) in tokens.iter().enumerate() {
        match token.kind {
            TokenKind::Open => depth += 1,
            TokenKind::Close => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return tokens.get(place + 1);
        }
    }
    None
}

/// `n`, `offset, n` or `n OFFSET offset`.
fn limit(tokens: &[Token<'_>]) -> Option<(u64, u64)> {
    let number = |place: usize| -> Option<u64> {
        let token = tokens.get(place).filter(|token| token.kind == TokenKind::Number)?;
        std::str::from_utf8(token.text).ok()?.parse().ok()
    };
    let first = number(0)?;
    match tokens.get(1) {
        Some(token) if token.kind == TokenKind::Comma => Some((first, number(2)?)),
        Some(token) if token.is_word("OFFSET") => Some((number(2)?, first)),
        _ => Some((0, first)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_and_aggregates() {
        for (text, limit, is_aggregated) in [
            ("select * from t limit 5", Some((0, 5)), false),
            ("select * from t limit 7, 5", Some((7, 5)), false),
            ("select * from t limit 5 offset 7", Some((7, 5)), false),
            ("select * from (select a from t limit 5) x", None, false),
            ("select 'limit 5' from t limit ?", None, false),
            ("select count(*) from t", None, true),
            ("select round(sum(a)) from t", None, true),
            ("select sum(a) over () from t", None, false),
            ("select distinct a from t", None, true),
            ("select `count` from t group by a", None, true),
        ] {
            let statement = Statement::read(text);
            assert_eq!((statement.limit, statement.is_aggregated), (limit, is_aggregated), "{text}");
            assert!(statement.reads, "{text}");
        }
        assert!(!Statement::read("update t set a = 1").reads);
    }

    #[test]
    fn aliases() {
        let statement = Statement::read(
            "select * from shop.orders o, `a``b` join c as `d e` on o.x = c.y left join f where 1",
        );
        assert_eq!(statement.table("o"), Some((Some("shop"), "orders")));
        assert_eq!(statement.table("a`b"), Some((None, "a`b")));
        assert_eq!(statement.table("d e"), Some((None, "c")));
        assert_eq!(statement.table("f"), Some((None, "f")));
        assert_eq!(statement.table("c"), None);
        assert_eq!(Statement::read("update t x set x.a = 1").table("x"), Some((None, "t")));
        assert_eq!(Statement::read("select 1 from").table("x"), None);
    }
}
