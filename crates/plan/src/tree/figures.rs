//! The figures at the end of a line: `  (cost=[a..]b rows=n) (actual time=a..b rows=r loops=l)`. They are read
//! from the end, because conditions hold parentheses and anything else.

use crate::json_number as number;
use crate::model::{Actuals, Estimates, Measured};

/// What a line says at its end.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Figures {
    pub(super) estimates: Estimates,
    pub(super) actuals: Option<Actuals>,
}

/// Splits a line's text from its figures.
pub(super) fn split(text: &str) -> (&str, Figures) {
    let mut figures = Figures::default();
    let mut rest = text.trim_end();
    if let Some(before) = rest.strip_suffix("(never executed)") {
        figures.actuals = Some(Actuals::NeverExecuted);
        rest = before.trim_end();
    } else if let Some((before, measured)) =
        last_parenthesis(rest, "(actual ").and_then(|(before, inside)| Some((before, measured(inside)?)))
    {
        figures.actuals = Some(Actuals::Executed(measured));
        rest = before;
    }
    if let Some((before, estimates)) = last_parenthesis(rest, "(cost=")
        .and_then(|(before, inside)| Some((before, estimates(inside)?)))
        .or_else(|| {
            last_parenthesis(rest, "(rows=").and_then(|(before, inside)| Some((before, only_rows(inside)?)))
        })
    {
        figures.estimates = estimates;
        rest = before;
    }
    (rest, figures)
}

/// The text before the last parenthesis and what is in it, if it begins so and ends the text.
fn last_parenthesis<'a>(text: &'a str, beginning: &str) -> Option<(&'a str, &'a str)> {
    let inside = text.strip_suffix(')')?;
    let at = inside.rfind(beginning)?;
    let begin = at + beginning.len();
    Some((text[..at].trim_end_matches(' '), &inside[begin..]))
}

/// `time=a..b rows=r loops=l`, or `rows=r loops=l` where time was not measured.
fn measured(text: &str) -> Option<Measured> {
    let mut measured = Measured::default();
    for part in text.split(' ') {
        let (key, value) = part.split_once('=')?;
        match key {
            "time" => {
                let (first, last) = value.split_once("..")?;
                measured.first_row_ms = Some(number(first)?);
                measured.last_row_ms = Some(number(last)?);
            }
            "rows" => measured.rows = Some(number(value)?),
            "loops" => measured.loops = Some(number(value)?),
            _ => return None,
        }
    }
    Some(measured)
}

/// `[a..]b rows=n`.
fn estimates(text: &str) -> Option<Estimates> {
    let mut parts = text.split(' ');
    let cost = parts.next()?;
    let mut estimates = Estimates::default();
    match cost.split_once("..") {
        Some((first, total)) => {
            estimates.first_row_cost = Some(number(first)?);
            estimates.total_cost = Some(number(total)?);
        }
        None => estimates.total_cost = Some(number(cost)?),
    }
    for part in parts {
        estimates.rows_produced = Some(number(part.strip_prefix("rows=")?)?);
    }
    Some(estimates)
}

fn only_rows(text: &str) -> Option<Estimates> {
    Some(Estimates { rows_produced: Some(number(text)?), ..Estimates::default() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_read_from_the_end() {
        let (text, figures) = split(
            "Filter: (a = '(cost=3 rows=4)')  (cost=1.1e+9..2e+9 rows=12.3e+6) (actual time=100e-6..0.5 rows=0.25 loops=2000)",
        );
        assert_eq!(text, "Filter: (a = '(cost=3 rows=4)')");
        assert_eq!(figures.estimates.first_row_cost, Some(1.1e9));
        assert_eq!(figures.estimates.total_cost, Some(2e9));
        assert_eq!(figures.estimates.rows_produced, Some(12.3e6));
        let measured = *figures.actuals.unwrap().measured().unwrap();
        assert_eq!((measured.first_row_ms, measured.last_row_ms), (Some(1e-4), Some(0.5)));
        assert_eq!((measured.rows, measured.loops), (Some(0.25), Some(2000.0)));
    }

    #[test]
    fn what_is_no_figure_stays_in_the_text() {
        for text in ["Filter: (a = '(cost=3 rows=4)')", "Sort: f(cost=1 rows=x)", "Limit: 1 row(s)", "", ")"]
        {
            assert_eq!(split(text), (text, Figures::default()));
        }
        let (text, figures) = split("Table scan on t  (cost=1 rows=2) (never executed)");
        assert_eq!((text, figures.actuals), ("Table scan on t", Some(Actuals::NeverExecuted)));
        assert_eq!(figures.estimates.total_cost, Some(1.0));
        let (text, figures) = split("Table scan on t (rows=2) (actual rows=3 loops=1)");
        assert_eq!((text, figures.estimates.rows_produced), ("Table scan on t", Some(2.0)));
        assert_eq!(figures.actuals.unwrap().measured().unwrap().last_row_ms, None);
    }
}
