//! Candidates against the indexes that exist.

use super::*;
use crate::findings::facts::{ColumnFacts, Facts, IndexFacts, IndexPart};
use crate::{Finding, FindingId, Plan, findings};

fn index(name: &str, columns: &[&str], cardinality: u64) -> IndexFacts {
    let part = |column: &&str| IndexPart {
        column: Some((*column).to_owned()),
        cardinality: Some(cardinality),
        ..IndexPart::default()
    };
    IndexFacts {
        name: name.to_owned(),
        is_unique: name == "PRIMARY",
        kind: "BTREE".to_owned(),
        is_visible: true,
        parts: columns.iter().map(part).collect(),
    }
}

fn table(indexes: Vec<IndexFacts>) -> TableFacts {
    let column = |(name, type_name): (&str, &str)| ColumnFacts {
        name: name.to_owned(),
        type_name: type_name.to_owned(),
        is_nullable: false,
        collation: None,
        has_histogram: false,
    };
    let columns = [("id", "int"), ("a", "int"), ("b", "int"), ("c", "int"), ("t", "text"), ("we`ird", "int")];
    TableFacts {
        schema: "shop".to_owned(),
        name: "orders".to_owned(),
        engine: Some("InnoDB".to_owned()),
        rows: Some(100_000),
        indexes: [vec![index("PRIMARY", &["id"], 100_000)], indexes].concat(),
        columns: columns.map(column).to_vec(),
        ..TableFacts::default()
    }
}

/// The candidates for a scan of `orders o` with this condition.
fn candidates(condition: &str, tables: &[TableFacts]) -> Vec<Candidate> {
    let tree = format!(
        "-> Filter: ({condition})  (cost=10120 rows=1000)\n    -> Table scan on o  (cost=10120 rows=100000)\n"
    );
    let plan = Plan::parse(tree.as_bytes()).expect("it is a tree");
    let facts = Facts { statement: Some("select * from shop.orders o where 1"), tables, ..Facts::default() };
    let found: Vec<Finding> = findings(&plan, &facts);
    let scan = found.into_iter().find(|finding| finding.id == FindingId::FullScan).expect("a full scan");
    scan.candidates
}

fn ddl(condition: &str, indexes: Vec<IndexFacts>) -> Vec<String> {
    candidates(condition, &[table(indexes)]).into_iter().map(|candidate| candidate.ddl).collect()
}

#[test]
fn equal_columns_come_first_and_one_range() {
    assert_eq!(
        ddl("(o.a > 5) and (o.b = 1) and (o.c < 3)", vec![]),
        ["ALTER TABLE `shop`.`orders` ADD INDEX `b_a` (`b`, `a`);"]
    );
    assert_eq!(
        ddl("(o.a in (1,2)) and (o.b = 1)", vec![]),
        ["ALTER TABLE `shop`.`orders` ADD INDEX `b_a` (`b`, `a`);"]
    );
}

#[test]
fn the_most_selective_comes_first() {
    let indexes = vec![index("a_x", &["a", "x"], 3), index("c_x", &["c", "x"], 50_000)];
    assert_eq!(
        ddl("(o.a = 5) and (o.b = 1) and (o.c = 3)", indexes),
        ["ALTER TABLE `shop`.`orders` ADD INDEX `c_b_a` (`c`, `b`, `a`);"]
    );
}

#[test]
fn what_an_index_serves_is_not_proposed() {
    assert!(ddl("o.a = 5", vec![index("k", &["a"], 9)]).is_empty());
    assert!(ddl("o.a = 5 and o.b = 1", vec![index("k", &["b", "a", "c"], 9)]).is_empty());
    assert!(ddl("o.a = 5 and o.b > 1", vec![index("k", &["a", "b"], 9)]).is_empty());
    // InnoDB's indexes end with the primary key.
    assert!(ddl("o.a = 5 and o.id > 1", vec![index("k", &["a"], 9)]).is_empty());
    assert_eq!(ddl("o.a = 5", vec![index("k", &["b", "a"], 9)]).len(), 1);
    assert_eq!(ddl("o.a > 5 and o.b = 1", vec![index("k", &["a", "b"], 9)]).len(), 1);
    let mut prefix = index("k", &["a"], 9);
    prefix.parts[0].prefix = Some(5);
    assert_eq!(ddl("o.a = 5", vec![prefix]).len(), 1);
}

#[test]
fn an_index_that_is_extended_is_named() {
    let found = candidates("(o.b = 1) and (o.a = 5)", &[table(vec![index("only_a", &["a"], 9)])]);
    assert_eq!(found[0].ddl, "ALTER TABLE `shop`.`orders` ADD INDEX `a_b` (`a`, `b`);");
    assert!(found[0].note.contains("It extends `only_a`, which then is redundant"), "{}", found[0].note);
    assert!(found[0].note.contains("about 100,000 rows."), "{}", found[0].note);
    assert!(found[0].note.contains("(so far: 2)"), "{}", found[0].note);
    let json = serde_json::to_value(&found[0]).expect("it can be written");
    assert_eq!(json["note"], *found[0].note);
    let extends = serde_json::json!({"code": "candidate.extends", "parameters": {"index": "`only_a`"}});
    assert_eq!(json["sentences"]["note"][0], extends);
}

#[test]
fn an_invisible_index_is_made_visible() {
    let mut hidden = index("k", &["a"], 9);
    hidden.is_visible = false;
    assert_eq!(ddl("o.a = 5", vec![hidden]), ["ALTER TABLE `shop`.`orders` ALTER INDEX `k` VISIBLE;"]);
}

#[test]
fn names_are_quoted_and_free() {
    assert_eq!(
        ddl("o.`we``ird` = 5", vec![index("we`ird", &["b"], 9)]),
        ["ALTER TABLE `shop`.`orders` ADD INDEX `we``ird_2` (`we``ird`);"]
    );
    assert_eq!(ddl("o.t = 'x'", vec![]), ["ALTER TABLE `shop`.`orders` ADD INDEX `t` (`t`(64));"]);
    assert!(ddl("o.unknown = 5", vec![]).is_empty());
}

#[test]
fn without_facts_it_says_so() {
    let found = candidates("o.a = 5", &[]);
    assert_eq!(found[0].ddl, "ALTER TABLE `shop`.`orders` ADD INDEX `a` (`a`);");
    assert!(found[0].note.starts_with("The indexes of the table are not known"), "{}", found[0].note);
}

#[test]
fn what_no_index_finds_is_not_proposed() {
    for condition in
        ["o.a <> 5", "o.t like '%x'", "o.a = 5 or o.b = 1", "o.a + 1 = 5", "o.a = o.b", "not o.a = 5"]
    {
        assert!(ddl(condition, vec![]).is_empty(), "{condition}");
    }
}
