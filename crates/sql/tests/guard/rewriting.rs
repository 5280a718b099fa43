//! The text that is sent: what a server reads must be what was judged.

use auroscope_sql::guard::{ExplainableKind, ServerVersion, explainable, view_body_tables};

use super::{dialect, judged};

fn sent(text: &str) -> String {
    judged(text).unwrap_or_else(|refusal| panic!("{text}: {refusal}")).statement().to_owned()
}

#[test]
fn what_is_sent_has_no_comments_and_no_locks() {
    for (text, expected) in [
        ("SELECT a -- note\nFROM t", "SELECT a FROM t"),
        ("SELECT '-- no note',\n\n  '  two  ' FROM t;", "SELECT '-- no note', '  two  ' FROM t"),
        ("/* app */ SELECT /*+ BKA(t) MAX_EXECUTION_TIME(9) */ a/**/FROM t", "SELECT /*+ BKA(t) */ a FROM t"),
        ("SELECT a /*!80000 , b */ /*!99999 , c */ FROM t", "SELECT a , b FROM t"),
        ("SELECT a FROM t WHERE b = 1 FOR UPDATE", "SELECT a FROM t WHERE b = 1"),
        (
            "SELECT a FROM t WHERE b = (SELECT c FROM u FOR SHARE OF u SKIP LOCKED) LOCK IN SHARE MODE",
            "SELECT a FROM t WHERE b = (SELECT c FROM u)",
        ),
        ("SELECT '주문 😀' FROM 주문", "SELECT '주문 😀' FROM 주문"),
        // Found by fuzzing: the blank in a comment's place made a comment of the two signs before it.
        ("SELECT a--/**/1, b FROM t", "SELECT a--1, b FROM t"),
        ("SELECT a/ /**/ *b FROM t", "SELECT a/ *b FROM t"),
    ] {
        assert_eq!(sent(text), expected);
    }
    assert_eq!(judged("SELECT a----- * FROM t").unwrap_err().code(), "truncated");
    assert!(judged("SELECT a FROM t FOR UPDATE").unwrap().locks_removed());
    assert!(judged("SELECT /*+ BKA(t) */ a FROM t").unwrap().has_hints());
}

/// REPEAT('a', n) is as long as a row says; what is sent says at most how long. As a text the number might be anything:
/// LEAST('0999999', 1000) is '0999999'.
#[test]
fn a_length_that_only_the_server_knows_is_limited() {
    for (text, expected) in [
        ("SELECT REPEAT('a', n) FROM t", "SELECT REPEAT('a', LEAST((n)+0,1000)) FROM t"),
        (
            "SELECT RPAD(a, n + 2, ' '), SPACE(depth*2 ), LPAD(a, 10, ' ') FROM t FOR UPDATE",
            "SELECT RPAD(a, LEAST((n + 2)+0,1000), ' '), SPACE(LEAST((depth*2)+0,1000) ), LPAD(a, 10, ' ') FROM t",
        ),
        (
            "UPDATE t SET a = REPEAT('a', n) WHERE b = LPAD(c, n, '0')",
            "SELECT t.*, (REPEAT('a', LEAST((n)+0,1000))) FROM t WHERE b = LPAD(c, LEAST((n)+0,1000), '0')",
        ),
        (
            "SELECT RPAD(SPACE(n), '5', RPAD('x', m, 'y')) FROM t",
            "SELECT RPAD(SPACE(LEAST((n)+0,1000)), LEAST(('5')+0,1000), RPAD('x', LEAST((m)+0,1000), 'y')) FROM t",
        ),
    ] {
        let made = judged(text).unwrap_or_else(|refusal| panic!("{text}: {refusal}"));
        assert_eq!(made.statement(), expected);
        assert!(made.lengths_limited());
        assert!(!judged(expected).unwrap().lengths_limited(), "{expected} is limited as it stands");
    }
    // None of these is the limit that it looks like.
    for text in [
        "SELECT REPEAT('a', LEAST(n, 1000)) FROM t",
        "SELECT REPEAT('a', LEAST((n)+0,m)) FROM t",
        "SELECT REPEAT('a', LEAST((1), (n)+0,1000)) FROM t",
        "SELECT REPEAT('a', t.LEAST) FROM t",
        "SELECT REPEAT('a', GREATEST((n)+0,1000)) FROM t",
        "SELECT REPEAT('a', LEAST((n)+0,1000)+LEAST((n)+0,1000)) FROM t",
    ] {
        assert!(judged(text).is_ok_and(|made| made.lengths_limited()), "{text}");
    }
    // Of a view the server reads its own text.
    let body = "select repeat('a',`t`.`n`) from `t`";
    assert_eq!(view_body_tables(body, dialect("").server).unwrap_err().code(), "dangerous_function");
}

