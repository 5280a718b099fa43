//! Functions and conversions that keep an index from use.

use super::scan::reads_many;
use crate::findings::candidate::{propose_expression, quoted};
use crate::findings::facts::TableFacts;
use crate::findings::finding::{Candidate, Evidence, Finding, FindingId, Severity};
use crate::findings::predicate::{Against, Predicate, Wrapping};
use crate::findings::sentence::{Said, Saying, say};
use crate::findings::view::View;
use crate::model::Node;

/// Adds what hides an index from a table that is read whole; whether something does.
pub(in crate::findings) fn hidden_index(view: &View<'_>, node: &Node, found: &mut Vec<Finding>) -> bool {
    if !reads_many(view, node) {
        return false;
    }
    let facts = view.table_facts(node);
    let before = found.len();
    for predicate in &view.asked(node, true).predicates {
        let reported = found[before..].iter().any(|finding: &Finding| {
            finding.evidence.get("column").and_then(|column| column.as_text()) == Some(&predicate.column)
        });
        if reported || facts.is_some_and(|facts| facts.index_led_by(&predicate.column).is_none()) {
            continue;
        }
        if let Some(reason) = conversion(view, facts, predicate) {
            found.push(implicit_cast(view, node, predicate, reason));
        } else if let Some(wrapping) = &predicate.wrapping
            && !is_implicit(view, wrapping)
        {
            found.push(function(view, node, facts.is_some(), predicate, wrapping));
        }
    }
    before < found.len()
}

/// How it is known that a column is converted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reason {
    /// The server warned of it.
    Warned,
    /// A text is compared with a number.
    TextWithNumber,
    /// The plan has a cast that the statement has not.
    CastInPlan,
}

fn conversion(view: &View<'_>, facts: Option<&TableFacts>, predicate: &Predicate) -> Option<Reason> {
    let column = facts.and_then(|facts| facts.column(&predicate.column));
    let is_text = column.map(|column| column.is_text());
    match &predicate.wrapping {
        Some(wrapping) if is_implicit(view, wrapping) => {
            // Both sides of a join are cast: only the text has an index that is lost by it.
            let warned = is_warned(view, &predicate.column);
            let is_text = is_text.unwrap_or(warned) || wrapping.name.starts_with("using ");
            is_text.then_some(if warned { Reason::Warned } else { Reason::CastInPlan })
        }
        Some(_) => None,
        None if predicate.against == Against::Number && is_text == Some(true) => Some(Reason::TextWithNumber),
        None if is_warned(view, &predicate.column) => Some(Reason::Warned),
        None => None,
    }
}

/// A cast of the plan that nobody wrote: to a floating number, or to another character set.
fn is_implicit(view: &View<'_>, wrapping: &Wrapping) -> bool {
    let kind = ["double", "real", "float", "using "].iter().any(|kind| wrapping.name.starts_with(kind));
    wrapping.is_cast && kind && view.statement().is_none_or(|statement| !statement.has_cast)
}

/// Warning 1739 names the column.
fn is_warned(view: &View<'_>, column: &str) -> bool {
    let named = format!("on field '{column}'");
    view.facts.warnings.iter().any(|warning| warning.contains("conversion") && warning.ends_with(&named))
}

fn implicit_cast(view: &View<'_>, node: &Node, predicate: &Predicate, reason: Reason) -> Finding {
    let (name, column) = (view.called(node), quoted(&predicate.column));
    let why = match reason {
        Reason::TextWithNumber => say(
            "implicit_cast.why.text_with_number",
            "{column} holds texts and is compared with a number: the text of each row is made a number first, since \
             '7', '07' and '7 ' all equal 7. So its index cannot be searched.",
        ),
        Reason::Warned => say(
            "implicit_cast.why.warned",
            "The server says that it cannot use the index of {column} because of a conversion of type or collation: \
             each row's value is converted before it is compared.",
        ),
        Reason::CastInPlan => say(
            "implicit_cast.why.cast_in_plan",
            "The plan converts {column} in each row before it is compared, and the statement does not say so: types, \
             character sets or collations differ. So its index cannot be searched.",
        ),
    };
    Finding {
        id: FindingId::ImplicitCast,
        severity: Severity::Warning,
        node: Some(node.id),
        evidence: Evidence::default()
            .text("table", view.table_name(node).name)
            .text("column", predicate.column.as_str())
            .number("rows", view.read(node)),
        title: say("implicit_cast.title", "{column} of {table} is converted in each of {rows} rows")
            .text("column", column.as_str())
            .text("table", name)
            .number("rows", view.read(node))
            .into(),
        why: why.text("column", column.as_str()).into(),
        remedy: say(
            "implicit_cast.try",
            "Compare {column} with a value of its own type: put quotes around the value or bind it as text; in a join, \
             give both columns one type, character set and collation.",
        )
        .text("column", column)
        .into(),
        disprove: say(
            "implicit_cast.disprove",
            "EXPLAIN the statement with the value in quotes: if the plan stays, the conversion is not to blame.",
        )
        .into(),
        candidates: Vec::new(),
        weight: view.read_in_all(node),
    }
}

