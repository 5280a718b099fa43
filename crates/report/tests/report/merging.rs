//! However executions are divided among accounts and in whatever order these are merged, the same comes out.

use auroscope_model::{DurationKind, SlowQuery, StatementClass, UtcMicros};
use auroscope_report::{Account, AccountError, KeptAccount, Limits, Zone};
use proptest::prelude::*;

use super::month::{account, execution, zone};

fn query() -> impl Strategy<Value = SlowQuery> {
    let who = (prop::option::of(0..4_u8), prop::option::of(0..3_u8), 0..3_u8, 0..12_u128);
    let what = (1_u64..50_000_000, any::<bool>(), prop::option::of(0..1_000_u64), 0..31_i64, 0..86_400_i64);
    (any::<u64>(), who, what).prop_map(|(id, (user, schema, target, statement), what)| {
        let (duration_us, exact, lock_us, day, second) = what;
        let started_at = UtcMicros(1_790_780_400_000_000 + (day * 86_400 + second) * 1_000_000);
        let target = format!("t{target}");
        let mut query = execution(u128::from(id), &target, statement, started_at, duration_us);
        query.user = user.map(|user| format!("user{user}"));
        query.schema = schema.map(|schema| format!("schema{schema}"));
        query.host = Some(format!("host{}", id % 40));
        query.figures.lock_us = lock_us;
        query.figures.rows_sent = None;
        query.class = if statement % 3 == 0 { StatementClass::Write } else { StatementClass::Read };
        query.duration_kind = if exact { DurationKind::Exact } else { DurationKind::LowerBound };
        query
    })
}

/// The executions in parts, the parts merged in the order given.
fn merged(queries: &[SlowQuery], parts: &[usize], order: &[usize], limits: Limits) -> Account {
    let mut accounts: Vec<Account> = (0..4).map(|_| Account::new(zone(), limits)).collect();
    for (query, part) in queries.iter().zip(parts.iter().cycle()) {
        accounts[part % 4].add(query, super::month::example);
    }
    let mut whole = Account::new(zone(), limits);
    for at in order {
        whole.merge(&accounts[*at]).unwrap();
    }
    whole
}

fn small() -> Limits {
    Limits { statements: 5, users: 2, schemas: 1, cells: 40, examples: 3, ..Limits::default() }
}

proptest! {
    #[test]
    fn division_and_order_leave_no_trace(
        mut queries in prop::collection::vec(query(), 0..300),
        parts in prop::collection::vec(0_usize..4, 1..50),
        order in Just(vec![0_usize, 1, 2, 3]).prop_shuffle(),
        turn in 0_usize..300,
    ) {
        let whole = account(&queries, Limits::default()).keep();
        let together = merged(&queries, &parts, &order, Limits::default()).keep();
        prop_assert!(together == whole);
        if !queries.is_empty() {
            let turn = turn % queries.len();
            queries.rotate_left(turn);
        }
        prop_assert!(account(&queries, Limits::default()).keep() == whole);
    }

    /// Days are given up first, and that leaves no trace of the order either.
    #[test]
    fn days_that_are_given_up_are_given_up_alike(
        queries in prop::collection::vec(query(), 200..400),
        parts in prop::collection::vec(0_usize..4, 1..50),
        order in Just(vec![0_usize, 1, 2, 3]).prop_shuffle(),
        cells in 150_usize..400,
    ) {
        let limits = Limits { cells, ..Limits::default() };
        let whole = account(&queries, limits);
        prop_assume!(whole.statements_are_whole());
        let together = merged(&queries, &parts, &order, limits);
        prop_assert_eq!(whole.has_days(), together.has_days());
        prop_assert!(together.keep() == whole.keep());
    }

    /// Beyond all limits detail is lost, executions and time are not.
    #[test]
    fn nothing_is_lost_beyond_the_limits(
        queries in prop::collection::vec(query(), 0..400),
        parts in prop::collection::vec(0_usize..4, 1..50),
        order in Just(vec![0_usize, 1, 2, 3]).prop_shuffle(),
        folded in any::<bool>(),
    ) {
        let limits = if folded { Limits { cells: 4, ..small() } } else { small() };
        let truth = account(&queries, Limits::default());
        for small in [account(&queries, limits), merged(&queries, &parts, &order, limits)] {
            prop_assert_eq!(small.total(), truth.total());
            prop_assert_eq!(small.roll_up(|_| Some(())), truth.roll_up(|_| Some(())));
            let by = |account: &Account| {
                account.roll_up(|of| Some((of.target.to_owned(), of.class))).into_iter().collect::<Vec<_>>()
            };
            prop_assert_eq!(by(&small), by(&truth));
            prop_assert!(small.statement_count() <= limits.statements);
            let exact = truth.roll_up(|of| of.statement.known());
            for (statement, sums) in small.roll_up(|of| of.statement.known()) {
                let whole = &exact[&statement];
                prop_assert!(sums.executions <= whole.executions);
                prop_assert!(small.is_partial(statement) || sums == *whole, "what is not marked is whole");
            }
        }
    }

    #[test]
    fn what_is_kept_comes_back(queries in prop::collection::vec(query(), 0..200), tight in any::<bool>()) {
        let limits = if tight { small() } else { Limits::default() };
        let account = account(&queries, limits);
        let text = serde_json::to_string(&account.keep()).unwrap();
        let kept: KeptAccount = serde_json::from_str(&text).unwrap();
        prop_assert!(Account::restore(kept, zone(), limits).unwrap().keep() == account.keep());
    }
}

#[test]
fn zones_do_not_mix() {
    let mut seoul = Account::new(zone(), Limits::default());
    let utc = Account::new(Zone::utc(), Limits::default());
    assert!(matches!(seoul.merge(&utc), Err(AccountError::Zone(..))));
    let kept = utc.keep();
    assert!(matches!(Account::restore(kept, zone(), Limits::default()), Err(AccountError::Zone(..))));
}

#[test]
fn what_is_damaged_is_refused() {
    let query = execution(1, "t", 1, UtcMicros(0), 5);
    let good = serde_json::to_value(account(&[query], Limits::default()).keep()).unwrap();
    let restore = |kept: serde_json::Value| {
        Account::restore(serde_json::from_value(kept).unwrap(), zone(), Limits::default())
    };
    assert!(restore(good.clone()).is_ok());
    type Damage = fn(&mut serde_json::Value);
    let damages: [Damage; 6] = [
        |kept| kept["format"] = 99.into(),
        |kept| kept["targets"] = serde_json::json!([]),
        |kept| kept["statements"] = serde_json::json!([]),
        |kept| kept["days"][0][0] = "yesterday".into(),
        |kept| kept["hours"][0][1] = 9.into(),
        |kept| kept["cells"][0][1]["durations"] = serde_json::json!({"values": [2, 1]}),
    ];
    for damage in damages {
        let mut kept = good.clone();
        damage(&mut kept);
        assert!(restore(kept.clone()).is_err(), "{kept}");
    }
}

#[test]
fn a_name_of_any_length_takes_little() {
    let mut query = execution(1, "t", 1, UtcMicros(0), 5);
    query.user = Some("가".repeat(1_000_000));
    let account = account(&[query], Limits::default());
    let users = account.roll_up(|of| of.user.known());
    assert_eq!(users.into_keys().next().unwrap().chars().count(), 256);
}
