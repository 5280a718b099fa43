//! What is derived: own cost, own time, totals, badges, and how it is given to the API.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use auroscope_plan::{Actuals, Badge, Operation, Plan};

fn parsed(text: &str) -> Plan {
    Plan::parse(text.as_bytes()).unwrap()
}

fn own_cost(plan: &Plan, alias: &str) -> f64 {
    let node = plan.nodes.iter().find(|node| node.alias() == Some(alias)).unwrap();
    node.self_cost.unwrap()
}

const V1: &str = r#"{"query_block": {"select_id": 1, "cost_info": {"query_cost": "253.57"}, "ordering_operation": {
  "using_temporary_table": true, "using_filesort": true, "cost_info": {"sort_cost": "65.76"},
  "nested_loop": [
    {"table": {"table_name": "c", "access_type": "ref", "key": "city", "rows_examined_per_scan": "40",
      "rows_produced_per_join": 40, "filtered": "100.00",
      "cost_info": {"read_cost": "5.25", "eval_cost": "4.00", "prefix_cost": "9.25", "data_read_per_join": "10K"}}},
    {"table": {"table_name": "o", "access_type": "ref", "key": "customer", "rows_examined_per_scan": 1e1,
      "rows_produced_per_join": 33, "filtered": "8.30", "a key of tomorrow": {"x": [1, "y z"]},
      "cost_info": {"read_cost": "100.44", "eval_cost": "3.33", "prefix_cost": "149.87", "data_read_per_join": "15M"}}}
  ]}}}"#;

#[test]
fn prefix_costs_are_cumulative() {
    let plan = parsed(V1);
    assert_eq!(plan.total_cost, Some(253.57));
    assert_eq!(own_cost(&plan, "c"), 9.25);
    assert!((own_cost(&plan, "o") - 140.62).abs() < 1e-9);
    assert!((plan.root().self_cost.unwrap() - (253.57 - 149.87)).abs() < 1e-9);
    assert_eq!(plan.root().badges, [Badge::Temporary, Badge::Filesort]);
    let o = plan.nodes.iter().find(|node| node.alias() == Some("o")).unwrap();
    assert_eq!(o.estimates.rows_examined_per_scan, Some(10.0));
    assert_eq!(o.estimates.rows_joined, Some(33.0));
    assert_eq!(o.estimates.data_read_per_join_bytes, Some(15.0 * 1024.0 * 1024.0));
    assert_eq!(
        (o.extras[0].name.as_str(), o.extras[0].value.as_str()),
        ("a key of tomorrow", r#"{"x": [1, "y z"]}"#)
    );
}

const ANALYZED: &str = "\
-> Nested loop inner join  (cost=150 rows=33.3) (actual time=1..10 rows=400 loops=1)
    -> Nested loop inner join  (cost=109.25 rows=40) (actual time=1..4 rows=80 loops=1)
        -> Table scan on a  (cost=9.25 rows=40) (actual time=0.5..1 rows=40 loops=1)
        -> Filter: (b.x > 1)  (cost=2.5 rows=1) (actual time=0.01..0.05 rows=2 loops=40)
            -> Index lookup on b using k (id = a.id)  (cost=2.5 rows=10) (actual time=0.01..0.02 rows=10 loops=40)
    -> Index lookup on c using k (id = b.id)  (cost=1 rows=1) (actual time=0.1..0.2 rows=5 loops=80)
-> Select #2 (subquery in projection; dependent)
    -> Table scan on d  (cost=1 rows=1) (never executed)
";

#[test]
fn times_are_averages_of_runs() {
    let plan = parsed(ANALYZED);
    assert!(plan.is_analyze);
    assert_eq!(plan.total_time_ms, Some(10.0));
    let own = |heading: &str| {
        plan.nodes.iter().find(|node| node.heading.starts_with(heading)).unwrap().self_time_ms.unwrap()
    };
    assert!((own("Table scan on a") - 1.0).abs() < 1e-9);
    assert!((own("Filter") - (0.05 - 0.02) * 40.0).abs() < 1e-9);
    assert!((own("Index lookup on b") - 0.8).abs() < 1e-9);
    assert_eq!(own("Nested loop"), 0.0, "10 - 1 - 2 - 16 is below zero");
    let d = plan.nodes.iter().find(|node| node.alias() == Some("d")).unwrap();
    assert_eq!(d.actuals, Some(Actuals::NeverExecuted));
    assert_eq!(d.block.unwrap().dependent, Some(true));
    assert_eq!(d.badges, [Badge::FullScan, Badge::Dependent, Badge::NeverExecuted]);
}

#[test]
fn an_inner_input_costs_what_the_join_adds() {
    let plan = parsed(ANALYZED);
    assert_eq!(plan.nodes.iter().filter(|node| node.operation == Operation::NestedLoop).count(), 1);
    assert_eq!(own_cost(&plan, "a"), 9.25);
    assert!((own_cost(&plan, "b") - 100.0).abs() < 1e-9);
    assert_eq!(own_cost(&plan, "c"), 40.75);
    let sum: f64 =
        plan.nodes.iter().filter(|node| node.alias() != Some("d")).filter_map(|node| node.self_cost).sum();
    assert!((sum - 150.0).abs() < 1e-9, "{sum}");
}

#[test]
fn what_is_unknown_is_left_out() {
    let json = serde_json::to_value(parsed("-> Index lookup on t using k (a = 1)\n")).unwrap();
    let expected = serde_json::json!({
        "format": "tree",
        "is_analyze": false,
        "nodes": [{
            "id": 0, "parent": null, "depth": 0, "role": "root",
            "operation": {"kind": "table_access"},
            "heading": "Index lookup on t using k (a = 1)",
            "table": {"alias": "t", "access": "ref", "index": "k"},
            "conditions": [{"kind": "lookup", "text": "a = 1"}],
            "estimates": {},
        }],
    });
    assert_eq!(json, expected);
    let json = serde_json::to_value(parsed(ANALYZED)).unwrap();
    assert_eq!(json["nodes"][1]["actuals"]["state"], "executed");
    assert_eq!(json["nodes"][1]["actuals"]["last_row_ms"], 1.0);
    assert_eq!(json["nodes"][1]["access"], serde_json::Value::Null);
}

#[test]
fn a_table_that_is_filled_once_is_counted_once() {
    let plan = parsed(
        "\
-> Nested loop inner join  (cost=8110 rows=80000)
    -> Index lookup on c using city (city = 'city4')  (cost=9.25 rows=40)
    -> Index lookup on d using <auto_key0> (customer_id = c.id)  (cost=7139..7141 rows=10)
        -> Materialize  (cost=7138..7138 rows=2000)
            -> Group aggregate: count(0)  (cost=6678 rows=2000)
                -> Covering index scan on orders using customer  (cost=2049 rows=20088)
",
    );
    assert_eq!(own_cost(&plan, "orders"), 2049.0);
    assert_eq!(own_cost(&plan, "d"), 8110.0 - 9.25 - 7138.0);
}
