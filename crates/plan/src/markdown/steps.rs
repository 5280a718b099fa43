//! The steps as a table.

use crate::escape::text;
use crate::model::{Actuals, Node, Plan};
use crate::tree_table::{label, number};

/// Deeper steps are not indented further.
const DRAWN_LEVELS: u32 = 20;

pub(super) fn steps(plan: &Plan, markdown: &mut String) {
    let by_time = plan.nodes.iter().any(|node| node.self_time_ms.is_some_and(|time| time > 0.0));
    let own = |node: &Node| if by_time { node.self_time_ms } else { node.self_cost };
    let total: f64 = plan.nodes.iter().filter_map(own).sum();
    let (own_title, rows_title) = match (by_time, plan.is_analyze) {
        (true, _) => ("own time", "rows est → actual"),
        (false, true) => ("own cost", "rows est → actual"),
        (false, false) => ("own cost", "rows est"),
    };
    let loops = if plan.is_analyze { (" loops |", " ---: |") } else { ("", "") };
    markdown.push_str(&format!("| step | {own_title} | {rows_title} |{} key | conditions |\n", loops.0));
    markdown.push_str(&format!("| --- | ---: | ---: |{} --- | --- |\n", loops.1));
    for node in &plan.nodes {
        let indent = "&nbsp;".repeat(4 * node.depth.min(DRAWN_LEVELS) as usize);
        let share = own(node).filter(|_| total > 0.0).map(|own| format!("{:.0}%", own / total * 100.0));
        let measured = node.actuals.and_then(|actuals| actuals.measured().copied());
        let loops = measured.and_then(|measured| measured.loops).map(number).unwrap_or_default();
        let loops = if plan.is_analyze { format!(" {loops} |") } else { String::new() };
        let index = node.table.as_deref().and_then(|table| table.index.as_deref()).unwrap_or_default();
        let conditions: Vec<&str> = node.conditions.iter().map(|condition| condition.text.as_str()).collect();
        markdown.push_str(&format!(
            "| {indent}{} | {} | {} |{loops} {} | {} |\n",
            text(&label(node)),
            share.unwrap_or_default(),
            rows(node),
            text(index),
            text(&conditions.join("; ")),
        ));
    }
}

fn rows(node: &Node) -> String {
    let expected = node.estimates.rows_examined_per_scan.or(node.estimates.rows_produced).map(number);
    let found = match node.actuals {
        Some(Actuals::NeverExecuted) => Some("never".to_owned()),
        Some(Actuals::Executed(measured)) => measured.rows.map(number),
        None => None,
    };
    match (expected, found) {
        (Some(expected), Some(found)) => format!("{expected} → {found}"),
        (Some(expected), None) => expected,
        (None, Some(found)) => format!("? → {found}"),
        (None, None) => String::new(),
    }
}
