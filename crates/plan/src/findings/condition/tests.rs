//! Conditions as servers print them.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use super::*;

/// The columns of an expression, and whether it is understood.
fn columns(text: &str) -> (Vec<String>, bool) {
    let expression = read(text).unwrap_or_else(|| panic!("{text}"));
    let mut found = Vec::new();
    let all = expression.columns(&mut found);
    (found.iter().map(|column| column.name.to_string()).collect(), all)
}

#[test]
fn conditions_are_read() {
    for (text, names) in [
        ("((`plans`.`orders`.`status` = 'new') and (`plans`.`orders`.`id` < 5))", vec!["status", "id"]),
        ("(orders.`status` in ('a','b') or orders.total between 1 and 2)", vec!["status", "total"]),
        ("(<hash>(e.payload)=<hash>(l.note))", vec!["payload", "note"]),
        ("<if>(is_not_null_compl(c), (`plans`.`c`.`grade` = 2), true)", vec!["grade"]),
        ("(`we``ird \"table\" <b>`.`it's -> <b>` <> 'x')", vec!["it's -> <b>"]),
        ("(`plans`.`o`.`t` >= <cache>((cast('2024-12-30' as date) + interval 1 day)))", vec!["t"]),
        ("(cast(orders.total as char charset utf8mb4) like '9099%')", vec!["total"]),
        ("(1 <= id <= 20)", vec!["id"]),
        ("a.`status` = 'done' and a.`id` <= 20", vec!["status", "id"]),
        ("(g.grade = ((a.id % 5) + 1))", vec!["grade", "id"]),
        ("(orders.customer_id, orders.line) in ((1,2),(3,4))", vec!["customer_id", "line"]),
        ("(tenant = 2 AND state = 7 AND '2024-12-28' < opened_at)", vec!["tenant", "state", "opened_at"]),
        ("(`주문내역`.`금액` > 3000)", vec!["금액"]),
        ("(-1 < x.y) and x.z is not null and x.w not like 'a%'", vec!["y", "z", "w"]),
    ] {
        let (found, all) = columns(text);
        assert!(all, "{text}");
        assert_eq!(found, names, "{text}");
    }
}

#[test]
fn what_is_not_understood_claims_nothing() {
    for text in [
        "(a.x = (/* select#2 */ select max(`b`.`y`) from `b`))",
        "<in_optimizer>(`o`.`c`,<exists>(<primary_index_lookup>(<cache>(`o`.`c`) in c on PRIMARY where 1)))",
        "(match p.`name`,p.`description` against ('+green' in boolean mode))",
        "json'17' member of (cast(json_extract(`attributes`,_utf8mb4'$.tags') as unsigned array))",
        "(case when a.x = 1 then 2 else 3 end = 2)",
        "not (a.x = 1)",
    ] {
        assert!(!columns(text).1, "{text}");
    }
    for text in ["", "(", "a = ", "(a.b = 1", "a b c", "= 1", ")", "a..b", "<x"] {
        assert_eq!(read(text), None, "{text}");
    }
}

#[test]
fn depth_is_bounded() {
    let deep = format!("{}a.x = 1{}", "(".repeat(5_000), ")".repeat(5_000));
    assert_eq!(read(&deep), None);
    let signs = format!("a.x = {}1", "- ".repeat(20_000));
    assert_eq!(read(&signs), None);
    let calls = format!("{}a.x{} = 1", "f(".repeat(5_000), ")".repeat(5_000));
    assert!(read(&calls).is_none_or(|expression| !expression.columns(&mut Vec::new())));
}
