//! The servers of this crate do what their documentation says.

use std::path::Path;
use std::time::Duration;

use auroscope_testkit::{MariadbServer, MysqlOptions, shared_mysql_or_skip, start_mysql_or_skip};
use mysql_async::prelude::Queryable as _;

#[tokio::test]
async fn a_schema_is_new_and_goes_with_its_value() -> anyhow::Result<()> {
    let Some(server) = shared_mysql_or_skip() else { return Ok(()) };
    let schema = server.schema().await?;
    let name = schema.name().to_owned();
    let mut connection = schema.connect().await?;
    connection.query_drop("CREATE TABLE t (a INT)").await?;
    drop(schema);
    let question = format!("SELECT COUNT(*) FROM information_schema.schemata WHERE schema_name = '{name}'");
    assert_eq!(connection.query_first::<u64, _>(question).await?, Some(0));
    Ok(())
}

#[tokio::test]
async fn an_account_has_its_grants_and_no_more() -> anyhow::Result<()> {
    let Some(server) = shared_mysql_or_skip() else { return Ok(()) };
    let account = server.account(&["PROCESS ON *.*", "SELECT ON performance_schema.*"]).await?;
    let mut connection = account.connect().await?;
    let grants: Vec<String> = connection.query("SHOW GRANTS").await?;
    assert!(grants[0].starts_with("GRANT PROCESS ON *.*"), "{grants:?}");
    assert_eq!(grants.len(), 2, "{grants:?}");
    assert!(connection.query_drop("CREATE DATABASE forbidden").await.is_err());
    Ok(())
}

#[tokio::test]
async fn a_restart_keeps_port_and_data_and_a_kill_loses_neither() -> anyhow::Result<()> {
    let Some(mut server) = start_mysql_or_skip(MysqlOptions::new()) else { return Ok(()) };
    let port = server.port();
    server.endpoint().run(&["CREATE DATABASE kept"]).await?;
    server.restart()?;
    server.kill9()?;
    assert!(server.connect().await.is_err());
    server.start_again()?;
    assert_eq!(server.port(), port);
    let mut connection = server.connect().await?;
    let found: Option<String> = connection.query_first("SHOW DATABASES LIKE 'kept'").await?;
    assert_eq!(found.as_deref(), Some("kept"));
    Ok(())
}

#[tokio::test]
async fn options_reach_the_server_and_nothing_stays_behind() -> anyhow::Result<()> {
    let options =
        MysqlOptions::new().without_performance_schema().with_tls().slow_log(Duration::from_millis(1));
    let Some(server) = start_mysql_or_skip(options) else { return Ok(()) };
    let mut connection = server.connect().await?;
    let answer: Option<(u8, String, f64)> =
        connection.query_first("SELECT @@performance_schema, @@log_output, @@long_query_time").await?;
    assert_eq!(answer, Some((0, "TABLE".into(), 0.001)));
    connection.query_drop("SELECT SLEEP(0.01)").await?;
    let logged: Option<u64> = connection
        .query_first("SELECT COUNT(*) FROM mysql.slow_log WHERE sql_text LIKE 'SELECT SLEEP%'")
        .await?;
    assert_eq!(logged, Some(1));
    let authority = server.tls_ca_file().expect("it was started with TLS");
    let mut client = server.client();
    client.arg("--ssl-mode=VERIFY_IDENTITY").arg(format!("--ssl-ca={}", authority.display()));
    let output = client.args(["--batch", "--execute=SHOW STATUS LIKE 'Ssl_version'"]).output()?;
    assert!(String::from_utf8_lossy(&output.stdout).contains("TLSv1."), "{output:?}");
    let (pid, folder) = (server.pid().expect("it runs"), server.data_folder());
    drop(server);
    assert!(!Path::new("/proc").join(pid.to_string()).exists() && !folder.exists());
    Ok(())
}

#[tokio::test]
async fn a_mariadb_answers_as_what_it_is() -> anyhow::Result<()> {
    let server = match MariadbServer::start(&["--max-connections=20"]) {
        Ok(server) => server,
        Err(error) => {
            auroscope_testkit::skip(&format!("no MariaDB: {error:#}"));
            return Ok(());
        }
    };
    let mut connection = server.endpoint().connect().await?;
    let answer: Option<(String, u32)> = connection.query_first("SELECT VERSION(), @@max_connections").await?;
    let (version, connections) = answer.expect("one row");
    assert!(version.starts_with(server.version()) && version.contains("MariaDB"), "{version}");
    assert_eq!(connections, 20);
    Ok(())
}
