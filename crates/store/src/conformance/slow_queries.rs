//! The promises about slow queries and statements.

use std::collections::HashSet;

use auroscope_model::{
    ExecutionId, Figures, Fingerprint, SlowQuery, SlowQueryFilter, SlowQuerySort, SlowQueryState,
    StatementFilter, StatementSort,
};

use super::Factory;
use super::records::{DAY, baseline, finished, logged, running};
use crate::{Kept, SlowQueryWrite, Store};

async fn put(store: &dyn Store, writes: Vec<SlowQueryWrite>) {
    store.put_slow_queries(writes).await.expect("the store takes records");
}

fn id_of(write: &SlowQueryWrite) -> ExecutionId {
    write.query.key().expect("it was seen on a server").id()
}

async fn all(store: &dyn Store, filter: SlowQueryFilter) -> Vec<SlowQuery> {
    let page =
        store.slow_queries(filter, SlowQuerySort::StartedAt, None, 10_000).await.expect("the store lists");
    assert!(page.next.is_none());
    page.items
}

pub(super) async fn a_record_is_kept_and_read_back(store: &dyn Store) {
    for write in [running(1), finished(2, 3_000_001), logged(3)] {
        put(store, vec![write.clone()]).await;
        assert_eq!(store.slow_query(write.query.id).await.expect("readable"), Some(write.query.clone()));
        let text = store.statement(write.query.fingerprint).await.expect("readable").expect("kept");
        assert_eq!(text.normalized, write.normalized);
    }
    assert_eq!(store.slow_query(running(77).query.id).await.expect("readable"), None);
    assert_eq!(store.statement(Fingerprint(77)).await.expect("readable"), None);
}

pub(super) async fn writing_twice_and_out_of_order_leaves_one_record(store: &dyn Store) {
    for order in [[running(1), finished(1, 9)], [finished(1, 9), running(1)]] {
        for write in order {
            put(store, vec![write.clone(), write]).await;
        }
    }
    let kept = all(store, SlowQueryFilter::default()).await;
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0], finished(1, 9).query);
    assert!(store.open_slow_queries(&kept[0].target).await.expect("readable").is_empty());
}

/// Whoever imports a log a second time is told that all of it is there.
pub(super) async fn what_is_new_is_counted(store: &dyn Store) {
    let count =
        async |writes: &[SlowQueryWrite]| store.put_slow_queries(writes.to_vec()).await.expect("writable");
    let log: Vec<SlowQueryWrite> = (0..50).map(logged).collect();
    assert_eq!(count(&log[..20]).await, Kept { new: 20, known: 0 });
    assert_eq!(count(&log).await, Kept { new: 30, known: 20 });
    assert_eq!(count(&log).await, Kept { new: 0, known: 50 });
    assert_eq!(count(&[running(1), finished(1, 9), logged(0)]).await, Kept { new: 1, known: 2 });
    // What is known already may still be told more of.
    let mut whole = logged(0);
    (whole.query.schema, whole.query.schema_inferred) = (Some("정산".into()), false);
    assert_eq!(count(std::slice::from_ref(&whole)).await, Kept { new: 0, known: 1 });
    assert_eq!(store.slow_query(whole.query.id).await.expect("readable"), Some(whole.query));
    assert_eq!(all(store, SlowQueryFilter::default()).await.len(), 51);
}

/// A statement that the server hid has no text, and a start that is a guess, until it shows or has ended.
pub(super) async fn what_was_hidden_gets_its_text_and_true_start(store: &dyn Store) {
    let shown = finished(1, 4_000_000);
    let mut hidden = running(1);
    hidden.query.started_at = shown.query.started_at.saturating_add_us(700_000);
    hidden.query.fingerprint = Fingerprint(0);
    hidden.normalized.clear();
    (hidden.query.sql, hidden.query.truncated) = (String::new(), true);
    for order in [[hidden.clone(), shown.clone()], [shown.clone(), hidden]] {
        for write in order {
            put(store, vec![write]).await;
        }
        assert_eq!(all(store, SlowQueryFilter::default()).await, std::slice::from_ref(&shown.query));
    }
}

/// Defects 3 and 7: keyed on the connection, the second slow statement of a pooled connection was lost or merged.
pub(super) async fn the_same_connection_may_be_slow_again(store: &dyn Store) {
    let (first, mut second) = (finished(1, 5), finished(1, 6));
    second.query.event_id = second.query.event_id.map(|id| id + 40);
    second.query.id = id_of(&second);
    put(store, vec![first, second]).await;
    assert_eq!(all(store, SlowQueryFilter::default()).await.len(), 2);
}

