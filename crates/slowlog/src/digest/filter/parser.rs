//! From tokens to an expression, by recursive descent.

use super::error::FilterError;
use super::expression::{Comparison, Expression, Order, Test, Value};
use super::field::{Domain, Field};
use super::pattern::Pattern;
use super::token::{Kind, Token, tokens};

/// So deep may parentheses and `not` be nested, and so many comparisons may there be.
const MOST_DEPTH: usize = 64;
const MOST_COMPARISONS: usize = 256;

/// Reads a whole text.
pub(super) fn parse(text: &str) -> Result<Expression, FilterError> {
    let mut parser = Parser { tokens: tokens(text)?, at: 0, comparisons: 0 };
    let expression = parser.or(0)?;
    match parser.peek().kind {
        Kind::End => Ok(expression),
        _ => Err(parser.expected("'and', 'or' or the end")),
    }
}

struct Parser {
    /// The last one is the end.
    tokens: Vec<Token>,
    at: usize,
    comparisons: usize,
}

impl Parser {
    fn peek(&self) -> &Token {
        &self.tokens[self.at.min(self.tokens.len() - 1)]
    }

    fn advance(&mut self) {
        self.at = (self.at + 1).min(self.tokens.len() - 1);
    }

    /// Takes the word, in any case, if it is next.
    fn takes_word(&mut self, word: &str) -> bool {
        let is_next = matches!(&self.peek().kind, Kind::Word(next) if next.eq_ignore_ascii_case(word));
        if is_next {
            self.advance();
        }
        is_next
    }

    fn takes_sign(&mut self, sign: &str) -> bool {
        let is_next = matches!(&self.peek().kind, Kind::Sign(next) if *next == sign);
        if is_next {
            self.advance();
        }
        is_next
    }

    fn expected(&self, what: &str) -> FilterError {
        let Token { position, kind } = self.peek();
        FilterError::new(*position, format!("expected {what}, found {}", kind.shown()))
    }

    fn or(&mut self, depth: usize) -> Result<Expression, FilterError> {
        let mut left = self.and(depth)?;
        while self.takes_word("or") {
            left = Expression::Or(Box::new(left), Box::new(self.and(depth)?));
        }
        Ok(left)
    }

    fn and(&mut self, depth: usize) -> Result<Expression, FilterError> {
        let mut left = self.unary(depth)?;
        while self.takes_word("and") {
            left = Expression::And(Box::new(left), Box::new(self.unary(depth)?));
        }
        Ok(left)
    }

    fn unary(&mut self, depth: usize) -> Result<Expression, FilterError> {
        if depth > MOST_DEPTH {
            return Err(FilterError::new(self.peek().position, "this is nested too deeply"));
        }
        if self.takes_word("not") {
            return Ok(Expression::Not(Box::new(self.unary(depth + 1)?)));
        }
        if self.takes_sign("(") {
            let inner = self.or(depth + 1)?;
            return if self.takes_sign(")") { Ok(inner) } else { Err(self.expected("'and', 'or' or ')'")) };
        }
        self.comparison().map(Expression::Is)
    }

    fn comparison(&mut self) -> Result<Comparison, FilterError> {
        self.comparisons += 1;
        if self.comparisons > MOST_COMPARISONS {
            let message = format!("more than {MOST_COMPARISONS} comparisons");
            return Err(FilterError::new(self.peek().position, message));
        }
        let Kind::Word(name) = &self.peek().kind else { return Err(self.expected("a field, 'not' or '('")) };
        let Some(field) = Field::of_name(name) else {
            return Err(self.expected(&format!("a field ({})", Field::names())));
        };
        self.advance();
        let test = self.test(&field)?;
        Ok(Comparison { field, test })
    }

    fn test(&mut self, field: &Field) -> Result<Test, FilterError> {
        let domain = field.domain();
        let allowed = match domain {
            Domain::Time | Domain::Number => "one of =, !=, <, <=, >, >= or 'in'",
            Domain::Text => "one of =, !=, ~, !~ or 'in'",
            Domain::Truth | Domain::Class | Domain::Fingerprint => "one of =, != or 'in'",
        };
        let what = format!("{allowed} after {field}");
        if self.takes_word("in") {
            return self.list(domain).map(Test::In);
        }
        let Kind::Sign(sign) = self.peek().kind else { return Err(self.expected(&what)) };
        if matches!(sign, "~" | "!~") && domain == Domain::Text {
            self.advance();
            let pattern = Pattern::new(&self.text()?.1);
            return Ok(if sign == "~" { Test::Like(pattern) } else { Test::NotLike(pattern) });
        }
        let is_ordered = matches!(domain, Domain::Time | Domain::Number);
        let order = Order::of_sign(sign)
            .filter(|order| is_ordered || matches!(order, Order::Equal | Order::Unequal))
            .ok_or_else(|| self.expected(&what))?;
        self.advance();
        Ok(Test::Order(order, self.value(domain)?))
    }

    fn list(&mut self, domain: Domain) -> Result<Vec<Value>, FilterError> {
        if !self.takes_sign("(") {
            return Err(self.expected("'(' after 'in'"));
        }
        let mut values = vec![self.value(domain)?];
        while self.takes_sign(",") {
            values.push(self.value(domain)?);
        }
        if self.takes_sign(")") { Ok(values) } else { Err(self.expected("',' or ')'")) }
    }

    fn value(&mut self, domain: Domain) -> Result<Value, FilterError> {
        let (position, text) = self.text()?;
        Value::read(domain, &text).map_err(|message| FilterError::new(position, message))
    }

    /// A word or a text in quotes. A keyword is no value unless it is quoted: something was left out before it.
    fn text(&mut self) -> Result<(usize, String), FilterError> {
        let Token { position, kind } = self.peek();
        let keywords = ["and", "or", "not", "in"];
        let found = match kind {
            Kind::Word(text) if !keywords.iter().any(|word| text.eq_ignore_ascii_case(word)) => {
                (*position, text.clone())
            }
            Kind::Quoted(text) => (*position, text.clone()),
            _ => return Err(self.expected("a value")),
        };
        self.advance();
        Ok(found)
    }
}
