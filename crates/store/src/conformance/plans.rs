//! The promises about plans.

use auroscope_model::{
    Cursor, Fingerprint, PlanFilter, PlanId, PlanMethod, PlanRecord, PlanShape, PlanSighting, PlanSkipped,
    PlanSubject, PlanTime, SlowQueryState, StatementClass, UtcMicros,
};

use super::records::{DAY, finished, running};
use crate::{PlanWrite, Store};

fn at(second: u64) -> UtcMicros {
    DAY.saturating_add_us(second * 1_000_000)
}

/// A plan of the statement of the suite's records, found `second` seconds into the day; shape 0 is no plan.
fn plan(shape: u128, second: u64) -> PlanWrite {
    let query = running(1).query;
    let subject = PlanSubject { target: query.target, fingerprint: query.fingerprint, schema: None };
    let shape = (shape > 0).then_some(PlanShape(shape));
    let skipped = shape
        .is_none()
        .then(|| PlanSkipped { code: "truncated".into(), detail: "잘린 문장 '\"\0".into() });
    let code = skipped.as_ref().map(|skipped| skipped.code.as_str());
    let plan = PlanRecord {
        id: PlanRecord::id_of(&subject, shape, PlanMethod::Explain, code),
        subject,
        class: StatementClass::Read,
        method: PlanMethod::Explain,
        shape,
        first_seen: at(second),
        last_seen: at(second),
        execution_id: Some(query.id),
        connection_id: Some(u64::MAX),
        user: query.user,
        host: query.host,
        server_version: Some("9.7.4".into()),
        sql: query.sql,
        explained_sql: None,
        json: shape.map(|_| format!("{{\"at\": {second}}}")),
        tree: None,
        tables_json: None,
        skipped,
        waited_us: 900,
    };
    PlanWrite { plan, normalized: "SELECT ? , ? FROM t".into() }
}

async fn put(store: &dyn Store, writes: impl IntoIterator<Item = PlanWrite>) {
    for write in writes {
        store.put_plan(write).await.expect("writable");
    }
}

async fn seen(store: &dyn Store, filter: PlanFilter) -> Vec<PlanRecord> {
    let mut all = Vec::new();
    let mut after: Option<Cursor<PlanId>> = None;
    loop {
        let page = store.plans(filter.clone(), after, 2).await.expect("readable");
        assert!(page.items.len() <= 2);
        all.extend(page.items);
        after = page.next;
        if after.is_none() {
            return all;
        }
    }
}

pub(super) async fn each_shape_is_kept_once(store: &dyn Store) {
    let (old, new) = (plan(1, 10), plan(1, 50));
    put(store, [new.clone(), old.clone(), new.clone()]).await;
    let kept = store.plan(old.plan.id).await.expect("readable").expect("kept");
    assert_eq!((kept.first_seen, kept.last_seen), (at(10), at(50)));
    assert_eq!((&kept.json, &kept.sql), (&new.plan.json, &new.plan.sql));
    assert_eq!(kept, old.plan.merged_with(&new.plan));
    assert!(store.plan(PlanId(1)).await.expect("readable").is_none());
    let text =
        store.statement(old.plan.subject.fingerprint).await.expect("readable").expect("kept with its plan");
    assert_eq!(text.normalized, old.normalized);
}

pub(super) async fn an_old_shape_may_come_back(store: &dyn Store) {
    let writes = [plan(1, 10), plan(2, 20), plan(0, 30), plan(1, 40), plan(1, 40)];
    put(store, writes.clone()).await;
    let [one, two, none, back, _] =
        writes.each_ref().map(|w| PlanSighting { plan: w.plan.id, at: w.plan.last_seen });
    let subject = &writes[0].plan.subject;
    let sightings = |limit| store.plan_sightings(subject, limit);
    assert_eq!(sightings(10).await.expect("readable"), [one, two, none, back]);
    assert_eq!(sightings(2).await.expect("readable"), [none, back]);
    let other = PlanSubject { schema: Some("shop".into()), ..subject.clone() };
    assert!(store.plan_sightings(&other, 10).await.expect("readable").is_empty());
}

