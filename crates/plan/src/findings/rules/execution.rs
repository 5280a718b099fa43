//! What an execution shows beside its plan.

use super::MANY_ROWS;
use crate::findings::finding::{Evidence, Finding, FindingId, Severity};
use crate::findings::sentence::{Said, say};
use crate::findings::view::View;
use crate::model::{DeduplicateMethod, Operation};

/// Rows read for each that is sent, from which on they are wasted.
const FACTOR: f64 = 100.0;

/// Rows that are read and not sent. What is aggregated is not wasted, nor what an offset passes over: that has its
/// own finding.
pub(in crate::findings) fn waste(view: &View<'_>, found: &mut Vec<Finding>) {
    let (Some(examined), Some(sent)) = (view.facts.rows_examined, view.facts.rows_sent) else { return };
    let (examined, sent) = (examined as f64, sent as f64);
    if examined < MANY_ROWS || examined < FACTOR * sent.max(1.0) {
        return;
    }
    let is_deep = found.iter().any(|finding| finding.id == FindingId::DeepOffset);
    if is_deep || aggregates(view) {
        return;
    }
    let reads = view.plan.nodes.iter().filter(|node| view.reads_table(node));
    let most = reads.max_by(|one, other| view.read_in_all(one).total_cmp(&view.read_in_all(other)));
    let mut evidence = Evidence::default();
    if let Some(node) = most {
        evidence = evidence.text("table", view.table_name(node).name);
    }
    let mut why = Said::from(say(
        "waste.why",
        "The statement does not sum rows up, so what was read and not sent was thrown away.",
    ));
    if let Some(node) = most {
        why = why.and(say("waste.why.most", "Most of them are of {table}.").text("table", view.called(node)));
    }
    found.push(Finding {
        id: FindingId::Waste,
        severity: Severity::Warning,
        node: most.map(|node| node.id),
        evidence: evidence.number("rows_examined", examined).number("rows_sent", sent),
        title: say("waste.title", "{rows_examined} rows were read to send {rows_sent}")
            .number("rows_examined", examined)
            .number("rows_sent", sent)
            .into(),
        why,
        remedy: say(
            "waste.try",
            "An index for the condition that throws the rows away; see the other findings for which.",
        )
        .into(),
        disprove: say(
            "waste.disprove",
            "A join or an EXISTS may need rows that it does not send: see in EXPLAIN ANALYZE where rows are lost.",
        )
        .into(),
        candidates: Vec::new(),
        weight: examined,
    });
}

/// Rows become fewer by intent; where nobody can know, they may.
fn aggregates(view: &View<'_>) -> bool {
    let in_plan = view.plan.nodes.iter().any(|node| match node.operation {
        Operation::Aggregate { .. } | Operation::Insert | Operation::Replace => true,
        Operation::Update | Operation::Delete => true,
        Operation::Deduplicate { method } => {
            matches!(method, DeduplicateMethod::TemporaryTable | DeduplicateMethod::Sorted)
        }
        Operation::SetOperation { temporary, .. } => temporary,
        _ => false,
    });
    // Some formats have no step for an aggregate without groups.
    in_plan || view.statement().is_none_or(|statement| statement.is_aggregated || !statement.reads)
}