#[test]
fn what_writes_is_explained_as_the_query_for_its_rows() {
    for (text, expected) in [
        ("UPDATE t SET a = 1, b = DEFAULT WHERE c = 2", "SELECT t.*, (1) FROM t WHERE c = 2"),
        (
            "UPDATE /*+ INDEX(t a) */ IGNORE shop.t SET a = b + 1 ORDER BY c LIMIT 3",
            "SELECT /*+ INDEX(t a) */ shop.t.*, (b + 1) FROM shop.t ORDER BY c LIMIT 3",
        ),
        ("UPDATE t AS `x y` SET a = 1", "SELECT `x y`.*, (1) FROM t AS `x y`"),
        ("UPDATE t PARTITION (p) SET a = 1", "SELECT *, (1) FROM t PARTITION (p)"),
        (
            "UPDATE t JOIN u ON t.id = u.id SET t.a = u.b, t.c = 2 WHERE u.d",
            "SELECT t.*, (u.b), (2) FROM t JOIN u ON t.id = u.id WHERE u.d",
        ),
        ("UPDATE t, u SET a = 1, t.b = 2", "SELECT *, (1), (2) FROM t, u"),
        ("UPDATE t, s.u SET t.a = 1, s.u.b = 2", "SELECT s.u.*, t.*, (1), (2) FROM t, s.u"),
        (
            "WITH d AS (SELECT 1 AS id) UPDATE t, d SET t.a = d.id",
            "WITH d AS (SELECT 1 AS id) SELECT t.*, (d.id) FROM t, d",
        ),
        ("UPDATE t SET a = (SELECT b FROM u FOR UPDATE)", "SELECT t.*, ((SELECT b FROM u)) FROM t"),
        ("DELETE FROM t WHERE a = 1 LIMIT 2", "SELECT * FROM t WHERE a = 1 LIMIT 2"),
        ("DELETE QUICK t, u.* FROM t, u WHERE t.id = u.id", "SELECT t.*, u.* FROM t, u WHERE t.id = u.id"),
        ("DELETE FROM s.t.* USING s.t JOIN u USING (id)", "SELECT s.t.* FROM s.t JOIN u USING (id)"),
        ("INSERT INTO u (a) SELECT b FROM t ON DUPLICATE KEY UPDATE a = 1", "SELECT b FROM t"),
        (
            "INSERT /*+ SET_VAR(join_buffer_size=1) */ INTO u SELECT /*+ BKA(t) */ b FROM t",
            "SELECT /*+ SET_VAR(join_buffer_size=1) BKA(t) */ b FROM t",
        ),
        ("INSERT /*+ BKA(t) */ INTO u SELECT b FROM t", "SELECT /*+ BKA(t) */ b FROM t"),
        ("REPLACE u (SELECT b FROM t)", "(SELECT b FROM t)"),
        ("INSERT u TABLE t", "TABLE t"),
    ] {
        let made = judged(text).unwrap_or_else(|refusal| panic!("{text}: {refusal}"));
        assert_eq!(made.statement(), expected);
        assert!(made.is_rewritten());
    }
    let kind = |text| judged(text).unwrap().kind();
    assert_eq!(kind("UPDATE t SET a = 1"), ExplainableKind::FromUpdate);
    assert_eq!(kind("DELETE FROM t"), ExplainableKind::FromDelete);
    assert_eq!(kind("INSERT t SELECT 1"), ExplainableKind::FromInsert);
    assert_eq!(kind("REPLACE t SELECT 1"), ExplainableKind::FromReplace);
    assert_eq!(kind("SELECT 1"), ExplainableKind::Query);
}

#[test]
fn names_in_the_mode_of_the_session_stay() {
    let made = explainable(
        br#"UPDATE "t" SET "a" = 'x\' WHERE "b" = 1"#,
        dialect("ANSI_QUOTES,NO_BACKSLASH_ESCAPES"),
    );
    assert_eq!(made.unwrap().statement(), r#"SELECT "t".*, ('x\') FROM "t" WHERE "b" = 1"#);
}

/// As `information_schema.VIEWS` has them on 9.7.4.
#[test]
fn the_bodies_of_views_are_judged_like_statements() {
    let server = ServerVersion::parse("9.7.4").unwrap();
    let body = "select `shop`.`t`.`a` AS `a`,count(0) AS `n`,group_concat(`shop`.`t`.`b` order by `shop`.`t`.`b` ASC \
        separator ',') AS `g` from (`shop`.`t` join `shop`.`u` on((`shop`.`u`.`id` = `shop`.`t`.`id`))) where \
        ((`shop`.`t`.`a` > 1) and exists(select 1 from `shop`.`w`)) group by `shop`.`t`.`a`";
    let tables: Vec<String> =
        view_body_tables(body, server).unwrap().into_iter().map(|table| table.name).collect();
    assert_eq!(tables, ["t", "u", "w"]);
    for (body, code) in [
        ("select sleep(1) AS `x`", "dangerous_function"),
        ("select `shop`.`writes`() AS `x`", "stored_function"),
        ("select `x` from (select sleep(1) AS `x`) `d`", "dangerous_function"),
        ("", "not_explainable"),
        ("delete from t", "not_explainable"),
    ] {
        assert_eq!(view_body_tables(body, server).unwrap_err().code(), code, "{body}");
    }
}
