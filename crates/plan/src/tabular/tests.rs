//! Rows as the client prints them.

use super::read;
use crate::model::{AccessType, Operation, Role};
use crate::{Format, Plan, PlanError};

const BOX: &str = "\
+----+-------------+------------+------------+-------+---------------+------+---------+------+------+----------+-----------------------------------------+
| id | select_type | table      | partitions | type  | possible_keys | key  | key_len | ref  | rows | filtered | Extra                                   |
+----+-------------+------------+------------+-------+---------------+------+---------+------+------+----------+-----------------------------------------+
|  1 | PRIMARY     | 이상한 표  | p0,p1      | range | PRIMARY,색인  | 색인 | 9       | NULL | 1000 |    10.00 | Using where; Using index; Using filesort |
|  1 | PRIMARY     | <derived2> | NULL       | ALL   | NULL          | NULL | NULL    | NULL |   10 |   100.00 | Using join buffer (hash join)           |
|  2 | DERIVED     | a | b      | NULL       | ALL   | NULL          | NULL | NULL    | NULL |   10 |   100.00 | Using parallel query (1 columns, 0 filters; 0 extra) |
|  3 | DEPENDENT SUBQUERY | t   | NULL       | ref   | k             | k    | 5       | func |    1 |   100.00 | NULL                                    |
+----+-------------+------------+------------+-------+---------------+------+---------+------+------+----------+-----------------------------------------+
4 rows in set, 1 warning (0.00 sec)
";

#[test]
fn a_box_with_wide_text_and_bars_in_names() {
    let plan = Plan::parse(BOX.as_bytes()).unwrap();
    assert_eq!(plan.format, Format::Tabular);
    let accesses: Vec<_> =
        plan.accesses().iter().map(|node| node.alias().unwrap_or_default().to_owned()).collect();
    assert_eq!(accesses, ["이상한 표", "<derived2>", "a | b", "t"]);
    assert_eq!(plan.root().operation, Operation::Sort { deduplicated: false, limit: None });
    let first = plan.accesses()[0].table.clone().unwrap();
    assert_eq!(first.partitions, ["p0", "p1"]);
    assert_eq!((first.access, first.covering), (Some(AccessType::Range), Some(true)));
    assert_eq!(plan.accesses()[0].estimates.rows_produced, Some(100.0));
    let parallel = plan.accesses()[2].table.clone().unwrap();
    assert_eq!(parallel.parallel_query.as_deref(), Some("1 columns, 0 filters; 0 extra"));
    let subquery = plan.nodes.iter().find(|node| node.role == Role::Subquery).unwrap();
    assert_eq!(subquery.block.unwrap().dependent, Some(true));
}

#[test]
fn a_row_that_does_not_fit_is_named() {
    let text = "id\tselect_type\ttable\n1\tSIMPLE\tt\n1\tSIMPLE\n";
    assert!(matches!(read(text), Err(PlanError::Tabular { line: 3, .. })));
    let text = "id\tselect_type\ttable\nx\tSIMPLE\tt\n";
    assert!(matches!(read(text), Err(PlanError::Tabular { line: 2, .. })));
    let text = "id\tselect_type\ttable\n";
    assert!(matches!(read(text), Err(PlanError::Tabular { .. })));
}

/// Found by fuzzing: a query that fills a table of its own, or of one that it fills.
#[test]
fn a_query_that_is_in_itself_ends() {
    let head = "id\tselect_type\ttable\ttype\trows\tExtra\n";
    for rows in [
        "2\tPRIMARY\t<derived2>\tref\t10\tNULL\n2\tDERIVED\torders\tALL\t100\tNULL\n",
        "1\tPRIMARY\ta\tref\t10\tNULL\n2\tDERIVED\t<derived3>\tALL\t1\tNULL\n3\tDERIVED\t<derived2>\tALL\t1\tNULL\n",
        "1\tPRIMARY\ta\tref\t10\tNULL\n2\tDERIVED\t<derived1>\tALL\t1\tNULL\n",
        "1\tPRIMARY\t<derived2>\tALL\t1\tNULL\n2\tDERIVED\ta\tALL\t1\tNULL\n3\tUNION\t<derived2>\tALL\t1\tNULL\n",
    ] {
        let plan = crate::Plan::parse(format!("{head}{rows}").as_bytes()).expect("rows are a plan");
        assert!(plan.nodes.len() <= 6, "{}", plan.nodes.len());
        assert_eq!(plan.accesses().len(), rows.lines().count(), "{rows}");
    }
}
