//! From a digest to its report.

use auroscope_model::Fingerprint;
use auroscope_sql::{FINGERPRINT_VERSION, TableUse};

use super::{
    Beyond, Class, Figures, HistogramBar, Other, Report, ReportOptions, SampleExecution, Summary, Table, Tops,
};
use crate::digest::counts::Counts;
use crate::digest::digest::Digest;
use crate::digest::distribution::RELATIVE_ERROR;
use crate::digest::facts::Facts;
use crate::digest::group::{DECADES, Group, Label};
use crate::digest::key::Key;
use crate::digest::metrics::Metrics;
use crate::digest::names::{Kind, Who, is_nothing};
use crate::digest::options::GroupBy;
use crate::problem::ProblemKind;

impl Digest {
    /// What it comes to, the largest groups first; groups of the same rank are ordered by fingerprint or name.
    #[must_use]
    pub fn report(&self, options: &ReportOptions) -> Report {
        let overall = self.overall();
        let total_us = overall.query_time_us.sum;
        let mut order: Vec<(f64, &Key, &Group)> = self
            .groups
            .by_key
            .iter()
            .map(|(key, group)| (options.order_by.rank(&group.metrics), key, &**group))
            .collect();
        order.sort_by(|left, right| {
            let (left_label, right_label) = match self.options.group_by {
                GroupBy::Fingerprint => (None, None),
                _ => (Some(&left.2.label), Some(&right.2.label)),
            };
            let by_rank = right.0.total_cmp(&left.0);
            by_rank.then_with(|| left_label.cmp(&right_label)).then_with(|| left.1.cmp(right.1))
        });
        let ranks: Vec<f64> = order.iter().map(|(rank, ..)| *rank).collect();
        let total = match self.options.group_by {
            // An execution counts for each of its tables.
            GroupBy::Table => ranks.iter().sum(),
            _ if options.order_by.adds_up() => options.order_by.rank(&overall),
            _ => ranks.iter().sum(),
        };
        let (shown, rest) = order.split_at(options.limit.of(&ranks, total));
        let class = |(at, (_, key, group)): (usize, &(f64, &Key, &Group))| {
            self.class(at as u64 + 1, **key, group, total_us, options)
        };
        Report {
            summary: self.summary(&overall),
            classes: shown.iter().enumerate().map(class).collect(),
            other: self.other(rest, total_us),
            overall: Figures::of(&overall, &self.attributes),
        }
    }

    fn summary(&self, overall: &Metrics) -> Summary {
        let totals = &self.totals;
        let query_time_sum_us = u64::try_from(overall.query_time_us.sum).unwrap_or(u64::MAX);
        let range_us = totals.range_start.zip(totals.range_end).map(|(start, end)| end.since_us(start));
        let per_range = |amount: f64| range_us.filter(|us| *us > 0).map(|us| amount / us as f64);
        let named = |(name, count): (&&str, &u64)| ((*name).to_owned(), *count);
        let commands = totals.administrator_commands.iter();
        let problems = ProblemKind::NAMES.iter().zip(&totals.problem_counts);
        Summary {
            group_by: self.options.group_by.to_string(),
            events: totals.events,
            unique: self.groups.by_key.len() as u64,
            unique_is_exact: self.groups.times_left_out == 0,
            left_out: totals.left_out,
            administrator_commands: commands.map(|(name, count)| (name.to_string(), *count)).collect(),
            skipped: totals.skipped,
            skipped_bytes: totals.skipped_bytes,
            problems: problems.filter(|(_, count)| **count > 0).map(named).collect(),
            throttled: totals.throttled,
            log_rate_limit: totals.log_rate_limit.filter(|limit| *limit > 1),
            attribute_values_left_out: self.attributes.left_out,
            files: self.sources as u64,
            bytes: self.bytes,
            range_start: totals.range_start,
            range_end: totals.range_end,
            query_time_sum_us,
            concurrency: per_range(overall.query_time_us.sum as f64),
            queries_per_s: per_range(totals.events as f64 * 1e6),
            percentile_error: RELATIVE_ERROR,
            fingerprint_version: FINGERPRINT_VERSION,
        }
    }

