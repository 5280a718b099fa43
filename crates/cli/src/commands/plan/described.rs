//! A plan for a terminal: its steps, and what stands out. A plan looks the same, whether it comes from a file or is kept.

use auroscope_plan::{Plan, TreeTableStyle, tree_table};
use serde_json::Value;
use unicode_width::UnicodeWidthStr;

use super::super::describe::text;
use crate::output::{is_coloured, printable, width};

/// How plans are drawn on standard output.
pub(super) fn style() -> TreeTableStyle {
    TreeTableStyle { color: is_coloured(), ..TreeTableStyle::default() }
}

/// What the plan is, then a line for each step.
pub(super) fn steps(plan: &Plan) -> String {
    let mut head = format!("{}, shape {}", plan.format.name(), plan.shape());
    if let Some(cost) = plan.total_cost {
        head.push_str(&format!(", cost {cost:.2}"));
    }
    if let Some(time) = plan.total_time_ms {
        head.push_str(&format!(", {time:.2} ms measured"));
    }
    let mut shown = paragraph("", &head) + "\n";
    for line in tree_table(plan, width(), style()) {
        shown.push_str(&line);
        shown.push('\n');
    }
    shown
}

/// What stands out, as the API gives it.
pub(super) fn findings(found: &[Value]) -> String {
    if found.is_empty() {
        return "\nNothing stands out.\n".to_owned();
    }
    let mut shown = String::new();
    for finding in found {
        let severity = format!("{}: ", printable(&text(&finding["severity"])));
        shown.push('\n');
        shown.push_str(&paragraph(&severity, &text(&finding["title"])));
        for name in ["why", "try", "disprove"] {
            let sentence = text(&finding[name]);
            if !sentence.is_empty() {
                shown.push_str(&paragraph(&format!("  {name:<9}"), &sentence));
            }
        }
        for candidate in finding["candidates"].as_array().into_iter().flatten() {
            // Whole, so that it can be copied.
            shown.push_str(&format!("  {}\n", printable(&text(&candidate["ddl"]))));
            shown.push_str(&paragraph("    ", &text(&candidate["note"])));
        }
    }
    shown
}

/// Text behind a name, broken between words; further lines stand below its beginning.
fn paragraph(name: &str, text: &str) -> String {
    let room = width().saturating_sub(name.width()).max(24);
    let mut lines = vec![String::new()];
    let mut taken = 0;
    for word in printable(text).split(' ') {
        let columns = word.width();
        if taken > 0 && taken + 1 + columns > room {
            lines.push(String::new());
            taken = 0;
        }
        if let Some(line) = lines.last_mut() {
            if taken > 0 {
                line.push(' ');
                taken += 1;
            }
            line.push_str(word);
            taken += columns;
        }
    }
    let indent = " ".repeat(name.width());
    let text: Vec<String> = lines
        .iter()
        .enumerate()
        .map(|(place, line)| format!("{}{line}\n", if place == 0 { name } else { &indent }))
        .collect();
    text.concat()
}