fn function(
    view: &View<'_>,
    node: &Node,
    has_facts: bool,
    predicate: &Predicate,
    wrapping: &Wrapping,
) -> Finding {
    let (name, column) = (view.called(node), quoted(&predicate.column));
    let expression = plain_expression(&predicate.column, wrapping);
    let candidates: Vec<Candidate> = expression
        .filter(|_| has_facts && predicate.against != Against::OtherTable)
        .map(|expression| propose_expression(view, node, &expression, &predicate.column))
        .into_iter()
        .collect();
    let has_index = if has_facts {
        say("function_on_column.why.has_index", "{column} has an index, but not of this expression.")
    } else {
        say("function_on_column.why.unknown_index", "If {column} has an index, this keeps it from use.")
    };
    Finding {
        id: FindingId::FunctionOnColumn,
        severity: if has_facts { Severity::Warning } else { Severity::Notice },
        node: Some(node.id),
        evidence: Evidence::default()
            .text("table", view.table_name(node).name)
            .text("column", predicate.column.as_str())
            .text("expression", wrapping.text.as_str())
            .number("rows", view.read(node)),
        title: say(
            "function_on_column.title",
            "A function of {column} of {table} is worked out for each of {rows} rows",
        )
        .text("column", column.as_str())
        .text("table", name)
        .number("rows", view.read(node))
        .into(),
        why: Said::from(has_index.text("column", column.as_str())).and(say(
            "function_on_column.why",
            "An index is sorted by the column itself, so it cannot be searched by what is made of it.",
        )),
        remedy: remedy(wrapping).text("column", column).into(),
        disprove: say(
            "function_on_column.disprove",
            "EXPLAIN the rewritten statement: if it reads as many rows, the index would not help here.",
        )
        .into(),
        candidates,
        weight: view.read_in_all(node),
    }
}

/// How the condition is written so that the index can be searched.
fn remedy(wrapping: &Wrapping) -> Saying {
    match wrapping.name.as_str() {
        // The function DATE() is written as a cast.
        "date" => say(
            "function_on_column.try.date",
            "Ask for a range: {column} >= the day AND {column} < the day + INTERVAL 1 DAY.",
        ),
        "year" | "month" | "quarter" | "date_format" | "last_day" | "to_days" | "unix_timestamp" => say(
            "function_on_column.try.period",
            "Ask for a range: {column} >= the period's begin AND {column} < the next one's.",
        ),
        "+" | "-" | "*" | "/" => say(
            "function_on_column.try.arithmetic",
            "Move the arithmetic to the other side, so that {column} stands alone.",
        ),
        "lower" | "upper" | "lcase" | "ucase" => say(
            "function_on_column.try.case",
            "Leave the function out if the collation of {column} ignores case (most end with _ci).",
        ),
        "left" | "substr" | "substring" => {
            say("function_on_column.try.start", "Ask for {column} LIKE 'start%'.")
        }
        _ if wrapping.is_cast => say(
            "function_on_column.try.cast",
            "Convert the value, not {column}, so that {column} stands alone.",
        ),
        _ => say(
            "function_on_column.try",
            "Write the condition so that {column} stands alone, or index the expression.",
        ),
    }
}

/// The expression for an index of it; none for what may differ from the statement's, or from one run to the next.
fn plain_expression(column: &str, wrapping: &Wrapping) -> Option<String> {
    let name = wrapping.name.as_str();
    let quoted = quoted(column);
    if wrapping.is_cast {
        return (name == "date").then(|| format!("CAST({quoted} AS DATE)"));
    }
    let one_argument =
        ["year", "month", "quarter", "dayofweek", "weekday", "dayofmonth", "hour", "lower", "upper", "abs"];
    one_argument.contains(&name).then(|| format!("{}({quoted})", name.to_uppercase()))
}