pub(super) async fn running_records_come_back_with_their_baseline(factory: &impl Factory) {
    let store = factory.open(4).await;
    let mut write = running(1);
    write.baseline = Some(baseline());
    put(&*store, vec![write.clone(), finished(2, 5)]).await;
    // A later look carries no baseline; the first one stays.
    put(&*store, vec![running(1)]).await;
    store.close().await.expect("closes");
    drop(store);

    let store = factory.open(4).await;
    let open = store.open_slow_queries(&write.query.target).await.expect("readable");
    assert_eq!(open.len(), 1);
    assert_eq!(open[0].query, write.query);
    assert_eq!(open[0].baseline, write.baseline);
    assert!(store.open_slow_queries(&"other".parse().expect("good")).await.expect("readable").is_empty());
}

pub(super) async fn filters_select(store: &dyn Store) {
    let mut other = finished(3, 9_000_000);
    other.query.target = "billing".parse().expect("good");
    other.query.id = id_of(&other);
    other.query.schema = Some("정산".into());
    other.query.user = Some("o'brien".into());
    other.query.fingerprint = Fingerprint(5);
    other.query.sql = "UPDATE 정산.t SET a = '100%_DONE'".into();
    put(store, vec![running(1), finished(2, 4_000_000), other.clone()]).await;

    let count = |filter: SlowQueryFilter| async move { all(store, filter).await.len() };
    let none = SlowQueryFilter::default;
    assert_eq!(count(none()).await, 3);
    assert_eq!(count(SlowQueryFilter { targets: vec!["billing".parse().expect("good")], ..none() }).await, 1);
    assert_eq!(count(SlowQueryFilter { schema: Some("정산".into()), ..none() }).await, 1);
    // Defect 2: sessions without a default schema are rows like any other, and can be asked for.
    assert_eq!(count(SlowQueryFilter { schema: Some(String::new()), ..none() }).await, 2);
    assert_eq!(count(SlowQueryFilter { user: Some("o'brien".into()), ..none() }).await, 1);
    assert_eq!(count(SlowQueryFilter { fingerprint: Some(Fingerprint(5)), ..none() }).await, 1);
    assert_eq!(count(SlowQueryFilter { min_duration_us: Some(4_000_000), ..none() }).await, 2);
    assert_eq!(count(SlowQueryFilter { min_duration_us: Some(u64::MAX), ..none() }).await, 0);
    assert_eq!(count(SlowQueryFilter { states: vec![SlowQueryState::Running], ..none() }).await, 1);
    assert_eq!(
        count(SlowQueryFilter { states: vec![SlowQueryState::Running, SlowQueryState::Finished], ..none() })
            .await,
        3
    );
    assert_eq!(count(SlowQueryFilter { text: Some("%_".into()), ..none() }).await, 3);
    assert_eq!(count(SlowQueryFilter { text: Some("100%_done".into()), ..none() }).await, 3);
    assert_eq!(count(SlowQueryFilter { text: Some("정산".into()), ..none() }).await, 1);
    assert_eq!(count(SlowQueryFilter { text: Some("_정산".into()), ..none() }).await, 0);
    let from = other.query.started_at;
    assert_eq!(count(SlowQueryFilter { from: Some(from), ..none() }).await, 1);
    assert_eq!(count(SlowQueryFilter { to: Some(from), ..none() }).await, 2);
}

pub(super) async fn paging_shows_each_record_once(store: &dyn Store) {
    let mut writes: Vec<_> = (0..57).map(|n| finished(n, 1_000 + n % 3)).collect();
    writes.extend((57..60).map(running));
    // Many equal sort values: only the id then tells the place.
    for write in &mut writes {
        write.query.started_at = DAY;
    }
    put(store, writes).await;
    for sort in [SlowQuerySort::StartedAt, SlowQuerySort::DurationUs, SlowQuerySort::RowsExamined] {
        let (mut seen, mut after, mut last) = (HashSet::new(), None, i64::MAX);
        loop {
            let page = store
                .slow_queries(SlowQueryFilter::default(), sort, after, 7)
                .await
                .expect("the store lists");
            for item in &page.items {
                assert!(seen.insert(item.id), "{sort:?} shows {} twice", item.id);
                let value = match sort {
                    SlowQuerySort::StartedAt => item.started_at.0,
                    SlowQuerySort::DurationUs => item.duration_us as i64,
                    SlowQuerySort::RowsExamined => item.figures.rows_examined.map_or(-1, |rows| rows as i64),
                };
                assert!(value <= last, "{sort:?} is out of order");
                last = value;
            }
            after = page.next;
            if after.is_none() {
                break;
            }
            assert_eq!(page.items.len(), 7);
        }
        assert_eq!(seen.len(), 60, "{sort:?}");
    }
}

