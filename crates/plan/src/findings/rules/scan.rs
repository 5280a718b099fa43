//! Tables and indexes that are read whole, and indexes that could have been used instead.

use super::MANY_ROWS;
use crate::findings::candidate::{Proposal, Wanted, propose, quoted};
use crate::findings::finding::{Evidence, Finding, FindingId, Severity};
use crate::findings::predicate::{Asked, PredicateKind};
use crate::findings::sentence::{Said, Saying, say};
use crate::findings::view::View;
use crate::model::{AccessType, Node, Operation};

/// An index that lets through more of its table is not worth the way through it.
const WORTH_AN_INDEX_SHARE: f64 = 0.35;
/// The optimiser reads all when about this share is wanted.
const SELECTIVE_SHARE: f64 = 0.3;

/// Whether the step reads all of something large.
pub(in crate::findings) fn reads_many(view: &View<'_>, node: &Node) -> bool {
    let access = node.table.as_deref().and_then(|table| table.access.as_ref());
    matches!(access, Some(AccessType::All | AccessType::Index)) && view.read(node) >= MANY_ROWS
}

/// `hidden`: a function or a conversion keeps an index away, and is a finding. `joined`: so is the join.
pub(in crate::findings) fn full(
    view: &View<'_>,
    node: &Node,
    hidden: bool,
    joined: bool,
    found: &mut Vec<Finding>,
) {
    if !reads_many(view, node) || view.is_of_server(node) || view.ends_early(node) {
        return;
    }
    if !view.reads_all(node) {
        found.push(index_scan(view, node));
        return;
    }
    if joined {
        return;
    }
    let asked = view.asked(node, view.is_inner(node));
    let kept = view.kept_share(node);
    let proposal = proposal(view, node, &asked, kept);
    let ignored = if hidden { None } else { ignored_index(view, node, &asked, kept) };
    found.push(table_scan(view, node, &asked, kept, &proposal));
    if let Some(index) = ignored {
        found.push(index_ignored(view, node, &index, &asked, kept));
    }
}

fn proposal(view: &View<'_>, node: &Node, asked: &Asked, kept: Option<f64>) -> Proposal {
    if kept.is_some_and(|kept| kept > WORTH_AN_INDEX_SHARE) && !view.is_inner(node) {
        return Proposal::default();
    }
    propose(view, node, Wanted::of(asked))
}

/// What the optimiser assumes of `=`, of a range and of both, where it has no statistics.
fn is_guess(kept: f64) -> bool {
    [0.1, 0.3333, 0.1111, 0.0333, 0.01].iter().any(|guess| (kept - guess).abs() < 0.0001)
}

fn is_changed(view: &View<'_>, node: &Node) -> bool {
    view.parent(node).is_some_and(|parent| matches!(parent.operation, Operation::Update | Operation::Delete))
}

fn table_scan(
    view: &View<'_>,
    node: &Node,
    asked: &Asked,
    kept: Option<f64>,
    proposal: &Proposal,
) -> Finding {
    let (rows, runs, name) = (view.read(node), view.flow(node).runs, view.called(node));
    let is_filtered =
        !asked.predicates.is_empty() || !asked.either.is_empty() || kept.is_some_and(|kept| kept < 1.0);
    let wants_few = is_filtered && kept.is_none_or(|kept| kept <= WORTH_AN_INDEX_SHARE);
    let mut evidence = Evidence::default()
        .text("table", view.table_name(node).name)
        .number("rows", rows)
        .known("filtered_percent", kept.map(|kept| kept * 100.0));
    if runs > 1.0 {
        evidence = evidence.number("loops", runs);
    }
    if !proposal.columns.is_empty() {
        evidence = evidence.text("columns", proposal.columns.join(", "));
    }
    if let Some(index) = &proposal.existing {
        evidence = evidence.text("existing_index", index.as_str());
    }
    let why = match kept {
        Some(kept) if is_filtered && kept < 0.99 => {
            let saying = if node.actuals.is_none() && is_guess(kept) {
                say(
                    "full_scan.why.guess",
                    "Every row is read, and about {kept_percent} of them are kept, which is the optimiser's guess.",
                )
            } else {
                say("full_scan.why.kept", "Every row is read, and about {kept_percent} of them are kept.")
            };
            saying.number("kept_percent", kept * 100.0)
        }
        _ if is_filtered => say(
            "full_scan.why.unknown",
            "Every row is read and a condition checked on each; the optimiser does not know how many are kept.",
        ),
        _ => say(
            "full_scan.why.whole",
            "Every row is read: no condition narrows them down. The time grows with the table.",
        ),
    };
    let why = Said::from(why).and_if(is_changed(view, node), || {
        say("full_scan.why.locks", "A statement that changes rows locks every row that it reads.")
    });
    Finding {
        id: FindingId::FullScan,
        severity: if wants_few { Severity::Warning } else { Severity::Notice },
        node: Some(node.id),
        evidence,
        title: say("full_scan.title", "All of {table} is read: {rows} rows")
            .text("table", name)
            .number("rows", rows)
            .into(),
        why,
        remedy: scan_remedy(asked, kept, is_filtered, proposal).into(),
        disprove: say(
            "full_scan.disprove",
            "Compare Rows_examined with Rows_sent of real executions. When most rows are wanted, or the statement is \
             rare, reading all of them is right.",
        )
        .into(),
        candidates: proposal.candidates.clone(),
        weight: view.read_in_all(node),
    }
}

