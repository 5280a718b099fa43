//! All figures of a set of executions.

use super::metric::Metric;
use super::record::Record;
use crate::figures::MoreFigures;

/// The figures of executions.
#[derive(Debug, Clone, Default)]
pub(crate) struct Metrics {
    pub(crate) query_time_us: Metric,
    pub(crate) lock_time_us: Metric,
    pub(crate) rows_sent: Metric,
    pub(crate) rows_examined: Metric,
    pub(crate) text_bytes: Metric,
    pub(crate) more: Option<Box<MoreMetrics>>,
}

/// The figures that only some logs have.
#[derive(Debug, Clone, Default)]
pub(crate) struct MoreMetrics {
    pub(crate) rows_affected: Metric,
    pub(crate) bytes_sent: Metric,
    pub(crate) tmp_tables: Metric,
    pub(crate) tmp_disk_tables: Metric,
    pub(crate) sort_rows: Metric,
    /// Executions with a full scan, a full join, an error; none where the log does not tell.
    pub(crate) full_scans: Option<u64>,
    pub(crate) full_joins: Option<u64>,
    pub(crate) errors: Option<u64>,
}

impl Metrics {
    #[inline]
    pub(crate) fn add(&mut self, record: &Record, more: Option<&MoreFigures>) {
        self.query_time_us.add(record.query_time_us);
        let figures = [
            (&mut self.lock_time_us, record.lock_time_us()),
            (&mut self.rows_sent, record.rows_sent()),
            (&mut self.rows_examined, record.rows_examined()),
        ];
        for (metric, figure) in figures {
            if let Some(figure) = figure {
                metric.add(figure);
            }
        }
        self.text_bytes.add(record.text_bytes);
        if let Some(more) = more {
            self.more.get_or_insert_default().add(more);
        }
    }

    pub(crate) fn merge(&mut self, other: &Self) {
        self.query_time_us.merge(&other.query_time_us);
        self.lock_time_us.merge(&other.lock_time_us);
        self.rows_sent.merge(&other.rows_sent);
        self.rows_examined.merge(&other.rows_examined);
        self.text_bytes.merge(&other.text_bytes);
        if let Some(more) = &other.more {
            self.more.get_or_insert_default().merge(more);
        }
    }

    /// About how many bytes it takes.
    pub(crate) fn weight(&self) -> usize {
        let few =
            [&self.query_time_us, &self.lock_time_us, &self.rows_sent, &self.rows_examined, &self.text_bytes];
        let more = self.more.as_ref().map_or(0, |more| more.weight());
        few.into_iter().map(Metric::weight).sum::<usize>() + more
    }
}

impl MoreMetrics {
    fn add(&mut self, more: &MoreFigures) {
        let figures = [
            (&mut self.rows_affected, more.rows_affected),
            (&mut self.bytes_sent, more.bytes_sent),
            (&mut self.tmp_tables, more.tmp_tables),
            (&mut self.tmp_disk_tables, more.tmp_disk_tables),
            (&mut self.sort_rows, more.sort_rows),
        ];
        for (metric, figure) in figures {
            if let Some(figure) = figure {
                metric.add(figure);
            }
        }
        add_to(&mut self.full_scans, more.full_scan.map(u64::from));
        add_to(&mut self.full_joins, more.full_join.map(u64::from));
        add_to(&mut self.errors, more.error_number.map(|number| u64::from(number > 0)));
    }

    fn merge(&mut self, other: &Self) {
        self.rows_affected.merge(&other.rows_affected);
        self.bytes_sent.merge(&other.bytes_sent);
        self.tmp_tables.merge(&other.tmp_tables);
        self.tmp_disk_tables.merge(&other.tmp_disk_tables);
        self.sort_rows.merge(&other.sort_rows);
        add_to(&mut self.full_scans, other.full_scans);
        add_to(&mut self.full_joins, other.full_joins);
        add_to(&mut self.errors, other.errors);
    }

    fn weight(&self) -> usize {
        let all =
            [&self.rows_affected, &self.bytes_sent, &self.tmp_tables, &self.tmp_disk_tables, &self.sort_rows];
        size_of::<Self>() + all.into_iter().map(Metric::weight).sum::<usize>()
    }
}

fn add_to(sum: &mut Option<u64>, more: Option<u64>) {
    if let Some(more) = more {
        *sum = Some(sum.unwrap_or(0) + more);
    }
}
