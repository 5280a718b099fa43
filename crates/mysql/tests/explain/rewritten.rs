//! What is sent is understood by a real server: no text that the guard makes is a syntax error there.

use auroscope_testkit::shared_mysql_or_skip;
use mysql_async::prelude::Queryable;

use crate::shop::Shop;

#[tokio::test(flavor = "multi_thread")]
async fn every_text_of_the_guards_corpus_is_parsed_by_the_server() {
    let Some(server) = shared_mysql_or_skip() else { return };
    let mut shop = Shop::open(server).await;
    let corpus = include_str!("../../../sql/testdata/guard.txt");
    let (mut count, mut wrong) = (0, Vec::new());
    for line in corpus.lines().filter(|line| line.starts_with("ok")) {
        let text = line.split_once("| ").unwrap().1.replace("\\n", "\n");
        let Ok(judged) = shop.judged(&text, "") else { panic!("{text}") };
        let sql = format!("EXPLAIN FORMAT = TREE {}", judged.statement());
        count += 1;
        if let Err(mysql_async::Error::Server(error)) = shop.client.query_drop(&sql).await {
            // Tables and columns of the corpus do not exist; that is said only behind the parser.
            if matches!(error.code, 1064 | 1149 | 1305 | 1630) {
                wrong.push(format!("{sql}\n  {}", error.message));
            }
        }
    }
    assert!(count > 100);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Statements that write, whose own plan is compared with that of the SELECT explained in their place.
const WRITES: &[&str] = &[
    "UPDATE t SET b = 1 WHERE id = 5",
    "UPDATE t SET b = 1 WHERE id IN (1, 2, 3)",
    "UPDATE t SET b = 1 WHERE a = 3",
    "UPDATE t SET c = 'z' WHERE a = 3 AND b = 2",
    "UPDATE t SET c = 'z' WHERE a BETWEEN 3 AND 4",
    "UPDATE t SET b = b + 1",
    "UPDATE t SET c = 'x' WHERE b = 3",
    "UPDATE t SET c = 'x' WHERE c = 'x5'",
    "UPDATE t SET c = 'x' WHERE c LIKE 'x5%'",
    "UPDATE t SET b = 1 ORDER BY id LIMIT 10",
    "UPDATE t SET c = 'q' WHERE a = 3 ORDER BY id LIMIT 2",
    "UPDATE t AS x SET x.b = 2 WHERE x.id > 890",
    "UPDATE t SET b = (SELECT MAX(v) FROM u) WHERE id = 1",
    "UPDATE t SET c = 'z' WHERE id IN (SELECT t_id FROM u WHERE v = 3)",
    "UPDATE t SET c = 'z' WHERE EXISTS (SELECT 1 FROM u WHERE u.t_id = t.id)",
    "UPDATE t JOIN u ON t.id = u.t_id SET t.c = u.v",
    "UPDATE t JOIN u ON t.id = u.t_id SET t.c = u.v WHERE u.v = 3",
    "UPDATE t JOIN u ON t.id = u.t_id SET t.c = 'y', u.v = 1 WHERE t.a = 3",
    "UPDATE t LEFT JOIN u ON t.id = u.t_id SET t.c = 'none' WHERE u.id IS NULL",
    "UPDATE t, u SET t.c = 'y' WHERE t.id = u.id AND u.id < 10",
    "UPDATE t JOIN (SELECT t_id, MAX(v) m FROM u GROUP BY t_id) d ON d.t_id = t.id SET t.c = d.m",
    "WITH d AS (SELECT t_id FROM u WHERE v = 1) UPDATE t JOIN d ON d.t_id = t.id SET t.c = 'w'",
    "DELETE FROM t WHERE id = 5",
    "DELETE FROM t WHERE a = 3",
    "DELETE FROM t WHERE a = 3 AND b = 2",
    "DELETE FROM t WHERE b = 3",
    "DELETE FROM t WHERE id > 890",
    "DELETE FROM t WHERE a = 3 ORDER BY id LIMIT 2",
    "DELETE FROM t WHERE id IN (SELECT t_id FROM u WHERE v = 3)",
    "DELETE FROM t WHERE NOT EXISTS (SELECT 1 FROM u WHERE u.t_id = t.id)",
    "DELETE t FROM t JOIN u ON t.id = u.t_id WHERE u.v = 3",
    "DELETE t, u FROM t JOIN u ON t.id = u.t_id WHERE t.a = 3",
    "DELETE FROM t USING t LEFT JOIN u ON t.id = u.t_id WHERE u.id IS NULL",
    "DELETE t FROM t, u WHERE t.id = u.id AND u.id < 10",
    "WITH d AS (SELECT t_id FROM u WHERE v = 1) DELETE FROM t WHERE id IN (SELECT t_id FROM d)",
    "INSERT INTO written (who) SELECT c FROM t WHERE a = 3",
    "INSERT INTO written (who) SELECT t.c FROM t JOIN u ON t.id = u.t_id WHERE u.v = 1",
    "REPLACE INTO written (id, who) SELECT a, MAX(c) FROM t GROUP BY a",
    "INSERT INTO written (id, who) SELECT id, c FROM t WHERE b = 1 ON DUPLICATE KEY UPDATE who = 'x'",
];

/// A step of a plan: table, access and key; the row of what is inserted into is left out. Seen on 9.7: of a lone table
/// a write's plan knows ranges and whole scans only, where the query's says `const`, `ref` and `ALL` of the same rows.
async fn steps(client: &mut mysql_async::Conn, sql: &str) -> Vec<(String, String, String)> {
    let rows: Vec<mysql_async::Row> = client
        .query(format!("EXPLAIN FORMAT = TRADITIONAL {sql}"))
        .await
        .unwrap_or_else(|error| panic!("{sql}: {error}"));
    let text = |row: &mysql_async::Row, column: &str| {
        row.get::<Option<String>, _>(column).unwrap().unwrap_or_default()
    };
    let reads = |row: &&mysql_async::Row| !matches!(text(row, "select_type").as_str(), "INSERT" | "REPLACE");
    let step = |row: &mysql_async::Row| {
        let (table, key) = (text(row, "table"), text(row, "key"));
        let table = if table.starts_with('<') { "<made>".to_owned() } else { table };
        match text(row, "type").as_str() {
            "const" | "ref" | "range" => (table, "some".to_owned(), key),
            "index" if key == "PRIMARY" => (table, "ALL".to_owned(), String::new()),
            other => (table, other.to_owned(), key),
        }
    };
    rows.iter().filter(reads).map(step).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_query_reads_the_rows_as_the_write_would() {
    let Some(server) = shared_mysql_or_skip() else { return };
    let mut shop = Shop::open(server).await;
    let mut differing = Vec::new();
    for write in WRITES {
        let judged = shop.judged(write, "").unwrap_or_else(|refusal| panic!("{write}: {refusal}"));
        let (own, other) =
            (steps(&mut shop.client, write).await, steps(&mut shop.client, judged.statement()).await);
        if own != other {
            differing.push(format!("{write}\n  {own:?}\n  {}\n  {other:?}", judged.statement()));
        }
    }
    assert!(differing.is_empty(), "{} of {}:\n{}", differing.len(), WRITES.len(), differing.join("\n"));
}