pub(super) async fn when_each_was_explained_last_is_known(store: &dyn Store) {
    let mut elsewhere = plan(3, 25);
    elsewhere.plan.subject.schema = Some("빌링".into());
    elsewhere.plan.id = PlanId(9);
    let mut stranger = plan(4, 60);
    stranger.plan.subject.target = "billing".parse().expect("a good name");
    stranger.plan.id = PlanId(10);
    let first = plan(1, 10).plan.subject;
    put(store, [plan(1, 10), plan(0, 30), plan(2, 20), elsewhere.clone(), stranger]).await;
    let times = |since, limit| {
        let target = first.target.clone();
        async move { store.plan_times(&target, at(since), limit).await.expect("readable") }
    };
    let last = |second, has_plan| PlanTime { subject: first.clone(), at: at(second), has_plan };
    let other = PlanTime { subject: elsewhere.plan.subject.clone(), at: at(25), has_plan: true };
    assert_eq!(times(0, 10).await, [last(30, false), other]);
    assert_eq!(times(0, 1).await, [last(30, false)]);
    assert_eq!(times(26, 10).await, [last(30, false)]);
    assert_eq!(times(31, 10).await, []);
    put(store, [plan(2, 40)]).await;
    assert_eq!(times(0, 1).await, [last(40, true)]);
}

pub(super) async fn plans_are_listed_by_what_is_asked_for(store: &dyn Store) {
    let mut other = plan(3, 25);
    other.plan.subject.target = "billing".parse().expect("a good name");
    other.plan.subject.schema = Some("빌링".into());
    other.plan.subject.fingerprint = Fingerprint(9);
    other.plan.id = PlanId(9);
    other.normalized = "DELETE FROM 청구서 WHERE id = ?".into();
    put(store, [plan(1, 10), plan(2, 20), plan(0, 30), other.clone()]).await;
    let ids =
        |filter| async { seen(store, filter).await.into_iter().map(|plan| plan.id).collect::<Vec<_>>() };
    let id = |shape, second| plan(shape, second).plan.id;
    assert_eq!(ids(PlanFilter::default()).await, [id(0, 30), other.plan.id, id(2, 20), id(1, 10)]);
    let of_target = PlanFilter { targets: vec![other.plan.subject.target.clone()], ..PlanFilter::default() };
    assert_eq!(ids(of_target).await, [other.plan.id]);
    let schema = |schema: &str| PlanFilter { schema: Some(schema.into()), ..PlanFilter::default() };
    assert_eq!(ids(schema("빌링")).await, [other.plan.id]);
    assert_eq!(ids(schema("")).await.len(), 3);
    let text = PlanFilter { text: Some("from 청구서".into()), ..PlanFilter::default() };
    assert_eq!(ids(text).await, [other.plan.id]);
    let skipped = |skipped| PlanFilter { skipped: Some(skipped), ..PlanFilter::default() };
    assert_eq!(ids(skipped(true)).await, [id(0, 30)]);
    assert_eq!(ids(skipped(false)).await.len(), 3);
    let shape = PlanFilter { shape: Some(PlanShape(2)), ..PlanFilter::default() };
    assert_eq!(ids(shape).await, [id(2, 20)]);
    let statement = PlanFilter { fingerprint: Some(Fingerprint(9)), ..PlanFilter::default() };
    assert_eq!(ids(statement).await, [other.plan.id]);
    let range = PlanFilter { from: Some(at(20)), to: Some(at(30)), ..PlanFilter::default() };
    assert_eq!(ids(range).await, [other.plan.id, id(2, 20)]);
}

pub(super) async fn latencies_are_of_executions_that_ended(store: &dyn Store) {
    let mut elsewhere = finished(4, 9);
    elsewhere.query.schema = Some("shop".into());
    let writes = vec![finished(3, 300), finished(1, 100), finished(2, 200), running(5), elsewhere];
    store.put_slow_queries(writes).await.expect("writable");
    let subject = plan(1, 1).plan.subject;
    let took = |limit| async move {
        let found = store.latencies(&plan(1, 1).plan.subject, limit).await.expect("readable");
        found.into_iter().map(|latency| latency.duration_us).collect::<Vec<_>>()
    };
    assert_eq!(took(10).await, [100, 200, 300]);
    assert_eq!(took(2).await, [200, 300]);
    let query = finished(1, 1).query;
    assert_eq!((query.state, query.schema), (SlowQueryState::Finished, subject.schema));
}

pub(super) async fn retention_takes_plans_that_were_not_seen_again(store: &dyn Store) {
    let mut lone = plan(7, 10);
    lone.plan.subject.fingerprint = Fingerprint(77);
    lone.plan.id = PlanId(77);
    put(store, [plan(1, 10), plan(1, 60), plan(2, 20), lone]).await;
    let retired = store.retire(at(50)).await.expect("the store retires");
    assert_eq!((retired.plans, retired.statements), (2, 1));
    assert_eq!(seen(store, PlanFilter::default()).await.len(), 1);
    let sightings = store.plan_sightings(&plan(1, 1).plan.subject, 10).await.expect("readable");
    assert_eq!(sightings, [PlanSighting { plan: plan(1, 60).plan.id, at: at(60) }]);
    assert!(store.statement(Fingerprint(77)).await.expect("readable").is_none());
    assert!(store.statement(running(1).query.fingerprint).await.expect("readable").is_some());
}
