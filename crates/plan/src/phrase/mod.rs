//! What MySQL's iterators say of themselves, in TREE and as `operation` of JSON v2 (the same texts: both are
//! written by `sql/join_optimizer/explain_access_path.cc`), as steps of the model.

mod access;
mod subject;

use crate::builder::join_kind;
use crate::model::{
    AggregateMethod, ConditionKind, DeduplicateMethod, MaterializeReason, Node, Operation, QueryBlock, Role,
    SetKind,
};

/// The step that a text describes. What it does not recognise is kept as it is.
pub(crate) fn describe(text: &str) -> Node {
    let mut node = Node::new(Operation::Other, text);
    if let Some(condition) = text.strip_prefix("Filter: ") {
        node.operation = Operation::Filter;
        node.add_condition(ConditionKind::Attached, condition);
        return node;
    }
    if access::describe(text, &mut node) || join(text, &mut node) || subject::describe(text, &mut node) {
        return node;
    }
    if sort(text, &mut node) || aggregate(text, &mut node) {
        return node;
    }
    node.operation = plain(text);
    node
}

fn plain(text: &str) -> Operation {
    if text.starts_with("Limit") || text.starts_with("Offset: ") {
        return limit(text);
    }
    if let Some(set) = set_operation(text) {
        return set;
    }
    if text.starts_with("Materialize") || text.starts_with("Temporary table") {
        return materialize(text);
    }
    match text {
        _ if text.starts_with("Stream results") || text.starts_with("Invalidate materialized tables") => {
            Operation::Stream
        }
        _ if text.starts_with("Rows fetched before execution") => Operation::Constant,
        _ if text.starts_with("Zero rows") || text.starts_with("Zero input rows") => Operation::NoRows,
        _ if text.starts_with("Remove duplicate") => {
            let method = match text {
                _ if text.contains("weedout") => DeduplicateMethod::Weedout,
                _ if text.contains("input sorted on") => DeduplicateMethod::LooseScan,
                _ => DeduplicateMethod::Sorted,
            };
            Operation::Deduplicate { method }
        }
        _ => Operation::Other,
    }
}

/// A line that is no step: it says what the step below it is to the one above.
pub(crate) fn heading(text: &str) -> Option<(Role, Option<QueryBlock>)> {
    match text {
        "Hash" => return Some((Role::BuildSide, None)),
        "Batch input rows" => return Some((Role::Input, None)),
        "Repeat until convergence" => return Some((Role::Recursive, None)),
        _ if text.starts_with("Limit table size: ") => return Some((Role::Input, None)),
        _ => {}
    }
    let rest = text.strip_prefix("Select #")?;
    let digits = rest.find(|character: char| !character.is_ascii_digit())?;
    let (number, words) = rest.split_at(digits);
    let words = words.trim_start();
    let words = words.strip_prefix('(')?;
    let role = if words.contains("in projection") {
        Role::SelectListSubquery
    } else if words.contains("in condition") {
        Role::ConditionSubquery
    } else if words.contains("extracted from") || words.contains("optimized away") {
        Role::OptimizedAwaySubquery
    } else {
        Role::Subquery
    };
    let block = QueryBlock {
        select_id: number.parse().ok(),
        dependent: Some(words.contains("; dependent")),
        cacheable: match words {
            _ if words.contains("run only once") => Some(true),
            _ if words.contains("uncacheable") => Some(false),
            _ => None,
        },
    };
    Some((role, Some(block)))
}

fn sort(text: &str, node: &mut Node) -> bool {
    let Some(rest) = text.strip_prefix("Sort") else { return false };
    let Some((how, keys)) = rest.split_once(':') else { return false };
    let mut keys = keys.trim();
    let mut limit = None;
    if let Some((before, after)) = keys.rsplit_once(", limit input to ") {
        limit = leading_number(after);
        keys = before;
    }
    node.expressions.push(keys.to_owned());
    node.operation = Operation::Sort { deduplicated: how.contains("duplicate removal"), limit };
    true
}

