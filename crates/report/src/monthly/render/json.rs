//! A report's facts as JSON: durations in microseconds, unknown as null, every statement and every instance.

use serde_json::{Value, json};

use super::super::content::{ClassGroup, Content, Group, Instance, Statement};
use super::super::{MonthlyReport, Period};
use crate::statistics::{Named, Sums};

/// The report as JSON.
pub(in crate::monthly) fn json(report: &MonthlyReport<'_>, content: &Content<'_>) -> Value {
    let (from, to) = report.month.bounds(report.account.zone());
    let until = match report.period {
        Period::Ended => None,
        Period::InProgress(until) => Some(until),
    };
    let total_us = content.total.total_us;
    json!({
        "month": report.month,
        "zone": report.account.zone().name(),
        "from": from,
        "to": to,
        "in_progress_until": until,
        "made_at": report.made_at,
        "thresholds": report.thresholds,
        "coverage": {
            "notes": report.notes,
            "compared": report.previous.is_some(),
            "others": sums(&content.others),
            "statements_are_whole": report.account.statements_are_whole(),
            "names_are_whole": report.account.names_are_whole(),
        },
        "total": sums(&content.total),
        "before": content.before.as_ref().map(sums),
        "statement_count": content.statements.len(),
        "statement_count_before": content.statements_before,
        "days": content.days.iter().map(|day| json!({
            "date": day.date.to_string(),
            "missing": day.missing,
            "to_come": day.to_come,
            "sums": sums(&day.sums),
            "total_us_before": day.before_us,
        })).collect::<Vec<_>>(),
        "hours": content.hours.iter().map(|(hour, sums)| json!({
            "weekday": hour.weekday,
            "hour": hour.hour,
            "executions": sums.executions,
            "total_us": sums.total_us,
        })).collect::<Vec<_>>(),
        "classes": ClassGroup::ALL.map(|class| json!({
            "class": class.name(),
            "sums": content.classes.get(&class).map(sums),
            "before": content.classes_before.get(&class).map(sums),
        })),
        "instances": content.instances.iter().map(|of| instance(of, total_us)).collect::<Vec<_>>(),
        "statements": content.statements.iter().map(|of| statement(report, of, total_us)).collect::<Vec<_>>(),
        "users": content.users.iter().map(group).collect::<Vec<_>>(),
        "schemas": content.schemas.iter().map(group).collect::<Vec<_>>(),
    })
}

fn sums(sums: &Sums) -> Value {
    json!({
        "executions": sums.executions,
        "lower_bound_executions": sums.lower_bounds,
        "lower_bound_us": sums.lower_bound_us,
        "truncated_executions": sums.truncated,
        "total_us": sums.total_us,
        "mean_us": sums.mean_us(),
        "p50_us": sums.percentile_us(0.5),
        "p95_us": sums.percentile_us(0.95),
        "p99_us": sums.percentile_us(0.99),
        "percentiles_are_exact": sums.durations.is_exact(),
        "max_us": (sums.executions > 0).then_some(sums.max_us),
        "lock_us": sums.lock_us.total(),
        "lock_known_executions": sums.lock_us.known,
        "rows_examined": sums.rows_examined.total(),
        "rows_examined_known_executions": sums.rows_examined.known,
        "rows_sent": sums.rows_sent.total(),
        "rows_sent_known_executions": sums.rows_sent.known,
        "first_seen": sums.first_seen,
        "last_seen": sums.last_seen,
    })
}

fn named(name: Named<&str>) -> Value {
    match name {
        Named::Is(name) => json!({"name": name}),
        Named::Unknown => json!({"name": null}),
        Named::Other => json!({"name": null, "others": true}),
    }
}

fn by_class(executions: &std::collections::BTreeMap<ClassGroup, u64>) -> Value {
    executions.iter().map(|(class, number)| (class.name().to_owned(), json!(number))).collect()
}

fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

fn group(of: &Group<'_>) -> Value {
    let mut value = named(of.name);
    value["statement_count"] = json!(of.statements);
    value["instance_count"] = json!(of.targets);
    value["executions_by_class"] = by_class(&of.executions_by_class);
    value["sums"] = sums(&of.sums);
    value["before"] = json!(of.before.as_ref().map(sums));
    value
}

fn instance(of: &Instance<'_>, total_us: u64) -> Value {
    let changes = of.changes.as_ref().map(|changes| {
        let change = |change: &super::super::content::Change| {
            json!({
                "verdict": change.verdict.as_str(),
                "fingerprint": change.fingerprint,
                "class": change.class,
                "now": change.now.as_ref().map(sums),
                "before": change.before.as_ref().map(sums),
            })
        };
        changes.iter().map(change).collect::<Vec<_>>()
    });
    json!({
        "name": of.name,
        "unread": of.unread,
        "share": share(of.sums.total_us, total_us),
        "sums": sums(&of.sums),
        "before": of.before.as_ref().map(sums),
        "executions_by_class": by_class(&of.executions_by_class),
        "changes": changes,
        "statements": of.statements.iter().map(|statement| json!({
            "fingerprint": statement.fingerprint,
            "class": statement.class,
            "partial": statement.partial,
            "verdict": statement.verdict.map(|verdict| verdict.as_str()),
            "users": statement.users.iter().map(|user| named(*user)).collect::<Vec<_>>(),
            "sums": sums(&statement.sums),
            "before": statement.before.as_ref().map(sums),
        })).collect::<Vec<_>>(),
    })
}

fn statement(report: &MonthlyReport<'_>, of: &Statement<'_>, total_us: u64) -> Value {
    let part = |(name, us): &(Named<&str>, u64)| {
        let mut value = named(*name);
        value["total_us"] = json!(us);
        value
    };
    json!({
        "fingerprint": of.fingerprint,
        "class": of.class,
        "text": report.texts.get(&of.fingerprint),
        "partial": of.partial,
        "share": share(of.sums.total_us, total_us),
        "sums": sums(&of.sums),
        "before": of.before.as_ref().map(sums),
        "instances": of.targets.iter().map(|(name, us)| json!({"name": name, "total_us": us})).collect::<Vec<_>>(),
        "users": of.users.iter().map(part).collect::<Vec<_>>(),
        "schemas": of.schemas.iter().map(part).collect::<Vec<_>>(),
        "plan": report.plans.get(&of.fingerprint),
    })
}
