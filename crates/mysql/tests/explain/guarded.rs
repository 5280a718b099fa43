//! What the guard lets through after all, and what it makes of texts that would keep a server busy.

use std::time::{Duration, Instant};

use auroscope_testkit::{MysqlOptions, shared_mysql_or_skip, start_mysql_or_skip};
use mysql_async::prelude::Queryable;

use crate::shop::{BOUND, Shop, code, connect};

const COMPONENT: &str = "'file://component_classic_hashing'";

/// A server of its own: a component is there for all, or for none.
#[tokio::test(flavor = "multi_thread")]
async fn a_hash_is_explained_only_where_it_is_the_servers_own() {
    let Some(server) = start_mysql_or_skip(MysqlOptions::new()) else { return };
    let mut shop = Shop::open(server.endpoint()).await;
    let schema = shop.schema.name().to_owned();
    let text = "SELECT * FROM t WHERE c = (SELECT MAX(MD5(c)) FROM t)";
    // Without the component the name is a stored function's.
    shop.client
        .query_drop(
            "CREATE FUNCTION md5(x TEXT) RETURNS TEXT DETERMINISTIC MODIFIES SQL DATA \
             BEGIN INSERT INTO written (who) VALUES ('md5'); RETURN 'x'; END",
        )
        .await
        .unwrap();
    assert_eq!(shop.judged(text, "").unwrap_err().code(), "stored_function");

    shop.client.query_drop(format!("INSTALL COMPONENT {COMPONENT}")).await.unwrap();
    shop.explainer = connect(&shop.server).await;
    assert_eq!(code(&shop.plan(text).await), None);
    shop.client.query_drop("CREATE VIEW hashing AS SELECT SHA1(c) AS h FROM t").await.unwrap();
    assert_eq!(code(&shop.plan("SELECT * FROM hashing").await), None);
    assert_eq!(shop.written().await, 0);

    // It goes while the explainer, and what it has judged, stay.
    let judged = shop.judged(text, "").unwrap();
    shop.client.query_drop(format!("UNINSTALL COMPONENT {COMPONENT}")).await.unwrap();
    let plan = shop.explainer.take(&judged, "", Some(&schema), BOUND).await.unwrap();
    assert_eq!((code(&plan), plan.json), (Some("table_gone"), None));
    assert_eq!(shop.written().await, 0);
    assert_eq!(shop.judged(text, "").unwrap_err().code(), "stored_function");
    assert_eq!(code(&shop.plan("SELECT * FROM hashing").await), Some("view_refused"));
    // The harm is real: sent all the same, it would have written.
    shop.client.query_drop(format!("EXPLAIN {text}")).await.unwrap();
    assert!(shop.written().await > 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_refused_for_nothing_is_explained() {
    let Some(server) = shared_mysql_or_skip() else { return };
    let mut shop = Shop::open(server).await;
    // A function of this name is not what SELECT SQL_NO_CACHE (…) calls.
    shop.client
        .query_drop(
            "CREATE FUNCTION sql_no_cache(x INT) RETURNS INT DETERMINISTIC MODIFIES SQL DATA \
             BEGIN INSERT INTO written (who) VALUES ('sql_no_cache'); RETURN 1; END",
        )
        .await
        .unwrap();
    for text in [
        "SELECT SQL_NO_CACHE (a) FROM t WHERE id = (SELECT SQL_NO_CACHE (1))",
        "SELECT DISTINCT SQL_NO_CACHE (MAX(a)) FROM t WHERE id = (SELECT ALL SQL_NO_CACHE (MAX(id)) FROM t)",
        "SELECT /*+ SET_VAR(foreign_key_checks=OFF) SET_VAR(unique_checks=0) */ a FROM t",
        "SELECT * FROM { OJ t LEFT OUTER JOIN u ON t.id = u.t_id } WHERE t.a = 3",
        "SELECT * FROM { OJ { OJ t LEFT JOIN u ON t.c <> {d '2020-01-01'} } LEFT JOIN u AS v ON 1 }",
        "SELECT CONCAT(REPEAT('  ', a), c), SPACE(a % 3), RPAD(c, CHAR_LENGTH(c) + 2, '.') FROM t",
        "UPDATE t SET c = LPAD('x', a, 'y') WHERE c = REPEAT('x', b)",
        "SELECT FIRST_VALUE(a) RESPECT NULLS OVER (ORDER BY id) FROM t",
        "SELECT NTH_VALUE(a, 2) FROM FIRST RESPECT NULLS OVER w FROM t WINDOW w AS (ORDER BY id)",
    ] {
        let plan = shop.plan(text).await;
        assert_eq!((code(&plan), plan.json.is_some()), (None, true), "{text}");
    }
    // No version knows these yet: the server says so itself (1235).
    for text in [
        "SELECT LAG(a, 1) IGNORE NULLS OVER (ORDER BY id) FROM t",
        "SELECT NTH_VALUE(a, 2) FROM LAST OVER () FROM t",
    ] {
        assert_eq!(code(&shop.plan(text).await), Some("server_error"), "{text}");
    }
    assert_eq!(shop.written().await, 0);
}

/// What the guard refuses for its labour keeps a server busy that was told to stop; what it lets through does not.
#[tokio::test(flavor = "multi_thread")]
async fn no_text_of_a_statement_alone_keeps_the_server_busy() {
    let Some(server) = shared_mysql_or_skip() else { return };
    let mut shop = Shop::open(server).await;
    let refused = [
        format!("INSTR('{}', '{}b')", "a".repeat(60_000), "a".repeat(30_000)),
        format!("EXTRACTVALUE('<a>{}</a>', 'count(//*[//*[//*]])')", "<b></b>".repeat(2_000)),
        format!("JSON_EXTRACT('{}1{}', '$**[*]**[*]**[*]**[*]**[*]**[*]')", "[".repeat(90), "]".repeat(90)),
        "AES_ENCRYPT('a', 'b', '', 'pbkdf2_hmac', 'salt', '65535')".to_owned(),
    ];
    for call in refused {
        let text = format!("SELECT * FROM t WHERE id = (SELECT {call} IS NULL)");
        let refusal = shop.judged(&text, "").unwrap_err();
        assert_eq!(refusal.code(), "dangerous_function", "{}", &call[..30]);
    }
    // The most that passes.
    let passing = [
        "INSTR(REPEAT('a', 5400), CONCAT(REPEAT('a', 2700), 'b'))".to_owned(),
        format!("EXTRACTVALUE('<a>{}</a>', '//b')", "<b></b>".repeat(20_000)),
        format!("JSON_EXTRACT('{}1{}', '$**[*]**[*]')", "[".repeat(90), "]".repeat(90)),
        "SUBSTRING_INDEX(REPEAT('a', 15000), CONCAT(REPEAT('a', 7500), 'b'), 3)".to_owned(),
        format!(
            "ST_BUFFER(ST_GEOMFROMTEXT('MULTIPOINT({}0 0)'), 1, ST_BUFFER_STRATEGY('point_circle', 128))",
            (0..1_200).map(|at| format!("{} {},", at % 40, at / 40)).collect::<String>()
        ),
    ];
    for call in passing {
        let text = format!("SELECT * FROM t WHERE id = (SELECT {call} IS NULL)");
        let start = Instant::now();
        let plan = shop.plan_within(&text, Duration::from_secs(15)).await;
        assert_eq!(code(&plan), None, "{} {:?}", &call[..30], start.elapsed());
    }
}

/// Views of the server's own schema lead to tables that are dear to read, and to functions that are stored.
#[tokio::test(flavor = "multi_thread")]
async fn views_of_the_servers_own_are_looked_into() {
    let Some(server) = shared_mysql_or_skip() else { return };
    let mut shop = Shop::open(server).await;
    for view in
        ["innodb_buffer_stats_by_table", "x$innodb_buffer_stats_by_table", "innodb_lock_waits", "session"]
    {
        let text = format!("SELECT * FROM t WHERE id = (SELECT COUNT(*) FROM sys.`{view}`)");
        assert_eq!(code(&shop.plan(&text).await), Some("view_refused"), "{view}");
    }
}

/// Without an end, and with the depth that its own hint allows: the server's time limit ends it.
#[tokio::test(flavor = "multi_thread")]
async fn a_recursion_without_end_is_ended() {
    let Some(server) = shared_mysql_or_skip() else { return };
    let mut shop = Shop::open(server).await;
    let endless = "SELECT /*+ SET_VAR(cte_max_recursion_depth = 4294967295) */ * FROM t WHERE id = \
        (WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n % 7 FROM r) SELECT MAX(n) FROM r)";
    let start = Instant::now();
    assert_eq!(code(&shop.plan_within(endless, Duration::from_millis(500)).await), Some("timed_out"));
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
    assert_eq!(code(&shop.plan("SELECT * FROM t").await), None, "nothing of it goes on");
}

/// What stands in a statement as long as any that is looked at is sent as it is, and bounded like others.
#[tokio::test(flavor = "multi_thread")]
async fn a_statement_of_a_megabyte_is_explained() {
    let Some(server) = shared_mysql_or_skip() else { return };
    let mut shop = Shop::open(server).await;
    let list: String = (0..140_000).map(|at| format!(",{at}")).collect();
    let text = format!("SELECT * FROM t WHERE id IN (7{list}) AND c <> '{}'", "가".repeat(58_000));
    assert!(text.len() > 1_000_000 && text.len() < 1 << 20, "{}", text.len());
    let plan = shop.plan(&text).await;
    assert_eq!((code(&plan), plan.json.is_some()), (None, true));
}