fn aggregate(text: &str, node: &mut Node) -> bool {
    let window = text.starts_with("Window ");
    if !window
        && !text.starts_with("Aggregate")
        && !text.starts_with("Group ")
        && !text.starts_with("Single-row aggregate")
    {
        return false;
    }
    let method = if text.starts_with("Aggregate using temporary table") {
        AggregateMethod::TemporaryTable
    } else {
        AggregateMethod::Stream
    };
    if let Some((_, functions)) = text.split_once(": ") {
        node.expressions.push(functions.trim().to_owned());
    }
    node.operation = if window {
        let how = text.split(':').next().unwrap_or_default();
        Operation::Window { buffered: how.contains("buffering") }
    } else {
        Operation::Aggregate { method }
    };
    true
}

fn limit(text: &str) -> Operation {
    let Some((kind, numbers)) = text.split_once(": ") else { return Operation::Other };
    match kind {
        "Limit" => Operation::Limit { rows: leading_number(numbers), offset: None },
        "Offset" => Operation::Limit { rows: None, offset: leading_number(numbers) },
        "Limit/Offset" => {
            let offset = numbers.split_once('/').and_then(|(_, offset)| leading_number(offset));
            Operation::Limit { rows: leading_number(numbers), offset }
        }
        _ => Operation::Other,
    }
}

fn leading_number(text: &str) -> Option<u64> {
    let end = text.find(|character: char| !character.is_ascii_digit()).unwrap_or(text.len());
    text[..end].parse().ok()
}

fn set_operation(text: &str) -> Option<Operation> {
    if text == "Append" {
        return Some(Operation::SetOperation {
            set: SetKind::Union,
            temporary: false,
            deduplicated: Some(false),
        });
    }
    let (first, rest) = text.split_once(' ')?;
    let set = match first {
        "Union" => SetKind::Union,
        "Intersect" => SetKind::Intersect,
        "Except" => SetKind::Except,
        _ => return None,
    };
    if !rest.contains("materialize") {
        return None;
    }
    let deduplicated = Some(rest.contains("deduplication"));
    Some(Operation::SetOperation { set, temporary: true, deduplicated })
}

fn materialize(text: &str) -> Operation {
    let reason = if text.starts_with("Temporary table") {
        MaterializeReason::Temporary
    } else if text.contains("recursive CTE") {
        MaterializeReason::RecursiveCte
    } else if text.contains(" CTE ") {
        MaterializeReason::Cte
    } else if text.contains("table function") {
        MaterializeReason::TableFunction
    } else {
        MaterializeReason::Derived
    };
    let deduplicated = text.contains("deduplication");
    Operation::Materialize { reason, deduplicated, shared: text.contains("printed elsewhere") }
}

/// Joins. What pairs the sides of a hash join stands in parentheses.
fn join(text: &str, node: &mut Node) -> bool {
    if text.starts_with("Nested loop ") || text.starts_with("Batched key access") {
        node.operation = Operation::NestedLoop;
        node.join = join_kind(text);
        return true;
    }
    let words = text.split(['(', ':']).next().unwrap_or_default();
    let hash = words.contains("hash join")
        || words.starts_with("Hash semijoin")
        || words.starts_with("Hash antijoin");
    if !hash {
        return false;
    }
    node.operation = Operation::HashJoin;
    node.join = join_kind(words);
    let rest = text[words.len()..].trim();
    let rest = rest.strip_prefix("(FirstMatch)").unwrap_or(rest).trim_start();
    let (pairs, more) = match rest.split_once(", extra conditions: ") {
        Some((pairs, more)) => (pairs, Some(more)),
        None => (rest, None),
    };
    if !pairs.is_empty() && pairs != "(no condition)" {
        node.add_condition(ConditionKind::Join, pairs);
    }
    if let Some(more) = more {
        node.add_condition(ConditionKind::Attached, more);
    }
    true
}

#[cfg(test)]
mod tests;
