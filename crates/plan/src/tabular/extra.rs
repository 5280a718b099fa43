//! The column Extra: remarks parted by semicolons.

use crate::model::{AccessType, Badge, ConditionKind, JoinBuffer, JoinKind, Node, SemiJoin};

/// What remarks say of the whole query, not of the table they stand at.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct OfQuery {
    pub(super) temporary: bool,
    pub(super) filesort: bool,
}

/// Puts each remark in its place; what has none is kept as it is.
pub(super) fn read(text: &str, node: &mut Node) -> OfQuery {
    let mut of_query = OfQuery::default();
    for remark in remarks(text) {
        match remark {
            "Using temporary" => of_query.temporary = true,
            "Using filesort" => of_query.filesort = true,
            _ => {
                if !about_table(remark, node) {
                    node.add_extra("Extra", remark);
                }
            }
        }
    }
    of_query
}

/// Parts at semicolons outside parentheses: `Using parallel query (1 columns, 0 filters, 1 exprs; 0 extra)`.
fn remarks(text: &str) -> impl Iterator<Item = &str> {
    let mut depth = 0_usize;
    text.split(move |character| {
        match character {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        character == ';' && depth == 0
    })
    .map(str::trim)
    .filter(|remark| !remark.is_empty())
}

fn about_table(remark: &str, node: &mut Node) -> bool {
    let Some(table) = &mut node.table else { return false };
    match remark {
        "Using index" => table.covering = Some(true),
        "Using where; Using index" | "Using where" | "Using where with pushed condition" => return false,
        "Using MRR" => table.multi_range_read = Some(true),
        "Backward index scan" => table.reverse = Some(true),
        "LooseScan" => table.semi_join = Some(SemiJoin::LooseScan),
        "Recursive" => table.recursive = true,
        "Using index for skip scan" => table.access = Some(AccessType::SkipScan),
        "Not exists" => node.join = Some(JoinKind::Anti),
        "Start temporary" | "End temporary" => {
            table.semi_join = Some(SemiJoin::Weedout);
            return false;
        }
        _ => return with_more(remark, node),
    }
    true
}

/// Remarks with something in parentheses.
fn with_more(remark: &str, node: &mut Node) -> bool {
    let Some(table) = &mut node.table else { return false };
    let inside = |prefix: &str| remark.strip_prefix(prefix).and_then(|rest| rest.strip_suffix(')'));
    if let Some(buffer) = inside("Using join buffer (") {
        table.join_buffer = Some(JoinBuffer::of(buffer));
        return true;
    }
    if let Some(what) = inside("Using parallel query (") {
        table.parallel_query = Some(what.to_owned());
        node.badges.push(Badge::ParallelQuery);
        return true;
    }
    if remark.starts_with("FirstMatch(") {
        table.semi_join = Some(SemiJoin::FirstMatch);
        node.join = Some(JoinKind::Semi);
    } else if remark.starts_with("Using index for group-by") {
        table.access = Some(AccessType::GroupSkipScan);
        return true;
    } else if remark.starts_with("Range checked for each record") {
        table.access = Some(AccessType::RangeChecked);
    } else if remark.starts_with("Using union(")
        || remark.starts_with("Using intersect(")
        || remark.starts_with("Using sort_union(")
    {
        table.index = remark.strip_prefix("Using ").map(str::to_owned);
        return true;
    } else if remark == "Using index condition" {
        if !node.badges.contains(&Badge::IndexCondition) {
            node.badges.push(Badge::IndexCondition);
        }
        return true;
    } else if let Some(condition) = remark.strip_prefix("Using where with pushed condition ") {
        node.add_condition(ConditionKind::PushedToEngine, condition);
        return true;
    }
    false
}
