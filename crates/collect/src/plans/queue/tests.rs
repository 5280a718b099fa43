//! What waits, and what comes first.

use auroscope_model::{DurationKind, ExecutionId, Figures, Fingerprint, Source, UtcMicros};

use super::*;

const SECOND: u64 = 1_000_000;

fn at(second: u64) -> Instant {
    static BEGIN: std::sync::LazyLock<Instant> = std::sync::LazyLock::new(Instant::now);
    *BEGIN + Duration::from_secs(second)
}

fn query(fingerprint: u128, duration_us: u64) -> Arc<SlowQuery> {
    Arc::new(SlowQuery {
        id: ExecutionId(fingerprint),
        target: "shop".parse().unwrap(),
        state: SlowQueryState::Finished,
        started_at: UtcMicros(1),
        finished_at: None,
        last_seen_at: UtcMicros(1),
        duration_us,
        duration_kind: DurationKind::Exact,
        figures: Figures::default(),
        user: None,
        host: None,
        schema: None,
        schema_inferred: false,
        connection_id: None,
        thread_id: None,
        event_id: None,
        server_uuid: None,
        booted_at_s: None,
        fingerprint: Fingerprint(fingerprint),
        class: StatementClass::Read,
        server_digest: None,
        sql: "select 1".into(),
        truncated: false,
        lossy: false,
        sources: vec![Source::Live],
        abandoned_because: None,
    })
}

fn queue() -> PlanQueue {
    PlanQueue::new(PlanSettings { per_minute: 3, refresh: Duration::from_secs(3_600) })
}

#[test]
fn ten_thousand_statements_at_once_take_three_a_minute() {
    let mut queue = queue();
    let mut taken = Vec::new();
    for second in 0..600 {
        for statement in 0..10_000 / 600 + 1 {
            assert!(queue.offer(&query(u128::from(second * 20 + statement), SECOND), at(second)));
        }
        while let Some(query) = queue.next(at(second)) {
            queue.tried(&query, Outcome::Settled, at(second));
            taken.push(second);
        }
    }
    assert_eq!(taken.len(), 30);
    assert!(taken.windows(4).all(|four| four[3] - four[0] >= 60), "{taken:?}");
    assert!(queue.waiting.len() <= MOST_WAITING && queue.passed_over > 9_000);
}

#[test]
fn a_statement_is_explained_once_and_again_when_due_or_unusual() {
    let mut queue = queue();
    let mut ask = |statement: u128, took_s: u64, now: u64, outcome| {
        queue.offer(&query(statement, took_s * SECOND), at(now));
        let found = queue.next(at(now));
        if let Some(found) = &found {
            queue.tried(found, outcome, at(now));
        }
        found.is_some()
    };
    assert!(ask(1, 2, 0, Outcome::Settled));
    assert!(!ask(1, 2, 100, Outcome::Settled), "not due");
    assert!(!ask(1, 6, 100, Outcome::Settled), "not so unusual");
    assert!(!ask(1, 7, 59, Outcome::Settled), "too soon");
    assert!(ask(1, 7, 200, Outcome::Settled), "unusual");
    assert!(!ask(1, 7, 300, Outcome::Settled), "not unusual any more");
    assert!(ask(1, 2, 200 + 3_600, Outcome::Settled), "due");
    assert!(ask(2, 2, 4_000, Outcome::Passing));
    assert!(!ask(2, 2, 4_599, Outcome::Passing));
    assert!(ask(2, 2, 4_600, Outcome::Passing), "tried again");
}

#[test]
fn who_asks_comes_first() {
    let mut queue = queue();
    assert!((0..5).all(|n| queue.offer(&query(n, SECOND), at(0))));
    queue.ask(query(4, SECOND));
    assert_eq!(queue.next(at(0)).unwrap().fingerprint, Fingerprint(4));
    assert_eq!(queue.waiting.len(), 4);
    assert_eq!(queue.wait(at(0)), Some(Duration::ZERO));
    while queue.next(at(1)).is_some() {}
    assert_eq!(queue.wait(at(10)), Some(Duration::from_secs(50)));
    assert!(queue.next(at(60)).is_some());
}

/// Refusals that need no server leave the limit to others, and nobody who asked is pushed out.
#[test]
fn a_cut_text_does_not_count_and_who_asked_stays() {
    let mut queue = queue();
    let cut = |n| Arc::new(SlowQuery { truncated: true, ..(*query(n, 1)).clone() });
    assert!((0..50).all(|n| queue.offer(&cut(n), at(0))));
    assert!((50..53).all(|n| queue.offer(&query(n, 1), at(0))));
    assert_eq!(std::iter::from_fn(|| queue.next(at(0))).count(), 53);
    queue.ask(query(100, 1));
    assert!((200..500).all(|n| queue.offer(&query(n, 1), at(1))));
    assert_eq!(queue.next(at(61)).unwrap().fingerprint, Fingerprint(100));
    // What runs shows its plan: one that has ended does not take its place.
    let running = Arc::new(SlowQuery { state: SlowQueryState::Running, ..(*query(499, 1)).clone() });
    assert!(!queue.offer(&running, at(61)) && !queue.offer(&query(499, 1), at(61)));
    let kept = queue.waiting.iter().find(|waiting| waiting.query.fingerprint == Fingerprint(499)).unwrap();
    assert_eq!(kept.query.state, SlowQueryState::Running);
}

#[test]
fn what_has_no_plan_does_not_wait_and_what_is_known_is_bounded() {
    let mut queue = queue();
    let ddl = SlowQuery { class: StatementClass::Ddl, ..(*query(1, 1)).clone() };
    assert!(!queue.offer(&Arc::new(ddl), at(0)));
    assert!(queue.waiting.is_empty());
    for n in 0..30_000 {
        queue.tried(&query(n, 1), Outcome::Settled, at(n as u64));
    }
    assert!(queue.known.len() <= MOST_KNOWN);
    assert!(!queue.offer(&query(29_999, 1), at(29_999)), "the latest is known");
}

/// Defect: after a restart every statement was explained once more.
#[test]
fn what_was_explained_before_is_due_when_it_was() {
    let mut queue = queue();
    let time = |fingerprint, second: i64, has_plan| PlanTime {
        subject: PlanSubject::of(&query(fingerprint, 1)),
        at: UtcMicros(second * 1_000_000),
        has_plan,
    };
    queue.offer(&query(1, SECOND), at(0));
    queue.ask(query(2, SECOND));
    // It is second 10,000: the refresh of an hour ended for the last, and the retry of ten minutes for the one without.
    let mut times = vec![time(1, 9_000, true), time(2, 9_000, true), time(5, 9_000, true)];
    times.extend([time(3, 9_000, false), time(4, 6_000, true)]);
    queue.remember(times, UtcMicros(10_000 * 1_000_000), at(0));
    assert_eq!(queue.waiting_len(), 1, "what a person asked for still waits");
    assert_eq!([1, 2, 3, 4].map(|n| queue.offer(&query(n, SECOND), at(100))), [false, false, true, true]);
    // The first execution says what is usual, and then the unusual is seen.
    assert!(queue.offer(&query(1, 4 * SECOND), at(200)));
    assert!(!queue.offer(&query(5, SECOND), at(2_599)));
    assert!(queue.offer(&query(5, SECOND), at(2_600)), "due after the rest of the hour");
}
