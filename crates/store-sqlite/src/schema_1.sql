-- Format 1. Times are UTC microseconds, durations microseconds, ids 16 bytes.
CREATE TABLE target (
    id          TEXT PRIMARY KEY,
    body        TEXT NOT NULL,          -- the Target as JSON, without its password
    password    BLOB                    -- sealed
) STRICT;

CREATE TABLE watch_mark (
    target      TEXT PRIMARY KEY,
    server_uuid TEXT NOT NULL,
    booted_at_s INTEGER NOT NULL,
    seen_until_timer_ps BLOB NOT NULL   -- u64, big-endian
) STRICT;

-- Each statement's text once, however often it runs.
CREATE TABLE statement (
    fingerprint BLOB PRIMARY KEY,
    class       TEXT NOT NULL,
    normalized  TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Each distinct text with its literals once: pooled applications send the same bytes again and again.
CREATE TABLE sql_text (
    id          INTEGER PRIMARY KEY,
    hash        BLOB NOT NULL UNIQUE,
    body        TEXT NOT NULL
) STRICT;

CREATE TABLE slow_query (
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
    connection_id   INTEGER NOT NULL,
    thread_id       INTEGER NOT NULL,
    event_id        INTEGER NOT NULL,
    server_uuid     TEXT NOT NULL,
    booted_at_s     INTEGER NOT NULL,
    fingerprint     BLOB NOT NULL,
    class           TEXT NOT NULL,
    server_digest   TEXT,
    text_id         INTEGER NOT NULL REFERENCES sql_text(id),
    truncated       INTEGER NOT NULL,
    lossy           INTEGER NOT NULL,
    sources         TEXT NOT NULL,      -- JSON array
    abandoned       TEXT,               -- why, as JSON
    baseline        TEXT                -- DigestBaseline as JSON, while running
) STRICT, WITHOUT ROWID;

-- Serves the listing by time with any filter but the text and, since it covers all that a ranking reads, the
-- ranking without touching a row.
CREATE INDEX slow_query_ranking ON slow_query
    (started_us, fingerprint, duration_us, exact, rows_examined, rows_sent, lock_us, errors, target, state, schema, user);
CREATE INDEX slow_query_statement ON slow_query (fingerprint, started_us);
-- Serves the listing by duration; its filters are in it, so that a row that does not match is never fetched.
CREATE INDEX slow_query_duration ON slow_query (duration_us, started_us, target, state, schema, user);
CREATE INDEX slow_query_running ON slow_query (target) WHERE state = 0;
CREATE INDEX slow_query_text ON slow_query (text_id);
