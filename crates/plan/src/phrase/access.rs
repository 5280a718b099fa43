//! `Covering index lookup on o using cs (customer_id = c.id), with index condition: (…)`.

use crate::model::{AccessType, ConditionKind, Node, Operation, TableAccess};

/// Recognises an access to a table that names it after "on".
pub(super) fn describe(text: &str, node: &mut Node) -> bool {
    let Some((manner, subject)) = text.split_once(" on ") else { return false };
    let Some(access) = access_type(manner, text) else { return false };
    let mut table = TableAccess { access: Some(access), ..TableAccess::default() };
    let lower = manner.to_ascii_lowercase();
    if lower.contains("covering") {
        table.covering = Some(true);
    }
    if lower.contains("multi-range") {
        table.multi_range_read = Some(true);
    }
    if let Some((alias, index)) = subject.split_once(" using ") {
        table.alias = alias.to_owned();
        index_part(index, &mut table, node);
    } else {
        let alias = subject.split_once(" in secondary engine").map_or(subject, |(alias, _)| alias);
        let alias = alias.split_once(", with pushed condition: ").map_or(alias, |(alias, pushed)| {
            node.add_condition(ConditionKind::PushedToEngine, pushed);
            alias
        });
        let alias = alias.strip_suffix(" (re-planned for each iteration)").unwrap_or(alias);
        table.alias = alias.to_owned();
    }
    let is_temporary = table.access == Some(AccessType::All)
        && table.alias.starts_with('<')
        && (table.alias.ends_with("temporary>") || table.alias == "<temporary>");
    node.operation = if is_temporary { Operation::TemporaryScan } else { Operation::TableAccess };
    node.table = Some(Box::new(table));
    true
}

fn access_type(manner: &str, text: &str) -> Option<AccessType> {
    if manner.contains([':', '(']) && !manner.contains("(Multi-Range Read)") {
        return None;
    }
    let manner = manner.to_ascii_lowercase();
    let has = |words: &str| manner.contains(words);
    Some(if has("full-text") || has("full text") {
        AccessType::Fulltext
    } else if has("for grouping") || has("for deduplication") {
        AccessType::GroupSkipScan
    } else if has("skip scan") {
        AccessType::SkipScan
    } else if has("range scan") {
        if text.ends_with("(re-planned for each iteration)") {
            AccessType::RangeChecked
        } else {
            AccessType::Range
        }
    } else if has("single-row") && has("lookup") {
        AccessType::EqRef
    } else if has("lookup") {
        AccessType::Ref
    } else if manner.ends_with("table scan") {
        AccessType::All
    } else if has("index") && has("scan") {
        AccessType::Index
    } else if manner.ends_with(" scan") {
        AccessType::Other(manner)
    } else {
        return None;
    })
}

/// What follows "using": the index, how it is searched, and what is checked in it.
fn index_part(text: &str, table: &mut TableAccess, node: &mut Node) {
    let mut rest = text;
    if let Some((before, condition)) = rest.split_once(", with index condition: ") {
        node.add_condition(ConditionKind::PushedToIndex, condition);
        rest = before;
    }
    if let Some((before, condition)) = rest.split_once(", with pushed condition: ") {
        node.add_condition(ConditionKind::PushedToEngine, condition);
        rest = before;
    }
    for suffix in [" (reverse)", " (re-planned for each iteration)", " (Multi-Range Read)"] {
        if let Some(before) = rest.strip_suffix(suffix) {
            match suffix {
                " (reverse)" => table.reverse = Some(true),
                " (Multi-Range Read)" => table.multi_range_read = Some(true),
                _ => {}
            }
            rest = before;
        }
    }
    if let Some((index, ranges)) = rest.split_once(" over ") {
        node.add_condition(ConditionKind::Range, ranges);
        table.index = Some(index.to_owned());
        return;
    }
    match rest.split_once(" (") {
        Some((index, lookup)) => {
            let lookup = lookup.strip_suffix(')').unwrap_or(lookup);
            if lookup.ends_with(" or NULL") && table.access == Some(AccessType::Ref) {
                table.access = Some(AccessType::RefOrNull);
            }
            node.add_condition(ConditionKind::Lookup, lookup);
            table.index = Some(index.to_owned());
        }
        None => table.index = Some(rest.to_owned()),
    }
}
