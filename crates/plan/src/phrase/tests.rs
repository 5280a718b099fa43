//! Texts of 8.0 to 9.7 and what they become.

use super::describe;
use crate::model::{
    AccessType, AggregateMethod, ConditionKind, DeduplicateMethod, JoinKind, MaterializeReason, Operation,
    SetKind,
};

fn access(text: &str) -> (String, String, Option<String>) {
    let node = describe(text);
    assert_eq!(node.operation, Operation::TableAccess, "{text}");
    let table = node.table.unwrap();
    (table.access.unwrap().as_str().to_owned(), table.alias, table.index)
}

#[test]
fn accesses() {
    let cases = [
        ("Table scan on c", "ALL", "c", None),
        ("Index scan on orders using PRIMARY (reverse)", "index", "orders", Some("PRIMARY")),
        ("Covering index scan on o using cs", "index", "o", Some("cs")),
        ("Index lookup on o using customer (customer_id = c.id)", "ref", "o", Some("customer")),
        ("Index lookup on o using k (a=1 or NULL)", "ref_or_null", "o", Some("k")),
        ("Single-row index lookup on p using PRIMARY (id = i.product_id)", "eq_ref", "p", Some("PRIMARY")),
        ("Single-row covering index lookup on p using PRIMARY (id = 1)", "eq_ref", "p", Some("PRIMARY")),
        ("Multi-range index lookup on o using customer (customer_id = c.id)", "ref", "o", Some("customer")),
        ("Index range scan on c using PRIMARY over (id < 100)", "range", "c", Some("PRIMARY")),
        ("Index range scan (Multi-Range Read) on o using k over (5 <= a <= 20)", "range", "o", Some("k")),
        ("Index range scan on t (re-planned for each iteration)", "range_checked", "t", None),
        ("Covering index skip scan on o using st over '2026-01-14' < created", "skip_scan", "o", Some("st")),
        ("Covering index skip scan for grouping on o using st", "group_skip_scan", "o", Some("st")),
        ("Full-text index search on product using doc (doc = 'word5')", "fulltext", "product", Some("doc")),
        ("Indexed full text search on product using doc (doc='x')", "fulltext", "product", Some("doc")),
        ("Constant row from c", "const", "c", None),
        ("Count rows in 이상한 표", "count_rows", "이상한 표", None),
        ("Scan new records on r", "ALL", "r", None),
        ("Table scan on my table", "ALL", "my table", None),
    ];
    for (text, kind, alias, index) in cases {
        assert_eq!(access(text), (kind.to_owned(), alias.to_owned(), index.map(str::to_owned)), "{text}");
    }
}

#[test]
fn conditions_of_an_index() {
    let node = describe(
        "Index range scan on orders using customer over (5 <= customer_id <= 50), with index condition: (orders.customer_id between 5 and 50)",
    );
    assert_eq!(node.condition(ConditionKind::Range), Some("(5 <= customer_id <= 50)"));
    assert_eq!(node.condition(ConditionKind::PushedToIndex), Some("(orders.customer_id between 5 and 50)"));
    let node = describe("Index lookup on i using PRIMARY (order_id = (o.id + 1))");
    assert_eq!(node.condition(ConditionKind::Lookup), Some("order_id = (o.id + 1)"));
    let node = describe("Filter: (x.a like 'Table scan on t: (cost=1 rows=2)')");
    assert_eq!(node.operation, Operation::Filter);
    assert_eq!(
        node.condition(ConditionKind::Attached),
        Some("(x.a like 'Table scan on t: (cost=1 rows=2)')")
    );
}

