//! Rows into values. Pure: tested on data, used on what a server sent.

use mysql_async::{Row, Value};

use crate::MysqlError;

/// Reads a row's columns in order, naming the statement when one has not the shape it should have.
pub(crate) struct Columns<'a> {
    statement: &'static str,
    row: &'a Row,
    next: usize,
}

impl<'a> Columns<'a> {
    pub(crate) fn new(statement: &'static str, row: &'a Row) -> Self {
        Self { statement, row, next: 0 }
    }

    fn value(&mut self) -> Result<&'a Value, MysqlError> {
        let at = self.next;
        self.next += 1;
        self.row.as_ref(at).ok_or_else(|| self.wrong(at, "is missing"))
    }

    fn wrong(&self, column: usize, what: &str) -> MysqlError {
        MysqlError::Decode { statement: self.statement, detail: format!("column {} {what}", column + 1) }
    }

    /// Passes over some columns.
    pub(crate) fn skip(&mut self, columns: usize) {
        self.next += columns;
    }

    /// An unsigned number that may be NULL.
    pub(crate) fn maybe_number(&mut self) -> Result<Option<u64>, MysqlError> {
        let value = self.value()?;
        number(value).map_err(|what| self.wrong(self.next - 1, what))
    }

    /// A signed number that may be NULL.
    pub(crate) fn maybe_signed(&mut self) -> Result<Option<i64>, MysqlError> {
        match self.value()? {
            Value::NULL => Ok(None),
            Value::Int(number) => Ok(Some(*number)),
            Value::UInt(number) => Ok(i64::try_from(*number).ok()),
            Value::Bytes(bytes) => match std::str::from_utf8(bytes).ok().and_then(|text| text.parse().ok()) {
                Some(number) => Ok(Some(number)),
                None => Err(self.wrong(self.next - 1, "is no number")),
            },
            _ => Err(self.wrong(self.next - 1, "is no number")),
        }
    }

    /// An unsigned number.
    pub(crate) fn number(&mut self) -> Result<u64, MysqlError> {
        self.maybe_number()?.ok_or_else(|| self.wrong(self.next - 1, "is NULL"))
    }

    /// A number that counts from 0 in memory; one that does not fit is beyond the end of everything.
    pub(crate) fn index(&mut self) -> Result<usize, MysqlError> {
        Ok(usize::try_from(self.number()?).unwrap_or(usize::MAX))
    }

    /// A text that may be NULL; bytes that are not UTF-8 are replaced, and `true` says so.
    pub(crate) fn maybe_text(&mut self) -> Result<Option<(String, bool)>, MysqlError> {
        match self.value()? {
            Value::NULL => Ok(None),
            Value::Bytes(bytes) => Ok(Some(text(bytes))),
            _ => Err(self.wrong(self.next - 1, "is no text")),
        }
    }

    /// A text that may be NULL, where replaced bytes do not matter.
    pub(crate) fn maybe_string(&mut self) -> Result<Option<String>, MysqlError> {
        Ok(self.maybe_text()?.map(|(text, _)| text))
    }

    /// A text.
    pub(crate) fn string(&mut self) -> Result<String, MysqlError> {
        self.maybe_string()?.ok_or_else(|| self.wrong(self.next - 1, "is NULL"))
    }

    /// A decimal number of seconds such as `1795236814.000001`, in microseconds.
    pub(crate) fn seconds_as_us(&mut self) -> Result<i64, MysqlError> {
        let text = self.string()?;
        seconds_as_us(&text).ok_or_else(|| self.wrong(self.next - 1, "is no number of seconds"))
    }
}

fn number(value: &Value) -> Result<Option<u64>, &'static str> {
    match value {
        Value::NULL => Ok(None),
        Value::UInt(number) => Ok(Some(*number)),
        Value::Int(number) => u64::try_from(*number).map(Some).map_err(|_| "is negative"),
        Value::Bytes(bytes) => {
            std::str::from_utf8(bytes).ok().and_then(|text| text.parse().ok()).map(Some).ok_or("is no number")
        }
        _ => Err("is no number"),
    }
}

fn text(bytes: &[u8]) -> (String, bool) {
    match std::str::from_utf8(bytes) {
        Ok(text) => (text.to_owned(), false),
        Err(_) => (String::from_utf8_lossy(bytes).into_owned(), true),
    }
}

fn seconds_as_us(text: &str) -> Option<i64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let whole: i64 = whole.parse().ok()?;
    let fraction: i64 = format!("{:0<6}", fraction).get(..6)?.parse().ok()?;
    whole.checked_mul(1_000_000)?.checked_add(fraction)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_become_microseconds() {
        assert_eq!(seconds_as_us("1795236814.000001"), Some(1_795_236_814_000_001));
        assert_eq!(seconds_as_us("5"), Some(5_000_000));
        assert_eq!(seconds_as_us("5.1"), Some(5_100_000));
        for text in ["", "x", "1.x", "1.가나다", "99999999999999999"] {
            assert_eq!(seconds_as_us(text), None, "{text}");
        }
    }

    #[test]
    fn numbers_come_as_text_or_binary() {
        assert_eq!(number(&Value::Bytes(b"18446744073709551615".to_vec())), Ok(Some(u64::MAX)));
        assert_eq!(number(&Value::UInt(3)), Ok(Some(3)));
        assert_eq!(number(&Value::NULL), Ok(None));
        assert!(number(&Value::Int(-1)).is_err());
        assert!(number(&Value::Bytes(b"-1".to_vec())).is_err());
    }

    #[test]
    fn bytes_that_are_no_text_are_marked() {
        assert_eq!(text("한".as_bytes()), ("한".into(), false));
        assert!(text(b"\xff").1);
    }
}
