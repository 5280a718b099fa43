//! Sums against sums made the plainest way there is.

use std::collections::{BTreeMap, BTreeSet};

use auroscope_model::{DurationKind, SlowQuery};
use auroscope_report::{Limits, Named, Sums};

use super::month::{Shape, account, month, shop, zone};

/// Executions, total, longest, lower bounds, lock time with how many know it.
type Plain = (u64, u64, u64, u64, (u64, u64));

fn plain<'a>(queries: impl Iterator<Item = &'a SlowQuery>) -> Plain {
    let mut sums = Plain::default();
    for query in queries {
        sums.0 += 1;
        sums.1 += query.duration_us;
        sums.2 = sums.2.max(query.duration_us);
        sums.3 += u64::from(query.duration_kind == DurationKind::LowerBound);
        if let Some(us) = query.figures.lock_us {
            sums.4 = (sums.4.0 + us, sums.4.1 + 1);
        }
    }
    sums
}

fn of(sums: &Sums) -> Plain {
    let Sums { executions, total_us, max_us, lower_bounds, lock_us, .. } = sums;
    (*executions, *total_us, *max_us, *lower_bounds, (lock_us.sum, lock_us.known))
}

fn queries() -> Vec<SlowQuery> {
    shop(month("2026-10"), &Shape { seed: 3, targets: 4, statements: 40, executions: 5_000, days: 31 })
}

#[test]
fn every_sum_is_the_sum_of_its_executions() {
    let queries = queries();
    let account = account(&queries, Limits::default());
    assert_eq!(of(&account.total()), plain(queries.iter()));
    let by_user = account.roll_up(|of| Some((of.target.to_owned(), of.user.known().map(str::to_owned))));
    let keys: BTreeSet<_> = queries.iter().map(|q| (q.target.to_string(), q.user.clone())).collect();
    assert_eq!(by_user.keys().cloned().collect::<BTreeSet<_>>(), keys);
    for ((target, user), sums) in &by_user {
        let own = queries.iter().filter(|q| q.target.as_str() == target && q.user == *user);
        assert_eq!(of(sums), plain(own), "{target} {user:?}");
    }
    for (statement, sums) in account.roll_up(|of| of.statement.known()) {
        assert_eq!(of(&sums), plain(queries.iter().filter(|q| q.fingerprint == statement)));
    }
    for (class, sums) in account.roll_up(|of| Some(of.class)) {
        assert_eq!(of(&sums), plain(queries.iter().filter(|q| q.class == class)));
    }
    for (schema, sums) in account.roll_up(|of| Some(of.schema)) {
        let own = queries.iter().filter(|q| q.schema.as_deref().map_or(Named::Unknown, Named::Is) == schema);
        assert_eq!(of(&sums), plain(own));
    }
}

#[test]
fn days_are_those_of_the_zone_and_add_up_to_the_month() {
    let queries = queries();
    let account = account(&queries, Limits::default());
    let mut days: BTreeMap<_, u64> = BTreeMap::new();
    account.days().for_each(|(day, _, sums)| *days.entry(day).or_default() += sums.executions);
    let by_cells = account.roll_up(|of| of.day);
    for (day, executions) in &days {
        let own = queries.iter().filter(|q| zone().local(q.started_at).date == *day).count() as u64;
        assert_eq!((own, by_cells[day].executions), (*executions, *executions), "{day}");
    }
    assert_eq!(days.len(), 31);
    assert_eq!(days.values().sum::<u64>(), 5_000);
    // Some began in September by UTC.
    assert!(queries.iter().any(|query| query.started_at.to_string().starts_with("2026-09-30")));
}

#[test]
fn means_are_weighted_and_percentiles_are_near_the_truth() {
    let queries = queries();
    let account = account(&queries, Limits::default());
    let total = account.total();
    let sum: u64 = queries.iter().map(|query| query.duration_us).sum();
    assert_eq!(total.mean_us(), Some(sum as f64 / queries.len() as f64));
    let mut sorted: Vec<u64> = queries.iter().map(|query| query.duration_us).collect();
    sorted.sort_unstable();
    for share in [0.5, 0.95, 0.99] {
        let truth = sorted[(share * sorted.len() as f64).ceil() as usize - 1] as f64;
        let found = total.percentile_us(share).unwrap() as f64;
        assert!((found / truth - 1.0).abs() < 0.008, "{share}: {found} {truth}");
    }
}

#[test]
fn the_ten_slowest_of_each_statement_are_its_examples() {
    let queries = queries();
    let account = account(&queries, Limits::default());
    let statement = queries[0].fingerprint;
    let target = queries[0].target.as_str();
    let mut own: Vec<_> =
        queries.iter().filter(|q| q.fingerprint == statement && q.target.as_str() == target).collect();
    own.sort_by_key(|query| (std::cmp::Reverse(query.duration_us), query.started_at, query.id));
    let truth: Vec<_> = own.iter().take(10).map(|query| query.id).collect();
    let found: Vec<_> = account.examples(target, statement).iter().map(|example| example.id).collect();
    assert_eq!(found, truth);
    assert!(account.examples(target, statement).iter().all(|example| !example.text.contains("never read")));
    assert!(account.examples("nobody", statement).is_empty());
}
