//! What can and cannot be seen on a target, found by trying, with the SQL that changes it.

use auroscope_model::{Capability, CapabilityState};

use crate::decode::Columns;
use crate::observed::LeftOut;
use crate::{Asked, Connection, DigestKey, MysqlError, statements};

/// Tries everything a target is asked for. A check is `thorough`; a watch does not read every client's text just to
/// see that it could.
pub async fn capabilities(connection: &mut Connection, thorough: bool) -> Vec<Capability> {
    let mut found = vec![performance_schema(connection)];
    if connection.identity().performance_schema {
        let mut visible = running(connection).await;
        let mut exact = consumer(
            connection,
            "exact_durations",
            "events_statements_history",
            "exact figures of ended statements are read from it; without it most durations are lower bounds",
        );
        match connection.left_out().await {
            Ok(left_out) => narrow(&left_out, &mut visible, &mut exact),
            Err(error) => {
                visible.why = format!("{}; what is left out is unknown: {}", visible.why, error.chain())
            }
        }
        found.extend([visible, exact]);
        found.push(long_history(connection));
        found.push(digests(connection).await);
    }
    found.push(other_sessions(connection).await);
    found.push(full_text(connection, thorough).await);
    found
}

fn capability(id: &str, state: CapabilityState, why: impl Into<String>, fix: Option<String>) -> Capability {
    Capability { id: id.into(), state, why: why.into(), fix }
}

fn enable(consumer: &str) -> Option<String> {
    Some(format!("UPDATE performance_schema.setup_consumers SET ENABLED = 'YES' WHERE NAME = '{consumer}';"))
}

fn grant_performance_schema(connection: &Connection) -> Option<String> {
    Some(format!("GRANT SELECT ON performance_schema.* TO {};", connection.account()))
}

fn performance_schema(connection: &Connection) -> Capability {
    if connection.identity().performance_schema {
        return capability("performance_schema", CapabilityState::Yes, "performance_schema is on", None);
    }
    capability(
        "performance_schema",
        CapabilityState::No,
        MysqlError::PerformanceSchemaOff.to_string(),
        Some("performance_schema = ON   # my.cnf or the RDS parameter group; then restart the server".into()),
    )
}

async fn running(connection: &mut Connection) -> Capability {
    const ID: &str = "running_statements";
    match connection.running().await {
        Ok(poll) if poll.timer_now_ps.is_some() => {
            capability(ID, CapabilityState::Yes, "running statements are visible", None)
        }
        Ok(_) => capability(
            ID,
            CapabilityState::No,
            "events_statements_current does not show even our own statement: its consumer or the thread's instrumentation is off",
            enable(connection.identity().needed_consumer_off().unwrap_or("events_statements_current")),
        ),
        Err(error @ MysqlError::MissingGrant { .. }) => {
            capability(ID, CapabilityState::No, error.chain(), grant_performance_schema(connection))
        }
        Err(error) => capability(ID, CapabilityState::Unknown, error.chain(), None),
    }
}

/// Takes back what was promised for the connections and statements that performance_schema leaves out.
fn narrow(left_out: &LeftOut, visible: &mut Capability, exact: &mut Capability) {
    let LeftOut { connections, uninstrumented, without_history, instruments_off, threads_lost } = *left_out;
    let all = "UPDATE performance_schema.setup_actors SET ENABLED = 'YES', HISTORY = 'YES'; \
        UPDATE performance_schema.threads SET INSTRUMENTED = 'YES', HISTORY = 'YES' WHERE PROCESSLIST_ID IS NOT NULL;";
    let partly = |of: &mut Capability, why: String, fix: &str| {
        if of.state == CapabilityState::Yes {
            *of = capability(&of.id, CapabilityState::Partly, why, Some(fix.into()));
        }
    };
    if uninstrumented > 0 {
        let why = format!(
            "{uninstrumented} of {connections} connections are not instrumented (setup_actors): nothing they run is seen"
        );
        partly(visible, why, all);
    } else if threads_lost > 0 {
        let why =
            format!("performance_schema had no room for {threads_lost} threads: nothing they ran was seen");
        partly(
            visible,
            why,
            "performance_schema_max_thread_instances = -1   # my.cnf; then restart the server",
        );
    } else if instruments_off > 0 {
        let why = format!("{instruments_off} kinds of statements are not instrumented or not timed");
        let on = "UPDATE performance_schema.setup_instruments SET ENABLED = 'YES', TIMED = 'YES' \
            WHERE NAME LIKE 'statement/%';";
        partly(visible, why, on);
    }
    if without_history > 0 {
        let why = format!(
            "{without_history} of {connections} connections have no history (setup_actors): their durations are mostly lower bounds"
        );
        partly(exact, why, all);
    }
}

