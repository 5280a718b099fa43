//! Any bytes as a plan: what is read has a shape, findings and a table in a terminal, whatever else is known of it.
#![no_main]

use auroscope_plan::{
    ColumnFacts, Facts, IndexFacts, IndexPart, Plan, TableFacts, TreeTableStyle, findings, tree_table,
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    // The statement's text follows a NUL byte, if there is one.
    let mut parts = bytes.splitn(2, |byte| *byte == 0);
    let (document, statement) = (parts.next().unwrap_or_default(), parts.next());
    let Ok(plan) = Plan::parse(document) else { return };
    assert!(!plan.nodes.is_empty());
    assert_eq!(plan.shape(), plan.shape());
    let statement = statement.map(String::from_utf8_lossy);
    let tables = [orders()];
    let bare = Facts { statement: statement.as_deref(), ..Facts::default() };
    let known = Facts {
        rows_examined: Some(1_000_000),
        rows_sent: Some(1),
        temporary_on_disk: Some(true),
        sort_merge_passes: Some(2),
        tables: &tables,
        ..bare
    };
    for facts in [bare, known] {
        let found = findings(&plan, &facts);
        assert!(found.iter().all(|finding| finding.node.is_none_or(|node| plan.node(node).is_some())));
        assert_eq!(found, findings(&plan, &facts));
    }
    for width in [0, 80, 300] {
        for ascii in [false, true] {
            let lines = tree_table(&plan, width, TreeTableStyle { ascii, color: ascii });
            assert!(lines.len() > plan.nodes.len());
        }
    }
});

/// A table that many plans of the corpus read.
fn orders() -> TableFacts {
    let part = |name: &str| IndexPart {
        column: Some(name.to_owned()),
        cardinality: Some(100),
        ..IndexPart::default()
    };
    let index = |name: &str, parts: &[&str]| IndexFacts {
        name: name.to_owned(),
        is_unique: name == "PRIMARY",
        kind: "BTREE".to_owned(),
        is_visible: true,
        parts: parts.iter().map(|name| part(name)).collect(),
    };
    let column = |name: &str, type_name: &str| ColumnFacts {
        name: name.to_owned(),
        type_name: type_name.to_owned(),
        is_nullable: true,
        collation: None,
        has_histogram: false,
    };
    TableFacts {
        schema: "plans".to_owned(),
        name: "orders".to_owned(),
        rows: Some(100_000),
        indexes: vec![index("PRIMARY", &["id"]), index("channel_ordered", &["channel", "ordered_at"])],
        columns: vec![
            column("id", "int"),
            column("ordered_at", "datetime"),
            column("address", "varchar(120)"),
        ],
        ..TableFacts::default()
    }
}
