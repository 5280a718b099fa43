//! Records for the suite, with awkward content by default.

use auroscope_model::{
    DigestSums, DurationKind, ExecutionKey, Figures, Fingerprint, LogEntryKey, SlowQuery, SlowQueryState,
    Source, StatementClass, UtcMicros,
};

use crate::SlowQueryWrite;

/// 2026-11-21T00:00:00Z.
pub(super) const DAY: UtcMicros = UtcMicros(1_795_219_200_000_000);

/// A record of execution number `n`, started `n` seconds into the day, running for two seconds so far.
pub(super) fn running(n: u64) -> SlowQueryWrite {
    let key = ExecutionKey {
        target: "shop".parse().expect("a good name"),
        server_uuid: "5d61edde-e567-11f1-aedf-02fc00000001".into(),
        booted_at_s: 1_795_200_000,
        thread_id: u64::MAX - n,
        event_id: n,
    };
    let started_at = DAY.saturating_add_us(n * 1_000_000);
    SlowQueryWrite {
        query: SlowQuery {
            id: key.id(),
            target: key.target,
            state: SlowQueryState::Running,
            started_at,
            finished_at: None,
            last_seen_at: started_at.saturating_add_us(2_000_000),
            duration_us: 2_000_000,
            duration_kind: DurationKind::LowerBound,
            figures: Figures::default(),
            user: Some("shop_app".into()),
            host: Some("10.0.0.1".into()),
            schema: None,
            schema_inferred: false,
            connection_id: Some(5_000_000_000),
            thread_id: Some(key.thread_id),
            event_id: Some(key.event_id),
            server_uuid: Some(key.server_uuid),
            booted_at_s: Some(key.booted_at_s),
            fingerprint: Fingerprint(0xffff_0000_0000_0000_0000_0000_0000_0001),
            class: StatementClass::Read,
            server_digest: Some("ab".repeat(32)),
            sql: "SELECT '한국어 😀 \u{0}', \"<img src=x onerror=alert(1)>\" -- 100%_done\nFROM t".into(),
            truncated: false,
            lossy: false,
            sources: vec![Source::Live],
            abandoned_because: None,
        },
        normalized: "SELECT ? , ? FROM t".into(),
        baseline: None,
    }
}

/// The same execution, ended after `duration_us`.
pub(super) fn finished(n: u64, duration_us: u64) -> SlowQueryWrite {
    let mut write = running(n);
    let query = &mut write.query;
    query.state = SlowQueryState::Finished;
    query.duration_us = duration_us;
    query.duration_kind = DurationKind::Exact;
    query.finished_at = Some(query.started_at.saturating_add_us(duration_us));
    query.figures = Figures {
        lock_us: Some(7),
        rows_sent: Some(0),
        rows_examined: Some(1_000 + n),
        rows_affected: Some(3),
        errors: Some(0),
        warnings: None,
        tmp_tables: Some(1),
        tmp_disk_tables: Some(0),
        sort_rows: Some(12),
        full_joins: Some(0),
        no_index_used: Some(true),
    };
    query.sources = vec![Source::Live, Source::History];
    write
}

/// Entry number `n` of an old slow log: nothing is known of thread, server or connection, and the schema is a guess.
pub(super) fn logged(n: u64) -> SlowQueryWrite {
    let mut write = finished(n, 1_000_000 + n);
    let query = &mut write.query;
    query.id = LogEntryKey::id(u128::from(n), 0);
    query.last_seen_at = query.started_at.saturating_add_us(query.duration_us);
    (query.schema, query.schema_inferred) = (Some("shop".into()), true);
    (query.connection_id, query.thread_id, query.event_id) = (None, None, None);
    (query.server_uuid, query.booted_at_s, query.server_digest) = (None, None, None);
    query.sources = vec![Source::SlowLog];
    write
}

/// A baseline no figure of which is like another.
pub(super) fn baseline() -> DigestSums {
    DigestSums {
        count: 1,
        timer_ps: u64::MAX,
        lock_ps: 3,
        rows_sent: 4,
        rows_examined: 5,
        rows_affected: 6,
        errors: 7,
        warnings: 8,
    }
}