    fn class(&self, rank: u64, key: Key, group: &Group, total_us: u128, options: &ReportOptions) -> Class {
        let is_statement = self.options.group_by == GroupBy::Fingerprint;
        let label = match &group.label {
            Label::Text(text) => Some(text.to_string()),
            _ => None,
        };
        let mode = self.options.mode;
        let (class, tables) = match &label {
            Some(text) if is_statement => {
                let facts = Facts::of(text, mode);
                (Some(facts.class), facts.tables)
            }
            _ => (None, auroscope_sql::tables(&group.sample.text, mode)),
        };
        let (users, more_users) = tops(&group.users, &self.names.users);
        let (hosts, more_hosts) = tops(&group.hosts, &self.names.hosts);
        let (schemas, more_schemas) = tops(&group.schemas, &self.names.schemas);
        Class {
            rank,
            fingerprint: is_statement.then_some(Fingerprint(key)),
            normalized: label.clone().filter(|_| is_statement),
            group: label.filter(|_| !is_statement),
            class,
            figures: Figures::of(&group.metrics, &self.attributes),
            share: share(group.metrics.query_time_us.sum, total_us),
            variance_to_mean: group.metrics.query_time_us.variance_to_mean(),
            users,
            hosts,
            schemas,
            beyond: Beyond { users: more_users, hosts: more_hosts, schemas: more_schemas },
            first_seen: group.first_seen,
            last_seen: group.last_seen,
            histogram: histogram(&group.decades),
            sample: self.sample(group, options.redact),
            tables: tables.into_iter().map(table).collect(),
            incomplete: group.is_incomplete,
        }
    }

    fn sample(&self, group: &Group, redact: bool) -> SampleExecution {
        let sample = &group.sample;
        let Who { user, host, schema } = sample.who;
        SampleExecution {
            text: match redact {
                true => auroscope_sql::redact(&sample.text, self.options.mode),
                false => text(&sample.text),
            },
            truncated: sample.is_cut,
            at: sample.started_at,
            query_time_us: sample.query_time_us,
            connection_id: sample.connection_id,
            user: self.names.users.name(user).map(text),
            host: self.names.hosts.name(host).map(text),
            schema: self.names.schemas.name(schema).map(text),
            source: sample.place.0 as usize,
            offset: sample.place.1,
        }
    }

    /// The groups that are not shown, with those that were not even kept.
    fn other(&self, rest: &[(f64, &Key, &Group)], total_us: u128) -> Option<Other> {
        let left_out = self.groups.times_left_out;
        if rest.is_empty() && left_out == 0 {
            return None;
        }
        let mut sum = self.groups.other.clone();
        rest.iter().for_each(|(_, _, group)| sum.merge(&group.metrics));
        Some(Other {
            groups: rest.len() as u64 + left_out,
            groups_is_exact: left_out == 0,
            share: share(sum.query_time_us.sum, total_us),
            figures: Figures::of(&sum, &self.attributes),
        })
    }
}

/// The most frequent names of one kind, and the executions beyond those told.
fn tops(counts: &Counts, names: &Kind) -> (Tops, u64) {
    let mut untold = 0;
    let mut told = Vec::new();
    for (number, times) in counts.iter().filter(|(number, _)| !is_nothing(*number)) {
        match names.name(number) {
            Some(name) => told.push((text(name), times)),
            None => untold += times,
        }
    }
    let (tops, rest) = Tops::of(told);
    (tops, rest + untold)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn table(table: TableUse) -> Table {
    Table { schema: table.schema, name: table.name, read: table.read, written: table.written }
}

fn share(part: u128, whole: u128) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

fn histogram(decades: &[u64; DECADES]) -> Vec<HistogramBar> {
    let bar = |(at, count): (usize, &u64)| HistogramBar {
        from_us: if at == 0 { 0 } else { 10_u64.pow(at as u32) },
        below_us: (at + 1 < DECADES).then(|| 10_u64.pow(at as u32 + 1)),
        count: *count,
    };
    decades.iter().enumerate().map(bar).collect()
}
