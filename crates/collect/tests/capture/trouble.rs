//! What goes wrong is said with what to do, and never delays another target.

use std::time::Duration;

use auroscope_collect::Watch;
use auroscope_model::{CapabilityState, CollectorPhase, DurationKind};
use auroscope_mysql::Endpoint;
use auroscope_testkit::{
    MysqlOptions, free_port, shared_mysql_or_skip, start_mysql_or_skip, wait_for, wait_until,
};
use mysql_async::prelude::Queryable;
use tokio::net::TcpListener;

use crate::harness::{BOUND, GRANTS, Watcher};

async fn last_error(watcher: &Watcher) -> String {
    wait_for(BOUND, "an error on the board", async || watcher.health().collectors[0].last_error.clone()).await
}

/// Defects 8 and 10: a target that hangs for ever delays nobody, and one that is down is tried again.
#[tokio::test(flavor = "multi_thread")]
async fn a_hanging_target_and_a_dead_one_delay_nobody() {
    let Some(server) = shared_mysql_or_skip() else { return };
    let folder = tempfile::tempdir().unwrap();
    let watcher = Watcher::start(folder.path(), &server.account(&GRANTS).await.unwrap().url()).await;
    // Takes connections and never says a word.
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let hang = format!("mysql://u@127.0.0.1:{}/", silent.local_addr().unwrap().port());
    let dead = format!("mysql://u@127.0.0.1:{}/", free_port().unwrap());
    for (id, url) in [("hang", hang), ("dead", dead)] {
        let endpoint = Endpoint::parse(&url).unwrap();
        watcher.fleet().start(Watch { target: id.parse().unwrap(), endpoint }).await;
    }
    let mut client = server.connect().await.unwrap();
    client.query_drop("SELECT SLEEP(0.7), 'beside-a-hang'").await.unwrap();
    assert_eq!(watcher.ended("beside-a-hang", 1).await[0].duration_kind, DurationKind::Exact);
    let dead = wait_for(BOUND, "the dead one to be tried thrice", async || {
        let status = watcher.board.health(&"dead".parse().unwrap())?.collectors.remove(0);
        (status.failures >= 3).then_some(status)
    })
    .await;
    assert!(dead.last_error.unwrap().contains("cannot reach 127.0.0.1"));
    watcher.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_target_that_comes_up_later_is_watched_then() {
    let port = free_port().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let url = format!("mysql://root@127.0.0.1:{port}/");
    let watcher = Watcher::start_blind(folder.path(), &url).await;
    assert!(last_error(&watcher).await.contains("check the address"));
    let Some(server) = start_mysql_or_skip(MysqlOptions::new().port(port)) else { return };
    tokio::time::timeout(Duration::from_secs(5), watcher.wait_seen()).await.expect("watched within 5 s");
    drop(server);
    watcher.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_and_a_missing_grant_say_what_to_do() {
    let Some(server) = shared_mysql_or_skip() else { return };
    let account = server.account(&[]).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let wrong = account.url().replace("secret-", "hunter2-");
    let watcher = Watcher::start_blind(folder.path(), &wrong).await;
    let error = last_error(&watcher).await;
    assert!(
        error.contains("refuses user") && error.contains("password") && !error.contains("hunter2"),
        "{error}"
    );
    watcher.end().await;

    let folder = tempfile::tempdir().unwrap();
    let watcher = Watcher::start_blind(folder.path(), &account.url()).await;
    let error = last_error(&watcher).await;
    assert!(error.contains("GRANT SELECT ON performance_schema.*"), "{error}");
    let health = watcher.health();
    let running =
        health.capabilities.iter().find(|capability| capability.id == "running_statements").unwrap();
    assert_eq!(running.state, CapabilityState::No);
    assert!(running.fix.as_deref().unwrap().starts_with("GRANT SELECT ON performance_schema.* TO"));
    watcher.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn performance_schema_off_is_said_and_waited_for() {
    let Some(server) = start_mysql_or_skip(MysqlOptions::new().without_performance_schema()) else { return };
    let folder = tempfile::tempdir().unwrap();
    let watcher = Watcher::start_blind(folder.path(), &server.url()).await;
    let error = last_error(&watcher).await;
    assert!(error.contains("performance_schema is off") && error.contains("restart"), "{error}");
    assert_eq!(watcher.health().collectors[0].phase, CollectorPhase::BackingOff);
    assert_eq!(watcher.health().capabilities[0].state, CapabilityState::No);
    watcher.end().await;
}

/// TLS verifies who answers; turning that off is explicit. caching_sha2_password works with and without TLS.
#[tokio::test(flavor = "multi_thread")]
async fn tls_verifies_identity() {
    let Some(server) = start_mysql_or_skip(MysqlOptions::new().with_tls()) else { return };
    let account = server.endpoint().account(&GRANTS).await.unwrap();
    server.endpoint().run(&[&format!("ALTER USER '{}'@'%' REQUIRE SSL", account.user())]).await.unwrap();
    let ca = server.tls_ca_file().unwrap();
    let url = account.url();
    let base = url.trim_end_matches('/');
    for (query, good) in [
        (format!("?tls_ca_file={}", ca.display()), true),
        ("?tls=skip_verify".into(), true),
        ("?tls=verify_identity".into(), false),
        ("?tls=off".into(), false),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let watcher = Watcher::start_blind(folder.path(), &format!("{base}/{query}")).await;
        if good {
            watcher.wait_seen().await;
        } else {
            let error = last_error(&watcher).await;
            assert!(error.contains("TLS") || error.contains("refuses user"), "{query}: {error}");
        }
        watcher.end().await;
    }
}

/// A user switched off in setup_actors was not seen at all, and the check said that everything was visible.
#[tokio::test(flavor = "multi_thread")]
async fn connections_that_performance_schema_leaves_out_are_counted() {
    let Some(server) = start_mysql_or_skip(MysqlOptions::new()) else { return };
    let server = server.endpoint();
    server
        .run(&[
            "UPDATE performance_schema.setup_actors SET HISTORY = 'NO'",
            "INSERT INTO performance_schema.setup_actors VALUES ('%', 'left_out', '%', 'NO', 'NO')",
            "CREATE USER left_out IDENTIFIED BY 'x'",
        ])
        .await
        .unwrap();
    let url = format!("mysql://left_out:x@{}:{}/", server.host(), server.port());
    let _left_out = auroscope_testkit::Endpoint::from_url(&url).unwrap().connect().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let watcher = Watcher::start(folder.path(), &server.account(&GRANTS).await.unwrap().url()).await;
    let found = watcher.health().capabilities;
    for (id, why) in
        [("running_statements", "connections are not instrumented"), ("exact_durations", "have no history")]
    {
        let found = found.iter().find(|capability| capability.id == id).unwrap();
        assert_eq!(found.state, CapabilityState::Partly, "{found:?}");
        assert!(
            found.why.contains(why) && found.fix.as_deref().unwrap().contains("setup_actors"),
            "{found:?}"
        );
    }
    watcher.end().await;
}

fn state(watcher: &Watcher, id: &str) -> CapabilityState {
    watcher.health().capabilities.iter().find(|capability| capability.id == id).unwrap().state
}

/// A consumer switched off while watching left empty polls, which passed for a server on which nothing runs.
#[tokio::test(flavor = "multi_thread")]
async fn a_consumer_switched_off_is_said_and_capture_goes_on_when_it_is_on_again() {
    let Some(server) = start_mysql_or_skip(MysqlOptions::new()) else { return };
    let folder = tempfile::tempdir().unwrap();
    let url = server.endpoint().account(&GRANTS).await.unwrap().url();
    let watcher = Watcher::start(folder.path(), &url).await;
    let switch = async |consumer: &str, on: &str| {
        let update = "UPDATE performance_schema.setup_consumers SET ENABLED";
        server.endpoint().run(&[&format!("{update} = '{on}' WHERE NAME = '{consumer}'")]).await.unwrap();
    };
    // The one that is asked for, and one without which that counts for nothing.
    for consumer in ["events_statements_current", "thread_instrumentation"] {
        let mut client = server.connect().await.unwrap();
        let across = format!("SELECT SLEEP(2), 'across {consumer}'");
        let client = tokio::spawn(async move {
            client.query_drop(across).await.unwrap();
            client
        });
        let seen = watcher.running(&format!("across {consumer}")).await;
        switch(consumer, "NO").await;
        wait_until(Duration::from_secs(8), "the reason to show", async || {
            let status = watcher.health().collectors.remove(0);
            let why = format!("the consumer {consumer} is off");
            status.phase == CollectorPhase::BackingOff
                && status.last_error.is_some_and(|error| error.contains(&why) && error.contains("UPDATE"))
                && watcher.board.live().is_empty()
        })
        .await;
        wait_until(BOUND, "the capability", async || {
            state(&watcher, "running_statements") == CapabilityState::No
        })
        .await;
        switch(consumer, "YES").await;
        wait_until(BOUND, "capture to go on", async || {
            watcher.health().collectors[0].phase == CollectorPhase::Running
        })
        .await;
        let mut client = client.await.unwrap();
        client.query_drop(format!("SELECT SLEEP(0.7), 'after {consumer}'")).await.unwrap();
        let after = watcher.ended(&format!("after {consumer}"), 1).await;
        assert_eq!((after.len(), after[0].duration_kind), (1, DurationKind::Exact));
        let across = watcher.ended(&format!("across {consumer}"), 1).await;
        assert_eq!((across.len(), across[0].id), (1, seen.id));
        assert_eq!(state(&watcher, "running_statements"), CapabilityState::Yes);
    }
    watcher.end().await;
}

/// What could be seen was found out when the connection was opened, and stood there whatever was switched later.
#[tokio::test(flavor = "multi_thread")]
async fn what_can_be_seen_is_found_out_again_when_we_no_longer_see_ourselves() {
    let Some(server) = start_mysql_or_skip(MysqlOptions::new()) else { return };
    let server = server.endpoint();
    let folder = tempfile::tempdir().unwrap();
    let account = server.account(&GRANTS).await.unwrap();
    let watcher = Watcher::start(folder.path(), &account.url()).await;
    assert_eq!(state(&watcher, "clients_that_leave"), CapabilityState::Partly);
    let instrumented = async |on: &str| {
        let ours = format!("WHERE PROCESSLIST_USER = '{}'", account.user());
        let update = format!("UPDATE performance_schema.threads SET INSTRUMENTED = '{on}' {ours}");
        server.run(&[&update]).await.unwrap();
    };
    let long = "WHERE NAME = 'events_statements_history_long'";
    server
        .run(&[&format!("UPDATE performance_schema.setup_consumers SET ENABLED = 'YES' {long}")])
        .await
        .unwrap();
    instrumented("NO").await;
    wait_until(BOUND, "the loss of sight", async || {
        state(&watcher, "running_statements") == CapabilityState::No
    })
    .await;
    assert_eq!(state(&watcher, "clients_that_leave"), CapabilityState::Yes);
    // Others are still seen, and captured.
    let mut client = server.connect().await.unwrap();
    client.query_drop("SELECT SLEEP(0.7), 'seen by the blind'").await.unwrap();
    assert_eq!(watcher.ended("seen by the blind", 1).await[0].duration_kind, DurationKind::Exact);
    instrumented("YES").await;
    wait_until(BOUND, "sight again", async || state(&watcher, "running_statements") == CapabilityState::Yes)
        .await;
    assert_eq!(watcher.health().collectors[0].failures, 0);
    watcher.end().await;
}