fn consumer(connection: &Connection, id: &str, name: &str, why: &str) -> Capability {
    match connection.identity().consumer(name) {
        Some(true) => capability(id, CapabilityState::Yes, format!("the consumer {name} is on"), None),
        Some(false) => {
            capability(id, CapabilityState::No, format!("the consumer {name} is off: {why}"), enable(name))
        }
        None => capability(
            id,
            CapabilityState::Unknown,
            "setup_consumers may not be read",
            grant_performance_schema(connection),
        ),
    }
}

fn long_history(connection: &Connection) -> Capability {
    let mut found = consumer(
        connection,
        "clients_that_leave",
        "events_statements_history_long",
        "statements of clients that leave at once are closed by their digest's sums where possible, else as a lower bound",
    );
    if found.state == CapabilityState::No {
        found.state = CapabilityState::Partly;
    }
    found
}

async fn digests(connection: &mut Connection) -> Capability {
    const ID: &str = "digests";
    let nobodys = DigestKey { schema: None, digest: "0".repeat(64) };
    let asked = Asked { thread_id: 0, event_id: 0, digest: Some(nobodys), event_name: String::new() };
    match connection.look_with_sums(&[asked]).await {
        Ok(_) => match connection.identity().consumer("statements_digest") {
            Some(false) => capability(
                ID,
                CapabilityState::No,
                "the consumer statements_digest is off",
                enable("statements_digest"),
            ),
            _ => capability(ID, CapabilityState::Yes, "digest sums are readable", None),
        },
        Err(error @ MysqlError::MissingGrant { .. }) => {
            capability(ID, CapabilityState::No, error.chain(), grant_performance_schema(connection))
        }
        Err(error) => capability(ID, CapabilityState::Unknown, error.chain(), None),
    }
}

async fn other_sessions(connection: &mut Connection) -> Capability {
    const ID: &str = "other_sessions";
    let grants = match connection.rows("grants", statements::GRANTS).await {
        Ok(rows) => rows,
        Err(error) => return capability(ID, CapabilityState::Unknown, error.chain(), None),
    };
    let may = grants.iter().any(|row| {
        Columns::new("grants", row).string().is_ok_and(|grant| {
            let grant = grant.to_ascii_uppercase();
            grant.contains(" ON *.* ") && (grant.contains("PROCESS") || grant.contains("ALL PRIVILEGES"))
        })
    });
    if may {
        return capability(ID, CapabilityState::Yes, "the account has PROCESS", None);
    }
    capability(
        ID,
        CapabilityState::Partly,
        "the account has no PROCESS: whole texts of other users' statements cannot be read when performance_schema cuts them",
        Some(format!("GRANT PROCESS ON *.* TO {};", connection.account())),
    )
}

async fn full_text(connection: &mut Connection, thorough: bool) -> Capability {
    const ID: &str = "full_text";
    if connection.identity().processlist_cuts_texts {
        let bytes = connection.identity().max_sql_text_bytes;
        return capability(
            ID,
            CapabilityState::Partly,
            format!("performance_schema_show_processlist is on, so texts over {bytes} bytes stay cut"),
            Some("SET GLOBAL performance_schema_show_processlist = OFF;".into()),
        );
    }
    let tried = if thorough { connection.full_texts(&[]).await.map(drop) } else { Ok(()) };
    match tried {
        Ok(()) => capability(ID, CapabilityState::Yes, "whole texts come from SHOW FULL PROCESSLIST", None),
        Err(error) => capability(ID, CapabilityState::No, error.chain(), None),
    }
}
