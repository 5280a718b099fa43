-- Format 3. Plans: each shape of each statement once, and when it was found.
CREATE TABLE plan (
    id          BLOB PRIMARY KEY,
    target      TEXT NOT NULL,
    fingerprint BLOB NOT NULL,
    schema      TEXT,
    shape       BLOB,                   -- none when there is no plan
    last_us     INTEGER NOT NULL,
    body        TEXT NOT NULL           -- the PlanRecord as JSON
) STRICT;

-- Serves the listing.
CREATE INDEX plan_seen ON plan (last_us, id, target, schema, fingerprint, shape);
CREATE INDEX plan_statement ON plan (fingerprint, last_us);

CREATE TABLE plan_sighting (
    plan        BLOB NOT NULL REFERENCES plan(id) ON DELETE CASCADE,
    at_us       INTEGER NOT NULL,
    PRIMARY KEY (plan, at_us)
) STRICT, WITHOUT ROWID;
