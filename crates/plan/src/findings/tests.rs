//! What a finding says, how findings are ranked, and when nothing is said.

use super::*;
use crate::Shape;

fn found(document: &str, statement: Option<&str>) -> Vec<Finding> {
    let plan = Plan::parse(document.as_bytes()).expect("it is a plan");
    findings(&plan, &Facts { statement, ..Facts::default() })
}

fn ids(found: &[Finding]) -> Vec<FindingId> {
    found.iter().map(|finding| finding.id).collect()
}

/// A scan of a table in JSON v1, which does not show LIMIT.
const SCAN: &str = r#"{"query_block": {"select_id": 1, "table": {"table_name": "t", "access_type": "ALL",
    "rows_examined_per_scan": 500000, "rows_produced_per_join": 500000, "filtered": "100.00"}}}"#;

#[test]
fn a_limit_that_the_plan_does_not_show_ends_a_scan() {
    assert_eq!(ids(&found(SCAN, None)), [FindingId::FullScan]);
    assert!(found(SCAN, Some("select * from t limit 20")).is_empty());
    assert_eq!(ids(&found(SCAN, Some("select count(*) from t limit 20"))), [FindingId::FullScan]);
    assert_eq!(ids(&found(SCAN, Some("select * from t limit 50000, 20"))), [FindingId::DeepOffset]);
    let sorted =
        SCAN.replace(r#""table":"#, r#""ordering_operation": {"using_filesort": true, "table":"#) + "}";
    assert_eq!(
        ids(&found(&sorted, Some("select * from t order by a limit 20"))),
        [FindingId::Sort, FindingId::FullScan]
    );
}

#[test]
fn what_concerns_more_rows_comes_first_and_information_last() {
    let plan = "\
-> Nested loop inner join  (cost=9 rows=40000)
    -> Covering index scan on c using k  (cost=9 rows=900000)
    -> Inner hash join (b.x = a.x)  (cost=9 rows=1)
        -> Table scan on b  (cost=9 rows=20000)
        -> Hash
            -> Table scan on a  (cost=9 rows=70000)
";
    let found = found(plan, None);
    let infos = found.iter().map(|finding| finding.severity == Severity::Info);
    assert!(infos.is_sorted(), "{:?}", ids(&found));
    let weights: Vec<f64> = found.iter().map(|finding| finding.weight).collect();
    assert!(weights[..found.len() - 1].is_sorted_by(|one, other| one >= other), "{weights:?}");
}

#[test]
fn it_is_written_as_the_api_has_it() {
    let found = found(SCAN, Some("select * from shop.t"));
    let json = serde_json::to_value(&found[0]).expect("it can be written");
    assert_eq!(json["id"], "full_scan");
    assert_eq!(json["severity"], "notice");
    assert_eq!(json["node"], 0);
    assert_eq!(json["evidence"], serde_json::json!({"table": "t", "rows": 500000, "filtered_percent": 100}));
    for key in ["title", "why", "try", "disprove"] {
        assert!(json[key].as_str().is_some_and(|text| !text.is_empty()), "{key}");
    }
    let title =
        serde_json::json!([{"code": "full_scan.title", "parameters": {"table": "`t`", "rows": 500000}}]);
    assert_eq!(json["sentences"]["title"], title, "for pages in any language");
    assert_eq!(json["sentences"]["why"][0]["code"], "full_scan.why.whole");
    assert_eq!(json["candidates"], serde_json::json!([]));
    assert_eq!(json["id"], found[0].id.as_str());
    assert!(json.get("weight").is_none());
}

#[test]
fn a_change_is_a_finding_only_when_it_is_one_and_for_the_worse() {
    let change = |after: u128, p95_after_us: u64| PlanChange {
        before: Shape(1),
        after: Shape(after),
        p95_before_us: 1_000,
        p95_after_us,
    };
    assert_eq!(change(1, 9_000).finding(), None);
    assert_eq!(change(2, 1_499).finding(), None);
    let finding = change(2, 1_500).finding().expect("it is one and a half times as long");
    assert_eq!(finding.id, FindingId::PlanChanged);
    assert_eq!(finding.evidence.get("p95_after_us").and_then(EvidenceValue::as_number), Some(1_500.0));
}

#[test]
fn tables_of_two_schemas_are_not_confused() {
    let table = |schema: &str| TableFacts {
        schema: schema.to_owned(),
        name: "t".to_owned(),
        rows: Some(7),
        ..TableFacts::default()
    };
    let tables = [table("a"), table("b")];
    let plan = Plan::parse(
        SCAN.replace(
            r#""filtered": "100.00""#,
            r#""filtered": "1.00", "attached_condition": "(`b`.`t`.`x` = 5)""#,
        )
        .as_bytes(),
    )
    .expect("it is a plan");
    let ddl = |statement: &str| {
        let facts = Facts { statement: Some(statement), tables: &tables, ..Facts::default() };
        findings(&plan, &facts)[0].candidates[0].ddl.clone()
    };
    assert_eq!(ddl("select * from b.t where x = 5"), "ALTER TABLE `b`.`t` ADD INDEX `x` (`x`);");
    // The condition says it, too.
    assert_eq!(ddl("select * from t where x = 5"), "ALTER TABLE `b`.`t` ADD INDEX `x` (`x`);");
}
