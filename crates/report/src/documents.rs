//! The documents and answers that dashboards of the older systems read, field by field, with right figures: executions
//! are counted, means are weighted, and a user has only what he ran. Times are seconds, as they were there; what is
//! not known is null. `lower_bound_count` is new: while it is not zero, times of that document are lower bounds.

use std::collections::BTreeMap;

use auroscope_model::{Fingerprint, StatementClass, UtcMicros};
use serde_json::{Value, json};

use crate::Month;
use crate::statistics::{Account, Dimensions, Named, Sums};

/// How many texts `example_queries` holds at most.
const EXAMPLES: usize = 10;
/// What stands for all that the account did not tell apart.
const OTHER: &str = "(other)";

/// `rds_mysql_cw_slow_query`: each instance's statements in the account's period, which `date` names.
pub fn slow_queries<'a>(
    account: &Account,
    date: &str,
    created_at: UtcMicros,
    text: impl Fn(Fingerprint) -> Option<&'a str>,
) -> Vec<Value> {
    let mut users: BTreeMap<(&str, Named<Fingerprint>), Vec<&str>> = BTreeMap::new();
    let of_users = account.roll_up(|of| Some((of.target, of.statement, of.user)));
    for (target, statement, user) in of_users.into_keys() {
        users.entry((target, statement)).or_default().extend(name(user));
    }
    let document = |((target, statement), sums): ((&str, Named<Fingerprint>), Sums)| {
        let known = statement.known();
        let mut examples: Vec<&str> = Vec::new();
        for example in known.map_or(&[][..], |statement| account.examples(target, statement)) {
            if !examples.contains(&&*example.text) && examples.len() < EXAMPLES {
                examples.push(&example.text);
            }
        }
        json!({
            "date": date,
            "instance_id": target,
            "digest_query": digest_query(statement, &text),
            "fingerprint": known,
            "created_at": created_at,
            "example_queries": examples,
            "execution_count": sums.executions,
            "avg_time": mean_s(&sums),
            "total_time": seconds(sums.total_us),
            "avg_lock_time": sums.lock_us.mean().map(|us| us / 1e6),
            "avg_rows_sent": sums.rows_sent.mean(),
            "avg_rows_examined": sums.rows_examined.mean(),
            "users": users.get(&(target, statement)),
            "hosts": known.map(|statement| account.hosts(target, statement).0).unwrap_or_default(),
            "first_seen": sums.first_seen,
            "last_seen": sums.last_seen,
            "lower_bound_count": sums.lower_bounds,
        })
    };
    account.roll_up(|of| Some((of.target, of.statement))).into_iter().map(document).collect()
}

/// The answer about each user's statements on each instance in a month, longest in all first.
pub fn digest_statistics<'a>(
    account: &Account,
    month: Month,
    text: impl Fn(Fingerprint) -> Option<&'a str>,
) -> Value {
    let sums = account.roll_up(|of| Some((of.target, of.statement, of.user)));
    let mut ranked: Vec<_> = sums.into_iter().collect();
    ranked.sort_by_key(|(_, sums)| std::cmp::Reverse(sums.total_us));
    let statistics = |((target, statement, user), sums): ((&str, Named<Fingerprint>, Named<&str>), Sums)| {
        json!({
            "instance_id": target,
            "digest_query": digest_query(statement, &text),
            "fingerprint": statement.known(),
            "user": name(user),
            "avg_stats": {
                "avg_time": mean_s(&sums),
                "avg_lock_time": sums.lock_us.mean().map(|us| us / 1e6),
                "avg_rows_sent": sums.rows_sent.mean(),
                "avg_rows_examined": sums.rows_examined.mean(),
            },
            "sum_stats": {
                "execution_count": sums.executions,
                "total_time": seconds(sums.total_us),
                "lower_bound_count": sums.lower_bounds,
            },
        })
    };
    json!({"month": month, "stats": ranked.into_iter().map(statistics).collect::<Vec<_>>()})
}

/// `rds_mysql_cw_statistics`: each instance in a month.
#[must_use]
pub fn statistics(account: &Account, month: Month, created_at: UtcMicros) -> Vec<Value> {
    let by = |of: Dimensions<'_>| (of.target.to_owned(), None);
    of_groups(account, by).into_iter().map(|group| group.document(month, created_at, false)).collect()
}

/// `rds_mysql_cw_user_statistics`: each user of each instance in a month.
#[must_use]
pub fn user_statistics(account: &Account, month: Month, created_at: UtcMicros) -> Vec<Value> {
    let by = |of: Dimensions<'_>| (of.target.to_owned(), name(of.user).map(str::to_owned));
    of_groups(account, by).into_iter().map(|group| group.document(month, created_at, true)).collect()
}

/// What a statistics document is made of.
struct Group {
    target: String,
    user: Option<String>,
    sums: Sums,
    statements: u64,
    executions_by_class: BTreeMap<StatementClass, u64>,
}

fn of_groups(account: &Account, by: impl Fn(Dimensions<'_>) -> (String, Option<String>)) -> Vec<Group> {
    let mut statements: BTreeMap<_, u64> = BTreeMap::new();
    for (group, _) in account.roll_up(|of| of.statement.known().map(|known| (by(of), known))).into_keys() {
        *statements.entry(group).or_default() += 1;
    }
    let mut classes: BTreeMap<_, BTreeMap<StatementClass, u64>> = BTreeMap::new();
    for ((group, class), sums) in account.roll_up(|of| Some((by(of), of.class))) {
        classes.entry(group).or_default().insert(class, sums.executions);
    }
    let whole = account.roll_up(|of| Some(by(of)));
    let group = |(group, sums): ((String, Option<String>), Sums)| Group {
        statements: statements.get(&group).copied().unwrap_or_default(),
        executions_by_class: classes.remove(&group).unwrap_or_default(),
        target: group.0,
        user: group.1,
        sums,
    };
    whole.into_iter().map(group).collect()
}

impl Group {
    fn document(&self, month: Month, created_at: UtcMicros, of_user: bool) -> Value {
        let class = |class| self.executions_by_class.get(&class).copied().unwrap_or_default();
        let mut document = json!({
            "instance_id": self.target,
            "month": month,
            "unique_digest_count": self.statements,
            "total_slow_query_count": self.sums.executions,
            "total_execution_count": self.sums.executions,
            "total_execution_time": seconds(self.sums.total_us),
            "avg_execution_time": mean_s(&self.sums),
            "total_rows_examined": self.sums.rows_examined.total(),
            "read_query_count": class(StatementClass::Read),
            "write_query_count": class(StatementClass::Write),
            "ddl_query_count": class(StatementClass::Ddl),
            "commit_query_count": class(StatementClass::Tx),
            "created_at": created_at,
            "lower_bound_count": self.sums.lower_bounds,
        });
        if of_user {
            document["user"] = json!(self.user);
        }
        document
    }
}

fn digest_query<'a>(
    statement: Named<Fingerprint>,
    text: &impl Fn(Fingerprint) -> Option<&'a str>,
) -> Option<&'a str> {
    match statement {
        Named::Is(statement) => text(statement),
        Named::Unknown => None,
        Named::Other => Some(OTHER),
    }
}

fn name(named: Named<&str>) -> Option<&str> {
    match named {
        Named::Is(name) => Some(name),
        Named::Unknown => None,
        Named::Other => Some(OTHER),
    }
}

fn mean_s(sums: &Sums) -> Option<f64> {
    sums.mean_us().map(|us| us / 1e6)
}

fn seconds(us: u64) -> f64 {
    us as f64 / 1e6
}
