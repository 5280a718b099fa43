-- Format 2. A record from a slow log alone has no thread, event or server, an old log not even a connection; and its
-- schema may be a guess. SQLite takes no NOT NULL away from a column, so the table is made anew.
CREATE TABLE slow_query_2 (
    id              BLOB PRIMARY KEY,
    target          TEXT NOT NULL,
    state           INTEGER NOT NULL,   -- 0 running, 1 finished, 2 abandoned
    started_us      INTEGER NOT NULL,
    finished_us     INTEGER,
    last_seen_us    INTEGER NOT NULL,
    duration_us     INTEGER NOT NULL,
    exact           INTEGER NOT NULL,   -- 0: duration_us is a lower bound
    lock_us         INTEGER,
    rows_sent       INTEGER,
    rows_examined   INTEGER,
    errors          INTEGER,
    more_figures    TEXT NOT NULL,      -- the other figures, as JSON
    user            TEXT,
    host            TEXT,
    schema          TEXT,
    schema_inferred INTEGER NOT NULL,   -- 1: the schema is a guess
    connection_id   INTEGER,
    thread_id       INTEGER,
    event_id        INTEGER,
    server_uuid     TEXT,
    booted_at_s     INTEGER,
    fingerprint     BLOB NOT NULL,
    class           TEXT NOT NULL,
    server_digest   TEXT,
    text_id         INTEGER NOT NULL REFERENCES sql_text(id),
    truncated       INTEGER NOT NULL,
    lossy           INTEGER NOT NULL,
    sources         TEXT NOT NULL,      -- JSON array
    abandoned       TEXT,               -- why, as JSON
    baseline        TEXT                -- DigestSums as JSON, while running
) STRICT, WITHOUT ROWID;

INSERT INTO slow_query_2 SELECT id, target, state, started_us, finished_us, last_seen_us, duration_us, exact, lock_us,
    rows_sent, rows_examined, errors, more_figures, user, host, schema, 0, connection_id, thread_id, event_id, server_uuid,
    booted_at_s, fingerprint, class, server_digest, text_id, truncated, lossy, sources, abandoned, baseline
    FROM slow_query ORDER BY id;

DROP TABLE slow_query;
ALTER TABLE slow_query_2 RENAME TO slow_query;

-- Serves the listing by time with any filter but the text and, since it covers all that a ranking reads, the
-- ranking without touching a row.
CREATE INDEX slow_query_ranking ON slow_query
    (started_us, fingerprint, duration_us, exact, rows_examined, rows_sent, lock_us, errors, target, state, schema, user);
CREATE INDEX slow_query_statement ON slow_query (fingerprint, started_us);
-- Serves the listing by duration; its filters are in it, so that a row that does not match is never fetched.
CREATE INDEX slow_query_duration ON slow_query (duration_us, started_us, target, state, schema, user);
CREATE INDEX slow_query_running ON slow_query (target) WHERE state = 0;
CREATE INDEX slow_query_text ON slow_query (text_id);