pub(super) async fn hostile_values_are_only_values(store: &dyn Store) {
    for hostile in ["'; DROP TABLE slow_query; --", "\\", "%", "\u{0}", "\"", "${x}", "{\"$gt\":\"\"}", "😀"]
    {
        let mut write = finished(1, 5);
        write.query.user = Some(hostile.into());
        write.query.host = Some(hostile.into());
        write.query.schema = Some(hostile.into());
        write.query.sql = hostile.into();
        put(store, vec![write.clone()]).await;
        let filter = SlowQueryFilter {
            user: Some(hostile.into()),
            schema: Some(hostile.into()),
            ..SlowQueryFilter::default()
        };
        let found = all(store, filter).await;
        assert_eq!(found.len(), 1, "{hostile:?}");
        assert_eq!(found[0].user.as_deref(), Some(hostile));
    }
}

pub(super) async fn statements_are_ranked_over_what_matches(store: &dyn Store) {
    let mut writes: Vec<_> = (1..=20).map(|n| finished(n, n * 1_000)).collect();
    let mut rare = finished(30, 500_000);
    rare.query.fingerprint = Fingerprint(5);
    rare.normalized = "UPDATE t SET a = ?".into();
    let mut lower = running(31);
    lower.query.fingerprint = Fingerprint(6);
    // Of one of two its figures are gone with its client: what the other one has is not the whole sum.
    let mut gone = finished(32, 500);
    gone.query.fingerprint = Fingerprint(5);
    gone.query.figures = Figures { rows_sent: Some(3), ..Figures::default() };
    writes.extend([rare, lower, gone]);
    put(store, writes).await;

    let ask = |sort, limit| StatementFilter { executions: SlowQueryFilter::default(), sort, limit };
    let ranking = store.statements(ask(StatementSort::TotalUs, 10)).await.expect("the store ranks");
    assert_eq!(
        (ranking.statement_count, ranking.count, ranking.total_us),
        (3, 23, 210_000 + 500_500 + 2_000_000)
    );
    let order: Vec<u64> = ranking.items.iter().map(|s| s.total_us).collect();
    assert_eq!(order, [2_000_000, 500_500, 210_000]);
    let common = &ranking.items[2];
    assert_eq!((common.count, common.mean_us, common.p95_us, common.max_us), (20, 10_500, 19_000, 20_000));
    assert_eq!(common.rows_examined, Some((1..=20).map(|n| 1_000 + n).sum()));
    assert_eq!(common.rows_sent, Some(0));
    assert_eq!((common.lower_bound_count, common.figures_known_count), (0, 20));
    let partly = &ranking.items[1];
    assert_eq!(partly.normalized, "UPDATE t SET a = ?");
    assert_eq!((partly.count, partly.figures_known_count), (2, 1));
    assert_eq!((partly.rows_examined, partly.rows_sent), (Some(1_030), Some(3)));
    // What is not known is not zero.
    assert_eq!((ranking.items[0].rows_examined, ranking.items[0].lower_bound_count), (None, 1));
    assert_eq!(ranking.items[0].figures_known_count, 0);

    let top = store.statements(ask(StatementSort::Count, 1)).await.expect("the store ranks");
    assert_eq!((top.items.len(), top.items[0].count, top.statement_count), (1, 20, 3));
    let mut narrow = ask(StatementSort::TotalUs, 10);
    narrow.executions.text = Some("no such text".into());
    assert_eq!(store.statements(narrow).await.expect("the store ranks").count, 0);
}

pub(super) async fn retention_spares_what_runs_and_what_is_used(store: &dyn Store) {
    let mut lone = finished(2, 5);
    lone.query.fingerprint = Fingerprint(5);
    put(store, vec![running(1), lone, finished(3, 5), finished(100, 5)]).await;
    let retired = store.retire(DAY.saturating_add_us(50_000_000)).await.expect("the store retires");
    assert_eq!((retired.slow_queries, retired.statements), (2, 1));
    assert_eq!(all(store, SlowQueryFilter::default()).await.len(), 2);
    assert!(store.statement(Fingerprint(5)).await.expect("readable").is_none());
    assert!(store.slow_query(finished(100, 5).query.id).await.expect("readable").is_some());
    assert_eq!(store.retire(DAY).await.expect("the store retires").slow_queries, 0);
}
