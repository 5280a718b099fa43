//! What the server itself says we sent, and what it cost.

use std::collections::HashSet;

use auroscope_mysql::statements::FAMILIES;
use auroscope_testkit::{MysqlOptions, shared_mysql_or_skip, start_mysql_or_skip, wait_for};
use mysql_async::prelude::Queryable;

use crate::harness::{BOUND, GRANTS, Watcher};

/// Law 1: the general log of a server shows only the listed statements, each with its tag; and defect 9: none of
/// them is among what was captured, not even with a threshold they could reach.
#[tokio::test(flavor = "multi_thread")]
async fn the_general_log_shows_only_listed_statements() {
    let options = MysqlOptions::new()
        .arg("--general-log=ON")
        .arg("--log-output=TABLE")
        .arg("--log-queries-not-using-indexes=ON")
        .arg("--slow-query-log=ON");
    let Some(server) = start_mysql_or_skip(options) else { return };
    let folder = tempfile::tempdir().unwrap();
    // MySQL 9.7 asks for a right to stay out of the log of queries without index; where it is given, none is there.
    let grants = [GRANTS[0], GRANTS[1], "SESSION_VARIABLES_ADMIN ON *.*"];
    let account = server.endpoint().account(&grants).await.unwrap();
    let watcher = Watcher::start(folder.path(), &account.url()).await;
    let mut client = server.connect().await.unwrap();
    client
        .query_drop(format!("SELECT SLEEP(0.8), 'provokes every family', '{}'", "z".repeat(3_000)))
        .await
        .unwrap();
    client.disconnect().await.unwrap();
    watcher.ended("provokes every family", 1).await;
    wait_for(BOUND, "our own cost", async || watcher.health().own_cost).await;
    watcher.end().await;

    let mut client = server.connect().await.unwrap();
    let sent: Vec<(String, Vec<u8>)> = client
        .exec(
            "SELECT command_type, argument FROM mysql.general_log WHERE user_host LIKE CONCAT(?, '[%')",
            (account.user(),),
        )
        .await
        .unwrap();
    let mut families = HashSet::new();
    for (command, text) in &sent {
        let text = String::from_utf8_lossy(text);
        match command.as_str() {
            "Query" | "Execute" | "Prepare" => {
                let name = text.strip_prefix("/* auroscope:").and_then(|rest| rest.split(" */").next());
                let family = FAMILIES.iter().find(|family| Some(family.name) == name);
                families.insert(family.unwrap_or_else(|| panic!("not listed: {text}")).name);
            }
            "Connect" | "Quit" | "Close stmt" => {}
            other => panic!("{other}: {text}"),
        }
    }
    // All but those for special occasions were seen, so the test has seen something.
    for name in [
        "session",
        "identity",
        "settings",
        "instrumented",
        "consumers",
        "grants",
        "running",
        "look",
        "sums",
        "full_text",
        "own_use",
    ] {
        assert!(families.contains(name), "{name} was not sent");
    }
    assert_stayed_out_of_the_slow_log(&mut client).await;
}

/// With the right to do so we stay out of the log of queries without index too.
async fn assert_stayed_out_of_the_slow_log(client: &mut mysql_async::Conn) {
    let logged: u64 = client
        .exec_first("SELECT COUNT(*) FROM mysql.slow_log WHERE sql_text LIKE '%auroscope:%'", ())
        .await
        .unwrap()
        .unwrap();
    let quiet: u64 = client
        .exec_first("SELECT COUNT(*) FROM mysql.general_log WHERE argument LIKE '/* auroscope:quiet%'", ())
        .await
        .unwrap()
        .unwrap();
    assert!(quiet > 0);
    assert_eq!(logged, 0, "our own statements are in the slow log");
}

/// Two lists made a look-up for each thread with each event: 4,096 of them for a look at 64 executions.
#[tokio::test(flavor = "multi_thread")]
async fn a_look_is_one_look_up_for_each_execution() {
    let Some(server) = shared_mysql_or_skip() else { return };
    let family = FAMILIES.iter().find(|family| family.name == "look").unwrap();
    let numbers = 1..=64;
    let list = |one: fn(i32) -> String| numbers.clone().map(one).collect::<Vec<_>>().join(",");
    let look = family.sql.replace("{threads}", &list(|i| i.to_string()));
    let look = look.replace("{pairs}", &list(|i| format!("({i},{i})")));
    let mut client = server.connect().await.unwrap();
    let plan: Vec<mysql_async::Row> =
        client.query(format!("EXPLAIN FORMAT = TRADITIONAL {look}")).await.unwrap();
    let history = plan
        .iter()
        .find(|row| row.get::<String, _>("table").unwrap() == "events_statements_history")
        .unwrap();
    let (way, key): (String, String) = (history.get("type").unwrap(), history.get("key").unwrap());
    assert_eq!((way.as_str(), key.as_str(), history.get::<u64, _>("rows")), ("range", "PRIMARY", Some(64)));
}
