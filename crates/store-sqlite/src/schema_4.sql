-- Format 4. What the cloud's API says there is, and what became of it.
CREATE TABLE cloud_place (
    account     TEXT NOT NULL,
    region      TEXT NOT NULL,
    answered_us INTEGER,
    failed_us   INTEGER,
    error       TEXT,                   -- of the last time, if it failed
    unknown     TEXT NOT NULL,          -- what could not be learnt, as a JSON list
    PRIMARY KEY (account, region)
) STRICT, WITHOUT ROWID;

CREATE TABLE cloud_resource (
    account     TEXT NOT NULL,
    region      TEXT NOT NULL,
    kind        INTEGER NOT NULL,       -- 0 a cluster, 1 an instance
    resource_id TEXT NOT NULL,          -- the same for ever; the name where there is no such id
    name        TEXT NOT NULL,
    first_us    INTEGER NOT NULL,
    last_us     INTEGER NOT NULL,
    gone_us     INTEGER,                -- none while it is there
    body        TEXT NOT NULL,          -- the CloudResource as JSON
    PRIMARY KEY (account, region, kind, resource_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE cloud_change (
    id          INTEGER PRIMARY KEY,
    at_us       INTEGER NOT NULL,
    account     TEXT NOT NULL,
    region      TEXT NOT NULL,
    kind        INTEGER NOT NULL,
    resource_id TEXT NOT NULL,
    body        TEXT NOT NULL           -- the CloudChange as JSON
) STRICT;

CREATE INDEX cloud_change_time ON cloud_change (at_us);
CREATE INDEX cloud_change_resource ON cloud_change (resource_id, at_us);
