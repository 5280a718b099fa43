//! Steps whose text ends with the table they are about: inserts, updates, counts.

use crate::model::{AccessType, MaterializeReason, Node, Operation, TableAccess};

/// Recognises them.
pub(super) fn describe(text: &str, node: &mut Node) -> bool {
    let writes = [
        ("Insert into ", Operation::Insert),
        ("Replace into ", Operation::Replace),
        ("Update ", Operation::Update),
        ("Delete from ", Operation::Delete),
    ];
    for (prefix, operation) in writes {
        if let Some(table) = text.strip_prefix(prefix) {
            node.operation = operation;
            node.table = Some(Box::new(TableAccess::of(without_manner(table))));
            return true;
        }
    }
    if let Some(table) = text.strip_prefix("Fill information schema table ") {
        let reason = MaterializeReason::InformationSchema;
        node.operation = Operation::Materialize { reason, deduplicated: false, shared: false };
        node.table = Some(Box::new(TableAccess::of(table)));
        return true;
    }
    let reads = [
        ("Constant row from ", AccessType::Const),
        ("Count rows in ", AccessType::CountRows),
        ("Scan new records on ", AccessType::All),
    ];
    for (prefix, access) in reads {
        if let Some(table) = text.strip_prefix(prefix) {
            let recursive = access == AccessType::All;
            let mut table = TableAccess::of(table);
            table.access = Some(access);
            table.recursive = recursive;
            node.operation = Operation::TableAccess;
            node.table = Some(Box::new(table));
            return true;
        }
    }
    index_merge(text, node)
}

/// `o (buffered), c (immediate)` without how rows are written.
fn without_manner(tables: &str) -> String {
    tables.replace(" (buffered)", "").replace(" (immediate)", "")
}

/// An index merge says only how its inputs are put together; the table and the indexes are theirs.
fn index_merge(text: &str, node: &mut Node) -> bool {
    let how = match text {
        _ if text.starts_with("Deduplicate rows sorted by row ID") => "union",
        _ if text.starts_with("Intersect rows sorted by row ID") => "intersect",
        _ if text.starts_with("Sort-deduplicate by row ID") => "sort_union",
        _ => return false,
    };
    node.operation = Operation::TableAccess;
    node.table = Some(Box::new(TableAccess {
        access: Some(AccessType::IndexMerge),
        index: Some(how.to_owned()),
        ..TableAccess::default()
    }));
    true
}