#[test]
fn everything_else() {
    let cases = [
        ("Limit: 10 row(s)", Operation::Limit { rows: Some(10), offset: None }),
        ("Limit/Offset: 10/1000 row(s)", Operation::Limit { rows: Some(10), offset: Some(1000) }),
        ("Offset: 3 row(s)", Operation::Limit { rows: None, offset: Some(3) }),
        (
            "Sort: a DESC, limit input to 10 row(s) per chunk",
            Operation::Sort { deduplicated: false, limit: Some(10) },
        ),
        ("Sort with duplicate removal: a, b", Operation::Sort { deduplicated: true, limit: None }),
        ("Sort row IDs: `count(*)` DESC", Operation::Sort { deduplicated: false, limit: None }),
        ("Aggregate: count(0)", Operation::Aggregate { method: AggregateMethod::Stream }),
        ("Group (no aggregates)", Operation::Aggregate { method: AggregateMethod::Stream }),
        ("Group aggregate with rollup: sum(x)", Operation::Aggregate { method: AggregateMethod::Stream }),
        ("Aggregate using temporary table", Operation::Aggregate { method: AggregateMethod::TemporaryTable }),
        ("Window aggregate with buffering: sum(a) OVER (ORDER BY a ) ", Operation::Window { buffered: true }),
        ("Window aggregate: rank() OVER (ORDER BY 'buffering' ) ", Operation::Window { buffered: false }),
        ("Stream results", Operation::Stream),
        ("Rows fetched before execution", Operation::Constant),
        ("Zero rows (Impossible WHERE)", Operation::NoRows),
        (
            "Zero input rows (no matching row in const table), aggregated into one output row",
            Operation::NoRows,
        ),
        ("Table scan on <temporary>", Operation::TemporaryScan),
        ("Table scan on <union temporary>", Operation::TemporaryScan),
        (
            "Remove duplicates from input sorted on customer",
            Operation::Deduplicate { method: DeduplicateMethod::LooseScan },
        ),
        (
            "Remove duplicate (o, i) rows using temporary table (weedout)",
            Operation::Deduplicate { method: DeduplicateMethod::Weedout },
        ),
        (
            "Append",
            Operation::SetOperation { set: SetKind::Union, temporary: false, deduplicated: Some(false) },
        ),
        (
            "Except materialize with deduplication",
            Operation::SetOperation { set: SetKind::Except, temporary: true, deduplicated: Some(true) },
        ),
        (
            "Materialize CTE w if needed (query plan printed elsewhere)",
            Operation::Materialize { reason: MaterializeReason::Cte, deduplicated: false, shared: true },
        ),
        (
            "Materialize recursive CTE r",
            Operation::Materialize {
                reason: MaterializeReason::RecursiveCte,
                deduplicated: false,
                shared: false,
            },
        ),
        (
            "Temporary table with deduplication",
            Operation::Materialize {
                reason: MaterializeReason::Temporary,
                deduplicated: true,
                shared: false,
            },
        ),
        ("Delete from o (buffered), c (immediate)", Operation::Delete),
        ("<not executable by iterator executor>", Operation::Other),
        ("A step of tomorrow on the moon", Operation::Other),
    ];
    for (text, operation) in cases {
        assert_eq!(describe(text).operation, operation, "{text}");
    }
}

#[test]
fn joins() {
    let cases = [
        ("Nested loop inner join", Operation::NestedLoop, JoinKind::Inner),
        ("Nested loop left join", Operation::NestedLoop, JoinKind::Left),
        ("Nested loop semijoin (FirstMatch)", Operation::NestedLoop, JoinKind::Semi),
        ("Nested loop antijoin", Operation::NestedLoop, JoinKind::Anti),
        ("Batched key access left join", Operation::NestedLoop, JoinKind::Left),
        ("Inner hash join (b.b = a.b)", Operation::HashJoin, JoinKind::Inner),
        ("Left hash join (e.a = a.a), extra conditions: (e.b > 'semi')", Operation::HashJoin, JoinKind::Left),
        ("Hash semijoin (FirstMatch) (b.b = a.b)", Operation::HashJoin, JoinKind::Semi),
        ("Hash antijoin (b.b = a.b)", Operation::HashJoin, JoinKind::Anti),
    ];
    for (text, operation, kind) in cases {
        let node = describe(text);
        assert_eq!((node.operation, node.join), (operation, Some(kind)), "{text}");
    }
    let node = describe("Left hash join (e.a = a.a), extra conditions: (e.b > 'semi')");
    assert_eq!(node.condition(ConditionKind::Join), Some("(e.a = a.a)"));
    assert_eq!(node.condition(ConditionKind::Attached), Some("(e.b > 'semi')"));
    assert_eq!(describe("Inner hash join (no condition)").conditions, []);
}

#[test]
fn index_merges_and_access_types_have_words() {
    for text in
        ["Deduplicate rows sorted by row ID", "Sort-deduplicate by row ID", "Intersect rows sorted by row ID"]
    {
        let node = describe(text);
        assert_eq!(node.table.unwrap().access, Some(AccessType::IndexMerge), "{text}");
    }
}
