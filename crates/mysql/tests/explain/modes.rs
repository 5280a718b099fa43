//! The text is read as its own session read it: its sql_mode, its alphabet.

use auroscope_testkit::shared_mysql_or_skip;
use mysql_async::prelude::Queryable;

use crate::shop::{BOUND, Shop, code};

#[tokio::test(flavor = "multi_thread")]
async fn the_mode_of_a_session_that_is_gone_is_that_of_new_ones() {
    let Some(server) = shared_mysql_or_skip() else { return };
    let Shop { mut explainer, mut client, .. } = Shop::open(server).await;
    client.query_drop("SET sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES,PIPES_AS_CONCAT'").await.unwrap();
    let find = "SELECT THREAD_ID FROM performance_schema.threads WHERE PROCESSLIST_ID = CONNECTION_ID()";
    let thread: u64 = client.query_first(find).await.unwrap().unwrap();
    let mode = explainer.sql_mode(Some(thread)).await.unwrap();
    assert_eq!(mode, "PIPES_AS_CONCAT,ANSI_QUOTES,NO_BACKSLASH_ESCAPES");
    let of_new: String = client.query_first("SELECT @@GLOBAL.sql_mode").await.unwrap().unwrap();
    for gone in [None, Some(u64::MAX >> 1)] {
        assert_eq!(explainer.sql_mode(gone).await.unwrap(), of_new);
    }
}

/// `||` is OR to most sessions and CONCAT to some; which one it was stands in the condition.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_sign_means_follows_the_mode() {
    let Some(server) = shared_mysql_or_skip() else { return };
    let mut shop = Shop::open(server).await;
    let schema = shop.schema.name().to_owned();
    for (mode, text, expected) in [
        ("PIPES_AS_CONCAT", "SELECT * FROM t WHERE c || b = 'x11'", "concat("),
        ("", "SELECT * FROM t WHERE c || b = 'x11'", " or "),
        ("HIGH_NOT_PRECEDENCE", "SELECT * FROM t WHERE NOT b BETWEEN 2 AND 3", "between"),
        ("", "SELECT * FROM t WHERE NOT b BETWEEN 2 AND 3", "not between"),
        ("ANSI_QUOTES", r#"SELECT * FROM t WHERE "c" = 'x'"#, "x"),
    ] {
        let judged = shop.judged(text, mode).unwrap();
        let plan = shop.explainer.take(&judged, mode, Some(&schema), BOUND).await.unwrap();
        let tree = plan.tree.unwrap_or_default().to_lowercase();
        assert!(tree.contains(expected), "{mode} {text}: {tree}");
        assert!(mode != "HIGH_NOT_PRECEDENCE" || !tree.contains("not between"), "{tree}");
    }
}

/// Texts come in UTF-8, whatever the alphabet of the session that sent them; an index of another alphabet serves.
#[tokio::test(flavor = "multi_thread")]
async fn korean_is_read_as_it_was_written() {
    let Some(server) = shared_mysql_or_skip() else { return };
    let mut shop = Shop::open(server).await;
    let schema = shop.schema.name().to_owned();
    let mut client = shop.schema.connect().await.unwrap();
    for statement in [
        "CREATE TABLE 주문 (번호 INT PRIMARY KEY, 이름 VARCHAR(40), 옛이름 VARCHAR(40) CHARACTER SET euckr, \
         한글 VARCHAR(40) COLLATE utf8mb4_bin, KEY 이름 (이름), KEY 옛이름 (옛이름), KEY 한글 (한글))",
        "INSERT INTO 주문 SELECT id, CONCAT('홍길동 😀', id), CONCAT('홍길동', id), CONCAT('가나다', id) FROM t",
        "ANALYZE TABLE 주문",
        "SET NAMES euckr",
    ] {
        client.query_drop(statement).await.unwrap();
    }
    for (text, index) in [
        ("SELECT 번호 AS `한글 이름` FROM 주문 WHERE 이름 = '홍길동 😀7'", "이름"),
        ("SELECT 번호 FROM 주문 WHERE 옛이름 = '홍길동7'", "옛이름"),
        ("SELECT 번호 FROM 주문 WHERE 한글 = '가나다7' COLLATE utf8mb4_bin", "한글"),
        ("SELECT 번호 FROM 주문 WHERE 한글 = _utf8mb4'가나다7'", "한글"),
        ("UPDATE 주문 SET 이름 = '홍길동' WHERE 한글 = N'가나다7'", "한글"),
    ] {
        let judged = shop.judged(text, "").unwrap_or_else(|refusal| panic!("{text}: {refusal}"));
        let plan = shop.explainer.take(&judged, "", Some(&schema), BOUND).await.unwrap();
        assert_eq!(code(&plan), None, "{text}");
        let (json, tree) = (plan.json.unwrap_or_default(), plan.tree.unwrap_or_default());
        assert!(json.contains(&format!("\"key\": \"{index}\"")), "{text}: {json}");
        assert!(tree.contains("주문 using"), "{text}: {tree}");
    }
}
