//! The crates of the design, from the bottom up, and what each may name.

/// What a crate is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layer {
    /// No I/O, no clock, no async.
    Pure,
    /// One thing of the outside world each.
    Adapter,
    Behaviour,
    Edge,
}

/// Every crate, in the order in which they may depend on each other: only on what stands above.
pub(super) const CRATES: &[(&str, Layer)] = &[
    ("model", Layer::Pure),
    ("sql", Layer::Pure),
    ("slowlog", Layer::Pure),
    ("plan", Layer::Pure),
    ("binlog", Layer::Pure),
    ("store", Layer::Adapter),
    ("store-sqlite", Layer::Adapter),
    ("store-mongo", Layer::Adapter),
    ("mysql", Layer::Adapter),
    ("aws", Layer::Adapter),
    ("notify", Layer::Adapter),
    ("collect", Layer::Behaviour),
    ("alert", Layer::Behaviour),
    ("report", Layer::Behaviour),
    ("advise", Layer::Behaviour),
    ("provision", Layer::Behaviour),
    ("cdc", Layer::Behaviour),
    ("server", Layer::Edge),
    ("cli", Layer::Edge),
];

/// The backends of the store: only the composition root chooses one.
pub(super) const BACKENDS: &[&str] = &["store-sqlite", "store-mongo"];

/// The crate with real servers for tests: it depends on none of ours, and only tests depend on it.
pub(super) const TEST_KIT: &str = "testkit";

/// What does I/O, in the world's crates: nothing pure may name it.
pub(super) const IMPURE: &[&str] = &[
    "async-trait",
    "axum",
    "clickhouse",
    "futures",
    "futures-util",
    "hyper",
    "mongodb",
    "mysql_async",
    "reqwest",
    "ring",
    "rusqlite",
    "rustls",
    "sqlx",
    "tokio",
    "tokio-stream",
    "tokio-util",
    "tower",
    "tower-http",
    "tracing",
    "ureq",
];

/// Crates of the world that only some of ours may name; tests aside.
pub(super) const RESERVED: &[(&str, &[&str])] = &[
    ("mysql_async", &["mysql", "testkit", "xtask"]),
    ("rusqlite", &["store-sqlite"]),
    ("mongodb", &["store-mongo"]),
    ("axum", &["server"]),
];

/// Where a crate stands, counted from the top of [`CRATES`].
pub(super) fn position(name: &str) -> Option<usize> {
    CRATES.iter().position(|(listed, _)| *listed == name)
}

pub(super) fn layer(name: &str) -> Option<Layer> {
    position(name).map(|position| CRATES[position].1)
}
