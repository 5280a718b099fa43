//! What stands out, with what to try.

use crate::escape::{fenced, text};
use crate::findings::{Finding, Severity};
use crate::model::Plan;
use crate::tree_table::label;

pub(super) fn findings(plan: &Plan, findings: &[Finding], markdown: &mut String) {
    for (place, finding) in findings.iter().enumerate() {
        if place > 0 {
            markdown.push('\n');
        }
        let mark = match finding.severity {
            Severity::Warning => "Warning",
            Severity::Notice => "Notice",
            Severity::Info => "Info",
        };
        markdown.push_str(&format!("### {mark}: {}\n\n", text(&finding.title)));
        markdown.push_str(&format!("- Finding: `{}`\n", finding.id.as_str()));
        if let Some(node) = finding.node.and_then(|node| plan.node(node)) {
            markdown.push_str(&format!("- Step: {}\n", text(&label(node))));
        }
        for (name, sentence) in
            [("Why", &finding.why), ("Try", &finding.remedy), ("Disprove", &finding.disprove)]
        {
            if !sentence.is_empty() {
                markdown.push_str(&format!("- **{name}:** {}\n", text(sentence)));
            }
        }
        for candidate in &finding.candidates {
            markdown.push('\n');
            markdown.push_str(&fenced("sql", &candidate.ddl));
            markdown.push_str(&format!("\n{}\n", text(&candidate.note)));
        }
    }
}