fn scan_remedy(asked: &Asked, kept: Option<f64>, is_filtered: bool, proposal: &Proposal) -> Saying {
    if let Some(index) = &proposal.existing {
        return say(
            "full_scan.try.existing",
            "{index} would find the rows. See whether a hint forbids it, and whether ANALYZE TABLE brings it back.",
        )
        .text("index", quoted(index));
    }
    if !proposal.columns.is_empty() {
        let columns: Vec<String> = proposal.columns.iter().map(|name| quoted(name)).collect();
        return say("full_scan.try.columns", "An index on ({columns}), if few of the rows are wanted.")
            .text("columns", columns.join(", "));
    }
    let wants_many = kept.is_some_and(|kept| kept > WORTH_AN_INDEX_SHARE);
    if wants_many && asked.predicates.iter().any(|predicate| predicate.wrapping.is_none()) {
        return say(
            "full_scan.try.many",
            "No index helps as long as so many of the rows are wanted: a narrower condition, or portions by the primary \
             key.",
        );
    }
    if is_filtered {
        say(
            "full_scan.try.condition",
            "A condition that an index can be searched by: a plain column compared with a value.",
        )
    } else {
        say("full_scan.try.whole", "Ask for fewer rows, in portions by the primary key, or from a replica.")
    }
}

fn index_scan(view: &View<'_>, node: &Node) -> Finding {
    let table = node.table.as_deref();
    let index = table.and_then(|table| table.index.clone()).unwrap_or_default();
    let is_covering = table.and_then(|table| table.covering);
    let (rows, name) = (view.read(node), view.called(node));
    let (why, remedy) = if is_covering == Some(true) {
        (
            say(
                "full_index_scan.why.covering",
                "Only the index is read, which is smaller than the table; still every entry of it.",
            ),
            say(
                "full_index_scan.try.covering",
                "A condition that the index can be searched by, if fewer rows would do. To count rows often, keep a sum.",
            ),
        )
    } else {
        (
            say(
                "full_index_scan.why.rows",
                "Every entry of the index is read, and for each its row is fetched: more work than reading the table, \
                 unless its order saves a sort.",
            ),
            say(
                "full_index_scan.try.rows",
                "A condition that an index can be searched by, or an index that covers the columns that are read.",
            ),
        )
    };
    Finding {
        id: FindingId::FullIndexScan,
        severity: if is_covering == Some(true) { Severity::Info } else { Severity::Notice },
        node: Some(node.id),
        evidence: Evidence::default()
            .text("table", view.table_name(node).name)
            .text("index", index.as_str())
            .number("rows", rows),
        title: say("full_index_scan.title", "All of the index {index} of {table} is read: {rows} entries")
            .text("index", quoted(&index))
            .text("table", name)
            .number("rows", rows)
            .into(),
        why: why.into(),
        remedy: remedy.into(),
        disprove: say(
            "full_index_scan.disprove",
            "EXPLAIN ANALYZE shows how many entries were read: a LIMIT may end the scan early.",
        )
        .into(),
        candidates: Vec::new(),
        weight: view.read_in_all(node),
    }
}

/// The index that could find what few rows are wanted.
fn ignored_index(view: &View<'_>, node: &Node, asked: &Asked, kept: Option<f64>) -> Option<String> {
    if kept.is_none_or(|kept| kept > SELECTIVE_SHARE) || view.is_inner(node) {
        return None;
    }
    let Some(facts) = view.table_facts(node).filter(|_| !asked.is_empty()) else {
        // What an index is of is not known. In a join it may be one for the other direction.
        let is_alone = view.parent(node).is_none_or(|parent| parent.operation != Operation::NestedLoop);
        let possible = node.table.as_deref().and_then(|table| table.possible_indexes.as_ref())?;
        return possible.first().filter(|_| is_alone).cloned();
    };
    let plain = asked
        .predicates
        .iter()
        .filter(|predicate| predicate.wrapping.is_none() && predicate.kind != PredicateKind::Other);
    let columns = plain.map(|predicate| &predicate.column).chain(&asked.either);
    columns.filter_map(|column| facts.index_led_by(column)).map(|index| index.name.clone()).next()
}

fn index_ignored(view: &View<'_>, node: &Node, index: &str, asked: &Asked, kept: Option<f64>) -> Finding {
    let remedy = if !asked.either.is_empty() {
        say(
            "index_ignored.try.either",
            "An index for each side of the OR, so that both can be merged, or two queries with UNION.",
        )
    } else {
        say(
            "index_ignored.try",
            "ANALYZE TABLE, and a histogram of the column; then see whether the plan changes. FORCE INDEX shows what the \
             optimiser expects of the index.",
        )
    };
    let why = match kept {
        Some(kept) => say(
            "index_ignored.why",
            "The optimiser reads all rows, though it expects to keep {kept_percent}.",
        )
        .number("kept_percent", kept * 100.0),
        None => {
            say("index_ignored.why.unknown", "The optimiser reads all rows, though it expects to keep few.")
        }
    };
    Finding {
        id: FindingId::IndexIgnored,
        severity: Severity::Notice,
        node: Some(node.id),
        evidence: Evidence::default()
            .text("table", view.table_name(node).name)
            .text("index", index)
            .number("rows", view.read(node))
            .known("filtered_percent", kept.map(|kept| kept * 100.0)),
        title: say("index_ignored.title", "{index} of {table} could be used and is not")
            .text("index", quoted(index))
            .text("table", view.called(node))
            .into(),
        why: Said::from(why).and(say(
            "index_ignored.why.either",
            "Either the index does not find them alone, as with an OR, or its estimate is wrong.",
        )),
        remedy: remedy.into(),
        disprove: say(
            "index_ignored.disprove",
            "Run EXPLAIN with FORCE INDEX and compare the cost, then the time of both on a replica.",
        )
        .into(),
        candidates: Vec::new(),
        weight: view.read_in_all(node),
    }
}
