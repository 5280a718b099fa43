//! Shapes: stable, and blind to what follows the data.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use auroscope_plan::{Plan, SHAPE_VERSION};

const TREE: &str = "\
-> Limit: 10 row(s)  (cost=188 rows=10)
    -> Sort: o.created DESC, limit input to 10 row(s) per chunk  (cost=188 rows=65.8)
        -> Nested loop left join  (cost=188 rows=65.8)
            -> Filter: (c.name = 'secret')  (cost=9.25 rows=40)
                -> Index lookup on c using city (city = 'city7')  (cost=9.25 rows=40)
            -> Index lookup on o using customer (customer_id = c.id)  (cost=2.51 rows=10)
-> Select #2 (subquery in projection; dependent)
    -> Aggregate: max(i.price)  (cost=1 rows=1)
        -> Table scan on i  (cost=1 rows=5)
";

fn parsed(text: &str) -> Plan {
    Plan::parse(text.as_bytes()).unwrap()
}

/// Shapes are kept: whoever changes what this says must change `SHAPE_VERSION`.
#[test]
fn the_shape_of_this_plan_never_changes() {
    let plan = parsed(TREE);
    assert_eq!(SHAPE_VERSION, 1);
    assert_eq!(
        plan.shape_text(),
        "plan shape 1\nsort\n  nested_loop\n    table `c` ref `city`\n    left table `o` ref `customer`\n\
         select_list aggregate\n  table `i` ALL\n"
    );
    assert_eq!(plan.shape().to_string(), "63f363bd66ee47a5de9c9b4105201865");
}

#[test]
fn literals_rows_and_costs_do_not_count() {
    let other = TREE
        .replace("188", "1.2e+6")
        .replace("'city7'", "'부산'")
        .replace("10 row(s)", "500 row(s)")
        .replace("rows=40", "rows=1")
        .replace("            -> Filter: (c.name = 'secret')  (cost=9.25 rows=1)\n    ", "");
    assert_ne!(other, TREE);
    assert_eq!(parsed(&other).shape(), parsed(TREE).shape());
    assert!(!parsed(TREE).shape_text().contains("secret"));
}

#[test]
fn what_the_optimiser_chooses_counts() {
    let shape = parsed(TREE).shape();
    for (before, after) in [
        ("using city", "using name"),
        ("left join", "inner join"),
        ("Index lookup on o using customer (customer_id = c.id)", "Table scan on o"),
        ("Table scan on i", "Table scan on j"),
        ("Aggregate: max(i.price)", "Aggregate using temporary table"),
        ("Index lookup on c", "Index range scan on c"),
    ] {
        let other = TREE.replace(before, after);
        assert_ne!(other, TREE, "{before}");
        assert_ne!(parsed(&other).shape(), shape, "{before}");
    }
}

#[test]
fn an_alias_counts_only_to_tell_two_uses_apart() {
    let plan = |first: &str, second: &str, third: &str| {
        let table = |alias: &str, name: &str| {
            format!(
                r#"{{"operation":"Table scan on {alias}","alias":"{alias}","table_name":"{name}","schema_name":"s"}}"#
            )
        };
        parsed(&format!(
            r#"{{"operation":"Nested loop inner join","inputs":[{},{},{}]}}"#,
            table(first, "a"),
            table(second, "a"),
            table(third, "b")
        ))
    };
    assert_eq!(plan("x", "y", "z").shape(), plan("x", "y", "other").shape());
    assert_ne!(plan("x", "y", "z").shape(), plan("y", "x", "z").shape());
    assert!(plan("x", "y", "z").shape_text().contains("table `s`.`a` as `x` ALL"));
    assert!(plan("x", "y", "z").shape_text().contains("table `s`.`b` ALL"));
}

#[test]
fn partitions_do_not_count() {
    let plan = |partitions: &str| {
        parsed(&format!(
            r#"{{"query_block":{{"table":{{"table_name":"t","partitions":[{partitions}],"access_type":"ALL"}}}}}}"#
        ))
    };
    assert_eq!(plan(r#""p0""#).shape(), plan(r#""p1","p2""#).shape());
}
